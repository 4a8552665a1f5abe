"""Numbers and dates that must fit each other, within a row and between a total and its parts.

"at least 10" is low 10, high open, point 10; "two men and four women" are not more than their 11;
an estimate lies between its low and its high.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.model import Casualty, CasualtyEstimate, Finding, Reconciliation
from pipeline.validate.delivery import Delivery, finding_on

ORDERED = {  # columns that must not fall from left to right, where they are filled
    "incidents": (("date_earliest", "date_latest"),),
    "casualties": (("count_low", "count_high"), ("period_earliest", "period_latest")),
    "casualty_estimates": (("low", "best", "high"),),
    "reconciliations": (("stated_low", "stated_high"), ("components_low", "components_high")),
    "evidence": (("start", "end"),),
}


def check_counts_are_as_bounded(delivery: Delivery) -> Iterator[Finding]:
    """count_low, count_high and count_point relate as count_qualifier says."""
    for row in delivery.tables.casualties:
        bounds = (row.count_low, row.count_high, row.count_point)
        if not _is_as_bounded(row.count_qualifier, *bounds):
            low, high, point = ("null" if bound is None else bound for bound in bounds)
            message = f"low {low}, high {high}, point {point} cannot be {row.count_qualifier}"
            yield finding_on("counts_are_as_bounded", row, "casualties", "count_qualifier", message)


def _is_as_bounded(qualifier: str, low: int | None, high: int | None, point: int | None) -> bool:
    """The table in the data model, line by line; a qualifier that is no code is found elsewhere."""
    match qualifier:
        case "exact":
            return low is not None and low == high == point
        case "at_least":
            return low is not None and high is None and point == low
        case "more_than":
            return low is not None and high is None and point == low - 1
        case "at_most":
            return low == 0 and high is not None and point == high
        case "fewer_than":
            return low == 0 and high is not None and point == high + 1
        case "range":
            return low is not None and high is not None and low <= high and point is None
        case "about":
            return low is None and high is None and point is not None
        case "vague":
            return low is not None and high is None and point is None
        case "unspecified_plural":
            return low == 2 and high is None and point is None
        case "explicit_zero":
            return low == high == point == 0
    return True


def check_ranges_are_in_order(delivery: Delivery) -> Iterator[Finding]:
    """The lower end of a range is not above its upper end: dates, periods, counts, estimates, offsets."""
    for table, ranges in ORDERED.items():
        sheet = delivery.sheets[table]
        for columns in ranges:
            for row_id, *cells in zip(sheet.row_ids, *(sheet.columns[name] for name in columns), strict=True):
                filled = [(name, cell) for name, cell in zip(columns, cells, strict=True) if cell is not None]
                for (lower, low), (upper, high) in pairwise(filled):
                    if low > high:
                        message = f"{lower} {low} is above {upper} {high}"
                        yield Finding("ranges_are_in_order", "error", table, row_id, lower, message)


def check_coordinates_are_pairs(delivery: Delivery) -> Iterator[Finding]:
    """A place has both a latitude and a longitude, with their source, or none of them."""
    for row in delivery.tables.places:
        if len({cell is None for cell in (row.lat, row.lon, row.coordinate_source)}) > 1:
            message = "lat, lon and coordinate_source go together: all or none"
            yield finding_on("coordinates_are_pairs", row, "places", "lat", message)


def check_incidents_are_not_after_their_report(delivery: Delivery) -> Iterator[Finding]:
    """What has happened did not happen after its report was published."""
    published = {row.report_id: row.published_date for row in delivery.tables.reports}
    for row in delivery.tables.incidents:
        day = published.get(row.report_id)
        if row.stage != "threatened" and row.date_earliest and day and row.date_earliest > day:
            message = f"{row.date_earliest} is after {day}, when its report was published"
            check = "incidents_are_not_after_their_report"
            yield finding_on(check, row, "incidents", "date_earliest", message, "warning")


def _parts(delivery: Delivery) -> dict[str, list[Casualty]]:
    """The parts of each total, without those that a person rejected or a later figure replaced."""
    parts: dict[str, list[Casualty]] = defaultdict(list)
    for row in delivery.tables.casualties:
        if row.component_of_casualty_id and row.rank != "deprecated" and row.review_status != "rejected":
            parts[row.component_of_casualty_id].append(row)
    return parts


def check_parts_are_within_their_total(delivery: Delivery) -> Iterator[Finding]:
    """A part is not greater than its total: count_low of the part is at most count_high of the total."""
    totals = {row.casualty_id: row for row in delivery.tables.casualties}
    for total_id, parts in _parts(delivery).items():
        high = totals[total_id].count_high if total_id in totals else None
        for part in parts:
            if high is not None and part.count_low is not None and part.count_low > high:
                message = f"{part.count_low} is more than {high}, the most its total {total_id} can be"
                yield finding_on("parts_are_within_their_total", part, "casualties", "count_low", message)


def check_sums_of_parts_are_within_their_total(delivery: Delivery) -> Iterator[Finding]:
    """The parts of a total that may be added up are not more than the total: a report can err, and this says so."""
    totals = {row.casualty_id: row for row in delivery.tables.casualties}
    for total_id, parts in _parts(delivery).items():
        total = totals.get(total_id)
        lows = [part.count_low or 0 for part in parts if part.overlap == "additive"]
        if total and total.count_high is not None and len(lows) > 1 and sum(lows) > total.count_high:
            message = f"its parts come to {sum(lows)}, more than {total.count_high}"
            check = "sums_of_parts_are_within_their_total"
            yield finding_on(check, total, "casualties", "count_high", message, "warning")


def check_reconciliations_are_recomputed(delivery: Delivery) -> Iterator[Finding]:
    """A reconciliation holds the bounds of its total, the sums of its parts, the difference, and a fitting verdict."""
    figures = {row.casualty_id: row for row in delivery.tables.casualties}
    for row in delivery.tables.reconciliations:
        ids = row.component_casualty_ids.split()
        if row.total_casualty_id not in figures or not figures.keys() >= set(ids):
            continue  # a broken key is found elsewhere
        total, parts = figures[row.total_casualty_id], [figures[part_id] for part_id in ids]
        for column, number in _recomputed(row, total, parts).items():
            if getattr(row, column) != number:
                message = f"{getattr(row, column)} should be {number}"
                yield finding_on("reconciliations_are_recomputed", row, "reconciliations", column, message)
        if not _is_fitting(row, total):
            message = f"{row.verdict} does not fit the numbers"
            yield finding_on("reconciliations_are_recomputed", row, "reconciliations", "verdict", message)


def _recomputed(row: Reconciliation, total: Casualty, parts: Sequence[Casualty]) -> Mapping[str, int | None]:
    """The numbers of a reconciliation from its figures; a part without lower bound counts with the number it names."""
    low = sum(part.count_low if part.count_low is not None else part.count_point or 0 for part in parts)
    highs = [part.count_high for part in parts if part.count_high is not None]
    difference = None if (stated := _number(total)) is None else stated - low
    if total.count_qualifier == "range" and row.verdict == "consistent":
        difference = 0
    return {
        "stated_low": total.count_low,
        "stated_high": total.count_high,
        "components_low": low,
        "components_high": sum(highs) if len(highs) == len(parts) else None,
        "difference": None if row.verdict == "not_comparable" else difference,
    }


def _number(figure: Casualty) -> int | None:
    """The number that the words of a figure name."""
    return figure.count_point if figure.count_point is not None else figure.count_low


def _is_fitting(row: Reconciliation, total: Casualty) -> bool:
    """Whether the verdict can be right: "fewer than 5" may be said of 5, so the number named counts as within."""
    low, high, stated = row.components_low, row.components_high, _number(total)
    exceeds = low is not None and total.count_high is not None and low > max(total.count_high, total.count_point or 0)
    falls_short = high is not None and stated is not None and stated > high
    match row.verdict:
        case "consistent":
            return not exceeds and not falls_short
        case "components_exceed_total":
            return exceeds
        case "unexplained_remainder":
            return not exceeds and row.difference is not None and row.difference > 0
    return True


def check_estimates_are_of_their_figures(delivery: Delivery) -> Iterator[Finding]:
    """An estimate counts the figures it names, each once, all of its report and its outcome, none of them withdrawn."""
    figures = {row.casualty_id: row for row in delivery.tables.casualties}
    for row in delivery.tables.casualty_estimates:
        inputs = [figures[name] for name in row.input_casualty_ids.split() if name in figures]
        for column, message in _estimate_problems(row, inputs):
            yield finding_on("estimates_are_of_their_figures", row, "casualty_estimates", column, message)


def _estimate_problems(row: CasualtyEstimate, inputs: Sequence[Casualty]) -> Iterator[tuple[str, str]]:
    names = row.input_casualty_ids.split()
    if len(set(names)) != len(names):
        yield "input_casualty_ids", "a figure is named twice"
    if row.n_figures != len(names):
        yield "n_figures", f"{row.n_figures} should be {len(names)}"
    for figure in inputs:
        if figure.report_id != row.report_id:
            yield "input_casualty_ids", f"{figure.casualty_id} is of another report"
        if figure.outcome not in (row.outcome, "killed_or_injured"):
            yield "input_casualty_ids", f"{figure.casualty_id} counts {figure.outcome}, not {row.outcome}"
        if figure.rank == "deprecated" or figure.review_status == "rejected":
            yield "input_casualty_ids", f"{figure.casualty_id} is withdrawn"

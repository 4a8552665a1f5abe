"""Totals are held against their parts, and the difference is published.

Made after review, from the rows alone. Three kinds of sum are looked at: parts the words name ("six people including
two men and four women"), totals told as sums ("together with 20 …, the total came to 60"), and a total of all people
against the groups told of the same incident (30 died: 8 civilians, 5 policemen, 12 militants).
Figures of single places of a campaign are examples, no breakdown: they are reported only where they exceed the total.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from pipeline.keys import row_id
from pipeline.model import Casualty, Reconciliation, Tables
from pipeline.tidy.breaths import find_breaths

PEOPLE = {
    "civilian": "civilians",
    "security_forces": "security forces",
    "military": "soldiers",
    "paramilitary": "paramilitaries",
    "police": "police",
    "militant": "militants",
    "government_official": "officials",
    "politician": "politicians",
    "journalist": "journalists",
    "health_worker": "health workers",
    "aid_worker": "aid workers",
    "worker": "workers",
    "religious_figure": "religious figures",
    "prisoner": "prisoners",
    "other": "others",
    "unknown": "people of unknown standing",
    "all": "people",
}
OUTCOMES = {"killed_or_injured": "killed or injured"}
INNER = {"police": "security_forces", "military": "security_forces", "paramilitary": "security_forces"}


def reconcile(tables: Tables) -> tuple[Reconciliation, ...]:
    """One row for every total that can be held against its parts."""
    live = [r for r in tables.casualties if r.rank != "deprecated" and r.review_status != "rejected"]
    by_incident: dict[tuple[str, str | None, str], list[Casualty]] = {}
    children: dict[str, list[Casualty]] = {}
    for row in live:
        by_incident.setdefault((row.report_id, row.incident_id, row.outcome), []).append(row)
        if row.component_of_casualty_id is not None:
            children.setdefault(row.component_of_casualty_id, []).append(row)
    found = []
    breaths = find_breaths(tables.evidence)
    groups: dict[tuple[object, ...], list[Casualty]] = {}
    for total in live:
        told = total.report_id, total.incident_id, total.outcome
        when = total.period_earliest, total.period_latest
        if (*told, *when) not in groups:
            groups[*told, *when] = list(breakdown(when, by_incident[told]))
        breath = breaths.get(total.casualty_id)
        apart = [r for r in groups[*told, *when] if breath is None or breaths.get(r.casualty_id) != breath]
        parts = components(total, children.get(total.casualty_id, []), apart)
        if parts:
            found.append(as_row(total, parts))
    return tuple(sorted(found, key=lambda r: r.reconciliation_id))


def components(total: Casualty, children: Sequence[Casualty], groups: Sequence[Casualty]) -> list[Casualty]:
    """The parts a total is to be held against, or none.

    `groups` are those told of the incident for the same days, but not in one breath with the total, as others than it.
    """
    told = [r for r in children if r.figure_scope == "component"]
    if total.figure_scope == "running_total" and told:
        return list(children)
    if told:
        return told
    is_whole = total.victim_group == "all" and total.incident_id is not None and total.figure_scope != "component"
    if is_whole and len({r.victim_group for r in groups}) > 1:
        return list(groups)
    inner = [r for r in children if r.incident_id != total.incident_id and r.victim_group == total.victim_group]
    return inner if sum(floor(r) for r in inner) > ceiling(total) else []


def breakdown(when: tuple[dt.date | None, dt.date | None], here: Sequence[Casualty]) -> Iterator[Casualty]:
    """The groups told of the incident itself for those days; of a group told twice the largest."""
    seen: set[str] = set()
    here = sorted(here, key=lambda r: (-floor(r), r.casualty_id))
    wide = ("period_total", "running_total")
    candidates = [r for r in here if r.victim_group != "all" and r.figure_scope not in wide]
    groups = {r.victim_group for r in candidates}
    for row in candidates:
        same_days = (row.period_earliest, row.period_latest) == when
        wider = INNER.get(row.victim_group) in groups
        if same_days and not wider and row.victim_group not in seen and row.figure_scope != "component":
            seen.add(row.victim_group)
            yield row


def as_row(total: Casualty, parts: Sequence[Casualty]) -> Reconciliation:
    parts = sorted(parts, key=lambda r: r.casualty_id)
    lows = [floor(r) for r in parts]
    low = sum(lows)
    high = None if any(r.count_high is None for r in parts) else sum(r.count_high or 0 for r in parts)
    verdict, difference = compare(total, low, high)
    return Reconciliation(
        reconciliation_id=row_id("rec", total.casualty_id),
        report_id=total.report_id,
        incident_id=total.incident_id,
        outcome=total.outcome,
        total_casualty_id=total.casualty_id,
        component_casualty_ids=" ".join(r.casualty_id for r in parts),
        stated_low=total.count_low,
        stated_high=total.count_high,
        components_low=low,
        components_high=high,
        difference=difference,
        verdict=verdict,
        explanation=explain(total, parts, verdict, difference),
    )


def compare(total: Casualty, low: int, high: int | None) -> tuple[str, int | None]:
    """(verdict, difference of the stated number and the sum of its parts).

    "At least 40" and 20 make 60: an open part is taken at the number it names, as newspapers add up.
    """
    stated = total.count_point if total.count_point is not None else total.count_low
    if stated is None or total.count_qualifier in ("vague", "unspecified_plural", "about", "range"):
        within = total.count_low is not None and total.count_low <= low and (total.count_high or low) >= low
        return ("consistent", 0) if within and total.count_qualifier == "range" else ("not_comparable", None)
    difference = stated - low
    if difference == 0:
        return "consistent", 0
    if difference < 0:
        open_end = total.count_high is None
        return ("consistent", difference) if open_end else ("components_exceed_total", difference)
    covered = high is not None and stated <= high
    return ("consistent", difference) if covered else ("unexplained_remainder", difference)


def explain(total: Casualty, parts: Sequence[Casualty], verdict: str, difference: int | None) -> str:
    """One sentence a reader understands."""
    what = OUTCOMES.get(total.outcome, total.outcome)
    told = " + ".join(f"{number(r)} {people(r)}" for r in in_order(parts))
    total_sum = sum(floor(r) for r in parts)
    stated = f"{number(total)} {people(total)} {what}"
    match verdict:
        case "consistent" if difference == 0:
            return f"The parts add up: {told} = {total_sum}, as stated ({stated})."
        case "consistent":
            return f"The parts ({told} = {total_sum}) fit the stated figure ({stated})."
        case "components_exceed_total":
            more = -(difference or 0)
            return f"The parts exceed the total: {told} = {total_sum}, which is {more} more than stated ({stated})."
        case "unexplained_remainder":
            return (
                f"The text states {stated}; the groups it names make {total_sum} ({told}), "
                f"so {difference} of them are not accounted for."
            )
        case _:
            return f"The stated figure ({stated}) is too vague to be held against its parts ({told})."


def in_order(parts: Sequence[Casualty]) -> list[Casualty]:
    return sorted(parts, key=lambda r: (-floor(r), r.victim_group, r.casualty_id))


def number(row: Casualty) -> str:
    """The figure as the text bounds it, in digits."""
    match row.count_qualifier:
        case "at_least":
            return f"at least {row.count_low}"
        case "more_than":
            return f"more than {row.count_point}"
        case "at_most":
            return f"up to {row.count_high}"
        case "fewer_than":
            return f"fewer than {row.count_point}"
        case "about":
            return f"about {row.count_point}"
        case "range":
            return f"{row.count_low} to {row.count_high}"
        case "vague" | "unspecified_plural":
            return row.count_text or "several"
        case _:
            return str(row.count_low)


def people(row: Casualty) -> str:
    if row.victim_text is not None and row.figure_scope == "component" and row.count_text:
        return row.victim_text
    one = row.count_low == row.count_high == 1
    words = PEOPLE.get(row.victim_group, row.victim_group)
    return {"people": "person", "police": "police officer"}.get(words, words.removesuffix("s")) if one else words


def floor(row: Casualty) -> int:
    return row.count_low if row.count_low is not None else row.count_point or 0


def ceiling(row: Casualty) -> int:
    if row.count_high is not None:
        return row.count_high
    return max(row.count_low or 0, row.count_point or 0)

"""Many reports at a glance: a line for each, and what they can be chosen by: day, place, group and outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.page.cards import range_words
from pipeline.page.maps import SITES, degrees
from pipeline.page.outlines import Outlines
from pipeline.page.package import Cells, DataPackage
from pipeline.page.rendering import visible

MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One report; `killed` is the cautious estimate of all killed, None where the report gives no figure for it.

    `first` and `last` are the days of its incidents, or that of the report itself; `outcomes` and `groups` are names by
    code, `place_ids` the places of its incidents.
    """

    report: Cells
    first: str
    last: str
    places: tuple[str, ...]
    place_ids: tuple[str, ...]
    outcomes: Mapping[str, str]
    groups: Mapping[str, str]
    n_figures: int
    killed: str | None
    review: str


def overview_of(package: DataPackage) -> tuple[Line, ...]:
    """A line for each report, the newest first."""
    casualties, reports = package.tables["casualties"], package.tables["reports"]
    estimates = {row["report_id"]: row for row in package.rows("casualty_estimates") if is_of_all_killed(row)}
    incidents, figures = by_report(package.rows("incidents")), by_report(casualties.rows)
    lines = []
    for report in sorted(reports.rows, key=lambda row: (row["published_date"], row["report_id"]), reverse=True):
        told, rows = incidents.get(report["report_id"], ()), figures.get(report["report_id"], ())
        days = sorted(row[day] for row in told for day in ("date_earliest", "date_latest") if row[day])
        estimate = estimates.get(report["report_id"])
        lines.append(
            Line(
                report=report,
                first=days[0] if days else report["published_date"],
                last=days[-1] if days else report["published_date"],
                places=distinct(row["place_text"] for row in told)[:MOST_PLACES],
                place_ids=distinct(row["place_id"] for row in told),
                outcomes={row["outcome"]: casualties.label(row, "outcome") for row in rows},
                groups={row["victim_group"]: casualties.label(row, "victim_group") for row in rows},
                n_figures=len(rows),
                killed=range_words(estimate["low"], estimate["high"]) if estimate else None,
                review=reports.label(report, "review_status"),
            )
        )
    return tuple(lines)


def is_of_all_killed(row: Cells) -> bool:
    told = (row["outcome"], row["victim_group"], row["rule_set"], row["incident_id"])
    return told == ("killed", "all", "conservative", "")


def by_report(rows: Iterable[Cells]) -> dict[str, list[Cells]]:
    grouped: dict[str, list[Cells]] = {}
    for row in rows:
        grouped.setdefault(row["report_id"], []).append(row)
    return grouped


def distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


# ------------------------------------------------------------------------------------------------ what to choose by


def choices_of(lines: Iterable[Line], package: DataPackage, outlines: Outlines) -> dict[str, object]:
    """What the page's script chooses reports by: facts of each line, in their order, and the places they name."""
    known = dict(package.tables["places"].by_key())
    numbers: dict[str, int] = {}
    told = []
    for line in lines:
        places = [numbers.setdefault(one, len(numbers)) for one in line.place_ids if one in known]
        words = visible(" ".join((line.report["title"], line.report["publisher"], line.report["report_id"])))
        days = [line.first, line.last]
        told.append([words, days, places, list(line.outcomes), list(line.groups), line.n_figures])
    labels = package.tables["casualties"].columns
    return {
        "lines": told,
        "places": [place_told(known[one], outlines) for one in numbers],
        "outcomes": dict(labels["outcome"].labels),
        "groups": dict(labels["victim_group"].labels),
    }


def place_told(place: Cells, outlines: Outlines) -> list[object]:
    """A place: its name, its country, whether it is an area; and longitude and latitude, null where it has none."""
    code = place["country_code"]
    country = outlines.countries[code].name if code in outlines.countries else code
    return [visible(place["name"]), visible(country), place["place_kind"] not in SITES, degrees(place)]

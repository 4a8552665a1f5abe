"""Many reports at a glance: a line for each, with its day, its places, and how many it says were killed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.page.cards import range_words
from pipeline.page.package import Cells, DataPackage

MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One report; `killed` is the cautious estimate of all killed, None where the report gives no figure for it."""

    report: Cells
    places: tuple[str, ...]
    outcomes: tuple[str, ...]
    groups: tuple[str, ...]
    n_figures: int
    killed: str | None


def overview_of(package: DataPackage) -> tuple[Line, ...]:
    """A line for each report, the newest first."""
    casualties = package.tables["casualties"]
    estimates = {row["report_id"]: row for row in package.rows("casualty_estimates") if is_of_all_killed(row)}
    places, figures = by_report(package.rows("incidents")), by_report(casualties.rows)
    lines = []
    for report in sorted(
        package.rows("reports"), key=lambda row: (row["published_date"], row["report_id"]), reverse=True
    ):
        rows = figures.get(report["report_id"], ())
        named = distinct(row["place_text"] for row in places.get(report["report_id"], ()))
        estimate = estimates.get(report["report_id"])
        lines.append(
            Line(
                report=report,
                places=named[:MOST_PLACES],
                outcomes=distinct(casualties.label(row, "outcome") for row in rows),
                groups=distinct(casualties.label(row, "victim_group") for row in rows),
                n_figures=len(rows),
                killed=range_words(estimate["low"], estimate["high"]) if estimate else None,
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

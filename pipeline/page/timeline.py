"""Incidents become a timeline: each as long as the days it may have happened on, at a place as exact as the words are.

2025-03-04           ■      ● Jos, exact site
2025-03-03 to 04    ■■      ▭ Plateau, province
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.days import parse_day
from pipeline.page.cards import Names, days_words
from pipeline.page.package import Cells, DataPackage, Table

WIDTH = 200.0  # of the drawing, in its own units
# A site is a point; what is near one, a ring; all else is an area, however small a dot its coordinates would make.
SIGNS: Mapping[str, str] = {"exact_site": "●", "near_place": "○"}
AREA = "▭"


@dataclass(frozen=True, slots=True)
class Moment:
    """One incident. Its bar is from `x` on; None where no day is stated. `sign` shows how exact its place is."""

    row_id: str
    title: str
    days: str
    day_precision: str
    sign: str
    place: str
    place_precision: str
    review: str
    x: float | None
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The incidents of one report in the order of their days, which lie between `first` and `last`."""

    first: str
    last: str
    moments: tuple[Moment, ...]


def timelines_of(package: DataPackage, names: Names) -> dict[str, Timeline]:
    """A timeline for each report that tells of an incident."""
    table = package.tables["incidents"]
    by_report: dict[str, list[Cells]] = {}
    for row in table.rows:
        by_report.setdefault(row["report_id"], []).append(row)
    return {report_id: timeline_of(table, rows, names) for report_id, rows in by_report.items()}


def timeline_of(table: Table, rows: Sequence[Cells], names: Names) -> Timeline:
    days = sorted(day for row in rows for day in days_of(row))
    first, last = (days[0], days[-1]) if days else (None, None)
    ordered = sorted(rows, key=lambda row: (row["date_earliest"] or row["date_latest"] or "9", row["incident_id"]))
    moments = tuple(moment_of(table, row, names, first, last) for row in ordered)
    return Timeline(first.isoformat() if first else "", last.isoformat() if last else "", moments)


def moment_of(table: Table, row: Cells, names: Names, first: dt.date | None, last: dt.date | None) -> Moment:
    x, width = span_of(tuple(days_of(row)), first, last)
    return Moment(
        row_id=row["incident_id"],
        title=table.label(row, "incident_type"),
        days=days_words(row["date_earliest"], row["date_latest"]) if first and x is not None else "no day stated",
        day_precision=table.label(row, "date_precision"),
        sign=SIGNS.get(row["place_precision"], AREA),
        place=names.named.get(row["place_id"], row["place_text"]),
        place_precision=table.label(row, "place_precision"),
        review=table.label(row, "review_status"),
        x=x,
        width=width,
    )


def span_of(days: Sequence[dt.date], first: dt.date | None, last: dt.date | None) -> tuple[float | None, float]:
    """Where a bar begins and how wide it is: a day is as wide as a day."""
    if not days or first is None or last is None:
        return None, 0.0
    scale = WIDTH / ((last - first).days + 1)
    return round((min(days) - first).days * scale, 1), round(((max(days) - min(days)).days + 1) * scale, 1)


def days_of(row: Cells) -> Iterable[dt.date]:
    """The days that are stated, as far as a package of somebody else's making states days."""
    return (day for column in ("date_earliest", "date_latest") if (day := parse_day(row[column])) is not None)

"""What a package holds, in numbers that add up: those of many batches of reports together are those of all of them.

So a package of a million reports can say what it covers, and which warnings hold for it, though its rows are never in
memory at once. Rows that a person has rejected, and figures that were superseded, are nobody's to use and count for
none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.model import Allegation, Casualty, Incident, Place, Tables

SUMS_OF_MANY = frozenset({"running_total", "campaign_total", "period_total"})
DAYS_UNKNOWN = frozenset({None, "week", "month", "longer", "on_or_before_report"})
DISTRICT_UNKNOWN = frozenset({None, "admin1", "vague_area", "country"})
UNREVIEWED = frozenset({"machine", "work_needed"})
NOT_ADDING_UP = frozenset({"components_exceed_total", "unexplained_remainder"})
FEW = 2  # publishers that are told apart: whether there is more than one is all that anybody asks


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last day."""

    earliest: dt.date
    latest: dt.date


@dataclass(frozen=True, slots=True)
class Box:
    """The smallest box around all coordinates, in degrees."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Holdings:
    """Rows that each usage warning is about, by its code; rows to review, and reviewed; when, where, and whose words.

    `regions` and `box` are of the incidents: places that are only spoken of do not count. `days` are None where no
    incident has a date, `published` where no report has one.
    """

    warned: Mapping[str, int]
    reviewable: int
    reviewed: int
    publishers: frozenset[str]
    languages: frozenset[str]
    days: Days | None
    published: Days | None
    regions: frozenset[str]
    box: Box | None


def holdings_of(tables: Tables) -> Holdings:
    """What these tables hold."""
    used = used_rows(tables)
    where = {row.place_id for row in tables.incidents}
    places = [place for place in tables.places if place.place_id in where]
    return Holdings(
        warned={code: sum(is_about(used)) for code, is_about in WARNED.items()},
        reviewable=len(used.statuses),
        reviewed=sum(status in {"accepted", "edited"} for status in used.statuses),
        publishers=few(report.publisher or report.report_id for report in tables.reports),
        languages=frozenset(report.language for report in tables.reports),
        days=days_of(day for row in tables.incidents for day in (row.date_earliest, row.date_latest)),
        published=days_of(report.published_date for report in tables.reports),
        regions=frozenset(name for place in places if (name := region(place)) is not None),
        box=box_around(places),
    )


def together(parts: Iterable[Holdings]) -> Holdings:
    """What tables that hold different reports hold together."""
    known = holdings_of(Tables())
    for part in parts:
        known = Holdings(
            warned={code: known.warned[code] + part.warned[code] for code in WARNED},
            reviewable=known.reviewable + part.reviewable,
            reviewed=known.reviewed + part.reviewed,
            publishers=few(known.publishers | part.publishers),
            languages=known.languages | part.languages,
            days=spanning(known.days, part.days),
            published=spanning(known.published, part.published),
            regions=known.regions | part.regions,
            box=around(box for box in (known.box, part.box) if box is not None),
        )
    return known


# ------------------------------------------------------------------------------------------------ rows in use


@dataclass(frozen=True, slots=True)
class UsedRows:
    """The tables, and those of their rows that are somebody's to use."""

    tables: Tables
    incidents: tuple[Incident, ...]
    casualties: tuple[Casualty, ...]
    allegations: tuple[Allegation, ...]

    @property
    def statuses(self) -> tuple[str, ...]:
        """The review status of every row that people review."""
        rows: tuple[Incident | Casualty | Allegation, ...] = (*self.incidents, *self.casualties, *self.allegations)
        return tuple(row.review_status for row in rows)


def used_rows(tables: Tables) -> UsedRows:
    return UsedRows(
        tables,
        tuple(row for row in tables.incidents if row.review_status != "rejected"),
        tuple(row for row in tables.casualties if row.review_status != "rejected" and row.rank != "deprecated"),
        tuple(row for row in tables.allegations if row.review_status != "rejected" and row.rank != "deprecated"),
    )


def contested(used: UsedRows) -> Iterable[bool]:
    """Incidents whose authorship is denied or claimed twice, and denials of accusations."""
    yield from (row.claim_status in {"denied", "competing_claims"} for row in used.incidents)
    yield from (row.polarity == "denies" for row in used.allegations)


# Which rows each warning of usage_warnings.csv is about; the warnings about a package as a whole are in `usage`.
WARNED: Mapping[str, Callable[[UsedRows], Iterable[bool]]] = {
    "origin_not_given": lambda used: (r.publisher is None or r.published_date is None for r in used.tables.reports),
    "machine_coded_unreviewed": lambda used: (status in UNREVIEWED for status in used.statuses),
    "work_needed": lambda used: (status in {"work_needed", "conflict"} for status in used.statuses),
    "involved_party_figures": lambda used: (row.speaker_role == "involved_party" for row in used.casualties),
    "figures_do_not_add_up": lambda used: (row.verdict in NOT_ADDING_UP for row in used.tables.reconciliations),
    "open_ranges": lambda used: (row.high is None for row in used.tables.casualty_estimates),
    "figures_of_other_times": lambda used: (row.figure_scope in SUMS_OF_MANY for row in used.casualties),
    "figures_of_no_incident": lambda used: (row.incident_id is None for row in used.casualties),
    "date_precision_low": lambda used: (row.date_precision in DAYS_UNKNOWN for row in used.incidents),
    "place_precision_low": lambda used: (row.place_precision in DISTRICT_UNKNOWN for row in used.incidents),
    "contested_responsibility": contested,
}


# ------------------------------------------------------------------------------------------------ when and where


def few(names: Iterable[str]) -> frozenset[str]:
    """As many of the names as are told apart, the first in the order of the alphabet."""
    return frozenset(sorted(set(names))[:FEW])


def days_of(found: Iterable[dt.date | None]) -> Days | None:
    days = [day for day in found if day is not None]
    return Days(min(days), max(days)) if days else None


def spanning(*known: Days | None) -> Days | None:
    """From the first day of all to the last."""
    return days_of(day for days in known if days is not None for day in (days.earliest, days.latest))


def region(place: Place) -> str | None:
    """`Borno, NGA`: a place's province and country, as far as they are known."""
    names = [name for name in (place.admin1_name, place.country_code) if name is not None]
    return ", ".join(names) or None


def box_around(places: Iterable[Place]) -> Box | None:
    points = [(place.lat, place.lon) for place in places if place.lat is not None and place.lon is not None]
    return around(Box(lat, lon, lat, lon) for lat, lon in points)


def around(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around all of them."""
    found = list(boxes)
    if not found:
        return None
    return Box(
        min(box.south for box in found),
        min(box.west for box in found),
        max(box.north for box in found),
        max(box.east for box in found),
    )

"""Which time and which places a package covers, computed from its rows.

A package without a dated incident covers the days its reports were published, and one without those no time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import Place, Tables


@dataclass(frozen=True, slots=True)
class Box:
    """The smallest box around all coordinates, in degrees."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """First and last day, None where no row has one; provinces and countries by name; None for a box of no place."""

    earliest: dt.date | None
    latest: dt.date | None
    regions: tuple[str, ...]
    box: Box | None


def coverage(tables: Tables) -> Coverage:
    """Time and places of the incidents. Places that are only spoken of do not count."""
    days = [day for row in tables.incidents for day in (row.date_earliest, row.date_latest) if day is not None]
    days = days or [row.published_date for row in tables.reports if row.published_date is not None]
    where = {row.place_id for row in tables.incidents}
    places = [place for place in tables.places if place.place_id in where]
    return Coverage(
        earliest=min(days, default=None),
        latest=max(days, default=None),
        regions=tuple(sorted({name for place in places if (name := region(place)) is not None})),
        box=box_around(places),
    )


def region(place: Place) -> str | None:
    """`Borno, NGA`: a place's province and country, as far as they are known."""
    names = [name for name in (place.admin1_name, place.country_code) if name is not None]
    return ", ".join(names) or None


def box_around(places: Iterable[Place]) -> Box | None:
    points = [(place.lat, place.lon) for place in places if place.lat is not None and place.lon is not None]
    if not points:
        return None
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    return Box(min(lats), min(lons), max(lats), max(lons))

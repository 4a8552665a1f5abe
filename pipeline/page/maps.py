"""Incidents become a map: each place as exactly as the words say where, and never more.

Jos, exact site              a small mark
near Jos                     a small ring
Bokkos district              a wide ring with its name: somewhere within
Plateau state                its outline with its name; a wide ring where there is no outline of it
"in the mountains"           no mark: it stands beside the map, in words
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.page.cards import Names
from pipeline.page.outlines import Box, Outlines, Shape
from pipeline.page.package import Cells, DataPackage, Table
from pipeline.page.views import Name, View, placed_names, view_of

Form = Literal["site", "near", "ring", "outline", "nowhere"]

# A mark is for what the words put at one site or near it; all else is an area.
FORMS: Mapping[str, Form] = {"exact_site": "site", "near_place": "near"}
SITES = ("town", "village", "facility")
# How far a ring reaches, in hundredths of a degree: about half of a usual district, province or country. It stands for
# "somewhere around here" and for no border.
RADII: Mapping[str, int] = {"country": 300, "province": 100, "area": 80, "district": 40}
ELSE = 40
NOWHERE = "no place stated"
ORDER: tuple[Form, ...] = ("outline", "ring", "near", "site", "nowhere")  # what is small lies upon what is large
BESIDE: Mapping[Form, float] = {"site": 10.0, "near": 14.0}  # how far a name stands from a mark; others are within


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident at a place, as the list beside the map names it."""

    row_id: str
    title: str
    review: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a report with its incidents; `link` leads to its only incident, or to its entry in the list.

    `x`, `y` and `radius` are units of the drawing. `outline` is the id of a shape; None where a ring or mark is drawn.
    """

    key: str
    form: Form
    name: str
    precision: str
    incidents: tuple[Incident, ...]
    x: float
    y: float
    radius: float
    outline: str | None
    label: Name | None

    @property
    def link(self) -> str:
        return self.incidents[0].row_id if len(self.incidents) == 1 else self.key


@dataclass(frozen=True, slots=True)
class Map:
    """The map of one report; `view` is None where no place of it can be shown. Spots are drawn in this order.

    `lands` are the ids of the countries that are seen, `divided` the codes of those whose divisions are drawn.
    """

    view: View | None
    lands: tuple[str, ...]
    divided: tuple[str, ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A place before it is drawn: where it lies and how far it reaches, in hundredths of a degree."""

    form: Form
    place: Cells
    rows: tuple[Cells, ...]
    shape: Shape | None
    x: float
    y: float
    reach: int

    @property
    def box(self) -> Box:
        """The part of the world that it is in; of an outline, its largest part."""
        if self.shape is not None:
            return self.shape.boxes[0]
        x, y = round(self.x), round(self.y)
        return Box(x - self.reach, y - self.reach, x + self.reach, y + self.reach)


def maps_of(package: DataPackage, names: Names, outlines: Outlines) -> dict[str, Map]:
    """A map for each report that tells of an incident."""
    table = package.tables["incidents"]
    places = dict(package.tables["places"].by_key())
    by_report: dict[str, list[Cells]] = {}
    for row in table.rows:
        by_report.setdefault(row["report_id"], []).append(row)
    return {
        report_id: map_of(report_id, table, tuple(sites_of(rows, places, outlines)), names, outlines)
        for report_id, rows in by_report.items()
    }


def sites_of(rows: Iterable[Cells], places: Mapping[str, Cells], outlines: Outlines) -> Iterator[Site]:
    """The places of incidents, each once for every way in which the words put something there."""
    grouped: dict[tuple[str, Form], list[Cells]] = {}
    for row in rows:
        grouped.setdefault((row["place_id"], form_of(row, places.get(row["place_id"]), outlines)), []).append(row)
    for (place_id, form), at_place in grouped.items():
        yield site_of(form, places.get(place_id, {}), tuple(at_place), outlines)


def form_of(row: Cells, place: Cells | None, outlines: Outlines) -> Form:
    if place is None:
        return "nowhere"
    if place["place_kind"] in SITES and row["place_precision"] in FORMS and degrees(place) is not None:
        return FORMS[row["place_precision"]]
    if outline_of(place, outlines) is not None:
        return "outline"
    return "nowhere" if degrees(place) is None else "ring"


def site_of(form: Form, place: Cells, rows: tuple[Cells, ...], outlines: Outlines) -> Site:
    shape = outline_of(place, outlines) if form == "outline" else None
    if shape is not None:
        box = shape.boxes[0]
        return Site(form, place, rows, shape, (box.left + box.right) / 2, (box.top + box.bottom) / 2, 0)
    lon, lat = (place and degrees(place)) or (0.0, 0.0)
    reach = RADII.get(place["place_kind"], ELSE) if form == "ring" else 0
    return Site(form, place, rows, None, lon * 100, -lat * 100, reach)


def outline_of(place: Cells, outlines: Outlines) -> Shape | None:
    """The outline of a country or of a first-level division; of anything else there is none."""
    code = place["country_code"]
    match place["place_kind"]:
        case "country":
            return outlines.countries.get(code)
        case "province":
            return outlines.divisions.get(code, {}).get(place["admin1_name"] or place["name"])
        case _:
            return None


def degrees(place: Cells) -> tuple[float, float] | None:
    """Longitude and latitude, as far as a package of somebody else's making states them as numbers of the globe."""
    try:
        lon, lat = float(place["lon"]), float(place["lat"])
    except ValueError:
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


# ------------------------------------------------------------------------------------------------ drawing


def map_of(report_id: str, table: Table, sites: Sequence[Site], names: Names, outlines: Outlines) -> Map:
    ordered = sorted(sites, key=lambda site: (ORDER.index(site.form), -site.reach, site.place.get("place_id", "")))
    shown = [site for site in ordered if site.form != "nowhere"]
    view = view_of(boxes_to_fit(shown)) if shown else None
    labels = iter(labels_of(shown, view) if view else ())
    spots = tuple(
        spot_of(f"at-{report_id}-{number}", site, table, names, view, None if site.form == "nowhere" else next(labels))
        for number, site in enumerate(ordered)
    )
    lands = land_keys(view, outlines) if view else ()
    codes = {site.place["country_code"] for site in shown}
    return Map(view, lands, tuple(sorted(codes & outlines.divisions.keys())), spots)


def boxes_to_fit(sites: Sequence[Site]) -> list[Box]:
    """What a map must show: all places, but a country only where nothing more exact is stated."""
    finer = [site for site in sites if site.place["place_kind"] != "country"]
    return [site.box for site in finer or sites]


def land_keys(view: View, outlines: Outlines) -> tuple[str, ...]:
    """The countries that are seen."""
    seen = (shape for shape in outlines.countries.values() if any(box.meets(view.box) for box in shape.boxes))
    return tuple(shape.key for shape in seen)


def labels_of(sites: Sequence[Site], view: View) -> tuple[Name | None, ...]:
    """The names of places, those of marks first: they have less room."""
    wanted = [(site.place["name"], *view.point(site.x, site.y), BESIDE.get(site.form, 0.0)) for site in sites]
    return placed_names(wanted[::-1], view.height)[::-1]


def spot_of(key: str, site: Site, table: Table, names: Names, view: View | None, label: Name | None) -> Spot:
    x, y = view.point(site.x, site.y) if view else (0.0, 0.0)
    precisions = dict.fromkeys(table.label(row, "place_precision") for row in site.rows if row["place_precision"])
    words = dict.fromkeys(row["place_text"] for row in site.rows if row["place_text"])
    return Spot(
        key=key,
        form=site.form,
        name=site.place.get("name") or ", ".join(words) or NOWHERE,
        precision=", ".join(precisions),
        incidents=tuple(
            Incident(row["incident_id"], names.titles[row["incident_id"]], table.label(row, "review_status"))
            for row in site.rows
        ),
        x=x,
        y=y,
        radius=round(max(site.reach * view.scale_y, 14.0), 1) if view else 0.0,
        outline=site.shape.key if site.shape else None,
        label=label,
    )

"""The map shows a place as exactly as the words say where, and never more."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import pytest

from pipeline.contract import Contract
from pipeline.page import read_files
from pipeline.page.cards import names_of
from pipeline.page.maps import Map, maps_of
from pipeline.page.outlines import OUTLINES, Box, boxes_of, read_outlines
from pipeline.page.package import DataPackage, package_of
from pipeline.page.views import MARGIN, SMALLEST, WIDTH, extent, placed_names, view_of
from tests.packages import package_of as published
from tests.sample_tables import MARKET, valid_tables

TOWN = {"place_id": "plc-a", "name": "Turbat", "place_kind": "town", "country_code": "PAK", "lat": "26", "lon": "63"}
OTHERS = {"admin1_name": "Balochistan"}


@pytest.fixture(scope="module")
def package(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> DataPackage:
    place = published(valid_tables()[0], contract, tmp_path_factory.mktemp("map") / "package")
    return package_of(read_files(place), "package")


def map_of(package: DataPackage, *told: tuple[dict[str, str], str]) -> Map:
    """The map of a report with one incident at each of these places, told as exactly as the code beside it says."""
    places, incidents = package.tables["places"], package.tables["incidents"]
    empty = dict.fromkeys(places.columns, "")
    rows = tuple({**empty, **place} for place, _ in told)
    at = tuple(
        {
            **incidents.rows[0],
            "incident_id": f"inc-{number}",
            "report_id": MARKET,
            "place_id": place.get("place_id", ""),
            "place_precision": precision,
        }
        for number, (place, precision) in enumerate(told)
    )
    tables = {
        **package.tables,
        "places": replace(places, rows=rows),
        "incidents": replace(incidents, rows=at),
    }
    changed = replace(package, tables=tables)
    return maps_of(changed, names_of(changed), read_outlines({"PAK"}))[MARKET]


@pytest.mark.parametrize(
    ("changes", "precision", "form"),
    [
        ({}, "exact_site", "site"),
        ({}, "near_place", "near"),
        ({}, "vague_area", "ring"),
        ({"place_kind": "district"}, "admin2", "ring"),
        ({"place_kind": "district"}, "exact_site", "ring"),
        ({"place_kind": "province", "name": "Balochistan"}, "admin1", "outline"),
        ({"place_kind": "province", "name": "Elsewhere"}, "admin1", "ring"),
        ({"place_kind": "country", "name": "Pakistan"}, "country", "outline"),
        ({"lat": "", "lon": ""}, "exact_site", "nowhere"),
        ({"lat": "nan", "lon": "4e9"}, "exact_site", "nowhere"),
        ({"lat": "91"}, "exact_site", "nowhere"),
    ],
)
def test_only_what_is_stated_to_be_at_one_place_is_a_mark(
    package: DataPackage, changes: dict[str, str], precision: str, form: str
) -> None:
    (spot,) = map_of(package, ({**TOWN, **changes}, precision)).spots
    assert spot.form == form
    assert (spot.outline is not None) == (form == "outline")
    assert spot.incidents[0].row_id == "inc-0"


def test_a_place_that_is_not_stated_has_no_mark_and_is_named(package: DataPackage) -> None:
    found = map_of(package, ({}, ""))
    assert found.view is None
    assert [spot.form for spot in found.spots] == ["nowhere"]


def test_incidents_at_one_place_share_a_mark_that_leads_to_all_of_them(package: DataPackage) -> None:
    found = map_of(package, (TOWN, "exact_site"), (TOWN, "exact_site"))
    (spot,) = found.spots
    assert [incident.row_id for incident in spot.incidents] == ["inc-0", "inc-1"]
    assert spot.link == spot.key
    assert map_of(package, (TOWN, "exact_site")).spots[0].link == "inc-0"


def test_the_map_is_fitted_to_its_places(package: DataPackage) -> None:
    other = {**TOWN, "place_id": "plc-b", "name": "Quetta", "lat": "30", "lon": "67"}
    found = map_of(package, (TOWN, "exact_site"), (other, "exact_site"))
    assert found.view is not None
    assert found.view.box.left < 6300 < 6700 < found.view.box.right
    assert found.view.box.right - found.view.box.left < 1200
    assert all(0 < spot.x < WIDTH and 0 < spot.y < found.view.height for spot in found.spots)
    assert {"land-PAK", "land-IRN"} <= set(found.lands)
    assert "land-BRA" not in found.lands


def test_a_country_does_not_widen_a_map_that_has_a_town(package: DataPackage) -> None:
    country = {**TOWN, "place_id": "plc-c", "name": "Pakistan", "place_kind": "country"}
    town, both = map_of(package, (TOWN, "exact_site")), map_of(package, (TOWN, "exact_site"), (country, "country"))
    assert town.view == both.view


def test_a_view_shows_its_boxes_with_room_around() -> None:
    box = Box(6000, -3000, 7000, -2500)
    view = view_of([box])
    left, _ = view.point(box.left, box.top)
    right, _ = view.point(box.right, box.bottom)
    assert 0 < left < right < WIDTH
    assert WIDTH / (right - left) == pytest.approx(1 + 2 * MARGIN, abs=0.01)
    assert view_of([Box(0, 0, 0, 0)]).box.bottom >= SMALLEST / 2


def test_names_do_not_lie_over_each_other() -> None:
    wanted = [(f"Place {number}", 100.0 + number, 100.0, 10.0) for number in range(9)]
    placed = [extent(name) for name in placed_names(wanted, 300) if name is not None]
    assert 1 < len(placed) < 9
    for number, one in enumerate(placed):
        for other in placed[:number]:
            assert one[0] >= other[2] or one[2] <= other[0] or one[1] >= other[3] or one[3] <= other[1]


def test_outlines_are_paths_within_the_globe() -> None:
    outlines = read_outlines({"PAK", "NGA"})
    shapes = [outlines.land, *outlines.countries.values()]
    shapes += [shape for own in outlines.divisions.values() for shape in own.values()]
    assert len(shapes) > 230
    for shape in shapes:
        assert re.fullmatch(r"(?:M-?\d+ ?-?\d+l[-\d ]+z)+", shape.path), shape.key
        for box in shape.boxes:
            assert -18_001 - 1_900 <= box.left < box.right <= 18_001 + 1_900, shape.key
            assert -9_001 <= box.top < box.bottom <= 9_001, shape.key
    assert len({shape.key for shape in shapes}) == len(shapes)
    assert boxes_of("M10 10l5 0 0-5z").__next__() == Box(10, 5, 15, 10)


def test_a_division_that_was_renamed_is_known_by_its_name_of_today() -> None:
    renamed = list(csv.DictReader((OUTLINES.parent / "renamed.csv").read_text(encoding="utf-8").splitlines()))
    divisions = read_outlines({row["country_code"] for row in renamed}).divisions
    assert renamed
    assert all(row["name"] in divisions[row["country_code"]] for row in renamed)

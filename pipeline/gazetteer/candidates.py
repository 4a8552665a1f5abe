"""What a name may mean: a place, and how widely it is known. Weights are on the scale of decimal logarithms of people.

A town of a million people weighs 6, any country 9, a district no more than 4.3.
"""

from __future__ import annotations

import hashlib

from pipeline.model import Place, frozen

# How widely a kind of place is known, on the scale of a town's decimal logarithm of people.
WEIGHT_OF_KIND = {"country": 9.0, "province": 5.5, "area": 5.5, "facility": 5.0, "district": 4.3}
SMALLEST_TOWN = 2.7  # GeoNames gives no number for many towns of a thousand people and seats of divisions
SMALLEST_DIVISION = 3.5
WEIGHT_OF_CAPITAL = 1.5
WEIGHT_OF_ALIAS = 4.8  # reports name the place often enough for an editor to write it down
FALL_OF_SPELLING = 1.0  # a rare spelling of a large town is more often another word or place


@frozen
class Candidate:
    """A place that bears the name, and how widely it is known (decimal logarithm of people, or what equals it).

    `use` is "anywhere"; "parent" for a name that is one only behind a comma and a place ("Tampa, FL"); "noun" for one
    that is one only with the kind of place, "Cook County".
    """

    place: Place
    weight: float
    use: str = "anywhere"


NamedDivision = tuple[str | None, str | None]  # name and P-code
NO_DIVISION: NamedDivision = (None, None)
# Where the coordinates of a kind of place come from.
SOURCE_OF_KIND = {
    "town": "GeoNames",
    "country": "GeoNames, its capital",
    "province": "GeoNames, its seat or largest town",
    "district": "GeoNames, its seat or largest town",
    "area": "hand-kept, approximate",
    "facility": "hand-kept, approximate",
}


def make_place(
    kind: str,
    name: str,
    country: str | None,
    first: NamedDivision,
    second: NamedDivision,
    geonames_id: str,
    point: tuple[str, str],
    version: str,
) -> Place:
    """A place under an id made of what it is and where it lies, so that a corrected coordinate keeps the id."""
    said = "|".join((kind, country or "", first[0] or "", second[0] or "", name))
    lat, lon = point
    return Place(
        place_id="plc-" + hashlib.sha256(said.encode()).hexdigest()[:12],
        name=name,
        place_kind=kind,
        country_code=country,
        admin1_name=first[0],
        admin1_pcode=first[1],
        admin2_name=second[0],
        admin2_pcode=second[1],
        geonames_id=int(geonames_id) if geonames_id else None,
        lat=float(lat) if lat else None,
        lon=float(lon) if lon else None,
        coordinate_source=SOURCE_OF_KIND[kind] if lat else None,
        gazetteer_version=version,
    )


def lies_with(place: Place, near: Place) -> bool:
    """Whether the place lies inside `near`, or where `near` is a town, in the same first-level division."""
    if near.place_kind == "country":
        return place.country_code == near.country_code and place.place_id != near.place_id
    if (place.country_code, place.admin1_name) != (near.country_code, near.admin1_name):
        return False
    return near.place_kind != "district" or place.admin2_name == near.admin2_name

"""Names of places, each with the place it means and whether something is said to happen there.

"In Mosul" -> where, the town · "near Kitui district" -> where, beside the district · "Afghan" -> demonym ·
"Goma, Beni, Bunia and Butembo" -> four places, as one list · "KANO, Feb 1 (Reuters) -" -> other: a dateline
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.annotate.place_choice import WIDE, Votes, choose_places
from pipeline.annotate.place_names import find_names
from pipeline.annotate.place_setting import Name
from pipeline.gazetteer import Gazetteer
from pipeline.lexicon import Lexicon
from pipeline.model import Mention, Place, PlaceName, Reading

# How precisely a place of a kind says where something happened: codes of place_precisions.csv.
PRECISION_OF_KIND = {
    "country": "country",
    "province": "admin1",
    "district": "admin2",
    "area": "vague_area",
    "quarter": "exact_site",
    "town": "exact_site",
    "village": "exact_site",
    "road": "exact_site",
    "facility": "exact_site",
}
# With a noun that says it is a place, a name may differ more from the spelling in the gazetteer.
ALIKE, ALIKE_WITH_NOUN = 0.8, 0.6
# A name the gazetteer does not know is a place if the text calls it one of these.
TELLING_NOUNS = frozenset({"province", "district", "town", "village", "quarter"})


def find_places(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """The places and peoples a report names."""
    names = find_names(reading, lexicon.gazetteer)
    votes = choose_places(names, lexicon.gazetteer)
    for name in names:
        if name.chosen is None and name.people_of is None:
            name.chosen = another_spelling(name, reading, votes, lexicon.gazetteer)
    mentions = (as_mention(name, reading, lexicon.gazetteer) for name in names)
    return tuple(mention for mention in mentions if mention is not None)


def another_spelling(name: Name, reading: Reading, votes: Votes, gazetteer: Gazetteer) -> Place | None:
    """The place of the report's own country whose name is spelled almost so, if the text says it is a place."""
    if name.where is None or name.is_part or name.is_facility or name.is_longer or name.key in gazetteer.stop:
        return None
    has_noun = name.noun in TELLING_NOUNS
    country = votes.home
    if country is None or (reading.is_capitals and not has_noun):
        return None
    place = gazetteer.near_spelling(name.key, country, ALIKE_WITH_NOUN if has_noun else ALIKE)
    if place is None or (votes.strongest_province and not votes.for_province(place)):
        return None
    name.rule = "spelling"
    return place


def as_mention(name: Name, reading: Reading, gazetteer: Gazetteer) -> Mention | None:
    """None for a name that means no place we can tell."""
    if name.is_part:
        return None
    last = max(name.last, name.last_noun)
    if name.people_of is not None:
        value = PlaceName(name.people_of, "country", "demonym")
        return Mention("places", reading.span(name.first, name.last), value, "places.demonym", name.first, name.last)
    role = "where" if name.where else "other"
    if name.chosen is not None:
        value = PlaceName(name.chosen, precision(name, name.chosen), role)
        return Mention("places", reading.span(name.first, last), value, f"places.{name.rule}", name.first, last)
    kind = told_kind(name, reading, gazetteer)
    if kind is not None and (name.where or name.is_told):
        near = "near_place" if name.where == "near" else PRECISION_OF_KIND[kind]
        value = PlaceName(None, near, role)
        return Mention("places", reading.span(name.first, last), value, "places.unknown", name.first, last)
    return None


def told_kind(name: Name, reading: Reading, gazetteer: Gazetteer) -> str | None:
    """What kind of place a name is that no place of the report's country bears: by its noun, its holder, its form."""
    if name.is_facility or (reading.is_capitals and name.rule == "list" and not name.is_told):
        return None
    if name.noun in TELLING_NOUNS:
        is_office = name.noun == "province" and (reading.is_capitals or name.is_weak)  # "department of defense"
        return None if is_office else name.noun
    if name.is_weak:
        return None
    holder = name.can_lie_in
    is_held = holder is not None and holder.chosen is not None and holder.chosen.place_kind in WIDE
    is_place_elsewhere = bool(name.candidates) and name.key not in gazetteer.stop
    return "town" if (is_held or name.is_longer or is_place_elsewhere) and name.noun is None else None


def precision(name: Name, place: Place) -> str:
    """How precisely the words say where, given the place."""
    if name.where == "near":
        return "near_place"
    if place.place_kind in ("country", "province") and name.is_directed:
        return "vague_area"
    if place.place_kind == "town" and name.noun == "area":
        return "near_place"
    if place.place_kind == "town" and name.noun == "district":
        return "admin2"
    return PRECISION_OF_KIND[place.place_kind]

"""From a name to the places that bear it: "Nushki", "Noshki" -> the town in Nushki district (PK223) of Balochistan."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from pipeline.gazetteer.names import consonants, name_key
from pipeline.gazetteer.tables import Table
from pipeline.model import Place

# How widely a kind of place is known, on the scale of a town's decimal logarithm of people.
WEIGHT_OF_KIND = {"country": 9.0, "province": 5.5, "area": 5.5, "facility": 5.0, "district": 4.3}
SMALLEST_TOWN = 2.0
WEIGHT_OF_CAPITAL = 1.5
# The share of equal letters that makes two names with the same consonants spellings of one.
SPELLING_SCORE = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that bears the name, and how widely it is known (decimal logarithm of people, or what equals it).

    `use` is "anywhere", or "parent" for a name that is one only behind a comma and a place ("Tampa, FL").
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


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of the world by their names. Made by `read_gazetteer`; never changes what it answers."""

    gazetteer_version: str
    towns: Table
    divisions: Table
    spellings: Table
    division_at: Mapping[str, int]  # code -> line of divisions
    countries: Mapping[str, Place]  # ISO 3166-1 alpha-3 -> country
    capitals: frozenset[tuple[str, str]]  # (country, key of the capital's name)
    country_names: Mapping[str, str]  # key -> country code
    demonyms: Mapping[str, str]  # key -> country code
    stop: Mapping[str, str]  # key -> why it is more often no place: word, surname, given_name
    upper: frozenset[str]  # keys of names that are written in capitals throughout
    aliases: Mapping[str, tuple[tuple[str, ...], ...]]  # key -> rows of aliases.csv
    areas: Mapping[str, tuple[Place, ...]]
    names: frozenset[str]  # the key of every name, with and without the article al
    starts: frozenset[str]  # the first words of all names and demonyms: where a name may begin
    answers: dict[str, tuple[Candidate, ...]] = field(default_factory=dict, compare=False, repr=False)  # filled by use
    sounds: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, compare=False, repr=False)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """Every place of that name, most widely known first."""
        key = name_key(name)
        if key not in self.answers:
            found = {candidate.place.place_id: candidate for candidate in self.search(key)}
            order = sorted(found.values(), key=lambda c: (-c.weight, c.place.place_id))
            self.answers[key] = tuple(order)
        return self.answers[key]

    def named(self, name: str) -> tuple[Place, ...]:
        """Every place of that name, most widely known first."""
        return tuple(candidate.place for candidate in self.candidates(name))

    def country_of_demonym(self, word: str) -> Place | None:
        """The country of its people's name: "Afghan", "Salvadorans"."""
        code = self.demonyms.get(name_key(word))
        return self.countries[code] if code else None

    def best(self, name: str, countries: Collection[str] = (), near: Place | None = None) -> Place | None:
        """The most widely known place of that name; in the countries and with `near`, where they are given."""
        for candidate in self.candidates(name):
            place = candidate.place
            if (not countries or place.country_code in countries) and (near is None or lies_with(place, near)):
                return place
        return None

    def near_spelling(self, name: str, country_code: str, alike: float = SPELLING_SCORE) -> Place | None:
        """The town or division of the country whose name is another spelling of this one: "Noshkai" -> Nushki.

        Their consonants must be equal, since transliterations differ in vowels, and `alike` of their letters.
        """
        key = name_key(name)
        sound = consonants(key)
        if len(sound) < 3:
            return None
        same = self.sounds_of(country_code).get(sound, ())
        scored = [(SequenceMatcher(None, key, known).ratio(), known) for known in same]
        score, known = max(scored, default=(0.0, ""))
        return self.best(known, (country_code,)) if score >= alike else None

    def sounds_of(self, country: str) -> Mapping[str, tuple[str, ...]]:
        if country not in self.sounds:
            sounds: dict[str, list[str]] = {}
            keys = [line.partition(",")[0] for line in self.towns.lines if f",{country}," in line]
            keys += [line.partition(",")[0] for line in self.divisions.lines if f",{country}." in line]
            for key in dict.fromkeys(keys):
                sounds.setdefault(consonants(key), []).append(key)
            self.sounds[country] = {sound: tuple(keys) for sound, keys in sounds.items()}
        return self.sounds[country]

    # ---------------------------------------------------------------------------------------- from rows to places

    def search(self, key: str) -> Iterator[Candidate]:
        if key in self.country_names:
            yield Candidate(self.countries[self.country_names[key]], WEIGHT_OF_KIND["country"])
        for place in self.areas.get(key, ()):
            yield Candidate(place, WEIGHT_OF_KIND[place.place_kind])
        for alias in self.aliases.get(key, ()):
            yield from self.aliased(alias)
        for row in self.divisions.rows(key):
            yield self.division(row)
        forms = [key, "al " + key, key.removeprefix("al ")]
        seen = [form for form in dict.fromkeys(forms) if form in self.towns.at]
        for form in seen[:1]:
            yield from map(self.town, self.towns.rows(form))
        for _, town_key, country, geonames_id in self.spellings.rows(key):
            for row in self.towns.rows(town_key):
                if row[2] == country and row[6] == geonames_id:
                    yield self.town(row)

    def aliased(self, alias: tuple[str, ...]) -> Iterator[Candidate]:
        """The place that a line of aliases.csv stands for: the largest of its name that fits."""
        _, kind, name, country, admin1, use, _ = alias
        key = name_key(name)
        if kind == "town":
            fits = (r for r in self.towns.rows(key) if r[2] == country and admin1 in ("", r[3]))
            candidates = [self.town(r) for r in fits]
        else:
            fits = (r for r in self.divisions.rows(key) if r[2].startswith(country + ".") and r[3] == kind)
            candidates = [self.division(r) for r in fits]
        if candidates:
            first = max(candidates, key=lambda c: c.weight)
            yield Candidate(first.place, first.weight + WEIGHT_OF_CAPITAL / 3, use)  # an editor wrote it down

    def division_of(self, code: str) -> tuple[str | None, str | None]:
        """Name and P-code of a division by its code; (None, None) where GeoNames lists none."""
        at = self.division_at.get(code)
        if at is None:
            return None, None
        row = self.divisions.row(at)
        return row[1], row[4] or None

    def town(self, row: list[str]) -> Candidate:
        key, name, country, admin1, admin2, population, geonames_id, lat, lon = row
        first = self.division_of(f"{country}.{admin1}")
        second = self.division_of(f"{country}.{admin1}.{admin2}") if admin2 else (None, None)
        weight = max(SMALLEST_TOWN, math.log10(int(population) + 1))
        if (country, key) in self.capitals and weight > 4:
            weight += WEIGHT_OF_CAPITAL
        place = make_place("town", name, country, first, second, geonames_id, (lat, lon), self.gazetteer_version)
        return Candidate(place, weight)

    def division(self, row: list[str]) -> Candidate:
        _, name, code, kind, pcode, _, geonames_id, lat, lon = row
        country, admin1 = code.split(".")[:2]
        own = (name, pcode or None)
        first = own if kind == "province" else self.division_of(f"{country}.{admin1}")
        second = own if kind == "district" else (None, None)
        place = make_place(kind, name, country, first, second, geonames_id, (lat, lon), self.gazetteer_version)
        return Candidate(place, WEIGHT_OF_KIND[kind])

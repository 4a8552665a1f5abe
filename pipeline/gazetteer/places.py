"""From a name to the places that bear it: "Aleppo", "Halab" -> the town in the governorate of that name."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from pipeline.gazetteer.candidates import (
    FALL_OF_SPELLING,
    SMALLEST_DIVISION,
    SMALLEST_TOWN,
    WEIGHT_OF_ALIAS,
    WEIGHT_OF_CAPITAL,
    WEIGHT_OF_KIND,
    Candidate,
    NamedDivision,
    lies_with,
    make_place,
)
from pipeline.gazetteer.names import ARTICLES, consonants, name_key, without_article
from pipeline.gazetteer.tables import Table
from pipeline.model import Place

# The share of equal letters that makes two names with the same consonants spellings of one.
SPELLING_SCORE = 0.8
# The places of this many names are kept for the next report; then they are looked up anew.
NAMES_KEPT = 1 << 14


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of the world by their names. Made by `read_gazetteer`; never changes what it answers."""

    gazetteer_version: str
    towns: Table
    divisions: Table
    spellings: Table
    division_at: Mapping[str, int]  # code -> line of divisions
    countries: Mapping[str, Place]  # ISO 3166-1 alpha-3 -> country
    capitals: frozenset[tuple[str, str, float]]  # (country, key of the capital's name, its latitude)
    country_names: Mapping[str, str]  # key -> country code
    demonyms: Mapping[str, str]  # key -> country code
    stop: Mapping[str, str]  # key -> why it is more often no place: word, surname, given_name
    upper: frozenset[str]  # keys of names that are written in capitals throughout
    aliases: Mapping[str, tuple[tuple[str, ...], ...]]  # key -> rows of aliases.csv
    areas: Mapping[str, tuple[Place, ...]]
    names: frozenset[str]  # the key of every name, with and without the article al
    leads: frozenset[str]  # the first words of names of several words, and of peoples
    openings: frozenset[str]  # the first two words of names of more
    answers: dict[str, tuple[Candidate, ...]] = field(default_factory=dict, compare=False, repr=False)  # filled by use
    sounds: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, compare=False, repr=False)

    def begins(self, key: str) -> bool:
        """Whether two words are a name or the beginning of a longer one."""
        return key in self.names or key in self.openings or key in self.demonyms

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """Every place of that name, most widely known first."""
        return self.of_key(name_key(name))

    def of_key(self, key: str) -> tuple[Candidate, ...]:
        """Every place whose name has that key, most widely known first."""
        answer = self.answers.get(key)
        if answer is None:
            order = sorted(self.search(key), key=lambda c: (-c.weight, c.place.place_id))
            found: dict[str, Candidate] = {}
            for candidate in order:
                found.setdefault(candidate.place.place_id, candidate)
            if len(self.answers) >= NAMES_KEPT:
                self.answers.clear()
            answer = self.answers[key] = tuple(found.values())
        return answer

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
        """The town or division of the country whose name is another spelling of this one: "Al Mawsil" -> Mosul.

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
        bare = without_article(key)
        forms = [key, bare, *(f"{article} {bare}" for article in ARTICLES)]
        seen = [form for form in dict.fromkeys(forms) if form in self.towns.at]
        for form in seen[:1]:
            yield from map(self.town, self.towns.rows(form))
        for _, town_key, country, geonames_id in self.spellings.rows(key):
            for row in self.towns.rows(town_key):
                if row[2] == country and row[6] == geonames_id:
                    yield Candidate((town := self.town(row)).place, town.weight - FALL_OF_SPELLING)

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
            yield Candidate(first.place, max(WEIGHT_OF_ALIAS, first.weight + WEIGHT_OF_CAPITAL / 3), use)

    def division_of(self, code: str) -> NamedDivision:
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
        if (country, key, float(lat)) in self.capitals:
            weight += WEIGHT_OF_CAPITAL
        place = make_place("town", name, country, first, second, geonames_id, (lat, lon), self.gazetteer_version)
        return Candidate(place, weight)

    def division(self, row: list[str]) -> Candidate:
        _, name, code, kind, pcode, population, geonames_id, lat, lon = row
        country, admin1 = code.split(".")[:2]
        own = (name, pcode or None)
        first = own if kind == "province" else self.division_of(f"{country}.{admin1}")
        second = own if kind == "district" else (None, None)
        place = make_place(kind, name, country, first, second, geonames_id, (lat, lon), self.gazetteer_version)
        weight = min(WEIGHT_OF_KIND[kind], max(SMALLEST_DIVISION, math.log10(int(population or 0) + 1)))
        return Candidate(place, weight, "noun" if name.endswith(" County") else "anywhere")

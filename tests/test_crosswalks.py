"""What we name after a public codebook stands in it: tests/codebooks.yml lists the names, and where they were read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.contract import Contract
from pipeline.export import read_columns, views
from pipeline.publish.codebook import read_crosswalks

BOOKS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "codebooks.yml").read_text(encoding="utf-8"))
OURS = {"crosswalk", "literal", "low", "word"}  # further columns of code lists that name nothing of a codebook
COLUMNS = (
    [(column, book) for book in BOOKS for column in BOOKS[book].get("names", ())]
    + [("cameo", "cameo"), ("muc4", "muc4"), ("plover_mode", "plover")]
    + [("acled_event_type", "acled"), ("acled_sub_event_type", "acled")]
)


def official(book: str, column: str, codes: str) -> set[str]:
    """What a cell of a column may name, in a code list."""
    told = BOOKS[book]
    match column:
        case "muc4":
            return set(told["by_list"][codes])
        case "cameo":
            return set(told["events"])
        case "plover_mode":
            return {f"{category}/{mode}" for category, modes in told["modes"].items() for mode in modes}
        case "plover_sector":
            return {*told["names"][column], *told["entities"]}
        case "acled_event_type":
            return set(told["sub_event_types"])
        case "acled_sub_event_type":
            return {name for names in told["sub_event_types"].values() for name in names}
        case _:
            return set(told["names"][column])


def named(cell: str) -> list[str]:
    return [name for name in re.split(r"[;,] ", cell) if name]


@pytest.mark.parametrize(("column", "book"), COLUMNS)
def test_names_are_those_of_the_codebook(column: str, book: str, contract: Contract) -> None:
    lists = [codes for codes in contract.codes.values() if column in codes.codes[0].crosswalk]
    found = {(codes.name, name) for codes in lists for code in codes.codes for name in named(code.crosswalk[column])}
    assert {codes.name for codes in lists} == {name for name, _ in found}
    assert found
    assert [(codes, name) for codes, name in sorted(found) if name not in official(book, column, codes)] == []


def test_no_column_is_left_unchecked(contract: Contract) -> None:
    columns = {column for codes in contract.codes.values() for column in codes.codes[0].crosswalk}
    assert columns - OURS == {column for column, _ in COLUMNS}
    assert {column.split("_")[0] for column in columns - OURS} <= BOOKS.keys()


def test_every_codebook_says_where_it_was_read() -> None:
    assert BOOKS.keys() - {"maverick"} == read_crosswalks().codebooks.keys() - {"rdfType"}
    assert all(book["read_in"] for book in BOOKS.values())


def test_fields_of_tables_are_named_as_the_codebooks_name_them(contract: Contract) -> None:
    fields = {"ucdp": BOOKS["ucdp"]["columns"]["ged"]} | {book: BOOKS[book]["fields"] for book in ("acled", "muc4")}
    mapped = [
        (book, name)
        for table in contract.schemas.values()
        for field in table.fields
        for book, name in field.mappings.items()
        if book in fields
    ]
    assert {book for book, _ in mapped} == fields.keys()
    assert [(book, name) for book, name in mapped if name not in fields[book]] == []


def test_a_sub_event_type_of_acled_belongs_to_its_event_type(contract: Contract) -> None:
    tree = BOOKS["acled"]["sub_event_types"] | {"": [""]}
    for code in contract.codes["incident_types"].codes:
        assert code.crosswalk["acled_sub_event_type"] in tree[code.crosswalk["acled_event_type"]], code.code


@pytest.mark.parametrize("code", ["government_official", "politician"])
def test_who_holds_an_office_is_no_civilian_of_ucdp(code: str, contract: Contract) -> None:
    """UCDP takes members of parliament, governors and councillors for the government's side, unarmed or not."""
    groups = {group.code: group.crosswalk["ucdp"] for group in contract.codes["victim_groups"].codes}
    assert (groups[code], groups["civilian"]) == ("", "deaths_civilians")


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("date_precisions", "ucdp_date_prec"),
        ("place_precisions", "ucdp_where_prec"),
        ("reporting_clarities", "ucdp_event_clarity"),
        ("date_precisions", "acled_time_precision"),
        ("place_precisions", "acled_geo_precision"),
    ],
)
def test_a_less_precise_code_is_no_more_precise_elsewhere(name: str, column: str, contract: Contract) -> None:
    """Our codes go from close to vague, and so do the numbers of UCDP and of ACLED."""
    steps = [int(step) for code in contract.codes[name].codes if (step := code.crosswalk[column])]
    assert steps[0] == 1
    assert steps == sorted(steps)


# ------------------------------------------------------------------------------------------------ columns of views

WRITTEN = {  # where ours says more than theirs: the ids are ours, and a day is a day in every reader
    "id": "string",
    "source_date": "date",
    "date_start": "date",
    "date_end": "date",
}


@pytest.mark.parametrize(("form", "book"), [("ged", "ucdp"), ("eventreport", "maverick")])
def test_the_columns_of_a_view_are_theirs_and_ours_come_last(form: str, book: str, contract: Contract) -> None:
    theirs: dict[str, str] = BOOKS[book]["columns"][form]
    ours = {column.name: column.type for column in read_columns(views(contract)[form].columns)}
    assert list(ours)[: len(theirs)] == list(theirs)
    assert all(name.startswith("attested_") for name in list(ours)[len(theirs) :])
    other = {name: kind for name, kind in theirs.items() if ours[name] != kind}
    assert {name: ours[name] for name in other} == {name: WRITTEN[name] for name in other}

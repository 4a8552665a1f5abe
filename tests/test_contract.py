"""The contract is tied to the model, explains itself, and is read strictly."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import shutil
import types
import typing
from pathlib import Path

import pytest

from pipeline.contract import Contract, Field, read_contract
from pipeline.model import ROW_TYPES, Cell, ContractError, Qualifier, Row, Tables
from pipeline.validate import validate

SCHEMAS = Path(__file__).parent.parent / "schemas"
PARSERS = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": dt.date.fromisoformat,
}
TYPES = {"string": str, "integer": int, "number": float, "boolean": bool, "date": dt.date}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SCHEMAS, tmp_path / "schemas"))


# ------------------------------------------------------------------------------------------------ the tie


def test_there_is_a_schema_for_every_table_and_no_other(contract: Contract) -> None:
    assert list(contract.schemas) == list(contract.expectations) == list(ROW_TYPES) == [name for name, _ in Tables()]


@pytest.mark.parametrize("table", ROW_TYPES)
def test_columns_types_and_nulls_are_those_of_the_row(table: str, contract: Contract) -> None:
    hints = typing.get_type_hints(ROW_TYPES[table])
    assert contract.schemas[table].columns == tuple(field.name for field in dataclasses.fields(ROW_TYPES[table]))
    for field in contract.schemas[table].fields:
        union = typing.get_args(hints[field.name]) if isinstance(hints[field.name], types.UnionType) else ()
        assert TYPES[field.type] in (union or (hints[field.name],)), field.name
        assert field.constraints.required == (type(None) not in union), field.name


@pytest.mark.parametrize("table", ROW_TYPES)
def test_columns_of_one_name_are_alike_in_every_table(table: str, contract: Contract) -> None:
    for field in contract.schemas[table].fields:
        for other in contract.schemas.values():
            if field.name in other.columns:
                same = other.field(field.name)
                assert (field.type, field.codes, field.constraints.pattern) == (
                    same.type,
                    same.codes,
                    same.constraints.pattern,
                )


def test_defaults_and_qualifiers_of_the_model_are_codes(contract: Contract) -> None:
    assert contract.codes["count_qualifiers"].values == typing.get_args(Qualifier)
    for table, kind in ROW_TYPES.items():
        for field in dataclasses.fields(kind):
            codes = contract.schemas[table].field(field.name).codes
            if codes and isinstance(field.default, str):
                assert field.default in codes.values


def test_every_code_list_is_used(contract: Contract) -> None:
    used = {field.codes.name for schema in contract.schemas.values() for field in schema.fields if field.codes}
    assert contract.codes.keys() - used == {
        "usage_warnings",  # which a package says of itself
        "vague_counts",  # which the numeral grammar reads
    }


def test_evidence_supports_tables_that_have_a_key_of_one_column(contract: Contract) -> None:
    for code in contract.codes["evidence_tables"].values:
        assert len(contract.schemas[code].primary_key) == 1


# ------------------------------------------------------------------------------------------------ it explains itself


def example_row(table: str, contract: Contract) -> Row:
    cells: dict[str, Cell] = {field.name: example(field) for field in contract.schemas[table].fields}
    return ROW_TYPES[table](**cells)


def example(field: Field) -> Cell:
    return typing.cast(Cell, PARSERS[field.type](field.example))


@pytest.mark.parametrize("table", ROW_TYPES)
def test_every_example_keeps_the_constraints_of_its_field(table: str, contract: Contract) -> None:
    tables = Tables(**{table: (example_row(table, contract),)})
    of_a_cell = {
        "cells_are_of_their_type",
        "required_cells_are_filled",
        "texts_are_fit_for_csv",
        "codes_are_listed",
        "patterns_are_matched",
        "numbers_are_within_bounds",
        "texts_are_short_enough",
    }
    findings = validate(tables, contract, {}, with_expectations=False)
    assert [str(finding) for finding in findings if finding.check in of_a_cell] == []


@pytest.mark.parametrize("table", ROW_TYPES)
def test_a_wrong_example_would_be_found(table: str, contract: Contract) -> None:
    for field in contract.schemas[table].fields:
        if field.codes or field.constraints.pattern:
            row = dataclasses.replace(example_row(table, contract), **{field.name: "no such code, and spaces "})
            findings = validate(Tables(**{table: (row,)}), contract, {}, with_expectations=False)
            assert field.name in {finding.column for finding in findings}


def test_codes_are_words_that_no_reader_takes_for_missing(contract: Contract) -> None:
    for codes in contract.codes.values():
        for code in codes.codes:
            assert code.code.lower() not in {"na", "nan", "null", "none", "n_a"}
            assert code.label[0] == code.label[0].upper() or code.label == code.crosswalk.get("word")


def test_vague_words_are_read_low(contract: Contract) -> None:
    for code in contract.codes["vague_counts"].codes:
        assert 2 <= int(code.crosswalk["low"]) <= int(code.crosswalk["literal"])


def test_the_descriptor_writes_the_codes_out(contract: Contract) -> None:
    fields = typing.cast(list[dict[str, typing.Any]], contract.schemas["casualties"].descriptor()["fields"])
    outcome = fields[3]
    assert outcome["constraints"]["enum"] == [category["value"] for category in outcome["categories"]]
    killed = outcome["categories"][0]
    assert (killed["value"], killed["label"]) == ("killed", "Killed")
    assert killed["description"].startswith("The people died")
    assert json.loads(json.dumps(fields)) == fields


# ------------------------------------------------------------------------------------------------ it is read strictly


def test_the_digest_follows_every_file(folder: Path) -> None:
    before = read_contract(folder).digest
    assert before == read_contract(SCHEMAS).digest
    path = folder / "codes" / "sexes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("women or girls", "girls or women"), encoding="utf-8")
    assert read_contract(folder).digest != before


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "what"),
    [
        ("actors.schema.json", '"unique": true', '"uniq": true', "actors.schema.json", "uniq"),
        ("actors.schema.json", '"title": "Name"', '"titel": "Name"', "actors.schema.json", "titel"),
        ("actors.schema.json", '"codes": "actor_types"', '"codes": "actor_kinds"', "actors.schema.json", "actor_kinds"),
        ("actors.schema.json", '"actors"', '"actresses"', "actors.schema.json", "actresses"),
        ("actors.schema.json", '"pattern": "(?:[A-Z]{3})"', '"pattern": "[A-Z]{3}"', "actors.schema.json", "A-Z"),
        ("actors.schema.json", '"pattern": "(?:[A-Z]{3})"', '"pattern": "(?:[A-Z{3})"', "actors.schema.json", "A-Z"),
        ("actors.schema.json", '"name": "name"', '"name": "actor_id"', "actors.schema.json", "twice"),
        ("actors.schema.json", '"title": "Actors",', '"title": "Actors", "title": "A",', "actors.schema.json", "twice"),
        ("actors.schema.json", '"fields": [\n', '"fields": [\n,', "actors.schema.json:6", "not JSON"),
        ("actors.schema.json", '"type": "boolean"', '"type": "any"', "actors.schema.json", "any"),
        ("incidents.schema.json", '"resource": "places"', '"resource": "sites"', "incidents.schema.json", "sites"),
        ("incidents.schema.json", '"resource": "places"', '"resource": "actors"', "incidents.schema.json", "actors"),
        ("codes/sexes.csv", "\nm,", "\nf,", "codes/sexes.csv:3", "stands twice"),
        ("codes/sexes.csv", "\nunknown,", "\nNA,", "codes/sexes.csv:5", "NA"),
        ("codes/sexes.csv", "\nunknown,", "\nnull,", "codes/sexes.csv:5", "null"),
        ("codes/sexes.csv", ",Male,", ",,", "codes/sexes.csv:3", "label"),
        ("codes/sexes.csv", ",Male,", ",Male,or so,", "codes/sexes.csv:3", "more than 4 cells"),
        ("codes/sexes.csv", "code,label", "label,code", "codes/sexes.csv:1", "columns"),
        ("expectations/actors.json", '"severity": "warning"', '"severity": "mild"', "expectations/actors.json", "mild"),
        ("expectations/actors.json", '"column": "actor_type"', '"column": "kind"', "expectations/actors.json", "kind"),
        ("expectations/actors.json", '"meta": {}', '"metre": {}', "expectations/actors.json", "metre"),
    ],
)
def test_a_file_that_breaks_its_form_is_named(
    folder: Path, file: str, old: str, new: str, where: str, what: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractError, match=re.escape(what)) as caught:
        read_contract(folder)
    assert caught.value.where == str(folder / where)


@pytest.mark.parametrize("file", ["places.schema.json", "expectations/places.json", "codes/place_kinds.csv"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(ContractError):
        read_contract(folder)


@pytest.mark.parametrize("file", ["weather.schema.json", "codes/Sexes.csv", "expectations/weather.json", "notes.txt"])
def test_a_file_that_nothing_reads_is_named(folder: Path, file: str) -> None:
    (folder / file).write_text("{}", encoding="utf-8")
    with pytest.raises(ContractError, match=re.escape(file)):
        read_contract(folder)


def test_a_suite_without_expectations_is_refused(folder: Path) -> None:
    (folder / "expectations" / "places.json").write_text('{"name": "places", "expectations": [], "meta": {}}')
    with pytest.raises(ContractError, match=r"places\.json"):
        read_contract(folder)

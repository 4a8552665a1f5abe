"""Independent readers open what we publish: frictionless, pandas, pyarrow, jsonschema, sha256sum."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pyarrow.parquet as pq
import pytest
from frictionless import Package, system

from pipeline.contract import Contract
from pipeline.publish import prepare, publish
from tests.sample_tables import valid_tables
from tests.test_publish import MADE, TRIAL


@pytest.fixture(scope="module")
def package(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("readers") / "package"
    publish(prepare(valid_tables()[0], [], contract, TRIAL), contract, TRIAL, place, MADE)
    return place


def test_frictionless_reads_every_table_with_its_keys(package: Path) -> None:
    with system.use_context(trusted=False):
        opened = Package(str(package / "datapackage.json"))
        report = opened.validate()
        rows = opened.get_resource("casualties").read_rows()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])
    assert len(report.tasks) == 20
    assert [row["count_low"] for row in rows] == [row.count_low for row in valid_tables()[0].casualties]


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("casualties", ",killed,", ",slain,", "enum"),
        ("casualties", "cas-", "inc-", "pattern"),
        ("incidents", "2025-03-03", "2025-02-30", "date"),
        ("reports", "2025-03-04-toll", "2025-03-05-toll", "foreign-key"),
    ],
)
def test_frictionless_sees_what_was_changed(
    package: Path, tmp_path: Path, table: str, old: str, new: str, said: str
) -> None:
    copy = tmp_path / "package"
    shutil.copytree(package, copy)
    path = copy / "data" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    descriptor = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:  # its hash and size would be enough to see it; here the schema must
        resource.pop("hash")
        resource.pop("bytes", None)
    (copy / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    with system.use_context(trusted=False):
        report = Package(str(copy / "datapackage.json")).validate()
    assert not report.valid
    assert said in str(report.flatten(["type", "note"])).casefold()


def test_pandas_reads_the_types_from_parquet(package: Path) -> None:
    frame = pd.read_parquet(package / "data" / "casualties.parquet", dtype_backend="numpy_nullable")
    assert str(frame["count_low"].dtype) == "Int64"
    assert str(frame["outcome"].dtype) == "category"
    rows = valid_tables()[0].casualties
    assert [None if pd.isna(cell) else int(cell) for cell in frame["count_high"]] == [row.count_high for row in rows]
    assert [str(cell) for cell in frame["victim_group"]] == [row.victim_group for row in rows]


def test_pandas_reads_the_csv_and_eats_no_code(package: Path, contract: Contract) -> None:
    for name, schema in contract.schemas.items():
        rows = valid_tables()[0].rows(name)
        frame = pd.read_csv(package / "data" / f"{name}.csv")
        assert len(frame) == len(rows)
        for field in schema.fields:
            filled = [getattr(row, field.name) is not None for row in rows]
            assert frame[field.name].notna().tolist() == filled, f"{name}.{field.name}"


def test_enumerations_keep_the_order_of_the_codebook(package: Path, contract: Contract) -> None:
    for name, schema in contract.schemas.items():
        table = pq.read_table(package / "data" / f"{name}.parquet")
        for field in schema.fields:
            if field.codes is not None and len(table):
                dictionary = table.column(field.name).chunk(0).dictionary.to_pylist()
                assert dictionary == list(field.codes.values)
        assert (table.schema.metadata or {}).get(b"table") == name.encode()
        assert b"pandas" not in (table.schema.metadata or {})


def test_every_column_and_code_is_in_the_codebook(package: Path, contract: Contract) -> None:
    codebook = (package / "CODEBOOK.md").read_text(encoding="utf-8")
    for schema in contract.schemas.values():
        assert all(f"| `{field.name}`" in codebook for field in schema.fields)
    for codes in contract.codes.values():
        assert all(f"| `{code}` |" in codebook for code in codes.values)


def json_schema(field: dict[str, Any]) -> dict[str, object]:
    """A published field as JSON Schema, read by the words of the Table Schema standard and nothing of ours."""
    rules = field["constraints"]
    kinds = {"date": {"type": "string", "format": "date"}}
    known = ("enum", "minimum", "maximum", "minLength", "maxLength")
    form = {**kinds.get(field["type"], {"type": field["type"]}), **{key: rules[key] for key in known if key in rules}}
    return {**form, "pattern": f"^{rules['pattern']}\\Z"} if "pattern" in rules else form


def parsed(cell: str, kind: str) -> object:
    return json.loads(cell) if kind in ("integer", "number", "boolean") else cell


def test_jsonschema_finds_every_row_and_example_as_the_descriptor_says(package: Path) -> None:
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    tables = [resource for resource in descriptor["resources"] if "schema" in resource]
    assert [table["name"] for table in tables] == [name for name, _ in valid_tables()[0]]
    for table in tables:
        fields = {field["name"]: field for field in table["schema"]["fields"]}
        required = [name for name, field in fields.items() if field["constraints"].get("required")]
        form = {
            "properties": {name: json_schema(field) for name, field in fields.items()},
            "required": required,
            "additionalProperties": False,
        }
        validator = jsonschema.Draft202012Validator(form, format_checker=jsonschema.FormatChecker())
        with (package / table["path"]).open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, strict=True))
        assert rows
        rows.append({name: str(field["example"]) for name, field in fields.items()})
        for row in rows:
            filled = {name: parsed(cell, fields[name]["type"]) for name, cell in row.items() if cell != ""}
            validator.validate(filled)
        with pytest.raises(jsonschema.ValidationError):
            validator.validate({**filled, required[0]: 7})


def test_codes_are_labelled_as_they_are_listed(package: Path) -> None:
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    fields = [field for table in descriptor["resources"] if "schema" in table for field in table["schema"]["fields"]]
    listed = [field for field in fields if "enum" in field["constraints"]]
    assert len(listed) > 20
    for field in listed:
        assert [category["value"] for category in field["categories"]] == field["constraints"]["enum"]
        assert all(category["label"] for category in field["categories"])
    assert all(
        field["constraints"]["pattern"].startswith("(?:") for field in fields if "pattern" in field["constraints"]
    )


def test_the_pages_hold_no_unfilled_place_and_the_words_a_reader_needs(package: Path) -> None:
    readme = (package / "README.md").read_text(encoding="utf-8")
    for page in (readme, (package / "CODEBOOK.md").read_text(encoding="utf-8")):
        assert not any(mark in page for mark in ("{{", "}}", "{%", "| None |", ": None"))
    for table, rows in valid_tables()[0]:
        assert f"| `{table}` | {len(rows)} |" in readme
    for heading in ("What a row is", "must not be used for", "Load it", "Cite", "Licence and sources", "Known limits"):
        assert heading in readme
    assert TRIAL.licence.path in readme


def test_the_checksums_are_read_by_sha256sum(package: Path) -> None:
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("sha256sum is not installed (it is part of coreutils)")
    subprocess.run([program, "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=package, check=True)


def test_a_column_that_is_filled_late_is_read(contract: Contract, tmp_path: Path) -> None:
    """frictionless guesses types of Parquet from its first hundred rows; such a column once blocked a package."""
    tables = valid_tables()[0]
    first = tables.reports[0]
    many = [replace(first, report_id=f"r{number:03}", title=None) for number in range(200)]
    late = replace(first, report_id="r999", title="The only title")
    rows = tuple(sorted((*tables.reports, *many, late), key=lambda row: row.report_id))
    outcome = publish(
        prepare(replace(tables, reports=rows), [], contract, TRIAL), contract, TRIAL, tmp_path / "out", MADE
    )
    assert outcome.is_new


def test_frictionless_checks_the_hash_of_parquet(package: Path, tmp_path: Path) -> None:
    copy = tmp_path / "package"
    shutil.copytree(package, copy)
    path = copy / "data" / "places.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    with system.use_context(trusted=False):
        report = Package(str(copy / "datapackage.json")).validate()
    assert [task.name for task in report.tasks if not task.valid] == ["places-parquet"]

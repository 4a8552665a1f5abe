"""An error of any kind that a Table Schema forbids gets the same verdict from frictionless and from our own checks.

Both read the same CSV files. In every column of every table everything is planted that its schema forbids, one error at
a time: in a package of small tables, and in the second part of a table that is in parts.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system

from pipeline.contract import Contract, Field, TableSchema, read_contract
from pipeline.csv_text import cell_text, csv_of
from pipeline.home import home
from pipeline.model import InputError
from pipeline.recheck import read_tables
from pipeline.table_paths import table_paths
from pipeline.validate import rows, validate
from tests.many_reports import package_in_parts
from tests.sample_tables import valid_tables

# The checks that ask what a Table Schema asks. What else we ask, frictionless does not know: the order of rows, line
# breaks, lists of keys, and all that holds between columns.
OF_THE_SCHEMA = {name.removeprefix("check_") for name in vars(rows) if name.startswith("check_")} - {
    "rows_are_in_key_order",
    "texts_are_fit_for_csv",
}
OF_ANOTHER_TYPE = {"integer": "six", "number": "north", "boolean": "perhaps", "date": "2025-02-30"}
LOST = "lost-row"
# One of these matches no pattern that is asked of a column.
UNLIKE_MOST = ("?!", " ", "x" * 300)
# Its key has a part that may be null, which Table Schema knows as uniqueKeys and frictionless 5 does not look at.
WITHOUT_PRIMARY_KEY = {"actor_aliases"}
OF_KEYS = {"primary-key", "foreign-key", "unique-error"}

Line = list[str]


@dataclass(frozen=True)
class Plant:
    """A cell that is written over, by the first of `cells` that is not there yet; without column a line told twice."""

    table: str
    column: str | None
    kind: str
    cells: tuple[str, ...] = ("",)

    def __str__(self) -> str:
        return f"{self.table}-{self.column or 'line'}-{self.kind}"


@cache
def the_contract() -> Contract:
    return read_contract(home().schemas)


def plants(contract: Contract) -> Iterator[Plant]:
    """Everything the schemas forbid."""
    for schema in contract.schemas.values():
        yield Plant(schema.name, None, "key")
        for field in schema.fields:
            yield from plants_in(schema, field)
        for key in schema.foreign_keys:
            yield Plant(schema.name, key.fields[0], "foreign-key", (LOST,))


def plants_in(schema: TableSchema, field: Field) -> Iterator[Plant]:
    told = field.constraints
    if told.required:
        yield Plant(schema.name, field.name, "required")
    if field.type in OF_ANOTHER_TYPE:
        yield Plant(schema.name, field.name, "type", (OF_ANOTHER_TYPE[field.type],))
    if field.codes is not None:
        yield Plant(schema.name, field.name, "code", ("no_such_code",))
    if told.pattern is not None:
        unlike = next(cell for cell in UNLIKE_MOST if re.fullmatch(told.pattern, cell) is None)
        yield Plant(schema.name, field.name, "pattern", (unlike,))
    if told.minimum is not None:
        yield Plant(schema.name, field.name, "minimum", (f"{told.minimum - 1:g}",))
    if told.maximum is not None:
        yield Plant(schema.name, field.name, "maximum", (f"{told.maximum + 1:g}",))
    if told.max_length is not None:
        yield Plant(schema.name, field.name, "length", ("x" * (told.max_length + 1),))


def harmless(contract: Contract) -> Iterator[Plant]:
    """What no schema forbids: an empty cell where none is required, another code of the same list."""
    for schema in contract.schemas.values():
        for field in schema.fields:
            if not field.constraints.required:
                yield Plant(schema.name, field.name, "empty")
            elif field.codes is not None and field.name not in schema.key:
                yield Plant(schema.name, field.name, "other-code", field.codes.values[-2:])


ALL, HARMLESS = tuple(plants(the_contract())), tuple(harmless(the_contract()))


# ------------------------------------------------------------------------------------------------ planting


def plant_in(path: Path, plant: Plant) -> None:
    """Plants an error in a CSV file; in a line whose cell is filled, where there is one."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    if plant.column is None:
        lines.insert(0, list(lines[0]))
    else:
        at = header.index(plant.column)
        line = next((line for line in lines if line[at]), lines[0])
        line[at] = next(cell for cell in plant.cells if cell != line[at] or plant.kind == "empty")
    path.write_bytes(csv_of(header, lines))


def says_frictionless(folder: Path, table: str | None) -> set[tuple[str, str | None]]:
    """The tables and columns of its errors, no column where a key is wrong; of one table alone, or of all."""
    told: dict[str, Any] = json.loads((folder / "datapackage.json").read_bytes())
    told["resources"] = [one for one in told["resources"] if "schema" in one and table in (None, one["name"])]
    for resource in told["resources"]:
        for known in ("hash", "bytes"):  # they would be enough to see it; here the schema must
            resource.pop(known, None)
        if table is not None:
            resource["schema"].pop("foreignKeys", None)
    with system.use_context(trusted=False):
        report = Package.from_descriptor(told, basepath=str(folder)).validate()
    assert not report.errors
    return {
        (task.name, None if error.type in OF_KEYS else getattr(error, "field_name", None))
        for task in report.tasks
        for error in task.errors
    }


def say_we(folder: Path) -> set[tuple[str, str | None]]:
    """The same of our own checks, of all tables."""
    try:
        tables = read_tables(folder, the_contract())
    except InputError as error:  # a cell that is no number, day or truth value: named by file and line
        path = Path(error.where.rpartition(":")[0])
        table = path.stem if path.parent.name == "data" else path.parent.name.removesuffix(".csv")
        column = next(name for name in the_contract().schemas[table].columns if re.search(rf"\b{name}\b", error.what))
        return {(table, column)}
    found = validate(tables, the_contract(), {}, with_expectations=False)
    return {
        (finding.table, None if finding.check in {"keys_are_unique", "foreign_keys_are_rows"} else finding.column)
        for finding in found
        if finding.check in OF_THE_SCHEMA
    }


def columns(told: set[tuple[str, str | None]], table: str) -> set[str]:
    """The columns of a table that are wrong, whatever else follows from it for keys."""
    return {column for name, column in told if name == table and column is not None}


def check_same_verdict(folder: Path, plant: Plant) -> None:
    ours = say_we(folder)
    if plant.kind in ("key", "foreign-key"):
        assert (plant.table, None) in ours
        if plant.table not in WITHOUT_PRIMARY_KEY or plant.kind == "foreign-key":
            assert (plant.table, None) in says_frictionless(folder, None)
    else:
        assert columns(ours, plant.table) == {plant.column}
        assert columns(says_frictionless(folder, plant.table), plant.table) == {plant.column}


# ------------------------------------------------------------------------------------------------ small tables


@pytest.fixture(scope="module")
def small_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a package of CSV files."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "data").mkdir()
    resources = []
    for table, lines in valid_tables()[0]:
        schema = the_contract().schemas[table]
        cells = ([cell_text(getattr(row, name)) for name in schema.columns] for row in lines)
        (folder / "data" / f"{table}.csv").write_bytes(csv_of(schema.columns, cells))
        resources.append(
            {
                "name": table,
                "path": f"data/{table}.csv",
                "profile": "tabular-data-resource",
                "schema": schema.descriptor(),
            }
        )
    (folder / "datapackage.json").write_text(json.dumps({"name": "sample", "resources": resources}))
    return folder


def test_every_kind_of_rule_is_broken_somewhere() -> None:
    assert {plant.kind for plant in ALL} == {
        *("key", "required", "type", "code", "pattern", "minimum", "maximum", "length", "foreign-key")
    }
    assert {plant.table for plant in ALL} == set(the_contract().schemas)


def test_both_agree_that_nothing_is_wrong(small_tables: Path) -> None:
    assert says_frictionless(small_tables, None) == say_we(small_tables) == set()


@pytest.mark.parametrize("plant", ALL, ids=str)
def test_both_see_an_error(plant: Plant, small_tables: Path, tmp_path: Path) -> None:
    shutil.copytree(small_tables, tmp_path / "package")
    plant_in(tmp_path / "package" / "data" / f"{plant.table}.csv", plant)
    check_same_verdict(tmp_path / "package", plant)


@pytest.mark.parametrize("plant", HARMLESS, ids=str)
def test_neither_sees_an_error(plant: Plant, small_tables: Path, tmp_path: Path) -> None:
    shutil.copytree(small_tables, tmp_path / "package")
    plant_in(tmp_path / "package" / "data" / f"{plant.table}.csv", plant)
    assert says_frictionless(tmp_path / "package", plant.table) == set()
    assert columns(say_we(tmp_path / "package"), plant.table) == set()


# ------------------------------------------------------------------------------------------------ tables in parts


@pytest.fixture(scope="module")
def in_parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package_in_parts(tmp_path_factory.mktemp("in-parts"))


def some_of_each_kind(table: str) -> list[Plant]:
    """The first plant of every kind in a table."""
    kinds: dict[str, Plant] = {}
    for plant in ALL:
        if plant.table == table:
            kinds.setdefault(plant.kind, plant)
    return list(kinds.values())


@pytest.mark.parametrize("plant", some_of_each_kind("evidence"), ids=str)
def test_both_see_an_error_in_the_second_part(plant: Plant, in_parts: Path, tmp_path: Path) -> None:
    shutil.copytree(in_parts, tmp_path / "package")
    second = table_paths(tmp_path / "package", plant.table, "csv")[1]
    plant_in(second, plant)
    check_same_verdict(tmp_path / "package", plant)


def test_both_see_a_key_that_stands_in_two_parts(in_parts: Path, tmp_path: Path) -> None:
    shutil.copytree(in_parts, tmp_path / "package")
    first, second, *_ = table_paths(tmp_path / "package", "evidence", "csv")
    line = first.read_bytes().splitlines(keepends=True)[1]
    second.write_bytes(second.read_bytes() + line)
    check_same_verdict(tmp_path / "package", Plant("evidence", None, "key"))

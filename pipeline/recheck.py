"""A package on the disk, opened as a stranger would: frictionless reads it first, then its tables are checked again.

The texts of the reports are not in a package. With them at hand every quote is held against its text; without them the
rest is checked.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.contract import Contract, Field, TableSchema
from pipeline.ingest import read_reports
from pipeline.model import ROW_TYPES, Cell, InputError, Row, Tables, key_of
from pipeline.publish import frictionless_errors
from pipeline.table_paths import table_paths
from pipeline.terminal import Narrator
from pipeline.validate import validate

WITHOUT_TEXTS = "texts_are_those_of_the_reports"  # the check that says that there are no texts


def recheck(package: Path, reports: Path | str | None, contract: Contract, tell: Narrator) -> tuple[str, ...]:
    """A line for every error; empty where the package is valid. Raises InputError where there is no package."""
    descriptor = package / "datapackage.json"
    if not descriptor.is_file():
        raise InputError(str(package), "holds no datapackage.json; name the folder of a package")
    tell.stage("frictionless", f"reading {descriptor}")
    if broken := tuple(frictionless_errors(descriptor)):
        return broken  # tables that cannot be read as declared cannot be checked further
    tables = read_tables(package, contract)
    texts = {report.report_id: report.text for report in read_reports(reports)} if reports else {}
    tell.stage(
        "validate", "against the contract" if reports else "against the contract; --reports would check quotes too"
    )
    findings = validate(tables, contract, texts)
    errors = [finding for finding in findings if finding.is_error]
    return tuple(str(finding) for finding in errors if reports or finding.check != WITHOUT_TEXTS)


def read_tables(package: Path, contract: Contract) -> Tables:
    """The tables of a package from their CSV, all in memory; InputError for a file or a cell that cannot be read."""
    rows = {name: read_table(package, contract.schemas[name]) for name in ROW_TYPES}
    return Tables(**rows)  # type: ignore[arg-type]


def read_table(package: Path, schema: TableSchema) -> tuple[Row, ...]:
    """The rows of one table; parts are each in the order of their key, and are put into that of the whole."""
    paths = table_paths(package, schema.name, "csv")
    rows = tuple(row for path in paths for row in read_rows(path, schema))
    return rows if len(paths) == 1 else tuple(sorted(rows, key=key_of))


def read_rows(path: Path, schema: TableSchema) -> Iterator[Row]:
    """The rows of one table; the header must be the columns of the contract, in their order."""
    make = ROW_TYPES[schema.name]
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        if tuple(reader.fieldnames or ()) != schema.columns:
            raise InputError(f"{path}:1", f"the columns are not those of the contract: {', '.join(schema.columns)}")
        for line in reader:
            cells: Mapping[str, Cell] = {
                field.name: read_cell(line[field.name], field, f"{path}:{reader.line_num}") for field in schema.fields
            }
            yield make(**cells)  # type: ignore[arg-type]


def read_cell(cell: str, field: Field, where: str) -> Cell:
    """The value of a cell by the type of its field; the empty cell is None."""
    if cell == "":
        return None
    try:
        match field.type:
            case "string":
                return cell
            case "integer":
                return int(cell)
            case "number":
                return float(cell)
            case "boolean":
                return {"true": True, "false": False}[cell]
            case "date":
                return dt.date.fromisoformat(cell)
    except (ValueError, KeyError):
        raise InputError(where, f"{field.name} cannot be {cell!r}; it is of the type {field.type}") from None

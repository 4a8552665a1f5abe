"""What the checks look at: the tables, and the same cells by column.

A rule of the schema is asked once of each distinct value, not of each cell: a million rows hold few different codes,
and `set` works at the speed of C. Only where a value is bad are its rows looked up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from pipeline.contract import Contract, Field, TableSchema
from pipeline.model import Cell, Finding, Row, Tables, key_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table by column. `row_ids` name the rows in findings; `distinct` are the values of a column without null."""

    schema: TableSchema
    row_ids: Sequence[str]
    columns: Mapping[str, Sequence[Cell]]
    distinct: Mapping[str, frozenset[Cell]]

    def findings(self, check: str, column: str, bad: Collection[Cell], why: str) -> Iterator[Finding]:
        """An error for every row whose cell in `column` is one of the `bad` values."""
        if bad:
            for row_id, value in zip(self.row_ids, self.columns[column], strict=True):
                if value in bad:
                    yield Finding(check, "error", self.schema.name, row_id, column, f"{shown(value)} {why}")


@dataclass(frozen=True, slots=True)
class Delivery:
    """All that is handed in: `texts` are the stored texts by report_id, `sheets` the tables by column."""

    tables: Tables
    contract: Contract
    texts: Mapping[str, str]
    sheets: Mapping[str, Sheet]

    def fields(self) -> Iterator[tuple[Sheet, Field, frozenset[Cell]]]:
        """Every column of every table with its distinct values."""
        for sheet in self.sheets.values():
            for field in sheet.schema.fields:
                yield sheet, field, sheet.distinct[field.name]


def sheets_of(tables: Tables, contract: Contract) -> dict[str, Sheet]:
    """The tables by column."""
    return {name: _sheet(rows, contract.schemas[name]) for name, rows in tables}


def _sheet(rows: Sequence[Row], schema: TableSchema) -> Sheet:
    columns: dict[str, list[Cell]] = {name: column_of(rows, name) for name in schema.columns}
    distinct = {name: frozenset(column) - {None} for name, column in columns.items()}
    key = schema.primary_key
    row_ids = list(map(str, columns[key[0]])) if len(key) == 1 else [row_id_of(row) for row in rows]
    return Sheet(schema, row_ids, columns, distinct)


def column_of(rows: Sequence[Row], name: str) -> list[Cell]:
    return list(map(attrgetter(name), rows))


def row_id_of(row: Row) -> str:
    """How a finding names the row: its key, the parts of a longer key joined by a bar."""
    return "|".join(key_of(row))


def shown(value: Cell) -> str:
    """The value as a finding shows it: short, and without line breaks."""
    text = "true" if value is True else "false" if value is False else "null" if value is None else str(value)
    text = text if len(text) <= 60 else text[:57] + "…"
    return repr(text) if isinstance(value, str) else text


def finding_on(
    check: str, row: Row, table: str, column: str | None, message: str, severity: Literal["error", "warning"] = "error"
) -> Finding:
    """A finding about one row."""
    return Finding(check, severity, table, row_id_of(row), column, message)

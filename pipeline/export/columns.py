"""The columns of a view, as its file lists them, and its rows as CSV.

A column is copied ("as it stands"), made by the function of its name, or left empty where the package asserts nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.csv_text import cell_text, csv_of
from pipeline.export.accounts import Account
from pipeline.model import Cell, ExportError

HEADER = ("column", "type", "from", "rule")
COPIED = "as it stands"

Maker = Callable[[Account], Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """`sources` are columns of the package, as table.column; none where nothing is asserted."""

    name: str
    type: str
    sources: tuple[str, ...]
    rule: str

    @property
    def is_copied(self) -> bool:
        return self.rule.startswith(COPIED)


def read_columns(path: Path) -> tuple[Column, ...]:
    """The columns that the file lists, in its order. ExportError where it is not a list of columns."""
    with path.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines, strict=True)
    if tuple(header) != HEADER or any(len(row) != len(HEADER) for row in rows):
        raise ExportError(str(path), f"must have the columns {','.join(HEADER)} in every line; put commas in quotes")
    return tuple(Column(name, kind, tuple(sources.split()), rule) for name, kind, sources, rule in rows)


def view_csv(columns: Sequence[Column], makers: Mapping[str, Maker], accounts: Iterable[Account]) -> bytes:
    """A row an account, in the order given."""
    plan = [makers.get(column.name) or copier(column) for column in columns]
    lines = ([cell_text(make(account)) for make in plan] for account in accounts)
    return csv_of([column.name for column in columns], lines)


def copier(column: Column) -> Maker:
    """What fills a column that has no function of its own. ExportError where its rule would need one."""
    if not column.sources:
        return lambda account: None
    if not column.is_copied or len(column.sources) != 1:
        raise ExportError(column.name, "its rule is more than a copy, and nothing makes it")
    table, _, name = column.sources[0].partition(".")

    def copy(account: Account) -> Cell:
        row = account.rows[table]
        return None if row is None else getattr(row, name)

    return copy

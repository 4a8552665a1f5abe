"""Rows that a person expects, written as CSV, held against the rows that were made.

Columns are those of the table, or short: `speaker`, `subject`, `beneficiary`, `perpetrator`, `inflicted_by` and `place`
are names (the cell must stand, as whole words, in the text or in a name of the actor or place); `part_of`,
`superseded_by` and `responds_to` lead to another expected row, by its `key` or else its number from 1; `anchor` is a
piece of the report that the row's evidence touches; `optional` = yes says that the row may be missing; `note` is for
people. A column that only incidents have is read through the row's incident. An empty cell is null, `a|b` is either,
`?` is anything.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

from pipeline.model import ROW_TYPES, Row, Tables, key_of

NAMES = ("speaker", "subject", "beneficiary", "perpetrator", "inflicted_by", "place")
LINKS = {
    ("casualties", "part_of"): "component_of_casualty_id",
    ("casualties", "superseded_by"): "superseded_by_casualty_id",
    ("incidents", "part_of"): "parent_incident_id",
    ("allegations", "responds_to"): "responds_to_allegation_id",
}
ABOUT_THE_LINE = ("key", "anchor", "optional", "note")


@dataclass(frozen=True)
class Expected:
    """The lines of one CSV block or file. `where` is its file, or file and line."""

    table: str
    columns: tuple[str, ...]
    lines: tuple[Mapping[str, str], ...]
    where: str

    @cached_property
    def keys(self) -> dict[str, int]:
        return {line.get("key", str(number)): number - 1 for number, line in enumerate(self.lines, 1)}


def read_expected(table: str, source: str, where: str) -> Expected:
    """The block as lines; ValueError for an unknown column, a line of another length, or a key that leads nowhere."""
    head, *rest = [line for line in csv.reader(io.StringIO(source)) if line]
    known = {field.name for field in (*fields(ROW_TYPES[table]), *fields(ROW_TYPES["incidents"]))}
    known |= {*NAMES, *ABOUT_THE_LINE, *(short for of, short in LINKS if of == table)}
    if unknown := set(head) - known:
        raise ValueError(f"{where}: {table} has no column {', '.join(sorted(unknown))}")
    if wrong := [line for line in rest if len(line) != len(head)]:
        raise ValueError(f"{where}: {','.join(wrong[0])!r} has {len(wrong[0])} cells, the header {len(head)}")
    expected = Expected(table, tuple(head), tuple(dict(zip(head, line, strict=True)) for line in rest), where)
    for line in expected.lines:
        for of, short in LINKS:
            if of == table and line.get(short, "?") not in ("", "?", *expected.keys):
                raise ValueError(f"{where}: {short} {line[short]} is no row here")
    return expected


class Made:
    """The tables of one report, asked for cells."""

    def __init__(self, tables: Tables, text: str) -> None:
        self.tables, self.text = tables, text
        self.by_key = {(name, key_of(row)[0]): row for name, rows in tables for row in rows}
        self.names: dict[str, list[str]] = {}
        for actor in tables.actors:
            self.names.setdefault(actor.actor_id, []).append(actor.name)
        for alias in tables.actor_aliases:
            self.names.setdefault(alias.actor_id, []).append(alias.alias)
        for place in tables.places:
            self.names.setdefault(place.place_id, []).append(place.name)

    def rows(self, table: str) -> list[Row]:
        """The rows of a table in the order of the text."""
        return sorted(self.tables.rows(table), key=lambda row: (self.spans(table, row), key_of(row)))

    def spans(self, table: str, row: Row) -> list[tuple[int, int]]:
        """Where the row as a whole and its count stand in the text."""
        return sorted(
            (line.start, line.end)
            for line in self.tables.evidence
            if (line.table_name, line.row_id) == (table, key_of(row)[0])
            and (table != "casualties" or line.field is None or line.field.startswith("count"))
        )

    def cell(self, row: Row, column: str) -> object:
        """A column of the row, or of its incident where the row has none of that name."""
        if not hasattr(row, column) and getattr(row, "incident_id", None):
            row = self.by_key["incidents", row.incident_id]  # type: ignore[union-attr]
        return getattr(row, column, None)

    def called(self, row: Row, role: str) -> list[str]:
        """All names of who plays the role, or of the place."""
        who = self.cell(row, "place_id" if role == "place" else f"{role}_actor_id")
        text = self.cell(row, f"{role}_text")
        return [*([str(text)] if text else []), *self.names.get(str(who), [])]


def written(value: object) -> str:
    """A cell as it stands in a CSV."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def plain(words: str) -> str:
    return " ".join(re.findall(r"[\w'-]+", words.replace("’", "'").casefold()))


@dataclass(frozen=True)
class Comparison:
    """Expected rows against made rows."""

    expected: Expected
    made: Made

    def line_fits(self, line: Mapping[str, str], row: Row) -> bool:
        return all(self.cell_fits(line[name], name, row) for name in self.expected.columns)

    def cell_fits(self, cell: str, column: str, row: Row) -> bool:
        table = self.expected.table
        if column == "anchor":
            start = self.made.text.index(cell)
            return any(a < start + len(cell) and start < b for a, b in self.made.spans(table, row))
        if column in ABOUT_THE_LINE or cell == "?":
            return True
        if (table, column) in LINKS:
            other = self.made.cell(row, LINKS[table, column])
            if not (cell and other):
                return not cell and not other
            return self.line_fits(self.expected.lines[self.expected.keys[cell]], self.made.by_key[table, str(other)])
        if column in NAMES:
            called = self.made.called(row, column)
            wanted = [plain(name) for name in cell.split("|")]
            if not called:
                return "" in wanted
            return any(f" {name} " in f" {plain(other)} " for name in wanted if name for other in called)
        return written(self.made.cell(row, column)).casefold() in cell.casefold().split("|")

    def pairs(self) -> dict[int, int]:
        """Which made row is which expected line: as many pairs as there can be (augmenting paths)."""
        rows = self.made.rows(self.expected.table)
        fit = [[j for j, row in enumerate(rows) if self.line_fits(line, row)] for line in self.expected.lines]
        taken: dict[int, int] = {}

        def place(i: int, tried: set[int]) -> bool:
            for j in (j for j in fit[i] if j not in tried):
                tried.add(j)
                if j not in taken or place(taken[j], tried):
                    taken[j] = i
                    return True
            return False

        lines = self.expected.lines
        for i in sorted(range(len(lines)), key=lambda i: lines[i].get("optional", "")):  # what must be there goes first
            place(i, set())
        return {i: j for j, i in taken.items()}

    def difference(self) -> str:
        """Empty where all is as expected; else what is missing, what is too much, and both tables."""
        pairs, rows = self.pairs(), self.made.rows(self.expected.table)
        lines = [",".join(line.values()) for line in self.expected.lines]
        missing = [i for i, line in enumerate(self.expected.lines) if i not in pairs and not line.get("optional")]
        extra = [j for j in range(len(rows)) if j not in pairs.values()]
        if not (missing or extra):
            return ""
        made = [self.shown(row, rows) for row in rows]
        said = [*(f"missing: {lines[i]}" for i in missing), *(f"too much: {made[j]}" for j in extra)]
        head = ",".join(self.expected.columns)
        where = f"{self.expected.where} ({self.expected.table})"
        return "\n".join([where, *said, "", "expected", head, *lines, "", "made", head, *made])

    def shown(self, row: Row, rows: Sequence[Row]) -> str:
        """A made row in the columns of the expected ones."""
        cells = []
        for column in self.expected.columns:
            if column == "anchor":
                cells.append(" / ".join(self.made.text[a:b] for a, b in self.made.spans(self.expected.table, row)))
            elif column in NAMES:
                cells.append(" = ".join(self.made.called(row, column)))
            elif (link := LINKS.get((self.expected.table, column))) is not None:
                keys = [key_of(other)[0] for other in rows]
                other = self.made.cell(row, link)
                cells.append(str(keys.index(str(other)) + 1) if other else "")
            else:
                cells.append("" if column in ABOUT_THE_LINE else written(self.made.cell(row, column)))
        return ",".join(cells)

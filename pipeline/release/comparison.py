"""What changed between two packages: changes of the schema, of the tables, of ids, the level they demand, and why.

Written as `changes.csv`, `derived_changes.csv`, `id_map.csv` and `summary.json`, and told as a few lines. A corrected
figure is one cell of `changes.csv`; the estimates that follow from it are in `derived_changes.csv`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.csv_text import csv_of
from pipeline.release.causes import find_causes, find_changed_method
from pipeline.release.demands import DERIVED, NOTES, find_demands, ids_of, told
from pipeline.release.id_map import find_id_map
from pipeline.release.packages import PackageRead
from pipeline.release.schema_changes import Level, SchemaChange, find_schema_changes, highest
from pipeline.release.table_changes import find_table_changes

CHANGES, DERIVED_CHANGES, ID_MAP, SUMMARY = "changes.csv", "derived_changes.csv", "id_map.csv", "summary.json"
FATES = ("replaced", "merged", "withdrawn")
MOST_CELLS = 10  # corrected cells that are told one by one


@dataclass(frozen=True, slots=True)
class Comparison:
    """`reasons` are sentences for `level`; `causes` counts the rows that each cause explains, `method` is what else
    the packages were made with.
    """

    old: PackageRead
    new: PackageRead
    schema: tuple[SchemaChange, ...]
    changes: pd.DataFrame
    id_map: pd.DataFrame
    level: Level
    reasons: tuple[str, ...]
    causes: Mapping[str, int]
    method: tuple[str, ...]

    @property
    def reported(self) -> pd.DataFrame:
        """The changes but for those of tables that are made of others."""
        return self.changes[~self.changes["table"].isin(DERIVED)]

    @property
    def derived(self) -> pd.DataFrame:
        return self.changes[self.changes["table"].isin(DERIVED)]

    @property
    def corrections(self) -> pd.DataFrame:
        """The cells that say something else now of what was reported."""
        cells = self.reported[self.reported["action"] == "cell_changed"]
        return cells[~cells["column"].isin(NOTES)]

    def count(self, table: str, action: str) -> int:
        return len(ids_of(self.changes, table, action))

    def columns(self, table: str, action: str) -> list[str]:
        found = (self.changes["table"] == table) & (self.changes["action"] == action)
        return [str(column) for column in self.changes.loc[found, "column"]]


def compare(old: PackageRead, new: PackageRead) -> Comparison:
    """Everything that differs between two packages."""
    schema = find_schema_changes(old, new)
    changes = find_table_changes(old, new)
    demands = [(change.level, f"{change.where}: {change.what}") for change in schema]
    demands += find_demands(old, changes)
    level = highest([level for level, _ in demands])
    reasons = tuple(reason for demanded, reason in demands if demanded == level)
    id_map = find_id_map(old, new, new.version)
    causes, method = find_causes(old, new, changes), find_changed_method(old, new)
    return Comparison(old, new, schema, changes, id_map, level, reasons, causes, method)


# ------------------------------------------------------------------------------------------------ as files


def comparison_files(comparison: Comparison) -> dict[str, bytes]:
    """The changes as files, by name."""
    summary = json.dumps(summary_of(comparison), ensure_ascii=False, indent=2) + "\n"
    return {
        CHANGES: csv_bytes(comparison.reported),
        DERIVED_CHANGES: csv_bytes(comparison.derived),
        ID_MAP: csv_bytes(comparison.id_map),
        SUMMARY: summary.encode(),
    }


def csv_bytes(frame: pd.DataFrame) -> bytes:
    return csv_of(list(frame.columns), frame.itertuples(index=False, name=None))


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """The files of a comparison in a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in comparison_files(comparison).items():
        (folder / name).write_bytes(content)


def summary_of(comparison: Comparison) -> dict[str, object]:
    """True counts of everything, for programs."""
    names = sorted({*comparison.old.tables, *comparison.new.tables})
    return {
        "from": comparison.old.version,
        "to": comparison.new.version,
        "demands": comparison.level,
        "reasons": list(comparison.reasons),
        "rows_by_cause": dict(comparison.causes),
        "changed_method": list(comparison.method),
        "schema": [{"level": c.level, "where": c.where, "what": c.what} for c in comparison.schema],
        "tables": {name: table_summary(comparison, name) for name in names},
        "ids": fates(comparison),
        "changes": len(comparison.reported),
        "corrected_cells": len(comparison.corrections),
        "derived_changes": len(comparison.derived),
    }


def fates(comparison: Comparison) -> dict[str, int]:
    return {fate: int((comparison.id_map["fate"] == fate).sum()) for fate in FATES}


def table_summary(comparison: Comparison, name: str) -> dict[str, object]:
    cells = comparison.changes[(comparison.changes["table"] == name) & (comparison.changes["action"] == "cell_changed")]
    sizes = [len(p.tables[name].frame) if name in p.tables else 0 for p in (comparison.old, comparison.new)]
    return {
        "rows_before": sizes[0],
        "rows_after": sizes[1],
        "rows_added": comparison.count(name, "row_added"),
        "rows_removed": comparison.count(name, "row_removed"),
        "columns_added": comparison.columns(name, "column_added"),
        "columns_removed": comparison.columns(name, "column_removed"),
        "rows_changed": int(cells["row_id"].nunique()),
        "cells_changed": {str(column): int(n) for column, n in sorted(cells["column"].value_counts().items())},
    }


# ------------------------------------------------------------------------------------------------ as lines


def told_changes(comparison: Comparison) -> Iterator[str]:
    """What changed, as a few lines: what it demands, which tables and cells, and what brought it about."""
    if comparison.level == "none":
        yield "nothing changed in the data"
    else:
        yield f"demands {comparison.level.upper()}: {'; '.join(comparison.reasons)}"
    for change in comparison.schema:
        yield f"  schema              {change.where}: {change.what} ({change.level.upper()})"
    for name in sorted(set(comparison.changes["table"])):
        yield f"  {name:<19} {told_table(table_summary(comparison, name))}"
    yield from told_cells(comparison.corrections)
    for fate, number in fates(comparison).items():
        if number:
            yield f"  {f'ids {fate}':<19} {number}"
    causes = [f"{cause} ({told(rows, 'row')})" for cause, rows in comparison.causes.items() if rows]
    if causes:
        yield f"  because of          {', '.join(causes)}"
    if comparison.method:
        yield f"  made with other     {', '.join(comparison.method)}"


def told_table(summary: Mapping[str, object]) -> str:
    cells = summary["cells_changed"]
    assert isinstance(cells, dict)
    parts = [f"+{summary['rows_added']} -{summary['rows_removed']} rows"]
    for key, told_as in (("columns_added", "new columns"), ("columns_removed", "columns gone")):
        columns = summary[key]
        assert isinstance(columns, list)
        if columns:
            parts.append(f"{told_as}: {', '.join(columns)}")
    if cells:
        by_column = (f"{column} {number}" if number > 1 else column for column, number in cells.items())
        parts.append(f"cells changed: {', '.join(by_column)}")
    return ", ".join(parts)


def told_cells(corrections: pd.DataFrame) -> Iterator[str]:
    """The corrected cells one by one, where they are few."""
    if len(corrections) <= MOST_CELLS:
        for row_id, column, old, new in corrections[["row_id", "column", "old", "new"]].itertuples(index=False):
            yield f"  corrected           {row_id}  {column}: {old or 'null'} -> {new or 'null'}"

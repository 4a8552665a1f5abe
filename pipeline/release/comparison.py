"""What changed between two packages: changes of the schema, of the tables, of ids, the level they demand, and why.

Written as `changes.csv`, `id_map.csv` and `summary.json`, and told as a few lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.release.id_map import find_id_map
from pipeline.release.packages import PackageRead
from pipeline.release.schema_changes import Level, SchemaChange, find_schema_changes, highest
from pipeline.release.table_changes import find_table_changes

# Tables whose rows are what was reported. Rows of the others come and go with them.
CORE = ("reports", "incidents", "casualties", "allegations")
REVIEWED = ("incidents", "casualties", "allegations")
CHANGES, ID_MAP, SUMMARY = "changes.csv", "id_map.csv", "summary.json"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`reasons` are sentences, the weightiest first; `causes` counts what brought the changes about, by its name."""

    old: PackageRead
    new: PackageRead
    schema: tuple[SchemaChange, ...]
    changes: pd.DataFrame
    id_map: pd.DataFrame
    level: Level
    reasons: tuple[str, ...]
    causes: dict[str, int]


def compare(old: PackageRead, new: PackageRead) -> Comparison:
    """Everything that differs between two packages."""
    schema = find_schema_changes(old, new)
    changes = find_table_changes(old, new)
    demands = [(change.level, f"{change.where}: {change.what}") for change in schema]
    demands += list(demands_of_data(changes))
    level = highest([level for level, _ in demands])
    reasons = tuple(reason for told, reason in demands if told == level)
    id_map = find_id_map(old, new, new.version)
    return Comparison(old, new, schema, changes, id_map, level, reasons, find_causes(old, new, changes))


def demands_of_data(changes: pd.DataFrame) -> Iterator[tuple[Level, str]]:
    """New rows are MINOR, and so are ids that are gone; corrected cells are PATCH."""
    core = changes[changes["table"].isin(CORE)]
    for table in CORE:
        for action, told in (("row_added", "new row"), ("row_removed", "row that is gone")):
            found = count(core, table, action)
            if found:
                yield "minor", f"{table}: {found} {plural(told, found)}"
    for table in sorted(set(changes["table"])):
        found = count(changes, table, "cell_changed")
        if found:
            yield "patch", f"{table}: {found} {plural('corrected cell', found)}"
    others = changes[~changes["table"].isin(CORE) & (changes["action"] != "cell_changed")]
    if len(others):
        yield "patch", f"rows that follow from others: {len(others)}"


def plural(words: str, number: int) -> str:
    if number == 1:
        return words
    return words.replace("row that is", "rows that are") if " that " in words else f"{words}s"


def count(changes: pd.DataFrame, table: str, action: str) -> int:
    return int(((changes["table"] == table) & (changes["action"] == action)).sum())


def find_causes(old: PackageRead, new: PackageRead, changes: pd.DataFrame) -> dict[str, int]:
    """What can have brought the changes about: reports, reviewers, the schema, the word lists, the code."""
    reports = changes[changes["table"] == "reports"]
    status = changes[changes["table"].isin(REVIEWED) & (changes["column"] == "review_status")]
    causes = {
        "reports added": count(changes, "reports", "row_added"),
        "reports removed": count(changes, "reports", "row_removed"),
        "reports whose text changed": int((reports["column"] == "text_sha256").sum()),
        "rows reviewed": int((status["action"] == "cell_changed").sum()),
    }
    before, after = made_with(old), made_with(new)
    for key, name in (("contract_sha256", "schema"), ("lexicon_sha256", "word lists"), ("code_version", "code")):
        causes[f"{name} changed"] = int(before.get(key) != after.get(key))
    causes["annotator changed"] = int(before.get("annotator") != after.get("annotator"))
    return causes


def made_with(package: PackageRead) -> dict[str, object]:
    told = package.descriptor.get("attested")
    return told if isinstance(told, dict) else {}


# ------------------------------------------------------------------------------------------------ as files, as lines


def summary_of(comparison: Comparison) -> dict[str, object]:
    """True counts of everything, for programs."""
    changes = comparison.changes
    return {
        "from": comparison.old.version,
        "to": comparison.new.version,
        "demands": comparison.level,
        "reasons": list(comparison.reasons),
        "causes": comparison.causes,
        "schema": [{"level": c.level, "where": c.where, "what": c.what} for c in comparison.schema],
        "tables": {
            name: table_summary(comparison, name) for name in sorted({*comparison.old.tables, *comparison.new.tables})
        },
        "ids": {fate: int((comparison.id_map["fate"] == fate).sum()) for fate in ("replaced", "merged", "withdrawn")},
        "changes": len(changes),
    }


def table_summary(comparison: Comparison, name: str) -> dict[str, object]:
    changes = comparison.changes[comparison.changes["table"] == name]
    cells = changes[changes["action"] == "cell_changed"]
    sizes = [len(p.tables[name].frame) if name in p.tables else 0 for p in (comparison.old, comparison.new)]
    return {
        "rows_before": sizes[0],
        "rows_after": sizes[1],
        "rows_added": count(changes, name, "row_added"),
        "rows_removed": count(changes, name, "row_removed"),
        "rows_changed": int(cells["row_id"].nunique()),
        "cells_changed": {str(column): int(n) for column, n in sorted(cells["column"].value_counts().items())},
    }


def comparison_files(comparison: Comparison) -> dict[str, bytes]:
    """The changes as files, by name."""
    summary = json.dumps(summary_of(comparison), ensure_ascii=False, indent=2) + "\n"
    return {
        CHANGES: csv_bytes(comparison.changes),
        ID_MAP: csv_bytes(comparison.id_map),
        SUMMARY: summary.encode(),
    }


def csv_bytes(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode("utf-8")


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """changes.csv, id_map.csv and summary.json in a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in comparison_files(comparison).items():
        (folder / name).write_bytes(content)


def told(comparison: Comparison) -> Iterator[str]:
    """What changed, as a few lines: what it demands, which tables, and what brought it about."""
    if comparison.level == "none":
        yield "nothing changed"
        return
    yield f"demands {comparison.level.upper()}: {'; '.join(comparison.reasons)}"
    for change in comparison.schema:
        yield f"  schema      {change.where}: {change.what} ({change.level.upper()})"
    for name in sorted(set(comparison.changes["table"])):
        yield f"  {name:<19} {told_of_table(table_summary(comparison, name))}"
    for fate, number in (
        (fate, int((comparison.id_map["fate"] == fate).sum())) for fate in ("replaced", "merged", "withdrawn")
    ):
        if number:
            yield f"  ids {fate:<15} {number}"
    causes = [f"{name} {number}" if number > 1 else name for name, number in comparison.causes.items() if number]
    if causes:
        yield f"  because of          {', '.join(causes)}"


def told_of_table(summary: dict[str, object]) -> str:
    cells = summary["cells_changed"]
    assert isinstance(cells, dict)
    parts = [f"+{summary['rows_added']}", f"-{summary['rows_removed']} rows"]
    if cells:
        columns = ", ".join(f"{column} {number}" if number > 1 else column for column, number in cells.items())
        parts.append(f"{sum(cells.values())} cells in {summary['rows_changed']} rows: {columns}")
    return ", ".join(parts)

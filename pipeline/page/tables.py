"""Tables become JSON that the page's script shows, sorts and searches: every cell once, a code with its name.

Cells are told by column and an id as the number of its row, which takes half the room that rows in full would take.
Evidence is left to its file: its quotes stand in the words of the reports.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.page.package import Column, DataPackage, Table
from pipeline.page.rendering import visible

SHOWN = (
    "casualties",
    "incidents",
    "allegations",
    "reconciliations",
    "casualty_estimates",
    "reports",
    "actors",
    "actor_aliases",
    "places",
)
UNKEYED = "actor_aliases"  # its rows have no id
NUMBERED = "\x7f"  # before the number of a row; no cell holds it, for it is shown as a picture


def tables_told(package: DataPackage) -> list[dict[str, object]]:
    """The tables as the script reads them."""
    tables = [package.tables[name] for name in SHOWN]
    keys = (visible(key) for table in tables if table.name != UNKEYED for key, _ in table.by_key())
    numbers = {str(key): number for number, key in enumerate(keys)}
    return [told_of(table, numbers) for table in tables]


def told_of(table: Table, numbers: Mapping[str, int]) -> dict[str, object]:
    """A table as the script reads it: its columns with what the codebook says and their cells."""
    columns = []
    for position, column in enumerate(table.columns.values()):
        cells = [str(visible(row[column.name])) for row in table.rows]
        is_key = position == 0 and table.name != UNKEYED
        if column.name.endswith(("_id", "_ids")) and not is_key:
            cells = [numbered(cell, numbers) for cell in cells]
        columns.append({**told_of_column(column), "cells": cells})
    return {"name": table.name, "title": table.title, "description": table.description, "columns": columns}


def told_of_column(column: Column) -> dict[str, object]:
    return {
        "name": column.name,
        "title": visible(column.title),
        "description": visible(column.description),
        "isNumber": column.type in ("integer", "number"),
        "labels": {code: visible(label) for code, label in column.labels.items()},
        "notes": {code: visible(note) for code, note in column.notes.items()},
    }


def numbered(cell: str, numbers: Mapping[str, int]) -> str:
    """A cell that holds ids, each as the number of its row."""
    return " ".join(f"{NUMBERED}{numbers[one]}" if one in numbers else one for one in cell.split(" "))

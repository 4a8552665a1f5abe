"""Tables become JSON that the page's script shows, sorts and searches: every cell once, a code with its name.

Evidence is left to its file: its quotes stand in the words of the reports.
"""

from __future__ import annotations

from pipeline.page.package import DataPackage, Table
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


def tables_told(package: DataPackage) -> list[dict[str, object]]:
    """The tables as the script reads them."""
    return [told_of(package.tables[name]) for name in SHOWN]


def told_of(table: Table) -> dict[str, object]:
    """A table as the script reads it: its columns with what the codebook says, and its rows as lists of cells."""
    columns = [
        {
            "name": column.name,
            "title": visible(column.title),
            "description": visible(column.description),
            "isNumber": column.type in ("integer", "number"),
            "labels": {code: visible(label) for code, label in column.labels.items()},
        }
        for column in table.columns.values()
    ]
    rows = [[visible(row[name]) for name in table.columns] for row in table.rows]
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "columns": columns,
        "rows": rows,
    }

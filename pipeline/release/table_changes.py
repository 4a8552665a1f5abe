"""Table against table: every cell, row and column that changed, by the primary key.

table, row_id, column, action, old, new:

    row_added, row_removed         of a row; column, old and new are empty
    cell_changed                   of a cell; an empty text is null
    column_added, column_removed   of all rows at once; row_id, old and new are empty
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from pipeline.release.packages import PackageRead, Table

COLUMNS = ("table", "row_id", "column", "action", "old", "new")


def find_table_changes(old: PackageRead, new: PackageRead) -> pd.DataFrame:
    """The changes of all tables that both packages have or only one, in the order of tables, rows and columns."""
    parts = [
        part for name in sorted({*old.tables, *new.tables}) for part in compare_tables(name, old.tables, new.tables)
    ]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS), dtype=str)
    changes = pd.concat(parts, ignore_index=True)
    return changes.sort_values(list(COLUMNS[:4]), kind="stable", ignore_index=True)


def compare_tables(name: str, old: Mapping[str, Table], new: Mapping[str, Table]) -> Iterator[pd.DataFrame]:
    before, after = old.get(name), new.get(name)
    if before is None or after is None or before.key != after.key:
        # Rows of another key are other rows.
        yield from (
            whole(name, table, action) for table, action in ((before, "row_removed"), (after, "row_added")) if table
        )
        return
    left, right = before.frame.set_index(before.ids()), after.frame.set_index(after.ids())
    yield rows(name, left.index.difference(right.index), "row_removed")
    yield rows(name, right.index.difference(left.index), "row_added")
    for column in left.columns.difference(right.columns):
        yield one(name, column, "column_removed")
    for column in right.columns.difference(left.columns):
        yield one(name, column, "column_added")
    kept = left.index.intersection(right.index)
    for column in left.columns.intersection(right.columns):
        yield cells(name, column, left.loc[kept, column], right.loc[kept, column])


def whole(name: str, table: Table, action: str) -> pd.DataFrame:
    return rows(name, pd.Index(table.ids()), action)


def rows(name: str, ids: pd.Index[str], action: str) -> pd.DataFrame:
    return pd.DataFrame({"table": name, "row_id": ids, "column": "", "action": action, "old": "", "new": ""})


def one(name: str, column: str, action: str) -> pd.DataFrame:
    return pd.DataFrame([[name, "", column, action, "", ""]], columns=list(COLUMNS))


def cells(name: str, column: str, old: pd.Series[str], new: pd.Series[str]) -> pd.DataFrame:
    changed = old[old != new].index
    frame = pd.DataFrame({"row_id": changed, "old": old[changed].to_numpy(), "new": new[changed].to_numpy()})
    return frame.assign(table=name, column=column, action="cell_changed")[list(COLUMNS)]

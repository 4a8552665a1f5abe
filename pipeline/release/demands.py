"""Which level of version the changes of tables demand, and why (datapackage.org, recipes, data package version).

MAJOR   rows are gone that rows of other tables referred to: "combine, split, delete … data that is referenced"
MINOR   new rows of what was reported; rows gone that nothing referred to
PATCH   corrected cells; rows of other tables, which come and go with those of the core
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from pipeline.release.packages import PackageRead
from pipeline.release.schema_changes import Level

# Tables whose rows are what was reported. Rows of the others come and go with them.
CORE = ("reports", "incidents", "casualties", "allegations")
# Tables that are made of others.
DERIVED = ("casualty_estimates", "reconciliations")
# Columns that say how a row was made or reviewed, and not what was reported.
NOTES = ("annotator", "change_reason", "confidence", "gazetteer_version", "review_status", "rule_id")


def find_demands(old: PackageRead, changes: pd.DataFrame) -> Iterator[tuple[Level, str]]:
    """A level and a reason for every kind of change; `old` tells which rows others referred to."""
    reported = changes[~changes["table"].isin(DERIVED)]
    for table in CORE:
        gone = set(ids_of(changes, table, "row_removed"))
        if referring := referring_tables(old, table, gone):
            yield "major", f"{table}: {told(len(gone), 'row')} gone, to which {listed(referring)} referred"
        elif gone:
            yield "minor", f"{table}: {told(len(gone), 'row')} gone"
        if added := len(ids_of(changes, table, "row_added")):
            yield "minor", f"{table}: {told(added, 'new row')}"
    for table in sorted(set(reported["table"])):
        is_note = reported["column"].isin(NOTES)
        cells = (reported["table"] == table) & (reported["action"] == "cell_changed")
        if corrected := int((cells & ~is_note).sum()):
            yield "patch", f"{table}: {told(corrected, 'corrected cell')}"
        if noted := int((cells & is_note).sum()):
            yield "patch", f"{table}: {told(noted, 'cell')} on how rows were made or reviewed"
    others = reported[~reported["table"].isin(CORE) & reported["action"].isin(("row_added", "row_removed"))]
    if len(others):
        yield "patch", f"{told(len(others), 'row')} of {listed(sorted(set(others['table'])))} that came or went"
    if derived := len(changes) - len(reported):
        yield "patch", f"{told(derived, 'change')} of what is derived"


def ids_of(changes: pd.DataFrame, table: str, action: str) -> pd.Series[str]:
    return changes.loc[(changes["table"] == table) & (changes["action"] == action), "row_id"]


def referring_tables(package: PackageRead, table: str, gone: set[str]) -> list[str]:
    """The other tables whose foreign keys lead to one of the rows; what is derived is made anew with what it is of."""
    others = {name: schema for name, schema in package.schemas().items() if name not in (table, *DERIVED)}
    return sorted(
        name
        for name, schema in others.items()
        if any(not gone.isdisjoint(package.tables[name].frame[column]) for column in columns_to(table, schema))
    )


def columns_to(table: str, schema: Mapping[str, object]) -> Iterator[str]:
    """The columns of a schema that are foreign keys to a table."""
    keys = schema.get("foreignKeys")
    for key in keys if isinstance(keys, list) else ():
        if key["reference"]["resource"] == table:
            yield key["fields"] if isinstance(key["fields"], str) else key["fields"][0]


def listed(names: Sequence[str]) -> str:
    """a · a and b · a, b and c"""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def told(number: int, noun: str) -> str:
    """1 new row · 2 new rows"""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

"""What became of ids that are gone: each leads to the row that now holds its words, or to none.

replaced    its words now belong to one row that is new
merged      its words now belong to a row that was there before
withdrawn   nothing holds its words any more

A row's words are its evidence as a whole (the rows of `evidence` without a field). Ids of derived tables are made of
what they are derived from and are not followed.
"""

from __future__ import annotations

import pandas as pd

from pipeline.release.packages import PackageRead

FOLLOWED = ("allegations", "casualties", "incidents")
COLUMNS = ("table", "old_id", "new_id", "fate", "since_version")
PLACE = ["table_name", "row_id", "report_id", "start", "end"]


def find_id_map(old: PackageRead, new: PackageRead, version: str) -> pd.DataFrame:
    """A line for every id of the old package that the new one lacks; `version` is the one in which it is gone."""
    gone = [(table, row_id) for table in FOLLOWED for row_id in sorted(ids(old, table) - ids(new, table))]
    before, after = spans(old), spans(new)
    lines = []
    for table, row_id in gone:
        heir = find_heir(before.get((table, row_id), []), table, after)
        fate = "withdrawn" if heir is None else "merged" if heir in ids(old, table) else "replaced"
        lines.append([table, row_id, heir or "", fate, version])
    return pd.DataFrame(lines, columns=list(COLUMNS), dtype=str)


def ids(package: PackageRead, table: str) -> set[str]:
    return set(package.tables[table].ids()) if table in package.tables else set()


Place = tuple[str, int, int]  # report, start, end


def spans(package: PackageRead) -> dict[tuple[str, str], list[Place]]:
    """Where the words of every row stand, by table and id."""
    if "evidence" not in package.tables:
        return {}
    evidence = package.tables["evidence"].frame
    found: dict[tuple[str, str], list[Place]] = {}
    for table, row_id, report, start, end in evidence.loc[evidence["field"] == "", PLACE].itertuples(index=False):
        found.setdefault((table, row_id), []).append((report, int(start), int(end)))
    return found


def find_heir(places: list[Place], table: str, after: dict[tuple[str, str], list[Place]]) -> str | None:
    """The row of the table that holds most of the words; None where none holds any."""
    shared = {
        row_id: sum(overlap(one, other) for one in places for other in others)
        for (name, row_id), others in after.items()
        if name == table
    }
    best = max(shared, key=lambda row_id: (shared[row_id], row_id), default=None)
    return best if best is not None and shared[best] > 0 else None


def overlap(one: Place, other: Place) -> int:
    """How many code points two places share."""
    if one[0] != other[0]:
        return 0
    return max(0, min(one[2], other[2]) - max(one[1], other[1]))

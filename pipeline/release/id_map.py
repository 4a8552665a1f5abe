"""What became of ids that are gone: each leads to the row of its table and report that now holds its words, or to none.

replaced    its words now belong to a row that is new
merged      its words now belong to a row that was there before, and did not hold them then
withdrawn   nothing that did not hold them before holds its words now

A row's words are those that tell it from its neighbours. "18 civilians and 15 officers were killed" is the evidence of
two figures: of a figure it is the words of its number, else those of its people; of all else the row as a whole. Ids of
derived tables are made of what they are derived from and are not followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from pipeline.release.packages import PackageRead, Table

# The columns whose evidence tells a row from others, the first that it has; "" is the evidence of the row as a whole.
TELLING: Mapping[str, tuple[str, ...]] = {
    "allegations": ("",),
    "casualties": ("count_text", "victim_text", ""),
    "incidents": ("",),
}
COLUMNS = ("table", "old_id", "new_id", "fate", "since_version")

Place = tuple[int, int]  # half-open code points of a report
Words = tuple[str, str, str]  # table, report, column


def find_id_map(old: PackageRead, new: PackageRead, version: str) -> pd.DataFrame:
    """A line for every id of the old package that the new one lacks; `version` is the one in which it is gone."""
    before, after = places_of_words(old), places_of_words(new)
    lines = []
    for name in TELLING:
        if name not in old.tables or name not in new.tables:
            continue
        left, right = by_id(old.tables[name]), by_id(new.tables[name])
        gone = left.loc[left.index.difference(right.index)]
        for row_id, report in gone["report_id"].items():
            heirs = find_heirs(str(row_id), words_of(name, str(row_id), report, before), before, after)
            heir = most_alike(str(row_id), gone, heirs, right)
            fate = "withdrawn" if not heir else "merged" if heir in left.index else "replaced"
            lines.append([name, row_id, heir, fate, version])
    return pd.DataFrame(lines, columns=list(COLUMNS), dtype=str)


def by_id(table: Table) -> pd.DataFrame:
    return table.frame.set_index(table.ids())


def places_of_words(package: PackageRead) -> dict[Words, dict[str, list[Place]]]:
    """Where the words of every row stand, by table, report and column, then by row."""
    found: dict[Words, dict[str, list[Place]]] = {}
    if "evidence" not in package.tables:
        return found
    frame = package.tables["evidence"].frame
    columns = (frame[name].tolist() for name in ("table_name", "report_id", "field", "row_id", "start", "end"))
    for table, report, field, row_id, start, end in zip(*columns, strict=True):
        rows = found.setdefault((table, report, field), {})
        rows.setdefault(row_id, []).append((int(start), int(end)))
    return found


def words_of(table: str, row_id: str, report: str, places: Mapping[Words, Mapping[str, list[Place]]]) -> Words:
    """Which words tell a row from its neighbours."""
    kinds = [(table, report, column) for column in TELLING[table]]
    return next((words for words in kinds if row_id in places.get(words, {})), kinds[-1])


def find_heirs(
    row_id: str,
    words: Words,
    before: Mapping[Words, Mapping[str, list[Place]]],
    after: Mapping[Words, Mapping[str, list[Place]]],
) -> list[str]:
    """The rows that hold most of the words of a row, and held none of them before; empty where there are none."""
    places = before.get(words, {}).get(row_id, [])
    shared = {
        other: overlap(places, theirs)
        for other, theirs in after.get(words, {}).items()
        if not overlap(places, before.get(words, {}).get(other, []))
    }
    most = max(shared.values(), default=0)
    return sorted(other for other, size in shared.items() if size == most > 0)


def overlap(ones: Iterable[Place], others: Iterable[Place]) -> int:
    """How many code points two lists of places share."""
    others = tuple(others)
    return sum(max(0, min(one[1], other[1]) - max(one[0], other[0])) for one in ones for other in others)


def most_alike(row_id: str, old: pd.DataFrame, heirs: list[str], new: pd.DataFrame) -> str:
    """The heir that has most cells in common with a row, of equals the first; empty where there is none."""
    if len(heirs) < 2:
        return heirs[0] if heirs else ""
    row, rows = old.loc[row_id], new.loc[heirs]
    common = sum((rows[column] == row[column]).astype(int) for column in old.columns.intersection(new.columns))
    return str(pd.Series(common, index=rows.index).idxmax())

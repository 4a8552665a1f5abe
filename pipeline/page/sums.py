"""Reconciliations become pictures: a total above its parts, and what is left between them.

    total  |=============== 145 ==============>   at least: the end is open
    parts  |==== 92 ====|= 18 =|= 15 =>| - 20 - |  what is not accounted for is drawn, and is nobody's figure

A bar reaches to the lowest number that the words allow. From there a range goes on to the highest, an open one to an
arrow; a number that is only about right has no bar, but an outline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.page.cards import PARTY, Names, range_words
from pipeline.page.package import Cells, DataPackage, Table

WIDTH = 480.0  # of the drawing, in its own units
ROOM = 1.12  # behind the largest number there is room for an arrow


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure, from `x` on; `reach` is how far a range goes on behind it, None where the end is open."""

    row_id: str
    title: str
    speaker: str
    bound: str
    number: int
    review: str
    is_party: bool
    is_about: bool
    x: float
    width: float
    reach: float | None


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts. `rest` is the difference: where it begins, how wide and how much it is; None for none."""

    reconciliation: Cells
    verdict: str
    total: Bar
    parts: tuple[Bar, ...]
    rest: tuple[float, float, int] | None


def sums_of(package: DataPackage, names: Names) -> Iterator[Sum]:
    """A picture for each reconciliation whose figures are in the package."""
    figures = dict(package.tables["casualties"].by_key())
    table = package.tables["reconciliations"]
    for row in table.rows:
        total = figures.get(row["total_casualty_id"])
        parts = [figures[part] for part in row["component_casualty_ids"].split() if part in figures]
        if total is not None and parts:
            yield sum_of(row, table.label(row, "verdict"), total, parts, package.tables["casualties"], names)


def sum_of(row: Cells, verdict: str, total: Cells, parts: Sequence[Cells], figures: Table, names: Names) -> Sum:
    stacked = sum(size(part) for part in parts)
    numbers = [
        stacked,
        size(total),
        whole(row["stated_high"]),
        whole(row["components_high"]),
        whole(total["count_high"]),
    ]
    scale = WIDTH / (max(1, *numbers) * ROOM)
    bars, start = [], 0
    for part in parts:
        bars.append(bar_of(part, start, scale, figures, names))
        start += size(part)
    return Sum(row, verdict, bar_of(total, 0, scale, figures, names), tuple(bars), rest_of(row, scale))


def bar_of(row: Cells, start: int, scale: float, figures: Table, names: Names) -> Bar:
    high = row["count_high"]
    return Bar(
        row_id=row["casualty_id"],
        title=names.titles[row["casualty_id"]],
        speaker=names.speaker(row),
        bound=range_words(row["count_low"], high),
        number=size(row),
        review=figures.label(row, "review_status"),
        is_party=row["speaker_role"] == PARTY,
        is_about=not row["count_low"],
        x=round(start * scale, 1),
        width=round(size(row) * scale, 1),
        reach=round((whole(high) - size(row)) * scale, 1) if high else None,
    )


def size(row: Mapping[str, str]) -> int:
    """How far the bar of a figure reaches: its lowest number; of one that is only about right, the number named."""
    return whole(row["count_low"] or row["count_point"])


def rest_of(row: Cells, scale: float) -> tuple[float, float, int] | None:
    """What the parts leave of the total, or go beyond it by: between the two sums that the reconciliation gives."""
    stated, counted, difference = whole(row["stated_low"]), whole(row["components_low"]), row["difference"]
    if not whole(difference) or stated == counted:
        return None
    left, right = sorted((stated, counted))
    return round(left * scale, 1), round((right - left) * scale, 1), whole(difference)


def whole(cell: str) -> int:
    """The number of a cell; 0 where it is empty, or in a package of somebody else's making no number."""
    return int(cell) if cell.removeprefix("-").isdecimal() and len(cell) < 16 else 0

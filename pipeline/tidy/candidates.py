"""What can be a total, ordered so that the one a figure is part of is found without a look at all the others.

A report may tell a thousand figures of one incident. Those that are the same to every rule, such as "three died" told
again and again, stand once; and what is too small, or told too late, is passed over at one go.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, islice
from operator import itemgetter

from pipeline.tidy.casualties import Figure, ceiling, floor

# How much it takes in, the least it says, and its place in the text: the narrowest and smallest first.
Entry = tuple[int, int, int, Figure]
NARROWEST = itemgetter(0, 1, 2)


class Candidates:
    """Figures of one incident, outcome and group. `alike` says what tells them apart but for clause and place."""

    def __init__(self, entries: Iterable[Entry], alike: Callable[[Figure], object]) -> None:
        self.entries = list(without_repeats(sorted(entries, key=NARROWEST), alike))
        self.most = list(accumulate((ceiling(entry[-1].count) for entry in self.entries), max))
        # Negative, because what is looked up must rise: where the earliest of those up to each begins.
        self.earliest = list(accumulate((-entry[-1].group.first for entry in self.entries), max))

    def first(self, figure: Figure, is_part: Callable[[Figure, Figure], bool], *, is_behind: bool) -> Entry | None:
        """The narrowest total that a figure is part of; only one told before it where it `is_behind`."""
        start = bisect_left(self.most, floor(figure.count))
        if is_behind:
            start = max(start, bisect_right(self.earliest, -figure.group.first))
        return next((entry for entry in islice(self.entries, start, None) if is_part(figure, entry[-1])), None)


def without_repeats(entries: Iterable[Entry], alike: Callable[[Figure], object]) -> Iterator[Entry]:
    """Of those alike the first of each of two clauses: one for the figures of the other."""
    told: dict[object, list[Figure]] = {}
    for entry in entries:
        figure = entry[-1]
        known = told.setdefault((entry[0], figure.count, alike(figure)), [])
        if len(known) < 2 and all(figure.clause is not other.clause for other in known):
            known.append(figure)
            yield entry

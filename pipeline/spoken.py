"""Whose words a place of a report is: the scopes of its speech, looked up by where they stand.

"Two died, police said. Three fled." -> `around` of "died" is the speech of the police, `around` of "fled" is nothing
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from pipeline.model import Mention, Speech


class SpokenWords:
    """The acts of speech of one report by the words they say."""

    def __init__(self, said: Iterable[Mention]) -> None:
        spoken = [
            (mention.value.scope.start, mention.value.scope.end, at, mention)
            for at, mention in enumerate(said)
            if isinstance(mention.value, Speech)
        ]
        self.spoken = sorted(spoken, key=lambda entry: entry[:3])
        self.starts = [start for start, _, _, _ in self.spoken]
        # How far the scopes up to each one reach: further left than one that ends too early there is none to look for.
        self.reach = list(accumulate((end for _, end, _, _ in self.spoken), max))

    def around(self, start: int, end: int) -> list[Mention]:
        """The acts of speech whose words take in the code points from `start` up to `end`, in order."""
        found: list[tuple[int, Mention]] = []
        at = bisect_right(self.starts, start) - 1
        while at >= 0 and self.reach[at] >= end:
            _, last, order, mention = self.spoken[at]
            if last >= end:
                found.append((order, mention))
            at -= 1
        return [mention for _, mention in sorted(found, key=lambda entry: entry[0])]

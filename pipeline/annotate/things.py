"""Weapons and targets, as far as the words go; which incident they belong to is for `tidy`.

"suicide vests" -> weapon suicide_vest · "a police vehicle" -> target police
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.lexicon import Lexicon
from pipeline.model import Mention, Reading, Thing


def find_weapons(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """Every word of the list of weapons, in order."""
    return find_things("weapons", reading)


def find_targets(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """Every word of the list of targets, in order, but for those inside a weapon: a car bomb targets no car."""
    armed = {token for m in found.get("weapons", ()) for token in range(m.first, m.last)}
    return tuple(m for m in find_things("targets", reading) if armed.isdisjoint(range(m.first, m.last)))


def find_things(kind: str, reading: Reading) -> tuple[Mention, ...]:
    return tuple(
        Mention(
            kind,
            reading.span(hit.first, hit.last),
            Thing(hit.entry.means),
            f"{kind}.{hit.entry.id}",
            hit.first,
            hit.last,
        )
        for hit in reading.hits[kind]
    )

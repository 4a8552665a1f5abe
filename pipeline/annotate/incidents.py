"""Words for violent incidents: what kind, how far it went, and whether they open an incident or lead back to one.

"a grenade attack" -> grenade, opens one · "the attack" -> armed_assault, leads back · "attempted to storm" -> attempted
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from pipeline.lexicon import Lexicon
from pipeline.model import Event, Hit, Mention, Reading

# How many tokens a determiner may stand before its noun: "the two-hour militant attack".
DETERMINER_REACH = 3
# What may be damaged or cut in an act of sabotage.
INFRASTRUCTURE = frozenset({"transport", "energy_or_mine", "communications", "road"})
INFRASTRUCTURE_REACH = 6


def find_incidents(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """Every word of the list of incidents, in order, but for its look-alikes."""
    targets = [hit.first for hit in reading.hits["targets"] if hit.entry.means in INFRASTRUCTURE]
    return tuple(
        as_mention(reading, hit)
        for hit in reading.hits["incidents"]
        if hit.entry.traits.get("look_alike") != "True"
        and (hit.entry.traits.get("needs_infrastructure") != "True" or follows(targets, hit))
    )


def follows(targets: list[int], hit: Hit) -> bool:
    """Whether one of the targets stands shortly behind the hit."""
    at = bisect_left(targets, hit.last)
    return at < len(targets) and targets[at] - hit.last < INFRASTRUCTURE_REACH


def as_mention(reading: Reading, hit: Hit) -> Mention:
    traits = hit.entry.traits
    nominal = traits["nominal"] == "True"
    event = Event(
        code=hit.entry.means,
        stage=traits.get("stage", "accomplished"),
        is_nominal=nominal,
        is_definite=nominal and is_definite(reading, hit),
        is_plural=traits.get("plural") == "True",
        is_suffered=traits.get("suffered") == "True",
    )
    rule = f"incidents.{hit.entry.id}"
    return Mention("incidents", reading.span(hit.first, hit.last), event, rule, hit.first, hit.last)


def is_definite(reading: Reading, hit: Hit) -> bool:
    """Whether a definite determiner or a possessive stands before the noun: "the attack", "Saturday's attack"."""
    for at in range(hit.first, max(hit.first - DETERMINER_REACH, 0), -1):
        if at < hit.first and not reading.words[at][0].isalnum():
            return False  # "repelled the assault. Additional attacks were reported"
        before = reading.grammar_before.get(at)
        if before is not None:
            return before.entry.means in ("definite", "possessive")
    return False

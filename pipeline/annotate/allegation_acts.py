"""What somebody is accused of: the act, and who is said to have been helped by it.

"of backing the attackers" -> sponsored, the attackers · "of killing 12 villagers" -> carried_out, or harmed_civilians
where a state is accused
"""

from __future__ import annotations

from pipeline.annotate.allegation_draft import HELPING_ACTS
from pipeline.annotate.allegation_scene import Scene, Side, beginning
from pipeline.known_actors import STATE_TYPES
from pipeline.model import frozen

CLAUSE_ENDS = frozenset({";", ".", "!", "?"})
LONGEST_ACT = 16


@frozen
class Act:
    """A code of alleged_acts.csv, where its words end, and who is helped."""

    code: str
    last: int
    beneficiary: Side | None = None


def complement_end(scene: Scene, first: int) -> int:
    """Where what is alleged ends: before the next trigger, at a semicolon, or with the sentence."""
    last = min(scene.around.sentence(first).last, first + LONGEST_ACT)
    words = scene.around.reading.words
    triggers = beginning(scene.parts.get("trigger", ()), first + 1, last)
    last = next((hit.first for hit in triggers if hit.entry.traits["frame"] in OPENS_CLAUSE), last)
    return next((at for at in range(first, last) if words[at] in CLAUSE_ENDS), last)


OPENS_CLAUSE = frozenset({"accuse", "blame", "hold", "attribute", "claim", "deny", "condemn", "designate", "suspect"})


def act_within(scene: Scene, first: int, last: int, accused: Side | None) -> Act | None:
    """The first act told between two tokens; an attack or a death is an act carried out."""
    if any(scene.around.classes.get(at) == "not" for at in range(first, min(first + 3, last))):
        return None  # "of not wanting to negotiate"
    listed = scene.within("act", first, last)
    told = scene.violence_in(first, last)
    if listed is not None and (told is None or listed.first <= told.first):
        code = listed.entry.means
        if code == "carried_out" and accused is not None and harms_civilians(scene, accused, first, last):
            code = "harmed_civilians"
        return Act(code, listed.last, helped(scene, code, listed.last, last))
    if told is None:
        return None
    harmed = accused is not None and harms_civilians(scene, accused, first, last)
    return Act("harmed_civilians" if harmed else "carried_out", told.last)


def harms_civilians(scene: Scene, accused: Side, first: int, last: int) -> bool:
    """Whether a state is said to have harmed people named as civilians."""
    if accused.actor.actor_type not in STATE_TYPES:
        return False
    victims = beginning(scene.around.reading.hits.get("victims", ()), first, last)
    return any(hit.entry.means == "civilian" for hit in victims)


def helped(scene: Scene, code: str, first: int, last: int) -> Side | None:
    """Who stands behind "supporting" or "sheltering"."""
    if code not in HELPING_ACTS:
        return None
    found = scene.sides_from(first, last)
    return found[0] if found else None

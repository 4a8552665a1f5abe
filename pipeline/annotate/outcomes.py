"""What happens to people: killed, injured, abducted, freed …

"died" -> killed, intransitive · "killing" -> killed, active · "taken hostage" -> abducted
"death toll" -> killed, toll · "sustained serious head injuries" -> injured, intransitive
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from pipeline.lexicon import Lexicon
from pipeline.model import Hit, Mention, Outcome, Reading

# The entries for "suffered", "sustained" and for what is suffered, and how many words may stand between them.
SUFFERING, WOUNDS, SUFFERED = "injured_suffering", frozenset({"wounds", "injuries"}), 6
# What is suffered by words that are a verb as well: "wounds two".
AS_NOUNS = frozenset({("wound",), ("wounds",)})
# What may not stand between them: the wound is nobody's, or that of somebody else.
APART = frozenset({"no", "not", "without", "and", "but", "after", "for", "from", "when", "while"})


def find_outcomes(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """Every word of the list of outcomes, in order, but for its look-alikes."""
    return tuple(
        Mention(
            "outcomes",
            reading.span(hit.first, hit.last),
            Outcome(code, hit.entry.traits["voice"]),
            f"outcomes.{hit.entry.id}",
            hit.first,
            hit.last,
        )
        for hit, code in told(tuple(with_wounds(reading)))
    )


def with_wounds(reading: Reading) -> Iterator[Hit]:
    """The hits of a reading; a verb of suffering is one with what is suffered: "suffered a deep neck wound"."""
    hits = reading.hits["outcomes"]
    numbers = {hit.first for hit in reading.hits["counts"] if hit.entry.means == "number"}
    free = 0
    for at, hit in enumerate(hits):
        if hit.first < free:
            continue
        wound = wound_behind(reading, hit, hits[at + 1 : at + 3], numbers) if hit.entry.id == SUFFERING else None
        if wound is None:
            yield hit
            continue
        free = wound.last
        yield Hit(hit.first, wound.last, hit.entry)


def wound_behind(reading: Reading, verb: Hit, following: Sequence[Hit], numbers: Set[int]) -> Hit | None:
    """What somebody suffers by this verb; None where it is "no injuries", or a number of injuries of several people."""
    words = reading.words
    wound = next((h for h in following if h.entry.id in WOUNDS or words[h.first : h.last] in AS_NOUNS), None)
    if wound is None or wound.first - verb.last > SUFFERED:
        return None
    between = words[verb.last : wound.first]
    if not APART.isdisjoint(between) or not all(word[0].isalnum() for word in between):
        return None
    is_number = not numbers.isdisjoint(range(verb.last, wound.first))
    return None if (is_number or any(map(str.isdigit, between))) and wound.entry.id == "injuries" else wound


def told(hits: Sequence[Hit]) -> Iterator[tuple[Hit, str]]:
    """The words without their look-alikes, each with its code.

    "The victims" are the dead of those told of before; where nobody has died those of what else happened last.
    """
    last: str | None = None
    has_died = False
    for hit in hits:
        is_suffered = hit.entry.id == SUFFERING and hit.last - hit.first > 1
        if hit.entry.traits.get("look_alike") == "True" and not is_suffered:
            continue
        if hit.entry.traits["voice"] != "roll":
            last, has_died = hit.entry.means, has_died or hit.entry.means == "killed"
            yield hit, last
        elif last is not None:
            yield hit, "killed" if has_died else last

"""What happens to people: killed, injured, abducted, freed …

"died" -> killed, intransitive · "killing" -> killed, active · "taken hostage" -> abducted
"hacked two farmers to death" -> "to death": killed, state · "took five engineers hostage" -> "hostage": abducted, state
"death toll" -> killed, toll · "sustained serious head injuries" -> injured, intransitive
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from operator import attrgetter

from pipeline.lexicon import Lexicon
from pipeline.model import Hit, Mention, Outcome, Reading

# How many words may stand between a verb and what it came to: "hacked three women and a child to death".
RESULT = 10
# What no verb is looked for beyond, and the words for people just told of.
ENDS = frozenset((".", "!", "?", ";", ":", "who", "which", "that", "sentenced", "condemned"))
THEM = frozenset(("him", "her", "them"))
# The entries for "suffered", "sustained" and for what is suffered, and how many words may stand between them.
SUFFERING, WOUNDS, SUFFERED = "injured_suffering", frozenset({"wounds", "injuries"}), 6
# What is suffered by words that are a verb as well: "wounds two".
AS_NOUNS = frozenset({("wound",), ("wounds",)})
# What may not stand between them: the wound is nobody's, or that of somebody else.
APART = frozenset({"no", "not", "without", "and", "but", "after", "for", "from", "when", "while"})


def find_outcomes(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """Every word of the list of outcomes that tells what happened, in order."""
    return tuple(
        Mention(
            "outcomes",
            reading.span(hit.first, hit.last),
            Outcome(code, hit.entry.traits["voice"]),
            f"outcomes.{hit.entry.id}",
            hit.first,
            hit.last,
        )
        for hit, code in with_codes(telling(reading))
    )


def telling(reading: Reading) -> Iterator[Hit]:
    """The hits of a reading but for look-alikes, and for words without the verb that they need before them.

    A verb of suffering tells something with what is suffered: "suffered a deep neck wound".
    """
    hits = reading.hits["outcomes"]
    numbers = {hit.first for hit in reading.hits["counts"] if hit.entry.means == "number"}
    free = 0
    for at, hit in enumerate(hits):
        if hit.first < free:
            continue
        traits = hit.entry.traits
        wound = wound_behind(reading, hit, hits[at + 1 : at + 3], numbers) if hit.entry.id == SUFFERING else None
        if wound is not None:
            free = wound.last
            yield Hit(hit.first, wound.last, hit.entry)
        elif traits.get("look_alike") != "True" and ("behind" not in traits or is_result(reading, hit)):
            yield hit


def is_result(reading: Reading, hit: Hit) -> bool:
    """Whether words tell what a verb before them came to; nouns do so right behind people: "took two men hostage"."""
    words, verbs = reading.words, hit.entry.traits["behind"].split()
    before = words[hit.first - 1]
    nouns = reading.hits["victims"]
    at = bisect_left(nouns, hit.first, key=attrgetter("first"))
    is_noun = at < len(nouns) and nouns[at].first == hit.first
    is_behind_people = before in THEM or before.isdigit() or bool(at and nouns[at - 1].last == hit.first)
    if is_noun and not is_behind_people:
        return False
    for word in reversed(words[max(hit.first - RESULT, 0) : hit.first]):
        if word in verbs or word in ENDS:
            return word in verbs
    return False


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


def with_codes(hits: Iterable[Hit]) -> Iterator[tuple[Hit, str]]:
    """The words, each with its code.

    "The victims" are the dead of those told of before; where nobody has died those of what else happened last.
    """
    last: str | None = None
    has_died = False
    for hit in hits:
        if hit.entry.traits["voice"] != "roll":
            last, has_died = hit.entry.means, has_died or hit.entry.means == "killed"
            yield hit, last
        elif last is not None:
            yield hit, "killed" if has_died else last

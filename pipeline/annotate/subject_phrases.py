"""The words that belong to the subject of a verb of saying, where more than a party's name stands before the verb.

"the mayor of the town said" -> mayor · "a doctor at the clinic who asked not to be named told" -> doctor ·
"…, police and hospital officials said" begins at "police"
"""

from __future__ import annotations

from bisect import bisect_left

from pipeline.annotate.surroundings import Surroundings

LONGEST_PHRASE = 14
# What no phrase runs over, and what shows that words hold a verb and are no phrase.
BARRIERS = frozenset({"contrast", "subordinator"})
VERBAL = frozenset({"be", "have", "modal", "not", "pronoun", "leave", "rise", "intention"})
# What stands behind the noun of a phrase, and tells more of it.
BEHIND_NOUN = frozenset({"preposition", "of", "of_whom"})
SIGNS = frozenset(',;:".!?—()[]') | {"--", "-"}


def phrase_start(around: Surroundings, end: int) -> int:
    """Where the words before `end` that no sign and no conjunction of clauses parts begin."""
    words, classes = around.reading.words, around.classes
    stop = max(around.sentence(end - 1).first if end else 0, end - LONGEST_PHRASE)
    start = end
    while start > stop and words[start - 1] not in SIGNS and classes.get(start - 1) not in BARRIERS:
        start -= 1
    return start


def is_noun_phrase(around: Surroundings, start: int, end: int) -> bool:
    """Whether nothing between the tokens is a verb, as far as the lists tell."""
    if start >= end or tells_outcome(around, start, end):
        return False
    return not any(around.classes.get(token) in VERBAL for token in range(start, end))


def tells_outcome(around: Surroundings, start: int, end: int) -> bool:
    """Whether a word of what happened to people stands between the tokens."""
    outcomes = around.reading.hits["outcomes"]
    at = bisect_left(outcomes, start, key=lambda hit: hit.first)
    return at < len(outcomes) and outcomes[at].first < end


def head_ends(around: Surroundings, ends: tuple[int, ...]) -> tuple[int, ...]:
    """Where the nouns a subject is about end, if words behind them tell more; the one all of it is about first.

    Of "a doctor at the clinic who asked not to be named" behind "doctor" and behind "clinic", of "two residents and a
    teacher" behind "teacher" and behind "residents".
    """
    classes, found = around.classes, []
    for end in dict.fromkeys((ends[0], ends[-1])):
        start = phrase_start(around, end)
        relative = next((at for at in range(start + 1, end) if classes.get(at) == "relative"), end)
        head = next((at for at in range(start + 1, relative) if classes.get(at) in BEHIND_NOUN), relative)
        if is_noun_phrase(around, start, head):
            found += [head, relative, *(at for at in range(start + 1, head) if classes.get(at) == "and")]
    return tuple(dict.fromkeys(found))

"""Which words somebody says: where the scope of a verb of saying begins and ends.

"A, police said." -> A · "police said A, but witnesses said B" -> A · "According to the army, A" -> A
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Protocol

from pipeline.annotate.subject_phrases import is_noun_phrase, phrase_start, tells_outcome
from pipeline.annotate.surroundings import Surroundings
from pipeline.model import Hit, frozen

SIGNS = frozenset(',.;:!?"')
CLAUSE_SIGNS = frozenset({",", ";", ":", "—", "--", "("})
# What may follow a verb of saying at the end of its sentence: "police said on Sunday in a statement."
TAIL_WORDS = frozenset(
    ["on", "in", "at", "by", "during", "through", "via", "late", "early", "after", "before", "over", "from", "to"]
)
LONGEST_TAIL = 8
# Behind these a speaker may stand who says the words before them.
OPENERS = frozenset({",", '"', "—", "--"})
DASHES = frozenset({"-", "--", "—"})


@frozen
class Scope:
    """Tokens `first` up to `last` (half-open)."""

    first: int
    last: int


class Speaking(Protocol):
    """Whoever stands at tokens `first` up to `last`."""

    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def verb_scope(around: Surroundings, hit: Hit, speaker: Speaking, previous: int) -> Scope:
    """The words a verb of saying introduces; or, behind them, those before it."""
    words, sentence = around.reading.words, segment(around, hit.first)
    first, last = min(speaker.first, hit.first), max(speaker.last, hit.last)
    start = max(sentence.first, previous)
    first = subject_start(around, first, start)
    before = words[first - 1] if first > start else ""
    follows_words = first - start > 1 and before in OPENERS
    if follows_words and is_tail(around, hit, last, sentence.last):
        return trimmed(around, start, first)
    if follows_words and last < sentence.last and words[last] == "," and before != "":
        return trimmed(around, start, ending(around, last, sentence.last))
    if last < first or speaker.first > hit.first:
        return trimmed(around, start, hit.first)
    return trimmed(around, message_start(around, hit, sentence.last), ending(around, last, sentence.last))


def subject_start(around: Surroundings, first: int, start: int) -> int:
    """Where the words of a speaker begin that the party told is a part of: "the Kenya" in "the Kenya Red Cross"."""
    words = around.reading.words
    begin = phrase_start(around, first)
    if begin > start and words[begin - 1] in OPENERS and (begin == first or is_noun_phrase(around, begin, first)):
        return begin
    while first > start and around.classes.get(first - 1) in ("definite", "indefinite"):
        first -= 1
    return first


def segment(around: Surroundings, token: int) -> Scope:
    """The part of a sentence between semicolons that holds the token; quotations are not cut."""
    words, sentence = around.reading.words, around.sentence(token)
    first, last = sentence.first, sentence.last
    if '"' in words[first:last]:
        return Scope(first, last)
    for at in range(first, last):
        if words[at] == ";":
            if at < token:
                first = at + 1
            else:
                return Scope(first, at)
    return Scope(first, last)


def message_start(around: Surroundings, hit: Hit, last: int) -> int:
    """Where the message begins: behind "that", and behind whom it was told."""
    at = hit.last
    if hit.entry.means == "tell":
        for token in range(at, min(last, at + LONGEST_TAIL)):
            if around.reading.words[token] in ("that", ",", ":", '"'):
                return token + 1
        return min(last, at + 1)
    return at


def source_scope(around: Surroundings, first: int, last: int, previous: int) -> Scope:
    """The words said by the source of "according to": the rest of the sentence, or what stands before."""
    sentence = around.sentence(first)
    start = max(sentence.first, previous)
    if (
        first - start <= 1
        or around.classes.get(first - 1) in ("contrast", "and")
        or around.reading.words[first - 1] == ";"
    ):
        return trimmed(around, last, ending(around, last, sentence.last))
    return trimmed(around, start, first)


def clause_scope(around: Surroundings, first: int, last: int) -> Scope:
    """The clause around a hedge: between the signs and conjunctions nearest to it."""
    words, sentence = around.reading.words, around.sentence(first)
    begin, end = first, last
    while begin > sentence.first and words[begin - 1] not in CLAUSE_SIGNS and not parts_clauses(around, begin - 1):
        begin -= 1
    while end < sentence.last and words[end] not in CLAUSE_SIGNS and not parts_clauses(around, end):
        end += 1
    return trimmed(around, begin, end)


def parts_clauses(around: Surroundings, token: int) -> bool:
    return around.classes.get(token) in ("contrast", "subordinator")


def colon_scope(around: Surroundings, first: int, speaker: int) -> Scope:
    """The words before a colon or dash that a speaker stands behind: "3 dead: police"; empty where none does."""
    if around.reading.words[speaker - 1] == ":" or around.reading.words[speaker - 1] in DASHES:
        return trimmed(around, first, speaker - 1)
    return Scope(first, first)


def is_tail(around: Surroundings, hit: Hit, first: int, last: int) -> bool:
    """Whether nothing more is said behind a verb of saying: only when, where or how it was said."""
    words = around.reading.words
    while last > first and words[last - 1] in SIGNS:
        last -= 1
    if last <= first or words[first] == '"':
        return last <= first
    if last - first > LONGEST_TAIL or words[first] in (",", "that", ":"):
        return False
    if tells_outcome(around, first, last):
        return False  # "said only three died"
    if hit.entry.means == "tell":
        return not MESSAGE.intersection(words[first:last])  # "…, an official told reporters on condition of anonymity"
    return words[first] in TAIL_WORDS or around.classes.get(first) == "adverb" or last - first <= 1


def ending(around: Surroundings, first: int, last: int) -> int:
    """Where words said end: before "but" or "while" when somebody else speaks behind it, else with the sentence."""
    words = around.reading.words
    near = around.speech_verbs
    verbs = near[bisect_right(near, first) : bisect_left(near, last)]
    if not verbs:
        return last
    for token in range(first + 1, last):
        breaks = around.classes.get(token) in ("contrast", "subordinator") and words[token] in BREAKS
        if breaks and any(verb > token for verb in verbs):
            return token
    return last


# What opens a message behind those who are told it.
MESSAGE = frozenset({"that", ",", ":", '"'})
BREAKS = frozenset({"but", "while", "whereas", "although", "though", "however"})


def trimmed(around: Surroundings, first: int, last: int) -> Scope:
    """The scope without signs and conjunctions at its ends."""
    words = around.reading.words
    while first < last and (words[first] in SIGNS or words[first] == "that" or words[first] in BREAKS):
        first += 1
    while last > first and (words[last - 1] in SIGNS or around.classes.get(last - 1) in ("contrast", "and")):
        last -= 1
    return Scope(first, last)

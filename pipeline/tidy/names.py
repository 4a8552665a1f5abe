"""Persons who are named and not described: each is one person, and the name goes into no table.

"Maria Lopez was shot dead" -> one · "the assassination of JUAN PEREZ" (a text of capitals) -> one

In ordinary text a name is two words with capitals, or the last word of such a name told before. In a text of capitals
case says nothing: a run of two words that no list knows is a name only right beside an outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from pipeline.model import ActorName, Annotated, Mention, Outcome, Sentence
from pipeline.tidy.groups import ONE, Group

# Small words inside a name.
PARTICLES = frozenset({"al", "bin", "da", "de", "del", "der", "di", "dos", "el", "la", "las", "los", "van", "von", "y"})
LONGEST = 5
FORMS = frozenset({"name", "short"})
# Voices whose people stand before them, and behind them.
BEFORE, BEHIND = frozenset({"passive", "intransitive"}), frozenset({"passive", "active", "nominal"})


def find_names(annotated: Annotated, sentence: Sentence, taken: Set[int]) -> Iterator[Group]:
    """The names of a sentence among its tokens that no other piece has taken."""
    yield from known_persons(annotated, sentence)
    runs = name_runs(annotated, sentence, taken)
    if annotated.reading.is_capitals:
        runs = (run for run in runs if stands_by_an_outcome(annotated, *run))
    for first, last in runs:
        yield Group(first, last, ONE, None, None, False, True, None, is_named=True)


def known_persons(annotated: Annotated, sentence: Sentence) -> Iterator[Group]:
    """Persons the annotator of actors has found by name: "Interior Minister John Doe", "Doe"."""
    for mention in annotated.mentions["actors"]:
        told = mention.value
        if not sentence.first <= mention.first < sentence.last or not isinstance(told, ActorName):
            continue
        if told.actor.actor_type == "person" and told.form in FORMS:
            yield Group(mention.first, mention.last, ONE, None, None, False, True, None, is_named=True)


def name_runs(annotated: Annotated, sentence: Sentence, taken: Set[int]) -> Iterator[tuple[int, int]]:
    """Runs of tokens that can be the words of a name."""
    reading = annotated.reading
    at = sentence.first
    while at < sentence.last:
        last = at
        while last < sentence.last and last not in taken and last - at < LONGEST:
            if not is_name_word(annotated, last) and not (last > at and reading.words[last] in PARTICLES):
                break
            last += 1
        while last > at and reading.words[last - 1] in PARTICLES:
            last -= 1
        if last - at > 1:
            yield at, last
        at = max(last, at + 1)


def is_name_word(annotated: Annotated, at: int) -> bool:
    """Whether a word begins with a capital and consists of letters."""
    reading = annotated.reading
    word = reading.words[at]
    return word.replace("-", "").replace("'", "").isalpha() and reading.report.text[reading.starts[at]].isupper()


def stands_by_an_outcome(annotated: Annotated, first: int, last: int) -> bool:
    """Whether an outcome stands right before the run, or right behind it with its auxiliaries."""
    grammar = {hit.first: hit for hit in annotated.reading.hits["grammar"]}
    behind = last
    while behind in grammar and grammar[behind].entry.means in ("be", "have", "adverb"):
        behind = grammar[behind].last
    for mention in annotated.mentions["outcomes"]:
        if voice(mention) in BEFORE and mention.first == behind > last:
            return True
        linked = grammar.get(mention.last)
        start = linked.last if linked is not None and linked.entry.means == "of" else mention.last
        if voice(mention) in BEHIND and start == first:
            return voice(mention) != "nominal" or start > mention.last or mention_ends_in_of(annotated, mention)
    return False


def mention_ends_in_of(annotated: Annotated, mention: Mention) -> bool:
    return annotated.reading.words[mention.last - 1] == "of"


def voice(mention: Mention) -> str:
    return mention.value.voice if isinstance(mention.value, Outcome) else ""

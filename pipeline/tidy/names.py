"""Persons who are named and not described: each is one person, and the name goes into no table.

"Maria Lopez was shot dead" -> one · "the assassination of JUAN PEREZ" (a text of capitals) -> one

In ordinary text a name is two words with capitals, or the last word of such a name told before. In a text of capitals
case says nothing: a run of two words that no list knows is a name only right beside an outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from pipeline.model import ActorName, Annotated, Hit, Mention, Outcome, Sentence
from pipeline.tidy.groups import ONE, Group
from pipeline.tidy.story import between

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
        grammar = {hit.first: hit for hit in between(annotated.reading.hits["grammar"], sentence)}
        outcomes = between(annotated.mentions["outcomes"], sentence)
        words = annotated.reading.words
        runs = (run for run in runs if any(stands_by(outcome, *run, grammar, words) for outcome in outcomes))
    for first, last in runs:
        yield Group(first, last, ONE, None, None, False, True, None, is_named=True)


def known_persons(annotated: Annotated, sentence: Sentence) -> Iterator[Group]:
    """Persons the annotator of actors has found by name: "Interior Minister John Doe", "Doe"."""
    for mention in between(annotated.mentions["actors"], sentence):
        told = mention.value
        if isinstance(told, ActorName) and told.actor.actor_type == "person" and told.form in FORMS:
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


def stands_by(outcome: Mention, first: int, last: int, grammar: Mapping[int, Hit], words: Sequence[str]) -> bool:
    """Whether an outcome stands right before the run, or right behind it with its auxiliaries."""
    if outcome.first >= last:
        behind = last
        while behind in grammar and grammar[behind].entry.means in ("be", "have", "adverb"):
            behind = grammar[behind].last
        return voice(outcome) in BEFORE and outcome.first == behind > last
    of = grammar.get(outcome.last)
    is_of = of is not None and of.entry.means == "of"
    start = of.last if of is not None and is_of else outcome.last
    if voice(outcome) not in BEHIND or start != first:
        return False
    return voice(outcome) != "nominal" or is_of or words[outcome.last - 1] == "of"


def voice(mention: Mention) -> str:
    return mention.value.voice if isinstance(mention.value, Outcome) else ""

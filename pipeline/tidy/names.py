"""Persons who are told by name: each is one person, and the name goes into no table.

"Maria Lopez was shot dead" -> one · "Dr. Smith died" -> one · "the killing of JUAN PEREZ" (all in capitals) -> one

In ordinary text a name is two words with capitals, or the last word of such a name told before. In a text of capitals
case says nothing: a run of two words that no list knows is a name only right beside an outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import count

from pipeline.model import ActorName, Annotated, Hit, Mention, Outcome, Sentence, Victims
from pipeline.tidy.groups import ONE, SEVERAL, Group
from pipeline.tidy.story import between

# Small words inside a name.
PARTICLES = frozenset({"al", "bin", "da", "de", "del", "der", "di", "dos", "el", "la", "las", "los", "van", "von", "y"})
LONGEST = 5
ARTICLES = frozenset({"definite", "indefinite"})
# A shorter word alone is no name to go by.
SHORTEST = 3
FORMS = frozenset({"name", "short"})
# How many words a relative clause between a name and its verb has at most.
CLAUSE = 14
# What stands before the name of an organisation, and not of a person: "members of the Free Hills".
OF_A_BODY = ("of", "the")
# What stands between the names of a list beside ages in figures.
BETWEEN = frozenset({",", "and", "aged", "years", "old", "-"})
# Voices whose people stand before them, and behind them.
BEFORE, BEHIND = frozenset({"passive", "intransitive"}), frozenset({"passive", "active", "nominal"})


def find_names(
    annotated: Annotated, sentence: Sentence, groups: Sequence[Group], taken: Set[int], surnames: Surnames
) -> Iterator[Group]:
    """The names of a sentence among its tokens that no other piece has taken; `groups` are people told otherwise."""
    yield from known_persons(annotated, sentence)
    grammar = {hit.first: hit for hit in between(annotated.reading.hits["grammar"], sentence)}
    words = annotated.reading.words
    runs = [
        (before_title(first, words, grammar), last)
        for first, last in name_runs(annotated, sentence, groups, taken, grammar, surnames)
    ]
    if runs and annotated.reading.is_capitals:
        outcomes = between(annotated.mentions["outcomes"], sentence)
        nouns = {m.last for m in between(annotated.mentions["victims"], sentence) if names_people(m)}
        sure = [run[0] in nouns or any(stands_by(o, *run, grammar, words) for o in outcomes) for run in runs]
        runs = listed(runs, sure, words)
    for first, last in runs:
        if annotated.reading.is_capitals or words[max(first - 2, 0) : first] != OF_A_BODY:
            yield Group(first, last, ONE, None, None, False, True, None, is_named=True)


def known_persons(annotated: Annotated, sentence: Sentence) -> Iterator[Group]:
    """Persons the annotator of actors has found by name: "Interior Minister John Doe", "Doe"."""
    for mention in between(annotated.mentions["actors"], sentence):
        told = mention.value
        if isinstance(told, ActorName) and told.actor.actor_type == "person" and told.form in FORMS:
            nouns = between(annotated.mentions["victims"], Sentence(mention.first, mention.last, 0))
            noun = nouns[-1] if nouns and nouns[-1].last <= mention.last else None
            yield Group(mention.first, mention.last, ONE, None, noun, False, True, None, is_named=True)


def name_runs(
    annotated: Annotated,
    sentence: Sentence,
    groups: Sequence[Group],
    taken: Set[int],
    grammar: Mapping[int, Hit],
    surnames: Surnames,
) -> Iterator[tuple[int, int]]:
    """Runs of tokens that can be the words of a name: two or more, or one behind a title or somebody's relatives."""
    reading = annotated.reading
    at = sentence.first
    # Where a single word is a name: "his wife Ann".
    first_names = set() if reading.is_capitals else {first_name(annotated, group) for group in groups}
    while at < sentence.last:
        if at in taken:
            at += 1
            continue
        last = at
        while last < sentence.last and last not in taken and last - at < LONGEST:
            if not is_name_word(annotated, last) and not (last > at and reading.words[last] in PARTICLES):
                break
            last += 1
        while last > at and reading.words[last - 1] in PARTICLES:
            last -= 1
        is_first_name = at in first_names and last > at
        if is_first_name:
            first_names.add(behind_comma(last, reading.words))
        is_titled = last > at and before_title(at, reading.words, grammar) < at
        is_alone = last - at == 1 and (at - 1 in taken or not is_name_word(annotated, at - 1))
        if last - at > 1 or is_first_name or is_titled or (is_alone and surnames.is_known(at)):
            yield at, last
        at = max(last, at + 1)


class Surnames:
    """The last names of one report, by where each was first told in full."""

    def __init__(self, annotated: Annotated) -> None:
        self.annotated = annotated
        self.first: dict[str, int] = {}  # of every name asked about; the end of the text where none is told
        self.capitals: dict[str, list[int]] | None = None  # where each word with a capital stands

    def is_known(self, at: int) -> bool:
        """Whether a word alone is the last of a name told in full before: "They met John Doe. Doe was shot"."""
        reading = self.annotated.reading
        if reading.is_capitals or len(reading.words[at]) < SHORTEST or reading.classes.get(at - 1) in ARTICLES:
            return False
        return not goes_on(self.annotated, at + 1) and self.told_first(reading.quote(at, at + 1)) < at

    def told_first(self, word: str) -> int:
        """The token at which a name that ends in the word is told first."""
        if word not in self.first:
            told = (at for at in self.standing(word) if ends_name(self.annotated, at))
            self.first[word] = next(told, len(self.annotated.reading.words))
        return self.first[word]

    def standing(self, word: str) -> Sequence[int]:
        if self.capitals is None:
            self.capitals = {}
            reading = self.annotated.reading
            text = reading.report.text
            for start, end, at in zip(reading.starts, reading.ends, count()):
                if text[start].isupper():
                    self.capitals.setdefault(text[start:end], []).append(at)
        return self.capitals.get(word, ())


def ends_name(annotated: Annotated, at: int) -> bool:
    """Whether a word is the last of two or more with capitals, none of them a place."""
    if not at or not is_name_word(annotated, at - 1) or goes_on(annotated, at + 1):
        return False
    is_place = between(annotated.mentions["places"], Sentence(at - 1, at, 0))
    return at - 1 not in annotated.reading.classes and not is_place


def goes_on(annotated: Annotated, at: int) -> bool:
    """Whether a name goes on with a token: "John [Doe]", "Ali [al-Harbi]"."""
    words = annotated.reading.words
    return at < len(words) and (words[at].partition("-")[0] in PARTICLES or is_name_word(annotated, at))


def first_name(annotated: Annotated, group: Group) -> int | None:
    """Where the first of the names of certain people may stand.

    "his wife Ann" · "her sons, Adam and Ali" · "journalists Kowalska and Rossi"
    """
    words = annotated.reading.words
    if group.is_owned:
        return group.last + (group.count is SEVERAL and group.last < len(words) and words[group.last] == ",")
    behind = group.last + 2
    is_listed = group.count is SEVERAL and behind < len(words) and words[behind - 1] in ("and", ",")
    return group.last if is_listed and is_name_word(annotated, behind) else None


def behind_comma(at: int, words: Sequence[str]) -> int:
    """Where the next name of a list begins, behind an age and a comma: "her sons Adam (12), Ali and Omar"."""
    end = min(at + LONGEST + 1, len(words))
    return next((token for token in range(at, end) if words[token] not in "()" and not is_between(words[token])), at)


def listed(runs: list[tuple[int, int]], sure: list[bool], words: Sequence[str]) -> list[tuple[int, int]]:
    """The runs that are sure, and those listed with one: "JUAN PEREZ, 20, AND ANA DIAZ, 21, WERE KILLED"."""
    for order in (range(len(runs) - 1), range(len(runs) - 2, -1, -1)):
        for at in order:
            if sure[at] != sure[at + 1] and all(is_between(word) for word in words[runs[at][1] : runs[at + 1][0]]):
                sure[at] = sure[at + 1] = True
    return [run for run, is_sure in zip(runs, sure, strict=True) if is_sure]


def names_people(mention: Mention) -> bool:
    """Whether a noun can have names behind it: "NUNS MARIA LOPEZ AND ANA DIAZ", "RECTOR JUAN DOE"."""
    return isinstance(mention.value, Victims)


def is_aside(word: str) -> bool:
    """Whether a word can stand between a name and its verb: the sign and the figures of an age."""
    return word != "and" and is_between(word)


def is_between(word: str) -> bool:
    """Whether a word can stand between the names of a list: a sign, "and", an age."""
    return word.isdigit() or word in BETWEEN


def is_name_word(annotated: Annotated, at: int) -> bool:
    """Whether a word begins with a capital and consists of letters."""
    reading = annotated.reading
    word = reading.words[at]
    if not reading.report.text[reading.starts[at]].isupper():
        return False
    return word.isalpha() or word.replace("-", "").replace("'", "").isalpha()


def stands_by(outcome: Mention, first: int, last: int, grammar: Mapping[int, Hit], words: Sequence[str]) -> bool:
    """Whether an outcome stands right before the run, or right behind it with its auxiliaries."""
    if outcome.first >= last:
        behind = next(at for at in range(last, outcome.first + 1) if at == outcome.first or not is_aside(words[at]))
        behind = before_verb(behind_relative(behind, words, grammar), grammar)
        if words[behind] == "'s":
            return voice(outcome) == "nominal" and outcome.first == behind + 1
        return voice(outcome) in BEFORE and outcome.first == behind > last
    of = grammar.get(outcome.last)
    is_of = of is not None and of.entry.means == "of"
    start = of.last if of is not None and is_of else outcome.last
    if voice(outcome) not in BEHIND or start != first:
        return False
    return voice(outcome) != "nominal" or is_of or words[outcome.last - 1] == "of"


def before_verb(at: int, grammar: Mapping[int, Hit]) -> int:
    """Where a verb stands whose auxiliaries and adverbs begin at a token."""
    while at in grammar and grammar[at].entry.means in ("be", "have", "adverb"):
        at = grammar[at].last
    return at


def behind_relative(at: int, words: Sequence[str], grammar: Mapping[int, Hit]) -> int:
    """Where it goes on behind "who", or behind a whole clause with it: "JOHN DOE, WHO WROTE FOR A PAPER, WAS …"."""
    if words[at] != "who":
        return at
    commas = (token for token in range(at, min(at + CLAUSE, len(words))) if words[token] == ",")
    comma = next(commas, None)
    if comma is not None and comma + 1 in grammar and grammar[comma + 1].entry.means in ("be", "have"):
        return comma + 1
    return at + 1


def before_title(first: int, words: Sequence[str], grammar: Mapping[int, Hit]) -> int:
    """Where a name begins with its title taken in."""
    at = first - 1 - (words[first - 1] == ".")  # "Mr.", "Dr", "Monsignor"
    return at if at in grammar and grammar[at].entry.id == "title" else first


def voice(mention: Mention) -> str:
    return mention.value.voice if isinstance(mention.value, Outcome) else ""

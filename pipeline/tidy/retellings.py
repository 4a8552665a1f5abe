"""One person's fate told again is one figure: its other tellings become further evidence of it.

"Judge Maria Lopez was murdered … the murder of Lopez … the slain judge" -> one figure, three places in the text

A name is held against another word by word and goes into no row. A noun leads back only with an article, to somebody of
its own kind in the same incident.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, starmap

from pipeline.model import Annotated
from pipeline.tidy.casualties import Figure, ceiling, floor
from pipeline.tidy.clauses import is_suicide
from pipeline.tidy.incidents import Draft
from pipeline.tidy.inflictors import ACTIVE
from pipeline.tidy.names import PARTICLES
from pipeline.tidy.retold_groups import WIDE, counted_later, known_group, last_word
from pipeline.tidy.same_incident import covers, same_day
from pipeline.tidy.story import place_of

# How many words a name has at most.
LONGEST = 6
# How many persons are looked back over: of a report of megabytes each would be held against thousands.
MOST_PERSONS = 500
# How many persons a report tells of at most that is about one who died.
FEW = 20
# A single word shorter than this is no name to go by.
SHORTEST = 4
# Lists whose words are no part of a name in a text of capitals.
LISTS = ("grammar", "outcomes", "counts", "speech", "dates", "stages")
MENTIONS = ("outcomes", "incidents", "dates", "counts", "victims", "weapons", "targets")
# "the third journalist killed": one told of before.
ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "sixth", "seventh"})
# Whom somebody else harmed.
VICTIM = "victim"
# Nouns that say nothing of who a person is.
ANYBODY = frozenset({VICTIM, "deceased", "man", "woman"})


def without_retellings(namer: Namer, figures: Sequence[Figure]) -> list[Figure]:
    """The figures, in order, each person once; the other tellings are kept in its `retold`."""
    annotated = namer.annotated
    names = {id(figure): namer.name_of(figure) for figure in figures if is_person(figure)}
    share_names(annotated, figures, names)
    kept: list[Figure] = []
    persons: list[Figure] = []
    for figure in figures:
        name = names.get(id(figure))
        known = known_group(annotated, figure, kept)
        if name is not None:
            known = find_known(annotated, figure, name, persons, names)
        if known is None:
            kept.append(figure)
            persons += [figure] if name is not None else []
            continue
        tell_again(known, figure)
        if name is not None:
            names[id(known)] = names[id(known)] | name
    kept = with_numbers(annotated, kept)
    told_in = {id(again): figure for figure in kept for again in figure.retold}
    for figure in kept:
        figure.parent = told_in.get(id(figure.parent), figure.parent)
    return kept


def with_numbers(annotated: Annotated, figures: Sequence[Figure]) -> list[Figure]:
    """The figures without those of people whom a later one counts: "the murder of the priests … six priests"."""
    kept: list[Figure] = []
    for at, figure in enumerate(figures):
        counted = counted_later(annotated, figure, figures[at + 1 :])
        if counted is None:
            kept.append(figure)
        else:
            tell_again(counted, figure)
            counted.retold += figure.retold
    return kept


def tell_again(known: Figure, figure: Figure) -> None:
    """What another telling adds: its words, and who the person was."""
    known.retold.append(figure)
    known.agent = known.agent or figure.agent
    if known.victim_group == "all":
        known.victim_group = figure.victim_group
    if known.sex == "unknown":
        known.sex = figure.sex
    if known.age == "unknown":
        known.age = figure.age
    if known.scope == "period_total" and figure.scope != "period_total":
        known.scope, known.period, known.draft = figure.scope, figure.period, figure.draft


def find_known(
    annotated: Annotated,
    figure: Figure,
    name: frozenset[str],
    persons: Sequence[Figure],
    names: dict[int, frozenset[str]],
) -> Figure | None:
    """The figure told before that is of the same person, the last one first."""
    for known in reversed(persons[-MOST_PERSONS:]):
        told = names[id(known)]
        is_one_breath = known.clause is figure.clause and name is not told
        is_manner = known is persons[-1] and is_manner_of(figure, known)
        if is_one_breath or (known.outcome != figure.outcome and not is_manner):
            continue
        if name and told:
            if name <= told or told <= name:
                return known
        elif is_named_now(annotated, figure, known, persons) if name else leads_back(annotated, figure, known):
            return known
    return None


def is_named_now(annotated: Annotated, figure: Figure, known: Figure, persons: Sequence[Figure]) -> bool:
    """Whether somebody told of by name is the one person told dead before: "a man was shot dead … the death of Doe"."""
    if figure.outcome != "killed" or figure.is_on_top or known.is_on_top or figure.group.is_more:
        return False
    if known.draft is figure.draft or not can_be_one(known.draft, figure.draft):
        return False
    is_only_one = len(persons) <= FEW and sum(person.outcome == "killed" for person in persons) == 1
    if not is_only_one or len(figure.clause.groups) > 1 or len(known.clause.groups) > 1:
        return False
    words = annotated.reading.words[figure.clause.first : figure.clause.last]
    return "also" not in words and is_of_kind(figure, known)


def can_be_one(draft: Draft | None, other: Draft | None) -> bool:
    """Whether two incidents of which one person each is told can be one: no day and no place sets them apart."""
    if draft is other or draft is None or other is None:
        return draft is other
    here, there = place_of(draft.place), place_of(other.place)
    return same_day(draft.day, other.day) and (covers(here, there) or covers(there, here))


def is_of_kind(figure: Figure, known: Figure) -> bool:
    """Whether neither sex nor age nor group sets two persons apart."""
    if figure.sex != known.sex and "unknown" not in (figure.sex, known.sex):
        return False
    if figure.age != known.age and "unknown" not in (figure.age, known.age):
        return False
    return figure.victim_group == known.victim_group or "all" in (figure.victim_group, known.victim_group)


def is_manner_of(figure: Figure, known: Figure) -> bool:
    """Whether it is only told how somebody died: "the judge died after he was shot"."""
    return figure.clause.rule.startswith("pronoun") and (figure.outcome, known.outcome) == ("injured", "killed")


def leads_back(annotated: Annotated, figure: Figure, known: Figure) -> bool:
    """Whether a person told of without a name is one told of before: "the slain judge", "the third judge killed"."""
    group = figure.group
    if is_suicide(figure.clause, group) and is_suicide(known.clause, known.group):
        return known.draft is figure.draft  # who "turned the gun on himself" and who "killed himself"
    if known.is_on_top and last_word(annotated, figure) == VICTIM:
        return False  # "killed five and himself. The victim in hospital died later"
    if figure.is_on_top and known.clause.rule in ACTIVE:
        return False  # "shot a guard dead before he was killed"
    if figure.clause.rule.startswith("pronoun"):
        return figure.sex == known.sex or "unknown" in (figure.sex, known.sex)
    if group.noun is None and group.is_definite:
        return figure.age == known.age or "unknown" in (figure.age, known.age)  # "the 32-year-old"
    if group.noun is None or group.is_owned or len(figure.clause.groups) > 1:
        return False
    reading = annotated.reading
    words = reading.words[max(min(group.first, figure.clause.outcome.first) - 1, 0) : group.noun.last]
    noun = words[-1]
    is_alike = known.victim_group in ("all", figure.victim_group) and figure.victim_group not in WIDE
    if "the" in words and reading.words[figure.clause.outcome.first - 1] == "the":
        return is_alike or noun in ANYBODY or noun == last_word(annotated, known)  # "the slain judge"
    if known.draft is not figure.draft or "also" in reading.words[figure.clause.first : figure.clause.last]:
        return False
    if not ORDINALS.isdisjoint(words) and known.victim_group in ("all", figure.victim_group):
        return True
    if "the" not in words and not group.is_definite:
        return False
    return is_alike or noun in ANYBODY or noun == last_word(annotated, known)


def is_person(figure: Figure) -> bool:
    """Whether a figure is one person, told as such."""
    count = figure.count
    return count.qualifier == "exact" and floor(count) == ceiling(count) == 1 and not figure.group.is_more


def share_names(annotated: Annotated, figures: Sequence[Figure], names: dict[int, frozenset[str]]) -> None:
    """ "Senator and candidate Juan Lopez" is one person under two nouns."""
    words = annotated.reading.words
    for one, other in pairwise(figures):
        if one.clause is not other.clause or not (id(one) in names and names.get(id(other))):
            continue
        if other.group.noun is not None and words[one.group.last : other.group.first] == ("and",):
            names[id(one)] = names[id(other)]


class Namer:
    """Finds the words of the name a person is told by."""

    def __init__(self, annotated: Annotated) -> None:
        self.annotated = annotated
        self.listed: frozenset[int] | None = None
        self.titles = frozenset(hit.first for hit in annotated.reading.hits["grammar"] if hit.entry.id == "title")

    def name_of(self, figure: Figure) -> frozenset[str]:
        """The words of a person's name in lower case: of the group itself, else behind its noun or before its comma."""
        group = figure.group
        noun = group.noun
        if figure.clause.rule.startswith("pronoun"):
            return frozenset()
        if group.is_named:
            taken = range(noun.first, noun.last) if noun is not None else range(0)
            found = [at for at in range(group.first, group.last) if at not in taken and self.can_name(at)]
        else:
            found = list(self.behind(group.last)) or list(self.before(group.first))
        return self.as_name(found)

    def behind(self, at: int) -> Iterator[int]:
        """The tokens of a name right behind a noun, or behind its comma."""
        words = self.annotated.reading.words
        at += at < len(words) and words[at] == ","
        while at in self.titles or (at - 1 in self.titles and words[at : at + 1] == (".",)):
            at += 1
        for token in range(at, min(at + LONGEST, len(words))):
            if not (self.can_name(token) or (token > at and words[token] in PARTICLES)):
                return
            yield token

    def before(self, at: int) -> Iterator[int]:
        """The tokens of a name before the comma a noun stands behind."""
        words = self.annotated.reading.words
        if at < 2 or words[at - 1] != ",":
            return
        for token in range(at - 2, max(at - 2 - LONGEST, -1), -1):
            if not (self.can_name(token) or words[token] in PARTICLES):
                return
            yield token

    def as_name(self, tokens: Sequence[int]) -> frozenset[str]:
        words = self.annotated.reading.words
        found = frozenset(words[at] for at in tokens) - PARTICLES
        return found if len(found) > 1 or any(len(word) >= SHORTEST for word in found) else frozenset()

    def can_name(self, at: int) -> bool:
        """Whether a token can be a word of a name: a capital, letters, and on no list where all are capitals."""
        reading = self.annotated.reading
        word = reading.words[at]
        if not (word.replace("-", "").isalpha() and reading.report.text[reading.starts[at]].isupper()):
            return False
        return at not in self.tokens_of_lists()

    def tokens_of_lists(self) -> frozenset[int]:
        if self.listed is None:
            reading = self.annotated.reading
            listed = [(hit.first, hit.last) for kind in LISTS for hit in reading.hits.get(kind, ())]
            listed += [(m.first, m.last) for kind in MENTIONS for m in self.annotated.mentions[kind]]
            self.listed = frozenset(chain.from_iterable(starmap(range, listed)))
        return self.listed

"""One person counted by kind and described later is one figure.

"Four people, including a woman, were killed … John Doe was killed with his wife" -> the wife is the woman

The report itself has counted how many women there are. One who is counted as part of a total ("five, including a
woman") is whoever it tells of later, unless as two ("his wife", "his mother"); else, if it describes more of them than
that, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.tidy.casualties import Figure
from pipeline.tidy.retellings import MOST_PERSONS, Namer, is_person, tell_again

# What people are told by where no more is known of them than their kind.
KINDS = frozenset({"woman", "man", "child", "baby", "infant", "boy", "girl", "toddler"})

MANY = 2


def without_described(namer: Namer, figures: Sequence[Figure]) -> list[Figure]:
    """The figures, in order, without the later description of one person counted by kind, kept in its `retold`."""
    words = namer.annotated.reading.words
    persons: dict[tuple[int, str], list[Figure]] = {}  # by incident and outcome
    parts: dict[int, list[Figure]] = {}  # by what they are part of
    for figure in figures:
        if is_person(figure):
            persons.setdefault((id(figure.draft), figure.outcome), []).append(figure)
        parts.setdefault(id(figure.parent), []).append(figure)
    gone: set[int] = set()
    for counted in figures:
        listed = persons.get((id(counted.draft), counted.outcome), ())
        if id(counted) in gone or not is_counted_by_kind(counted, words) or len(listed) > MOST_PERSONS:
            continue
        alike = [figure for figure in listed if id(figure) not in gone and is_of_kind(figure, counted)]
        if counted.parent is not None:
            same = [figure for figure in alike if is_told_later(figure, counted, words)]
            same = same if len(relations(same, words)) < MANY else []
        else:
            alike = [figure for figure in alike if not is_counted_by_kind(figure, words)]
            same = alike if len(alike) == 1 and is_description(alike[0], counted, namer) else []
        for figure in same:
            gone.add(id(figure))
            take_over(counted, figure, parts)
    return [figure for figure in figures if id(figure) not in gone]


def is_counted_by_kind(figure: Figure, words: Sequence[str]) -> bool:
    """Whether a figure is one person told by nothing but a kind: "including one woman", "killed a child"."""
    noun = figure.group.noun
    if noun is None or not is_person(figure):
        return False
    return words[noun.last - 1] in KINDS and not figure.group.is_owned


def relations(figures: Sequence[Figure], words: Sequence[str]) -> set[str]:
    """By what people are told, but for names and their kind: "the mayor's wife" and "his mother" are two women."""
    nouns = (figure.group.noun for figure in figures)
    return {words[noun.last - 1] for noun in nouns if noun is not None} - KINDS


def is_told_later(figure: Figure, counted: Figure, words: Sequence[str]) -> bool:
    """Whether a figure is told after the counted one, in another breath, and not as one more."""
    group, clause = figure.group, figure.clause
    if group.first < counted.group.first or clause is counted.clause or group.is_more:
        return False
    return "also" not in words[clause.first : clause.last]


def is_description(figure: Figure, counted: Figure, namer: Namer) -> bool:
    """Whether a figure told later says who one person is, and not that it is one more."""
    group = figure.group
    if figure.parent is not None or not is_told_later(figure, counted, namer.annotated.reading.words):
        return False
    return group.is_named or group.is_owned or group.is_definite or bool(namer.name_of(figure))


def is_of_kind(figure: Figure, counted: Figure) -> bool:
    """Whether a figure tells of people as the counted one is, in the same incident."""
    if figure is counted or figure.outcome != counted.outcome or figure.draft is not counted.draft:
        return False
    if counted.age == "child":
        return figure.age == "child" and ("unknown" in (figure.sex, counted.sex) or figure.sex == counted.sex)
    return figure.sex == counted.sex and figure.age != "child"


def take_over(counted: Figure, described: Figure, parts: dict[int, list[Figure]]) -> None:
    """Makes a figure another telling of the counted one, with what was part of it."""
    tell_again(counted, described)
    counted.retold += described.retold
    described.retold = []
    for figure in parts.get(id(described), ()):
        figure.parent = counted
        parts.setdefault(id(counted), []).append(figure)

"""People told one after the other become groups: names beside their nouns, kinds beside their sum.

"driver A and B" -> two · "peasants A and B" -> two · "a family of four, two men and two women" -> four, in two parts
"20 women and children" -> 20 of both together
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.model import Count, Span, Victims
from pipeline.tidy.groups import ONE, SEVERAL, Group
from pipeline.tidy.pieces import Piece

# Groups that can be told in parts of other groups: aid workers as a nurse and two drivers.
OPEN_GROUPS = frozenset({"all", "civilian", "worker", "aid_worker"})
# A sum has at least two parts.
MANY = 3
# Groups that are security forces where several of them are told of together.
STATE_PEOPLE = frozenset({"military", "paramilitary", "police", "security_forces"})
# The least that a word without a number can say of people of several kinds together.
DOZENS = 12
# What stands between people of one number, and how it goes on to the last of them: "two dozen men, women and children".
JOINED = frozenset({",", "&", ",&"})
SHARING = re.compile("U(?:,U)*(?:,?&U)?(?![,&]?U)")


def groups_in(pieces: tuple[Piece, ...], start: int, end: int) -> tuple[Group, ...]:
    groups = (pieces[at].group for at in range(start, end) if at == start or not is_aside(pieces, at))
    return tuple(group for group in groups if group is not None)


def is_aside(pieces: tuple[Piece, ...], at: int) -> bool:
    """Whether a number counts some of those just told, or who is told is whose the last one is.

    "two women, one of whom was pregnant" · "the daughter of a judge"
    """
    if pieces[at].letter == "c":
        return pieces[at - 1].letter == "o"
    return at + 1 < len(pieces) and pieces[at].letter == "N" and pieces[at + 1].letter == "w"


def people_in(pieces: tuple[Piece, ...], start: int, end: int) -> tuple[Group, ...]:
    """The people of a list: a name beside its noun is one person with it, "peasants A and B" are two.

    "driver A and B" -> driver, B · "A, a judge, and two guards" -> judge, two guards · "A, his wife and B" -> three
    """
    found: list[Group] = []
    names = 0  # those the last noun has taken in
    behind = start
    for at in range(start, end):
        group = pieces[at].group
        if group is None or (at > start and is_aside(pieces, at)):
            continue
        between = "".join(piece.letter for piece in pieces[behind:at])
        behind = at + 1
        if found and is_second_office(found[-1], group, between):
            continue
        if group.is_named and found and takes_name(found[-1], names, between):
            names += 1
        elif found and found[-1].is_named and between == "," and is_apposed(group):
            found[-1], names = group, 1
        elif found and not names and between in JOINED and shares_number(found[-1], group, pieces[at:end]):
            found[-1] = joined(found[-1], group)
        else:
            found[-1:] = [counted_by(found[-1], names)] if found else []
            found.append(group)
            names = 0
    found[-1:] = [counted_by(found[-1], names)] if found else []
    return tuple(found)


def is_second_office(known: Group, group: Group, between: str) -> bool:
    """Whether a noun without an article is said of the one before it: "the rector of a college and head of a bank"."""
    is_bare = group.count is ONE and group.count_span is None and not (group.is_owned or group.is_named)
    is_told = known.count is ONE and (known.count_span is not None or known.is_definite or known.is_named)
    return is_bare and is_told and not group.is_definite and between[:1] in ("o", "p")


def shares_number(counted: Group, group: Group, ahead: tuple[Piece, ...]) -> bool:
    """Whether people without a number are of those counted before: "20 women and children", not "several of each".

    `ahead` are the pieces from those people on.
    """
    count = counted.count
    if counted.count_span is None or counted.noun is None or count is None or count.high in (0, 1):
        return False
    is_number = count.point is not None or (count.low or 0) >= DOZENS
    is_bare = group.count is SEVERAL and not group.is_owned and group.inner is None and group.noun is not None
    return is_number and is_bare and SHARING.match("".join(piece.letter for piece in ahead)) is not None


def joined(counted: Group, group: Group) -> Group:
    """Counted people and those they share their number with, as one group."""
    one, other, noun = counted.victims, group.victims, counted.noun
    assert one is not None
    assert other is not None
    assert noun is not None
    assert group.noun is not None
    same = one.group if one.group == other.group else "all"
    if {one.group, other.group} <= STATE_PEOPLE:
        same = "security_forces" if one.group != other.group else one.group
    value = Victims(same, of_both(one.sex, other.sex), of_both(one.age, other.age), "plural")
    span = Span(noun.span.start, group.noun.span.end)
    return replace(counted, last=group.last, noun=replace(noun, span=span, value=value, last=group.noun.last))


def of_both(one: str, other: str) -> str:
    """The sex or age of people of two kinds together."""
    if one == other:
        return one
    return "unknown" if "unknown" in (one, other) else "mixed"


def with_sum(groups: tuple[Group, ...]) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """The people, and the parts that the last of them are told in.

    "two members of the family, an infant and a woman" are two
    "a mother and her two children, a son and a daughter" are three
    "six priests, five Spaniards and a Briton, and two women" are eight
    """
    counts = [group.count.low if group.count is not None else None for group in groups]
    for at in range(len(groups) - MANY + 1):
        for end in range(len(groups), at + MANY - 1, -1):
            whole, *parts = counts[at:end]
            if whole is None or None in parts or whole != sum(count for count in parts if count is not None):
                continue
            if all(holds(groups[at], part) for part in groups[at + 1 : end]):
                return (*groups[: at + 1], *groups[end:]), groups[at + 1 : end]
    return groups, ()


def with_named_sum(
    groups: tuple[Group, ...], pieces: tuple[Piece, ...], start: int, end: int
) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """The people, and the parts that the first of them are told in, some of them by name.

    "two civilians, John Doe and his daughter" are two
    """
    told = [piece.group for piece in pieces[start:end] if piece.group is not None]
    whole = told[0].count if told else None
    if whole is None or whole.low is None or whole.low < 2 or not groups or groups[0].first != told[0].first:
        return with_sum(groups)
    names = next((at for at, group in enumerate(told[1:]) if not group.is_named), 0)
    parts = [group.count.low if group.count is not None else None for group in groups[1:]]
    if not names or None in parts or names + sum(count for count in parts if count is not None) != whole.low:
        return with_sum(groups)
    return (groups[:1], groups[1:]) if all(holds(groups[0], part) for part in groups[1:]) else with_sum(groups)


def holds(whole: Group, part: Group) -> bool:
    """Whether people of one kind can be some of another: women of "people", but no policemen of soldiers."""
    inner, outer = part.victims, whole.victims
    if inner is None or outer is None:
        return True
    if inner == outer:
        return False  # "3 local staff, 2 foreign staff and 1 UN staff" are six
    if is_grown_kin(part) and is_son_or_daughter(whole):
        return False  # "his two daughters, wife and mother-in-law" are four
    return (
        outer.sex in ("unknown", inner.sex)
        and (outer.age in ("unknown", inner.age) or (outer.age == "child" and is_son_or_daughter(part)))
        and (outer.group in OPEN_GROUPS or inner.group in ("all", outer.group))
    )


def is_son_or_daughter(group: Group) -> bool:
    """Whether a noun tells of somebody as the child of somebody, of whatever age."""
    return group.noun is not None and group.noun.rule.startswith(("victims.kinsman", "victims.kinswoman"))


def is_grown_kin(group: Group) -> bool:
    """Whether a noun tells of somebody's elders, spouse or in-laws."""
    return group.noun is not None and group.noun.rule.startswith("victims.grown_")


def takes_name(noun: Group, names: int, between: str) -> bool:
    """Whether a name behind a noun, and behind as many names of it, is one of those the noun tells of."""
    if noun.is_named or not set(between) <= ({",", "&"} if names else {","}):
        return False
    return noun.count is None or noun.count is SEVERAL or names < (noun.count.low or 1)


def is_apposed(group: Group) -> bool:
    """Whether a noun behind a name can say who that is: one person, and not "his wife"."""
    return group.count is not None and group.count.low == group.count.high == 1 and not group.is_owned


def counted_by(group: Group, names: int) -> Group:
    """ "peasants A and B" are two."""
    if group.count is not SEVERAL or names < 2:
        return group
    return replace(group, count=Count(names, names, names, "exact"), is_counted=True)

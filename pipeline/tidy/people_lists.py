"""People told one after the other become groups: names beside their nouns, kinds beside their sum.

"driver A and B" -> two · "peasants A and B" -> two · "a family of four, two men and two women" -> four, in two parts
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Count
from pipeline.tidy.groups import SEVERAL, Group
from pipeline.tidy.pieces import Piece

# Groups that can be told in parts of other groups: aid workers as a nurse and two drivers.
OPEN_GROUPS = frozenset({"all", "civilian", "worker", "aid_worker"})
# A sum has at least two parts.
MANY = 3


def groups_in(pieces: tuple[Piece, ...], start: int, end: int) -> tuple[Group, ...]:
    groups = (pieces[at].group for at in range(start, end) if at == start or not is_aside(pieces, at))
    return tuple(group for group in groups if group is not None)


def is_aside(pieces: tuple[Piece, ...], at: int) -> bool:
    """Whether a number counts some of those just told: "two women, one of whom was pregnant"."""
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
        if group.is_named and found and takes_name(found[-1], names, between):
            names += 1
        elif found and found[-1].is_named and between == "," and is_apposed(group):
            found[-1], names = group, 1
        else:
            found[-1:] = [counted_by(found[-1], names)] if found else []
            found.append(group)
            names = 0
    found[-1:] = [counted_by(found[-1], names)] if found else []
    return tuple(found)


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


def holds(whole: Group, part: Group) -> bool:
    """Whether people of one kind can be some of another: women of "people", but no policemen of soldiers."""
    inner, outer = part.victims, whole.victims
    if inner is None or outer is None:
        return True
    return (
        outer.sex in ("unknown", inner.sex)
        and (outer.age in ("unknown", inner.age) or (outer.age == "child" and is_son_or_daughter(part)))
        and (outer.group in OPEN_GROUPS or inner.group in ("all", outer.group))
    )


def is_son_or_daughter(group: Group) -> bool:
    """Whether a noun tells of somebody as the child of somebody, of whatever age."""
    return group.noun is not None and group.noun.rule.startswith(("victims.kinsman", "victims.kinswoman"))


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

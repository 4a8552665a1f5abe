"""Which outcome belongs to which people: named patterns over a sentence in which every piece is one letter.

    At least 12 people were killed  and  40 wounded , police said          C B K & N K , e x
    Guards killed two raiders , freeing a hostage                          U K C , G C
    a clash that left 12 dead · the deaths of three policemen              C x L N S · f M o c

The method is that of finite-state cascades (FASTUS; Hobbs et al. 1997). The letters are those of `pieces`, the patterns
those of `clause_patterns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.model import Mention, Outcome, Victims, frozen
from pipeline.tidy.clause_patterns import (
    SHARED,
    beside,
    company,
    elsewhere,
    names_many,
    number_of,
    patterns_for,
    trailing_parts,
)
from pipeline.tidy.groups import ARMED_PEOPLE, ONE, SEVERAL, Group
from pipeline.tidy.people_lists import groups_in, people_in, with_named_sum, with_sum
from pipeline.tidy.pieces import Piece


@frozen
class Clause:
    """An outcome with its people, by the pattern `rule`. `parts` are said to be some of them."""

    rule: str
    outcome: Mention
    groups: tuple[Group, ...]
    parts: tuple[Group, ...]
    first: int  # tokens of the whole pattern
    last: int
    is_unreal: bool  # negated, threatened, possible


def find_clauses(pieces: tuple[Piece, ...]) -> tuple[Clause, ...]:
    """The outcomes of a sentence, each with its people by the first pattern that fits, in the order of the text."""
    letters = "".join(piece.letter for piece in pieces)
    outcomes = OUTCOME_LETTERS.intersection(letters)
    if not outcomes and all(p.group is None or p.group.inner is None for p in pieces):
        return ()
    of_many = names_many(letters)
    found: dict[int, Clause] = {}
    counted = number_of(of_many).search(letters) if "#" in letters else None
    if counted is not None:
        found[counted.start("what")] = as_clause("number_of", counted, pieces, letters)
    taken: set[tuple[int, str]] = set()
    parts: set[int] = set()  # the first tokens of those told of as parts: they are nobody a later verb speaks of
    for name, pattern in patterns_for(outcomes, of_many):
        at = 0
        while (match := pattern.search(letters, at)) is not None:
            what = match.start("what")
            who = groups_in(pieces, *match.span("who"))
            is_of_others = not parts.isdisjoint(group.first for group in who) or has_own_subject(match, pieces, letters)
            if what not in found and is_of_others:
                at = match.start() + 1  # parts of those told before are nobody this verb speaks of; others may be
                continue
            at = match.end()
            if what in found or overlaps(match, what, taken, pieces) or is_no_loss(pieces[what], who):
                continue
            if name == "passive_shared" and is_manner(pieces, match.start(), what):
                continue
            if name == "nominal_shared" and not is_zero(who):
                continue
            found[what] = as_clause(name, match, pieces, letters)
            parts.update(part.first for part in found[what].parts if part.noun is not None)
            if name in SHARED:  # nor are those whom it was told of "along with"
                parts.update(group.first for group in found[what].groups if group.first > pieces[what].first)
    found.update(adjectives(pieces, found, taken))
    return tuple(sharing_doubt(tuple(with_some([found[at] for at in sorted(found)], pieces)), pieces))


def with_some(clauses: Sequence[Clause], pieces: Sequence[Piece]) -> Iterator[Clause]:
    """The clauses; some of those told of, with the same fate, are parts: "seven wounded, two of them with burns"."""
    some = {one.first for one, behind in pairwise(pieces) if one.letter == "N" and behind.letter == "w"}
    kept: Clause | None = None
    for clause in clauses:
        if kept is not None and clause.first in some and is_same_fate(clause, kept):
            kept = replace(kept, parts=kept.parts + clause.groups, last=max(kept.last, clause.last))
            continue
        if kept is not None:
            yield kept
        kept = clause
    if kept is not None:
        yield kept


def is_same_fate(one: Clause, other: Clause) -> bool:
    told, known = one.outcome.value, other.outcome.value
    return isinstance(told, Outcome) and isinstance(known, Outcome) and told.code == known.code


def sharing_doubt(clauses: Sequence[Clause], pieces: Sequence[Piece]) -> Iterator[Clause]:
    """A participle behind "and" shares the doubt before it: "two may have been killed and seven wounded"."""
    joined = {pieces[at + 1].first for at in range(len(pieces) - 1) if pieces[at].letter == "&"}
    is_doubted = False
    for clause in clauses:
        if is_doubted and clause.rule == "participle" and clause.first in joined:
            clause = replace(clause, is_unreal=not is_zero(clause.groups))
        is_doubted = clause.is_unreal
        yield clause


def adjectives(
    pieces: tuple[Piece, ...], found: Mapping[int, Clause], taken: set[tuple[int, str]]
) -> Iterator[tuple[int, Clause]]:
    """Counted people whom an adjective tells more of: "more than 50 wounded people were brought to the clinic"."""
    for at, piece in enumerate(pieces):
        group = piece.group
        inner = group.inner if group is not None else None
        if group is None or inner is None or at in found or not isinstance(inner.value, Outcome):
            continue
        tells = inner.value.code in ADJECTIVES and is_right_behind(inner.value.voice, inner, group.count_span)
        if tells and (at, inner.value.code) not in taken:
            yield at, Clause("adjective", inner, (group,), (), piece.first, piece.last, is_unreal=False)


def is_right_behind(voice: str, inner: Mention, count: tuple[int, int] | None) -> bool:
    """Whether an adjective follows a count: "two wounded people", "an unknown [number of wounded] people"."""
    if count is None:
        return False
    return (
        count[1] == inner.first
        if voice in ("state", "passive")
        else voice == "toll" and count[1] in range(inner.first, inner.last)
    )


# Outcomes behind which wounds are counted: "suffered 20 gunshot wounds, including six in the back".
COUNTED_WOUNDS = frozenset({"outcomes.injured_suffering"})
# What an adjective tells of people: "two dead soldiers", but "three displaced women" are no news.
ADJECTIVES = frozenset({"killed", "injured", "killed_or_injured"})
OUTCOME_LETTERS = frozenset("KDGMSTWV")


def is_no_loss(piece: Piece, who: Sequence[Group]) -> bool:
    """Whether "lost" has others behind it than fighters: "the rebels lost 22 fighters", but "lost two children"."""
    if piece.outcome is None or not is_of_losses(piece.outcome):
        return False
    return any(group.victims is None or not is_fighter(group.victims) for group in who)


def is_of_losses(outcome: Mention) -> bool:
    """Whether the one whom an outcome speaks of is who suffers it: "the rebels lost 22 fighters"."""
    return outcome.rule == "outcomes.lost"


def is_fighter(victims: Victims) -> bool:
    return victims.group in ARMED_PEOPLE or (victims.group, victims.sex, victims.age) == ("all", "m", "adult")


def is_manner(pieces: tuple[Piece, ...], start: int, what: int) -> bool:
    """Whether a verb only tells how people died: "they were killed in the night, shot by masked men"."""
    told = (piece.outcome.value for piece in pieces[start : what + 1] if piece.outcome is not None)
    codes = [outcome.code for outcome in told if isinstance(outcome, Outcome)]
    return codes[-1] == "injured" and "killed" in codes


def has_own_subject(match: re.Match[str], pieces: tuple[Piece, ...], letters: str) -> bool:
    """Whether a verb speaks of "he" or "she", and not of the people before that: "police said he had been shot".

    "12 people, he said, were killed" is an aside.
    """
    for at in range(match.end("who"), match.start("what")):
        is_aside = letters[at - 1] == "," and "," in letters[at + 1 : at + 4]
        if letters[at] == "q" and pieces[at].group is not None and not is_aside:
            return True
    return False


def overlaps(match: re.Match[str], what: int, taken: set[tuple[int, str]], pieces: tuple[Piece, ...]) -> bool:
    """Whether one of the people of this match has that outcome already."""
    outcome = pieces[what].outcome
    assert outcome is not None
    assert isinstance(outcome.value, Outcome)
    keys = {(at, outcome.value.code) for at in range(*match.span("who")) if pieces[at].group is not None}
    if keys & taken:
        return True
    taken |= keys
    return False


def as_clause(name: str, match: re.Match[str], pieces: tuple[Piece, ...], letters: str) -> Clause:
    spans: Mapping[str, str | None] = match.groupdict()
    what = pieces[match.start("what")].outcome
    assert what is not None
    who = match.span("who")
    people = tuple(of_this_fate(people_in(pieces, *who), what))
    groups, parts = with_named_sum(people, pieces, *who)
    if spans.get("parts"):
        parts = groups_in(pieces, *match.span("parts"))
    elif spans.get("some"):
        parts = some_of(pieces, match.start("some"), match.start("kind") if spans.get("kind") else None)
    if spans.get("now"):
        groups += groups_in(pieces, *match.span("now"))
    behind = max(match.end("who"), match.end("what"))
    first = beside().search(letters, 0, match.start()) if name in SHARED else None
    if first is not None:
        more = groups_in(pieces, *first.span("beside"))
        groups = (*(group for group in more if group.inner is None), *groups)
    others = company(names_many(letters)).match(letters, behind) if name in SHARED else None
    if others is not None:
        groups += people_in(pieces, *others.span("company"))
        behind = others.end()
    if name in SHARED or name.startswith("active"):
        more, behind = those_elsewhere(pieces, letters, behind)
        groups += more
    if not parts and what.rule not in COUNTED_WOUNDS:
        parts = parts_behind(pieces, letters, behind, groups)
    if name == "nominal_number":
        groups = tuple(as_adjective(group, what) for group in groups)
    if name in ("of_the_dead", "nominal_counted", "toll_before") and spans.get("kind"):
        groups = tuple(with_noun(group, pieces[match.start("kind")].group) for group in groups)
    if name == "number_of":
        noun = pieces[match.start("noun")].group
        groups = tuple(with_noun(group, noun) for group in groups)
    verb = spans.get("verb") or ""
    before = letters[max(match.start("what") - 2, 0) : match.start("what")] + verb
    governing = letters[max(match.start() - 2, 0) : match.start()]
    last = max([pieces[match.end() - 1].last, *(part.last for part in parts)])
    is_obliged = "Ht" in verb and not is_injury(what)  # "had to be killed", not "had to be hospitalized"
    is_unreal = (is_obliged or bool(set("!mv") & set(before)) or "!" in governing) and not is_zero(groups)
    return Clause(name, what, groups, parts, pieces[match.start()].first, last, is_unreal)


def of_this_fate(groups: tuple[Group, ...], outcome: Mention) -> Iterator[Group]:
    """The people of a list without those an adjective gives another fate: "bodies of two men and eight wounded"."""
    code = outcome.value.code if isinstance(outcome.value, Outcome) else None
    for at, group in enumerate(groups):
        told = group.inner.value if group.inner is not None else None
        is_other = isinstance(told, Outcome) and told.code in ADJECTIVES and told.code != code
        if not (at and is_other):
            yield group


def those_elsewhere(pieces: tuple[Piece, ...], letters: str, at: int) -> tuple[tuple[Group, ...], int]:
    """Those behind the first ones who share their verb, each in a place, and where they end."""
    found: list[Group] = []
    while (match := elsewhere().match(letters, at)) is not None:
        found += groups_in(pieces, *match.span("more"))
        at = match.end()
    return tuple(found), at


def parts_behind(pieces: tuple[Piece, ...], letters: str, at: int, whole: tuple[Group, ...]) -> tuple[Group, ...]:
    """The parts behind the people or the verb: "…, including three children", "…, three of them children"."""
    match = trailing_parts(names_many(letters)).match(letters, at)
    if match is None:
        return ()
    if match.group("few"):
        return some_of(pieces, match.start("few"), None)
    if match.group("summed"):
        return with_sum((*whole, *people_in(pieces, *match.span("summed"))))[1]
    if match.group("roll"):
        return people_in(pieces, *match.span("roll"))
    name = "parts" if match.group("parts") else "listed"
    return groups_in(pieces, *match.span(name))


def some_of(pieces: tuple[Piece, ...], at: int, kind: int | None) -> tuple[Group, ...]:
    """The number in front of "of them", with the noun at `kind`, or close behind it: "three of them children"."""
    part = pieces[at].group
    assert part is not None
    if part.noun is not None:
        return (part,)
    near = pieces[at + 2 : at + 4] if kind is None else pieces[kind : kind + 1]
    behind = (piece.group for piece in near if kind is not None or piece.letter in ("U", "A", "C"))
    return (with_noun(part, next(behind, None)),)


def with_noun(group: Group, noun: Group | None) -> Group:
    if noun is None or group.noun is not None:
        return group
    return replace(group, noun=noun.noun, is_counted=True)


def is_injury(outcome: Mention) -> bool:
    return isinstance(outcome.value, Outcome) and outcome.value.code == "injured"


def as_adjective(group: Group, outcome: Mention) -> Group:
    """ "civilian casualties": a noun for one person that no number counts tells whose they are, and not how many.

    "minor injuries" and "the suspect lives" tell of nobody.
    """
    if group.count is not ONE or group.count_span is not None:
        return group
    victims = group.victims
    is_whose = victims is not None and victims.age == "unknown" and not group.is_definite
    return replace(group, count=SEVERAL if is_whose and group.last == outcome.first else None)


def is_suicide(clause: Clause, group: Group) -> bool:
    """Whether the people of a clause are who killed themselves, and not those killed with them."""
    return clause.rule == "suicide" and group.first == clause.outcome.first


def is_zero(groups: tuple[Group, ...]) -> bool:
    return any(group.count is not None and group.count.qualifier == "explicit_zero" for group in groups)

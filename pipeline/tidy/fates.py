"""People who are told to have been hurt and to have died are counted among the dead only.

"A man was shot on the road and later died" -> the figure of the wounded gives way to that of the dead, and stays as
deprecated · "Three were shot. One of them died" -> three wounded, one dead: they are not the same people

"People were killed and injured" -> some killed, some injured; a number is that of both together

A rule of this project, so that nobody is counted twice. The number of killed of the GTD takes in all who died as a
direct result; UCDP GED counts no wounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.model import Outcome
from pipeline.tidy.casualties import Figure, floor
from pipeline.tidy.clauses import Clause
from pipeline.tidy.groups import BOTH
from pipeline.tidy.retellings import Namer, is_person, leads_back

# Words that say that somebody was hit, and not whether they lived.
HIT = frozenset({"outcomes.shot", "outcomes.injured_with", "outcomes.injured_suffer"})
# Among so many people nobody is found again by what does not set them apart: each would be held against all.
MANY = 100


def told_apart(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """The clauses; one of two fates of people whom nobody counted as one clause for each fate."""
    for clause in clauses:
        outcome = clause.outcome.value
        assert isinstance(outcome, Outcome)
        told = {group.count.qualifier for group in clause.groups if group.count is not None}
        if clause.outcome.rule not in BOTH or clause.parts or told != {"unspecified_plural"}:
            yield clause
            continue
        for code in ("killed", "injured"):
            yield replace(clause, outcome=replace(clause.outcome, value=replace(outcome, code=code)))


def link_fates(namer: Namer, figures: Sequence[Figure]) -> None:
    """Set `replaced_by` of every figure of wounded people who are also told to have died."""
    told: dict[int, list[Figure]] = {}
    for figure in figures:
        if figure.draft is not None and figure.outcome in ("killed", "injured"):
            told.setdefault(id(figure.draft), []).append(figure)
    for listed in told.values():
        dead = [figure for figure in listed if figure.outcome == "killed"]
        hurt = [figure for figure in listed if is_hurt(figure)]
        if dead and hurt:
            link(namer, hurt, dead)
    link_elsewhere(namer, [figure for listed in told.values() for figure in listed])


def is_hurt(figure: Figure) -> bool:
    return figure.outcome == "injured" and figure.replaced_by is None


def link_elsewhere(namer: Namer, told: Sequence[Figure]) -> None:
    """The same across incidents, which days and places may tell apart: for those told by one name, or as known."""
    hit = [figure for figure in told if is_hurt(figure) and is_person(figure) and is_only_hit(figure)]
    dead = [figure for figure in told if figure.outcome == "killed" and is_person(figure)] if hit else []
    names = {id(figure): names_of(namer, figure) for figure in dead}
    by_word: dict[str, list[Figure]] = {}
    for died in dead:
        for word in names[id(died)]:
            by_word.setdefault(word, []).append(died)
    for figure in hit:
        name = names_of(namer, figure)
        namesakes = min((by_word.get(word, []) for word in sorted(name)), key=len, default=[])
        is_known = figure.group.is_definite and len(dead) == 1
        alike = namesakes[:MANY] or (dead if is_known else [])
        figure.replaced_by = next((died for died in alike if can_be_same(figure, died, name, names)), None)


def names_of(namer: Namer, figure: Figure) -> frozenset[str]:
    """The words of all names one person is told by."""
    return frozenset().union(*(namer.name_of(told) for told in (figure, *figure.retold)))


def link(namer: Namer, hurt: Sequence[Figure], dead: Sequence[Figure]) -> None:
    """The same for one incident: those told by the same words, by one name, or leading back to one another."""
    by_words = {died.group.first: died for died in dead}
    by_name: dict[str, Figure] = {}
    names = {id(died): names_of(namer, died) for died in dead if is_person(died)}
    for died in dead:
        for word in names.get(id(died), ()):
            by_name.setdefault(word, died)
    is_few = len(hurt) + len(dead) < MANY
    for figure in hurt:
        same = by_words.get(figure.group.first)
        if same is not None and same.clause.outcome.first == figure.clause.outcome.first:
            continue  # some were killed, others injured
        if same is not None:
            figure.replaced_by = same if same.count == figure.count else None
        elif is_person(figure):
            name = names_of(namer, figure)
            known = next((by_name[word] for word in sorted(name) if word in by_name), None)
            if known is not None and (name <= names[id(known)] or names[id(known)] <= name):
                figure.replaced_by = known
            elif len(hurt) == len(dead) == 1 and is_person(dead[0]) and not (name and names[id(dead[0])]):
                earlier, later = sorted((figure, dead[0]), key=lambda told: told.group.first)
                figure.replaced_by = dead[0] if leads_back(namer.annotated, later, earlier) else None
            if figure.replaced_by is None and is_few and is_only_hit(figure):
                figure.replaced_by = next((died for died in dead if can_be_same(figure, died, name, names)), None)
        elif is_few and is_only_hit(figure):
            figure.replaced_by = those_hit(figure, hurt, dead)


def those_hit(figure: Figure, hurt: Sequence[Figure], dead: Sequence[Figure]) -> Figure | None:
    """Who became of several people hit: as many who died, or those dead and wounded who are told right behind.

    "two men died … Both were shot" · "shot four people, killing two and wounding two others"
    """
    if figure.count.low != figure.count.high or floor(figure.count) < 2 or figure.parent is not None:
        return None
    scenes = scenes_of(figure)
    as_many = next((died for died in dead if died.count == figure.count and scenes.isdisjoint(scenes_of(died))), None)
    if as_many is not None:
        return as_many
    behind = [other for other in (*dead, *hurt) if follows(other, figure) and floor(other.count) < floor(figure.count)]
    outcomes = {other.outcome for other in behind}
    is_sum = len(outcomes) > 1 and sum(floor(other.count) for other in behind) == floor(figure.count)
    return behind[0] if is_sum else None


def follows(other: Figure, figure: Figure) -> bool:
    return other.scene is figure.scene and other.group.first > figure.group.first


def scenes_of(figure: Figure) -> set[int]:
    return {told.scene.index for told in (figure, *figure.retold)}


def is_only_hit(figure: Figure) -> bool:
    """Whether a person is only told to have been hit, and not what came of it: "a man was shot"."""
    return all(told.clause.outcome.rule in HIT for told in (figure, *figure.retold))


def can_be_same(figure: Figure, died: Figure, name: frozenset[str], names: Mapping[int, frozenset[str]]) -> bool:
    """Whether nothing told of two persons sets them apart: no name, sex or age, and no sentence that tells of both."""
    if id(died) not in names or died.is_on_top or figure.group.is_more:
        return False
    other = names[id(died)]
    is_named = bool(name and other)
    if is_named and not (name <= other or other <= name):
        return False
    if figure.sex != died.sex and "unknown" not in (figure.sex, died.sex):
        return False
    if figure.age != died.age and "unknown" not in (figure.age, died.age):
        return False
    return is_named or scenes_of(figure).isdisjoint(scenes_of(died))

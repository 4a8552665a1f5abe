"""Who is part of whom: a figure and the total it is counted in.

"six people including two men" -> by the words · "Together with 20 …, the total came to 60" -> by the words
"30 people died … 8 civilians" -> the group is part of all
"two policemen died in" one town -> the act is part of the campaign
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Count, Day, Speech
from pipeline.tidy.candidates import NARROWEST, Candidates, Entry
from pipeline.tidy.casualties import Figure, ceiling, floor
from pipeline.tidy.confidence import TOLL_RULES
from pipeline.tidy.groups import SEVERAL
from pipeline.tidy.story import day_of

# What can be a total, by incident, outcome and group; then by who says it, and under EVERYBODY all of them.
Totals = dict[tuple[int, str, str], dict[str | None, Candidates]]
EVERYBODY = "*"
# How many figures a running total looks back for the one told before it; nobody remembers more.
LOOK_BACK = 1000
# How few can be shared out, and among how many numbers at most.
FEWEST_SHARED, SHARES = 3, 4
# Groups that others are kinds of; every group is a kind of `all`.
WIDER = {
    "police": "security_forces",
    "military": "security_forces",
    "paramilitary": "security_forces",
    "journalist": "civilian",
    "health_worker": "civilian",
    "aid_worker": "civilian",
    "worker": "civilian",
    "religious_figure": "civilian",
    "politician": "civilian",
}


def link_totals(figures: Sequence[Figure]) -> None:
    """Set `parent` of every figure that is part of another. Figures come and stay in the order of the text."""
    link_running_totals(figures)
    link_shares(figures)
    totals = find_totals(figures)
    for figure in figures:
        if figure.parent is None and figure.scope != "period_total" and not figure.is_on_top:
            figure.parent = find_total(figure, totals)
    parts: dict[int, list[Figure]] = {}
    for figure in figures:
        parts.setdefault(id(figure.parent), []).append(figure)
    for total in figures:
        mix(total, parts.get(id(total), ()))


def find_totals(figures: Sequence[Figure]) -> Totals:
    """All figures that others can be counted in."""
    listed: dict[tuple[int, str, str], dict[str | None, list[Entry]]] = {}
    for at, figure in enumerate(figures):
        if figure.draft is not None and can_be_total(figure):
            key = id(figure.draft), figure.outcome, figure.victim_group
            for who in (speaker(figure), EVERYBODY):
                entry = width(figure), floor(figure.count), at, figure
                listed.setdefault(key, {}).setdefault(who, []).append(entry)
    return {
        key: {who: Candidates(entries, told_alike) for who, entries in told.items()} for key, told in listed.items()
    }


def told_alike(total: Figure) -> tuple[Day | None, bool, bool]:
    """What matters of a total beside its number, its clause, and who says it."""
    return days(total), total.clause.rule in TOLL_RULES, total.count is SEVERAL


def mix(total: Figure, parts: Sequence[Figure]) -> None:
    """A total whose parts add up to it is of their sexes and ages: five men and three women are mixed."""
    if not parts or total.count.low is None or sum(floor(part.count) for part in parts) != total.count.low:
        return
    sexes, ages = {part.sex for part in parts}, {part.age for part in parts}
    if total.sex == "unknown" and {"f", "m"} <= sexes:
        total.sex = "mixed"
    if total.age == "unknown" and len(ages - {"unknown"}) > 1:
        total.age = "mixed"


def link_running_totals(figures: Sequence[Figure]) -> None:
    """A total told as such takes in the figure beside it and the one told before, where together they do not exceed it.

    "Together with 20 rebels killed on Monday, the number of rebels killed … came to 60": the 20 stand in the same
    sentence, the other 40 before it.
    """
    by_scene: dict[int, list[Figure]] = {}
    for figure in figures:
        by_scene.setdefault(figure.scene.index, []).append(figure)
    for at, total in enumerate(figures):
        if total.clause.rule not in TOLL_RULES or total.scope == "period_total":
            continue
        beside = [f for f in by_scene[total.scene.index] if f is not total and is_like(f, total)]
        before = told_before(figures[max(at - LOOK_BACK, 0) : at], total) if beside else None
        if before is None:
            take_in(total, beside)
            continue
        parts = [*beside, before]
        is_said = any(f.group.is_more for f in beside)  # "three more died, bringing the toll to nine"
        if is_said or sum(floor(f.count) for f in parts) <= ceiling(total.count):
            groups = {f.victim_group for f in parts}
            if total.group.noun is None and len(groups) == 1:
                total.victim_group = groups.pop()
            for part in parts:
                part.parent = total
            for part in beside:
                part.scope = "component"
            total.draft = before.draft


def link_shares(figures: Sequence[Figure]) -> None:
    """Numbers alone that add up to the figure right before them share it out among them.

    "Seven were wounded. Four had light injuries, while three were seriously wounded."
    """
    for at, total in enumerate(figures):
        if floor(total.count) < FEWEST_SHARED or total.count.low != total.count.high or not can_be_total(total):
            continue
        left, shares = floor(total.count), []
        for figure in figures[at + 1 : at + 1 + SHARES]:
            if left <= 0 or not is_share(figure, total):
                break
            left -= floor(figure.count)
            shares.append(figure)
        if not left and len(shares) > 1:
            for figure in shares:
                figure.parent, figure.scope = total, "component"


def is_share(figure: Figure, total: Figure) -> bool:
    """Whether a figure is a number alone, of the same fate, told in the sentence of a total or in the one behind it."""
    return (
        figure.group.noun is None
        and figure.group.count_span is not None
        and figure.parent is None
        and figure.outcome == total.outcome
        and figure.draft is total.draft
        and figure.scene.index - total.scene.index in (0, 1)
        and figure.count.low == figure.count.high
        and not figure.group.is_more
    )


def take_in(total: Figure, beside: Sequence[Figure]) -> None:
    """Makes those who made a running total rise part of it: "the toll rose to 20 after two of the wounded died"."""
    for figure in beside:
        if figure.scope == "increment" and floor(figure.count) <= ceiling(total.count):
            figure.parent, figure.scope = total, "component"


def told_before(figures: Sequence[Figure], total: Figure) -> Figure | None:
    """The last figure in a sentence before a running total that counts the same, and is no part of another."""
    told = (f for f in reversed(figures) if f.parent is None and f.scene is not total.scene and is_like(f, total))
    return next(told, None)


def find_total(figure: Figure, totals: Totals) -> Figure | None:
    """The narrowest total a figure is part of, by group, incident and day; None where there is none.

    It is told of its own incident or of the one that takes this in, and counts its own group or a wider one.
    """
    if figure.draft is None:
        return None
    group, alone = figure.victim_group, is_one(figure.count)
    found: list[Entry | None] = []
    for draft in (figure.draft, figure.draft.parent):
        is_own = draft is figure.draft
        for wider in {group, WIDER.get(group, group), "all"}:
            if is_own and wider == group and not alone:
                continue  # of one's own incident and group only one person is a part
            told = totals.get((id(draft), figure.outcome, wider), {})
            said_by = speaker(figure) if is_own else None
            speakers = (EVERYBODY,) if said_by is None else (said_by, None)
            found += [told[who].first(figure, is_part, is_behind=is_own and alone) for who in speakers if who in told]
    return min((entry for entry in found if entry is not None), key=NARROWEST, default=(None,))[-1]


def is_part(figure: Figure, total: Figure) -> bool:
    """Whether a figure is counted in a total: same outcome, its incident inside the total's, its group inside."""
    if figure is total or figure.outcome != total.outcome or not can_be_total(total):
        return False
    if figure.draft is None or total.draft is None:
        return False
    if floor(figure.count) == 0 or floor(figure.count) > ceiling(total.count):
        return False
    if not within_days(figure, total):
        return False
    inner = figure.draft.parent is total.draft
    if not inner and speak_apart(figure, total):
        return False  # what two sides say of one incident are two accounts, not whole and part
    if not inner and figure.draft is not total.draft:
        return False
    if inner:
        return total.clause.rule not in TOLL_RULES and is_kind_of(figure.victim_group, total.victim_group)
    if figure.clause is total.clause:
        return False
    if total.count is SEVERAL:
        return False  # no number was told
    if is_one(figure.count) and not is_one(total.count) and is_kind_of(figure.victim_group, total.victim_group):
        return figure.group.first > total.group.first
    return figure.victim_group != total.victim_group and is_kind_of(figure.victim_group, total.victim_group)


def can_be_total(figure: Figure) -> bool:
    """Whether others can be counted in a figure at all: two people or more, of an incident or several."""
    if figure.scope in ("period_total", "component", "increment") or figure.count.qualifier == "explicit_zero":
        return False
    return floor(figure.count) >= 2


def speak_apart(figure: Figure, total: Figure) -> bool:
    """Whether two figures are the words of two different speakers."""
    one, other = speaker(figure), speaker(total)
    return one is not None and other is not None and one != other


def speaker(figure: Figure) -> str | None:
    """Who says a figure: the actor, else the speaker's place in the text; None where the report itself does."""
    speech = figure.speech.value if figure.speech is not None else None
    if not isinstance(speech, Speech) or speech.speaker is None:
        return None
    return speech.actor.actor_id if speech.actor is not None else str(speech.speaker.start)


def within_days(figure: Figure, total: Figure) -> bool:
    """Whether a figure covers no day its total does not cover, as far as the text says."""
    inner, outer = days(figure), days(total)
    if inner is None or inner.earliest is None or inner.latest is None:
        return True
    if outer is None or outer.earliest is None or outer.latest is None:
        return True
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def days(figure: Figure) -> Day | None:
    """The days a figure covers: its own period, else the days of its incident."""
    if figure.period is not None or figure.draft is None:
        return figure.period
    return day_of(figure.draft.day)


def is_like(figure: Figure, total: Figure) -> bool:
    """Whether a figure counts the same outcome and kind of people as a running total told for several days."""
    return (
        figure.outcome == total.outcome
        and figure.scope not in ("period_total", "component")
        and figure.clause is not total.clause
        and is_kind_of(figure.victim_group, total.victim_group)
        and (figure.draft is not None and (figure.draft.parent is None or figure.draft is total.draft))
    )


def is_kind_of(group: str, wider: str) -> bool:
    """Whether people of a group are people of a wider one: police are security forces, everybody is of `all`."""
    return group == wider or wider == "all" or WIDER.get(group) == wider


def width(figure: Figure) -> int:
    """How much a total takes in: its own group before a wider one, one day before several, its incident before all."""
    narrow = 0 if figure.victim_group != "all" else 2
    return narrow + (1 if figure.draft is not None and figure.draft.is_campaign else 0)


def is_one(count: Count) -> bool:
    return count.low == count.high == 1

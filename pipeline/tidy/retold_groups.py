"""A number of people told of again is one figure: its other tellings become further evidence of it.

"Six priests were murdered … the murder of the six priests … the slain priests" -> one figure, three places in the text
"The murder of the priests shook Leon. Six priests were shot dead" -> six, and the words before them

Only what is told as known leads back ("the murder of two nurses", "the six priests"), or a bare number of the same
incident ("12 soldiers were killed. The army lost 12 dead"): two tolls of two incidents can be alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Annotated, Mention, Speech
from pipeline.tidy.casualties import Figure, ceiling, floor
from pipeline.tidy.groups import SEVERAL

# Groups so wide that two people of them need not be one.
WIDE = frozenset({"all", "civilian", "worker", "other", "unknown", "militant", "military", "police", "security_forces"})
# Words that put people apart from those told of before.
APART = frozenset({"other", "others", "another", "more", "also"})
# How many figures may stand between two tellings: of a text that is nothing but figures, each is held against so many.
MOST_BETWEEN = 60


def known_group(annotated: Annotated, figure: Figure, kept: Sequence[Figure]) -> Figure | None:
    """The number told before of people told again, the last one first."""
    is_apart = figure.group.is_more or not APART.isdisjoint(words_of(annotated, figure))
    if figure.parent is not None or is_apart or not is_many(figure):
        return None
    for known in reversed(kept[-MOST_BETWEEN:]):
        if known.outcome != figure.outcome or known.clause is figure.clause or not is_many(known):
            continue
        if figure.count is SEVERAL:
            is_owned = figure.group.is_owned and last_word(annotated, known) == last_word(annotated, figure)
            leads = len(figure.clause.groups) == 1 or is_owned  # "the inspector and his brothers were murdered"
            if leads and floor(known.count) > 1 and is_alike(annotated, known, figure):
                return known if same_noun(annotated, known, figure) else None
        elif figure.count == known.count and known.parent is None and leads_back(annotated, known, figure):
            return known
    return None


def counted_later(annotated: Annotated, figure: Figure, later: Sequence[Figure]) -> Figure | None:
    """The first number told later of people told before without one, as known: "the murder of the priests"."""
    if figure.count is not SEVERAL or figure.parent is not None or len(figure.clause.groups) > 1:
        return None
    if figure.clause.rule != "nominal_of" or not APART.isdisjoint(words_of(annotated, figure)):
        return None
    for known in later[:MOST_BETWEEN]:
        is_number = known.outcome == figure.outcome and known.count is not SEVERAL and floor(known.count) > 1
        if is_number and is_alike(annotated, known, figure) and same_noun(annotated, known, figure):
            return known
    return None


def leads_back(annotated: Annotated, known: Figure, figure: Figure) -> bool:
    """Whether a number is that told before: told as known, or bare and of the same incident and speaker."""
    if is_told_as_known(annotated, figure):
        is_wide = "all" in (known.victim_group, figure.victim_group)
        return is_alike(annotated, known, figure) or (is_wide and known.draft is figure.draft)
    is_bare = figure.group.noun is None or known.group.noun is None
    is_here = known.draft is not None and known.draft is figure.draft and known.scene is not figure.scene
    return is_bare and is_here and is_same_speaker(known.speech, figure.speech)


def is_told_as_known(annotated: Annotated, figure: Figure) -> bool:
    """ "the six priests", "the murder of two nurses": an article stands before the people or before their fate."""
    words, group = annotated.reading.words, figure.group
    if "the" in words[max(group.first - 1, 0) : group.first + 1]:
        return True
    return figure.clause.rule == "nominal_of" and words[figure.clause.outcome.first - 1] == "the"


def is_alike(annotated: Annotated, known: Figure, figure: Figure) -> bool:
    """Whether two figures are of people of one kind."""
    if figure.victim_group == "all" or known.victim_group == "all":
        return figure.victim_group == known.victim_group and last_word(annotated, figure) == last_word(annotated, known)
    return figure.victim_group == known.victim_group


def same_noun(annotated: Annotated, known: Figure, figure: Figure) -> bool:
    """Whether people without number are told by the same noun, or are of a kind narrow enough to need none."""
    noun = last_word(annotated, figure)
    return (
        noun is not None
        and figure.victim_group != "all"
        and (figure.victim_group not in WIDE or noun == last_word(annotated, known))
    )


def is_same_speaker(known: Mention | None, told: Mention | None) -> bool:
    """Whether a figure told again has no speaker of its own."""
    if told is None or known is None:
        return told is known
    assert isinstance(known.value, Speech)
    assert isinstance(told.value, Speech)
    return known.value.actor is not None and known.value.actor == told.value.actor


def is_many(figure: Figure) -> bool:
    """Whether more than one person is told of."""
    return ceiling(figure.count) != 1 and floor(figure.count) > 1


def words_of(annotated: Annotated, figure: Figure) -> tuple[str, ...]:
    group = figure.group
    return annotated.reading.words[group.first : max(group.last, figure.clause.outcome.first)]


def last_word(annotated: Annotated, figure: Figure) -> str | None:
    """The noun people are told by, without what stands before it."""
    noun = figure.group.noun
    return annotated.reading.words[noun.last - 1] if noun is not None else None

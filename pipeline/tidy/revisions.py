"""Figures that the report itself calls first reports give way to the later ones it tells.

"Initially a radio said that two had died … the toll stands at eight" -> 2 is replaced by 8, and stays as deprecated
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Annotated
from pipeline.tidy.casualties import Figure, floor
from pipeline.tidy.story import between
from pipeline.tidy.totals import is_kind_of

# Classes of words behind which somebody else's figure may stand: "initially two, but later …".
TURNS = frozenset({"contrast", "subordinator"})
# Scopes of figures that are no toll of their incident.
PARTIAL = frozenset({"period_total", "component", "increment"})
# What a figure counts: outcome, incident, sex and age.
Key = tuple[str, int, str, str]


def link_revisions(annotated: Annotated, figures: Sequence[Figure]) -> None:
    """Set `replaced_by` of every first figure that the report tells a higher one of in the same incident."""
    first: list[Figure] = []
    highest: dict[Key, dict[str, Figure]] = {}  # by what is counted, then by group
    for figure in figures:
        if figure.replaced_by is None and is_first(annotated, figure):
            first.append(figure)
        elif figure.draft is not None and figure.scope not in PARTIAL:
            known = highest.setdefault(key_of(figure), {})
            if floor(figure.count) > floor(known.setdefault(figure.victim_group, figure).count):
                known[figure.victim_group] = figure
    for figure in first:
        later = [f for f in highest.get(key_of(figure), {}).values() if replaces(f, figure)]
        figure.replaced_by = max(later, key=lambda f: floor(f.count), default=None)


def key_of(figure: Figure) -> Key:
    return figure.outcome, id(figure.draft), figure.sex, figure.age


def is_first(annotated: Annotated, figure: Figure) -> bool:
    """Whether a word before a figure in its sentence says that it was the first to be told."""
    told = False
    for hit in between(annotated.reading.hits["grammar"], figure.scene.sentence):
        if hit.first >= figure.clause.outcome.first:
            break
        told = hit.entry.id == "first_told" or (told and hit.entry.means not in TURNS)
    return told


def replaces(later: Figure, figure: Figure) -> bool:
    """Whether a figure tells more of what a first figure told, where one's people are of the other's kind."""
    one, other = figure.victim_group, later.victim_group
    return floor(later.count) > floor(figure.count) and (is_kind_of(one, other) or is_kind_of(other, one))

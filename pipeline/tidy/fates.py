"""People who are told to have been hurt and to have died are counted among the dead only.

"A man was shot on the road and later died" -> the figure of the wounded gives way to that of the dead, and stays as
deprecated · "Three were shot. One of them died" -> three wounded, one dead: they are not the same people

Codebooks count a person by the worst that happened (UCDP GED, GTD: those who died of wounds are killed).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Annotated
from pipeline.tidy.casualties import Figure
from pipeline.tidy.retellings import Namer, is_person, leads_back


def link_fates(annotated: Annotated, figures: Sequence[Figure]) -> None:
    """Set `replaced_by` of every figure of wounded people who are also told to have died."""
    dead: dict[int, list[Figure]] = {}
    hurt: dict[int, list[Figure]] = {}
    for figure in figures:
        if figure.draft is not None and figure.outcome in ("killed", "injured"):
            told = dead if figure.outcome == "killed" else hurt
            told.setdefault(id(figure.draft), []).append(figure)
    namer = Namer(annotated)
    for draft, wounded in hurt.items():
        for figure in wounded:
            if figure.replaced_by is None:
                are_two = len(wounded) == len(dead.get(draft, ())) == 1
                figure.replaced_by = next(
                    (died for died in dead.get(draft, ()) if is_same(annotated, namer, figure, died, are_two=are_two)),
                    None,
                )


def is_same(annotated: Annotated, namer: Namer, hurt: Figure, died: Figure, *, are_two: bool) -> bool:
    """Whether those hurt are those who died: told by the same words, by one name, or leading back to one another.

    `are_two`: nobody else is told of, so that "he" and "the victim" are who the other figure tells of.
    """
    if hurt.group.first == died.group.first:
        return hurt.count == died.count
    if not (is_person(hurt) and is_person(died)):
        return False
    one, other = namer.name_of(hurt), namer.name_of(died)
    if one and other:
        return one <= other or other <= one
    earlier, later = sorted((hurt, died), key=lambda figure: figure.group.first)
    return are_two and leads_back(annotated, later, earlier)

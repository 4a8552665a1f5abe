"""Whether a word for an incident or an outcome tells of one of its own, or of one told before.

"no one has been arrested" -> none · "12 rebels were killed and three captured in a clash" -> the clash
"two of the wounded died", "another died", "his wife was also killed" -> the one told before
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Event, Mention, Outcome
from pipeline.tidy.clauses import Clause, is_zero

# Rules of clauses whose people are some of those told of before.
LATER = frozenset(
    {
        "of_the_dead",
        "of_the_wounded",
        "dead_included",
        "of_the_number",
        "number_of",
        "toll",
        "toll_of",
        "toll_before",
        "toll_changed",
    }
)
# Words that make people more than those told of before: "his wife was also killed".
ALSO = frozenset({"also", "too"})


def is_untrue(event: Mention, clauses: Sequence[Clause]) -> bool:
    """Whether the word of an event is an outcome that befell nobody: "no one has been arrested"."""
    at = (c for c in clauses if c.outcome.first < event.last and event.first < c.outcome.last)
    return any(c.is_unreal or is_zero(c.groups) for c in at)


def is_detail(event: Mention, events: Sequence[Mention]) -> bool:
    """Whether an arrest is one told of in another incident: "12 rebels were killed and three captured in a clash"."""
    if code_of(event) != "arrest" or is_nominal(event):
        return False
    return any(code_of(other) == "armed_clash" for other in events)


def code_of(event: Mention) -> str:
    assert isinstance(event.value, Event)
    return event.value.code


def is_nominal(event: Mention) -> bool:
    return isinstance(event.value, Event) and event.value.is_nominal


def leads_back(clause: Clause) -> bool:
    """Whether an outcome is a later one of people told of before: "two of the wounded died", "another died"."""
    return clause.rule in LATER or any(group.is_more for group in clause.groups)


def ends_in_death(clause: Clause) -> bool:
    """Whether an outcome is how what was told before ended: "died on Friday", "their deaths on Friday"."""
    return isinstance(clause.outcome.value, Outcome) and clause.outcome.value.voice in ("intransitive", "nominal")


def are_more(words: Sequence[str], clauses: Sequence[Clause]) -> bool:
    """Whether one of the outcomes befell others than those told of before: "his wife was also killed"."""
    return any(not ALSO.isdisjoint(words[clause.first : clause.outcome.last]) for clause in clauses)

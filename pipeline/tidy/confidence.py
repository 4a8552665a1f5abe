"""How certain a figure is, in four steps that were measured: a figure of a higher step is right more often."""

from __future__ import annotations

from pipeline.tidy.clauses import Clause
from pipeline.tidy.groups import SEVERAL, Group

# How often a figure is right by the pattern that found it, in four steps, as measured in benchmarks/accuracy.md.
OFTEN, MOSTLY, HALF, SELDOM = 0.75, 0.65, 0.5, 0.3
CONFIDENCE = {
    "relative": MOSTLY,
    "passive": OFTEN,
    "passive_shared": OFTEN,
    "passive_later": OFTEN,
    "described": OFTEN,
    "accompanied": OFTEN,
    "resumed": HALF,
    "among": MOSTLY,
    "among_the_dead": MOSTLY,
    "dead_were": MOSTLY,
    "participle": OFTEN,
    "headline": MOSTLY,
    "headline_list": MOSTLY,
    "unknown_people": SELDOM,
    "intransitive": OFTEN,
    "active_participle": HALF,
    "active": HALF,
    "adjective": HALF,
    "left": MOSTLY,
    "state": MOSTLY,
    "state_before": HALF,
    "nominal_counted": MOSTLY,
    "nominal_of": MOSTLY,
    "nominal_number": HALF,
    "nominal_shared": HALF,
    "nominal_some": SELDOM,
    "toll": OFTEN,
    "toll_before": OFTEN,
    "toll_of": MOSTLY,
    "toll_changed": OFTEN,
    "number_of": MOSTLY,
    "named_passive": MOSTLY,
    "named_intransitive": MOSTLY,
    "named_active": MOSTLY,
    "named_state": MOSTLY,
    "named_nominal": MOSTLY,
    "roll": MOSTLY,
    "victims_were": MOSTLY,
    "of_the_dead": MOSTLY,
    "dead_included": MOSTLY,
    "of_the_number": MOSTLY,
    "of_a_number": MOSTLY,
    "of_the_wounded": MOSTLY,
    "of_them": MOSTLY,
    "suicide": HALF,
    "before_being": HALF,
    "tally": MOSTLY,
    "inverted": MOSTLY,
    "possessive": MOSTLY,
    "pronoun_passive": HALF,
    "pronoun_intransitive": HALF,
    "pronoun_active": HALF,
    "pronoun_state": HALF,
}
STEPS = (SELDOM, HALF, MOSTLY, OFTEN)
# Patterns that need no noun, because the people are named or the word stands for them.
NOUNLESS = frozenset(
    {"named_passive", "named_intransitive", "named_active", "named_state", "named_nominal", "suicide", "number_of"}
    | {"possessive", "roll", "pronoun_passive", "pronoun_intransitive", "pronoun_active", "pronoun_state"}
)
UNSURE = frozenset({"unspecified_plural", "vague", "about"})
# Rules whose figure is a toll so far, over whatever was told before it.
TOLL_RULES = frozenset({"number_of", "toll", "toll_of", "toll_before", "toll_changed"})


def confidence_of(clause: Clause, group: Group) -> float:
    """How certain the figure is, 0 to 1: by its pattern, and by what the text leaves to be carried over."""
    step = STEPS.index(CONFIDENCE[clause.rule])
    if group.count is SEVERAL:
        return SELDOM
    if group.noun is None and clause.rule not in NOUNLESS | TOLL_RULES:
        step = max(step - 1, STEPS.index(HALF))  # whose number it is had to be carried over
    if group.count is not None and group.count.qualifier in UNSURE:
        step -= 1
    return STEPS[max(step, 0)]

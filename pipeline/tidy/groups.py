"""People as a clause tells of them: who is counted, and how many."""

from __future__ import annotations

from pipeline.model import Count, Mention, Victims, frozen

ONE = Count(1, 1, 1, "exact")
TWO = Count(2, 2, 2, "exact")
SEVERAL = Count(2, None, None, "unspecified_plural")
# The same of a family told of as one; it is no people in general, as SEVERAL may be.
A_FAMILY = Count(2, None, None, "unspecified_plural")
# Groups of victims who bear arms (codes of victim_groups.csv).
ARMED_PEOPLE = frozenset({"military", "militant", "paramilitary", "police", "security_forces"})

# The entries of outcomes.yml for two fates of people told of together: "killed and injured", "deaths and injuries".
BOTH = frozenset({"outcomes.killed_and_injured", "outcomes.killed_and_injured_act", "outcomes.killed_and_injured_noun"})


@frozen
class Group:
    """People in a clause, tokens `first` up to `last`.

    `count` is None for an uncounted definite plural ("the attackers"). `count_span` holds the tokens of the count, None
    where no word says it ("soldiers"). `noun` is None where the noun is left out. `inner` is an outcome that stands as
    an adjective inside ("two dead policemen").
    """

    first: int
    last: int
    count: Count | None
    count_span: tuple[int, int] | None
    noun: Mention | None
    is_definite: bool
    is_counted: bool
    inner: Mention | None
    is_named: bool = False  # a person by name; `noun` is None then
    is_owned: bool = False  # told by whose they are: "his wife", "her two guards"
    is_more: bool = False  # more than those told of before: "two more", "another policeman"

    @property
    def victims(self) -> Victims | None:
        return self.noun.value if self.noun is not None and isinstance(self.noun.value, Victims) else None

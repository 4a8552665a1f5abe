"""One person under two nouns is one.

"an artist and blogger was shot" -> one · "Jane Doe, a teacher and mother of three" -> one, a woman
"a driver and passenger were shot" -> two, by the verb
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.model import Annotated, Mention, Victims
from pipeline.tidy.groups import Group

# The verbs that tell whether two nouns are one person, and how far behind they are looked for.
BE_ONE, BE_MANY = frozenset({"is", "was", "has"}), frozenset({"are", "were", "have"})
VERB_REACH = 8


class RoleFinder:
    """Joins the nouns of one person, in one report."""

    def __init__(self, annotated: Annotated) -> None:
        self.reading = annotated.reading

    def taken_in(self, groups: Iterable[Group]) -> Iterator[Group]:
        """The groups, in order; a person takes in what else he or she is told to be."""
        kept: Group | None = None
        for group in groups:
            if kept is not None and self.is_role(kept, group):
                kept = replace(kept, last=group.last, noun=with_sex(kept.noun, group.victims))
                continue
            if kept is not None:
                yield kept
            kept = group
        if kept is not None:
            yield kept

    def is_role(self, person: Group, role: Group) -> bool:
        """Whether a noun behind "and", without an article, is what else one person is told to be."""
        if (
            role.first - person.last != 1
            or not is_bare(role)
            or person.count is None
            or person.noun is None
            or is_one_person(person.noun)
        ):
            return False
        if (
            self.reading.classes.get(person.first) != "indefinite"
            or person.is_owned
            or (person.count.low, person.count.high) != (1, 1)
        ):
            return False
        if self.reading.words[person.last] != "and":
            return False
        behind = self.reading.words[role.last : role.last + VERB_REACH]
        verb = next((word for word in behind if word in BE_ONE or word in BE_MANY), None)
        return verb in BE_ONE or (verb is None and self.is_apposed_to_name(person.first))

    def is_apposed_to_name(self, at: int) -> bool:
        """Whether a comma and a word with a capital stand before a token: "John Doe, a guard"."""
        reading = self.reading
        if at < 2 or reading.words[at - 1] != "," or reading.is_capitals:
            return False
        return reading.report.text[reading.starts[at - 2]].isupper()


def is_bare(group: Group) -> bool:
    """Whether a group is one person told by a noun without article or owner: "driver", "mother of three"."""
    if group.count_span is not None or group.is_owned or group.is_named:
        return False
    victims = group.victims
    return victims is not None and victims.number == "singular"


def is_one_person(noun: Mention) -> bool:
    """Whether a noun tells of a single man, woman or child."""
    victims = noun.value
    assert isinstance(victims, Victims)
    return victims.number == "singular" and (victims.sex, victims.age) != ("unknown", "unknown")


def with_sex(noun: Mention | None, role: Victims | None) -> Mention | None:
    """The noun of a person with the sex another noun tells: "a teacher and mother of three"."""
    if noun is None or role is None or not isinstance(noun.value, Victims) or noun.value.sex != "unknown":
        return noun
    return replace(noun, value=replace(noun.value, sex=role.sex))

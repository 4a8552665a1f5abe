"""Short words lead back to the party meant: "the group", "he", "it", "they".

"Haile told reporters … He accused Sudan": he is Haile. "The FHF said … The group added": the group is the FHF.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.annotate.actor_nouns import Party
from pipeline.annotate.surroundings import Surroundings, subject_ends
from pipeline.known_actors import ARMED_GROUP_TYPES

# How many sentences back a pronoun looks for its person, or for the body that spoke last.
REACH_OF_PERSON, REACH_OF_SPEAKER = 2, 1


def speaking_ends(around: Surroundings) -> frozenset[int]:
    """Tokens before which a subject of a verb of saying or accusing may end, and those right behind such a verb."""
    ends = {end for hit in around.verbs for end in subject_ends(around, hit.first)}
    return frozenset(ends | {hit.last for hit in around.verbs})


@dataclass(slots=True)
class Memory:
    """The parties last named, with the number of the sentence they stood in."""

    group: Party | None = None
    person: tuple[int, Party] | None = None
    speaker: tuple[int, Party] | None = None

    def keep(self, party: Party, sentence: int, *, speaks: bool) -> None:
        assert party.actor is not None
        if party.actor.actor_type in ARMED_GROUP_TYPES and not party.actor.is_placeholder:
            self.group = party
        if party.actor.actor_type == "person":
            self.person = (sentence, party)
        if speaks:
            self.speaker = (sentence, party)

    def person_near(self, sentence: int) -> Party | None:
        """Whom "he" means: the person named last, else the one who spoke in the sentence before."""
        if self.person is not None and sentence - self.person[0] <= REACH_OF_PERSON:
            return self.person[1]
        return self.speaker_near(sentence)

    def speaker_near(self, sentence: int) -> Party | None:
        if self.speaker is not None and sentence - self.speaker[0] <= REACH_OF_SPEAKER:
            return self.speaker[1]
        return None


def led_back(around: Surroundings, parties: Iterable[Party], speaking: frozenset[int]) -> Iterator[Party]:
    """The parties with those that lead back resolved; a reference that leads nowhere is left out."""
    memory, sentence, sentences = Memory(), 0, around.reading.sentences
    for party in parties:
        while party.first >= sentences[sentence].last:
            sentence += 1
        if party.actor is None:
            meant = antecedent(party, memory, sentence, speaks=party.last in speaking)
            if meant is None or meant.actor is None:
                continue
            party = replace(party, actor=meant.actor, role=meant.role)
        memory.keep(party, sentence, speaks=party.last in speaking)
        yield party


def antecedent(party: Party, memory: Memory, sentence: int, *, speaks: bool) -> Party | None:
    """What a reference leads back to; pronouns only where they say or accuse."""
    if party.rule == "actors.anaphor_group":
        return memory.group
    if not speaks:
        return None
    if party.rule == "actors.anaphor_person":
        return memory.person_near(sentence)
    return memory.speaker_near(sentence)

"""Short words lead back to the party meant: "the group", "he", "it", "they".

"Haile told reporters … He accused Sudan": he is Haile. "The FHF said … The group added": the group is the FHF.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.annotate.actor_nouns import Party
from pipeline.annotate.subject_phrases import head_ends
from pipeline.annotate.surroundings import Surroundings, subject_ends
from pipeline.known_actors import ARMED_GROUP_TYPES
from pipeline.model import Sentence

# How many sentences back a pronoun looks for its person, or for the body that spoke last.
REACH_OF_PERSON, REACH_OF_SPEAKER = 2, 1
# How many words, the time of day before it among them, a headline may have up to the colon behind its speaker.
LONGEST_LABEL = 8
HEADLINE_SIGNS = frozenset({":", "-", "--", "—"})


def speaking_ends(around: Surroundings) -> frozenset[int]:
    """Tokens before which a subject of a verb of saying or accusing may end, and those right behind such a verb."""
    ends: set[int] = set()
    for hit in around.verbs:
        subject = subject_ends(around, hit.first)
        ends.update(subject, head_ends(around, subject))
    ends.update(hit.last for hit in around.verbs)
    ends.update(at for sentence in around.reading.sentences for at in headline_ends(around, sentence))
    return frozenset(ends)


def headline_ends(around: Surroundings, sentence: Sentence) -> Iterator[int]:
    """Where the speaker of a headline ends: "Police: 3 dead", "3 dead: police"."""
    words = around.reading.words
    for at in range(sentence.first + 1, min(sentence.first + LONGEST_LABEL, sentence.last)):
        if words[at] == ":" and words[at - 1][0].isalpha():
            yield at
    for at in range(max(sentence.first + 2, sentence.last - LONGEST_LABEL), sentence.last):
        if words[at] in HEADLINE_SIGNS:
            yield sentence.last


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

"""Who does what a word for an incident tells.

"Rebels attacked" · "bombed last week by rebels" · "the rebels' attack" · "the rebels have carried out a new attack" ·
nobody in "the embassy was also attacked" or "the army's fuel depot exploded"
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.known_actors import STATE_TYPES
from pipeline.model import ActorName, Annotated, Event, Hit, Mention
from pipeline.tidy.story import Scene, within

# How many tokens may stand between an event and who does it.
REACH = 12
# The same behind a verb, where a place or a date may stand between: "kidnapped last week by rebels".
VERB_REACH = 5
# Words at which the subject of a verb cannot stand further left.
BOUNDARY = frozenset(
    {"when", "after", "as", "while", "before", "since", "because", "but", ";", ":", "said", "that", "where"}
)
# Grammar that may stand between a passive's "was" and its participle.
BEFORE_PARTICIPLE = frozenset({"adverb", "not"})
# Grammar behind which a participle only describes a noun: "the kidnapped students".
BEFORE_ADJECTIVE = frozenset({"definite", "indefinite", "possessive", "of", "preposition"})
# How many words may describe what is done: "carried out a large new attack".
LONGEST_DESCRIPTION = 4
# Words behind which nothing is told as a fact.
DOUBTS = frozenset({"if", "whether", "possibility"})
ARTICLES = frozenset({"definite", "indefinite"})


class DoerReader:
    """Reads who does what the words for incidents of one report tell."""

    def __init__(self, annotated: Annotated) -> None:
        self.annotated = annotated
        self.words = annotated.reading.words
        self.classes = annotated.reading.classes
        self.counted = {mention.last for mention in annotated.mentions["counts"]}
        told = annotated.reading.hits["allegations"]
        self.staging = {hit.last: hit.first for hit in told if hit.entry.traits["part"] == "staging"}
        self.staging |= {hit.last: verb for hit in told if (verb := self.being_responsible(hit)) is not None}
        self.staged_by = {hit.last for hit in told if hit.entry.traits.get("frame") == "by_agent"}

    def of_event(self, event: Mention, scene: Scene) -> Mention | None:
        """Who does it: who is told to, else whose it is ("the rebels' attack"); None where the words name none."""
        whose = next((m for m in self.actors(scene) if m.first < event.first < m.last), None)
        if whose is not None:
            return whose  # "a US drone strike", "a Russian missile hit" stand for those who struck
        doer = self.told(event, scene)
        if doer is not None or not self.is_nominal(event) or self.is_doubtful(event, scene):
            return doer
        before = [m for m in self.actors(scene) if m.last <= event.first]
        between = self.words[before[-1].last : event.first] if before else ("",)
        return before[-1] if not between or between == ("'s",) else None

    def told(self, event: Mention, scene: Scene) -> Mention | None:
        """The actor behind "by", or the subject of the verb: of the event's own, or of "carried out" before it."""
        if self.is_doubtful(event, scene):
            return None
        actors = self.actors(scene)
        reach = REACH if self.is_nominal(event) else VERB_REACH
        for actor in actors:
            # "bombed by rebels", "bombed last week by rebels", "an attack on the base by rebels"
            if event.last <= actor.first <= event.last + reach and self.is_by(event, actor):
                return actor
        if self.is_nominal(event):
            verb = self.staged(event.first)
            is_active = verb is not None and self.classes.get(verb - 1) != "be"
            return self.subject(verb, actors) if verb is not None and is_active else None
        return None if self.is_suffered(event) else self.subject(event.first, actors)

    def actors(self, scene: Scene) -> list[Mention]:
        """The actors of a sentence."""
        return [m for m in within(self.annotated, "actors", scene.sentence) if isinstance(m.value, ActorName)]

    def is_nominal(self, event: Mention) -> bool:
        return isinstance(event.value, Event) and event.value.is_nominal

    def being_responsible(self, hit: Hit) -> int | None:
        """Where the verb of "are solely responsible for" begins; None where nobody is said to be."""
        if hit.entry.traits.get("frame") != "responsible":
            return None
        at = hit.first
        while self.classes.get(at - 1) == "adverb":
            at -= 1
        return at - 1 if self.classes.get(at - 1) == "be" else None

    def is_doubtful(self, event: Mention, scene: Scene) -> bool:
        """Whether it is only asked who did it: "if the rebels carried out the attack"."""
        first = max(scene.sentence.first, event.first - REACH)
        return not DOUBTS.isdisjoint(self.words[first : event.first])

    def is_by(self, event: Mention, actor: Mention) -> bool:
        """Whether "by" joins an event and an actor, and no other verb's: not "the attack was repelled by the army"."""
        between = self.words[event.last - 1 : actor.first]
        if "by" not in between[-3:] or not BOUNDARY.isdisjoint(between):
            return False
        by = event.last - 1 + len(between) - 1 - between[::-1].index("by")
        is_staged = by in self.staging or by + 1 in self.staged_by
        is_other = by > event.last and self.words[by - 1].endswith("ed") and not is_staged
        return not (is_other and self.is_nominal(event))

    def staged(self, noun: int) -> int | None:
        """Where the verb begins whose object the noun is: "carried out a new attack"."""
        for at in range(noun, noun - LONGEST_DESCRIPTION, -1):
            if at in self.staging:
                return self.staging[at]
            if at == 0 or not self.words[at - 1][0].isalnum():
                return None
        return None

    def is_suffered(self, event: Mention) -> bool:
        """Whether what stands before a verb suffers it, or is only described by it: "was also attacked"."""
        if isinstance(event.value, Event) and event.value.is_suffered:
            return True
        if self.words[event.last : event.last + 1] == ("by",) or self.classes.get(event.first) == "be":
            return True
        if self.words[event.first].endswith("ing"):
            return False
        at = event.first
        while self.classes.get(at - 1) in BEFORE_PARTICIPLE or self.words[at - 1] == "found":
            at -= 1
        describes = self.classes.get(at - 1) in BEFORE_ADJECTIVE or at in self.counted
        return (at == event.first and describes) or self.classes.get(at - 1) == "be"

    def subject(self, verb: int, actors: Sequence[Mention]) -> Mention | None:
        """The nearest actor before a verb that no other clause parts from it and that is no object itself."""
        for actor in reversed(actors):
            if actor.last > verb:
                continue
            between = self.words[actor.last : verb]
            if len(between) > REACH or not BOUNDARY.isdisjoint(between):
                return None
            told = [self.classes.get(at) for at in range(actor.last, verb)]
            if "relative" in told and "pronoun" in told[told.index("relative") :]:
                return None  # "left the embassy, which they had occupied"
            if not self.is_object(actor):
                return actor if between != (",",) else None  # "a priest, kidnapped in Goma, …"
        return None

    def is_object(self, actor: Mention) -> bool:
        """Whether an actor is what a preposition stands before: "an attack on the embassy, and occupied the court".

        Of "X, the armed wing of Y, shot" and "X, paid by Y, shot" Y is told of in an aside.
        """
        behind = actor.last + (self.words[actor.last : actor.last + 1] == (",",))
        if self.classes.get(behind) == "relative":
            return False  # "of the army, which murdered …"
        at = actor.first
        while self.classes.get(at - 1) in ARTICLES:
            at -= 1
        if self.classes.get(at - 1) in ("preposition", "to") or self.words[at - 1] in ("as", "like"):
            return True
        return self.classes.get(at - 1) in ("by", "of") and behind > actor.last


def is_named(doer: Mention | None) -> bool:
    """Whether an actor is somebody in particular, not "gunmen"."""
    return doer is not None and isinstance(doer.value, ActorName) and not doer.value.actor.is_placeholder


def is_of_state(doer: Mention | None) -> bool:
    """Whether an actor is a body of a state."""
    return doer is not None and isinstance(doer.value, ActorName) and doer.value.actor.actor_type in STATE_TYPES

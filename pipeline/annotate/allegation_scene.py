"""Where an allegation stands: the parties, acts and speakers near the word that makes it one.

In "Kabul, which Islamabad accuses of sheltering the group, denied it" the accuser stands right before `accuses`, the
accused before `which`, what is alleged behind `of`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TypeVar

from pipeline.annotate.subject_phrases import head_ends
from pipeline.annotate.surroundings import DETERMINERS, Surroundings, place_of, skip_right, subject_ends
from pipeline.known_actors import STATE_TYPES, government_of
from pipeline.model import Actor, ActorName, Event, Hit, Mention, Speech, frozen
from pipeline.spoken import SpokenWords

FIRST = attrgetter("first")
S = TypeVar("S", bound="Side | Mention | Hit")
# How many describing words may stand between a verb and the party it is about: "accused neighbouring rival India".
DESCRIBING = 2
LONGEST_COORDINATION = 6
# What a party may do without any charge in it.
# What may stand between a subject and its participle.
AUXILIARIES = frozenset({"be", "have", "adverb"})
NO_ATTACK = frozenset(
    {
        "arrest",
        "security_operation",
        "weapons_defused",
        "protest_force",
        "armed_clash",
        "threat",
        "freed",
        "surrendered",
    }
    | {"detained", "territory_retaken"}
)


@frozen
class Side:
    """A party of an allegation: its tokens, who it is, and its role when it speaks."""

    first: int
    last: int
    actor: Actor
    role: str

    @property
    def is_authority(self) -> bool:
        return self.role == "authority" or self.actor.actor_type in STATE_TYPES


@frozen
class Scene:
    """The parties by their tokens, what is said by whom, and the hits of the list of allegations by part."""

    around: Surroundings
    side_at: Mapping[int, Side]
    side_before: Mapping[int, Side]
    sides: tuple[Side, ...]
    scopes: SpokenWords
    parts: Mapping[str, tuple[Hit, ...]]
    violence: tuple[Sequence[Mention | Hit], ...]  # attacks, and harm done, each in the order of the text

    def sides_from(self, token: int, last: int) -> tuple[Side, ...]:
        """The parties that begin at `token`, articles and a describing word left aside: "India and Afghanistan"."""
        at = skip_right(self.around, token, last)
        for _ in range(DESCRIBING):
            if at in self.side_at or at >= last or self.around.is_particle(at):
                break
            at = skip_right(self.around, at + 1, last)
        found: list[Side] = []
        while at < last and (side := self.side_at.get(at)) is not None and len(found) < LONGEST_COORDINATION:
            found.append(side)
            at = side.last
            joined = self.joined(at, last)
            if joined == at:
                break
            at = skip_right(self.around, joined, last)
        return tuple(found)

    def joined(self, token: int, last: int) -> int:
        """`token` moved over a comma and an "and"."""
        while token < last and (
            self.around.reading.words[token] == "," or self.around.classes.get(token) in ("and", "or")
        ):
            token += 1
        return token

    def side_behind(self, word: str, first: int, last: int) -> Side | None:
        """The first party between two tokens that stands right behind that word: "by India", "on the FMLN"."""
        words = self.around.reading.words
        for at in range(first, last):
            if words[at] == word:
                found = self.sides_from(at + 1, last)
                if found:
                    return found[0]
        return None

    def subject(self, verb: int) -> Side | None:
        """The party that is the subject of the verb at `verb`; behind "which" or "who", the one before it."""
        for end in subject_ends(self.around, verb):
            side = self.side_before.get(end)
            if side is not None and not self.is_medium(side):
                return side
            if self.around.classes.get(end - 1) == "relative":
                return self.antecedent(end - 1)
        return self.subject_of_phrase(verb)

    def is_medium(self, side: Side) -> bool:
        """Whether a party is only what another said it in: "the group, in a statement, claimed the attack"."""
        at = self.before_article(side)
        return at > 1 and self.around.reading.words[at - 2 : at] == (",", "in")

    def subject_of_phrase(self, verb: int) -> Side | None:
        """The subject told by more than its noun, or that of the verb before: "denied it and blamed the army"."""
        ends = subject_ends(self.around, verb)
        if self.around.classes.get(ends[0] - 1) == "and":
            sentence = self.around.sentence(verb)
            return self.side_at.get(skip_right(self.around, sentence.first, sentence.last))
        heads = (self.side_before.get(end) for end in head_ends(self.around, ends))
        return next((side for side in heads if side is not None), None)

    def patient(self, participle: int) -> Side | None:
        """The party that is the subject of a passive: "the army has been blamed", "soldiers are being charged"."""
        at = participle
        while self.around.classes.get(at - 1) in AUXILIARIES:
            at -= 1
        return self.subject(at)

    def behind_relative(self, side: Side) -> Side | None:
        """The party meant by "which" or "whom" before a subject: India in "India, which the army accused of …"."""
        relative = self.before_article(side) - 1
        return self.antecedent(relative) if self.around.classes.get(relative) == "relative" else None

    def before_article(self, side: Side) -> int:
        """Where a party begins, its article included."""
        return side.first - (self.around.classes.get(side.first - 1) in DETERMINERS)

    def antecedent(self, relative: int) -> Side | None:
        """The party a relative pronoun stands for: the one right before it."""
        words = self.around.reading.words
        return self.side_before.get(relative - 1 if words[relative - 1] == "," else relative)

    def main_subject(self, token: int) -> Side | None:
        """The party a participle at `token` belongs to: right before it, else the first of the sentence."""
        side = self.side_before.get(subject_ends(self.around, token)[0])
        if side is not None:
            return side
        return next(iter(inside(self.sides, self.around.sentence(token).first, token)), None)

    def holder(self, first: int, last: int) -> Speech | None:
        """Who says the words from `first` to `last`: of several, the one with the fewest words."""
        span = self.around.reading.span(first, last)
        around = (mention.value for mention in self.scopes.around(span.start, span.end))
        held = [speech for speech in around if isinstance(speech, Speech) and speech.speaker is not None]
        return min(held, key=lambda speech: speech.scope.end - speech.scope.start, default=None)

    def side_over(self, token: int) -> Side | None:
        """The party whose words hold the token."""
        at = bisect_right(self.sides, token, key=FIRST) - 1
        return self.sides[at] if at >= 0 and token < self.sides[at].last else None

    def within(self, part: str, first: int, last: int) -> Hit | None:
        """The first hit of that part of the list between two tokens."""
        return next(iter(inside(self.parts.get(part, ()), first, last)), None)

    def violence_in(self, first: int, last: int) -> Mention | Hit | None:
        """The first attack told between two tokens, else the first harm done."""
        return next((told for listed in self.violence for told in inside(listed, first, last)), None)

    def violence_within(self, first: int, last: int) -> bool:
        """Whether an attack or a harm done is told between two tokens."""
        return self.violence_in(first, last) is not None

    def state_of_place(self, token: int, last: int) -> tuple[int, int, Actor] | None:
        """The government of the country a place at `token` lies in: "from Afghan territory"."""
        at = skip_right(self.around, token, last, DETERMINERS)
        mention = self.around.place_at.get(at)
        place = place_of(mention)
        if mention is None or place is None or place.country_code is None:
            return None
        return mention.first, mention.last, government_of(place.country_code, self.around.lexicon)


def set_scene(around: Surroundings, found: Mapping[str, tuple[Mention, ...]]) -> Scene:
    """The look-ups over one reading and what was found in it before."""
    sides = tuple(
        Side(mention.first, mention.last, mention.value.actor, mention.value.role)
        for mention in found.get("actors", ())
        if isinstance(mention.value, ActorName)
    )
    parts: dict[str, list[Hit]] = {}
    for hit in around.reading.hits["allegations"]:
        parts.setdefault(hit.entry.traits["part"], []).append(hit)
    return Scene(
        around=around,
        side_at={side.first: side for side in sides},
        side_before={side.last: side for side in sides},
        sides=sides,
        scopes=SpokenWords(found.get("speech", ())),
        parts={part: tuple(hits) for part, hits in parts.items()},
        violence=(found.get("incidents", ()), around.reading.hits.get("outcomes", ())),
    )


def beginning(listed: Sequence[S], first: int, last: int) -> Sequence[S]:
    """Those of a list in the order of the text that begin between two tokens."""
    start = bisect_left(listed, first, key=FIRST)
    return listed[start : bisect_left(listed, last, start, key=FIRST)]


def inside(listed: Sequence[S], first: int, last: int) -> list[S]:
    """Those that lie between two tokens."""
    return [found for found in beginning(listed, first, last) if found.last <= last]


def code_of(told: Mention | Hit) -> str:
    """What is told: a code of incident_types.csv or of outcomes.csv."""
    if isinstance(told, Hit):
        return told.entry.means
    return told.value.code if isinstance(told.value, Event) else ""

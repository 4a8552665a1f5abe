"""Who inflicted what happened to people, only where the words of a clause say so.

"Rebels killed two" · "killed by rebels" · "killed in military raids", but not "the rebels lost 22 fighters"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.model import Actor, ActorName, Annotated, Charge, Mention, Span
from pipeline.tidy.clauses import Clause, is_of_losses
from pipeline.tidy.doers import BOUNDARY, DoerReader
from pipeline.tidy.story import Scene, within

# How many words may stand between an outcome and who inflicted it.
BY_REACH = 9
# The rules by which a verb's subject does something to people.
ACTIVE = frozenset({"active", "active_participle", "named_active"})
# Types of actors that bear arms and are not the state's (codes of actor_types.csv), and those that are.
ARMED = frozenset({"rebel_group", "militia", "criminal_group", "unidentified_armed"})
STATE_FORCES = frozenset({"military", "police", "paramilitary_state", "intelligence"})


# Types of actors that only tell of it, judge it, or cannot be told.
TELLERS = frozenset({"judiciary", "media", "unknown"})


class InflictorReader:
    """Reads who inflicted the figures of one report; `clauses` are those of every sentence, by its number."""

    def __init__(self, annotated: Annotated, clauses: Mapping[int, tuple[Clause, ...]], doers: DoerReader) -> None:
        self.annotated = annotated
        self.doers = doers
        self.clauses = clauses
        self.being = {hit.first for hit in annotated.reading.hits["grammar"] if hit.entry.means == "be"}
        self.cleared = cleared(annotated)
        self.suffering: dict[int, frozenset[int]] = {}  # by sentence
        self.able: dict[int, list[Mention]] = {}  # who may have inflicted something, of each sentence asked about

    def of_clause(self, clause: Clause, scene: Scene) -> Mention | None:
        """Who inflicted it, only where the clause says so: its subject, or the one behind `by`."""
        actors = self.able.get(scene.index)
        if actors is None:
            actors = self.able[scene.index] = list(self.agents(scene))
        words = self.annotated.reading.words
        outcome = clause.outcome
        if is_of_losses(outcome):
            return None  # "the rebels lost 22 fighters" says nothing of who killed them
        if clause.rule in ACTIVE:
            return self.doers.subject(outcome.first, actors)
        for actor in actors:
            gap = words[outcome.last : actor.first]
            is_near = outcome.last <= actor.first and len(gap) <= BY_REACH
            is_of_another = not self.being.isdisjoint(range(outcome.last, actor.first))  # "22 dead was disputed by"
            if is_near and "by" in gap[-5:] and not BOUNDARY.intersection(gap) and not is_of_another:
                return actor  # "killed by rebels", "killed by two bullets fired by a member of the party"
        return self.agent_of_event(clause, scene, actors)

    def agents(self, scene: Scene) -> Iterator[Mention]:
        """The actors of a sentence that are known, suffered nothing in it and are not cleared of it."""
        suffering = self.sufferers(scene)
        for mention in within(self.annotated, "actors", scene.sentence):
            is_known = isinstance(mention.value, ActorName) and mention.value.actor.actor_type not in TELLERS
            if (
                is_known
                and not is_cleared(mention, self.cleared)
                and suffering.isdisjoint(range(mention.first, mention.last))
            ):
                yield mention

    def sufferers(self, scene: Scene) -> frozenset[int]:
        """The tokens of the people to whom a sentence says something happened: they inflicted none of it."""
        if scene.index not in self.suffering:
            clauses = self.clauses.get(scene.index, ())
            tokens = (at for c in clauses for group in c.groups for at in range(group.first, group.last))
            self.suffering[scene.index] = frozenset(tokens)
        return self.suffering[scene.index]

    def agent_of_event(self, clause: Clause, scene: Scene, actors: Sequence[Mention]) -> Mention | None:
        """The actor right before the event people were killed in: "killed in military raids"."""
        for event in within(self.annotated, "incidents", scene.sentence):
            if not 0 <= event.first - clause.outcome.last <= 4:
                continue
            for actor in actors:
                names_it = actor.last == event.first or event.first <= actor.first < event.last
                if names_it and self.annotated.reading.words[clause.outcome.last] in ("in", "during"):
                    return actor
        return None


def actor_of(mention: Mention | None) -> Actor | None:
    return mention.value.actor if mention is not None and isinstance(mention.value, ActorName) else None


def is_armed(mention: Mention) -> bool:
    """Whether an actor is an armed group that is not the state."""
    actor = actor_of(mention)
    return actor is not None and actor.actor_type in ARMED


def cleared(annotated: Annotated) -> list[Span]:
    """The words that name those whom a court clears: "acquitted two soldiers of killing a priest"."""
    charges = (m.value for m in annotated.mentions["allegations"] if isinstance(m.value, Charge))
    return [charge.subject for charge in charges if charge.certainty == "acquitted" and charge.subject is not None]


def is_cleared(mention: Mention, spans: Sequence[Span]) -> bool:
    return any(span.start < mention.span.end and mention.span.start < span.end for span in spans)

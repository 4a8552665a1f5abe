"""What a figure is the total of: one incident, several, a period, or what was told before it.

"12 people died in clashes" -> campaign_total · "died in nine years of war", "are killed every day" -> period_total
"bringing the toll to nine" -> running_total · "another two" -> increment · "including two women" -> component
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Annotated, Day, Event, Hit, Mention, Outcome
from pipeline.tidy.clauses import Clause, is_suicide
from pipeline.tidy.confidence import TOLL_RULES
from pipeline.tidy.doers import BOUNDARY
from pipeline.tidy.groups import SEVERAL, Group
from pipeline.tidy.incidents import Draft
from pipeline.tidy.story import Scene, between, day_of, within

# A figure over more days than this is a total of a period, not of an incident.
LONGEST_INCIDENT = 4
# What lasts until people are freed.
HELD = frozenset({"abducted", "detained"})
# How many words may stand between an outcome and what it is the outcome of.
REACH = 10
# How many words a length of time may have before its unit: "in less than the last nine years".
LENGTH = 6


class ScopeReader:
    """Tells the scopes of the figures of one report."""

    def __init__(self, annotated: Annotated) -> None:
        self.annotated = annotated
        self.numbers = frozenset(hit.first for hit in annotated.reading.hits["counts"])
        self.named: dict[int, dict[str, list[Hit]]] = {}  # the grammar of each sentence asked about, by entry

    def scope_of(
        self, clause: Clause, group: Group, draft: Draft | None, period: Day | None, *, is_part: bool, scene: Scene
    ) -> str:
        """The code of figure_scopes.csv for a group of a clause."""
        if is_part:
            return "component"
        is_over = period is not None and is_long(period) and not self.is_of_one_act(clause, scene, period)
        if is_over or self.is_of_a_period(clause, group, scene):
            return "period_total"
        if clause.rule in TOLL_RULES:
            return "running_total"
        if group.is_more or clause.rule in ("of_the_wounded", "before_being") or is_suicide(clause, group):
            return "increment"
        if (draft is not None and draft.is_campaign) or self.is_of_several(clause, group, scene):
            return "campaign_total"
        if self.is_beyond_incidents(clause, group, scene, HUNDREDS):
            return "campaign_total"
        return "incident_total"

    def is_of_a_period(self, clause: Clause, group: Group, scene: Scene) -> bool:
        """Whether the words around a figure, though no dates, say that it is of a longer time."""
        return (
            self.is_general(clause, group, scene)
            or self.is_beyond_incidents(clause, group, scene, THOUSANDS)
            or self.is_of_a_war(clause, scene)
            or (not is_one(group) and self.is_over_time(clause, scene))
        )

    def period_of(self, clause: Clause, scene: Scene) -> Day | None:
        """The period a figure covers where its sentence names one closer to it than a day."""
        period, day = scene.period, scene.day
        if period is None:
            return None
        if period.rule.endswith("until") and is_holding(clause):
            return None  # "abducted, and held until 20 May": how long it lasted, and not when all of it happened
        at = clause.outcome.first
        if day is not None and abs(day.first - at) < abs(period.first - at):
            return None
        if not OTHERWISE.isdisjoint(self.annotated.reading.words[at : period.first]):
            return None  # "the murder of the priests, but in the past week many people died"
        return day_of(period)

    def is_general(self, clause: Clause, group: Group, scene: Scene) -> bool:
        """Whether people nobody counted are told of as what happens or has happened, of no incident in particular.

        "they have killed policemen and judges" · "priests are being killed" · "a government that kills workers"
        """
        if group.count is None or group.count.qualifier != "unspecified_plural" or scene.day is not None:
            return False
        if group.is_definite or group.is_owned:
            return False  # "the priests", "her sons" are certain ones
        words = self.annotated.reading.words
        verb = words[max(clause.outcome.first - 2, 0) : clause.outcome.last]
        told = {*words[clause.first : clause.last], *verb}
        if not STANDING.isdisjoint(told):
            return True
        if words[group.last - 1] == "others" and len(clause.groups) == 1:
            return False  # others than those just told of: "killing four and wounding others"
        return group.count is SEVERAL and not scene.places and not self.is_of_an_act(clause, scene)

    def is_of_an_act(self, clause: Clause, scene: Scene) -> bool:
        """Whether a verb tells of people in a sentence on one incident, or with some whom a word counts.

        "workers who were killed in the explosion" · "several officers and civilians were wounded"
        """
        others = (group.count for group in clause.groups if group.count_span is not None)
        is_counted = any(count is not None and count.high is None and count.point is None for count in others)
        return clause.rule in TOLD_BY_VERB and (is_counted or any(map(is_act, self.events(clause, scene))))

    def is_of_one_act(self, clause: Clause, scene: Scene, period: Day) -> bool:
        """Whether a period with two ends only tells when one act was: "12 died in the siege in 2013"."""
        if period.earliest is None or period.latest is None:
            return False
        acts = (event for event in self.events(clause, scene) if is_act(event))
        return any(self.happens_in(clause.outcome, act.first) for act in acts)

    def is_beyond_incidents(self, clause: Clause, group: Group, scene: Scene, least: int) -> bool:
        """Whether so many "have been killed", on no day and in nothing in particular, that no one incident did it."""
        count = group.count
        told = max(count.low or 0, count.point or 0) if count is not None else 0
        if told >= MYRIADS and least >= THOUSANDS and is_harm(clause):
            return True
        if told < least or scene.day is not None:
            return False
        words = self.annotated.reading.words
        if not PERFECT.isdisjoint(words[max(clause.first - 2, 0) : clause.outcome.last]):
            return least >= THOUSANDS or (is_harm(clause) and not any(map(is_act, self.events(clause, scene))))
        return least >= THOUSANDS and is_harm(clause) and not self.events(clause, scene)

    def events(self, clause: Clause, scene: Scene) -> list[Mention]:
        """The incidents a sentence tells of in other words than those of the outcome."""
        told = range(clause.outcome.first, clause.outcome.last)
        return [m for m in within(self.annotated, "incidents", scene.sentence) if m.first not in told]

    def is_of_several(self, clause: Clause, group: Group, scene: Scene) -> bool:
        """Whether several incidents are told of in one breath: "died in clashes", "wounded during the fighting"."""
        events = [e for e in within(self.annotated, "incidents", scene.sentence) if is_several(e)]
        wide = list(self.grammar(scene, "wide_event"))
        if any(self.happens_in(clause.outcome, event.first) for event in events):
            return True
        if any(self.did(hit, clause.outcome) for hit in wide):
            return True
        if is_one(group):
            return False
        if any(is_near(hit, clause.outcome) for hit in self.grammar(scene, "everywhere")):
            return True
        return any(self.led_to(e, clause) for e in events) or any(self.led_to(hit, clause) for hit in wide)

    def led_to(self, event: Mention | Hit, clause: Clause) -> bool:
        """Whether an event is the subject of what an outcome is told by: "several clashes resulted in eight dead"."""
        gap = self.annotated.reading.words[event.last : clause.first]
        if not gap or len(gap) > 2 * REACH or not CLOSED.isdisjoint(gap):
            return False
        return not LED.isdisjoint((*gap[-3:], self.annotated.reading.words[clause.first]))

    def is_of_an_accident(self, clause: Clause, scene: Scene) -> bool:
        """Whether an accident or a force of nature did it: "died in a plane crash", "the earthquake killed 300".

        In a sentence that tells of no attack it did all that its subject did: "the storm left 4 dead and 20 missing".
        """
        hits = self.grammar(scene, "accident")
        if any(self.did(hit, clause.outcome) for hit in hits):
            return True
        return bool(hits) and self.is_its_subject(hits[0], clause, scene)

    def is_its_subject(self, accident: Hit, clause: Clause, scene: Scene) -> bool:
        """Whether an accident opens a sentence without an attack, and nobody but its victims is told of in it."""
        before = self.annotated.reading.words[scene.sentence.first : accident.first]
        if len(before) > 1 or clause.outcome.first < accident.last or self.events(clause, scene):
            return False
        gap = self.annotated.reading.words[accident.last : clause.outcome.first]
        return BOUNDARY.isdisjoint(gap)

    def did(self, event: Hit, outcome: Mention) -> bool:
        """Whether an event is what an outcome came of: its subject, in a clause of its own, or behind a preposition."""
        gap = self.annotated.reading.words[event.last : outcome.first]
        is_relative = not DID.isdisjoint(gap[:2])
        is_subject = event.last <= outcome.first and (
            (len(gap) <= SUBJECT and (is_relative or "," not in gap))  # not "victims of the war, were found shot"
            or (len(gap) <= REACH and is_relative and "and" not in gap)
        )
        return is_subject or self.happens_in(outcome, event.first)

    def happens_in(self, outcome: Mention, first: int) -> bool:
        """Whether a preposition, and no other clause, joins an outcome to the event behind it."""
        gap = self.annotated.reading.words[outcome.last : first]
        if not 0 < len(gap) <= REACH or not BOUNDARY.isdisjoint(gap):
            return False
        is_apposed = gap[0] == "," and "victims" in gap  # "two bodies, new victims of the violence, lay …"
        return not is_apposed and not IN.isdisjoint(gap)

    def is_of_a_war(self, clause: Clause, scene: Scene) -> bool:
        """Whether a whole war did it: "the war has killed at least 150,000 people", "a conflict in which 300 died"."""
        wars = self.grammar(scene, "long_conflict")
        if clause.rule in NOMINAL:  # "the war became dirty with the murder of six priests"
            return any(self.happens_in(clause.outcome, war.first) or self.led_to(war, clause) for war in wars)
        return any(self.did(war, clause.outcome) or self.led_to(war, clause) for war in wars)

    def is_over_time(self, clause: Clause, scene: Scene) -> bool:
        """Whether a length of time or a rate stands by an outcome: "in nine years", "every day", "since it began"."""
        words = self.annotated.reading.words
        outcome = clause.outcome
        if any(self.is_whole_month(day) and is_near(day, outcome) for day in scene.days):
            return True
        for hit in self.grammar(scene, "rate"):
            is_before = hit.first < outcome.last
            gap = words[hit.last : outcome.first] if is_before else words[outcome.last : hit.first]
            is_later = LATER.intersection(words[hit.last : hit.last + 1]) or (
                gap == (",",) and clause.rule == "active_participle"
            )
            is_apart = BOUNDARY.intersection(gap) or OTHERWISE.intersection(gap)
            if not is_later and is_near(hit, outcome) and not is_apart:
                return True
        units = (*self.grammar(scene, "long_units"), *self.grammar(scene, "short_units"))
        return any(self.is_length(hit, scene, outcome) for hit in units)

    def is_whole_month(self, day: Mention) -> bool:
        """Whether a month is told of as a whole: "during October", "in October alone", not "in October"."""
        told, words = day_of(day), self.annotated.reading.words
        if told is None or told.precision != "month":
            return False
        return not WHOLE.isdisjoint(words[day.first - 1 : day.first + 1]) or "alone" in words[day.last : day.last + 1]

    def is_length(self, unit: Hit, scene: Scene, outcome: Mention) -> bool:
        """Whether a unit closes a length of time something went on for: "in nine years", not "nine years ago".

        It is that of an outcome near it, or of all a sentence tells that it opens: "In three months, the press …".
        """
        words = self.annotated.reading.words
        before = words[max(0, unit.first - LENGTH) : unit.first]
        back = next((back for back, word in enumerate(reversed(before)) if word in OVER), None)
        if back is None or LATER.intersection(words[unit.last : unit.last + 1]):
            return False
        first = unit.first - back
        digits = [int(word) for word in words[first : unit.first] if word.isdecimal()]
        if unit.entry.id == "short_units":
            told = max(digits, default=0) > LONGEST_INCIDENT
        else:
            told = bool(digits) or not self.numbers.isdisjoint(range(first, unit.first))
        if not told or "but" in words[outcome.last : first]:
            return False  # "the murder of the priests, but in the past ten days many people died"
        opens = first - 1 == scene.sentence.first or words[first - 2] == "]"
        return is_near(unit, outcome) or (opens and unit.last <= outcome.first)

    def grammar(self, scene: Scene, name: str) -> Sequence[Hit]:
        """The hits of one entry of the grammar list in a sentence."""
        named = self.named.get(scene.index)
        if named is None:
            named = self.named[scene.index] = {}
            for hit in between(self.annotated.reading.hits["grammar"], scene.sentence):
                named.setdefault(hit.entry.id, []).append(hit)
        return named.get(name, ())


# What a sentence goes on with to other figures: "…, taking to 14 the number killed this year".
OTHERWISE = frozenset({"but", "bringing", "pushing", "raising", "taking"})
# Prepositions that put an outcome into an event.
IN = frozenset({"in", "during", "by", "from", "of", "amid", "after", "following"})
# The rules by which a noun ("the murder of") and by which a verb tells what became of people.
NOMINAL = frozenset({"nominal_of", "named_nominal"})
TOLD_BY_VERB = frozenset(
    {"passive", "passive_later", "passive_shared", "relative", "intransitive", "resumed", "described", "nominal_some"}
)
# Verbs of what happens again and again, or has happened at some time.
STANDING = frozenset({"are", "is", "have", "has", "kills", "murders", "massacres", "tortures", "kidnaps", "detains"})
PERFECT = frozenset({"have", "has"})
# Figures from here on that "have been killed" are those of a war or of years, and of more than one incident.
MYRIADS = 10_000  # on whatever day, and in whatever it is said to be
THOUSANDS = 1000
HUNDREDS = 100
# Verbs by which an event led to an outcome, and what closes the clause whose subject it is.
LED = frozenset({"resulted", "left", "leaving", "caused", "causing", "yielded", "cost", "claimed"})
CLOSED = frozenset({";", ":", "when", "after", "while", "before", "but", "said", "where"})
# Words before a month that is told of as a whole.
WHOLE = frozenset({"during", "throughout"})
# Prepositions that open a length of time, and the words that join a war to what it did.
OVER = frozenset({"in", "during", "over", "within", "throughout"})
DID = frozenset({"that", "which", "in", "where", "has"})
# What makes a length of time a distance: "nine years ago", "a day later".
LATER = frozenset({"ago", "later", "earlier", "after", "before"})
# How many words may stand between a war and a verb whose subject it is.
SUBJECT = 4


def is_near(hit: Hit | Mention, outcome: Mention) -> bool:
    """Whether a hit stands close enough to an outcome to say how long it went on."""
    return -2 * REACH <= hit.first - outcome.last <= REACH


def is_one(group: Group) -> bool:
    """Whether a group is one person, who dies once and not at a rate."""
    return group.count is not None and group.count.low == group.count.high == 1


def is_harm(clause: Clause) -> bool:
    """Whether an outcome is death or injury: one incident can drive thousands from their homes."""
    outcome = clause.outcome.value
    return isinstance(outcome, Outcome) and outcome.code in ("killed", "injured", "killed_or_injured")


def is_act(event: Mention) -> bool:
    """Whether a word tells of one incident: "the attack", "bombed"."""
    return isinstance(event.value, Event) and not event.value.is_plural


def is_several(event: Mention) -> bool:
    """Whether a word tells of several incidents: "clashes", "raids"."""
    told = event.value
    return isinstance(told, Event) and told.is_plural and told.is_nominal


def is_holding(clause: Clause) -> bool:
    """Whether an outcome goes on until those whom it befell are freed."""
    outcome = clause.outcome.value
    return isinstance(outcome, Outcome) and outcome.code in HELD


def is_long(period: Day) -> bool:
    """Whether a period is longer than an incident lasts, or open at one end."""
    if period.earliest is None or period.latest is None:
        return True
    return (period.latest - period.earliest).days >= LONGEST_INCIDENT

"""Figures and incidents as they were read become rows, with keys made from their words and evidence for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.keys import evidence_rows, row_id
from pipeline.model import (
    Annotated,
    Casualty,
    Evidence,
    Incident,
    Mention,
    PlaceName,
    Span,
    Speech,
    Thing,
)
from pipeline.tidy.casualties import Figure
from pipeline.tidy.incidents import Draft
from pipeline.tidy.inflictors import STATE_FORCES, actor_of
from pipeline.tidy.story import day_of, place_of
from pipeline.tidy.verbatim import verbatim

# Below this a person should look at the row before it is relied on.
DOUBTFUL = 0.5


def code_of(mention: Mention | None) -> str | None:
    """The code of a target or weapon."""
    return mention.value.code if mention is not None and isinstance(mention.value, Thing) else None


class RowMaker:
    """Makes the rows of one report."""

    def __init__(self, annotated: Annotated) -> None:
        self.annotated = annotated
        self.report = annotated.report
        self.evidence: list[Evidence] = []
        self.seen: Counter[str] = Counter()
        self.numbers = {mention.first: mention.last for mention in annotated.mentions["counts"]}

    def key(self, prefix: str, *parts: str) -> str:
        """A key of the words a row rests on; the same words told again count on, in the order of the text."""
        base = chr(31).join((prefix, *parts))
        self.seen[base] += 1
        return row_id(prefix, self.report.report_id, *parts, str(self.seen[base]))

    def prove(self, table: str, row: str, field: str | None, span: Span, rule: str) -> None:
        self.evidence += evidence_rows(self.report, table, row, field, span, rule)

    # -------------------------------------------------------------------------------- incidents

    def incident_ids(self, drafts: Sequence[Draft]) -> dict[int, str]:
        """The key of every incident, by the identity of its draft."""
        ids = {}
        for draft in drafts:
            words = verbatim(self.report, draft.anchor.span)
            where = verbatim(self.report, draft.place.span) if draft.place is not None else ""
            ids[id(draft)] = self.key("inc", words.lower(), where)
        return ids

    def incident(self, draft: Draft, ids: dict[int, str]) -> Incident:
        key = ids[id(draft)]
        day = day_of(draft.day)
        place = draft.place.value if draft.place is not None and isinstance(draft.place.value, PlaceName) else None
        perpetrator = actor_of(draft.perpetrator)
        self.prove_incident(key, draft)
        published = self.report.published_date
        return Incident(
            incident_id=key,
            report_id=self.report.report_id,
            parent_incident_id=ids[id(draft.parent)] if draft.parent is not None else None,
            incident_level="campaign" if draft.is_campaign else "incident",
            incident_type=draft.code,
            stage=draft.stage,
            date_earliest=day.earliest if day is not None else None,
            date_latest=day.latest if day is not None else published,
            date_precision=day.precision if day is not None else "on_or_before_report" if published else None,
            date_text=verbatim(self.report, draft.day.span) if draft.day is not None else None,
            place_id=place.place.place_id if place is not None and place.place is not None else None,
            place_text=verbatim(self.report, draft.place.span) if draft.place is not None else None,
            place_precision=place.precision if place is not None else None,
            target_type=code_of(draft.target),
            target_text=verbatim(self.report, draft.target.span) if draft.target is not None else None,
            weapon_type=self.weapon_type(draft),
            weapon_text=verbatim(self.report, draft.weapon.span) if draft.weapon is not None else None,
            perpetrator_actor_id=perpetrator.actor_id if perpetrator is not None else None,
            perpetrator_text=verbatim(self.report, draft.perpetrator.span) if draft.perpetrator is not None else None,
            perpetrator_basis=draft.perpetrator_code if draft.perpetrator is not None else "not_stated",
            reporting_clarity="aggregated" if draft.is_aggregated else "clear",
        )

    def weapon_type(self, draft: Draft) -> str:
        return code_of(draft.weapon) or WEAPON_OF.get(draft.code, "not_stated")

    def prove_incident(self, key: str, draft: Draft) -> None:
        reading = self.annotated.reading
        sentence = draft.scene.sentence
        # The row as a whole: the words around the anchor, in its sentence.
        first = max(sentence.first, draft.anchor.first - 12)
        last = min(sentence.last, draft.anchor.last + 16)
        self.prove("incidents", key, None, reading.span(first, last), draft.anchor.rule)
        for field, mention in (
            ("incident_type", draft.anchor),
            ("date_text", draft.day),
            ("place_text", draft.place),
            ("target_text", draft.target),
            ("weapon_text", draft.weapon),
            ("perpetrator_text", draft.perpetrator),
        ):
            if mention is not None:
                self.prove("incidents", key, field, mention.span, mention.rule)

    # -------------------------------------------------------------------------------- casualties

    def casualty_id(self, figure: Figure) -> str:
        group = figure.group
        # A key of a name would tell the name to whoever tries it; the place in the text tells nothing.
        words = self.annotated.reading.quote(group.first, group.last).lower() if not group.is_named else ""
        return self.key("cas", figure.outcome, " ".join(words.split()))

    def casualty(self, figure: Figure, keys: dict[int, str], incident_ids: dict[int, str]) -> Casualty:
        """The row of a figure; `keys` and `incident_ids` are by the identity of figures and drafts."""
        key = keys[id(figure)]
        parent = keys[id(figure.parent)] if figure.parent is not None else None
        replaced_by = keys[id(figure.replaced_by)] if figure.replaced_by is not None else None
        day = figure.period or (day_of(figure.draft.day) if figure.draft is not None else None)
        speech = figure.speech.value if figure.speech is not None and isinstance(figure.speech.value, Speech) else None
        speaker = speech.actor if speech is not None else None
        agent = actor_of(figure.agent)
        role = self.speaker_role(figure, speech)
        count = figure.count
        place, place_text = self.place_of(figure)
        rule = f"casualties.{figure.clause.rule}"
        self.prove_casualty(key, figure, rule)
        return Casualty(
            casualty_id=key,
            incident_id=incident_ids[id(figure.draft)] if figure.draft is not None else None,
            report_id=self.report.report_id,
            outcome=figure.outcome,
            victim_group=figure.victim_group,
            victim_text=self.victim_text(figure),
            sex=figure.sex,
            age_group=figure.age,
            count_text=self.count_text(figure),
            count_low=count.low,
            count_high=count.high,
            count_point=count.point,
            count_qualifier=count.qualifier,
            figure_scope=figure.scope,
            component_of_casualty_id=parent,
            overlap=self.overlap(figure, parent),
            period_earliest=day.earliest if day is not None else None,
            period_latest=day.latest if day is not None else None,
            place_id=place,
            place_text=place_text,
            speaker_actor_id=speaker.actor_id if speaker is not None else None,
            speaker_text=verbatim(self.report, speech.speaker) if speech is not None and speech.speaker else None,
            speaker_role=role,
            attribution_verb=speech.verb if speech is not None else None,
            status_basis=self.status_basis(figure, role),
            inflicted_by_actor_id=agent.actor_id if agent is not None else None,
            rank="normal" if replaced_by is None else "deprecated",
            superseded_by_casualty_id=replaced_by,
            change_reason=why_replaced(figure),
            rule_id=rule,
            confidence=figure.confidence,
            review_status="work_needed" if figure.confidence < DOUBTFUL else "machine",
        )

    def overlap(self, figure: Figure, parent: str | None) -> str:
        if parent is not None:
            return "included_in_parent"
        if len([g for g in figure.clause.groups if g.count is not None]) > 1 or figure.scope == "increment":
            return "additive"
        return "unknown"

    def victim_text(self, figure: Figure) -> str | None:
        """The noun with the words that class it, verbatim; never a name."""
        group = figure.group
        if group.noun is None:
            return None
        is_apart = group.noun.last > group.last  # "six of the dead were policemen"
        counted = group.count_span is not None and group.count_span[1] <= group.noun.first and not is_apart
        first = group.count_span[1] if group.count_span is not None and counted else group.noun.first
        words = self.annotated.reading.words
        while first < group.noun.first and (words[first] in NOT_OF_THE_NOUN or first in self.numbers):
            first = self.numbers.get(first, first + 1)  # "six of the ten hostages"
        return verbatim(self.report, self.annotated.reading.span(first, group.noun.last))

    def count_text(self, figure: Figure) -> str | None:
        span = figure.group.count_span
        return verbatim(self.report, self.annotated.reading.span(*span)) if span is not None else None

    def place_of(self, figure: Figure) -> tuple[str | None, str | None]:
        """Where the people counted were: the place of the figure's sentence, else that of its incident."""
        draft = figure.draft
        if figure.place is not None:
            place = place_of(figure.place)
            return (place.place_id if place is not None else None), verbatim(self.report, figure.place.span)
        if draft is not None and draft.place is not None and draft.scene is figure.scene:
            place = place_of(draft.place)
            return (place.place_id if place is not None else None), verbatim(self.report, draft.place.span)
        if figure.scene.places:
            mention = figure.scene.places[0]
            place = place_of(mention)
            return (place.place_id if place is not None else None), verbatim(self.report, mention.span)
        place = place_of(draft.place) if draft is not None else None
        return (place.place_id if place is not None else None), None

    def speaker_role(self, figure: Figure, speech: Speech | None) -> str:
        """Officials of no named office who count those their own forces killed speak for a party."""
        if speech is None:
            return "media_own"
        agent = actor_of(figure.agent)
        own_side = agent is not None and agent.actor_type in STATE_FORCES and figure.victim_group == "militant"
        unnamed = speech.actor is not None and speech.actor.actor_type == "government" and speech.actor.is_placeholder
        if speech.role == "authority" and unnamed and own_side:
            return "involved_party"
        return speech.role

    def status_basis(self, figure: Figure, role: str) -> str:
        match role:
            case "involved_party":
                return "claimed_by_involved_party"
            case "authority":
                return "official"
            case "medical" | "un" | "ngo":
                return "independent"
            case "media_own":
                return "reporter"
            case _:
                return "not_stated"

    def telling(self, figure: Figure) -> Span:
        """The words a figure as a whole is told in."""
        reading, group = self.annotated.reading, figure.group
        first = min(group.first, figure.clause.outcome.first)
        last = max(group.last, figure.clause.outcome.last)
        if group.is_named:
            first, last = figure.clause.outcome.first, figure.clause.outcome.last  # the name goes into no table
        if figure.scope == "component" and group not in figure.clause.groups:
            first, last = group.first, group.last
        return reading.span(first, last)

    def prove_casualty(self, key: str, figure: Figure, rule: str) -> None:
        told = {self.telling(figure): rule}
        for again in figure.retold:
            told.setdefault(self.telling(again), f"casualties.{again.clause.rule}")  # two of one clause have one span
        for span, its_rule in told.items():
            self.prove("casualties", key, None, span, its_rule)
        reading, group = self.annotated.reading, figure.group
        if group.count_span is not None:
            self.prove("casualties", key, "count_text", reading.span(*group.count_span), rule)
        if group.noun is not None:
            self.prove("casualties", key, "victim_text", group.noun.span, group.noun.rule)
        self.prove("casualties", key, "outcome", figure.clause.outcome.span, figure.clause.outcome.rule)
        if figure.speech is not None and isinstance(figure.speech.value, Speech) and figure.speech.value.speaker:
            self.prove("casualties", key, "speaker_text", figure.speech.value.speaker, figure.speech.rule)
        if figure.agent is not None:
            self.prove("casualties", key, "inflicted_by_actor_id", figure.agent.span, figure.agent.rule)


# Words between a count and its noun that say nothing of who the people are: "two more of the policemen".
NOT_OF_THE_NOUN = frozenset(
    {'"', "“", "of", "the", "these", "those", "their", "its", "more", "additional", "further", "other"}
)
# What a kind of incident says of the weapon where no word names it.
WEAPON_OF = {
    "grenade": "grenade",
    "suicide_bombing": "suicide_vest",
    "bombing_ied": "explosive",
    "shelling_missile": "artillery_or_missile",
    "air_or_drone_strike": "air_or_drone",
}


def why_replaced(figure: Figure) -> str | None:
    """Why a figure gives way to another one of its report, in words; None if it does not."""
    if figure.replaced_by is None:
        return None
    is_later = figure.replaced_by.outcome == figure.outcome
    return "the report itself gives a later figure" if is_later else "the report says that they died"

"""Who an incident is laid to, and on whose word.

The words before or behind the incident come first ("militants attacked"); without them who is said to have inflicted
its figures; then who claimed it, and whom others blame for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from pipeline.known_actors import STATE_TYPES
from pipeline.model import Actor, ActorName, Allegation, Annotated, Charge, Incident, Mention, Span, Speech
from pipeline.spoken import SpokenWords
from pipeline.tidy.allegations import ATTRIBUTIONS, CLAIMS
from pipeline.tidy.casualties import Figure
from pipeline.tidy.doers import BOUNDARY
from pipeline.tidy.incidents import Draft
from pipeline.tidy.inflictors import actor_of, cleared, is_cleared

GROUPS = frozenset({"rebel_group", "militia", "criminal_group"})
ATTACKERS = GROUPS | {"unidentified_armed"}
# An arrest is laid to nobody, and a clash has two sides and no target.
WITHOUT_PERPETRATOR = frozenset({"arrest", "weapons_defused", "armed_clash"})
# They tell of an incident, or help, or nobody knows what they are; a sentence that names them beside one does not say
# that they did it.
BYSTANDERS = frozenset({"media", "ngo", "un", "judiciary", "unknown"})
FIRST = attrgetter("first")
# How many words may stand between a word of doubt and who is said to have acted.
DOUBT_REACH = 6
ABDUCTION = "abduction_or_hostage"
BASES = {
    "authority": "accused_by_authorities",
    "involved_party": "accused",
    "medical": "accused",
    "witness": "accused",
    "ngo": "accused",
    "un": "accused",
    "media_own": "reported_as_fact",
    "unknown": "reported_as_fact",  # "a report says"
}
# The certainty of a charge (the scale of MUC-4) as the basis of a perpetrator; a code that is not here is its own.
BASIS_OF_CERTAINTY = {"claimed_or_admitted": "claimed"}


def name_perpetrators(annotated: Annotated, drafts: Sequence[Draft], figures: Sequence[Figure]) -> None:
    """Set `perpetrator` and `perpetrator_code` of every draft whose own words or figures tell."""
    scopes = SpokenWords(annotated.mentions["speech"])
    of_draft: dict[int, list[Figure]] = {}
    for figure in figures:
        of_draft.setdefault(id(figure.draft), []).append(figure)
    groups = named_groups(annotated)
    acquitted = cleared(annotated)
    for draft in drafts:
        if draft.perpetrator is None:
            told = of_draft.get(id(draft), ())
            draft.perpetrator = inflictor(told) or (captor(told) if draft.code == ABDUCTION else None)
        if draft.code in WITHOUT_PERPETRATOR or kind_of(draft.perpetrator) in BYSTANDERS:
            draft.perpetrator = None
        if draft.perpetrator is not None and is_cleared(draft.perpetrator, acquitted):
            draft.perpetrator = None
        if draft.perpetrator is not None:
            draft.perpetrator_code = basis(annotated, draft.perpetrator, scopes)
            draft.perpetrator = named_once(annotated, draft.perpetrator, groups)
        if draft.code == "security_operation" and kind_of(draft.perpetrator) in GROUPS:
            draft.code = "armed_assault"  # "a raid by the rebels"
        if draft.code == "other" and draft.anchor.kind == "outcomes" and kind_of(draft.perpetrator) in ATTACKERS:
            draft.code = "armed_assault"  # "Gunmen killed 40 villagers": no other word says what they did


def named_groups(annotated: Annotated) -> tuple[Actor, ...]:
    """The armed groups that a report names, each once."""
    named = {
        m.value.actor.actor_id: m.value.actor
        for m in annotated.mentions["actors"]
        if isinstance(m.value, ActorName) and m.value.actor.actor_type in GROUPS and not m.value.actor.is_placeholder
    }
    return tuple(named.values())


def named_once(annotated: Annotated, perpetrator: Mention, groups: Sequence[Actor]) -> Mention:
    """ "The guerrillas" of a report that names one armed group are that group's; the words stay as they are."""
    told = perpetrator.value
    if not isinstance(told, ActorName) or not (told.actor.is_placeholder and told.actor.actor_type in GROUPS):
        return perpetrator
    reading = annotated.reading
    before = reading.words[perpetrator.first - 1] if perpetrator.first else ""
    if before != "the" and reading.words[perpetrator.first] != "the":
        return perpetrator
    if len(groups) != 1:
        return perpetrator
    return replace(perpetrator, value=replace(told, actor=groups[0]))


def kind_of(mention: Mention | None) -> str:
    """The type of an actor; empty where there is none."""
    actor = actor_of(mention)
    return actor.actor_type if actor is not None else ""


def inflictor(figures: Sequence[Figure]) -> Mention | None:
    """Who inflicted a figure of an incident, unless those killed are the attackers, or people were only freed."""
    for figure in figures:
        if figure.agent is not None and figure.victim_group != "militant" and figure.outcome != "freed":
            return figure.agent
    return None


def captor(figures: Sequence[Figure]) -> Mention | None:
    """Those who held people they let go: "two engineers were released by the rebels", but not by the police."""
    freed = (figure.agent for figure in figures if figure.outcome == "freed")
    return next((agent for agent in freed if kind_of(agent) in ATTACKERS), None)


def basis(annotated: Annotated, perpetrator: Mention, scopes: SpokenWords) -> str:
    """On whose word: that of a charge which names them ("suspected rebels"), of the speaker, else the report's own."""
    charges = (m.value for m in annotated.mentions["allegations"] if isinstance(m.value, Charge))
    hedged = next((c for c in charges if c.certainty is not None and overlap(c.subject, perpetrator.span)), None)
    if hedged is not None and hedged.certainty is not None:
        return BASIS_OF_CERTAINTY.get(hedged.certainty, hedged.certainty)
    supposed = supposition(annotated, perpetrator)
    at = perpetrator.span.start
    inside = [m.value for m in scopes.around(at, at + 1) if isinstance(m.value, Speech)]
    if supposed is not None or not inside:
        return supposed or "reported_as_fact"
    speech = min(inside, key=lambda s: s.scope.end - s.scope.start)
    if speech.speaker is None:
        return "possible"  # "reportedly": nobody says so
    return basis_of_speaker(speech, perpetrator)


def supposition(annotated: Annotated, perpetrator: Mention) -> str | None:
    """What a word of doubt by those who are said to have done it makes of it: "apparently kidnapped by the group"."""
    hits = annotated.reading.hits["allegations"]
    first = bisect_left(hits, perpetrator.first - DOUBT_REACH, key=FIRST)
    for hit in hits[first : bisect_left(hits, perpetrator.last, first, key=FIRST)]:
        gap = annotated.reading.words[hit.last : perpetrator.first]
        if hit.entry.traits["part"] == "doubt" and BOUNDARY.isdisjoint(gap) and "," not in gap:
            return hit.entry.traits["certainty"]
        if hit.entry.traits.get("frame") == "alleged" and hit.last >= perpetrator.first:
            return hit.entry.traits["certainty"]
    return None


def basis_of_speaker(speech: Speech, perpetrator: Mention) -> str:
    """What a speaker's words make of it: who speaks of his own act owns to it, and an army accuses as an authority."""
    told = actor_of(perpetrator)
    if speech.actor is None or told is None:
        return BASES[speech.role]
    if speech.actor.actor_id == told.actor_id and not told.is_placeholder:
        return "claimed"
    return "accused_by_authorities" if speech.actor.actor_type in STATE_TYPES else BASES[speech.role]


def overlap(one: Span | None, other: Span) -> bool:
    return one is not None and one.start < other.end and other.start < one.end


def with_accused(incident: Incident, allegations: Iterable[Allegation], actors: Mapping[str, Actor]) -> Incident:
    """The incident, laid to who claims it or is blamed for it where its own words name nobody in particular.

    `actors` are by id; one of an unknown type is never a perpetrator.
    """
    about = [row for row in allegations if row.incident_id == incident.incident_id and row.polarity == "affirms"]
    known = actors.get(incident.perpetrator_actor_id or "")
    if known is not None and not known.is_placeholder:
        return replace(incident, perpetrator_basis="claimed") if is_claimed(incident, about) else incident
    for row in sorted(about, key=lambda row: RANKS.get(row.allegation_type, len(RANKS))):
        if row.allegation_type not in (RANKS if known is None else CLAIMS):
            continue
        is_claim = row.allegation_type in CLAIMS and row.subject_actor_id is None
        actor = row.speaker_actor_id if is_claim else row.subject_actor_id
        words = row.speaker_text if is_claim else row.subject_text
        if actor is None or actors[actor].actor_type == "unknown":
            continue
        is_better = known is None or not actors[actor].is_placeholder
        if is_better and words is not None and row.certainty is not None:
            code = BASIS_OF_CERTAINTY.get(row.certainty, row.certainty)
            return replace(incident, perpetrator_actor_id=actor, perpetrator_text=words, perpetrator_basis=code)
    return incident


def is_claimed(incident: Incident, about: Iterable[Allegation]) -> bool:
    """Whether those it is laid to say themselves that they did it."""
    who = incident.perpetrator_actor_id
    return any(row.allegation_type in CLAIMS and who in (row.subject_actor_id, row.speaker_actor_id) for row in about)


# Which charge says who did it, the strongest first.
RANKS = {kind: rank for rank, kind in enumerate((*sorted(CLAIMS, reverse=True), *sorted(ATTRIBUTIONS)))}

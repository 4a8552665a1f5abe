"""Who says what of whom: claims of responsibility, accusations, denials, condemnations, designations, charges.

"The FHF claimed responsibility for …" · "accused Chad and Sudan of arming the rebels" (two) · "a charge
Cairo has often denied" (answers the accusation before it)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal, cast

from pipeline.annotate.allegation_answers import (
    acquit,
    arrest,
    charge,
    claim,
    claim_by,
    claim_event,
    condemn,
    condemn_by,
    deny,
    designate,
    dispute,
    fighters,
    retract,
)
from pipeline.annotate.allegation_draft import Draft
from pipeline.annotate.allegation_frames import (
    accuse,
    attribute,
    blame,
    by_agent,
    hold,
    link,
    passive,
    responsible,
    suspect,
    took_part,
)
from pipeline.annotate.allegation_hints import alleged, involvement, labels, shelter, told_by_others
from pipeline.annotate.allegation_scene import Scene, Side, set_scene
from pipeline.annotate.surroundings import Surroundings
from pipeline.model import Charge, Hit, Mention

FRAMES: Mapping[str, Callable[[Scene, Hit], Iterator[Draft]]] = {
    "accuse": accuse,
    "acquit": acquit,
    "alleged": alleged,
    "arrest": arrest,
    "attribute": attribute,
    "blame": blame,
    "by_agent": by_agent,
    "charge": charge,
    "claim": claim,
    "claim_by": claim_by,
    "claim_event": claim_event,
    "condemn": condemn,
    "condemn_by": condemn_by,
    "deny": deny,
    "designate": designate,
    "dispute": dispute,
    "fighters": fighters,
    "hold": hold,
    "involvement": involvement,
    "link": link,
    "passive": passive,
    "responsible": responsible,
    "retract": retract,
    "shelter": shelter,
    "suspect": suspect,
    "took_part": took_part,
}
# Frames that a negation or a modal does not undo: "may be behind" is one of their forms.
ALWAYS_REAL = frozenset({"passive", "alleged", "involvement", "shelter", "retract", "dispute"})
# What a hedge makes of an attribution: "suspected rebels", "may be behind".
HEDGED = frozenset({"accused", "possible"})
# How far before the trigger a negation undoes it, and "repeatedly" repeats it.
NEGATION_REACH, REPEAT_REACH = 12, 5
CLAUSE_SIGNS = frozenset({",", ";", ".", '"', "—", "--", ":"})
ANSWERED = frozenset(
    {
        "attribution_by_authority",
        "attribution_by_other",
        "accusation_of_sponsorship",
        "accusation_of_sheltering",
        "accusation_of_abuse",
        "investigation_or_charge",
        "responsibility_claim",
    }
)


def find_allegations(around: Surroundings, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """Every allegation of the report, in order; two parties accused are two."""
    if not around.reading.hits["allegations"] and not found.get("speech"):
        return ()
    scene = set_scene(around, found)
    drafts = sorted(
        (
            draft
            for hit in scene.parts.get("trigger", ())
            if is_real(scene, hit)
            for draft in FRAMES[hit.entry.traits["frame"]](scene, hit)
        ),
        key=lambda draft: draft.trigger.first,
    )
    drafts += labels(scene, tuple(drafts))
    drafts += told_by_others(scene)
    drafts.sort(key=lambda draft: draft.trigger.first)
    finished = [finish(scene, draft) for draft in told_once(drafts)]
    return tuple(as_mention(scene, draft) for draft in answered(scene, finished))


def is_real(scene: Scene, hit: Hit) -> bool:
    """Whether it was said: not "no group has claimed", "would condemn", "refused to blame"."""
    if hit.entry.traits["frame"] in ALWAYS_REAL:
        return True
    around, at = scene.around, hit.first
    sentence = around.sentence(hit.first)
    if at > sentence.first and around.classes.get(at - 1) in ("to", "modal", "not"):
        return False
    first = max(sentence.first, at - NEGATION_REACH)
    clause = next((i + 1 for i in range(at - 1, first - 1, -1) if around.reading.words[i] in CLAUSE_SIGNS), first)
    if any(around.classes.get(i) in ("not", "modal") for i in range(max(clause, at - 3), at)):
        return False
    return scene.within("negation", clause, at) is None and scene.within("unreal", clause, at) is None


def told_once(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Each statement once: one trigger makes one draft a party, and a hedge repeated in a report is one statement."""
    seen: set[tuple[object, ...]] = set()
    for draft in drafts:
        subject = draft.subject.actor.actor_id if draft.subject is not None else None
        speaker = draft.speaker.actor.actor_id if draft.speaker is not None else draft.speaker_span
        weak = draft.trigger.entry.traits.get("certainty") in HEDGED or draft.trigger.entry.id == "by_agent"
        key = (subject, speaker, draft.allegation_type, None if weak else draft.trigger.first)
        if key not in seen:
            seen.add(key)
            yield draft


def finish(scene: Scene, draft: Draft) -> Draft:
    """The draft with its clause, medium, depth and whether it is said again."""
    hit, around = draft.trigger, scene.around
    sentence = around.sentence(hit.first)
    sides = [side for side in (draft.speaker, draft.subject, draft.beneficiary) if side is not None]
    inside = [side for side in sides if sentence.first <= side.first < sentence.last]
    first = min([hit.first, *(side.first for side in inside), *([draft.first] if draft.first else [])])
    last = max([hit.last, *(side.last for side in inside)])
    words = around.reading.words
    while last < sentence.last and words[last] not in CLAUSE_SIGNS:
        last += 1
    repeated = scene.within("repeated", max(sentence.first, hit.first - REPEAT_REACH), hit.first) is not None
    return replace(
        draft,
        first=first,
        last=last,
        depth=depth_of(scene, draft),
        medium=medium_of(scene, draft, sentence.first, sentence.last),
        is_repeated=repeated,
    )


def depth_of(scene: Scene, draft: Draft) -> int:
    """0 where the report itself says it, 1 where somebody does, 2 where somebody says that somebody does."""
    if draft.speaker is None and draft.speaker_span is None:
        return 0
    holder = scene.holder(draft.trigger.first, draft.trigger.last)
    if holder is None or draft.speaker is None or holder.actor is None:
        return 1
    return 1 if holder.actor.actor_id == draft.speaker.actor.actor_id else 2


def medium_of(scene: Scene, draft: Draft, first: int, last: int) -> str:
    """How a claim or denial was made known, where its sentence says it."""
    if draft.allegation_type not in ("responsibility_claim", "responsibility_denial", "denial_of_accusation"):
        return "unknown"
    hit = scene.within("medium", first, last)
    return hit.entry.means if hit is not None else "unknown"


def answered(scene: Scene, drafts: list[Draft]) -> Iterator[Draft]:
    """Denials with the accusation they answer: the nearest before them against the same party."""
    told: list[Draft] = []
    for draft in drafts:
        if draft.points_back:
            draft = with_answer(scene, draft, told)
        told.append(draft)
        yield draft


def with_answer(scene: Scene, draft: Draft, told: list[Draft]) -> Draft:
    for earlier in reversed(told):
        same = (
            earlier.subject is not None
            and draft.subject is not None
            and earlier.subject.actor.actor_id == draft.subject.actor.actor_id
        )
        own_words = (
            earlier.speaker is not None
            and draft.speaker is not None
            and (earlier.speaker.actor.actor_id == draft.speaker.actor.actor_id)
        )
        if same and not own_words and earlier.allegation_type in ANSWERED and earlier.polarity == "affirms":
            span = scene.around.reading.span(earlier.trigger.first, earlier.trigger.last)
            return replace(draft, act=draft.act or earlier.act, answers=span)
    return draft


def as_mention(scene: Scene, draft: Draft) -> Mention:
    reading = scene.around.reading
    speaker, subject, helped = draft.speaker, draft.subject, draft.beneficiary

    def words(side: Side | None) -> tuple[int, int]:
        return (side.first, side.last) if side is not None else (0, 0)

    charge_made = Charge(
        allegation_type=draft.allegation_type,
        act=draft.act,
        polarity=cast("Literal['affirms', 'denies']", draft.polarity),
        certainty=draft.certainty,
        speaker=reading.span(*words(speaker)) if speaker is not None else draft.speaker_span,
        speaker_actor=speaker.actor if speaker is not None else None,
        subject=reading.span(*words(subject)) if subject is not None else None,
        subject_actor=subject.actor if subject is not None else None,
        beneficiary=reading.span(*words(helped)) if helped is not None else None,
        beneficiary_actor=helped.actor if helped is not None else None,
        answers=draft.answers,
        medium=draft.medium,
        depth=draft.depth,
        is_repeated=draft.is_repeated,
        trigger=reading.span(draft.trigger.first, draft.trigger.last),
    )
    rule = f"{draft.trigger.entry.kind}.{draft.trigger.entry.id}"
    return Mention("allegations", reading.span(draft.first, draft.last), charge_made, rule, draft.first, draft.last)

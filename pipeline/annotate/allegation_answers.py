"""Frames of those who answer: claims of responsibility, denials, condemnations, designations, charges.

claim      "The FHF claimed responsibility for …" · never "the blast claimed 12 lives", "no group has claimed"
deny       "Kabul denied the accusation" · "a charge Cairo has often denied" · never "was denied entry"
condemn    "The army condemned the attacks" · designate "designated the group as a terrorist organization"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.annotate.allegation_acts import Act, act_within, complement_end
from pipeline.annotate.allegation_draft import Draft, attribution
from pipeline.annotate.allegation_frames import REACH, speaker_of
from pipeline.annotate.allegation_scene import NO_ATTACK, Scene, Side, beginning, code_of, inside
from pipeline.known_actors import ARMED_GROUP_TYPES
from pipeline.model import Event, Hit, Mention, Speech

# How many words behind "claims" an attack may stand, and what shows that a sentence is claimed to be true.
NEAR_EVENT = 5
AUXILIARIES = frozenset({"be", "have", "modal"})
SAYS_MORE = AUXILIARIES | frozenset({"relative", "not", "to", "pronoun", "of", "preposition"})
# Verbs that also refuse a motion or an offer: they answer an accusation only where one is named behind them.
REFUSING = frozenset({"rejected", "rejects", "reject", "dismissed", "dismisses", "dismissing"})


def as_side(speaker: Side | Speech | None) -> Side | None:
    return speaker if isinstance(speaker, Side) else None


def claim(scene: Scene, hit: Hit) -> Iterator[Draft]:
    subject = as_side(speaker_of(scene, hit)) or group_before(scene, hit)
    if subject is not None and subject.actor.actor_type in ("media", "civilians", "police"):
        return
    if scene.around.classes.get(hit.last) not in AUXILIARIES:  # "claimed the attack was staged"
        yield claimed(hit, subject)


def claim_event(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "ISIS claims the airport attack", "claimed Monday's bombing": an armed group, and an attack close behind."""
    subject = as_side(speaker_of(scene, hit))
    if subject is None or subject.actor.actor_type not in ARMED_GROUP_TYPES:
        return
    last = min(scene.around.sentence(hit.first).last, hit.last + NEAR_EVENT)
    told = next(iter(beginning(scene.violence[0], hit.last, last)), None)
    if told is None or code_of(told) in NO_ATTACK or not is_nominal(told):
        return
    between = range(hit.last, told.first)
    behind = scene.around.classes.get(told.last)
    if behind not in AUXILIARIES and not any(scene.around.classes.get(at) in SAYS_MORE for at in between):
        yield claimed(hit, subject)


def is_nominal(told: Mention | Hit) -> bool:
    return isinstance(told, Mention) and isinstance(told.value, Event) and told.value.is_nominal


def claimed(hit: Hit, subject: Side | None) -> Draft:
    return Draft(
        trigger=hit,
        allegation_type="responsibility_claim",
        act="carried_out",
        certainty="claimed_or_admitted",
        speaker=subject,
        subject=subject,
    )


def group_before(scene: Scene, hit: Hit) -> Side | None:
    """The armed group named last before the claim in its sentence."""
    first = scene.around.sentence(hit.first).first
    groups = [side for side in inside(scene.sides, first, hit.first) if side.actor.actor_type in ARMED_GROUP_TYPES]
    return groups[-1] if groups else None


def claim_by(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "an attack claimed by the group"."""
    found = scene.sides_from(hit.last, scene.around.sentence(hit.first).last)
    if found and found[0].actor.actor_type in ARMED_GROUP_TYPES:
        yield claimed(hit, found[0])


def fighters(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "The group said its fighters attacked …", "said it carried out …"."""
    holder = scene.holder(hit.first, hit.last)
    last = scene.around.sentence(hit.first).last
    if holder is None or holder.actor is None or holder.actor.actor_type not in ARMED_GROUP_TYPES:
        return
    words = scene.around.reading.words
    acts = any(word in ("carried", "behind", "responsible") for word in words[hit.first : hit.last])
    if acts or does_violence(scene, hit.last, min(last, hit.last + REACH)):
        side = next((s for s in scene.sides if s.actor.actor_id == holder.actor.actor_id and s.last <= hit.first), None)
        if side is not None:
            near = [s for s in scene.sides if s.actor.actor_id == side.actor.actor_id and s.last <= hit.first]
            yield claimed(hit, near[-1])


def does_violence(scene: Scene, first: int, last: int) -> bool:
    """Whether the next verb is an attack, and not suffered: "its fighters attacked", not "… were killed"."""
    told = scene.violence_in(first, last)
    return told is not None and not any(scene.around.classes.get(at) == "be" for at in range(first, told.first))


def deny(scene: Scene, hit: Hit) -> Iterator[Draft]:
    words, sentence = scene.around.reading.words, scene.around.sentence(hit.first)
    if scene.around.classes.get(hit.first - 1) == "be":
        return  # "was denied entry"
    if words[hit.last - 1] in ("by", "from") and hit.last - hit.first == 2 and words[hit.first].startswith("denial"):
        found = scene.sides_from(hit.last, sentence.last)
        denier = found[0] if found else None
    else:
        denier = as_side(speaker_of(scene, hit))
    if denier is None:
        return
    before = scene.before_article(denier)
    before -= scene.around.classes.get(before - 1) == "relative"
    noun = next((noun for noun in scene.parts.get("noun", ()) if noun.last == before), None)
    draft = Draft(hit, "denial_of_accusation", polarity="denies", speaker=denier, subject=denier, points_back=True)
    if noun is not None:
        yield replace(draft, first=noun.first)
        return
    yield from denied_object(
        scene, hit, draft, complement_end(scene, hit.last) if hit.last < sentence.last else hit.last
    )


def denied_object(scene: Scene, hit: Hit, draft: Draft, last: int) -> Iterator[Draft]:
    """What is denied: one's own part, an accusation, or an act."""
    own, noun = scene.within("own", hit.last, last), scene.within("noun", hit.last, last)
    if own is not None and (noun is None or own.first < noun.first) and own.first - hit.last < REACH // 2:
        yield replace(draft, allegation_type="responsibility_denial", act="carried_out", last=last)
    elif noun is not None and noun.first - hit.last < REACH // 2:
        yield replace(draft, last=last)
    elif scene.around.reading.words[hit.first] not in REFUSING:
        subject = denied_subject(scene, hit, draft, last)
        that = scene.around.reading.words[hit.last : hit.last + 1] == ("that",)
        act = act_within(scene, hit.last + that, last, None)
        if act is not None and subject is not None and not (that and is_suffered(scene, act, hit.last, last)):
            own_act = act.code in ("carried_out", "planned")
            kind = "responsibility_denial" if own_act and subject is draft.subject else "denial_of_accusation"
            yield replace(
                draft, allegation_type=kind, act=act.code, beneficiary=act.beneficiary, subject=subject, last=last
            )


def is_suffered(scene: Scene, act: Act, first: int, last: int) -> bool:
    """Whether harm is told of as suffered, by nobody in particular: "denied that any of its soldiers were killed"."""
    told = scene.violence_in(first, last)
    return act.code == "carried_out" and told is not None and scene.around.classes.get(told.first - 1) == "be"


def denied_subject(scene: Scene, hit: Hit, draft: Draft, last: int) -> Side | None:
    """Of whom it is denied: "denied that Nicaragua had sent weapons"; None where the words are about something else."""
    words, at = scene.around.reading.words, hit.last
    if at < last and words[at] == "that":
        at += 1
    found = scene.sides_from(at, last)
    if found:
        return found[0] if found[0].first - hit.last <= 3 else draft.subject
    opens = words[at] if at < last else ""
    own_words = opens.endswith("ing") or scene.around.classes.get(at) in ("pronoun", "definite") or at > hit.last
    act = scene.within("act", at, last)
    return draft.subject if own_words or (act is not None and act.first == at) else None


def condemn(scene: Scene, hit: Hit) -> Iterator[Draft]:
    last = min(scene.around.sentence(hit.first).last, hit.last + REACH)
    speaker = speaker_of(scene, hit)
    if speaker is None or scene.around.classes.get(hit.first - 1) == "be" or not scene.violence_within(hit.last, last):
        return
    found = scene.sides_from(hit.last, last)
    side, span = as_side(speaker), speaker.speaker if isinstance(speaker, Speech) else None
    accused = found[0] if found and found[0].first - hit.last <= 2 else None
    yield Draft(hit, "condemnation", speaker=side, speaker_span=span, subject=accused)


def condemn_by(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "drew condemnation from the United Nations"."""
    found = scene.sides_from(hit.last, scene.around.sentence(hit.first).last)
    if scene.around.reading.words[hit.last - 1] != "of":
        for side in found:
            yield Draft(hit, "condemnation", speaker=side)


def designate(scene: Scene, hit: Hit) -> Iterator[Draft]:
    sentence = scene.around.sentence(hit.first)
    before = scene.around.classes.get(hit.first - 1)
    if before in ("definite", "indefinite", "possessive"):
        return  # "the banned group"
    if "needs" in hit.entry.traits and scene.within("terror", hit.last, sentence.last) is None:
        return
    if before == "be":
        subject, speaker = scene.subject(hit.first - 1), scene.side_behind("by", hit.last, sentence.last)
        sides: tuple[Side, ...] = (subject,) if subject is not None else ()
    else:
        sides, speaker = scene.sides_from(hit.last, sentence.last), as_side(speaker_of(scene, hit))
        if speaker is None:
            return
    for side in sides:
        if side.actor.actor_type in ARMED_GROUP_TYPES | {"military", "paramilitary_state", "unknown"}:
            yield Draft(hit, "terrorist_designation", speaker=speaker, subject=side)


def charge(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "prosecutors charged X with …", "X was convicted of …"."""
    sentence = scene.around.sentence(hit.first)
    is_passive = scene.around.classes.get(hit.first - 1) == "be"
    last = complement_end(scene, hit.last) if hit.last < sentence.last else hit.last
    accused = scene.patient(hit.first) if is_passive else next(iter(scene.sides_from(hit.last, last)), None)
    speaker = scene.side_behind("by", hit.last, last) if is_passive else as_side(speaker_of(scene, hit))
    if accused is None or (speaker is None and not is_passive):
        return
    act = act_within(scene, hit.last, last, None)
    if act is not None:
        yield charged(scene, hit, accused, act, speaker)


def charged(scene: Scene, hit: Hit, accused: Side, act: Act, speaker: Side | None) -> Draft:
    draft = attribution(scene, hit, accused, act.code, speaker or scene.holder(hit.first, hit.last))
    if speaker is not None and not speaker.is_authority:
        return draft  # "the opposition leader charged the government with …"
    return replace(draft, allegation_type="investigation_or_charge", certainty="accused_by_authorities")


def arrest(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "police arrested X in connection with …": an arrest only where it says for what."""
    sentence, words = scene.around.sentence(hit.first), scene.around.reading.words
    last = min(sentence.last, hit.last + REACH)
    reason = next((at for at in range(hit.last, last) if words[at] in ("connection", "over", "for", "suspicion")), None)
    if reason is None:
        return
    is_passive = scene.around.classes.get(hit.first - 1) == "be"
    accused = scene.patient(hit.first) if is_passive else next(iter(scene.sides_from(hit.last, reason)), None)
    act = act_within(scene, reason, sentence.last, None)
    if accused is not None and act is not None:
        yield charged(scene, hit, accused, act, None if is_passive else as_side(speaker_of(scene, hit)))


def acquit(scene: Scene, hit: Hit) -> Iterator[Draft]:
    sentence = scene.around.sentence(hit.first)
    is_passive = scene.around.classes.get(hit.first - 1) == "be"
    accused = scene.patient(hit.first) if is_passive else next(iter(scene.sides_from(hit.last, sentence.last)), None)
    speaker = scene.side_behind("by", hit.last, sentence.last) if is_passive else as_side(speaker_of(scene, hit))
    if accused is not None:
        draft = Draft(hit, "exoneration", "carried_out", "denies", "acquitted", speaker=speaker, subject=accused)
        yield replace(draft, points_back=True)


def retract(scene: Scene, hit: Hit) -> Iterator[Draft]:
    side = as_side(speaker_of(scene, hit))
    if side is not None:
        yield Draft(hit, "retraction", polarity="denies", speaker=side, subject=side, points_back=True)


def dispute(scene: Scene, hit: Hit) -> Iterator[Draft]:
    side = as_side(speaker_of(scene, hit))
    if side is not None:
        yield Draft(hit, "dispute_of_figures", polarity="denies", speaker=side)

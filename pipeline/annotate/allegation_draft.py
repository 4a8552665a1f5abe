"""An allegation in the making: its parties as sides, and what kind of allegation an act makes.

Sponsoring, arming -> accusation_of_sponsorship · sheltering -> accusation_of_sheltering · harming civilians ->
accusation_of_abuse · carrying out, planning -> an attribution, by an authority or by others
"""

from __future__ import annotations

from bisect import bisect_left

from pipeline.annotate.allegation_scene import Scene, Side
from pipeline.model import Hit, Span, Speech, frozen

# What an act that is alleged makes of the allegation; every other act is an attribution.
TYPE_OF_ACT = {
    "sponsored": "accusation_of_sponsorship",
    "armed_or_trained": "accusation_of_sponsorship",
    "sheltered": "accusation_of_sheltering",
    "harmed_civilians": "accusation_of_abuse",
    "exploited": "accusation_of_abuse",
    "failed_to_prevent": "accusation_of_abuse",
}
HELPING_ACTS = frozenset({"sponsored", "armed_or_trained", "sheltered"})


@frozen
class Draft:
    """One allegation. `first`/`last` are the tokens of the clause that carries it; `answers` is of an earlier draft."""

    trigger: Hit
    allegation_type: str
    act: str | None = None
    polarity: str = "affirms"
    certainty: str | None = None
    speaker: Side | None = None
    speaker_span: Span | None = None  # of a speaker who is no party: "Khan Muhammad said"
    subject: Side | None = None
    beneficiary: Side | None = None
    first: int = 0
    last: int = 0
    depth: int = 0
    medium: str = "unknown"
    is_repeated: bool = False
    answers: Span | None = None
    points_back: bool = False  # a denial that answers an accusation told before it


def attribution(scene: Scene, hit: Hit, subject: Side, act: str, speaker: Side | Speech | None) -> Draft:
    """An accusation of an act; the type follows from the act and from who accuses."""
    is_authority = isinstance(speaker, Side) and speaker.is_authority
    span, side = None, speaker if isinstance(speaker, Side) else None
    if isinstance(speaker, Speech):
        is_authority = speaker.role == "authority" or is_state(speaker)
        side, span = said_by(scene, speaker), speaker.speaker
    attributed = "attribution_by_authority" if is_authority else "attribution_by_other"
    certainty = hit.entry.traits.get("certainty", "accused")
    if is_authority:
        certainty = "accused_by_authorities"
    return Draft(
        trigger=hit,
        allegation_type=TYPE_OF_ACT.get(act, attributed),
        act=act,
        certainty=certainty,
        speaker=side,
        speaker_span=span,
        subject=subject,
    )


def is_state(speech: Speech) -> bool:
    from_state = ("military", "paramilitary_state", "intelligence", "police", "government", "judiciary")
    return speech.actor is not None and speech.actor.actor_type in from_state


def said_by(scene: Scene, speech: Speech) -> Side | None:
    """The party that speaks, found again by its words."""
    if speech.speaker is None or speech.actor is None:
        return None
    starts = scene.around.reading.starts
    token = bisect_left(starts, speech.speaker.start)
    side = scene.side_at.get(token)
    return side if side is not None and starts[token] == speech.speaker.start else None

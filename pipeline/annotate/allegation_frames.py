"""How accuser and accused stand to the word that accuses: one function a frame of the list of allegations.

accuse     "Haile accused Chad and Sudan of …" · "Chad was accused by Haile of …" · "whom Haile accuses of …"
blame      "blamed the army for …" · "blamed the raid on the army" · "a raid blamed on the army"
attribute  "attributed the raid to the army" · hold "held the army responsible for …"
link       "linked the army to the raid"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.annotate.allegation_acts import Act, act_within, complement_end
from pipeline.annotate.allegation_draft import Draft, attribution
from pipeline.annotate.allegation_scene import NO_ATTACK, Scene, Side, beginning, code_of
from pipeline.model import Hit, Speech

REACH = 14
# How many words may stand between taking part and what was taken part in.
NEAR = 5


def speaker_of(scene: Scene, hit: Hit) -> Side | Speech | None:
    """Who accuses: the subject of the verb, of a participle the subject of its sentence; else who says the words."""
    words = scene.around.reading.words[hit.first]
    side = scene.main_subject(hit.first) if words.endswith("ing") else scene.subject(hit.first)
    return side if side is not None else scene.holder(hit.first, hit.last)


def is_passive(scene: Scene, hit: Hit, *behind: str) -> bool:
    """Whether the accused stands before the verb: "was accused of", "attacks blamed on"."""
    before = scene.around.classes.get(hit.first - 1)
    words = scene.around.reading.words
    if words[hit.first].endswith("ing"):
        return False  # "unions are accusing the army"
    return before == "be" or (hit.last < len(words) and words[hit.last] in behind)


def accuse(scene: Scene, hit: Hit) -> Iterator[Draft]:
    around, last = scene.around, scene.around.sentence(hit.first).last
    if around.classes.get(hit.first - 1) in ("definite", "indefinite"):
        return  # "the accused"
    if is_passive(scene, hit, "of", "by", "over"):
        yield from accused_before(scene, hit, last)
        return
    accused = scene.sides_from(hit.last, last)
    if accused:
        first = accused[-1].last
        yield from accused_of(scene, hit, accused, first, speaker_of(scene, hit))


def accused_before(scene: Scene, hit: Hit, last: int) -> Iterator[Draft]:
    """ "X was accused by Y of …", "X, whom Y accused of …"."""
    accuser, accused = scene.side_behind("by", hit.last, min(last, hit.last + REACH)), scene.patient(hit.first)
    before = scene.subject(hit.first)
    if before is not None and scene.around.classes.get(scene.before_article(before) - 1) == "relative":
        accuser, accused = before, scene.behind_relative(before)  # None for one the lists do not have
    if accused is not None:
        speaker = accuser if accuser is not None else scene.holder(hit.first, hit.last)
        yield from accused_of(scene, hit, (accused,), hit.last, speaker)


def accused_of(
    scene: Scene, hit: Hit, accused: tuple[Side, ...], first: int, speaker: Side | Speech | None
) -> Iterator[Draft]:
    """One draft for each party accused, of the first act told behind them."""
    last = complement_end(scene, first) if first < scene.around.sentence(hit.first).last else first
    act = act_within(scene, first, last, accused[0])
    if act is None:
        return
    for side in accused:
        yield replace(attribution(scene, hit, side, act.code, speaker), beneficiary=act.beneficiary, last=last)


def blame(scene: Scene, hit: Hit) -> Iterator[Draft]:
    sentence, classes = scene.around.sentence(hit.first), scene.around.classes
    if is_passive(scene, hit, "for") and classes.get(hit.first - 1) == "be":
        accused = scene.side_behind("on", hit.last, sentence.last) or scene.patient(hit.first)
        speaker: Side | Speech | None = scene.side_behind("by", hit.last, sentence.last) or scene.holder(
            hit.first, hit.last
        )
        sides: tuple[Side, ...] = (accused,) if accused is not None else ()
    else:
        sides, speaker = blamed(scene, hit, sentence.last), speaker_of(scene, hit)
        if scene.around.reading.words[hit.last : hit.last + 1] == ("on",):
            subject = scene.subject(hit.first)
            relative = subject is not None and classes.get(scene.before_article(subject) - 1) == "relative"
            speaker = subject if relative else scene.holder(hit.first, hit.last)
    act = act_within(scene, sentence.first, sentence.last, None) or Act("carried_out", hit.last)
    for side in sides:
        yield attribution(scene, hit, side, "planned" if act.code == "planned" else "carried_out", speaker)


def blamed(scene: Scene, hit: Hit, last: int) -> tuple[Side, ...]:
    """Whom an active verb blames: right behind it, else behind "on"."""
    direct = scene.sides_from(hit.last, last)
    if direct:
        return direct
    behind = scene.side_behind("on", hit.last, last)
    if behind is None:
        return ()
    return scene.sides_from(behind.first, last)


def hold(scene: Scene, hit: Hit) -> Iterator[Draft]:
    last = min(scene.around.sentence(hit.first).last, hit.last + REACH)
    responsible = next(
        (at for at in range(hit.last, last) if scene.around.reading.words[at].startswith("responsib")), None
    )
    if responsible is None:
        return
    if scene.around.classes.get(hit.first - 1) == "be":
        before = scene.patient(hit.first)
        sides: tuple[Side, ...] = (before,) if before else ()
        speaker = scene.holder(hit.first, hit.last)
    else:
        sides, found = scene.sides_from(hit.last, responsible), speaker_of(scene, hit)
        speaker = found if isinstance(found, Speech) else None
        for side in sides:
            yield attribution(scene, hit, side, "carried_out", found)
        return
    for side in sides:
        yield attribution(scene, hit, side, "carried_out", speaker)


def attribute(scene: Scene, hit: Hit) -> Iterator[Draft]:
    last = scene.around.sentence(hit.first).last
    accused = scene.side_behind("to", hit.last, last)
    if accused is None:
        return
    passive = is_passive(scene, hit, "to")
    speaker = scene.holder(hit.first, hit.last) if passive else speaker_of(scene, hit)
    if passive and (by := scene.side_behind("by", hit.last, last)) is not None:
        yield attribution(scene, hit, accused, "carried_out", by)
        return
    for side in scene.sides_from(accused.first, last):
        yield attribution(scene, hit, side, "carried_out", speaker)


def link(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "documents linking the ELN to the murder", "the ELN has been linked to the attack"."""
    sentence, words = scene.around.sentence(hit.first), scene.around.reading.words
    reach = range(hit.last, min(sentence.last, hit.last + REACH))
    joined = next((at for at in reach if words[at] in ("to", "with", "in")), None)
    if joined is None or not scene.violence_within(joined, sentence.last):
        return
    if is_passive(scene, hit, "to", "with", "in"):
        accused = scene.patient(hit.first)
        sides: tuple[Side, ...] = (accused,) if accused is not None else ()
        speaker: Side | Speech | None = scene.holder(hit.first, hit.last)
    else:
        sides, speaker = scene.sides_from(hit.last, joined), speaker_of(scene, hit)
    for side in sides:
        yield attribution(scene, hit, side, "carried_out", speaker)


def suspect(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "police suspect the ELN", "suspect that the ELN carried out …"."""
    subject, last = scene.subject(hit.first), scene.around.sentence(hit.first).last
    first = hit.last + (scene.around.reading.words[hit.last : hit.last + 1] == ("that",))
    for side in scene.sides_from(first, last) if subject is not None else ():
        if not side.actor.is_placeholder:
            yield attribution(scene, hit, side, "carried_out", subject)


def passive(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "the ELN is suspected of …", "the ELN may be behind …"."""
    accused, last = (
        scene.subject(hit.first),
        complement_end(scene, hit.last) if hit.last < len(scene.around.reading.words) else hit.last,
    )
    if accused is None or accused.actor.is_placeholder:
        return
    act = act_within(scene, hit.last, last, accused) or Act("carried_out", hit.last)
    yield attribution(scene, hit, accused, act.code, scene.holder(hit.first, hit.last))


def responsible(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "X said the army was responsible for …"; without somebody who says so it is no allegation."""
    around, last = scene.around, scene.around.sentence(hit.first).last
    holder = scene.holder(hit.first, hit.last)
    if holder is None:
        return
    named_behind = around.reading.words[hit.last - 1] == "of"
    behind = scene.sides_from(hit.last, last) if named_behind else ()
    accused = behind[0] if behind else None
    if accused is None and not named_behind and around.classes.get(hit.first - 1) in ("be", "adverb", "not"):
        at = hit.first
        while around.classes.get(at - 1) in ("be", "adverb", "have"):
            at -= 1
        accused = scene.subject(at)
    near = (hit.last, min(last, hit.last + REACH))
    if accused is None or not (named_behind or scene.violence_within(*near) or near[0] >= last - 1):
        return
    if not same_side(accused, holder):
        yield attribution(scene, hit, accused, "carried_out", holder)


def took_part(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "X said the army took part in the massacre"; without somebody who says so it is no allegation."""
    last = scene.around.sentence(hit.first).last
    holder, accused = scene.holder(hit.first, hit.last), scene.patient(hit.first)
    if holder is None or accused is None or accused.actor.is_placeholder:
        return
    if scene.violence_within(hit.last, min(last, hit.last + NEAR)):
        yield attribution(scene, hit, accused, "carried_out", holder)


def by_agent(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "carried out by the ELN, police said", "presumably by the ELN"."""
    last = scene.around.sentence(hit.first).last
    holder = scene.holder(hit.first, hit.last)
    if holder is None and "certainty" not in hit.entry.traits:
        return
    first = max(scene.around.sentence(hit.first).first, hit.first - REACH)
    told = (told for listed in scene.violence for told in beginning(listed, first, hit.last))
    if all(code_of(word) in NO_ATTACK for word in told):
        return
    for side in scene.sides_from(hit.last, last):
        if not side.actor.is_placeholder and not (holder is not None and same_side(side, holder)):
            yield attribution(scene, hit, side, "carried_out", holder)


def same_side(side: Side, speech: Speech) -> bool:
    """Whether the one who speaks is the party spoken of, or of the same state."""
    if speech.actor is None:
        return False
    if speech.actor.actor_id == side.actor.actor_id:
        return True
    states = ("military", "police", "government", "paramilitary_state", "intelligence", "person", "judiciary")
    both = speech.actor.actor_type in states and side.actor.actor_type in states
    return both and speech.actor.country_code == side.actor.country_code

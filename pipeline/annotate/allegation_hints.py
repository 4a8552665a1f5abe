"""Allegations without a verb of accusing: hints, labels, hedged adjectives, and attacks told by another side.

involvement "suggesting Indian involvement" · shelter "claiming its leaders operate from Afghan territory" · alleged "an
alleged Israeli airstrike" · labels that accuse by themselves · "the army said the ELN attacked the town"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from pipeline.annotate.allegation_draft import Draft, attribution
from pipeline.annotate.allegation_frames import same_side
from pipeline.annotate.allegation_scene import NO_ATTACK, Scene, Side, beginning, code_of, inside
from pipeline.annotate.surroundings import DETERMINERS, place_of
from pipeline.known_actors import ARMED_GROUP_TYPES, STATE_TYPES, government_of, state_body
from pipeline.model import Hit, Mention, Place, PlaceName, Speech

# How far before a hint its speaker's verb may stand ("suggesting alleged Indian involvement"), and a place behind it.
NEAR, NOUN_REACH = 8, 3
HEDGES = frozenset({"alleged", "suspected", "possible", "direct", "foreign", "active", "presumed", "covert"})


def involvement(scene: Scene, hit: Hit) -> Iterator[Draft]:
    accused = involved(scene, hit)
    if accused is None or denies_before(scene, hit):
        return
    speaker, certain = hinted_by(scene, hit)
    if speaker is None and not certain:
        return
    if accused.actor.actor_type in ARMED_GROUP_TYPES:
        yield attribution(scene, hit, accused, "carried_out", speaker)
    elif accused.actor.actor_type in STATE_TYPES:
        yield attribution(scene, hit, accused, "sponsored", speaker)


def involved(scene: Scene, hit: Hit) -> Side | None:
    """Who is involved: "Indian involvement", "India's hand", "the involvement of India"."""
    words, at = scene.around.reading.words, hit.first
    while at > 0 and words[at - 1] in HEDGES:
        at -= 1
    at -= words[at - 1] == "'s"
    side = scene.side_before.get(at)
    if side is not None:
        return side
    mention = scene.around.place_before.get(at)
    place = place_of(mention)
    if mention is not None and place is not None and place.country_code and stands_for_state(mention, place):
        actor = government_of(place.country_code, scene.around.lexicon)
        return Side(mention.first, mention.last, actor, "authority")
    last = scene.around.sentence(hit.first).last
    if hit.last < last and words[hit.last] in ("of", "by"):
        found = scene.sides_from(hit.last + 1, last)
        if found:
            return found[0]
        state = scene.state_of_place(hit.last + 1, last)
        if state is not None:
            return Side(state[0], state[1], state[2], "authority")
    return None


def stands_for_state(mention: Mention, place: Place) -> bool:
    demonym = isinstance(mention.value, PlaceName) and mention.value.role == "demonym"
    return demonym or place.place_kind == "country"


def denies_before(scene: Scene, hit: Hit) -> bool:
    """Whether the hint is what somebody denies, or what nobody has found: "no evidence of …", "denied any …"."""
    first = max(scene.around.sentence(hit.first).first, hit.first - NEAR)
    triggers = beginning(scene.parts.get("trigger", ()), first, hit.first)
    denied = any(trigger.entry.traits["frame"] == "deny" for trigger in triggers)
    return denied or scene.within("negation", first, hit.first) is not None or has_not(scene, first, hit.first)


def has_not(scene: Scene, first: int, last: int) -> bool:
    return any(scene.around.classes.get(at) == "not" for at in range(first, last))


def hinted_by(scene: Scene, hit: Hit) -> tuple[Side | Speech | None, bool]:
    """Who hints: the subject of the verb of saying just before, else who says the words; and whether one does."""
    around = scene.around
    first = max(around.sentence(hit.first).first, hit.first - NEAR)
    verbs = [verb for verb in beginning(around.reading.hits["speech"], first, hit.first) if verb.entry.means == "say"]
    if verbs:
        word = around.reading.words[verbs[-1].first]
        side = scene.main_subject(verbs[-1].first) if word.endswith("ing") else scene.subject(verbs[-1].first)
        if side is not None:
            return side, True
    holder = scene.holder(hit.first, hit.last)
    hedged = around.reading.words[hit.first - 1] in HEDGES
    return holder, bool(verbs) or hedged


def shelter(scene: Scene, hit: Hit) -> Iterator[Draft]:
    last = scene.around.sentence(hit.first).last
    state = scene.state_of_place(hit.last, last)
    first = scene.around.sentence(hit.first).first
    helped = inside(scene.sides, first, hit.first)
    groups = [side for side in helped if side.actor.actor_type in ARMED_GROUP_TYPES]
    if state is None or not groups or denies_before(scene, hit):
        return
    speaker, _ = hinted_by(scene, hit)
    speaker = speaker if speaker is not None else scene.holder(hit.first, hit.last)
    if speaker is None or (isinstance(speaker, Side) and speaker in groups):
        return
    accused = Side(state[0], state[1], state[2], "authority")
    yield replace(attribution(scene, hit, accused, "sheltered", speaker), beneficiary=groups[-1])


def alleged(scene: Scene, hit: Hit) -> Iterator[Draft]:
    """ "an alleged Israeli airstrike", "suspected ELN guerrillas kidnapped …"."""
    around, last = scene.around, scene.around.sentence(hit.first).last
    holder = scene.holder(hit.first, hit.last)
    mention = around.place_at.get(hit.last)
    if mention is not None and isinstance(mention.value, PlaceName) and mention.value.role == "demonym":
        place = place_of(mention)
        end = min(last, mention.last + NOUN_REACH)
        if place is not None and place.country_code and struck(scene, mention.last, end):
            actor = state_body("Military", "military", place.country_code, around.lexicon)
            yield attribution(
                scene, hit, Side(mention.first, mention.last, actor, "involved_party"), "carried_out", holder
            )
        return
    side = scene.side_at.get(hit.last) or holding(scene, hit)
    near = side is not None and (struck(scene, side.last, min(last, side.last + NEAR)) or suffered_from(scene, hit))
    if side is not None and near and not side.actor.is_placeholder and side.actor.actor_type != "person":
        yield attribution(scene, hit, side, "carried_out", holder)


def suffered_from(scene: Scene, hit: Hit) -> bool:
    """Whether what happened is told before "by" and the hedge: "were kidnapped by alleged death squads"."""
    by = hit.first - (scene.around.classes.get(hit.first - 1) in DETERMINERS) - 1
    first = max(scene.around.sentence(hit.first).first, by - NEAR)
    return scene.around.classes.get(by) == "by" and struck(scene, first, by)


def holding(scene: Scene, hit: Hit) -> Side | None:
    """The party whose words begin with the hedge itself: "suspected ELN guerrillas"."""
    return scene.side_at.get(hit.first)


def struck(scene: Scene, first: int, last: int) -> bool:
    return scene.violence_within(first, last)


def labels(scene: Scene, known: tuple[Draft, ...]) -> Iterator[Draft]:
    """Names that accuse a state of sponsoring those they name, where somebody uses them and says nothing more."""
    for hit in scene.around.reading.hits["actors"]:
        state = hit.entry.traits.get("accuses")
        if state is None:
            continue
        side = scene.side_over(hit.first)
        holder = scene.holder(hit.first, hit.last)
        if side is None or holder is None:
            continue
        accused = Side(hit.first, hit.last, government_of(state, scene.around.lexicon), "authority")
        sentence = scene.around.sentence(hit.first)
        if not any(sentence.first <= draft.trigger.first < sentence.last and is_of(draft, accused) for draft in known):
            yield replace(attribution(scene, hit, accused, "sponsored", holder), beneficiary=side)


def is_of(draft: Draft, side: Side) -> bool:
    return draft.subject is not None and draft.subject.actor.actor_id == side.actor.actor_id


def told_by_others(scene: Scene) -> Iterator[Draft]:
    """Attacks by a named armed group, or by another state's forces, in the words of one who is not of that side."""
    for told in chain.from_iterable(scene.violence):
        if code_of(told) in NO_ATTACK:
            continue
        holder = scene.holder(told.first, told.last)
        if holder is None or holder.role not in ("authority", "involved_party", "witness", "ngo", "un"):
            continue
        side = agent(scene, told)
        if side is None or side.actor.is_placeholder or same_side(side, holder):
            continue
        foreign = side.actor.actor_type in STATE_TYPES and side.actor.country_code not in (None, country_of(holder))
        if side.actor.actor_type in ARMED_GROUP_TYPES or (foreign and holder.role == "involved_party"):
            draft = attribution(scene, as_hit(scene, told), side, "carried_out", holder)
            yield replace(draft, certainty="reported_as_fact")


def country_of(speech: Speech) -> str | None:
    return speech.actor.country_code if speech.actor is not None else None


def agent(scene: Scene, told: Mention | Hit) -> Side | None:
    """Who did what is told: the subject of an active verb, or who stands behind "by"."""
    words, last = scene.around.reading.words, scene.around.sentence(told.first).last
    if told.last < last and words[told.last] == "by":
        found = scene.sides_from(told.last + 1, last)
        return found[0] if found else None
    if scene.around.classes.get(told.first - 1) == "be" or is_noun(told):
        return None
    return scene.subject(told.first)


def is_noun(told: Mention | Hit) -> bool:
    traits = told.entry.traits if isinstance(told, Hit) else None
    if traits is not None:
        return traits.get("voice") not in ("active", "passive")
    return bool(getattr(getattr(told, "value", None), "is_nominal", True))


def as_hit(scene: Scene, told: Mention | Hit) -> Hit:
    """The word of violence as the trigger of the allegation."""
    return Hit(told.first, told.last, scene.around.lexicon.entry("allegations", "by_agent"))

"""Nouns that stand for a party, with the words around them that say which party it is.

"Kenyan forces" · "military sources" · "a senior police officer" · "guerrillas of the ELN" · "armed assailants"
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.annotate.surroundings import CLOSING, OPENING, Surroundings, place_of
from pipeline.known_actors import ARMED_GROUP_TYPES, ROLE_OF_TYPE, STATE_TYPES, make_actor, state_body
from pipeline.model import Actor, Hit, Place, frozen

# "spokesman for the Taliban", "officials from the interior ministry"
LINKS = frozenset({"of", "for", "from", "in", "at", "belonging to", "with"})
MOST_WORDS = 40  # of a noun with all that says whose it is


@frozen
class Party:
    """Tokens that stand for a party; `actor` is None until what they lead back to is known."""

    first: int
    last: int
    actor: Actor | None
    form: str
    role: str
    rule: str


@frozen
class Group:
    """Where the words that belong to a noun begin, and whose it is: a place's, or another party's."""

    first: int
    place: Place | None
    owner: Party | None


def noun_group(around: Surroundings, first: int, parties: list[Party], modifier_before: dict[int, int]) -> Group:
    """The group that ends in the noun at `first`: modifiers, one demonym or possessor."""
    words, place, owner, at = around.reading.words, None, None, first
    if is_twice_named(around, parties, first):
        return Group(parties[-2].first, None, parties[-2])
    while at > 0:
        possessor = at - 1 if words[at - 1] == "'s" else at
        mention = around.place_before.get(possessor)
        if place is None and owner is None and mention is not None:
            place, at = place_of(mention), mention.first
            if place is None:
                break
        elif owner is None and place is None and parties and is_owner(parties[-1], possessor, first):
            owner, at = parties[-1], parties[-1].first
        elif at in modifier_before:
            at = modifier_before[at]
        else:
            break
    return Group(at, place, owner)


def is_twice_named(around: Surroundings, parties: list[Party], noun: int) -> bool:
    """Whether a party and its other name in brackets stand right before a noun: "the ELN [Army of …] guerrillas"."""
    if len(parties) < 2 or parties[-1].last != noun - 1 or around.reading.words[noun - 1] not in CLOSING:
        return False
    name, other = parties[-2:]
    return name.last == other.first - 1 and around.reading.words[name.last] in OPENING and name.actor == other.actor


def is_owner(party: Party, possessor: int, noun: int) -> bool:
    """Whether a party ends where the possessor of a noun does, and is not itself a chain of owners without end."""
    return party.last == possessor and noun - party.first <= MOST_WORDS


def force_party(around: Surroundings, hit: Hit, group: Group) -> Party | None:
    """A body of a state. Without a word that says whose, it is the home country's: "the army", "police"."""
    traits, entry = hit.entry.traits, hit.entry
    owner = group.owner.actor if group.owner is not None else None
    form, role, rule = "name", traits["role"], f"actors.{entry.id}"
    country = around.country(group.place)
    if owner is not None and owner.actor_type in ARMED_GROUP_TYPES:
        return Party(group.first, hit.last, owner, form, role, rule)
    if owner is not None:
        country = owner.country_code or around.home
        if owner.actor_type in STATE_TYPES:
            return Party(group.first, hit.last, owner, form, role, rule)  # "army troops", "air force planes"
    elif group.place is None:
        if traits.get("owner") == "needed":
            return None
        country, form = around.home, "description"
    if group.place is not None and group.place.place_kind != "country":
        actor = make_actor(f"{group.place.name} {traits['name'].lower()}", entry.means, country)
    else:
        actor = state_body(traits["name"], entry.means, country, around.lexicon)
    return Party(group.first, hit.last, actor, form, role, rule)


def role_party(around: Surroundings, hit: Hit, group: Group) -> Party:
    """Somebody who speaks: for the party named beside the noun, else described by the noun."""
    entry, rule = hit.entry, f"actors.{hit.entry.id}"
    role = entry.traits["role"]
    if group.owner is not None and group.owner.actor is not None and role in ("authority", "unknown", "involved_party"):
        return replace(group.owner, first=group.first, last=hit.last, rule=rule)
    actor = make_actor(described(around, group, hit), entry.means, around.country(group.place), placeholder=True)
    return Party(group.first, hit.last, actor, "description", role, rule)


def attacker_party(around: Surroundings, hit: Hit, group: Group) -> Party:
    """People described by what they do: a party that is named beside the noun, else nobody in particular."""
    rule = f"actors.{hit.entry.id}"
    owner = group.owner.actor if group.owner is not None else None
    if owner is not None and group.owner is not None and owner.actor_type != "person":
        return replace(group.owner, first=group.first, last=hit.last, form="name", rule=rule)
    actor = make_actor(
        described(around, group, hit),
        hit.entry.means,
        around.country(group.place),
        placeholder=hit.entry.traits.get("placeholder") != "no",
    )
    return Party(group.first, hit.last, actor, "description", hit.entry.traits["role"], rule)


def described(around: Surroundings, group: Group, hit: Hit) -> str:
    """The words of the group that describe, without whose it is: "senior police officer"."""
    words, first = around.reading.words, group.first
    mention = around.place_at.get(first)
    if mention is not None and mention.last <= hit.first:
        first = mention.last
    return " ".join(word for word in words[first : hit.last] if word not in ("'s", ",", "the"))


def linked(around: Surroundings, party: Party, following: Party) -> Party | None:
    """ "guerrillas" and "the ELN" as one, where a preposition links them; None where none does."""
    words = around.reading.words
    link = " ".join(words[party.last : following.first]).removesuffix(" the").removesuffix(" of")
    if link not in LINKS or following.actor is None or following.actor.is_placeholder:
        return None
    if following.actor.actor_type in ("person", "media", "unknown"):
        return None
    role = ROLE_OF_TYPE.get(following.actor.actor_type, following.role)
    return replace(party, last=following.last, actor=following.actor, form="name", role=role)

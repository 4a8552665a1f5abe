"""Parties, authorities and organisations: who is named, described, or led back to.

"the Free Hills Front (FHF)" · "Kenyan forces" · "Interior Minister Ahmed Khan" · "armed assailants" ·
"the group" · "Cairo" in "which Cairo denied"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.annotate.actor_names import busy_tokens, name_after, organisation_party, person_party, short_forms
from pipeline.annotate.actor_nouns import (
    Party,
    attacker_party,
    force_party,
    linked,
    noun_group,
    role_party,
)
from pipeline.annotate.actor_references import led_back, speaking_ends
from pipeline.annotate.claimants import unlisted_groups
from pipeline.annotate.surroundings import DETERMINERS, Surroundings, place_of, skip_right, subject_ends
from pipeline.gazetteer import name_key
from pipeline.known_actors import ROLE_OF_TYPE, government_of
from pipeline.model import ActorName, Hit, Mention, Place, PlaceName

# Between an accusing verb and the state accused: "blamed on Iran", "accused by Kabul".
TOWARDS_PARTY = DETERMINERS | {"by", "preposition", "to", "of"}

# How many tokens may stand between a noun and whom or where it belongs to: "doctors at the town's hospital".
LINK_REACH = 4


def find_actors(around: Surroundings, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """Every mention of a party, in order; those of descriptions only where they speak, act or are accused."""
    parties = read_parties(around)
    parties += unlisted_groups(around, parties)
    parties += short_forms(around, parties)
    parties += state_parties(around)
    kept = without_overlap(parties)
    speaking = speaking_ends(around)
    return tuple(
        as_mention(around, party)
        for party in led_back(around, kept, speaking)
        if party.actor is not None and is_worth_telling(around, party, speaking)
    )


def as_mention(around: Surroundings, party: Party) -> Mention:
    assert party.actor is not None
    value = ActorName(party.actor, party.form, party.role)
    return Mention("actors", around.reading.span(party.first, party.last), value, party.rule, party.first, party.last)


def read_parties(around: Surroundings) -> list[Party]:
    """The parties that words of the list stand for, each with the words around it that belong to it."""
    parties: list[Party] = []
    modifier_before: dict[int, int] = {}
    busy = busy_tokens(around)
    places = {token: hit for hit in around.reading.hits.get("targets", ()) for token in range(hit.first, hit.last)}
    for hit in around.reading.hits["actors"]:
        if hit.entry.traits["part"] == "modifier":
            modifier_before[hit.last] = hit.first
        if parties and hit.first < parties[-1].last:
            continue
        party = read_party(around, hit, parties, modifier_before, busy, places)
        if party is None:
            continue
        while parties and parties[-1].last > party.first:
            parties.pop()
        add_linked(around, parties, party)
    return parties


def read_party(
    around: Surroundings,
    hit: Hit,
    parties: list[Party],
    modifier_before: dict[int, int],
    busy: frozenset[int],
    places: Mapping[int, Hit],
) -> Party | None:
    """The party one hit stands for, None where it stands for none: "police" in "police station" does not."""
    traits, rule = hit.entry.traits, f"actors.{hit.entry.id}"
    part = traits["part"]
    if part == "name":
        actor = around.known.of_entry[hit.entry.id]
        form = "short" if traits.get("alias_kind") == "short" else "name"
        return Party(
            hit.first, hit.last, actor, form, traits.get("role", ROLE_OF_TYPE.get(hit.entry.means, "unknown")), rule
        )
    if part == "anaphor":
        return Party(hit.first, hit.last, None, "anaphor", traits["role"], rule)
    if part == "head":
        return organisation_party(around, hit, busy)
    target = places.get(hit.first)
    is_of_a_place = target is not None and target.last - target.first > hit.last - hit.first
    if part == "modifier" or (part == "force" and is_of_a_place):
        return None
    group = noun_group(around, hit.first, parties, modifier_before)
    if part == "force":
        return force_party(around, hit, group)
    if part == "attacker":
        return attacker_party(around, hit, group)
    if traits.get("person") == "yes" and not (traits.get("takes") == "owner" and group.owner is not None):
        named = person_party(around, hit, group, busy)
        if named is not None:
            return named
    party = role_party(around, hit, group)
    if traits.get("person") == "yes" and party.form == "name":
        return replace(party, last=name_after(around, hit.last, busy))  # "Taliban spokesman John Doe" speaks for them
    return party


def add_linked(around: Surroundings, parties: list[Party], party: Party) -> None:
    """Adds a party; as one with the noun before it where a preposition links the two."""
    before = parties[-1] if parties else None
    speaks_for_others = before is not None and before.rule == "actors.role_spokesman"
    is_open = before is not None and (before.form == "description" or speaks_for_others)
    if before is not None and is_open and party.first - before.last <= LINK_REACH:
        if party.form in ("name", "short"):
            is_apposed = party.first == before.last and before.rule.startswith("actors.attackers_")
            merged = replace(party, first=before.first) if is_apposed else linked(around, before, party)
            if merged is not None:
                parties[-1] = merged
                return
        elif is_workplace(around, before, party):
            parties[-1] = replace(before, last=party.last)
            return
        elif party.rule == "actors.anaphor_group" and around.classes.get(before.last) == "of":
            parties[-1] = Party(before.first, party.last, None, "anaphor", party.role, party.rule)
            return
    parties.append(party)


def is_workplace(around: Surroundings, before: Party, party: Party) -> bool:
    """Whether a description says where those before it work: "doctors at the city hospital"."""
    roles = before.rule.startswith("actors.role_") and party.rule.startswith(("actors.role_", "actors.force_"))
    return roles and around.reading.words[before.last] in ("at", "from", "in")


def state_parties(around: Surroundings) -> Iterator[Party]:
    """States named by their country or capital beside a verb that says or accuses: "Kabul said", "accused Chad of"."""
    for hit in around.verbs:
        for end in subject_ends(around, hit.first)[:1]:
            mention = around.place_before.get(end)
            party = state_party(around, mention)
            if party is not None:
                yield party
        if hit.entry.kind == "allegations" and hit.entry.means != "responsibility_claim":
            yield from accused_states(around, hit)


def accused_states(around: Surroundings, hit: Hit) -> Iterator[Party]:
    """States right behind an accusing verb, one or several."""
    last = around.sentence(hit.first).last
    at = skip_right(around, hit.last, last, TOWARDS_PARTY)
    while (party := state_party(around, around.place_at.get(at))) is not None:
        yield party
        at = party.last
        while at < last and (around.reading.words[at] == "," or around.classes.get(at) == "and"):
            at += 1


def state_party(around: Surroundings, mention: Mention | None) -> Party | None:
    """The government of the country or capital named; None for another place, a demonym or a possessive."""
    place = place_of(mention)
    if mention is None or place is None or place.country_code is None:
        return None
    if mention.last < len(around.reading.words) and around.reading.words[mention.last] == "'s":
        return None
    if stands_as(mention, "demonym") or not (place.place_kind == "country" or is_capital(around, place)):
        return None
    actor = government_of(place.country_code, around.lexicon)
    return Party(mention.first, mention.last, actor, "short", "authority", "actors.state")


def stands_as(mention: Mention, role: str) -> bool:
    """Whether a place stands in the text in that role, a demonym for one."""
    return isinstance(mention.value, PlaceName) and mention.value.role == role


def is_capital(around: Surroundings, place: Place) -> bool:
    return (place.country_code, name_key(place.name), place.lat) in around.lexicon.gazetteer.capitals


def without_overlap(parties: list[Party]) -> list[Party]:
    """In the order of the text; of two that overlap the longer, of equals a name, else the one read first."""
    kept: list[Party] = []
    for party in sorted(parties, key=lambda party: (party.first, -party.last)):
        if not kept or party.first >= kept[-1].last:
            kept.append(party)
        elif fullness(party) > fullness(kept[-1]):
            kept[-1] = party
    return kept


def fullness(party: Party) -> tuple[int, bool]:
    """How much a party tells: its words, then whether they are a name and do not only lead back to one."""
    return party.last - party.first, party.actor is not None


def is_worth_telling(around: Surroundings, party: Party, speaking: frozenset[int]) -> bool:
    """Whether a description stands where its people speak, act or are blamed; names, and "members of the army", do."""
    is_named = party.form != "description" or (party.actor is not None and not party.actor.is_placeholder)
    if is_named or not party.rule.startswith("actors.role_"):
        return True
    if party.last in speaking:
        return True
    before = party.first
    while before > 0 and around.classes.get(before - 1) in DETERMINERS:
        before -= 1
    return before in speaking or (before > 0 and around.classes.get(before - 1) == "by")

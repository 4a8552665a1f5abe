"""The parties the word list names, and the bodies every state has, as rows of the table of actors.

    entry eln           -> Actor("National Liberation Army", rebel_group, COL), alias ELN (short)
    Military of Israel  -> Actor(military, ISR), a part of the Government of Israel

An actor's id comes from its name, type and country alone, so that it is the same row in every report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from pipeline.keys import row_id
from pipeline.lexicon import Lexicon
from pipeline.model import Actor, ActorAlias, Entry
from pipeline.tokens import fold

# The role a party has when it speaks, where the word list does not say it.
ROLE_OF_TYPE: Mapping[str, str] = MappingProxyType(
    {
        "military": "involved_party",
        "paramilitary_state": "involved_party",
        "rebel_group": "involved_party",
        "militia": "involved_party",
        "criminal_group": "involved_party",
        "unidentified_armed": "involved_party",
        "intelligence": "authority",
        "police": "authority",
        "government": "authority",
        "foreign_state": "authority",
        "judiciary": "authority",
        "person": "authority",
        "civilians": "witness",
        "ngo": "ngo",
        "un": "un",
    }
)
STATE_TYPES = frozenset(
    {"military", "paramilitary_state", "intelligence", "police", "government", "foreign_state", "judiciary"}
)
# The rows of this many parties are kept for the next report that tells of them.
ACTORS_KEPT = 1 << 12
ARMED_GROUP_TYPES = frozenset({"rebel_group", "militia", "criminal_group"})


@lru_cache(ACTORS_KEPT)
def make_actor(
    name: str, actor_type: str, country: str | None = None, *, parent: str | None = None, placeholder: bool = False
) -> Actor:
    """The row of a party. Two parties of one name, type and country are one."""
    actor_id = row_id("act", " ".join(fold(name).split()), actor_type, country or "")
    return Actor(
        actor_id=actor_id,
        name=name,
        actor_type=actor_type,
        country_code=country,
        parent_actor_id=parent,
        is_placeholder=placeholder,
    )


@dataclass(frozen=True, slots=True)
class KnownActors:
    """The named parties of one lexicon: by entry, by id, with their further names.

    `by_id` has the governments that use a label as well, whether or not a report names them.
    `modifiers` are the words that only colour a noun.
    """

    of_entry: Mapping[str, Actor]
    by_id: Mapping[str, Actor]
    aliases: Mapping[str, tuple[ActorAlias, ...]]
    modifiers: frozenset[str]


# One compilation a lexicon, by its digest: a lexicon cannot be hashed itself.
COMPILED: dict[str, KnownActors] = {}


def known_actors(lexicon: Lexicon) -> KnownActors:
    """The parties a lexicon names, compiled on first use."""
    known = COMPILED.get(lexicon.digest)
    if known is None:
        known = COMPILED[lexicon.digest] = compile_actors(lexicon)
    return known


def compile_actors(lexicon: Lexicon) -> KnownActors:
    listed = {entry.id: entry for entry in lexicon.entries["actors"]}
    named = {entry_id: entry for entry_id, entry in listed.items() if entry.traits["part"] == "name"}
    of_entry = {entry_id: named_actor(entry, named) for entry_id, entry in named.items()}
    aliases: dict[str, list[ActorAlias]] = {}
    for entry_id, entry in named.items():
        actor = of_entry[entry_id]
        aliases.setdefault(actor.actor_id, []).extend(entry_aliases(entry, actor, lexicon))
    users = (government_of(entry.traits["user"], lexicon) for entry in named.values() if "user" in entry.traits)
    modifiers = frozenset(
        form for entry in listed.values() if entry.traits["part"] == "modifier" for form in entry.forms
    )
    return KnownActors(
        of_entry=MappingProxyType(of_entry),
        by_id=MappingProxyType({actor.actor_id: actor for actor in (*of_entry.values(), *users)}),
        aliases=MappingProxyType({actor_id: tuple(found) for actor_id, found in aliases.items()}),
        modifiers=modifiers,
    )


def named_actor(entry: Entry, named: Mapping[str, Entry]) -> Actor:
    """The party an entry names; an entry with `of` names that of another."""
    traits = entry.traits
    if "of" in traits:
        return named_actor(named[traits["of"]], named)
    parent = named_actor(named[traits["parent"]], named).actor_id if "parent" in traits else None
    return make_actor(traits.get("name", entry.forms[0]), entry.means, traits.get("country"), parent=parent)


def entry_aliases(entry: Entry, actor: Actor, lexicon: Lexicon) -> Iterator[ActorAlias]:
    """The forms of an entry that are not the actor's name."""
    user = entry.traits.get("user")
    used_by = government_of(user, lexicon).actor_id if user else None
    for form in entry.forms:
        if form != actor.name:
            kind = entry.traits.get("alias_kind", "transliteration" if "of" not in entry.traits else "short")
            yield ActorAlias(
                actor_id=actor.actor_id, alias=form, language="en", alias_kind=kind, used_by_actor_id=used_by
            )


def government_of(country: str, lexicon: Lexicon) -> Actor:
    """The government of a state: it is who acts and speaks where the text says "Iran" or "Teheran"."""
    return make_actor(f"Government of {country_name(country, lexicon)}", "government", country)


def state_body(name: str, actor_type: str, country: str | None, lexicon: Lexicon) -> Actor:
    """A body of a state, a part of its government; of no state where the text does not tell which."""
    if country is None:
        return make_actor(name, actor_type)
    government = government_of(country, lexicon)
    if name == "Government":
        return government
    full = f"{name} of {country_name(country, lexicon)}"
    return make_actor(full, actor_type, country, parent=government.actor_id)


def country_name(country: str, lexicon: Lexicon) -> str:
    """The name of a state by its ISO 3166-1 code; the code where the gazetteer does not know it."""
    place = lexicon.gazetteer.countries.get(country)
    return place.name if place is not None else country

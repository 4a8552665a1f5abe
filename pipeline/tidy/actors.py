"""The actors that some row names become rows, with the actors they are parts of and the names they go by.

"Sara Haile … Haile" -> one row, alias Haile (short) · "the military" -> Military of Kenya, and its government
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from pipeline.known_actors import KnownActors, government_of, known_actors
from pipeline.lexicon import Lexicon
from pipeline.model import Actor, ActorAlias, ActorName, Annotated, Charge, Mention, Reading, Speech
from pipeline.tidy.verbatim import verbatim
from pipeline.tokens import fold

# The forms of a mention that are names; an anaphor or a description says nothing about what its actor is called.
NAMED = frozenset({"name", "short"})


def actor_rows(
    annotated: Annotated, lexicon: Lexicon, met_here: Mapping[str, Actor], used: Iterable[str]
) -> tuple[tuple[Actor, ...], tuple[ActorAlias, ...]]:
    """The rows of the actors whose ids are `used`, and their aliases. KeyError for an id that no mention carries.

    `met_here` are the actors that the report's mentions carry, by id.
    """
    known = known_actors(lexicon)
    met = dict(met_here)
    rows: dict[str, Actor] = {}
    aliases: dict[tuple[str, str], ActorAlias] = {}
    waiting = sorted(used)
    told_of = told_words(annotated.reading)
    named = named_actors(annotated)
    while waiting:
        actor_id = waiting.pop()
        actor = met.get(actor_id) or known.by_id[actor_id]
        if actor.actor_id in rows:
            continue
        rows[actor.actor_id] = actor
        if actor.parent_actor_id is not None:
            if actor.parent_actor_id not in met and actor.parent_actor_id not in known.by_id:
                met[actor.parent_actor_id] = government_above(actor, lexicon)
            waiting.append(actor.parent_actor_id)
        for alias in names_of(annotated, actor, known, told_of, named.get(actor.actor_id, ())):
            aliases.setdefault((actor.actor_id, fold(alias.alias)), alias)
            waiting += [alias.used_by_actor_id] if alias.used_by_actor_id is not None else []
    return tuple(rows.values()), tuple(aliases.values())


def told_words(reading: Reading) -> set[str]:
    """The words of the report, folded, that the list of actors knows."""
    return {
        reading.words[hit.first] if hit.last == hit.first + 1 else fold(reading.quote(hit.first, hit.last))
        for hit in reading.hits["actors"]
    }


def met_actors(annotated: Annotated) -> dict[str, Actor]:
    """Every actor that the report's mentions carry, by its id."""
    mentions = (mention for kind in ("actors", "speech", "allegations") for mention in annotated.mentions[kind])
    return {actor.actor_id: actor for mention in mentions for actor in carried(mention)}


def carried(mention: Mention) -> Iterator[Actor]:
    match mention.value:
        case ActorName(actor=actor):
            yield actor
        case Speech(actor=Actor() as actor):
            yield actor
        case Charge() as charge:
            parties = (charge.speaker_actor, charge.subject_actor, charge.beneficiary_actor)
            yield from (actor for actor in parties if actor is not None)


def government_above(actor: Actor, lexicon: Lexicon) -> Actor:
    """The government a body of a state is a part of."""
    assert actor.country_code is not None, f"{actor.name} is a part of the government of no state"
    return government_of(actor.country_code, lexicon)


def named_actors(annotated: Annotated) -> dict[str, list[tuple[Mention, str]]]:
    """The mentions that are names, each with its form, by the id of the actor."""
    named: dict[str, list[tuple[Mention, str]]] = {}
    for mention in annotated.mentions["actors"]:
        told = mention.value
        if isinstance(told, ActorName) and told.form in NAMED:
            named.setdefault(told.actor.actor_id, []).append((mention, told.form))
    return named


def names_of(
    annotated: Annotated,
    actor: Actor,
    known: KnownActors,
    told_of: Set[str],
    named: Iterable[tuple[Mention, str]],
) -> Iterator[ActorAlias]:
    """The names of an actor beside its own: its short forms, and whatever else this report calls it.

    A label that opponents use stands here only where the report uses it.
    """
    for alias in known.aliases.get(actor.actor_id, ()):
        if alias.alias_kind == "short" or fold(alias.alias) in told_of:
            yield alias
    for mention, form in named:
        words = verbatim(annotated.report, mention.span)
        if fold(actor.name) not in fold(words):  # "Minister John Doe" is no other name than "John Doe"
            kind = "short" if form == "short" else "description"
            yield ActorAlias(actor_id=actor.actor_id, alias=words, language=annotated.report.language, alias_kind=kind)

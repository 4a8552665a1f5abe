"""Armed groups that no list has, by what they are told to be or to have done.

"the separatist group FRZ" · "Ansar al-Nahr claimed responsibility" · "an attack claimed by the Black Falcons"

Only where case tells names from other words: in a text of capitals any word could be one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.annotate.actor_nouns import Party
from pipeline.annotate.surroundings import DETERMINERS, Surroundings, skip_right, subject_ends
from pipeline.known_actors import make_actor

# Nouns a group's own name stands right behind: "the militant group FRZ".
GROUPS = frozenset(
    {"group", "organisation", "organization", "movement", "militia", "faction", "gang", "outfit", "cartel"}
)
# Small words inside a name, and how many words it has at most.
INSIDE = frozenset({"al", "el", "de", "e", "of", "for", "the", "wa", "bin", "abu"})
LONGEST = 6
ARTICLES = ("al-", "an-", "as-", "ash-", "el-", "ul-")
# Lists whose words are part of no name.
LISTS = ("victims", "outcomes", "incidents", "counts")
# What owns to an attack, of the frames of the list of allegations; in the second the group stands behind.
CLAIMS, CLAIMED_BY = "claim", "claim_by"
CLAIMANT = "actors.claimant"


def unlisted_groups(around: Surroundings, parties: Sequence[Party]) -> Iterator[Party]:
    """The groups, each as the party its name stands for."""
    if around.reading.is_capitals:
        return
    taken = taken_tokens(around, parties)
    for party in parties:
        if party.form in ("description", "anaphor") and around.reading.words[party.last - 1] in GROUPS:
            last = name_end(around, party.last, taken)
            if last > party.last:
                kind = party.actor.actor_type if party.actor is not None else "rebel_group"
                actor = make_actor(around.reading.quote(party.last, last), kind)
                first = party.first + (around.classes.get(party.first) in DETERMINERS)
                yield Party(first, last, actor, "name", party.role, CLAIMANT)
    for hit in around.verbs:
        frame = hit.entry.traits.get("frame")
        first = last = 0
        if frame == CLAIMS:
            last = subject_ends(around, hit.first)[0]
            first = name_start(around, last, taken)
        elif frame == CLAIMED_BY:
            first = skip_right(around, hit.last, around.sentence(hit.first).last, DETERMINERS)
            last = name_end(around, first, taken)
        if first < last:
            actor = make_actor(around.reading.quote(first, last), "rebel_group")
            yield Party(first, last, actor, "name", "involved_party", CLAIMANT)


def taken_tokens(around: Surroundings, parties: Sequence[Party]) -> frozenset[int]:
    """Tokens that already stand for something else: a party, a place, a date, people, what happened to them."""
    hits = around.reading.hits
    runs = [(party.first, party.last) for party in parties]
    runs += [
        (mention.first, mention.last) for found in (around.place_at, around.date_before) for mention in found.values()
    ]
    runs += [
        (hit.first, hit.last) for kind in ("victims", "outcomes", "incidents", "counts") for hit in hits.get(kind, ())
    ]
    return frozenset(token for run in runs for token in range(*run))


def name_end(around: Surroundings, first: int, taken: frozenset[int]) -> int:
    """Where the name that begins at a token ends; `first` where none does."""
    at = last = first
    end = min(around.sentence(first).last, first + LONGEST) if first < len(around.reading.words) else first
    while at < end and (is_name(around, at, taken) or (at > first and around.reading.words[at] in INSIDE)):
        at += 1
        last = at if is_name(around, at - 1, taken) else last
    return last


def name_start(around: Surroundings, last: int, taken: frozenset[int]) -> int:
    """Where the name that ends before a token begins; `last` where none does."""
    at = first = last
    begin = max(around.sentence(last - 1).first, last - LONGEST) if last else 0
    while at > begin and (is_name(around, at - 1, taken) or (at < last and around.reading.words[at - 1] in INSIDE)):
        at -= 1
        first = at if is_name(around, at, taken) else first
    return first


def is_name(around: Surroundings, token: int, taken: frozenset[int]) -> bool:
    if token in taken or around.is_particle(token):
        return False
    return around.is_capitalised(token) or around.reading.words[token].startswith(ARTICLES)

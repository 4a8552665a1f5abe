"""Names that no list holds: persons beside their title, organisations written in capitals, acronyms in brackets.

"Interior Minister Ahmed Khan" · "Ahmed Khan, the interior minister," · "the Free Valley Movement (FVM)"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from pipeline.annotate.actor_nouns import Group, Party
from pipeline.annotate.surroundings import Surroundings
from pipeline.known_actors import make_actor
from pipeline.model import Actor, Hit

NAME_PARTICLES = frozenset(
    [
        "al",
        "el",
        "bin",
        "ibn",
        "bint",
        "abu",
        "de",
        "del",
        "la",
        "da",
        "dos",
        "van",
        "von",
        "der",
        "ul",
        "ur",
        "e",
        "i",
        "y",
        "d",
    ]
)
# Words inside the name of an organisation: "Front for the Liberation of Palestine".
NAME_LINKS = frozenset({"of", "for", "the", "and", "in", "'s", "de", "y"})
LONGEST_PERSON, LONGEST_NAME = 4, 8
SHORTEST_ACRONYM, LONGEST_ACRONYM = 2, 9
BUSY_LISTS = ("speech", "allegations", "incidents", "outcomes", "counts", "dates", "victims", "actors")


def busy_tokens(around: Surroundings) -> frozenset[int]:
    """In a text of capitals: tokens that mean something else, so that no name runs over them."""
    if not around.reading.is_capitals:
        return frozenset()
    hits = around.reading.hits
    runs = (range(hit.first, hit.last) for kind in BUSY_LISTS for hit in hits.get(kind, ()))
    return frozenset(chain.from_iterable(runs))


def name_after(around: Surroundings, first: int, busy: frozenset[int]) -> int:
    """Where the person's name that begins at `first` ends; `first` where none does."""
    words, at = around.reading.words, first
    end = min(around.sentence(first).last if first < len(words) else first, first + LONGEST_PERSON)
    while at < end and is_name_word(around, at, busy):
        at += 1
    while at > first and words[at - 1] in NAME_PARTICLES:
        at -= 1
    return at


def name_before(around: Surroundings, last: int, first: int, busy: frozenset[int]) -> int:
    """Where the person's name that ends before `last` begins; `last` where none does."""
    at = last
    while at > max(first, last - LONGEST_PERSON) and is_name_word(around, at - 1, busy):
        at -= 1
    return at


def is_name_word(around: Surroundings, token: int, busy: frozenset[int]) -> bool:
    word = around.reading.words[token]
    if word in NAME_PARTICLES:
        return True
    return not around.is_particle(token) and around.is_capitalised(token) and token not in busy


def person_party(around: Surroundings, hit: Hit, group: Group, busy: frozenset[int]) -> Party | None:
    """A person beside a title or post: named behind it, or before it and a comma."""
    role, rule = hit.entry.traits["role"], f"actors.{hit.entry.id}"
    owner = group.owner.actor if group.owner is not None else None
    country = owner.country_code if owner is not None else around.country(group.place)
    if group.owner is not None:
        role = group.owner.role
    last = name_after(around, hit.last, busy)
    if last > hit.last:
        return Party(group.first, last, person(around, hit.last, last, country), "name", role, rule)
    words, sentence = around.reading.words, around.sentence(hit.first)
    comma = group.first - 1
    if comma > sentence.first and around.classes.get(comma) in ("definite", "indefinite"):
        comma -= 1
    if comma > sentence.first and words[comma] == ",":
        first = name_before(around, comma, sentence.first, busy)
        if comma - first > 1:
            return Party(first, hit.last, person(around, first, comma, country), "name", role, rule)
    return None


def person(around: Surroundings, first: int, last: int, country: str | None) -> Actor:
    return make_actor(written(around, first, last), "person", country)


def written(around: Surroundings, first: int, last: int) -> str:
    """A name as the tables have it: as it stands, but in a text of capitals with small letters."""
    text = " ".join(around.reading.quote(first, last).split())
    return text.title() if around.reading.is_capitals else text


def organisation_party(around: Surroundings, hit: Hit, busy: frozenset[int]) -> Party | None:
    """A name in capitals that ends or begins in a word such as Front, Ministry, Battalion."""
    first, last = name_bounds(around, hit, busy)
    if first == hit.first and last == hit.last:
        return None
    if around.reading.is_capitals and hit.first - first < 2 and not in_brackets(around, last):
        return None
    traits = hit.entry.traits
    actor = make_actor(written(around, first, last), hit.entry.means, None)
    return Party(first, last, actor, "name", traits["role"], f"actors.{hit.entry.id}")


def name_bounds(around: Surroundings, hit: Hit, busy: frozenset[int]) -> tuple[int, int]:
    """The tokens of the name around a head word, which must stand in capitals itself."""
    first, last, words = hit.first, hit.last, around.reading.words
    if not around.is_capitalised(first):
        return first, last
    begin = max(around.sentence(first).first, first - LONGEST_NAME)
    at = first
    while at > begin and (is_capital_word(around, at - 1, busy) or words[at - 1] in NAME_LINKS):
        at -= 1
        if is_capital_word(around, at, busy):
            first = at
    if around.reading.is_capitals:
        return first, last
    end = min(around.sentence(hit.first).last, last + LONGEST_NAME)
    if last < end and words[last] in ("of", "for"):
        for token in range(last, end):
            if is_capital_word(around, token, busy):
                last = token + 1
            elif words[token] not in NAME_LINKS:
                break
    return first, last


def is_capital_word(around: Surroundings, token: int, busy: frozenset[int]) -> bool:
    return not around.is_particle(token) and around.is_capitalised(token) and token not in busy


def in_brackets(around: Surroundings, first: int) -> bool:
    """Whether one acronym in brackets stands at `first`: "(FVM)", "[FPM]"."""
    words = around.reading.words
    if first + 2 >= len(words) or words[first] not in "([" or words[first + 2] not in ")]":
        return False
    quote = around.reading.quote(first + 1, first + 2)
    return SHORTEST_ACRONYM <= len(quote) <= LONGEST_ACRONYM and quote[0].isalpha() and quote == quote.upper()


def short_forms(around: Surroundings, parties: Iterable[Party]) -> Iterator[Party]:
    """Later mentions by the acronym a name was given in brackets, or by a person's last name."""
    actors: dict[str, tuple[Party, int]] = {}
    words = around.reading.words
    for party in parties:
        if party.actor is None or party.form != "name":
            continue
        if party.actor.actor_type == "person":
            last_name = fold_last(party.actor.name)
            actors.setdefault(last_name, (party, party.last))
        elif in_brackets(around, party.last):
            actors.setdefault(words[party.last + 1], (party, party.last))
    if not actors:
        return
    for token in [at for at, word in enumerate(words) if word in actors]:
        party, since = actors[words[token]]
        if token >= since and around.is_capitalised(token):
            yield Party(token, token + 1, party.actor, "short", party.role, "actors.short_form")


def fold_last(name: str) -> str:
    return name.split()[-1].lower()

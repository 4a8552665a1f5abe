"""What stands around a token: grammar, places, verbs of saying and accusing. Shared by actors, speech and allegations.

"has repeatedly denied": left of `denied`, skipping `has` and `repeatedly`, stands the one who denies.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.known_actors import KnownActors, known_actors
from pipeline.lexicon import Lexicon
from pipeline.model import Hit, Mention, Place, PlaceName, Reading, Sentence

# Grammar that may stand between a party and its verb: "has also repeatedly denied", "police in Mosul today said".
BETWEEN = frozenset({"adverb", "have", "modal", "not"})
DETERMINERS = frozenset({"definite", "indefinite"})
# How many places and dates may stand between a party and its verb.
ASIDES = 2
# How many tokens an aside between commas may have: "police, who did not say how they knew, said".
LONGEST_ASIDE = 16
OPENING, CLOSING = frozenset("(["), frozenset(")]")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A reading with look-ups by token. `home` is the country most places of the report lie in.

    `verbs` are the hits of the lists of speech and allegations that say or accuse. `classes` gives the grammar class of
    a token; places and verbs are found by the token they begin at or end before.
    """

    reading: Reading
    lexicon: Lexicon
    known: KnownActors
    classes: Mapping[int, str]
    place_at: Mapping[int, Mention]
    place_before: Mapping[int, Mention]
    date_before: Mapping[int, Mention]
    home: str | None
    sentence_firsts: tuple[int, ...]
    verbs: tuple[Hit, ...]
    speech_verbs: tuple[int, ...]  # where those of the list of speech begin

    def sentence(self, token: int) -> Sentence:
        """The sentence a token is in."""
        return self.reading.sentences[bisect_right(self.sentence_firsts, token) - 1]

    def is_capitalised(self, token: int) -> bool:
        return self.reading.report.text[self.reading.starts[token]].isupper()

    def is_particle(self, token: int) -> bool:
        """Whether the token belongs to grammar or is a sign: nothing a name is made of."""
        return token in self.classes or not self.reading.words[token][0].isalpha()

    def country(self, place: Place | None) -> str | None:
        return place.country_code if place is not None else None


def look_around(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> Surroundings:
    """The look-ups over one reading."""
    classes = dict(reading.classes)
    verbs = []
    for hit in (*reading.hits.get("speech", ()), *reading.hits.get("allegations", ())):
        if hit.entry.means == "between":
            classes.update(dict.fromkeys(range(hit.first, hit.last), "adverb"))
        elif hit.entry.traits.get("part", "trigger") == "trigger":
            verbs.append(hit)
    places = found.get("places", ())
    return Surroundings(
        reading=reading,
        lexicon=lexicon,
        known=known_actors(lexicon),
        classes=classes,
        place_at={mention.first: mention for mention in places},
        place_before={mention.last: mention for mention in places},
        date_before={mention.last: mention for mention in found.get("dates", ())},
        home=home_country(places),
        sentence_firsts=tuple(sentence.first for sentence in reading.sentences),
        verbs=tuple(verbs),
        speech_verbs=tuple(hit.first for hit in verbs if hit.entry.kind == "speech"),
    )


def home_country(places: tuple[Mention, ...]) -> str | None:
    """The country most of the places lie in, the first named of equals: whose army "the army" is."""
    countries = Counter(
        mention.value.place.country_code
        for mention in places
        if isinstance(mention.value, PlaceName) and mention.value.place and mention.value.place.country_code
    )
    return countries.most_common(1)[0][0] if countries else None


def place_of(mention: Mention | None) -> Place | None:
    """The place a mention stands for, None where there is none or the gazetteer does not know it."""
    if mention is None or not isinstance(mention.value, PlaceName):
        return None
    return mention.value.place


def subject_ends(around: Surroundings, verb: int) -> tuple[int, ...]:
    """The tokens before which the subject of the verb at `verb` may end, the likeliest first.

    "police said" · "police in Mosul on Tuesday said" · "Ali Khan, a resident, said" · "police, who had asked, said"
    """
    first = around.sentence(verb).first
    words = around.reading.words
    ends = [before_brackets(around.reading, skip_left(around, verb, first), first)]
    at = ends[0]
    for _ in range(ASIDES):
        mention = around.place_before.get(at) or around.date_before.get(at)
        if mention is None or mention.first <= first:
            break
        at = before_brackets(
            around.reading, mention.first - (around.classes.get(mention.first - 1) == "preposition"), first
        )
        ends.append(at)
    if ends[0] - 1 > first and words[ends[0] - 1] == ",":
        ends.append(ends[0] - 1)
        for comma in range(ends[0] - 2, max(first, ends[0] - LONGEST_ASIDE), -1):
            if words[comma] == ",":
                ends.append(before_brackets(around.reading, comma, first))
                break
    return tuple(ends)


def skip_left(around: Surroundings, token: int, first: int) -> int:
    """`token` moved left over what may stand between a party and its verb."""
    while token > first and around.classes.get(token - 1) in BETWEEN:
        token -= 1
    return token


def skip_right(around: Surroundings, token: int, last: int, classes: frozenset[str] = DETERMINERS) -> int:
    """`token` moved right over words of the grammar classes named."""
    while token < last and around.classes.get(token) in classes:
        token += 1
    return token


def before_brackets(reading: Reading, token: int, first: int) -> int:
    """`token`, or where a bracketed aside that ends right before it begins: "the army (FAES) said"."""
    words = reading.words
    if token - 1 > first and words[token - 1] in CLOSING:
        for at in range(token - 2, max(first, token - 14), -1):
            if words[at] in OPENING:
                return at
    return token

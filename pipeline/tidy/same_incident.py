"""When two words, days or places can be those of one incident."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.model import Annotated, Mention, Place
from pipeline.tidy.story import Story, day_of, place_of, same_place

# Kinds so general that a more telling word for the same act replaces them.
GENERAL = frozenset({"armed_assault", "other", "security_operation", "armed_clash", "bombing_ied"})
# One strike from afar under different words: "an air strike on the house", "the house was bombed".
BOMBED = frozenset({"air_or_drone_strike", "bombing_ied", "shelling_missile"})
# How and to what end somebody was struck: "they were assassinated by drones", "killed in an air strike".
STRUCK_DOWN = BOMBED | {"targeted_killing"}
# What shooting from both sides can be another word for, beyond its own sentence.
FOUGHT = frozenset({"armed_assault", "armed_clash", "security_operation", "other"})

# How many words may stand between a place and the one it lies in, and which ones tell of two places.
APART = 6
JOINING = frozenset({"and", "&", "to", "from", "while", ";"})


def kinds_agree(known: str, told: str, *, is_same_sentence: bool, is_same_place: bool) -> bool:
    """Whether two words can tell of one act: the same kind, or one of them general.

    "a grenade attack on a car … as gunbattles erupted" are two acts, "attacked with grenades, and a clash ensued" one.
    """
    if known == told or told in ("armed_assault", "other"):
        return True
    if told == "armed_clash" and known not in FOUGHT:
        return is_same_sentence
    is_close = is_same_sentence or is_same_place
    if known in STRUCK_DOWN and told in STRUCK_DOWN:
        return is_close
    if known in GENERAL and told in GENERAL:
        return is_close and {known, told} != {"armed_assault", "security_operation"}
    return (known in GENERAL or told in GENERAL) and is_close


def same_day(one: Mention | None, other: Mention | None) -> bool:
    """Whether two dates can be one: equal, overlapping, or one of them not said."""
    a, b = day_of(one), day_of(other)
    if a is None or b is None or a.latest is None or b.latest is None:
        return True
    return (a.earliest or a.latest) <= b.latest and (b.earliest or b.latest) <= a.latest


def is_earlier(one: Mention | None, other: Mention | None) -> bool:
    """Whether a date ends before another begins, as far as both are said."""
    a, b = day_of(one), day_of(other)
    start = b and (b.earliest or b.latest)
    return bool(a and a.latest and start and a.latest < start)


def covers(outer: Place | None, inner: Place | None) -> bool:
    """Whether a place holds or is another, as far as their names tell."""
    if outer is None or inner is None:
        return True
    if same_place(outer, inner):
        return True
    if outer.country_code != inner.country_code:
        return False
    return outer.place_kind == "country" or outer.name in (inner.admin1_name, inner.admin2_name)


def places_together(annotated: Annotated, story: Story) -> Iterator[frozenset[str]]:
    """The words of any two places of which the text says that one lies in the other: "in Green Park, east of Leeds".

    Of two that the gazetteer knows only if they lie in one province; the places of a list ("in A, B and C") never.
    """
    for scene in story.scenes:
        for chain in chains(annotated, scene.places):
            for inner, outer in combinations(chain, 2):
                if can_be_nested(place_of(inner), place_of(outer)):
                    yield frozenset({place_words(annotated, inner), place_words(annotated, outer)})


def chains(annotated: Annotated, places: Sequence[Mention]) -> Iterator[list[Mention]]:
    """The places of a sentence that stand close behind one another, but for those of lists."""
    words = annotated.reading.words
    chain: list[Mention] = []
    for place in places:
        gap = words[chain[-1].last : place.first] if chain else ()
        is_listed = not JOINING.isdisjoint(gap)
        if is_listed or len(gap) > APART:
            if not is_listed:
                yield chain
            chain = []
        chain.append(place)
    yield chain


def can_be_nested(one: Place | None, other: Place | None) -> bool:
    if one is None or other is None:
        return True
    return (one.country_code, one.admin1_name) == (other.country_code, other.admin1_name)


def place_words(annotated: Annotated, place: Mention) -> str:
    return annotated.reading.quote(place.first, place.last).lower()

"""What a sentence says of where and when, and what holds over from the sentences before.

A news report names its day once ("on Saturday") and its place once a paragraph; later sentences lean on them. The
first day of the story holds for every incident that names none; a place holds to the end of its paragraph.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TypeVar

from pipeline.model import Annotated, Day, Hit, Mention, Place, PlaceName, Sentence, Speech, frozen

T = TypeVar("T", Mention, Hit)
FIRST = attrgetter("first")
# A date in a dateline says when the report was written.
DATELINE = "dateline"
# Words that say when an event was, not how long something was counted: "two years ago", "the 2004 massacre". Of a day
# in numbers it may be open which of them is the month.
DISTANCES = frozenset({"units_ago", "units_apart", "long_ago", "year_named", "numeric_day"})
# How many characters may stand between a date and the speaker it belongs to: "On Monday, the agency along with two …".
NEAR = 60
# An event this long before the story's own day is background: another story.
BACKGROUND = dt.timedelta(days=45)


@frozen
class Scene:
    """Where and when a sentence is set. `places` are all places something happens at, the deepest of each chain."""

    index: int  # of the sentence in the report
    sentence: Sentence
    places: tuple[Mention, ...]
    day: Mention | None  # the first point of time in this sentence
    days: tuple[Mention, ...]  # all of them
    period: Mention | None  # a period a figure of this sentence may cover
    held_place: Mention | None  # holds over from an earlier sentence of the paragraph
    is_background: bool


@frozen
class Story:
    """The scenes of a report, its first day, and the place it is about."""

    scenes: tuple[Scene, ...]
    day: Mention | None
    place: Mention | None
    published: dt.date | None


def read_story(annotated: Annotated) -> Story:
    """Annotated -> Story: one Scene a sentence."""
    published = annotated.report.published_date
    sentences = annotated.reading.sentences
    places, dates = annotated.mentions["places"], annotated.mentions["dates"]
    by_sentence = list(zip(sentences, dealt(places, sentences), dealt(dates, sentences), strict=True))
    first_day = next((m for _, _, dates in by_sentence for m in dates if is_story_day(m, published)), None)
    where = next((m for m in places if role(m) == "where"), None)
    told_on = days_of_telling(annotated) - {first_day.first if first_day is not None else -1}
    by_sentence = [(s, places, [m for m in dates if m.first not in told_on]) for s, places, dates in by_sentence]
    scenes = tuple(read_scenes(by_sentence, first_day, published))
    return Story(scenes, first_day, where, published)


def days_of_telling(annotated: Annotated) -> set[int]:
    """The first tokens of dates that say when something was said or published: "a list released on 26 October"."""
    dates = annotated.mentions["dates"]
    if not dates:
        return set()
    words = annotated.reading.words
    verbs = {hit.last for hit in annotated.reading.hits["speech"] if hit.entry.means in ("say", "tell", "describe")}
    verbs |= {hit.last for hit in annotated.reading.hits["grammar"] if hit.entry.id == "telling"}
    told = {m.first for m in dates if m.first - (words[m.first - 1] in ("on", "in")) in verbs}
    for sentence in annotated.reading.sentences:
        days = between(dates, sentence)
        said = between(annotated.mentions["speech"], sentence) if days else ()
        told |= {day.first for day in days if any(is_said_on(annotated, day, speech) for speech in said)}
    return told


def is_said_on(annotated: Annotated, day: Mention, said: Mention) -> bool:
    """Whether a date stands by a speaker and not in what is said: "On Monday, his brother wrote that …"."""
    speech = said.value
    assert isinstance(speech, Speech)
    if speech.speaker is None or speech.scope.start <= day.span.start < speech.scope.end:
        return False
    first, last = min(speech.speaker.start, said.span.start), max(speech.speaker.end, said.span.end)
    if day.span.start > last or first - day.span.end > NEAR:
        return False
    return ";" not in annotated.report.text[day.span.end : first]


def read_scenes(
    by_sentence: list[tuple[Sentence, list[Mention], list[Mention]]],
    first_day: Mention | None,
    published: dt.date | None,
) -> Iterator[Scene]:
    held: Mention | None = None
    paragraph = -1
    for index, (sentence, places, dates) in enumerate(by_sentence):
        if sentence.paragraph != paragraph:
            held, paragraph = None, sentence.paragraph
        if not places and not dates:
            yield Scene(index, sentence, (), None, (), None, held, is_background=False)
            continue
        deepest = tuple(without_parents([m for m in places if role(m) == "where"]))
        points = [m for m in dates if kind(m) == "point" and m.rule != DATELINE]
        day = next(iter(points), None)
        period = next((m for m in dates if kind(m) == "period" or (m in points and is_long(m))), None)
        yield Scene(
            index, sentence, deepest, day, tuple(points), period, held, is_background(day, first_day, published)
        )
        held = deepest[0] if deepest else held


def dealt(mentions: Sequence[Mention], sentences: Sequence[Sentence]) -> list[list[Mention]]:
    """The mentions that begin in each of the sentences of a report."""
    found: list[list[Mention]] = [[] for _ in sentences]
    at = 0
    for mention in mentions:
        while sentences[at].last <= mention.first:
            at += 1
        found[at].append(mention)
    return found


def within(annotated: Annotated, kind_: str, sentence: Sentence) -> list[Mention]:
    """The mentions of one kind that begin in a sentence."""
    return list(between(annotated.mentions[kind_], sentence))


def between(mentions: Sequence[T], sentence: Sentence) -> Sequence[T]:
    """The mentions or hits that begin in a sentence."""
    if not mentions or mentions[-1].first < sentence.first or mentions[0].first >= sentence.last:
        return mentions[:0]
    start = bisect_left(mentions, sentence.first, key=FIRST)
    return mentions[start : bisect_left(mentions, sentence.last, start, key=FIRST)]


def role(mention: Mention) -> str:
    return mention.value.role if isinstance(mention.value, PlaceName) else ""


def place_of(mention: Mention | None) -> Place | None:
    return mention.value.place if mention is not None and isinstance(mention.value, PlaceName) else None


def day_of(mention: Mention | None) -> Day | None:
    return mention.value if mention is not None and isinstance(mention.value, Day) else None


def kind(mention: Mention) -> str:
    return mention.value.kind if isinstance(mention.value, Day) else ""


def is_long(mention: Mention) -> bool:
    """Whether a date is a year or more: what is counted "this year" or "in 2014" did not happen in one incident."""
    day = day_of(mention)
    return day is not None and day.precision == "longer" and mention.rule not in DISTANCES


def is_story_day(mention: Mention, published: dt.date | None) -> bool:
    """Whether a date can be the day the report is about: a point of time not long before it was published."""
    day = day_of(mention)
    if day is None or day.kind != "point" or mention.rule == DATELINE or day.latest is None:
        return False
    return published is None or published - BACKGROUND <= day.latest <= published


def is_background(day: Mention | None, first_day: Mention | None, published: dt.date | None) -> bool:
    """Whether a sentence's own date lies long before the story."""
    own, story = day_of(day), day_of(first_day)
    anchor = (story.latest if story is not None else None) or published
    return bool(own and own.latest and anchor and own.latest < anchor - BACKGROUND)


def without_parents(places: list[Mention]) -> Iterator[Mention]:
    """Of "Mosul, Nineveh" only Mosul: a place that another one of the sentence lies in says nothing more."""
    known = [(m, place_of(m)) for m in places]
    for mention, place in known:
        inner = (other for other, p in known if other is not mention and p is not None)
        if place is None or not any(lies_in(place_of(m), place) for m in inner):
            yield mention


def lies_in(inner: Place | None, outer: Place) -> bool:
    """Whether one place lies inside the other, by its names of first and second level and its country."""
    if inner is None or inner.place_id == outer.place_id:
        return False
    if inner.country_code != outer.country_code:
        return False
    match outer.place_kind:
        case "country":
            return True
        case "province":
            return inner.admin1_name == outer.name and inner.place_kind != "province"
        case "district":
            return inner.admin2_name == outer.name and inner.place_kind not in ("province", "district", "country")
        case _:
            return False


def same_place(one: Place | None, other: Place | None) -> bool:
    """Whether two places are one: the same row, or a town and the district that bears its name."""
    if one is None or other is None:
        return False
    if one.place_id == other.place_id:
        return True
    return one.name == other.name and one.country_code == other.country_code and one.admin1_name == other.admin1_name


def scene_at(story: Story, token: int) -> Scene:
    """The scene a token lies in. Raises IndexError for a token outside the text."""
    at = bisect_left(story.scenes, token + 1, key=lambda scene: scene.sentence.first) - 1
    return story.scenes[at]

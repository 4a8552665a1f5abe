"""Finds when: the dates of a report, resolved against the day it was published.

Published on Sunday 1 February 2026:
[Saturday date/2026-01-31] · raids [the previous day date/2026-01-30] · [over the past year date/2025-02-01..2026-02-01]

The span of a point is the smallest that tells the date, without its preposition ("on", "in", "early"); a part of the
day behind it belongs to it ("Saturday night"), and so does the article of "the previous day". A period takes in the
word that makes it one ("since 2004", "into Sunday", "over the past year"). A dateline tells the day of the report: what
it reports happened on or before that day. Times of day, ages, durations and names of organisations are no dates.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.annotate.calendar import Clock, precision_of, shifted
from pipeline.annotate.date_rules import (
    DATELINE_RULES,
    DATELINE_WORDS,
    LEANING,
    RULE_OF,
    Rule,
    dateline_pattern,
    rule_pattern,
)
from pipeline.annotate.date_words import counts_people, letters_of, parts_of
from pipeline.lexicon import Lexicon
from pipeline.model import Day, Mention, Reading


def find_dates(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """The dates of a report in the order of the text."""
    letters, entries = letters_of(reading, lexicon)
    clock = Clock(reading.report.published_date)
    mentions: list[Mention] = []
    for match in rule_pattern().finditer(letters):
        rule, (first, last) = RULE_OF[match.lastgroup or ""], match.span()
        if rule.name == "year_named" and counts_people(reading, last):
            continue
        parts = parts_of(reading, lexicon, entries, letters, first, last)
        day = rule.resolve(parts, clock)
        if day is None:
            continue
        before = mentions[-1] if mentions else None
        mention = in_its_place(
            reading, letters, clock, rule, day, widened(letters, first, rule.leads, parts), last, before
        )
        if mention is None:
            continue
        if mention.rule == "range":
            mentions[-1] = mention
            continue
        mentions.append(mention)
        if day.earliest is not None and day.earliest == day.latest and mention.value == day and day.kind == "point":
            base = clock.base if rule.name in LEANING else day.earliest
            clock = Clock(clock.published, day.earliest, base)
    return tuple(mentions)


def widened(letters: str, first: int, leads: str, parts: Mapping[str, object]) -> int:
    """The first token of a date with the words before it that `leads`, nearest first, takes in."""
    first -= "word" in parts  # the "48-hour" of a period
    for lead in leads:
        first -= first > 0 and letters[first - 1] == lead
    return first


def in_its_place(
    reading: Reading, letters: str, clock: Clock, rule: Rule, day: Day, first: int, last: int, before: Mention | None
) -> Mention | None:
    """The mention of a day, which the words around it may make a period, a dateline or the end of a range."""
    name, at = rule.name, lead_at(letters, first)
    lead = letters[at] if at >= 0 else ""
    if name == "length_period" and letters[first] != "i":
        return None  # "a 5-day period between": how long, not when
    if rule.leads == "f" and letters[first] == "f":
        day = Day(day.earliest, day.latest, day.precision, "period")
    elif day.kind == "point":
        if before is not None and at == before.last and lead in "ju-":
            joined = range_of(before, day, letters, last, reading)
            if joined:
                return joined
        if name in DATELINE_RULES and is_dateline(letters, first, last):
            name, day = "dateline", Day(None, day.latest or clock.published, "on_or_before_report", "point")
        elif lead == "u":
            name, first, day = "until", at, Day(None, day.latest, "longer", "period")
        elif lead == "y":
            name, first, day = "since", at, since(day, clock)
    return Mention("dates", reading.span(first, last), day, name, first, last)


def lead_at(letters: str, first: int) -> int:
    """The token before a date, over an article and "early"; -1 where there is none."""
    at = first - 1
    while at >= 0 and letters[at] in "tE~":
        at -= 1
    return at


def is_dateline(letters: str, first: int, last: int) -> bool:
    """KANO, Feb 1 (Reuters) -: the date of a place line, at the head of the report."""
    if first > DATELINE_WORDS or letters[first] in "WX" or (first and letters[first - 1] not in ",()"):
        return False
    return dateline_pattern().match(letters, last) is not None


def since(day: Day, clock: Clock) -> Day:
    """since 2004: from there up to the report."""
    end = clock.published if clock.published and day.earliest and day.earliest <= clock.published else None
    return Day(day.earliest, end, precision_of(day.earliest, end), "period")


def range_of(before: Mention, end: Day, letters: str, last: int, reading: Reading) -> Mention | None:
    """from Friday to Sunday · between 5 January and 9 January: two dates and what joins them as one period."""
    start, opens = before.value, lead_at(letters, before.first)
    if not isinstance(start, Day) or start.kind == "period" or opens < 0 or letters[opens] != "f":
        return None
    earliest = start.earliest
    if earliest and end.latest and earliest > end.latest and before.rule == "weekday":
        earliest = shifted(earliest, -7)
    if earliest and end.latest and earliest > end.latest:
        return None
    value = Day(earliest, end.latest, precision_of(earliest, end.latest), "period")
    return Mention("dates", reading.span(opens, last), value, "range", opens, last)

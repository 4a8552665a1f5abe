"""How old people are, where the text gives a number.

"a 13 year-old girl" -> child · "John Doe, 34, was shot" -> adult · "her son Ali (three months old)" -> child

The limits are those of age_groups.csv: a child is below 18, an elderly person 60 or more.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache

from pipeline.model import Annotated
from pipeline.tidy.groups import Group

ADULT, ELDERLY = 18, 60
OLDEST = 120
# How many people are listed with their ages at most.
LISTED = 12
# How many characters before and behind the people an age is looked for in.
REACH = 60
UNIT = r"(?P<unit>year|month|week|day)s?"
# "13-year-old", "four months old" · ", 34," · "(aged 7)" · "(three years old)", behind the words of a name.
OLD = rf"\b(?P<number>\d{{1,3}}|[a-z]+)[ -]{UNIT}[ -]olds?\b"
BEHIND = (
    r"(?:\s[^\W\d_][\w'’-]*){0,6}?\s?[,(]\s?(?:aged?\s)?"
    rf"(?P<number>\d{{1,3}}|[a-z]+(?=[ -](?:year|month|week|day)))(?:[ -]{UNIT}[ -]old)?\s?[,)]"
)
# "her son, 13-year-old Ali Doe" · "his wife 40 year old Ann Doe": an age before the name of whom the noun tells.
APPOSED = rf",?\s(?:the\s)?(?P<number>\d{{1,3}}|[a-z]+)[ -]{UNIT}[ -]old\s(?=[^\W\d_a-z])"
# One of several ages in a row: "13-year-old", "(13 years old)", "(13)", "aged 13".
ONE_OF_AGES = (
    rf"\b(?P<number>\d{{1,3}}|[a-z]+)[ -]{UNIT}[ -]olds?\b"
    r"|\((?:aged?\s)?(?P<bare>\d{1,3})\)|\baged?\s(?P<aged>\d{1,3})\b"
)
NUMBERS = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


@cache
def old() -> re.Pattern[str]:
    return re.compile(OLD)


@cache
def behind() -> re.Pattern[str]:
    return re.compile(BEHIND)


@cache
def apposed() -> re.Pattern[str]:
    return re.compile(APPOSED)


@cache
def one_of_ages() -> re.Pattern[str]:
    return re.compile(ONE_OF_AGES)


def ages_listed(annotated: Annotated, group: Group) -> str | None:
    """The age group of people each of whom is listed behind with an age of that group: "two sons Ali (7) and Omar (5)".

    Their ages stand in the same sentence before any other people, as many as there are people.
    """
    count = group.count
    if count is None or count.low is None or count.low != count.high or not 1 < count.low <= LISTED:
        return None
    reading = annotated.reading
    sentences = reading.sentences
    sentence = sentences[bisect_right(sentences, group.first, key=lambda s: s.first) - 1]
    people = annotated.mentions["victims"]
    at = bisect_left(people, group.last, key=lambda m: m.first)
    end = min(people[at].first if at < len(people) else sentence.last, sentence.last)
    if end <= group.last:
        return None
    told = one_of_ages().finditer(reading.report.text, reading.ends[group.last - 1], reading.ends[end - 1])
    ages = [age_group(m["number"] or m["bare"] or m["aged"], m["unit"]) for m in told]
    return ages[0] if len(ages) == count.low and len(set(ages)) == 1 else None


def age_told(annotated: Annotated, group: Group) -> str | None:
    """The code of age_groups.csv for the age a text gives people in or beside their own words; None without one."""
    reading = annotated.reading
    text = reading.report.text
    first, last = reading.starts[group.first], reading.span(group.first, group.last).end
    inside = old().search(text, first, last) if not group.is_named else None
    found = inside or behind().match(text, last, last + REACH)
    if found is None and group.is_named:
        before = [m for m in old().finditer(text, max(first - REACH, 0), first) if not text[m.end() : first].strip()]
        found = before[-1] if before else None
    if found is None and group.noun is not None and group.is_owned:
        found = apposed().match(text, last, last + REACH)
    if found is None or (group.count is not None and group.count.low != 1 and found is not inside):
        return None
    return age_group(found["number"], found["unit"])


def age_group(number: str, unit: str | None) -> str | None:
    """The age group of a number of years, months, weeks or days; None for a word that is no number."""
    years = parse_age(number)
    if years is None or years > OLDEST:
        return None
    if unit not in (None, "year") or years < ADULT:
        return "child"
    return "elderly" if years >= ELDERLY else "adult"


def parse_age(number: str) -> int | None:
    if number.isdecimal():
        return int(number)
    if number in NUMBERS:
        return NUMBERS.index(number)
    return 10 * (TENS.index(number) + 2) if number in TENS else None

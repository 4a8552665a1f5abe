"""Writes a report as one letter a token, for the date rules to match, and reads the values of the words they matched.

"On Saturday, 31 January" -> n W , 1 M          W , 1 M -> {"weekday": ["5"], "day": ["31"], "month": ["1"]}
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from itertools import repeat
from operator import attrgetter

from pipeline.annotate.date_rules import CLASSES, PART_NAMES, SIGNS, WEAK_MONTH
from pipeline.lexicon import Lexicon
from pipeline.model import Entry, Hit, Reading


@cache
def letter_of_word(beside: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """The letter of every number, sign and small word; `beside` are (letter, words) of the word list."""
    letters = SIGNS | {str(number): "1" if number < 32 else "2" for number in range(1, 100)}
    letters |= {f"0{number}": "1" for number in range(1, 10)} | {"00": "2"}
    letters |= {str(year): "4" for year in range(1900, 2100)}
    letters |= {f"{day}{ending}": "0" for day in range(1, 32) for ending in ("st", "nd", "rd", "th")}
    return letters | {word: letter for letter, words in beside for word in words.split()}


@cache
def letter_of_class(means: str) -> str:
    return CLASSES[means.partition(":")[0]]


def letters_of(reading: Reading, lexicon: Lexicon) -> tuple[str, dict[int, Entry]]:
    """One letter a token, and the entries of the word list by their first token."""
    beside = ((letter_of_class(e.means), e.traits["beside"]) for e in lexicon.entries["dates"] if "beside" in e.traits)
    letters = list(map(letter_of_word(tuple(beside)).get, reading.words, repeat("w")))
    entries: dict[int, Entry] = {}
    for hit in reading.hits.get("dates", ()):
        entry = hit.entry
        if entry.traits and not tells_date(hit, reading):
            continue
        letter = WEAK_MONTH if "weak" in entry.traits else letter_of_class(entry.means)
        entries[hit.first] = entry
        letters[hit.first] = letter
        for at in range(hit.first + 1, hit.last):
            letters[at] = letter if letter.islower() else "~"
    return "".join(letters), entries


def tells_date(hit: Hit, reading: Reading) -> bool:
    """Whether the neighbours and the capitals of a hit allow a date: not "may have", "Black September", "a march"."""
    traits = hit.entry.traits
    after = reading.words[hit.last] if hit.last < len(reading.words) else ""
    if "unless_before" in traits and after in traits["unless_before"].split():
        return False
    if "unless_after" in traits and hit.first and reading.words[hit.first - 1] in traits["unless_after"].split():
        return False
    return "weak" not in traits or reading.is_capitals or not reading.quote(hit.first, hit.last).islower()


def counts_people(reading: Reading, at: int) -> bool:
    """Whether a word for people stands at a token: "the 2004 people" is no year."""
    people = reading.hits.get("victims", ())
    known = bisect_left(people, at, key=attrgetter("first"))
    return known < len(people) and people[known].first == at


def parts_of(
    reading: Reading, lexicon: Lexicon, entries: Mapping[int, Entry], letters: str, first: int, last: int
) -> dict[str, list[str]]:
    """The values of the words of a match by class: {"day": ["31"], "month": ["1"]}."""
    parts: dict[str, list[str]] = {}
    for at in range(first, last):
        entry = entries.get(at)
        if entry is not None:
            parts.setdefault(PART_NAMES[letters[at]], []).append(entry.means.partition(":")[2])
            if "-" in reading.words[at]:
                add_hyphened(parts, reading.words[at].partition("-")[0], lexicon)
        elif letters[at] in PART_NAMES:
            parts.setdefault(PART_NAMES[letters[at]], []).append(reading.words[at])
    if "period" in parts and len(parts) == 1:
        add_length(parts, reading.words[first - 1], lexicon)
    return parts


def add_hyphened(parts: dict[str, list[str]], prefix: str, lexicon: Lexicon) -> None:
    """The first half of "mid-January" is a word of the list too."""
    for form in lexicon.forms_of(prefix):
        if form.entry.kind == "dates":
            parts[PART_NAMES[letter_of_class(form.entry.means)]] = [form.entry.means.partition(":")[2]]


def add_length(parts: dict[str, list[str]], word: str, lexicon: Lexicon) -> None:
    """The word before "period": "48-hour" is a number and a unit."""
    number, _, unit = word.partition("-")
    add_hyphened(parts, unit, lexicon)
    add_hyphened(parts, number, lexicon)
    if number in letter_of_word(()):
        parts["number"] = [number]
    if "unit" in parts:
        parts["word"] = [word]

"""Texts that nobody would write of an incident: one thing over and over, to any length.

Each is a way to make a rule look at all that went before it again. None says anything.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle

# A period that a text repeats, by what it would do harm to.
REPEATED: Mapping[str, str] = {
    "numbers": "3 ",
    "large numbers": "1,234,567 ",
    "numbers with and": "3 and ",
    "number words": "two hundred and ",
    "hundreds of hundreds": "hundred ",
    "millions of millions": "3 million ",
    "millions of millions killed": "hundred million ",
    "dozens of dozens": "dozens of ",
    "digits without a space": "7",
    "digits and commas": "7,",
    "digits and dots": "7.",
    "a number without end": "123,",
    "percent signs": "40% ",
    "money": "$5 million ",
    "ranges": "10-15 ",
    "ranges of ranges": "10-",
    "between and and": "between 3 and ",
    "at least": "at least ",
    "killed": "killed ",
    "killed 3": "killed 3 ",
    "3 killed": "3 killed, ",
    "killed 3 in Paris": "killed 3 in Paris ",
    "killed and wounded": "3 killed and 4 wounded ",
    "3 people killed": "3 people were killed. ",
    "3 of them": "3 of them, ",
    "including": "including 3 ",
    "including people": "5 people, including 3 women, ",
    "people with names": "3 people, Amina Khan and John Doe, ",
    "names with ranks": "John Doe, a soldier, ",
    "among them": "12 killed, among them 3 children, ",
    "a toll that rises": "the death toll rose to 12. ",
    "not killed": "not ",
    "nobody": "no one was killed ",
    "people": "people ",
    "women and children": "women and children and ",
    "commas": ", ",
    "commas without a space": ",",
    "semicolons": "; ",
    "colons": ": ",
    "full stops": ". ",
    "full stops without a space": ".",
    "ellipses": "… ",
    "and": "and ",
    "of": "of ",
    "the": "the ",
    "quotes that open": "“",
    "quotes that open, spaced": "“ ",
    "quotes that close": "” ",
    "straight quotes": '"',
    "straight quotes, spaced": '" ',
    "apostrophes": "'",
    "apostrophes, spaced": "’ ",
    "quotes within quotes": "“he said ‘",
    "parentheses that open": "(",
    "parentheses that open, spaced": "( ",
    "parentheses that close": ")",
    "parentheses with a number": "(3) ",
    "parentheses that nest": "(killed 3 ",
    "brackets": "[",
    "one word": "x",
    "one word in capitals": "X",
    "one word with hyphens": "x-",
    "one word with apostrophes": "x’",
    "one word with slashes": "x/",
    "one word with underscores": "x_",
    "hyphens": "-",
    "hyphens, spaced": "- ",
    "dashes": "— ",
    "3-year-old": "3-year-old ",
    "aged": "aged 3, ",
    "-based": "-based ",
    "Mr.": "Mr. ",
    "Gen.": "Gen. John ",
    "initials": "J. ",
    "initials without a space": "J.",
    "abbreviations": "U.S. ",
    "names": "Amina ",
    "names with titles": "Dr. Amina Khan, ",
    "names and and": "Amina Khan and ",
    "capitals": "ARMY ",
    "places": "Quetta ",
    "places within places": "Quetta, Pakistan, ",
    "in places": "in Mosul, in Goma ",
    "north of": "north of Mosul ",
    "days of the week": "Monday ",
    "dates": "2 February 2026 ",
    "dates by number": "2/2/2026 ",
    "ISO dates": "2026-02-01 ",
    "years": "2026 ",
    "times": "7:30 a.m. ",
    "ago": "two days ago ",
    "between dates": "between Monday and ",
    "said": "said ",
    "he said": "he said ",
    "police said": "police said ",
    "police said killed": "police said 3 were killed. ",
    "said in quotes": "“3 died,” police said. ",
    "according to": "according to ",
    "that": "said that ",
    "claimed responsibility": "ISIS claimed responsibility ",
    "accused": "Israel accused Hamas of ",
    "by": "killed by gunmen ",
    "by by": "by ",
    "sources of sources": "hospital source\n",
    "officials of officials": "the minister's ",
    "groups of groups": "members of the same family: ",
    "attackers": "the Taliban attacked ",
    "he": "he ",
    "they": "they were killed. ",
    "it": "it was the second attack. ",
    "another attack": "In another attack, 3 died. ",
    "meanwhile": "Meanwhile in Goma, 3 died. ",
    "bomb": "bomb ",
    "weapons": "a car bomb, a rifle, ",
    "targets": "a mosque, a school, ",
    "headings": "KILLED 3\n",
    "line breaks": "\n",
    "line breaks and spaces": "\n ",
    "paragraphs": "3 died.\n\n",
    "bullets": "- 3 killed\n",
    "a table": "Goma\t3\t4\n",
    "a numbered list": "1. Amina, 12\n",
    "spaces": " ",
    "tabs": "\t",
    "no-break spaces": "\u00a0",
    "combining characters": "e\u0301\u0323",
    "combining characters alone": "\u0301",
    "marks of direction": "\u200f",
    "marks of direction in words": "ki\u200flled ",
    "joiners": "x\u200d",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 ",
    "Arabic digits": "١٢ ",
    "wide digits": "１２ ",
    "fractions": "½ ",
    "superscripts": "² ",
    "Arabic": "قتل ",
    "Chinese": "死",
    "Thai": "ตาย",
    "URLs": "https://example.org/a?b=c ",
    "mail": "a@example.org ",
    "at signs": "@",
    "hashes": "#3 ",
    "ampersands": "A & B ",
    "markup": "<p>3 killed</p> ",
    "entities": "&amp; ",
    "slashes": "and/or ",
    "backslashes": "\\",
    "asterisks": "* ",
    "control characters": "a\f\v",
}


def repeated(period: str) -> Callable[[int], str]:
    return lambda size: (period * (size // len(period) + 1))[:size]


def filled(pieces: Iterator[str], size: int) -> str:
    """Pieces behind one another, to so many characters."""
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(next(pieces))
        length += len(parts[-1])
    return "".join(parts)[:size]


def names() -> Iterator[str]:
    """Names, each another one, as in a list of those who died."""
    for number in range(10**9):
        word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        yield f"K{word} Am{word}, {number % 90}, "


def numbers() -> Iterator[str]:
    """Numbers, each another one, each of people killed."""
    return (f"{number} people were killed in attack {number}. " for number in range(1, 10**9))


def totals() -> Iterator[str]:
    """Each figure is a part of the one before it."""
    return (f"{number} people were killed, including {number - 1} women. " for number in range(10**6, 0, -1))


def days() -> Iterator[str]:
    """A day each."""
    return (f"On {number % 28 + 1} March {1900 + number % 120}, 3 were killed. " for number in range(10**9))


def once(opening: str, period: str) -> Callable[[int], str]:
    """One thing that is never closed, and then another over and over."""
    return lambda size: (opening + repeated(period)(size))[:size]


NEVER_CLOSED: Mapping[str, tuple[str, str]] = {
    "a quote that never closes": ("He said, “", "3 people were killed. "),
    "a parenthesis that never closes": ("Killed (", "3 people were killed, "),
    "a sentence that never ends": ("Police said ", "3 people were killed and 4 wounded in Goma and "),
    "a total of a sentence that never ends": ("12 people were killed, including ", "3 in Goma, "),
    "a list that never ends": ("The dead are: ", "Amina Khan, 3; "),
    "a denial that never ends": ("No one was ", "or killed or wounded "),
    "a date far off": ("On Monday ", "killed "),
    "a number that is none at its end": ("1234,", "123,"),
}


def hostile_texts() -> dict[str, Callable[[int], str]]:
    """For each kind of text what makes one of a size."""
    return {
        **{name: repeated(period) for name, period in REPEATED.items()},
        **{name: once(*pair) for name, pair in NEVER_CLOSED.items()},
        "a list of names": lambda size: filled(names(), size),
        "another number in each sentence": lambda size: filled(numbers(), size),
        "parts of parts": lambda size: filled(totals(), size),
        "another day in each sentence": lambda size: filled(days(), size),
    }


def forms_of(forms: Sequence[str], glue: str) -> Callable[[int], str]:
    """All the words of a list, over and over."""
    return lambda size: filled(cycle([form + glue for form in forms]), size)


def drawn_periods(words: Sequence[str], seed: int) -> Iterator[str]:
    """Short runs of words and signs drawn by lot, without end: what a rule is slow on is often such a run, repeated."""
    lot = random.Random(seed)  # noqa: S311  # not a secret
    signs = [" ", " ", " ", ", ", ". ", "; ", " (", ") ", " “", "” ", " and ", "-", "\n", ": ", " of ", " in ", " 3 "]
    while True:
        yield "".join(lot.choice(words) + lot.choice(signs) for _ in range(lot.randint(1, 5)))

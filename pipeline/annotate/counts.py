"""Numbers of people, with the words that bound them.

"at least 30" -> 30.. at_least · "between ten and fifteen" -> 10..15 range · "dozens" -> 12.. vague · "no" -> 0 zero
"nearly 100" -> about 100 · "five (5)" -> 5

A number that measures something else is left out: "5 km", "$500 million", "48-hour", "route 66", "aged 12", "in 2004".
The table of bounds is that of the data model (docs of casualties.count_qualifier).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.lexicon import Lexicon
from pipeline.model import Count, Hit, Mention, Qualifier, Reading, frozen

BOUNDS = frozenset({"exact", "at_least", "more_than", "at_most", "fewer_than", "about"})
NUMBERS = frozenset({"number", "times", "vague", "plural", "zero", "alone"})
# Four digits without a comma inside these are a year unless people follow.
YEARS = range(1900, 2101)
# The entry of counts.yml for "and up to": between two numbers a range, before one alone a bound.
UP_TO = "range_up_to"
# Words before a list of ages, between them, and how far back they are looked for.
AGED, BETWEEN_AGES, LISTED_AGES = frozenset({"aged", "ages"}), frozenset({",", "and", "between", "from", "to"}), 12
# How many words may stand between a number and "as many", and what makes other numbers of it.
SAME_REACH, FULL_STOPS = 14, frozenset({".", "!", "?", ";"})
FACTORS = frozenset({"twice", "thrice", "times", "half"})
WHO_WAS = frozenset({("who", "was"), ("who", "is")})
AGE = ("month-old", "week-old", "year-old", "years-old")  # "a 22 year-old-man"
# More digits than this are a telephone or an identity number.
MOST_DIGITS = 8
HUNDRED = 100  # it, a dozen and a score multiply what is less than it; a thousand what is less than itself


@frozen
class Number:
    """A number as read from token `first` up to `last`: its low end, high end, and what kind of word said it."""

    first: int
    last: int
    low: int
    high: int
    means: str  # number, vague, plural or zero


class CountReader:
    """Reads the counts of one report from left to right."""

    def __init__(self, reading: Reading, dated: frozenset[int]) -> None:
        self.reading = reading
        self.words = reading.words
        self.hits: dict[int, Hit] = {hit.first: hit for hit in reading.hits["counts"]}
        self.ending: dict[int, Hit] = {hit.last: hit for hit in reading.hits["counts"]}
        self.people = {hit.first for hit in reading.hits["victims"]}
        self.fates = {hit.first for hit in reading.hits["outcomes"]}
        for at, hit in reading.grammar_at.items():
            if hit.entry.means in ("be", "have"):
                self.fates.add(at)
        self.dated = dated

    def means(self, at: int) -> str | None:
        hit = self.hits.get(at)
        return hit.entry.means if hit else None

    def value(self, at: int) -> int:
        return int(self.hits[at].entry.traits["value"])

    # -------------------------------------------------------------------------------- one cardinal

    def read_number(self, at: int) -> Number | None:
        """The number that begins at token `at`, or None: digits, words, factors, vague words."""
        if at >= len(self.words) or at in self.dated:
            return None
        word = self.words[at]
        means = self.means(at)
        if word[0].isdigit():
            return self.read_digits(at)
        if means == "vague":
            return self.read_vague(at)
        if self.stands_alone(at):
            return Number(at, self.hits[at].last, self.value(at), self.value(at), "number")
        if means in ("plural", "zero"):
            return Number(at, self.hits[at].last, 0 if means == "zero" else 2, 0 if means == "zero" else 2, means)
        if word in ("a", "an") and self.means(at + 1) == "times":
            found = self.read_words(at + 1)
            return found and Number(at, found.last, found.low, found.high, found.means)
        if means == "number" or word in COMPOUNDS:
            return self.read_words(at)
        return None

    def stands_alone(self, at: int) -> bool:
        """Whether words that lean on people named before count them: "another was hurt", "both died", "a third"."""
        hit = self.hits.get(at)
        return (
            hit is not None
            and hit.entry.means == "alone"
            and (hit.last in self.fates or hit.last in self.people or self.links(hit.last))
        )

    def links(self, at: int) -> bool:
        """Whether an "and" begins at a token: "another and two boys"."""
        hit = self.reading.grammar_at.get(at)
        return hit is not None and hit.entry.means == "and"

    def read_digits(self, at: int) -> Number | None:
        plain = self.words[at].replace(",", "")
        last = at + 1
        if plain.isdecimal() and len(plain) <= MOST_DIGITS:
            value = int(plain)
            if self.means(last) == "times":
                value, last = value * self.value(last), last + 1
        elif plain.replace(".", "", 1).isdecimal() and self.means(last) == "times":
            value, last = round(float(plain) * self.value(last)), last + 1
        else:
            return None
        if self.words[last : last + 3] == ("(", plain, ")"):
            last += 3
        return Number(at, last, value, value, "number")

    def read_vague(self, at: int) -> Number:
        low, last = self.value(at), self.hits[at].last
        while self.means(last) in ("times", "vague"):
            low, last = low * self.value(last), self.hits[last].last
        return Number(at, last, low, low, "vague")

    def read_words(self, at: int) -> Number | None:
        """A cardinal in words: "one hundred and twenty-five", "two dozen", "a thousand"."""
        total = current = 0
        last, smallest = at, 10**9
        while last < len(self.words):
            value = self.word_value(last)
            if value is not None and value < smallest and (current == 0 or value < lowest_digit(current)):
                current, smallest = current + value, max(value, 1)
            elif self.means(last) == "times" and current < max(self.value(last), HUNDRED):
                factor = self.value(last)
                current = max(current, 1) * factor
                if factor >= 1000:
                    total, current = total + current, 0
                smallest = factor
            elif not (self.words[last] == "and" and current + total >= 100 and self.goes_on(last + 1, current)):
                break
            last = self.hits[last].last if last in self.hits else last + 1
        if last == at:
            return None
        value = total + current
        if last + 2 < len(self.words) and self.words[last] == "(" and self.words[last + 2] == ")":
            last += 3 if self.words[last + 1] == str(value) else 0
        return Number(at, last, value, value, "number")

    def goes_on(self, at: int, current: int) -> bool:
        """Whether the word behind "and" belongs to a number: not the next "two" of "two hundred and two hundred"."""
        is_another = self.means(at + 1) == "times" and self.value(at + 1) <= current
        return bool(self.word_value(at)) and not is_another

    def word_value(self, at: int) -> int | None:
        """What one number word is worth: "seven", "twenty-five"."""
        if at >= len(self.words):
            return None
        if self.means(at) == "number":
            return self.value(at)
        return COMPOUNDS.get(self.words[at])

    # -------------------------------------------------------------------------------- bounds and ranges

    def read_count(self, at: int) -> tuple[Count, int, int, str] | None:
        """The count whose first number begins at `at`: (count, first token, last token, rule)."""
        number = self.read_number(at)
        if number is None or not self.counts_people(number):
            return None
        first, last, low, high = number.first, number.last, number.low, number.high
        rule = number.means
        second = self.read_second(number)
        if second is not None:
            last, high, rule = second.last, second.high, "range"
            if self.is_comma(number.last) and self.is_comma(last):
                last += 1
            opener = self.ending.get(first)
            if opener is not None and opener.entry.means == "range" and self.words[first - 1] != "from":
                first = opener.first
        if self.is_repeated(low, last):
            last += 3  # "Two (2) people"
        first, bound = self.read_bound_before(first)
        after = self.hits.get(last)
        if after is not None and after.entry.traits.get("side") == "after" and after.entry.means in BOUNDS:
            last, bound = after.last, after.entry.means
        if not bound and rule == "number" and low == high and self.looks_like_year(number):
            return None
        return bounded(low, high, rule, bound), first, last, rule if not bound else f"{bound}_{rule}"

    def read_second(self, number: Number) -> Number | None:
        """The second number of a range: "10 to 15", "two or three", "between 10 and 15"."""
        if number.means != "number":
            return None
        opener = self.ending.get(number.first)
        link = self.link_behind(number)
        joined = False
        if opener is not None and opener.entry.means == "range":
            if self.words[number.first - 1] == "from":
                return None  # "rose from 10 to 15" is a change, not a range
            joined = self.words[number.last : number.last + 1] == (opener.entry.traits["joins"],)
        if not joined and (link is None or link.entry.means != "range_link"):
            return None
        second = self.read_number(link.last if link is not None and not joined else number.last + 1)
        if second is None or second.means != "number" or second.low <= number.high:
            return None
        return second

    def link_behind(self, number: Number) -> Hit | None:
        """What can stand between the two numbers of a range; behind a comma only words: "two, and possibly three"."""
        if not self.is_comma(number.last):
            return self.hits.get(number.last)
        link = self.hits.get(number.last + 1)
        return link if link is not None and link.last - link.first > 1 else None

    def is_comma(self, at: int) -> bool:
        return at < len(self.words) and self.words[at] == ","

    def read_bound_before(self, first: int) -> tuple[int, str]:
        """Where the bounds in front of token `first` begin, and which of them holds."""
        bound = ""
        while (hit := self.ending.get(first)) is not None:
            if hit.entry.means == "alone":
                return hit.first, bound  # "another ten"
            if hit.entry.id == UP_TO:
                return hit.first + 1, bound or "at_most"  # "two men and up to ten boys"
            if hit.entry.means not in BOUNDS or hit.entry.traits.get("side") != "before":
                break
            first, bound = hit.first, bound if bound and hit.entry.means == "exact" else hit.entry.means
        return first, bound

    # -------------------------------------------------------------------------------- what does not count people

    def counts_people(self, number: Number) -> bool:
        """False where the number measures, dates, prices, numbers or ages something."""
        before, after = self.ending.get(number.first), self.hits.get(number.last)
        if before is not None and before.entry.means in ("currency", "label"):
            return False
        if after is not None and after.entry.means == "measure" and after.first not in self.people:
            return False
        behind = self.words[number.last] if number.last < len(self.words) else ""
        if self.measures_described(number) or self.is_listed_age(number) or behind.startswith(AGE):
            return False
        if number.means == "zero":
            near = range(number.last, number.last + 3)
            return (
                number.last - number.first > 1
                or self.words[number.first] != "no"
                or bool(self.people.intersection(near) or self.fates.intersection(near))
            )
        return not self.is_split_figure(number) and not self.is_age(number)

    def is_repeated(self, low: int, at: int) -> bool:
        """Whether a number is told again in figures and brackets; one of words can be longer than any figures."""
        behind = self.words[at : at + 3]
        if len(behind) < 3 or (behind[0], behind[2]) != ("(", ")"):
            return False
        return behind[1].isdecimal() and len(behind[1]) <= MOST_DIGITS and int(behind[1]) == low

    def measures_described(self, number: Number) -> bool:
        """Whether one word that describes them stands before the things counted: "five public buses"."""
        between = number.last + (self.words[number.last : number.last + 1] == ("most",))  # "the two most active cities"
        thing = self.hits.get(between + 1)
        if thing is None or thing.entry.means != "measure" or between in self.reading.grammar_at:
            return False
        is_told = between in self.hits or any(at in self.people or at in self.fates for at in (between, thing.first))
        word = self.words[between]
        is_adjective = word.isalpha() and not word.endswith("ing")  # "killed two destroying houses"
        return is_adjective and not is_told and self.words[thing.last - 1].endswith("s")

    def is_listed_age(self, number: Number) -> bool:
        """One of several ages: "three children, aged two, four and seven"."""
        for at in range(number.first - 1, max(number.first - 1 - LISTED_AGES, -1), -1):
            word = self.words[at]
            if word in AGED:
                return True
            hit = self.hits.get(at)
            if word not in BETWEEN_AGES and not word.isdecimal() and (hit is None or hit.entry.means != "number"):
                return False
        return False

    def is_split_figure(self, number: Number) -> bool:
        """Part of a time, date, ratio or address: 12:30, 9/11, 3-1, no. 5."""
        left = self.words[number.first - 1] if number.first else ""
        right = self.words[number.last] if number.last < len(self.words) else ""
        if left in ("/", "#") or right in ("/", "°"):
            return True
        if left == ":" and number.first > 1 and self.words[number.first - 2].isdecimal():
            return True
        if left == "." and number.first > 1 and self.words[number.first - 2] in ("no", "nos"):
            return True
        behind = self.words[number.last + 1] if number.last + 1 < len(self.words) else ""
        before = self.words[number.first - 2] if number.first > 1 else ""
        if right == "-" and behind.isdecimal() and int(behind) <= number.high:
            return True  # a score: the second end of a range is the larger one
        if left == "-" and before.isdecimal() and int(before) >= number.low:
            return True
        return right == ":" and behind[:1].isdigit()

    def is_age(self, number: Number) -> bool:
        """An age set off behind a name: "Smith, 34, was", "Zaino (30)", "Smith, who was 34"."""
        if self.words[max(number.first - 2, 0) : number.first] in WHO_WAS and number.last not in self.people:
            return number.last not in self.fates
        if number.low > 120 or not self.words[number.first][0].isdigit() or number.first < 2:
            return False
        left, right = self.words[number.first - 1], self.words[number.last : number.last + 1]
        name = self.reading.quote(number.first - 2, number.first - 1)
        if not name[:1].isupper() and number.first - 2 not in self.people:
            return False
        return (left == "," and right in ((",",), (".",), (";",))) or (left == "(" and right == (")",))

    def looks_like_year(self, number: Number) -> bool:
        if number.low not in YEARS or "," in self.words[number.first] or not self.words[number.first].isdecimal():
            return False
        return number.last not in self.people


# The parts of a number word with a hyphen; all other words are data.
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
# "twenty-five", and as telegrams write it: "twentyfive".
COMPOUNDS = {f"{ten}{dash}{one}": TENS[ten] + ONES[one] for ten in TENS for one in ONES for dash in ("-", "")}


def lowest_digit(number: int) -> int:
    """The worth of the last digit that is not zero, as the limit of what may still follow: 120 -> 10."""
    worth = 1
    while number % (worth * 10) == 0:
        worth *= 10
    return worth


def bounded(low: int, high: int, rule: str, bound: str) -> Count:
    """The Count of a number (or of the two ends of a range) under a bound."""
    qualifier: Qualifier
    if rule == "zero":
        return Count(0, 0, 0, "explicit_zero")
    if rule == "plural":
        return Count(2, None, None, "unspecified_plural")
    if rule == "vague":
        return Count(low, None, None, "vague")
    if rule == "range":
        return Count(low, high, None, "range")
    match bound:
        case "at_least":
            return Count(low, None, low, "at_least")
        case "more_than":
            return Count(low + 1, None, low, "more_than")
        case "at_most":
            return Count(0, high, high, "at_most")
        case "fewer_than":
            return Count(0, max(high - 1, 0), high, "fewer_than")
        case "about":
            return Count(None, None, low, "about")
        case _:
            qualifier = "exact"
            return Count(low, high, low, qualifier)


def as_many(reading: Reading, first: int, last: int, before: Sequence[Mention]) -> tuple[Count, int, int, str] | None:
    """The number right before, of others: "six policemen and as many rebels"."""
    known = before[-1] if before else None
    if known is None or not isinstance(known.value, Count) or first - known.last > SAME_REACH:
        return None
    is_one_sentence = FULL_STOPS.isdisjoint(reading.words[known.last : first])
    if not is_one_sentence or reading.words[first - 1] in FACTORS or known.value.high in (0, 1):
        return None
    return known.value, first, last, "same"


def find_counts(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """The counts of a report, in order. Numbers inside dates are left out."""
    dated = frozenset(at for mention in found["dates"] for at in range(mention.first, mention.last))
    reader = CountReader(reading, dated)
    words = enumerate(reading.words)
    starts = [at for at, word in words if (not "a" <= word < "{" and word[0].isdigit()) or word in COMPOUNDS]
    starts += [hit.first for hit in reading.hits["counts"] if hit.entry.means in NUMBERS]
    same = {hit.first: hit.last for hit in reading.hits["counts"] if hit.entry.means == "same"}
    starts += same
    starts += [hit.first - 1 for hit in reading.hits["counts"] if hit.entry.means == "times" and hit.first]
    mentions: list[Mention] = []
    free = 0
    for at in sorted(set(starts)):
        if at < free:
            continue
        counted = reader.read_count(at) if at not in same else as_many(reading, at, same[at], mentions)
        if counted is None:
            continue
        count, first, last, rule = counted
        first = max(first, free)
        mentions.append(Mention("counts", reading.span(first, last), count, f"counts.{rule}", first, last))
        free = last
    return tuple(mentions)

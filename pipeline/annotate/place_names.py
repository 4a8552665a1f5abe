"""Finds names of places in a text, and what the words around each say of it. Which place it is, is decided elsewhere.

"in southern Afghanistan": where, a part of it · "near Mastung district": near, a district · "Gwadar, Kharan and Pasni":
a list, which one "in" holds for · "Sarfraz Bugti", "Balochistan Liberation Army": part of a longer name, no place
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipeline.gazetteer import Candidate, Gazetteer, name_key
from pipeline.lexicon import Lexicon
from pipeline.model import Hit, Place, Reading

LONGEST_NAME = 6
LONGEST_WAY = 8  # words between "in" and the name: "in the restive southern Afghan province of"
# A dateline has its dash or bracket this near: "SAN SALVADOR, 5 JAN 90 --", "QUETTA, Pakistan (Reuters)".
LONGEST_DATELINE = 14
DATELINE_SIGNS = frozenset(("-", "--", "—", "(", "[", ":"))


@dataclass(slots=True)
class Name:
    """Words that may name a place. `where` is the class of what stands before: in, near, or None.

    `noun` is the kind of place the text calls it; `last_noun` the end of that noun where it stands behind the name.
    `can_lie_in` is the name of what the text may say it lies in: "Tampa, Florida", "Pakistan's Balochistan".
    """

    first: int
    last: int
    key: str
    candidates: tuple[Candidate, ...] = ()
    people_of: Place | None = None
    where: str | None = None
    rule: str = "name"
    noun: str | None = None
    last_noun: int = 0
    has_plural_noun: bool = False  # the noun stands behind the last of a list
    is_directed: bool = False
    is_part: bool = False
    can_lie_in: Name | None = None
    listed_with: Name | None = None
    chosen: Place | None = None


class Finder:
    """One pass over one reading."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        self.reading = reading
        self.words = reading.words
        self.gazetteer: Gazetteer = lexicon.gazetteer
        hits = reading.hits["places"]
        self.at: dict[int, Hit] = {hit.first: hit for hit in hits}
        self.before: dict[int, Hit] = {hit.last: hit for hit in hits}
        self.inner = inner_words(lexicon)
        self.dates = {hit.first for hit in reading.hits["dates"]}
        self.grammar = {hit.first for hit in reading.hits["grammar"]}
        self.names: list[Name] = []
        self.ending: dict[int, Name] = {}

    def find(self) -> list[Name]:
        """All names, in the order of the text."""
        for sentence in self.reading.sentences:
            token = sentence.first
            while token < sentence.last:
                name = self.name_at(token, sentence.first, sentence.last) if self.may_begin(token) else None
                if name is None:
                    token += 1
                    continue
                self.names.append(name)
                self.ending[max(name.last, name.last_noun)] = name
                token = max(name.last, name.last_noun)
        self.find_dateline()
        self.share_plural_nouns()
        return self.names

    # ------------------------------------------------------------------------------------------- a name by itself

    def is_capital(self, token: int) -> bool:
        return self.reading.report.text[self.reading.starts[token]].isupper()

    def may_begin(self, token: int) -> bool:
        if not self.is_capital(token):
            return False
        return not self.reading.is_capitals or (token not in self.grammar and token not in self.dates)

    def name_at(self, token: int, start: int, end: int) -> Name | None:
        name = self.known_at(token, end)
        if name is None:
            name = self.unknown_at(token, start, end)
        elif not self.reading.is_capitals:
            name.is_part = self.is_continued(name, start, end)
        if name is None:
            return None
        if name.people_of is None and not name.is_part:
            self.look_behind(name, end)
            self.look_back(name, start)
        return name if self.is_kept(name) else None

    def is_kept(self, name: Name) -> bool:
        """An unknown name counts only where words say that it is a place."""
        return bool(name.candidates or name.people_of or name.where or name.noun)

    def known_at(self, token: int, end: int) -> Name | None:
        """The longest name of the gazetteer, or the name of a people, that begins at the token."""
        key = self.key(token)
        if key.partition(" ")[0] not in self.gazetteer.starts:
            return None
        best: Name | None = None
        for last in range(token + 1, min(end, token + LONGEST_NAME) + 1):
            if last > token + 1:
                if not self.goes_on(last - 1, end):
                    break
                key += " " + self.key(last - 1) if self.words[last - 1] != "." else ""
            if last - 1 > token and self.words[last - 1] in self.inner:
                continue
            if key in self.gazetteer.names and self.is_written_right(token, last, key):
                best = Name(token, last, key, self.gazetteer.candidates(key))
            if key in self.gazetteer.demonyms and (best is None or best.last < last or not self.noun_at(last)):
                best = Name(token, last, key, people_of=self.gazetteer.country_of_demonym(key))
        return best

    def key(self, token: int) -> str:
        word = self.words[token]
        return word if word.isalnum() and word.isascii() else name_key(word)

    def goes_on(self, token: int, end: int) -> bool:
        """Whether the token may belong to a name that began before it."""
        word = self.words[token]
        if word == ".":
            hit = self.at.get(token - 1)
            return hit is not None and hit.entry.means == "saint"
        if word in self.inner:
            return token + 1 < end
        return word[0].isalpha() and (self.reading.is_capitals or self.is_capital(token))

    def is_written_right(self, first: int, last: int, key: str) -> bool:
        """Short names such as US must stand in capitals or with points; in a text of capitals, "US" may be "us"."""
        if key not in self.gazetteer.upper:
            return True
        words = self.reading.quote(first, last)
        follows = self.words[last] if last < len(self.words) else ""
        if "." in words or (follows == "." and not words.isupper()):
            return True
        return words.isupper() and not (self.reading.is_capitals and key in self.gazetteer.stop)

    def is_continued(self, name: Name, start: int, end: int) -> bool:
        """Whether the name is part of a longer one: "Sarfraz Bugti", "Balochistan Liberation Army"."""
        behind, before = name.last, name.first - 1
        if behind < end and self.is_word_in_capital(behind) and behind not in self.dates:
            hit = self.at.get(behind)
            if name.people_of is None and (hit is None or not hit.entry.means.startswith(("noun", "direction"))):
                return True
        if before < start or not self.is_word_in_capital(before) or name.people_of is not None:
            return False
        if name.first in self.before or name.first in self.ending or before in self.grammar:
            return False
        return before not in self.dates

    def is_word_in_capital(self, token: int) -> bool:
        return self.words[token][0].isalpha() and self.is_capital(token)

    def unknown_at(self, token: int, start: int, end: int) -> Name | None:
        """A run of capitalised words that the gazetteer does not know; in a text of capitals, words up to grammar."""
        if token in self.at or token in self.dates or token in self.grammar:
            return None
        if (
            token > start
            and token not in self.before
            and self.words[token - 1][0].isalpha()
            and self.is_capital(token - 1)
        ):
            return None
        last = token + 1
        while last < min(end, token + LONGEST_NAME) and self.is_word_in_capital(last) and last not in self.at:
            if last in self.grammar or last in self.dates:
                break
            last += 1
        return Name(token, last, name_key(" ".join(self.words[token:last])))

    # ----------------------------------------------------------------------------------- the words around a name

    def noun_at(self, token: int) -> str | None:
        hit = self.at.get(token)
        return hit.entry.means.partition(":")[2] or None if hit else None

    def look_behind(self, name: Name, end: int) -> None:
        """What kind of place the noun behind the name says it is: "Mastung district", "the Quetta area"."""
        noun = self.noun_at(name.last)
        if noun is not None:
            name.noun, name.last_noun = noun, min(self.at[name.last].last, end)

    def look_back(self, name: Name, start: int) -> None:
        """Goes back over "the restive southern Afghan province of" to the word that says where: in, near."""
        token = name.first
        while token > start and name.first - token <= LONGEST_WAY:
            hit = self.before.get(token)
            means = hit.entry.means if hit else ""
            if hit is not None and means in ("in", "near"):
                name.where, name.rule = means, name.rule if name.rule != "name" else "locative"
                return
            if hit is not None and (means in ("direction", "modifier") or means.startswith("noun")):
                name.is_directed |= means == "direction" and token == name.first
                if means.startswith("noun") and token == name.first and name.noun is None:
                    name.noun = means.partition(":")[2]
                token = hit.first
            elif hit is not None and means == "of" and (noun := self.noun_before(hit.first)) is not None:
                if noun.entry.means.startswith("noun"):
                    name.noun = name.noun or noun.entry.means.partition(":")[2]
                else:
                    name.is_directed = True
                token = noun.first
            elif (owner := self.owner_before(token)) is not None:
                name.can_lie_in = name.can_lie_in or (owner if owner.people_of is None else None)
                token = owner.first
            elif self.is_described(token, start):
                token -= 1
            else:
                break
        self.join_list(name, token)

    def noun_before(self, token: int) -> Hit | None:
        hit = self.before.get(token)
        return hit if hit and hit.entry.means.startswith(("noun", "direction")) else None

    def owner_before(self, token: int) -> Name | None:
        """The name before a name that owns it: "Pakistan's", "Afghan"."""
        if token > 1 and self.words[token - 1] == "'s":
            return self.ending.get(token - 1)
        name = self.ending.get(token)
        return name if name is not None and name.people_of is not None else None

    def is_described(self, token: int, start: int) -> bool:
        """Whether a describing word stands before the token: "war-torn", or any small one right behind "in"."""
        word = self.words[token - 1]
        if self.reading.is_capitals or not word[0].isalpha() or self.is_capital(token - 1):
            return False
        if "-" in word:
            return True
        hit = self.before.get(token - 1)
        return (
            token - 1 > start
            and hit is not None
            and hit.entry.means in ("in", "near")
            and token - 1 not in self.grammar
        )

    def join_list(self, name: Name, token: int) -> None:
        """A comma or "and" after a place carries its "in" on to the next; after a comma the next may hold the first."""
        joined = self.before.get(token)
        end = joined.first if joined and joined.entry.means == "join" else token
        has_comma = end > 0 and self.words[end - 1] == ","
        previous = self.ending.get(end - has_comma) if has_comma or end != token else None
        if previous is None or previous.people_of is not None or previous.is_part:
            return
        name.where, name.rule = previous.where, "list" if previous.where else name.rule
        name.listed_with = previous
        if has_comma and end == token:
            previous.can_lie_in = previous.can_lie_in or name

    def find_dateline(self) -> None:
        """Marks "QUETTA, Feb 1 (Reuters) -" at the beginning: where the report was written, not what it tells of."""
        names = [name for name in self.names[:3] if name.first < LONGEST_DATELINE]
        if not names or names[0].first != 0 or names[0].where is not None:
            return
        first = names[0]
        ahead = self.words[first.last : first.last + LONGEST_DATELINE]
        if not self.reading.quote(first.first, first.last).isupper() or not DATELINE_SIGNS.intersection(ahead):
            return
        sign = first.last + next(n for n, word in enumerate(ahead) if word in DATELINE_SIGNS)
        for name in names:
            if name.last <= sign and name.people_of is None:
                name.rule = "dateline"

    def share_plural_nouns(self) -> None:
        """Gives the noun to the whole list: "Usulutan and Morazan departments"."""
        for name in reversed(self.names):
            is_plural = name.has_plural_noun or (name.last_noun and self.words[name.last_noun - 1].endswith("s"))
            if name.noun and name.listed_with and is_plural and name.listed_with.noun is None:
                name.listed_with.noun, name.listed_with.has_plural_noun = name.noun, True


def inner_words(lexicon: Lexicon) -> frozenset[str]:
    """Small words inside names: "Santa Cruz de la Sierra", "Gulf of Aden", "Jammu and Kashmir"."""
    means = {"inner", "of", "join"}
    return frozenset(
        form for entry in lexicon.entries["places"] if entry.means in means for form in entry.forms if " " not in form
    )


def find_names(reading: Reading, lexicon: Lexicon) -> list[Name]:
    """The names of a reading, with pairs "X in Y" joined."""
    finder = Finder(reading, lexicon)
    names = finder.find()
    for one, other in pairwise(names):
        if one.can_lie_in is None and holds(finder, one, other):
            one.can_lie_in = other
    return names


def holds(finder: Finder, one: Name, other: Name) -> bool:
    """Whether the second name may hold the first: "Duma in Syria"."""
    between = finder.words[max(one.last, one.last_noun) : other.first]
    return between in (("in",), ("in", "the"), ("(",)) and not one.is_part

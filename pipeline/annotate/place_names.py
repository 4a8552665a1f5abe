"""Finds words of a text that may name a place. Which place it is, if any, is decided elsewhere.

"Mosul", "Port-au-Prince", "Afghan" are names · "Amina Goma", "Darfur Liberation Army" hold part of a longer
name, which is no place · "Spin Tangai village" is a name that no gazetteer knows, but the text says what it is
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress

from pipeline.annotate.place_setting import JOINTS, STRUCK, Name, Setting, relate_names
from pipeline.gazetteer import ARTICLES, Gazetteer, name_key
from pipeline.model import Reading

LONGEST_NAME = 6
# Small words inside names, and those that lead on from a name to a longer one: "Santa Cruz de la Sierra".
INNER = frozenset(("inner", "of", "join"))
# An acronym of up to this many letters is a place only if the gazetteer writes it so: "UN", "IS" against "UK", "UAE".
LONGEST_ACRONYM = 3
NAMES_OF_FATHERS = frozenset((*ARTICLES, "bin", "en", "y"))  # these lead on to a person's name, or to nothing
# How an Arabic or Hebrew family name begins: "Farah al-Najjar", "Jordan bin Ali".
FAMILY = ("al-", "el-", "as-", "an-", "ar-", "abu-", "bin-", "ben-")


def find_names(reading: Reading, gazetteer: Gazetteer) -> list[Name]:
    """The names of a reading, in the order of the text, each with what the words around it say."""
    finder = Finder(reading, gazetteer)
    names = finder.find()
    relate_names(names, reading)
    return names


class Finder:
    """One pass over one reading."""

    def __init__(self, reading: Reading, gazetteer: Gazetteer) -> None:
        self.reading = reading
        self.words = reading.words
        self.is_capitals = reading.is_capitals
        self.gazetteer = gazetteer
        self.setting = Setting(reading)
        self.at, self.before = self.setting.at, self.setting.before
        # Names of parties, as the list of actors knows them, are no names of places: "Hamas", "Boko Haram".
        self.parties = {
            token
            for hit in reading.hits.get("actors", ())
            if hit.entry.traits.get("part") == "name"
            for token in range(hit.first, hit.last)
        }

    def find(self) -> list[Name]:
        names: list[Name] = []
        sentences = iter(self.reading.sentences)
        start = end = free = 0
        for token in self.beginnings():
            if token < free:
                continue
            while token >= end:
                sentence = next(sentences)
                start, end = sentence.first, sentence.last
            name = self.name_at(token, start, end)
            if name is not None:
                names.append(name)
                free = name.end
                self.setting.ending[free] = name
        return names

    def beginnings(self) -> Iterator[int]:
        """The tokens at which a known name can begin, or the words around may tell of an unknown one.

        It looks at the names found so far. In a text of capitals grammar begins no name.
        """
        setting, words, is_capitals = self.setting, self.words, self.is_capitals
        names, leads, hints = self.gazetteer.names, self.gazetteer.leads, setting.hints
        skipped = setting.grammar | setting.dates if is_capitals else frozenset()
        for token in compress(range(len(words)), setting.capital):
            word = words[token]
            if token in skipped:
                continue
            if word in names or not (word.isalnum() and word.isascii()):
                yield token  # a word with other signs has another key
            elif token in hints and (not is_capitals or setting.may_tell(token)):
                yield token
            elif word in leads:
                if not is_capitals or self.may_lead(token):
                    yield token
            elif not is_capitals and token > 0 and (words[token - 1] in JOINTS or token in setting.ending):
                yield token

    def may_lead(self, token: int) -> bool:
        """Whether the word and the one behind it begin a name of several words; words that "." parts always may."""
        behind = token + 1
        if behind >= len(self.words):
            return False
        word, following = self.words[token], self.words[behind]
        return (
            following == "." or word in self.gazetteer.demonyms or self.gazetteer.begins(f"{word} {self.key(behind)}")
        )

    def name_at(self, token: int, start: int, end: int) -> Name | None:
        """The name that begins at the token, with its surroundings; None where there is none."""
        name = self.known_at(token, end)
        if name is None:
            name = self.unknown_at(token, start, end)
            if name is None:
                return None
        elif not self.is_capitals:
            name.is_part = self.is_continued(name, start, end)
        name.is_part |= name.people_of is None and token in self.parties
        if name.people_of is None and not name.is_part:
            self.lead_on(name, end)
            self.setting.look_behind(name, end)
            self.setting.look_back(name, start)
            if name.rule == STRUCK and name.noun is None and name.key in self.gazetteer.stop:
                name.where, name.rule = None, "name"  # "attacked Jackson"
        # an unknown name counts only where words say that it is a place
        return name if name.candidates or name.people_of or name.where or name.noun else None

    # -------------------------------------------------------------------------------- names the gazetteer knows

    def known_at(self, token: int, end: int) -> Name | None:
        """The longest name of the gazetteer, or the name of a people, that begins at the token."""
        gazetteer, means = self.gazetteer, self.setting.means
        key = self.key(token)
        is_lead = key.partition(" ")[0] in gazetteer.leads
        if not is_lead and key not in gazetteer.names:
            return None
        best: Name | None = None
        for last in range(token + 1, min(end, token + (LONGEST_NAME if is_lead else 1)) + 1):
            if last > token + 1:
                if not self.goes_on(last - 1, end):
                    break
                key += " " + self.key(last - 1) if self.words[last - 1] != "." else ""
                if key.count(" ") == 1 and not gazetteer.begins(key):
                    break
                if means[last - 1] in INNER:
                    continue
            if key in gazetteer.names and self.is_meant(token, last, key):
                best = Name(token, last, key, gazetteer.of_key(key))
            if key in gazetteer.demonyms and (best is None or best.last < last or not self.is_division(last)):
                best = Name(token, last, key, people_of=gazetteer.countries[gazetteer.demonyms[key]])
        if best is not None and best.key in gazetteer.upper and self.is_attribute(best.last, end):
            best.people_of = gazetteer.countries.get(gazetteer.country_names.get(best.key, ""))
        return best

    def is_division(self, token: int) -> bool:
        """Whether a noun makes a place of the name of a people: "Somali region"."""
        return self.setting.means[token] in ("noun:province", "noun:district")

    def is_attribute(self, token: int, end: int) -> bool:
        """Whether the token goes on after a short country name as after a people's: "US troops", "the U.S. embassy"."""
        return token < end and self.words[token][0].isalpha() and token not in self.setting.grammar

    def key(self, token: int) -> str:
        word = self.words[token]
        return word if word.isalnum() and word.isascii() else name_key(word)

    def goes_on(self, token: int, end: int) -> bool:
        """Whether the token may belong to a name that began before it."""
        if self.words[token] == ".":
            return self.setting.means[token - 1] == "saint"
        if self.setting.means[token] in INNER:
            return token + 1 < end
        if self.words[token].startswith(FAMILY):
            return True  # "Deir al-Balah"
        return self.setting.is_word_in_capital(token) and not (self.is_capitals and token in self.setting.grammar)

    def is_meant(self, first: int, last: int, key: str) -> bool:
        """Whether the words may be that name as they are written, and as they stand.

        Short names such as US must stand in capitals or with points, and in a text of capitals "US" may be "us". Other
        words of few letters in capitals are acronyms. A name that is a common word needs words around that tell.
        """
        gazetteer = self.gazetteer
        is_word = key not in gazetteer.upper and gazetteer.stop.get(key) == "word"
        if last - first == 1 and self.means_no_name(first, is_word):
            return False
        if key not in gazetteer.upper and (self.is_capitals or len(key) > LONGEST_ACRONYM):
            return True
        words = self.reading.quote(first, last)
        if key not in gazetteer.upper:
            return not words.isupper() or first == 0
        follows = self.words[last] if last < len(self.words) else ""
        if "." in words or (follows == "." and not words.isupper()):
            return True
        return words.isupper() and not (self.is_capitals and key in gazetteer.stop)

    def means_no_name(self, token: int, is_word: bool) -> bool:
        """Whether one word alone is rather no name: a common one with nothing around, "EASTERN", "CANTON"."""
        means = self.setting.means[token]
        if (means and self.is_capitals) or token in self.setting.dates:
            return True
        if means == "direction":
            return not self.setting.means[token + 1].startswith("noun")
        ahead = token + 1
        goes_on = ahead < len(self.words) and self.setting.is_word_in_capital(ahead)
        if is_word and self.is_capitals and goes_on and ahead not in self.setting.grammar and ahead not in self.at:
            return True  # "SAN VICTORINO" where only "San" is known
        if not is_word or token in self.before or self.setting.means[token + 1].startswith("noun"):
            return False
        behind = self.words[token + 1] if token + 1 < len(self.words) else ""
        return behind not in (",", "(") and (token == 0 or self.words[token - 1] != ",")

    def is_continued(self, name: Name, start: int, end: int) -> bool:
        """Whether the name is part of a longer one: "Amina Goma", "Darfur Liberation Army"."""
        behind, before = name.last, name.first - 1
        setting = self.setting
        if behind < end and name.people_of is None:
            if self.words[behind].startswith(FAMILY) and behind not in setting.at:
                return True
            means = setting.means[behind]
            if (
                setting.is_word_in_capital(behind)
                and behind not in setting.dates
                and not means.startswith(("noun", "dir"))
            ):
                return True
        if before < start or name.people_of is not None or not setting.is_word_in_capital(before):
            return False
        if name.first in self.before or name.first in setting.ending or before in setting.grammar:
            return False
        return before not in setting.dates

    def lead_on(self, name: Name, end: int) -> None:
        """Takes in words that lead on from a known name to one that is not: "San Luis de la Reina"."""
        last = name.last
        while last < end and self.setting.means[last] == "inner" and self.words[last] not in NAMES_OF_FATHERS:
            last += 1
        if last == name.last or last >= end:
            return
        if self.setting.is_word_in_capital(last) and last not in self.setting.grammar and last not in self.at:
            name.last, name.is_longer, name.candidates = last + 1, True, ()
            name.key = name_key(" ".join(self.words[name.first : name.last]))

    # -------------------------------------------------------------------------------- names it does not know

    def unknown_at(self, token: int, start: int, end: int) -> Name | None:
        """A run of capitalised words that the gazetteer does not know; in a text of capitals, words up to grammar."""
        setting = self.setting
        is_behind_word = token in self.before
        if self.is_capitals and not (token in setting.hints and setting.may_tell(token)):
            return None
        if token in self.at or token in setting.dates or token in setting.grammar or token in self.parties:
            return None
        if token > start and not is_behind_word and setting.is_word_in_capital(token - 1):
            return None
        last = token + 1
        while last < min(end, token + LONGEST_NAME) and setting.is_word_in_capital(last) and last not in self.at:
            if last in setting.grammar or last in setting.dates:
                break
            last += 1
        return Name(token, last, name_key(" ".join(self.words[token:last])))

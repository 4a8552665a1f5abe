"""What the words around a name say of the place: something happens in it, near it, what kind of place it is.

"in southern Afghanistan": in, a part of it · "near Kitui district": near, a district · "Goma, Beni and Bunia": a
list, which one "in" holds for · "Tampa, Florida", "Duma in Syria", "Iraq's Anbar": one inside the other · "stormed
Goma", "the shelling of Goma", "Goma was bombed": what is done to a place happens in it
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.gazetteer import Candidate
from pipeline.model import Hit, Place, Reading

LONGEST_WAY = 8  # words between "in" and the name: "in the restive southern Afghan province of"
LOCATIVE = {"in": "in", "at": "in", "near": "near"}
# Incidents that may be done to a place, and the words that join their nouns to it.
DONE_TO_PLACES = frozenset(
    {"armed_assault", "territory_seized", "territory_retaken", "bombing_ied", "suicide_bombing", "grenade"}
    | {"shelling_missile", "air_or_drone_strike", "chemical", "security_operation", "arson_or_property"}
)
PASSIVE = frozenset({"be", "have", "adverb"})
STRUCK = "struck"
UPON = frozenset({"on", "of", "against"})
# A dateline has its dash or bracket this near: "SAN SALVADOR, 5 JAN 90 --", "KANO, Nigeria (Reuters)".
LONGEST_DATELINE = 14
JOINTS = (",", "'s")  # an unknown name may go on from a place in front of these
DATELINE_SIGNS = frozenset(("-", "--", "—", "(", "[", ":"))


@dataclass(slots=True)
class Name:
    """Words that may name a place. `where` is the class of what stands before: in, near, or None.

    `noun` is the kind of place the text calls it; `last_noun` the end of that noun where it stands behind the name.
    `can_lie_in` is the name of what the text may say it lies in: "Tampa, Florida", "Iraq's Anbar".
    `is_told`: "of" joins a noun to it, so that it is a place whatever stands before: "towns of Orito and Tumaco".
    `is_weak`: "at", "from" says where, which only of a place already known says much.
    `is_part`: it belongs to a longer name, of a person or an organisation. `is_facility`: of a school, a street.
    `is_longer`: the text goes on with words the gazetteer does not know, "San Luis de la Reina".
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
    is_told: bool = False
    is_weak: bool = False
    is_part: bool = False
    is_facility: bool = False
    is_longer: bool = False
    can_lie_in: Name | None = None
    listed_with: Name | None = None
    chosen: Place | None = None

    @property
    def end(self) -> int:
        return max(self.last, self.last_noun)


class Setting:
    """The words of one reading, with look-ups by token.

    `means` is what the word of the list that begins at each token means, empty where none does, and goes on for two
    tokens behind the last. `ending` holds the names found so far by where they end.
    """

    def __init__(self, reading: Reading) -> None:
        text = reading.report.text
        hits = reading.hits["places"]
        self.reading = reading
        self.words = reading.words
        self.capital = [text[start].isupper() for start in reading.starts]
        self.at: dict[int, Hit] = {hit.first: hit for hit in hits}
        self.before: dict[int, Hit] = {hit.last: hit for hit in hits}
        self.grammar = reading.grammar_at.keys()
        self.dates = {hit.first for hit in reading.hits["dates"]}
        self.ending: dict[int, Name] = {}
        done = [hit for hit in reading.hits["incidents"] if is_done_to_places(hit)]
        self.verbs = {hit.first for hit in done if not is_nominal(hit)}
        self.struck = {object_of(hit, self.words) for hit in done}
        # Where words around may say that a name is one of a place: behind a word of the list, or soon before a noun.
        self.hints = {*self.before}
        self.before_nouns: set[int] = set()
        self.means = [""] * (len(self.words) + 2)
        for hit in hits:
            self.means[hit.first] = hit.entry.means
            if hit.entry.means.startswith("noun"):
                self.before_nouns.update((hit.first - 1, hit.first - 2))
        self.hints |= self.before_nouns

    def is_word_in_capital(self, token: int) -> bool:
        return self.capital[token] and self.words[token][0].isalpha()

    def may_tell(self, token: int) -> bool:
        """A quick look at a text of capitals: whether words around the token may say that a place is named there."""
        if token in self.before_nouns:
            return True
        hit = self.before.get(token)
        while hit is not None and hit.entry.means in ("direction", "modifier"):
            token = hit.first
            hit = self.before.get(token)
        if hit is not None and hit.entry.means == "of":
            return self.noun_before(hit.first) is not None
        if hit is not None and hit.entry.means != "join":
            return hit.entry.means != "inner"
        end = token if hit is None else hit.first
        return end - (end > 0 and self.words[end - 1] in JOINTS) in self.ending

    def look_behind(self, name: Name, end: int) -> None:
        """What kind of place the noun behind the name says it is: "Kitui district", "the Mosul area"."""
        noun = self.means[name.last].partition(":")[2]
        if noun:
            name.noun, name.last_noun = noun, min(self.at[name.last].last, end)
            is_written_large = self.capital[name.last] and not self.reading.is_capitals
            name.is_facility = noun in ("facility", "road") and is_written_large
        if name.candidates and self.is_undergoing(name.end, end):
            self.set_struck(name)

    def is_undergoing(self, token: int, end: int) -> bool:
        """Whether what is done to places is done to what ends here: "Goma was bombed", "Goma came under fire"."""
        if self.words[token : token + 2] == ("came", "under"):
            return True
        is_passive = False
        while token < end and (class_ := self.reading.classes.get(token)) in PASSIVE:
            is_passive |= class_ == "be"
            if is_passive and token in self.verbs:
                return True  # "was attacked" is one form
            token += 1
        return is_passive and token in self.verbs and not self.words[token].endswith("ing")

    def look_back(self, name: Name, start: int) -> None:
        """Goes back over "the restive southern Afghan province of" to the word that says where: in, near."""
        token = name.first
        while token > start and name.first - token <= LONGEST_WAY:
            hit = self.before.get(token)
            means = hit.entry.means if hit else ""
            if means in LOCATIVE:
                name.where, name.is_weak = LOCATIVE[means], means == "at"
                name.rule = "locative" if name.rule == "name" else name.rule
                return
            if hit is not None and (means in ("direction", "modifier") or means.startswith("noun")):
                name.is_directed |= means == "direction" and token == name.first
                if means.startswith("noun") and token == name.first and name.noun is None:
                    name.noun = means.partition(":")[2]
                token = hit.first
            elif hit is not None and means == "of" and (noun := self.noun_before(hit.first)) is not None:
                if noun.entry.means.startswith("noun"):
                    name.noun = name.noun or noun.entry.means.partition(":")[2]
                    name.is_told = self.reading.is_capitals or not self.capital[noun.first]
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
        if token in self.struck:
            self.set_struck(name)
        self.join_list(name, token)

    def set_struck(self, name: Name) -> None:
        """What is done to a place happens in it; so does little else that "attacked Jackson" can mean."""
        name.where, name.is_weak = "in", True
        name.rule = STRUCK if name.rule == "name" else name.rule

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
        if self.reading.is_capitals or self.capital[token - 1] or not word[0].isalpha():
            return False
        if "-" in word:
            return True
        hit = self.before.get(token - 1)
        is_behind_in = token - 1 > start and hit is not None and hit.entry.means in LOCATIVE
        return is_behind_in and token - 1 not in self.grammar

    def join_list(self, name: Name, token: int) -> None:
        """A comma or "and" after a place carries its "in" on to the next; after a comma the next may hold the first."""
        joined = self.before.get(token)
        end = joined.first if joined and joined.entry.means == "join" else token
        has_comma = end > 0 and self.words[end - 1] == ","
        previous = self.ending.get(end - has_comma) if has_comma or end != token else None
        if previous is None or previous.people_of is not None or previous.is_part:
            return
        name.is_weak = previous.is_weak
        name.where, name.rule = previous.where, "list" if previous.where else name.rule
        name.listed_with = previous
        if previous.is_told:
            name.noun, name.is_told = name.noun or previous.noun, True
        if has_comma and end == token:
            previous.can_lie_in = previous.can_lie_in or name


def is_nominal(incident: Hit) -> bool:
    return incident.entry.traits["nominal"] == "True"


def is_done_to_places(incident: Hit) -> bool:
    """Whether the words are one for an incident that can have a place as its object."""
    return incident.entry.means in DONE_TO_PLACES and incident.entry.traits.get("look_alike") != "True"


def object_of(incident: Hit, words: Sequence[str]) -> int | None:
    """Where what an incident is done to begins: "bombed Goma", "strikes on Goma"; None behind a noun without "on"."""
    if not is_nominal(incident) or words[incident.last - 1] in UPON:
        return incident.last
    return incident.last + 1 if not UPON.isdisjoint(words[incident.last : incident.last + 1]) else None


def relate_names(names: Sequence[Name], reading: Reading) -> None:
    """What only all names together tell: the dateline, nouns of whole lists, "X in Y"."""
    find_dateline(names, reading)
    share_plural_nouns(names, reading.words)
    for one, other in pairwise(names):
        between = reading.words[one.end : other.first]
        if one.can_lie_in is None and not one.is_part and between in (("in",), ("in", "the"), ("(",)):
            one.can_lie_in = other


def find_dateline(names: Sequence[Name], reading: Reading) -> None:
    """Marks "KANO, Feb 1 (Reuters) -" at the beginning: where the report was written, not what it tells of."""
    early = [name for name in names[:3] if name.first < LONGEST_DATELINE]
    if not early or early[0].first != 0 or early[0].where is not None:
        return
    first = early[0]
    ahead = reading.words[first.last : first.last + LONGEST_DATELINE]
    if not reading.quote(first.first, first.last).isupper() or not DATELINE_SIGNS.intersection(ahead):
        return
    sign = first.last + next(n for n, word in enumerate(ahead) if word in DATELINE_SIGNS)
    for name in early:
        if name.last <= sign and name.people_of is None:
            name.rule = "dateline"


def share_plural_nouns(names: Sequence[Name], words: Sequence[str]) -> None:
    """Gives the noun to the whole list: "Usulutan and Morazan departments"."""
    for name in reversed(names):
        is_plural = name.has_plural_noun or (name.last_noun and words[name.last_noun - 1].endswith("s"))
        if name.noun and name.listed_with and is_plural and name.listed_with.noun is None:
            name.listed_with.noun, name.listed_with.has_plural_noun = name.noun, True

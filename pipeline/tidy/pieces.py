"""A sentence is cut into pieces, each with one letter, so that patterns can be read over it.

    At least 12 people were killed  and  40 wounded , police said          C B K & N K , e x

People: C counted, U uncounted plural, A known ones ("the attackers"), N a number alone, Z a name; small where a
preposition stands before them. Outcomes: see VOICES. Function words: see LETTERS. All else is x.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.model import ActorName, Annotated, Hit, Mention, Outcome, Sentence, frozen
from pipeline.tidy.group_finder import speaking_tokens
from pipeline.tidy.groups import BOTH, ONE, SEVERAL, TWO, Group
from pipeline.tidy.names import Surnames, find_names
from pipeline.tidy.story import between

VOICES = {
    "passive": "K",
    "intransitive": "D",
    "active": "G",
    "nominal": "M",
    "state": "S",
    "toll": "T",
    "unhurt": "Q",
    "reflexive": "W",
    "roll": "V",
}
# The classes of grammar.yml as letters.
LETTERS = {
    "be": "B",
    "have": "H",
    "by": "b",
    "of": "o",
    "and": "&",
    "or": "&",
    "company": "+",
    "to": "t",
    "including": "i",
    "of_whom": "w",
    "relative": "r",
    "subordinator": "s",
    "contrast": "s",
    "not": "!",
    "modal": "m",
    "intention": "v",
    "definite": "f",
    "indefinite": "f",
    "possessive": "'",
    "pronoun": "q",
    "preposition": "p",
    "adverb": "d",
    "other": "d",
    "rise": "R",
    "leave": "L",
    "naming": "",
    "identified": "I",
    "number_of": "#",
}
SIGNS = {",": ",", ";": ";", ":": ":", "-": "~", "--": "~", "—": "~", "(": "(", ")": ")", "[": "(", "]": ")"}
# How many pieces a bracket inside a clause may hold.
BRACKET = 12
# The shortest word in -ing that can tell what somebody does: "doing", not "king".
SHORTEST_GERUND = 4
PREPOSITIONS = frozenset("pobt")
# Pronouns for one person.
PERSONAL = frozenset({"he", "she", "him"})
# Words for people told of before, behind what was done to them.
OBJECTS = frozenset({"both", "them"})
# Letters of words behind "her" that show it to be a person: "shot her and fled", "killed her in the yard".
BEHIND_HER = frozenset("&+bpst")
ENDS = frozenset(".!?;:)")
# What is said of people just told of, or of some of them, between two commas before their verb.
ASIDE = re.compile(
    r"(?<=[CNUAZ])(?P<aside>,(?:"
    r"[NC]w[^,;]{0,5}[KDS][^,;:KDGMS]{0,8}"  # "three of whom had been abducted"
    r"|r?[^,;CUNZK]{0,3}s[^,;:]{1,14}"  # "while in a taxi on the way to their office"
    r"|N[pxofleybad]{1,9}(?:,?&N[pxofleybad]{1,9})?"  # "one from Kabul and one from Herat"
    r"),)(?=[mHv!d]*[BKD])"
)
# The words of an age: "43", "43-year-old", "43-year", "eight", "year", "old".
AGE_WORD = re.compile(r"\d[\w-]*|(?:\w+-)?(?:year|month|week|day)s?(?:-old)?|old")


@frozen
class Piece:
    """One letter of a sentence: tokens `first` up to `last`, and the group or outcome it stands for."""

    letter: str
    first: int
    last: int
    group: Group | None = None
    outcome: Mention | None = None


def cut_pieces(
    annotated: Annotated, sentence: Sentence, groups: Sequence[Group], surnames: Surnames
) -> tuple[Piece, ...]:
    """The sentence as pieces: groups and outcomes whole, places, dates and actors as one, all else by its class."""
    words = annotated.reading.words
    starts = starting(annotated, sentence, groups, surnames)
    pieces: list[Piece] = []
    at, last = sentence.first, sentence.last
    objects = OBJECTS.intersection(words[at:last])
    while at < last:
        piece = starts.get(at)
        if objects and words[at] in objects and pieces and pieces[-1].letter in "KG":
            piece = those_told(words, at) or piece
        if piece is None:
            piece = Piece(letter_of(words[at], pieces), at, at + 1)
        elif piece.group is not None and piece.letter not in "qM":
            piece = with_case(piece, pieces, words)
            if piece.letter == "Z":
                drop_age(pieces, words)
        if piece.letter:
            pieces.append(piece)
        at = piece.last
    signs = {piece.letter for piece in pieces}
    if "~" in signs:
        pieces = list(without_asides(pieces))
    if "," in signs:
        pieces = asides_last(pieces)
    return tuple(without_brackets(pieces) if "(" in signs else pieces)


def without_asides(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces without what stands between two dashes inside a list: "six nuns -- all of them old -- and two boys".

    Any other dash parts clauses as a semicolon does.
    """
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.letter != "~":
            yield piece
            at += 1
            continue
        end = next((i for i in range(at + 1, min(at + BRACKET, len(pieces) - 1)) if pieces[i].letter == "~"), None)
        is_joined = end is not None and pieces[end + 1].letter == "&"
        if end is not None and pieces[at + 1].letter == "i":  # "17 people -- including four women -- were killed"
            yield Piece(",", piece.first, piece.last)
            yield from pieces[at + 1 : end]
            yield Piece(",", pieces[end].first, pieces[end].last)
            at = end + 1
            continue
        if end is not None and not is_joined and pieces[at - 1].letter in "CcAa" and are_parts(pieces[at + 1 : end]):
            yield Piece("i", piece.first, piece.last)  # "six priests -- five Spaniards and a Briton -- were killed"
            yield from listed(pieces[at + 1 : end])
            at = end + 1
            continue
        if end is not None and is_joined and pieces[at - 1].letter in "Cc" and are_parts(pieces[at + 1 : end]):
            yield Piece(",", piece.first, piece.last)  # "six priests -- five Spaniards and a Briton -- and two women"
            yield from pieces[at + 1 : end]
            yield Piece(",", pieces[end].first, pieces[end].last)
            at = end + 1
            continue
        if end is not None and is_joined and not any(inner.outcome is not None for inner in pieces[at:end]):
            at = end + 1
            continue
        yield Piece(";", piece.first, piece.last)
        at += 1


def letter_of(word: str, before: Sequence[Piece]) -> str:
    """The letter of a word or sign that no list has.

    What people do is told of them as by a preposition ("two nurses running a clinic"); what they did when it happened,
    as by "while" ("a driver shot returning from work").
    """
    if not (word[0].isalnum() or word == "'s"):
        return SIGNS.get(word, "")
    if before and len(word) > SHORTEST_GERUND and word.endswith("ing"):
        return "s" if before[-1].letter == "K" else "p" if before[-1].letter in "CUAZ" else "x"
    return "x"


def asides_last(pieces: list[Piece]) -> list[Piece]:
    """The pieces with what is said of people between commas behind the sentence, as a clause of its own.

    "Twelve villagers, three of whom had been abducted, were killed" -> "Twelve villagers were killed; three of whom …"
    """
    letters = "".join(piece.letter for piece in pieces)
    moved = ASIDE.search(letters)
    if moved is None:
        return pieces
    start, end = moved.span("aside")
    sign = Piece(";", pieces[start].first, pieces[start].last)
    return [*pieces[:start], *pieces[end:], sign, *pieces[start + 1 : end - 1]]


def drop_age(pieces: list[Piece], words: Sequence[str]) -> None:
    """Takes an age off the end of the pieces, that of the name to come: "a guard, 43-year-old John Doe, was killed"."""
    if pieces and pieces[-1].letter in "xd" and words[pieces[-1].first].endswith("old"):
        while pieces and pieces[-1].letter in "xd" and AGE_WORD.fullmatch(words[pieces[-1].first]):
            pieces.pop()


def without_brackets(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces without what stands in brackets inside a clause: "3 staff (two of them local) were killed".

    A bracket with an outcome of its own ("(five dead)"), or one that ends the sentence, stays.
    """
    at = 0
    while at < len(pieces):
        end = closing(pieces, at) if pieces[at].letter == "(" else None
        is_joined = end is not None and end + 1 < len(pieces) and pieces[end + 1].letter == "&"
        if (
            end is not None
            and at
            and pieces[at - 1].letter == "C"
            and not is_joined
            and are_parts(pieces[at + 1 : end])
        ):
            yield Piece("i", pieces[at].first, pieces[at].last)
            yield from listed(pieces[at + 1 : end])
            at = end + 1
        elif end is not None and at and pieces[at - 1].letter == "M" and pieces[at + 1].letter == "o":
            yield from pieces[at + 1 : end]  # an editor's words: "the massacre [of six priests]"
            at = end + 1
        elif end is None or end + 1 >= len(pieces):
            yield pieces[at]
            at += 1
        else:
            at = end + 1


def are_parts(pieces: list[Piece]) -> bool:
    """Whether a bracket lists kinds of people: "seven members of one family (four women and three men)"."""
    return re.fullmatch("C(?:,C)*,?[&,]C", "".join(piece.letter for piece in pieces)) is not None


def listed(pieces: list[Piece]) -> list[Piece]:
    """A list of kinds with "and" before its last, whatever stands there."""
    sign = pieces[-2]
    return pieces if sign.letter == "&" else [*pieces[:-2], Piece("&", sign.first, sign.last), pieces[-1]]


def closing(pieces: list[Piece], at: int) -> int | None:
    """Where the bracket that opens at `at` closes, or None where it holds an outcome or is too long."""
    for end in range(at + 1, min(at + BRACKET, len(pieces))):
        if pieces[end].letter == ")":
            return end
        if pieces[end].outcome is not None:
            return None
    return None


def starting(annotated: Annotated, sentence: Sentence, groups: Sequence[Group], surnames: Surnames) -> dict[int, Piece]:
    """The pieces of a sentence that are more than one plain word, by their first token. Later layers win."""
    starts: dict[int, Piece] = {}

    def inside(kind: str) -> list[Mention]:
        return [m for m in between(annotated.mentions[kind], sentence) if m.last <= sentence.last]

    grammar = between(annotated.reading.hits["grammar"], sentence)
    for hit in grammar:
        letter = "#" if hit.entry.means == "number_of" else LETTERS.get(hit.entry.means, "x")
        starts[hit.first] = Piece(letter, hit.first, hit.last, group=one_person(annotated, hit))
    for hit in grammar if "her" in annotated.reading.words[sentence.first : sentence.last] else ():
        if is_object(annotated, hit, starts):
            starts[hit.first] = Piece("q", hit.first, hit.last, group=person_at(hit))
    actors = inside("actors")
    for letter, mentions in (("e", actors), ("l", inside("places")), ("y", inside("dates"))):
        for m in mentions:
            starts[m.first] = Piece(letter, m.first, m.last)
    named = {at for m in actors if is_name(m) for at in range(m.first, m.last)}
    for m in inside("outcomes"):
        if isinstance(m.value, Outcome) and not named.issuperset(range(m.first, m.last)):
            letter = VOICES[m.value.voice]
            starts[m.first] = Piece(
                letter, m.first, m.last, group=those_of(m, letter, annotated.reading.words), outcome=m
            )
    speaking = set(speaking_tokens(between(annotated.mentions["speech"], sentence)))
    taken = listed_tokens(annotated, sentence) | speaking
    for piece in starts.values():
        taken.update(range(piece.first, piece.last))
    for group in groups:
        taken.update(range(group.first, group.last))
    for group in find_names(annotated, sentence, groups, taken, surnames):
        if group.first in speaking:
            continue  # "…, President John Doe said"
        starts[group.first] = Piece("Z", group.first, group.last, group=group)
    tolls = {piece.first: piece for piece in starts.values() if piece.letter == "T"}
    for group in groups:
        letter = "N" if group.noun is None else "C" if group.is_counted else "A" if group.is_definite else "U"
        starts[group.first] = Piece(letter, group.first, group.last, group=group)
        for at in range(group.first + 1, group.last) if tolls else ():
            if at in tolls and tolls[at].last > group.last:  # "an unknown number of dead" is no "number of dead"
                starts[group.last] = Piece("S", group.last, tolls[at].last, outcome=tolls[at].outcome)
    return starts


def those_of(outcome: Mention, letter: str, words: Sequence[str]) -> Group | None:
    """Whom an outcome stands for itself: who killed himself; several people in "deaths", "injuries"."""
    if letter == "W":
        return Group(outcome.first, outcome.last, ONE, None, None, False, True, None, is_named=True)
    is_plural = outcome.last - outcome.first == 1 and words[outcome.first].endswith("s")
    if letter == "M" and (is_plural or outcome.rule in BOTH):
        return Group(outcome.first, outcome.last, SEVERAL, None, None, False, False, None)
    return None


def one_person(annotated: Annotated, hit: Hit) -> Group | None:
    """The person a pronoun stands for: "he", "she", "him"."""
    if hit.entry.means != "pronoun" or annotated.reading.words[hit.first] not in PERSONAL:
        return None
    return person_at(hit)


def person_at(hit: Hit) -> Group:
    return Group(hit.first, hit.last, ONE, None, None, True, True, None, is_named=True)


def is_object(annotated: Annotated, hit: Hit, starts: Mapping[int, Piece]) -> bool:
    """Whether "her" is a person, and not whose somebody is: "shot her and fled", not "shot her brother"."""
    words = annotated.reading.words
    if words[hit.first : hit.last] != ("her",):
        return False
    behind = starts.get(hit.last)
    is_end = hit.last >= len(words) or words[hit.last] in ENDS
    return is_end or (behind is not None and behind.letter in BEHIND_HER)


def those_told(words: Sequence[str], at: int) -> Piece | None:
    """Those told of before, behind a verb: "killing them", "killed them both", "shooting both"."""
    behind = words[at + 1 : at + 3]
    if words[at] == "both":
        if behind[:1] and behind[0][0].isalnum() and behind != ("of", "them"):
            return None  # "killing both drivers"
        return Piece("q", at, at + 1, group=Group(at, at + 1, TWO, None, None, True, True, None))
    count = TWO if behind[:1] == ("both",) else None
    return Piece("q", at, at + 1, group=Group(at, at + 1, count, None, None, True, True, None))


def is_name(mention: Mention) -> bool:
    """Whether an actor is told by name: no word of it is what happened to anybody ("Free Hills Front")."""
    return isinstance(mention.value, ActorName) and mention.value.form in ("name", "short")


def listed_tokens(annotated: Annotated, sentence: Sentence) -> set[int]:
    """The tokens of a sentence that a list of things has: no part of a name."""
    return {
        at
        for kind in ("targets", "weapons", "incidents")
        for mention in between(annotated.mentions[kind], sentence)
        for at in range(mention.first, mention.last)
    }


def with_case(piece: Piece, before: list[Piece], words: Sequence[str]) -> Piece:
    """A group behind a preposition, or "the killing of", gets a small letter: it is not what the verb speaks of."""
    if before and (before[-1].letter in PREPOSITIONS or (before[-1].letter == "M" and words[piece.first - 1] == "of")):
        return Piece(piece.letter.lower(), piece.first, piece.last, piece.group)
    return piece

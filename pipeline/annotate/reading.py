"""A report is cut into tokens and sentences, and the words of the lexicon are found in it.

"Two died, police said. Three fled." -> 2 sentences; hits: outcomes [died], counts [two, three], speech [said] …
"""

from __future__ import annotations

import re
import string
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from pipeline.lexicon import Form, Lexicon
from pipeline.model import Hit, Reading, Report, Sentence
from pipeline.tokens import cut_tokens, fold

# A line shorter than this is a headline, byline or list line: its end ends a sentence even without a point.
SHORT_LINE = 55
# A sentence of more words is cut: what is done for each pair of its words would take hours of one that never ends. The
# longest of 39,000 sentences of news has 515, a list of names.
MOST_WORDS = 600
# A text with fewer small letters than this share of its letters, near its beginning, is in capitals throughout.
SMALL_LETTERS, BEGINNING = 0.1, 4000


@cache
def break_pattern() -> re.Pattern[str]:
    """Where a sentence may end: behind . ! ? with closing quotes or brackets, or at the end of a line.

    It begins with one set of signs, which `re` looks for fastest, and looks at a run of them only from its beginning.
    """
    return re.compile(
        r"""
        [.!?\n] (?:
            (?<=\n)
            | (?<![.!?][.!?]) [.!?]*+ ["')\]]* (?= \s+ ["'(\[]* [^\W_] )
            | ["')]+ (?=\s)
        )
        """,
        re.VERBOSE,
    )


def read_text(report: Report, lexicon: Lexicon) -> Reading:
    """Report -> Reading. Everything before `report.body_start` (a date line) is left out."""
    folded = fold(report.text)
    start = report.body_start
    words, starts, ends = cut_tokens(folded, start)
    is_capitals = written_in_capitals(report.text)
    sentences = tuple(cut_sentences(report.text, folded, words, starts, ends, lexicon))
    hits = find_hits(report.text, words, starts, ends, is_capitals, lexicon)
    grammar_at = {hit.first: hit for hit in hits["grammar"]}
    grammar_before = {hit.last: hit for hit in hits["grammar"]}
    classes = {token: hit.entry.means for hit in hits["grammar"] for token in range(hit.first, hit.last)}
    return Reading(report, words, starts, ends, sentences, hits, is_capitals, classes, grammar_at, grammar_before)


def written_in_capitals(text: str) -> bool:
    beginning = text[:BEGINNING]
    plain = beginning.encode("ascii", "ignore")
    letters = len(plain) - len(plain.translate(None, string.ascii_letters.encode()))
    small = len(plain) - len(plain.translate(None, string.ascii_lowercase.encode()))
    if len(plain) < len(beginning):
        others = re.findall("[^\0-\x7f]", beginning)
        letters += sum(map(str.isalpha, others))
        small += sum(map(str.islower, others))
    return small < SMALL_LETTERS * letters


def cut_sentences(
    text: str, folded: str, words: tuple[str, ...], starts: tuple[int, ...], ends: tuple[int, ...], lexicon: Lexicon
) -> Iterator[Sentence]:
    """Sentences as runs of tokens, in order and without gaps."""
    first = paragraph = 0
    for at, is_paragraph in sentence_ends(text, folded, starts[0] if starts else 0, lexicon):
        token = bisect_right(ends, at, first)
        yield from in_pieces(first, token, paragraph)
        first = max(first, token)
        paragraph += is_paragraph
    yield from in_pieces(first, len(words), paragraph)


def in_pieces(first: int, last: int, paragraph: int) -> Iterator[Sentence]:
    """The tokens of a sentence as one, or as several where they are more than a sentence has."""
    for start in range(first, last, MOST_WORDS):
        yield Sentence(start, min(start + MOST_WORDS, last), paragraph)


def sentence_ends(text: str, folded: str, start: int, lexicon: Lexicon) -> Iterator[tuple[int, bool]]:
    """(position, whether a paragraph ends there too) of every end of a sentence."""
    for match in break_pattern().finditer(folded, start):
        if match.group() == "\n":
            if line_ends_sentence(text, match.start()):
                yield match.start(), True
        elif not (match.group() == "." and is_abbreviation(text, folded, match.start(), lexicon)):
            yield match.end(), False


def line_ends_sentence(text: str, at: int) -> bool:
    """Whether the line break at `at` parts two sentences; in hard-wrapped prose it does not."""
    line = text[text.rfind("\n", 0, at) + 1 : at].strip()
    below = text[at + 1 : at + 200]
    follows = below.lstrip(" \t")[:1]
    if not line or follows in ("", "\n") or line[-1] in ".!?:\"'”’)":
        return True
    return len(line) < SHORT_LINE and not follows.islower()


def is_abbreviation(text: str, folded: str, at: int, lexicon: Lexicon) -> bool:
    """Whether the point at `at` belongs to the word before it: "Gen. Khan", "J. Smith", "St. Louis"."""
    follows = text[at + 1 : at + 40].lstrip()[:1]
    if follows.islower():
        return True
    begin = at
    while begin > 0 and (folded[begin - 1].isalnum() or folded[begin - 1] in ".'-"):
        begin -= 1
    word = folded[begin:at]
    if "." in word or (len(word) == 1 and word.isalpha() and word != "i"):
        return True  # "U.S. troops", "J. Smith"
    return any(form.entry.kind == "abbreviations" for form in lexicon.forms_of(word))


def find_hits(
    text: str,
    words: tuple[str, ...],
    starts: tuple[int, ...],
    ends: tuple[int, ...],
    is_capitals: bool,
    lexicon: Lexicon,
) -> dict[str, tuple[Hit, ...]]:
    """For each word list, its longest matches from left to right."""
    hits: dict[str, list[Hit]] = {kind: [] for kind in lexicon.entries}
    free = dict.fromkeys(hits, 0)  # where the longest match of each list ends
    following = (*words[1:], "")
    for at, opening in enumerate(map(lexicon.index.get, words)):
        if opening is None:
            continue
        if opening.longer:
            for form in opening.longer.get(following[at], ()):
                last = at + len(form.words)
                if free[form.kind] > at or (last - at > 2 and words[at:last] != form.words):
                    continue
                if form.exact is None or stands_exactly(form, text[starts[at] : ends[last - 1]], is_capitals):
                    hits[form.kind].append(Hit(at, last, form.entry))
                    free[form.kind] = last
        for kind, entry in opening.plain:
            if free[kind] <= at:
                hits[kind].append(Hit(at, at + 1, entry))
        for form in opening.exact:
            if free[form.kind] <= at and stands_exactly(form, text[starts[at] : ends[at]], is_capitals):
                hits[form.kind].append(Hit(at, at + 1, form.entry))
                free[form.kind] = at + 1
    return {kind: tuple(found) for kind, found in hits.items()}


def stands_exactly(form: Form, quote: str, is_capitals: bool) -> bool:
    """An acronym stands in its capitals; in a text of capitals it must not be an ordinary word too ("US", "WHO")."""
    if is_capitals:
        return form.entry.traits.get("also_a_word") != "True"
    return quote == form.exact

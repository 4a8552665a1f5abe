"""The evidence of a report becomes its words with marks in them: `passages_of(evidence, text, kinds) -> Passage …`.

    "[At least 60](figure) people died following … across [Borno state](place)"

Without the report's text, quotes that overlap are laid over each other and what lies between them is left out; with it,
every paragraph is a passage. Marks may overlap in any way, so words are cut wherever one begins or ends.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import ReleaseError
from pipeline.page.package import Cells

# A row's words are the spans of the row as a whole; of a row that has none, those of its columns.
WHOLE = ""
# What a mark is called by the column it supports. An allegation as a whole is a claim or a denial; a named person is
# counted without a number, so the figure is marked at the words for the victim.
KINDS: Mapping[tuple[str, str], str] = {
    ("casualties", "count_text"): "figure",
    ("casualties", "speaker_text"): "speaker",
    ("allegations", "speaker_text"): "speaker",
    ("casualties", "place_text"): "place",
    ("incidents", "place_text"): "place",
}
SENTENCES = ("claim", "denial")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a report that support a row; `kind` is None where they are not marked by a colour of their own."""

    start: int
    words: str
    row_id: str
    is_whole: bool
    kind: str | None

    @property
    def end(self) -> int:
        return self.start + len(self.words)


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that the same marks cover. `opens` are the rows whose words begin here, `badges` the sentences that do."""

    words: str
    row_ids: tuple[str, ...]
    kind: str | None
    target: str | None
    sentences: tuple[str, ...]
    opens: tuple[str, ...]
    badges: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Running words of a report, from the offset `start` on; `follows` is False where words before it are left out."""

    start: int
    follows: bool
    segments: tuple[Segment, ...]


def quotes_of(evidence: Iterable[Cells], polarities: Mapping[str, str], uncounted: frozenset[str]) -> tuple[Quote, ...]:
    """The evidence of one report in the order of the text.

    `polarities` are those of its allegations; `uncounted` are the figures that have no words for their number. Raises
    ReleaseError where an offset is no number.
    """
    quotes = [_quote(row, polarities, uncounted) for row in evidence if row["quote"]]
    return tuple(sorted(quotes, key=lambda quote: (quote.start, -quote.end, quote.row_id, quote.kind or "")))


def _quote(row: Cells, polarities: Mapping[str, str], uncounted: frozenset[str]) -> Quote:
    if not re.fullmatch("[0-9]{1,12}", row["start"]):
        raise ReleaseError(f"evidence:{row['evidence_id']}", f"start is no offset: {row['start']!r}")
    table, field, row_id = row["table_name"], row["field"], row["row_id"]
    kind = KINDS.get((table, field))
    if table == "allegations" and field == WHOLE:
        kind = "denial" if polarities.get(row_id) == "denies" else "claim"
    if field == "victim_text" and row_id in uncounted:
        kind = "figure"
    return Quote(int(row["start"]), row["quote"], row_id, field == WHOLE, kind)


def passages_of(quotes: Sequence[Quote], text: str | None) -> tuple[Passage, ...]:
    """What the quotes (in order) tell of a report, or its whole text, cut into segments."""
    runs = tuple(_runs(quotes) if text is None else _paragraphs(text))
    opens = _first_words(quotes)
    passages, waiting = [], list(reversed(quotes))
    covering: list[Quote] = []
    for number, (start, words) in enumerate(runs):
        end = start + len(words)
        while waiting and waiting[-1].start < end:
            covering.append(waiting.pop())
        covering = [quote for quote in covering if quote.end > start]
        follows = text is not None or (number == 0 and start == 0)
        passages.append(Passage(start, follows, tuple(_segments(start, words, covering, opens))))
    return tuple(passages)


def _runs(quotes: Sequence[Quote]) -> Iterator[tuple[int, str]]:
    """Quotes that touch or overlap, as one."""
    start, words = 0, ""
    for quote in quotes:
        known = start + len(words)
        if words and quote.start <= known:
            words += quote.words[known - quote.start :]
            continue
        if words:
            yield start, words
        start, words = quote.start, quote.words
    if words:
        yield start, words


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    for line in re.finditer(r"[^\n]*\S[^\n]*", text):
        yield line.start(), line[0]


def _first_words(quotes: Sequence[Quote]) -> dict[int, list[str]]:
    """The rows whose words begin at an offset: their first span as a whole, or else their first."""
    first: dict[str, Quote] = {}
    for quote in quotes:
        known = first.get(quote.row_id)
        if known is None or (quote.is_whole and not known.is_whole):
            first[quote.row_id] = quote
    opens: dict[int, list[str]] = {}
    for row_id, quote in first.items():
        opens.setdefault(quote.start, []).append(row_id)
    return opens


def _segments(start: int, words: str, quotes: Sequence[Quote], opens: Mapping[int, list[str]]) -> Iterator[Segment]:
    end = start + len(words)
    edges = {start, end, *(min(max(edge, start), end) for quote in quotes for edge in (quote.start, quote.end))}
    cuts = sorted(edges)
    starting = list(reversed(quotes))
    covering: list[Quote] = []
    for left, right in itertools.pairwise(cuts):
        while starting and starting[-1].start <= left:
            covering.append(starting.pop())
        covering = [quote for quote in covering if quote.end > left]
        yield _segment(left, words[left - start : right - start], covering, opens.get(left, ()))


def _segment(left: int, words: str, covering: Sequence[Quote], opens: Sequence[str]) -> Segment:
    narrow = [quote for quote in covering if quote.kind is not None and quote.kind not in SENTENCES]
    mark = min(narrow, key=lambda quote: len(quote.words)) if narrow else None
    sentences = [quote for quote in covering if quote.kind in SENTENCES]
    return Segment(
        words=words,
        row_ids=tuple(dict.fromkeys(quote.row_id for quote in covering)),
        kind=mark.kind if mark else None,
        target=mark.row_id if mark else None,
        sentences=tuple(sorted({quote.kind or "" for quote in sentences})),
        opens=tuple(opens),
        badges=tuple((quote.kind or "", quote.row_id) for quote in sentences if quote.start == left),
    )

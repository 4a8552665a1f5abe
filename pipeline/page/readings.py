"""A report with its words and its rows, side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.model import ReleaseError
from pipeline.page.cards import FACTS, Card, Names, cards_of
from pipeline.page.package import Cells, DataPackage
from pipeline.page.passages import Passage, Quote, passages_of, quotes_of


@dataclass(frozen=True, slots=True)
class Reading:
    """One report; `is_whole` says whether its full text is shown. Cards are in the order of their words, by table."""

    report: Cells
    passages: tuple[Passage, ...]
    is_whole: bool
    cards: Mapping[str, tuple[Card, ...]]


def readings_of(package: DataPackage, names: Names, texts: Mapping[str, str]) -> tuple[Reading, ...]:
    """The reports of a package. Raises ReleaseError where a text is not the one that its rows were read from."""
    evidence = grouped(package.rows("evidence"))
    cards = {table: grouped_cards(package, table, names) for table in FACTS}
    polarities = {row["allegation_id"]: row["polarity"] for row in package.rows("allegations")}
    uncounted = frozenset(row["casualty_id"] for row in package.rows("casualties") if not row["count_text"])
    readings = []
    for report in package.rows("reports"):
        report_id = report["report_id"]
        text = checked_text(report, texts.get(report_id))
        quotes = quotes_of(evidence.get(report_id, ()), polarities, uncounted)
        ordered = {table: in_order(found.get(report_id, ()), quotes) for table, found in cards.items()}
        readings.append(Reading(report, passages_of(quotes, text), text is not None, ordered))
    return tuple(readings)


def grouped(evidence: Iterable[Cells]) -> dict[str, list[Cells]]:
    by_report: dict[str, list[Cells]] = {}
    for row in evidence:
        by_report.setdefault(row["report_id"], []).append(row)
    return by_report


def grouped_cards(package: DataPackage, table: str, names: Names) -> dict[str, list[Card]]:
    """The cards of a table by report, each with its words."""
    words = words_of(row for row in package.rows("evidence") if row["table_name"] == table)
    by_report: dict[str, list[Card]] = {}
    for report_id, card in cards_of(package, table, names, words):
        by_report.setdefault(report_id, []).append(card)
    return by_report


def words_of(evidence: Iterable[Cells]) -> dict[str, tuple[str, ...]]:
    """The quotes of each row as a whole; of a row that has none, those of its columns."""
    wholes: dict[str, tuple[str, ...]] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for row in evidence:
        quotes = parts if row["field"] else wholes
        quotes[row["row_id"]] = (*quotes.get(row["row_id"], ()), row["quote"])
    return parts | wholes


def in_order(cards: Iterable[Card], quotes: Iterable[Quote]) -> tuple[Card, ...]:
    """Cards in the order of their first words; those without words last."""
    first: dict[str, int] = {}
    for quote in quotes:
        first.setdefault(quote.row_id, quote.start)
    return tuple(sorted(cards, key=lambda card: (card.row_id not in first, first.get(card.row_id, 0), card.row_id)))


def checked_text(report: Cells, text: str | None) -> str | None:
    """The text of a report. Raises ReleaseError where it is not the one that was read."""
    if text is None:
        return None
    if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != report["text_sha256"]:
        raise ReleaseError(report["report_id"], "the text at hand is not the one that was read; build the package anew")
    return text

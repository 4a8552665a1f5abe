"""Allegations become threads: an accusation or a claim, and what was said in answer to it.

Haile           accusation of sponsorship   of Chad, for rebels
  Ndjamena      denial of the accusation
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.page.cards import Names
from pipeline.page.package import Cells, DataPackage, Table


@dataclass(frozen=True, slots=True)
class Saying:
    """One allegation as people read it; `is_answer` where it answers the first of its thread, or another answer."""

    row_id: str
    report_id: str
    speaker: str
    act: str
    subject: str
    beneficiary: str
    certainty: str
    review: str
    is_denial: bool
    is_answer: bool


def threads_of(package: DataPackage, names: Names) -> tuple[tuple[Saying, ...], ...]:
    """Every allegation once, those that answer behind the one that they answer; threads with an answer come first."""
    table = package.tables["allegations"]
    rows = dict(table.by_key())
    answers: dict[str, list[str]] = {}
    for row_id, row in rows.items():
        answers.setdefault(row["responds_to_allegation_id"], []).append(row_id)
    first = [row_id for row_id, row in rows.items() if row["responds_to_allegation_id"] not in rows]
    told: set[str] = set()
    threads = []
    for row_id in (*first, *rows):  # rows that answer each other in a circle are told too
        thread = tuple(walk(row_id, answers, told))
        if thread:
            threads.append(tuple(saying(table, rows[one], names, is_answer=one != row_id) for one in thread))
    return tuple(sorted(threads, key=lambda thread: len(thread) == 1))


def walk(row_id: str, answers: dict[str, list[str]], told: set[str]) -> Iterator[str]:
    """A row and all that answer it, each once."""
    waiting = [row_id]
    while waiting:
        one = waiting.pop()
        if one not in told:
            told.add(one)
            yield one
            waiting.extend(reversed(answers.get(one, ())))


def saying(table: Table, row: Cells, names: Names, *, is_answer: bool) -> Saying:
    return Saying(
        row_id=table.key(row),
        report_id=row["report_id"],
        speaker=names.speaker(row),
        act=table.label(row, "allegation_type"),
        subject=names.named.get(row["subject_actor_id"], row["subject_text"]),
        beneficiary=names.named.get(row["beneficiary_actor_id"], ""),
        certainty=table.label(row, "certainty"),
        review=table.label(row, "review_status"),
        is_denial=row["polarity"] == "denies",
        is_answer=is_answer,
    )

"""What was read of a report becomes the `Report` that the pipeline stores, under an id that can be a key and a name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.ingest.metadata import Metadata
from pipeline.ingest.texts import as_stored, leading_date, shown
from pipeline.model import InputError, Report

# As the contract has it (schemas/reports.schema.json), and such that it leads to no other folder.
REPORT_ID = r"[A-Za-z0-9_](?:[A-Za-z0-9_:+-]|\.(?!\.)){0,127}"


@dataclass(frozen=True, slots=True)
class Source:
    """One report that is still to be read; `where` is its file, or file:line. `read` raises InputError."""

    where: str
    read: Callable[[], Report]


def refused(error: InputError) -> Source:
    """A report that cannot be had: reading it raises the error, when its turn comes."""

    def fail() -> Report:
        raise error

    return Source(error.where, fail)


def checked_id(report_id: str, where: str) -> str:
    """The id, if it can be one: it is a key of the tables and a name on the disk."""
    if not re.fullmatch(REPORT_ID, report_id):
        what = "not an id; use up to 128 of A-Z a-z 0-9 _ . : + -, beginning with a letter, digit or _, without .."
        raise InputError(where, f"{shown(report_id)} is {what}")
    return report_id


def make_report(report_id: str, text: str, metadata: Metadata, where: str) -> Report:
    """The report as it is stored. A date in the metadata goes before one in the text's first line."""
    stored = as_stored(text, where)
    told, body_start = leading_date(stored, where)
    return Report(
        report_id=report_id,
        text=stored,
        text_sha256=hashlib.sha256(stored.encode("utf-8")).hexdigest(),
        title=metadata.title,
        publisher=metadata.publisher,
        url=metadata.url,
        published_date=metadata.published_date or told,
        language=metadata.language,
        source_type=metadata.source_type,
        body_start=body_start,
    )

"""The words in evidence are the words of the text: `text[start:end] == quote`, for every row.

Offsets are half-open, count code points from 0, and hold for the stored text (NFC) that has the report's SHA-256.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping

from pipeline.model import Finding
from pipeline.validate.delivery import Delivery, finding_on, shown

CORE = ("incidents", "casualties", "allegations")
VERBATIM = (  # columns that the data model calls verbatim
    ("incidents", "date_text"),
    ("casualties", "victim_text"),
    ("casualties", "count_text"),
)


def check_texts_are_those_of_the_reports(delivery: Delivery) -> Iterator[Finding]:
    """The stored text of every report is at hand, NFC, and has the length and the SHA-256 that reports gives."""
    for row in delivery.tables.reports:
        text = delivery.texts.get(row.report_id)
        if text is None:
            message = "its text is not at hand; the spans cannot be held against it"
            yield finding_on("texts_are_those_of_the_reports", row, "reports", "text_sha256", message)
            continue
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != row.text_sha256:
            message = "is not the hash of the text"
            yield finding_on("texts_are_those_of_the_reports", row, "reports", "text_sha256", message)
        if len(text) != row.char_count:
            message = f"{row.char_count} should be {len(text)}"
            yield finding_on("texts_are_those_of_the_reports", row, "reports", "char_count", message)
        if not unicodedata.is_normalized("NFC", text):
            yield finding_on("texts_are_those_of_the_reports", row, "reports", None, "the stored text is not NFC")


def check_quotes_are_the_words_of_the_text(delivery: Delivery) -> Iterator[Finding]:
    """text[start:end] is the quote, start before end, end within the text."""
    for row in delivery.tables.evidence:
        text = delivery.texts.get(row.report_id)
        if text is None:
            continue  # found with the report
        if not 0 <= row.start < row.end <= len(text):
            message = f"{row.start} to {row.end} is no span of a text of {len(text)} characters"
            yield finding_on("quotes_are_the_words_of_the_text", row, "evidence", "end", message)
        elif text[row.start : row.end] != row.quote:
            message = f"{shown(row.quote)} should be {shown(text[row.start : row.end])}"
            yield finding_on("quotes_are_the_words_of_the_text", row, "evidence", "quote", message)


def check_evidence_is_of_a_row_and_column(delivery: Delivery) -> Iterator[Finding]:
    """row_id is a row of table_name, in the same report where rows have one; field is a column of it."""
    reports: dict[str, Mapping[str, str | None]] = {}
    for table, rows in delivery.tables:
        if keys := delivery.contract.schemas[table].primary_key:
            reports[table] = {getattr(row, keys[0]): getattr(row, "report_id", None) for row in rows}
    columns = {table: frozenset(schema.columns) for table, schema in delivery.contract.schemas.items()}
    for row in delivery.tables.evidence:
        known = reports.get(row.table_name, {})
        if row.row_id not in known:
            message = f"{row.row_id} is no row of {row.table_name}"
            yield finding_on("evidence_is_of_a_row_and_column", row, "evidence", "row_id", message)
        elif known[row.row_id] not in (None, row.report_id):
            message = f"{row.row_id} is of the report {known[row.row_id]}"
            yield finding_on("evidence_is_of_a_row_and_column", row, "evidence", "report_id", message)
        if row.field is not None and row.field not in columns.get(row.table_name, {row.field}):
            message = f"{row.field} is no column of {row.table_name}"
            yield finding_on("evidence_is_of_a_row_and_column", row, "evidence", "field", message)


def check_rows_are_with_evidence(delivery: Delivery) -> Iterator[Finding]:
    """Every incident, figure and allegation leads back to words: it has a row of evidence or more."""
    supported = {(row.table_name, row.row_id) for row in delivery.tables.evidence}
    for table in CORE:
        sheet = delivery.sheets[table]
        for row_id in sheet.row_ids:
            if (table, row_id) not in supported:
                yield Finding("rows_are_with_evidence", "error", table, row_id, None, "no row of evidence supports it")


def check_verbatim_words_are_in_the_text(delivery: Delivery) -> Iterator[Finding]:
    """What a column calls verbatim stands so in the text; a line break of the text may be a space."""
    flat = {report_id: " ".join(text.split()) for report_id, text in delivery.texts.items()}
    for table, column in VERBATIM:
        for row in delivery.tables.rows(table):
            words, text = getattr(row, column), flat.get(getattr(row, "report_id", ""))
            if words is not None and text is not None and " ".join(words.split()) not in text:
                message = f"{shown(words)} does not stand in the text"
                yield finding_on("verbatim_words_are_in_the_text", row, table, column, message)

"""Keys that follow from content, and the evidence rows that lead from a row back to its words.

`row_id("cas", "2026-02-01-example", "killed", "17")` is `cas-…`, the same on every machine and after a re-run.
"""

from __future__ import annotations

import hashlib
import re

from pipeline.model import Evidence, Report, Span

MAX_QUOTE = 400  # code points; the package holds short quotes, not the report
BETWEEN_PARTS = "\x1f"  # the unit separator: no part of a key holds it
LINE = r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+"  # what stands between two line breaks, as str.splitlines sees them


def row_id(prefix: str, *parts: str) -> str:
    """A readable prefix and 16 hexadecimal digits of the BLAKE2b of the parts."""
    # A lone surrogate can't be stored, but a text that holds one must not stop the reading of it.
    digest = hashlib.blake2b(BETWEEN_PARTS.join(parts).encode("utf-8", "surrogatepass")).digest()
    return f"{prefix}-{digest[:8].hex()}"


def evidence_rows(
    report: Report, table: str, row_id: str, field: str | None, span: Span, rule: str
) -> tuple[Evidence, ...]:
    """The evidence that the words of `span` give to a row: `field` is the column they support, None the row as a whole.

    One row per line, because a CSV cell has no line break; trimmed, and no longer than 400 code points. A span of
    nothing but white space gives none.
    """
    told = report.text[span.start : span.end]
    if len(told) <= MAX_QUOTE and told.strip() == told and len(told.splitlines()) == 1:  # nearly every one
        return (evidence_row(report, table, row_id, field, span, told, rule),)
    pieces = cut_at_line_breaks(report.text, span)
    return tuple([evidence_row(report, table, row_id, field, piece, piece.cut(report.text), rule) for piece in pieces])


def cut_at_line_breaks(text: str, span: Span) -> tuple[Span, ...]:
    """The pieces of the span that can be quoted: one per line, trimmed, the first 400 code points of each."""
    pieces = []
    for match in re.compile(LINE).finditer(text, span.start, span.end):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        words = line.strip()[:MAX_QUOTE].rstrip()
        if words:
            pieces.append(Span(start, start + len(words)))
    return tuple(pieces)


def evidence_row(
    report: Report, table: str, row: str, field: str | None, span: Span, quote: str, rule: str
) -> Evidence:
    """One evidence row; `quote` are the words of the span."""
    return Evidence(
        evidence_id=row_id("evi", report.report_id, table, row, field or "", str(span.start), str(span.end)),
        table_name=table,
        row_id=row,
        field=field,
        report_id=report.report_id,
        start=span.start,
        end=span.end,
        quote=quote,
        rule_id=rule,
    )

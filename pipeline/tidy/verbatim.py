"""Words of a report as they go into a cell."""

from __future__ import annotations

from pipeline.model import Report, Span


def verbatim(report: Report, span: Span) -> str:
    """The words of a span on one line: white space of any kind, and as much of it as there is, becomes one space."""
    return " ".join(span.cut(report.text).split())

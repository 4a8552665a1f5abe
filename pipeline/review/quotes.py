"""Where the words a decision stands on are in the report."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.model import Decision, Evidence, Report, ReviewError, Span


def find_quote(decision: Decision, report: Report) -> tuple[Span, ...]:
    """Everywhere the quote stands in the text. ReviewError where it does not.

    A line break of the text may be a space of the quote. Whole words only: "14 people" is not in "114 people".
    """
    words = [re.escape(word) for word in decision.quote.split()]
    pattern = r"(?<!\w)" if re.match(r"\w", decision.quote) else ""
    pattern += r"\s+".join(words) + (r"(?!\w)" if re.search(r"\w\Z", decision.quote) else "")
    found = tuple(Span(*match.span()) for match in re.finditer(pattern, report.text))
    if not found:
        what = (
            f"the text of {report.report_id} does not hold the quote {decision.quote!r}; "
            "read the report again, then correct the quote or take the decision out"
        )
        raise ReviewError(decision.where, what)
    return found


def nearest_quote(found: tuple[Span, ...], evidence: Iterable[Evidence]) -> Span:
    """The first that shares words with the evidence, else the first."""
    proofs = tuple(evidence)
    return next((span for span in found if any(overlaps(span, row) for row in proofs)), found[0])


def overlaps(span: Span, row: Evidence) -> bool:
    return span.start < row.end and row.start < span.end

"""Figures told in one breath: they share the word that says what happened, and add up.

"killing the minister, six others and a guard" -> three figures, one breath
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model import Evidence


def find_breaths(evidence: Iterable[Evidence]) -> dict[str, int]:
    """Where the word for the outcome of each figure stands, by the id of its row."""
    return {row.row_id: row.start for row in evidence if row.table_name == "casualties" and row.field == "outcome"}

"""A package that is too large for one page is shown in part: its newest reports, with all that was read from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

# Rows of evidence that a page holds: those of some 10,000 figures. A page of so many is opened and searched without
# delay and weighs less than 10 MB; benchmarks/page.py measures it.
MOST_EVIDENCE = 66_000


def newest_reports(reports: Iterable[Mapping[str, str]], evidence: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """The ids of as many of the newest reports as a page holds, and of at least one."""
    counts = Counter(row["report_id"] for row in evidence)
    kept: set[str] = set()
    total = 0
    for row in sorted(reports, key=lambda row: (row["published_date"], row["report_id"]), reverse=True):
        total += counts[row["report_id"]]
        if kept and total > MOST_EVIDENCE:
            break
        kept.add(row["report_id"])
    return frozenset(kept)

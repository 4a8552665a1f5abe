"""A package that is too large for one page is shown in part: its newest reports, with all that was read from them."""

from __future__ import annotations

from dataclasses import replace

from pipeline.page.package import DataPackage

# Rows of evidence that a page holds: those of some 10,000 figures. A page of so many is opened and searched without
# delay and weighs less than 10 MB; benchmarks/page.py measures it.
MOST_EVIDENCE = 70_000
SHARED = ("actors", "actor_aliases", "places")  # tables whose rows belong to no one report


def newest_part(package: DataPackage) -> DataPackage:
    """The package with as many of its newest reports as a page holds, and at least one."""
    counts: dict[str, int] = {}
    for row in package.rows("evidence"):
        counts[row["report_id"]] = counts.get(row["report_id"], 0) + 1
    kept: set[str] = set()
    total = 0
    for row in sorted(package.rows("reports"), key=lambda row: (row["published_date"], row["report_id"]), reverse=True):
        total += counts.get(row["report_id"], 0)
        if kept and total > MOST_EVIDENCE:
            break
        kept.add(row["report_id"])
    if len(kept) == len(package.rows("reports")):
        return package
    tables = {
        name: table
        if name in SHARED
        else replace(table, rows=tuple(row for row in table.rows if row["report_id"] in kept))
        for name, table in package.tables.items()
    }
    return replace(package, tables=tables)

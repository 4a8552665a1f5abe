"""What brought changes about: reports, their texts, reviewers, or the method that reads them.

Every row of the core tables that came, went or changed is laid to the first of these that explains it:

new reports         its report is new
removed reports     its report is gone
corrected texts     the text of its report is another
corrected origins   what is known of its report, publisher or date, is another
review              a reviewer decided on it, or took a decision back; or on a row of its report that it follows from
method              none of these: word lists, schema or code read the report in another way
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.release.demands import CORE, NOTES
from pipeline.release.packages import PackageRead

CAUSES = ("new reports", "removed reports", "corrected texts", "corrected origins", "review", "method")
OF_TEXT = ("text_sha256", "char_count")
UNDECIDED = ("machine", "work_needed")  # review_status of a row on which nobody decided
MADE_WITH = {
    "contract_sha256": "schema",
    "lexicon_sha256": "word lists",
    "code_version": "code",
    "annotator": "annotator",
}

RowKey = tuple[str, str]  # table, id


def find_changed_method(old: PackageRead, new: PackageRead) -> tuple[str, ...]:
    """What the two packages were made with that differs, in words."""
    before, after = (package.descriptor.get("attested") for package in (old, new))
    before, after = (told if isinstance(told, dict) else {} for told in (before, after))
    return tuple(name for key, name in MADE_WITH.items() if before.get(key) != after.get(key))


def find_causes(old: PackageRead, new: PackageRead, changes: pd.DataFrame) -> dict[str, int]:
    """How many rows of the core tables each cause explains."""
    rows = changes[changes["table"].isin(CORE) & (changes["row_id"] != "")]
    keys = sorted(set(zip(rows["table"], rows["row_id"], strict=True)))
    reports = {**reports_of_rows(old), **reports_of_rows(new)}
    by_report = dict(causes_of_reports(changes[changes["table"] == "reports"]))
    reviewed = reviewed_rows(rows, old, new)
    # Where the method is the same, what else changed in a report follows from what reviewers decided on it.
    following = set() if find_changed_method(old, new) else {reports[key] for key in reviewed}
    found = dict.fromkeys(CAUSES, 0)
    for key in keys:
        is_review = key in reviewed or reports[key] in following
        found[by_report.get(reports[key]) or ("review" if is_review else "method")] += 1
    return found


def reports_of_rows(package: PackageRead) -> dict[RowKey, str]:
    """The report of every row of the core tables."""
    found: dict[RowKey, str] = {}
    for name in CORE:
        if (table := package.tables.get(name)) is not None:
            found |= {(name, key): report for key, report in zip(table.ids(), table.frame["report_id"], strict=True)}
    return found


def causes_of_reports(changes: pd.DataFrame) -> Iterable[tuple[str, str]]:
    """What explains every change of a report, where its own row tells; the weightiest last, which counts."""
    is_cell = changes["action"] == "cell_changed"
    is_text = changes["column"].isin(OF_TEXT)
    for cause, rows in (
        ("corrected origins", is_cell & ~is_text & ~changes["column"].isin(NOTES)),
        ("corrected texts", is_cell & is_text),
        ("removed reports", changes["action"] == "row_removed"),
        ("new reports", changes["action"] == "row_added"),
    ):
        yield from ((report, cause) for report in changes.loc[rows, "row_id"])


def reviewed_rows(rows: pd.DataFrame, old: PackageRead, new: PackageRead) -> set[RowKey]:
    """Rows whose review_status changed, and rows that came or went with a decision on them."""
    changed = rows[rows["column"] == "review_status"]
    found = set(zip(changed["table"], changed["row_id"], strict=True))
    for action, package in (("row_added", new), ("row_removed", old)):
        moved = rows[rows["action"] == action]
        decided = decided_rows(package)
        found |= {key for key in zip(moved["table"], moved["row_id"], strict=True) if key in decided}
    return found


def decided_rows(package: PackageRead) -> set[RowKey]:
    found: set[RowKey] = set()
    for name in CORE:
        table = package.tables.get(name)
        if table is not None and "review_status" in table.frame:
            found |= {(name, key) for key in table.ids()[~table.frame["review_status"].isin(UNDECIDED)]}
    return found

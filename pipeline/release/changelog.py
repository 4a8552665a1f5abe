"""The changelog of the data: an entry a version, under fixed headings, drafted from the changes and completed by hand.

    ## 1.1.0 (2026-11-24)
    ### Data added
    - Two reports …

The date is that of the release: no program knows the day on which people decided, and whoever cites it needs it. A
heading is left out where nothing changed so. What a draft leaves open is marked `TODO`. A release is refused without
its entry, without its date, without a heading that its changes call for, or with a mark left.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from pipeline.durable import replace_file
from pipeline.model import ReleaseError
from pipeline.release.comparison import Comparison
from pipeline.release.demands import CORE, told
from pipeline.release.schema_changes import PACKAGE

HEADINGS = (
    "Data added",
    "Corrections",
    "Schema changes",
    "Removed or merged ids",
    "Method changes",
    "Known issues",
)
OPEN = "TODO"
INTRODUCTION = (
    "# Changelog of the data\n\nNewest first. The headings are always the same; one without entries is left out.\n"
)


def check_entry(path: Path, version: str, comparison: Comparison | None) -> None:
    """Raises ReleaseError unless the changelog has a finished entry for the version.

    Finished is one with a date, every heading that the changes call for, something under each, and no mark left.
    """
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = next((entry for entry in entries(text) if entry[1] == version), None)
    if found is None:
        raise ReleaseError(str(path), f"has no entry `## {version}`; `make draft` writes one from the changes")
    line, _, lines = found
    if release_date(path, version) is None:
        raise ReleaseError(f"{path}:{line}", f"has no date; write the day of the release: ## {version} (2026-11-24)")
    for at, words in lines:
        if OPEN in words:
            raise ReleaseError(f"{path}:{at}", f"{OPEN} is still there; complete the entry by hand")
    said = dict(said_under_headings(path, lines))
    if missing := [heading for heading in sections(comparison) if heading not in said]:
        what = f"the entry for {version} lacks `### {missing[0]}`, and the data changed so; `make diff` tells how"
        raise ReleaseError(f"{path}:{line}", what)


def release_date(path: Path, version: str) -> dt.date | None:
    """The date in the heading of a version's entry; None where there is none, or no entry."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(rf"^## {re.escape(version)} \((\d{{4}}-\d\d-\d\d)\)\s*$", text, re.MULTILINE)
    try:
        return dt.date.fromisoformat(found[1]) if found is not None else None
    except ValueError:  # 2026-02-30
        return None


def said_under_headings(path: Path, lines: list[tuple[int, str]]) -> Iterator[tuple[str, int]]:
    """Each heading of an entry with how many lines stand in its list. ReleaseError for an unknown or an empty one."""
    at = [place for place, (_, words) in enumerate(lines) if words.startswith("### ")]
    for first, last in pairwise([*at, len(lines)]):
        number, heading = lines[first][0], lines[first][1][4:].strip()
        if heading not in HEADINGS:
            raise ReleaseError(f"{path}:{number}", f"no such heading: {heading}; known are {', '.join(HEADINGS)}")
        said = sum(words.startswith("- ") for _, words in lines[first:last])
        if not said:
            raise ReleaseError(f"{path}:{number}", f"nothing stands under {heading}; write it, or take the heading out")
        yield heading, said


def entries(text: str) -> Iterator[tuple[int, str, list[tuple[int, str]]]]:
    """The entries: the line of each, its version, and its lines with their numbers."""
    found: tuple[int, str, list[tuple[int, str]]] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        heading = re.match(r"## (\S+)", line)
        if heading is not None:
            if found is not None:
                yield found
            found = (number, heading[1], [])
        elif found is not None:
            found[2].append((number, line))
    if found is not None:
        yield found


def add_draft(path: Path, comparison: Comparison | None, version: str) -> bool:
    """Put a draft of the entry of a version above the others; False, and nothing done, where there is one already.

    Without a comparison it is the entry of a first release.
    """
    text = path.read_text(encoding="utf-8") if path.is_file() else INTRODUCTION
    if any(entry[1] == version for entry in entries(text)):
        return False
    at = re.search(r"^## ", text, re.MULTILINE)
    place = at.start() if at is not None else len(text)
    head = text[:place].rstrip("\n") + "\n\n"
    content = head + draft(comparison, version) + ("\n" + text[place:] if at else "")
    replace_file(path, content.encode("utf-8"))
    return True


def draft(comparison: Comparison | None, version: str) -> str:
    """The entry as far as the changes tell it."""
    found = sections(comparison) or {"Known issues": [f"- {OPEN}: why there is a release although nothing changed."]}
    body = "".join(f"\n### {heading}\n\n" + "\n".join(lines) + "\n" for heading, lines in found.items())
    return f"## {version} ({OPEN}: the day of the release, as 2026-11-24)\n{body}"


def sections(comparison: Comparison | None) -> dict[str, list[str]]:
    """What the changes call for: headings, in their order, with what is known of each; of a first release its data."""
    if comparison is None:
        return {"Data added": [f"- {OPEN}: what the first release holds."]}
    found = {
        "Data added": list(told_additions(comparison)),
        "Corrections": list(told_corrections(comparison)),
        "Schema changes": [
            f"- `{change.where}`: {change.what} ({change.level.upper()})."
            for change in comparison.schema
            if change.where != PACKAGE
        ],
        "Removed or merged ids": list(told_ids(comparison)),
        "Method changes": [f"- Other {name}. {OPEN}: what is read now that was not." for name in comparison.method],
    }
    return {heading: lines for heading, lines in found.items() if lines}


def told_additions(comparison: Comparison) -> Iterator[str]:
    for table in CORE:
        if added := comparison.count(table, "row_added"):
            yield f"- {told(added, 'row')} of {table}."
    if reports := comparison.count("reports", "row_added"):
        yield f"- {OPEN}: {told(reports, 'report')}, from where and of when."


def told_corrections(comparison: Comparison) -> Iterator[str]:
    corrected = comparison.corrections
    for table in sorted(set(corrected["table"])):
        yield f"- {told(int((corrected['table'] == table).sum()), 'cell')} of {table}."
    if reviewed := comparison.causes["review"]:
        yield f"- {told(reviewed, 'row')} by review."
    if len(corrected):
        yield f"- {OPEN}: what was wrong, and who found it."


def told_ids(comparison: Comparison) -> Iterator[str]:
    if reports := comparison.count("reports", "row_removed"):
        yield f"- {told(reports, 'report')} withdrawn. {OPEN}: which, and why."
    tally = Counter(zip(comparison.id_map["table"], comparison.id_map["fate"], strict=True))
    for (table, fate), number in sorted(tally.items()):
        yield f"- {told(number, 'row')} of {table} {fate}; see id_map.csv."

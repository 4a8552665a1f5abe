"""The changelog of the data: an entry a version, under fixed headings, drafted from the changes and completed by hand.

    ## 1.1.0
    ### Data added
    - Two reports …

What a draft leaves open is marked `TODO`; a release without its entry, or with a mark left, is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.model import ReleaseError
from pipeline.release.comparison import Comparison

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


def check_entry(path: Path, version: str) -> None:
    """Raises ReleaseError unless the changelog has a finished entry for the version."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = next((entry for entry in entries(text) if entry[1] == version), None)
    if found is None:
        raise ReleaseError(str(path), f"has no entry `## {version}`; `make draft` writes one from the changes")
    line, _, lines = found
    headings = [(at, told[4:].strip()) for at, told in lines if told.startswith("### ")]
    for at, heading in headings:
        if heading not in HEADINGS:
            raise ReleaseError(f"{path}:{at}", f"no such heading: {heading}; known are {', '.join(HEADINGS)}")
    if not headings or not any(told.startswith("- ") for _, told in lines):
        raise ReleaseError(f"{path}:{line}", f"the entry for {version} says nothing; write it under {HEADINGS[0]} …")
    for at, told in lines:
        if OPEN in told:
            raise ReleaseError(f"{path}:{at}", f"{OPEN} is still there; complete the entry by hand")


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
    path.write_text(head + draft(comparison, version) + ("\n" + text[place:] if at else ""), encoding="utf-8")
    return True


def draft(comparison: Comparison | None, version: str) -> str:
    """The entry as far as the changes tell it."""
    told = (
        list(sections(comparison))
        if comparison is not None
        else [("Data added", [f"- {OPEN}: what the first release holds."])]
    )
    body = "".join(f"\n### {heading}\n\n" + "\n".join(lines) + "\n" for heading, lines in told)
    return f"## {version}\n{body}"


def sections(comparison: Comparison) -> Iterator[tuple[str, list[str]]]:
    causes, changes = comparison.causes, comparison.changes
    added = [f"- {count} {name}." for name, count in tally(comparison, "row_added")]
    if added:
        yield "Data added", [*added, f"- {OPEN}: which reports, from where, of when."]
    cells = [f"- {count} {name}." for name, count in tally(comparison, "cell_changed")]
    if cells:
        yield "Corrections", [*cells, f"- {OPEN}: what was wrong, and who found it."]
    if comparison.schema:
        yield "Schema changes", [f"- `{c.where}`: {c.what} ({c.level.upper()})." for c in comparison.schema]
    if len(comparison.id_map):
        fates = sorted(Counter(zip(comparison.id_map["table"], comparison.id_map["fate"], strict=True)).items())
        yield "Removed or merged ids", [f"- {n} of {table} {fate}; see id_map.csv." for (table, fate), n in fates]
    methods = [name for name in ("word lists changed", "code changed", "annotator changed") if causes.get(name)]
    if methods:
        yield (
            "Method changes",
            [f"- {name.capitalize()}. {OPEN}: what they read now that they did not." for name in methods],
        )
    if not len(changes) and not comparison.schema:
        yield "Known issues", [f"- {OPEN}: why there is a release although nothing changed."]


def tally(comparison: Comparison, action: str) -> Iterator[tuple[str, int]]:
    """How often each core table changed in a way, as words."""
    words = {"row_added": "rows of {}", "cell_changed": "cells of {}"}[action]
    changes = comparison.changes[comparison.changes["action"] == action]
    for table in ("reports", "incidents", "casualties", "allegations"):
        found = int((changes["table"] == table).sum())
        if found:
            yield words.format(table), found

"""A package that was downloaded, checked without a network: is it what was published, and does it hold together?

SHA256SUMS      every file is listed, is there, and has its hash
descriptor      bytes and hash of every resource; frictionless reads every table against its schema
CSV = Parquet   the two files of a table hold the same cells
evidence        every quote is the words of its report, where the texts are at hand
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.referee import frictionless_errors
from pipeline.release.packages import DESCRIPTOR, opened, read_descriptor, resources
from pipeline.twins import hold_the_same

SUMS = "SHA256SUMS"


def verify(place: Path, texts: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """A line for every fault, naming its file; empty where the package is sound.

    `texts` are those of the reports by report_id, where they are at hand. Raises ReleaseError for what is no package.
    """
    with opened(place) as folder:
        found = tuple(faults(folder))
        if found:
            return found  # what has another hash need not be read
        found = tuple(f"{DESCRIPTOR}: {line}" for line in frictionless_errors(folder / DESCRIPTOR))
        return found or (*unequal_tables(folder), *wrong_quotes(folder, texts or {}))


def faults(folder: Path) -> Iterator[str]:
    """Files that are missing, of other content, or not listed; resources that are not what the descriptor says."""
    sums = folder / SUMS
    if not sums.is_file():
        yield f"{SUMS}: is missing; nothing can be held against it"
        return
    lines = (line.partition("  ") for line in sums.read_text(encoding="utf-8", errors="replace").splitlines())
    listed = {name: sha256 for sha256, _, name in lines}
    for name, sha256 in sorted(listed.items()):
        path = folder / name
        if not path.is_file():
            yield f"{name}: is missing; download the package again"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"{name}: is not what was published, its SHA-256 differs; download the package again"
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    there = {path.relative_to(folder).as_posix() for path in files}
    for name in sorted(there - listed.keys() - {SUMS}):
        yield f"{name}: is not of the package; take it away"
    if (folder / DESCRIPTOR).is_file():
        yield from wrong_resources(folder)


def wrong_resources(folder: Path) -> Iterator[str]:
    for resource in resources(read_descriptor(folder / DESCRIPTOR)):
        path = folder / str(resource.get("path"))
        if not path.is_file():
            yield f"{resource.get('path')}: is listed in {DESCRIPTOR}, and missing"
            continue
        content = path.read_bytes()
        told = str(resource.get("hash", "")).removeprefix("sha256:")
        if told and hashlib.sha256(content).hexdigest() != told:
            yield f"{resource['path']}: has another hash than {DESCRIPTOR} says"
        if "bytes" in resource and resource["bytes"] != len(content):
            yield f"{resource['path']}: has {len(content)} bytes, {DESCRIPTOR} says {resource['bytes']}"


def unequal_tables(folder: Path) -> Iterator[str]:
    """Tables whose Parquet does not hold the cells of their CSV."""
    for resource in resources(read_descriptor(folder / DESCRIPTOR)):
        path = folder / str(resource["path"])
        parquet = path.with_suffix(".parquet")
        if path.suffix == ".csv" and parquet.is_file() and not hold_the_same(path, parquet):
            yield f"{parquet.relative_to(folder).as_posix()}: does not hold the cells of {path.name}"


def wrong_quotes(folder: Path, texts: Mapping[str, str]) -> Iterator[str]:
    """Quotes that are not the words at their place, in reports whose text is at hand and is the one that was read."""
    path = folder / "data" / "evidence.csv"
    if not texts or not path.is_file():
        return
    hashes = {row["report_id"]: row["text_sha256"] for row in rows_of(folder / "data" / "reports.csv")}
    for report_id, text in sorted(texts.items()):
        if report_id in hashes and hashlib.sha256(text.encode("utf-8")).hexdigest() != hashes[report_id]:
            yield f"data/reports.csv: the text of {report_id} at hand is not the one that was read"
    sound = {key for key in texts if hashlib.sha256(texts[key].encode("utf-8")).hexdigest() == hashes.get(key)}
    for row in rows_of(path):
        if row["report_id"] in sound:
            words = texts[row["report_id"]][int(row["start"]) : int(row["end"])]
            if words != row["quote"]:
                yield f"data/evidence.csv: {row['evidence_id']}: quotes {row['quote']!r}, the report says {words!r}"


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)

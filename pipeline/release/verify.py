"""A package that was downloaded, checked without a network: is it what was published, and does it hold together?

archive         a zip is the one that versions.json lists, where that lies beside it
SHA256SUMS      every file is listed, is there, and has its hash
descriptor      bytes and hash of every resource; frictionless reads every table against its schema
CSV = Parquet   the two files of a table hold the same cells
evidence        every quote is the words of its report, where the texts are at hand
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.csv_text import as_one
from pipeline.file_bytes import chunks_in, file_sha256
from pipeline.model import ReleaseError
from pipeline.referee import frictionless_errors
from pipeline.release.catalogue import VERSIONS, read_catalogue
from pipeline.release.packages import DESCRIPTOR, is_inside, opened, read_descriptor, resources
from pipeline.table_paths import resource_paths, table_paths
from pipeline.twins import hold_the_same, wrongly_typed

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of a package found: a line for every fault, naming its file, and how far it could look.

    `texts` counts the reports whose quotes were held against their text, `reports` all there are.
    """

    faults: tuple[str, ...]
    texts: int = 0
    reports: int = 0


def verify(place: Path, texts: Mapping[str, str] | None = None) -> Verified:
    """Checks a package; `texts` are those of the reports by report_id, where they are at hand.

    Raises ReleaseError for what is no package.
    """
    if changed := tuple(wrong_archive(place)):
        return Verified(changed)
    with opened(place) as folder:
        if found := tuple(faults(folder)):
            return Verified(found)  # what has another hash need not be read
        if found := tuple(f"{DESCRIPTOR}: {line}" for line in frictionless_errors(folder / DESCRIPTOR)):
            return Verified(found)
        hashes = text_hashes(folder)
        found = (*unequal_tables(folder), *wrong_quotes(folder, hashes, texts or {}))
        return Verified(found, len(hashes.keys() & (texts or {}).keys()), len(hashes))


def wrong_archive(place: Path) -> Iterator[str]:
    """A zip that versions.json beside it lists with another hash. What no file in it shows, a date, is seen here."""
    if not place.is_file() or (listed := listed_hash(place)) is None:
        return
    if file_sha256(place) != listed:
        yield from damaged_members(place)
        yield f"{place.name}: is not what {VERSIONS} beside it lists, its SHA-256 differs; download it again"


def listed_hash(archive: Path) -> str | None:
    """The SHA-256 that versions.json beside an archive gives for it; None where no list of ours lies there."""
    try:
        entries = read_catalogue(archive.parent).entries
    except ReleaseError:  # what lies among somebody's downloads may be anything
        return None
    return next((entry.sha256 for entry in entries if entry.archive == archive.name), None)


def damaged_members(archive: Path) -> Iterator[str]:
    """The first file of a zip that cannot be unpacked, or what is wrong with the package in it."""
    try:
        with opened(archive) as folder:
            yield from faults(folder)
    except ReleaseError as error:
        yield error.what


def faults(folder: Path) -> Iterator[str]:
    """Files that are missing, of other content, or not listed; resources that are not what the descriptor says."""
    sums = folder / SUMS
    if not sums.is_file():
        yield f"{SUMS}: is missing; nothing can be held against it"
        return
    lines = (line.partition("  ") for line in sums.read_text(encoding="utf-8", errors="replace").splitlines())
    listed = {name: sha256 for sha256, _, name in lines}
    for name, sha256 in sorted(listed.items()):
        yield from wrong_file(folder, name, sha256)
    files = (path for path in folder.rglob("*") if not path.is_dir() and "__pycache__" not in path.parts)
    there = {path.relative_to(folder).as_posix() for path in files}
    for name in sorted(there - listed.keys() - {SUMS}):
        yield f"{name}: is not of the package; take it away"
    if (folder / DESCRIPTOR).is_file():
        yield from wrong_resources(folder)


def wrong_file(folder: Path, name: str, sha256: str) -> Iterator[str]:
    if not is_inside(name):
        yield f"{SUMS}: names {name!r}, which is not in the package; download the package again"
    elif not (folder / name).is_file():
        yield f"{name}: is missing; download the package again"
    elif file_sha256(folder / name) != sha256:
        yield f"{name}: is not what was published, its SHA-256 differs; download the package again"


def wrong_resources(folder: Path) -> Iterator[str]:
    for resource in resources(read_descriptor(folder / DESCRIPTOR)):
        names = resource_paths(resource)
        missing = [name for name in names if not is_inside(name) or not (folder / name).is_file()]
        if missing or not names:
            yield f"{missing[0] if missing else None}: is listed in {DESCRIPTOR}, and is not in the package"
            continue
        digest, size = hashlib.sha256(), 0
        for chunk in as_one(chunks_in(folder / name) for name in names):
            digest.update(chunk)
            size += len(chunk)
        told = str(resource.get("hash", "")).removeprefix("sha256:")
        whole = names[0] if len(names) == 1 else str(PurePosixPath(names[0]).parent)
        if told and digest.hexdigest() != told:
            yield f"{whole}: has another hash than {DESCRIPTOR} says"
        if "bytes" in resource and resource["bytes"] != size:
            yield f"{whole}: has {size} bytes, {DESCRIPTOR} says {resource['bytes']}"


def unequal_tables(folder: Path) -> Iterator[str]:
    """Tables whose Parquet does not hold the cells of their CSV, or not with the types of their schema."""
    for resource in resources(read_descriptor(folder / DESCRIPTOR)):
        for name in resource_paths(resource):
            yield from unequal_files(folder, name, resource.get("schema"))


def unequal_files(folder: Path, name: str, schema: object) -> Iterator[str]:
    """A CSV and the Parquet beside it that do not hold the same."""
    path, parquet = folder / name, folder / name.replace(".csv", ".parquet")
    if path.suffix != ".csv" or not parquet.is_file():
        return
    told = parquet.relative_to(folder).as_posix()
    if isinstance(schema, dict) and (column := wrongly_typed(parquet, schema)) is not None:
        yield f"{told}: {column} has another type than {DESCRIPTOR} says"
    elif not hold_the_same(path, parquet):
        yield f"{told}: does not hold the cells of {path.name}"


def text_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of the text of every report in the package."""
    return {row["report_id"]: row["text_sha256"] for row in rows_of(folder, "reports")}


def wrong_quotes(folder: Path, hashes: Mapping[str, str], texts: Mapping[str, str]) -> Iterator[str]:
    """Quotes that are not the words at their place, in reports whose text is at hand and is the one that was read."""
    sound = {key for key, text in texts.items() if sha256_of(text) == hashes.get(key)}
    for report_id in sorted((texts.keys() & hashes.keys()) - sound):
        yield f"data/reports.csv: the text of {report_id} at hand is not the one that was read"
    for row in rows_of(folder, "evidence") if sound else ():
        if row["report_id"] in sound:
            words = texts[row["report_id"]][int(row["start"]) : int(row["end"])]
            if words != row["quote"]:
                yield f"data/evidence.csv: {row['evidence_id']}: quotes {row['quote']!r}, the report says {words!r}"


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def rows_of(folder: Path, table: str) -> Iterator[dict[str, str]]:
    """The rows of a table, none where it is not there."""
    for path in table_paths(folder, table, "csv"):
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as lines:
                yield from csv.DictReader(lines)

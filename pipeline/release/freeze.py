"""A candidate on the shelf becomes a release: compared, held against its version and its changelog, then written down.

    changes/<version>/        what changed since the release before it
    <name>-<version>.zip      the package
    versions.json             the release is one from here on
    id_map.csv                what became of all ids that are gone, of all releases
    latest.json               last

Each is moved to its place whole. Stopped between two of them, the release before is whole, and the same command
finishes: whatever stands before versions.json is written anew, and whatever follows it is made from what it lists.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.csv_text import csv_of
from pipeline.durable import replace_file
from pipeline.locks import held, lock_beside
from pipeline.model import PublishError, ReleaseError
from pipeline.release.archive import archive_bytes, archive_name
from pipeline.release.bump import check_version, is_full
from pipeline.release.catalogue import (
    Catalogue,
    Entry,
    read_catalogue,
    with_entry,
    write_latest,
    write_versions,
)
from pipeline.release.changelog import check_entry
from pipeline.release.checks import (
    check_archive,
    check_has_changelog,
    check_is_released,
    check_is_the_dataset,
    check_may_be_released,
)
from pipeline.release.comparison import CHANGES, ID_MAP, Comparison, compare, comparison_files
from pipeline.release.id_map import COLUMNS as ID_MAP_COLUMNS
from pipeline.release.packages import PackageRead, read_package
from pipeline.release.verify import SUMS, faults
from pipeline.versions import parse_precedence

LOCK = ".attested-release-lock"


@dataclass(frozen=True, slots=True)
class Frozen:
    """A release, and what it was compared with: None for the first one. `is_new` is False where it was one already."""

    entry: Entry
    comparison: Comparison | None
    is_new: bool


def freeze(shelf: Path, version: str, changelog: Path) -> Frozen:
    """Release the candidate in `shelf/<version>`.

    Raises ReleaseError where the version is a trial, too small for what changed, or released with other content, where
    the changelog has no finished entry for it, or where the candidate is not a whole package.
    """
    check_may_be_released(version)
    place = shelf / version
    with (
        held(shelf / LOCK, str(shelf), "another release is being made here; wait until it has ended"),
        held(lock_beside(place), str(place), "another run is publishing here; wait until it has ended"),
    ):
        catalogue = read_catalogue(shelf)
        released = catalogue.entry(version)
        if released is not None:
            check_is_released(shelf, released)
            write_pointers(shelf, catalogue)  # the run that released it may have been cut off before it came to these
            return Frozen(released, None, is_new=False)
        for fault in faults(place):
            raise ReleaseError(str(place), f"is no whole package: {fault}")
        candidate = read_package(place)
        check_is_the_dataset(candidate, catalogue, shelf)
        comparison = compared(shelf, catalogue, candidate)
        check_entry(changelog, version, comparison)
        check_has_changelog(place, changelog)
        entry = write_release(shelf, place, candidate, comparison)
        catalogue = with_entry(catalogue, candidate.name, entry)
        write_versions(shelf, catalogue)
        write_pointers(shelf, catalogue)
    return Frozen(entry, comparison, is_new=True)


def compared(shelf: Path, catalogue: Catalogue, candidate: PackageRead) -> Comparison | None:
    """What changed since the release before; None for a first one. Raises ReleaseError for too small a version."""
    before = catalogue.before(candidate.version)
    if before is None:
        if catalogue.entries:
            oldest = catalogue.entries[0].version
            raise ReleaseError(candidate.version, f"is older than the first release, {oldest}; raise the version")
        return None
    check_archive(shelf, before)
    comparison = compare(read_package(shelf / before.archive), candidate)
    if is_full(before.version):  # a pre-release promises nothing
        check_version(before.version, candidate.version, comparison.level, comparison.reasons)
    return comparison


def write_release(shelf: Path, place: Path, candidate: PackageRead, comparison: Comparison | None) -> Entry:
    """The changes and the archive, each moved to its place whole."""
    if comparison is not None:
        folder = shelf / "changes" / candidate.version
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in comparison_files(comparison).items():
            replace_file(folder / name, content)
    archive = archive_name(candidate.name, candidate.version)
    content = archive_bytes(place, archive.removesuffix(".zip"))
    replace_file(shelf / archive, content)
    warnings = count_warnings(place)
    return Entry(
        version=candidate.version,
        created=str(candidate.descriptor.get("created", "")),
        archive=archive,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        sums_sha256=hashlib.sha256((place / SUMS).read_bytes()).hexdigest(),
        previous=comparison.old.version if comparison is not None else None,
        level=comparison.level if comparison is not None else "none",
        reasons=comparison.reasons if comparison is not None else (),
        verdict="valid",
        warnings=warnings,
    )


def write_pointers(shelf: Path, catalogue: Catalogue) -> None:
    """What follows from the list of releases: the id map of all of them, and latest.json last."""
    replace_file(shelf / ID_MAP, id_map_bytes(shelf, catalogue))
    write_latest(shelf, catalogue)


def id_map_bytes(shelf: Path, catalogue: Catalogue) -> bytes:
    """The id map of all releases: the lines of each, without ids that a later one has again."""
    lines: list[list[str]] = []
    for entry in catalogue.entries:
        if entry.previous is None:
            continue  # a first release has no changes
        folder = shelf / "changes" / entry.version
        back = {(change[0], change[1]) for change in cells_of(folder / CHANGES) if change[3] == "row_added"}
        lines = [line for line in lines if (line[0], line[1]) not in back] + cells_of(folder / ID_MAP)
    return csv_of(ID_MAP_COLUMNS, sorted(lines))


def cells_of(path: Path) -> list[list[str]]:
    """The lines of a CSV below its header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


def count_warnings(place: Path) -> int:
    """How many findings are published with the package."""
    return len(cells_of(place / "findings.csv"))


def withdraw(place: Path) -> None:
    """Take a candidate off the shelf again, unless another run publishes there now."""
    with contextlib.suppress(PublishError), held(lock_beside(place), str(place), "another run is publishing here"):
        aside = place.with_name(f".{place.name}.attested-new")  # should this be cut off, the next run clears that name
        place.rename(aside)
        shutil.rmtree(aside)


def candidates(shelf: Path) -> Iterator[Path]:
    """The folders of versions on the shelf that are packages and no releases."""
    catalogue = read_catalogue(shelf)
    for place in sorted(shelf.iterdir()):
        is_version = parse_precedence(place.name) is not None and (place / SUMS).is_file()
        if is_version and catalogue.entry(place.name) is None:
            yield place

"""A candidate on the shelf becomes a release: compared, held against its version and its changelog, then written down.

    changes/<version>/        what changed since the release before it
    id_map.csv                what became of all ids that are gone, of all releases
    <name>-<version>.zip      the package
    versions.json             the release is one from here on
    latest.json               last

Each is moved to its place whole. Stopped between two of them, nothing is released yet, and the same command finishes.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from pipeline.locks import held
from pipeline.model import ReleaseError
from pipeline.release.archive import archive_bytes, archive_name
from pipeline.release.bump import check_version, precedence
from pipeline.release.catalogue import Catalogue, Entry, read_catalogue, replace_file, with_entry, write_catalogue
from pipeline.release.changelog import check_entry
from pipeline.release.comparison import Comparison, compare, comparison_files
from pipeline.release.id_map import COLUMNS as ID_MAP_COLUMNS
from pipeline.release.packages import PackageRead, read_package
from pipeline.release.verify import faults

SUMS = "SHA256SUMS"
ID_MAP = "id_map.csv"


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
    place = shelf / version
    with held(
        shelf / ".attested-release-lock", str(shelf), "another release is being made here; wait until it has ended"
    ):
        catalogue = read_catalogue(shelf)
        released = catalogue.entry(version)
        if released is not None:
            check_is_released(place, released)
            return Frozen(released, None, is_new=False)
        check_may_be_released(version)
        for fault in faults(place):
            raise ReleaseError(str(place), f"is no whole package: {fault}")
        candidate = read_package(place)
        comparison = compared(shelf, catalogue, candidate)
        check_entry(changelog, version)
        entry = write_release(shelf, place, candidate, comparison)
        write_catalogue(shelf, with_entry(catalogue, candidate.name, entry))
    return Frozen(entry, comparison, is_new=True)


def check_may_be_released(version: str) -> None:
    if precedence(version)[0][0] == 0:
        raise ReleaseError(
            version, "is a trial, which may change under its version; the first release is 1.0.0 or a 1.0.0-rc.1"
        )


def check_is_released(place: Path, released: Entry) -> None:
    """Raises ReleaseError unless the folder holds exactly what was released under its version."""
    sums = place / SUMS
    found = hashlib.sha256(sums.read_bytes()).hexdigest() if sums.is_file() else None
    if found != released.sums_sha256 or list(faults(place)):
        what = "is released, and a release is never overwritten; raise the version in metadata.yml"
        raise ReleaseError(str(place), f"holds other content than was released as {released.version}, which {what}")


def compared(shelf: Path, catalogue: Catalogue, candidate: PackageRead) -> Comparison | None:
    """What changed since the release before; None for a first one. Raises ReleaseError for too small a version."""
    before = catalogue.before(candidate.version)
    if before is None:
        if catalogue.entries:
            oldest = catalogue.entries[0].version
            raise ReleaseError(candidate.version, f"is older than the first release, {oldest}; raise the version")
        return None
    comparison = compare(read_package(shelf / before.archive), candidate)
    check_version(before.version, candidate.version, comparison.level, comparison.reasons)
    return comparison


def write_release(shelf: Path, place: Path, candidate: PackageRead, comparison: Comparison | None) -> Entry:
    """The changes, the id map and the archive, each moved to its place whole."""
    if comparison is not None:
        folder = shelf / "changes" / candidate.version
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in comparison_files(comparison).items():
            replace_file(folder / name, content)
        replace_file(shelf / ID_MAP, with_ids(shelf / ID_MAP, comparison))
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


def with_ids(path: Path, comparison: Comparison) -> bytes:
    """The id map of all releases: what was there, but for lines of this version, and the new lines."""
    version = comparison.new.version
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    kept = [line for line in csv.reader(io.StringIO(old)) if line][1:]
    lines = [line for line in kept if line[-1] != version] + comparison.id_map.to_numpy().tolist()
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, lineterminator="\n")
    writer.writerow(ID_MAP_COLUMNS)
    writer.writerows(sorted(lines))
    return sink.getvalue().encode("utf-8")


def count_warnings(place: Path) -> int:
    """How many findings are published with the package."""
    with (place / "findings.csv").open(encoding="utf-8", newline="") as lines:
        return max(sum(1 for line in csv.reader(lines) if line) - 1, 0)

"""What must be true before a release is made, and while it is one; each check says what to do where it is not."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.model import ReleaseError
from pipeline.release.bump import demanded_version, precedence
from pipeline.release.catalogue import VERSIONS, Catalogue, Entry
from pipeline.release.comparison import compare
from pipeline.release.packages import PackageRead, read_package
from pipeline.release.verify import SUMS, faults


def check_may_be_released(version: str) -> None:
    if precedence(version)[0][0] == 0:
        raise ReleaseError(
            version, "is a trial, which may change under its version; the first release is 1.0.0 or a 1.0.0-rc.1"
        )


def check_is_the_dataset(candidate: PackageRead, catalogue: Catalogue, shelf: Path) -> None:
    """Raises ReleaseError for a package of another name: that is another dataset, with versions of its own."""
    if catalogue.entries and candidate.name != catalogue.name:
        what = f"is named {candidate.name}, and {shelf / VERSIONS} lists {catalogue.name}; name another folder for it"
        raise ReleaseError(candidate.where, what)


def check_has_changelog(place: Path, changelog: Path) -> None:
    """Raises ReleaseError where the package holds another changelog: it was built before the entry was completed."""
    inside = place / "CHANGELOG.md"
    if not inside.is_file() or inside.read_bytes() != changelog.read_bytes():
        raise ReleaseError(str(inside), f"is not {changelog}, which was changed since; `make`, and release again")


def check_is_released(shelf: Path, released: Entry) -> None:
    """Raises ReleaseError unless archive and folder hold exactly what was released under their version."""
    check_archive(shelf, released)
    place = shelf / released.version
    sums = place / SUMS
    found = hashlib.sha256(sums.read_bytes()).hexdigest() if sums.is_file() else None
    if found != released.sums_sha256 or list(faults(place)):
        what = f"and a release is never overwritten; unpack {released.archive} in its place"
        raise ReleaseError(str(place), f"holds other content than was released as {released.version}, {what}")


def check_is_as_released(built: PackageRead, shelf: Path, released: Entry) -> None:
    """Raises ReleaseError where what was built under a released version differs from it, naming the next version.

    The same is what has equal tables and says the same of them. Bytes of Parquet, which change with pyarrow, pages and
    the code that made them may differ.
    """
    check_archive(shelf, released)
    comparison = compare(read_package(shelf / released.archive), built)
    if comparison.level != "none":
        least = demanded_version(released.version, comparison.level)
        why = f"{comparison.level.upper()} is demanded by {'; '.join(comparison.reasons)}"
        what = f'is released, and what is built now differs: {why}; set version: "{least}" or higher in metadata.yml'
        raise ReleaseError(str(shelf / released.version), what)


def check_archive(shelf: Path, released: Entry) -> None:
    """Raises ReleaseError unless the archive of a release is there and has the SHA-256 that versions.json gives."""
    path = shelf / released.archive
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != released.sha256:
        what = f"is not what was released as {released.version}; put back the one with the SHA-256 {released.sha256}"
        raise ReleaseError(str(path), what)

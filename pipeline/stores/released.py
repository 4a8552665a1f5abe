"""A release as it lies on the shelf, read and held against its own checksums before anything leaves the machine.

<shelf>/<name>-<version>.zip     the archive
<shelf>/<version>/               the same, unpacked, with SHA256SUMS
<shelf>/changes/<version>/       what changed since the version before, where there was one
<shelf>/versions.json            what has been released, with the archive's SHA-256
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.model import StoreError
from pipeline.versions import parse_precedence

VERSIONS = "versions.json"
SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """One file: its name below the root of the store, where it lies on the disk, and its SHA-256."""

    name: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """One released version. `entry` is its line of versions.json; the archive is the first of `files`."""

    name: str
    version: str
    entry: Mapping[str, object]
    files: tuple[ReleasedFile, ...]
    package: Path

    @property
    def archive(self) -> ReleasedFile:
        return self.files[0]


def read_release(shelf: Path, version: str) -> Release:
    """The release on the shelf. Raises StoreError where there is none, or a file is not the one that was released."""
    if parse_precedence(version) is None:
        raise StoreError(version, "is no version; give one such as 1.0.0 (semver.org)")
    listed = read_listing(shelf / VERSIONS)
    name, entry = listed.get("name"), entry_of(listed, version)
    if entry is None:
        raise StoreError(str(shelf / VERSIONS), f"does not list version {version}; release it first")
    archive, sha256 = entry.get("archive"), entry.get("sha256")
    if not (isinstance(name, str) and isinstance(archive, str) and isinstance(sha256, str)):
        raise StoreError(str(shelf / VERSIONS), f"lacks the name, or the archive and sha256 of version {version}")
    package = shelf / version
    files = (
        ReleasedFile(checked_name(archive, shelf / VERSIONS), shelf / archive, sha256),
        *package_files(package, version),
        *change_files(shelf / "changes" / version, version),
    )
    for file in files:
        check_is_as_released(file)
    return Release(name, version, entry, files, package)


def read_listing(path: Path) -> dict[str, object]:
    """versions.json. Raises StoreError where it is missing or no JSON object."""
    try:
        return parse_listing(path.read_bytes(), str(path))
    except FileNotFoundError:
        raise StoreError(
            str(path), "is missing: nothing was released here; `make release`, or name its folder"
        ) from None


def parse_listing(content: bytes, where: str) -> dict[str, object]:
    try:
        listed = json.loads(content)
    except ValueError as error:
        raise StoreError(where, f"is no JSON ({error}); put back the one that was released") from error
    if not isinstance(listed, dict) or not isinstance(listed.get("versions"), list):
        raise StoreError(where, "has no list of versions; put back the one that was released")
    return listed


def entry_of(listed: Mapping[str, object], version: str) -> dict[str, object] | None:
    """The line of a version; None where it is not listed."""
    entries = listed["versions"]
    assert isinstance(entries, list)
    return next((entry for entry in entries if isinstance(entry, dict) and entry.get("version") == version), None)


def package_files(package: Path, version: str) -> Iterator[ReleasedFile]:
    """Every file that SHA256SUMS lists, and SHA256SUMS last: who finds it finds the others."""
    sums = package / SUMS
    if not sums.is_file():
        raise StoreError(str(sums), "is missing; release the version again from its source")
    content = sums.read_bytes()
    for line in content.decode("utf-8", errors="replace").splitlines():
        sha256, _, name = line.partition("  ")
        yield ReleasedFile(f"{version}/{checked_name(name, sums)}", package / name, sha256)
    yield ReleasedFile(f"{version}/{SUMS}", sums, hashlib.sha256(content).hexdigest())


def change_files(folder: Path, version: str) -> Iterator[ReleasedFile]:
    for path in sorted(folder.glob("*")):
        yield ReleasedFile(f"changes/{version}/{path.name}", path, hashlib.sha256(path.read_bytes()).hexdigest())


def checked_name(name: str, where: Path) -> str:
    """Raises StoreError for a name that would lead out of the release."""
    parts = PurePosixPath(name)
    if not name or parts.is_absolute() or ".." in parts.parts or "\\" in name:
        raise StoreError(str(where), f"names the file {name!r}, which is not inside the release")
    return name


def check_is_as_released(file: ReleasedFile) -> None:
    try:
        with file.path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise StoreError(str(file.path), "is missing; release the version again from its source") from None
    if found != file.sha256:
        raise StoreError(str(file.path), "is not the file that was released: its SHA-256 differs; nothing was sent")

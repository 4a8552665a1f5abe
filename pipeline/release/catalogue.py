"""versions.json lists what has been released, with its hashes; latest.json names the newest. Both lie on the shelf.

{"name": …, "latest": "1.1.0",
 "versions": [{"version", "created", "archive", "sha256", "bytes", "sums_sha256", "previous", "level", "reasons",
               "verdict", "warnings"}]}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.durable import replace_file
from pipeline.model import ReleaseError
from pipeline.versions import rank

VERSIONS, LATEST = "versions.json", "latest.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One release. `created` is the package's, `sums_sha256` that of its SHA256SUMS; `previous` is None for the first.

    `level` is what the changes since `previous` demand, `reasons` why; `verdict` is what the checks said.
    """

    version: str
    created: str
    archive: str
    sha256: str
    bytes: int
    sums_sha256: str
    previous: str | None
    level: str
    reasons: tuple[str, ...]
    verdict: str
    warnings: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The releases on a shelf, oldest first by their order of version. `name` is empty where there is none yet."""

    name: str
    entries: tuple[Entry, ...]

    def entry(self, version: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.version == version), None)

    @property
    def latest(self) -> Entry | None:
        """The newest full release; a pre-release only where there is none."""
        return max(self.entries, key=lambda entry: rank(entry.version), default=None)

    def before(self, version: str) -> Entry | None:
        """The release that a version is held against: the newest full one before it; without one, a pre-release.

        1.1.0-rc.2 and 1.1.0 are both held against 1.0.0, whatever 1.1.0-rc.1 was: readers come from full releases.
        """
        older = [entry for entry in self.entries if rank(entry.version)[1] < rank(version)[1]]
        return max(older, key=lambda entry: rank(entry.version), default=None)


def read_catalogue(shelf: Path) -> Catalogue:
    """The releases of a shelf; none where there is no versions.json. Raises ReleaseError where it cannot be read."""
    path = shelf / VERSIONS
    if not path.exists():
        return Catalogue("", ())
    try:
        listed = json.loads(path.read_bytes())
        entries = [Entry(**{**entry, "reasons": tuple(entry["reasons"])}) for entry in listed["versions"]]
        return Catalogue(listed["name"], tuple(entries))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(str(path), f"cannot be read ({error!r}); put back the one that was released") from error


def with_entry(catalogue: Catalogue, name: str, entry: Entry) -> Catalogue:
    """The catalogue with one release more, in order of version."""
    entries = sorted((*catalogue.entries, entry), key=lambda listed: rank(listed.version)[1])
    return Catalogue(name, tuple(entries))


def write_versions(shelf: Path, catalogue: Catalogue) -> None:
    """versions.json, with at least one release in it."""
    latest = catalogue.latest
    assert latest is not None
    listed = {
        "name": catalogue.name,
        "latest": latest.version,
        "versions": [asdict(entry) for entry in catalogue.entries],
    }
    replace_file(shelf / VERSIONS, json_bytes(listed))


def write_latest(shelf: Path, catalogue: Catalogue) -> None:
    """latest.json: who reads it finds in versions.json what it names."""
    latest = catalogue.latest
    assert latest is not None
    pointer = {"version": latest.version, "archive": latest.archive, "sha256": latest.sha256}
    replace_file(shelf / LATEST, json_bytes(pointer))


def json_bytes(value: Mapping[str, object]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")

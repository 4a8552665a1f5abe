"""What a store says of its versions: versions.json lists them, latest.json names the one to take.

Both are read, changed and put back by compare-and-swap (`store.swap_in`): a change that someone else made meanwhile is
read again and kept. So each function here takes what is there and gives what should be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pipeline.model import StoreError
from pipeline.stores.released import VERSIONS, Release, entry_of, parse_listing
from pipeline.versions import parse_precedence, rank

LATEST = "latest.json"


def with_release(there: bytes | None, release: Release, url: str) -> bytes:
    """versions.json with the release in it; other versions and keys stay as they are.

    Raises StoreError where it lists another dataset, or this version with another archive.
    """
    if there is None:
        return json_bytes({"name": release.name, "latest": release.version, "versions": [dict(release.entry)]})
    listed = parse_listing(there, f"{url}/{VERSIONS}")
    if listed.get("name") != release.name:
        what = f"lists versions of {listed.get('name')!r}, not of {release.name!r}; name another folder for these"
        raise StoreError(f"{url}/{VERSIONS}", what)
    if (entry := entry_of(listed, release.version)) is not None:
        check_is_same(entry.get("sha256"), release, f"{url}/{VERSIONS}")
        return there
    entries = [*ranked_entries(listed, url), dict(release.entry)]
    entries.sort(key=lambda entry: parse_precedence(str(entry["version"])) or ())
    newest = max((str(entry["version"]) for entry in entries), key=rank)
    return json_bytes(listed | {"latest": newest, "versions": entries})


def ranked_entries(listed: Mapping[str, object], url: str) -> list[dict[str, object]]:
    """The lines of a listing, each of which has a version."""
    entries = listed["versions"]
    assert isinstance(entries, list)
    for entry in entries:
        if not isinstance(entry, dict) or parse_precedence(str(entry.get("version"))) is None:
            raise StoreError(f"{url}/{VERSIONS}", f"has a line without a version: {entry!r}; correct it by hand")
    return entries


def pointing_to_newest(there: bytes | None, listing: bytes, url: str) -> bytes:
    """latest.json for the newest version listed. It never goes back: one as new or newer stays."""
    listed = parse_listing(listing, f"{url}/{VERSIONS}")
    newest = max(ranked_entries(listed, url), key=lambda entry: rank(str(entry["version"])))
    if there is not None and rank(pointed_at(there, url)) >= rank(str(newest["version"])):
        return there
    return json_bytes({key: newest[key] for key in ("version", "archive", "sha256")})


def pointed_at(there: bytes, url: str) -> str:
    """The version that latest.json names. Raises StoreError where it names none."""
    try:
        pointer = json.loads(there)
    except ValueError:
        pointer = None
    version = pointer.get("version") if isinstance(pointer, dict) else None
    if not isinstance(version, str) or parse_precedence(version) is None:
        raise StoreError(f"{url}/{LATEST}", "names no version; delete it, and give the same command again")
    return version


def check_is_same(sha256: object, release: Release, where: str) -> None:
    """Raises StoreError unless it is the hash of the archive of this release."""
    if sha256 != release.archive.sha256:
        what = (
            f"has version {release.version} with another archive (sha256 {sha256}; yours is {release.archive.sha256}). "
            "What is released is never overwritten: raise the version"
        )
        raise StoreError(where, what)


def json_bytes(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")

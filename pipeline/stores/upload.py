"""A release goes into a store: claim, files, versions.json, latest.json, in this order.

    claims/<version>.json    who writes this version: the archive's hash. Written once, where nothing is; it stays
    <name>-<version>.zip     then the archive, the unpacked package, the changes
    <version>/…              each file is written where nothing is, and read back
    changes/<version>/…
    versions.json            lists the version only when all of it is there
    latest.json              moves last, and never to an older version

Whoever finds another archive's claim is refused before anything is sent. Who finds the claim of the same archive goes
on where that upload was cut off: a claim is bound to content, not to a process, so none is ever left behind dead.
Another content under a claimed version is refused for good, even where the upload was never finished.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import StoreError
from pipeline.stores.address import open_store
from pipeline.stores.listing import LATEST, check_is_same, json_bytes, pointed_at, pointing_to_newest, with_release
from pipeline.stores.local import LocalStore
from pipeline.stores.released import VERSIONS, Release, ReleasedFile, read_release
from pipeline.stores.store import Found, Store, swap_in
from pipeline.terminal import Narrator, counted


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Where a release is. `latest` is what the store's latest.json names; `is_new` where anything had to be sent."""

    url: str
    version: str
    sha256: str
    latest: str
    is_new: bool


def upload(shelf: Path, version: str, url: str, tell: Narrator, *, is_locked: bool = True) -> Uploaded:
    """Puts one released version of a shelf where people get it. Raises StoreError; the same call goes on from there."""
    release = read_release(shelf, version)
    store = open_store(url, is_locked=is_locked)
    if isinstance(store, LocalStore) and store.root.resolve() == shelf.resolve():
        raise StoreError(url, "is the shelf itself; name the place that people get it from")
    tell.stage("upload", f"{release.name} {version}, {counted(len(release.files), 'file')}, to {store.url}")
    with store.session():
        is_new = claim(store, release)
        for file in tell.each("upload", release.files):
            is_new |= put(store, file)
        tell.stage("upload", "every file read back and found right; listing the version")
        is_new |= swap_in(store, VERSIONS, lambda there: with_release(there, release, store.url))
        listing = store.read(VERSIONS)
        if listing is None:
            raise StoreError(f"{store.url}/{VERSIONS}", "has gone again; is somebody clearing the store?")
        is_new |= swap_in(store, LATEST, lambda there: pointing_to_newest(there, listing.content, store.url))
        latest = store.read(LATEST)
    assert latest is not None, "was written just now"
    return Uploaded(store.url, version, release.archive.sha256, pointed_at(latest.content, store.url), is_new)


def claim(store: Store, release: Release) -> bool:
    """Takes the version for this archive; whether it was free. Raises StoreError where it is another archive's."""
    name = f"claims/{release.version}.json"
    listing = store.read(VERSIONS)
    if listing is not None:
        with_release(listing.content, release, store.url)  # a version that is there without a claim is taken too
    mine = json_bytes({"version": release.version, "archive": release.archive.name, "sha256": release.archive.sha256})
    is_free = store.create(name, mine)
    check_is_same(claimed_sha256(store.read(name), f"{store.url}/{name}"), release, f"{store.url}/{name}")
    store.check_keeps_conditions(name)
    return is_free


def claimed_sha256(held: Found | None, where: str) -> str:
    """The hash of the archive that a claim is for. Raises StoreError where it is no claim."""
    try:
        claimed = json.loads(held.content) if held else None
    except ValueError:
        claimed = None
    if not isinstance(claimed, dict) or not isinstance(claimed.get("sha256"), str):
        raise StoreError(where, "is no claim of a version; delete it, and give the same command again")
    return str(claimed["sha256"])


def put(store: Store, file: ReleasedFile) -> bool:
    """Sends a file where it is missing, and reads it back; whether it was sent. StoreError where it is another."""
    found = store.digest(file.name)
    is_new = found is None and store.create_file(file.name, file.path)
    if (found or store.digest(file.name)) != file.sha256:
        what = "holds other bytes than were released" + (" though they were sent just now" if is_new else "")
        raise StoreError(f"{store.url}/{file.name}", f"{what}; look at it, delete it if it is no release, and go on")
    return is_new

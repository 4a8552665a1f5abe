"""A finished package takes its place on the disk in one step, or not at all.

It is written beside its place and moved there by renaming; what was there before is moved aside first and deleted last.
At every moment the old or the new package is whole at its place, or the old one is aside and the next run puts it back.

    .<name>.attested-new    the package being written         cleared by the next run
    .<name>.attested-old    what the new one replaces         put back where the place is empty, by this run or the next
    .<name>.attested-lock   held by the run that publishes    let go when it ends, however it ends
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipeline.durable import flush_folder
from pipeline.locks import held, lock_beside
from pipeline.model import PublishError
from pipeline.publish.contents import Content, stored, write_content

SUMS = "SHA256SUMS"


@contextmanager
def reserved(place: Path) -> Iterator[None]:
    """Nobody else publishes at this place meanwhile, and what a killed run left there is cleared up.

    Raises PublishError where another run holds the place, or where it is not a package's.
    """
    check_is_elsewhere(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    with held(lock_beside(place), str(place), "another run is publishing here; wait until it has ended"):
        try:
            repair(place)
            check_is_a_package(place)
            yield
        finally:
            repair(place)


def beside(place: Path, what: str) -> Path:
    return place.parent / f".{place.name}.attested-{what}"


def repair(place: Path) -> None:
    """Put back what a run moved aside and did not replace, and clear what it left."""
    old = beside(place, "old")
    if old.exists() and not place.exists():
        old.rename(place)
    for left in (old, beside(place, "new")):
        if left.exists():
            shutil.rmtree(left)


def check_is_elsewhere(place: Path) -> None:
    """Raises PublishError where the place is the working folder or around it: it cannot be moved away."""
    if not place.is_symlink() and Path.cwd().is_relative_to(place.resolve()):
        raise PublishError(str(place), "is the folder you are in, or holds it; name a folder in it for the package")


def check_is_a_package(place: Path) -> None:
    """Raises PublishError unless the place is free, empty, or a package with no file but its own."""
    if not place.exists() and not place.is_symlink():
        return
    if place.is_symlink() or not place.is_dir():
        raise PublishError(str(place), "is no folder; name a folder for the package")
    found = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_symlink() or not path.is_dir()}
    if not found:
        return
    if SUMS not in found or "datapackage.json" not in found:
        raise PublishError(str(place), "holds other files, and is no package; name an empty or a new folder")
    found = {name for name in found if "__pycache__" not in name}  # Python leaves it beside a loader that was imported
    if strangers := sorted(found - read_sums(place).keys() - {SUMS}):
        raise PublishError(str(place / strangers[0]), "is not the package's; move it away, or name another folder")


def read_sums(place: Path) -> dict[str, str]:
    """SHA-256 by file; empty where there is no package."""
    sums = place / SUMS
    if not sums.is_file():
        return {}
    lines = (line.partition("  ") for line in sums.read_text(encoding="utf-8", errors="replace").splitlines())
    return {name: digest for digest, _, name in lines}


def version_at(place: Path) -> str | None:
    """The version of the package at the place; None where there is none, or it does not say."""
    try:
        descriptor = json.loads((place / "datapackage.json").read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    version = descriptor.get("version") if isinstance(descriptor, dict) else None
    return version if isinstance(version, str) else None


def is_released(place: Path) -> bool:
    """Whether versions.json beside a place lists its version: it is a release, and no candidate any more."""
    try:
        listed = json.loads((place.parent / "versions.json").read_bytes())
    except FileNotFoundError:
        return False
    except ValueError as error:
        raise PublishError(str(place.parent / "versions.json"), f"is no JSON: {error}") from error
    return any(entry.get("version") == version_at(place) for entry in listed.get("versions", []))


def holds(place: Path, sums: bytes) -> bool:
    """Whether the package at the place is exactly the one with these sums, file by file."""
    listed = place / SUMS
    if not listed.is_file() or listed.read_bytes() != sums:
        return False
    return all(
        (place / name).is_file() and stored(place / name).sha256 == digest for name, digest in read_sums(place).items()
    )


def stage(place: Path, files: Mapping[str, Content]) -> Path:
    """The files, written and flushed, beside their place. OSError, of a full disk for one, leaves nothing behind."""
    folder = beside(place, "new")
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_content(path, content)
        for written in sorted({(folder / name).parent for name in files}):
            flush_folder(written)
    except OSError as error:  # a full disk does not say where it is full
        raise OSError(error.errno, error.strerror, str(place)) from error
    return folder


def swap(place: Path) -> None:
    """The staged package takes its place; what it replaces stays aside for `repair`."""
    old, new = beside(place, "old"), beside(place, "new")
    if place.exists():
        place.rename(old)
    new.rename(place)
    flush_folder(place.parent)

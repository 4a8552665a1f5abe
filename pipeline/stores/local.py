"""A folder as a store (`file:///srv/releases`), on this machine or mounted from another.

One upload at a time: the folder itself is locked while it lasts, and the system lets go of the lock however the process
ends. A file appears under its name only when all of it is on the disk; a link is made where nothing was, or not at all.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from pipeline.stores.store import Found

PART = ".attested-part"


@dataclass(frozen=True, slots=True)
class LocalStore:
    """Files below `root`."""

    url: str
    root: Path

    @contextmanager
    def session(self) -> Iterator[None]:
        """Waits until nobody else uploads here, and clears what a killed upload left. OSError names its file itself."""
        self.root.mkdir(parents=True, exist_ok=True)
        folder = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            for part in self.root.rglob(f".*{PART}"):
                part.unlink()
            yield
        finally:
            os.close(folder)

    def check_keeps_conditions(self, name: str) -> None:
        """A link is never made over a file; there is nothing to find out."""

    def read(self, name: str) -> Found | None:
        try:
            content = (self.root / name).read_bytes()
        except FileNotFoundError:
            return None
        return Found(content, hashlib.sha256(content).hexdigest())

    def digest(self, name: str) -> str | None:
        try:
            with (self.root / name).open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            return None

    def create(self, name: str, content: bytes) -> bool:
        return self.link(self.written(name, BytesIO(content)), name)

    def create_file(self, name: str, path: Path) -> bool:
        with path.open("rb") as stream:
            return self.link(self.written(name, stream), name)

    def replace(self, name: str, content: bytes, found: Found) -> bool:
        if self.digest(name) != found.mark:
            return False
        self.written(name, BytesIO(content)).replace(self.root / name)
        return True

    def written(self, name: str, source: IO[bytes]) -> Path:
        """What `source` holds, flushed to the disk beside its place."""
        place = self.root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.parent / f".{place.name}{PART}"
        with part.open("wb") as stream:
            shutil.copyfileobj(source, stream)
            stream.flush()
            os.fsync(stream.fileno())
        return part

    def link(self, part: Path, name: str) -> bool:
        try:
            os.link(part, self.root / name)
        except FileExistsError:
            return False
        finally:
            part.unlink()
        return True

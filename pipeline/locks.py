"""One run at a time: a lock on a file that ends with the process, however it ends (POSIX)."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipeline.model import PublishError


def lock_beside(place: Path) -> Path:
    """The file whose lock is that of a place, a folder that one run at a time may write or rely on."""
    return place.parent / f".{place.name}.attested-lock"


@contextmanager
def held(lock: Path, where: str, what: str) -> Iterator[None]:
    """Nobody else holds the lock meanwhile. Raises PublishError(where, what) where somebody does."""
    with lock.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_ours = is_at(stream, lock)  # the run before may have taken the file away after we opened it
        except BlockingIOError:
            is_ours = False
        if not is_ours:
            raise PublishError(where, what)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def is_at(stream: IO[str], path: Path) -> bool:
    """Whether the open file is the one that stands at the path."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False

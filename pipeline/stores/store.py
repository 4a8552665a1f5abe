"""What a store must be able to do, and what is built on it: compare-and-swap.

A store holds files by name below its URL. Two promises keep publishers from undoing each other's work:
`create` writes only where nothing is, `replace` only over what was read before.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.model import StoreError

MOST_ROUNDS = 100  # each round that is lost was won by another publisher, so this many are never seen


@dataclass(frozen=True, slots=True)
class Found:
    """What a file held when it was read, and the mark by which the store knows that state (an ETag)."""

    content: bytes
    mark: str


class Store(Protocol):
    """A place for releases. Every method raises OSError, or what `session` makes a StoreError of."""

    @property
    def url(self) -> str: ...

    def session(self) -> AbstractContextManager[None]:
        """Inside it, what goes wrong with the store is raised as StoreError, with what to do."""

    def check_keeps_conditions(self, name: str) -> None:
        """Raises StoreError where the store would write over a file that is there, seen on one that is."""

    def read(self, name: str) -> Found | None: ...

    def digest(self, name: str) -> str | None:
        """The SHA-256 of a file, read back from the store; None where there is none."""

    def create(self, name: str, content: bytes) -> bool:
        """Whether it was written: only where there was no such file."""

    def create_file(self, name: str, path: Path) -> bool:
        """The same from a file on the disk, of any size."""

    def replace(self, name: str, content: bytes, found: Found) -> bool:
        """Whether it was written: only where the file still is as it was found."""


def swap_in(store: Store, name: str, change: Callable[[bytes | None], bytes]) -> bool:
    """Puts what `change` makes of a file in its place, and loses no change by others. Whether anything was written."""
    for _ in range(MOST_ROUNDS):
        found = store.read(name)
        wanted = change(None if found is None else found.content)
        if found is None:
            is_written = store.create(name, wanted)
        elif found.content == wanted:
            return False
        else:
            is_written = store.replace(name, wanted, found)
        if is_written:
            return True
    raise StoreError(
        f"{store.url}/{name}", "is being changed by others all the time; give the same command again later"
    )

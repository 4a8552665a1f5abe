"""Any store that fsspec knows, without a lock: it is looked at before it is written to, and that is all.

For stores whose conditional writes we cannot rely on (`sftp://`, `memory://`, an S3 server that ignores them). Two
publishers at the same moment can undo each other's work there, so it is used only when asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.stores.faults import faults
from pipeline.stores.store import Found

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


@dataclass(frozen=True, slots=True)
class PlainStore:
    """Files below `root`, as `files` (a file system of fsspec) reads and writes them."""

    url: str
    files: AbstractFileSystem
    root: str

    def at(self, name: str) -> str:
        return f"{self.root}/{name}"

    @contextmanager
    def session(self) -> Iterator[None]:
        with faults(self.url):
            yield

    def check_keeps_conditions(self, name: str) -> None:
        """It makes no such promise; whoever uses it has said that it need not."""

    def read(self, name: str) -> Found | None:
        try:
            content = self.files.cat_file(self.at(name))
        except FileNotFoundError:
            return None
        return Found(content, hashlib.sha256(content).hexdigest())

    def digest(self, name: str) -> str | None:
        try:
            with self.files.open(self.at(name), "rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            return None

    def create(self, name: str, content: bytes) -> bool:
        if self.files.exists(self.at(name)):
            return False
        self.make_folder(name)
        self.files.pipe_file(self.at(name), content)
        return True

    def create_file(self, name: str, path: Path) -> bool:
        if self.files.exists(self.at(name)):
            return False
        self.make_folder(name)
        self.files.put_file(str(path), self.at(name))
        return True

    def replace(self, name: str, content: bytes, found: Found) -> bool:
        if self.digest(name) != found.mark:
            return False
        self.files.pipe_file(self.at(name), content)
        return True

    def make_folder(self, name: str) -> None:
        self.files.makedirs(self.at(name).rpartition("/")[0], exist_ok=True)

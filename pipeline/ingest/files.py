"""The bytes of a file, after a look at what it is: a regular file, inside the folder it was found in, not too large."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipeline.model import AttestedError, InputError

MAX_BYTES = 64 * 2**20  # of a report's text, and of a line of JSONL; a year of a newspaper's front pages
MAX_YAML_BYTES = 2**20
WILD = "*?["  # in a path they stand for what is there, where no file has that very name
SKIPPED_AT_ONCE = 2**20  # of a line that is too long


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of many reports: `where` is its name for a reader, and `open` raises InputError or OSError."""

    where: str
    open: Callable[[], BinaryIO]


def on_disk(path: Path) -> StoredFile:
    return StoredFile(str(path), functools.partial(open_file, path))


def read_bytes(path: Path, root: Path, limit: int, error: type[AttestedError] = InputError) -> bytes:
    """All bytes of `path`. Raises `error` where it leads out of `root`, is no regular file, or exceeds `limit`."""
    if not is_within(path, root):
        raise error(str(path), f"leads out of {root}; put the file itself there")
    try:
        if path.exists() and not path.is_file():
            raise error(str(path), "is not a regular file")
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as broken:
        raise error(str(path), f"cannot be read: {broken.strerror}") from broken
    if len(content) > limit:
        raise error(str(path), f"is larger than {limit // 2**20} MiB; cut it into several")
    return content


def open_file(path: Path) -> BinaryIO:
    """A file to be read from its beginning. Raises InputError where it is no regular one, OSError where it is shut."""
    if not path.is_file():
        raise InputError(str(path), "is not a regular file")
    return path.open("rb")


def read_lines(file: BinaryIO, limit: int) -> Iterator[bytes]:
    """The lines of a file, one in memory at a time; of one longer than `limit` the first `limit` + 1 bytes."""
    while line := file.readline(limit + 1):
        is_cut = len(line) > limit and not line.endswith(b"\n")
        yield line
        del line
        while is_cut and (rest := file.readline(SKIPPED_AT_ONCE)):
            is_cut = not rest.endswith(b"\n")


def is_within(path: Path, root: Path) -> bool:
    """Whether `path` is in `root` once all links are followed."""
    # Unlike Path.resolve, realpath does not raise on a link that leads to itself; opening it will.
    real, real_root = os.path.realpath(path), os.path.realpath(root)
    return os.path.commonpath((real, real_root)) == real_root


def list_folder(folder: Path) -> list[Path]:
    """What is in a folder, sorted by name. Hidden files are the machine's own, not a reporter's."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as broken:
        raise InputError(str(folder), f"cannot be listed: {broken.strerror}") from broken

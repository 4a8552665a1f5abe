"""What is in the files of a package: bytes in memory, or a file on the disk that is too large to be held there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.csv_text import as_one
from pipeline.file_bytes import chunks_in, file_sha256


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that has been written already: where it lies, its size in bytes and its SHA-256."""

    path: Path
    size: int
    sha256: str


Content = bytes | Stored


def stored(path: Path) -> Stored:
    """The file at `path`, as it is now."""
    return Stored(path, path.stat().st_size, file_sha256(path))


def size_of(content: Content) -> int:
    return content.size if isinstance(content, Stored) else len(content)


def sha256_of(content: Content) -> str:
    return content.sha256 if isinstance(content, Stored) else hashlib.sha256(content).hexdigest()


class Opened(Mapping[str, bytes]):
    """Files as bytes by name; one on the disk is read whenever it is asked for, and not kept."""

    def __init__(self, files: Mapping[str, Content]) -> None:
        self.files = files

    def __getitem__(self, name: str) -> bytes:
        return b"".join(chunks_of(self.files[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def chunks_of(content: Content) -> Iterator[bytes]:
    """The bytes, some at a time."""
    return chunks_in(content.path) if isinstance(content, Stored) else iter((content,))


def write_content(path: Path, content: Content) -> None:
    """Write the content to a new file, and flush it. A stored file is not written again where a second name will do."""
    if isinstance(content, Stored):
        link_or_copy(content.path, path)
        return
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def link_or_copy(source: Path, path: Path) -> None:
    try:
        os.link(source, path)
    except OSError:  # another disk, or one that has no second names for a file
        shutil.copyfile(source, path)
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


@dataclass(frozen=True, slots=True)
class TableFiles:
    """One table as files, by their names in the package: one CSV and one Parquet, or as many parts of each, in order.

    `csv_size` and `csv_sha256` are of the CSV parts read one after another with one header, as a reader of data
    packages reads them.
    """

    n_rows: int
    csv: Mapping[str, Content]
    parquet: Mapping[str, Content]
    csv_size: int
    csv_sha256: str

    @property
    def files(self) -> Mapping[str, Content]:
        return {**self.csv, **self.parquet}


def table_files(n_rows: int, csv: Mapping[str, Content], parquet: Mapping[str, Content]) -> TableFiles:
    """The files of a table, with what its CSV parts are together."""
    digest, size = hashlib.sha256(), 0
    for chunk in as_one(map(chunks_of, csv.values())):
        digest.update(chunk)
        size += len(chunk)
    return TableFiles(n_rows, csv, parquet, size, digest.hexdigest())

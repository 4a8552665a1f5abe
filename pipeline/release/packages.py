"""A package on the disk becomes its descriptor and its tables, every cell as the text that the CSV holds.

A package is a folder with datapackage.json, or a zip with one such folder in it.
"""

from __future__ import annotations

import io
import json
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from pipeline.model import ReleaseError
from pipeline.table_paths import resource_paths

DESCRIPTOR = "datapackage.json"
# A zip that says it unpacks into more than this, or into more files, is none of ours.
MOST_BYTES, MOST_FILES = 64 * 2**30, 100_000
# One that is larger than LARGE unpacked, and shrank further than tables of words do, is a trap.
LARGE, MOST_SHRUNK = 256 * 2**20, 200


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `key` are the columns that tell its rows apart, `frame` holds texts only, "" for null."""

    name: str
    key: tuple[str, ...]
    frame: pd.DataFrame

    def ids(self) -> pd.Series[str]:
        """The id of every row; of a key of several columns their cells with a bar between them."""
        first, *others = (self.frame[column] for column in self.key)
        if not others:
            return first
        # A bar in a cell is marked, so that no two keys look the same.
        rows = zip(*(cells.str.replace("|", "\\|", regex=False) for cells in (first, *others)), strict=True)
        return pd.Series(["|".join(cells) for cells in rows], index=self.frame.index, dtype=str)


@dataclass(frozen=True, slots=True)
class PackageRead:
    """A package: where it was read from, what its descriptor says, and its tables by name."""

    where: str
    descriptor: Mapping[str, object]
    tables: Mapping[str, Table]

    @property
    def version(self) -> str:
        return str(self.descriptor.get("version", ""))

    @property
    def name(self) -> str:
        return str(self.descriptor.get("name", ""))

    def schemas(self) -> dict[str, Mapping[str, object]]:
        """The schema of every resource that has one, by its name."""
        return {
            str(r["name"]): schema for r in resources(self.descriptor) if isinstance(schema := r.get("schema"), dict)
        }


@contextmanager
def opened(place: Path) -> Iterator[Path]:
    """The folder of a package; of a zip one that lasts as long as the context. Raises ReleaseError."""
    if place.is_dir():
        if not (place / DESCRIPTOR).is_file():
            raise ReleaseError(str(place), f"holds no {DESCRIPTOR}; name the folder of a package, or its zip")
        yield place
    elif place.is_file():
        with tempfile.TemporaryDirectory(prefix="attested-") as folder:
            unpack(place, Path(folder))
            yield package_in(Path(folder), place)
    else:
        raise ReleaseError(str(place), "is not there; name the folder of a package, or its zip")


def package_in(unpacked: Path, archive: Path) -> Path:
    """The folder of the package in what was unpacked. Raises ReleaseError where there is none, or more beside it."""
    if (unpacked / DESCRIPTOR).is_file():
        return unpacked
    found = sorted(unpacked.glob(f"*/{DESCRIPTOR}"))
    if not found:
        raise ReleaseError(str(archive), f"holds no {DESCRIPTOR}; it is no package")
    package = found[0].parent
    if strangers := sorted(path.name for path in unpacked.iterdir() if path != package):
        raise ReleaseError(str(archive), f"holds {strangers[0]} beside the package; download it again")
    return package


def unpack(archive: Path, folder: Path) -> None:
    """The files of a zip, none of them outside the folder. Raises ReleaseError for one that is damaged or hostile."""
    at = ""
    try:
        with zipfile.ZipFile(archive) as members:
            check_members(members, archive)
            for member in members.infolist():
                at = f"{member.filename}: "
                members.extract(member, folder)
    # What zipfile raises for a damaged one: zlib's and struct's errors, NotImplementedError for a method that is none,
    # RuntimeError for a file that says it is encrypted.
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        struct.error,
        EOFError,
        RuntimeError,
        ValueError,
    ) as error:
        raise ReleaseError(str(archive), f"{at}cannot be unpacked ({error}); download it again") from error


def check_members(members: zipfile.ZipFile, archive: Path) -> None:
    """Raises ReleaseError for names that lead out of the folder or stand twice, and for more than a disk may hold."""
    names = [member.filename for member in members.infolist()]
    for name in names:
        if not is_inside(name):
            raise ReleaseError(str(archive), f"would write outside its folder: {name!r}")
    if twice := sorted(name for name, times in Counter(names).items() if times > 1):
        raise ReleaseError(str(archive), f"holds {twice[0]} twice; download it again")
    if len(names) > MOST_FILES:
        raise ReleaseError(str(archive), f"holds more than {MOST_FILES:,} files; it is no package of ours")
    unpacked = sum(member.file_size for member in members.infolist())
    if unpacked > MOST_BYTES:
        raise ReleaseError(str(archive), "unpacks into more than 64 GiB; it is no package of ours")
    if unpacked > max(LARGE, MOST_SHRUNK * archive.stat().st_size):
        what = f"unpacks into {unpacked / 2**20:,.0f} MiB, over {MOST_SHRUNK} times its size; it is no package of ours"
        raise ReleaseError(str(archive), what)


def is_inside(name: str) -> bool:
    """Whether a name, of a zip, of SHA256SUMS or of a descriptor, stays in the folder of its package."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name


def read_package(place: Path) -> PackageRead:
    """The package at a place. Raises ReleaseError where it cannot be read."""
    with opened(place) as folder:
        descriptor = read_descriptor(folder / DESCRIPTOR)
        tables = {}
        for resource in resources(descriptor):
            schema = resource.get("schema")
            if isinstance(schema, dict):
                name = str(resource["name"])
                paths = resource_paths(resource)
                if outside := [path for path in paths or ("",) if not is_inside(path)]:
                    raise ReleaseError(str(place), f"its {DESCRIPTOR} names a file outside of it: {outside[0]!r}")
                tables[name] = read_table(name, [folder / path for path in paths], schema)
        return PackageRead(str(place), descriptor, tables)


def read_descriptor(path: Path) -> dict[str, object]:
    try:
        descriptor = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ReleaseError(str(path), f"cannot be read: {error}") from error
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise ReleaseError(str(path), "lists no resources; it is no descriptor of a data package")
    return descriptor


def resources(descriptor: Mapping[str, object]) -> list[dict[str, object]]:
    listed = descriptor.get("resources")
    return [resource for resource in listed if isinstance(resource, dict)] if isinstance(listed, list) else []


def read_table(name: str, paths: Sequence[Path], schema: Mapping[str, object]) -> Table:
    """A table out of its file, or of its parts."""
    frame = pd.concat([read_frame(path) for path in paths], ignore_index=True)
    path = paths[0]
    key = schema.get("primaryKey", [])
    columns = (key,) if isinstance(key, str) else tuple(str(column) for column in key) if isinstance(key, list) else ()
    if not set(columns) <= set(frame.columns):
        raise ReleaseError(str(path), "lacks the columns of its primary key")
    # A table without a key is told apart by all of its cells.
    table = Table(name, columns or tuple(frame.columns), frame)
    ids = table.ids()
    if ids.duplicated().any():
        raise ReleaseError(str(path), f"has two rows with the key {ids[ids.duplicated()].iloc[0]}; `make verify` it")
    return table


def read_frame(path: Path) -> pd.DataFrame:
    try:
        content = path.read_bytes()
        return pd.read_csv(io.BytesIO(content), dtype=str, na_filter=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ReleaseError(str(path), f"cannot be read as CSV: {error}") from error

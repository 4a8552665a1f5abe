"""A data package, on the disk or still in memory, becomes what the page is made of: its tables, every cell as text.

The page needs nothing but datapackage.json and the CSV files it names, so it can be made of a package that was
downloaded as well as of one that is about to be published.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath

from pipeline.model import KEY_COLUMNS, ROW_TYPES, ReleaseError

DESCRIPTOR = "datapackage.json"

Cells = Mapping[str, str]  # one row by column; "" is null


@dataclass(frozen=True, slots=True)
class Column:
    """What the codebook says of a column; `labels` are its codes with their names, empty where it has no codes."""

    name: str
    title: str
    description: str
    type: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a package; `paths` are its files by format, CSV first."""

    name: str
    title: str
    description: str
    columns: Mapping[str, Column]
    rows: tuple[Cells, ...]
    paths: Mapping[str, str]

    def label(self, row: Cells, column: str) -> str:
        """The cell as people read it: a code by its name, any other as it stands."""
        return self.columns[column].labels.get(row[column], row[column])

    def by_key(self) -> Iterator[tuple[str, Cells]]:
        return ((self.key(row), row) for row in self.rows)

    def key(self, row: Cells) -> str:
        return "|".join(row[column] for column in KEY_COLUMNS[ROW_TYPES[self.name]])


@dataclass(frozen=True, slots=True)
class DataPackage:
    """Its title, version and licence, and its ten tables by name."""

    title: str
    version: str
    description: str
    created: str
    licences: tuple[str, ...]
    tables: Mapping[str, Table]

    def rows(self, table: str) -> tuple[Cells, ...]:
        return self.tables[table].rows


def read_files(folder: Path) -> dict[str, bytes]:
    """The descriptor of the package in a folder, and its tables. Raises ReleaseError where one is not there."""
    try:
        files = {DESCRIPTOR: (folder / DESCRIPTOR).read_bytes()}
        for resource in resources(files[DESCRIPTOR], str(folder)):
            if isinstance(resource.get("schema"), dict):
                path = safe_path(resource, str(folder))
                files[path] = (folder / path).read_bytes()
    except FileNotFoundError as error:
        raise ReleaseError(str(error.filename), "is not there; name the folder of a package") from error
    return files


def package_of(files: Mapping[str, bytes], where: str) -> DataPackage:
    """The package that these files are. Raises ReleaseError where they are none, or lack a table or column."""
    descriptor = json_of(files.get(DESCRIPTOR, b""), where)
    listed = resources(files[DESCRIPTOR], where)
    paths = {str(resource.get("name")): safe_path(resource, where) for resource in listed}
    tables = {
        str(resource["name"]): table_of(resource, schema, paths, files, where)
        for resource in listed
        if isinstance(schema := resource.get("schema"), dict)
    }
    if missing := [name for name in ROW_TYPES if name not in tables]:
        raise ReleaseError(where, f"has no table {missing[0]}; make the page with the version that made the package")
    licences = descriptor.get("licenses")
    return DataPackage(
        title=text(descriptor, "title") or text(descriptor, "name"),
        version=text(descriptor, "version"),
        description=text(descriptor, "description"),
        created=text(descriptor, "created"),
        licences=tuple(text(licence, "title") or text(licence, "name") for licence in mappings(licences)),
        tables={name: tables[name] for name in ROW_TYPES},
    )


def table_of(
    resource: Mapping[str, object],
    schema: Mapping[str, object],
    paths: Mapping[str, str],
    files: Mapping[str, bytes],
    where: str,
) -> Table:
    name = text(resource, "name")
    path = paths[name]
    columns = {column.name: column for column in map(column_of, mappings(schema.get("fields")))}
    needed = [field.name for field in fields(ROW_TYPES[name])] if name in ROW_TYPES else []
    if missing := [column for column in needed if column not in columns]:
        raise ReleaseError(
            where, f"{name} has no column {missing[0]}; make the page with the version that made the package"
        )
    rows = tuple(rows_of(files[path], tuple(columns), f"{where}/{path}"))
    found = {"CSV": path} | ({"Parquet": paths[f"{name}-parquet"]} if f"{name}-parquet" in paths else {})
    return Table(name, text(resource, "title") or name, text(resource, "description"), columns, rows, found)


def column_of(field: Mapping[str, object]) -> Column:
    labels = {text(code, "value"): text(code, "label") for code in mappings(field.get("categories"))}
    name = text(field, "name")
    return Column(name, text(field, "title") or name, text(field, "description"), text(field, "type"), labels)


def rows_of(content: bytes, columns: tuple[str, ...], where: str) -> Iterator[Cells]:
    """The rows of a CSV file whose header is these columns. Raises ReleaseError with the line for any other."""
    try:
        lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        if tuple(next(lines, ())) != columns:
            raise ReleaseError(f"{where}:1", f"the columns are not those of {DESCRIPTOR}: {', '.join(columns)}")
        for cells in lines:
            if len(cells) != len(columns):
                raise ReleaseError(f"{where}:{lines.line_num}", f"has {len(cells)} cells, not {len(columns)}")
            yield dict(zip(columns, cells, strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        raise ReleaseError(where, f"cannot be read as CSV in UTF-8: {error}; download the package again") from error


def json_of(content: bytes, where: str) -> dict[str, object]:
    try:
        descriptor = json.loads(content)
    except ValueError as error:
        raise ReleaseError(f"{where}/{DESCRIPTOR}", f"cannot be read: {error}") from error
    if not isinstance(descriptor, dict):
        raise ReleaseError(f"{where}/{DESCRIPTOR}", "is no descriptor of a data package")
    return descriptor


def resources(content: bytes, where: str) -> list[dict[str, object]]:
    return mappings(json_of(content, where).get("resources"))


def safe_path(resource: Mapping[str, object], where: str) -> str:
    """The path of a resource. Raises ReleaseError where it leads out of the package, as the standard forbids."""
    path = text(resource, "path")
    if not path or PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts or ":" in path:
        raise ReleaseError(f"{where}/{DESCRIPTOR}", f"a path leads out of the package, or is missing: {path!r}")
    return path


def mappings(given: object) -> list[dict[str, object]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def text(given: Mapping[str, object], key: str) -> str:
    value = given.get(key)
    return value if isinstance(value, str) else ""

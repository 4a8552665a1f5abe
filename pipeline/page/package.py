"""A data package, on the disk or still in memory, becomes what the page is made of: its tables, every cell as text.

The page needs nothing but datapackage.json and the CSV files it names, so it can be made of a package that was
downloaded as well as of one that is about to be published.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath

from pipeline.model import KEY_COLUMNS, ROW_TYPES, ReleaseError
from pipeline.page.selection import newest_reports

DESCRIPTOR = "datapackage.json"

Cells = Mapping[str, str]  # one row by column; "" is null


@dataclass(frozen=True, slots=True)
class Column:
    """What the codebook says of a column; `labels` are the names of its codes, `notes` what they mean.

    Both are empty where it has no codes.
    """

    name: str
    title: str
    description: str
    type: str
    labels: Mapping[str, str]
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a package, as far as a page holds it: `n_rows` are in its files. `paths` are those, CSV first."""

    name: str
    title: str
    description: str
    columns: Mapping[str, Column]
    rows: tuple[Cells, ...]
    n_rows: int
    paths: Mapping[str, str]

    def label(self, row: Cells, column: str) -> str:
        """The cell as people read it: a code by its name, any other as it stands."""
        return self.columns[column].labels.get(row[column], row[column])

    def by_key(self) -> Iterator[tuple[str, Cells]]:
        return ((self.key(row), row) for row in self.rows)

    def key(self, row: Cells) -> str:
        return "|".join(row[column] for column in KEY_COLUMNS[ROW_TYPES[self.name]])


@dataclass(frozen=True, slots=True)
class Source:
    """A table that is still to be read; `where` is its CSV file."""

    name: str
    title: str
    description: str
    columns: Mapping[str, Column]
    paths: Mapping[str, str]
    content: bytes
    where: str

    def rows(self) -> Iterator[Cells]:
        return rows_of(self.content, tuple(self.columns), self.where)


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
                if isinstance(resource.get("path"), list):
                    what = "has tables in parts, too many rows for one page; its index.html shows the newest reports"
                    raise ReleaseError(str(folder), what)
                path = safe_path(resource, str(folder))
                files[path] = (folder / path).read_bytes()
    except FileNotFoundError as error:
        raise ReleaseError(str(error.filename), "is not there; name the folder of a package") from error
    return files


def package_of(files: Mapping[str, bytes], where: str) -> DataPackage:
    """The package that these files are, as far as one page holds it.

    Raises ReleaseError where they are none, or lack a table or a column.
    """
    descriptor = json_of(files.get(DESCRIPTOR, b""), where)
    sources = {source.name: source for source in sources_of(files, where)}
    if missing := [name for name in ROW_TYPES if name not in sources]:
        raise ReleaseError(where, f"has no table {missing[0]}; make the page with the version that made the package")
    kept = newest_reports(sources["reports"].rows(), sources["evidence"].rows())
    licences = descriptor.get("licenses")
    return DataPackage(
        title=text(descriptor, "title") or text(descriptor, "name"),
        version=text(descriptor, "version"),
        description=text(descriptor, "description"),
        created=text(descriptor, "created"),
        licences=tuple(text(licence, "title") or text(licence, "name") for licence in mappings(licences)),
        tables={name: table_of(sources[name], kept) for name in ROW_TYPES},
    )


def sources_of(files: Mapping[str, bytes], where: str) -> Iterator[Source]:
    """The tables that the descriptor describes. Raises ReleaseError for one that lacks a column."""
    listed = resources(files[DESCRIPTOR], where)
    paths = {text(resource, "name"): safe_path(resource, where) for resource in listed}
    for resource in listed:
        name, schema = text(resource, "name"), resource.get("schema")
        if not isinstance(schema, dict) or name not in ROW_TYPES:
            continue
        columns = {column.name: column for column in map(column_of, mappings(schema.get("fields")))}
        if missing := [field.name for field in fields(ROW_TYPES[name]) if field.name not in columns]:
            remedy = "make the page with the version that made the package"
            raise ReleaseError(where, f"{name} has no column {missing[0]}; {remedy}")
        found = {"CSV": paths[name]} | ({"Parquet": paths[f"{name}-parquet"]} if f"{name}-parquet" in paths else {})
        title, description = text(resource, "title") or name, text(resource, "description")
        yield Source(name, title, description, columns, found, files[paths[name]], f"{where}/{paths[name]}")


def table_of(source: Source, kept: Container[str]) -> Table:
    """A table with the rows of the reports that are kept, and all rows where they are of no one report."""
    rows: list[Cells] = []
    number = 0
    for row in source.rows():
        number += 1
        if "report_id" not in row or row["report_id"] in kept:
            rows.append(row)
    return Table(source.name, source.title, source.description, source.columns, tuple(rows), number, source.paths)


def column_of(field: Mapping[str, object]) -> Column:
    codes = mappings(field.get("categories"))
    name = text(field, "name")
    return Column(
        name=name,
        title=text(field, "title") or name,
        description=text(field, "description"),
        type=text(field, "type"),
        labels={text(code, "value"): text(code, "label") or text(code, "value") for code in codes},
        notes={text(code, "value"): text(code, "description") for code in codes},
    )


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

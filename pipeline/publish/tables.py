"""Rows become files: one table as CSV, the canonical form, and as Parquet, held equal to it.

CSV      UTF-8, LF, RFC 4180; dates as 2026-02-01, true and false, numbers with four decimals, null as the empty cell
Parquet  the same cells typed: int64, date32, bool, float64; enumerations as dictionaries in the order of the codebook
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.contract import Field, FieldType, TableSchema
from pipeline.csv_text import cell_text, csv_of
from pipeline.model import Cell, PublishError, Row
from pipeline.publish.contents import TableFiles, table_files

ARROW_TYPES: Mapping[FieldType, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


def files_of(rows: Sequence[Row], schema: TableSchema, about: Mapping[str, str]) -> TableFiles:
    """One table as a CSV and a Parquet file; the rows come in key order."""
    csv = {f"data/{schema.name}.csv": csv_bytes(rows, schema)}
    parquet = {f"data/{schema.name}.parquet": parquet_bytes(arrow_table(rows, schema, about))}
    return table_files(len(rows), csv, parquet)


def csv_bytes(rows: Sequence[Row], schema: TableSchema) -> bytes:
    """One table as CSV; the rows come in key order."""
    columns = [texts_of(list(map(attrgetter(field.name), rows)), field) for field in schema.fields]
    return csv_of(schema.columns, zip(*columns, strict=True))


def texts_of(cells: Sequence[Cell], field: Field) -> list[str]:
    """A column as it stands in the CSV."""
    if field.type == "string":
        return ["" if cell is None else str(cell) for cell in cells]
    return list(map(cell_text, cells))


def arrow_table(rows: Sequence[Row], schema: TableSchema, about: Mapping[str, str]) -> pa.Table:
    """The typed table of the Parquet file; `about` goes into its key-value metadata."""
    columns = [typed(list(map(attrgetter(field.name), rows)), field) for field in schema.fields]
    fields = [pa.field(field.name, column.type) for field, column in zip(schema.fields, columns, strict=True)]
    return pa.table(
        columns, schema=pa.schema(fields, metadata={key.encode(): value.encode() for key, value in about.items()})
    )


def typed(cells: Sequence[Cell], field: Field) -> pa.Array:  # type: ignore[type-arg]  # of any type
    """A column as published: an enumeration as a dictionary of all its codes, a number rounded as in the CSV."""
    if field.codes is not None:
        places = {code: place for place, code in enumerate(field.codes.values)}
        if unlisted := set(cells) - places.keys() - {None}:
            raise PublishError(field.name, f"{min(map(str, unlisted))!r} is not in the code list {field.codes.name}")
        indices = pa.array([None if code is None else places[str(code)] for code in cells], pa.int32())
        return pa.DictionaryArray.from_arrays(indices, pa.array(field.codes.values, pa.string()))
    if field.type == "number":
        cells = [None if value is None else float(cell_text(float(value))) for value in cells]  # type: ignore[arg-type]
    return pa.array(cells, ARROW_TYPES[field.type])


def read_parquet_rows(path: Path, kind: type[Row]) -> tuple[Row, ...]:
    """The rows of a Parquet file of ours; their numbers have four decimals."""
    return tuple(kind(**cells) for cells in pq.read_table(path).to_pylist())


def parquet_bytes(table: pa.Table) -> bytes:
    """The table as Parquet; its bytes repeat within one version of pyarrow, and change with it."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()

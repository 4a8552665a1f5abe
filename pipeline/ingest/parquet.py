"""Rows of Parquet become reports: the columns report_id and text, and those that report.yaml would have as keys.

published_date is a date, or text such as 2026-02-01. A few rows are in memory at a time, and of the file a page of each
column, however large its row groups. What is broken costs the rest of its row group, and says which rows those are.

The only module of this stage that needs pyarrow; it is imported where there is a Parquet file to read.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.ingest.files import StoredFile
from pipeline.ingest.records import NEEDED, check_keys_are_known, report_of
from pipeline.ingest.stored import Source, refused
from pipeline.model import InputError, Report

ROWS_AT_ONCE = 16  # each may be as long as a report can be
BUFFER_BYTES = 2**20
FAULTS = (OSError, pa.ArrowException)  # pyarrow's word for most damage is OSError


def list_rows(file: StoredFile) -> Iterator[Source]:
    """A report for each row, and one that is refused for each row group that cannot be read to its end."""
    try:
        with file.open() as stream:
            table = opened(stream, file.where)
            first = 1
            for group in range(table.num_row_groups):
                number = table.metadata.row_group(group).num_rows
                yield from list_group(table, group, range(first, first + number), file.where)
                first += number
    except InputError as broken:
        yield refused(broken)
    except FAULTS as broken:
        yield refused(InputError(file.where, f"cannot be read as Parquet: {broken}"))


def opened(stream: BinaryIO, where: str) -> pq.ParquetFile:
    """The file, if its columns are those of reports."""
    # Pages are read as they are needed, not a row group at once.
    read = functools.partial(
        pq.ParquetFile, stream, pre_buffer=False, buffer_size=BUFFER_BYTES, page_checksum_verification=True
    )
    schema = read().schema_arrow
    check_keys_are_known(schema.names, where)
    for name in NEEDED:
        if name not in schema.names:
            raise InputError(where, f"has no column {name}; every report has one")
    # A text that many rows share stays one text in memory: else a small file could hold a million times the largest.
    return read(read_dictionary=[field.name for field in schema if pa.types.is_string(field.type)])


def list_group(table: pq.ParquetFile, group: int, rows: range, where: str) -> Iterator[Source]:
    """A report for each of the `rows` of a row group, counted from 1 in the file."""
    read = 0
    why = "the file has fewer rows than it says"
    try:
        for batch in table.iter_batches(ROWS_AT_ONCE, row_groups=[group], use_threads=False):
            for index in range(batch.num_rows):
                at = f"{where}:{rows.start + read}"
                yield Source(at, functools.partial(read_row, batch, index, at))
                read += 1
    except FAULTS as broken:
        why = str(broken)
    if read < len(rows):
        what = f"rows {rows.start + read:,} to {rows[-1]:,} cannot be read: {why}; those above were read, get the file"
        yield refused(InputError(f"{where}:{rows.start + read}", f"{what} again for the rest"))


def read_row(batch: pa.RecordBatch, index: int, where: str) -> Report:
    """The report that is one row."""
    try:
        values = {name: written(batch.column(name)[index].as_py()) for name in batch.schema.names}
    except UnicodeDecodeError as broken:
        what = f"byte 0x{broken.object[broken.start]:02X} at offset {broken.start} of a cell is not UTF-8"
        raise InputError(where, f"{what}; save it as UTF-8") from broken
    return report_of(values, where)


def written(cell: object) -> object:
    """A day as it is written; a moment only where it stands for one, as pandas keeps days."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, dt.date) else cell

"""Tables that are on the disk in pieces become one: their lines of CSV and rows of Parquet, in the order of the key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from pandas.util import hash_array

from pipeline.contract import TableSchema
from pipeline.publish.contents import Content, Stored, TableFiles, stored


def join_parquet(paths: Sequence[Path]) -> pa.Table:
    """The rows of Parquet files of one table, file after file."""
    return pa.concat_tables(pq.read_table(path) for path in paths)


def key_order(table: pa.Table, schema: TableSchema) -> list[int] | None:
    """Where the row stands that comes first by its key, the second, and so on; None where they stand so already."""
    columns = [[cell or "" for cell in table.column(name).to_pylist()] for name in schema.key]
    keys = list(zip(*columns, strict=True))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return None if order == list(range(len(keys))) else order


def join_csv(paths: Sequence[Path], order: Sequence[int] | None, place: Path) -> Stored:
    """The lines of CSV files of one table as one file, in this order. No cell holds a line break: a line is a row."""
    header, lines = b"", []
    for path in paths:
        header, *rows = path.read_bytes().splitlines(keepends=True)
        lines += rows
    with place.open("wb") as stream:
        stream.write(header)
        stream.writelines(lines if order is None else (lines[number] for number in order))
    return stored(place)


def write_ordered(table: pa.Table, order: Sequence[int] | None, place: Path, about: Mapping[str, str]) -> Stored:
    """The rows in this order as one Parquet file; `about` goes into its key-value metadata."""
    ordered = table if order is None else table.take(pa.array(order, pa.int64()))
    told = {key.encode(): value.encode() for key, value in about.items()}
    pq.write_table(ordered.replace_schema_metadata(told).combine_chunks(), place, compression="zstd")
    return stored(place)


def repeated_keys(files: TableFiles, schema: TableSchema) -> tuple[str, ...]:
    """The keys that stand in more than one row of a table, read from its Parquet files one after another.

    Eight bytes of each key are in memory, not the key: only where two are the same are the keys looked at.
    """
    seen = [hash_array(keys_in(file, schema)) for file in files.parquet.values()]
    hashes, counts = np.unique(np.concatenate(seen), return_counts=True)
    suspects = hashes[counts > 1]
    if not len(suspects):
        return ()
    keys = (keys_in(file, schema) for file in files.parquet.values())
    found = Counter(key for some in keys for key in some[np.isin(hash_array(some), suspects)])
    return tuple(sorted(key for key, count in found.items() if count > 1))


def keys_in(content: Content, schema: TableSchema) -> npt.NDArray[np.object_]:
    """The keys of a file, the parts of a longer one joined by a bar."""
    source = content.path if isinstance(content, Stored) else pa.BufferReader(content)
    table = pq.read_table(source, columns=list(schema.key))
    columns = [["" if cell is None else str(cell) for cell in table.column(name).to_pylist()] for name in schema.key]
    return np.array(["|".join(key) for key in zip(*columns, strict=True)], dtype=object)

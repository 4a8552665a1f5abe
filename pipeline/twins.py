"""The two files of a table, CSV and Parquet: whether they hold the same cells."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq


def hold_the_same(path: Path, parquet: Path) -> bool:
    """Whether a CSV, read with the types of a Parquet file, is its table; an enumeration is what it enumerates."""
    written = pq.read_table(parquet).replace_schema_metadata(None)
    plain = pa.schema([pa.field(field.name, plain_type(field.type)) for field in written.schema])
    options = pv.ConvertOptions(
        column_types=plain, null_values=[""], strings_can_be_null=True, true_values=["true"], false_values=["false"]
    )
    try:
        read = pv.read_csv(
            path,
            # A row must fit into a block, and a list of a thousand figures is one cell.
            read_options=pv.ReadOptions(block_size=max(path.stat().st_size, 1)),
            convert_options=options,
        )
    except pa.ArrowInvalid:
        return False
    return bool(read.schema.names == plain.names and read.cast(plain).equals(written.cast(plain)))


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type of a column, an enumeration as what it enumerates."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind

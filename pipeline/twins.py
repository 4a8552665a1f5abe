"""The two files of a table, CSV and Parquet: whether they hold the same cells, with the types of their schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

# Which Arrow types hold a type of Table Schema. Types that no schema of ours has are not judged.
HELD_AS: Mapping[str, Callable[[pa.DataType], bool]] = {
    "string": pa.types.is_string,
    "integer": pa.types.is_integer,
    "number": pa.types.is_floating,
    "boolean": pa.types.is_boolean,
    "date": pa.types.is_date,
}


def wrongly_typed(parquet: Path, schema: Mapping[str, object]) -> str | None:
    """The first column of a Parquet file that has not the type of its field in a Table Schema; None where all have.

    A file that cannot be read has none of its columns right: the first one is named.
    """
    fields = schema.get("fields")
    wanted = [field for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []
    try:
        found = {column.name: plain_type(column.type) for column in pq.read_schema(parquet)}
    except pa.ArrowInvalid:
        found = {}
    for field in wanted:
        name, is_held = str(field.get("name")), HELD_AS.get(str(field.get("type")))
        if name not in found or (is_held is not None and not is_held(found[name])):
            return name
    return None


def hold_the_same(path: Path, parquet: Path) -> bool:
    """Whether a CSV, read with the types of a Parquet file, is its table; an enumeration is what it enumerates."""
    try:
        written = pq.read_table(parquet).replace_schema_metadata(None)
    except (pa.ArrowInvalid, OSError):  # of a damaged page, with a word of its codec
        return False
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

"""Rows become a data frame with the types of the contract, for the stages that work on whole columns.

    string   str             null is nan
    integer  Int64           null is <NA>; never a float
    number   float64         null is nan
    boolean  boolean         null is <NA>
    date     datetime64[s]   null is NaT; seconds, because nanoseconds end in 2262 and a report may name any year

These are the types in which Great Expectations compares columns with each other without a cast (a date with a bound
written in JSON it cannot compare), and from which `pyarrow.Table.from_pandas(frame, schema=…, preserve_index=False)`
makes date32, int64 and dictionary columns without loss.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter

import pandas as pd

from pipeline.contract import FieldType, TableSchema
from pipeline.model import Row

DTYPES: Mapping[FieldType, str] = {
    "string": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}


def frame(rows: Sequence[Row], schema: TableSchema) -> pd.DataFrame:
    """The rows as a frame with the columns of `schema`, in its order; typed also where there are no rows.

    A cell of another type than its column's raises ValueError or TypeError: hold the rows against the contract first.
    """
    columns = {
        field.name: pd.Series(list(map(attrgetter(field.name), rows)), dtype=DTYPES[field.type])
        for field in schema.fields
    }
    return pd.DataFrame(columns, columns=list(schema.columns))

"""Reads `schemas/`: what the tables promise to a reader of the package.

    <table>.schema.json       a Table Schema per table, in the column order of the row's dataclass
    codes/<list>.csv          a code list per enumeration: code, label, description, example, and crosswalks to other
                              codebooks as further columns; the order of rows is the order of the codebook
    expectations/<table>.json a Great Expectations suite per table: what must be true of the dataset as a whole

A field names its code list (`"codes": "outcomes"`) and nothing else; `descriptor()` writes the codes out as
`constraints.enum` (enforced by every reader) and as labelled `categories`, so the two cannot disagree.
Every file is read strictly: what contract.schema.json does not know is a ContractError, named by file and place.
"""

from pipeline.contract.promises import (
    Code,
    CodeList,
    Constraints,
    Contract,
    Expectation,
    Field,
    FieldType,
    ForeignKey,
    JsonObject,
    Severity,
    Suite,
    TableSchema,
)
from pipeline.contract.reading import read_contract

__all__ = [
    "Code",
    "CodeList",
    "Constraints",
    "Contract",
    "Expectation",
    "Field",
    "FieldType",
    "ForeignKey",
    "JsonObject",
    "Severity",
    "Suite",
    "TableSchema",
    "read_contract",
]

"""Every row is held against the Table Schema of its table: type, required, enum, pattern, bounds, keys, foreign keys.

These are the rules that frictionless enforces on the published CSV, and the few that CSV needs beside them
(`check_texts_are_fit_for_csv`), asked of the rows before a file exists. At a million rows frictionless takes a minute.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from pipeline.contract import Contract, FieldType
from pipeline.model import Cell, Finding, Tables
from pipeline.validate.delivery import Delivery, column_of, row_id_of, shown

PYTHON_TYPES: Mapping[FieldType, frozenset[type]] = {
    "string": frozenset({str}),
    "integer": frozenset({int}),
    "number": frozenset({float, int}),
    "boolean": frozenset({bool}),
    "date": frozenset({dt.date}),  # exactly: a datetime would be written with its time
}
UNFIT = re.compile("[\0\n\r\ud800-\udfff]")  # a lone surrogate cannot be written as UTF-8


def check_cells_are_of_their_type(tables: Tables, contract: Contract) -> Iterator[Finding]:
    """A cell is null or of its column's type; an integer fits 64 bits, and a number is finite."""
    for table, rows in tables:
        for field in contract.schemas[table].fields:
            column = column_of(rows, field.name)
            right = PYTHON_TYPES[field.type] | {type(None)}
            if set(map(type, column)) <= right and not any(map(_is_out_of_reach, set(column))):
                continue
            for row, value in zip(rows, column, strict=True):
                if type(value) not in right or _is_out_of_reach(value):
                    message = f"{shown(value)} is no {field.type}"
                    yield Finding("cells_are_of_their_type", "error", table, row_id_of(row), field.name, message)


def _is_out_of_reach(value: Cell) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def check_required_cells_are_filled(delivery: Delivery) -> Iterator[Finding]:
    """A required cell is not null."""
    for sheet, field, _ in delivery.fields():
        if field.constraints.required:
            bad = {None} & set(sheet.columns[field.name])
            yield from sheet.findings("required_cells_are_filled", field.name, bad, "where a value is required")


def check_texts_are_fit_for_csv(delivery: Delivery) -> Iterator[Finding]:
    """A text is not empty (what is not stated is null) and has no line break, no NUL and no lone surrogate."""
    for sheet, field, values in delivery.fields():
        if field.type == "string":
            bad = {value for value in values if value == "" or UNFIT.search(str(value))}
            why = "is empty or holds a line break or a character that no file can; write null, or quote line by line"
            yield from sheet.findings("texts_are_fit_for_csv", field.name, bad, why)


def check_codes_are_listed(delivery: Delivery) -> Iterator[Finding]:
    """A coded cell holds a code of its list."""
    for sheet, field, values in delivery.fields():
        if field.codes:
            bad = values - set(field.codes.values)
            yield from sheet.findings("codes_are_listed", field.name, bad, f"is no code of {field.codes.name}")


def check_patterns_are_matched(delivery: Delivery) -> Iterator[Finding]:
    """A text matches the pattern of its column from end to end."""
    for sheet, field, values in delivery.fields():
        if field.constraints.pattern:
            pattern = re.compile(field.constraints.pattern)
            bad = {value for value in values if not pattern.fullmatch(str(value))}
            yield from sheet.findings("patterns_are_matched", field.name, bad, f"does not match {pattern.pattern}")


def check_numbers_are_within_bounds(delivery: Delivery) -> Iterator[Finding]:
    """A number is not below the minimum of its column, nor above its maximum."""
    for sheet, field, values in delivery.fields():
        low, high = field.constraints.minimum, field.constraints.maximum
        if low is not None:
            bad = {value for value in values if isinstance(value, (int, float)) and value < low}
            yield from sheet.findings("numbers_are_within_bounds", field.name, bad, f"is below {low}")
        if high is not None:
            bad = {value for value in values if isinstance(value, (int, float)) and value > high}
            yield from sheet.findings("numbers_are_within_bounds", field.name, bad, f"is above {high}")


def check_texts_are_short_enough(delivery: Delivery) -> Iterator[Finding]:
    """A text is as long as its column allows, counted in code points."""
    for sheet, field, values in delivery.fields():
        shortest, longest = field.constraints.min_length or 0, field.constraints.max_length or math.inf
        if shortest or longest < math.inf:
            bad = {value for value in values if not shortest <= len(str(value)) <= longest}
            why = f"is not between {shortest} and {longest} characters long"
            yield from sheet.findings("texts_are_short_enough", field.name, bad, why)


def check_keys_are_unique(delivery: Delivery) -> Iterator[Finding]:
    """No two rows of a table have the same key, and no value stands twice in a unique column."""
    for table, sheet in delivery.sheets.items():
        keys = list(zip(*(sheet.columns[name] for name in sheet.schema.key), strict=True))
        if len(set(keys)) < len(keys):
            repeated = {key for key, count in Counter(keys).items() if count > 1}
            column = sheet.schema.key[0] if len(sheet.schema.key) == 1 else None
            for row_id, key in zip(sheet.row_ids, keys, strict=True):
                if key in repeated:
                    yield Finding("keys_are_unique", "error", table, row_id, column, "another row has the same key")
    for sheet, field, values in delivery.fields():
        filled = [value for value in sheet.columns[field.name] if value is not None]
        if field.constraints.unique and (field.name,) != sheet.schema.key and len(values) < len(filled):
            bad = {value for value, count in Counter(filled).items() if count > 1}
            yield from sheet.findings("keys_are_unique", field.name, bad, "stands in another row too")


def check_foreign_keys_are_rows(delivery: Delivery) -> Iterator[Finding]:
    """A foreign key is null or the key of a row that exists; a list of keys holds only such."""
    for sheet in delivery.sheets.values():
        for key in sheet.schema.foreign_keys:
            lost = sheet.distinct[key.fields[0]] - delivery.sheets[key.table].distinct[key.references[0]]
            yield from sheet.findings("foreign_keys_are_rows", key.fields[0], lost, f"is no row of {key.table}")
    figures = delivery.sheets["casualties"].distinct["casualty_id"]
    for table, column in (("casualty_estimates", "input_casualty_ids"), ("reconciliations", "component_casualty_ids")):
        sheet = delivery.sheets[table]
        bad = {value for value in sheet.distinct[column] if not figures.issuperset(str(value).split())}
        yield from sheet.findings("foreign_keys_are_rows", column, bad, "names a figure that is no row of casualties")


def check_rows_are_in_key_order(delivery: Delivery) -> Iterator[Finding]:
    """The rows of a table stand in the order of its key, so that the same rows always make the same file."""
    for table, sheet in delivery.sheets.items():
        columns = [["" if cell is None else str(cell) for cell in sheet.columns[name]] for name in sheet.schema.key]
        keys = list(zip(*columns, strict=True))
        if keys != sorted(keys):
            for row_id, (before, key) in zip(sheet.row_ids[1:], pairwise(keys), strict=True):
                if key < before:
                    message = f"stands behind {shown('|'.join(before))}; sort the table by its key"
                    yield Finding("rows_are_in_key_order", "error", table, row_id, None, message)

"""The text of a decision's values becomes cells, each held against its column: type, codes, the rows it names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from pipeline.contract import Field, TableSchema
from pipeline.days import parse_day
from pipeline.model import Cell, Decision, ReviewError, Tables, key_of

# What makes the row this row, and what the stage itself says of it.
NOT_DECIDED = ("report_id", "rule_id", "review_status", "change_reason")
INTEGER = r"-?[0-9]{1,18}"
NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?"
FORMS: Mapping[str, str] = {
    "string": "text",
    "integer": "a whole number in digits",
    "number": "a number in digits",
    "boolean": "true or false",
    "date": "a day as YYYY-MM-DD",
}


def read_cells(decision: Decision, schema: TableSchema) -> dict[str, Cell]:
    """The columns a decision sets. ReviewError for one that is unknown, not to be set, or cannot hold its value."""
    free = [name for name in schema.columns if name not in (*schema.key, *NOT_DECIDED)]
    cells: dict[str, Cell] = {}
    for column, text in decision.values.items():
        if column == "change_reason" and column in schema.columns:
            raise ReviewError(decision.where, "sets change_reason, which is the decision's `reason`; put it there")
        if column in schema.columns and column not in free:
            raise ReviewError(decision.where, f"sets {column}, which no decision can set; take it out")
        if column not in free:
            near = difflib.get_close_matches(column, free, n=1)
            hint = f"is it {near[0]}?" if near else f"its columns are {', '.join(free)}"
            raise ReviewError(decision.where, f"sets {column}, which is no column of {schema.name}; {hint}")
        cells[column] = read_cell(text, schema.field(column), decision.where)
    return cells


def read_cell(text: str, field: Field, where: str) -> Cell:
    """The value of a text by the type of its field; the empty text is None."""
    if text == "":
        if field.constraints.required:
            raise ReviewError(where, f"empties {field.name}, which every row has; give it a value")
        return None
    if field.codes is not None and text not in field.codes.values:
        near = difflib.get_close_matches(text, field.codes.values, n=1)
        hint = f"is it {near[0]}?" if near else f"known are {', '.join(field.codes.values)}"
        raise ReviewError(where, f"{field.name} cannot be {text!r}, no code of {field.codes.name}.csv; {hint}")
    cell = parse_cell(text, field)
    if cell is None:
        raise ReviewError(where, f"{field.name} cannot be {text!r}; write {FORMS[field.type]}")
    return cell


def parse_cell(text: str, field: Field) -> Cell:
    """The value, None where the text is none of the field's type."""
    match field.type:
        case "string":
            return text
        case "integer":
            return int(text) if re.fullmatch(INTEGER, text) else None
        case "number":
            return float(text) if re.fullmatch(NUMBER, text) else None
        case "boolean":
            return {"true": True, "false": False}.get(text)
        case "date":
            return parse_day(text)


def check_named_rows_are_there(decision: Decision, schema: TableSchema, tables: Tables) -> None:
    """Every row that a decision's values name is a row of this report's tables. ReviewError where one is not."""
    for key in schema.foreign_keys:
        named = decision.values.get(key.fields[0])
        if named and (named,) not in {key_of(row) for row in tables.rows(key.table)}:
            what = f"{key.fields[0]} names {named}, which is no row of {key.table} from this report"
            raise ReviewError(decision.where, f"{what}; name one that is, or leave it null")

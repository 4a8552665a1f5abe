"""review.yaml becomes decisions: what people decided about the rows of the report it lies beside.

- action: edit                     # accept, edit, reject or add
  table: casualties                # incidents, casualties, allegations; reports can be accepted
  row: cas-0123456789abcdef        # none for add
  quote: at least 20 were wounded  # words of the report that the decision stands on, verbatim
  values: {count_low: 21}          # the columns to set, for edit and add; null empties one
  reviewer: A. Reader
  date: 2026-02-03
  reason: The hospital's own list, further down, has 21.

Here it is read; whether its quote, row and columns exist is for the review stage to say, which has text and rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pipeline.days import parse_day
from pipeline.ingest import files
from pipeline.ingest.metadata import read_line, unknown_key
from pipeline.ingest.texts import decode
from pipeline.keys import MAX_QUOTE
from pipeline.model import Decision, Report, ReviewError
from pipeline.strict_yaml import LocatedDict, LocatedList, load

Action = Literal["accept", "edit", "reject", "add"]
ACTIONS: tuple[Action, ...] = ("accept", "edit", "reject", "add")
KEYS = ("action", "table", "row", "quote", "values", "reviewer", "date", "reason")


def read_review(source: Path | str, report: Report) -> tuple[Decision, ...]:
    """The decisions on a report of `read_reports(source)`, as they stand in its review.yaml; none where there is none.

    Only a report with a folder of its own can have one. Raises ReviewError, naming the line.
    """
    source = Path(source)
    folder = report_folder(source, report)
    if folder is None:
        return ()
    path = folder / "review.yaml"
    if not path.is_symlink() and not path.exists():
        return ()
    root = source if source.is_dir() else folder
    content = files.read_bytes(path, root, files.MAX_YAML_BYTES, ReviewError)
    values = load(decode(content, str(path), ReviewError), str(path), ReviewError)
    if values is None:
        return ()
    if not isinstance(values, LocatedList):
        raise ReviewError(f"{path}:1", "must be a list of decisions, each beginning with `- action:`")
    return tuple(read_decision(value, str(path), line) for value, line in zip(values, values.lines, strict=True))


def report_folder(source: Path, report: Report) -> Path | None:
    """The folder that holds report.txt of the report, as `list_sources` finds it; None for a text or a line."""
    if source.name == "report.txt":
        return source.parent
    if (source / "report.txt").exists():
        return source
    folder = source / report.report_id
    return folder if folder.is_dir() else None


def read_decision(value: object, path: str, line: int) -> Decision:
    """One decision of the list."""
    where = f"{path}:{line}"
    if not isinstance(value, LocatedDict):
        raise ReviewError(where, f"is no decision; write {', '.join(KEYS)} as `key: value`")
    for key in value:
        if key not in KEYS:
            raise ReviewError(f"{path}:{value.lines[key]}", unknown_key(key, KEYS))
    lines = {key: f"{path}:{value.lines.get(key, line)}" for key in KEYS}
    action = read_action(needed("action", value, lines), lines["action"])
    date = parse_day(needed("date", value, lines))
    if date is None:
        raise ReviewError(lines["date"], f"date is {value['date']!r}, not a day written YYYY-MM-DD")
    return Decision(
        action=action,
        table=needed("table", value, lines),
        row_id=read_row(action, value, lines),
        quote=read_quote(value, lines),
        values=read_values(action, value, path, lines),
        reviewer=needed("reviewer", value, lines),
        date=date,
        reason=needed("reason", value, lines),
        where=where,
    )


def needed(key: str, value: LocatedDict, lines: Mapping[str, str]) -> str:
    """The text under a key that every decision has."""
    text = read_line(key, value.get(key), lines[key], ReviewError)
    if text is None:
        raise ReviewError(lines[key], f"the decision has no {key}; every decision has one")
    return text


def read_action(text: str, where: str) -> Action:
    for action in ACTIONS:
        if action == text:
            return action
    raise ReviewError(where, f"action is {text!r}, not one of {', '.join(ACTIONS)}")


def read_row(action: Action, value: LocatedDict, lines: Mapping[str, str]) -> str | None:
    """The row decided on; an added one has no id before it is added."""
    if action != "add":
        return needed("row", value, lines)
    if value.get("row") is not None:
        raise ReviewError(lines["row"], "add names a row; its id is made of what is added, take `row` out")
    return None


def read_quote(value: LocatedDict, lines: Mapping[str, str]) -> str:
    quote = needed("quote", value, lines)
    if len(quote) > MAX_QUOTE:
        what = f"quote has {len(quote)} characters; quote the {MAX_QUOTE} or fewer that the decision stands on"
        raise ReviewError(lines["quote"], what)
    return quote


def read_values(action: Action, value: LocatedDict, path: str, lines: Mapping[str, str]) -> Mapping[str, str]:
    """The columns to set, as text; the empty text for one to be emptied."""
    values = value.get("values")
    if action in ("accept", "reject"):
        if values is not None:
            raise ReviewError(lines["values"], f"{action} sets no columns; make it an edit, or take `values` out")
        return {}
    if not isinstance(values, LocatedDict) or not values:
        raise ReviewError(lines["values"], f"{action} needs `values`, a mapping of columns to what they become")
    return {column: as_cell(column, values[column], f"{path}:{values.lines[column]}") for column in values}


def as_cell(column: str, value: object, where: str) -> str:
    """A value as the text of a CSV cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (LocatedDict, LocatedList)):
        raise ReviewError(where, f"{column} is a list or mapping; a cell holds one value")
    return read_line(column, value, where, ReviewError) or ""

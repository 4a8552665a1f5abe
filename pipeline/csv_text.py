"""Cells and tables as CSV, the one way in which everything the project writes has them.

UTF-8, LF, RFC 4180; dates as 2026-02-01, true and false, numbers with four decimals, null as the empty cell.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence

from pipeline.model import Cell

DECIMALS = 4  # of degrees: eleven metres; of a confidence: more than it can bear


def csv_of(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> bytes:
    """Lines of cells as CSV with a header."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return stream.getvalue().encode("utf-8")


def as_one(parts: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    """CSV files as the bytes of one: of every later one the first line, its header, is left out.

    So do readers of data packages take a table whose path is a list.
    """
    for number, part in enumerate(parts):
        in_header = number > 0
        for chunk in part:
            if not in_header:
                yield chunk
                continue
            _, newline, rest = chunk.partition(b"\n")
            in_header = not newline
            yield rest


def cell_text(cell: Cell) -> str:
    """A cell as it stands in the CSV."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return f"{cell:.{DECIMALS}f}"
        case dt.date():
            return cell.isoformat()
        case _:
            return str(cell)

"""A package as one Excel workbook: a sheet a table, dates as dates, whole numbers as whole numbers, text as text.

A text that begins with =, +, - or @ would become a formula where a CSV is opened in a spreadsheet, and quotes come
from the web. Here every text is stored as text and its cell marked as such (Excel's quotePrefix), so that it stays one
after somebody edits the cell; no character is added to it. The same package gives the same bytes.

XlsxWriter rather than openpyxl: it dates the members of the archive alike, and it is told the type of every cell.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter

from pipeline.contract import Contract, Field
from pipeline.csv_text import DECIMALS
from pipeline.model import Cell, ExportError, Row, Tables

MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767  # of a sheet, of a cell: Excel specifications and limits
FIRST_DAY = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900, so that the days before it have other numbers
WIDEST, NARROWEST = 60, 8  # of a column, in characters

FORMATS: Mapping[str, Mapping[str, object]] = {
    "text": {"quote_prefix": True},
    "head": {"quote_prefix": True, "bold": True, "bottom": 1},
    "page": {"quote_prefix": True, "text_wrap": True, "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd"},
    "integer": {"num_format": "0"},
    "number": {"num_format": "0." + "0" * DECIMALS},
}

Lines = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class About:
    """What the package says of itself; `created` is its own moment, in UTC."""

    title: str
    version: str
    description: str
    licence: str
    created: dt.datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """A name, the heads of its columns, and its lines."""

    name: str
    heads: Sequence[str]
    lines: Lines
    cell_format: str = "text"


def workbook_bytes(tables: Tables, contract: Contract, about: About) -> bytes:
    """The package as .xlsx. ExportError where a table or a text is larger than a sheet or a cell can be."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": f"{about.title} {about.version}", "created": about.created.replace(tzinfo=None)})
    formats = {name: book.add_format(dict(given)) for name, given in FORMATS.items()}
    for sheet in sheets(tables, contract, about):
        write_sheet(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return stream.getvalue()


def sheets(tables: Tables, contract: Contract, about: About) -> Iterator[Sheet]:
    """What the package is, its tables in the order of the contract, and the codebook."""
    yield Sheet("about", ("about", "this workbook"), about_lines(about), "page")
    for name, rows in tables:
        columns = contract.schemas[name].columns
        yield Sheet(name, columns, [cells(row, columns) for row in rows])
    fields = [(name, field) for name, schema in contract.schemas.items() for field in schema.fields]
    heads = ("table", "column", "title", "type", "description", "example", "code list")
    yield Sheet("codebook", heads, [(name, *field_cells(field)) for name, field in fields], "page")
    codes = [(codes.name, c.code, c.label, c.description) for codes in contract.codes.values() for c in codes.codes]
    yield Sheet("codes", ("code list", "code", "label", "description"), codes, "page")


def about_lines(about: About) -> Lines:
    return (
        ("Title", about.title),
        ("Version", about.version),
        ("Description", about.description),
        ("Licence", about.licence),
        ("Reading", "An empty cell means that the report does not say; it never means zero."),
        ("Counting", "Figures overlap: never add up casualties. casualty_estimates counts nobody twice."),
        (
            "Text",
            "Every text stands here as it was written, also one that begins with =, +, - or @; none is a formula.",
        ),
        ("Citing", "The CSV files of the package are the canonical form. Cite the version."),
    )


def cells(row: Row, columns: Sequence[str]) -> Sequence[Cell]:
    return [getattr(row, name) for name in columns]


def field_cells(field: Field) -> Sequence[Cell]:
    codes = field.codes.name if field.codes else None
    return (field.name, field.title, field.type, field.description, field.example, codes)


def write_sheet(
    sheet: xlsxwriter.worksheet.Worksheet, content: Sheet, formats: Mapping[str, xlsxwriter.format.Format]
) -> None:
    if len(content.lines) >= MOST_ROWS:
        what = f"has {len(content.lines):,} rows, and a sheet of Excel holds {MOST_ROWS - 1:,}; take the CSV"
        raise ExportError(content.name, what)
    for column, head in enumerate(content.heads):
        sheet.write_string(0, column, head, formats["head"])
        sheet.set_column(column, column, width_of(head, [line[column] for line in content.lines]))
    for at, line in enumerate(content.lines, start=1):
        for column, cell in enumerate(line):
            write_cell(sheet, at, column, cell, content, formats)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(content.lines), 1), len(content.heads) - 1)


def write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: Cell,
    content: Sheet,
    formats: Mapping[str, xlsxwriter.format.Format],
) -> None:
    """A cell by its type; null is no cell. A day that Excel cannot count is written out."""
    match cell:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, cell)
        case int():
            sheet.write_number(row, column, cell, formats["integer"])
        case float():
            sheet.write_number(row, column, round(cell, DECIMALS), formats["number"])
        case dt.date() if cell >= FIRST_DAY:
            sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), formats["date"])
        case _:
            text = str(cell)
            if len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
                where = f"{content.name}:{row + 1}:{content.heads[column]}"
                raise ExportError(where, f"is longer than the {MOST_CHARACTERS:,} characters of a cell; take the CSV")
            sheet.write_string(row, column, text, formats[content.cell_format])


def width_of(head: str, column: Sequence[Cell]) -> int:
    """Wide enough for the head and for most texts."""
    longest = max((len(str(cell)) for cell in column if cell is not None), default=0)
    return min(max(len(head), longest, NARROWEST) + 2, WIDEST)

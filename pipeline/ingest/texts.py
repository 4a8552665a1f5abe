r"""What came in becomes the stored text, which every offset of the package counts in: UTF-8, NFC, lines ending in \n.

A first line that begins with `date 2026-02-01` dates the report; the report proper begins behind it, on the same line
or the next. The stored text keeps that line, so that offsets are those of the file.
"""

from __future__ import annotations

import datetime as dt
import re
import reprlib
import unicodedata
from itertools import groupby

from pipeline.days import parse_day
from pipeline.model import AttestedError, InputError

BOM = "\ufeff"
MAX_MARKS = 256  # Unicode's stream-safe text has 30 (UAX #15, section 13); no writing has more
TAKEN_APART = "\u0f73\u0f75\u0f81"  # no marks themselves, but made of them
MAX_SHOWN = 200
CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r"))
# In any case, because an agency that writes in capitals writes DATE; a colon, because people put one.
DATE_LINE = r"\s*date:?[ \t]+([0-9]{4}-[0-9]{2}-[0-9]{2})(?![\w-])\s*"


def decode(content: bytes, where: str, error: type[AttestedError] = InputError) -> str:
    """The text of a file's bytes, without a byte order mark. Raises `error` where they are binary or not UTF-8."""
    check_is_text(content, where, error)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as broken:
        line = content.count(b"\n", 0, broken.start) + 1
        what = f"byte 0x{content[broken.start]:02X} at offset {broken.start} is not UTF-8; save the file as UTF-8"
        raise error(f"{where}:{line}", what) from broken
    return text.removeprefix(BOM)


def check_is_text(content: bytes, where: str, error: type[AttestedError] = InputError) -> None:
    """No NUL, and no more than one control character in ten."""
    if b"\0" in content:
        at = content.index(b"\0")
        raise error(where, f"holds a NUL byte at offset {at}: it is binary, or UTF-16; save it as UTF-8 text")
    controls = len(content) - len(content.translate(None, CONTROLS))
    if controls * 10 > len(content):
        raise error(where, "is binary: more than one character in ten is a control character")


def as_stored(text: str, where: str) -> str:
    r"""The text in NFC, every line ending in \n. Raises InputError where that cannot be had."""
    return composed(text.replace("\r\n", "\n").replace("\r", "\n"), where)


def composed(text: str, where: str, error: type[AttestedError] = InputError) -> str:
    """The text in NFC. Raises `error` for more than MAX_MARKS in a row: the time to sort them grows with the square."""
    if unicodedata.is_normalized("NFC", text):
        return text
    start = 0
    for are_marks, run in groupby(text, is_mark):
        length = sum(1 for _ in run)
        if are_marks and length > MAX_MARKS:
            what = f"holds {length:,} combining marks in a row, from character {start + 1:,} on; take them out"
            raise error(where, what)
        start += length
    return unicodedata.normalize("NFC", text)


def is_mark(character: str) -> bool:
    """Whether it is put in order with its neighbours: as it is, or once taken apart."""
    return bool(unicodedata.combining(character)) or character in TAKEN_APART


def shown(value: object) -> str:
    """A value as a message shows it: short, and with quotes."""
    short = reprlib.Repr()
    short.maxstring = short.maxother = MAX_SHOWN
    return short.repr(value)


def leading_date(text: str, where: str) -> tuple[dt.date | None, int]:
    """The date the text begins with, if it does, and where the report proper begins.

    Raises InputError where there is nothing but white space or a date, or the date is not in the calendar.
    """
    found = re.match(DATE_LINE, text, re.IGNORECASE)
    start = found.end() if found else 0
    if not text[start:].strip():
        raise InputError(where, "holds no text; put the report in, or take the file out")
    if found is None:
        return None, 0
    line = text.count("\n", 0, found.start(1)) + 1
    day = parse_day(found[1])
    if day is None:
        raise InputError(f"{where}:{line}", f"{found[1]} is no day of the calendar; correct the date line")
    return day, start

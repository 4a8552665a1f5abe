"""Lines of JSONL, as they are or compressed, become reports.

{"report_id": "a", "published_date": "2026-02-01", "text": "Two people …"}
"""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.ingest import files
from pipeline.ingest.compressed import FAULTS, decompressed, reason
from pipeline.ingest.files import StoredFile
from pipeline.ingest.records import report_of
from pipeline.ingest.stored import Source, refused
from pipeline.ingest.texts import shown
from pipeline.model import InputError, Report

SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")


def list_lines(file: StoredFile) -> Iterator[Source]:
    """A report for each line that is not blank, and one that is refused where the file cannot be read further."""
    number = 0
    try:
        with file.open() as packed:
            lines = files.read_lines(decompressed(packed, file.where), files.MAX_BYTES)
            for number, line in enumerate(lines, start=1):
                where = f"{file.where}:{number}"
                if len(line) > files.MAX_BYTES:
                    what = f"is longer than {files.MAX_BYTES // 2**20} MiB; cut the report into several"
                    yield refused(InputError(where, what))
                elif line.strip() not in (b"", "\ufeff".encode()):
                    yield Source(where, functools.partial(read_line_report, line, where))
    except InputError as broken:
        yield refused(broken)
    except FAULTS as broken:
        yield refused(broken_off(file.where, number, reason(broken)))


def is_lines(name: str) -> bool:
    """Whether a file of that name is JSONL: plain, .gz or .zst."""
    return name.lower().endswith(SUFFIXES)


def broken_off(where: str, lines: int, why: str) -> InputError:
    """What to say of a file that cannot be read behind so many lines."""
    if not lines:
        return InputError(where, f"cannot be read: {why}")
    what = f"cannot be read from here on: {why}; the {lines:,} lines above were read, get the file again for the rest"
    return InputError(f"{where}:{lines + 1}", what)


def read_line_report(line: bytes, where: str) -> Report:
    """The report that is one line."""
    return report_of(parse_object(decode_line(line, where), where), where)


def decode_line(line: bytes, where: str) -> str:
    """A line as text; the offset of a byte that is not UTF-8 is that in the line."""
    try:
        return line.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as broken:
        what = f"byte 0x{line[broken.start]:02X} at offset {broken.start} of the line is not UTF-8; save it as UTF-8"
        raise InputError(where, what) from broken


def parse_object(line: str, where: str) -> dict[str, object]:
    """The JSON object that a line holds, every key once."""
    try:
        values = json.loads(line, object_pairs_hook=functools.partial(as_object, where))
    except json.JSONDecodeError as broken:
        raise InputError(where, f"is not JSON: {broken.msg} at character {broken.pos + 1}") from broken
    except (ValueError, RecursionError) as broken:  # a number of 5,000 digits, 10,000 brackets
        raise InputError(where, f"is not JSON that can be read: {broken}") from broken
    if not isinstance(values, dict):
        raise InputError(where, 'is not a JSON object; write {"report_id": …, "text": …} on one line')
    return values


def as_object(where: str, pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise InputError(where, f"gives {shown(twice)} twice; keep one")
    return values

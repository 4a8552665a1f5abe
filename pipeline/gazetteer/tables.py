"""Reads the tables of the gazetteer.

The large ones are kept as lines, sorted by the key of the name, and a line is only taken apart when a text names it:
that is what makes reading quick. They are cut at commas and hold no quotes. The small, hand-kept ones are plain CSV.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import LexiconError

TOWN_COLUMNS = ("key", "name", "country", "admin1", "admin2", "population", "geonames_id", "lat", "lon")
DIVISION_COLUMNS = ("key", "name", "code", "kind", "pcode", "population", "geonames_id", "lat", "lon")
SPELLING_COLUMNS = ("key", "town_key", "country", "geonames_id")
COUNTRY_COLUMNS = ("country_code", "name", "capital", "population", "geonames_id", "lat", "lon")
NAME_COLUMNS = ("name", "country_code", "note")
DEMONYM_COLUMNS = ("demonym", "country_code")
ALIAS_COLUMNS = ("alias", "kind", "name", "country_code", "admin1", "use", "note")
AREA_COLUMNS = ("name", "kind", "country_code", "admin1", "lat", "lon", "other_names")
STOP_COLUMNS = ("name", "reason")


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of one table, sorted by key, over one or several files. `at` leads from a key to its first line."""

    files: tuple[tuple[str, int], ...]  # (file, number of its lines), in order
    width: int
    lines: list[str]
    at: Mapping[str, int]

    def rows(self, key: str) -> Iterator[list[str]]:
        """The lines of a key, cut into columns. Raises LexiconError for a line that is not as wide as the table."""
        at = self.at.get(key)
        if at is not None:
            start = key + ","
            while at < len(self.lines) and self.lines[at].startswith(start):
                yield self.row(at)
                at += 1

    def row(self, at: int) -> list[str]:
        row = self.lines[at].split(",")
        if len(row) != self.width:
            raise LexiconError(self.where(at), f"has {len(row)} columns instead of {self.width}")
        return row

    def where(self, at: int) -> str:
        for file, count in self.files:
            if at < count:
                return f"{file}:{at + 2}"
            at -= count
        raise IndexError(at)


def read_table(paths: Sequence[Path], columns: Sequence[str]) -> Table:
    """The lines of the compressed files, which together are one table. Raises LexiconError for a file that is none."""
    if not paths:
        raise LexiconError(",".join(columns), "no file of the gazetteer holds these columns")
    lines: list[str] = []
    files: list[tuple[str, int]] = []
    for path in paths:
        try:
            head, *own = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
        except (OSError, EOFError, UnicodeDecodeError, ValueError) as error:
            raise LexiconError(str(path), f"cannot be read: {error}") from error
        if head != ",".join(columns):
            raise LexiconError(f"{path}:1", f"must have the columns {','.join(columns)}")
        lines += own
        files.append((str(path), len(own)))
    keys = [line.partition(",")[0] for line in lines]
    at = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
    return Table(tuple(files), len(columns), lines, at)


def read_hand_kept(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(file:line, row) of a small table. Raises LexiconError for one that is not as its columns say."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, strict=True)
            for row in rows:
                where = f"{path}:{rows.line_num}"
                if rows.line_num == 1 and tuple(row) != tuple(columns):
                    raise LexiconError(where, f"must have the columns {','.join(columns)}")
                if len(row) != len(columns) or not row[0].strip():
                    raise LexiconError(where, f"must have {len(columns)} columns and begin with a name")
                if rows.line_num > 1:
                    yield where, tuple(row)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LexiconError(str(path), f"cannot be read: {error}") from error

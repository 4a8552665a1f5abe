"""A part on the disk: a folder with the CSV and the Parquet of every table, and part.json, which says what it holds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.model import ROW_TYPES, Finding, Rejected, Row, Tables
from pipeline.publish import Box, Days, Holdings
from pipeline.publish.tables import read_parquet_rows

TOLD = "part.json"


@dataclass(frozen=True, slots=True)
class Part:
    """What a part says of itself: rows by table, what they hold, what the checks said, and who was left out."""

    folder: Path
    counts: Mapping[str, int]
    holdings: Holdings
    findings: tuple[Finding, ...]
    rejected: tuple[Rejected, ...]

    def csv(self, table: str) -> Path:
        return self.folder / f"{table}.csv"

    def parquet(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table, as they were written: numbers have four decimals."""
        return read_parquet_rows(self.parquet(table), ROW_TYPES[table])

    def tables(self) -> Tables:
        return Tables(**{name: self.rows(name) for name in ROW_TYPES})  # type: ignore[arg-type]


def part_json(part: Part) -> str:
    told = {
        "counts": dict(part.counts),
        "holdings": asdict(part.holdings),
        "findings": [asdict(finding) for finding in part.findings],
        "rejected": [asdict(one) for one in part.rejected],
    }
    return json.dumps(told, default=plain, ensure_ascii=True, indent=1)


def plain(value: object) -> object:
    """What JSON has no word for: a set is a list, and a day a text."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no form in JSON")


def read_part(folder: Path) -> Part:
    """The part in a folder, which is whole if it is there at all."""
    told = json.loads((folder / TOLD).read_bytes())
    holdings = told["holdings"]
    sets = {name: frozenset(holdings[name]) for name in ("publishers", "languages", "regions")}
    days = {name: read_days(holdings[name]) for name in ("days", "published")}
    box = Box(**holdings["box"]) if holdings["box"] else None
    return Part(
        folder,
        told["counts"],
        Holdings(**{**holdings, **sets, **days, "box": box}),
        tuple(Finding(**finding) for finding in told["findings"]),
        tuple(Rejected(**one) for one in told["rejected"]),
    )


def read_days(told: Mapping[str, str] | None) -> Days | None:
    return Days(*map(dt.date.fromisoformat, (told["earliest"], told["latest"]))) if told else None

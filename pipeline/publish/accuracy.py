"""How accurate the rows were when that was last measured: accuracy.csv, the one place that has these numbers.

`benchmarks/accuracy.py --write` makes it. A package is made later, so its words may have changed since: whether they
have is for the package to say.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from pathlib import Path

from pipeline.model import PublishError
from pipeline.publish.metadata import Provenance

FIGURES = Path(__file__).parent / "accuracy.csv"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure on one collection: what was measured, when, with which code, annotator and word lists."""

    collection: str
    about: str  # what the collection is
    measure: str
    value: float
    measured_date: str
    commit: str
    annotator: str
    lexicon_sha256: str


def read_accuracy(path: Path = FIGURES) -> tuple[Figure, ...]:
    """All figures, in the order of the file. Raises PublishError, naming file and line, for one that is none."""
    columns = [field.name for field in fields(Figure)]
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        if list(reader.fieldnames or ()) != columns:
            raise PublishError(f"{path}:1", f"the columns must be {', '.join(columns)}")
        return tuple(_figure(row, f"{path}:{reader.line_num}") for row in reader)


def _figure(row: dict[str, str], where: str) -> Figure:
    try:
        value = float(row["value"])
    except (TypeError, ValueError):
        raise PublishError(where, f"value is {row['value']!r}; it must be a number from 0 to 1") from None
    if not 0 <= value <= 1 or not all(row.values()):
        raise PublishError(where, "no cell may be empty, and value is a number from 0 to 1")
    return Figure(**{**row, "value": value})  # type: ignore[arg-type]  # the other cells are texts


def is_of(figures: tuple[Figure, ...], provenance: Provenance) -> bool:
    """Whether all figures were measured with the annotator and the word lists that made a package."""
    made = (provenance.annotator, provenance.lexicon_digest)
    return bool(figures) and all((figure.annotator, figure.lexicon_sha256) == made for figure in figures)

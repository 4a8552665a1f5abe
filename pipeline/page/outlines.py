"""Outlines of countries and of their first-level divisions, as SVG paths in hundredths of a degree.

Source, licence and date: shapes/README.md.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

OUTLINES = Path(__file__).parent / "shapes" / "outlines.csv.gz"
WORLD = "WORLD"


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the world, in hundredths of a degree; y grows to the south."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: Box) -> bool:
        """Whether the two have a part in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline; `boxes` are those of its rings, the largest first. `key` is its id on the page."""

    key: str
    name: str
    path: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Outlines:
    """All land; countries by ISO 3166-1 alpha-3 code; divisions by that code and the gazetteer's name."""

    land: Shape
    countries: Mapping[str, Shape]
    divisions: Mapping[str, Mapping[str, Shape]]


def read_outlines(codes: Container[str]) -> Outlines:
    """All countries, and the divisions of those of these codes."""
    countries: dict[str, Shape] = {}
    divisions: dict[str, dict[str, Shape]] = {}
    with gzip.open(OUTLINES, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(io.StringIO(lines.read(), newline="")):
            code, name, path = row["country_code"], row["name"], row["shape"]
            if row["level"] == "0":
                countries[code] = Shape(f"land-{code}", name, path, tuple(boxes_of(path)))
            elif code in codes:
                known = divisions.setdefault(code, {})
                known[name] = Shape(f"area-{code}-{len(known)}", name, path, tuple(boxes_of(path)))
    return Outlines(countries.pop(WORLD), countries, divisions)


def boxes_of(path: str) -> Iterator[Box]:
    """The box around each ring of a path: `M6084 2369l12-5 3 4z`."""
    for ring in path.split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        xs, ys = list(accumulated(numbers[::2])), list(accumulated(numbers[1::2]))
        yield Box(min(xs), min(ys), max(xs), max(ys))


def accumulated(steps: list[int]) -> Iterator[int]:
    total = 0
    for step in steps:
        total += step
        yield total

"""Which part of the world a map shows, and where on it things and their names stand.

A map is a plate carrée, drawn so wide that a degree is as long from east to west as from north to south in its middle.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.page.outlines import Box

WIDTH = 480.0  # of the drawing, in its own units
FLATTEST, TALLEST = 0.55, 1.0  # height to width
MARGIN = 0.14  # around what is to be seen, on each side
SMALLEST = 200  # hundredths of a degree: no map goes nearer, for a place is no street
MARK = 5.0  # half of a mark's width
LETTER, LINE = 8.0, 16.0  # how wide a letter of a name is, and how high a line


@dataclass(frozen=True, slots=True)
class View:
    """A part of the world and the drawing it fills; `scale` is units of the drawing for a hundredth of a degree."""

    box: Box
    scale_x: float
    scale_y: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where hundredths of a degree, east and south, lie on the drawing."""
        return round((x - self.box.left) * self.scale_x, 1), round((y - self.box.top) * self.scale_y, 1)

    @property
    def matrix(self) -> str:
        """The transformation of an outline into the drawing, as SVG has it."""
        left, top = -self.box.left * self.scale_x, -self.box.top * self.scale_y
        return f"matrix({self.scale_x:.5f} 0 0 {self.scale_y:.5f} {left:.2f} {top:.2f})"


@dataclass(frozen=True, slots=True)
class Name:
    """A name on the map: `anchor` is start, middle or end, as SVG's text-anchor."""

    words: str
    x: float
    y: float
    anchor: str


def view_of(boxes: Iterable[Box]) -> View:
    """The view in which all boxes, of which there is one at least, are seen with some room around."""
    around = list(boxes)
    left, right = min(box.left for box in around), max(box.right for box in around)
    top, bottom = min(box.top for box in around), max(box.bottom for box in around)
    narrowing = max(0.2, math.cos(math.radians((top + bottom) / 200)))
    wide = max((right - left) * narrowing, SMALLEST) * (1 + 2 * MARGIN)
    high = max(bottom - top, SMALLEST) * (1 + 2 * MARGIN)
    wide, high = max(wide, high / TALLEST), max(high, wide * FLATTEST)
    across, middle_x, middle_y = wide / narrowing, (left + right) / 2, (top + bottom) / 2
    box = Box(
        left=round(middle_x - across / 2),
        top=round(middle_y - high / 2),
        right=round(middle_x + across / 2),
        bottom=round(middle_y + high / 2),
    )
    scale = WIDTH / wide
    return View(box, scale * narrowing, scale, round(high * scale, 1))


def placed_names(wanted: Sequence[tuple[str, float, float, float]], height: float) -> tuple[Name | None, ...]:
    """A place for each name beside its mark (`words, x, y, distance`); None where it would lie over another name.

    A distance of 0 is a name that stands in the middle of an area.
    """
    taken = [(x - MARK, y - MARK, x + MARK, y + MARK) for _, x, y, distance in wanted if distance]
    placed: list[Name | None] = []
    for words, x, y, distance in wanted:
        found = next(
            (name for name in candidates(words, x, y, distance) if is_free(extent(name), taken, height)),
            None,
        )
        if found is not None:
            taken.append(extent(found))
        placed.append(found)
    return tuple(placed)


def candidates(words: str, x: float, y: float, distance: float) -> Iterable[Name]:
    if distance == 0:
        return (Name(words, x, y + 5 + LINE * lines, "middle") for lines in (0, 1, -1, 2, -2, 3, -3, 4, -4))
    return (
        Name(words, x + distance, y + 5, "start"),
        Name(words, x - distance, y + 5, "end"),
        Name(words, x, y - distance, "middle"),
        Name(words, x, y + distance + 10, "middle"),
    )


def extent(name: Name) -> tuple[float, float, float, float]:
    long = len(name.words) * LETTER
    left = {"start": name.x, "middle": name.x - long / 2, "end": name.x - long}[name.anchor]
    return left, name.y - LINE + 4, left + long, name.y + 4


def is_free(
    one: tuple[float, float, float, float], taken: Sequence[tuple[float, float, float, float]], height: float
) -> bool:
    left, top, right, bottom = one
    if left < 0 or right > WIDTH or top < 0 or bottom > height:
        return False
    return all(right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3] for other in taken)

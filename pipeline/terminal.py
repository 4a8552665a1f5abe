"""What a person at a terminal sees: a line a stage, a bar where there are many reports, no escape codes of reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")
FEW = 5  # up to so many reports are done before a bar would be seen
CONTROLS = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"} | {0x7F: "\u2421"}


@dataclass(frozen=True, slots=True)
class Narrator:
    """Tells a person at `console` how far the work is."""

    console: Console

    def stage(self, name: str, what: str) -> None:
        """One line: the stage, and what it does now."""
        self.console.print(f"{name:<12} {what}", markup=False, highlight=False, soft_wrap=True)

    def each(self, name: str, work: Sequence[T]) -> Iterator[T]:
        """The pieces of work one after another, with a bar on a terminal when there are more than a few."""
        if len(work) <= FEW or not self.console.is_terminal:
            yield from work
            return
        columns = (TextColumn(f"{name:<12}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.console, transient=True) as bar:
            yield from bar.track(work)


def narrator() -> Narrator:
    """Tells on standard error, so that standard output holds results only."""
    return Narrator(Console(stderr=True))


def shown(words: str) -> str:
    """Text of a report as it may go to a terminal: control characters in it are seen as pictures, not obeyed."""
    return words.translate(CONTROLS)


def counted(number: int, noun: str) -> str:
    """1 error · 2 errors · no errors"""
    return f"{number:,} {noun}" if number == 1 else f"{f'{number:,}' if number else 'no'} {noun}s"

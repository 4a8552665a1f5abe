"""What a person at a terminal sees: a line a stage, a bar or a count of long work, no escape codes of reports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

T = TypeVar("T")
FEW = 5  # up to so many pieces of work are done before a bar would be seen
# Seconds between two lines of a log, and between two states of what moves on a terminal.
LINE_EVERY = 60.0
BAR_EVERY = 0.1
CONTROLS = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"} | {0x7F: "\u2421"}


class Counting:
    """Counts pieces of work as they go by, and tells of it, at most once in so many seconds."""

    def __init__(self, tell: Callable[[int], None], every: float) -> None:
        self.tell = tell
        self.every = every

    def over(self, work: Iterable[T]) -> Iterator[T]:
        """The pieces, one after another."""
        told = time.monotonic()
        for number, piece in enumerate(work, start=1):
            yield piece
            if time.monotonic() - told > self.every:
                told = time.monotonic()
                self.tell(number)


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

    @contextmanager
    def counting(self, name: str, noun: str) -> Iterator[Counting]:
        """Counts work of which nobody knows how much there is; on a terminal it shows how fast it goes."""
        if not self.console.is_terminal:
            yield Counting(lambda done: self.stage(name, f"{counted(done, noun)} so far"), LINE_EVERY)
            return
        done = TextColumn("{task.completed:,} " + noun + "s")
        columns = (SpinnerColumn(), TextColumn(f"{name:<10}"), done, TimeElapsedColumn())
        with Progress(*columns, console=self.console, transient=True) as shown_bar:
            task = shown_bar.add_task(name, total=None)
            yield Counting(lambda done: shown_bar.update(task, completed=done), BAR_EVERY)


def narrator() -> Narrator:
    """Tells on standard error, so that standard output holds results only."""
    return Narrator(Console(stderr=True))


def shown(words: str) -> str:
    """Text of a report as it may go to a terminal: control characters in it are seen as pictures, not obeyed."""
    return words.translate(CONTROLS)


def counted(number: int, noun: str) -> str:
    """1 error · 2 errors · no errors"""
    return f"{number:,} {noun}" if number == 1 else f"{f'{number:,}' if number else 'no'} {noun}s"

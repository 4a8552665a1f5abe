"""Processes of the standard library, one a core. One that dies, killed or out of memory, costs a second try."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from types import TracebackType
from typing import TypeVar

from pipeline.engines import AHEAD, TRIES, EngineError

P = TypeVar("P")
R = TypeVar("R")


class LocalEngine:
    """`processes` of them; with one, or for a single piece, the work is done in this process."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or cores()

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Its processes end with each run."""

    def run(self, work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
        """What `work` makes of each piece, in any order. Raises EngineError for a piece that kills its process."""
        coming = iter(pieces)
        first = list(islice(coming, 2))
        if self.processes == 1 or len(first) < 2:
            yield from map(work, chain(first, coming))
            return
        waiting = chain(first, coming)
        while True:
            broken: list[P] = []
            yield from self.round(work, waiting, broken)
            if not broken:
                return
            # One of them may be what kills a process: alone each shows whether it is.
            for piece in broken:
                yield self.alone(work, piece)

    def round(self, work: Callable[[P], R], waiting: Iterator[P], broken: list[P]) -> Iterator[R]:
        """Pieces until none is left or a process has died; those that were under way then are put into `broken`."""
        pool = new_pool(self.processes)
        under_way: dict[Future[R], P] = {}

        def hand_out(at_most: int) -> None:
            for piece in islice(waiting, at_most):
                try:
                    under_way[pool.submit(work, piece)] = piece
                except BrokenProcessPool:  # a process died while nobody was waiting; this piece is out of `waiting`
                    broken.append(piece)
                    raise

        try:
            hand_out(AHEAD * self.processes)
            while under_way:
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    answer = future.result()
                    del under_way[future]
                    yield answer
                    hand_out(1)
        except BrokenProcessPool:
            broken += under_way.values()
        finally:
            pool.shutdown(cancel_futures=True)

    def alone(self, work: Callable[[P], R], piece: P) -> R:
        """What `work` makes of a piece, in a process of its own."""
        for _ in range(TRIES):
            with new_pool(1) as pool:
                try:
                    return pool.submit(work, piece).result()
                except BrokenProcessPool:
                    continue
        what = (
            f"its process died {TRIES} times, killed or out of memory; with --processes 1 it has the machine to itself"
        )
        raise EngineError(str(piece), what)


def new_pool(processes: int) -> ProcessPoolExecutor:
    """Fresh interpreters: a fork would hold on to this process's locks and files after it is gone."""
    fresh = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=fresh, initializer=end_with, initargs=(os.getpid(),))


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def end_with(parent: int) -> None:
    """This process ends when its parent does, also when that was killed and could not say so."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

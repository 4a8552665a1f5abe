"""Dask does the work: on this machine, or on every machine that a scheduler knows.

    DaskEngine(tell)                          a cluster on this machine, one process a core
    DaskEngine(tell, "tcp://10.0.0.1:8786")   whatever cluster stands behind that scheduler

A cluster of several machines needs the same version of attested on each, and the folder of the parts on a disk that
all of them share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from pipeline.engines import AHEAD, TRIES, EngineError
from pipeline.engines.local import cores

if TYPE_CHECKING:
    from distributed import Client, Future

P = TypeVar("P")
R = TypeVar("R")


class DaskEngine:
    """Work for Dask. `tell(stage, line)` tells a person where the dashboard is.

    `scheduler` is an address such as tcp://10.0.0.1:8786; without one, `processes` of this machine do the work.
    """

    def __init__(
        self, tell: Callable[[str, str], None], scheduler: str | None = None, processes: int | None = None
    ) -> None:
        self.tell = tell
        self.scheduler = scheduler
        self.processes = processes or cores()
        self.open = ExitStack()
        self.client: Client | None = None

    def __enter__(self) -> DaskEngine:
        """Raises EngineError where Dask is not installed, or no scheduler answers at the address."""
        try:
            from distributed import Client, LocalCluster
        except ImportError as error:
            raise EngineError("--engine dask", "needs Dask: pip install 'attested[dask]'") from error
        try:
            if self.scheduler is None:
                cluster = LocalCluster(n_workers=self.processes, threads_per_worker=1, processes=True, memory_limit=0)
                self.client = self.open.enter_context(Client(self.open.enter_context(cluster)))
            else:
                self.client = self.open.enter_context(Client(self.scheduler))
        except (OSError, TimeoutError, ValueError) as error:
            raise EngineError(self.scheduler or "--engine dask", f"no scheduler answers there: {error}") from error
        address = self.client.scheduler_info()["address"]
        self.tell("engine", f"Dask at {address}; its dashboard is {self.client.dashboard_link}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.open.close()

    def run(self, work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
        """What `work` makes of each piece, in any order; Dask itself does those again whose process died.

        Raises EngineError for a piece that kills its process.
        """
        from distributed import KilledWorker, as_completed

        client = self.client
        assert client is not None, "the engine is open"
        coming = iter(pieces)
        under_way: dict[str, P] = {}

        def submit(piece: P) -> Future:
            future = client.submit(work, piece, pure=False)
            under_way[future.key] = piece
            return future

        ahead = AHEAD * max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)
        finished = as_completed([submit(piece) for piece in islice(coming, ahead)])
        for future in finished:
            piece = under_way.pop(future.key)
            try:
                yield future.result()
            except KilledWorker as error:
                what = f"its process died again and again, {TRIES} times and more: killed, or out of memory"
                raise EngineError(str(piece), what) from error
            for following in islice(coming, 1):
                finished.add(submit(following))

"""Who does the work: an engine hands pieces of it to processes and gives what comes back. It knows no reports.

    local     processes of the standard library, one a core
    cluster   Dask: a cluster on this machine, or the scheduler of another (`pip install 'attested[dask]'`)

One function does the work, whichever engine schedules it; it must be one that can be imported, its pieces and answers
must be ones that can be pickled, and doing a piece twice must do no harm: a piece whose process died is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Protocol, TypeVar

from pipeline.model import AttestedError

P = TypeVar("P")
R = TypeVar("R")

# A piece during which a process died so often is not tried again: it is the piece that kills it.
TRIES = 3
# Pieces that are handed out ahead of their process, so that none waits and none lie in memory without need.
AHEAD = 2


class EngineError(AttestedError):
    """An engine cannot be started, or a piece of work kills whoever does it."""


class Engine(Protocol):
    """Schedules work, as long as it is open: its processes may be started when it is opened, and end with it."""

    def __enter__(self) -> Engine: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def run(self, work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
        """What `work` makes of each piece, in any order. Raises what `work` raises, and EngineError."""
        ...

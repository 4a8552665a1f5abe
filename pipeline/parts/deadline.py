"""No report may take longer than it should, whatever is in it.

The work is stopped from another thread, because an engine may do it in any thread, and the alarm clock of the system
rings in the main thread only.
"""

from __future__ import annotations

import ctypes
import threading
from types import TracebackType

AGAIN = 1.0  # seconds after which an error that went nowhere is raised once more


class OutOfTimeError(BaseException):
    """The work took too long. No Exception, so that nothing on the way takes it for a failure of its own."""


class Deadline:
    """A context that ends with OutOfTimeError in it where it takes longer than `seconds`.

    It ends between two steps of the interpreter: one call into C, a regular expression for one, is waited for. Raised
    while a generator is being closed the error goes nowhere, as any does there; so it is raised until the context ends.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.over = threading.Event()
        self.raising = threading.Lock()
        self.thread = threading.get_ident()
        self.has_rung = False

    def __enter__(self) -> None:
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self) -> None:
        wait = self.seconds
        while not self.over.wait(wait):
            with self.raising:
                if not self.over.is_set():
                    self.has_rung = True
                    raise_in(self.thread, OutOfTimeError)
            wait = AGAIN

    def stop(self) -> None:
        """The work is over; from now on nothing is raised."""
        self.over.set()
        with self.raising:
            raise_in(self.thread, None)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self.has_rung and kind is None:  # in the last moment, or into a generator that was being closed
            raise OutOfTimeError


def raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raises the error in a thread of this process as soon as it gets there; None takes one back that did not yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)

"""No report may take longer than it should, whatever is in it.

The work is stopped from another thread, because an engine may do it in any thread, and the alarm clock of the system
rings in the main thread only. One such thread watches over all reports of a batch: starting one costs as much as
reading a short report.
"""

from __future__ import annotations

import ctypes
import math
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

R = TypeVar("R")

AGAIN = 1.0  # seconds after which an error that went nowhere is raised once more


class OutOfTimeError(BaseException):
    """The work took too long. No Exception, so that nothing on the way takes it for a failure of its own."""


class Deadline:
    """While it is open, `within` ends a piece of work of this thread that takes longer than `seconds`.

    It ends between two steps of the interpreter: one call into C, a regular expression for one, is waited for. Raised
    while a generator is being closed the error goes nowhere, as any does there; so it is raised until the work ends.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.until = math.inf
        self.closed = threading.Event()
        self.raising = threading.Lock()
        self.thread = threading.get_ident()
        self.has_rung = False

    def __enter__(self) -> Deadline:
        threading.Thread(target=self.watch, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed.set()

    def within(self, work: Callable[[], R]) -> R:
        """What the work returns. Raises what it raises, and OutOfTimeError where it takes longer."""
        self.stop()  # where the last piece ended in the very moment of its time, the bell may be ringing still
        try:
            self.until = time.monotonic() + self.seconds
            done = work()
        except BaseException:
            self.stop()
            raise
        try:
            is_late = self.stop()
        except OutOfTimeError:  # in the last moment
            is_late = True
            self.stop()
        if is_late:  # raised into a generator that was being closed
            raise OutOfTimeError
        return done

    def watch(self) -> None:
        wait = self.seconds
        while not self.closed.wait(wait):
            with self.raising:
                left = self.until - time.monotonic()
                if left <= 0:
                    self.has_rung = True
                    raise_in(self.thread, OutOfTimeError)
            # Work that begins during the wait has at least as long.
            wait = AGAIN if left <= 0 else min(left, self.seconds)

    def stop(self) -> bool:
        """The work is over, nothing is raised any more. Whether something was: what has not got there is taken back.

        Only then, for an interpreter that is asked to take back what is not there looks for it ever after.
        """
        self.until = math.inf
        with self.raising:
            has_rung, self.has_rung = self.has_rung, False
            if has_rung:
                raise_in(self.thread, None)
        return has_rung


def raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raises the error in a thread of this process as soon as it gets there; None takes one back that did not yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)

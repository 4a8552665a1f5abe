"""No report may take longer than it should, whatever is in it.

The work is stopped from another thread, because an engine may do it in any thread, and the alarm clock of the system
rings in the main thread only.
"""

from __future__ import annotations

import ctypes
import threading
from types import TracebackType


class OutOfTimeError(BaseException):
    """The work took too long. No Exception, so that nothing on the way takes it for a failure of its own."""


class Deadline:
    """A context that ends with OutOfTimeError in it where it takes longer than `seconds`.

    Ended between two steps of the interpreter: one call into C, a regular expression for one, is waited for.
    """

    def __init__(self, seconds: float) -> None:
        self.clock = threading.Timer(seconds, self.ring)
        self.clock.daemon = True
        self.lock = threading.Lock()
        self.thread = threading.get_ident()
        self.is_over = False
        self.has_rung = False

    def __enter__(self) -> None:
        self.clock.start()

    def ring(self) -> None:
        with self.lock:
            if not self.is_over:
                self.has_rung = True
                raise_in(self.thread, OutOfTimeError)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self.lock:
            self.is_over = True
        self.clock.cancel()
        if self.has_rung and kind is not OutOfTimeError:
            raise_in(self.thread, None)  # it rang in the last moment: not after the context
            raise OutOfTimeError


def raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raises the error in a thread of this process as soon as it gets there; None takes one back that did not yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)

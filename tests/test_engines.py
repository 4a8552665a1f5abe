"""An engine gives back what became of every piece, once, whoever dies meanwhile."""

from __future__ import annotations

import multiprocessing
import operator
import os
import time

import pytest

from pipeline.engines import EngineError
from pipeline.engines.local import LocalEngine

PIECES = range(12)


def kill_the_processes() -> None:
    """Returns once all are gone, and whoever watches over them has had time to see it."""
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
    time.sleep(0.5)


@pytest.mark.parametrize("after", [1, 2, 5, 11, 12])
def test_no_piece_is_lost_where_processes_die_between_two_answers(after: int) -> None:
    found = []
    for answer in LocalEngine(2).run(operator.neg, PIECES):
        found.append(answer)
        if len(found) == after:
            kill_the_processes()
    assert sorted(found) == sorted(-piece for piece in PIECES)


def test_a_piece_that_kills_its_process_is_named() -> None:
    with pytest.raises(EngineError, match=r"^7: its process died 3 times"):
        list(LocalEngine(2).run(os._exit, [7, 7]))

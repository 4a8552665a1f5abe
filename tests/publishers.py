"""Publishers: each a process of its own, with an environment of its own, that waits for the word to begin.

They are forked from one process that has read their modules, which takes longer than an upload, and that has done
nothing else: no connection, thread or client is shared. So fifty rounds cost what is done in them.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from pipeline.__main__ import main

KEPT = ("PATH", "PYTHONPATH")
MODULES = ["__main__", "s3fs", "aiobotocore.session", "pipeline.stores.upload", "pipeline.stores.s3", __name__]
LONGEST = 120  # seconds until a publisher that has not ended is a failure


@dataclass(frozen=True, slots=True)
class Publisher:
    """One that is ready; everything it says goes into the file `said`."""

    process: BaseProcess
    starter: Connection
    said: Path

    def go(self) -> None:
        self.starter.send_bytes(b"go")

    def ended(self) -> tuple[int, str]:
        """Exit code and everything it said."""
        self.process.join(LONGEST)
        assert self.process.exitcode is not None, f"does not end; it has said: {self.said.read_text()}"
        return self.process.exitcode, self.said.read_text(encoding="utf-8")

    def kill(self) -> None:
        """As the machine would: without a chance to clear up."""
        self.process.kill()
        self.process.join()


def ready(arguments: list[str], home: Path, environment: dict[str, str]) -> Publisher:
    """A publisher that waits for `go`, with nothing in its environment but what it is given."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(MODULES)
    ours, theirs = context.Pipe()
    number, said = tempfile.mkstemp(prefix="said-", dir=home)
    os.close(number)
    kept = {name: os.environ[name] for name in KEPT if name in os.environ} | {"HOME": str(home)}
    process = context.Process(target=publish, args=(arguments, kept | environment, said, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.poll(LONGEST), "is not ready"
    assert ours.recv_bytes() == b"ready"
    return Publisher(process, ours, Path(said))


def publish(arguments: list[str], environment: dict[str, str], said: str, starter: Connection) -> None:
    """What the process does: one command of ours, as from a shell."""
    with Path(said).open("wb") as stream:
        for number in (1, 2):
            os.dup2(stream.fileno(), number)
    os.environ.clear()
    os.environ.update(environment)
    starter.send_bytes(b"ready")
    starter.recv_bytes()
    sys.exit(main(arguments))

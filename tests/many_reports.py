"""Reports as many as a test needs, and packages held against each other: what the tests of large builds share."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pipeline.build import Built, Working, build
from pipeline.engines.local import LocalEngine
from pipeline.parts import batches, gathering
from pipeline.terminal import Narrator

N_REPORTS = 60
NUMBERS = ("Two", "Three", "Four", "At least five", "Nine")
TOWNS = ("Mosul, Iraq", "Jos, Nigeria", "Idlib, Syria", "Quetta, Pakistan")


def lines_of(n_reports: int) -> Iterator[str]:
    """A report of one or two sentences on each line."""
    for number in range(n_reports):
        text = f"{NUMBERS[number % 5]} people were killed in a bombing in {TOWNS[number % 4]} on Monday, police said."
        if number % 3 == 0:
            text += f" Another {number % 7 + 2} were wounded."
        yield json.dumps({"report_id": f"r{number:05}", "published_date": "2025-03-04", "text": text}) + "\n"


def write_lines(path: Path, n_reports: int) -> Path:
    path.write_text("".join(lines_of(n_reports)), encoding="utf-8")
    return path


def cut_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of ten reports, tables of some hundred rows in parts, and a sample for the referees."""
    monkeypatch.setattr(batches, "REPORTS_PER_BATCH", 10)
    monkeypatch.setattr(gathering, "MOST_ROWS", 150)
    monkeypatch.setattr(gathering, "MOST_CHECKED", 400)


def quiet() -> Narrator:
    return Narrator(Console(file=io.StringIO()))


def built(source: Path, out: Path, **working: Any) -> Built:
    done = build(source, out, None, None, quiet(), Working(**{"engine": LocalEngine(1), **working}))
    assert done.package is not None, done.findings
    return done


def package_in_parts(folder: Path) -> Path:
    """A package with tables in parts, and a sample for the referees."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        cut_small(monkeypatch)
        done = built(write_lines(folder / "reports.jsonl", N_REPORTS), folder / "package")
    assert {"evidence", "casualty_estimates"} <= set(done.prepared.in_parts)
    assert done.prepared.sample is not None
    return folder / "package"


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "pipeline", *map(str, arguments)]


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """The command line, as a process of its own that a test can kill."""
    return subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(running: subprocess.Popen[str], seconds: float = 240) -> tuple[int, str, str]:
    """Its exit code, and what it wrote to standard output and error."""
    out, err = running.communicate(timeout=seconds)
    return running.returncode, out, err


def children_of(pid: int) -> list[int]:
    """The processes that work for a process: spawned by multiprocessing, and not its resource tracker."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                words = (folder / "cmdline").read_bytes()
            except (OSError, IndexError):
                continue  # it has ended meanwhile
            if parent == pid and b"spawn_main" in words:
                found.append(int(folder.name))
    return sorted(found)


def wait_until(holds: object, running: subprocess.Popen[str], seconds: float = 120) -> None:
    """Returns once `holds()` is true; fails where the process ends or the time is over before."""
    assert callable(holds)
    until = time.monotonic() + seconds
    while not holds():
        assert running.poll() is None, f"it ended before: {running.communicate()}"
        assert time.monotonic() < until, "it did not get there in time"
        time.sleep(0.01)


def whole_parts(work: Path) -> list[Path]:
    """The parts that are at their place."""
    folder = work / "parts"
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"

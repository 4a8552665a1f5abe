"""A build is stopped in every way that a machine has; what comes out in the end is what an unhurt build makes.

Each test starts the command line as a user does, hurts it, lets it recover or starts it again, and holds the package
against one that was made at once.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.many_reports import children_of, ended, files_in, is_running, start, wait_until, whole_parts, write_lines

N_REPORTS = 2_200  # five batches
PARTS = 5


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(tmp_path_factory.mktemp("source") / "reports.jsonl", N_REPORTS)


@pytest.fixture(scope="module")
def unhurt(source: Path) -> dict[str, bytes]:
    """The files of the package, made at once and in one process."""
    out = source.parent / "unhurt"
    code, _, err = ended(start("build", "--reports", source, "--out", out, "--processes", "1"))
    assert code == 0, err
    return files_in(out)


@pytest.mark.parametrize("engine", ["local", "dask"])
def test_a_killed_worker_costs_nothing_but_time(
    engine: str, source: Path, unhurt: dict[str, bytes], tmp_path: Path
) -> None:
    out, work = tmp_path / "out", tmp_path / "work"
    running = start("build", "--reports", source, "--out", out, "--work", work, "--engine", engine, "--processes", "2")
    wait_until(lambda: whole_parts(work), running)
    victims = children_of(running.pid)
    assert victims
    assert len(whole_parts(work)) < PARTS
    os.kill(victims[-1], signal.SIGKILL)
    code, _, err = ended(running)
    assert code == 0, err
    assert files_in(out) == unhurt


def test_a_killed_parent_leaves_no_process_and_no_half_made_part(
    source: Path, unhurt: dict[str, bytes], tmp_path: Path
) -> None:
    out, work = tmp_path / "out", tmp_path / "work"
    arguments = ("build", "--reports", source, "--out", out, "--work", work, "--processes", "2")
    running = start(*arguments)
    wait_until(lambda: whole_parts(work), running)
    workers = children_of(running.pid)
    running.kill()
    ended(running)
    assert workers
    until_ended(workers)
    assert not out.exists()
    made = {path: path.stat().st_mtime_ns for path in whole_parts(work)}
    assert 0 < len(made) < PARTS
    code, _, err = ended(start(*arguments))
    assert code == 0, err
    assert files_in(out) == unhurt
    assert all(path.stat().st_mtime_ns == when for path, when in made.items())


def until_ended(pids: list[int]) -> None:
    sleeping = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        wait_until(lambda: not any(map(is_running, pids)), sleeping, seconds=30)
    finally:
        sleeping.kill()
        sleeping.wait()


def test_a_second_run_in_the_same_place_is_refused(source: Path, unhurt: dict[str, bytes], tmp_path: Path) -> None:
    out, work = tmp_path / "out", tmp_path / "work"
    arguments = ("build", "--reports", source, "--out", out, "--work", work, "--processes", "2")
    running = start(*arguments)
    wait_until(lambda: (work / "parts").is_dir(), running)
    code, _, err = ended(start(*arguments))
    assert code == 1
    assert "another run is working in" in err
    code, _, err = ended(running)
    assert code == 0, err
    assert files_in(out) == unhurt


def test_a_full_disk_is_told_and_the_run_goes_on_once_there_is_room(
    source: Path, unhurt: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with small_disk(tmp_path / "disk", "2m") as disk:
        arguments = ("build", "--reports", source, "--out", out, "--work", disk / "work", "--processes", "2")
        code, _, err = ended(start(*arguments))
        assert code == 1
        assert "No space left on device" in err.splitlines()[-1]
        assert not out.exists()
        subprocess.run([str(shutil.which("mount")), "-o", "remount,size=200m", str(disk)], check=True)
        code, _, err = ended(start(*arguments))
        assert code == 0, err
        assert files_in(out) == unhurt


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """A file system of that size in memory."""
    place.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run(
            [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True
        ).returncode
    ):
        pytest.skip("only root may mount a small disk")
    try:
        yield place
    finally:
        subprocess.run([str(shutil.which("umount")), "--lazy", str(place)], check=True)


def test_a_line_that_is_broken_in_the_middle_of_many_stops_nothing(
    source: Path, unhurt: dict[str, bytes], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jsonl"
    lines = source.read_bytes().splitlines(keepends=True)
    lines.insert(N_REPORTS // 2, b'{"report_id": "half", "te\xff\n')
    broken.write_bytes(b"".join(lines))
    out = tmp_path / "out"
    code, told, err = ended(start("build", "--reports", broken, "--out", out))
    assert code == 0, err
    assert f"{broken}:{N_REPORTS // 2 + 1}: byte 0xFF at offset 25 of the line is not UTF-8" in told
    made = files_in(out)
    assert {name: content for name, content in made.items() if name.startswith("data/")} == {
        name: content for name, content in unhurt.items() if name.startswith("data/")
    }
    code, _, err = ended(start("build", "--reports", broken, "--out", tmp_path / "strict", "--strict"))
    assert (code, (tmp_path / "strict").exists()) == (1, False)
    assert f"{broken}:{N_REPORTS // 2 + 1}:" in err.splitlines()[-1]

"""A caller that takes what is wrong gets every report that can be read, and hears of every one that cannot."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from pipeline.ingest import check_is_new, files, read_reports
from pipeline.model import InputError, Report

TEXT = "Two people were killed in a blast on Monday."


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def line_of(report_id: str, **values: object) -> str:
    return json.dumps({"report_id": report_id, "text": TEXT, **values}) + "\n"


def read_on(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The ids of what was read, and (where, what) of what was not."""
    errors: list[InputError] = []
    ids = [report.report_id for report in read_reports(path, errors.append)]
    return ids, [(error.where, error.what) for error in errors]


def test_a_bad_line_is_told_and_reading_goes_on_behind_it(tmp_path: Path) -> None:
    path = put(tmp_path / "x.jsonl", line_of("a") + "{\n" + "\n" + line_of("b", titel="x") + line_of("c"))
    ids, errors = read_on(path)
    assert ids == ["a", "c"]
    assert [where for where, _ in errors] == [f"{path}:2", f"{path}:4"]
    assert errors[0][1].startswith("is not JSON")
    assert errors[1][1].startswith("has the unknown key 'titel'")


@pytest.mark.parametrize("length", [1, 17, 5000])
def test_a_line_that_is_too_long_is_passed_over_to_its_end(
    length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 2**10)
    monkeypatch.setattr(files, "SKIPPED_AT_ONCE", 16)
    long = line_of("b", title="x" * (2**10 - len(line_of("b", title="")) + length))
    path = put(tmp_path / "x.jsonl", line_of("a") + long + line_of("c"))
    ids, ((where, what),) = read_on(path)
    assert ids == ["a", "c"]
    assert (where, what) == (f"{path}:2", "is longer than 0 MiB; cut the report into several")


def test_of_two_reports_with_one_id_the_first_is_read(tmp_path: Path) -> None:
    path = put(tmp_path / "x.jsonl", line_of("a") + line_of("b") + line_of("A") + line_of("a"))
    ids, errors = read_on(path)
    assert ids == ["a", "b"]
    assert errors == [
        (f"{path}:3", "has the id 'A', as has a report before it; give each its own"),
        (f"{path}:4", "has the id 'a', as has a report before it; give each its own"),
    ]


def test_bad_reports_and_stray_files_of_a_folder_are_told(tmp_path: Path) -> None:
    put(tmp_path / "a" / "report.txt", TEXT)
    put(tmp_path / "b" / "report.txt", b"caf\xe9")
    put(tmp_path / "c" / "notes.md", "nothing else here")
    put(tmp_path / "d.pdf", "x")
    put(tmp_path / "e.txt", TEXT)
    ids, errors = read_on(tmp_path)
    assert ids == ["a", "e"]
    assert [where.removeprefix(f"{tmp_path}/") for where, _ in errors] == ["b/report.txt:1", "c", "d.pdf"]


def test_where_no_report_can_be_read_that_is_an_error_still(tmp_path: Path) -> None:
    path = put(tmp_path / "x.jsonl", "{\n[\n")
    told: list[InputError] = []
    with pytest.raises(InputError, match="holds no report that can be read"):
        list(read_reports(path, told.append))
    assert len(told) == 2
    with pytest.raises(InputError, match="holds no report; a report is"):
        list(read_reports(put(path, "\n"), told.append))
    assert len(told) == 2


def test_a_path_that_leads_nowhere_is_an_error_still(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        list(read_reports(tmp_path / "none.jsonl", lambda error: None))


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="the sizes of objects are those of CPython")
def test_ids_read_before_take_no_more_than_a_hundred_bytes_each() -> None:
    number = 60_000
    reports = (Report(f"a-report-with-a-rather-long-id-{i}", TEXT, "") for i in range(number))
    seen: set[bytes] = set()
    tracemalloc.start()
    for report in reports:
        check_is_new(report, "x.jsonl", seen, None)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(seen) == number
    assert 0 < held < 100 * number


# Lines of two kilobytes, one in 10,000 of them corrupt, made while they are written: 50 MB.
WRITE = """
import gzip, sys
line = '{"report_id": "r%d", "text": "%d people were killed. ' + "Others fled. " * 150 + '"}\\n'
with gzip.open(sys.argv[1], "wt", compresslevel=1) as file:
    for number in range(25_000):
        file.write(line % (number, number) if number % 10_000 != 9_999 else '{"report_id": "r9999", "tex\\n')
"""
READ = """
import resource, sys
from pathlib import Path
from pipeline.ingest import read_reports
errors = []
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read = sum(1 for _ in read_reports(Path(sys.argv[1]), errors.append))
print(read, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, *(error.where for error in errors))
"""


@pytest.mark.skipif(sys.platform == "darwin", reason="ru_maxrss is in other units there")
def test_a_large_file_with_corrupt_lines_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl.gz"
    subprocess.run([sys.executable, "-c", WRITE, path], check=True)
    ran = subprocess.run([sys.executable, "-c", READ, path], capture_output=True, text=True, check=True)
    read, kilobytes, *places = ran.stdout.split()
    assert int(read) == 24_998
    assert places == [f"{path}:10000", f"{path}:20000"]
    assert int(kilobytes) < 12 * 2**10  # of 50 MB

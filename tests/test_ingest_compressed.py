"""Compressed lines are read as plain ones are; one that breaks off is never taken for one that ends."""

from __future__ import annotations

import gzip
import json
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.ingest import files, read_reports
from pipeline.ingest.lines import SUFFIXES
from pipeline.model import InputError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Compress = Callable[[bytes], bytes]
COMPRESSED: list[tuple[str, Compress]] = [("x.jsonl.gz", gzip.compress), ("x.jsonl.zst", zstd.compress)]
# A text that hardly shrinks, so that a file cut in the middle holds about half of the lines.
NUMBER = 2000


def line_of(number: int, text: str = "") -> bytes:
    words = " ".join(str(number * number * 7919 % 99991 + i) for i in range(20))
    return json.dumps({"report_id": f"r{number}", "text": text or f"{number} people were killed. {words}"}).encode()


def lines() -> bytes:
    return b"".join(line_of(number) + b"\n" for number in range(NUMBER))


def read_on(path: Path) -> tuple[int, list[tuple[str, str]]]:
    """How many reports were read, and (where, what) of what was not."""
    errors: list[InputError] = []
    read = sum(1 for _ in read_reports(path, errors.append))
    return read, [(error.where, error.what) for error in errors]


@pytest.mark.parametrize(("name", "compress"), COMPRESSED)
@pytest.mark.parametrize("spelled", [str.lower, str.upper])
def test_compressed_lines_are_read_as_plain_ones(
    name: str, compress: Compress, spelled: Callable[[str], str], tmp_path: Path
) -> None:
    plain = tmp_path / "x.jsonl"
    plain.write_bytes(lines())
    packed = tmp_path / spelled(name)
    packed.write_bytes(compress(lines()))
    reports = list(read_reports(plain))
    assert len(reports) == NUMBER
    assert reports == list(read_reports(packed))


@pytest.mark.parametrize(("name", "compress"), COMPRESSED)
def test_a_file_of_several_compressed_pieces_is_read_to_its_end(name: str, compress: Compress, tmp_path: Path) -> None:
    whole = lines()
    path = tmp_path / name
    path.write_bytes(compress(whole[:7000]) + compress(whole[7000:]))
    assert read_on(path) == (NUMBER, [])


@pytest.mark.parametrize(("name", "compress"), COMPRESSED)
def test_a_file_that_is_cut_off_says_what_was_read(name: str, compress: Compress, tmp_path: Path) -> None:
    packed = compress(lines())
    path = tmp_path / name
    path.write_bytes(packed[: len(packed) // 2])
    read, ((where, what),) = read_on(path)
    assert 0 < read < NUMBER
    assert where == f"{path}:{read + 1}"
    assert what.startswith("cannot be read from here on: it is cut off within what was compressed; the ")
    assert f"the {read:,} lines above were read" in what
    with pytest.raises(InputError, match="cut off"):
        list(read_reports(path))


@pytest.mark.parametrize(("name", "compress"), COMPRESSED)
def test_a_damaged_file_says_what_was_read(name: str, compress: Compress, tmp_path: Path) -> None:
    packed = bytearray(compress(lines()))
    for at in range(len(packed) // 2, len(packed) // 2 + 64):
        packed[at] ^= 0xFF
    path = tmp_path / name
    path.write_bytes(packed)
    read, errors = read_on(path)
    assert read < NUMBER
    assert errors[-1][0].startswith(str(path))
    assert "it is damaged" in errors[-1][1]


@pytest.mark.parametrize(("name", "compress"), COMPRESSED)
def test_what_is_not_compressed_is_named(name: str, compress: Compress, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(lines())
    with pytest.raises(InputError) as caught:
        list(read_reports(path))
    assert caught.value.where == str(path)
    assert caught.value.what.startswith("cannot be read: it is damaged, or not compressed as its name says")


@pytest.mark.parametrize(("name", "compress"), COMPRESSED)
def test_what_stands_behind_the_compressed_is_not_passed_over(name: str, compress: Compress, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(compress(lines()) + line_of(NUMBER))
    read, ((where, what),) = read_on(path)
    assert (read, where) == (NUMBER, f"{path}:{NUMBER + 1}")
    assert "it is damaged" in what


@pytest.mark.parametrize(("name", "compress"), COMPRESSED)
def test_a_line_far_too_long_in_a_small_file_takes_little_memory(
    name: str, compress: Compress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 2**20)
    bomb = compress(line_of(0) + b"\n") + compress(b"0" * 2**24) * 8 + compress(b"\n" + line_of(1))
    assert len(bomb) < 2**18
    path = tmp_path / name
    path.write_bytes(bomb)
    tracemalloc.start()
    read, ((where, what),) = read_on(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (read, where) == (2, f"{path}:2")
    assert what.startswith("is longer than 1 MiB")
    assert peak < 2**24


def test_every_suffix_of_lines_is_tried_here() -> None:
    assert {"x" + suffix for suffix in SUFFIXES} == {"x.jsonl", *(name for name, _ in COMPRESSED)}

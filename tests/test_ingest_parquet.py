"""Rows of Parquet are read as lines are, a few in memory at a time; what is broken of a file is told by its rows."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.ingest import files, read_reports
from pipeline.model import InputError

NUMBER = 1000
TEXTS = [
    f"{i} people were killed at {i * i}. " + " ".join(str(i * 7919 % 99991 + j) for j in range(20))
    for i in range(NUMBER)
]
IDS = [f"r{i}" for i in range(NUMBER)]


def read_on(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The ids of what was read, and (where, what) of what was not."""
    errors: list[InputError] = []
    ids = [report.report_id for report in read_reports(path, errors.append)]
    return ids, [(error.where, error.what) for error in errors]


def write(path: Path, table: dict[str, object], **options: object) -> Path:
    pq.write_table(pa.table(table), path, **options)
    return path


def test_a_row_is_read_as_a_line_is(tmp_path: Path) -> None:
    row = {"report_id": "a", "text": "Two died.", "published_date": "2026-02-01", "title": "Blast", "publisher": None}
    path = write(tmp_path / "x.parquet", {name: [value] for name, value in row.items()})
    (report,) = read_reports(path)
    assert (report.report_id, report.text, report.title, report.publisher) == ("a", "Two died.", "Blast", None)
    assert report.published_date == dt.date(2026, 2, 1)


@pytest.mark.parametrize("kind", [pa.date32(), pa.date64(), pa.timestamp("ns"), pa.string(), pa.large_string()])
def test_a_date_may_have_any_type_that_holds_a_day(kind: pa.DataType, tmp_path: Path) -> None:
    dates = (
        pa.array([dt.date(2026, 2, 1), None]) if not pa.types.is_large_string(kind) else pa.array(["2026-02-01", None])
    )
    path = write(tmp_path / "x.parquet", {"report_id": IDS[:2], "text": TEXTS[:2], "published_date": dates.cast(kind)})
    assert [report.published_date for report in read_reports(path)] == [dt.date(2026, 2, 1), None]


def test_what_pandas_writes_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame({"report_id": IDS, "text": TEXTS, "language": pd.Categorical(["en"] * NUMBER)})
    frame["published_date"] = pd.Timestamp("2026-02-01")
    frame.to_parquet(tmp_path / "x.parquet")
    reports = list(read_reports(tmp_path / "x.parquet"))
    assert [report.text for report in reports] == TEXTS
    assert {(report.language, report.published_date) for report in reports} == {("en", dt.date(2026, 2, 1))}


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ({"report_id": ["a"], "text": ["Two died."], "titel": ["x"]}, "has the unknown key 'titel'; is it 'title'?"),
        ({"report_id": ["a"]}, "has no column text"),
        ({"text": ["Two died."]}, "has no column report_id"),
    ],
)
def test_columns_that_are_not_those_of_reports_are_named(table: dict[str, object], what: str, tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", table)
    with pytest.raises(InputError) as caught:
        list(read_reports(path))
    assert caught.value.where == str(path)
    assert caught.value.what.startswith(what)


def test_a_bad_row_is_told_and_reading_goes_on_behind_it(tmp_path: Path) -> None:
    texts = ["Two died.", None, b"caf\xe9 burned", " ", "Three died."]
    column = pa.array(texts, pa.binary()).view(pa.string())
    dates = [None, None, None, None, "2026-02-30"]
    path = write(tmp_path / "x.parquet", {"report_id": list("abcde"), "text": column, "published_date": dates})
    ids, errors = read_on(path)
    assert ids == ["a"]
    assert [where for where, _ in errors] == [f"{path}:{row}" for row in (2, 3, 4, 5)]
    said = ("text is missing", "byte 0xE9 at offset 3 of a cell is not UTF-8", "holds no text", "published_date is")
    assert all(what.startswith(start) for (_, what), start in zip(errors, said, strict=True))


def test_a_text_longer_than_a_report_may_be_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 2**20)
    path = write(tmp_path / "x.parquet", {"report_id": ["a", "b"], "text": ["é" * 2**20, "Two died."]})
    assert read_on(path) == (["b"], [(f"{path}:1", "is longer than 1 MiB; cut the report into several")])


def test_a_broken_page_costs_the_rest_of_its_row_group(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.parquet",
        {"report_id": IDS, "text": TEXTS},
        row_group_size=400,
        data_page_size=4096,
        write_batch_size=16,
        use_dictionary=False,
        write_page_checksum=True,
    )
    column = pq.ParquetFile(path).metadata.row_group(1).column(1)
    content = bytearray(path.read_bytes())
    content[column.data_page_offset + column.total_compressed_size // 2] ^= 0xFF
    path.write_bytes(content)
    ids, ((where, what),) = read_on(path)
    read = len(ids) - 400 - 200  # of the second group
    assert 0 < read < 400
    assert ids == IDS[: 400 + read] + IDS[800:]
    assert where == f"{path}:{400 + read + 1}"
    assert what.startswith(f"rows {400 + read + 1:,} to 800 cannot be read: ")
    with pytest.raises(InputError, match="to 800 cannot be read"):
        list(read_reports(path))


@pytest.mark.parametrize("keep", [0, 3, 2000, -1])
def test_a_file_that_is_cut_off_is_named(keep: int, tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", {"report_id": IDS, "text": TEXTS})
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(InputError, match="cannot be read as Parquet") as caught:
        list(read_reports(path))
    assert caught.value.where == str(path)


MEASURE = """
import resource, sys
from pathlib import Path
from pipeline.ingest import read_reports
import pipeline.ingest.parquet
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(sum(1 for _ in read_reports(Path(sys.argv[1]))), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform == "darwin", reason="ru_maxrss is in other units there")
@pytest.mark.parametrize("is_shared", [False, True], ids=["one large row group", "one text a thousand times"])
def test_a_large_file_takes_little_memory(is_shared: bool, tmp_path: Path) -> None:
    places = pa.array([0] * NUMBER, pa.int32())
    texts = pa.DictionaryArray.from_arrays(places, ["x " * 2**18]) if is_shared else [text * 400 for text in TEXTS]
    path = write(tmp_path / "x.parquet", {"report_id": IDS, "text": texts})
    ran = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True)
    read, kilobytes = map(int, ran.stdout.split())
    assert read == NUMBER
    assert kilobytes < 32 * 2**10  # of some 60 MB and of 500

"""Reports come from files that a pattern matches, and from a store that fsspec knows; a URL's secrets go nowhere."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.ingest import read_reports
from pipeline.model import InputError

TEXT = "Two people were killed in a blast on Monday."


def line_of(report_id: str) -> bytes:
    return json.dumps({"report_id": report_id, "text": TEXT}).encode() + b"\n"


def ids(place: Path | str) -> list[str]:
    return [report.report_id for report in read_reports(place)]


def refusal(place: Path | str) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        ids(place)
    return caught.value.where, caught.value.what


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with lines of two months and a third that is compressed, and Parquet of a fourth."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "2024-02.jsonl").write_bytes(line_of("c") + line_of("b"))
    (folder / "2024-01.jsonl").write_bytes(line_of("d"))
    (folder / "2024-03.jsonl.gz").write_bytes(gzip.compress(line_of("a")))
    (folder / ".2024-00.jsonl").write_bytes(line_of("hidden"))
    pq.write_table(pa.table({"report_id": ["e"], "text": [TEXT]}), folder / "2024-04.parquet")
    return folder


def test_files_that_a_pattern_matches_are_read_in_the_order_of_their_names(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ids(news / "2024-*") == ["d", "c", "b", "a", "e"]
    assert ids(news / "2024-0[12].jsonl") == ["d", "c", "b"]
    assert ids(news.parent / "**" / "*-0?.jsonl.gz") == ["a"]
    monkeypatch.chdir(news.parent)
    assert ids("news/*.jsonl") == ids(Path("news/*.jsonl")) == ["d", "c", "b"]


def test_a_file_with_that_very_name_goes_before_what_it_matches(news: Path) -> None:
    (news / "2024-0[12].jsonl").write_bytes(line_of("z"))
    assert ids(news / "2024-0[12].jsonl") == ["z"]


def test_a_pattern_that_matches_nothing_or_more_than_files_of_reports_is_told(news: Path) -> None:
    assert refusal(news / "2025-*") == (
        str(news / "2025-*"),
        "matches no file; look at what is there, and quote it for the shell",
    )
    (news / "2024-00.txt").write_text(TEXT)
    where, what = refusal(news / "2024-*")
    assert where == str(news / "2024-00.txt")
    assert what.startswith("is no .jsonl, .jsonl.gz, .jsonl.zst or .parquet file, and would be lost")


def test_one_broken_file_of_several_does_not_cost_the_others(news: Path) -> None:
    (news / "2024-02.jsonl.gz").write_bytes(gzip.compress(line_of("x"))[:-9])
    (news / "2024-02.parquet").write_bytes(b"PAR1")
    errors: list[InputError] = []
    read = [report.report_id for report in read_reports(news / "2024-*", errors.append)]
    assert [report_id for report_id in read if report_id != "x"] == ["d", "c", "b", "a", "e"]
    assert [Path(error.where.partition(":")[0]).name for error in errors] == ["2024-02.jsonl.gz", "2024-02.parquet"]


def test_an_id_that_two_files_give_is_refused_both_named(news: Path) -> None:
    (news / "2024-09.jsonl").write_bytes(line_of("B"))
    where, what = refusal(news / "2024-*")
    assert where == f"{news / '2024-09.jsonl'}:1"
    assert what == f"has the id 'B', as has {news / '2024-02.jsonl'}:2; give each its own"


# ------------------------------------------------------------------------------------------------ URLs


@pytest.fixture
def store(news: Path) -> Iterator[str]:
    """The URL of a store in memory that has the same files."""
    files = fsspec.filesystem("memory")
    files.put(str(news), "/shelf/news", recursive=True)
    yield "memory://shelf/news"
    files.rm("/shelf", recursive=True)


def test_a_url_is_read_as_a_path_is(news: Path, store: str) -> None:
    for name in ("2024-02.jsonl", "2024-03.jsonl.gz", "2024-04.parquet", "2024-*"):
        assert list(read_reports(f"{store}/{name}")) == list(read_reports(news / name))
        assert list(read_reports(f"file://{news}/{name}")) == list(read_reports(news / name))


def test_a_url_that_leads_to_nothing_is_told(store: str) -> None:
    url = f"{store}/2025.jsonl"
    assert refusal(url) == (url, "cannot be read: it is not there; correct the URL")
    url = f"{store}/2025-*.jsonl"
    assert refusal(url) == (url, "matches no file; look at what is there")
    where, what = refusal(f"{store}/notes.md")
    assert where == f"{store}/notes.md"
    assert what.startswith("is no .jsonl")


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("s3://AKIA:s3cret@bucket/x.jsonl", "credentials have no place in a URL"),
        ("s3://AKIA:s3/cret@bucket/x.jsonl", "credentials have no place in a URL"),
        ("https://example.org/x.jsonl?X-Amz-Signature=s3cret", "a URL with ?, # or :: cannot be used"),
        ("https://example.org/x.jsonl#s3cret", "a URL with ?, # or :: cannot be used"),
        ("filecache::s3://s3cret/x.jsonl", "a URL with ?, # or :: cannot be used"),
        ("https://[s3cret/x.jsonl", "is no URL"),
    ],
)
def test_a_url_that_may_hold_a_secret_is_refused_and_not_repeated(url: str, what: str) -> None:
    where, said = refusal(url)
    assert said.startswith(what)
    assert "cret" not in where + said


def test_a_store_that_is_not_known_is_told() -> None:
    where, what = refusal("gopher://example.org/x.jsonl")
    assert where == "gopher://example.org/x.jsonl"
    assert what.startswith("is no kind of store that is known")


def test_without_the_packages_of_stores_it_says_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert refusal("s3://bucket/x.jsonl")[1] == "needs more packages than are installed: pip install 'attested[stores]'"


def test_a_connection_that_breaks_says_what_was_read_and_no_more(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fsspec.filesystem("memory").store["/shelf/news/2024-02.jsonl"]
    read = type(whole).read

    def once(file: object, length: int = -1) -> bytes:
        if whole.tell() >= len(line_of("c")):
            raise ConnectionResetError("s3cret")
        return read(whole, len(line_of("c")))

    monkeypatch.setattr(type(whole), "read", once)
    errors: list[InputError] = []
    assert [report.report_id for report in read_reports(f"{store}/2024-02.jsonl", errors.append)] == ["c"]
    assert errors[0].where == f"{store}/2024-02.jsonl:2"
    assert "the connection broke (ConnectionResetError)" in errors[0].what
    assert "s3cret" not in errors[0].what

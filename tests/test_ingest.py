"""Files become reports as they stand, or the first that cannot is named, by line where it has lines."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import time
import unicodedata
from pathlib import Path

import pytest

from pipeline.ingest import files, read_reports
from pipeline.model import InputError, Report

TEXT = "Two people were killed in a blast on Monday."


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def only(path: Path) -> Report:
    (report,) = read_reports(path)
    return report


def refusal(path: Path) -> tuple[str, str]:
    """(where, what) of the error that reading ends in."""
    with pytest.raises(InputError) as caught:
        list(read_reports(path))
    return caught.value.where, caught.value.what


def line_of(**values: object) -> str:
    return json.dumps({"report_id": "a", "text": TEXT, **values})


# ------------------------------------------------------------------------------------------------ what is read


def test_a_folder_of_reports_is_read_in_the_order_of_ids(tmp_path: Path) -> None:
    put(tmp_path / "b" / "report.txt", TEXT)
    put(
        tmp_path / "b" / "report.yaml",
        "title: Blast  kills two\npublisher: Example Times\npublished_date: 2026-02-01\n",
    )
    put(tmp_path / "c.txt", "Three died.")
    put(tmp_path / "a" / "report.txt", "Nobody died.")
    first, second, third = read_reports(tmp_path)
    assert [report.report_id for report in (first, second, third)] == ["a", "b", "c"]
    assert (first.title, first.publisher, first.published_date) == (None, None, None)
    assert second == Report(
        report_id="b",
        text=TEXT,
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        title="Blast kills two",
        publisher="Example Times",
        published_date=dt.date(2026, 2, 1),
    )


def test_a_report_is_the_same_by_way_of_its_folder_and_of_its_file(tmp_path: Path) -> None:
    text = put(tmp_path / "one" / "report.txt", TEXT)
    put(tmp_path / "one" / "report.yaml", "title: Blast\n")
    assert only(tmp_path) == only(tmp_path / "one") == only(text)
    assert only(text).title == "Blast"


def test_every_line_of_jsonl_is_a_report(tmp_path: Path) -> None:
    metadata = {"published_date": "2026-02-01", "title": "Blast", "publisher": "Times", "url": "https://example.org/a"}
    path = put(tmp_path / "x.jsonl", f"\ufeff{line_of(**metadata)}\r\n\n{line_of(report_id='b', title=None)}")
    first, second = read_reports(path)
    assert (first.report_id, first.text, first.title, first.publisher) == ("a", TEXT, "Blast", "Times")
    assert (first.url, first.published_date) == ("https://example.org/a", dt.date(2026, 2, 1))
    assert (second.report_id, second.title, second.published_date) == ("b", None, None)


def test_files_for_people_and_hidden_ones_are_no_reports(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    for name in ("README.md", "LICENSE", "readme.txt", ".DS_Store"):
        put(tmp_path / name, "x")
    assert only(tmp_path).report_id == "a"


# ------------------------------------------------------------------------------------------------ the stored text


@pytest.mark.parametrize(
    ("content", "stored"),
    [
        (b"\xef\xbb\xbfTwo died.", "Two died."),
        (b"Two died.\r\nOne fled.\rAll told.\n", "Two died.\nOne fled.\nAll told.\n"),
        ("Two died at the cafe\u0301.", "Two died at the caf\u00e9."),
        ("\u212bngstr\u00f6m \U0001f600", "\u00c5ngstr\u00f6m \U0001f600"),
        ("  Two died.  ", "  Two died.  "),
    ],
    ids=["byte order mark", "line ends", "composed", "canonical and astral", "white space stays"],
)
def test_the_text_is_stored_in_nfc_with_plain_line_ends(content: str | bytes, stored: str, tmp_path: Path) -> None:
    report = only(put(tmp_path / "a.txt", content))
    assert report.text == stored
    assert report.text_sha256 == hashlib.sha256(stored.encode()).hexdigest()


def test_the_text_of_a_line_is_stored_as_that_of_a_file(tmp_path: Path) -> None:
    path = put(tmp_path / "x.jsonl", line_of(text="Two died\r\nat the cafe\u0301."))
    assert only(path).text == "Two died\nat the caf\u00e9."


@pytest.mark.parametrize(
    ("text", "day", "body"),
    [
        (" date 2026-02-01 Two died.", dt.date(2026, 2, 1), "Two died."),
        ("DATE: 2026-02-01\n\nTwo died.", dt.date(2026, 2, 1), "Two died."),
        ("Two died on date 2026-02-01.", None, "Two died on date 2026-02-01."),
        ("date 2026-02-012 Two died.", None, "date 2026-02-012 Two died."),
        ("update 2026-02-01 Two died.", None, "update 2026-02-01 Two died."),
        (TEXT, None, TEXT),
    ],
)
def test_a_leading_date_line_dates_the_report(text: str, day: dt.date | None, body: str, tmp_path: Path) -> None:
    report = only(put(tmp_path / "a.txt", text))
    assert (report.published_date, report.text[report.body_start :]) == (day, body)
    assert report.text == text


def test_the_date_of_report_yaml_goes_before_that_of_the_first_line(tmp_path: Path) -> None:
    put(tmp_path / "a" / "report.txt", "date 2026-02-01 Two died.")
    put(tmp_path / "a" / "report.yaml", "published_date: 2026-02-02\n")
    report = only(tmp_path)
    assert (report.published_date, report.body_start) == (dt.date(2026, 2, 2), 16)


def test_a_text_of_20_mb_is_read_whole(tmp_path: Path) -> None:
    text = TEXT * (20 * 10**6 // len(TEXT) + 1)
    assert only(put(tmp_path / "a.txt", text)).text == text
    assert only(put(tmp_path / "x.jsonl", line_of(text=text))).text == text


def test_a_larger_text_is_refused_with_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert files.MAX_BYTES >= 20 * 10**6
    monkeypatch.setattr(files, "MAX_BYTES", 2**20)
    path = put(tmp_path / "a.txt", "x" * 2**20)
    assert len(only(path).text) == 2**20
    assert refusal(put(path, "x" * (2**20 + 1))) == (str(path), "is larger than 1 MiB; cut it into several")
    path = put(tmp_path / "x.jsonl", f"{line_of()}\n{line_of(report_id='b', text='x' * 2**20)}")
    assert refusal(path) == (f"{path}:2", "is longer than 1 MiB; cut the report into several")


# ------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (b"", "", "holds no text; put the report in, or take the file out"),
        (b"\xef\xbb\xbf", "", "holds no text"),
        (" \n\t\u00a0\r\n", "", "holds no text"),
        ("date 2026-02-01\n\n", "", "holds no text"),
        (b"PK\x03\x04\x00\x00", "", "holds a NUL byte at offset 4: it is binary, or UTF-16; save it as UTF-8 text"),
        ("Two died.".encode("utf-16"), "", "holds a NUL byte at offset 3"),
        (b"\x1b[1m\x01\x02\x03 Two", "", "is binary: more than one character in ten is a control character"),
        (b"Two died.\nThe caf\xe9 burned.", ":2", "byte 0xE9 at offset 17 is not UTF-8; save the file as UTF-8"),
        (b"Two \xed\xa0\x80 died.", ":1", "byte 0xED at offset 4 is not UTF-8"),
        ("date 2026-02-30 Two died.", ":1", "2026-02-30 is no day of the calendar; correct the date line"),
        ("\n\ndate 2026-13-01\nTwo died.", ":3", "2026-13-01 is no day of the calendar"),
        ("date 0000-01-01 Two died.", ":1", "0000-01-01 is no day of the calendar"),
    ],
    ids=[
        "empty",
        "only a byte order mark",
        "white space only",
        "only a date",
        "binary",
        "UTF-16",
        "control characters",
        "Latin-1",
        "a surrogate in UTF-8",
        "30 February",
        "month 13, on line 3",
        "year 0",
    ],
)
def test_a_text_that_cannot_be_read_is_named(content: str | bytes, line: str, what: str, tmp_path: Path) -> None:
    for path in (tmp_path / "file" / "a.txt", tmp_path / "folder" / "a" / "report.txt"):
        where, said = refusal(put(path, content).parent)
        assert where == f"{path}{line}"
        assert said.startswith(what)


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ("published_date: 2026-02-30", 1, "published_date is '2026-02-30', not a day written YYYY-MM-DD"),
        ("title: x\n\npublished_date: 1 Feb 2026", 3, "published_date is '1 Feb 2026', not a day"),
        ("published_date: 20260201", 1, "published_date is 20260201, not text; put it in quotes"),
        ("title: x\npublished_dat: 2026-02-01", 2, "has the unknown key 'published_dat'; is it 'published_date'?"),
        ("title: x\nzzz: y", 2, "has the unknown key 'zzz'; known are title, publisher, url"),
        ("title: x\ntitle: y", 2, "gives 'title' a second time, first on line 1; keep one"),
        ("title: x\npublisher: [", 3, "is not YAML"),
        ("title: x\npublisher: a: b", 2, "is not YAML"),
        ("title: x\n\tpublisher: y", 2, "is not YAML"),
        ("- title: x", 1, "must be a mapping, one `key: value` a line"),
        ("just words", 1, "must be a mapping"),
        ("title: [x]", 1, "title is ['x'], not text"),
        ("title: x\nurl: example.org", 2, "url is 'example.org', not an address that begins with http:// or https://"),
        ("language: english", 1, "language is 'english', not a BCP 47 tag"),
        ("source_type: News Paper", 1, "source_type is 'News Paper', not a code of source_types.csv"),
        ("title: &a x\npublisher: *a", 1, "has an anchor or alias ('a')"),
        ("title: !!python/object:os.system x", 1, "has a tag"),
        ("title: x\n---\ntitle: y", 2, "begins a second document"),
        ('title: "bell \\a"', 1, "title holds U+0007"),
        ("title: x\npublisher: bell \a", 2, "U+0007 can't stand in YAML"),
        (b"title: x\npublisher: caf\xe9", 2, "byte 0xE9 at offset 23 is not UTF-8"),
    ],
)
def test_a_malformed_report_yaml_is_named_by_line(content: str | bytes, line: int, what: str, tmp_path: Path) -> None:
    put(tmp_path / "a" / "report.txt", TEXT)
    path = put(tmp_path / "a" / "report.yaml", content)
    where, said = refusal(tmp_path)
    assert where == f"{path}:{line}"
    assert said.startswith(what)


def test_half_a_surrogate_pair_in_report_yaml_is_refused(tmp_path: Path) -> None:
    put(tmp_path / "a" / "report.txt", TEXT)
    path = put(tmp_path / "a" / "report.yaml", 'title: x\npublisher: "half \\ud800"\n')
    where, said = refusal(tmp_path)
    assert where == f"{path}:2"
    assert "surrogate" in said or "invalid Unicode" in said  # libyaml refuses by itself, PyYAML leaves it to us


@pytest.mark.parametrize("content", ["", "# not known\n", "title:\npublished_date: null\n", 'title: ""\n'])
def test_what_is_not_known_of_a_report_may_be_left_out(content: str, tmp_path: Path) -> None:
    put(tmp_path / "a" / "report.txt", TEXT)
    put(tmp_path / "a" / "report.yaml", content)
    report = only(tmp_path)
    assert (report.title, report.published_date, report.language) == (None, None, "en")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"report_id": "b", "text" "Two died."}', "is not JSON: Expecting ':' delimiter at character 27"),
        ('{"report_id": "b", "text":', "is not JSON: Expecting value at character 28"),
        ("Two died.", "is not JSON: Expecting value at character 1"),
        ('["b", "Two died."]', "is not a JSON object"),
        ("null", "is not a JSON object"),
        ('{"report_id": "b"}', "text is missing, or not text; every report has one"),
        ('{"report_id": 7, "text": "Two died."}', "report_id is missing, or not text"),
        ('{"text": "Two died."}', "report_id is missing, or not text"),
        (line_of(report_id="b", titel="x"), "has the unknown key 'titel'; is it 'title'?"),
        (line_of(report_id="b", published_date="2026-02-30"), "published_date is '2026-02-30', not a day"),
        (line_of(report_id="b", title=7), "title is 7, not text"),
        (line_of(report_id="b", text=" \n"), "holds no text"),
        (line_of(report_id="b", text="Two\0died."), "holds a NUL byte at offset 3"),
        ('{"report_id": "b", "report_id": "c", "text": "Two died."}', "gives 'report_id' twice; keep one"),
        (line_of(report_id="b", text="Two \ud800 died."), "text holds half of a surrogate pair at character 4"),
        (line_of(report_id="b", title="Two \udfff"), "title holds U+DFFF, which is no character of a text"),
        ("[" * 100_000, "is not JSON that can be read"),
        ('{"report_id": "b", "text": ' + "9" * 5000 + "}", "is not JSON that can be read"),
        (line_of(report_id="a"), "has the id 'a', as has "),
        (line_of(report_id="A"), "has the id 'A', as has "),
    ],
)
def test_a_malformed_line_of_jsonl_is_named(line: str, what: str, tmp_path: Path) -> None:
    path = put(tmp_path / "x.jsonl", f"{line_of()}\n\n{line}\n")
    where, said = refusal(path)
    assert where == f"{path}:3"
    assert said.startswith(what)


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = put(tmp_path / "x.jsonl", line_of().encode() + b'\n{"report_id": "caf\xe9"}\n')
    assert refusal(path)[0] == f"{path}:2"
    assert refusal(path)[1].startswith("byte 0xE9 at offset 18 of the line is not UTF-8")


@pytest.mark.parametrize("pair", [("a", "a"), ("a", "A"), ("Blast-1", "blast-1")])
def test_two_reports_with_one_id_are_refused_both_named(pair: tuple[str, str], tmp_path: Path) -> None:
    folder, text = put(tmp_path / pair[0] / "report.txt", TEXT), put(tmp_path / f"{pair[1]}.txt", TEXT)
    where, what = refusal(tmp_path)
    assert {where} < {str(folder), str(text)}
    assert "has the id" in what
    assert str(folder) in what or str(text) in what


@pytest.mark.parametrize(
    "report_id",
    [
        "../x",
        "..",
        ".",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "C:\\x",
        "a..b",
        ".hidden",
        "",
        " a",
        "a b",
        "a\n",
        "é",
        "x" * 129,
    ],
)
def test_an_id_that_is_no_plain_name_is_refused(report_id: str, tmp_path: Path) -> None:
    path = put(tmp_path / "x.jsonl", line_of(report_id=report_id))
    where, what = refusal(path)
    assert where == f"{path}:1"
    assert what.startswith(f"{report_id!r} is not an id; use up to 128 of A-Z a-z 0-9 _ . : + -")


@pytest.mark.parametrize(
    "report_id", ["a", "2026-02-01-balochistan", "000_72621f2fa7bf588d", "a.b", "a:b+c", "x" * 128]
)
def test_a_plain_name_is_an_id(report_id: str, tmp_path: Path) -> None:
    assert only(put(tmp_path / "x.jsonl", line_of(report_id=report_id))).report_id == report_id


def test_the_name_of_a_folder_or_file_must_be_an_id(tmp_path: Path) -> None:
    folder = put(tmp_path / "one" / "my report" / "report.txt", TEXT).parent
    assert refusal(folder.parent)[0] == str(folder)
    path = put(tmp_path / "two" / "my report.txt", TEXT)
    assert refusal(path.parent)[0] == str(path)
    assert "'my report' is not an id" in refusal(path)[1]


# ------------------------------------------------------------------------------------------------ files that mislead


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A report that lies beside the folder of reports, not in it."""
    return put(tmp_path / "outside" / "report.txt", "A secret.")


def test_a_link_that_leaves_the_folder_is_refused(outside: Path, tmp_path: Path) -> None:
    root = tmp_path / "reports"
    cases = (
        (root / "one" / "a.txt", outside, root / "one"),
        (root / "two" / "a" / "report.txt", outside, root / "two"),
        (root / "three" / "a", outside.parent, root / "three"),
    )
    for link, target, folder in cases:
        link.parent.mkdir(parents=True)
        link.symlink_to(target)
        where, what = refusal(folder)
        assert where == str(link)
        assert what.startswith(f"leads out of {folder}")


def test_a_report_yaml_that_leaves_the_folder_is_refused(outside: Path, tmp_path: Path) -> None:
    put(tmp_path / "reports" / "a" / "report.txt", TEXT)
    link = tmp_path / "reports" / "a" / "report.yaml"
    link.symlink_to(outside)
    assert refusal(tmp_path / "reports") == (
        str(link),
        f"leads out of {tmp_path / 'reports'}; put the file itself there",
    )


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert [report.report_id for report in read_reports(tmp_path)] == ["a", "b"]


def test_a_link_to_nothing_or_to_itself_is_refused(tmp_path: Path) -> None:
    for name, target in (("one/a.txt", "gone.txt"), ("two/a.txt", "a.txt")):
        link = tmp_path / name
        link.parent.mkdir()
        link.symlink_to(link.parent / target)
        where, what = refusal(link.parent)
        assert where == str(link)
        assert what.startswith("cannot be read: ")


@pytest.mark.parametrize("name", ["a.txt", "x.jsonl"])
def test_a_file_that_may_not_be_read_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str) -> None:  # because chmod does not keep root out
        raise PermissionError(errno.EACCES, "Permission denied", path)

    path = put(tmp_path / name, line_of())
    monkeypatch.setattr(Path, "open", refuse)
    assert refusal(path) == (str(path), "cannot be read: Permission denied")


def test_what_is_no_regular_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    os.mkfifo(path)
    assert refusal(tmp_path) == (str(path), "is not a regular file")


def test_a_jsonl_that_is_no_regular_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    os.mkfifo(path)
    assert refusal(path) == (str(path), "is not a regular file")


@pytest.mark.parametrize("name", ["notes.md", "a.TXT", "b.jsonl", "report.yaml", "a.txt.bak"])
def test_a_stray_file_is_not_passed_over(name: str, tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    path = put(tmp_path / name, "x")
    assert refusal(tmp_path) == (
        str(path),
        "is neither a report's folder nor a .txt, and would be lost; take it out",
    )


@pytest.mark.parametrize("name", ["report.yml", "reports.yaml", "second.txt", "review.yml", "Report.txt"])
def test_a_stray_file_beside_a_report_is_not_passed_over(name: str, tmp_path: Path) -> None:
    put(tmp_path / "a" / "report.txt", TEXT)
    path = put(tmp_path / "a" / name, "x")
    where, what = refusal(tmp_path)
    assert where == str(path)
    assert what.startswith("is not read, and would be lost; known are report.txt, report.yaml, review.yaml")


def test_a_folder_without_a_report_is_not_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    path = put(tmp_path / "b" / "report.yaml", "title: x").parent
    assert refusal(tmp_path) == (
        str(path),
        "has no report.txt; put the report's text there, or take the folder out",
    )


def test_where_there_is_no_report_the_error_says_what_one_is(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for path in (empty, put(tmp_path / "x.jsonl", "\n \n")):
        where, what = refusal(path)
        assert where == str(path)
        assert what.startswith("holds no report; a report is <id>/report.txt")


def test_a_path_that_is_none_of_the_three_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone")[1].startswith("is not there; name a folder of <id>/report.txt")
    path = put(tmp_path / "a.pdf", TEXT)
    assert refusal(path) == (
        str(path),
        "is neither a folder nor a .txt, .jsonl, .jsonl.gz, .jsonl.zst or .parquet file",
    )


# ------------------------------------------------------------------------------------------------ what takes long


@pytest.mark.parametrize(
    "marks", ["\u0301\u0323", "\u0f73", "\u0323\u0301"], ids=["out of order", "made of marks", "the other way"]
)
def test_a_million_marks_on_one_character_are_refused_at_once(marks: str, tmp_path: Path) -> None:
    start = time.process_time()
    for path in (
        put(tmp_path / "a" / "a.txt", "Two died. caf" + "e" + marks * 10**6),
        put(tmp_path / "b" / "x.jsonl", line_of(text="Two died. caf" + "e" + marks * 10**6)),
    ):
        where, what = refusal(path)
        assert where.startswith(str(path))
        assert what.startswith(f"holds {len(marks) * 10**6:,} combining marks in a row, from character 15 on")
    assert time.process_time() - start < 10  # of hours


def test_marks_that_a_writing_has_are_kept(tmp_path: Path) -> None:
    text = "cafe\u0301\u0323 " * 1000 + "e" + "\u0301\u0323" * 100
    assert only(put(tmp_path / "a.txt", text)).text == unicodedata.normalize("NFC", text)


def test_an_object_of_many_keys_is_refused_at_once(tmp_path: Path) -> None:
    keys = ",".join(f'"{number}":0' for number in range(200_000))
    path = put(tmp_path / "x.jsonl", f'{{{keys},"199999":1}}')
    start = time.process_time()
    assert refusal(path) == (f"{path}:1", "gives '199999' twice; keep one")
    assert time.process_time() - start < 10  # of hours


@pytest.mark.parametrize("key", ["report_id", "title", "url", "language", "published_date", "x" * 10**6])
@pytest.mark.parametrize("value", ["x" * 10**6, "\0" * 9999, ["x"] * 10**6, [["x" * 10**6]]], ids=range(4))
def test_a_message_does_not_repeat_what_is_long(key: str, value: object, tmp_path: Path) -> None:
    _, what = refusal(put(tmp_path / "x.jsonl", line_of(**{key: value})))
    assert len(what) < 1000

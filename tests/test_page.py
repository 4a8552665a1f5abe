"""The page shows every row beside its words, is whole without a network, and lets no text of a report do anything."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import hashlib
import io
import json
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from pipeline.__main__ import main
from pipeline.contract import Contract
from pipeline.model import ReleaseError
from pipeline.page import page_bytes, read_files
from pipeline.page.cards import names_of, range_words
from pipeline.page.package import package_of as package_of_files
from pipeline.page.passages import passages_of, quotes_of
from pipeline.page.sums import Sum, sums_of
from pipeline.page.threads import threads_of
from pipeline.page.timeline import WIDTH, span_of
from tests.packages import package_of, seed_package
from tests.sample_tables import MARKET, TEXTS, valid_tables

VOID = {"meta", "br", "input", "line", "rect", "path", "circle"}
LOADING = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "source", "video", "audio"}


class Page(HTMLParser):
    """What a page is made of; a tag that is closed out of turn fails."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.inlined: dict[str, str] = {}
        self.json: list[str] = []
        self.feed(content.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag not in VOID:
            self.open.append("json" if given.get("type") == "application/json" else tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() in (tag, "json" if tag == "script" else tag), self.getpos()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "json":
            self.json.append(data)
        elif self.open and self.open[-1] in ("script", "style"):
            self.inlined[self.open[-1]] = self.inlined.get(self.open[-1], "") + data
        else:
            self.words.append(data)

    def all(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


def loading(page: Page) -> list[tuple[str, str]]:
    """The elements that load or run something; JSON does neither."""
    found = [(tag, attrs.get("type", "")) for tag, attrs in page.tags if tag in LOADING]
    return [(tag, kind) for tag, kind in found if kind != "application/json"]


def tables_of(page: Page) -> list[dict[str, Any]]:
    """The tables as the page's script reads them."""
    (cells,) = [told for told in map(told_of, page.json) if isinstance(told, list)]
    return cells


def told_of(written: str) -> object:
    """What a script of JSON holds, packed or not."""
    return json.loads(written if written.startswith(("[", "{")) else unpacked(written))


def page_of(files: dict[str, bytes], texts: dict[str, str] | None = None) -> Page:
    return Page(page_bytes(files, "package", texts or {}, "package"))


@pytest.fixture(scope="module")
def package(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package_of(valid_tables()[0], contract, tmp_path_factory.mktemp("page") / "data-1.0.0")


@pytest.fixture(scope="module")
def files(package: Path) -> dict[str, bytes]:
    return read_files(package)


@pytest.fixture(scope="module")
def page(files: dict[str, bytes]) -> Page:
    return page_of(files)


def test_every_row_has_a_card_and_its_words(page: Page) -> None:
    ids, tables = page.all("id"), valid_tables()[0]
    assert len(ids) == len(set(ids))
    rows = [row.casualty_id for row in tables.casualties] + [row.allegation_id for row in tables.allegations]
    assert rows
    assert {*rows, *(f"words-{row}" for row in rows)} <= set(ids)


def test_every_link_within_the_page_leads_somewhere(page: Page) -> None:
    links = [unquote(link[1:]) for link in page.all("href") if link.startswith("#")]
    assert len(links) > 20
    assert set(links) <= set(page.all("id"))


def test_the_page_loads_nothing_and_runs_only_what_its_policy_names(page: Page) -> None:
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(page.inlined[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert loading(page) == [("script", "")]
    assert page.all("src") == page.all("style") == []
    assert not re.search(r"url\(|@import", page.inlined["style"])
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


def test_the_tables_hold_every_row_and_what_the_codebook_says(page: Page, contract: Contract) -> None:
    tables = {table["name"]: table for table in tables_of(page)}
    assert set(tables) == set(contract.schemas) - {"evidence"}
    for name, table in tables.items():
        counts = {len(column["cells"]) for column in table["columns"]}
        assert counts == {len(valid_tables()[0].rows(name))}
        assert counts != {0}
        told = {column["name"]: column["description"] for column in table["columns"]}
        assert told == {field.name: field.description for field in contract.schemas[name].fields}


def test_every_file_of_a_table_can_be_downloaded(page: Page, contract: Contract) -> None:
    links = [attrs["href"] for _, attrs in page.tags if "download" in attrs]
    assert links == [f"package/data/{name}.{kind}" for name in contract.schemas for kind in ("csv", "parquet")]


def test_a_text_at_hand_is_shown_whole(files: dict[str, bytes]) -> None:
    page = page_of(files, dict(TEXTS))
    words = "".join(page.words)
    assert all(line in words for text in TEXTS.values() for line in text.splitlines())


def test_another_text_than_the_one_read_is_refused(files: dict[str, bytes]) -> None:
    with pytest.raises(ReleaseError, match="not the one that was read"):
        page_of(files, {MARKET: "Another text."})


def test_marks_may_overlap_in_any_way() -> None:
    given = [("a", "", 2, "cdefg"), ("b", "speaker_text", 0, "abcd"), ("c", "", 9, "jk"), ("d", "", 2, "cd")]
    evidence = [
        {
            "evidence_id": row_id,
            "table_name": "casualties",
            "row_id": row_id,
            "field": field,
            "start": str(start),
            "quote": words,
        }
        for row_id, field, start, words in given
    ]
    quotes = quotes_of(evidence, {}, frozenset())
    told = [
        [(segment.words, segment.row_ids, segment.kind) for segment in passage.segments]
        for passage in passages_of(quotes, None)
    ]
    assert told == [
        [("ab", ("b",), "speaker"), ("cd", ("b", "a", "d"), "speaker"), ("efg", ("a",), None)],
        [("jk", ("c",), None)],
    ]
    whole = passages_of(quotes, "abcdefghijkl")
    assert "".join(segment.words for passage in whole for segment in passage.segments) == "abcdefghijkl"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("17", "17", "17"),
        ("4", "9", "4 to 9"),
        ("145", "", "145 or more"),
        ("", "9", "9 or fewer"),
        ("", "", "no bound stated"),
    ],
)
def test_a_bound_that_is_not_stated_is_not_made_up(low: str, high: str, words: str) -> None:
    assert range_words(low, high) == words


# ------------------------------------------------------------------------------------------------ sums and threads

FIGURES = {
    "all": ("145", "", "145", "media_own"),
    "militants": ("92", "", "92", "involved_party"),
    "civilians": ("18", "23", "", "authority"),
    "others": ("", "", "15", "authority"),
}


def drawn(files: dict[str, bytes], **changes: str) -> Sum:
    """The drawing of a total of 145 or more and its parts."""
    package = package_of_files(files, "package")
    casualty, row = package.rows("casualties")[0], package.rows("reconciliations")[0]
    columns = ("count_low", "count_high", "count_point", "speaker_role")
    figures = tuple(
        {**casualty, "casualty_id": name, **dict(zip(columns, told, strict=True))} for name, told in FIGURES.items()
    )
    sums = {"total_casualty_id": "all", "component_casualty_ids": "militants civilians others"}
    numbers = {"stated_low": "145", "stated_high": "", "components_low": "110", "components_high": ""}
    tables = dict(package.tables)
    tables["casualties"] = replace(tables["casualties"], rows=figures)
    reconciliation = {**row, **sums, **numbers, "difference": "35", **changes}
    tables["reconciliations"] = replace(tables["reconciliations"], rows=(reconciliation,))
    changed = replace(package, tables=tables)
    (found,) = sums_of(changed, names_of(changed))
    return found


def test_parts_are_drawn_end_to_end_and_the_rest_is_nobodys(files: dict[str, bytes]) -> None:
    found = drawn(files)
    scale = found.total.width / 145
    assert [part.x for part in found.parts] == pytest.approx([0, 92 * scale, 110 * scale], abs=0.1)
    assert found.rest is not None
    assert found.rest == (pytest.approx(110 * scale, abs=0.1), pytest.approx(35 * scale, abs=0.1), 35)
    assert [part.is_party for part in found.parts] == [True, False, False]
    assert drawn(files, difference="0", components_low="145").rest is None


def test_a_range_is_drawn_as_a_range(files: dict[str, bytes]) -> None:
    found = drawn(files)
    militants, civilians, others = found.parts
    assert found.total.reach is militants.reach is None
    assert civilians.reach == pytest.approx(5 * found.total.width / 145, abs=0.1)
    assert [part.is_about for part in found.parts] == [False, False, True]
    assert others.bound == "no bound stated"


def test_numbers_of_a_package_that_are_none_are_not_drawn(files: dict[str, bytes]) -> None:
    assert drawn(files, stated_low="9" * 400, components_low="x", difference="much").rest is None


def threads(files: dict[str, bytes], answered: dict[str, str]) -> list[list[str]]:
    """The threads of allegations, each id with the one that it answers."""
    package = package_of_files(files, "package")
    table = package.tables["allegations"]
    rows = tuple(
        {**table.rows[0], "allegation_id": one, "responds_to_allegation_id": other} for one, other in answered.items()
    )
    tables = {**package.tables, "allegations": replace(table, rows=rows)}
    found = threads_of(replace(package, tables=tables), names_of(package))
    return [[saying.row_id for saying in thread] for thread in found]


def test_an_answer_stands_behind_what_it_answers(files: dict[str, bytes]) -> None:
    assert threads(files, {"a": "", "b": "c", "c": "", "d": "b"}) == [["c", "b", "d"], ["a"]]


def test_allegations_that_answer_each_other_are_told_once(files: dict[str, bytes]) -> None:
    assert threads(files, {"a": "b", "b": "a", "c": "gone", "d": "d"}) == [["a", "b"], ["c"], ["d"]]


def test_a_bar_is_as_long_as_the_days_that_the_words_allow() -> None:
    first, last = dt.date(2026, 1, 1), dt.date(2026, 1, 10)
    assert span_of((first, first), first, last) == (0, WIDTH / 10)
    assert span_of((dt.date(2026, 1, 3), dt.date(2026, 1, 7)), first, last) == (WIDTH / 5, WIDTH / 2)
    assert span_of((), first, last) == (None, 0)


# ------------------------------------------------------------------------------------------------ many reports


def test_many_reports_are_packed_and_nothing_is_lost(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, page: Page
) -> None:
    monkeypatch.setattr("pipeline.page.MOST_OPEN", 0)
    many = page_bytes(files, "package", {}, "package").decode("utf-8")
    found = re.search(r'id="report-parts">(.*?)</script>', many)
    assert found is not None
    parts = {
        key: part for letters in json.loads(found[1])["bundles"] for key, part in json.loads(unpacked(letters)).items()
    }
    assert set(parts) == set(TEXTS)
    opened = Page("".join(parts.values()).encode("utf-8"))
    cards = [attrs["id"] for _, attrs in page.tags if attrs.get("class", "").startswith("card")]
    assert cards
    assert cards == [attrs["id"] for _, attrs in opened.tags if attrs.get("class", "").startswith("card")]


def unpacked(letters: str) -> str:
    return zlib.decompress(base64.b64decode(letters), -zlib.MAX_WBITS).decode("utf-8")


def test_a_page_that_would_grow_too_large_shows_the_newest_and_says_so(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.page.selection.MOST_EVIDENCE", 1)
    page = page_of(files)
    newest = max(TEXTS)
    assert [attrs["id"] for _, attrs in page.tags if attrs.get("class") == "reading"] == [newest]
    assert "1 older ones are in the files of the package only" in "".join(page.words)


# ------------------------------------------------------------------------------------------------ hostile words

HOSTILE = (
    "<script>document.title = 'run'</script>",
    "</style><script>document.title = 'run'</script>",
    '"><img src=x onerror="document.title=\'run\'">',
    "' autofocus onfocus='document.title=1",
    "javascript:document.title='run'",
    "{{ 7 * 7 }}{% include 'page.css' %}",
    "<!-- --> ]]> &lt;b&gt; &#x202E;",
    "\u202e541 killed",
    "w" * 10_000,
    "\x1b[31m\x07\x00",
)

HOSTILE_COLUMNS = (
    ("reports", "title"),
    ("reports", "publisher"),
    ("reports", "url"),
    ("reports", "language"),
    ("evidence", "quote"),
    ("casualties", "victim_text"),
    ("casualties", "speaker_text"),
    ("allegations", "subject_text"),
    ("actors", "name"),
    ("places", "name"),
    ("places", "place_id"),
    ("incidents", "place_id"),
    ("incidents", "place_text"),
    ("incidents", "date_text"),
    ("incidents", "weapon_text"),
    ("reconciliations", "explanation"),
)


def hostile_files(plain: dict[str, bytes], text: str) -> dict[str, bytes]:
    """A package whose every free text is hostile, as one that was downloaded might be: no check of ours has seen it."""
    files = dict(plain)
    for table, column in HOSTILE_COLUMNS:
        name = f"data/{table}.csv"
        rows = list(csv.DictReader(io.StringIO(files[name].decode("utf-8"), newline="")))
        written = io.StringIO(newline="")
        writer = csv.DictWriter(written, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, column: text} for row in rows)
        files[name] = written.getvalue().encode("utf-8")
    return files


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_words(text: str, files: dict[str, bytes], page: Page) -> None:
    tags = {tag for tag, _ in page.tags}
    page = Page(page_bytes(hostile_files(files, text), "package", {}, "package"))
    assert {tag for tag, _ in page.tags} <= tags
    assert loading(page) == [("script", "")]
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert all(link.startswith(("#", "https://", "package/")) for link in page.all("href"))
    words = "".join(page.words)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", words)
    cells = "".join(str(row) for table in tables_of(page) for row in table["columns"])
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", cells)
    if text.isprintable():
        assert text in words


def test_half_of_a_surrogate_pair_does_not_stop_the_page(contract: Contract, tmp_path: Path) -> None:
    tables, _ = valid_tables()
    text = TEXTS[MARKET] + "\ud800"
    report = replace(tables.reports[0], text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    changed = replace(tables, reports=(report, *tables.reports[1:]))
    page = page_of(read_files(package_of(changed, contract, tmp_path / "package")), {MARKET: text})
    assert "\ufffd" in "".join(page.words)


# ------------------------------------------------------------------------------------------------ the command line


def test_the_page_lies_beside_the_package_and_never_in_it(package: Path) -> None:
    assert main(["page", str(package)]) == 0
    assert package.with_name("data-1.0.0.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert main(["page", str(package), "--out", str(package / "index.html")]) == 1
    assert not (package / "index.html").exists()


def test_a_build_publishes_the_page_that_its_files_make(root: Path, tmp_path: Path) -> None:
    place = seed_package(root, tmp_path / "seed")
    content = (place / "index.html").read_bytes()
    assert f"{hashlib.sha256(content).hexdigest()}  index.html\n" in (place / "SHA256SUMS").read_text(encoding="utf-8")
    assert content == page_bytes(read_files(place), str(place), {}, ".")
    assert content != page_bytes(read_files(place), str(place), {}, "elsewhere")


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "https://example.org/x.csv"])
def test_a_path_out_of_the_package_is_refused(path: str, files: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_bytes(files["datapackage.json"].replace(b"data/reports.csv", path.encode()))
    with pytest.raises(ReleaseError, match="leads out of the package"):
        read_files(tmp_path)

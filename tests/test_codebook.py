"""The codebook explains every column and code, and its page needs nothing but itself."""

from __future__ import annotations

import dataclasses
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from pipeline.contract import Contract
from pipeline.model import PublishError
from pipeline.publish import codebook, read_metadata
from pipeline.publish.codebook import codebook_markdown, codebook_page, read_crosswalks

HOSTILE = '<script>alert("1")</script> & "quotes": [x](y) | *z* \\'
METADATA = dataclasses.replace(read_metadata(None), title=HOSTILE)
VOID = {"meta", "br", "wbr"}


class Page(HTMLParser):
    """What a page is made of; a tag that is closed out of turn fails."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


@pytest.fixture(scope="module")
def page(contract: Contract) -> Page:
    return Page(codebook_page(METADATA, contract).decode("utf-8"))


def test_every_column_and_code_has_an_anchor_of_its_own(page: Page, contract: Contract) -> None:
    columns = {f"{name}.{column}" for name, table in contract.schemas.items() for column in table.columns}
    codes = {f"{codes.name}.{code}" for codes in contract.codes.values() for code in codes.values}
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert columns | codes <= set(ids)
    assert {link[1:] for link in page.all("href") if link.startswith("#")} <= set(ids)


def test_the_page_says_all_that_the_contract_says(page: Page, contract: Contract) -> None:
    words = "".join(page.words)
    for table in contract.schemas.values():
        for field in table.fields:
            told = [field.title, field.description, field.example, *field.mappings.values()]
            assert all(text in words for text in (*told, field.constraints.pattern or ""))
    for codes in contract.codes.values():
        for code in codes.codes:
            told = [code.label, code.description, code.example, *code.crosswalk.values()]
            assert all(text in words for text in told)


def test_the_page_can_be_read_without_seeing_it(page: Page) -> None:
    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags)["html"] == {"lang": "en"}
    assert next(attrs for tag, attrs in page.tags if tag == "a") == {"class": "skip", "href": "#content"}
    assert tags.count("table") == tags.count("caption") > 40
    assert all(attrs.get("scope") in {"row", "col"} for tag, attrs in page.tags if tag == "th")
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in itertools.pairwise(levels))


def test_the_page_loads_nothing(page: Page) -> None:
    assert {"script", "link", "img", "iframe", "object"}.isdisjoint(tag for tag, _ in page.tags)
    assert page.all("src") == []
    assert "url(" not in "".join(page.words)
    assert "@import" not in "".join(page.words)


def test_no_title_breaks_the_page(page: Page) -> None:
    assert f"Codebook: {HOSTILE}" in page.words


def test_no_title_breaks_the_markdown(contract: Contract) -> None:
    first = codebook_markdown(METADATA, contract).decode("utf-8").splitlines()[0]
    assert re.sub(r"\\(.)", r"\1", first) == f"# Codebook: {HOSTILE}"
    assert not re.search(r"(?<!\\)[<\[*|]", first)


def test_the_markdown_says_the_same(contract: Contract) -> None:
    text = codebook_markdown(METADATA, contract).decode("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    columns = [field.name for table in contract.schemas.values() for field in table.fields]
    assert [line.split("`")[1] for line in lines] == [
        *columns,
        *(c for codes in contract.codes.values() for c in codes.values),
    ]
    for line in lines:
        assert re.search(r"(?<!\\)\|$", line)


def test_a_reader_of_markdown_finds_every_table_and_no_markup_of_a_title(contract: Contract) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(codebook_markdown(METADATA, contract).decode("utf-8"))
    kinds = [token.type for token in tokens]
    assert kinds.count("table_open") == len(contract.schemas) + len(contract.codes)
    inner = {child.type for token in tokens for child in token.children or ()}
    assert {"html_block", "html_inline"}.isdisjoint({*kinds, *inner})
    heading = next(token for token in tokens if token.type == "inline")
    assert "".join(child.content for child in heading.children or ()) == f"Codebook: {HOSTILE}"


def test_every_crosswalk_has_a_title_and_names_its_codebook(contract: Contract) -> None:
    crosswalks = read_crosswalks()
    columns = {column for codes in contract.codes.values() for column in codes.codes[0].crosswalk}
    assert columns == set(crosswalks.titles)
    mapped = {name for table in contract.schemas.values() for field in table.fields for name in field.mappings}
    assert mapped | {"plover", "cameo"} == set(crosswalks.codebooks)
    for column in columns - {"crosswalk", "literal", "low", "word"}:
        book = crosswalks.codebooks[column.split("_")[0]]
        assert crosswalks.titles[column].startswith(book.title)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("title: ACLED", "titel: ACLED", "a codebook has the keys"),
        ("columns:", "colums:", "the keys codebooks and columns"),
        ("  muc4: MUC-4 set fill\n", "", "no title for muc4 of codes/certainties.csv"),
    ],
)
def test_a_broken_list_of_codebooks_is_named(
    old: str, new: str, what: str, contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "codebooks.yml"
    text = codebook.CODEBOOKS.read_text(encoding="utf-8")
    assert old in text
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(codebook, "CODEBOOKS", broken)
    with pytest.raises(PublishError, match=what) as caught:
        codebook_page(METADATA, contract)
    assert caught.value.where.startswith(str(broken))

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


MUC4 = {  # set fills of the slots of a template, MUC-4 (1992)
    "weapon_types": {
        "GUN", "MACHINE GUN", "MORTAR", "HANDGUN", "RIFLE", "EXPLOSIVE", "BOMB", "VEHICLE BOMB", "DYNAMITE", "MINE",
        "AERIAL BOMB", "GRENADE", "MOLOTOV COCKTAIL", "PROJECTILE", "MISSILE", "ROCKET", "CUTTING DEVICE", "FIRE",
        "STONE", "TORTURE",
    },
    "target_types": {
        "CIVILIAN RESIDENCE", "COMMERCIAL", "COMMUNICATIONS", "DIPLOMAT OFFICE OR RESIDENCE", "ENERGY", "FINANCIAL",
        "LAW ENFORCEMENT FACILITY", "POLITICAL FIGURE OFFICE OR RESIDENCE", "GOVERNMENT OFFICE OR RESIDENCE",
        "ORGANIZATION OFFICE", "TRANSPORT VEHICLE", "TRANSPORTATION FACILITY", "TRANSPORTATION ROUTE", "WATER", "OTHER",
    },
    "victim_groups": {
        "CIVILIAN", "DIPLOMAT", "POLITICAL FIGURE", "GOVERNMENT OFFICIAL", "FORMER GOVERNMENT OFFICIAL",
        "LEGAL OR JUDICIAL", "ACTIVE MILITARY", "FORMER ACTIVE MILITARY", "LAW ENFORCEMENT", "SECURITY GUARD",
    },
    "outcomes": {"INJURY", "DEATH", "NO INJURY", "NO DEATH", "REGAINED FREEDOM", "ESCAPED", "RESIGNATION"},
}  # fmt: skip
PLOVER_SECTORS = {
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM",
    "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC", "IGO", "UNO", "NGO",
}  # fmt: skip


@pytest.mark.parametrize("name", MUC4)
def test_names_of_muc4_are_set_fills(name: str, contract: Contract) -> None:
    named = {fill for code in contract.codes[name].codes for fill in code.crosswalk["muc4"].split("; ")} - {""}
    assert named
    assert named <= MUC4[name]


@pytest.mark.parametrize("name", ["actor_types", "target_types", "victim_groups"])
def test_names_of_plover_are_sectors(name: str, contract: Contract) -> None:
    named = {code.crosswalk["plover_sector"] for code in contract.codes[name].codes} - {""}
    assert named
    assert named <= PLOVER_SECTORS


PLOVER_MODES = {  # of the categories that a code list names; PLOVER manual 2.0, table of conflict–cooperation scores
    "ACCUSE": {"disapprove", "investigate", "allege"},
    "ASSAULT": {
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
        "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
    },
    "COERCE": {
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation",
        "cyber",
    },
    "PROTEST": {"demo", "riot", "strike", "hunger", "boycott", "obstruct"},
    "SANCTION": {"convict", "expel", "withdraw", "discontinue"},
    "THREATEN": {"restrict", "arrest", "relations", "expel", "territory", "violence"},
}  # fmt: skip
ACLED_INTER = {
    "State forces", "Rebel group", "Political militia", "Identity militia", "Rioters", "Protesters", "Civilians",
    "External/Other forces",
}  # fmt: skip


@pytest.mark.parametrize("name", ["allegation_types", "incident_types", "weapon_types"])
def test_names_of_plover_are_modes_of_their_category(name: str, contract: Contract) -> None:
    named = {one for code in contract.codes[name].codes for one in code.crosswalk["plover_mode"].split("; ")} - {""}
    assert named
    assert named <= {f"{category}/{mode}" for category, modes in PLOVER_MODES.items() for mode in modes}


def test_names_of_acled_are_its_kinds_of_actor(contract: Contract) -> None:
    kinds = contract.codes["actor_types"].codes
    assert {one for code in kinds for one in code.crosswalk["acled_inter"].split("; ")} - {""} < ACLED_INTER


@pytest.mark.parametrize(
    ("name", "column", "highest"),
    [
        ("date_precisions", "ucdp_date_prec", 5),
        ("place_precisions", "ucdp_where_prec", 7),
        ("reporting_clarities", "ucdp_event_clarity", 2),
        ("date_precisions", "acled_time_precision", 3),
        ("place_precisions", "acled_geo_precision", 3),
    ],
)
def test_a_less_precise_code_is_no_more_precise_elsewhere(
    name: str, column: str, highest: int, contract: Contract
) -> None:
    """Our codes go from close to vague, and so do the numbers of UCDP (1 to 5, 7 or 2) and of ACLED (1 to 3)."""
    steps = [int(step) for code in contract.codes[name].codes if (step := code.crosswalk[column])]
    assert steps[0] == 1
    assert steps == sorted(steps)
    assert steps[-1] <= highest

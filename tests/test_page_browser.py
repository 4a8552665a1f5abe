"""The page in a real browser: clicks, keyboard, filter and links, no error, and no request that leaves the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from pipeline.contract import Contract
from pipeline.page import page_bytes, read_files
from tests.packages import package_of
from tests.sample_tables import MARKET, TEXTS, valid_tables
from tests.test_page import HOSTILE, hostile_files

playwright = pytest.importorskip("playwright.sync_api", reason="no playwright; install the extra `dev`")

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Seen:
    """A page that is open, what its console said, and what it asked for."""

    page: playwright.Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, place: Path, anchor: str = "") -> None:
        self.page.goto(f"{place.as_uri()}{anchor}")

    def chosen(self) -> list[str]:
        return self.page.eval_on_selector_all(".chosen", "found => found.map(one => one.id || one.textContent)")


@pytest.fixture(scope="module")
def files(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return read_files(package_of(valid_tables()[0], contract, tmp_path_factory.mktemp("browser") / "package"))


@pytest.fixture(scope="module")
def place(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("page") / "page.html"
    out.write_bytes(page_bytes(files, "package", dict(TEXTS), "package"))
    return out


@pytest.fixture
def seen(browser: playwright.Browser) -> Iterator[Seen]:
    """A fresh page at desk width; a test fails at its end where the console told of an error, or a request left."""
    page = browser.new_page(viewport=DESK)
    found = Seen(page)
    page.on("console", lambda message: found.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on("request", lambda request: found.requests.append(request.url))
    yield found
    page.close()
    assert found.errors == []
    assert found.requests
    assert all(url.startswith("file://") for url in found.requests)


def test_a_mark_leads_to_its_row_and_back(seen: Seen, place: Path) -> None:
    seen.open(place)
    mark = seen.page.locator("a.mark.figure").first
    mark.click()
    row_id = seen.page.evaluate("decodeURIComponent(location.hash.slice(1))")
    card = seen.page.locator(f"[id='{row_id}']")
    playwright.expect(card).to_be_in_viewport()
    assert row_id in seen.chosen()
    assert any(words in seen.chosen() for words in mark.all_text_contents())
    card.locator("blockquote a").first.click()
    assert seen.page.evaluate("decodeURIComponent(location.hash.slice(1))") == f"words-{row_id}"
    playwright.expect(mark).to_be_in_viewport()


def test_a_click_on_a_card_shows_its_words(seen: Seen, place: Path) -> None:
    seen.open(place)
    card = seen.page.locator(".card.claim").first
    card.locator("h4").click()
    assert seen.page.evaluate("location.hash").startswith("#words-")
    assert len(seen.chosen()) > 1


def test_the_keyboard_alone_will_do(seen: Seen, place: Path) -> None:
    seen.open(place)
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.className") == "skip"
    seen.page.keyboard.press("Enter")
    for _ in range(40):
        seen.page.keyboard.press("Tab")
        if seen.page.evaluate("document.activeElement.matches('a.mark, a.badge')"):
            break
    wanted = seen.page.evaluate("document.activeElement.getAttribute('href').slice(1)")
    outline = seen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == wanted


def test_a_link_to_a_row_opens_at_that_row(seen: Seen, place: Path) -> None:
    row_id = valid_tables()[0].casualties[-1].casualty_id
    seen.open(place, f"#{row_id}")
    playwright.expect(seen.page.locator(f"[id='{row_id}']")).to_be_in_viewport()
    assert row_id in seen.chosen()


def test_a_link_to_a_row_without_a_card_opens_its_table(seen: Seen, place: Path) -> None:
    actor = valid_tables()[0].actors[0]
    seen.open(place, f"#{actor.actor_id}")
    assert seen.page.locator("#table-place tbody tr").all_text_contents()[0].startswith(actor.actor_id + actor.name)
    assert seen.page.locator("#table-choice").input_value() == "actors"


def test_tables_sort_filter_and_search(seen: Seen, place: Path) -> None:
    seen.open(place)
    rows = seen.page.locator("#table-place tbody tr")
    casualties = valid_tables()[0].casualties
    assert rows.count() == len(casualties)
    seen.page.get_by_label("Filter by Outcome").select_option("injured")
    injured = [row for row in casualties if row.outcome == "injured"]
    assert 0 < rows.count() == len(injured) < len(casualties)
    seen.page.get_by_role("button", name="Show all", exact=True).click()
    column = seen.page.get_by_role("button", name="Lowest")
    place_of = seen.page.locator("#table-place thead button").all_text_contents().index("Lowest")
    cells = seen.page.locator(f"#table-place tbody td:nth-child({place_of + 1})")
    stated = sorted(row.count_low for row in casualties if row.count_low is not None)
    empty = [""] * (len(casualties) - len(stated))
    column.click()
    assert cells.all_text_contents() == [*map(str, stated), *empty]
    column.click()
    assert cells.all_text_contents() == [*map(str, reversed(stated)), *empty]
    assert "Fewest people" in seen.page.locator("#note").inner_text()
    seen.page.get_by_label("Search", exact=True).fill(casualties[0].casualty_id)
    assert rows.count() == 1


def test_many_reports_are_found_and_opened_one_at_a_time(
    seen: Seen, files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.page.MOST_OPEN", 0)
    out = tmp_path / "page.html"
    out.write_bytes(page_bytes(files, "package", {}, "package"))
    seen.open(out)
    lines = seen.page.locator("#overview-lines tr:visible")
    assert seen.page.locator(".card").count() == 0
    assert lines.count() == 2
    seen.page.get_by_label("Search reports").fill("market attacked")
    assert lines.count() == 1
    lines.get_by_role("link").click()
    playwright.expect(seen.page.locator(f"[id='{MARKET}']")).to_be_in_viewport()
    later = next(row for row in valid_tables()[0].casualties if row.report_id != MARKET)
    seen.open(out, f"#{later.casualty_id}")
    playwright.expect(seen.page.locator(f"[id='{later.casualty_id}']")).to_be_in_viewport()
    assert later.casualty_id in seen.chosen()


def test_reports_are_chosen_by_day_place_group_and_outcome(seen: Seen, place: Path) -> None:
    seen.open(place)
    lines = seen.page.locator("#overview-lines tr")
    casualties = valid_tables()[0].casualties
    assert lines.count() == len(TEXTS)
    killed = {row.report_id for row in casualties if row.outcome == "killed"}
    hurt = {row.report_id for row in casualties if row.outcome == "injured"}
    assert killed > hurt == {MARKET}
    outcome = seen.page.locator("#overview-outcome")
    assert {f"Killed ({len(killed)})", f"Injured ({len(hurt)})"} <= set(outcome.locator("option").all_text_contents())
    outcome.select_option("injured")
    assert lines.count() == 1
    assert f"1 of {len(TEXTS)} reports" in seen.page.locator("#overview-count").inner_text()
    assert f"Killed ({len(killed)})" in outcome.locator("option").all_text_contents()
    assert seen.page.locator("#overview-country").locator("option").all_text_contents() == ["any", "Pakistan (1)"]
    assert seen.page.locator("#overview-place").is_disabled()
    assert "2025 (1)" in seen.page.locator("#overview-when").locator("option").all_text_contents()
    seen.page.get_by_role("button", name="Show all reports").click()
    assert lines.count() == len(TEXTS)


def test_a_mark_on_the_map_of_reports_chooses_them(seen: Seen, place: Path) -> None:
    seen.open(place)
    mark = seen.page.get_by_role("button", name="Turbat: ")
    mark.focus()
    seen.page.keyboard.press("Enter")
    assert "chosen on the map" in seen.page.locator("#overview-count").inner_text()
    in_turbat = {row.report_id for row in valid_tables()[0].incidents if row.place_id == "plc-turbat"}
    assert seen.page.locator("#overview-lines tr").count() == len(in_turbat) > 0


def test_a_mark_on_the_map_of_a_report_leads_to_its_incidents(seen: Seen, place: Path) -> None:
    seen.open(place)
    mark = seen.page.locator(".reading .spot").first
    mark.focus()
    wanted = mark.get_attribute("href")
    assert "Turbat" in (mark.get_attribute("aria-label") or "")
    seen.page.keyboard.press("Enter")
    playwright.expect(seen.page.locator(f"[id='{(wanted or '')[1:]}']")).to_be_in_viewport()


def test_the_codebook_is_told_by_key_pointer_and_touch(seen: Seen, place: Path) -> None:
    seen.open(place)
    note, card = seen.page.locator("#note"), seen.page.locator(".card.figure").first
    bound = card.get_by_role("button", name="Bound")
    card.locator(".term").first.focus()
    assert note.is_visible()
    for _ in range(card.locator(".term").count()):
        if bound.evaluate("one => one === document.activeElement"):
            break
        seen.page.keyboard.press("ArrowDown")
    assert bound.get_attribute("aria-describedby") == "note"
    assert "casualties.count_qualifier" in note.inner_text()
    assert note.locator("dt").count() == 1
    assert note.locator("dd").inner_text()
    seen.page.keyboard.press("Escape")
    assert not note.is_visible()
    assert bound.get_attribute("aria-describedby") is None
    seen.page.get_by_role("button", name="Overlap").first.hover()
    assert "casualties.overlap" in note.inner_text()
    seen.page.mouse.move(1, 1)
    playwright.expect(note).to_be_hidden()
    column = seen.page.locator("#table-place").get_by_role("button", name="Outcome")
    column.click()
    assert note.locator("dt").count() > 5


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_is_wider_than_the_screen(seen: Seen, place: Path, size: dict[str, int]) -> None:
    seen.page.set_viewport_size(size)
    seen.open(place)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for term in seen.page.locator(".card").first.locator(".term").all():
        term.dispatch_event("click")
        assert seen.page.locator("#note").is_visible()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_print_shows_every_row_and_no_controls(seen: Seen, place: Path) -> None:
    seen.open(place)
    seen.page.emulate_media(media="print")
    assert not any(one.is_visible() for one in seen.page.locator(".controls").all())
    cut = "found => found.filter(one => one.scrollHeight > one.clientHeight + 1).length"
    assert seen.page.eval_on_selector_all(".sides > section", cut) == 0
    assert seen.page.locator(".reading .map").first.is_visible()
    cards = seen.page.locator(".card")
    assert cards.count() == cards.locator(".status:visible").count() > 0


@pytest.mark.parametrize("media", ["screen", "print"])
def test_figures_of_a_party_to_the_conflict_look_different(
    seen: Seen, files: dict[str, bytes], tmp_path: Path, media: Literal["screen", "print"]
) -> None:
    casualties = files["data/casualties.csv"].replace(b",medical,", b",involved_party,")
    assert casualties != files["data/casualties.csv"]
    out = tmp_path / "page.html"
    out.write_bytes(page_bytes({**files, "data/casualties.csv": casualties}, "package", {}, "package"))
    seen.open(out)
    seen.page.emulate_media(media=media)
    expected = casualties.count(b",involved_party,")
    assert seen.page.locator(".card.party .side:visible").count() == expected
    assert seen.page.locator(".card:not(.party) .side").count() == 0
    style = "one => getComputedStyle(one).borderLeftStyle"
    assert seen.page.locator(".card.party").first.evaluate(style) == "double"
    assert seen.page.locator(".card.figure:not(.party)").first.evaluate(style) == "solid"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_run_nothing(seen: Seen, files: dict[str, bytes], text: str, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    out.write_bytes(page_bytes(hostile_files(files, text), "package", {}, "package"))
    seen.page.set_viewport_size(PHONE)
    seen.open(out)
    assert seen.page.title() not in ("run", "1")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert seen.page.locator(".card").count() > 0
    assert seen.page.locator("#table-place tbody tr").count() > 0
    assert seen.page.locator(".reading .spot").count() > 0
    assert seen.page.locator("#overview-drawing .cluster").count() > 0
    seen.page.locator(".card .term").first.click()
    assert seen.page.locator("#note").is_visible()
    assert seen.page.title() not in ("run", "1")


def test_the_policy_stops_a_script_that_would_get_in(seen: Seen, place: Path) -> None:
    seen.open(place)
    seen.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))"
    )
    assert seen.page.evaluate("window.ran") is None
    assert len(seen.errors) == 1
    assert "Content Security Policy" in seen.errors.pop()


@pytest.mark.parametrize("is_packed", [False, True], ids=["laid open", "packed"])
def test_axe_finds_no_serious_violation(
    seen: Seen, files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_packed: bool
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe; install the extra `dev`")
    monkeypatch.setattr("pipeline.page.MOST_OPEN", 0 if is_packed else 10)
    out = tmp_path / "page.html"
    out.write_bytes(page_bytes(files, "package", {}, "package"))
    seen.open(out, f"#{valid_tables()[0].casualties[0].casualty_id}")
    seen.page.wait_for_selector(".card.chosen")
    found = axe.Axe().run(seen.page).response
    assert found["passes"]
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious] == []

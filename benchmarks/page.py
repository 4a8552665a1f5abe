"""How large the page of a package is, and how quick in a browser: first paint, opening a report, search and filter.

    .venv/bin/python -m pipeline build --reports PATH/reports.jsonl --out out/large
    .venv/bin/python benchmarks/page.py out/large

Needs Chromium and the extra `dev`. Times are the median of five: of the page's first paint as the browser gives it, and
of what a reader does, from the event until the browser has drawn what follows.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.page import page_bytes, read_files
from pipeline.page.package import package_of

TIMES = 5
SWITCHES = ("headless", "no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking", "disable-sync")
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
# What the script does, until the second frame after it: the first one may have been under way already.
TIMED = """([id, event, value]) => new Promise((done) => {
  const element = document.getElementById(id), start = performance.now();
  element.value = value;
  element.dispatchEvent(new Event(event, { bubbles: true }));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})"""
FILTERED = """() => new Promise((done) => {
  const select = document.querySelector("#table-place select"), start = performance.now();
  select.selectedIndex = select.selectedIndex === 1 ? 0 : 1;
  select.dispatchEvent(new Event("change"));
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})"""
# Each choice of a selector of the overview in turn, a few of them spread over all there are, and back to "any".
CHOSEN = """(name) => new Promise(async (done) => {
  const select = document.getElementById("overview-" + name), times = [];
  const frame = () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
  for (let step = 0; step < 5; step++) {
    const start = performance.now();
    select.selectedIndex = step === 4 ? 0 : Math.ceil((step + 1) * (select.options.length - 1) / 4);
    select.dispatchEvent(new Event("change"));
    await frame();
    times.push(performance.now() - start);
  }
  done(times.sort((one, other) => one - other)[2]);
})"""
MARKED = """() => new Promise((done) => {
  const marks = document.querySelectorAll("#overview-drawing .cluster"), start = performance.now();
  marks[marks.length - 1].dispatchEvent(new MouseEvent("click"));
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const time = performance.now() - start;
    document.getElementById("overview-clear").click();
    done(time);
  }));
})"""
SELECTORS = {"place": "place", "country": "country", "when": "day", "group": "group", "outcome": "outcome"}
OPENED = """() => new Promise((done) => {
  const links = document.querySelectorAll("#overview-lines a"), start = performance.now();
  const link = [...links].find((one) => one.hash !== location.hash && !one.dataset.seen);
  link.dataset.seen = "yes";
  new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))))
    .observe(document.getElementById("reports"), { childList: true });
  link.click();
})"""


def median(page: Page, script: str, arguments: list[list[str]] | None = None) -> float:
    """The middle of some runs, in milliseconds, the first one (which makes what is searched) among them."""
    given = arguments or [[]] * TIMES
    return statistics.median(page.evaluate(script, one) for one in given)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path, metavar="PACKAGE_DIR", help="a package of many reports")
    chosen = parser.parse_args()
    start = time.process_time()
    files = read_files(chosen.package)
    content = page_bytes(files, str(chosen.package), {}, ".")
    made = time.process_time() - start
    counts = {name: table.n_rows for name, table in package_of(files, str(chosen.package)).tables.items()}
    print(f"{counts['reports']:,} reports, {counts['casualties']:,} figures, {counts['evidence']:,} quotes")
    print(f"made in {made:.1f} s, {len(content) / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        out = Path(folder) / "page.html"
        out.write_bytes(content)
        chromium = shutil.which("chromium") or sys.exit("no Chromium; on Debian: apt install chromium")
        browser = started.chromium.launch(executable_path=chromium, args=[f"--{switch}" for switch in SWITCHES])
        paints = []
        for _ in range(TIMES):
            page = browser.new_page()
            page.goto(out.as_uri())
            page.wait_for_selector("#table-place tbody tr")
            page.wait_for_selector("#overview-lines tr")
            paints.append(page.evaluate(PAINT))
            if len(paints) < TIMES:
                page.close()
        words = ("killed", "police", "w", "no such word", "")
        print(f"first paint        {statistics.median(paints):6.0f} ms")
        print(f"search reports     {median(page, TIMED, [['overview-search', 'input', one] for one in words]):6.0f} ms")
        page.locator("#overview-country").select_option(index=1)  # places are offered within a country
        for name, what in SELECTORS.items():
            print(f"{f'choose by {what}':18} {page.evaluate(CHOSEN, name):6.0f} ms")
        print(f"choose on the map  {median(page, MARKED):6.0f} ms")
        print(f"search a table     {median(page, TIMED, [['table-search', 'input', one] for one in words]):6.0f} ms")
        print(f"filter a table     {median(page, FILTERED):6.0f} ms")
        print(f"open a report      {median(page, OPENED):6.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()

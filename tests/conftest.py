"""What many tests share: the words, the contract, and where the project's files are."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.contract import Contract, read_contract
from pipeline.home import home
from pipeline.lexicon import Lexicon, read_lexicon
from tests.release_desk import Desk, copy_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# So that Chromium asks nobody for anything of its own accord.
QUIET = ("no-first-run", "disable-background-networking", "disable-component-update", "disable-sync", "disable-quic")


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "write the golden tables of tests/reports anew; look at them with git diff"
    parser.addoption("--rewrite-goldens", action="store_true", help=text)
    parser.addoption("--need-r", action="store_true", help="a machine without R fails the tests that run R")
    parser.addoption(
        "--need-browser", action="store_true", help="a machine without Chromium fails the tests of the page"
    )
    text = "how often each race of publishers and each broken connection of tests/test_stores.py is run"
    parser.addoption("--races", type=int, default=2, metavar="N", help=text)


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    files = home()
    return read_lexicon(files.lexicon, files.lexicon_schema, files.gazetteer)


@pytest.fixture(scope="session")
def contract() -> Contract:
    return read_contract(home().schemas)


@pytest.fixture(scope="session")
def run_r(pytestconfig: pytest.Config) -> Callable[..., str]:
    """Runs a script of R with arguments, and gives what it prints."""
    found = shutil.which("Rscript")
    packages = 'stopifnot(requireNamespace("readr", quietly = TRUE), requireNamespace("jsonlite", quietly = TRUE))'
    if found is None or subprocess.run([found, "-e", packages], capture_output=True).returncode:
        missing = "no R with readr and jsonlite; on Debian: apt install r-base-core r-cran-readr r-cran-jsonlite"
        if pytestconfig.getoption("--need-r"):
            pytest.fail(missing)
        pytest.skip(missing)

    def run(script: Path, *arguments: Path | str, **settings: str) -> str:
        done = subprocess.run(
            [found, "--vanilla", str(script), *map(str, arguments)],
            capture_output=True,
            env={**os.environ, **settings},
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """Chromium as the system has it, without a screen."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        missing = "no Chromium; on Debian: apt install chromium"
        if pytestconfig.getoption("--need-browser"):
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    # The sandbox does not start as root, and the pages are our own.
    switches = [f"--{switch}" for switch in (*QUIET, "headless", "no-sandbox", "disable-gpu")]
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=found, args=switches)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of one report with version 1.0.0 released, which tests copy."""
    folder = tmp_path_factory.mktemp("released")
    assert Desk(folder / "desk").release() == 0
    return folder / "desk"


@pytest.fixture
def desk(released: Path, tmp_path: Path) -> Desk:
    """A copy of it."""
    return copy_of(released, tmp_path)

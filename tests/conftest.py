"""What many tests share: the words, the contract, and where the project's files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.contract import Contract, read_contract
from pipeline.home import home
from pipeline.lexicon import Lexicon, read_lexicon


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "write the golden tables of tests/reports anew; look at them with git diff"
    parser.addoption("--rewrite-goldens", action="store_true", help=text)
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

"""What a part is made with. Parts of one recipe and the same reports are the same, whatever machine made them."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline import VERSION
from pipeline.contract import Contract, read_contract
from pipeline.home import home
from pipeline.lexicon import Lexicon, read_lexicon
from pipeline.tidy import ANNOTATOR


@dataclass(frozen=True, slots=True)
class Recipe:
    """`code` is a SHA-256 of the program, `lexicon` of the word lists, `contract` of schemas and code lists."""

    version: str
    annotator: str
    code: str
    lexicon: str
    contract: str

    def changes(self, other: Recipe) -> Iterator[str]:
        """What is different in another recipe, in words."""
        if (self.version, self.annotator, self.code) != (other.version, other.annotator, other.code):
            yield "the program"
        if self.lexicon != other.lexicon:
            yield "the word lists"
        if self.contract != other.contract:
            yield "the contract"


@functools.cache
def tools() -> tuple[Lexicon, Contract]:
    """The word lists and the contract of this installation, read once in a process: they take seconds."""
    files = home()
    return read_lexicon(files.lexicon, files.lexicon_schema, files.gazetteer), read_contract(files.schemas)


@functools.cache
def recipe_here() -> Recipe:
    """The recipe of this installation."""
    lexicon, contract = tools()
    return Recipe(VERSION, ANNOTATOR, code_digest(Path(__file__).parent.parent), lexicon.digest, contract.digest)


def code_digest(package: Path) -> str:
    """A SHA-256 of every module, by its name."""
    digest = hashlib.sha256()
    for module in sorted(package.rglob("*.py")):
        digest.update(module.relative_to(package).as_posix().encode())
        digest.update(hashlib.sha256(module.read_bytes()).digest())
    return digest.hexdigest()

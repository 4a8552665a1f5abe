"""Where the pipeline's own files are: its words, its places, its contract."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of an installed copy or of a checkout."""

    lexicon: Path
    gazetteer: Path
    schemas: Path

    @property
    def lexicon_schema(self) -> Path:
        return self.schemas / "lexicon.schema.json"


def home() -> Home:
    """The files beside this module; the contract is at the top of a checkout, inside an installed copy."""
    here = Path(__file__).resolve().parent
    installed = here / "schemas"
    schemas = installed if installed.is_dir() else here.parent / "schemas"
    return Home(here / "lexicons" / "en", here / "lexicons" / "gazetteer", schemas)

"""What a package says of itself beside its tables: name, title, version, licence, who made it, and from what.

`metadata.yml` is written by hand; without one, a package gets `templates/metadata.yml`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import PublishError
from pipeline.strict_yaml import LocatedDict, LocatedList, load

DEFAULT = Path(__file__).parent / "templates" / "metadata.yml"
TEXTS = ("name", "title", "description", "version", "homepage")
LISTS = ("keywords", "contributors", "sources")
OPTIONAL = frozenset({"homepage"})
# Semantic Versioning 2.0.0 without build metadata: a release has one spelling.
VERSION = r"(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)(?:-[0-9A-Za-z.-]+)?"
NAME = r"[a-z0-9][a-z0-9._-]*"  # Data Package 2.0, name


@dataclass(frozen=True, slots=True)
class Metadata:
    """`contributors` are titles; `sources` are pairs of title and address."""

    name: str
    title: str
    description: str
    version: str
    homepage: str | None
    keywords: tuple[str, ...]
    contributors: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]

    @property
    def is_trial(self) -> bool:
        """Whether the version is 0.x: a changed result is rebuilt in place."""
        return self.version.startswith("0.")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a package was made with. `created` is the date of its matter or one given, never the clock."""

    code_version: str
    annotator: str
    lexicon_digest: str
    contract_digest: str
    created: dt.datetime


def read_metadata(path: Path | None) -> Metadata:
    """The metadata of a package, the default ones without a path. Raises PublishError, naming file and line."""
    path = path or DEFAULT
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PublishError(str(path), f"cannot be read: {error}") from error
    given = load(text, str(path), PublishError)
    if not isinstance(given, LocatedDict):
        raise PublishError(f"{path}:1", f"must be a mapping with the keys {', '.join((*TEXTS, *LISTS))}")
    for key in given:
        if key not in (*TEXTS, *LISTS):
            raise PublishError(
                f"{path}:{given.lines[key]}", f"no such key: {key}; known are {', '.join((*TEXTS, *LISTS))}"
            )
    texts = {key: read_text(given, key, path) for key in TEXTS}
    check_form(given, path, "version", VERSION, "a version such as 0.1.0 (semver.org)")
    check_form(given, path, "name", NAME, "small letters, digits, '.', '_' and '-'")
    return Metadata(
        name=texts["name"] or "",
        title=texts["title"] or "",
        description=texts["description"] or "",
        version=texts["version"] or "",
        homepage=texts["homepage"],
        keywords=read_list(given, "keywords", path),
        contributors=read_list(given, "contributors", path),
        sources=read_sources(given, path),
    )


def read_text(given: LocatedDict, key: str, path: Path) -> str | None:
    value = given.get(key)
    if value is None and key in OPTIONAL:
        return None
    if not isinstance(value, str) or not value.strip():
        raise PublishError(f"{path}:{given.lines.get(key, 1)}", f"{key} must be a text; put it in quotes")
    return " ".join(value.split())


def check_form(given: LocatedDict, path: Path, key: str, pattern: str, form: str) -> None:
    if not re.fullmatch(pattern, str(given[key])):
        raise PublishError(f"{path}:{given.lines[key]}", f"{key} is {given[key]!r}; it must be {form}")


def read_list(given: LocatedDict, key: str, path: Path) -> tuple[str, ...]:
    value = given.get(key)
    line = given.lines.get(key, 1)
    if not isinstance(value, LocatedList) or not value or not all(isinstance(word, str) for word in value):
        raise PublishError(f"{path}:{line}", f"{key} must be a list of texts")
    return tuple(str(word) for word in value)


def read_sources(given: LocatedDict, path: Path) -> tuple[tuple[str, str], ...]:
    """Each source has a title and a path, its address."""
    value = given.get("sources")
    line = given.lines.get("sources", 1)
    if not isinstance(value, LocatedList):
        raise PublishError(f"{path}:{line}", "sources must be a list, each with title and path")
    sources = []
    for source, at in zip(value, value.lines, strict=True):
        if not isinstance(source, LocatedDict) or set(source) != {"title", "path"}:
            raise PublishError(f"{path}:{at}", "a source has a title and a path (its address), and nothing else")
        sources.append((str(source["title"]), str(source["path"])))
    return tuple(sources)

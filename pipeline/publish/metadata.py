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
LICENCE = ("name", "title", "path")
KEYS = (*TEXTS, "licence", *LISTS)
OPTIONAL = frozenset({"homepage"})
# Semantic Versioning 2.0.0 without build metadata: a release has one spelling.
NUMBER = r"(?:0|[1-9][0-9]*)"
LABEL = rf"(?:{NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
VERSION = rf"{NUMBER}\.{NUMBER}\.{NUMBER}(?:-{LABEL}(?:\.{LABEL})*)?"
NAME = r"[a-z0-9][a-z0-9._-]*"  # Data Package 2.0, name
# RFC 3986, section 2: characters that no address holds. Some would end a link in a page and begin a tag.
NO_ADDRESS = r"\s<>\"\\^`{|}"
ADDRESS = rf"https?://[^/{NO_ADDRESS}][^{NO_ADDRESS}]*"
ADDRESS_FORM = "an address that begins with https:// and holds no space, quote or bracket; write them as %20, %22, %3C"


@dataclass(frozen=True, slots=True)
class Licence:
    """What readers may do with the package: its SPDX name, its title, the address of its text."""

    name: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """`contributors` are titles; `sources` are pairs of title and address."""

    name: str
    title: str
    description: str
    version: str
    homepage: str | None
    licence: Licence
    keywords: tuple[str, ...]
    contributors: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]

    @property
    def is_trial(self) -> bool:
        return is_trial(self.version)


def is_trial(version: str) -> bool:
    """Whether a version is 0.x: a changed result is rebuilt in place."""
    return version.startswith("0.")


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
        raise PublishError(f"{path}:1", f"must be a mapping with the keys {', '.join(KEYS)}")
    for key in given:
        if key not in KEYS:
            raise PublishError(f"{path}:{given.lines[key]}", f"no such key: {key}; known are {', '.join(KEYS)}")
    texts = {key: read_text(given, key, path) for key in TEXTS}
    check_form(given, path, "version", VERSION, "a version such as 0.1.0 (semver.org)")
    check_form(given, path, "name", NAME, "small letters, digits, '.', '_' and '-'")
    if texts["homepage"] is not None:
        check_form(given, path, "homepage", ADDRESS, ADDRESS_FORM)
    return Metadata(
        name=texts["name"] or "",
        title=texts["title"] or "",
        description=texts["description"] or "",
        version=texts["version"] or "",
        homepage=texts["homepage"],
        licence=read_licence(given, path),
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
    texts = [word for word in value if isinstance(word, str) and word.strip()] if isinstance(value, LocatedList) else []
    if not texts or texts != value:
        raise PublishError(f"{path}:{given.lines.get(key, 1)}", f"{key} must be a list of texts")
    return tuple(texts)


def read_licence(given: LocatedDict, path: Path) -> Licence:
    """The licence has a name, a title and a path, the address of its text."""
    value = given.get("licence")
    if not isinstance(value, LocatedDict) or set(value) != set(LICENCE):
        at = f"{path}:{given.lines.get('licence', 1)}"
        raise PublishError(at, f"licence must be a mapping with the keys {', '.join(LICENCE)}")
    name, title = read_text(value, "name", path), read_text(value, "title", path)
    return Licence(name or "", title or "", read_address(value, path))


def read_address(given: LocatedDict, path: Path) -> str:
    read_text(given, "path", path)
    check_form(given, path, "path", ADDRESS, ADDRESS_FORM)
    return str(given["path"])


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
        sources.append((read_text(source, "title", path) or "", read_address(source, path)))
    return tuple(sources)

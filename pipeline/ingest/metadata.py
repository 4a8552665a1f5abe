"""What is known of a report beside its text, from report.yaml or from the other keys of a JSONL line.

title: Blast in market kills nine
publisher: Example Times
published_date: 2026-02-01
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pipeline.days import parse_day
from pipeline.ingest.texts import composed, shown
from pipeline.model import AttestedError, InputError

KEYS = ("title", "publisher", "url", "published_date", "language", "source_type")
# As the contract has them (schemas/reports.schema.json): what would be refused there is named here by file and line.
URL = r"https?://\S+"
LANGUAGE = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"
SOURCE_TYPE = r"[a-z_]+"
MAX_CHARACTERS = 10_000  # of one value


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a report; None where it is not."""

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_date: dt.date | None = None
    language: str = "en"
    source_type: str = "unknown"


def read_metadata(values: Mapping[str, object], where: Callable[[str], str]) -> Metadata:
    """The values under their keys; null and the empty text mean *not known*. `where(key)` says where a key stands.

    Raises InputError for a key that is not known (a misspelt one would lose what it holds) and for a value that is
    not what its key asks for.
    """
    for key in values:
        if key not in KEYS:
            raise InputError(where(key), unknown_key(key, KEYS))
    texts = {key: read_line(key, value, where(key)) for key, value in values.items()}
    return Metadata(
        title=texts.get("title"),
        publisher=texts.get("publisher"),
        url=matching("url", texts, URL, "an address that begins with http:// or https://", where),
        published_date=read_day(texts.get("published_date"), where),
        language=matching("language", texts, LANGUAGE, "a BCP 47 tag such as en or pt-BR", where) or "en",
        source_type=matching("source_type", texts, SOURCE_TYPE, "a code of source_types.csv", where) or "unknown",
    )


def unknown_key(key: str, known: Collection[str]) -> str:
    """What to say of a key that is not known."""
    near = difflib.get_close_matches(key, known, n=1)
    return f"has the unknown key {shown(key)}; " + (f"is it {near[0]!r}?" if near else f"known are {', '.join(known)}")


def read_line(key: str, value: object, where: str, error: type[AttestedError] = InputError) -> str | None:
    """A value as one line of text, in NFC and without stray space, because a cell of CSV has no line break."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise error(where, f"{key} is {shown(value)}, not text; put it in quotes")
    if len(value) > MAX_CHARACTERS:
        raise error(where, f"{key} has {len(value):,} characters; give {MAX_CHARACTERS:,} at most")
    text = composed(" ".join(value.split()), where, error)
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs"):
            raise error(where, f"{key} holds U+{ord(character):04X}, which is no character of a text; take it out")
    return text or None


def matching(
    key: str, texts: Mapping[str, str | None], pattern: str, asked: str, where: Callable[[str], str]
) -> str | None:
    """The text under a key, if it is there; raises InputError where it does not match the whole pattern."""
    text = texts.get(key)
    if text is not None and not re.fullmatch(pattern, text):
        raise InputError(where(key), f"{key} is {shown(text)}, not {asked}")
    return text


def read_day(text: str | None, where: Callable[[str], str]) -> dt.date | None:
    if text is None:
        return None
    day = parse_day(text)
    if day is None:
        raise InputError(where("published_date"), f"published_date is {shown(text)}, not a day written YYYY-MM-DD")
    return day

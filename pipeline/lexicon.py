"""The word lists of one language are read, held against their schema, and compiled into one index.

`pipeline/lexicons/en/<kind>.yml` is a list of entries, one a concept; `means` is a code of the list in
`schemas/codes/`. What a list may hold beside the common keys is said in `schemas/lexicon.schema.json`.
"""

from __future__ import annotations

import gc
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import cast

import jsonschema

from pipeline.gazetteer import Gazetteer, read_gazetteer
from pipeline.model import Entry, LexiconError, frozen
from pipeline.strict_yaml import load
from pipeline.tokens import words_of

COMMON_KEYS = {"id", "means", "forms", "examples", "not", "case"}


@frozen
class Form:
    """One form of an entry, as tokens. `exact` is the form with its capitals where they matter, else None.

    `kind` is the list of the entry.
    """

    words: tuple[str, ...]
    exact: str | None
    entry: Entry
    kind: str


@frozen
class Opening:
    """The forms that begin with one token: `alone` are just it, `longer` are by their second token, longest first.

    Of those alone `plain` are the lists and entries of forms that count whatever their capitals, `exact` the others.
    """

    alone: tuple[Form, ...]
    plain: tuple[tuple[str, Entry], ...]
    exact: tuple[Form, ...]
    longer: Mapping[str, tuple[Form, ...]]


@frozen
class Lexicon:
    """The words of one language, ready for use.

    `index` leads from a token to the forms that begin with it. `digest` changes when any word or place does.
    """

    entries: Mapping[str, tuple[Entry, ...]]
    index: Mapping[str, Opening]
    gazetteer: Gazetteer
    digest: str

    def forms_of(self, word: str) -> tuple[Form, ...]:
        """The forms that are this one token, of all lists."""
        opening = self.index.get(word)
        return opening.alone if opening is not None else ()

    def entry(self, kind: str, entry_id: str) -> Entry:
        """The entry of a list by its id; KeyError where there is none."""
        return next(iter(e for e in self.entries[kind] if e.id == entry_id))


def read_lexicon(folder: Path, schema_path: Path, gazetteer_folder: Path) -> Lexicon:
    """The word lists of `folder` and the gazetteer, compiled. Raises LexiconError, naming file and line."""
    schema = json.loads(schema_path.read_text(encoding="utf-8"))
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise LexiconError(str(folder), "holds no word list (*.yml)")
    entries = {path.stem: read_list(path, schema) for path in paths}
    gazetteer = read_gazetteer(gazetteer_folder)
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    digest.update(gazetteer.gazetteer_version.encode())
    lexicon = Lexicon(MappingProxyType(entries), compile_index(entries), gazetteer, digest.hexdigest())
    gc.freeze()  # the garbage collector need not go through it: that was a tenth of the time of reading reports
    return lexicon


def read_list(path: Path, schema: Mapping[str, object]) -> tuple[Entry, ...]:
    """The entries of one word list, held against the schema's part for that list."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(str(path), f"cannot be read: {error}") from error
    located = load(text, str(path), LexiconError)
    lists = cast("dict[str, object]", schema["$defs"])
    if path.stem not in lists:
        raise LexiconError(str(path), "is a word list that schemas/lexicon.schema.json does not know; add it there")
    validator = jsonschema.Draft202012Validator({"$defs": lists, "$ref": f"#/$defs/{path.stem}"})
    for fault in sorted(validator.iter_errors(located), key=lambda e: [str(p) for p in e.absolute_path]):
        raise LexiconError(f"{path}:{line_of(located, list(fault.absolute_path))}", fault.message)
    rows = cast("list[dict[str, object]]", located)
    lines: list[int] = located.lines  # type: ignore[attr-defined]
    check_list_is_clean(path, rows, lines)
    return tuple(as_entry(path.stem, row) for row in rows)


def line_of(located: object, steps: list[object]) -> int:
    """The line of the value that `steps` (keys and positions) lead to, or of the nearest one above it."""
    line, value = 1, located
    for step in steps:
        line = getattr(value, "lines", {step: line})[step]
        value = value[step]  # type: ignore[index]
    return line


def check_list_is_clean(path: Path, rows: list[dict[str, object]], lines: list[int]) -> None:
    """Ids are sorted and unique; no form stands twice in a list; texts are NFC without stray space."""
    seen: dict[tuple[str, ...], str] = {}
    previous = ""
    for row, line in zip(rows, lines, strict=True):
        name = str(row["id"])
        if name <= previous:
            raise LexiconError(f"{path}:{line}", f"entry {name!r} must come before {previous!r}, and only once")
        previous = name
        forms = cast("list[str]", row["forms"])
        for text in [*forms, *cast("list[str]", row["examples"]), *cast("list[str]", row.get("not", []))]:
            if text != unicodedata.normalize("NFC", text) or text != " ".join(text.split()):
                raise LexiconError(f"{path}:{line}", f"{text!r} is not NFC or has stray space")
        for form in forms:
            words = words_of(form)
            other = seen.setdefault(words, name)
            if other != name or not words:
                raise LexiconError(f"{path}:{line}", f"the form {form!r} of {name!r} stands in {other!r} too")


def as_entry(kind: str, row: Mapping[str, object]) -> Entry:
    traits = {key: str(value) for key, value in row.items() if key not in COMMON_KEYS}
    return Entry(
        id=str(row["id"]),
        kind=kind,
        means=str(row["means"]),
        forms=tuple(cast("list[str]", row["forms"])),
        examples=tuple(cast("list[str]", row["examples"])),
        never=tuple(cast("list[str]", row.get("not", []))),
        traits=MappingProxyType(traits),
        is_exact=row.get("case") == "exact",
    )


def compile_index(entries: Mapping[str, tuple[Entry, ...]]) -> Mapping[str, Opening]:
    """All forms by their first token; those of equal length in the order of the lists."""
    index: dict[str, list[Form]] = {}
    for listed in entries.values():
        for entry in listed:
            for text in entry.forms:
                words = words_of(text)
                index.setdefault(words[0], []).append(Form(words, text if entry.is_exact else None, entry, entry.kind))
    return {word: as_opening(forms) for word, forms in index.items()}


def as_opening(forms: list[Form]) -> Opening:
    longer: dict[str, list[Form]] = {}
    for form in sorted(forms, key=lambda form: -len(form.words)):
        if len(form.words) > 1:
            longer.setdefault(form.words[1], []).append(form)
    alone = tuple(form for form in forms if len(form.words) == 1)
    plain = {form.kind: form.entry for form in alone if form.exact is None}
    exact = tuple(form for form in alone if form.exact is not None)
    return Opening(alone, tuple(plain.items()), exact, {second: tuple(found) for second, found in longer.items()})

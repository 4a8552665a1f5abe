"""YAML, read strictly: every value knows its line, and nothing is taken for what it was not written as.

A plain word is text, and so are `yes`, `no`, `on`, `12:30` and `2026-02-01`. Only `true`, `false`, `null`, `~`, an
empty value and numbers that look the same when written back (`12`, `0.5`; not `007`, `1.10`) are something else. Keys
are text. Refused, because each can hide or multiply what a reader of the file sees: a key given twice, tags, anchors
and aliases, a second document, nesting beyond 32 levels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from pipeline.model import AttestedError

MAX_DEPTH = 32
NUMBER = r"(?:0|-?[1-9][0-9]{0,17})|-?[0-9]{1,15}\.[0-9]{1,15}"
SURROGATE = r"[\ud800-\udfff]"


class LocatedDict(dict[str, object]):
    """A mapping; `lines` has the line of each key, `line` that of the first."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class LocatedList(list[object]):
    """A list; `lines` has the line of each value, `line` that of the first."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def load(text: str, where: str, error: type[AttestedError]) -> object:
    """The value of one YAML document; None where it is empty.

    Mappings are LocatedDict, lists LocatedList, the rest str, int, float, bool or None. Raises `error`, naming
    `where` and the line, for what is not YAML and for everything this module's docstring refuses.
    """
    builder = Builder(where, error)
    if strange := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        raise builder.fault(line, f"U+{ord(strange.group()):04X} can't stand in YAML; take it out")
    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        return builder.document(events)
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        raise builder.fault(mark.line + 1 if mark else 1, f"is not YAML: {broken.problem or broken}") from broken


class Builder:
    """Makes values of the parser's events; one per document."""

    def __init__(self, where: str, error: type[AttestedError]) -> None:
        self.where = where
        self.error = error

    def fault(self, line: int, what: str) -> AttestedError:
        return self.error(f"{self.where}:{line}", what)

    def document(self, events: Iterator[yaml.Event]) -> object:
        """The one value of the stream."""
        value: object = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.fault(line_of(event), "begins a second document; keep one to a file")
                value = self.value(next(events), events, 0)
        return value

    def value(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> object:
        """The value that begins with `event`; takes from `events` what belongs to it."""
        line = line_of(event)
        self.check_is_plain(event, line, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(LocatedDict(line), events, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(LocatedList(line), events, depth)
        assert isinstance(event, yaml.ScalarEvent)
        if re.search(SURROGATE, event.value):
            raise self.fault(line, "holds half of a surrogate pair; write the character itself")
        return event.value if event.style else parse_plain(event.value)

    def check_is_plain(self, event: yaml.Event, line: int, depth: int) -> None:
        """No alias, anchor or tag, and not too deep."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.fault(line, f"has an anchor or alias ({event.anchor!r}); write the value out")  # type: ignore[attr-defined]
        if tag := getattr(event, "tag", None):
            raise self.fault(line, f"has a tag ({tag!r}); leave it out")
        if depth > MAX_DEPTH:
            raise self.fault(line, f"is nested deeper than {MAX_DEPTH} levels")

    def mapping(self, found: LocatedDict, events: Iterator[yaml.Event], depth: int) -> LocatedDict:
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            line = line_of(event)
            self.check_is_plain(event, line, depth)
            if not isinstance(event, yaml.ScalarEvent):
                raise self.fault(line, "has a key that is not a word")
            key = event.value
            if key in found:
                raise self.fault(line, f"gives {key!r} a second time, first on line {found.lines[key]}; keep one")
            found[key] = self.value(next(events), events, depth + 1)
            found.lines[key] = line
        return found

    def sequence(self, found: LocatedList, events: Iterator[yaml.Event], depth: int) -> LocatedList:
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.lines.append(line_of(event))
            found.append(self.value(event, events, depth + 1))
        return found


def line_of(event: yaml.Event) -> int:
    """The line an event stands on, counted from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


def parse_plain(word: str) -> str | int | float | bool | None:
    """What a word without quotes stands for."""
    if word in ("", "~", "null"):
        return None
    if word in ("true", "false"):
        return word == "true"
    if re.fullmatch(NUMBER, word):
        number = float(word) if "." in word else int(word)
        return number if str(number) == word else word
    return word

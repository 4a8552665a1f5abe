"""Reads what `pipeline.explain` draws: `[At least 145 count] people` is `At least 145 people` and (0, 12, "count")."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\\(?P<literal>.)|(?P<open>\[)| (?P<label>[^\s\[\]\\]+)\]|(?P<plain>.)", re.DOTALL)
CROSSING = re.compile(r"\n\[\] (\d+)\.\.(\d+) (?=\[)")

Drawn = tuple[str, list[tuple[int, int, str]]]


def read_drawing(drawn: str) -> Drawn:
    """The text, and (start, end, label) of each mention in drawing order; ValueError where brackets do not pair."""
    body, *rest = CROSSING.split(drawn)
    text, mentions = read_nested(body)
    for start, end, line in zip(rest[0::3], rest[1::3], rest[2::3], strict=True):
        words, [*_, (_, _, label)] = read_nested(line)
        if words != text[int(start) : int(end)]:
            raise ValueError(f"the words at {start}..{end} are {text[int(start) : int(end)]!r}, not {words!r}")
        mentions.append((int(start), int(end), label))
    return text, mentions


def read_nested(drawn: str) -> Drawn:
    """One stretch of text in which mentions only nest."""
    text: list[str] = []
    found: dict[int, tuple[int, int, str]] = {}
    around: list[tuple[int, int]] = []
    for count, token in enumerate(TOKEN.finditer(drawn)):
        if token["open"]:
            around.append((count, len(text)))
        elif token["label"]:
            if not around:
                raise ValueError(f"{drawn[: token.end()][-40:]!r} closes a bracket that was never opened")
            opened, start = around.pop()
            found[opened] = (start, len(text), token["label"])
        elif token["plain"] in ("]", "\\"):
            raise ValueError(f"{drawn[: token.end()][-40:]!r} ends in a bracket without label, or a stray backslash")
        else:
            text.append(token["literal"] or token["plain"])
    if around:
        raise ValueError(f"a bracket is never closed: {drawn[-60:]!r}")
    return "".join(text), [found[opened] for opened in sorted(found)]

"""A report with its mentions drawn in, for people, for issues and for the cases of the tests alike.

    [At least 30 count] people [died outcome/killed]

A mention is drawn as `[words label]`: the last word before the closing bracket says what the words mean. Mentions that
lie within one another are drawn within one another, the longer outside. Two that cross cannot be drawn so; the one that
begins first is drawn into the text, the other stands in a line of its own below it, with its offsets:

    [] 24..45 [security forces killed outcome/killed]

A bracket or backslash of the report itself is drawn with a backslash before it. Doubling it, as some notations do,
would not tell `[[` from two mentions that begin at one place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from rich.text import Text

from pipeline.model import (
    ActorName,
    Annotated,
    Charge,
    Count,
    Day,
    Event,
    Mention,
    Outcome,
    PlaceName,
    Speech,
    Thing,
    Victims,
)
from pipeline.terminal import shown

# Colour only repeats what the label says, so nothing is lost without it. Ansi names follow the reader's own theme.
STYLES = {
    "counts": "bold cyan",
    "outcomes": "bold red",
    "victims": "magenta",
    "dates": "green",
    "places": "blue",
    "actors": "yellow",
    "speech": "italic",
    "incidents": "bright_red",
    "weapons": "bright_black",
    "targets": "bright_blue",
    "allegations": "underline",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the drawing: words of the report or signs of the notation. `kind` is of the innermost mention."""

    text: str
    kind: str | None
    is_words: bool


def draw(annotated: Annotated, kinds: Collection[str] | None = None, *, with_values: bool = False) -> str:
    """The text with the mentions of `kinds` (all where None) drawn in; KeyError for a kind that nobody annotates.

    `with_values` adds to a count what it was read as: `[At least 30 count/30..]`.
    """
    return "".join(piece.text for piece in pieces(annotated, kinds, with_values))


def paint(annotated: Annotated, kinds: Collection[str] | None = None) -> Text:
    """The same drawing in colour, its control characters as pictures: it can go to no place but a terminal."""
    painted = Text()
    for piece in pieces(annotated, kinds, with_values=False):
        style = STYLES.get(piece.kind, "bold") if piece.kind else ""
        painted.append(shown(piece.text), style if piece.is_words or not piece.kind else "dim")
    return painted


def pieces(annotated: Annotated, kinds: Collection[str] | None, with_values: bool) -> Iterator[Piece]:
    """The drawing from left to right: the text with what nests, then a line for each mention that crosses another."""
    text = annotated.report.text
    names = annotated.mentions if kinds is None else [name for name in annotated.mentions if name in kinds]
    if unknown := set(kinds or ()) - annotated.mentions.keys():
        raise KeyError(", ".join(sorted(unknown)))
    nested, crossing = nested_and_crossing(mention for name in names for mention in annotated.mentions[name])
    yield from nested_pieces(text, nested, with_values)
    for mention in crossing:
        yield Piece(f"\n[] {mention.span.start}..{mention.span.end} [", None, is_words=False)
        yield Piece(escaped(mention.span.cut(text)), mention.kind, is_words=True)
        yield Piece(f" {label(mention, with_values)}]", mention.kind, is_words=False)


def nested_and_crossing(mentions: Iterable[Mention]) -> tuple[list[Mention], list[Mention]]:
    """The mentions in drawing order, the longer first where two begin together; apart from them, those that cross."""
    nested: list[Mention] = []
    crossing: list[Mention] = []
    around: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.span.start, -mention.span.end)):
        while around and around[-1].span.end <= mention.span.start:
            around.pop()
        if around and mention.span.end > around[-1].span.end:
            crossing.append(mention)
        else:
            nested.append(mention)
            around.append(mention)
    return nested, crossing


def nested_pieces(text: str, mentions: Sequence[Mention], with_values: bool) -> Iterator[Piece]:
    """The text with these mentions, which must nest, drawn in."""
    around: list[Mention] = []
    at = 0

    def up_to(end: int) -> Iterator[Piece]:
        nonlocal at
        if end > at:
            yield Piece(escaped(text[at:end]), around[-1].kind if around else None, is_words=True)
        at = end

    def close_before(start: int) -> Iterator[Piece]:
        while around and around[-1].span.end <= start:
            yield from up_to(around[-1].span.end)
            closed = around.pop()
            yield Piece(f" {label(closed, with_values)}]", closed.kind, is_words=False)

    for mention in mentions:
        yield from close_before(mention.span.start)
        yield from up_to(mention.span.start)
        yield Piece("[", mention.kind, is_words=False)
        around.append(mention)
    yield from close_before(len(text))
    yield from up_to(len(text))


def escaped(words: str) -> str:
    """Words of the report, with a backslash before what the notation means otherwise."""
    return words.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def label(mention: Mention, with_values: bool = False) -> str:
    """What the words of a mention mean, in one word without space or bracket."""
    match mention.value:
        case Count() as count:
            return f"count/{bounds(count)}" if with_values else "count"
        case Outcome(code=code):
            return f"outcome/{code}"
        case Victims(group=group):
            return f"victims/{group}"
        case Day(earliest=earliest, latest=latest, kind=kind):
            word = "date" if kind == "point" else "period"
            if earliest is not None and earliest == latest:
                return f"{word}/{earliest}"
            return f"{word}/{earliest or ''}..{latest or ''}"
        case PlaceName(place=place):
            return one_word(f"place/{place.place_kind}:{place.name}") if place else "place/unknown"
        case ActorName(actor=actor):
            return f"actor/{actor.actor_type}"
        case Speech(role=role):
            return f"speech/{role}"
        case Event(code=code):
            return f"incident/{code}"
        case Thing(code=code):
            return f"{mention.kind.removesuffix('s')}/{code}"
        case Charge(allegation_type=allegation_type):
            return f"allegation/{allegation_type}"
        case _:
            assert_never(mention.value)


def bounds(count: Count) -> str:
    """A count as its range: `18`, `30..`, `0..5`, `4000..5000`; `~100` where only a point is known."""
    if count.low is None and count.high is None:
        return f"~{count.point}"
    if count.low == count.high:
        return str(count.low)
    low, high = ("" if bound is None else str(bound) for bound in (count.low, count.high))
    return f"{low}..{high}"


def one_word(words: str) -> str:
    """A name as part of a label: `place/town:New_Delhi`."""
    return "_".join(words.translate({ord("["): "(", ord("]"): ")", ord("\\"): "/"}).split())

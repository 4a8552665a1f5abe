"""What `explain` draws, and that the drawing can be read back whatever the text."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.explain import bounds, draw, label, paint
from pipeline.model import (
    Actor,
    ActorName,
    Annotated,
    Charge,
    Count,
    Day,
    Event,
    Mention,
    Outcome,
    Place,
    PlaceName,
    Reading,
    Report,
    Span,
    Speech,
    Thing,
    Value,
    Victims,
)
from tests.drawing import read_drawing

AT_LEAST_145 = Count(145, None, 145, "at_least")
KILLED = Outcome("killed", "intransitive")
CIVILIANS = Victims("civilian", "unknown", "unknown", "plural")


def mention(kind: str, start: int, end: int, value: Value) -> Mention:
    return Mention(kind, Span(start, end), value, rule="test", first=0, last=1)


def annotated(text: str, *mentions: Mention) -> Annotated:
    report = Report("r", text, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    kinds = dict.fromkeys(found.kind for found in mentions)
    reading = Reading(report, (), (), (), (), {}, is_capitals=False, classes={}, grammar_at={}, grammar_before={})
    return Annotated(reading, {kind: tuple(m for m in mentions if m.kind == kind) for kind in kinds})


REPORT = annotated(
    "At least 145 people died",
    mention("counts", 0, 12, AT_LEAST_145),
    mention("victims", 0, 19, CIVILIANS),
    mention("outcomes", 20, 24, KILLED),
)


def test_mentions_are_drawn_into_the_text_and_into_one_another() -> None:
    assert draw(REPORT) == "[[At least 145 count] people victims/civilian] [died outcome/killed]"


def test_only_the_kinds_asked_for_are_drawn() -> None:
    assert draw(REPORT, ["counts", "outcomes"]) == "[At least 145 count] people [died outcome/killed]"
    assert draw(REPORT, []) == "At least 145 people died"


def test_a_kind_that_nobody_annotates_is_an_error() -> None:
    with pytest.raises(KeyError, match="unicorns"):
        draw(REPORT, ["counts", "unicorns"])


def test_values_are_drawn_where_cases_ask_for_them() -> None:
    assert draw(REPORT, ["counts"], with_values=True) == "[At least 145 count/145..] people died"


def test_brackets_of_the_report_stay_apart_from_those_of_the_notation() -> None:
    drawn = draw(annotated(r"[TEXT] 18 \o/", mention("counts", 7, 9, Count(18, 18, 18, "exact"))))
    assert drawn == r"\[TEXT\] [18 count] \\o/"
    assert read_drawing(drawn) == (r"[TEXT] 18 \o/", [(7, 9, "count")])


def test_a_mention_that_crosses_another_stands_below_the_text() -> None:
    crossed = annotated("a b c", mention("outcomes", 0, 3, KILLED), mention("victims", 2, 5, CIVILIANS))
    assert draw(crossed) == "[a b outcome/killed] c\n[] 2..5 [b c victims/civilian]"


def test_paint_and_draw_show_the_same() -> None:
    assert paint(REPORT).plain == draw(REPORT)
    assert {str(span.style) for span in paint(REPORT).spans} >= {"bold cyan", "bold red", "dim"}


@pytest.mark.parametrize(
    ("count", "drawn"),
    [
        (Count(18, 18, 18, "exact"), "18"),
        (AT_LEAST_145, "145.."),
        (Count(4000, 5000, None, "range"), "4000..5000"),
        (Count(0, 5, 5, "at_most"), "0..5"),
        (Count(None, None, 100, "about"), "~100"),
        (Count(12, None, None, "vague"), "12.."),
        (Count(0, 0, 0, "explicit_zero"), "0"),
    ],
)
def test_a_count_is_drawn_as_its_range(count: Count, drawn: str) -> None:
    assert bounds(count) == drawn


GROUP = Actor(actor_id="act-1", name="A", actor_type="rebel_group")
TOWN = Place(place_id="plc-1", name="New [Old] Town", place_kind="town")
SATURDAY = dt.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("kind", "value", "drawn"),
    [
        ("counts", AT_LEAST_145, "count"),
        ("outcomes", KILLED, "outcome/killed"),
        ("victims", CIVILIANS, "victims/civilian"),
        ("dates", Day(SATURDAY, SATURDAY, "day", "point"), "date/2026-01-31"),
        ("dates", Day(None, SATURDAY, None, "period"), "period/..2026-01-31"),
        ("places", PlaceName(TOWN, "exact_site", "where"), "place/town:New_(Old)_Town"),
        ("places", PlaceName(None, "vague_area", "where"), "place/unknown"),
        ("actors", ActorName(GROUP, "name", "involved_party"), "actor/rebel_group"),
        ("speech", Speech("said", None, GROUP, "authority", Span(0, 1), 1), "speech/authority"),
        ("incidents", Event("armed_assault", "accomplished", True, False, False), "incident/armed_assault"),
        ("weapons", Thing("grenade"), "weapon/grenade"),
        ("targets", Thing("police"), "target/police"),
        (
            "allegations",
            Charge(
                allegation_type="responsibility_claim",
                act=None,
                polarity="affirms",
                certainty=None,
                speaker=None,
                speaker_actor=None,
                subject=None,
                subject_actor=None,
                beneficiary=None,
                beneficiary_actor=None,
                answers=None,
                medium="unknown",
                depth=1,
                is_repeated=False,
                trigger=Span(0, 1),
            ),
            "allegation/responsibility_claim",
        ),
    ],
)
def test_a_label_says_what_the_words_mean(kind: str, value: Value, drawn: str) -> None:
    assert label(mention(kind, 0, 1, value)) == drawn


@st.composite
def texts_with_mentions(draw_one: st.DrawFn) -> Annotated:
    text = draw_one(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("[]\\ .\n")), min_size=1, max_size=40))
    values = st.sampled_from([("counts", AT_LEAST_145), ("outcomes", KILLED), ("victims", CIVILIANS)])
    mentions = []
    for kind, value in draw_one(st.lists(values, max_size=6)):
        start = draw_one(st.integers(0, len(text) - 1))
        mentions.append(mention(kind, start, draw_one(st.integers(start + 1, len(text))), value))
    return annotated(text, *mentions)


@given(texts_with_mentions())
def test_a_drawing_reads_back_as_the_same_text_and_mentions(report: Annotated) -> None:
    text, found = read_drawing(draw(report))
    assert text == report.report.text
    expected = [(m.span.start, m.span.end, label(m)) for kind in report.mentions.values() for m in kind]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("drawn", ["[18 count", "18 count]", "a ] b", "[18 ]", "a \\"])
def test_a_drawing_that_does_not_pair_is_refused(drawn: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|backslash"):
        read_drawing(drawn)

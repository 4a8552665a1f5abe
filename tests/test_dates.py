"""Dates: every rule fits the phrase it was written for, and no text makes one outside it or one that runs backwards."""

from __future__ import annotations

import datetime as dt
import time
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annotate.date_rules import CLASSES, RULES, Rule, rule_pattern
from pipeline.annotate.date_words import letters_of
from pipeline.annotate.dates import find_dates
from pipeline.annotate.reading import read_text
from pipeline.home import home
from pipeline.lexicon import Lexicon, read_lexicon
from pipeline.model import Day, Mention, Report

SUNDAY = dt.date(2026, 2, 1)


def dates_in(text: str, lexicon: Lexicon, published: dt.date | None = SUNDAY) -> list[tuple[str, Day, Mention]]:
    """(words, day, mention) of every date of a text."""
    report = Report("case", text, "", published_date=published)
    mentions = find_dates(read_text(report, lexicon), lexicon, {})
    return [(mention.span.cut(text), mention.value, mention) for mention in mentions if isinstance(mention.value, Day)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_fits_its_example(rule: Rule, lexicon: Lexicon) -> None:
    reading = read_text(Report("case", f"They came {rule.example}, he said.", ""), lexicon)
    letters, _ = letters_of(reading, lexicon)
    assert [match.lastgroup for match in rule_pattern().finditer(letters)] == [rule.name], letters


def test_every_class_of_the_word_list_has_a_letter_and_every_letter_a_word(lexicon: Lexicon) -> None:
    assert {entry.means.split(":")[0] for entry in lexicon.entries["dates"]} == set(CLASSES)
    assert len(set(CLASSES.values())) == len(CLASSES)


@pytest.mark.parametrize(
    ("text", "precision", "kind"),
    [
        ("He died on Saturday.", "day", "point"),
        ("He died over the weekend.", "few_days", "point"),
        ("He died last week.", "week", "point"),
        ("He died in late January.", "month", "point"),
        ("He died in 2004.", "longer", "point"),
        ("QUETTA, Feb 1 (Reuters) - He died.", "on_or_before_report", "point"),
        ("Five died over the past year.", "longer", "period"),
        ("Five died in the past three days.", "few_days", "period"),
        ("Fighting went on for decades.", "longer", "period"),
    ],
)
@pytest.mark.parametrize("published", [SUNDAY, None])
def test_how_closely_a_date_is_told(
    text: str, precision: str, kind: str, published: dt.date | None, lexicon: Lexicon
) -> None:
    [(_, day, _)] = dates_in(text, lexicon, published)
    assert day.kind == kind
    if published or kind == "point":
        assert day.precision == precision
    if published is None and "2004" not in text:
        assert (day.earliest, day.latest) == (None, None)


@pytest.mark.parametrize("published", [dt.date(2025, 12, 29), dt.date(2026, 1, 31), dt.date(2024, 2, 29)])
def test_a_bare_weekday_is_one_of_the_last_seven_days(published: dt.date, lexicon: Lexicon) -> None:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    for number, name in enumerate(names):
        [(words, day, _)] = dates_in(f"He died on {name}.", lexicon, published)
        assert (words, day.earliest) == (name, day.latest)
        assert day.earliest
        assert day.earliest.weekday() == number
        assert 0 <= (published - day.earliest).days < 7


def test_a_span_is_told_by_its_rule(lexicon: Lexicon) -> None:
    found = dates_in("Since Friday 12 died; on 31 January two more, from 3 to 5 March six.", lexicon)
    assert [(words, mention.rule) for words, _, mention in found] == [
        ("Since Friday", "since"),
        ("31 January", "day_month"),
        ("from 3 to 5 March", "days_of_month"),
    ]


def test_a_long_run_of_date_words_takes_linear_time(lexicon: Lexicon) -> None:
    def seconds(words: int) -> float:
        reading = read_text(Report("case", "the last January " * words, "", published_date=SUNDAY), lexicon)
        start = time.perf_counter()
        assert len(find_dates(reading, lexicon, {})) == words
        return time.perf_counter() - start

    seconds(50)
    # Ten times the words; a square would take a hundred times as long. The machine may be busy with something else.
    assert min(seconds(8000) for _ in range(3)) < 40 * min(seconds(800) for _ in range(5))


@cache
def words() -> tuple[Lexicon, tuple[str, ...]]:
    files = home()
    lexicon = read_lexicon(files.lexicon, files.lexicon_schema, files.gazetteer)
    forms = [form for entry in lexicon.entries["dates"] for form in entry.forms]
    small = ["in", "on", "the", "of", "to", "and", "a", "1", "5", "31", "30th", "2004", "2026", "90", "00", "48-hour"]
    signs = [",", ".", "-", "--", "/", "(", ")", ":", "'", "\n", "İ", "‘"]
    return lexicon, (*forms, *small, *signs)


def check(text: str, published: dt.date | None) -> None:
    end = 0
    for quote, day, mention in dates_in(text, words()[0], published):
        assert quote
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert day.earliest is None or day.latest is None or day.earliest <= day.latest, (quote, day)
        end = mention.span.end


@settings(deadline=None, max_examples=300)
@given(st.data(), st.one_of(st.none(), st.dates()))
def test_words_of_dates_in_any_order_make_sound_days(data: st.DataObject, published: dt.date | None) -> None:
    drawn = data.draw(st.lists(st.sampled_from(words()[1]), max_size=25))
    check(" ".join(drawn), published)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.one_of(st.none(), st.dates()))
def test_any_text_makes_sound_days(text: str, published: dt.date | None) -> None:
    check(text, published)

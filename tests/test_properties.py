"""What holds for any text at all, whatever it says and in whatever script."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.annotate import KINDS, annotate
from pipeline.home import home
from pipeline.lexicon import Lexicon, read_lexicon
from pipeline.model import Report, Tables, key_of, merged
from pipeline.tidy import derive, tidy

# The same examples on every run: a check that fails now and then is not believed when it fails.
QUICK = settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
GLUE = (" ", " ", " ", " ", ", ", ". ", "\n\n", "-", " “", "” ", "’s ", " (", ") ", "; ", ": ", "\u00a0", "–")
NUMBERS = (
    "3",
    "12",
    "1,200",
    "4,000",
    "10-15",
    "7:30",
    "$500",
    "2026",
    "31",
    "0",
    "9/11",
    "40%",
    "½",
    "١٢",
    "１２",
    "²",
)
NAMES = ("Quetta", "Gwadar", "Mosul", "Goma", "Pakistan", "Monday", "Saturday", "February", "Amina", "İzmir", "Zürich")


@cache
def words() -> tuple[str, ...]:
    """A few forms of every entry of every list, so that hypothesis draws a rare kind as often as a common one."""
    files = home()
    lexicon = read_lexicon(files.lexicon, files.lexicon_schema, files.gazetteer)
    return tuple(form for listed in lexicon.entries.values() for entry in listed for form in entry.forms[:2])


def any_text() -> st.SearchStrategy[str]:
    """Anything that may be stored as UTF-8: no lone surrogates, which ingest refuses."""
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@st.composite
def news_like(draw: st.DrawFn) -> str:
    """Words of the lists, numbers and names in any order, some in capitals: dense with mentions, and never English."""
    drawn = st.one_of(st.sampled_from(words()), st.sampled_from(NUMBERS), st.sampled_from(NAMES))
    spelled = st.builds(lambda word, turn: turn(word), drawn, st.sampled_from([str, str, str.upper, str.capitalize]))
    pieces = draw(st.lists(st.tuples(spelled, st.sampled_from(GLUE)), min_size=1, max_size=40))
    return "".join(word + glue for word, glue in pieces)


texts = st.one_of(any_text(), news_like(), st.builds(str.__add__, news_like(), any_text())).map(
    lambda text: unicodedata.normalize("NFC", text)
)
days = st.none() | st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


def report_of(text: str, published: dt.date | None, report_id: str = "r") -> Report:
    return Report(report_id, text, hashlib.sha256(text.encode()).hexdigest(), published_date=published)


@QUICK
@given(texts, days)
def test_every_mention_is_words_of_the_text(lexicon: Lexicon, text: str, published: dt.date | None) -> None:
    annotated = annotate(report_of(text, published), lexicon)
    reading = annotated.reading
    assert list(annotated.mentions) == list(KINDS)
    for kind, mentions in annotated.mentions.items():
        assert [m.span.start for m in mentions] == sorted(m.span.start for m in mentions), kind
        for mention in mentions:
            assert mention.kind == kind
            assert 0 <= mention.span.start < mention.span.end <= len(text)
            assert mention.span == reading.span(mention.first, mention.last)


@QUICK
@given(texts, days)
def test_tokens_and_sentences_cover_the_text(lexicon: Lexicon, text: str, published: dt.date | None) -> None:
    reading = annotate(report_of(text, published), lexicon).reading
    spans = list(zip(reading.starts, reading.ends, strict=True))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(len(word) == end - start for word, (start, end) in zip(reading.words, spans, strict=True))
    covered = [token for sentence in reading.sentences for token in range(sentence.first, sentence.last)]
    assert covered == list(range(len(reading.words)))


@QUICK
@given(texts, days)
def test_every_evidence_quotes_the_text(lexicon: Lexicon, text: str, published: dt.date | None) -> None:
    tables = derive(tidy(annotate(report_of(text, published), lexicon), lexicon))
    ids = {(name, key_of(row)[0]) for name, rows in tables for row in rows}
    for line in tables.evidence:
        assert text[line.start : line.end] == line.quote
        assert 0 < len(line.quote) <= 400
        assert (line.table_name, line.row_id) in ids


@QUICK
@given(texts, days)
def test_rows_keep_their_bounds(lexicon: Lexicon, text: str, published: dt.date | None) -> None:
    tables = derive(tidy(annotate(report_of(text, published), lexicon), lexicon))
    for row in tables.casualties:
        assert row.count_low is None or row.count_high is None or 0 <= row.count_low <= row.count_high
        assert row.component_of_casualty_id != row.casualty_id
    for incident in tables.incidents:
        assert (incident.date_earliest or dt.date.min) <= (incident.date_latest or dt.date.max)
        assert incident.parent_incident_id != incident.incident_id


@QUICK
@given(texts, days)
def test_reading_twice_gives_the_same(lexicon: Lexicon, text: str, published: dt.date | None) -> None:
    report = report_of(text, published)
    once, twice = annotate(report, lexicon), annotate(report, lexicon)
    assert once == twice
    assert derive(tidy(once, lexicon)) == derive(tidy(twice, lexicon))


@settings(QUICK, max_examples=20)
@given(st.lists(st.tuples(news_like(), days), min_size=2, max_size=4, unique_by=lambda pair: pair[0]), st.randoms())
def test_the_order_of_reports_does_not_matter(
    lexicon: Lexicon, contents: list[tuple[str, dt.date | None]], random: object
) -> None:
    parts = [tidy(annotate(report_of(unicodedata.normalize("NFC", t), day, f"r{i}"), lexicon), lexicon)
             for i, (t, day) in enumerate([("Two people were killed in Quetta.", None), *contents])]  # fmt: skip
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    together = derive(merged(parts))
    assert together == derive(merged(shuffled))
    assert sum(len(part.casualties) for part in parts) == len(together.casualties)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "”", "killed", "12", "12 killed", "\u202e12 killed\u202c", "a\0b"])
def test_the_smallest_texts_are_read(lexicon: Lexicon, text: str) -> None:
    tables = derive(tidy(annotate(report_of(text, None), lexicon), lexicon))
    assert isinstance(tables, Tables)
    assert len(tables.reports) == 1


# A name told twice in one breath gave a figure the same evidence twice; two words were too few for the one who did it.
ONCE_WRONG = [
    "Wounded: PAINTING Adam and John Roe, governor",
    "wounded PAINTING Adam and John Roe, governor",
    "GAS ATTACK",
    "executed brother monsignor",
    "two hundred and " * 4000,
]


@pytest.mark.parametrize("text", ONCE_WRONG)
def test_what_once_went_wrong(lexicon: Lexicon, text: str) -> None:
    tables = derive(tidy(annotate(report_of(text, None), lexicon), lexicon))
    for _, rows in tables:
        assert len({key_of(row) for row in rows}) == len(rows)


def test_the_texts_drawn_are_dense_enough_to_test_anything(lexicon: Lexicon) -> None:
    """Without this, strategies that find nothing would pass every property."""
    text = "Police said 12 people were killed and 40 wounded in Quetta on Saturday. " + ". ".join(words()[::40])
    annotated = annotate(report_of(text, dt.date(2026, 2, 1)), lexicon)
    assert all(annotated.mentions[kind] for kind in ("counts", "outcomes", "victims", "dates", "places", "actors"))
    assert len(derive(tidy(annotated, lexicon)).casualties) >= 2

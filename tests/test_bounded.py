"""No text makes reading it take longer than in proportion to its length, whatever it repeats."""

from __future__ import annotations

import gc
import hashlib
import random
import time
from itertools import pairwise, product

import pytest

from pipeline.annotate import annotate
from pipeline.annotate.reading import MOST_WORDS
from pipeline.contract import Contract
from pipeline.lexicon import Lexicon
from pipeline.model import Annotated, Report
from pipeline.tidy import clause_patterns, derive, read_clauses, tidy
from pipeline.tidy.casualties import Figure, FigureReader, floor
from pipeline.tidy.incidents import IncidentLinker
from pipeline.tidy.story import read_story
from pipeline.tidy.totals import can_be_total, find_total, find_totals, is_part, width
from pipeline.tokens import cut_tokens
from pipeline.validate import validate
from tests.hostile import hostile_texts

# Four times the text may take seven times as long, where the square would be sixteen: other work goes on beside it.
SMALL, LARGE, MOST_GROWTH = 5_000, 20_000, 7
QUICK = 0.05  # seconds of the larger text that need no second look
TRIES = 3


def report_of(text: str) -> Report:
    return Report("r", text, hashlib.sha256(text.encode()).hexdigest())


def seconds(text: str, lexicon: Lexicon, contract: Contract) -> float:
    """What a text takes of the processor, from its first mention to the last check of its spans."""
    gc.collect()
    start = time.process_time()
    tables = derive(tidy(annotate(report_of(text), lexicon), lexicon))
    validate(tables, contract, {"r": text}, with_expectations=False)
    return time.process_time() - start


@pytest.mark.parametrize("kind", hostile_texts())
def test_time_grows_with_the_length_of_the_text(kind: str, lexicon: Lexicon, contract: Contract) -> None:
    text = hostile_texts()[kind]
    growth = []
    for _ in range(TRIES):
        long = seconds(text(LARGE), lexicon, contract)
        if long < QUICK:
            return
        growth.append(long / seconds(text(SMALL), lexicon, contract))
        if growth[-1] < MOST_GROWTH:
            return
    pytest.fail(f"four times the text takes {min(growth):.1f} times as long")


def test_a_hostile_text_has_the_length_that_is_asked_for() -> None:
    assert len(hostile_texts()) > 100
    assert {len(text(size)) for text in hostile_texts().values() for size in (1, 999)} == {1, 999}


def test_a_sentence_that_never_ends_is_cut(lexicon: Lexicon) -> None:
    reading = annotate(report_of("killed " * (2 * MOST_WORDS + 1) + ". Two died."), lexicon).reading
    assert [s.last - s.first for s in reading.sentences] == [MOST_WORDS, MOST_WORDS, 2, 3]
    assert all(one.last == other.first for one, other in pairwise(reading.sentences))


# Letters of which lists of people are made, and periods that once took twice as long for each repetition.
LISTED = "CNZ,&xd"
PERIODS = ["".join(letters) for length in (1, 2, 3) for letters in product(LISTED, repeat=length)]
PERIODS += ["N,Z,", "N,Z&Z,", "C,Z,Z,", "Z,x,Z,C,", "Z,C&Z,", "N,Nw,"]


def test_no_pattern_of_clauses_tries_all_ways_to_read_a_list() -> None:
    for period in PERIODS:
        letters = (period * 40)[:80]
        many = clause_patterns.names_many(letters)
        patterns = [pattern for _, _, pattern in clause_patterns.compiled(many)]
        patterns += [
            clause_patterns.number_of(many),
            clause_patterns.trailing_parts(many),
            clause_patterns.company(many),
        ]
        start = time.process_time()
        for pattern in patterns:
            for tail in ("", "K", "q"):
                pattern.search(letters + tail)
        assert time.process_time() - start < 1, period  # of hours


@pytest.mark.parametrize("text", ["123," * 20_000 + "1234", "1," + "123," * 20_000 + "12", "1" + "," * 80_000 + "x"])
def test_a_number_that_never_ends_is_cut_into_tokens_at_once(text: str) -> None:
    start = time.process_time()
    words, _, _ = cut_tokens(text)
    assert "".join(words) == text
    assert time.process_time() - start < 2  # of hours


def test_a_number_with_commas_is_one_token() -> None:
    assert cut_tokens("1,200 12,345,678 1,2 1234,567 1,234,5678 1,200, 1,234,,5")[0] == (
        *("1,200", "12,345,678", "1", ",", "2", "1234", ",", "567"),
        *("1", ",", "234", ",", "5678", "1,200", ",", "1", ",", "234", ",", ",", "5"),
    )


def figures_of(annotated: Annotated) -> list[Figure]:
    story = read_story(annotated)
    linker = IncidentLinker(annotated, story, read_clauses(annotated))
    linker.read()
    return FigureReader(annotated, story, linker).read()


@pytest.mark.parametrize("seed", range(20))
def test_a_total_is_found_as_by_a_look_at_all(seed: int, lexicon: Lexicon) -> None:
    lot = random.Random(seed)  # noqa: S311  # the same on every run, and no secret
    people = ["people", "civilians", "soldiers", "policemen", "women", "militants", "journalists"]
    said = ["", "", "Police said ", "The army said ", "A doctor said ", "Meanwhile in Goma, ", "In Mosul on Sunday, "]
    text = ""
    for _ in range(60):
        number = lot.choice(["one", "two", "3", "at least 4", "5 to 9", "20", "more than 30", "dozens of", "several"])
        verb = lot.choice(["were killed", "died", "were wounded", "were killed in an attack in Goma"])
        text += f"{lot.choice(said)}{number} {lot.choice(people)} {verb}. ".capitalize()
    figures = figures_of(annotate(report_of(text), lexicon))
    totals = find_totals(figures)
    assert len(figures) > 40
    found = 0
    for figure in figures:
        parts = [
            (width(total), floor(total.count), at, total)
            for at, total in enumerate(figures)
            if total.draft is not None and can_be_total(total) and is_part(figure, total)
        ]
        expected = min(parts, key=lambda entry: entry[:3])[-1] if parts else None
        assert find_total(figure, totals) is expected
        found += expected is not None
    assert found

"""`evaluate` counts as a person would: what was found, what was missed, what was made up, column by column."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.contract import Contract
from pipeline.evaluate import evaluate
from pipeline.lexicon import Lexicon
from pipeline.model import InputError
from pipeline.terminal import narrator

TEXT = "Police said three people were killed and five wounded when a bomb exploded in Quetta on Monday."
KEY = """anchor,outcome,count_low,count_high,victim_group,speaker_text,place_text
three people were killed,killed,3,3,all,police,Quetta
five wounded,injured,5,5,civilian,police|witnesses,
bomb exploded,displaced,9,9,,,
"""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "blast" / "key"
    folder.mkdir(parents=True)
    (folder.parent / "report.txt").write_text(TEXT, encoding="utf-8")
    (folder / "casualties.csv").write_text(KEY, encoding="utf-8")
    return tmp_path


def test_rows_and_columns_are_counted(gold: Path, lexicon: Lexicon, contract: Contract) -> None:
    score = evaluate(gold, lexicon, contract, narrator())["casualties"]
    assert (score.found, score.missed, score.spurious) == (2, 1, 0)
    assert score.precision == 1.0
    assert score.recall == pytest.approx(2 / 3)
    assert score.f1 == pytest.approx(0.8)
    assert score.columns == {"victim_group": [True, False], "speaker_text": [True, True], "place_text": [True]}
    assert [error.partition(": ")[2] for error in score.errors] == [
        "'five wounded': victim_group is all, not civilian",
        "'bomb exploded': missing outcome=displaced, count_low=9, count_high=9",
    ]


def test_a_row_that_is_not_in_the_key_is_told(gold: Path, lexicon: Lexicon, contract: Contract) -> None:
    path = gold / "blast" / "key" / "casualties.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:2]), encoding="utf-8")
    score = evaluate(gold, lexicon, contract, narrator())["casualties"]
    assert (score.found, score.missed, score.spurious) == (1, 0, 1)
    assert "not in the key: outcome=injured, count_low=5, count_high=5" in score.errors[0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("three people were killed,", "four people were killed,", "casualties.csv:2: the anchor"),
        ("anchor,outcome", "anchor,result", "casualties.csv:1: casualties has no column result"),
        ("anchor,outcome,", "anchor,", "casualties.csv:1: needs the column outcome"),
        ("bomb exploded,displaced,9,9,,,", "bomb exploded,displaced", "casualties.csv:4: does not have 7 cells"),
    ],
)
def test_a_slip_in_a_key_is_named(
    gold: Path, lexicon: Lexicon, contract: Contract, old: str, new: str, said: str
) -> None:
    path = gold / "blast" / "key" / "casualties.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        evaluate(gold, lexicon, contract, narrator())
    assert said in str(raised.value)


def test_the_command_prints_the_shares(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--gold", str(gold), "--errors", "1"]) == 0
    told = capsys.readouterr().out
    assert "0.667" in told
    assert "casualties.victim_group" in told
    assert "1 more" in told


def test_a_folder_without_keys_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r.txt").write_text(TEXT, encoding="utf-8")
    assert main(["evaluate", "--gold", str(tmp_path)]) == 1
    assert "holds no key" in capsys.readouterr().err

"""The questions of ANALYSES.md, run as they stand on the page: pandas, R and SQL give the same rows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.contract import Contract
from tests.packages import package_of, seed_package
from tests.sample_tables import valid_tables

PAGE = (Path(__file__).parent.parent / "pipeline" / "publish" / "templates" / "ANALYSES.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)
QUESTIONS = tuple(section.partition("\n")[0] for section in SECTIONS[1:])

Answer = tuple[list[str], list[list[Any]]]


def blocks(section: str) -> dict[str, str]:
    """The code of a section, by its language."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)
    assert len(dict(found)) == len(found)
    return dict(found)


SETUP = blocks(SECTIONS[0])
CODE = {question: blocks(section) for question, section in zip(QUESTIONS, SECTIONS[1:], strict=True)}


@pytest.fixture(scope="module", params=["seed", "sample"])
def package(request: pytest.FixtureRequest, root: Path, contract: Contract, tmp_path_factory: Any) -> Path:
    place = tmp_path_factory.mktemp(request.param) / "package"
    return seed_package(root, place) if request.param == "seed" else package_of(valid_tables()[0], contract, place)


def in_pandas(question: str, package: Path) -> Answer:
    source = f"{SETUP['python']}\n{CODE[question]['python']}\nprint(answer.to_json(orient='split', index=False))"
    done = subprocess.run([sys.executable, "-B", "-c", source], cwd=package, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    return answer["columns"], answer["data"]


def in_sql(question: str, package: Path) -> Answer:
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{package}'")
        answer = connection.execute(CODE[question]["sql"])
        return [column[0] for column in answer.description or ()], [list(row) for row in answer.fetchall()]


def in_r(question: str, package: Path, script: Path, run_r: Callable[..., str]) -> Answer:
    printing = 'writeLines(jsonlite::toJSON(as.list(answer), na = "null", digits = NA))'
    source = f"setwd(commandArgs(TRUE)[[1]])\n{SETUP['r']}\n{CODE[question]['r']}\n{printing}\n"
    script.write_text(source, encoding="utf-8")
    columns = json.loads(run_r(script, package))
    return list(columns), [list(row) for row in zip(*columns.values(), strict=True)]


def same_rows(one: Answer, other: Answer) -> bool:
    """Whether two answers have the same columns and rows; equal rows may stand in any order."""
    return one[0] == other[0] and sorted(map(repr, one[1])) == sorted(map(repr, other[1]))


@pytest.mark.parametrize("question", QUESTIONS)
def test_sql_answers_as_pandas_does(question: str, package: Path) -> None:
    answer = in_pandas(question, package)
    assert answer[0]
    assert same_rows(answer, in_sql(question, package))


@pytest.mark.parametrize("question", QUESTIONS)
def test_r_answers_as_pandas_does(question: str, package: Path, tmp_path: Path, run_r: Callable[..., str]) -> None:
    assert same_rows(in_pandas(question, package), in_r(question, package, tmp_path / "question.R", run_r))


def test_the_seed_is_answered_as_it_reads(root: Path, tmp_path: Path) -> None:
    package = seed_package(root, tmp_path / "package")
    deaths, speakers, charges, sums = (in_pandas(question, package) for question in QUESTIONS)
    assert ["2026-02-01-balochistan", "civilian", 18, 18, 18, False] in deaths[1]
    assert sum(row[1] for row in speakers[1]) == 15, "every figure has one speaker"
    assert [row[4:] for row in charges[1] if row[4] is not None] == [["Government of India", "denies"]]
    assert [row[5] for row in sums[1]] == [20], "145 are stated, the groups make 125"

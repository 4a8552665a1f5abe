"""The first screen of the README is true: its report gives its rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.annotate import annotate
from pipeline.ingest import read_reports
from pipeline.lexicon import Lexicon
from pipeline.model import Tables
from pipeline.publish.tables import cell_text
from pipeline.tidy import derive, tidy

TABLE = re.compile(r"^`(?P<name>\w+)`\n\n\| (?P<columns>.*) \|\n\|[-|:]+\|\n(?P<lines>(?:\|.*\|\n)+)", re.MULTILINE)


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables(readme: str, lexicon: Lexicon, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    path = tmp_path_factory.mktemp("readme") / "four.txt"
    path.write_text(readme.split("```text\n")[1].split("```")[0], encoding="utf-8")
    (report,) = read_reports(path)
    return derive(tidy(annotate(report, lexicon), lexicon))


def test_the_rows_shown_are_the_rows_made(readme: str, tables: Tables) -> None:
    shown = list(TABLE.finditer(readme.split("## How to read")[0]))
    assert [table["name"] for table in shown] == ["casualties", "allegations", "reconciliations"]
    for table in shown:
        columns = table["columns"].split(" | ")
        lines = {tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table["lines"].splitlines()}
        rows = {tuple(cell_text(getattr(row, column)) for column in columns) for row in tables.rows(table["name"])}
        assert rows == lines


def test_every_file_the_readme_names_is_there(readme: str, root: Path) -> None:
    named = set(re.findall(r"`((?:pipeline|schemas|tests|datapackage|benchmarks)/[\w./-]+)`", readme))
    assert named, "the README names no file of the project"
    assert not [name for name in named if not (root / name).exists()]


def test_the_analyses_shown_are_those_of_the_package(readme: str, root: Path) -> None:
    """They are run there, on every package (test_analyses.py)."""
    page = (root / "pipeline" / "publish" / "templates" / "ANALYSES.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```(\w+)\n(.*?)^```$", readme, flags=re.MULTILINE | re.DOTALL)
    analyses = [code for _, code in shown if re.search(r"answer|^SELECT", code)]
    assert len(analyses) == 4
    assert [code for code in analyses if code.replace("load()[", "tables[") not in page] == []

"""Whole reports: tests/reports/<id>/ holds report.txt and report.yaml, or names a report of reports/ by its id.

key/<table>.csv     what a person read in the text (see expected_rows.py); nothing here rewrites it
known-failures.csv  the keys that are not met yet, each with what stands in the way; one that is met must be taken out
golden/<table>.csv  the ten tables as they were made last time; `pytest --rewrite-goldens` rewrites them, and
                    `git diff` shows what a change of words or grammar did
"""

from __future__ import annotations

import csv
import difflib
import io
import shutil
from collections.abc import Mapping
from dataclasses import astuple, fields
from pathlib import Path

import pytest

from pipeline.annotate import annotate
from pipeline.ingest import read_reports
from pipeline.lexicon import Lexicon
from pipeline.model import ROW_TYPES, Report, Row, Tables
from pipeline.tidy import derive, tidy
from tests.expected_rows import Comparison, Made, read_expected, written

FOLDER = Path(__file__).parent / "reports"
IDS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
KEYS = [path for name in IDS for path in sorted((FOLDER / name / "key").glob("*.csv"))]
WHOLE_REPORTS = 7  # six written for this, and the one the project publishes


@pytest.fixture(scope="module")
def reports(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Report]:
    """The reports by id, read as any other folder of reports."""
    together = tmp_path_factory.mktemp("reports")
    for name in IDS:
        own = FOLDER / name
        source = own if (own / "report.txt").exists() else root / "reports" / name
        (together / name).mkdir()
        for file in ("report.txt", "report.yaml"):
            if (source / file).exists():
                shutil.copy(source / file, together / name)
    return {report.report_id: report for report in read_reports(together)}


@pytest.fixture(scope="module")
def made(reports: Mapping[str, Report], lexicon: Lexicon) -> Mapping[str, Tables]:
    return {name: derive(tidy(annotate(report, lexicon), lexicon)) for name, report in reports.items()}


def as_csv(table: str, rows: tuple[Row, ...]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(field.name for field in fields(ROW_TYPES[table]))
    writer.writerows([written(cell) for cell in astuple(row)] for row in rows)
    return stream.getvalue()


def with_known_failures(paths: list[Path]) -> list[object]:
    """The keys as parameters; those of known-failures.csv must fail, for the reason given there."""
    with (FOLDER / "known-failures.csv").open(encoding="utf-8", newline="") as lines:
        reasons = {row["key"]: row["reason"] for row in csv.DictReader(lines)}
    names = {f"{path.parts[-3]}/{path.stem}": path for path in paths}
    assert not reasons.keys() - names.keys(), "known-failures.csv names a key that is not there"
    return [
        pytest.param(
            path,
            id=name,
            marks=[pytest.mark.xfail(reason=reasons[name], strict=True, raises=AssertionError)]
            if name in reasons
            else [],
        )
        for name, path in names.items()
    ]


@pytest.mark.parametrize("path", with_known_failures(KEYS))
def test_rows_are_what_a_person_reads(path: Path, reports: Mapping[str, Report], made: Mapping[str, Tables]) -> None:
    name = path.parts[-3]
    expected = read_expected(path.stem, path.read_text(encoding="utf-8"), path.relative_to(FOLDER).as_posix())
    difference = Comparison(expected, Made(made[name], reports[name].text)).difference()
    assert not difference, f"\n{difference}"


@pytest.mark.parametrize("name", IDS)
def test_tables_are_those_of_last_time(
    name: str, made: Mapping[str, Tables], request: pytest.FixtureRequest, root: Path
) -> None:
    golden = FOLDER / name / "golden"
    changed: list[str] = []
    for table, rows in made[name]:
        path, now = golden / f"{table}.csv", as_csv(table, rows)
        if request.config.getoption("--rewrite-goldens"):
            golden.mkdir(exist_ok=True)
            path.write_text(now, encoding="utf-8", newline="")
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        changed += difflib.unified_diff(
            before.splitlines(), now.splitlines(), str(path.relative_to(root)), "made now", n=0, lineterm=""
        )
    assert not changed, "\n".join(["look at it, then accept with `pytest --rewrite-goldens`:", *changed])


def test_every_report_written_here_has_keys_that_quote_its_text(reports: Mapping[str, Report]) -> None:
    assert len(reports) == len(IDS) >= WHOLE_REPORTS
    for path in KEYS:
        lines = read_expected(path.stem, path.read_text(encoding="utf-8"), str(path)).lines
        absent = [line["anchor"] for line in lines if line["anchor"] not in reports[path.parts[-3]].text]
        assert not absent, f"{path}: not in the text: {absent}"
    written_here = [name for name in IDS if (FOLDER / name / "report.txt").exists()]
    assert {(path.parts[-3], path.stem) for path in KEYS} == {
        (name, table) for name in written_here for table in ("casualties", "incidents", "allegations")
    }

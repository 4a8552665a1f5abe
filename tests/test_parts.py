"""Many reports are built in batches: the package is the same however they are cut, and only changes are made anew."""

from __future__ import annotations

import dataclasses
import io
import json
import math
import pickle
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from frictionless import Package, system
from rich.console import Console

import pipeline.build
import pipeline.parts.making as making
from pipeline.build import Working, build
from pipeline.engines import EngineError
from pipeline.engines.local import LocalEngine
from pipeline.ingest import read_reports
from pipeline.model import Annotated, InputError, ReleaseError, Report
from pipeline.page import read_files
from pipeline.parts import Job, Limits, batches, make_part, recipe_here
from pipeline.parts.deadline import Deadline, OutOfTimeError
from pipeline.release import verify
from pipeline.terminal import Narrator
from tests.many_reports import (
    N_REPORTS,
    built,
    command,
    cut_small,
    files_in,
    lines_of,
    package_in_parts,
    whole_parts,
    write_lines,
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    cut_small(monkeypatch)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "reports.jsonl", N_REPORTS)


@pytest.fixture(scope="module")
def in_parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with tables in parts, for tests that only look at it."""
    return package_in_parts(tmp_path_factory.mktemp("in-parts"))


# ------------------------------------------------------------------------------------------------ the same package


def test_a_package_does_not_show_how_its_reports_were_cut(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(reports, tmp_path / "one")
    for size in (7, 59):
        monkeypatch.setattr(batches, "REPORTS_PER_BATCH", size)
        built(reports, tmp_path / f"by-{size}")
        assert files_in(tmp_path / f"by-{size}") == files_in(tmp_path / "one")


def test_no_folder_of_parts_is_left_where_none_was_asked_for(reports: Path, tmp_path: Path) -> None:
    built(reports, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "reports.jsonl"]


def test_what_reports_share_is_one_row(small: None, reports: Path, tmp_path: Path) -> None:
    places = pd.read_csv(tmp_path / "out" / "data" / "places.csv") if built(reports, tmp_path / "out") else None
    assert places is not None
    assert sorted(places["name"]) == ["Idlib", "Jos", "Mosul", "Quetta"]


# ------------------------------------------------------------------------------------------------ tables in parts


def test_frictionless_reads_a_table_in_parts_as_one(in_parts: Path) -> None:
    with system.use_context(trusted=False):
        package = Package(str(in_parts / "datapackage.json"))
        assert package.validate().valid
        listed = package.get_resource("evidence")
        assert isinstance(json.loads((in_parts / "datapackage.json").read_text())["resources"][7]["path"], list)
        assert len(listed.read_rows()) == sum(len(pd.read_csv(part)) for part in parts_of(in_parts, "evidence"))


def parts_of(package: Path, table: str) -> list[Path]:
    found = sorted((package / "data" / f"{table}.csv").iterdir())
    assert len(found) > 1
    return found


def test_the_same_part_of_every_table_is_of_the_same_reports(in_parts: Path) -> None:
    evidence = [set(pd.read_csv(part)["report_id"]) for part in parts_of(in_parts, "evidence")]
    estimates = [set(pd.read_csv(part)["report_id"]) for part in parts_of(in_parts, "casualty_estimates")]
    assert evidence == estimates
    assert sum(map(len, evidence)) == N_REPORTS


def test_one_call_reads_a_table_in_parts(in_parts: Path, tmp_path: Path, run_r: Callable[..., str]) -> None:
    n_rows = sum(len(pd.read_csv(part)) for part in parts_of(in_parts, "evidence"))
    assert len(pd.read_parquet(in_parts / "data" / "evidence.parquet")) == n_rows
    found = duckdb.sql(f"SELECT count(*) FROM '{in_parts}/data/evidence.parquet/*.parquet'").fetchall()  # noqa: S608
    assert found == [(n_rows,)]
    script = tmp_path / "count.R"
    lines = ('source(file.path(commandArgs(TRUE)[1], "loaders", "load.R"))', "x <- load_attested(commandArgs(TRUE)[1])")
    script.write_text("\n".join((*lines, 'cat(nrow(x$evidence), class(x$evidence$start), "\\n")')))
    assert run_r(script, in_parts).split() == [str(n_rows), "integer"]


def test_the_loader_gives_equal_frames_from_both_formats(in_parts: Path) -> None:
    namespace: dict[str, Any] = {"__file__": str(in_parts / "loaders" / "load.py")}
    exec((in_parts / "loaders" / "load.py").read_text(), namespace)  # noqa: S102  # our own
    csv, parquet = namespace["load"](), namespace["load"](format="parquet")
    assert len(csv["evidence"]) > 150
    for name, frame in csv.items():
        pd.testing.assert_frame_equal(frame, parquet[name])


def test_verify_names_the_part_in_which_a_byte_was_changed(in_parts: Path, tmp_path: Path) -> None:
    assert verify(in_parts).faults == ()
    copy = tmp_path / "copy"
    shutil.copytree(in_parts, copy)
    part = parts_of(copy, "evidence")[1]
    part.write_bytes(part.read_bytes().replace(b"killed", b"kilted", 1))
    assert any(part.relative_to(copy).as_posix() in fault for fault in verify(copy).faults)


def test_the_page_of_a_package_in_parts_shows_its_newest_reports(in_parts: Path) -> None:
    page = (in_parts / "index.html").read_text(encoding="utf-8")
    assert f"r{N_REPORTS - 1:05}" in page
    with pytest.raises(ReleaseError, match=r"in parts, too many rows for one page; its index\.html shows"):
        read_files(in_parts)


def test_a_key_that_stands_in_two_parts_is_found(in_parts: Path, contract: Any) -> None:
    from pipeline.publish.contents import stored, table_files
    from pipeline.publish.joining import repeated_keys

    def files(*parts: Path) -> Any:
        twins = [Path(str(part).replace(".csv", ".parquet")) for part in parts]
        named = {f"{n}": stored(path) for n, path in enumerate(twins)}
        return table_files(1, {}, named)

    first, second, *_ = parts_of(in_parts, "evidence")
    assert repeated_keys(files(first, second), contract.schemas["evidence"]) == ()
    again = repeated_keys(files(first, second, first), contract.schemas["evidence"])
    assert again == tuple(sorted(pd.read_csv(first)["evidence_id"]))


# ------------------------------------------------------------------------------------------------ going on


def test_a_changed_report_makes_only_its_part_again(small: None, reports: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    built(reports, tmp_path / "out", work=work)
    before = {path.name: path.stat().st_mtime_ns for path in whole_parts(work)}
    lines = list(lines_of(N_REPORTS))
    lines[25] = lines[25].replace("people", "soldiers")
    reports.write_text("".join(lines), encoding="utf-8")
    built(reports, tmp_path / "out", work=work)
    after = {path.name: path.stat().st_mtime_ns for path in whole_parts(work)}
    assert len(before) == len(after) == 6
    assert [name[:6] for name in before.keys() ^ after.keys()] == ["000002", "000002"]
    assert all(after[name] == before[name] for name in before.keys() & after.keys())
    built(reports, tmp_path / "at-once")
    assert files_in(tmp_path / "out") == files_in(tmp_path / "at-once")


def test_changed_word_lists_are_told_before_all_is_made_again(
    small: None, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "work"
    built(reports, tmp_path / "out", work=work)
    made = {path.name for path in whole_parts(work)}
    recipe = pipeline.build.recipe_here()
    other = type(recipe)(recipe.version, recipe.annotator, recipe.code, "f" * 64, recipe.contract)
    for module in (pipeline.build, making):
        monkeypatch.setattr(module, "recipe_here", lambda: other)
    told = Console(file=io.StringIO(), record=True, width=200)
    build(reports, tmp_path / "out", None, None, Narrator(told), Working(LocalEngine(1), work))
    assert "the word lists changed since the parts" in told.export_text()
    assert made.isdisjoint(path.name for path in whole_parts(work))


def test_a_folder_of_parts_is_never_somebody_elses(reports: Path, tmp_path: Path) -> None:
    work = tmp_path / "photos"
    work.mkdir()
    (work / "a.jpg").write_bytes(b"mine")
    with pytest.raises(Exception, match=r"a\.jpg: is none of a run's parts"):
        built(reports, tmp_path / "out", work=work)
    assert files_in(work) == {"a.jpg": b"mine"}


# ------------------------------------------------------------------------------------------------ reports that fail


def test_a_report_on_which_a_rule_fails_is_left_out_and_named(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(report: Report, lexicon: Any) -> Annotated:
        if report.report_id == "r00007":
            raise KeyError("a fault that no text should show")
        return annotate(report, lexicon)

    annotate = making.annotate
    monkeypatch.setattr(making, "annotate", failing)
    done = built(reports, tmp_path / "out")
    (left_out,) = done.prepared.rejected
    assert (left_out.report_id, "KeyError" in left_out.reason) == ("r00007", True)
    listed = pd.read_csv(tmp_path / "out" / "rejected_reports.csv")
    assert list(listed["report_id"]) == ["r00007"]
    assert "rejected_reports.csv` names the 1 report" in (tmp_path / "out" / "README.md").read_text()
    without = tmp_path / "without.jsonl"
    without.write_text("".join(line for n, line in enumerate(lines_of(N_REPORTS)) if n != 7))
    built(without, tmp_path / "without")
    same, other = files_in(tmp_path / "out" / "data"), files_in(tmp_path / "without" / "data")
    assert same == other
    with pytest.raises(InputError, match=r"r00007: cannot be read, a fault of the program: KeyError"):
        built(reports, tmp_path / "strict", limits=Limits(is_strict=True))


def test_a_report_that_takes_too_long_is_left_out(reports: Path, tmp_path: Path) -> None:
    with reports.open("a", encoding="utf-8") as lines:
        long = "Two people were killed in Mosul on Monday, police said. " * 40_000
        lines.write(json.dumps({"report_id": "long", "published_date": "2025-03-04", "text": long}) + "\n")
    done = built(reports, tmp_path / "out", limits=Limits(seconds=1.0))
    assert [(one.report_id, one.reason) for one in done.prepared.rejected] == [
        ("long", "takes longer than 1 seconds to read")
    ]
    assert done.prepared.counts["reports"] == N_REPORTS


def for_ever() -> None:
    while True:
        pass


def for_ever_in_generators() -> None:
    while True:
        any(number for number in range(3))  # each is closed before its end, and what is raised there goes nowhere


@pytest.mark.parametrize("work", [for_ever, for_ever_in_generators])
def test_a_deadline_ends_what_does_not_end(work: Callable[[], None]) -> None:
    began = time.monotonic()
    with Deadline(0.2) as deadline:
        for _ in range(2):  # the second too: the first leaves nothing behind
            with pytest.raises(OutOfTimeError):
                deadline.within(work)
            assert deadline.within(lambda: sum(range(10))) == 45
    assert time.monotonic() - began < 20


def test_a_deadline_is_of_each_piece_of_work() -> None:
    with Deadline(0.5) as deadline:
        for _ in range(8):
            deadline.within(lambda: time.sleep(0.1))


def test_a_deadline_raises_what_the_work_raises() -> None:
    with Deadline(30) as deadline, pytest.raises(ZeroDivisionError):
        deadline.within(lambda: 1 // 0)
    assert deadline.until == math.inf


def test_a_line_that_is_broken_is_left_out_and_named(reports: Path, tmp_path: Path) -> None:
    lines = reports.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.insert(30, '{"report_id": "broken", "text": \n')
    reports.write_text("".join(lines), encoding="utf-8")
    done = built(reports, tmp_path / "out")
    (left_out,) = done.prepared.rejected
    assert (left_out.where, "is not JSON" in left_out.reason) == (f"{reports}:31", True)
    whole = write_lines(tmp_path / "whole.jsonl", N_REPORTS)
    built(whole, tmp_path / "whole")
    assert files_in(tmp_path / "out" / "data") == files_in(tmp_path / "whole" / "data")
    with pytest.raises(InputError, match=":31"):
        built(reports, tmp_path / "strict", limits=Limits(is_strict=True))


def test_where_no_report_can_be_read_the_first_error_is_told(tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_text("{}\n[]\n")
    with pytest.raises(InputError, match=r"all\.jsonl:1: report_id is missing"):
        built(tmp_path / "all.jsonl", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(("-work", "-lock"))] == ["all.jsonl"]


def test_the_command_line_counts_what_was_left_out(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with reports.open("a", encoding="utf-8") as lines:
        lines.write("no JSON\n")
    told = subprocess.run(command("build", "--reports", reports, "--out", out), capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "1 report, in rejected_reports.csv" in told.stdout
    strict = subprocess.run(
        command("build", "--reports", reports, "--out", tmp_path / "strict", "--strict"), capture_output=True, text=True
    )
    assert (strict.returncode, strict.stderr.splitlines()[-1].startswith(f"{reports}:{N_REPORTS + 1}: ")) == (1, True)
    assert not (tmp_path / "strict").exists()


def test_any_scheduler_can_make_the_parts(small: None, reports: Path, tmp_path: Path) -> None:
    """What README shows for Ray and Spark: one function, called for each batch, in any order."""
    parts = tmp_path / "work" / "parts"
    parts.mkdir(parents=True)
    recipe = recipe_here()
    cut = batches.cut_batches(read_reports(reports), lambda _: (), recipe)
    jobs = [Job(parts, batch, recipe, Limits()) for batch in cut]
    names = [make_part(job) for job in reversed(pickle.loads(pickle.dumps(jobs)))]  # noqa: S301  # our own
    made = {path.name: path.stat().st_mtime_ns for path in whole_parts(tmp_path / "work")}
    assert sorted(names) == sorted(made)
    built(reports, tmp_path / "out", work=tmp_path / "work")
    assert {path.name: path.stat().st_mtime_ns for path in whole_parts(tmp_path / "work")} == made
    built(reports, tmp_path / "at-once")
    assert files_in(tmp_path / "out") == files_in(tmp_path / "at-once")


def test_a_process_with_other_word_lists_makes_no_part(reports: Path, tmp_path: Path) -> None:
    recipe = dataclasses.replace(recipe_here(), lexicon="f" * 64)
    batch = next(batches.cut_batches(read_reports(reports), lambda _: (), recipe))
    with pytest.raises(EngineError, match="another version of the word lists; install the same"):
        make_part(Job(tmp_path, batch, recipe, Limits()))
    assert [path.name for path in tmp_path.iterdir()] == ["reports.jsonl"]

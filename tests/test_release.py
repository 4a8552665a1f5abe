"""Releases as makers and readers meet them: versions that fit the changes, changes as data, nothing overwritten."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

import pipeline.parts.making
import pipeline.publish.tables
from pipeline.locks import held, lock_beside
from pipeline.model import Finding, PublishError, ReleaseError
from pipeline.release import archive, catalogue, freeze
from pipeline.release.bump import check_version, demanded_version
from tests.release_desk import RELEASED, REVIEW, SECOND, Desk, copy_of


@pytest.fixture(scope="module")
def candidate(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a second report, and 1.1.0 built."""
    desk = copy_of(released, tmp_path_factory.mktemp("candidate"))
    desk.add("farm", SECOND, "2024-05-12")
    desk.version("1.1.0")
    assert desk.run("publish") == 0
    return desk.shelf.parent


# ------------------------------------------------------------------------------------------------ the whole story


def test_a_first_release_is_a_folder_an_archive_and_two_lists(desk: Desk) -> None:
    names = set(desk.snapshot())
    assert {"small-reports-1.0.0.zip", "versions.json", "latest.json", "1.0.0/datapackage.json"} <= names
    assert json.loads((desk.shelf / "latest.json").read_bytes())["version"] == "1.0.0"
    entry = desk.listed()["1.0.0"]
    assert (entry["previous"], entry["verdict"]) == (None, "valid")


def test_a_second_report_demands_minor(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.add("farm", SECOND, "2024-05-12")
    desk.version("1.0.1")
    assert desk.release() == 1
    assert "MINOR is demanded by reports: 1 new row" in (told := capsys.readouterr().err)
    assert 'set version: "1.1.0"' in told
    desk.version("1.1.0")
    assert desk.release() == 0
    summary = json.loads((desk.shelf / "changes/1.1.0/summary.json").read_bytes())
    assert (summary["demands"], summary["rows_by_cause"]["new reports"]) == ("minor", 3)
    assert summary["tables"]["reports"]["rows_after"] == 2
    assert json.loads((desk.shelf / "latest.json").read_bytes())["version"] == "1.1.0"


def test_a_reviewers_correction_is_a_patch_of_one_cell(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the corrected cell only what says that it was reviewed; estimates that follow from it are told apart."""
    key = desk.rows("1.0.0", "casualties")[0]["casualty_id"]
    (desk.reports / "bomb" / "review.yaml").write_text(REVIEW.format(row=key), encoding="utf-8")
    desk.version("1.0.1")
    assert desk.release() == 0
    assert f"  corrected           {key}  victim_group: military -> police\n" in capsys.readouterr().out
    assert desk.changes("1.0.1") == [
        ["casualties", key, "change_reason", "cell_changed", "", "They were police officers."],
        ["casualties", key, "review_status", "cell_changed", "machine", "edited"],
        ["casualties", key, "victim_group", "cell_changed", "military", "police"],
    ]
    assert {row[0] for row in desk.changes("1.0.1", "derived_changes")} == {"casualty_estimates"}
    assert desk.listed()["1.0.1"]["reasons"][0] == "casualties: 1 corrected cell"  # type: ignore[index]
    assert desk.listed()["1.0.1"]["level"] == "patch"
    summary = json.loads((desk.shelf / "changes/1.0.1/summary.json").read_bytes())
    assert {cause for cause, rows in summary["rows_by_cause"].items() if rows} == {"review"}
    assert (summary["corrected_cells"], summary["changed_method"]) == (1, [])


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """A copy of the project with one column more in casualties."""
    for name in ("pipeline", "schemas"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    model, schema = tmp_path / "pipeline/model.py", tmp_path / "schemas/casualties.schema.json"
    before, row, after = model.read_text(encoding="utf-8").partition("class Casualty:")
    fields, end, others = after.partition("\n\n\n")
    model.write_text(f"{before}{row}{fields}\n    note: str | None = None{end}{others}", encoding="utf-8")
    promised = json.loads(schema.read_bytes())
    note = {"name": "note", "title": "Note", "type": "string", "description": "A note.", "example": "seen"}
    promised["fields"].append({**note, "constraints": {}})
    schema.write_text(json.dumps(promised), encoding="utf-8")
    return tmp_path


def test_a_column_more_demands_major(desk: Desk, project: Path) -> None:
    """Through the command line, with a pipeline that fills the new column."""
    command = [sys.executable, "-m", "pipeline", "release", *desk.given("--out")]
    desk.version("1.1.0")
    refused = subprocess.run(command, cwd=project, check=False, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "1.1.0: is too small a version after 1.0.0: MAJOR is demanded by casualties.note: a new" in refused.stderr
    assert list(desk.listed()) == ["1.0.0"]
    desk.version("2.0.0")
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    assert desk.changes("2.0.0") == [["casualties", "", "note", "column_added", "", ""]]
    summary = json.loads((desk.shelf / "changes/2.0.0/summary.json").read_bytes())
    assert summary["tables"]["casualties"]["columns_added"] == ["note"]
    assert (summary["demands"], summary["changed_method"]) == ("major", ["schema"])


@pytest.mark.parametrize("verb", ["publish", "release"])
@pytest.mark.parametrize("is_gone", [False, True])
def test_a_released_version_is_not_made_again_with_other_content(
    desk: Desk, verb: str, is_gone: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even where its folder is gone: the archive is what was released."""
    desk.add("farm", SECOND, "2024-05-12")
    if is_gone:
        shutil.rmtree(desk.shelf / "1.0.0")
    before = desk.snapshot()
    assert desk.run(verb) == 1
    told = capsys.readouterr().err
    assert "is released, and what is built now differs: MINOR is demanded by reports: 1 new row" in told
    assert 'set version: "1.1.0" or higher' in told
    assert desk.snapshot() == before


def test_a_release_made_again_with_the_same_content_is_nothing_new(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another pyarrow writes other Parquet, the changelog goes on, a page is worded anew: the data are the same."""
    before = desk.snapshot()
    assert desk.release() == 0
    assert "is released already, with exactly this content" in capsys.readouterr().out
    monkeypatch.setattr(pipeline.publish.tables, "parquet_bytes", uncompressed)
    monkeypatch.setattr(pipeline.publish, "readme_bytes", lambda *_: b"Other words.")
    assert desk.run("publish") == 0
    told = capsys.readouterr().out
    assert f"Nothing new: {desk.shelf / '1.0.0'} already holds exactly this, as version 1.0.0" in told
    assert desk.snapshot() == before


def uncompressed(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="none")
    return bytes(sink.getvalue().to_pybytes())


def test_a_candidate_may_be_built_anew_until_it_is_released(desk: Desk) -> None:
    desk.add("farm", SECOND, "2024-05-12")
    desk.version("1.1.0")
    assert desk.run("publish") == 0
    desk.add("mine", "A mine wounded three children in Gao on Sunday.\n", "2024-05-14")
    assert desk.run("publish") == 0
    assert {row["report_id"] for row in desk.rows("1.1.0", "reports")} == {"bomb", "farm", "mine"}


# ------------------------------------------------------------------------------------------------ versions, changelog


@pytest.mark.parametrize(
    ("old", "level", "least"),
    [
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("1.0.0-rc.1", "minor", "1.0.0"),
        ("1.9.0", "minor", "1.10.0"),
    ],
)
def test_the_smallest_version_that_changes_allow(old: str, level: str, least: str) -> None:
    assert demanded_version(old, level) == least  # type: ignore[arg-type]
    check_version(old, least, level, ["something"])  # type: ignore[arg-type]


@pytest.mark.parametrize("new", ["1.2.3", "1.2.2", "1.2.9", "1.3.0-rc.1.x y", "one"])
def test_a_smaller_version_or_none_is_refused(new: str) -> None:
    with pytest.raises(ReleaseError):
        check_version("1.2.3", new, "minor", ["reports: 1 new row"])


def test_a_refused_release_leaves_the_shelf_as_it_was(desk: Desk) -> None:
    desk.add("farm", SECOND, "2024-05-12")
    desk.version("1.0.1")
    before = desk.snapshot()
    assert desk.release() == 1
    assert desk.snapshot() == before
    assert not (desk.shelf / "1.0.1").exists()


def test_a_candidate_that_was_there_before_a_refused_release_stays_and_is_told(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.add("farm", SECOND, "2024-05-12")
    desk.version("1.0.1")
    assert desk.run("publish") == 0
    before = set(desk.snapshot())
    assert desk.release() == 1
    assert set(desk.snapshot()) == before
    desk.version("1.1.0")
    assert desk.release() == 0
    assert f"{desk.shelf / '1.0.1'} is no release; delete it" in capsys.readouterr().out


def test_reports_that_cannot_be_published_are_named_and_nothing_is_released(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Finding("check_x", "error", "casualties", "cas-1", "count_low", "is more than there are")
    monkeypatch.setattr(pipeline.parts.making, "validate", lambda *_, **__: (broken,))
    before = desk.snapshot()
    for verb in ("release", "diff"):
        assert desk.run(verb) == 1
        told = capsys.readouterr()
        assert told.out == f"{broken}\n"
        assert "cannot be published: 1 error; mend them" in told.err
    assert desk.snapshot() == before


def test_a_release_is_dated_as_its_changelog_says_unless_a_date_is_given(desk: Desk) -> None:
    citation = yaml.safe_load((desk.shelf / "1.0.0" / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["date-released"], desk.listed()["1.0.0"]["created"]) == (RELEASED, f"{RELEASED}T00:00:00Z")
    desk.add("farm", SECOND, "2024-05-12")
    desk.version("1.1.0")
    assert desk.run("release", "--created", "2024-07-01") == 0
    assert desk.listed()["1.1.0"]["created"] == "2024-07-01T00:00:00Z"


def test_a_trial_is_no_release(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.version("0.9.0")
    assert desk.release() == 1
    assert "is a trial" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (None, "has no entry `## 1.1.0`"),
        ("## 1.1.0 (2024-06-02)\n\n### Data added\n\n- TODO: say what.\n", ":5: TODO is still there"),
        ("## 1.1.0 (2024-06-02)\n\n### News\n\n- Much.\n", ":3: no such heading: News"),
        (
            "## 1.1.0 (2024-06-02)\n\n### Data added\n\n### Known issues\n\n- None.\n",
            ":3: nothing stands under Data added",
        ),
        ("## 1.1.0 (2024-06-02)\n\n### Known issues\n\n- None.\n", ":1: the entry for 1.1.0 lacks `### Data added`"),
        ("## 1.1.0 (2024-06-02)\n\n", ":1: the entry for 1.1.0 lacks `### Data added`"),
        ("## 1.1.0\n\n### Data added\n\n- Much.\n", ":1: has no date; write the day of the release"),
        ("## 1.1.0 (2024-06-31)\n\n### Data added\n\n- Much.\n", ":1: has no date; write the day of the release"),
    ],
)
def test_a_release_without_a_finished_entry_is_refused(
    candidate: Path, tmp_path: Path, entry: str | None, told: str
) -> None:
    desk = copy_of(candidate, tmp_path)
    desk.changelog.write_text(entry or "## 1.0.0\n", encoding="utf-8")
    with pytest.raises(ReleaseError) as refused:
        freeze(desk.shelf, "1.1.0", desk.changelog)
    assert told in str(refused.value)
    assert list(desk.listed()) == ["1.0.0"]


def test_a_draft_says_what_changed_and_has_to_be_completed(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.add("farm", SECOND, "2024-05-12")
    desk.version("1.1.0", with_entry=False)
    assert desk.run("diff", "--draft", str(desk.changelog)) == 0
    drafted = desk.changelog.read_text(encoding="utf-8")
    assert drafted.index("## 1.1.0") < drafted.index("## 1.0.0")
    assert "- 1 row of reports.\n- 1 row of incidents." in drafted
    assert "demands MINOR" in capsys.readouterr().out
    assert desk.release() == 1
    assert "has no date" in capsys.readouterr().err
    completed = drafted.replace("TODO: 1 report, from where and of when", "One of May")
    dated = completed.replace("TODO: the day of the release, as 2026-11-24", "2024-06-02")
    desk.changelog.write_text(dated, encoding="utf-8")
    assert desk.release() == 0


# ------------------------------------------------------------------------------------------------ the same, never half


def test_two_builds_anywhere_give_the_same_archive(tmp_path: Path) -> None:
    made = []
    for folder, zone, locale, seed in (("a", "Asia/Karachi", "C", "1"), ("b/c", "America/Lima", "C.UTF-8", "2")):
        desk = Desk(tmp_path / folder)
        given = ["--reports", str(desk.reports), "--metadata", str(desk.metadata), "--out", str(desk.shelf)]
        where = {**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-m", "pipeline", "release", *given], env=where, check=True, capture_output=True
        )
        made.append((desk.shelf / "small-reports-1.0.0.zip").read_bytes())
    assert made[0] == made[1]


class Killed(Exception):  # noqa: N818  it is no error: it stands for the end of the process
    pass


@pytest.mark.parametrize("step", range(8))
def test_a_release_that_is_cut_off_leaves_the_last_one_whole_and_the_next_run_finishes(
    candidate: Path, tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four files of changes, the archive, versions.json, the id map, latest.json: cut off before each of them."""
    desk = copy_of(candidate, tmp_path)
    before, moved, real = desk.snapshot(), 0, catalogue.replace_file

    def cut(path: Path, content: bytes) -> None:
        nonlocal moved
        if moved == step:
            raise Killed
        moved += 1
        real(path, content)

    monkeypatch.setattr(catalogue, "replace_file", cut)
    monkeypatch.setattr(sys.modules["pipeline.release.freeze"], "replace_file", cut)
    with pytest.raises(Killed):
        freeze(desk.shelf, "1.1.0", desk.changelog)
    assert json.loads((desk.shelf / "latest.json").read_bytes())["version"] == "1.0.0"
    lists = {"versions.json"} if step > 5 else set()
    assert {name for name, content in before.items() if desk.snapshot()[name] != content} <= lists | {"id_map.csv"}
    monkeypatch.undo()
    assert freeze(desk.shelf, "1.1.0", desk.changelog).is_new == (step <= 5)
    assert list(desk.listed()) == ["1.0.0", "1.1.0"]
    assert json.loads((desk.shelf / "latest.json").read_bytes())["version"] == "1.1.0"
    names = {name for name in desk.snapshot() if "attested-" in name}
    assert not names, "nothing half made is left"


def test_what_a_version_given_up_left_behind_is_in_no_list(
    candidate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = copy_of(candidate, tmp_path)
    shutil.rmtree(desk.reports / "bomb")
    desk.version("2.0.0")
    assert desk.run("publish") == 0
    monkeypatch.setattr(sys.modules["pipeline.release.freeze"], "write_versions", lambda *_: pytest.fail("cut off"))
    with pytest.raises(pytest.fail.Exception):
        freeze(desk.shelf, "2.0.0", desk.changelog)
    monkeypatch.undo()
    desk.version("3.0.0")
    assert desk.release() == 0
    assert list(desk.listed()) == ["1.0.0", "3.0.0"]
    fates = [line.split(",")[3:] for line in (desk.shelf / "id_map.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert fates
    assert all(fate == ["withdrawn", "3.0.0"] for fate in fates)


def test_an_id_that_is_back_is_in_the_id_map_no_more(candidate: Path, tmp_path: Path) -> None:
    desk = copy_of(candidate, tmp_path)
    assert freeze(desk.shelf, "1.1.0", desk.changelog).is_new
    kept = shutil.move(desk.reports / "farm", tmp_path / "farm")
    for version, is_gone in (("2.0.0", True), ("2.1.0", False)):
        desk.version(version)
        assert desk.release() == 0
        lines = (desk.shelf / "id_map.csv").read_text(encoding="utf-8").splitlines()[1:]
        assert bool(lines) == is_gone
        shutil.copytree(kept, desk.reports / "farm", dirs_exist_ok=True)


def test_a_pre_release_does_not_lower_what_the_full_one_demands(candidate: Path, tmp_path: Path) -> None:
    desk = copy_of(candidate, tmp_path)
    desk.version("1.1.0-rc.1")
    assert desk.release() == 0
    desk.version("1.0.1")
    assert desk.release() == 1, "the same data as the pre-release, and MINOR since 1.0.0"
    desk.version("1.1.0")
    assert desk.release() == 0
    listed = desk.listed()
    assert [listed[version]["previous"] for version in ("1.1.0-rc.1", "1.1.0")] == ["1.0.0", "1.0.0"]
    assert json.loads((desk.shelf / "latest.json").read_bytes())["version"] == "1.1.0"


def test_an_archive_that_was_changed_is_no_release_to_build_on(candidate: Path, tmp_path: Path) -> None:
    desk = copy_of(candidate, tmp_path)
    archive_ = desk.shelf / "small-reports-1.0.0.zip"
    archive_.write_bytes(archive_.read_bytes() + b"x")
    with pytest.raises(ReleaseError, match=r"small-reports-1\.0\.0\.zip: is not what was released as 1\.0\.0"):
        freeze(desk.shelf, "1.1.0", desk.changelog)
    assert list(desk.listed()) == ["1.0.0"]


def test_a_candidate_built_before_its_changelog_was_completed_is_built_again(candidate: Path, tmp_path: Path) -> None:
    desk = copy_of(candidate, tmp_path)
    desk.changelog.write_text(desk.changelog.read_text(encoding="utf-8").replace("Said.", "One report of May."))
    with pytest.raises(ReleaseError, match="which was changed since"):
        freeze(desk.shelf, "1.1.0", desk.changelog)
    assert desk.release() == 0


def test_nobody_publishes_a_candidate_while_it_is_frozen(candidate: Path, tmp_path: Path) -> None:
    desk = copy_of(candidate, tmp_path)
    with (
        held(lock_beside(desk.shelf / "1.1.0"), "here", "is taken"),
        pytest.raises(PublishError, match="another run is publishing here"),
    ):
        freeze(desk.shelf, "1.1.0", desk.changelog)


def test_an_archive_has_fixed_dates_and_attributes(released: Path) -> None:
    content = archive.archive_bytes(released / "datapackage/1.0.0", "small-reports-1.0.0")
    assert content == (released / "datapackage/small-reports-1.0.0.zip").read_bytes()
    with zipfile.ZipFile(released / "datapackage/small-reports-1.0.0.zip") as members:
        assert {m.date_time for m in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {m.filename.split("/")[0] for m in members.infolist()} == {"small-reports-1.0.0"}

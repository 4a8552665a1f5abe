"""Releases as makers and readers meet them: versions that fit the changes, changes as data, nothing overwritten."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pipeline.publish
from pipeline.__main__ import main
from pipeline.locks import held, lock_beside
from pipeline.model import PublishError, ReleaseError
from pipeline.release import archive, catalogue, freeze, read_package, verify
from pipeline.release.bump import check_version, demanded_version
from pipeline.release.changelog import HEADINGS
from pipeline.release.comparison import compare
from pipeline.release.id_map import find_id_map
from pipeline.release.packages import PackageRead, Table
from pipeline.release.schema_changes import find_schema_changes

FIRST = "A roadside bomb killed four soldiers in Maiduguri on Tuesday, the army said.\n"
SECOND = "Gunmen killed two farmers near Jos on Friday, police said.\n"
METADATA = """\
name: small-reports
title: Small reports
description: Two reports, for tests.
version: "{version}"
licence: {{name: CC-BY-4.0, title: CC BY 4.0, path: https://creativecommons.org/licenses/by/4.0/}}
keywords: [incidents]
contributors: [Maintainers]
sources: []
"""

REVIEW = """\
- action: edit
  table: casualties
  row: {row}
  quote: killed four soldiers
  values: {{victim_group: police}}
  reviewer: A. Reader
  date: 2024-06-01
  reason: They were police officers.
"""


class Desk:
    """Reports, metadata, a changelog and a shelf, and the verbs over them."""

    def __init__(self, folder: Path) -> None:
        self.take(folder)
        self.shelf.mkdir(parents=True)
        self.add("bomb", FIRST, "2024-05-08")
        self.version("1.0.0")

    def take(self, folder: Path) -> None:
        self.reports, self.shelf = folder / "reports", folder / "datapackage"
        self.metadata, self.changelog = self.shelf / "metadata.yml", self.shelf / "CHANGELOG.md"

    def add(self, report_id: str, text: str, date: str) -> None:
        folder = self.reports / report_id
        folder.mkdir(parents=True)
        (folder / "report.txt").write_text(text, encoding="utf-8")
        (folder / "report.yaml").write_text(f"published_date: {date}\n", encoding="utf-8")

    def version(self, version: str, *, with_entry: bool = True) -> None:
        self.metadata.write_text(METADATA.format(version=version), encoding="utf-8")
        if with_entry:
            old = self.changelog.read_text(encoding="utf-8") if self.changelog.exists() else ""
            said = "".join(f"\n### {heading}\n\n- Said.\n" for heading in HEADINGS)
            self.changelog.write_text(f"## {version}\n{said}\n{old}", encoding="utf-8")

    def run(self, verb: str, *more: str) -> int:
        shelf = "--shelf" if verb == "diff" else "--out"
        given = ["--reports", str(self.reports), "--metadata", str(self.metadata), shelf, str(self.shelf)]
        return main([verb, *given, *more])

    def release(self) -> int:
        return self.run("release")

    def listed(self) -> dict[str, dict[str, object]]:
        versions = json.loads((self.shelf / "versions.json").read_bytes())["versions"]
        return {entry["version"]: entry for entry in versions}

    def rows(self, version: str, table: str) -> list[dict[str, str]]:
        with (self.shelf / version / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def changes(self, version: str, name: str = "changes") -> list[list[str]]:
        with (self.shelf / "changes" / version / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines))[1:]

    def snapshot(self) -> dict[str, bytes]:
        files = (path for path in self.shelf.rglob("*") if path.is_file())
        return {path.relative_to(self.shelf).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with version 1.0.0 released, which tests copy."""
    folder = tmp_path_factory.mktemp("released")
    assert Desk(folder / "desk").release() == 0
    return folder / "desk"


@pytest.fixture(scope="module")
def candidate(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a second report, and 1.1.0 built."""
    desk = copy_of(released, tmp_path_factory.mktemp("candidate"))
    desk.add("farm", SECOND, "2024-05-12")
    desk.version("1.1.0")
    assert desk.run("publish") == 0
    return desk.shelf.parent


def copy_of(folder: Path, tmp_path: Path) -> Desk:
    made = object.__new__(Desk)
    made.take(Path(shutil.copytree(folder, tmp_path / "desk")))
    return made


@pytest.fixture
def desk(released: Path, tmp_path: Path) -> Desk:
    return copy_of(released, tmp_path)


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


def test_a_column_more_demands_major(desk: Desk, tmp_path: Path) -> None:
    old = read_package(desk.shelf / "1.0.0")
    descriptor = json.loads(json.dumps(old.descriptor))
    fields = next(r for r in descriptor["resources"] if r["name"] == "casualties")["schema"]["fields"]
    fields.append({"name": "certainty", "type": "string"})
    frame = old.tables["casualties"].frame.assign(certainty="")
    tables = {**old.tables, "casualties": dataclasses.replace(old.tables["casualties"], frame=frame)}
    new = dataclasses.replace(old, descriptor={**descriptor, "version": "1.1.0"}, tables=tables)
    comparison = compare(old, new)
    assert comparison.level == "major"
    assert comparison.reasons == ("casualties.certainty: a new column",)
    assert [(c.table, c.action) for c in comparison.changes.itertuples()] == [("casualties", "column_added")]
    with pytest.raises(ReleaseError, match=r"MAJOR is demanded by casualties\.certainty: a new column"):
        check_version("1.0.0", "1.1.0", comparison.level, comparison.reasons)
    check_version("1.0.0", "2.0.0", comparison.level, comparison.reasons)


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
    monkeypatch.setattr(pipeline.publish, "parquet_bytes", uncompressed)
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


def test_verify_passes_and_names_the_file_that_changed(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = desk.shelf / "small-reports-1.0.0.zip"
    assert main(["verify", str(whole), "--reports", str(desk.reports)]) == 0
    assert "as published" in capsys.readouterr().out
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(changed, "w") as new:
        for member in old.infolist():
            content = bytearray(old.read(member))
            if member.filename.endswith("data/casualties.csv"):
                content[-2] ^= 1
            new.writestr(member, bytes(content))
    assert main(["verify", str(changed)]) == 1
    assert "data/casualties.csv: is not what was published" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------------ verify


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda p: (p / "data/places.csv").unlink(), "data/places.csv: is missing"),
        (lambda p: (p / "SHA256SUMS").unlink(), "SHA256SUMS: is missing"),
        (lambda p: (p / "more.txt").write_text("x"), "more.txt: is not of the package"),
        (
            lambda p: (p / "SHA256SUMS").write_text((p / "SHA256SUMS").read_text() + "0  ../1.0.0/README.md\n"),
            "SHA256SUMS: names '../1.0.0/README.md', which is not in the package",
        ),
    ],
)
def test_verify_names_what_is_damaged(
    desk: Desk, damage: Callable[[Path], object], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(desk.shelf / "1.0.0")
    assert main(["verify", str(desk.shelf / "1.0.0")]) == 1
    assert told in capsys.readouterr().out


def test_verify_holds_quotes_against_the_texts(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    package = str(desk.shelf / "1.0.0")
    desk.add("other", SECOND, "2024-05-12")
    assert main(["verify", package, "--reports", str(desk.reports)]) == 0
    assert "quotes held against the texts of 1 of 1 report\n" in capsys.readouterr().out
    (desk.reports / "bomb" / "report.txt").write_text(FIRST.replace("four", "five"), encoding="utf-8")
    assert main(["verify", package, "--reports", str(desk.reports)]) == 1
    assert "the text of bomb at hand is not the one that was read" in capsys.readouterr().out


def signed_anew(package: Path) -> None:
    """SHA256SUMS and the descriptor tell the hashes of what is there: only what a file says can give it away."""
    descriptor = json.loads((package / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        content = (package / resource["path"]).read_bytes()
        resource |= {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        resource |= {"bytes": len(content)} if "bytes" in resource else {}
    (package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    names = [line.partition("  ")[2] for line in (package / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    lines = (f"{hashlib.sha256((package / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (package / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("data/evidence.csv", b",killed four ", b",killed five ", "data/evidence.parquet: does not hold the cells"),
        (
            "data/evidence.csv",
            b",killed four ",
            b",killed five ",
            "quotes 'killed five soldiers', the report says 'kil",
        ),
        ("data/incidents.csv", b",bombing_ied,", b",bombing_xxx,", "datapackage.json: incidents:2:incident_type"),
    ],
)
def test_verify_reads_what_files_say_and_not_only_their_hashes(
    desk: Desk, name: str, old: bytes, new: bytes, told: str
) -> None:
    package = desk.shelf / "1.0.0"
    signed_anew(package)
    assert verify(package, {"bomb": FIRST}).faults == ()
    content = (package / name).read_bytes()
    assert old in content
    (package / name).write_bytes(content.replace(old, new))
    signed_anew(package)
    assert told in "\n".join(verify(package, {"bomb": FIRST}).faults)


def test_verify_sees_a_column_of_another_type(desk: Desk) -> None:
    package = desk.shelf / "1.0.0"
    places = package / "data/places.parquet"
    table = pq.read_table(places)
    texts = [column.cast(pa.string()) if pa.types.is_floating(column.type) else column for column in table.columns]
    pq.write_table(pa.table(texts, names=table.column_names), places)
    signed_anew(package)
    assert verify(package).faults == ("data/places.parquet: lat has another type than datapackage.json says",)


@pytest.mark.parametrize("place", range(17))
def test_a_bit_that_flips_anywhere_in_an_archive_is_seen(
    released: Path, tmp_path: Path, place: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """In names, compressed bytes, dates, the directory at the end: on the shelf, and as a download by itself."""
    whole = (released / "datapackage/small-reports-1.0.0.zip").read_bytes()
    changed = bytearray(whole)
    at = len(whole) * place // 17 + place
    changed[at] ^= 1 << place % 8
    archive_ = tmp_path / "small-reports-1.0.0.zip"
    archive_.write_bytes(changed)
    shutil.copy(released / "datapackage/versions.json", tmp_path)
    assert main(["verify", str(archive_)]) == 1
    said = "".join(capsys.readouterr())
    assert "small-reports-1.0.0.zip: is not what versions.json beside it lists" in said
    (tmp_path / "versions.json").write_text("[]", encoding="utf-8")
    assert main(["verify", str(archive_)]) in (0, 1), "a date in a zip is no part of its package"


def test_a_changed_byte_of_a_compressed_file_is_told_by_its_name(
    released: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = bytearray((released / "datapackage/small-reports-1.0.0.zip").read_bytes())
    name = b"small-reports-1.0.0/data/casualties.csv"
    whole[whole.index(name) + len(name) + 20] ^= 1
    (tmp_path / "download.zip").write_bytes(whole)
    assert main(["verify", str(tmp_path / "download.zip")]) == 1
    assert "small-reports-1.0.0/data/casualties.csv: cannot be unpacked" in capsys.readouterr().err


def test_an_archive_with_more_than_the_package_is_refused(released: Path, tmp_path: Path) -> None:
    more = Path(shutil.copy(released / "datapackage/small-reports-1.0.0.zip", tmp_path / "more.zip"))
    with zipfile.ZipFile(more, "a") as archive_:
        archive_.writestr("install.sh", "x")
    with pytest.raises(ReleaseError, match=r"holds install\.sh beside the package"):
        verify(more)


def test_two_rows_with_one_key_cannot_be_compared(desk: Desk) -> None:
    table = desk.shelf / "1.0.0/data/casualties.csv"
    table.write_bytes(table.read_bytes() + table.read_bytes().splitlines(keepends=True)[-1])
    with pytest.raises(ReleaseError, match=r"casualties\.csv: has two rows with the key cas-"):
        read_package(desk.shelf / "1.0.0")


def test_an_archive_that_writes_outside_its_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = tmp_path / "hostile.zip"
    with zipfile.ZipFile(hostile, "w") as archive_:
        archive_.writestr("../outside.txt", "x")
    assert main(["verify", str(hostile)]) == 1
    assert "would write outside its folder" in capsys.readouterr().err
    assert not (tmp_path.parent / "outside.txt").exists()


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


def test_a_trial_is_no_release(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.version("0.9.0")
    assert desk.release() == 1
    assert "is a trial" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (None, "has no entry `## 1.1.0`"),
        ("## 1.1.0\n\n### Data added\n\n- TODO: say what.\n", ":5: TODO is still there"),
        ("## 1.1.0\n\n### News\n\n- Much.\n", ":3: no such heading: News"),
        ("## 1.1.0\n\n### Data added\n\n### Known issues\n\n- None.\n", ":3: nothing stands under Data added"),
        ("## 1.1.0\n\n### Known issues\n\n- None.\n", ":1: the entry for 1.1.0 lacks `### Data added`"),
        ("## 1.1.0\n\n", ":1: the entry for 1.1.0 lacks `### Data added`"),
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
    desk.changelog.write_text(drafted.replace("TODO: 1 report, from where and of when", "One of May"), encoding="utf-8")
    assert desk.release() == 0


# ------------------------------------------------------------------------------------------------ schema changes


def changed_schema(old: Path, change: Callable[[dict[str, object]], None]) -> list[tuple[str, str]]:
    package = read_package(old)
    descriptor = json.loads(json.dumps(package.descriptor))
    change(next(r for r in descriptor["resources"] if r["name"] == "casualties")["schema"])
    found = find_schema_changes(package, dataclasses.replace(package, descriptor=descriptor))
    return [(change_.level, change_.where) for change_ in found]


def field(schema: dict[str, object], name: str) -> dict[str, dict[str, object]]:
    return next(f for f in schema["fields"] if f["name"] == name)  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("change", "level"),
    [
        (lambda s: s["fields"].pop(), "major"),
        (lambda s: s["fields"].reverse(), "major"),
        (lambda s: field(s, "count_low").update(type="string"), "major"),
        (lambda s: field(s, "count_low")["constraints"].update(minimum=1), "major"),
        (lambda s: field(s, "count_low")["constraints"].update(minimum=-1), "minor"),
        (lambda s: field(s, "outcome")["constraints"]["enum"].pop(), "major"),
        (lambda s: field(s, "outcome")["constraints"]["enum"].append("other"), "minor"),
        (lambda s: field(s, "count_text")["constraints"].update(required=True), "major"),
        (lambda s: field(s, "outcome")["constraints"]["enum"].insert(0, "other"), "minor"),
        (lambda s: field(s, "outcome")["constraints"]["enum"].reverse(), "major"),
        (lambda s: s.update(foreignKeys=[]), "minor"),
        (lambda s: s.update(foreignKeys=[*s["foreignKeys"], {"fields": ["sex"]}]), "major"),
        (lambda s: s.update(uniqueKeys=[["count_text"]]), "major"),
        (lambda s: field(s, "count_low").update(description="Another sentence."), "patch"),
    ],
)
def test_each_change_of_a_schema_demands_its_level(
    released: Path, change: Callable[[dict[str, object]], None], level: str
) -> None:
    found = changed_schema(released / "datapackage/1.0.0", change)
    assert found[0][0] == level
    assert found[0][1].startswith("casualties")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda r: r.pop("casualties-parquet"), ("major", "casualties-parquet", "the file is gone")),
        (lambda r: r.update(notes={"name": "notes"}), ("minor", "notes", "a new file")),
        (lambda r: r["places"].update(encoding="utf-16"), ("major", "places", "another encoding")),
        (lambda r: r["places"].update(title="Where"), ("patch", "places", "another title")),
        (lambda r: r["places"].pop("schema"), ("major", "places", "the schema is gone")),
    ],
)
def test_a_file_of_the_package_is_part_of_what_it_promises(
    released: Path, change: Callable[[dict[str, dict[str, object]]], object], found: tuple[str, str, str]
) -> None:
    package = read_package(released / "datapackage/1.0.0")
    resources = json.loads(json.dumps({r["name"]: r for r in package.descriptor["resources"]}))  # type: ignore[attr-defined]
    change(resources)
    new = dataclasses.replace(package, descriptor={**package.descriptor, "resources": list(resources.values())})
    assert [(c.level, c.where, c.what) for c in find_schema_changes(package, new)] == [found]


def test_nothing_changed_demands_nothing(released: Path) -> None:
    package = read_package(released / "datapackage/1.0.0")
    comparison = compare(package, read_package(released / "datapackage/small-reports-1.0.0.zip"))
    assert (comparison.level, len(comparison.changes), len(comparison.id_map)) == ("none", 0, 0)


def package_of(*rows: tuple[str, str, str, int, int], table: str = "casualties") -> PackageRead:
    """A package of one table and its evidence: row, one of its cells, the column supported, start and end."""
    frame = pd.DataFrame(rows, columns=["row_id", "cell", "field", "start", "end"]).astype(str)
    frame = frame.assign(report_id="bomb", table_name=table)
    own = frame.drop_duplicates("row_id")[["row_id", "report_id", "cell"]]
    tables = {
        "evidence": Table("evidence", ("row_id", "field", "start"), frame),
        table: Table(table, ("row_id",), own),
    }
    return PackageRead("here", {"version": "2.0.0", "resources": []}, tables)


# "18 civilians and 15 officers were killed": the whole is the evidence of both figures, the number of one each.
CIVILIANS = [("c-1", "civilian", "", 0, 41), ("c-1", "civilian", "count_text", 0, 2)]
OFFICERS = [("c-2", "police", "", 17, 41), ("c-2", "police", "count_text", 17, 19)]


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (OFFICERS, ["", "withdrawn"]),
        ([*OFFICERS, ("c-3", "all", "", 0, 41), ("c-3", "all", "count_text", 0, 2)], ["c-3", "replaced"]),
        ([*OFFICERS, ("c-2", "police", "count_text", 0, 2)], ["c-2", "merged"]),
        (
            [
                *OFFICERS,
                *(("c-3", "all", f, s, e) for _, _, f, s, e in CIVILIANS),
                *(("c-4", "civilian", f, s, e) for _, _, f, s, e in CIVILIANS),
            ],
            ["c-4", "replaced"],
        ),
    ],
    ids=["its neighbour is no heir", "renumbered", "its words went to a neighbour", "the one most alike of two"],
)
def test_an_id_that_is_gone_leads_to_the_row_that_holds_its_words(
    new: list[tuple[str, str, str, int, int]], line: list[str]
) -> None:
    found = find_id_map(package_of(*CIVILIANS, *OFFICERS), package_of(*new), "2.0.0")
    assert found.to_numpy().tolist() == [["casualties", "c-1", *line, "2.0.0"]]


def test_of_two_accusations_in_the_same_words_one_may_be_withdrawn() -> None:
    """An accusation against two states is two rows."""
    two = [("a-1", "IND", "", 0, 30), ("a-2", "AFG", "", 0, 30)]
    found = find_id_map(package_of(*two, table="allegations"), package_of(two[1], table="allegations"), "2.0.0")
    assert found[["old_id", "new_id", "fate"]].to_numpy().tolist() == [["a-1", "", "withdrawn"]]


# ------------------------------------------------------------------------------------------------ what brought it about


def changed(package: PackageRead, table: str, column: str, value: str, place: int = 0) -> PackageRead:
    frame = package.tables[table].frame.copy()
    frame.loc[place, column] = value
    tables = {**package.tables, table: dataclasses.replace(package.tables[table], frame=frame)}
    return dataclasses.replace(package, tables=tables)


def without(package: PackageRead, table: str) -> PackageRead:
    tables = {**package.tables, table: dataclasses.replace(t := package.tables[table], frame=t.frame.iloc[:0])}
    return dataclasses.replace(package, tables=tables)


def with_lexicon(package: PackageRead) -> PackageRead:
    told: dict[str, object] = package.descriptor["attested"]  # type: ignore[assignment]
    return dataclasses.replace(package, descriptor={**package.descriptor, "attested": {**told, "lexicon_sha256": "0"}})


@pytest.mark.parametrize(
    ("change", "causes", "method"),
    [
        (lambda p: changed(p, "reports", "text_sha256", "0" * 64), {"corrected texts": 1}, ()),
        (lambda p: changed(p, "reports", "publisher", "A paper"), {"corrected origins": 1}, ()),
        (lambda p: changed(p, "casualties", "victim_group", "police"), {"method": 1}, ()),
        (lambda p: with_lexicon(changed(p, "casualties", "rule_id", "x")), {"method": 1}, ("word lists",)),
        (lambda p: changed(p, "casualties", "review_status", "accepted"), {"review": 1}, ()),
        # A rejected claim changes what is derived for its incident, in the same report.
        (
            lambda p: changed(
                changed(p, "casualties", "review_status", "rejected"), "incidents", "claim_status", "denied"
            ),
            {"review": 2},
            (),
        ),
        (
            lambda p: with_lexicon(
                changed(changed(p, "casualties", "review_status", "edited"), "incidents", "stage", "attempted")
            ),
            {"review": 1, "method": 1},
            ("word lists",),
        ),
        (lambda p: without(p, "reports"), {"removed reports": 1}, ()),
    ],
)
def test_each_changed_row_is_laid_to_what_brought_it_about(
    released: Path, change: Callable[[PackageRead], PackageRead], causes: dict[str, int], method: tuple[str, ...]
) -> None:
    old = read_package(released / "datapackage/1.0.0")
    comparison = compare(old, change(old))
    assert {cause: rows for cause, rows in comparison.causes.items() if rows} == causes
    assert comparison.method == method


@pytest.mark.parametrize(
    ("table", "level", "reason"),
    [
        ("incidents", "major", "incidents: 1 row gone, to which casualties referred"),
        ("casualties", "minor", "casualties: 1 row gone"),
        ("casualty_estimates", "patch", "8 changes of what is derived"),
    ],
)
def test_rows_that_are_gone_demand_what_the_recipe_says(released: Path, table: str, level: str, reason: str) -> None:
    """MAJOR where rows of other tables referred to them: a join that worked with the version before breaks."""
    old = read_package(released / "datapackage/1.0.0")
    comparison = compare(old, without(old, table))
    assert (comparison.level, comparison.reasons) == (level, (reason,))


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

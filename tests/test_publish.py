"""A package is published whole or not at all, and a version that counts is never overwritten."""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.contract import Contract
from pipeline.model import Finding, PublishError, Tables
from pipeline.publish import Metadata, Outcome, Provenance, publish, read_metadata, shelf
from pipeline.publish.tables import cell_text, csv_equals_parquet
from tests.sample_tables import valid_tables

MADE = Provenance("0.1.0", "rules@0.1.0", "a" * 64, "b" * 64, dt.datetime(2025, 3, 4, tzinfo=dt.UTC))
TRIAL = dataclasses.replace(read_metadata(None), version="0.3.0")
RELEASE = dataclasses.replace(TRIAL, version="1.0.0")
WARNING = Finding("dates_are_known", "warning", "reports", "r", "published_date", 'has no date, so "Monday" is open')
ERROR = dataclasses.replace(WARNING, severity="error")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return valid_tables()[0]


@pytest.fixture
def put(tables: Tables, contract: Contract) -> Callable[..., Outcome]:
    def put_package(place: Path, rows: Tables = tables, metadata: Metadata = TRIAL, *findings: Finding) -> Outcome:
        return publish(rows, findings, contract, metadata, place, MADE)

    return put_package


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def changed(tables: Tables) -> Tables:
    first, *others = tables.reports
    return dataclasses.replace(tables, reports=(dataclasses.replace(first, title="Another title"), *others))


def test_a_package_holds_its_tables_twice_and_what_explains_them(put: Callable[..., Outcome], tmp_path: Path) -> None:
    outcome = put(tmp_path / "out", metadata=TRIAL)
    assert outcome.is_new
    assert outcome.package is not None
    assert outcome.package.row_counts["casualties"] == len(valid_tables()[0].casualties)
    files = bytes_of(tmp_path / "out")
    pages = {"CODEBOOK.md", "README.md", "SHA256SUMS", "datapackage.json", "findings.csv"}
    assert {name for name in files if "/" not in name} == pages
    assert len([name for name in files if name.startswith("data/") and name.endswith((".csv", ".parquet"))]) == 20
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing is left beside it"


def test_every_cell_of_the_csv_is_written_one_way(put: Callable[..., Outcome], tmp_path: Path) -> None:
    assert [cell_text(c) for c in (None, True, 11, 0.5, dt.date(2025, 3, 3), "x")] == [
        "", "true", "11", "0.5000", "2025-03-03", "x",
    ]  # fmt: skip
    put(tmp_path / "out")
    for name, content in bytes_of(tmp_path / "out").items():
        if name.endswith(".csv"):
            assert not content.startswith(b"\xef\xbb\xbf")
            assert b"\r" not in content
            assert content.endswith(b"\n")


def test_two_packages_are_byte_equal_wherever_and_however_they_are_made(tmp_path: Path, root: Path) -> None:
    source = "\n".join(
        [
            "import sys",
            "from tests.test_publish import *",
            "from pipeline.contract import read_contract",
            "from pipeline.home import home",
            "contract = read_contract(home().schemas)",
            "publish(valid_tables()[0], [WARNING], contract, TRIAL, Path(sys.argv[1]), MADE)",
        ]
    )
    for name, zone, seed in (("a", "UTC", "1"), ("b", "Asia/Karachi", "2")):
        settings = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        subprocess.run([sys.executable, "-c", source, str(tmp_path / name / "out")], check=True, env=settings, cwd=root)
    assert bytes_of(tmp_path / "a" / "out") == bytes_of(tmp_path / "b" / "out")


def test_the_same_again_is_nothing_new_and_touches_nothing(put: Callable[..., Outcome], tmp_path: Path) -> None:
    put(tmp_path / "out")
    before = (tmp_path / "out").stat().st_ino
    again = put(tmp_path / "out")
    assert not again.is_new
    assert again.package is not None
    assert (tmp_path / "out").stat().st_ino == before


def test_a_damaged_file_is_made_whole_again(put: Callable[..., Outcome], tmp_path: Path) -> None:
    put(tmp_path / "out")
    whole = bytes_of(tmp_path / "out")
    (tmp_path / "out" / "data" / "reports.csv").write_text("damaged", encoding="utf-8")
    assert put(tmp_path / "out").is_new
    assert bytes_of(tmp_path / "out") == whole


def test_an_error_publishes_nothing_and_a_warning_is_published(put: Callable[..., Outcome], tmp_path: Path) -> None:
    assert put(tmp_path / "out", valid_tables()[0], TRIAL, ERROR) == Outcome(None, is_new=False)
    assert not any(tmp_path.iterdir())
    put(tmp_path / "out", valid_tables()[0], TRIAL, WARNING)
    assert 'so ""Monday"" is open' in (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8")


def test_a_trial_is_rebuilt_in_place_and_a_release_never(
    put: Callable[..., Outcome], tables: Tables, tmp_path: Path
) -> None:
    put(tmp_path / "trial")
    assert put(tmp_path / "trial", changed(tables)).is_new
    assert "Another title" in (tmp_path / "trial" / "data" / "reports.csv").read_text(encoding="utf-8")
    put(tmp_path / "release", tables, RELEASE)
    whole = bytes_of(tmp_path / "release")
    assert not put(tmp_path / "release", tables, RELEASE).is_new
    with pytest.raises(PublishError, match="never overwritten; raise the version"):
        put(tmp_path / "release", changed(tables), RELEASE)
    assert bytes_of(tmp_path / "release") == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["release", "trial"]


@pytest.mark.parametrize("what", ["file", "stranger", "strange folder", "link"])
def test_what_is_not_a_package_is_left_alone(put: Callable[..., Outcome], tmp_path: Path, what: str) -> None:
    place = tmp_path / "out"
    if what == "file":
        place.write_text("mine", encoding="utf-8")
    elif what == "stranger":
        put(place)
        (place / "notes.txt").write_text("mine", encoding="utf-8")
    elif what == "strange folder":
        (place / "photos").mkdir(parents=True)
        (place / "photos" / "a.jpg").write_bytes(b"mine")
    else:
        (tmp_path / "elsewhere").mkdir()
        place.symlink_to(tmp_path / "elsewhere")
    before = bytes_of(tmp_path)
    with pytest.raises(PublishError, match="out"):
        put(place)
    assert bytes_of(tmp_path) == before


def test_a_full_disk_leaves_the_last_package_whole(
    put: Callable[..., Outcome], tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "out")
    whole = bytes_of(tmp_path / "out")
    flushed = 0

    def full(_: int) -> None:
        nonlocal flushed
        flushed += 1
        if flushed == 7:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shelf.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        put(tmp_path / "out", changed(tables))
    assert bytes_of(tmp_path / "out") == whole
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    monkeypatch.undo()
    assert put(tmp_path / "out", changed(tables)).is_new


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_run_killed_at_any_rename_loses_nothing(tmp_path: Path, root: Path, step: int) -> None:
    """1: before the old package is moved aside; 2: between the two renames; 3: before the old one is deleted."""
    killed = """
import os, sys
from pathlib import Path
from tests.test_publish import MADE, TRIAL, changed, publish, shelf, valid_tables
from pipeline.contract import read_contract
from pipeline.home import home
tables, contract, place = valid_tables()[0], read_contract(home().schemas), Path(sys.argv[1])
publish(tables, [], contract, TRIAL, place, MADE)
renames = 0
def die(step):
    if step == int(sys.argv[2]):
        os._exit(9)
rename = Path.rename
def counted(self, target):
    global renames
    renames += 1
    die(renames)
    return rename(self, target)
Path.rename = counted
shelf.shutil.rmtree, rmtree = lambda *a, **k: die(3) or rmtree(*a, **k), shelf.shutil.rmtree
publish(changed(tables), [], contract, TRIAL, place, MADE)
"""
    place = tmp_path / "out"
    ended = subprocess.run([sys.executable, "-c", killed, str(place), str(step)], cwd=root, check=False)
    assert ended.returncode == 9
    old_is_whole = place.exists() or (tmp_path / ".out.old").exists()
    assert old_is_whole
    next_run = killed.replace("renames = 0", "sys.exit()")
    subprocess.run([sys.executable, "-c", next_run, str(place), "0"], cwd=root, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    listed = shelf.read_sums(place)
    assert shelf.holds(place, (place / "SHA256SUMS").read_bytes())
    assert len(listed) == 24


def test_a_second_run_at_the_same_place_is_told(put: Callable[..., Outcome], tmp_path: Path) -> None:
    with shelf.reserved(tmp_path / "out"), pytest.raises(PublishError, match="another run is publishing"):
        put(tmp_path / "out")


def test_a_package_that_a_stranger_refuses_is_not_published(contract: Contract, tables: Tables, tmp_path: Path) -> None:
    """Findings are the first gate; this is the second, for what the checks before it missed."""
    wrong = dataclasses.replace(tables.incidents[0], incident_type="no_such_code")
    with pytest.raises((PublishError, KeyError)):
        publish(dataclasses.replace(tables, incidents=(wrong,)), [], contract, TRIAL, tmp_path / "out", MADE)
    alone = dataclasses.replace(tables, reports=tables.reports[:1])  # keys that lead nowhere
    with pytest.raises(PublishError, match="not valid"):
        publish(alone, [], contract, TRIAL, tmp_path / "out", MADE)
    assert not any(tmp_path.iterdir())


def test_parquet_that_differs_from_the_csv_is_seen(
    put: Callable[..., Outcome], contract: Contract, tmp_path: Path
) -> None:
    put(tmp_path / "out")
    paths = [tmp_path / "out" / "data" / f"places.{kind}" for kind in ("csv", "parquet")]
    assert csv_equals_parquet(*paths, contract.schemas["places"])
    text = paths[0].read_text(encoding="utf-8")
    paths[0].write_text(text.replace("Turbat", "Turbet"), encoding="utf-8")
    assert not csv_equals_parquet(*paths, contract.schemas["places"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: attested-incident-reports", "name: My Data", "metadata.yml:2: name is 'My Data'"),
        ('version: "0.1.0"', 'version: "1.0"', "metadata.yml:7: version is '1.0'"),
        ('version: "0.1.0"', "version: 1.0", "metadata.yml:7: version must be a text"),
        ("keywords:", "keyword:", "metadata.yml:8: no such key: keyword"),
        ("keywords: [", "keywords: []\n# [", "metadata.yml:8: keywords must be a list of texts"),
        (
            "    path: https://www.geonames.org",
            "    url: https://x.org",
            "metadata.yml:11: a source has a title and a path",
        ),
        ("title: Rep", "title: [Rep", "metadata.yml:"),
    ],
)
def test_metadata_with_a_slip_is_named_by_line(old: str, new: str, said: str, tmp_path: Path, root: Path) -> None:
    whole = (root / "pipeline" / "publish" / "templates" / "metadata.yml").read_text(encoding="utf-8")
    assert old in whole
    path = tmp_path / "metadata.yml"
    path.write_text(whole.replace(old, new), encoding="utf-8")
    with pytest.raises(PublishError) as raised:
        read_metadata(path)
    assert said in str(raised.value)


def test_the_metadata_of_the_dataset_are_read(root: Path) -> None:
    metadata = read_metadata(root / "datapackage" / "metadata.yml")
    assert metadata.is_trial
    assert not dataclasses.replace(metadata, version="10.0.0").is_trial
    heading = f"## {metadata.version} "
    assert heading in (root / "datapackage" / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_descriptor_says_what_it_was_made_with(put: Callable[..., Outcome], tmp_path: Path) -> None:
    put(tmp_path / "out")
    descriptor = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert next(iter(descriptor)) == "$schema"
    assert descriptor["created"] == "2025-03-04T00:00:00Z"
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert descriptor["attested"]["lexicon_sha256"] == "a" * 64

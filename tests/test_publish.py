"""A package is published whole or not at all, and a version that counts is never overwritten."""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

import pipeline.publish
from pipeline import locks
from pipeline.contract import Contract
from pipeline.csv_text import cell_text
from pipeline.model import Finding, PublishError, Tables
from pipeline.publish import Metadata, Outcome, Provenance, prepare, publish, read_metadata, shelf
from pipeline.publish.descriptor import moment_text
from pipeline.publish.documents import checksum_bytes
from pipeline.twins import hold_the_same
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
        return publish(prepare(rows, findings, contract, metadata), contract, metadata, place, MADE)

    return put_package


@pytest.fixture(scope="module")
def example(tables: Tables, contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package that tests copy and leave as it is."""
    place = tmp_path_factory.mktemp("example") / "out"
    assert publish(prepare(tables, [], contract, TRIAL), contract, TRIAL, place, MADE).is_new
    return place


@pytest.fixture
def there(example: Path, tmp_path: Path) -> Path:
    """`tmp_path/out` with a package in it, and nothing beside it."""
    return Path(shutil.copytree(example, tmp_path / "out"))


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
    read_by_people = {"ANALYSES.md", "CODEBOOK.md", "DATA_CARD.md", "README.md", "codebook.html"}
    read_by_machines = {".zenodo.json", "CITATION.cff", "croissant.json", "datapackage.json", "dataset.jsonld"}
    pages = read_by_people | read_by_machines | {"SHA256SUMS", "findings.csv"}
    assert {name for name in files if "/" not in name} == pages
    assert len([name for name in files if name.startswith("data/") and name.endswith((".csv", ".parquet"))]) == 20
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing is left beside it"


def test_every_cell_of_the_csv_is_written_one_way(example: Path) -> None:
    assert [cell_text(c) for c in (None, True, 11, 0.5, dt.date(2025, 3, 3), "x")] == [
        "", "true", "11", "0.5000", "2025-03-03", "x",
    ]  # fmt: skip
    for name, content in bytes_of(example).items():
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
            "made = prepare(valid_tables()[0], [WARNING], contract, TRIAL)",
            "publish(made, contract, TRIAL, Path(sys.argv[1]), MADE)",
        ]
    )
    for name, zone, seed in (("a", "UTC", "1"), ("b", "Asia/Karachi", "2")):
        locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"} if name == "b" else {}
        settings = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root), **locale}
        subprocess.run([sys.executable, "-c", source, str(tmp_path / name / "out")], check=True, env=settings, cwd=root)
    assert bytes_of(tmp_path / "a" / "out") == bytes_of(tmp_path / "b" / "out")


def test_the_same_again_is_nothing_new_and_touches_nothing(put: Callable[..., Outcome], there: Path) -> None:
    before = there.stat().st_ino
    again = put(there)
    assert not again.is_new
    assert again.package is not None
    assert there.stat().st_ino == before


def test_a_damaged_file_is_made_whole_again(put: Callable[..., Outcome], there: Path) -> None:
    whole = bytes_of(there)
    (there / "data" / "reports.csv").write_text("damaged", encoding="utf-8")
    assert put(there).is_new
    assert bytes_of(there) == whole


def test_an_error_publishes_nothing_and_a_warning_is_published(put: Callable[..., Outcome], tmp_path: Path) -> None:
    assert put(tmp_path / "out", valid_tables()[0], TRIAL, ERROR) == Outcome(None, is_new=False)
    assert not any(tmp_path.iterdir())
    put(tmp_path / "out", valid_tables()[0], TRIAL, WARNING)
    assert (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8") == (
        "table,row_id,column,severity,check,message\n"
        'reports,r,published_date,warning,dates_are_known,"has no date, so ""Monday"" is open"\n'
    )


def test_a_trial_is_rebuilt_in_place(put: Callable[..., Outcome], there: Path, tables: Tables) -> None:
    assert put(there, changed(tables)).is_new
    assert "Another title" in (there / "data" / "reports.csv").read_text(encoding="utf-8")
    assert [path.name for path in there.parent.iterdir()] == ["out"]


def test_a_release_is_never_overwritten(put: Callable[..., Outcome], tables: Tables, tmp_path: Path) -> None:
    place = tmp_path / "out"
    put(place, tables, RELEASE)
    whole = bytes_of(place)
    assert not put(place, tables, RELEASE).is_new
    with pytest.raises(PublishError, match=r"as version 1\.0\.0, which is never overwritten; raise the version"):
        put(place, changed(tables), RELEASE)
    for other in (TRIAL, dataclasses.replace(RELEASE, version="1.1.0")):
        with pytest.raises(PublishError, match=r"as version 1\.0\.0, which is never overwritten; name another folder"):
            put(place, changed(tables), other)
    assert bytes_of(place) == whole
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("what", ["file", "stranger", "linked folder", "strange sums", "strange folder", "link"])
def test_what_is_not_a_package_is_left_alone(
    put: Callable[..., Outcome], example: Path, tmp_path: Path, what: str
) -> None:
    place = tmp_path / "out"
    if what == "file":
        place.write_text("mine", encoding="utf-8")
    elif what == "stranger":
        shutil.copytree(example, place)
        (place / "notes.txt").write_text("mine", encoding="utf-8")
    elif what == "linked folder":
        shutil.copytree(example, place)
        (tmp_path / "elsewhere").mkdir()
        (place / "photos").symlink_to(tmp_path / "elsewhere")
    elif what == "strange sums":
        place.mkdir()
        (place / "SHA256SUMS").write_bytes(b"\xff\xfe")
        (place / "datapackage.json").write_text("{}", encoding="utf-8")
    elif what == "strange folder":
        (place / "photos").mkdir(parents=True)
        (place / "photos" / "a.jpg").write_bytes(b"mine")
    else:
        (tmp_path / "elsewhere").mkdir()
        place.symlink_to(tmp_path / "elsewhere")
    before, names = bytes_of(tmp_path), sorted(tmp_path.rglob("*"))
    with pytest.raises(PublishError, match="out"):
        put(place)
    assert bytes_of(tmp_path) == before
    assert sorted(tmp_path.rglob("*")) == names


@pytest.mark.parametrize("write", [1, 25, 27])
def test_a_full_disk_leaves_the_last_package_whole(
    put: Callable[..., Outcome], there: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch, write: int
) -> None:
    """The first of 25 files, the last, and the last of the folders they are in."""
    whole = bytes_of(there)
    flushed = 0

    def full(_: int) -> None:
        nonlocal flushed
        flushed += 1
        if flushed == write:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left.*out'$"):
        put(there, changed(tables))
    assert flushed == write
    assert bytes_of(there) == whole
    assert [path.name for path in there.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt()])
def test_a_swap_that_fails_half_way_puts_the_last_package_back(
    put: Callable[..., Outcome],
    there: Path,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
) -> None:
    whole, rename = bytes_of(there), Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name.endswith("new"):
            assert not there.exists(), "the old package is aside by now"
            raise failure
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(type(failure)):
        put(there, changed(tables))
    assert bytes_of(there) == whole
    assert [path.name for path in there.parent.iterdir()] == ["out"]
    monkeypatch.undo()
    assert put(there, changed(tables)).is_new


def test_what_the_disk_garbles_is_not_published(
    put: Callable[..., Outcome], there: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, stage = bytes_of(there), shelf.stage

    def garble(place: Path, files: dict[str, bytes]) -> Path:
        return stage(place, {**files, "README.md": files["README.md"][:-1]})

    monkeypatch.setattr(pipeline.publish, "stage", garble)
    with pytest.raises(PublishError, match="checksums"):
        put(there, changed(tables))
    assert bytes_of(there) == whole
    assert [path.name for path in there.parent.iterdir()] == ["out"]


KILLED = """
import os, shutil, sys
from pathlib import Path
from pipeline.publish import prepare, shelf
place, newer, step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
files = {path.relative_to(newer).as_posix(): path.read_bytes() for path in newer.rglob("*") if path.is_file()}
rename, rmtree, renames = Path.rename, shutil.rmtree, []
def rename_or_die(path, target):
    renames.append(target)
    if len(renames) == step:
        os._exit(9)
    return rename(path, target)
def rmtree_or_die(path):
    os.unlink(path / "README.md")  # in the midst of deleting
    os._exit(9)
Path.rename, shutil.rmtree = rename_or_die, rmtree_or_die
with shelf.reserved(place):
    shelf.stage(place, files)
    shelf.swap(place)
"""


@pytest.mark.parametrize(("step", "is_at_place"), [(1, "old"), (2, None), (3, "new")])
def test_a_run_killed_at_any_step_of_the_swap_loses_nothing(
    put: Callable[..., Outcome], there: Path, tmp_path: Path, root: Path, step: int, is_at_place: str | None
) -> None:
    """1: before the old package is moved aside; 2: between the two renames; 3: while the old one is deleted."""
    old = bytes_of(there)
    new = {**old, "README.md": b"Newer."}
    new["SHA256SUMS"] = checksum_bytes({name: content for name, content in new.items() if name != "SHA256SUMS"})
    newer = tmp_path / "newer"
    for name, content in new.items():
        (newer / name).parent.mkdir(parents=True, exist_ok=True)
        (newer / name).write_bytes(content)
    command = [sys.executable, "-c", KILLED, str(there), str(newer), str(step)]
    assert subprocess.run(command, cwd=root, check=False).returncode == 9
    assert shelf.beside(there, "lock").exists(), "it was killed while it held the place"
    if is_at_place:
        assert bytes_of(there) == (old if is_at_place == "old" else new)
    else:
        assert not there.exists()
        assert bytes_of(shelf.beside(there, "old")) == old
    assert put(there).is_new == (is_at_place == "new"), "the next run finds the old package, or replaces the new one"
    assert bytes_of(there) == old
    assert sorted(path.name for path in tmp_path.iterdir()) == ["newer", "out"]


def test_a_second_run_at_the_same_place_is_told(put: Callable[..., Outcome], tmp_path: Path) -> None:
    with shelf.reserved(tmp_path / "out"), pytest.raises(PublishError, match="another run is publishing"):
        put(tmp_path / "out")


def test_a_lock_that_the_run_before_took_away_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened before the other run let go, locked after it: a third run would get a lock file of its own."""
    lock, flock = shelf.beside(tmp_path / "out", "lock"), locks.fcntl.flock

    def late(held: IO[str], how: int) -> None:
        lock.unlink()
        flock(held, how)

    monkeypatch.setattr(locks.fcntl, "flock", late)
    with pytest.raises(PublishError, match="another run is publishing"), shelf.reserved(tmp_path / "out"):
        pytest.fail("two runs could be here")


@pytest.mark.parametrize("place", [".", "..", "x/.."])
def test_the_folder_one_is_in_is_not_replaced(
    put: Callable[..., Outcome], there: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(there)
    with pytest.raises(PublishError, match="the folder you are in"):
        put(Path(place))
    assert [path.name for path in there.parent.iterdir()] == ["out"]


def test_a_package_that_a_stranger_refuses_is_not_published(contract: Contract, tables: Tables, tmp_path: Path) -> None:
    """Findings are the first gate; this is the second, for what the checks before it missed."""
    wrong = dataclasses.replace(tables.incidents[0], incident_type="no_such_code")
    with pytest.raises(PublishError, match="'no_such_code' is not in the code list incident_types"):
        prepare(dataclasses.replace(tables, incidents=(wrong,)), [], contract, TRIAL)
    alone = dataclasses.replace(tables, reports=tables.reports[:1])  # keys that lead nowhere
    with pytest.raises(PublishError, match="not valid"):
        publish(prepare(alone, [], contract, TRIAL), contract, TRIAL, tmp_path / "out", MADE)
    assert not any(tmp_path.iterdir())


def test_a_cell_of_many_figures_fits(put: Callable[..., Outcome], tables: Tables, tmp_path: Path) -> None:
    first, *others = tables.reports
    long = dataclasses.replace(first, title="cas-0123456789abcdef " * 100_000)
    assert put(tmp_path / "out", dataclasses.replace(tables, reports=(long, *others))).is_new


def test_parquet_that_differs_from_the_csv_is_seen(there: Path) -> None:
    paths = [there / "data" / f"places.{kind}" for kind in ("csv", "parquet")]
    assert hold_the_same(*paths)
    text = paths[0].read_text(encoding="utf-8")
    paths[0].write_text(text.replace("Turbat", "Turbet"), encoding="utf-8")
    assert not hold_the_same(*paths)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: attested-incident-reports", "name: My Data", "metadata.yml:2: name is 'My Data'"),
        ('version: "0.1.0"', 'version: "1.0"', "metadata.yml:7: version is '1.0'"),
        ('version: "0.1.0"', 'version: "1.0.0-01"', "metadata.yml:7: version is '1.0.0-01'"),
        ('version: "0.1.0"', 'version: "1.0.0-a..b"', "metadata.yml:7: version is '1.0.0-a..b'"),
        ('version: "0.1.0"', 'version: "0.1.0"\nhomepage: here', "metadata.yml:8: homepage is 'here'"),
        ('version: "0.1.0"', 'version: "0.1.0"\nhomepage: https://x.org/<b>', ":8: homepage is 'https://x.org/<b>'"),
        ("by/4.0/\n", "by/4.0/|x\n", "metadata.yml:11: path is 'https://creativecommons.org/licenses/by/4.0/|x'"),
        ("licence:", "license:", "metadata.yml:8: no such key: license"),
        ("  name: CC", "  nome: CC", "metadata.yml:8: licence must be a mapping with the keys name, title, path"),
        ("path: https://creativecommons", "path: creativecommons", "metadata.yml:11: path is 'creativecommons"),
        ('version: "0.1.0"', "version: 1.0", "metadata.yml:7: version must be a text"),
        ("keywords:", "keyword:", "metadata.yml:12: no such key: keyword"),
        ("keywords: [", "keywords: []\n# [", "metadata.yml:12: keywords must be a list of texts"),
        (
            "    path: https://www.geonames.org",
            "    url: https://x.org",
            "metadata.yml:15: a source has a title and a path",
        ),
        ("path: https://www.geonames.org", "path:", "metadata.yml:16: path must be a text"),
        ("[The maker of this package]", '[" "]', "metadata.yml:13: contributors must be a list of texts"),
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


def test_a_version_may_be_anything_that_semver_allows(tmp_path: Path, root: Path) -> None:
    whole = (root / "pipeline" / "publish" / "templates" / "metadata.yml").read_text(encoding="utf-8")
    path = tmp_path / "metadata.yml"
    for version in ("0.1.0", "10.20.30", "1.0.0-rc.1", "1.0.0-0a.x-y", "1.0.0--"):
        path.write_text(whole.replace("0.1.0", version), encoding="utf-8")
        assert read_metadata(path).version == version


def test_a_moment_is_told_in_utc() -> None:
    karachi = dt.timezone(dt.timedelta(hours=5))
    assert moment_text(dt.datetime(2026, 2, 1, 2, 30, tzinfo=karachi)) == "2026-01-31T21:30:00Z"
    assert moment_text(dt.datetime(987, 2, 1, tzinfo=dt.UTC)) == "0987-02-01T00:00:00Z"


def test_the_descriptor_says_what_it_was_made_with(example: Path) -> None:
    descriptor = json.loads((example / "datapackage.json").read_text(encoding="utf-8"))
    assert next(iter(descriptor)) == "$schema"
    assert descriptor["created"] == "2025-03-04T00:00:00Z"
    assert descriptor["licenses"] == [dataclasses.asdict(TRIAL.licence)]
    assert TRIAL.licence.name == "CC-BY-4.0"
    assert descriptor["attested"]["lexicon_sha256"] == "a" * 64

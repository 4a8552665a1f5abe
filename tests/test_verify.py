"""A package that was downloaded is what was published, or the file that is not is named."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.__main__ import main
from pipeline.model import ReleaseError
from pipeline.release import read_package, verify
from tests.release_desk import FIRST, SECOND, Desk


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

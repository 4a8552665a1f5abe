"""Files that are made to fill a disk or a memory, or to write where nothing of theirs belongs, are refused by name."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from pipeline import evaluate
from pipeline.contract import Contract
from pipeline.model import InputError, ReleaseError, Report
from pipeline.release import packages
from pipeline.release.packages import unpack
from pipeline.strict_yaml import load

# ------------------------------------------------------------------------------------------------ zip


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def refusal(archive: Path, folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    with pytest.raises(ReleaseError) as caught:
        unpack(archive, folder)
    assert caught.value.where == str(archive)
    assert list(folder.iterdir()) == []
    return caught.value.what


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "//host/x", "..\\x", "C:\\x", "a/..", "..", "p/../x"])
def test_a_name_that_leads_out_of_the_folder_is_refused_before_any_is_written(name: str, tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "x.zip", {"p/datapackage.json": b"{}", name: b"x"})
    assert refusal(archive, tmp_path / "out") == f"would write outside its folder: {name!r}"


def test_a_link_in_a_zip_is_no_link_on_the_disk(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("p/link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    unpack(tmp_path / "x.zip", tmp_path / "out")
    assert not (tmp_path / "out/p/link").is_symlink()
    assert (tmp_path / "out/p/link").read_text() == "/etc/passwd"


def test_a_zip_that_shrank_too_far_is_refused_before_any_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "LARGE", 2**20)
    archive = zip_of(tmp_path / "x.zip", {"p/data/evidence.csv": bytes(2**23)})
    assert archive.stat().st_size < 2**14
    assert refusal(archive, tmp_path / "out").startswith("unpacks into 8 MiB, over 200 times its size")
    words = b"".join(b"%d people were killed\n" % number for number in range(2**17))
    unpack(zip_of(tmp_path / "y.zip", {"p/data/evidence.csv": words}), tmp_path / "out")


def test_a_zip_that_says_less_than_it_holds_writes_no_more_than_it_says(tmp_path: Path) -> None:
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("p/x", bytes(2**22))
    told, less = (2**22).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert plain.getvalue().count(told) == 2
    (tmp_path / "x.zip").write_bytes(plain.getvalue().replace(told, less))
    with pytest.raises(ReleaseError, match="cannot be unpacked"):
        unpack(tmp_path / "x.zip", tmp_path / "out")
    assert sum(path.stat().st_size for path in (tmp_path / "out").rglob("*") if path.is_file()) <= 100


def test_a_zip_of_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_FILES", 10)
    archive = zip_of(tmp_path / "x.zip", {f"p/{number}": b"" for number in range(11)})
    assert refusal(archive, tmp_path / "out") == "holds more than 10 files; it is no package of ours"


# ------------------------------------------------------------------------------------------------ YAML

LAUGHS = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (LAUGHS, "has an anchor or alias"),
        ("a: &a {<<: *a}", "has an anchor or alias"),
        ("a: !!python/object/apply:os.system [x]", "has a tag"),
        ("[" * 2**20, "is nested deeper than"),
        ("{a: " * 2**18, "is nested deeper than"),
        ("- " * 2**19, "is nested deeper than"),
        ("? " * 2**19, "has a key that is not a word"),
        ("--- \n" * 2**17, "begins a second document"),
        ("!a " * 2**18, "has a tag"),
        ("a: 1\n" * 2**17, "gives 'a' a second time"),
    ],
    ids=["laughs", "itself", "code", "lists", "mappings", "dashes", "keys", "documents", "tags", "twice"],
)
def test_yaml_that_multiplies_or_nests_without_end_is_refused_at_once(text: str, what: str) -> None:
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        load(text, "report.yaml", InputError)
    assert caught.value.what.startswith(what)
    assert len(caught.value.what) < 200
    assert time.process_time() - start < 2


# ------------------------------------------------------------------------------------------------ CSV


def key_of(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "r/key/casualties.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"anchor\n" + b"x" * 2**21, "is larger than 1 MiB; it is no key of one report"),
        (b'anchor\n"x', "cannot be read as CSV: unexpected end of data"),
    ],
    ids=["a large file", "a cell that never ends"],
)
def test_a_key_of_any_size_is_read_in_little_memory_or_refused(
    content: bytes, what: str, contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "MAX_KEY_BYTES", 2**20 + 100)
    with pytest.raises(InputError) as caught:
        evaluate.read_key(key_of(tmp_path, content), Report("r", "Two died.", ""), contract)
    assert caught.value.what.startswith(what)

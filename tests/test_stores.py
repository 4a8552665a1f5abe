"""Releases go into a folder, into a bucket, and into neither twice."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.model import StoreError
from pipeline.stores import upload
from pipeline.stores.listing import pointing_to_newest, with_release
from pipeline.stores.released import read_release
from pipeline.stores.versions import parse_precedence, rank
from pipeline.terminal import narrator
from tests.released import NAME, expected, release, sha256

pytest.importorskip("s3fs", reason="uploads to a bucket need pip install 'attested[stores]'")
pytest.importorskip("moto", reason="a bucket on this machine needs pip install 'moto[server]'")

from tests.object_store import BUCKET, SECRET, Bucket, breaking_way, bucket

# Two publishers at once, with one shelf each: those of the same version, of other versions, of the same release.
Shelves = tuple[Path, Path]


@pytest.fixture(scope="module")
def s3() -> Iterator[Bucket]:
    with bucket() as made:
        yield made


@pytest.fixture
def place(request: pytest.FixtureRequest) -> str:
    """A folder of the bucket that no other test uses."""
    return "".join(letter if letter.isalnum() else "-" for letter in request.node.name)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    release(tmp_path / "shelf", "1.0.0")
    return tmp_path / "shelf"


def start(shelf: Path, version: str, url: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    """A publisher: a process of its own, with nothing in its environment but what it is given."""
    command = [sys.executable, "-m", "pipeline", "upload", "--shelf", str(shelf), "--version", version, "--to", url]
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ} | {"HOME": str(shelf)}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=kept | environment, stdout=pipe, stderr=pipe, text=True)


def ended(publisher: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and everything it said. A secret in there fails whatever test it is."""
    said = "".join(publisher.communicate(timeout=120))
    assert SECRET not in said
    assert "Traceback" not in said, said
    return publisher.returncode, said


def is_whole(s3: Bucket, place: str, shelf: Path, *versions: str) -> bool:
    """Whether the folder holds exactly these versions of the shelf, lists them and points to the last."""
    files = s3.files(place)
    listed, pointer = json.loads(files.pop("versions.json")), json.loads(files.pop("latest.json"))
    claims = {name: files.pop(name) for name in list(files) if name.startswith("claims/")}
    assert claims.keys() == {f"claims/{version}.json" for version in versions}
    assert files == {name: content for version in versions for name, content in expected(shelf, version).items()}
    assert [entry["version"] for entry in listed["versions"]] == list(versions)
    archive = files[f"{NAME}-{versions[-1]}.zip"]
    assert pointer == {"version": versions[-1], "archive": f"{NAME}-{versions[-1]}.zip", "sha256": sha256(archive)}
    return listed["latest"] == versions[-1]


# ------------------------------------------------------------------------------------------------ a bucket


def test_a_release_arrives_whole_and_a_second_time_is_nothing_to_do(s3: Bucket, place: str, shelf: Path) -> None:
    url = f"s3://{BUCKET}/{place}"
    code, said = ended(start(shelf, "1.0.0", url, s3.environment()))
    assert (code, "1.0.0 uploaded; latest is 1.0.0" in said) == (0, True), said
    assert is_whole(s3, place, shelf, "1.0.0")
    before = s3.files(place)
    code, said = ended(start(shelf, "1.0.0", url, s3.environment()))
    assert (code, "was there already" in said) == (0, True), said
    assert s3.files(place) == before


def test_other_content_under_a_version_is_refused_and_changes_nothing(s3: Bucket, place: str, tmp_path: Path) -> None:
    for name, figure in (("first", 17), ("second", 18)):
        release(tmp_path / name, "1.0.0", figure)
    url = f"s3://{BUCKET}/{place}"
    assert ended(start(tmp_path / "first", "1.0.0", url, s3.environment()))[0] == 0
    before = s3.files(place)
    code, said = ended(start(tmp_path / "second", "1.0.0", url, s3.environment()))
    held = sha256(before[f"{NAME}-1.0.0.zip"])
    assert code == 1
    assert f"with another archive (sha256 {held}; yours is " in said
    assert "raise the version" in said
    assert s3.files(place) == before


def test_the_bucket_of_these_tests_keeps_its_conditions(s3: Bucket) -> None:
    client = s3.client()
    first = client.put_object(Bucket=BUCKET, Key="condition", Body=b"1", IfNoneMatch="*")
    with pytest.raises(client.exceptions.ClientError, match="PreconditionFailed"):
        client.put_object(Bucket=BUCKET, Key="condition", Body=b"2", IfNoneMatch="*")
    client.put_object(Bucket=BUCKET, Key="condition", Body=b"3", IfMatch=first["ETag"])
    with pytest.raises(client.exceptions.ClientError, match="PreconditionFailed"):
        client.put_object(Bucket=BUCKET, Key="condition", Body=b"4", IfMatch=first["ETag"])
    assert client.get_object(Bucket=BUCKET, Key="condition")["Body"].read() == b"3"

"""Releases go into a folder, into a bucket, and into neither twice."""

from __future__ import annotations

import errno
import json
import random
import re
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.model import StoreError
from pipeline.stores import upload
from pipeline.stores.address import open_store
from pipeline.stores.faults import faults
from pipeline.stores.listing import pointing_to_newest, with_release
from pipeline.stores.released import read_release
from pipeline.stores.store import Found, swap_in
from pipeline.terminal import narrator
from pipeline.versions import parse_precedence, rank
from tests.released import NAME, expected, release, sha256

aiohttp = pytest.importorskip("aiohttp", reason="uploads to a bucket need pip install 'attested[stores]'")
botocore = pytest.importorskip("botocore.exceptions", reason="uploads to a bucket need pip install 'attested[stores]'")
pytest.importorskip("s3fs", reason="uploads to a bucket need pip install 'attested[stores]'")
pytest.importorskip("moto", reason="a bucket on this machine needs the packages of requirements.txt")

# ruff: noqa: E402 - these need what is asked for above
from tests import publishers
from tests.object_store import BUCKET, SECRET, Bucket, breaking_way, bucket, ignores_conditions
from tests.publishers import Publisher


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `race` runs as often as --races says, and each time begins elsewhere."""
    if "race" in metafunc.fixturenames:
        metafunc.parametrize("race", range(metafunc.config.getoption("--races")))


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


def ready(shelf: Path, version: str, url: str, environment: dict[str, str]) -> Publisher:
    arguments = ["upload", "--shelf", str(shelf), "--version", version, "--to", url]
    return publishers.ready(arguments, shelf.parent, environment)


def go(*waiting: Publisher) -> None:
    for publisher in waiting:
        publisher.go()


def run(shelf: Path, version: str, url: str, environment: dict[str, str]) -> tuple[int, str]:
    publisher = ready(shelf, version, url, environment)
    go(publisher)
    return ended(publisher)


def ended(publisher: Publisher) -> tuple[int, str]:
    """Exit code and everything it said. A secret in there fails whatever test it is."""
    code, said = publisher.ended()
    assert SECRET not in said
    assert "Traceback" not in said, said
    return code, said


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
    code, said = run(shelf, "1.0.0", url, s3.environment())
    assert (code, "1.0.0 uploaded; latest is 1.0.0" in said) == (0, True), said
    assert is_whole(s3, place, shelf, "1.0.0")
    before = s3.files(place)
    code, said = run(shelf, "1.0.0", url, s3.environment())
    assert (code, "was there already" in said) == (0, True), said
    assert s3.files(place) == before


def test_other_content_under_a_version_is_refused_and_changes_nothing(s3: Bucket, place: str, tmp_path: Path) -> None:
    for name, figure in (("first", 17), ("second", 18)):
        release(tmp_path / name, "1.0.0", figure)
    url = f"s3://{BUCKET}/{place}"
    assert run(tmp_path / "first", "1.0.0", url, s3.environment())[0] == 0
    before = s3.files(place)
    code, said = run(tmp_path / "second", "1.0.0", url, s3.environment())
    held = sha256(before[f"{NAME}-1.0.0.zip"])
    assert code == 1
    assert f"with another archive (sha256 {held}; yours is " in said
    assert "raise the version" in said
    assert s3.files(place) == before


def test_the_bucket_of_these_tests_keeps_its_conditions(s3: Bucket) -> None:
    client = s3.client
    first = client.put_object(Bucket=BUCKET, Key="condition", Body=b"1", IfNoneMatch="*")
    with pytest.raises(client.exceptions.ClientError, match="PreconditionFailed"):
        client.put_object(Bucket=BUCKET, Key="condition", Body=b"2", IfNoneMatch="*")
    client.put_object(Bucket=BUCKET, Key="condition", Body=b"3", IfMatch=first["ETag"])
    with pytest.raises(client.exceptions.ClientError, match="PreconditionFailed"):
        client.put_object(Bucket=BUCKET, Key="condition", Body=b"4", IfMatch=first["ETag"])
    assert client.get_object(Bucket=BUCKET, Key="condition")["Body"].read() == b"3"


# ------------------------------------------------------------------------------------------------ at the same moment


def test_one_of_two_publishers_of_a_version_wins_and_the_other_is_told(
    s3: Bucket, place: str, tmp_path: Path, race: int
) -> None:
    shelves = [tmp_path / "first", tmp_path / "second"]
    for figure, shelf in enumerate(shelves):
        release(shelf, "1.0.0", figure)
    publishers = [ready(shelf, "1.0.0", f"s3://{BUCKET}/{place}", s3.environment()) for shelf in shelves]
    go(*publishers[:: 1 - 2 * (race % 2)])
    said = {shelf: ended(publisher) for shelf, publisher in zip(shelves, publishers, strict=True)}
    assert sorted(code for code, _ in said.values()) == [0, 1], said
    winner, loser = sorted(shelves, key=lambda shelf: said[shelf][0])
    assert sha256((winner / f"{NAME}-1.0.0.zip").read_bytes()) in said[loser][1]
    assert is_whole(s3, place, winner, "1.0.0")


def test_publishers_of_two_versions_at_once_are_both_listed(s3: Bucket, place: str, shelf: Path, race: int) -> None:
    versions = ("1.0.0", "1.1.0")
    release(shelf, "1.1.0", 18)
    publishers = [ready(shelf, version, f"s3://{BUCKET}/{place}", s3.environment()) for version in versions]
    go(*publishers[:: 1 - 2 * (race % 2)])
    assert [ended(publisher)[0] for publisher in publishers] == [0, 0]
    assert is_whole(s3, place, shelf, *versions)


def test_two_publishers_of_the_same_release_both_succeed(s3: Bucket, place: str, shelf: Path, race: int) -> None:
    publishers = [ready(shelf, "1.0.0", f"s3://{BUCKET}/{place}", s3.environment()) for _ in range(2)]
    go(*publishers[:: 1 - 2 * (race % 2)])
    assert [ended(publisher)[0] for publisher in publishers] == [0, 0]
    assert is_whole(s3, place, shelf, "1.0.0")


@pytest.mark.parametrize("kind", ["bucket", "folder"])
def test_a_change_that_another_made_meanwhile_is_not_lost(
    s3: Bucket, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    for name, value in s3.environment().items():
        monkeypatch.setenv(name, value)
    store = open_store(f"s3://{BUCKET}/{place}" if kind == "bucket" else tmp_path.as_uri())
    others = ["first", "second"]

    def add_mine(there: bytes | None) -> bytes:
        """What is there and mine; while it is being put together, the other writes again."""
        if others:
            name = others.pop(0).encode()
            assert swap_in(store, "list", lambda now: (now or b"") + name + b" ")
        return (there or b"") + b"mine "

    assert swap_in(store, "list", add_mine)
    assert (store.read("list") or Found(b"", "")).content == b"first second mine "


# ------------------------------------------------------------------------------------------------ cut off


def test_a_connection_that_breaks_half_way_is_said_and_the_same_command_finishes(
    s3: Bucket, place: str, shelf: Path, race: int
) -> None:
    url = f"s3://{BUCKET}/{place}"
    # An upload of this shelf sends 41,000 bytes, headers and all: it breaks anywhere from its first to its last file.
    with breaking_way(s3.endpoint, random.Random(race).randrange(200, 38_000)) as way:  # noqa: S311 - not for secrecy
        code, said = run(shelf, "1.0.0", url, s3.environment(way))
    assert (code, "give the same command again" in said) == (1, True), said
    assert says_only_what_is_there(s3, place, shelf)
    code, said = run(shelf, "1.0.0", url, s3.environment())
    assert code == 0, said
    assert is_whole(s3, place, shelf, "1.0.0")


def test_a_publisher_that_is_killed_leaves_nothing_that_the_next_cannot_finish(
    s3: Bucket, place: str, shelf: Path, race: int
) -> None:
    url = f"s3://{BUCKET}/{place}"
    publisher = ready(shelf, "1.0.0", url, s3.environment())
    go(publisher)
    time.sleep(random.Random(race).uniform(0, 0.6))  # noqa: S311 - not for secrecy
    publisher.kill()
    assert says_only_what_is_there(s3, place, shelf)
    code, said = run(shelf, "1.0.0", url, s3.environment())
    assert code == 0, said
    assert is_whole(s3, place, shelf, "1.0.0")


def says_only_what_is_there(s3: Bucket, place: str, shelf: Path) -> bool:
    """Whether a reader who comes now finds what versions.json and latest.json promise, and no half file."""
    files = s3.files(place)
    wanted = expected(shelf, "1.0.0")
    is_listed = "versions.json" in files or "latest.json" in files
    return all(files.get(name, None if is_listed else content) == content for name, content in wanted.items())


def test_a_claim_that_a_dead_publisher_left_lets_no_other_content_in(s3: Bucket, place: str, tmp_path: Path) -> None:
    for name, figure in (("first", 17), ("second", 18)):
        release(tmp_path / name, "1.0.0", figure)
    url = f"s3://{BUCKET}/{place}"
    with breaking_way(s3.endpoint, 6_000) as way:
        assert run(tmp_path / "first", "1.0.0", url, s3.environment(way))[0] == 1
    assert "versions.json" not in s3.files(place)
    assert "claims/1.0.0.json" in s3.files(place)
    code, said = run(tmp_path / "second", "1.0.0", url, s3.environment())
    assert (code, "claims/1.0.0.json: has version 1.0.0 with another archive" in said) == (1, True), said
    assert run(tmp_path / "first", "1.0.0", url, s3.environment())[0] == 0
    assert is_whole(s3, place, tmp_path / "first", "1.0.0")


# ------------------------------------------------------------------------------------------------ what goes wrong


def test_a_store_without_credentials_says_where_they_belong(s3: Bucket, shelf: Path) -> None:
    bare = {"AWS_ENDPOINT_URL": s3.endpoint, "AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}
    code, said = run(shelf, "1.0.0", f"s3://{BUCKET}/bare", bare)
    assert (code, "no credentials were found; set AWS_ACCESS_KEY_ID" in said) == (1, True), said


def test_a_bucket_that_is_not_there_is_named_and_not_made(s3: Bucket, shelf: Path) -> None:
    code, said = run(shelf, "1.0.0", "s3://no-such-bucket/x", s3.environment())
    assert (code, "s3://no-such-bucket/x: is not there; create the bucket" in said) == (1, True), said
    assert [found["Name"] for found in s3.client.list_buckets()["Buckets"]] == [BUCKET]


def test_a_store_that_does_not_answer_says_to_look_at_its_address(s3: Bucket, shelf: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    code, said = run(shelf, "1.0.0", f"s3://{BUCKET}/x", s3.environment(f"http://127.0.0.1:{port}"))
    assert (code, "cannot be reached; look at the network" in said) == (1, True), said


def test_a_bucket_that_ignores_conditions_is_found_out_before_anything_is_sent(place: str, shelf: Path) -> None:
    with bucket(ignores_conditions) as careless:
        code, said = run(shelf, "1.0.0", f"s3://{BUCKET}/{place}", careless.environment())
        assert (code, "ignores conditional writes" in said, "--no-lock" in said) == (1, True, True), said
        assert careless.files(place).keys() == {"claims/1.0.0.json"}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(f"signed with {SECRET}"), "refuses access; the key must be valid"),
        (TimeoutError(SECRET), "the connection broke; give the same command again"),
        (OSError(errno.ENOSYS, SECRET), "does not know conditional writes"),
        (OSError(errno.EIO, SECRET), "an operation failed"),
        (aiohttp.ClientPayloadError(SECRET), "the connection broke"),
        (botocore.ProfileNotFound(profile=SECRET), "look at AWS_PROFILE"),
        (botocore.ParamValidationError(report=SECRET), "is no address of a bucket"),
    ],
)
def test_what_a_library_says_of_an_error_is_put_in_our_words(error: Exception, words: str) -> None:
    with pytest.raises(StoreError, match=words) as raised, faults("s3://releases"):
        raise error
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        f"s3://AKIAEXAMPLE:{SECRET}@{BUCKET}/x",
        f"s3://AKIAEXAMPLE:a/{SECRET}@{BUCKET}",
        f"sftp://user:{SECRET}@host/x",
        f"file://user:{SECRET}@host/x",
        f"s3://[{SECRET}@",
        f"AKIAEXAMPLE:{SECRET}@{BUCKET}",
        f"s3://{BUCKET}/x?token={SECRET}",
        f"simplecache::s3://{BUCKET}/{SECRET}",
    ],
)
def test_a_url_that_may_hold_a_secret_is_refused_and_not_repeated(
    url: str, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["upload", "--shelf", str(shelf), "--version", "1.0.0", "--to", url]) == 1
    said = "".join(capsys.readouterr())
    assert said.startswith("--to: ")
    assert SECRET not in said


# ------------------------------------------------------------------------------------------------ other places


def put(shelf: Path, version: str, url: str, **how: bool) -> str:
    """What latest is after an upload."""
    return upload(shelf, version, url, narrator(), **how).latest


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_gets_the_same_as_a_bucket(shelf: Path, tmp_path: Path) -> None:
    place = tmp_path / "with space"
    assert put(shelf, "1.0.0", place.as_uri()) == "1.0.0"
    there = bytes_below(place)
    assert expected(shelf, "1.0.0").items() <= there.items()
    assert there.keys() - expected(shelf, "1.0.0") == {"claims/1.0.0.json", "versions.json", "latest.json"}
    assert not upload(shelf, "1.0.0", place.as_uri(), narrator()).is_new
    assert bytes_below(place) == there


def test_what_a_killed_upload_left_beside_a_finished_file_is_cleared(shelf: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    put(shelf, "1.0.0", place.as_uri())
    there = bytes_below(place)
    (place / "1.0.0" / ".README.md.attested-part").write_bytes(b"Read")
    put(shelf, "1.0.0", place.as_uri())
    assert bytes_below(place) == there


def test_a_killed_upload_into_a_folder_is_finished(shelf: Path, tmp_path: Path, race: int) -> None:
    place = tmp_path / "place"
    for number in range(3):
        publisher = ready(shelf, "1.0.0", place.as_uri(), {})
        go(publisher)
        time.sleep(random.Random(race * 3 + number).uniform(0, 0.05))  # noqa: S311 - not for secrecy
        publisher.kill()
    assert put(shelf, "1.0.0", place.as_uri()) == "1.0.0"
    there = bytes_below(place)
    assert expected(shelf, "1.0.0").items() <= there.items()
    assert there.keys() - expected(shelf, "1.0.0") == {"claims/1.0.0.json", "versions.json", "latest.json"}


def test_a_file_that_is_there_with_other_bytes_is_named(shelf: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    (place / "1.0.0").mkdir(parents=True)
    (place / "1.0.0" / "README.md").write_bytes(b"Other words.\n")
    with pytest.raises(StoreError, match=r"/1\.0\.0/README\.md: holds other bytes than were released"):
        put(shelf, "1.0.0", place.as_uri())
    assert not (place / "versions.json").exists()
    assert (place / "1.0.0" / "README.md").read_bytes() == b"Other words.\n"


def test_a_claim_that_cannot_be_read_is_named(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "place" / "claims").mkdir(parents=True)
    (tmp_path / "place" / "claims" / "1.0.0.json").write_bytes(b"{")
    with pytest.raises(StoreError, match=r"claims/1\.0\.0\.json: is no claim of a version; delete it"):
        put(shelf, "1.0.0", (tmp_path / "place").as_uri())


def test_latest_never_moves_back(shelf: Path, tmp_path: Path) -> None:
    url = (tmp_path / "place").as_uri()
    for version in ("1.0.1", "1.10.0", "2.0.0-rc.1"):
        release(shelf, version)
    latest = [put(shelf, version, url) for version in ("1.0.0", "1.10.0", "1.0.1", "2.0.0-rc.1")]
    assert latest == ["1.0.0", "1.10.0", "1.10.0", "1.10.0"]
    listed = json.loads((tmp_path / "place" / "versions.json").read_bytes())
    assert [entry["version"] for entry in listed["versions"]] == ["1.0.0", "1.0.1", "1.10.0", "2.0.0-rc.1"]
    assert listed["latest"] == "1.10.0"


def test_a_store_without_a_lock_is_used_only_when_asked_for(shelf: Path) -> None:
    url = "memory://releases/sample"
    with pytest.raises(StoreError, match="without a lock; use s3:// or file://, or --no-lock"):
        put(shelf, "1.0.0", url)
    assert put(shelf, "1.0.0", url, is_locked=False) == "1.0.0"
    assert not upload(shelf, "1.0.0", url, narrator(), is_locked=False).is_new
    release(shelf, "1.0.0", figure=18)
    with pytest.raises(StoreError, match="with another archive"):
        put(shelf, "1.0.0", url, is_locked=False)
    assert main(["upload", "--shelf", str(shelf), "--version", "1.0.0", "--to", f"{url}-2", "--no-lock"]) == 0


def test_a_copy_without_the_extra_says_what_to_install(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("fsspec", "s3fs"):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(StoreError, match=re.escape("pip install 'attested[stores]'")):
            put(shelf, "1.0.0", f"s3://{BUCKET}/x")


@pytest.mark.parametrize("url", ["s4://releases/x", "/srv/releases", "file://server/releases", "s3:///x"])
def test_a_url_that_is_none_says_what_one_looks_like(url: str, shelf: Path) -> None:
    with pytest.raises(StoreError, match=r"s3://my-bucket/my-data|file:///srv/my-data|without a lock"):
        put(shelf, "1.0.0", url)


# ------------------------------------------------------------------------------------------------ the shelf


def test_a_shelf_that_is_not_as_released_sends_nothing(shelf: Path, tmp_path: Path) -> None:
    file = shelf / "1.0.0" / "data" / "casualties.csv"
    file.write_bytes(file.read_bytes().replace(b"17", b"18"))
    with pytest.raises(StoreError, match=r"casualties\.csv: is not the file that was released"):
        put(shelf, "1.0.0", (tmp_path / "place").as_uri())
    assert not (tmp_path / "place").exists()


def test_a_version_that_was_not_released_is_refused(shelf: Path) -> None:
    with pytest.raises(StoreError, match=r"does not list version 1\.2\.0; release it first"):
        read_release(shelf, "1.2.0")


def test_a_name_that_leads_out_of_the_release_is_refused(shelf: Path) -> None:
    sums = shelf / "1.0.0" / "SHA256SUMS"
    sums.write_bytes(sums.read_bytes() + b"0" * 64 + b"  ../../secret\n")
    with pytest.raises(StoreError, match="is not inside the release"):
        read_release(shelf, "1.0.0")


def test_another_dataset_is_not_listed_beside_this_one(shelf: Path) -> None:
    there = json.dumps({"name": "other", "versions": []}).encode()
    with pytest.raises(StoreError, match="lists versions of 'other'"):
        with_release(there, read_release(shelf, "1.0.0"), "s3://x")


def test_what_others_wrote_into_the_listing_stays(shelf: Path) -> None:
    other = {"version": "0.9.0", "archive": "a.zip", "sha256": "0" * 64, "note": "kept"}
    there = json.dumps({"name": NAME, "homepage": "https://example.org", "versions": [other]}).encode()
    listing = with_release(there, read_release(shelf, "1.0.0"), "s3://x")
    listed = json.loads(listing)
    assert listed["homepage"] == "https://example.org"
    assert listed["versions"][0] == other
    assert json.loads(pointing_to_newest(None, listing, "s3://x"))["version"] == "1.0.0"


def test_versions_are_ordered_as_semver_says() -> None:
    # The example of semver.org, section 11, with its neighbours.
    words = ("alpha", "alpha.1", "alpha.beta", "beta", "beta.2", "beta.11", "rc.1")
    versions = ["0.9.0", *(f"1.0.0-{word}" for word in words), "1.0.0", "1.9.0", "1.10.0"]
    backwards = versions[::-1]
    assert sorted(backwards, key=parse_precedence) == versions
    assert max(["2.0.0-rc.1", "1.9.0"], key=rank) == "1.9.0"
    assert [parse_precedence(none) for none in ("1.0", "v1.0.0", "1.0.0\n", "01.0.0", "1.0.0-", "../1.0.0")] == [
        None
    ] * 6

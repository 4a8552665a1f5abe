"""A release becomes a draft at Zenodo, or a record where that is asked for, whatever goes wrong on the way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import stores
from pipeline.__main__ import main
from pipeline.model import StoreError
from pipeline.stores import Deposited, Zenodo, deposit
from pipeline.stores.released import read_release
from pipeline.stores.zenodo_metadata import zenodo_metadata
from pipeline.terminal import narrator
from tests.released import NAME, release
from tests.zenodo_server import TOKEN, Account, account


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """What is at Zenodo."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with account() as made:
        yield made


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    release(tmp_path / "shelf", "1.0.0")
    return tmp_path / "shelf"


def put(there: Account, shelf: Path, version: str = "1.0.0", *, publish: bool = False) -> Deposited:
    return deposit(shelf, version, Zenodo(there.url, TOKEN, wait=0), narrator(), publish=publish)


def held(there: Account) -> list[tuple[str, bool, dict[str, str]]]:
    """Of each deposit the version, whether it is published, and its files with their MD5."""
    return [
        (one["metadata"]["version"], one["submitted"], {file["filename"]: file["checksum"] for file in one["files"]})
        for one in there.depositions.values()
    ]


def archive(shelf: Path, version: str = "1.0.0") -> dict[str, str]:
    path = shelf / f"{NAME}-{version}.zip"
    return {path.name: hashlib.md5(path.read_bytes()).hexdigest()}  # noqa: S324 - Zenodo's checksum


# ------------------------------------------------------------------------------------------------ drafts and records


def test_a_release_is_a_draft_unless_it_is_to_be_published(there: Account, shelf: Path) -> None:
    done = put(there, shelf)
    assert (done.is_published, done.is_new, done.doi) == (False, True, "10.5072/zenodo.1000")
    assert held(there) == [("1.0.0", False, archive(shelf))]
    assert not [question for question in there.asked if "publish" in question]


def test_a_draft_is_continued_and_published_when_asked_for(there: Account, shelf: Path) -> None:
    put(there, shelf)
    done = put(there, shelf, publish=True)
    assert (done.is_published, done.page) == (True, "https://zenodo.example/records/1000")
    assert held(there) == [("1.0.0", True, archive(shelf))]
    assert len([question for question in there.asked if question.startswith("PUT /api/files/")]) == 1
    again = put(there, shelf, publish=True)
    assert (again.is_new, again.doi) == (False, done.doi)
    assert held(there) == [("1.0.0", True, archive(shelf))]


def test_a_later_version_is_a_new_version_of_the_same_record(there: Account, shelf: Path) -> None:
    put(there, shelf, publish=True)
    release(shelf, "1.1.0", figure=18)
    put(there, shelf, "1.1.0", publish=True)
    release(shelf, "1.2.0", figure=19)
    put(there, shelf, "1.2.0")
    assert held(there) == [
        ("1.0.0", True, archive(shelf)),
        ("1.1.0", True, archive(shelf, "1.1.0")),
        ("1.2.0", False, archive(shelf, "1.2.0")),
    ]
    assert len({one["conceptrecid"] for one in there.depositions.values()}) == 1


def test_what_is_published_is_never_replaced(there: Account, shelf: Path) -> None:
    put(there, shelf, publish=True)
    before = held(there)
    release(shelf, "1.0.0", figure=18)
    with pytest.raises(StoreError, match="what is published stays: raise the version"):
        put(there, shelf, publish=True)
    assert held(there) == before


def test_an_older_version_does_not_become_the_newest(there: Account, shelf: Path) -> None:
    release(shelf, "1.1.0")
    put(there, shelf, "1.1.0", publish=True)
    with pytest.raises(StoreError, match=r"is version 1\.1\.0 already; Zenodo would show 1\.0\.0 as the newest"):
        put(there, shelf)
    assert len(there.depositions) == 1


def test_a_draft_of_another_version_is_not_touched(there: Account, shelf: Path) -> None:
    put(there, shelf)
    release(shelf, "1.1.0")
    with pytest.raises(StoreError, match=r"\(version 1\.0\.0\): is a draft of this dataset already"):
        put(there, shelf, "1.1.0")
    assert held(there) == [("1.0.0", False, archive(shelf))]


def test_a_file_that_somebody_put_into_the_draft_is_not_thrown_away(there: Account, shelf: Path) -> None:
    put(there, shelf)
    there.depositions[1000]["files"].append({"id": "x", "filename": "notes.pdf", "filesize": 1, "checksum": "0"})
    with pytest.raises(StoreError, match=r"holds files that are not of this release: notes\.pdf; take them out"):
        put(there, shelf)
    assert "notes.pdf" in held(there)[0][2]


def test_other_deposits_of_the_account_are_passed_over(there: Account, shelf: Path) -> None:
    for number in range(120):  # more than one page of them
        there.make(metadata={"title": f"Something else {number}", "version": "1.0.0"})
    put(there, shelf, publish=True)
    put(there, shelf, publish=True)
    assert len(there.depositions) == 121
    assert [one for one in held(there) if one[1]] == [("1.0.0", True, archive(shelf))]


# ------------------------------------------------------------------------------------------------ on the way


@pytest.mark.parametrize("answer", [429, 500, 503, "cut", "lost"])
@pytest.mark.parametrize(
    "question", ["GET /api/deposit/depositions?", "PUT /api/deposit", "PUT /api/files", "GET /api/deposit/depositions/"]
)
def test_a_question_that_can_be_asked_again_is(there: Account, shelf: Path, question: str, answer: object) -> None:
    there.fail(question, answer, answer)
    put(there, shelf, publish=True)
    assert not there.faults
    assert held(there) == [("1.0.0", True, archive(shelf))]


@pytest.mark.parametrize("answer", ["cut", "lost", 500])
@pytest.mark.parametrize("question", ["POST /api/deposit/depositions", "/newversion", "/publish"])
def test_what_makes_something_is_asked_once_and_found_by_the_next_call(
    there: Account, shelf: Path, question: str, answer: object
) -> None:
    release(shelf, "1.1.0", figure=18)
    if question != "POST /api/deposit/depositions":
        put(there, shelf, publish=True)
    version = "1.0.0" if question == "POST /api/deposit/depositions" else "1.1.0"
    there.asked.clear()
    there.fail(question, answer)
    with pytest.raises(StoreError, match="ive the same command again"):
        put(there, shelf, version, publish=True)
    assert len([asked for asked in there.asked if question in asked]) == 1
    put(there, shelf, version, publish=True)
    assert held(there)[-1] == (version, True, archive(shelf, version))
    assert len(there.depositions) == (1 if version == "1.0.0" else 2)


@pytest.mark.parametrize("question", ["PUT /api/deposit", "DELETE ", "PUT /api/files", "GET /api/deposit/depositions/"])
def test_a_deposit_that_stops_anywhere_is_finished_by_the_same_call(there: Account, shelf: Path, question: str) -> None:
    put(there, shelf, publish=True)
    release(shelf, "1.1.0", figure=18)
    there.fail(question, *["cut"] * 5)
    with pytest.raises(StoreError, match="the connection broke"):
        put(there, shelf, "1.1.0", publish=True)
    put(there, shelf, "1.1.0", publish=True)
    assert held(there) == [("1.0.0", True, archive(shelf)), ("1.1.0", True, archive(shelf, "1.1.0"))]


def test_bytes_that_arrive_changed_are_not_published(there: Account, shelf: Path) -> None:
    there.corrupts = True
    with pytest.raises(StoreError, match=f"does not hold {NAME}-1.0.0.zip with MD5"):
        put(there, shelf, publish=True)
    assert not held(there)[0][1]
    there.corrupts = False
    put(there, shelf, publish=True)
    assert held(there) == [("1.0.0", True, archive(shelf))]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, r"finds something wrong \[400: as the test wants it\]"),
        (401, "does not know the token; make one"),
        (403, "the token needs the scopes deposit:write and deposit:actions"),
        (404, "was the draft discarded"),
        (409, "wait a minute and give the same command again"),
        (429, "asks for fewer requests; wait some minutes"),
        (503, "has a fault of its own"),
    ],
)
def test_an_error_of_zenodo_says_what_to_do(there: Account, shelf: Path, status: int, words: str) -> None:
    there.fail("PUT /api/deposit", *[status] * 5)
    with pytest.raises(StoreError, match=words):
        put(there, shelf)


def test_a_token_without_the_scope_leaves_a_draft(there: Account, shelf: Path) -> None:
    there.scopes = {"deposit:write"}
    with pytest.raises(StoreError, match=r"scopes deposit:write and deposit:actions.*Missing scope deposit:actions"):
        put(there, shelf, publish=True)
    assert held(there) == [("1.0.0", False, archive(shelf))]


# ------------------------------------------------------------------------------------------------ the token


def test_the_command_reads_the_token_from_the_environment_and_never_says_it(
    there: Account, shelf: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stores, "SANDBOX", there.url)
    command = ["deposit", "--shelf", str(shelf), "--version", "1.0.0", "--sandbox"]
    monkeypatch.delenv("ZENODO_TOKEN", raising=False)
    assert main(command) == 1
    assert capsys.readouterr().err.endswith(
        "ZENODO_TOKEN: is missing or no token; make one at Zenodo under Applications, and set it\n"
    )
    monkeypatch.setenv("ZENODO_TOKEN", TOKEN)
    assert main(command) == 0
    assert main([*command, "--publish"]) == 0
    there.fail("GET", 403)
    assert main(command) == 1
    there.fail("GET", *["cut"] * 5)
    monkeypatch.setenv("ZENODO_TOKEN", f"{TOKEN}\nsecond line")
    assert main(command) == 1
    said = "".join(capsys.readouterr())
    assert "is a draft; look at it, then publish it there or with --publish, DOI 10.5072/zenodo.1000 (reserved)" in said
    assert "https://zenodo.example/records/1000: version 1.0.0 is published, DOI 10.5072/zenodo.1000\n" in said
    assert TOKEN not in said


def test_the_token_is_not_shown_by_what_holds_it() -> None:
    assert TOKEN not in repr(Zenodo("https://zenodo.example/api", TOKEN))


def test_the_token_goes_over_https_only() -> None:
    with pytest.raises(StoreError, match="over https only"):
        Zenodo("http://zenodo.example/api", TOKEN)


def test_the_token_goes_to_no_other_server(there: Account, shelf: Path) -> None:
    put(there, shelf)
    with account() as other:
        there.depositions[1000]["files"].clear()
        there.depositions[1000]["links"]["bucket"] = f"{other.url}/files/bucket-1000"
        with pytest.raises(StoreError, match="leads to another server"):
            put(there, shelf)
        assert not other.asked


# ------------------------------------------------------------------------------------------------ what Zenodo is told


def test_the_least_that_zenodo_is_told_comes_from_the_descriptor(shelf: Path) -> None:
    assert zenodo_metadata(read_release(shelf, "1.0.0")) == {
        "upload_type": "dataset",
        "version": "1.0.0",
        "title": "A sample of figures",
        "description": "One figure of one report.",
        "creators": [{"name": "Example Desk"}],
        "access_right": "open",
        "license": "cc-by-4.0",
        "publication_date": "2026-02-01",
        "keywords": ["casualties"],
    }


def with_own(shelf: Path, metadata: dict[str, object]) -> Path:
    """The release with a .zenodo.json, which SHA256SUMS lists."""
    content = json.dumps(metadata).encode()
    (shelf / "1.0.0" / ".zenodo.json").write_bytes(content)
    with (shelf / "1.0.0" / "SHA256SUMS").open("a") as sums:
        sums.write(f"{hashlib.sha256(content).hexdigest()}  .zenodo.json\n")
    return shelf


def test_the_package_s_own_words_come_first(shelf: Path) -> None:
    own: dict[str, object] = {
        "title": "T",
        "description": "D",
        "creators": [{"name": "C"}],
        "communities": [{"identifier": "x"}],
    }
    told = zenodo_metadata(read_release(with_own(shelf, own), "1.0.0"))
    assert told == own | {"version": "1.0.0", "upload_type": "dataset"}


def test_words_of_another_version_are_refused(shelf: Path) -> None:
    with pytest.raises(StoreError, match=r"is of version 0\.9\.0, in a release of version 1\.0\.0"):
        zenodo_metadata(read_release(with_own(shelf, {"version": "0.9.0"}), "1.0.0"))


def test_what_zenodo_needs_and_is_not_there_is_named(shelf: Path) -> None:
    with pytest.raises(StoreError, match="lacks creators, description, which Zenodo asks for"):
        zenodo_metadata(read_release(with_own(shelf, {"title": "T"}), "1.0.0"))

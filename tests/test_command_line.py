"""What a person types and what they are told."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import pipeline.__main__ as command_line
import pipeline.parts.making
from pipeline.__main__ import KINDS, VERBS, main
from pipeline.model import Finding
from tests.drawing import read_drawing

TEXT = (
    "date 2025-03-04 At least nine people were killed in a market in Turbat on Monday, police said. "
    "Three soldiers and six civilians died, the ministry said.\n"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "market.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A report and the package that was made from it."""
    folder = tmp_path_factory.mktemp("built")
    report, package = folder / "market.txt", folder / "package"
    report.write_text(TEXT, encoding="utf-8")
    assert main(["build", "--reports", str(report), "--out", str(package)]) == 0
    return report, package


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ------------------------------------------------------------------------------------------------ asking


@pytest.mark.parametrize("verb", VERBS)
def test_help_shows_an_example_that_the_parser_takes(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([verb, "--help"])
    helped = " ".join(capsys.readouterr().out.split())
    example = helped.partition(f"Example: python -m pipeline {verb} ")[2]
    assert example
    assert command_line.parser(KINDS).parse_args([verb, *example.split()]).verb == verb


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required: VERB"),
        (["explain", "x.txt", "--kinds", "unicorns"], "no such kind: unicorns; there are "),
        (["publish", "--created", "yesterday"], "'yesterday' is no moment"),
        (["publish", "--created", "@99999999999999999999"], "is no moment"),
    ],
)
def test_a_wrong_command_is_said_and_exits_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2026-02-01", "2026-02-01T00:00:00+00:00"),
        ("2026-02-01T12:00:00+05:00", "2026-02-01T07:00:00+00:00"),
        ("@1769904000", "2026-02-01T00:00:00+00:00"),
    ],
)
def test_a_moment_is_read_as_utc(given: str, moment: str) -> None:
    assert command_line.parser(KINDS).parse_args(["publish", "--created", given]).created.isoformat() == moment


# ------------------------------------------------------------------------------------------------ reading


def test_annotate_prints_each_mention_with_its_words(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", str(report), "--kinds", "counts,outcomes"]) == 0
    mentions = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {mention["kind"] for mention in mentions} == {"counts", "outcomes"}
    assert all(TEXT.strip()[m["start"] : m["end"]] == m["quote"] and m["rule"] for m in mentions)
    assert {"low": 9, "high": None, "point": 9, "qualifier": "at_least"} in [m["value"] for m in mentions]


def test_explain_draws_the_mentions_into_the_text(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(report), "--kinds", "counts,outcomes"]) == 0
    head, drawn = capsys.readouterr().out.split("\n", 1)
    assert head == "--- market"
    assert "[At least nine count] people were [killed outcome/killed] in a market" in drawn
    assert read_drawing(drawn.rstrip("\n"))[0] == TEXT.rstrip("\n")


def test_explain_is_coloured_when_asked(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(report), "--color", "always"]) == 0
    coloured = capsys.readouterr().out
    assert main(["explain", str(report), "--color", "never"]) == 0
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == capsys.readouterr().out


@pytest.mark.parametrize("color", ["always", "never"])
def test_escape_codes_of_a_report_do_not_reach_the_terminal(
    tmp_path: Path, color: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "hostile.txt"
    report.write_text("Two people were killed. \x1bcowned\x07 Police said so.", encoding="utf-8")
    assert main(["explain", str(report), "--color", color]) == 0
    printed = capsys.readouterr().out
    assert "\x1b]" not in printed
    assert "\u241bcowned\u2407" in printed


def test_a_reader_who_has_seen_enough_is_no_error(report: Path, root: Path) -> None:
    many = report.parent / "many.jsonl"
    many.write_text("".join(json.dumps({"report_id": f"r{i}", "text": TEXT * 9}) + "\n" for i in range(200)))
    command = [sys.executable, "-m", "pipeline", "annotate", str(many)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith(b"{")
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 141


# ------------------------------------------------------------------------------------------------ what goes wrong


def test_a_report_that_is_not_there_is_named_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(tmp_path / "nowhere.txt")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r".*nowhere\.txt: .+\n", said.err)


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError(28, "No space left on device", "reports.csv"), 1, "reports.csv: No space left on device"),
    ],
)
def test_an_interruption_or_a_full_disk_is_said_in_a_line(
    raised: BaseException,
    code: int,
    said: str,
    report: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(path: Path) -> None:
        raise raised

    monkeypatch.setattr(command_line, "read_reports", fail)
    assert main(["explain", str(report)]) == code
    printed = capsys.readouterr().err
    assert said in printed
    assert printed.count("\n") == 1


def test_a_failing_check_is_named_and_nothing_is_published(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = Finding("codes_are_listed", "error", "casualties", "cas-1", "outcome", "'slain' is not listed")
    monkeypatch.setattr(pipeline.parts.making, "validate", lambda *_, **__: (error,))
    assert main(["build", "--reports", str(report), "--out", str(tmp_path / "package")]) == 1
    *_, line, verdict = capsys.readouterr().out.splitlines()
    assert line == "casualties:cas-1:outcome  'slain' is not listed  (codes_are_listed)"
    assert verdict == "refused: 1 error, no warnings; nothing was published"
    assert not (tmp_path / "package").exists()


# ------------------------------------------------------------------------------------------------ building


def test_build_writes_a_package_that_validate_finds_valid(
    built: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    report, package = built
    assert (package / "datapackage.json").is_file()
    assert (package / "data/casualties.csv").is_file()
    assert (package / "data/casualties.parquet").is_file()
    assert main(["validate", str(package), "--reports", str(report)]) == 0
    assert capsys.readouterr().out == f"{package}: valid\n"


def test_a_second_build_finds_nothing_new_and_changes_nothing(
    built: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    report, package = built
    before = bytes_of(package)
    assert main(["build", "--reports", str(report), "--out", str(package)]) == 0
    assert "Nothing new" in capsys.readouterr().out
    assert bytes_of(package) == before


def test_two_builds_are_byte_equal(built: tuple[Path, Path], tmp_path: Path) -> None:
    report, package = built
    assert main(["build", "--reports", str(report), "--out", str(tmp_path / "again")]) == 0
    assert bytes_of(tmp_path / "again") == bytes_of(package)


def test_the_summary_tells_rows_deaths_and_sums(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--reports", str(report), "--out", str(tmp_path / "package")]) == 0
    told = capsys.readouterr()
    assert re.search(r"^ +casualties +\d+ *$", told.out, re.MULTILINE)
    assert re.search(r"^ +\S.* 9 or more ", told.out, re.MULTILINE)
    assert str(tmp_path / "package") in told.out.splitlines()[-1]
    stages = [line.split()[0] for line in told.err.splitlines()]
    assert stages == ["ingest", "annotate", "validate", "publish"]


def test_validate_names_what_was_changed_in_a_package(
    built: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(built[1], tmp_path / "package")
    table = tmp_path / "package/data/casualties.csv"
    changed = table.read_bytes().replace(b",killed,", b",slain!,")
    assert changed != table.read_bytes()
    table.write_bytes(changed)
    assert main(["validate", str(tmp_path / "package")]) == 1
    printed = capsys.readouterr().out
    assert "casualties:" in printed
    assert "(frictionless)" in printed
    assert "not valid" in printed


def test_validate_says_where_there_is_no_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(tmp_path)]) == 1
    assert "holds no datapackage.json" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------ the Makefile


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S607


@pytest.fixture
def bare(root: Path, tmp_path: Path) -> Path:
    """A folder with the Makefile and what it reads first, without an environment."""
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(root / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("exit 1", "Python 3.11 or newer is needed"),
        ('case "$*" in *ensurepip*) exit 1;; esac', "apt install python3-venv"),
    ],
)
def test_make_says_what_the_machine_lacks_and_stops(bare: Path, answers: str, said: str) -> None:
    python = bare / "python"
    python.write_text(f"#!/bin/sh\n{answers}\n")
    python.chmod(0o755)
    ran = make(bare, f"PYTHON={python}")
    assert ran.returncode == 2
    assert said in ran.stderr
    assert not (bare / ".venv").exists()


def test_make_wants_to_know_where_a_users_package_goes(bare: Path) -> None:
    (bare / ".venv").mkdir()
    (bare / ".venv/.installed").touch()
    ran = make(bare, "REPORTS=mine")
    assert ran.returncode == 2
    assert "OUT is missing" in ran.stderr


def test_make_help_lists_every_target_of_the_readme(root: Path) -> None:
    listed = set(re.findall(r"^make (\w+)", make(root, "help").stdout, re.MULTILINE))
    assert {"publish", "test", "check", "explain", "clean", "help"} <= listed
    named = set(re.findall(r"`make ([a-z]+)", (root / "README.md").read_text(encoding="utf-8")))
    assert named <= listed


# ------------------------------------------------------------------------------------------------ what is installed


def test_requirements_are_pins_and_satisfy_what_the_project_asks_for(root: Path) -> None:
    text = (root / "requirements.txt").read_text(encoding="utf-8")
    # Behind a semicolon: the Pythons that a package is for.
    lines = [line.partition(" ; ")[0] for line in text.splitlines()]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines)
    pins = {name.lower().replace("_", "-"): Version(version) for name, version in (x.split("==") for x in lines)}
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for wanted in map(Requirement, [*project["dependencies"], *project["optional-dependencies"]["dev"]]):
        assert pins[wanted.name.lower().replace("_", "-")] in wanted.specifier, wanted

"""Runs tests/cases/*.md: what must be found in a short text, and what must not.

A case is `## title`, optionally `date: 2026-02-01` (when the report was published), a ```text block, and one or more of
    ```mentions   the text with the mentions of the file's kind drawn in; a label without a value accepts any value
    ```csv        the rows of the file's table, all of them (see expected_rows.py); the header alone expects none
    ```estimates  for every outcome and victim_group named, what each of their estimates must be
Cases in known-failures/ say `why: …` under their title, and must fail: the day one passes, it is moved up.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.annotate import annotate
from pipeline.explain import label
from pipeline.lexicon import Lexicon
from pipeline.model import Casualty, CasualtyEstimate, Report, Tables
from pipeline.tidy import derive, tidy
from tests.drawing import read_drawing
from tests.expected_rows import Comparison, Made, read_expected, written

CASES = Path(__file__).parent / "cases"
TABLES = {
    "scopes": "casualties",
    "retellings": "casualties",
    "casualties": "casualties",
    "rolls": "casualties",
    "results": "casualties",
    "speakers": "casualties",
    "tolls": "casualties",
    "incidents": "incidents",
    "allegations": "allegations",
    "totals": "reconciliations",
    "actors": "actors",
    "places": "places",
}
KINDS = ("counts", "victims", "outcomes", "dates", "places", "actors", "speech", "weapons", "targets")
CASE = re.compile(
    r"## (?P<title>[^\n]+)\n+(?:why: (?P<why>[^\n]+)\n+)?(?:date: (?P<date>\S+)\n+)?"
    r"```text\n(?P<text>.*?)\n```\n(?P<answers>(?:\n*```\w+\n.*?```\n)+)",
    re.DOTALL,
)
ANSWER = re.compile(r"```(mentions|csv|estimates)\n(.*?)\n?```\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    path: Path
    line: int
    title: str
    report: Report
    form: str
    answer: str
    why: str | None

    @property
    def where(self) -> str:
        return f"{self.path.relative_to(CASES).as_posix()}:{self.line}"

    @property
    def id(self) -> str:
        return f"{self.where} {self.title}"


def read_cases(path: Path) -> Iterator[Case]:
    """The cases of one file, one per block; ValueError for a heading that is no whole case."""
    source = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    found = {match.start(): match for match in CASE.finditer(source)}
    for heading in re.finditer(r"^## .*$", source, re.MULTILINE):
        line = source.count("\n", 0, heading.start()) + 1
        match = found.get(heading.start())
        answers = ANSWER.findall(match["answers"]) if match else []
        if match is None or len(answers) != match["answers"].count("```") / 2:
            raise ValueError(f"{path}:{line}: needs a title, a text block, then mentions, csv or estimates blocks")
        date = dt.date.fromisoformat(match["date"]) if match["date"] else None
        digest = hashlib.sha256(match["text"].encode()).hexdigest()
        report = Report("case", match["text"], digest, published_date=date)
        yield from (Case(path, line, match["title"], report, form, answer, match["why"]) for form, answer in answers)


def all_cases() -> Iterator[object]:
    for path in sorted(CASES.rglob("*.md")):
        for case in read_cases(path):
            fails = path.parent.name == "known-failures"
            if fails != (case.why is not None):
                raise ValueError(f"{case.where}: a known failure, and only that, says why: …")
            marks = [pytest.mark.xfail(reason=case.why, strict=True, raises=AssertionError)] if fails else []
            yield pytest.param(case, id=case.id, marks=marks)


@pytest.mark.parametrize("case", tuple(all_cases()))
def test_case(case: Case, lexicon: Lexicon) -> None:
    wrong = {"mentions": wrong_mentions, "csv": wrong_rows, "estimates": wrong_estimates}[case.form](case, lexicon)
    assert not wrong, f"{case.id}\n{wrong}"


def wrong_mentions(case: Case, lexicon: Lexicon) -> str:
    """Empty, or the drawing expected and the mentions found."""
    kind = case.path.stem
    assert kind in KINDS or kind in TABLES, f"{case.where}: {kind} is no kind of mention"
    text, wanted = read_drawing(case.answer)
    assert text == case.report.text, f"{case.where}: the drawing's words are not the text's"
    mentions = annotate(case.report, lexicon).mentions[kind]
    found = sorted((m.span.start, m.span.end, label(m, with_values=True)) for m in mentions)
    wanted = sorted(wanted)
    if [w[:2] for w in wanted] == [f[:2] for f in found] and all(
        f[2] == w[2] or ("/" not in w[2] and f[2].startswith(f"{w[2]}/")) for w, f in zip(wanted, found, strict=True)
    ):
        return ""
    drawn = "\n".join(f"  [{text[start:end]} {what}]" for start, end, what in found) or "  nothing"
    return f"expected\n  {case.answer}\nfound\n{drawn}"


def wrong_rows(case: Case, lexicon: Lexicon) -> str:
    expected = read_expected(TABLES[case.path.stem], case.answer, case.where)
    tables = derive(tidy(annotate(case.report, lexicon), lexicon))
    return Comparison(expected, Made(tables, case.report.text)).difference()


def wrong_estimates(case: Case, lexicon: Lexicon) -> str:
    """Empty, or the expected lines that no estimate, or not every one of that outcome and group, agrees with.

    With an empty `incident_id` a line is about the report as a whole.
    """
    expected = read_expected("casualty_estimates", case.answer, case.where)
    estimates = derive(tidy(annotate(case.report, lexicon), lexicon)).casualty_estimates

    def fits(row: CasualtyEstimate, line: dict[str, str]) -> bool:
        return all(written(getattr(row, name)) in cell.split("|") for name, cell in line.items())

    wrong = []
    for line in map(dict, expected.lines):
        about = {name: line[name] for name in ("outcome", "victim_group", "incident_id") if name in line}
        rows = [r for r in estimates if fits(r, about)]
        if not rows or not all(fits(row, line) for row in rows):
            wrong += [f"expected {line}", *map(str, rows or estimates)]
    return "\n".join(wrong)


def test_no_two_cases_share_a_title() -> None:
    cases = {case.where: (case.path, case.title) for path in CASES.rglob("*.md") for case in read_cases(path)}
    assert len(set(cases.values())) == len(cases) > 200


def casualty(number: int, count: int, **cells: str) -> Casualty:
    return Casualty(
        casualty_id=f"cas-{number}", incident_id=None, report_id="case", outcome="killed", victim_group="all",
        count_low=count, count_high=count, count_point=count, count_qualifier="exact", rule_id="r", **cells,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["killed,11,", "killed,5,1"], ""),
        (["killed,5,2", "killed,11,"], ""),
        (["killed|injured,11,", "?,5,1"], ""),
        (["killed,11,"], "too much: killed,5,1"),
        (["killed,11,", "killed,5,1", "killed,3,1"], "missing: killed,3,1"),
        (["killed,11,", "killed,5,"], "missing: killed,5,"),
        (["killed,11,", "injured,5,1"], "missing: injured,5,1"),
    ],
)
def test_a_wrong_row_is_named(lines: list[str], said: str) -> None:
    made = Made(Tables(casualties=(casualty(1, 11), casualty(2, 5, component_of_casualty_id="cas-1"))), "")
    expected = read_expected("casualties", "\n".join(["outcome,count_low,part_of", *lines]), "here:1")
    difference = Comparison(expected, made).difference()
    assert said in difference if said else not difference


@pytest.mark.parametrize(
    "source", ["outcome,deaths\nkilled,1", "outcome,count_low\nkilled", "outcome,part_of\nkilled,7"]
)
def test_a_slip_of_the_author_is_named(source: str) -> None:
    with pytest.raises(ValueError, match="here:1"):
        read_expected("casualties", source, "here:1")


def test_a_case_without_answer_is_named(tmp_path: Path) -> None:
    (tmp_path / "counts.md").write_text("\n## nothing expected\n\n```text\nTwo died.\n```\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"counts\.md:2"):
        list(read_cases(tmp_path / "counts.md"))

"""A person's decisions are laid over the rows; one that no longer fits stops the build, named by file and line."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import pytest

from pipeline.contract import Contract
from pipeline.ingest import read_reports, read_review
from pipeline.model import Casualty, Decision, Report, ReviewError, Tables, key_of, merged
from pipeline.review import apply_review
from pipeline.tidy import derive
from pipeline.validate import validate
from tests.sample_tables import MARKET, TEXTS, TOLL, valid_tables

REPORT = Report(MARKET, TEXTS[MARKET], hashlib.sha256(TEXTS[MARKET].encode()).hexdigest())
WOUNDED = "At least 20 were wounded"
DEFAULTS = {"accept": "cas-wounded", "edit": "cas-wounded", "reject": "cas-wounded", "add": None}
CHILD = {"outcome": "killed", "victim_group": "civilian", "count_low": "1", "count_high": "1", "count_point": "1"}
CHILD |= {"count_qualifier": "exact", "incident_id": "inc-market"}


def tables_of(report_id: str) -> Tables:
    """The rows of one report of the sample, as they are before review; actors and places belong to both."""
    tables, _ = valid_tables()
    own = {
        name: tuple(row for row in rows if getattr(row, "report_id", report_id) == report_id) for name, rows in tables
    }
    return dataclasses.replace(Tables(**own), casualty_estimates=(), reconciliations=())  # type: ignore[arg-type]


def decided(
    action: Literal["accept", "edit", "reject", "add"],
    row_id: str | None = "",
    quote: str = WOUNDED,
    values: Mapping[str, str] | None = None,
    table: str = "casualties",
    reason: str = "The list says so.",
    where: str = "review.yaml:1",
) -> Decision:
    row_id = DEFAULTS[action] if row_id == "" else row_id
    return Decision(action, table, row_id, quote, values or {}, "A. Reader", dt.date(2025, 3, 5), reason, where)


def reviewed(contract: Contract, *decisions: Decision) -> Tables:
    return apply_review(tables_of(MARKET), decisions, REPORT, contract)


def casualty(tables: Tables, key: str) -> Casualty:
    return next(row for row in tables.casualties if row.casualty_id == key)


def added(tables: Tables, table: str = "casualties") -> str:
    """The key of the one row that the sample does not have."""
    known = {key_of(row) for row in tables_of(MARKET).rows(table)}
    ((key,),) = [key_of(row) for row in tables.rows(table) if key_of(row) not in known]
    return key


def changed_cells(tables: Tables) -> dict[tuple[str, str, str], object]:
    """What differs from the sample: (table, row, column) -> the cell now; rows that are new are left out."""
    before = {(name, key_of(row)): row for name, rows in tables_of(MARKET) for row in rows}
    return {
        (name, key_of(row)[0], field.name): getattr(row, field.name)
        for name, rows in tables
        for row in rows
        if (old := before.get((name, key_of(row)))) is not None
        for field in dataclasses.fields(row)
        if getattr(row, field.name) != getattr(old, field.name)
    }


def findings_of(tables: Tables, contract: Contract) -> list[str]:
    """What the checks say of the reviewed report together with the other one, after derivation."""
    whole = derive(merged((tables, tables_of(TOLL))))
    return [str(f) for f in validate(whole, contract, TEXTS, with_expectations=False) if f.severity == "error"]


# ------------------------------------------------------------------------------------------------ what each does


def test_without_decisions_nothing_changes(contract: Contract) -> None:
    assert reviewed(contract) == tables_of(MARKET)


@pytest.mark.parametrize(
    ("table", "row", "quote"),
    [
        ("reports", MARKET, "Gunmen attacked"),
        ("incidents", "inc-market", "Gunmen attacked"),
        ("casualties", "cas-wounded", WOUNDED),
        ("casualties", "cas-dozens", "dozens were hurt"),
        ("allegations", "all-claim", "claimed responsibility"),
    ],
)
def test_accept_changes_the_review_status_only(table: str, row: str, quote: str, contract: Contract) -> None:
    tables = reviewed(contract, decided("accept", row, quote, table=table))
    assert changed_cells(tables) == {(table, row, "review_status"): "accepted"}
    assert tables.evidence == tables_of(MARKET).evidence


def test_edit_sets_the_columns_in_place_by_their_type(contract: Contract) -> None:
    values = {"count_low": "21", "count_point": "21", "period_latest": "2025-03-03", "confidence": "0.5"}
    tables = reviewed(contract, decided("edit", values={**values, "sex": "m", "speaker_text": ""}))
    assert {column: cell for (_, _, column), cell in changed_cells(tables).items()} == {
        "count_low": 21,
        "count_point": 21,
        "period_latest": dt.date(2025, 3, 3),
        "confidence": 0.5,
        "sex": "m",
        "speaker_text": None,
        "review_status": "edited",
        "change_reason": "The list says so.",
    }


@pytest.mark.parametrize(("text", "cell"), [("true", True), ("false", False)])
def test_edit_sets_a_truth_value(text: str, cell: bool, contract: Contract) -> None:
    decision = decided("edit", "all-denial", "neighbour denied", {"is_repeated": text}, "allegations")
    rows = {row.allegation_id: row for row in reviewed(contract, decision).allegations}
    assert rows["all-denial"].is_repeated is cell
    assert rows["all-denial"].review_status == "edited"


def test_the_quote_of_an_edit_becomes_evidence(contract: Contract) -> None:
    decision = decided("edit", quote="a doctor said", values={"speaker_role": "witness"})
    tables = reviewed(contract, decision)
    (row,) = set(tables.evidence) - set(tables_of(MARKET).evidence)
    assert (row.table_name, row.row_id, row.field, row.rule_id) == ("casualties", "cas-wounded", None, "review")
    assert TEXTS[MARKET][row.start : row.end] == row.quote == "a doctor said"


def test_a_second_edit_on_the_same_words_proves_nothing_twice(contract: Contract) -> None:
    decisions = [decided("edit", values={"sex": "m"}), decided("edit", values={"age_group": "adult"}, reason="Also.")]
    tables = reviewed(contract, *decisions, decisions[0])
    assert len([row for row in tables.evidence if row.rule_id == "review"]) == 1
    row = casualty(tables, "cas-wounded")
    assert (row.sex, row.age_group, row.change_reason) == ("m", "adult", "Also.; The list says so.")


def test_a_rejected_figure_stays_and_is_deprecated(contract: Contract) -> None:
    tables = reviewed(contract, decided("reject", "cas-nine", "nine people"))
    assert changed_cells(tables) == {
        ("casualties", "cas-nine", "review_status"): "rejected",
        ("casualties", "cas-nine", "rank"): "deprecated",
        ("casualties", "cas-nine", "change_reason"): "The list says so.",
    }


def test_a_rejected_allegation_is_deprecated_and_a_rejected_incident_marked(contract: Contract) -> None:
    decisions = (
        decided("reject", "all-claim", "claimed responsibility", table="allegations"),
        decided("reject", "inc-market", "Gunmen attacked", table="incidents"),
    )
    assert changed_cells(reviewed(contract, *decisions)) == {
        ("allegations", "all-claim", "review_status"): "rejected",
        ("allegations", "all-claim", "rank"): "deprecated",
        ("incidents", "inc-market", "review_status"): "rejected",
    }


def test_a_rejected_figure_is_in_no_estimate_and_no_sum(contract: Contract) -> None:
    def used(tables: Tables) -> str:
        sums = [f"{row.total_casualty_id} {row.component_casualty_ids}" for row in tables.reconciliations]
        return " ".join([row.input_casualty_ids for row in tables.casualty_estimates] + sums)

    assert "cas-nine" in used(derive(reviewed(contract)))
    rejected = derive(reviewed(contract, decided("reject", "cas-nine", "nine people")))
    assert "cas-nine" not in used(rejected)
    assert "cas-six" in used(rejected)


def test_add_makes_a_row_with_evidence(contract: Contract) -> None:
    tables = reviewed(contract, decided("add", quote="six men", values={**CHILD, "sex": "m"}))
    row = casualty(tables, added(tables))
    assert dataclasses.replace(row, casualty_id="cas-x") == Casualty(
        casualty_id="cas-x",
        incident_id="inc-market",
        report_id=MARKET,
        outcome="killed",
        victim_group="civilian",
        sex="m",
        count_low=1,
        count_high=1,
        count_point=1,
        count_qualifier="exact",
        change_reason="The list says so.",
        rule_id="review",
        review_status="accepted",
    )
    (proof,) = [proof for proof in tables.evidence if proof.row_id == row.casualty_id]
    assert (proof.table_name, proof.field, proof.quote, proof.rule_id) == ("casualties", None, "six men", "review")
    assert row.casualty_id.startswith("cas-")


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("incidents", {"incident_type": "bombing_ied", "stage": "accomplished", "place_id": "plc-turbat"}),
        ("allegations", {"allegation_type": "condemnation", "polarity": "affirms", "speaker_actor_id": "act-police"}),
    ],
)
def test_every_core_table_can_be_added_to(table: str, values: Mapping[str, str], contract: Contract) -> None:
    tables = reviewed(contract, decided("add", values=values, table=table))
    key = added(tables, table)
    assert [row.quote for row in tables.evidence if row.row_id == key] == [WOUNDED]
    assert findings_of(tables, contract) == []


def test_the_id_of_an_added_row_follows_from_quote_and_values(contract: Contract) -> None:
    backwards = dict(reversed(CHILD.items()))
    ids = [
        added(reviewed(contract, decided("add", values=values, quote=quote, reason=reason)))
        for values, quote, reason in (
            (CHILD, WOUNDED, "One reason."),
            (backwards, WOUNDED, "Another."),
            (CHILD, "six men", "One reason."),
            ({**CHILD, "sex": "f"}, WOUNDED, "One reason."),
        )
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_reviewed_tables_keep_the_contract(contract: Contract) -> None:
    decisions = (
        decided("accept", MARKET, "Gunmen attacked", table="reports"),
        decided("edit", values={"count_low": "21", "count_point": "21"}),
        decided("reject", "cas-three", "three women"),
        decided("add", quote="dozens were hurt", values=CHILD),
    )
    assert findings_of(reviewed(contract, *decisions), contract) == []


def test_the_order_of_decisions_does_not_matter(contract: Contract) -> None:
    decisions = (
        decided("edit", values={"sex": "m"}),
        decided("edit", values={"age_group": "adult"}, reason="Also."),
        decided("reject", "cas-nine", "nine people"),
        decided("add", quote="nine people", values={**CHILD, "count_low": "9"}),
    )
    results = [reviewed(contract, *order) for order in itertools.permutations(decisions)]
    assert all(result == results[0] for result in results)
    assert all(rows == tuple(sorted(rows, key=key_of)) for _, rows in results[0])


# ------------------------------------------------------------------------------------------------ where the quote is

TWICE = "Two were hurt in Turbat. Later two\nwere hurt in Pasni; 22 were hurt in all."


def proof_of(quote: str, contract: Contract, text: str = TWICE) -> list[tuple[int, str]]:
    """Where an edit of a row that stands on the second sentence finds its quote."""
    tables, report = tables_of(MARKET), dataclasses.replace(REPORT, text=text)
    old = next(row for row in tables.evidence if row.row_id == "cas-wounded")
    start = text.index("were hurt in Pasni")
    near = dataclasses.replace(old, start=start, end=start + 18, quote="were hurt in Pasni")
    tables = dataclasses.replace(tables, evidence=(near,))
    rows = apply_review(tables, (decided("edit", quote=quote, values={"sex": "m"}),), report, contract).evidence
    return [(row.start, row.quote) for row in sorted(rows, key=lambda row: row.start) if row.rule_id == "review"]


def test_of_a_quote_that_stands_twice_the_one_on_the_rows_words_is_meant(contract: Contract) -> None:
    assert proof_of("were hurt", contract) == [(TWICE.index("were hurt in Pasni"), "were hurt")]


def test_of_a_quote_that_stands_elsewhere_the_first_is_meant(contract: Contract) -> None:
    assert proof_of("hurt in Turbat", contract) == [(9, "hurt in Turbat")]
    assert proof_of("Two", contract, "Two and Two were hurt in Pasni")[0][0] == 0


def test_a_line_break_of_the_text_may_be_a_space_of_the_quote(contract: Contract) -> None:
    assert [quote for _, quote in proof_of("two were hurt", contract)] == ["two", "were hurt"]


def test_a_quote_is_of_whole_words(contract: Contract) -> None:
    with pytest.raises(ReviewError, match="does not hold the quote '2 were hurt'"):
        proof_of("2 were hurt", contract)
    with pytest.raises(ReviewError, match="does not hold the quote '22 were hur'"):
        proof_of("22 were hur", contract)


def test_a_quote_is_no_pattern(contract: Contract) -> None:
    with pytest.raises(ReviewError, match="does not hold"):
        proof_of("Two .* Turbat", contract)
    assert proof_of("Pasni;", contract) == [(TWICE.index("Pasni;"), "Pasni;")]


# ------------------------------------------------------------------------------------------------ what no longer fits

BROKEN = [
    (decided("accept", quote="At least 25 were wounded"), "does not hold the quote 'At least 25 were wounded'"),
    (decided("add", quote="nobody was hurt", values=CHILD), "does not hold the quote 'nobody was hurt'"),
    (decided("accept", "cas-gone"), "casualties has no row cas-gone; the quote is now the words of cas-wounded"),
    (decided("reject", "cas-gone", "interior minister"), "casualties has no row cas-gone; correct the row"),
    (decided("reject", "cas-gone", "Gunmen attacked"), "casualties has no row cas-gone; correct the row"),
    (decided("accept", "cas-ten"), "casualties has no row cas-ten"),
    (decided("accept", "inc-market"), "casualties has no row inc-market"),
    (decided("accept", "act-fhf", table="actors"), "table is 'actors'; review takes incidents, casualties"),
    (decided("accept", "x", table="nonsense"), "table is 'nonsense'"),
    (decided("reject", MARKET, table="reports"), "wants to reject a report; correct report.yaml"),
    (decided("edit", MARKET, table="reports", values={"title": "x"}), "wants to edit a report"),
    (decided("add", table="reports", values={"title": "x"}), "wants to add a report"),
    (decided("edit", values={"count_lo": "3"}), "sets count_lo, which is no column of casualties; is it count_low?"),
    (decided("edit", values={"zzz": "3"}), "sets zzz, which is no column of casualties; its columns are incident_id"),
    (decided("edit", values={"casualty_id": "cas-x"}), "sets casualty_id, which no decision can set"),
    (decided("edit", values={"report_id": TOLL}), "sets report_id, which no decision can set"),
    (decided("edit", values={"rule_id": "mine"}), "sets rule_id, which no decision can set"),
    (decided("edit", values={"review_status": "machine"}), "sets review_status, which no decision can set"),
    (decided("edit", values={"change_reason": "x"}), "sets change_reason, which is the decision's `reason`"),
    (decided("edit", values={"outcome": "kiled"}), "outcome cannot be 'kiled', no code of outcomes.csv; is it killed?"),
    (decided("edit", values={"sex": "m "}), "sex cannot be 'm ', no code of sexes.csv"),
    (decided("edit", values={"outcome": ""}), "empties outcome, which every row has"),
    (decided("edit", values={"count_low": "ten"}), "count_low cannot be 'ten'; write a whole number in digits"),
    (decided("edit", values={"count_low": "1_000"}), "count_low cannot be '1_000'; write a whole number"),
    (decided("edit", values={"count_low": "10.0"}), "count_low cannot be '10.0'; write a whole number"),
    (decided("edit", values={"confidence": "nan"}), "confidence cannot be 'nan'; write a number in digits"),
    (decided("edit", values={"period_latest": "2025-02-30"}), "period_latest cannot be '2025-02-30'; write a day"),
    (decided("edit", values={"period_latest": "20250203"}), "period_latest cannot be '20250203'; write a day"),
    (
        decided("edit", "all-claim", "claimed responsibility", {"is_repeated": "yes"}, "allegations"),
        "is_repeated cannot be 'yes'; write true or false",
    ),
    (decided("edit", values={"incident_id": "inc-gone"}), "incident_id names inc-gone, which is no row of incidents"),
    (decided("edit", values={"component_of_casualty_id": "cas-x"}), "names cas-x, which is no row of casualties"),
    (decided("edit", values={"incident_id": "inc-toll"}), "inc-toll, which is no row of incidents from this report"),
    (decided("add", values={"outcome": "killed"}), "adds a row without victim_group, count_qualifier; give each"),
    (decided("add", values={"count_low": "20", "outcome": "injured"}), "adds what cas-wounded says already"),
]


@pytest.mark.parametrize(("decision", "message"), BROKEN, ids=[message[:60] for _, message in BROKEN])
def test_a_decision_that_does_not_fit_is_named(decision: Decision, message: str, contract: Contract) -> None:
    decision = dataclasses.replace(decision, where="reports/x/review.yaml:17")
    right = decided("accept", "cas-nine", "nine people")
    with pytest.raises(ReviewError) as caught:
        reviewed(contract, right, decision)
    assert caught.value.where == "reports/x/review.yaml:17"
    assert message in caught.value.what


def pair(one: Decision, other: Decision) -> tuple[Decision, Decision]:
    return dataclasses.replace(one, where="review.yaml:1"), dataclasses.replace(other, where="review.yaml:9")


CONTRADICTIONS = [
    (pair(decided("accept"), decided("reject")), "wants to reject cas-wounded, which review.yaml:1 wants to accept"),
    (pair(decided("edit", values={"sex": "m"}), decided("accept")), "which review.yaml:1 wants to edit; keep one"),
    (
        pair(decided("edit", values={"sex": "m"}), decided("edit", values={"sex": "f"})),
        "sets sex of cas-wounded to 'f', review.yaml:1 to 'm'",
    ),
    (pair(decided("add", values=CHILD), decided("add", values=CHILD)), "adds the same row as review.yaml:1"),
]


@pytest.mark.parametrize(("decisions", "message"), CONTRADICTIONS, ids=[message[:40] for _, message in CONTRADICTIONS])
def test_two_decisions_that_contradict_are_named(
    decisions: tuple[Decision, Decision], message: str, contract: Contract
) -> None:
    with pytest.raises(ReviewError) as caught:
        reviewed(contract, *decisions)
    assert caught.value.where == "review.yaml:9"
    assert message in caught.value.what


@pytest.mark.parametrize(
    "decisions",
    [
        (decided("accept"), decided("accept", reason="I too.")),
        (decided("reject"), decided("reject")),
        (decided("edit", values={"sex": "m"}), decided("edit", values={"sex": "m"})),
        (decided("accept"), decided("reject", "cas-nine", "nine people")),
        (decided("add", values=CHILD), decided("add", values={**CHILD, "sex": "f"})),
    ],
)
def test_two_decisions_that_agree_stand_together(decisions: tuple[Decision, ...], contract: Contract) -> None:
    assert reviewed(contract, *decisions) != tables_of(MARKET)


def test_what_a_person_rejected_another_row_can_replace(contract: Contract) -> None:
    values = {"outcome": "injured", "count_low": "20", "count_point": "20", "count_qualifier": "at_least"}
    values |= {"victim_group": "civilian", "incident_id": "inc-market", "speaker_text": "a doctor"}
    as_before = {**values, "victim_group": "unknown"}
    with pytest.raises(ReviewError, match="adds what cas-wounded says already"):
        reviewed(contract, decided("add", values=as_before))
    tables = reviewed(contract, decided("add", values=as_before), decided("reject"))
    assert casualty(tables, added(tables)).count_low == 20


# ------------------------------------------------------------------------------------------------ review.yaml

REVIEW = """\
# A comment.
- action: edit
  table: casualties
  row: cas-wounded
  quote: >-
    At least 20
    were wounded
  values: {count_low: 21, confidence: 0.5, sex: null, speaker_text: "a  cafe\\u0301", is: true, age: ''}
  reviewer: A. Reader
  date: 2025-03-05
  reason: The list says so.

- action: accept
  table: incidents
  row: inc-market
  quote: Gunmen attacked
  reviewer: A. Reader
  date: 2025-03-06
  reason: Read twice.
"""


def put_review(tmp_path: Path, review: str | bytes) -> tuple[Path, Report]:
    folder = tmp_path / "reports" / MARKET
    folder.mkdir(parents=True)
    (folder / "report.txt").write_text(TEXTS[MARKET], encoding="utf-8")
    (folder / "review.yaml").write_bytes(review if isinstance(review, bytes) else review.encode())
    (report,) = read_reports(tmp_path / "reports")
    return tmp_path / "reports", report


def test_a_review_is_read(tmp_path: Path) -> None:
    source, report = put_review(tmp_path, REVIEW)
    path = source / MARKET / "review.yaml"
    edit, accept = read_review(source, report)
    assert dict(edit.values) == {
        "count_low": "21",
        "confidence": "0.5",
        "sex": "",
        "speaker_text": "a café",
        "is": "true",
        "age": "",
    }
    assert (edit.action, edit.table, edit.row_id, edit.quote) == ("edit", "casualties", "cas-wounded", WOUNDED)
    assert (edit.reviewer, edit.date, edit.reason) == ("A. Reader", dt.date(2025, 3, 5), "The list says so.")
    assert (edit.where, accept.where) == (f"{path}:2", f"{path}:13")
    assert (accept.action, dict(accept.values)) == ("accept", {})


def test_a_review_is_found_whichever_way_the_report_is_named(tmp_path: Path) -> None:
    source, report = put_review(tmp_path, REVIEW)
    for named in (source, source / MARKET, source / MARKET / "report.txt"):
        assert [report] == list(read_reports(named))
        assert len(read_review(named, report)) == 2, named


def test_a_text_or_a_line_has_no_review(tmp_path: Path) -> None:
    (tmp_path / "review.yaml").write_text("nonsense", encoding="utf-8")
    for name, content in (("a.txt", "Two died."), ("a.jsonl", '{"report_id": "a", "text": "Two died."}')):
        (tmp_path / name).write_text(content, encoding="utf-8")
        (report,) = read_reports(tmp_path / name)
        assert read_review(tmp_path / name, report) == ()


@pytest.mark.parametrize("review", ["", "# nothing yet\n", "[]\n"])
def test_an_empty_review_decides_nothing(review: str, tmp_path: Path) -> None:
    assert read_review(*put_review(tmp_path, review)) == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (REVIEW, "action: accept\n", 1, "must be a list of decisions"),
        (REVIEW, "- action: accept\n- plain\n", 1, "the decision has no date"),
        (REVIEW, "- plain\n", 1, "is no decision"),
        (REVIEW, "- action: [\n", 2, "is not YAML"),
        ("action: accept", "action: approve", 13, "action is 'approve', not one of accept, edit, reject, add"),
        ("  quote: Gunmen attacked\n", "", 13, "the decision has no quote"),
        ("  quote: Gunmen attacked\n", "  quote: ''\n", 16, "the decision has no quote"),
        ("  reason: Read twice.\n", "", 13, "the decision has no reason"),
        ("  row: inc-market\n", "", 13, "the decision has no row"),
        ("  reviewer: A. Reader\n  date: 2025-03-06", "  date: 2025-03-06", 13, "the decision has no reviewer"),
        ("  table: incidents\n", "", 13, "the decision has no table"),
        ("date: 2025-03-06", "date: 2025-02-30", 18, "date is '2025-02-30', not a day written YYYY-MM-DD"),
        ("quote: Gunmen", "qoute: Gunmen", 16, "has the unknown key 'qoute'; is it 'quote'?"),
        ("reason: Read twice.", "reason: 12", 19, "reason is 12, not text; put it in quotes"),
        ("row: inc-market", "row: inc-market\n  row: inc-x", 16, "gives 'row' a second time"),
        ("action: accept", "action: add", 15, "add names a row"),
        ("action: accept\n", "action: edit\n", 13, "edit needs `values`"),
        ("row: inc-market", "row: inc-market\n  values: {stage: x}", 16, "accept sets no columns"),
        ("{count_low: 21,", "{count_low: [21],", 8, "count_low is a list or mapping"),
        ("quote: Gunmen attacked", "quote: " + "long " * 81, 16, "quote has 404 characters; quote the 400 or fewer"),
    ],
)
def test_a_broken_review_is_named_by_line(old: str, new: str, line: int, message: str, tmp_path: Path) -> None:
    assert old in REVIEW
    source, report = put_review(tmp_path, REVIEW.replace(old, new))
    with pytest.raises(ReviewError) as caught:
        read_review(source, report)
    assert caught.value.where == f"{source / MARKET / 'review.yaml'}:{line}"
    assert message in caught.value.what


def test_a_review_that_is_not_utf_8_is_named_by_line(tmp_path: Path) -> None:
    source, report = put_review(tmp_path, REVIEW.replace("Read", "R\xe9ad").encode("latin-1"))
    with pytest.raises(ReviewError, match=r"review\.yaml:9: byte 0xE9 .* is not UTF-8"):
        read_review(source, report)


def test_a_review_that_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    source, report = put_review(tmp_path, REVIEW)
    path = source / MARKET / "review.yaml"
    path.rename(tmp_path / "elsewhere.yaml")
    path.symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(ReviewError) as caught:
        read_review(source, report)
    assert caught.value.where == str(path)
    assert "leads out of" in caught.value.what


def test_a_review_lies_over_the_rows_it_was_written_for(tmp_path: Path, contract: Contract) -> None:
    source, report = put_review(tmp_path, REVIEW.replace(", is: true, age: ''", "").replace("sex: null", "sex: f"))
    tables = apply_review(tables_of(MARKET), read_review(source, report), report, contract)
    assert casualty(tables, "cas-wounded").count_low == 21
    assert {row.review_status for row in tables.incidents} == {"machine", "accepted"}

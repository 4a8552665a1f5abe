"""Good tables pass; each kind of error, planted in them, is named `table:row:column  message  (check)`."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from pipeline.contract import Contract, Expectation, Suite
from pipeline.frames import frame
from pipeline.model import ROW_TYPES, Cell, ContractError, Finding, Row, Tables, key_of
from pipeline.validate import CHECKS, validate
from tests.sample_tables import MARKET, TOLL, valid_tables


def changed(table: str, key: str, /, **cells: object) -> Tables:
    """The sample tables with some cells of one row changed."""
    tables, _ = valid_tables()
    assert key in {"|".join(key_of(row)) for row in tables.rows(table)}
    rows = [
        dataclasses.replace(row, **cells) if "|".join(key_of(row)) == key else row  # type: ignore[arg-type]
        for row in tables.rows(table)
    ]
    return dataclasses.replace(tables, **{table: tuple(sorted(rows, key=key_of))})


def with_rows(table: str, arrange: Callable[[tuple[Row, ...]], tuple[Row, ...]]) -> Tables:
    tables, _ = valid_tables()
    return dataclasses.replace(tables, **{table: arrange(tables.rows(table))})


def without(table: str, key: str) -> Tables:
    return with_rows(table, lambda rows: tuple(row for row in rows if key_of(row) != (key,)))


def held(tables: Tables, contract: Contract, with_expectations: bool = False) -> list[Finding]:
    return list(validate(tables, contract, valid_tables()[1], with_expectations))


# ------------------------------------------------------------------------------------------------ what is right


def test_the_sample_breaks_no_rule(contract: Contract) -> None:
    tables, texts = valid_tables()
    assert all(rows for _, rows in tables)
    assert validate(tables, contract, texts) == ()


def test_empty_tables_break_only_the_rule_that_a_package_holds_a_report(contract: Contract) -> None:
    findings = validate(Tables(), contract, {})
    assert [(finding.table, finding.row_id, finding.check) for finding in findings] == [
        ("reports", "*", "table_row_count_to_be_between")
    ]


# ------------------------------------------------------------------------------------------------ planted errors

# what is planted · where it is found · by which check · a piece of the message
PLANTED: list[tuple[Tables, str, str, str]] = [
    (changed("casualties", "cas-six", count_low="6"), "casualties:cas-six:count_low", "cells_are_of_their_type", "'6'"),
    (changed("places", "plc-turbat", lat=float("nan")), "places:plc-turbat:lat", "cells_are_of_their_type", "nan"),
    (changed("casualties", "cas-six", count_low=2**63), "casualties:cas-six:count_low", "cells_are_of_their_type", ""),
    (
        changed("incidents", "inc-toll", date_latest=dt.datetime(2025, 3, 3, tzinfo=dt.UTC)),
        "incidents:inc-toll:date_latest",
        "cells_are_of_their_type",
        "2025",
    ),
    (changed("actors", "act-fhf", is_placeholder=1), "actors:act-fhf:is_placeholder", "cells_are_of_their_type", "1"),
    (changed("actors", "act-fhf", name=None), "actors:act-fhf:name", "required_cells_are_filled", "null"),
    (
        changed("casualties", "cas-six", speaker_text=""),
        "casualties:cas-six:speaker_text",
        "texts_are_fit_for_csv",
        "''",
    ),
    (changed("actors", "act-fhf", name="Free\nHills"), "actors:act-fhf:name", "texts_are_fit_for_csv", "line break"),
    (changed("actors", "act-fhf", name="Free \ud800"), "actors:act-fhf:name", "texts_are_fit_for_csv", "character"),
    (
        changed("casualties", "cas-six", outcome="slain"),
        "casualties:cas-six:outcome",
        "codes_are_listed",
        "'slain' is no code of outcomes",
    ),
    (changed("actors", "act-fhf", country_code="Pak"), "actors:act-fhf:country_code", "patterns_are_matched", "'Pak'"),
    (
        changed("actors", "act-fhf", country_code="PAK "),
        "actors:act-fhf:country_code",
        "patterns_are_matched",
        "'PAK '",
    ),
    (changed("places", "plc-turbat", lat=91.0), "places:plc-turbat:lat", "numbers_are_within_bounds", "above 90"),
    (
        changed("casualties", "cas-six", count_low=-6),
        "casualties:cas-six:count_low",
        "numbers_are_within_bounds",
        "below 0",
    ),
    (
        changed("evidence", "evi-cas-six-row", quote="six" * 134),
        "evidence:evi-cas-six-row:quote",
        "texts_are_short_enough",
        "400",
    ),
    (
        with_rows("casualties", lambda rows: (rows[0], *rows)),
        "casualties:cas-dozens:casualty_id",
        "keys_are_unique",
        "same key",
    ),
    (
        with_rows("actor_aliases", lambda rows: (rows[0], *rows)),
        "actor_aliases:act-fhf|FHF|en|short|:-",
        "keys_are_unique",
        "same key",
    ),
    (
        changed("incidents", "inc-toll", place_id="plc-atlantis"),
        "incidents:inc-toll:place_id",
        "foreign_keys_are_rows",
        "'plc-atlantis' is no row of places",
    ),
    (
        changed("casualties", "cas-six", component_of_casualty_id="cas-lost"),
        "casualties:cas-six:component_of_casualty_id",
        "foreign_keys_are_rows",
        "cas-lost",
    ),
    (
        changed("reconciliations", "rec-nine", component_casualty_ids="cas-six cas-lost"),
        "reconciliations:rec-nine:component_casualty_ids",
        "foreign_keys_are_rows",
        "cas-lost",
    ),
    (
        with_rows("actors", lambda rows: rows[::-1]),
        "actors:act-fhf:-",
        "rows_are_in_key_order",
        "'act-gunmen'",
    ),
    (
        changed("casualties", "cas-wounded", count_high=20),
        "casualties:cas-wounded:count_qualifier",
        "counts_are_as_bounded",
        "low 20, high 20, point 20 cannot be at_least",
    ),
    (
        changed("casualties", "cas-six", count_low=7, count_qualifier="range", count_point=None),
        "casualties:cas-six:count_low",
        "ranges_are_in_order",
        "count_low 7 is above count_high 6",
    ),
    (
        changed("incidents", "inc-market", date_earliest=dt.date(2025, 3, 9)),
        "incidents:inc-market:date_earliest",
        "ranges_are_in_order",
        "2025-03-09 is above date_latest 2025-03-03",
    ),
    (
        changed("casualties", "cas-nine", period_latest=dt.date(2025, 3, 2)),
        "casualties:cas-nine:period_earliest",
        "ranges_are_in_order",
        "period",
    ),
    (
        changed("casualty_estimates", "est-market-conservative", best=None, high=8),
        "casualty_estimates:est-market-conservative:low",
        "ranges_are_in_order",
        "low 9 is above high 8",
    ),
    (changed("places", "plc-turbat", lon=None), "places:plc-turbat:lat", "coordinates_are_pairs", "all or none"),
    (
        changed("reports", MARKET, published_date=dt.date(2025, 3, 1)),
        "incidents:inc-market:date_earliest",
        "incidents_are_not_after_their_report",
        "2025-03-03 is after 2025-03-01",
    ),
    (
        changed("casualties", "cas-six", count_low=10, count_high=10, count_point=10),
        "casualties:cas-six:count_low",
        "parts_are_within_their_total",
        "10 is more than 9",
    ),
    (
        changed("casualties", "cas-six", count_low=7, count_high=7, count_point=7),
        "casualties:cas-nine:count_high",
        "sums_of_parts_are_within_their_total",
        "10, more than 9",
    ),
    (
        changed("reconciliations", "rec-nine", components_low=8),
        "reconciliations:rec-nine:components_low",
        "reconciliations_are_recomputed",
        "8 should be 9",
    ),
    (
        changed("reconciliations", "rec-nine", verdict="unexplained_remainder"),
        "reconciliations:rec-nine:verdict",
        "reconciliations_are_recomputed",
        "does not fit",
    ),
    (
        changed("reconciliations", "rec-nine", verdict="components_exceed_total"),
        "reconciliations:rec-nine:verdict",
        "reconciliations_are_recomputed",
        "does not fit",
    ),
    (
        changed("casualty_estimates", "est-market-conservative", input_casualty_ids="cas-nine cas-nine"),
        "casualty_estimates:est-market-conservative:input_casualty_ids",
        "estimates_are_of_their_figures",
        "twice",
    ),
    (
        changed("casualty_estimates", "est-toll-conservative", input_casualty_ids="cas-ten"),
        "casualty_estimates:est-toll-conservative:input_casualty_ids",
        "estimates_are_of_their_figures",
        "cas-ten is withdrawn",
    ),
    (
        changed("casualty_estimates", "est-market-conservative", input_casualty_ids="cas-wounded"),
        "casualty_estimates:est-market-conservative:input_casualty_ids",
        "estimates_are_of_their_figures",
        "counts injured",
    ),
    (
        changed("casualties", "cas-nine", component_of_casualty_id="cas-six"),
        "casualties:cas-six:component_of_casualty_id",
        "chains_are_without_circles",
        "cas-nine",
    ),
    (
        changed("allegations", "all-denial", responds_to_allegation_id="all-denial"),
        "allegations:all-denial:responds_to_allegation_id",
        "chains_are_without_circles",
        "all-denial",
    ),
    (
        changed("actors", "act-ministry", parent_actor_id="act-police"),
        "actors:act-police:parent_actor_id",
        "chains_are_without_circles",
        "act-ministry",
    ),
    (
        changed("casualties", "cas-ten", component_of_casualty_id="cas-nine"),
        "casualties:cas-ten:component_of_casualty_id",
        "linked_rows_are_of_one_report",
        MARKET,
    ),
    (
        changed("incidents", "inc-market", parent_incident_id="inc-toll"),
        "incidents:inc-market:parent_incident_id",
        "campaigns_are_parents",
        "inc-toll is no campaign",
    ),
    (
        changed("incidents", "inc-market", incident_type="coordinated_attacks"),
        "incidents:inc-market:incident_type",
        "campaigns_are_parents",
        "campaigns only",
    ),
    (
        changed("casualties", "cas-ten", rank="normal"),
        "casualties:cas-ten:rank",
        "superseded_figures_are_deprecated",
        "cas-ten-reviewed",
    ),
    (
        changed("actors", "act-fhf", actor_type="unknown"),
        "casualties:cas-nine:inflicted_by_actor_id",
        "perpetrators_are_known_or_unnamed",
        "act-fhf",
    ),
    (
        changed("reports", TOLL, text_sha256="0" * 64),
        f"reports:{TOLL}:text_sha256",
        "texts_are_those_of_the_reports",
        "hash",
    ),
    (changed("reports", TOLL, char_count=9), f"reports:{TOLL}:char_count", "texts_are_those_of_the_reports", "9"),
    (
        changed("evidence", "evi-cas-six-row", start=75),
        "evidence:evi-cas-six-row:quote",
        "quotes_are_the_words_of_the_text",
        "'six men' should be",
    ),
    (
        changed("evidence", "evi-cas-six-row", end=9999),
        "evidence:evi-cas-six-row:end",
        "quotes_are_the_words_of_the_text",
        "no span",
    ),
    (
        changed("evidence", "evi-cas-six-row", row_id="cas-lost"),
        "evidence:evi-cas-six-row:row_id",
        "evidence_is_of_a_row_and_column",
        "cas-lost is no row of casualties",
    ),
    (
        changed("evidence", "evi-cas-six-row", field="count"),
        "evidence:evi-cas-six-row:field",
        "evidence_is_of_a_row_and_column",
        "count is no column of casualties",
    ),
    (
        changed("evidence", "evi-cas-six-row", row_id="cas-ten"),
        "evidence:evi-cas-six-row:report_id",
        "evidence_is_of_a_row_and_column",
        TOLL,
    ),
    (without("evidence", "evi-cas-six-row"), "casualties:cas-six:-", "rows_are_with_evidence", "no row of evidence"),
    (
        changed("casualties", "cas-nine", count_text="about nine"),
        "casualties:cas-nine:count_text",
        "verbatim_words_are_in_the_text",
        "'about nine'",
    ),
]


@pytest.mark.parametrize(
    ("tables", "where", "check", "message"), PLANTED, ids=[f"{check}-{where}" for _, where, check, _ in PLANTED]
)
def test_a_planted_error_is_named(tables: Tables, where: str, check: str, message: str, contract: Contract) -> None:
    lines = [str(finding) for finding in held(tables, contract)]
    assert [line for line in lines if line.startswith(where + "  ") and f"({check})" in line and message in line], lines


def test_every_check_can_fail() -> None:
    checks = {check.__name__.removeprefix("check_") for check in CHECKS}
    assert {check for _, _, check, _ in PLANTED} == checks | {"cells_are_of_their_type", "required_cells_are_filled"}


def test_every_check_says_what_must_hold() -> None:
    assert all(check.__doc__ for check in CHECKS)


def test_only_what_reports_themselves_may_get_wrong_is_a_warning(contract: Contract) -> None:
    severities = {(finding.check, finding.severity) for tables, *_ in PLANTED for finding in held(tables, contract)}
    assert {check for check, severity in severities if severity == "warning"} == {
        "incidents_are_not_after_their_report",
        "sums_of_parts_are_within_their_total",
    }


@pytest.mark.parametrize("shift", [-1, 1])
@pytest.mark.parametrize("end", ["start", "end"])
def test_every_span_that_is_off_by_one_is_found(shift: int, end: str, contract: Contract) -> None:
    for row in valid_tables()[0].evidence:
        tables = changed("evidence", row.evidence_id, **{end: getattr(row, end) + shift})
        assert row.evidence_id in {finding.row_id for finding in held(tables, contract) if finding.severity == "error"}


def test_a_text_that_is_not_at_hand_is_an_error(contract: Contract) -> None:
    findings = validate(valid_tables()[0], contract, {}, with_expectations=False)
    assert {finding.row_id for finding in findings if finding.severity == "error"} == {MARKET, TOLL}


@pytest.mark.parametrize(
    ("qualifier", "right", "wrong"),
    [
        ("exact", (17, 17, 17), (17, None, 17)),
        ("at_least", (10, None, 10), (10, None, None)),
        ("more_than", (31, None, 30), (30, None, 30)),
        ("at_most", (0, 5, 5), (1, 5, 5)),
        ("fewer_than", (0, 4, 5), (0, 5, 5)),
        ("range", (4000, 5000, None), (4000, 5000, 4500)),
        ("about", (None, None, 100), (90, 110, 100)),
        ("vague", (12, None, None), (12, 99, None)),
        ("unspecified_plural", (2, None, None), (1, None, None)),
        ("explicit_zero", (0, 0, 0), (None, None, 0)),
    ],
)
def test_bounds_follow_the_qualifier(
    qualifier: str, right: tuple[int | None, ...], wrong: tuple[int | None, ...], contract: Contract
) -> None:
    for bounds, is_right in ((right, True), (wrong, False)):
        cells = dict(zip(("count_low", "count_high", "count_point"), bounds, strict=True))
        tables = changed("casualties", "cas-wounded", count_qualifier=qualifier, **cells)
        assert ("counts_are_as_bounded" not in {finding.check for finding in held(tables, contract)}) == is_right


def test_a_rejected_part_is_not_held_against_its_total(contract: Contract) -> None:
    ten = {"count_low": 10, "count_high": 10, "count_point": 10}
    tables = changed("casualties", "cas-six", review_status="rejected", **ten)
    assert "parts_are_within_their_total" not in {finding.check for finding in held(tables, contract)}


# ------------------------------------------------------------------------------------------------ expectations


def broken_tables() -> Tables:
    """Tables that are right row by row and wrong as a whole, or in the pairs of columns that suites look at."""
    tables, _ = valid_tables()
    late, early = dt.date(2025, 3, 9), dt.date(2025, 3, 1)
    report = dataclasses.replace(tables.reports[0], published_date=None, language="fr", char_count=4)
    incident = dataclasses.replace(tables.incidents[2], date_earliest=late, date_latest=early, incident_type="other")
    figure = dataclasses.replace(
        tables.casualties[1],
        incident_id=None,
        review_status="work_needed",
        count_low=12,
        period_earliest=late,
        period_latest=early,
    )
    allegation = dataclasses.replace(tables.allegations[0], speaker_text=None)
    undated = [
        dataclasses.replace(incident, incident_id=f"inc-{i}", date_earliest=None, place_text=None) for i in range(9)
    ]
    actor = dataclasses.replace(tables.actors[3], actor_type="unknown")
    place = dataclasses.replace(tables.places[1], lat=None, lon=None, country_code=None)
    span = dataclasses.replace(tables.evidence[0], end=tables.evidence[0].start)
    estimate = dataclasses.replace(tables.casualty_estimates[0], low=11, best=10, high=9)
    sums = dataclasses.replace(
        tables.reconciliations[0],
        stated_low=10,
        components_low=12,
        verdict="components_exceed_total",
    )
    return Tables(
        reports=(report, dataclasses.replace(report, report_id="again")),
        incidents=(incident, dataclasses.replace(incident, incident_id="inc-twin"), *undated),
        casualties=(figure, dataclasses.replace(figure, casualty_id="cas-twin")),
        allegations=(allegation, dataclasses.replace(allegation, allegation_id="all-twin")),
        actors=(actor, dataclasses.replace(actor, actor_id="act-twin")),
        actor_aliases=(tables.actor_aliases[0], tables.actor_aliases[0]),
        places=(place, dataclasses.replace(place, place_id="plc-twin")),
        evidence=(span, dataclasses.replace(span, evidence_id="evi-twin")),
        casualty_estimates=(estimate, dataclasses.replace(estimate, estimate_id="est-twin")),
        reconciliations=(sums, dataclasses.replace(sums, reconciliation_id="rec-twin")),
    )


def test_every_expectation_can_fail_and_says_what_it_means(contract: Contract) -> None:
    findings = [str(finding) for finding in held(broken_tables(), contract, with_expectations=True)]
    for table, suite in contract.expectations.items():
        for line in suite.expectations:
            if line.type != "expect_table_row_count_to_be_between":  # fails where there are no reports, see above
                found = [f for f in findings if f.startswith(f"{table}:") and f"{line.meaning}: " in f]
                assert found, (table, line.meaning)


def test_a_broken_expectation_is_no_louder_than_its_suite_says(contract: Contract) -> None:
    tables = changed("reports", TOLL, language="fr")
    assert [(str(finding), finding.severity) for finding in held(tables, contract, with_expectations=True)] == [
        (
            "reports:*:language  every report is in a language that has word lists: unexpected ['fr']  "
            "(column_distinct_values_to_be_in_set)",
            "warning",
        )
    ]


def with_suite(contract: Contract, *lines: Expectation) -> Contract:
    suites = {table: Suite(table, (), f"{table}.json") for table in contract.expectations}
    return dataclasses.replace(contract, expectations={**suites, "reports": Suite("reports", lines, "reports.json")})


@pytest.mark.parametrize(
    "line",
    [
        Expectation("expect_column_to_be_nice", {"column": "title"}, "error", "it is nice"),
        Expectation("expect_column_values_to_be_unique", {}, "error", "a column is missing"),
        Expectation("expect_column_values_to_be_unique", {"column": "title", "most": 1}, "error", "an unknown key"),
        Expectation("expect_column_values_to_be_unique", {"column": "colour"}, "error", "an unknown column"),
        Expectation(
            "expect_column_values_to_be_between", {"column": "title", "min_value": 1}, "error", "it cannot be compared"
        ),
    ],
    ids=lambda line: line.meaning,
)
def test_an_expectation_that_cannot_run_is_no_success(line: Expectation, contract: Contract) -> None:
    with pytest.raises(ContractError, match=r"reports\.json"):
        held(valid_tables()[0], with_suite(contract, line), with_expectations=True)


def test_a_run_of_zero_expectations_is_no_success(contract: Contract) -> None:
    with pytest.raises(ContractError, match="no expectation was evaluated"):
        held(valid_tables()[0], with_suite(contract), with_expectations=True)


# ------------------------------------------------------------------------------------------------ the referee


def written(tables: Tables, contract: Contract, folder: Path) -> str:
    """A plain data package of the tables, as frictionless reads it."""
    resources = []
    for table, rows in tables:
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(contract.schemas[table].columns)
            writer.writerows([as_text(getattr(row, name)) for name in contract.schemas[table].columns] for row in rows)
        schema = contract.schemas[table].descriptor()
        resources.append({"name": table, "path": f"{table}.csv", "profile": "tabular-data-resource", "schema": schema})
    package = frictionless.Package.from_descriptor({"name": "sample", "resources": resources}, basepath=str(folder))
    report = package.validate()
    return "\n".join(f"{task.name} {error.type} {error.message}" for task in report.tasks for error in task.errors) + (
        "\n".join(error.message for error in report.errors)
    )


def as_text(cell: Cell) -> str:
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


def test_frictionless_agrees_that_the_sample_is_right(contract: Contract, tmp_path: Path) -> None:
    assert written(valid_tables()[0], contract, tmp_path) == ""


@pytest.mark.parametrize(
    ("check", "error"),
    [
        ("required_cells_are_filled", "constraint-error"),
        ("codes_are_listed", "constraint-error"),
        ("patterns_are_matched", "constraint-error"),
        ("numbers_are_within_bounds", "constraint-error"),
        ("texts_are_short_enough", "constraint-error"),
        ("keys_are_unique", "primary-key"),
        ("foreign_keys_are_rows", "foreign-key"),
    ],
)
def test_frictionless_agrees_on_what_is_wrong(check: str, error: str, contract: Contract, tmp_path: Path) -> None:
    tables, where = next((tables, where) for tables, where, name, _ in PLANTED if name == check)
    problems = written(tables, contract, tmp_path)
    assert error in problems
    assert where.split(":")[0] in problems


# ------------------------------------------------------------------------------------------------ frames


@pytest.mark.parametrize("table", ROW_TYPES)
def test_a_frame_has_the_types_of_the_contract_with_and_without_rows(table: str, contract: Contract) -> None:
    rows, schema = valid_tables()[0].rows(table), contract.schemas[table]
    full, empty = frame(rows, schema), frame((), schema)
    assert full.dtypes.equals(empty.dtypes)
    assert tuple(full.columns) == schema.columns
    for column in full:
        cells = [None if pd.isna(cell) else cell for cell in full[column]]
        cells = [cell.date() if isinstance(cell, pd.Timestamp) else cell for cell in cells]
        assert cells == [getattr(row, str(column)) for row in rows]

"""A package warns of what its rows make necessary, and says whether the accuracy it gives is that of its version."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from pipeline.annotate import annotate
from pipeline.contract import Contract
from pipeline.ingest import read_reports
from pipeline.lexicon import Lexicon
from pipeline.model import Finding, PublishError, Tables
from pipeline.publish import Provenance, holdings, make_files, prepare, read_metadata
from pipeline.publish.accuracy import Figure, is_of, read_accuracy
from pipeline.publish.data_card import data_card_bytes
from pipeline.publish.holdings import holdings_of
from pipeline.publish.usage import RULES, Basis, usage_warnings
from pipeline.tidy import derive, tidy
from tests.sample_tables import valid_tables

FIGURE = Figure("col", "Ten reports", "pairs, F", 0.5, "2025-03-01", "abc1234", "rules@0.1.0", "a" * 64)
MADE = Provenance("0.1.0", "rules@0.1.0", "a" * 64, "b" * 64, dt.datetime(2025, 3, 4, tzinfo=dt.UTC))
RELEASE = dataclasses.replace(read_metadata(None), version="1.0.0")
WARNING = Finding("dates_are_known", "warning", "reports", "r", "published_date", "has no date")
COUNTS = {name: len(rows) for name, rows in valid_tables()[0]}
EMPTY = Basis(holdings_of(Tables()), 0, RELEASE, MADE, (FIGURE,))


def with_rows(**tables: tuple[Any, ...]) -> Basis:
    return dataclasses.replace(EMPTY, holdings=holdings_of(Tables(**tables)))


def changed(table: str, **values: object) -> tuple[Any, ...]:
    """The first row of a valid table, with these values."""
    return (dataclasses.replace(valid_tables()[0].rows(table)[0], **values),)


REPORT = {"publisher": "A", "published_date": dt.date(2025, 3, 3)}
QUIET = {"review_status": "accepted"}
INCIDENT = {**QUIET, "date_precision": "day", "place_precision": "admin2", "claim_status": "claimed"}
CASUALTY = {**QUIET, "figure_scope": "incident_total", "speaker_role": "witness", "incident_id": "inc-market"}
# Each rule, with rows that it is about and rows that are as like them as can be.
TRUE_AND_FALSE: dict[str, tuple[Basis, Basis]] = {
    "trial_version": (dataclasses.replace(EMPTY, metadata=read_metadata(None)), EMPTY),
    "single_source": (
        with_rows(reports=changed("reports", **REPORT) * 2),
        with_rows(reports=changed("reports", **REPORT) + changed("reports", **REPORT | {"publisher": "B"})),
    ),
    "origin_not_given": (
        with_rows(reports=changed("reports", **REPORT | {"publisher": None})),
        with_rows(reports=changed("reports", **REPORT)),
    ),
    "machine_coded_unreviewed": (
        with_rows(allegations=changed("allegations", review_status="machine")),
        with_rows(allegations=changed("allegations", **QUIET)),
    ),
    "work_needed": (
        with_rows(incidents=changed("incidents", review_status="work_needed")),
        with_rows(incidents=changed("incidents", review_status="machine")),
    ),
    "accuracy_not_measured": (dataclasses.replace(EMPTY, accuracy=()), EMPTY),
    "involved_party_figures": (
        with_rows(casualties=changed("casualties", **CASUALTY | {"speaker_role": "involved_party"})),
        with_rows(casualties=changed("casualties", **CASUALTY)),
    ),
    "figures_do_not_add_up": (
        with_rows(reconciliations=changed("reconciliations", verdict="unexplained_remainder")),
        with_rows(reconciliations=changed("reconciliations", verdict="not_comparable")),
    ),
    "open_ranges": (
        with_rows(casualty_estimates=changed("casualty_estimates", high=None)),
        with_rows(casualty_estimates=changed("casualty_estimates", high=9)),
    ),
    "figures_of_other_times": (
        with_rows(casualties=changed("casualties", **CASUALTY | {"figure_scope": "period_total"})),
        with_rows(casualties=changed("casualties", **CASUALTY | {"figure_scope": "component"})),
    ),
    "figures_of_no_incident": (
        with_rows(casualties=changed("casualties", **CASUALTY | {"incident_id": None})),
        with_rows(casualties=changed("casualties", **CASUALTY | {"incident_id": None, "rank": "deprecated"})),
    ),
    "date_precision_low": (
        with_rows(incidents=changed("incidents", **INCIDENT | {"date_precision": "week"})),
        with_rows(incidents=changed("incidents", **INCIDENT | {"date_precision": "few_days"})),
    ),
    "place_precision_low": (
        with_rows(incidents=changed("incidents", **INCIDENT | {"place_precision": "admin1"})),
        with_rows(incidents=changed("incidents", **INCIDENT | {"place_precision": "near_place"})),
    ),
    "contested_responsibility": (
        with_rows(incidents=changed("incidents", **INCIDENT | {"claim_status": "denied"})),
        with_rows(incidents=changed("incidents", **INCIDENT | {"claim_status": "denied", "review_status": "rejected"})),
    ),
    "checks_have_warned": (dataclasses.replace(EMPTY, n_findings=1), EMPTY),
}


def codes(basis: Basis, contract: Contract) -> list[str]:
    return [warning.code.code for warning in usage_warnings(basis, contract)]


@pytest.mark.parametrize("code", TRUE_AND_FALSE)
def test_a_warning_is_decided_by_the_rows(code: str, contract: Contract) -> None:
    concerned, not_concerned = TRUE_AND_FALSE[code]
    assert code in codes(concerned, contract)
    assert code not in codes(not_concerned, contract)


def test_every_warning_has_a_rule_and_an_example_here(contract: Contract) -> None:
    assert set(contract.codes["usage_warnings"].values) == RULES.keys() == TRUE_AND_FALSE.keys() | {"no_victim_names"}
    assert codes(EMPTY, contract) == ["no_victim_names"]


def test_the_precisions_that_warn_are_codes(contract: Contract) -> None:
    assert holdings.DAYS_UNKNOWN - {None} < set(contract.codes["date_precisions"].values)
    assert holdings.DISTRICT_UNKNOWN - {None} < set(contract.codes["place_precisions"].values)
    assert set(contract.codes["figure_scopes"].values) > holdings.SUMS_OF_MANY
    assert set(contract.codes["verdicts"].values) > holdings.NOT_ADDING_UP
    assert set(contract.codes["review_statuses"].values) > holdings.UNREVIEWED


def test_a_code_without_a_rule_is_named(contract: Contract) -> None:
    without = {**contract.codes, "usage_warnings": contract.codes["sexes"]}
    with pytest.raises(PublishError, match="a code needs a rule"):
        usage_warnings(EMPTY, dataclasses.replace(contract, codes=without))


def test_the_descriptor_and_the_card_give_the_same_warnings_with_their_rows(contract: Contract) -> None:
    tables = valid_tables()[0]
    files = make_files(prepare(tables, [WARNING], contract, RELEASE), contract, RELEASE, MADE, None)
    listed = json.loads(files["datapackage.json"])["attested"]["usage_warnings"]
    card = files["DATA_CARD.md"].decode("utf-8")
    assert [one["code"] for one in listed] == re.findall(r"^\| \*\*[^*]+\*\* \(`(\w+)`\)", card, re.MULTILINE)
    rows = {one["code"]: one.get("rows") for one in listed}
    assert (rows["checks_have_warned"], rows["single_source"]) == (1, None)
    assert all(one["description"] in card for one in listed)


# ------------------------------------------------------------------------------------------------ accuracy


def card(basis: Basis, contract: Contract) -> str:
    return data_card_bytes(basis, contract, COUNTS, usage_warnings(basis, contract)).decode("utf-8")


def test_the_card_gives_what_was_measured_and_when(contract: Contract) -> None:
    text = card(EMPTY, contract)
    assert "Measured on 2025-03-01 with rules@0.1.0 at commit abc1234" in text
    assert "### col\n\nTen reports.\n" in text
    assert "| pairs, F | 0.500 |" in text
    assert "not the figures of this version" not in text


@pytest.mark.parametrize("other", [{"annotator": "rules@0.2.0"}, {"lexicon_sha256": "c" * 64}])
def test_figures_of_another_version_are_called_so(other: dict[str, str], contract: Contract) -> None:
    basis = dataclasses.replace(EMPTY, accuracy=(FIGURE, dataclasses.replace(FIGURE, **other)))
    assert not is_of(basis.accuracy, MADE)
    assert "**These are not the figures of this version.**" in card(basis, contract)


def test_no_title_breaks_the_card(contract: Contract) -> None:
    hostile = '<script>alert("1")</script> | *bold* [link](x): `code`'
    metadata = dataclasses.replace(RELEASE, title=hostile, description=hostile, contributors=(hostile,))
    text = card(dataclasses.replace(EMPTY, metadata=metadata), contract)
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inner = [child for token in tokens for child in token.children or ()]
    assert {"html_block", "html_inline"}.isdisjoint(token.type for token in (*tokens, *inner))
    assert [link.attrs["href"] for link in inner if link.type == "link_open"] == [RELEASE.licence.path]
    heading = next(token for token in tokens if token.type == "inline")
    assert "".join(child.content for child in heading.children or ()) == f"Data card: {hostile}"


def test_the_figures_that_ship_are_those_of_the_page_on_accuracy(root: Path) -> None:
    page = (root / "benchmarks" / "accuracy.md").read_text(encoding="utf-8")
    figures = read_accuracy()
    assert len(figures) > 10
    assert {(figure.measured_date, figure.commit) for figure in figures} == set(
        re.findall(r"Measured on (\S+), on commit (\w+)", page)
    )
    lines = re.findall(r"^\| ([\w-]+) \| [^|]+ \| ([\d.; ]+) \|", page.split("\n## ")[0], re.MULTILINE)
    told = {(collection, float(value)) for collection, values in lines for value in values.split(";")}
    assert len(told) > 10
    assert told <= {(figure.collection, figure.value) for figure in figures}


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("collection,", "corpus,", 1, "the columns must be collection"),
        ("{value}", "high", 2, "it must be a number from 0 to 1"),
        ("{value}", "47.9", 2, "a number from 0 to 1"),
        ("{commit}", "", 2, "no cell may be empty"),
    ],
)
def test_a_broken_figure_is_named(old: str, new: str, line: int, what: str, root: Path, tmp_path: Path) -> None:
    text = (root / "pipeline" / "publish" / "accuracy.csv").read_text(encoding="utf-8")
    first = read_accuracy()[0]
    old = old.format(value=f"{first.value:.3f}", commit=first.commit)
    assert old in text
    path = tmp_path / "accuracy.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PublishError, match=what) as caught:
        read_accuracy(path)
    assert caught.value.where == f"{path}:{line}"


def test_a_victim_is_named_in_quotes_alone_as_the_warning_says(
    contract: Contract, lexicon: Lexicon, tmp_path: Path
) -> None:
    """The quotes are the report's, so the warning must not say that a package is free of names."""
    path = tmp_path / "named.txt"
    path.write_text("Gunmen shot dead journalist Sara Haile outside her home in Quetta.", encoding="utf-8")
    (report,) = read_reports(path)
    tables = derive(tidy(annotate(report, lexicon), lexicon))
    assert tables.casualties
    cells = [
        (name, field.name)
        for name, rows in tables
        for row in rows
        for field in dataclasses.fields(row)
        if "Haile" in str(getattr(row, field.name))
    ]
    assert set(cells) == {("evidence", "quote")}
    (warning,) = usage_warnings(EMPTY, contract)
    assert "evidence" in warning.code.description

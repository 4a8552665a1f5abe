"""A package in other forms: UCDP's columns, eventreport's, and a workbook that openpyxl reads."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.__main__ import main
from pipeline.contract import Contract
from pipeline.csv_text import cell_text
from pipeline.export import About, read_accounts, read_columns, view_csv, views, workbook_bytes
from pipeline.export.views import grid_cell
from pipeline.exports import country_names
from pipeline.home import home
from pipeline.model import ExportError, Tables
from tests.packages import awkward_tables, package_of, seed_package
from tests.sample_tables import valid_tables

PARSED: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "number": float,
    "date": dt.date.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
}
ABOUT = About("A title", "1.0.0", "A description.", "CC BY 4.0", dt.datetime(2025, 3, 4, tzinfo=dt.UTC))


@pytest.fixture(scope="module")
def sample() -> Tables:
    return valid_tables()[0]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def viewed(form: str, tables: Tables, contract: Contract) -> dict[str, dict[str, str]]:
    """The rows of a view, by the incident."""
    view = views(contract)[form]
    accounts = read_accounts(tables, country_names(home()))
    return {row["id"]: row for row in rows_of(view_csv(read_columns(view.columns), view.makers, accounts))}


def with_incident(tables: Tables, incident_id: str, **cells: Any) -> Tables:
    changed = [replace(row, **cells) if row.incident_id == incident_id else row for row in tables.incidents]
    assert tuple(changed) != tables.incidents
    return replace(tables, incidents=tuple(changed))


# ------------------------------------------------------------------------------------------------ columns


@pytest.mark.parametrize("form", ["ged", "eventreport"])
def test_every_column_says_what_it_is_made_from(form: str, contract: Contract) -> None:
    view = views(contract)[form]
    columns = read_columns(view.columns)
    assert view.makers.keys() <= {column.name for column in columns}
    for column in columns:
        assert column.rule, column.name
        assert column.type in PARSED, column.name
        for source in column.sources:
            table, _, name = source.partition(".")
            assert name in contract.schemas[table].columns, source
        if not column.sources:
            assert column.rule.startswith("not asserted") or column.name in view.makers, column.name


@pytest.mark.parametrize("form", ["ged", "eventreport"])
def test_every_cell_is_of_its_type_and_what_is_not_asserted_is_empty(
    form: str, contract: Contract, sample: Tables
) -> None:
    columns = read_columns(views(contract)[form].columns)
    rows = viewed(form, with_deaths(sample, low=10, best=11, high=12), contract).values()
    assert len(rows) == 2
    for column in columns:
        cells = [row[column.name] for row in rows]
        if column.rule.startswith("not asserted"):
            assert cells == ["", ""], column.name
        for cell in filter(None, cells):
            value = PARSED[column.type](cell)  # raises where it is of another type
            assert column.type == "string" or cell_text(value) == cell
    assert viewed(form, awkward_tables(), contract) == {}


# ------------------------------------------------------------------------------------------------ rows


def test_an_event_has_its_place_its_day_and_on_whose_word_it_rests(contract: Contract, sample: Tables) -> None:
    row = viewed("ged", sample, contract)["inc-market"]
    told = {
        "year": "2025", "side_a": "Free Hills Front", "side_b": "", "number_of_sources": "1", "country": "Pakistan",
        "source_article": "Example Times,2025-03-03,Market attacked", "where_prec": "1", "adm_1": "Balochistan",
        "adm_2": "Kech", "geom_wkt": "POINT (63.0502 26.0024)", "event_clarity": "1", "date_prec": "1",
        "date_start": "2025-03-03", "date_end": "2025-03-03", "attested_perpetrator_basis": "claimed",
    }  # fmt: skip
    assert {name: row[name] for name in told} == told
    assert [row[name] for name in ("best", "deaths_civilians", "deaths_unknown")] == ["", "", ""], "no figure for all"


def with_deaths(tables: Tables, **bounds: Any) -> Tables:
    """The estimates of the market for everybody, beside those for its civilians."""
    civilians = next(row for row in tables.casualty_estimates if row.estimate_id == "est-market-informative")
    everyone = replace(civilians, estimate_id="est-all", victim_group="all", **bounds)
    return replace(tables, casualty_estimates=(*tables.casualty_estimates, everyone))


def test_civilian_and_other_deaths_make_the_best(contract: Contract, sample: Tables) -> None:
    row = viewed("ged", with_deaths(sample, low=10, best=11, high=None), contract)["inc-market"]
    assert [row[name] for name in ("low", "best", "high")] == ["10", "11", ""], "an open end stays open"
    assert [row[name] for name in ("deaths_civilians", "deaths_unknown")] == ["9", "2"]
    assert [row[name] for name in ("deaths_a", "deaths_b")] == ["", ""]
    assert row["source_original"] == "police"
    assert row["attested_involved_party_only"] == "false"


def test_more_civilians_than_people_are_told_as_neither(contract: Contract, sample: Tables) -> None:
    row = viewed("ged", with_deaths(sample, low=8, best=8, high=8), contract)["inc-market"]
    assert [row[name] for name in ("best", "deaths_civilians", "deaths_unknown")] == ["8", "", "8"]


def test_grid_cells_are_numbered_as_in_prio_grid(contract: Contract, sample: Tables) -> None:
    account = next(iter(read_accounts(sample, {})))
    assert account.place is not None
    for lat, lon, cell in ((34.5311, 69.1622, 179779), (-89.75, -179.75, 1), (89.75, 179.75, 259200)):
        assert grid_cell(replace(account, place=replace(account.place, lat=lat, lon=lon))) == cell
    assert grid_cell(replace(account, place=None)) is None


@pytest.mark.parametrize(
    "cells", [{"incident_level": "campaign"}, {"stage": "threatened"}, {"review_status": "rejected"}]
)
def test_what_is_no_event_is_left_out(cells: dict[str, str], contract: Contract, sample: Tables) -> None:
    assert viewed("ged", with_incident(sample, "inc-market", **cells), contract).keys() == {"inc-toll"}


def test_accounts_of_one_event_share_a_proposed_key(contract: Contract, sample: Tables) -> None:
    rows = viewed("eventreport", sample, contract)
    assert rows["inc-market"]["event_id"] == rows["inc-toll"]["event_id"]
    assert rows["inc-market"]["event_id"].startswith("evt-")
    wide = viewed("eventreport", with_incident(sample, "inc-toll", place_precision="admin1"), contract)
    assert wide["inc-toll"]["event_id"] == "inc-toll"


def test_two_of_a_kind_in_one_report_are_not_taken_for_one(contract: Contract, sample: Tables) -> None:
    market = next(row for row in sample.incidents if row.incident_id == "inc-market")
    tables = replace(sample, incidents=(*sample.incidents, replace(market, incident_id="inc-market-2")))
    rows = viewed("eventreport", tables, contract)
    assert rows["inc-market"]["event_id"] == "inc-market"
    assert rows["inc-market-2"]["event_id"] == "inc-market-2"


def test_an_account_has_what_is_to_be_aggregated(contract: Contract, sample: Tables) -> None:
    row = viewed("eventreport", with_deaths(sample, low=10, best=11, high=12), contract)["inc-market"]
    told = {
        "city": "Turbat", "geo_precision": "6", "actor1": "Free Hills Front", "actor1_type": "rebel_group",
        "actor1_precision": "2", "target": "market_or_commerce", "deaths_low": "10", "deaths_best": "11",
        "deaths_high": "12", "injuries_best": "", "displacement": "", "source_type": "newspaper",
        "source": "Example Times (2025-03-03) Market attacked", "unit_of_analysis": "Event report",
    }  # fmt: skip
    assert {name: row[name] for name in told} == told


def test_r_reads_the_accounts_by_the_words_of_the_readme_as_eventreport_needs_them(
    contract: Contract, sample: Tables, tmp_path: Path, run_r: Callable[..., str]
) -> None:
    """Its calc_mode_date (0.1.2) gives NA for dates that are not text, and a row for each of them."""
    view, out = views(contract)["eventreport"], tmp_path / "accounts.csv"
    accounts = read_accounts(with_deaths(sample, low=10, best=11, high=None), {})
    out.write_bytes(view_csv(read_columns(view.columns), view.makers, accounts))
    readme = (package_of(sample, contract, tmp_path / "package") / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^accounts <- .*$", readme, re.MULTILINE)
    script = tmp_path / "read.R"
    shown = "columns <- accounts[c('event_id', 'date_start', 'date_end', 'deaths_best', 'deaths_high')]"
    told = "cat(sapply(columns, class), sum(is.na(accounts$deaths_high)))"
    script.write_text("\n".join((line.replace("path/to/accounts.csv", str(out)), shown, told)), encoding="utf-8")
    assert run_r(script).split() == ["character", "character", "character", "integer", "logical", "2"]


# ------------------------------------------------------------------------------------------------ Excel


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("make", [lambda: valid_tables()[0], awkward_tables], ids=["sample", "awkward"])
def test_openpyxl_reads_every_cell_with_its_type(make: Callable[[], Tables], contract: Contract) -> None:
    tables = make()
    book = opened(workbook_bytes(tables, contract, ABOUT))
    kinds = {"string": "s", "integer": "n", "number": "n", "boolean": "b", "date": "d"}
    for name, rows in tables:
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == list(contract.schemas[name].columns)
        assert sheet.freeze_panes == "B2"
        assert sheet.max_row == 1 + len(rows) or not rows
        for at, row in enumerate(rows, start=2):
            for column, field in enumerate(contract.schemas[name].fields, start=1):
                cell, value = sheet.cell(at, column), getattr(row, field.name)
                read = cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value
                assert read == (round(value, 4) if isinstance(value, float) else value), f"{name}.{field.name}"
                assert value is None or cell.data_type == kinds[field.type], f"{name}.{field.name}"
                assert value is None or field.type != "string" or cell.quotePrefix, f"{name}.{field.name}"


def test_no_cell_is_a_formula_or_a_link(contract: Contract) -> None:
    tables = awkward_tables()
    starts = (
        "=1+1",
        "+1",
        "-2",
        "@SUM(A1)",
        "{=1}",
        "'=1",
        "https://example.org",
        "internal:reports!A1",
        "0123",
        "TRUE",
    )
    quotes = tuple(replace(tables.evidence[0], evidence_id=f"evd-{at}", quote=text) for at, text in enumerate(starts))
    book = opened(workbook_bytes(replace(tables, evidence=quotes), contract, ABOUT))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert set(starts) <= {cell.value for cell in cells if cell.data_type == "s" and cell.quotePrefix}
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    assert not any(cell.hyperlink for cell in cells)


def test_the_codebook_is_in_the_workbook(contract: Contract, sample: Tables) -> None:
    book = opened(workbook_bytes(sample, contract, ABOUT))
    listed = {(line[0].value, line[1].value) for line in book["codebook"].iter_rows(min_row=2)}
    assert listed == {(name, field.name) for name, schema in contract.schemas.items() for field in schema.fields}
    codes = {(line[0].value, line[1].value) for line in book["codes"].iter_rows(min_row=2)}
    assert codes == {(name, code) for name, codes in contract.codes.items() for code in codes.values}
    assert book.sheetnames[0] == "about"
    assert book.properties.created == dt.datetime(2025, 3, 4)  # noqa: DTZ001  openpyxl has no zones


def test_the_workbook_has_the_same_bytes_in_every_zone(
    contract: Contract, sample: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = set()
    for zone in ("UTC", "Asia/Karachi"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        made.add(workbook_bytes(sample, contract, ABOUT))
        time.sleep(1.1)  # a clock that got in would show
    monkeypatch.undo()
    time.tzset()
    assert len(made) == 1


def test_what_excel_cannot_hold_is_written_out_or_refused(contract: Contract, sample: Tables) -> None:
    first, *others = sample.reports
    old = replace(sample, reports=(replace(first, published_date=dt.date(1899, 12, 31)), *others))
    sheet = opened(workbook_bytes(old, contract, ABOUT))["reports"]
    assert "1899-12-31" in [cell.value for cell in sheet[2]]
    long = replace(sample, reports=(replace(first, title="x" * 40_000), *others))
    with pytest.raises(ExportError, match=r"reports:2:title: is longer"):
        workbook_bytes(long, contract, ABOUT)


# ------------------------------------------------------------------------------------------------ the verb


@pytest.fixture(scope="module")
def package(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seed_package(root, tmp_path_factory.mktemp("seed") / "package")


def test_the_verb_writes_each_form(package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form, name in (("ged", "ged_events.csv"), ("eventreport", "reports.csv"), ("xlsx", "package.xlsx")):
        assert main(["export", str(package), "--to", form, "--out", str(tmp_path / name)]) == 0
    names = {"ged_events.csv", "ged_events.columns.csv", "reports.csv", "reports.columns.csv", "package.xlsx"}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert {Path(line).name for line in capsys.readouterr().out.splitlines()} == names
    rows = rows_of((tmp_path / "ged_events.csv").read_bytes())
    listed = rows_of((tmp_path / "ged_events.columns.csv").read_bytes())
    assert list(rows[0]) == [line["column"] for line in listed]
    assert {row["where_coordinates"]: row["best"] for row in rows}["Gwadar"] == "17"
    read = openpyxl.load_workbook(tmp_path / "package.xlsx", read_only=True)
    assert sum(1 for line in read["casualties"].iter_rows()) == 16


def test_the_seed_as_a_view_has_an_event_a_row_and_says_so_of_every_death(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(package), "--to", "ged", "--out", str(tmp_path / "ged.csv")]) == 0
    assert "a row for 11 incidents, none for 1 (campaigns, threats, rejected" in capsys.readouterr().err
    rows = rows_of((tmp_path / "ged.csv").read_bytes())
    assert len(rows) == 11, "twelve incidents, of which one is the campaign"
    for row in rows:
        parts = [int(row[name]) for name in ("deaths_civilians", "deaths_unknown") if row[name]]
        assert sum(parts) == int(row["best"] or 0)


@pytest.mark.parametrize(
    ("package_name", "out", "said"),
    [
        ("nowhere", "a.csv", "holds no datapackage.json"),
        ("package/README.md", "a.csv", "is a file; unpack the package"),
        ("package", "package/data/a.csv", "lies in the package"),
        ("package", ".", "is a folder"),
    ],
)
def test_the_verb_says_what_to_do(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], package_name: str, out: str, said: str
) -> None:
    (tmp_path / "package").symlink_to(package)
    arguments = ["export", str(tmp_path / package_name), "--to", "ged", "--out", str(tmp_path / out)]
    assert main(arguments) == 1
    assert said in capsys.readouterr().err
    assert not (package / "data" / "a.csv").exists()


def test_a_package_that_does_not_say_what_it_is_is_refused(
    contract: Contract, sample: Tables, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = package_of(sample, contract, tmp_path / "package")
    (place / "datapackage.json").write_text("{}", encoding="utf-8")
    assert main(["export", str(place), "--to", "xlsx", "--out", str(tmp_path / "a.xlsx")]) == 1
    assert "build the package again" in capsys.readouterr().err

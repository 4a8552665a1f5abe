"""Packages that tests read as a stranger would: the seed's, and one of awkward cells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.build import build
from pipeline.contract import Contract
from pipeline.model import Actor, Evidence, Tables
from pipeline.publish import prepare, publish
from pipeline.terminal import narrator
from tests.sample_tables import valid_tables
from tests.test_publish import MADE, TRIAL

AWKWARD = (
    '"',
    '""',
    '"quoted" whole',
    ",",
    'a "comma", quoted',
    '=HYPERLINK("https://example.org","x")',
    "=1+1",
    "+1",
    "-1",
    "@cmd",
    "NA",
    "null",
    "TRUE",
    "007",
    "1e5",
    "2026-02-01",
    " led and trailed ",
    "it's",
    "back\\slash",
    'back\\"slash',
    "#no comment",
    "a;b\tc",
    "نشکی – “Noshki”",
    "e\u0301 is not é",
    "🕊",
)


def seed_package(root: Path, place: Path) -> Path:
    """The package of the report that the project ships."""
    built = build(root / "reports", place, root / "datapackage" / "metadata.yml", None, narrator())
    assert built.package is not None
    return place


def awkward_tables() -> Tables:
    """Every awkward text as a name and as a quote; the other tables, and many columns, are empty."""
    report = replace(valid_tables()[0].reports[0], title='=A1, "B"', url=None, published_date=None)
    names = [Actor(actor_id=f"act-{n:02}", name=text, actor_type="unknown") for n, text in enumerate(AWKWARD)]
    quotes = [
        Evidence(
            evidence_id=f"evi-{n:02}",
            table_name="actors",
            row_id=f"act-{n:02}",
            field="name",
            report_id=report.report_id,
            start=0,
            end=len(text),
            quote=text,
            rule_id="by_hand",
        )
        for n, text in enumerate(AWKWARD)
    ]
    bare = dict.fromkeys(("actor_aliases", "allegations", "casualties", "incidents", "places"), ())
    derived = dict.fromkeys(("casualty_estimates", "reconciliations"), ())
    return Tables(reports=(report,), actors=tuple(names), evidence=tuple(quotes), **bare, **derived)


def package_of(tables: Tables, contract: Contract, place: Path) -> Path:
    assert publish(prepare(tables, [], contract, TRIAL), contract, TRIAL, place, MADE).package is not None
    return place

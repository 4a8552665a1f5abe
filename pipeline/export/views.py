"""The two views: which file lists their columns, and what makes the columns that are more than a copy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.contract import Contract
from pipeline.export.accounts import Account
from pipeline.export.columns import Maker
from pipeline.model import Cell, Place

HERE = Path(__file__).parent
CELLS_A_DEGREE, CELLS_A_ROW = 2, 720  # PRIO-GRID (Tollefsen, Strand and Buhaug 2012): half a degree, around the globe
SETTLEMENTS = frozenset({"town", "village"})

Bound = Literal["low", "best", "high"]


@dataclass(frozen=True, slots=True)
class View:
    """`columns` is the file that lists them; `makers` needs the contract for the crosswalks of its code lists."""

    columns: Path
    makers: Mapping[str, Maker]


def views(contract: Contract) -> Mapping[str, View]:
    """The views, by the name of their form."""
    return {
        "ged": View(HERE / "ged.csv", ged_makers(contract)),
        "eventreport": View(HERE / "eventreport.csv", eventreport_makers(contract)),
    }


def ged_makers(contract: Contract) -> Mapping[str, Maker]:
    return {
        "year": year,
        "side_a": perpetrator,
        "number_of_sources": lambda account: 1,
        "source_article": lambda account: ",".join(source_parts(account)) or None,
        "source_original": lambda account: "; ".join(account.speakers) or None,
        "where_prec": crosswalk(contract, "place_precision", "ucdp_where_prec"),
        "geom_wkt": point,
        "priogrid_gid": grid_cell,
        "country": lambda account: account.country,
        "event_clarity": crosswalk(contract, "reporting_clarity", "ucdp_event_clarity"),
        "date_prec": crosswalk(contract, "date_precision", "ucdp_date_prec"),
        "deaths_civilians": civilian_deaths,
        "deaths_unknown": other_deaths,
        "best": estimate("killed", "best"),
        "high": estimate("killed", "high"),
        "low": estimate("killed", "low"),
        "attested_involved_party_only": involved_party_only,
    }


def eventreport_makers(contract: Contract) -> Mapping[str, Maker]:
    field = contract.schemas["incidents"].field("place_precision")
    widest_first = tuple(reversed(field.codes.values if field.codes else ()))
    steps: Mapping[str | None, int] = {code: step for step, code in enumerate(widest_first, start=1)}
    return {
        "event_id": lambda account: account.event_id,
        "country": lambda account: account.country,
        "city": city,
        "geo_precision": lambda account: steps.get(account.incident.place_precision),
        "actor1": perpetrator,
        "actor1_precision": actor_precision,
        "deaths_best": estimate("killed", "best"),
        "deaths_low": estimate("killed", "low"),
        "deaths_high": estimate("killed", "high"),
        "injuries_best": estimate("injured", "best"),
        "injuries_low": estimate("injured", "low"),
        "injuries_high": estimate("injured", "high"),
        "displacement": lambda account: 1 if account.has_displaced else None,
        "source": source,
        "unit_of_analysis": lambda account: "Event report",
        "attested_involved_party_only": involved_party_only,
    }


# ------------------------------------------------------------------------------------------------ who, where, when


def crosswalk(contract: Contract, column: str, codebook: str) -> Maker:
    """A column of incidents in the numbers of another codebook, as its code list gives them."""
    field = contract.schemas["incidents"].field(column)
    numbers = {code.code: code.crosswalk[codebook] for code in (field.codes.codes if field.codes else ())}

    def number(account: Account) -> Cell:
        told = numbers.get(getattr(account.incident, column) or "")
        return int(told) if told else None

    return number


def year(account: Account) -> Cell:
    first, last = account.incident.date_earliest, account.incident.date_latest
    return first.year if first is not None and last is not None and first.year == last.year else None


def perpetrator(account: Account) -> Cell:
    return account.perpetrator.name if account.perpetrator else account.incident.perpetrator_text


def actor_precision(account: Account) -> Cell:
    if account.perpetrator is None:
        return None
    return 1 if account.perpetrator.is_placeholder else 2


def city(account: Account) -> Cell:
    return account.place.name if account.place and account.place.place_kind in SETTLEMENTS else None


def coordinates(place: Place | None) -> tuple[float, float] | None:
    """Latitude and longitude."""
    return None if place is None or place.lat is None or place.lon is None else (place.lat, place.lon)


def point(account: Account) -> Cell:
    at = coordinates(account.place)
    return None if at is None else f"POINT ({at[1]:.4f} {at[0]:.4f})"


def grid_cell(account: Account) -> Cell:
    at = coordinates(account.place)
    if at is None:
        return None
    row, column = (
        math.floor((degrees + offset) * CELLS_A_DEGREE) for degrees, offset in zip(at, (90, 180), strict=True)
    )
    return row * CELLS_A_ROW + column + 1


def source_parts(account: Account) -> tuple[str, ...]:
    """Publisher, date and title, as far as they are known."""
    report = account.report
    day = report.published_date.isoformat() if report.published_date else None
    return tuple(part for part in (report.publisher, day, report.title) if part)


def source(account: Account) -> Cell:
    report = account.report
    day = f"({report.published_date.isoformat()})" if report.published_date else None
    return " ".join(part for part in (report.publisher, day, report.title) if part) or None


# ------------------------------------------------------------------------------------------------ how many


def estimate(outcome: str, bound: Bound) -> Maker:
    def number(account: Account) -> Cell:
        row = account.estimates.get((outcome, "all"))
        return None if row is None else getattr(row, bound)

    return number


def civilian_deaths(account: Account) -> Cell:
    """Never more than all: where the text gives more civilians than people, neither part is told."""
    everyone, civilians = account.deaths, account.estimates.get(("killed", "civilian"))
    if everyone is None or everyone.best is None or civilians is None or civilians.best is None:
        return None
    return civilians.best if civilians.best <= everyone.best else None


def other_deaths(account: Account) -> Cell:
    everyone, civilians = account.deaths, civilian_deaths(account)
    if everyone is None or everyone.best is None:
        return None
    return everyone.best - (civilians if isinstance(civilians, int) else 0)


def involved_party_only(account: Account) -> Cell:
    return account.deaths.involved_party_only if account.deaths else None

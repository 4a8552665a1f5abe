"""The calendar: days, months and years as ranges, and the clock that relative dates start from.

Every function that resolves a date (`calendar_dates`, `relative_dates`) takes `Parts`, the values of a mention's words
by class ({"day": ["31"], "month": ["1"]}), and a `Clock`; it gives a Day, whose ends are open where text and clock do
not settle them, or None where the words can be no date ("31 February").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Day

Parts = Mapping[str, Sequence[str]]

# The longest span of each precision of schemas/codes/date_precisions.csv, in days.
SPANS = ((1, "day"), (6, "few_days"), (10, "week"), (31, "month"))


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a relative date starts from: the day of the report, and the days the text has told so far.

    `told` is the last day told. `base` is the last one told without leaning on another: in "on Saturday … the previous
    day" Friday is `told` and Saturday `base`.
    """

    published: dt.date | None
    told: dt.date | None = None
    base: dt.date | None = None


def precision_of(earliest: dt.date | None, latest: dt.date | None) -> str:
    """The code for how closely two ends tell a time."""
    if earliest is None or latest is None:
        return "longer"
    days = (latest - earliest).days + 1
    return next((code for limit, code in SPANS if days <= limit), "longer")


def shifted(day: dt.date | None, days: int) -> dt.date | None:
    """The date so many days later; None where there is none to start from or the calendar ends."""
    try:
        return None if day is None else day + dt.timedelta(days=days)
    except OverflowError:
        return None


def date_or_none(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def point(earliest: dt.date | None, latest: dt.date | None = None, precision: str | None = None) -> Day:
    """A time of the story: one day, or a range where `latest` is given."""
    if latest is None:
        return Day(earliest, earliest, precision or "day", "point")
    return Day(earliest, latest, precision or precision_of(earliest, latest), "point")


def period(earliest: dt.date | None, latest: dt.date | None, precision: str | None = None) -> Day:
    return Day(earliest, latest, precision or precision_of(earliest, latest), "period")


def month_end(year: int, month: int) -> dt.date:
    return dt.date(year, 12, 31) if month == 12 else dt.date(year, month + 1, 1) - dt.timedelta(days=1)


def months_on(day: dt.date, months: int) -> dt.date | None:
    """The first of the month so many months on."""
    count = day.year * 12 + day.month - 1 + months
    return date_or_none(count // 12, count % 12 + 1, 1)


def full_year(digits: str, clock: Clock) -> int:
    """A year of two digits lies in the century that brings it nearest to the report, or to 1980."""
    if len(digits) > 2:
        return int(digits)
    near = clock.published.year if clock.published else 1980
    first = near // 100 * 100 + int(digits)
    return min((first - 100, first, first + 100), key=lambda year: abs(year - near))


def part_of_month(year: int, month: int, edge: str) -> Day:
    """A month, or its first ten days, second ten, or the rest."""
    end = month_end(year, month).day
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, end)}.get(edge, (1, end))
    return point(dt.date(year, month, first), dt.date(year, month, last), "month")


def part_of_year(year: int, edge: str) -> Day:
    """A year, or its first, second or last four months."""
    first, last = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(edge, (1, 12))
    return point(dt.date(year, first, 1), month_end(year, last))

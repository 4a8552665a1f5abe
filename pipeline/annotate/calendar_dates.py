"""Dates told by the calendar: day, month, year, season.

31 January 2026 · January 31 · 31 JAN 90 · 2026-01-31 · 31/01/2026 · in late January · the summer of 2014 · on the 31st
"""

from __future__ import annotations

import datetime as dt

from pipeline.annotate.calendar import (
    Clock,
    Parts,
    date_or_none,
    full_year,
    months_on,
    part_of_month,
    part_of_year,
    period,
    point,
    shifted,
)
from pipeline.model import Day

# A day named without its year lies in the past, or not far ahead ("the elections of 27 May"): a report that goes back
# nine months and more says the year.
DAYS_AHEAD = 90


def year_told(parts: Parts, clock: Clock) -> int | None:
    """The year of "5 January 2025" or "5 January last year"; None where none is told."""
    if "year" in parts:
        return full_year(parts["year"][0], clock)
    if parts.get("unit") != ["year"] or clock.published is None:
        return None
    return clock.published.year + ("next" in parts) - ("last" in parts)


def calendar_day(parts: Parts, clock: Clock) -> Day | None:
    """31 January 2026 · January 31 · 31 JAN 90 · 2026-01-31: without a year, the last such day up to the report."""
    day, month = int(parts["day"][0].rstrip("stndrh")), int(parts["month"][0])
    year = year_told(parts, clock)
    if year is not None:
        date = date_or_none(year, month, day)
        return point(date) if date else None
    if date_or_none(2000, month, day) is None:
        return None
    return point(last_such_day(month, day, clock.published) if clock.published else near_day(month, day, clock.told))


def last_such_day(month: int, day: int, published: dt.date) -> dt.date | None:
    """The last such day up to DAYS_AHEAD behind the report; 29 February may lie years back."""
    limit = shifted(published, DAYS_AHEAD) or published
    dates = (date_or_none(limit.year - back, month, day) for back in range(9))
    return next((date for date in dates if date and date <= limit), None)


def near_day(month: int, day: int, told: dt.date | None) -> dt.date | None:
    """Where the report has no date: the such day nearest to the last day told, if any was."""
    if told is None:
        return None
    dates = (date_or_none(told.year + ahead, month, day) for ahead in (-1, 0, 1))
    return min((date for date in dates if date), key=lambda date: abs(date - told), default=None)


def days_of_month(parts: Parts, clock: Clock) -> Day | None:
    """3-5 March · March 3 to 5, 2025: both ends in one month."""
    first, last = (calendar_day({**parts, "day": (day,)}, clock) for day in parts["day"][:2])
    if first is None or last is None or first.earliest is None or last.earliest is None:
        return first and last and point(None, None, "few_days")
    return point(first.earliest, last.earliest) if first.earliest < last.earliest else None


def iso_day(parts: Parts, clock: Clock) -> Day | None:
    """2026-01-31 · 2026/01/31."""
    month, day = parts["day"][:2]
    return calendar_day({"day": (day,), "month": (month,), "year": parts["year"]}, clock)


def numeric_day(parts: Parts, clock: Clock) -> Day | None:
    """31/01/2026: where the month may stand first too, the weekday and the report's date decide, or a range is kept."""
    first, second, *rest = parts["day"]
    year = full_year((*parts.get("year", ()), *rest)[0], clock)
    dates = [date_or_none(year, int(m), int(d)) for d, m in ((first, second), (second, first))]
    known = sorted(date for date in dates if date)
    known = [date for date in known if [str(date.weekday())] == parts.get("weekday")] or known
    told = [date for date in known if clock.published is None or date <= clock.published] or known
    return point(told[0], told[-1]) if told else None


def month_of_year(parts: Parts, clock: Clock) -> Day | None:
    """in January · January 2026 · late January · last March: without a year, the last such month up to the report."""
    month, year = int(parts["month"][0]), year_told(parts, clock)
    if year is None:
        if clock.published is None:
            return point(None, None, "month")
        year = clock.published.year - (month > clock.published.month) + ("next" in parts)
        year -= "last" in parts and month == clock.published.month
    if date_or_none(year, month, 1) is None:
        return None
    return part_of_month(year, month, parts.get("edge", ("",))[0])


def year_of_calendar(parts: Parts, clock: Clock) -> Day | None:
    """in 2004 · early 2004 (its first four months)."""
    return part_of_year(int(parts["year"][0]), parts.get("edge", ("",))[0])


def years_of_calendar(parts: Parts, clock: Clock) -> Day | None:
    """between 2004 and 2010."""
    first, last = (int(year) for year in parts["year"][:2])
    return period(dt.date(first, 1, 1), dt.date(last, 12, 31)) if first < last else None


def season_of_year(parts: Parts, clock: Clock) -> Day | None:
    """the summer of 2014 · last winter: three months of the northern year; winter runs into the next year."""
    month = int(parts["season"][0])
    if "year" in parts:
        year = int(parts["year"][0])
    elif clock.published is None:
        return point(None, None, "longer")
    else:
        year = clock.published.year - (month > clock.published.month) + ("next" in parts)
    start = date_or_none(year, month, 1)
    end = months_on(start, 3) if start else None
    return point(start, shifted(end, -1)) if end else None


def day_of_background(parts: Parts, clock: Clock) -> Day | None:
    """the 9/11 attacks: a day that the report only recalls."""
    date = dt.date.fromisoformat(parts["background"][0])
    return period(date, date)


def ordinal_day(parts: Parts, clock: Clock) -> Day | None:
    """on the 31st: the last such day of a month up to the report."""
    if clock.published is None:
        return point(None)
    day = int(parts["day"][0].rstrip("stndrh"))
    months = (months_on(clock.published, -back) for back in range(3))
    dates = (date_or_none(first.year, first.month, day) for first in months if first)
    return next((point(date) for date in dates if date and date <= clock.published), None)

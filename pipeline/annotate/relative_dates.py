"""Dates told by their distance from another day: the report's, or the one the text told last.

yesterday · Saturday night · last week · 11 days ago · the previous day · over the past year · a 48-hour period
"""

from __future__ import annotations

import datetime as dt
import math

from pipeline.annotate.calendar import (
    Clock,
    Parts,
    date_or_none,
    month_end,
    months_on,
    part_of_month,
    part_of_year,
    period,
    point,
    shifted,
)
from pipeline.model import Day

# Days in a unit where its length counts and not the calendar: "over the past year".
UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}
# The calendar years in a unit of years: "two decades ago" was a year of the calendar.
UNIT_YEARS = {"year": 1, "decade": 10}
# "a few days ago" is two to seven days ago.
FEW = (2, 7)
# How closely "last month" tells a time.
UNIT_PRECISION = {"week": "week", "month": "month", "year": "longer"}
# How closely "in recent months" tells a time.
OPEN_PRECISION = {"day": "week", "week": "month"}


def number_of(parts: Parts) -> tuple[int, int]:
    """How many units, as a range; one where no number stands ("a day earlier")."""
    number = next((parts[name][0] for name in ("number", "day", "year") if name in parts), "1")
    return FEW if number == "few" else (int(number), int(number))


def unit_of(parts: Parts) -> str:
    return next((parts[name][0] for name in ("unit", "units") if name in parts), "")


def offset_day(parts: Parts, clock: Clock) -> Day | None:
    """today · last night · overnight (a range of two days): so many days from the report."""
    low, _, high = parts["relative_day"][0].partition("..")
    return point(shifted(clock.published, int(low)), shifted(clock.published, int(high or low)))


def anchored_day(parts: Parts, clock: Clock) -> Day | None:
    """the previous day · that night: from the last day told; where none is told, from the report."""
    offset = next(parts[name][0] for name in ("anchor_day", "told_day") if name in parts)
    return point(shifted(clock.told or clock.published, int(offset)))


def weekday(parts: Parts, clock: Clock) -> Day | None:
    """Saturday: the last one on or before the day of the report; "next" and "last" look strictly ahead and back."""
    number = int(parts["weekday"][0])
    anchor = (clock.told or clock.published) if {"previous", "following"} & parts.keys() else clock.published
    if anchor is None:
        return point(None)
    back = (anchor.weekday() - number) % 7
    if "next" in parts or "following" in parts:
        return point(shifted(anchor, 7 - back))
    if "this" in parts and back > 3:
        return point(shifted(anchor, 7 - back))
    if "last" in parts or "previous" in parts:
        back = back or 7
    return point(shifted(anchor, -back))


def weekend(parts: Parts, clock: Clock) -> Day | None:
    """over the weekend: the last Saturday and Sunday that had begun by the report."""
    if clock.published is None:
        return point(None, None, "few_days")
    back = (clock.published.weekday() - 5) % 7
    back += 7 * ("last" in parts and back < 2) - 7 * ("next" in parts)
    return point(shifted(clock.published, -back), shifted(clock.published, 1 - back), "few_days")


def calendar_unit(parts: Parts, clock: Clock) -> Day | None:
    """last week · this month · end of next year: a unit of the calendar; "this" ends with the report."""
    ahead = ("next" in parts or "following" in parts) - ("last" in parts or "previous" in parts)
    leans = "previous" in parts or "following" in parts
    unit, anchor = unit_of(parts), (clock.told or clock.published) if leans else clock.published
    if unit not in UNIT_PRECISION:
        return None
    first, last = unit_around(anchor, unit, ahead) if anchor else (None, None)
    if anchor is None or first is None or last is None:
        return point(None, None, UNIT_PRECISION[unit])
    if "edge" in parts and unit != "week":
        edge = parts["edge"][0]
        return part_of_month(first.year, first.month, edge) if unit == "month" else part_of_year(first.year, edge)
    if "later" in parts:
        first = max(first, anchor)
    elif ahead == 0:
        last = min(last, anchor)
    return point(first, last, UNIT_PRECISION[unit])


def unit_around(day: dt.date, unit: str, ahead: int) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of the week (from Monday), month or year around a day, or of one so many units ahead."""
    if unit == "week":
        first = shifted(day, 7 * ahead - day.weekday())
        return first, shifted(first, 6)
    if unit == "month":
        first = months_on(day, ahead)
        return first, month_end(first.year, first.month) if first else None
    return date_or_none(day.year + ahead, 1, 1), date_or_none(day.year + ahead, 12, 31)


def units_ago(parts: Parts, clock: Clock) -> Day | None:
    """two days ago · three weeks ago · a decade ago: counted back from the report."""
    return units_away(parts, clock.published, -1)


def units_apart(parts: Parts, clock: Clock) -> Day | None:
    """two days earlier · a week later: counted from the last day told; where none is told, from the report."""
    day = units_away(parts, clock.told or clock.published, 1 if "later" in parts else -1)
    if day and day.earliest and clock.published and day.earliest > clock.published:
        return None  # it was counted from something else than the last day told
    return day


def units_away(parts: Parts, start: dt.date | None, sign: int) -> Day | None:
    """So many units back (-1) or on (1): a day, the days around a week's end, a month or a year of the calendar."""
    unit, ends = unit_of(parts), sorted(sign * number for number in number_of(parts))
    if unit == "hour":
        unit, ends = "day", sorted(sign * (abs(number) // 24) for number in ends)
    if start is None:
        return point(None, None, {"day": "day", "week": "week", "month": "month"}.get(unit, "longer"))
    if unit in UNIT_YEARS:
        low, high = (unit_around(start, "year", number * UNIT_YEARS[unit]) for number in ends)
    elif unit == "month":
        low, high = (unit_around(start, "month", number) for number in ends)
    else:
        width = 3 if unit == "week" else 0
        days = [number * UNIT_DAYS[unit] for number in ends]
        low = high = (shifted(start, days[0] - width), shifted(start, days[1] + width))
    return point(low[0], high[1]) if low[0] and high[1] else None


def past_units(parts: Parts, clock: Clock) -> Day | None:
    """over the past year · in the last 24 hours · the previous two weeks: a length of time up to the report."""
    end = (clock.told or clock.published) if "previous" in parts else clock.published
    if not ({"number", "day", "year", "unit"} & parts.keys()):
        return open_units(parts, clock)
    days = days_long(unit_of(parts), number_of(parts)[1])
    return period(shifted(end, -days), end, None if end else "longer")


def days_long(unit: str, number: int) -> int:
    return math.ceil(number / 24) if unit == "hour" else number * UNIT_DAYS[unit]


def length_period(parts: Parts, clock: Clock) -> Day | None:
    """over a 48-hour period: ends on the last day told (one that leans on another does not move the end back).

    A period of more than a month ends with the report; one of less than a day dates nothing.
    """
    if not unit_of(parts) or (unit_of(parts) == "hour" and number_of(parts)[1] < 24):
        return None
    days = days_long(unit_of(parts), number_of(parts)[1])
    told = [day for day in (clock.told, clock.base) if day and days <= 31]
    end = max(told) if told else clock.published
    return period(shifted(end, 1 - days), end, None if end else "longer")


def open_units(parts: Parts, clock: Clock) -> Day | None:
    """for decades · in recent months · decades ago: a time without a beginning, up to the report."""
    unit = unit_of(parts)
    return None if unit == "hour" else period(None, clock.published, OPEN_PRECISION.get(unit, "longer"))


def unit_so_far(parts: Parts, clock: Clock) -> Day | None:
    """so far this year: from the beginning of the unit up to the report."""
    day = calendar_unit(parts, clock)
    return day and period(day.earliest, day.latest, day.precision)

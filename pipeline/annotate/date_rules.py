"""The rules that put the words of a date together, over one letter a token.

"In late January 2026, on Saturday" -> w E M 4 , n W: the rule month_of_year matches E M 4, the rule weekday W.
A rule is a pattern over such letters, a phrase it was written for (its test), and the function that resolves it.
The first rule that fits at the earliest place wins, so the longer ones stand first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from pipeline.annotate.calendar import Clock, Parts
from pipeline.annotate.calendar_dates import (
    calendar_day,
    day_of_background,
    days_of_month,
    iso_day,
    month_of_year,
    numeric_day,
    ordinal_day,
    season_of_year,
    year_of_calendar,
    years_of_calendar,
)
from pipeline.annotate.relative_dates import (
    anchored_day,
    calendar_unit,
    length_period,
    offset_day,
    open_units,
    past_units,
    unit_so_far,
    units_ago,
    units_apart,
    weekday,
    weekend,
)
from pipeline.model import Day

# The letter of each class of the word list dates.yml: a capital may begin a date, a small letter stands beside one.
CLASSES = {
    "month": "M", "weekday": "W", "weekday_short": "X", "season": "S", "part": "P", "day": "R",
    "anchor": "A", "beside": "J", "unit": "U", "units": "Z", "weekend": "K", "edge": "E", "last": "L", "past": "H",
    "recent": "Q", "previous": "V", "next": "F", "following": "G", "this": "T", "ago": "B", "earlier": "C",
    "later": "D", "period": "O", "background": "Y", "so_far": "I", "number": "3", "in": "i", "on": "n", "of": "o",
    "the": "t", "to": "j", "from": "f", "until": "u", "since": "y", "clock": "c", "name": "g",
}  # fmt: skip
# The letter of a month whose entry is `weak`.
WEAK_MONTH = "N"
SIGNS = (
    {sign: sign for sign in ",./:"} | {"[": "(", "]": ")", "(": "(", ")": ")"} | dict.fromkeys(("-", "--", "—"), "-")
)
SIGNS |= dict.fromkeys("\"'?!;*…", "p") | {"'s": "s"}
# What else stands in the string of letters: numbers by their look, signs, w any other word, p any other sign, and ~ for
# the second and later words of a form ("Jan ." is M ~).
PART_NAMES = {letter: name for name, letter in CLASSES.items()} | {
    WEAK_MONTH: "month", "R": "relative_day", "A": "anchor_day", "J": "told_day", "X": "weekday",
    "0": "day", "1": "day", "2": "year", "4": "year",
}  # fmt: skip
WEEKDAY, MONTH, DAY, COUNTED = "(?:[WX],?t?)?", "[MN]", "[01]", "(?:[12]|3)"


@dataclass(frozen=True, slots=True)
class Rule:
    """`leads`: letters to the left that the span takes in, nearest first (an article, the preposition of a period)."""

    name: str
    pattern: str
    example: str
    resolve: Callable[[Parts, Clock], Day | None]
    leads: str = ""


def no_date(parts: Parts, clock: Clock) -> Day | None:
    """The May 19 Brigade: words of a date that are none."""
    return None


RULES = (
    Rule("organisation_name", f"(?<!n)(?:1-?{MONTH}|{MONTH}-?{DAY})(?=g)", "The May 19 Brigade fled", no_date),
    Rule("background_day", "Y", "The 9/11 attacks", day_of_background),
    Rule("iso_day", "4(?:-1-|/1/)1", "2026-01-31", iso_day),
    Rule("numeric_day", f"{WEEKDAY}(?:1/1/[124]|1-1-4)", "31/01/2026", numeric_day),
    Rule("days_of_month", f"{DAY}[-ju]{DAY}o?{MONTH}(?:,?4(?![cs]))?", "from 1 to 5 March", days_of_month, "f"),
    Rule("month_days", f"{MONTH}{DAY}[-ju]{DAY}(?:,?4(?![cs])|(?![wZU/4-]))", "March 3 to 5", days_of_month, "f"),
    Rule("day_month_year", f"{WEEKDAY}{DAY}[-o]?{MONTH}[-,o]?4(?![cs])", "31 January 2026", calendar_day),
    Rule("month_day_year", f"{WEEKDAY}{MONTH}{DAY},?4(?![cs])", "October 7th, 2023", calendar_day),
    Rule("short_year", f"{WEEKDAY}1-?{MONTH}[-p]?(?:2(?=[-,.()p]|$)|1(?=[-)]))", "5 JAN 90 --", calendar_day),
    Rule("day_last_year", f"{WEEKDAY}(?:{DAY}o?{MONTH}|{MONTH}{DAY}),?o?[LFT]U", "5 January last year", calendar_day),
    Rule("month_last_year", f"(?:E-?)?{MONTH},?o?[LFT]U", "in March last year", month_of_year),
    Rule("day_month", f"{WEEKDAY}{DAY}o?{MONTH}", "Sunday, 25 January", calendar_day),
    Rule("month_day", f"(?<!i){WEEKDAY}{MONTH}{DAY}(?!/)", "on Jan. 31", calendar_day),
    Rule("month_of_year", f"(?:E-?)?{MONTH}[,o]?4(?![cs])", "late January 2026", month_of_year),
    Rule("part_of_month", f"E-?{MONTH}(?![01])", "early January", month_of_year),
    Rule("relative_month", f"[LFT]{MONTH}", "last March", month_of_year),
    Rule("month", "(?<=[iyuoft])M|(?<=j)M(?!w)|(?<=[iyf])N", "in January", month_of_year),
    Rule("season_of_year", "S[,o]?t?4", "the summer of 2014", season_of_year),
    Rule("relative_season", "[LFT]S", "last winter", season_of_year),
    Rule("years", "(?<=f)4[-ju]4|4-4(?![-/])", "between 2004 and 2010", years_of_calendar, "f"),
    Rule("part_of_year", "E4(?!s)", "early 2004", year_of_calendar),
    Rule("year", "(?<=[iyu])4(?![cs])|(?<=f)4(?![csn])", "in 2004", year_of_calendar),
    Rule("year_named", "(?<=t)4(?=w)", "the 2004 massacre", year_of_calendar),
    Rule("ordinal_day", "(?<=nt)0(?![w0-9A-Z-])", "on the 31st in Mosul", ordinal_day),
    Rule("relative_weekday", "[LFTV]WP?|(?<=t)GWP?", "next Monday", weekday),
    Rule("weekday", "R?W[RP]?", "Saturday night", weekday),
    Rule("relative_day", "RP?", "yesterday afternoon", offset_day),
    Rule("anchored_day", "AP?", "the previous day", anchored_day, "t"),
    Rule("told_day", "(?<=t)J(?![tw])", "the day before", anchored_day, "t"),
    Rule("length_period", f"(?<=w)O|{COUNTED}[UZ]O", "over a 48-hour period", length_period, "ti"),
    Rule("units_ago", f"{COUNTED}[UZ]B|(?<=t)UB", "11 days ago", units_ago, "t"),
    Rule("long_ago", "ZB", "decades ago", open_units),
    Rule("units_apart", f"{COUNTED}[UZ][CD]|(?<=t)U[CD]", "a day earlier", units_apart, "t"),
    Rule("past_units", f"[HLV]{COUNTED}[UZ]|H[UZ]|LZ|(?<=it)LU", "over the past year", past_units, "ti"),
    Rule("recent_units", "Q[UZ]", "in recent months", open_units, "ti"),
    Rule("open_units", "(?<=i)Z", "for decades", open_units, "i"),
    Rule("unit_so_far", "ITU|TUI", "so far this year", unit_so_far),
    Rule("calendar_unit", "[ECD]?[LFT]U(?!o)|VU(?!o)|(?<=t)GU(?!o)", "earlier this month", calendar_unit),
    Rule("weekend", "(?<=[tin])K|[LFTV]K", "over the weekend", weekend),
)  # fmt: skip
RULE_OF = {rule.name: rule for rule in RULES}
# Rules whose day leans on one told before.
LEANING = frozenset({"anchored_day", "told_day", "units_apart"})
# A dateline: the date of a place line, then the agency in brackets or nothing, then a dash or colon.
DATELINE_RULES = frozenset({"day_month_year", "month_day_year", "short_year", "day_month", "month_day", "iso_day"})
DATELINE_WORDS = 40


@cache
def rule_pattern() -> re.Pattern[str]:
    """All rules as one pattern; the name of the group that took part is the rule's."""
    return re.compile("(?=[A-Z0-4])(?:" + "|".join(f"(?:{spread(r.pattern)})(?P<{r.name}>)" for r in RULES) + ")")


@cache
def dateline_pattern() -> re.Pattern[str]:
    """What follows the date of a dateline: "(Reuters) -", "--", ":"."""
    return re.compile(r"(?:\(.{1,10}?\)\)?)?[-:]")


def spread(pattern: str) -> str:
    """The pattern, with room for the further words of every form: M -> M~*+, [MN] -> [MN]~*+; lookarounds stay."""
    return re.sub(r"(\(\?<?[=!][^()]*\))|(\[[^]]*[A-Z][^]]*\]|[A-Z3])([?*+]?)", spread_one, pattern)


def spread_one(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    return f"(?:{match[2]}~*+){match[3]}" if match[3] else f"{match[2]}~*+"

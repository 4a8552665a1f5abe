"""A day of the calendar as metadata, reviews and date lines write it: 2026-02-01."""

from __future__ import annotations

import datetime as dt
import re

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


def parse_day(text: str) -> dt.date | None:
    """A day written YYYY-MM-DD; None for anything else."""
    if not re.fullmatch(DAY, text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None

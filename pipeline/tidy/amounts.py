"""How many people: amounts with a low end, a best guess and a high end, added up or held against one another.

12 dead and "at least 3 more" -> 15 .. open · "12" here and "19" there -> 12 .. 19 · "up to 20" beside 14 -> 14 .. 20
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from pipeline.model import Casualty, frozen

# Who is believed first where figures differ: no party to the conflict, then those who count bodies.
AUTHORITY = {"medical": 5, "un": 4, "ngo": 4, "authority": 3, "media_own": 2, "witness": 1, "unknown": 1}
# Qualifiers of figures that no number was told for: "dozens", "people were killed".
UNNUMBERED = frozenset({"vague", "unspecified_plural"})
# Qualifiers of what the report itself knows at least: whoever it quotes with less speaks of some, or spoke before.
FLOORS = frozenset({"at_least", "more_than"})
EXACT = frozenset({"exact"})


@frozen
class Amount:
    """How many, at least, at best, at most (None: open), and the figures behind it."""

    low: int
    best: int
    high: int | None
    rows: tuple[Casualty, ...]


def one(row: Casualty) -> Amount:
    """What one figure says: "about 100" is at least nothing more than its point, with an open end."""
    low = row.count_low if row.count_low is not None else row.count_point or 0
    best = max(low, row.count_point if row.count_point is not None else low)
    if row.count_high is not None:
        best = min(best, row.count_high)  # "fewer than 5" is at most 4
    return Amount(low, best, row.count_high, (row,))


def added(amounts: Sequence[Amount]) -> Amount | None:
    """The sum; open as soon as one part is open."""
    if len(amounts) < 2:
        return amounts[0] if amounts else None
    high = None if any(a.high is None for a in amounts) else sum(a.high or 0 for a in amounts)
    rows = tuple(row for a in amounts for row in a.rows)
    return Amount(sum(a.low for a in amounts), sum(a.best for a in amounts), high, rows)


def without_examples(amounts: Sequence[Amount]) -> list[Amount]:
    """The figures without those of some people where another figure tells of as many or more.

    Women or children alone, and persons told by name, are some of those a larger figure counts, not another count.
    """
    kept = list(amounts)
    if len(kept) == 1 and kept[0].best > 0:
        return kept
    for is_some in (is_single, is_kind):
        most = max((a.best for a in kept if not all(map(is_some, a.rows))), default=0)
        kept = [a for a in kept if a.best > most or not all(map(is_some, a.rows))]
    return kept


def is_single(row: Casualty) -> bool:
    """Whether a row tells of one person whom no word counts: by name, or "his wife"."""
    return row.count_low == row.count_high == 1 and row.count_text is None


def is_kind(row: Casualty) -> bool:
    """Whether a row tells of women, men or children, or of one person of any kind."""
    return row.sex in ("f", "m") or row.age_group in ("child", "elderly") or is_single(row)


def alternatives(amounts: Sequence[Amount]) -> Amount | None:
    """Figures that compete: the range from the lowest to the highest, and the best by authority, then by size.

    They come in the order of the text. A range that the report itself tells ("between five and eight") takes in what it
    quotes, if nothing is above it. Fewer than half of the number it begins with are some of those, or were told before.
    "At least 18" beside 27 has an end, beside 12 it has none.
    """
    if not amounts:
        return None
    if len(amounts) == 1:
        return amounts[0]
    rows = tuple(row for a in amounts for row in a.rows)
    if are_own_words(amounts[0], EXACT):
        amounts = [a for a in amounts if 2 * a.best >= amounts[0].low]
    summed_up = [a for a in amounts if are_own_words(a, {"range"})]
    if len(summed_up) == 1 and all(a.best <= (summed_up[0].high or 0) for a in amounts):
        return replace(summed_up[0], rows=rows)
    best = max(numbered(amounts), key=lambda a: (AUTHORITY.get(a.rows[0].speaker_role, 0), a.best))
    most = max((a.high for a in amounts if a.high is not None), default=0)
    is_open = any(a.high is None and a.best >= most for a in amounts)
    high = None if is_open else max(max(a.high or 0, a.best) for a in amounts)
    least = max((a.low for a in amounts if are_own_words(a, FLOORS)), default=0)
    low = max(lowest(numbered(amounts)), least)
    return Amount(min(low, best.best), best.best, high, rows)


def are_own_words(amount: Amount, qualifiers: Set[str]) -> bool:
    """Whether the report itself tells an amount, and by such words: nobody it quotes."""
    return all(row.count_qualifier in qualifiers and row.speaker_text is None for row in amount.rows)


def numbered(amounts: Sequence[Amount]) -> Sequence[Amount]:
    """The amounts that a number was told for; where none was, all."""
    return [a for a in amounts if not any(row.count_qualifier in UNNUMBERED for row in a.rows)] or amounts


def lowest(amounts: Sequence[Amount]) -> int:
    """The low end of figures that compete, but for the nought of "up to 20"."""
    return min([a.low for a in amounts if a.low > 0 or a.high == 0] or [0])


def higher(one_: Amount | None, other: Amount | None) -> Amount | None:
    """Of two accounts of the same people the one that tells of more; the first where they agree."""
    if one_ is None or other is None:
        return one_ or other
    return other if other.best > one_.best else one_

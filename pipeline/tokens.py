"""Text is folded and cut into tokens, the same way for reports and for the forms of the word lists.

"Pakistan’s F-16s killed 1,200." -> pakistan | 's | f-16s | killed | 1,200 | .
"""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from operator import add

# Each is replaced by one code point, so that offsets hold. İ is the only code point whose lower case is longer. An em
# dash stays: it parts clauses, whereas a hyphen joins words.
FOLDS = (
    ("‘", "'"), ("’", "'"), ("‛", "'"), ("`", "'"), ("´", "'"), ("“", '"'), ("”", '"'), ("„", '"'), ("«", '"'),
    ("»", '"'), ("–", "-"), ("‐", "-"), ("‑", "-"), ("−", "-"), ("\u00a0", " "), ("\u2009", " "), ("\u202f", " "),
    ("İ", "I"),
)  # fmt: skip


def fold(text: str) -> str:
    """The text in lower case with plain quotes, hyphens and spaces; as long as it came in."""
    if not text.isascii():
        for old, new in FOLDS:
            text = text.replace(old, new)
    return text.lower()


@cache
def token_pattern() -> re.Pattern[str]:
    """Matches one token of folded text: a possessive, an abbreviation with points, a number, a word, or one sign.

    The white space behind a token is taken in, so that the tokens of a text lie end to end.
    """
    return re.compile(
        r"""
        [a-z]++\s++                                            # most tokens: found first, to be quick
        | (?:
        '(?:s|re|ve|ll|d|m)\b                                # possessive and clipped verbs
        | (?:[^\W\d_]\.){2,}                                 # u.s., p.m.
        | \d{1,3}+(?:,\d{3}){1,9}+(?!,*+\d)                  # 1,200; no more groups, that "1,234,…" ends
        | \d+(?:\.\d+)?(?:-?[^\W\d_]+(?:-\w+)*)?             # 12  3.5  3am  12-year-old  48-hour
        | [^\W\d_]\w*(?:(?:-|'(?!(?:s|re|ve|ll|d|m)\b))\w+)*   # word  gun-battle  o'brien  f-16
        | --+ | \.\.+ | [^\w\s] | _+
        )\s*+
        """,
        re.VERBOSE,
    )


def cut_tokens(folded: str, start: int = 0) -> tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]:
    """The tokens of folded text from `start` on, in order: their words, where they start, where they end."""
    first = len(folded) - len(folded[start:].lstrip())
    pieces = token_pattern().findall(folded, start)
    words = tuple(map(str.rstrip, pieces))
    starts = tuple(accumulate(map(len, pieces), initial=first))[:-1]
    return words, starts, tuple(map(add, starts, map(len, words)))


def words_of(form: str) -> tuple[str, ...]:
    """The tokens of a form of a word list, folded."""
    return cut_tokens(fold(form))[0]

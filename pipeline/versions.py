"""Which of two versions is the newer: SemVer precedence (semver.org, section 11), and full releases before trials.

1.9.0 < 1.10.0      1.0.0-rc.1 < 1.0.0      2.0.0-rc.1 is newer than 1.9.0, but never `latest` beside it
"""

from __future__ import annotations

import re

NUMBER = r"(?:0|[1-9][0-9]*)"
WORD = rf"(?:{NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
SEMVER = re.compile(
    rf"({NUMBER})\.({NUMBER})\.({NUMBER})(?:-({WORD}(?:\.{WORD})*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)

Precedence = tuple[tuple[int, int, int], bool, tuple[tuple[bool, int, str], ...]]
Rank = tuple[bool, Precedence]


def parse_precedence(version: str) -> Precedence | None:
    """What orders a version among others as semver.org demands; None where it is no version."""
    match = SEMVER.fullmatch(version)
    if match is None:
        return None
    major, minor, patch, words = match.groups()
    # Numbers are less than words and compare as numbers; a full release comes after all of its pre-releases.
    parts = tuple((not word.isdigit(), int(word) if word.isdigit() else 0, word) for word in (words or "").split("."))
    return (int(major), int(minor), int(patch)), words is None, () if words is None else parts


def rank(version: str) -> Rank:
    """What orders versions for `latest`: a pre-release is that only where there is no full release.

    ValueError where it is no version.
    """
    precedence = parse_precedence(version)
    if precedence is None:
        raise ValueError(f"{version!r} is no version (semver.org)")
    return precedence[1], precedence

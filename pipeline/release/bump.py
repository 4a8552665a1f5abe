"""The smallest version that changes allow, and the refusal of a smaller one (semver.org; the Data Package recipe)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import ReleaseError
from pipeline.release.schema_changes import Level
from pipeline.versions import Precedence, parse_precedence


def precedence(version: str) -> Precedence:
    """Raises ReleaseError for what is no version."""
    found = parse_precedence(version)
    if found is None:
        raise ReleaseError(version, "is no version; give one such as 1.0.0 (semver.org)")
    return found


def is_full(version: str) -> bool:
    """1.0.0 is a full release, 1.0.0-rc.1 a pre-release."""
    return precedence(version)[1]


def demanded_version(old: str, level: Level) -> str:
    """The smallest full version behind `old` for changes of a level: 1.2.3 -> 1.2.4, 1.3.0 or 2.0.0."""
    (major, minor, patch), is_full, _ = precedence(old)
    if not is_full and level != "major":
        return f"{major}.{minor}.{patch}"  # 1.0.0-rc.1 -> 1.0.0
    match level:
        case "major":
            return f"{major + 1}.0.0" if is_full else f"{major}.{minor}.{patch}"
        case "minor":
            return f"{major}.{minor + 1}.0"
        case _:
            return f"{major}.{minor}.{patch + 1}"


def check_version(old: str, new: str, level: Level, reasons: Sequence[str]) -> None:
    """Raises ReleaseError where `new` is smaller than the changes since `old` demand, naming them."""
    least = demanded_version(old, level)
    core = precedence(new)[0]
    if precedence(new) > precedence(old) and core >= precedence(least)[0]:
        return
    why = f"{level.upper()} is demanded by {'; '.join(reasons)}" if reasons else f"{old} is released already"
    raise ReleaseError(new, f'is too small a version after {old}: {why}; set version: "{least}" in metadata.yml')

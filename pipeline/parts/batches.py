"""Reports become batches: so many reports, in their order, with the decisions on them and the hash of all that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from itertools import islice

from pipeline.model import Decision, Report
from pipeline.parts.recipe import Recipe

# A batch is done in seconds, so that little is lost with it, and is large enough for its files to be worth opening.
REPORTS_PER_BATCH = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` a report may take; `is_strict` where one that fails stops the run, and is not just left out."""

    seconds: float = 60.0
    is_strict: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """`decisions` are those of the reviewers of each report. `digest` is a hash of everything the part is made of."""

    number: int
    reports: tuple[Report, ...]
    decisions: tuple[tuple[Decision, ...], ...]
    digest: str

    @property
    def name(self) -> str:
        """The name of its part: its number, and the beginning of the hash of what it is made of."""
        return f"{self.number:06}-{self.digest[:16]}"

    def __str__(self) -> str:
        first, last = self.reports[0].report_id, self.reports[-1].report_id
        return f"reports {first} to {last}" if len(self.reports) > 1 else f"report {first}"


def cut_batches(
    reports: Iterable[Report], decide: Callable[[Report], tuple[Decision, ...]], recipe: Recipe
) -> Iterator[Batch]:
    """The reports in batches, one batch in memory at a time. `decide` reads the decisions on a report."""
    coming = iter(reports)
    number = 0
    while some := tuple(islice(coming, REPORTS_PER_BATCH)):
        decisions = tuple(decide(report) for report in some)
        yield Batch(number, some, decisions, digest_of(some, decisions, recipe))
        number += 1


def digest_of(reports: Iterable[Report], decisions: Iterable[tuple[Decision, ...]], recipe: Recipe) -> str:
    """A SHA-256 of all that goes into a part: reports by the hash of their text, decisions, and the recipe."""
    told = [astuple(recipe), [about(report) for report in reports], [list(map(repr, some)) for some in decisions]]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def about(report: Report) -> list[str]:
    """All there is to a report, its text by its hash."""
    known = (getattr(report, field.name) for field in fields(report) if field.name != "text")
    return [repr(value) for value in known]

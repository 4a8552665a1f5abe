"""What a reader must know before using a package: which warnings of usage_warnings.csv hold for its rows.

Each warning is decided by a rule on what the package holds, never by hand: `RULES` has them all. Rows that a person
has rejected, and figures that were superseded, are nobody's to use and count for none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.contract import Code, Contract
from pipeline.model import Allegation, Casualty, Finding, Incident, PublishError, Tables
from pipeline.publish.accuracy import Figure, is_of
from pipeline.publish.metadata import Metadata, Provenance

CODES = "usage_warnings"
SUMS_OF_MANY = frozenset({"running_total", "campaign_total", "period_total"})
DAYS_UNKNOWN = frozenset({None, "week", "month", "longer", "on_or_before_report"})
DISTRICT_UNKNOWN = frozenset({None, "admin1", "vague_area", "country"})
UNREVIEWED = frozenset({"machine", "work_needed"})
NOT_ADDING_UP = frozenset({"components_exceed_total", "unexplained_remainder"})


@dataclass(frozen=True, slots=True)
class Basis:
    """All that the rules look at."""

    tables: Tables
    findings: tuple[Finding, ...]
    metadata: Metadata
    provenance: Provenance
    accuracy: tuple[Figure, ...]

    @property
    def incidents(self) -> tuple[Incident, ...]:
        return tuple(row for row in self.tables.incidents if row.review_status != "rejected")

    @property
    def casualties(self) -> tuple[Casualty, ...]:
        return tuple(
            row for row in self.tables.casualties if row.review_status != "rejected" and row.rank != "deprecated"
        )

    @property
    def allegations(self) -> tuple[Allegation, ...]:
        return tuple(
            row for row in self.tables.allegations if row.review_status != "rejected" and row.rank != "deprecated"
        )

    @property
    def statuses(self) -> tuple[str, ...]:
        """The review status of every row that people review."""
        rows: tuple[Incident | Casualty | Allegation, ...] = (*self.incidents, *self.casualties, *self.allegations)
        return tuple(row.review_status for row in rows)


@dataclass(frozen=True, slots=True)
class UsageWarning:
    """A warning that holds, and for how many rows; None where it is about the package as a whole."""

    code: Code
    rows: int | None


def usage_warnings(basis: Basis, contract: Contract) -> tuple[UsageWarning, ...]:
    """The warnings that hold, in the order of the code list. Raises PublishError where a code has no rule."""
    if missing := set(contract.codes[CODES].values) ^ set(RULES):
        raise PublishError(f"codes/{CODES}.csv", f"{', '.join(sorted(missing))}: a code needs a rule, a rule a code")
    held = ((code, RULES[code.code](basis)) for code in contract.codes[CODES].codes)
    return tuple(UsageWarning(code, None if holds is True else holds) for code, holds in held if holds)


def count(rows: Iterable[bool]) -> int:
    return sum(rows)


def is_of_one_source(basis: Basis) -> bool:
    """One report, or one publisher of all; who published a report that does not say so may be anybody."""
    return len({report.publisher or report.report_id for report in basis.tables.reports}) == 1


def contested(basis: Basis) -> int:
    """Incidents whose authorship is denied or claimed twice, and denials of accusations."""
    incidents = count(row.claim_status in {"denied", "competing_claims"} for row in basis.incidents)
    return incidents + count(row.polarity == "denies" for row in basis.allegations)


# True is about the package as a whole, a number is of rows, and False or 0 is no warning.
RULES: Mapping[str, Callable[[Basis], bool | int]] = {
    "trial_version": lambda basis: basis.metadata.is_trial,
    "single_source": is_of_one_source,
    "origin_not_given": lambda basis: count(
        row.publisher is None or row.published_date is None for row in basis.tables.reports
    ),
    "machine_coded_unreviewed": lambda basis: count(status in UNREVIEWED for status in basis.statuses),
    "work_needed": lambda basis: count(status in {"work_needed", "conflict"} for status in basis.statuses),
    "accuracy_not_measured": lambda basis: not is_of(basis.accuracy, basis.provenance),
    "involved_party_figures": lambda basis: count(row.speaker_role == "involved_party" for row in basis.casualties),
    "figures_do_not_add_up": lambda basis: count(row.verdict in NOT_ADDING_UP for row in basis.tables.reconciliations),
    "open_ranges": lambda basis: count(row.high is None for row in basis.tables.casualty_estimates),
    "figures_of_other_times": lambda basis: count(row.figure_scope in SUMS_OF_MANY for row in basis.casualties),
    "figures_of_no_incident": lambda basis: count(row.incident_id is None for row in basis.casualties),
    "date_precision_low": lambda basis: count(row.date_precision in DAYS_UNKNOWN for row in basis.incidents),
    "place_precision_low": lambda basis: count(row.place_precision in DISTRICT_UNKNOWN for row in basis.incidents),
    "contested_responsibility": contested,
    "checks_have_warned": lambda basis: len(basis.findings),
    "no_victim_names": lambda basis: True,  # no table has a column for them
}

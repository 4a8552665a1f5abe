"""What a reader must know before using a package: which warnings of usage_warnings.csv hold for its rows.

Each warning is decided by a rule on what the package holds, never by hand: `RULES` has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from pipeline.contract import Code, Contract
from pipeline.model import PublishError
from pipeline.publish.accuracy import Figure, is_of
from pipeline.publish.holdings import WARNED, Holdings
from pipeline.publish.metadata import Metadata, Provenance

CODES = "usage_warnings"


@dataclass(frozen=True, slots=True)
class Basis:
    """All that the rules look at."""

    holdings: Holdings
    n_findings: int
    metadata: Metadata
    provenance: Provenance
    accuracy: tuple[Figure, ...]


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


def warned_rows(code: str, basis: Basis) -> int:
    """How many rows the warning is about."""
    return basis.holdings.warned[code]


# True is about the package as a whole, a number is of rows, and False or 0 is no warning.
RULES: Mapping[str, Callable[[Basis], bool | int]] = {
    **{code: partial(warned_rows, code) for code in WARNED},
    "trial_version": lambda basis: basis.metadata.is_trial,
    # One report, or one publisher of all; who published a report that does not say so may be anybody.
    "single_source": lambda basis: len(basis.holdings.publishers) == 1,
    "accuracy_not_measured": lambda basis: not is_of(basis.accuracy, basis.provenance),
    "checks_have_warned": lambda basis: basis.n_findings,
    "no_victim_names": lambda basis: True,  # no table has a column for them
}

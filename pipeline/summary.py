"""What a build found, for a person: rows, deaths by group, what adds up, what the checks said, where it is.

Words of reports are printed as they are: no markup is read into them, and control characters show as pictures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.build import Built
from pipeline.contract import CodeList
from pipeline.evaluate import Score
from pipeline.model import CasualtyEstimate, Finding, Reconciliation, Rejected
from pipeline.terminal import counted, shown

MOST_REPORTS = 5  # with more, the estimates of each are a table to open, not one to read here
MOST_LINES = 20
VERDICT_SIGNS = {"consistent": "=", "components_exceed_total": "!", "unexplained_remainder": "?", "not_comparable": "-"}


def print_summary(built: Built, console: Console) -> None:
    """The summary of a build that was published, or the little there is to say of one with nothing new."""
    if built.is_new:
        console.print(Group(*summary(built)), soft_wrap=not console.is_terminal)
    console.print(Text(closing(built), style="bold"), soft_wrap=True)


def print_refusal(built: Built, console: Console) -> None:
    """Every error as `table:row:column  message  (check)`, and that nothing was published."""
    errors = [finding for finding in built.findings if finding.is_error]
    for finding in errors:
        console.print(Text(shown(str(finding))), soft_wrap=True)
    console.print(Text(f"refused: {verdict(built.findings)}; nothing was published", style="bold"), soft_wrap=True)


def summary(built: Built) -> Iterator[RenderableType]:
    yield headed("Rows", rows_per_table(built))
    yield from deaths(built)
    if built.prepared.sample is not None:
        told = built.prepared.counts["reconciliations"]
        yield headed("What adds up and what does not", Text(f"{told:,} totals are in reconciliations.csv"))
    elif built.tables.reconciliations:
        yield headed("What adds up and what does not", Group(*sentences(built.tables.reconciliations)))
    if built.prepared.rejected:
        yield headed("Left out", Group(*left_out(built.prepared.rejected)))
    yield headed("Checks", Group(*checks(built.findings)))


def print_scores(scores: Mapping[str, Score], errors: int, console: Console) -> None:
    """A line a table, a line a column, and the first errors."""
    rows = plain_table("table", "in key", "found", "precision", "recall", "F1", right=["in key", "found"])
    columns = plain_table("column", "right", "of", "share", right=["right", "of"])
    for table, score in scores.items():
        numbers = (share(score.precision), share(score.recall), share(score.f1))
        rows.add_row(table, str(score.found + score.missed), str(score.found), *numbers)
        for column, right in score.columns.items():
            columns.add_row(f"{table}.{column}", str(sum(right)), str(len(right)), share(sum(right) / len(right)))
    console.print(headed("Rows", rows))
    console.print(headed("Columns of the rows found", columns))
    told = [line for score in scores.values() for line in score.errors]
    if told and errors > 0:
        console.print(headed("Errors", Group(*(Text(shown(line)) for line in told[:errors]))), soft_wrap=True)
        if len(told) > errors:
            console.print(Text(f"  … and {len(told) - errors:,} more; --errors {len(told)} shows all"))


def share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def headed(title: str, body: RenderableType) -> RenderableType:
    return Group(Text(f"\n{title}", style="bold"), Padding(body, (0, 0, 0, 2), expand=False))


def plain_table(*columns: str, right: Sequence[str] = ()) -> Table:
    """A table without lines, so that it reads the same in a terminal, a file and a mail."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), show_header=any(columns), header_style="dim")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", no_wrap=True)
    return table


def rows_per_table(built: Built) -> Table:
    table = plain_table("table", "rows", right=["rows"])
    for name, n_rows in built.prepared.counts.items():
        table.add_row(name, f"{n_rows:,}")
    return table


# ------------------------------------------------------------------------------------------------ deaths


def deaths(built: Built) -> Iterator[RenderableType]:
    """A table of deaths by group for each report; with many reports, where to find them."""
    of_reports = [e for e in built.tables.casualty_estimates if e.incident_id is None and e.outcome == "killed"]
    if built.prepared.counts["reports"] > MOST_REPORTS:
        told = f"{len({estimate.report_id for estimate in of_reports}):,} reports give a figure: each"
        whose = told if built.prepared.sample is None else "that of every report that gives a figure"
        yield headed("Deaths", Text(f"{whose} is in casualty_estimates.csv"))
        return
    for report in built.tables.reports:
        estimates = [estimate for estimate in of_reports if estimate.report_id == report.report_id]
        name = shown(report.title or report.report_id)
        body = deaths_by_group(estimates, built.contract.codes["victim_groups"]) if estimates else Text("no figure")
        yield headed(f"Deaths by group · {name}", body)


def deaths_by_group(estimates: Sequence[CasualtyEstimate], groups: CodeList) -> Table:
    """A line a group, in the order of the codebook; the conservative rules give the number to quote as a minimum."""
    table = plain_table("group", "estimate", "at the least", "figures", "speakers", "", right=["figures", "speakers"])
    by_group = {(estimate.victim_group, estimate.rule_set): estimate for estimate in estimates}
    for code in groups.codes:
        informative = by_group.get((code.code, "informative"))
        conservative = by_group.get((code.code, "conservative"))
        if (told := informative or conservative) is None:
            continue
        table.add_row(
            code.label,
            in_words(informative) if informative else "not stated",
            in_words(conservative) if conservative else "not stated",
            str(told.n_figures),
            str(told.n_speakers),
            "counted by a party to the fighting only" if told.involved_party_only else "",
        )
    return table


def in_words(estimate: CasualtyEstimate) -> str:
    """A range as a person says it: 18 · 30 or more · up to 5 · 4,000 to 5,000 · about 100 · not stated."""
    low, high = estimate.low, estimate.high
    if low is None and high is None:
        return "not stated" if estimate.best is None else f"about {estimate.best:,}"
    if low is None:
        return f"up to {high:,}"
    if high is None:
        return f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


# ------------------------------------------------------------------------------------------------ sentences


def sentences(reconciliations: Sequence[Reconciliation]) -> Iterator[Text]:
    """A sentence for each total that was held against its parts; those that do not add up come first."""
    ordered = sorted(reconciliations, key=lambda row: row.verdict == "consistent")
    for row in ordered[:MOST_LINES]:
        yield Text(f"{VERDICT_SIGNS.get(row.verdict, ' ')} {shown(row.explanation)}")
    if len(ordered) > MOST_LINES:
        yield Text(f"… and {len(ordered) - MOST_LINES:,} more in reconciliations.csv")


def left_out(rejected: Sequence[Rejected]) -> Iterator[Text]:
    """The reports that could not be read, each with where it stands and why."""
    yield Text(f"{counted(len(rejected), 'report')}, in rejected_reports.csv; --strict stops at the first")
    for one in rejected[:MOST_LINES]:
        yield Text(shown(f"{one.where}: {one.reason}"), style="dim")
    if len(rejected) > MOST_LINES:
        yield Text(f"… and {len(rejected) - MOST_LINES:,} more", style="dim")


def checks(findings: Sequence[Finding]) -> Iterator[Text]:
    """The verdict, and the warnings, which are published beside the data."""
    yield Text(verdict(findings))
    warnings = [finding for finding in findings if finding.severity == "warning"]
    for finding in warnings[:MOST_LINES]:
        yield Text(shown(str(finding)), style="dim")
    if len(warnings) > MOST_LINES:
        yield Text(f"… and {len(warnings) - MOST_LINES:,} more", style="dim")


def verdict(findings: Sequence[Finding]) -> str:
    tally = Counter(finding.severity for finding in findings)
    return f"{counted(tally['error'], 'error')}, {counted(tally['warning'], 'warning')}"


def closing(built: Built) -> str:
    """The last lines: the version, where it is, and its page."""
    if built.package is None:
        return "nothing was published"
    if built.is_new:
        place = built.package.path
        return (
            f"\nPublished version {built.package.version} in {place}\nTo look at it, open {Path(place) / 'index.html'}"
        )
    return f"Nothing new: {built.package.path} already holds exactly this, as version {built.package.version}"

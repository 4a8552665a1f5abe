"""Rows that point at rows: a part at its total, an incident at its campaign, an answer at what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.model import Finding
from pipeline.validate.delivery import Delivery, finding_on

CHAINS = (  # table, column that points at another row of the same table
    ("incidents", "parent_incident_id"),
    ("casualties", "component_of_casualty_id"),
    ("casualties", "superseded_by_casualty_id"),
    ("allegations", "responds_to_allegation_id"),
    ("actors", "parent_actor_id"),
)
WITHIN_A_REPORT = (  # table, column, table it points at: both rows are of one report
    ("incidents", "parent_incident_id", "incidents"),
    ("casualties", "incident_id", "incidents"),
    ("casualties", "component_of_casualty_id", "casualties"),
    ("allegations", "incident_id", "incidents"),
    ("allegations", "responds_to_allegation_id", "allegations"),
    ("casualty_estimates", "incident_id", "incidents"),
    ("reconciliations", "incident_id", "incidents"),
    ("reconciliations", "total_casualty_id", "casualties"),
)


def check_chains_are_without_circles(delivery: Delivery) -> Iterator[Finding]:
    """Who follows parts to totals, incidents to campaigns, answers to what they answer, never comes back."""
    for table, column in CHAINS:
        rows = delivery.tables.rows(table)
        key = delivery.contract.schemas[table].primary_key[0]
        above = {getattr(row, key): getattr(row, column) for row in rows if getattr(row, column) is not None}
        circling = _circling(above)
        for row in rows:
            if getattr(row, key) in circling:
                message = f"comes back to itself by way of {above[getattr(row, key)]}"
                yield finding_on("chains_are_without_circles", row, table, column, message)


def _circling(above: Mapping[str, str]) -> set[str]:
    """The keys that stand on a circle. Every key is walked once."""
    walked: set[str] = set()
    circling: set[str] = set()
    for start in above:
        path: dict[str, None] = {}  # in order, with quick membership
        here: str | None = start
        while here is not None and here not in walked and here not in path:
            path[here] = None
            here = above.get(here)
        if here in path:
            steps = list(path)
            circling.update(steps[steps.index(here) :])
        walked.update(path)
    return circling


def check_linked_rows_are_of_one_report(delivery: Delivery) -> Iterator[Finding]:
    """A part and its total, an incident and its campaign, a figure and its incident stand in the same report."""
    for table, column, target in WITHIN_A_REPORT:
        key = delivery.contract.schemas[target].primary_key[0]
        reports = {
            getattr(row, key): row.report_id for row in delivery.tables.rows(target) if hasattr(row, "report_id")
        }
        for row in delivery.tables.rows(table):
            there = reports.get(getattr(row, column))
            if there is not None and hasattr(row, "report_id") and there != row.report_id:
                message = f"{getattr(row, column)} is of the report {there}, the row of {row.report_id}"
                yield finding_on("linked_rows_are_of_one_report", row, table, column, message)


def check_campaigns_are_parents(delivery: Delivery) -> Iterator[Finding]:
    """The parent of an incident is a campaign, and coordinated_attacks stands at campaign level only."""
    levels = {row.incident_id: row.incident_level for row in delivery.tables.incidents}
    for row in delivery.tables.incidents:
        if levels.get(row.parent_incident_id or "", "campaign") != "campaign":
            message = f"{row.parent_incident_id} is no campaign"
            yield finding_on("campaigns_are_parents", row, "incidents", "parent_incident_id", message)
        if row.incident_type == "coordinated_attacks" and row.incident_level != "campaign":
            message = "coordinated_attacks is for campaigns only"
            yield finding_on("campaigns_are_parents", row, "incidents", "incident_type", message)


def check_superseded_figures_are_deprecated(delivery: Delivery) -> Iterator[Finding]:
    """A figure that another replaces has the rank deprecated."""
    for row in delivery.tables.casualties:
        if row.superseded_by_casualty_id is not None and row.rank != "deprecated":
            message = f"{row.rank}, although {row.superseded_by_casualty_id} replaces it"
            yield finding_on("superseded_figures_are_deprecated", row, "casualties", "rank", message)


def check_perpetrators_are_known_or_unnamed(delivery: Delivery) -> Iterator[Finding]:
    """An actor of the type unknown is never a perpetrator; people whom nobody named can be."""
    unknown = {row.actor_id for row in delivery.tables.actors if row.actor_type == "unknown"}
    places = (("incidents", "perpetrator_actor_id"), ("casualties", "inflicted_by_actor_id"))
    for table, column in places:
        for row in delivery.tables.rows(table):
            if getattr(row, column) in unknown:
                message = f"{getattr(row, column)} is of the type unknown; leave it null or name what is known"
                yield finding_on("perpetrators_are_known_or_unnamed", row, table, column, message)

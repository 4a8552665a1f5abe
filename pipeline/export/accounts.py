"""One report's account of one event: an incident with everything that the other tables say of it.

Campaigns are left out, as they are no event at one place and time, with the figures that are told of them as a whole.
So are incidents that a reviewer rejected and ones that were only threatened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.keys import row_id
from pipeline.model import Actor, Casualty, CasualtyEstimate, Incident, Place, ReportRow, Row, Tables

RULE_SET = "informative"  # what the text suggests, which is what low, best and high are elsewhere
TOO_WIDE = frozenset({None, "admin1", "vague_area", "country"})  # two incidents there are hardly the same

Estimates = Mapping[tuple[str, str], CasualtyEstimate]  # by outcome and group


@dataclass(frozen=True, slots=True)
class Account:
    """`speakers` gave the figures of the deaths. `event_id` is a proposal of which accounts tell of one event."""

    incident: Incident
    report: ReportRow
    place: Place | None
    country: str | None
    perpetrator: Actor | None
    estimates: Estimates
    speakers: tuple[str, ...]
    has_displaced: bool
    event_id: str

    @property
    def deaths(self) -> CasualtyEstimate | None:
        return self.estimates.get(("killed", "all"))

    @property
    def rows(self) -> Mapping[str, Row | None]:
        """The rows that columns are copied from, by table."""
        return {
            "incidents": self.incident,
            "reports": self.report,
            "places": self.place,
            "actors": self.perpetrator,
        }


def read_accounts(tables: Tables, countries: Mapping[str, str]) -> Iterator[Account]:
    """An account for every incident, in the order of the table; `countries` has their names by code."""
    reports = {row.report_id: row for row in tables.reports}
    places = {row.place_id: row for row in tables.places}
    actors = {row.actor_id: row for row in tables.actors}
    casualties = {row.casualty_id: row for row in tables.casualties}
    displaced = {row.incident_id for row in tables.casualties if row.outcome == "displaced" and is_counted(row)}
    estimates = estimates_by_incident(tables)
    incidents = [row for row in tables.incidents if is_event(row)]
    told_twice = Counter((row.report_id, event_key(row)) for row in incidents)
    for incident in incidents:
        place = places.get(incident.place_id or "")
        known = estimates.get(incident.incident_id, {})
        yield Account(
            incident=incident,
            report=reports[incident.report_id],
            place=place,
            country=None if place is None else countries.get(place.country_code or ""),
            perpetrator=actors.get(incident.perpetrator_actor_id or ""),
            estimates=known,
            speakers=tuple(speakers_of(known.get(("killed", "all")), casualties, actors)),
            has_displaced=incident.incident_id in displaced,
            event_id=event_id(incident, is_alone=told_twice[incident.report_id, event_key(incident)] == 1),
        )


def is_event(incident: Incident) -> bool:
    return (
        incident.incident_level == "incident"
        and incident.stage != "threatened"
        and incident.review_status != "rejected"
    )


def is_counted(casualty: Casualty) -> bool:
    """Whether somebody said it and it still stands; 'nobody was displaced' is no displacement."""
    return casualty.rank != "deprecated" and casualty.review_status != "rejected" and casualty.count_high != 0


def estimates_by_incident(tables: Tables) -> dict[str, dict[tuple[str, str], CasualtyEstimate]]:
    found: dict[str, dict[tuple[str, str], CasualtyEstimate]] = {}
    for row in tables.casualty_estimates:
        if row.incident_id is not None and row.rule_set == RULE_SET:
            found.setdefault(row.incident_id, {})[row.outcome, row.victim_group] = row
    return found


def speakers_of(
    estimate: CasualtyEstimate | None, casualties: Mapping[str, Casualty], actors: Mapping[str, Actor]
) -> Iterator[str]:
    """Who gave the figures behind an estimate, each once."""
    told: set[str] = set()
    for key in estimate.input_casualty_ids.split() if estimate else ():
        figure = casualties[key]
        actor = actors.get(figure.speaker_actor_id or "")
        name = actor.name if actor else figure.speaker_text
        if name is not None and name not in told:
            told.add(name)
            yield name


def event_key(incident: Incident) -> tuple[str, ...] | None:
    """What two accounts of one event have in common; None where an incident is told too vaguely to be matched."""
    day, place = incident.date_earliest, incident.place_id
    if day is None or day != incident.date_latest or place is None or incident.place_precision in TOO_WIDE:
        return None
    return (place, day.isoformat(), incident.incident_type)


def event_id(incident: Incident, *, is_alone: bool) -> str:
    """The key of the event where one can be proposed, else that of the incident."""
    key = event_key(incident)
    return row_id("evt", *key) if key is not None and is_alone else incident.incident_id

"""Rows of casualties become estimates in which nobody is counted twice.

Made after review, from the rows alone. The method, for each incident, outcome and group:

1. Figures of a period, rejected and deprecated ones, and parts of another figure of the same group stay out.
2. Figures told in one breath, or told as more ("another two"), are added up; figures told apart are alternatives.
3. Alternatives make a range: from the lowest to the highest, but not from below what the report itself tells as "at
   least", nor from far below the number it begins with, nor beyond a range it tells itself. `best` is the one told with
   most authority, else the last.
   Those of women or children alone and of persons by name are no alternatives to a larger figure, they are part of it.
4. What a campaign says of itself stands against the sum of its acts; the higher one counts.
   The report as a whole adds up its incidents, but for those that lie most of a year before the one it is about, or
   two weeks before it in news of the day.
5. For all people together, the figure for `all` stands against the sum of its groups; the higher one counts.

`informative` takes every figure, and takes "people" for civilians in a report that tells of civilians and of nobody
armed who came to harm. `conservative` leaves out figures that only a party to the conflict vouches for, where somebody
else gives one, takes for civilians only those called so, and the lower end of every range. low, best and high are those
of the UCDP GED codebook; conservative.low answers to the one integer of ACLED's.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from pipeline.keys import row_id
from pipeline.model import Casualty, CasualtyEstimate, Incident, Tables
from pipeline.tidy.amounts import Amount, added, alternatives, higher, is_kind, one, without_examples
from pipeline.tidy.breaths import find_breaths
from pipeline.tidy.groups import ARMED_PEOPLE

R = TypeVar("R", Incident, Casualty)

RULE_SETS = ("conservative", "informative")
NARROWER = {
    "security_forces": ("police", "military", "paramilitary"),
}
# An incident this long before the one a report is about is its background. News of the day tells earlier ones only to
# say what went before; a report that looks back counts what happened in most of a year together.
BACKGROUND, BACKGROUND_OF_NEWS = dt.timedelta(days=300), dt.timedelta(days=14)


def estimate_casualties(tables: Tables) -> tuple[CasualtyEstimate, ...]:
    """The estimates of every report: one a rule set, incident (and the report as a whole), outcome and group."""
    estimates: list[CasualtyEstimate] = []
    incidents = group_by_report(tables.incidents)
    casualties = group_by_report(tables.casualties)
    breaths = find_breaths(tables.evidence)
    for report in tables.reports:
        counted = [row for row in casualties.get(report.report_id, ()) if is_counted(row)]
        for rule_set in RULE_SETS:
            book = Book(incidents.get(report.report_id, []), counted, rule_set, breaths, report.published_date)
            estimates += book.estimates(report.report_id)
    return tuple(sorted(estimates, key=lambda row: row.estimate_id))


def group_by_report(rows: Iterable[R]) -> dict[str, list[R]]:
    grouped: dict[str, list[R]] = {}
    for row in rows:
        grouped.setdefault(row.report_id, []).append(row)
    return grouped


def is_counted(row: Casualty) -> bool:
    """Whether a row may enter an estimate at all."""
    return (
        row.rank != "deprecated"
        and row.review_status != "rejected"
        and row.figure_scope != "period_total"
        and row.incident_id is not None
    )


class Book:
    """The figures of one report under one rule set."""

    def __init__(
        self,
        incidents: Sequence[Incident],
        rows: Sequence[Casualty],
        rule_set: str,
        breaths: Mapping[str, int],
        published: dt.date | None,
    ) -> None:
        self.breaths = breaths
        self.published = published
        self.incidents = [row for row in incidents if row.review_status != "rejected"]
        known = {row.incident_id for row in self.incidents}  # a campaign that a person rejected leaves its acts
        self.tops = [row for row in self.incidents if row.parent_incident_id not in known]
        self.rows = rows
        self.rule_set = rule_set
        self.by_id = {row.casualty_id: row for row in rows}
        self.spanning = frozenset(self.find_spanning())
        self.parent_group = {row.casualty_id: self.find_parent_group(row) for row in rows}
        told = {row.victim_group for row in rows}
        self.is_civil = rule_set == "informative" and "civilian" in told and not told & ARMED_PEOPLE
        self.known: dict[tuple[str, str, str], Amount | None] = {}
        self.acts: dict[str | None, list[Incident]] = {}
        for incident in self.incidents:
            self.acts.setdefault(incident.parent_incident_id, []).append(incident)
        self.by_incident: dict[tuple[str | None, str], list[Casualty]] = {}
        for row in rows:
            self.by_incident.setdefault((row.incident_id, row.outcome), []).append(row)

    def estimates(self, report_id: str) -> Iterator[CasualtyEstimate]:
        for outcome in sorted({row.outcome for row in self.rows}):
            groups = sorted({row.victim_group for row in self.rows if row.outcome == outcome} | {"all"})
            # An incident without a figure of its own or of its acts has no estimate.
            told = {row.incident_id for row in self.rows if row.outcome == outcome}
            told |= {i.parent_incident_id for i in self.incidents if i.incident_id in told}
            incidents = [i for i in self.incidents if i.incident_id in told]
            tops = self.without_background(self.tops, outcome)
            for group in groups:
                for incident in incidents:
                    amount = self.of_incident(incident, outcome, group)
                    if amount is not None:
                        yield self.as_row(report_id, incident.incident_id, outcome, group, amount)
                whole = self.of_report(tops, outcome, group)
                if whole is not None:
                    yield self.as_row(report_id, None, outcome, group, whole)

    # -------------------------------------------------------------------------------- one incident, or all

    def of_report(self, tops: Sequence[Incident], outcome: str, group: str) -> Amount | None:
        """Incidents that belong to no other one, together; a running total over several of them stands for them."""
        parts = [a for i in tops if (a := self.of_incident(i, outcome, group)) is not None]
        total = added(parts)
        running = [r for r in self.rows if r.outcome == outcome and r.victim_group == group and self.spans(r)]
        return higher(total, alternatives([one(r) for r in running]))

    def without_background(self, incidents: Sequence[Incident], outcome: str) -> list[Incident]:
        """The incidents but for those long before the one most figures tell of: "her father was killed in 2014".

        Of a report that came soon after it: "last month, five soldiers died in a similar attack".
        """
        told = Counter(row.incident_id for row in self.rows if row.outcome == outcome)
        days = [(told[i.incident_id], i.date_latest) for i in incidents if told[i.incident_id] and i.date_latest]
        if not days:
            return list(incidents)
        latest = max(days)[1]
        is_news = self.published is None or self.published - latest <= BACKGROUND_OF_NEWS
        first = latest - (BACKGROUND_OF_NEWS if is_news else BACKGROUND)
        return [
            i
            for i in incidents
            if i.date_latest is None or i.date_latest >= latest or (i.date_earliest or i.date_latest) >= first
        ]

    def spans(self, row: Casualty) -> bool:
        """Whether a figure takes in figures of several incidents."""
        return row.casualty_id in self.spanning

    def find_spanning(self) -> Iterator[str]:
        inside: dict[str | None, set[str | None]] = {}
        for row in self.rows:
            inside.setdefault(row.component_of_casualty_id, set()).add(row.incident_id)
        for row in self.rows:
            if row.figure_scope == "running_total" and len(inside.get(row.casualty_id, ())) > 1:
                yield row.casualty_id

    def of_incident(self, incident: Incident, outcome: str, group: str) -> Amount | None:
        """An incident with its acts: what is said of the whole, or the sum of the acts where that is higher."""
        asked = (incident.incident_id, outcome, group)
        if asked not in self.known:
            self.known[asked] = self.count_incident(incident, outcome, group)
        return self.known[asked]

    def count_incident(self, incident: Incident, outcome: str, group: str) -> Amount | None:
        own = self.own(incident, outcome, group)
        acts = self.acts.get(incident.incident_id)
        if acts is None:
            return own
        below = added([a for i in acts if (a := self.of_incident(i, outcome, group)) is not None])
        return higher(own, below)

    def own(self, incident: Incident, outcome: str, group: str) -> Amount | None:
        """What the figures of the incident itself say of a group."""
        here = self.by_incident.get((incident.incident_id, outcome), [])
        if not here:
            return None
        told = self.told(here, *self.taken_for(group), with_those_beside=group == "all")
        if group == "all" and told is not None:
            # "killing five … before killing himself": who is told of as more than those counted comes on top.
            more = [r for r in here if r.victim_group != "all" and r.figure_scope == "increment"]
            told = added([told, *(one(r) for r in more)])
        if group == "all":
            groups = sorted({r.victim_group for r in here} - {"all"})
            free = [r for r in here if self.parent_group[r.casualty_id] in (None, "all")]
            others = [one(r) for r in here if r.victim_group == "all" and self.is_more(r)]
        else:
            groups = list(NARROWER.get(group, ()))
            free, others = here, []
        parts = [a for g in groups if (a := self.told(free, g)) is not None]
        return higher(told, added([*parts, *others] if parts else parts))

    def is_more(self, row: Casualty) -> bool:
        """Whether a row tells of more than those counted before, and is counted in nothing else."""
        return row.figure_scope == "increment" and self.parent_group[row.casualty_id] is None

    def told(self, here: Sequence[Casualty], *groups: str, with_those_beside: bool = False) -> Amount | None:
        """The figures for exactly these groups: sums within one breath, alternatives between them.

        With those of other groups told in one breath with them: "the minister and six others" are seven.
        """
        rows = [r for r in here if r.victim_group in groups and not self.spans(r)]
        if not rows:
            return None
        if with_those_beside and len(rows) < len(here):
            rows += self.beside(rows, here)
        rows = [r for r in rows if not (self.is_counted_in(r, groups) or self.is_only_a_part(r))]
        rows = self.trusted(rows)
        if len(rows) > 1:
            rows.sort(key=lambda row: self.breaths.get(row.casualty_id, 0))
        breaths: dict[object, list[Casualty]] = {}
        for row in rows:
            if row.figure_scope != "increment":
                key = self.breaths.get(row.casualty_id) if row.overlap == "additive" else None
                breaths.setdefault(row.casualty_id if key is None else key, []).append(row)
        told = [a for listed in breaths.values() if (a := added([one(r) for r in listed])) is not None]
        more = [one(r) for r in rows if r.figure_scope == "increment"]
        base = alternatives(without_examples(told))
        return added([a for a in [base, *more] if a is not None])

    def beside(self, rows: Sequence[Casualty], here: Sequence[Casualty]) -> Iterator[Casualty]:
        """The figures of other people told in one breath with some of these, as others than them."""
        breaths = {self.breaths.get(row.casualty_id) for row in rows if row.overlap == "additive"}
        known = {row.casualty_id for row in rows}
        for row in here:
            is_beside = row.casualty_id not in known and self.breaths.get(row.casualty_id) in breaths
            if is_beside and row.overlap == "additive" and row.figure_scope not in ("component", "increment"):
                yield row

    def taken_for(self, group: str) -> tuple[str, ...]:
        """The groups whose figures are taken for those of a group: "people" are civilians where nobody was armed."""
        return ("civilian", "all") if group == "civilian" and self.is_civil else (group,)

    def is_counted_in(self, row: Casualty, groups: Sequence[str]) -> bool:
        """Whether a row is part of one of these groups.

        A number of civilians is a count of its own where all are civilians and those they are part of are told later.
        """
        parent = self.parent_group[row.casualty_id]
        if parent not in groups:
            return False
        is_own_count = len(groups) > 1 and row.victim_group != parent and row.figure_scope == "incident_total"
        return not (is_own_count and not is_kind(row) and self.is_told_first(row))

    def is_told_first(self, row: Casualty) -> bool:
        """Whether a part is told before what it is part of."""
        whole = self.breaths.get(row.component_of_casualty_id or "", 0)
        return self.breaths.get(row.casualty_id, 0) < whole

    def is_only_a_part(self, row: Casualty) -> bool:
        """Whether a row tells of women or children among people of no said group: they are not all its civilians."""
        return row.figure_scope == "component" and is_kind(row) and self.parent_group[row.casualty_id] == "all"

    def find_parent_group(self, row: Casualty) -> str | None:
        parent = self.by_id.get(row.component_of_casualty_id or "")
        if parent is None or parent.incident_id != row.incident_id or self.spans(parent):
            return None
        return parent.victim_group

    def trusted(self, rows: list[Casualty]) -> list[Casualty]:
        """Under the conservative rules, figures of a party to the conflict give way to anybody else's."""
        if self.rule_set != "conservative":
            return rows
        others = [r for r in rows if r.status_basis != "claimed_by_involved_party"]
        return others or rows

    def as_row(
        self, report_id: str, incident_id: str | None, outcome: str, group: str, amount: Amount
    ) -> CasualtyEstimate:
        by_id = {r.casualty_id: r for r in amount.rows}
        rows = by_id.values()
        speakers = {r.speaker_actor_id or r.speaker_text or "" for r in rows}
        return CasualtyEstimate(
            estimate_id=row_id("est", report_id, incident_id or "", outcome, group, self.rule_set),
            report_id=report_id,
            incident_id=incident_id,
            outcome=outcome,
            victim_group=group,
            low=amount.low,
            best=amount.low if self.rule_set == "conservative" else amount.best,
            high=amount.high,
            rule_set=self.rule_set,
            n_figures=len(rows),
            n_speakers=len(speakers),
            involved_party_only=all(r.status_basis == "claimed_by_involved_party" for r in rows),
            input_casualty_ids=" ".join(sorted(by_id)),
        )

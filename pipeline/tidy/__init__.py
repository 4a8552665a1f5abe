"""Mentions become rows.

story       where and when every sentence is set
groups, ages, roles   counts and nouns -> groups of people, their age where it is told, one person under two nouns
pieces      a sentence -> one letter a piece
clause_patterns, clauses   which outcome belongs to which people
incidents, told_events   words for incidents -> incidents and their campaign
doers, inflictors, perpetrators   who did what, and on whose word it is laid to them
casualties  clauses -> figures with speaker, scope, place and incident
retellings, counted_persons, fates   one person's fate told again is one figure
totals      who is part of whom
revisions   first figures and those that replace them
actors, places, allegations   their rows
estimates, amounts, reconciliations    derived from the rows, after review
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from operator import attrgetter
from typing import TypeVar

from pipeline.lexicon import Lexicon
from pipeline.model import (
    KEY_COLUMNS,
    Actor,
    Allegation,
    Annotated,
    Casualty,
    Evidence,
    Incident,
    Place,
    PlaceName,
    ReportRow,
    Row,
    Tables,
)
from pipeline.tidy.actors import actor_rows, met_actors
from pipeline.tidy.allegations import AllegationLinker, claim_status
from pipeline.tidy.casualties import Figure, FigureReader
from pipeline.tidy.clauses import Clause, find_clauses
from pipeline.tidy.counted_persons import without_described
from pipeline.tidy.estimates import estimate_casualties
from pipeline.tidy.fates import link_fates, told_apart
from pipeline.tidy.group_finder import find_groups
from pipeline.tidy.incidents import IncidentLinker
from pipeline.tidy.names import Surnames
from pipeline.tidy.perpetrators import name_perpetrators, with_accused
from pipeline.tidy.pieces import cut_pieces
from pipeline.tidy.pronouns import tell_sexes
from pipeline.tidy.reconciliations import reconcile
from pipeline.tidy.retellings import Namer, without_retellings
from pipeline.tidy.revisions import link_revisions
from pipeline.tidy.rows import RowMaker
from pipeline.tidy.story import read_story
from pipeline.tidy.totals import link_totals

ANNOTATOR = "attested-rules@0.4.0"
R = TypeVar("R", bound=Row)


def tidy(annotated: Annotated, lexicon: Lexicon) -> Tables:
    """The core and supporting rows of one report. Pure; derived tables are made by `derive`, after review."""
    clauses = read_clauses(annotated)
    story = read_story(annotated)
    linker = IncidentLinker(annotated, story, clauses)
    linker.read()
    namer = Namer(annotated)
    figures = without_retellings(namer, FigureReader(annotated, story, linker).read())
    tell_sexes(namer, figures)
    figures = without_described(namer, figures)
    link_totals(figures)
    link_revisions(annotated, figures)
    link_fates(namer, figures)
    linker.name_by_figures((f.draft, f.outcome, f.victim_group) for f in figures)
    maker = RowMaker(annotated)
    name_perpetrators(annotated, linker.drafts, figures)
    ids = maker.incident_ids(linker.drafts)
    incidents = tuple(maker.incident(draft, ids) for draft in linker.drafts)
    casualties = casualty_rows(maker, figures, ids)
    charges = AllegationLinker(annotated, [(token, ids[id(draft)]) for token, draft in linker.anchored])
    allegations = charges.rows()
    met = met_actors(annotated)
    about: dict[str | None, list[Allegation]] = {}
    for allegation in allegations:
        about.setdefault(allegation.incident_id, []).append(allegation)
    told = {row.incident_id: row.perpetrator_text for row in incidents}
    incidents = tuple(laid_to(row, about.get(row.incident_id, ()), met) for row in incidents)
    replaced = {row.incident_id for row in incidents if told[row.incident_id] not in (None, row.perpetrator_text)}
    actors, aliases = actor_rows(annotated, lexicon, met, used_actors(incidents, casualties, allegations))
    return Tables(
        reports=(report_row(annotated),),
        incidents=sorted_rows(incidents),
        casualties=sorted_rows(casualties),
        allegations=sorted_rows(allegations),
        actors=sorted_rows(actors),
        actor_aliases=tuple(sorted(aliases, key=lambda row: (row.actor_id, row.alias, row.alias_kind))),
        places=place_rows(annotated, incidents, casualties),
        evidence=sorted_rows((*(row for row in maker.evidence if not is_outdated(row, replaced)), *charges.evidence)),
    )


def derive(tables: Tables) -> Tables:
    """The tables with casualty_estimates and reconciliations made from their rows."""
    return replace(tables, casualty_estimates=estimate_casualties(tables), reconciliations=reconcile(tables))


def read_clauses(annotated: Annotated) -> dict[int, tuple[Clause, ...]]:
    """The clauses of every sentence that has any, by its number: only one with an outcome can have them."""
    sentences = annotated.reading.sentences
    telling = sorted(
        {bisect_right(sentences, m.first, key=lambda s: s.first) - 1 for m in annotated.mentions["outcomes"]}
    )
    surnames = Surnames(annotated)
    groups = find_groups(annotated, [sentences[index] for index in telling])
    read = (
        (index, tuple(told_apart(find_clauses(cut_pieces(annotated, sentences[index], groups[index_of], surnames)))))
        for index_of, index in enumerate(telling)
    )
    return {index: clauses for index, clauses in read if clauses}


def laid_to(incident: Incident, about: Sequence[Allegation], met: Mapping[str, Actor]) -> Incident:
    """The incident with what the allegations about it add: who did it, and whether they own to it."""
    if not about:
        return incident
    status = claim_status(incident.incident_id, about)
    return replace(with_accused(incident, about, met), claim_status=status)


def is_outdated(evidence: Evidence, replaced: Set[str]) -> bool:
    """Whether these are the words of a perpetrator in whose place another one is named."""
    return evidence.field == "perpetrator_text" and evidence.row_id in replaced


def casualty_rows(maker: RowMaker, figures: list[Figure], ids: dict[int, str]) -> tuple[Casualty, ...]:
    keys = {id(figure): maker.casualty_id(figure) for figure in figures}
    return tuple(maker.casualty(figure, keys, ids) for figure in figures)


def report_row(annotated: Annotated) -> ReportRow:
    report = annotated.report
    return ReportRow(
        report_id=report.report_id,
        title=report.title,
        publisher=report.publisher,
        url=report.url,
        published_date=report.published_date,
        language=report.language,
        source_type=report.source_type,
        char_count=len(report.text),
        text_sha256=report.text_sha256,
        annotator=ANNOTATOR,
    )


def used_actors(
    incidents: tuple[Incident, ...], casualties: tuple[Casualty, ...], allegations: tuple[Allegation, ...]
) -> frozenset[str]:
    """The ids of all actors some row names."""
    found = {row.perpetrator_actor_id for row in incidents}
    for casualty in casualties:
        found |= {casualty.speaker_actor_id, casualty.inflicted_by_actor_id}
    for row in allegations:
        found |= {row.speaker_actor_id, row.subject_actor_id, row.beneficiary_actor_id}
    return frozenset(key for key in found if key is not None)


def place_rows(
    annotated: Annotated, incidents: tuple[Incident, ...], casualties: tuple[Casualty, ...]
) -> tuple[Place, ...]:
    """The places some row names."""
    used = {row.place_id for row in incidents} | {row.place_id for row in casualties}
    named = (m.value.place for m in annotated.mentions["places"] if isinstance(m.value, PlaceName))
    places = {place.place_id: place for place in named if place is not None and place.place_id in used}
    return tuple(places[key] for key in sorted(places))


def sorted_rows(rows: Sequence[R]) -> tuple[R, ...]:
    """The rows of one table, whose key is one column, in its order."""
    if not rows:
        return ()
    first: Row = rows[0]
    return tuple(sorted(rows, key=attrgetter(KEY_COLUMNS[type(first)][0])))

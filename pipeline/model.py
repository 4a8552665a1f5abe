"""The nouns of the pipeline, in the order in which a report passes through them.

    Report   a source document as it came in: text, publisher, date
    Reading  the report cut into tokens and sentences, with the words of the lexicon found in it
    Mention  which words (Span), what they mean (a value), and which entry or rule says so
    Row      one line of one of the ten tables; a dataclass per table, a field per column
    Tables   the ten tables
    Finding  one thing a check has to say about one row
    Contract (pipeline.contract) what the tables promise: schemas, code lists, expectations

Three words need explaining to a newcomer. The *contract* is what a reader of the package may rely on; a *mention* is
words of the report with their meaning; a *finding* is a broken or doubtful promise.

`None` means that the text does not say, and nothing else. A number is a range (`Count`), a date is a range (`Day`).
This module imports the standard library only.

Errors, all of them `AttestedError`, each printed as `where: what is wrong, and what to do`:

    AttestedError
    ├── InputError     a report or its metadata cannot be read as it stands
    ├── LexiconError   a word list breaks its own rules
    ├── ContractError  a schema, code list or expectation suite breaks its own rules
    ├── ReviewError    a person's decision no longer fits the text or the rows
    ├── PublishError   the package cannot be written
    ├── ReleaseError   a package cannot be read, compared or released
    ├── StoreError     a release cannot be put where it is to go
    └── ExportError    a package cannot be given another form
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, TypeVar, dataclass_transform

# ------------------------------------------------------------------------------------------------ errors


class AttestedError(Exception):
    """A premise of the pipeline is false. `where` is a file, or `file:line`."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what

    def __reduce__(self) -> tuple[type[AttestedError], tuple[str, str]]:
        """So that one raised in another process arrives as what it is."""
        return type(self), (self.where, self.what)


class InputError(AttestedError):
    """A report or its metadata cannot be read as it stands."""


class LexiconError(AttestedError):
    """A word list breaks its own rules."""


class ContractError(AttestedError):
    """A schema, code list or expectation suite breaks its own rules."""


class ReviewError(AttestedError):
    """A person's decision no longer fits the text or the rows it was made on."""


class PublishError(AttestedError):
    """The package cannot be written."""


class ReleaseError(AttestedError):
    """A package cannot be read, compared or released."""


class StoreError(AttestedError):
    """A release cannot be read from its shelf, or cannot be put into a store or an archive."""


class ExportError(AttestedError):
    """A package cannot be given another form."""


# ------------------------------------------------------------------------------------------------ how nouns are made

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def frozen(plain: type[T]) -> type[T]:
    """A slotted dataclass that is never changed: the type checker sees to it, since a report makes a thousand of them.

    `frozen=True` would see to it at run time too, but makes each cost four times as much.
    """
    return dataclass(slots=True, unsafe_hash=True)(plain)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def frozen_row(plain: type[T]) -> type[T]:
    """The same, for rows: their columns are always given by name."""
    return dataclass(slots=True, unsafe_hash=True, kw_only=True)(plain)


# ------------------------------------------------------------------------------------------------ a report


@frozen
class Report:
    """One source document. `text` is NFC; every offset of the package counts its code points from 0."""

    report_id: str
    text: str
    text_sha256: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_date: dt.date | None = None
    language: str = "en"
    source_type: str = "unknown"
    body_start: int = 0  # where the report proper begins, behind a leading date line


@frozen
class Decision:
    """What a reviewer decided about one row, from a line of review.yaml.

    `row_id` names the row (None for `add`); `quote` is verbatim text of the report that carries the decision;
    `values` are the columns to set, as text.
    """

    action: Literal["accept", "edit", "reject", "add"]
    table: str
    row_id: str | None
    quote: str
    values: Mapping[str, str]
    reviewer: str
    date: dt.date
    reason: str
    where: str  # file:line


# ------------------------------------------------------------------------------------------------ a lexicon


@frozen
class Entry:
    """One concept of a word list. `kind` is the list's name, `means` a code, `traits` what else the list says of it."""

    id: str
    kind: str
    means: str
    forms: tuple[str, ...]
    examples: tuple[str, ...]
    never: tuple[str, ...]  # the `not:` examples
    traits: Mapping[str, str]
    is_exact: bool = False  # forms are matched with their capitals (acronyms)


# ------------------------------------------------------------------------------------------------ a reading


@frozen
class Span:
    """Half-open code points of the stored text."""

    start: int
    end: int

    def cut(self, text: str) -> str:
        return text[self.start : self.end]


@frozen
class Hit:
    """Tokens `first` up to `last` (half-open) of a reading are a form of `entry`."""

    first: int
    last: int
    entry: Entry


@frozen
class Sentence:
    """Tokens `first` up to `last` (half-open); `paragraph` counts from 0."""

    first: int
    last: int
    paragraph: int


@frozen
class Reading:
    """A report cut into tokens and sentences.

    `words` are the tokens folded (quotes and dashes made plain, lower case), each as long as its span in the text;
    a possessive 's is a token of its own, an inner hyphen or apostrophe is not a cut ("gun-battle", "12-year-old").
    `hits` holds, for each word list, its longest matches from left to right, without overlap within one list.
    """

    report: Report
    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    hits: Mapping[str, tuple[Hit, ...]]
    is_capitals: bool  # the text is in capitals throughout: case says nothing
    classes: Mapping[int, str]  # the class of each token that belongs to grammar, as the list of grammar has it
    grammar_at: Mapping[int, Hit]  # the hits of the list of grammar by their first token
    grammar_before: Mapping[int, Hit]  # the same by the token behind their last

    def span(self, first: int, last: int) -> Span:
        """The code points of tokens `first` up to `last` (half-open, not empty)."""
        return Span(self.starts[first], self.ends[last - 1])

    def quote(self, first: int, last: int) -> str:
        """The words of the report, verbatim."""
        return self.report.text[self.starts[first] : self.ends[last - 1]]


# ------------------------------------------------------------------------------------------------ mentions

Qualifier = Literal[
    "exact",
    "at_least",
    "more_than",
    "at_most",
    "fewer_than",
    "range",
    "about",
    "vague",
    "unspecified_plural",
    "explicit_zero",
]


@frozen
class Count:
    """A number as the text bounds it: "at least 10" is (10, None, 10, at_least)."""

    low: int | None
    high: int | None
    point: int | None
    qualifier: Qualifier


@frozen
class Outcome:
    """What happened to people: `code` of outcomes.csv; `voice` says where the people stand.

    passive      "were killed", "wounded": the people stand before it, or after it where used actively ("killed 3")
    intransitive "died": the people stand before it
    active       "killing", "freeing": the people stand after it
    nominal      "the deaths of", "deaths": the people stand after of, or the number before it
    state        "dead", "unhurt": the people stand before it, or around it ("left 12 dead", "dead bodies")
    roll         "the victims were identified": the people stand behind it, and what happened to them was told before
    """

    code: str
    voice: str


@frozen
class Victims:
    """A noun for people: codes of victim_groups.csv, sexes.csv, age_groups.csv; `number` is singular or plural."""

    group: str
    sex: str
    age: str
    number: str


@frozen
class Day:
    """When: both ends included, None where open. `kind` tells a point of the story from a period or a background date.

    `precision` is a code of date_precisions.csv; `kind` is
    point   "on Saturday", "the previous day", "1 February": when something happened
    period  "over the past year", "since 2004", "over a 48-hour period": the time a figure covers
    """

    earliest: dt.date | None
    latest: dt.date | None
    precision: str | None
    kind: Literal["point", "period"]


@frozen
class PlaceName:
    """A named place, resolved as far as the gazetteer goes. `place` is None where it knows no such place."""

    place: Place | None
    precision: str  # a code of place_precisions.csv
    role: str  # "where": in, near, across … · "demonym": Afghan · "other": a name without a locative


@frozen
class ActorName:
    """A party, authority or organisation as the text names it. `actor` carries what is known of it.

    `form` is name ("Free Hills Front"), short ("FHF", "Haile" after "Sara Haile"), anaphor ("the group",
    "he") or description ("armed assailants", "provincial authorities").
    """

    actor: Actor
    form: str
    role: str  # a code of speaker_roles.csv this actor has when it speaks


@frozen
class Speech:
    """Somebody says something. `speaker` is the span of the one who says; `scope` the words that are said."""

    verb: str  # verbatim, "said", "according to"
    speaker: Span | None
    actor: Actor | None
    role: str  # a code of speaker_roles.csv
    scope: Span
    depth: int  # 1 "X said", 2 "X said Y said"


@frozen
class Event:
    """A word for something that happens: `code` of incident_types.csv; `traits` of its entry."""

    code: str
    stage: str
    is_nominal: bool  # "the attack", not "attacked"
    is_definite: bool  # leads back to one already told: "the attack", "that attack", "the violence"
    is_plural: bool
    is_suffered: bool = False  # a verb whose subject does nothing: "exploded", "came under attack"


@frozen
class Thing:
    """A weapon or a target: `code` of weapon_types.csv or target_types.csv."""

    code: str


@frozen
class Charge:
    """A speech act about responsibility, with its parties already found in the sentence.

    `subject` is who is said to have acted, `beneficiary` who is said to have been helped. `answers` is the span of the
    charge this one responds to, `trigger` that of the word which accuses, claims or denies.
    """

    allegation_type: str
    act: str | None
    polarity: Literal["affirms", "denies"]
    certainty: str | None
    speaker: Span | None
    speaker_actor: Actor | None
    subject: Span | None
    subject_actor: Actor | None
    beneficiary: Span | None
    beneficiary_actor: Actor | None
    answers: Span | None
    medium: str
    depth: int
    is_repeated: bool
    trigger: Span


Value = Count | Outcome | Victims | Day | PlaceName | ActorName | Speech | Event | Thing | Charge


@frozen
class Mention:
    """`span`: which words; `value`: what they mean; `rule`: the lexicon entry or the rule that says so.

    `kind` is the stem of the annotator that found it ("counts", "outcomes" …), `first`/`last` its tokens (half-open).
    """

    kind: str
    span: Span
    value: Value
    rule: str
    first: int
    last: int


@frozen
class Annotated:
    """A report with its mentions, by kind, each kind in the order of the text."""

    reading: Reading
    mentions: Mapping[str, tuple[Mention, ...]]

    @property
    def report(self) -> Report:
        return self.reading.report


# ------------------------------------------------------------------------------------------------ rows


@frozen_row
class ReportRow:
    report_id: str
    title: str | None
    publisher: str | None
    url: str | None
    published_date: dt.date | None
    language: str
    source_type: str
    char_count: int
    text_sha256: str
    annotator: str
    review_status: str = "machine"


@frozen_row
class Actor:
    actor_id: str
    name: str
    actor_type: str
    country_code: str | None = None
    parent_actor_id: str | None = None
    is_placeholder: bool = False


@frozen_row
class ActorAlias:
    actor_id: str
    alias: str
    language: str
    alias_kind: str
    used_by_actor_id: str | None = None


@frozen_row
class Place:
    place_id: str
    name: str
    place_kind: str
    country_code: str | None = None
    admin1_name: str | None = None
    admin1_pcode: str | None = None
    admin2_name: str | None = None
    admin2_pcode: str | None = None
    geonames_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    coordinate_source: str | None = None
    gazetteer_version: str | None = None


@frozen_row
class Incident:
    incident_id: str
    report_id: str
    parent_incident_id: str | None = None
    incident_level: str = "incident"
    incident_type: str
    stage: str
    date_earliest: dt.date | None = None
    date_latest: dt.date | None = None
    date_precision: str | None = None
    date_text: str | None = None
    place_id: str | None = None
    place_text: str | None = None
    place_precision: str | None = None
    target_type: str | None = None
    target_text: str | None = None
    weapon_type: str = "not_stated"
    weapon_text: str | None = None
    perpetrator_actor_id: str | None = None
    perpetrator_text: str | None = None
    perpetrator_basis: str = "not_stated"
    claim_status: str = "none_reported"
    reporting_clarity: str = "clear"
    review_status: str = "machine"


@frozen_row
class Casualty:
    casualty_id: str
    incident_id: str | None
    report_id: str
    outcome: str
    victim_group: str
    victim_text: str | None = None
    sex: str = "unknown"
    age_group: str = "unknown"
    count_text: str | None = None
    count_low: int | None
    count_high: int | None
    count_point: int | None
    count_qualifier: str
    figure_scope: str = "incident_total"
    component_of_casualty_id: str | None = None
    overlap: str = "unknown"
    period_earliest: dt.date | None = None
    period_latest: dt.date | None = None
    place_id: str | None = None
    place_text: str | None = None
    speaker_actor_id: str | None = None
    speaker_text: str | None = None
    speaker_role: str = "unknown"
    attribution_verb: str | None = None
    status_basis: str = "not_stated"
    inflicted_by_actor_id: str | None = None
    rank: str = "normal"
    superseded_by_casualty_id: str | None = None
    change_reason: str | None = None
    rule_id: str
    confidence: float | None = None
    review_status: str = "machine"


@frozen_row
class Allegation:
    allegation_id: str
    report_id: str
    incident_id: str | None = None
    allegation_type: str
    speaker_actor_id: str | None = None
    speaker_text: str | None = None
    subject_actor_id: str | None = None
    subject_text: str | None = None
    beneficiary_actor_id: str | None = None
    alleged_act: str | None = None
    polarity: str
    responds_to_allegation_id: str | None = None
    certainty: str | None = None
    claim_medium: str = "unknown"
    said_date: dt.date | None = None
    attribution_depth: int = 0
    is_repeated: bool = False
    rank: str = "normal"
    rule_id: str
    confidence: float | None = None
    review_status: str = "machine"


@frozen_row
class Evidence:
    evidence_id: str
    table_name: str
    row_id: str
    field: str | None
    report_id: str
    start: int
    end: int
    quote: str
    rule_id: str


@frozen_row
class CasualtyEstimate:
    estimate_id: str
    report_id: str
    incident_id: str | None
    outcome: str
    victim_group: str
    low: int | None
    best: int | None
    high: int | None
    rule_set: str
    n_figures: int
    n_speakers: int
    involved_party_only: bool
    input_casualty_ids: str


@frozen_row
class Reconciliation:
    reconciliation_id: str
    report_id: str
    incident_id: str | None
    outcome: str
    total_casualty_id: str
    component_casualty_ids: str
    stated_low: int | None
    stated_high: int | None
    components_low: int | None
    components_high: int | None
    difference: int | None
    verdict: str
    explanation: str


Row = (
    ReportRow
    | Incident
    | Casualty
    | Allegation
    | Actor
    | ActorAlias
    | Place
    | Evidence
    | CasualtyEstimate
    | Reconciliation
)
Cell = str | int | float | bool | dt.date | None

ROW_TYPES: Mapping[str, type[Row]] = {
    "reports": ReportRow,
    "incidents": Incident,
    "casualties": Casualty,
    "allegations": Allegation,
    "actors": Actor,
    "actor_aliases": ActorAlias,
    "places": Place,
    "evidence": Evidence,
    "casualty_estimates": CasualtyEstimate,
    "reconciliations": Reconciliation,
}


@frozen
class Tables:
    """The ten tables. Rows are in key order once `pipeline.tidy` or `merged` has made them."""

    reports: tuple[ReportRow, ...] = ()
    incidents: tuple[Incident, ...] = ()
    casualties: tuple[Casualty, ...] = ()
    allegations: tuple[Allegation, ...] = ()
    actors: tuple[Actor, ...] = ()
    actor_aliases: tuple[ActorAlias, ...] = ()
    places: tuple[Place, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    casualty_estimates: tuple[CasualtyEstimate, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of the table named; KeyError for a name that is no table."""
        if table not in ROW_TYPES:
            raise KeyError(table)
        rows: tuple[Row, ...] = getattr(self, table)
        return rows

    def __iter__(self) -> Iterator[tuple[str, tuple[Row, ...]]]:
        return ((name, self.rows(name)) for name in ROW_TYPES)


# The primary key of each table: its first column, of aliases all five.
KEY_COLUMNS: Mapping[type[Row], tuple[str, ...]] = {
    kind: tuple(column.name for column in fields(kind))[: None if kind is ActorAlias else 1]
    for kind in ROW_TYPES.values()
}


def key_of(row: Row) -> tuple[str, ...]:
    """The primary key of a row, null as the empty text."""
    return tuple([str(getattr(row, column) or "") for column in KEY_COLUMNS[type(row)]])


def merged(parts: Iterable[Tables]) -> Tables:
    """The tables of many reports as one, sorted. Actors, aliases and places that reports share are kept once."""
    together: dict[str, dict[tuple[str, ...], Row]] = {name: {} for name in ROW_TYPES}
    shared = {"actors", "actor_aliases", "places"}
    for part in parts:
        for name, rows in part:
            for row in rows:
                key = key_of(row)
                known = together[name].setdefault(key, row)
                if known == row:
                    continue
                if name not in shared:
                    raise ValueError(f"{name}: two different rows have the key {key}")
                together[name][key] = min(known, row, key=repr)  # the order of reports must not matter
    return Tables(**{name: tuple(rows[key] for key in sorted(rows)) for name, rows in together.items()})  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------ findings


@frozen
class Finding:
    """One thing a check has to say. An `error` blocks publication, a `warning` is published beside the data."""

    check: str
    severity: Literal["error", "warning"]
    table: str
    row_id: str
    column: str | None
    message: str

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    def __str__(self) -> str:
        column = self.column or "-"
        return f"{self.table}:{self.row_id}:{column}  {self.message}  ({self.check})"


@frozen
class Rejected:
    """A report that is in no table: where it stands, its id as far as it is known, and what is wrong with it."""

    where: str
    report_id: str | None
    reason: str


@frozen
class Package:
    """A published data package: where it is, its version, and how many rows each table has."""

    path: str
    version: str
    row_counts: Mapping[str, int] = field(default_factory=dict)

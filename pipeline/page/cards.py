"""Rows become cards: what is said, by whom, with what bound, in which words, and whether a person has looked at it.

    at least 92 militants: killed · said by military statements, a party to the fighting · 92 or more · machine

Every fact of a card names its column, so that the page can show what the codebook says of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.page.package import Cells, Column, DataPackage, Table

# The columns of a card, in the order they are read; an empty one is left out.
FACTS: Mapping[str, tuple[str, ...]] = {
    "casualties": (
        "speaker_text",
        "speaker_role",
        "count_qualifier",
        "review_status",
        "outcome",
        "victim_group",
        "sex",
        "age_group",
        "figure_scope",
        "overlap",
        "component_of_casualty_id",
        "incident_id",
        "period_earliest",
        "period_latest",
        "place_id",
        "status_basis",
        "inflicted_by_actor_id",
        "rank",
        "confidence",
    ),
    "allegations": (
        "speaker_text",
        "subject_text",
        "beneficiary_actor_id",
        "alleged_act",
        "polarity",
        "certainty",
        "review_status",
        "responds_to_allegation_id",
        "incident_id",
        "claim_medium",
        "said_date",
        "is_repeated",
        "rank",
        "confidence",
    ),
    "incidents": (
        "perpetrator_text",
        "perpetrator_basis",
        "claim_status",
        "review_status",
        "date_earliest",
        "date_latest",
        "date_precision",
        "place_id",
        "place_precision",
        "target_text",
        "target_type",
        "weapon_type",
        "stage",
        "parent_incident_id",
    ),
}
NAMED = ("actor_id", "place_id")  # columns that end so hold the id of a row that has a name
LINKED = ("casualty_id", "allegation_id", "incident_id")  # columns that end so hold the id of a row with a card
PARTY = "involved_party"
THE_REPORT = "the report itself, naming no source"


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell as people read it; `link` is the card that it leads to."""

    column: Column
    words: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One row. `kind` is that of its words in the text: figure, claim, denial or incident.

    `is_party` says that the figure comes from a party to the conflict; `review` whether a person has looked at the row.
    """

    row_id: str
    kind: str
    title: str
    facts: tuple[Fact, ...]
    quotes: tuple[str, ...]
    is_party: bool
    review: str


@dataclass(frozen=True, slots=True)
class Names:
    """What actors and places are called, and what cards say, by their ids."""

    named: Mapping[str, str]
    titles: Mapping[str, str]

    def speaker(self, row: Cells) -> str:
        """Who says it, in the words of the report, and by name where those are another: `He (John Doe)`."""
        words, name = row["speaker_text"], self.named.get(row["speaker_actor_id"], "")
        if not words:
            return name or THE_REPORT
        return f"{words} ({name})" if name and name.casefold() != words.casefold() else words


def cards_of(
    package: DataPackage, table: str, names: Names, quotes: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, Card]]:
    """A card for each row of a core table, with its report; `quotes` are the words of each row."""
    source = package.tables[table]
    for row in source.rows:
        row_id = source.key(row)
        facts = tuple(fact_of(source, row, column, names) for column in FACTS[table] if row[column])
        if table != "incidents" and not row["speaker_text"]:
            facts = (Fact(source.columns["speaker_text"], names.speaker(row)), *facts)
        yield (
            row["report_id"],
            Card(
                row_id=row_id,
                kind=kind_of(table, row),
                title=names.titles[row_id],
                facts=facts,
                quotes=quotes.get(row_id, ()),
                is_party=table == "casualties" and row["speaker_role"] == PARTY,
                review=source.label(row, "review_status"),
            ),
        )


def names_of(package: DataPackage) -> Names:
    named = {row_id: row["name"] for table in ("actors", "places") for row_id, row in package.tables[table].by_key()}
    return Names(named, {row_id: title for table in FACTS for row_id, title in titles_of(package, table)})


def fact_of(source: Table, row: Cells, name: str, names: Names) -> Fact:
    column, cell = source.columns[name], row[name]
    if name.endswith(NAMED):
        return Fact(column, names.named.get(cell, cell))
    if name.endswith(LINKED):
        return Fact(column, names.titles.get(cell, cell), cell if cell in names.titles else None)
    if name == "count_qualifier":
        return Fact(column, f"{source.label(row, name)}: {range_words(row['count_low'], row['count_high'])}")
    if name == "speaker_text":
        return Fact(column, names.speaker(row))
    return Fact(column, source.label(row, name))


def titles_of(package: DataPackage, table: str) -> Iterator[tuple[str, str]]:
    """What a row says, in a few words, by its id."""
    source = package.tables[table]
    for row in source.rows:
        match table:
            case "casualties":
                yield source.key(row), figure_title(row, source.label(row, "outcome"))
            case "allegations":
                said = source.label(row, "allegation_type")
                subject = f" of {row['subject_text']}" if row["subject_text"] else ""
                yield source.key(row), f"{said}{subject}"
            case _:
                day = days_words(row["date_earliest"], row["date_latest"])
                told = (source.label(row, "incident_type"), row["place_text"], day)
                yield source.key(row), ", ".join(words for words in told if words)


def figure_title(row: Cells, outcome: str) -> str:
    """`At least 145 people: killed`, in the words of the report."""
    words = " ".join(words for words in (row["count_text"], row["victim_text"]) if words)
    return f"{words or row['victim_group']}: {outcome.lower()}"


def range_words(low: str, high: str) -> str:
    """A range as it is: `17`, `4 to 9`, `145 or more`, `9 or fewer`; a bound that is not stated is not made up."""
    match low, high:
        case "", "":
            return "no bound stated"
        case _, "":
            return f"{low} or more"
        case "", _:
            return f"{high} or fewer"
        case _:
            return low if low == high else f"{low} to {high}"


def days_words(earliest: str, latest: str) -> str:
    """A day, or the days it lies between."""
    return earliest if earliest == latest or not latest else f"{earliest} to {latest}" if earliest else f"by {latest}"


def kind_of(table: str, row: Cells) -> str:
    match table:
        case "casualties":
            return "figure"
        case "allegations":
            return "denial" if row["polarity"] == "denies" else "claim"
        case _:
            return "incident"

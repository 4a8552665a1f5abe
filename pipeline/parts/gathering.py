"""Parts become the tables of a package, as files: a table is one file while that is of a size that people open.

    a table of few rows      one CSV and one Parquet file, its rows in the order of their key
    a table of very many     files of the same reports in every such table; each in the order of its key
    actors, aliases, places  what several reports share is one row, in one file

What is made does not depend on who made the parts, nor on where a run was stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.contract import Contract
from pipeline.engines import Engine
from pipeline.model import Finding, Rejected, Tables, merged
from pipeline.parts.recipe import tools
from pipeline.parts.stored import Part, read_part
from pipeline.publish import Metadata, Prepared
from pipeline.publish.contents import Stored, TableFiles, table_files
from pipeline.publish.holdings import together
from pipeline.publish.joining import join_csv, join_parquet, key_order, repeated_keys, write_ordered
from pipeline.publish.prepared import about
from pipeline.publish.tables import files_of
from pipeline.validate import validate_dataset

SHARED = ("actors", "actor_aliases", "places")
# Rows of the largest table in a file: some fifty megabytes of CSV, and what a machine of a few gigabytes reads at once.
MOST_ROWS = 250_000
# Rows of all tables that frictionless and Great Expectations read in full; of more they are given a sample.
MOST_CHECKED = 100_000
# Rows of evidence of the reports that the page of a package in parts is made of.
MOST_SHOWN = 70_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a table, as CSV and as Parquet: the parts it is made of, and what it is called."""

    table: str
    name: str
    parts: tuple[Path, ...]
    folder: Path
    about: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.table}{self.name}"


@dataclass(frozen=True, slots=True)
class Joined:
    """The two files of a piece."""

    table: str
    n_rows: int
    csv: tuple[str, Stored]
    parquet: tuple[str, Stored]


def gather(
    folders: Sequence[Path],
    refused: Sequence[Rejected],
    contract: Contract,
    metadata: Metadata,
    out: Path,
    engine: Engine,
) -> tuple[Prepared, Tables]:
    """All that is to be published, its files in `out`, and the rows that were checked as a whole: all, or a sample.

    `folders` are the parts in the order of their reports, `refused` what could not be read at all. Where the checks
    have found an error nothing is written, and the tables are empty.
    """
    parts = [read_part(folder) for folder in folders]
    findings = tuple(finding for part in parts for finding in part.findings)
    rejected = (*refused, *(one for part in parts for one in part.rejected))
    holdings = together(part.holdings for part in parts)
    if any(finding.is_error for finding in findings):
        return Prepared({}, holdings, findings, rejected), Tables()
    shared = shared_tables(parts)
    tables = {name: files_of(shared.rows(name), contract.schemas[name], about(metadata, name)) for name in SHARED}
    tables |= joined_tables(parts, metadata, out, engine)
    tables = {name: tables[name] for name in contract.schemas}
    findings += tuple(repeated(tables, contract))
    n_rows = sum(files.n_rows for files in tables.values())
    sample = merged(part.tables() for part in drawn(parts, n_rows))
    findings += validate_dataset(sample, contract)
    is_whole = n_rows <= MOST_CHECKED
    return Prepared(tables, holdings, findings, rejected, None if is_whole else sample), sample


def shared_tables(parts: Sequence[Part]) -> Tables:
    """What reports share, each once."""
    return merged(Tables(**{name: part.rows(name) for name in SHARED}) for part in parts)  # type: ignore[arg-type]


def drawn(parts: Sequence[Part], n_rows: int) -> Sequence[Part]:
    """All parts; of more rows than are checked as a whole every so many-th part, so that about that many are."""
    return parts[:: max(1, -(-n_rows // MOST_CHECKED))]


def newest_rows(folders: Sequence[Path]) -> Tables:
    """The rows of those parts with the newest reports, as many as a page shows."""
    parts = [read_part(folder) for folder in folders]
    kept: list[Part] = []
    for part in sorted(parts, key=newest_day, reverse=True):
        if kept and sum(one.counts["evidence"] for one in (*kept, part)) > MOST_SHOWN:
            break
        kept.append(part)
    return merged(part.tables() for part in kept)


def newest_day(part: Part) -> tuple[str, str]:
    """The day of its newest report; of several with the same day the last part is the newest."""
    days = part.holdings.published
    return (days.latest.isoformat() if days else "", part.folder.name)


# ------------------------------------------------------------------------------------------------ files


def joined_tables(parts: Sequence[Part], metadata: Metadata, out: Path, engine: Engine) -> dict[str, TableFiles]:
    """Every table that is of single reports, joined out of its parts."""
    pieces = [piece for name in own_tables() for piece in pieces_of(name, parts, metadata, out)]
    found: dict[str, list[Joined]] = {name: [] for name in own_tables()}
    for joined in engine.run(join, pieces):
        found[joined.table].append(joined)
    return {name: as_files(sorted(files, key=lambda one: one.csv[0])) for name, files in found.items()}


def own_tables() -> list[str]:
    _, contract = tools()
    return [name for name in contract.schemas if name not in SHARED]


def pieces_of(table: str, parts: Sequence[Part], metadata: Metadata, out: Path) -> Iterator[Piece]:
    """The files of a table: one, or one a group of parts."""
    told = tuple(about(metadata, table).items())
    if sum(part.counts[table] for part in parts) <= MOST_ROWS:
        yield Piece(table, "", tuple(part.folder for part in parts), out, told)
        return
    for number, group in enumerate(groups_of(parts), start=1):
        yield Piece(table, f"part-{number:05}", tuple(part.folder for part in group), out, told)


def groups_of(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Parts that stand in one file: as many as keep its largest table within bounds. The same for every table."""
    group: list[Part] = []
    counts = dict.fromkeys(own_tables(), 0)
    for part in parts:
        after = {name: counts[name] + part.counts[name] for name in counts}
        if group and max(after.values()) > MOST_ROWS:
            yield group
            group, after = [], {name: part.counts[name] for name in counts}
        group.append(part)
        counts = after
    if group:
        yield group


def join(piece: Piece) -> Joined:
    """Write a piece. The lines of its CSV and the rows of its Parquet are put into the order of their key together."""
    _, contract = tools()
    schema = contract.schemas[piece.table]
    table = join_parquet([folder / f"{piece.table}.parquet" for folder in piece.parts])
    order = key_order(table, schema)
    names = {kind: path_in_package(piece, kind) for kind in ("csv", "parquet")}
    csv, parquet = (piece.folder / Path(names[kind]).relative_to("data") for kind in ("csv", "parquet"))
    for path in (csv, parquet):
        path.parent.mkdir(parents=True, exist_ok=True)
    written = join_csv([folder / f"{piece.table}.csv" for folder in piece.parts], order, csv)
    typed = write_ordered(table, order, parquet, dict(piece.about))
    return Joined(piece.table, table.num_rows, (names["csv"], written), (names["parquet"], typed))


def path_in_package(piece: Piece, kind: str) -> str:
    """`data/casualties.csv`, or `data/casualties.csv/part-00001.csv`."""
    place = f"data/{piece.table}.{kind}"
    return f"{place}/{piece.name}.{kind}" if piece.name else place


def as_files(joined: Sequence[Joined]) -> TableFiles:
    n_rows = sum(one.n_rows for one in joined)
    return table_files(n_rows, dict(one.csv for one in joined), dict(one.parquet for one in joined))


def repeated(tables: dict[str, TableFiles], contract: Contract) -> Iterator[Finding]:
    """No two rows of a table have the same key, in whichever of its files they are."""
    for name, files in tables.items():
        for key in repeated_keys(files, contract.schemas[name]):
            yield Finding("keys_are_unique", "error", name, key, None, "another row has the same key")

"""All that is to be published: tables as files, what they hold, what the checks said of them, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.contract import Contract
from pipeline.model import Finding, Rejected, Tables
from pipeline.publish.contents import TableFiles
from pipeline.publish.holdings import Holdings, holdings_of
from pipeline.publish.metadata import Metadata
from pipeline.publish.tables import files_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """The tables by name. `sample` are some rows of a package that is too large to be read by frictionless in full."""

    tables: Mapping[str, TableFiles]
    holdings: Holdings
    findings: tuple[Finding, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    sample: Tables | None = None

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows of each table."""
        return {name: files.n_rows for name, files in self.tables.items()}

    @property
    def in_parts(self) -> tuple[str, ...]:
        """The tables that are more than one file."""
        return tuple(name for name, files in self.tables.items() if len(files.csv) > 1)


def prepare(tables: Tables, findings: Iterable[Finding], contract: Contract, metadata: Metadata) -> Prepared:
    """Tables that are in memory, each a file of its own."""
    files = {name: files_of(rows, contract.schemas[name], about(metadata, name)) for name, rows in tables}
    return Prepared(files, holdings_of(tables), tuple(findings))


def about(metadata: Metadata, table: str) -> dict[str, str]:
    """What a Parquet file says of itself."""
    return {"package": metadata.name, "version": metadata.version, "table": table}

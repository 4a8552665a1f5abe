"""Tables become a data package, all of it or nothing: `publish(prepared, …) -> Outcome`.

    holdings    what the rows hold, in numbers that add up
    metadata    what the package says of itself, and what it was made with
    tables      rows -> CSV and Parquet
    contents    files in memory, or on the disk already
    prepared    tables, holdings, findings: all that is to be published
    documents   README, findings, checksums
    codebook    every table, column and code
    loaders     what reads the package into pandas and R
    citation    CITATION.cff and .zenodo.json
    discovery   dataset.jsonld, for search engines
    croissant   croissant.json, for machine learning
    usage       which warnings a reader must know hold for these rows
    data_card   how the rows were made, how accurate they are, what to mind
    descriptor  datapackage.json
    shelf       the finished package takes its place on the disk

An error among the findings publishes nothing. Warnings are published, as findings.csv.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.contract import Contract
from pipeline.csv_text import cell_text
from pipeline.model import Package, PublishError
from pipeline.publish.accuracy import read_accuracy
from pipeline.publish.citation import citation_bytes, zenodo_bytes
from pipeline.publish.codebook import codebook_markdown, codebook_page
from pipeline.publish.contents import Content, Opened
from pipeline.publish.croissant import croissant_bytes
from pipeline.publish.data_card import data_card_bytes
from pipeline.publish.descriptor import descriptor_bytes
from pipeline.publish.discovery import dataset_bytes
from pipeline.publish.documents import (
    REJECTED,
    analyses_bytes,
    checksum_bytes,
    findings_bytes,
    readme_bytes,
    rejected_bytes,
)
from pipeline.publish.holdings import Box, Days, Holdings, holdings_of
from pipeline.publish.loaders import loader_files
from pipeline.publish.metadata import Metadata, Provenance, is_trial, read_metadata
from pipeline.publish.prepared import Prepared, prepare
from pipeline.publish.shelf import SUMS, holds, is_released, reserved, stage, swap, version_at
from pipeline.publish.usage import Basis, usage_warnings
from pipeline.referee import frictionless_errors
from pipeline.twins import hold_the_same

__all__ = [
    "Box",
    "Days",
    "Holdings",
    "Metadata",
    "Outcome",
    "PageMaker",
    "Prepared",
    "Provenance",
    "cell_text",
    "frictionless_errors",
    "holdings_of",
    "make_files",
    "prepare",
    "publish",
    "read_metadata",
]

MOST_ERRORS = 5
# Makes the page of a package from its files: what is published lists the page among its checksums.
PageMaker = Callable[[Mapping[str, bytes]], bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The package, None where an error blocked it, and whether it differs from what was at its place before."""

    package: Package | None
    is_new: bool


def publish(
    prepared: Prepared,
    contract: Contract,
    metadata: Metadata,
    place: Path,
    provenance: Provenance,
    changelog: bytes | None = None,
    page: PageMaker | None = None,
    *,
    is_candidate: bool = False,
) -> Outcome:
    """What was prepared as a package at `place`, or nothing. Raises PublishError or OSError where it can't be written.

    A place that holds exactly this package is left alone. Another package there is replaced while its version is 0.x,
    and a candidate's on a shelf of versions until it is released; any other is never overwritten, whatever the new one
    calls itself. `changelog` is that of the data, where there is one; `page` makes the page that people read out of the
    descriptor and the tables, by name.
    """
    if any(finding.is_error for finding in prepared.findings):
        return Outcome(None, is_new=False)
    package = Package(str(place), metadata.version, prepared.counts)
    with reserved(place):
        files = make_files(prepared, contract, metadata, provenance, changelog, page)
        sums = Opened(files)[SUMS]
        if holds(place, sums):
            return Outcome(package, is_new=False)
        check_may_be_replaced(place, metadata, is_candidate=is_candidate)
        folder = stage(place, files)
        if not holds(folder, sums):
            raise PublishError(str(place), "what was written does not have its checksums; is the disk sound?")
        check_as_a_stranger(folder, place, prepared, contract, metadata, provenance)
        swap(place)
    return Outcome(package, is_new=True)


def make_files(
    prepared: Prepared,
    contract: Contract,
    metadata: Metadata,
    provenance: Provenance,
    changelog: bytes | None,
    page: PageMaker | None = None,
) -> dict[str, Content]:
    """Every file of the package, by name; SHA256SUMS is over all others."""
    tables, counts, holdings = prepared.tables, prepared.counts, prepared.holdings
    files: dict[str, Content] = {name: content for table in tables.values() for name, content in table.files.items()}
    basis = Basis(holdings, len(prepared.findings), metadata, provenance, read_accuracy())
    warnings = usage_warnings(basis, contract)
    files["datapackage.json"] = descriptor_bytes(metadata, provenance, contract, tables, warnings)
    files["README.md"] = readme_bytes(metadata, provenance, contract, prepared)
    files["CODEBOOK.md"] = codebook_markdown(metadata, contract)
    files["codebook.html"] = codebook_page(metadata, contract)
    files["DATA_CARD.md"] = data_card_bytes(basis, contract, counts, warnings)
    files["CITATION.cff"] = citation_bytes(metadata, provenance)
    files[".zenodo.json"] = zenodo_bytes(metadata, provenance)
    files["dataset.jsonld"] = dataset_bytes(metadata, provenance, contract, holdings, tables)
    files["croissant.json"] = croissant_bytes(metadata, provenance, contract, tables)
    files["findings.csv"] = findings_bytes(prepared.findings)
    if prepared.rejected:
        files[REJECTED] = rejected_bytes(prepared.rejected)
    files["ANALYSES.md"] = analyses_bytes()
    files |= loader_files(metadata, contract)
    if changelog is not None:
        files["CHANGELOG.md"] = changelog
    if page is not None:
        files["index.html"] = page(Opened(files))
    files[SUMS] = checksum_bytes(files)
    return files


def check_may_be_replaced(place: Path, metadata: Metadata, *, is_candidate: bool) -> None:
    """Raises PublishError where the place holds a version that is never overwritten."""
    if not (place / SUMS).exists():
        return
    there = version_at(place) or metadata.version
    if is_trial(there) or (is_candidate and not is_released(place)):
        return
    remedy = "raise the version in the metadata" if there == metadata.version else "name another folder"
    if is_candidate:
        remedy += "; `make diff` shows what changed and which version that demands"
    what = f"holds other content as version {there}, which is never overwritten; {remedy}"
    raise PublishError(str(place), what)


def check_as_a_stranger(
    folder: Path, place: Path, prepared: Prepared, contract: Contract, metadata: Metadata, provenance: Provenance
) -> None:
    """Raises PublishError unless frictionless accepts the package and every Parquet file equals its CSV.

    Of a package with a sample, frictionless reads that alone, as a package of its own.
    """
    errors = list(unequal(folder, prepared))
    if prepared.sample is None:
        errors += frictionless_errors(folder / "datapackage.json")
    else:
        with tempfile.TemporaryDirectory(prefix="attested-") as small:
            drawn = Path(small) / "sample"
            stage_files = make_files(
                prepare(prepared.sample, (), contract, metadata), contract, metadata, provenance, None
            )
            errors += frictionless_errors(stage(drawn, stage_files) / "datapackage.json")
    if errors:
        raise PublishError(str(place), "the package made is not valid: " + "; ".join(errors[:MOST_ERRORS]))


def unequal(folder: Path, prepared: Prepared) -> Iterator[str]:
    """Files of a table, the same part of it, that do not hold the same rows."""
    for table in prepared.tables.values():
        for csv, parquet in zip(table.csv, table.parquet, strict=True):
            if not hold_the_same(folder / csv, folder / parquet):
                yield f"{parquet}: the Parquet file does not equal the CSV"

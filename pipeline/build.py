"""The whole pipeline on one screen: reports become a data package, or nothing is published and the findings say why."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from pipeline.contract import Contract
from pipeline.engines import Engine
from pipeline.engines.local import LocalEngine
from pipeline.ingest import read_reports, read_review
from pipeline.model import Finding, InputError, Package, Rejected, Tables
from pipeline.page import page_bytes
from pipeline.parts import (
    Job,
    Limits,
    Workshop,
    cut_batches,
    gather,
    make_part,
    newest_rows,
    recipe_here,
    tools,
    workshop_at,
)
from pipeline.publish import Metadata, PageMaker, Prepared, Provenance, make_files, prepare, publish, read_metadata
from pipeline.publish.contents import Opened
from pipeline.release import check_is_as_released, read_catalogue, read_package
from pipeline.terminal import Narrator, counted

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Working:
    """How a package is made: who does the work, where parts lie that are to be kept, and what a report may cost."""

    engine: Engine = field(default_factory=LocalEngine)
    work: Path | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Built:
    """What was made, and the package; `package` is None where an error blocked it.

    `tables` are the rows that were checked as a whole: all of them, or of very many a sample.
    """

    prepared: Prepared
    tables: Tables
    contract: Contract
    package: Package | None
    is_new: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.prepared.findings


def build(
    source: Path | str,
    out: Path,
    metadata_path: Path | None,
    created: dt.datetime | None,
    tell: Narrator,
    working: Working | None = None,
) -> Built:
    """The reports at `source` as one package in `out`. Raises AttestedError where one cannot be read or written."""
    return make(
        source, out, read_metadata(metadata_path), None, created, tell, working or Working(), is_candidate=False
    )


def publish_version(
    source: Path | str,
    shelf: Path,
    metadata_path: Path,
    created: dt.datetime | None,
    tell: Narrator,
    working: Working | None = None,
) -> Built:
    """The same in the folder of its version, `shelf/<version>`, with the changelog that lies beside the metadata.

    Strict: a report that fails stops it, for a dataset that is published is whole. A version that is released is built
    elsewhere and held against its archive. Raises ReleaseError where they differ.
    """
    metadata = read_metadata(metadata_path)
    changelog = changelog_beside(metadata_path)
    text = changelog.read_bytes() if changelog.exists() else None
    place = shelf / metadata.version
    working = working or Working(limits=Limits(is_strict=True))
    released = read_catalogue(shelf).entry(metadata.version)
    if released is None:
        return make(source, place, metadata, text, created, tell, working, is_candidate=True)
    with tempfile.TemporaryDirectory(prefix="attested-") as folder:
        again = Path(folder) / metadata.version
        built = make(source, again, metadata, text, created, tell, working, is_candidate=False)
        if built.package is None:
            return built
        check_is_as_released(read_package(again), shelf, released)
    there = place if place.exists() else shelf / released.archive
    return replace(built, package=replace(built.package, path=str(there)), is_new=False)


def changelog_beside(metadata_path: Path) -> Path:
    """The changelog of the data lies beside its metadata."""
    return metadata_path.parent / "CHANGELOG.md"


def make(
    source: Path | str,
    place: Path,
    metadata: Metadata,
    changelog: bytes | None,
    created: dt.datetime | None,
    tell: Narrator,
    working: Working,
    *,
    is_candidate: bool,
) -> Built:
    lexicon, contract = tools()
    tell.stage("ingest", f"reading {source}")
    with working.engine, workshop_at(place, working.work) as workshop:
        names, refused = make_parts(source, workshop, tell, working)
        folders = [workshop.parts / name for name in names]
        tell.stage("validate", "every part was held against the contract; now all of them together")
        prepared, tables = gather(folders, refused, contract, metadata, workshop.tables, working.engine)
        if any(finding.is_error for finding in prepared.findings):
            return Built(prepared, tables, contract, None, is_new=False)
        tell.stage("publish", f"{counted(sum(prepared.counts.values()), 'row')} into {place}")
        recipe = recipe_here()
        moment = created or date_of(prepared)
        provenance = Provenance(recipe.version, recipe.annotator, lexicon.digest, contract.digest, moment)
        outcome = publish(
            prepared,
            contract,
            metadata,
            place,
            provenance,
            changelog,
            page_maker(prepared, folders, contract, metadata, provenance, place),
            is_candidate=is_candidate,
        )
    return Built(prepared, tables, contract, outcome.package, outcome.is_new)


def make_parts(
    source: Path | str, workshop: Workshop, tell: Narrator, working: Working
) -> tuple[list[str], list[Rejected]]:
    """The names of the parts of all reports, in their order, and what could not be read.

    Raises InputError where nothing could be.
    """
    recipe = recipe_here()
    if workshop.before is not None and (changes := " and ".join(recipe.changes(workshop.before))):
        tell.stage("annotate", f"{changes} changed since the parts in {workshop.folder} were made: all are made again")
    workshop.begin(recipe)
    refused: list[Rejected] = []
    names: list[str] = []

    def jobs() -> Iterator[Job]:
        """What is missing; the parts that are there need no work."""
        reports = read_reports(source, None if working.limits.is_strict else partial(refuse, refused))
        for batch in cut_batches(progress.over(reports), partial(read_review, source), recipe):
            names.append(batch.name)
            if not workshop.has(batch.name):
                yield Job(workshop.parts, batch, recipe, working.limits)

    tell.stage("annotate", "mentions, then rows, then what reviewers decided")
    with tell.counting("annotate", "report") as progress:
        try:
            deque(working.engine.run(make_part, jobs()), maxlen=0)
        except InputError as error:
            if refused and not names:  # nothing could be read: say what was wrong with the first
                raise InputError(refused[0].where, refused[0].reason) from error
            raise
    workshop.finish(recipe, names)
    return names, refused


def refuse(refused: list[Rejected], error: InputError) -> None:
    refused.append(Rejected(error.where, None, error.what))


def page_maker(
    prepared: Prepared,
    folders: Sequence[Path],
    contract: Contract,
    metadata: Metadata,
    provenance: Provenance,
    place: Path,
) -> PageMaker:
    """Makes the page: of the whole package, or where that is in parts of its newest reports."""

    def page(files: Mapping[str, bytes]) -> bytes:
        if prepared.in_parts:
            newest = prepare(newest_rows(folders), (), contract, metadata)
            files = Opened(make_files(newest, contract, metadata, provenance, None))
        return page_bytes(files, str(place), {}, ".", prepared.counts)

    return page


def date_of(prepared: Prepared) -> dt.datetime:
    """The newest report's date: a build says when its matter is from, not when somebody ran it."""
    days = prepared.holdings.published
    return dt.datetime.combine(days.latest, dt.time(), dt.UTC) if days else EPOCH

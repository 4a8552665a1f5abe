"""The whole pipeline on one screen: reports become a data package, or nothing is published and the findings say why."""

from __future__ import annotations

import datetime as dt
import gc
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import VERSION
from pipeline.annotate import annotate
from pipeline.contract import Contract, read_contract
from pipeline.home import home
from pipeline.ingest import read_reports, read_review
from pipeline.lexicon import Lexicon, read_lexicon
from pipeline.model import Finding, Package, Report, Tables, merged
from pipeline.page import page_bytes
from pipeline.publish import Metadata, Provenance, prepare, publish, read_metadata
from pipeline.release import check_is_as_released, read_catalogue, read_package
from pipeline.review import apply_review
from pipeline.terminal import Narrator, counted
from pipeline.tidy import ANNOTATOR, derive, tidy
from pipeline.validate import validate

# How many objects are made before the garbage collector looks, and how many such looks pass before it looks further.
SELDOM = (50_000, 20, 50)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Built:
    """The tables, what the checks said of them, and the package; `package` is None where an error blocked it."""

    tables: Tables
    findings: tuple[Finding, ...]
    contract: Contract
    package: Package | None
    is_new: bool


def build(source: Path, out: Path, metadata_path: Path | None, created: dt.datetime | None, tell: Narrator) -> Built:
    """The reports at `source` as one package in `out`. Raises AttestedError where one cannot be read or written."""
    return make(source, out, read_metadata(metadata_path), None, created, tell, is_candidate=False)


def publish_version(
    source: Path, shelf: Path, metadata_path: Path, created: dt.datetime | None, tell: Narrator
) -> Built:
    """The same in the folder of its version, `shelf/<version>`, with the changelog that lies beside the metadata.

    A version that is released is built elsewhere and held against its archive. Raises ReleaseError where they differ.
    """
    metadata = read_metadata(metadata_path)
    changelog = changelog_beside(metadata_path)
    text = changelog.read_bytes() if changelog.exists() else None
    place = shelf / metadata.version
    released = read_catalogue(shelf).entry(metadata.version)
    if released is None:
        return make(source, place, metadata, text, created, tell, is_candidate=True)
    with tempfile.TemporaryDirectory(prefix="attested-") as folder:
        again = Path(folder) / metadata.version
        built = make(source, again, metadata, text, created, tell, is_candidate=False)
        if built.package is None:
            return built
        check_is_as_released(read_package(again), shelf, released)
    there = place if place.exists() else shelf / released.archive
    return replace(built, package=replace(built.package, path=str(there)), is_new=False)


def changelog_beside(metadata_path: Path) -> Path:
    """The changelog of the data lies beside its metadata."""
    return metadata_path.parent / "CHANGELOG.md"


def make(
    source: Path,
    place: Path,
    metadata: Metadata,
    changelog: bytes | None,
    created: dt.datetime | None,
    tell: Narrator,
    *,
    is_candidate: bool,
) -> Built:
    files = home()
    contract = read_contract(files.schemas)
    lexicon = read_lexicon(files.lexicon, files.lexicon_schema, files.gazetteer)
    tell.stage("ingest", f"reading {source}")
    reports = tuple(read_reports(source))
    tell.stage("annotate", f"{counted(len(reports), 'report')}: mentions, then rows, then what reviewers decided")
    with seldom_collected():
        tables = derive(merged(rows_of(report, source, lexicon, contract) for report in tell.each("annotate", reports)))
    tell.stage("validate", f"{counted(sum(len(rows) for _, rows in tables), 'row')} against the contract")
    findings = validate(tables, contract, {report.report_id: report.text for report in reports})
    tell.stage("publish", f"into {place}")
    provenance = Provenance(VERSION, ANNOTATOR, lexicon.digest, contract.digest, created or date_of(reports))
    if any(finding.severity == "error" for finding in findings):
        return Built(tables, findings, contract, None, is_new=False)
    outcome = publish(
        prepare(tables, findings, contract, metadata),
        contract,
        metadata,
        place,
        provenance,
        changelog,
        lambda made: page_bytes(made, str(place), {}, "."),
        is_candidate=is_candidate,
    )
    return Built(tables, findings, contract, outcome.package, outcome.is_new)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """The garbage collector looks seldom, and not at all at what is there already: the lexicon and the reports.

    Reading makes many objects and hardly a circle; of a report of megabytes the usual thresholds cost a third of the
    time.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def rows_of(report: Report, source: Path, lexicon: Lexicon, contract: Contract) -> Tables:
    """The core rows of one report, with the decisions of its reviewers laid over them."""
    return apply_review(tidy(annotate(report, lexicon), lexicon), read_review(source, report), report, contract)


def date_of(reports: Sequence[Report]) -> dt.datetime:
    """The newest report's date: a build says when its matter is from, not when somebody ran it."""
    dates = [report.published_date for report in reports if report.published_date]
    return dt.datetime.combine(max(dates), dt.time(), dt.UTC) if dates else EPOCH

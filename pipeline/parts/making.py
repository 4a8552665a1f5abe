"""A batch becomes its part of every table: the one function that an engine runs, on whatever machine.

    make_part(Job(folder, batch, recipe, limits)) -> the name of the part

Ray, Spark or a queue of a cluster can call it as well: it reads nothing but the word lists and the contract of its own
installation, and writes nothing but one folder, under another name first.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.annotate import annotate
from pipeline.contract import Contract
from pipeline.durable import flush_folder
from pipeline.engines import EngineError
from pipeline.lexicon import Lexicon
from pipeline.model import AttestedError, Decision, InputError, Rejected, Report, Tables, merged
from pipeline.parts.batches import Batch, Limits
from pipeline.parts.deadline import Deadline, OutOfTimeError
from pipeline.parts.recipe import Recipe, recipe_here, tools
from pipeline.parts.stored import TOLD, Part, part_json
from pipeline.publish import holdings_of
from pipeline.publish.contents import write_content
from pipeline.publish.tables import arrow_table, csv_bytes, parquet_bytes
from pipeline.review import apply_review
from pipeline.tidy import derive, tidy
from pipeline.validate import validate

# How many objects are made before the garbage collector looks, and how many such looks pass before it looks further.
SELDOM = (50_000, 20, 50)


@dataclass(frozen=True, slots=True)
class Job:
    """A batch, the folder of the parts, and how its part is made."""

    folder: Path
    batch: Batch
    recipe: Recipe
    limits: Limits

    def __str__(self) -> str:
        return str(self.batch)


def make_part(job: Job) -> str:
    """The part of a batch, in `job.folder` under its name, which is returned. One that is there already is left alone.

    Raises EngineError where this installation is not the one that the recipe is of; InputError for a report that fails
    where the limits are strict; ReviewError for a decision that no longer fits.
    """
    place = job.folder / job.batch.name
    if place.is_dir():
        return job.batch.name
    if changes := ", ".join(job.recipe.changes(recipe_here())):
        raise EngineError(str(job), f"was given to a process that has another version of {changes}; install the same")
    lexicon, contract = tools()
    with seldom_collected():
        read, rejected = read_batch(job, lexicon, contract)
        tables = derive(merged(read))
    left_out = {one.report_id for one in rejected}
    texts = {report.report_id: report.text for report in job.batch.reports if report.report_id not in left_out}
    findings = validate(tables, contract, texts, with_expectations=False)
    counts = {name: len(rows) for name, rows in tables}
    write_part(Part(place, counts, holdings_of(tables), findings, tuple(rejected)), tables, contract)
    return job.batch.name


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


def read_batch(job: Job, lexicon: Lexicon, contract: Contract) -> tuple[list[Tables], list[Rejected]]:
    """The rows of each report, and the reports that fail."""
    read: list[Tables] = []
    rejected: list[Rejected] = []
    with Deadline(job.limits.seconds) as deadline:
        for report, decisions in zip(job.batch.reports, job.batch.decisions, strict=True):
            try:
                read.append(rows_within(deadline, report, decisions, lexicon, contract))
            except InputError as error:
                if job.limits.is_strict:
                    raise
                rejected.append(Rejected(error.where, report.report_id, error.what))
    return read, rejected


def rows_within(
    deadline: Deadline, report: Report, decisions: tuple[Decision, ...], lexicon: Lexicon, contract: Contract
) -> Tables:
    """The rows of a report. Raises InputError where it takes longer, or where a rule fails on it."""
    try:
        return deadline.within(partial(rows_of, report, decisions, lexicon, contract))
    except OutOfTimeError:
        raise InputError(report.report_id, f"takes longer than {deadline.seconds:g} seconds to read") from None
    except AttestedError:
        raise  # a decision of a person, or a word list: not a matter of this report alone
    except Exception as error:  # a fault of a rule; the text that shows it must not stop the others
        what = f"cannot be read, a fault of the program: {type(error).__name__}: {' '.join(str(error).split())}"
        raise InputError(report.report_id, what[:300]) from error


def rows_of(report: Report, decisions: tuple[Decision, ...], lexicon: Lexicon, contract: Contract) -> Tables:
    """The core rows of one report, with the decisions of its reviewers laid over them."""
    return apply_review(tidy(annotate(report, lexicon), lexicon), decisions, report, contract)


def write_part(part: Part, tables: Tables, contract: Contract) -> None:
    """The part, under a name of this process first. Rows that break the contract are not written: nobody gets them."""
    beside = part.folder.with_name(f".{part.folder.name}.{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        if not any(finding.is_error for finding in part.findings):
            for name, rows in tables:
                schema = contract.schemas[name]
                write_content(beside / f"{name}.csv", csv_bytes(rows, schema))
                write_content(beside / f"{name}.parquet", parquet_bytes(arrow_table(rows, schema, {})))
        write_content(beside / TOLD, part_json(part).encode("ascii"))
        if not part.folder.is_dir():
            beside.rename(part.folder)
            flush_folder(part.folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)

"""Files become reports: a folder, a file, a pattern or a URL goes in, one `Report` after the other comes out.

    reports/<id>/report.txt     (+ report.yaml, review.yaml)   the id is the folder's name
    reports/<id>.txt                                           the id is the file's name
    reports.jsonl                                              a report a line, with its report_id; also .gz or .zst
    reports.parquet                                            a report a row, with the columns that a line has as keys
    news/2024-*.jsonl.gz                                       the files of many that a pattern matches
    s3://bucket/2024-*.parquet                                 files of many in a store, by fsspec

    files      the bytes of a file that is where it seems to be, and no larger than stated
    texts      bytes or JSON text -> the stored text, and the date its first line may begin with
    metadata   report.yaml or the other keys of a line -> title, publisher, date …
    records    the keys of a line, the columns of a row -> a report
    stored     all of that -> the Report, under an id that can be one
    lines      JSONL -> a report a line
    parquet    Parquet -> a report a row
    compressed the bytes that were made small -> as they were
    remote     a URL -> the files there
    sources    a path -> where its reports are
    reviews    review.yaml -> decisions

Strict, unless the caller takes what is wrong: the first report that cannot be read as it stands raises, and so does a
file that would be passed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.ingest.reviews import read_review
from pipeline.ingest.sources import list_sources
from pipeline.model import InputError, Report

__all__ = ["read_reports", "read_review"]

# Of all ids the digests are kept, 48 bytes each in CPython. Until two ids of 10^7 share one, 10^22 such runs pass.
DIGEST_BYTES = 15


def read_reports(path: Path | str, on_bad: Callable[[InputError], None] | None = None) -> Iterator[Report]:
    """The reports at `path`, one at a time: a folder's in the order of ids, those of a file of many as they stand.

    Raises InputError, naming file and line, for a report that cannot be read, and for two whose ids are the same but
    for capitals (one folder could not hold both on every machine). With `on_bad` that is called instead, with the
    error, and reading goes on behind it; of two with one id the first is read. Where there is no report at all, or
    none that can be read, InputError is raised in either case.
    """
    # For one clash that ends the run all is read a second time; for each of a million, that would never end.
    again = path if on_bad is None else None
    seen: set[bytes] = set()
    bad = 0
    for source in list_sources(path):
        try:
            report = source.read()
            check_is_new(report, source.where, seen, again)
        except InputError as error:
            if on_bad is None:
                raise
            bad += 1
            on_bad(error)
            continue
        yield report
    if bad and not seen:
        raise InputError(str(path), "holds no report that can be read; mend what is said of each, and read again")
    if not seen:
        raise InputError(
            str(path), "holds no report; a report is <id>/report.txt, <id>.txt, or in a .jsonl or .parquet"
        )


def check_is_new(report: Report, where: str, seen: set[bytes], path: Path | str | None) -> None:
    """Adds the report's id to those seen; raises InputError where it is one of them, and says where if given `path`."""
    digest = digest_of(report)
    if digest in seen:
        first = where_first(path, digest) if path else "a report before it"
        raise InputError(where, f"has the id {report.report_id!r}, as has {first}; give each its own")
    seen.add(digest)


def digest_of(report: Report) -> bytes:
    """What tells ids apart, capitals aside."""
    return hashlib.blake2b(report.report_id.casefold().encode(), digest_size=DIGEST_BYTES).digest()


def where_first(path: Path | str, digest: bytes) -> str:
    """Where the first report with an id of that digest is, by reading all again up to there."""
    return next(source.where for source in list_sources(path) if digest_of(source.read()) == digest)

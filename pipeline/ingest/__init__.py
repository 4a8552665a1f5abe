"""Files become reports: a folder, a text or a JSONL file goes in, one `Report` after the other comes out.

    reports/<id>/report.txt     (+ report.yaml, review.yaml)   the id is the folder's name
    reports/<id>.txt                                           the id is the file's name
    reports.jsonl                                              a report a line, with its report_id

    files      the bytes of a file that is where it seems to be, and no larger than stated
    texts      bytes or JSON text -> the stored text, and the date its first line may begin with
    metadata   report.yaml or the other keys of a line -> title, publisher, date …
    stored     all of that -> the Report, under an id that can be one
    lines      JSONL -> a report a line
    sources    a path -> where its reports are
    reviews    review.yaml -> decisions

Strict: the first report that cannot be read as it stands raises, and so does a file that would be passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.ingest.reviews import read_review
from pipeline.ingest.sources import list_sources
from pipeline.model import InputError, Report

__all__ = ["read_reports", "read_review"]


def read_reports(path: Path, on_bad: Callable[[InputError], None] | None = None) -> Iterator[Report]:
    """The reports at `path`, one at a time: a folder's in the order of their ids, a JSONL file's as they stand.

    Raises InputError, naming file and line, for a report that cannot be read, for two whose ids are the same but for
    capitals (one folder could not hold both on every machine), and where there is no report at all.
    """
    seen: dict[str, str] = {}
    for source in list_sources(path):
        try:
            report = source.read()
        except InputError as error:
            if on_bad is None:
                raise
            on_bad(error)
            continue
        first = seen.setdefault(report.report_id.casefold(), source.where)
        if first != source.where:
            raise InputError(source.where, f"has the id {report.report_id!r}, as has {first}; give each its own")
        yield report
    if not seen:
        raise InputError(str(path), "holds no report; a report is <id>/report.txt, <id>.txt, or a line of a .jsonl")

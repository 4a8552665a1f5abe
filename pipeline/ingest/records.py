"""What a line of JSONL or a row of Parquet holds becomes a Report: `report_id`, `text`, and the keys of report.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from pipeline.ingest import files
from pipeline.ingest.metadata import KEYS, read_metadata, unknown_key
from pipeline.ingest.stored import checked_id, make_report
from pipeline.ingest.texts import check_is_text
from pipeline.model import InputError, Report

NEEDED = ("report_id", "text")
KNOWN = (*NEEDED, *KEYS)


def report_of(values: Mapping[str, object], where: str) -> Report:
    """The report with those values. Raises InputError for one that is missing, unknown, or not what is asked for."""
    for key in NEEDED:
        if not isinstance(values.get(key), str):
            raise InputError(where, f"{key} is missing, or not text; every report has one")
    check_keys_are_known(values, where)
    text = cast(str, values["text"])
    content = encoded(text, where)
    if len(content) > files.MAX_BYTES:
        raise InputError(where, f"is longer than {files.MAX_BYTES // 2**20} MiB; cut the report into several")
    check_is_text(content, where)
    metadata = read_metadata({key: values[key] for key in KEYS if key in values}, lambda _: where)
    return make_report(checked_id(cast(str, values["report_id"]), where), text, metadata, where)


def encoded(text: str, where: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as broken:
        what = f"text holds half of a surrogate pair at character {broken.start}; write the character itself"
        raise InputError(where, what) from broken


def check_keys_are_known(keys: Iterable[str], where: str) -> None:
    """A misspelt key would lose what it holds."""
    for key in keys:
        if key not in KNOWN:
            raise InputError(where, unknown_key(key, KNOWN))

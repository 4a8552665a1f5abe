"""A package as an independent reader sees it: frictionless checks every table, key, code, hash and size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def frictionless_errors(descriptor: Path) -> Iterator[str]:
    """What frictionless has to say of the package with this datapackage.json, a line each."""
    from frictionless import Package, system

    with system.use_context(trusted=False):
        report = Package(str(descriptor)).validate()
    for task in report.tasks:
        for row, column, note in task.flatten(["rowNumber", "fieldName", "note"]):
            yield f"{task.name}:{row or '-'}:{column or '-'}  {note}  (frictionless)"
    for error in report.errors:
        yield f"datapackage.json:-:-  {error.note}  (frictionless)"

"""The pages of a package: README and codebook from templates, findings as a table, checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2

from pipeline.contract import Contract
from pipeline.model import Finding, Tables
from pipeline.publish.metadata import Metadata, Provenance
from pipeline.publish.tables import csv_of

TEMPLATES = Path(__file__).parent / "templates"
FINDING_COLUMNS = ("table", "row_id", "column", "severity", "check", "message")


def readme_bytes(metadata: Metadata, provenance: Provenance, contract: Contract, tables: Tables) -> bytes:
    counts = {name: len(rows) for name, rows in tables}
    return render("README.md.j2", metadata=metadata, provenance=provenance, contract=contract, counts=counts)


def codebook_bytes(metadata: Metadata, contract: Contract) -> bytes:
    return render("CODEBOOK.md.j2", metadata=metadata, contract=contract)


def render(template: str, **values: object) -> bytes:
    """A page in Markdown. A name that the template uses and nobody gives is an error, not an empty place."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  the page is Markdown of our own schemas, no word of a report stands in it
    )
    environment.filters["cell"] = markdown_cell
    return environment.get_template(template).render(**values).encode("utf-8")


def markdown_cell(text: object) -> str:
    """A text as one cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def findings_bytes(findings: Sequence[Finding]) -> bytes:
    """The warnings that are published beside the data, sorted."""
    lines = sorted([getattr(finding, name) or "" for name in FINDING_COLUMNS] for finding in findings)
    return csv_of(FINDING_COLUMNS, lines)


def checksum_bytes(files: Mapping[str, bytes]) -> bytes:
    """SHA256SUMS, in the form that `sha256sum --check` reads."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()

"""Templates become pages: README here, codebook and data card in modules of their own. And findings, and checksums."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2

from pipeline.contract import Contract
from pipeline.csv_text import csv_of
from pipeline.model import Finding, Rejected
from pipeline.publish.contents import Content, sha256_of
from pipeline.publish.metadata import Metadata, Provenance
from pipeline.publish.prepared import Prepared
from pipeline.templates import templates_in

TEMPLATES = Path(__file__).parent / "templates"
REJECTED = "rejected_reports.csv"
REJECTED_COLUMNS = ("where", "report_id", "reason")
FINDING_COLUMNS = ("table", "row_id", "column", "severity", "check", "message")


def readme_bytes(metadata: Metadata, provenance: Provenance, contract: Contract, prepared: Prepared) -> bytes:
    return render("README.md.j2", metadata=metadata, provenance=provenance, contract=contract, prepared=prepared)


def analyses_bytes() -> bytes:
    """Questions that people have, answered in pandas, R and SQL."""
    return render("ANALYSES.md")


def render(template: str, **values: object) -> bytes:
    """A page.

    In HTML every value is escaped. In Markdown the words of a schema stand as they are, and a template passes words
    from elsewhere, such as the title of a package, through `plain`.
    """
    filters = {"cell": markdown_cell, "plain": markdown_plain}
    autoescape = jinja2.select_autoescape(enabled_extensions=("html.j2",), default=False)
    environment = templates_in(TEMPLATES, filters, autoescape)
    return environment.get_template(template).render(**values).encode("utf-8")


def markdown_cell(text: object) -> str:
    """A text as one cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def markdown_plain(text: object) -> str:
    """A text that shows in Markdown as the characters it is made of: no tag, no link, no emphasis."""
    return re.sub(r"[\\`*_\[\]<>&#|~]", r"\\\g<0>", " ".join(str(text).split()))


def findings_bytes(findings: Sequence[Finding]) -> bytes:
    """The warnings that are published beside the data, sorted."""
    lines = sorted([getattr(finding, name) or "" for name in FINDING_COLUMNS] for finding in findings)
    return csv_of(FINDING_COLUMNS, lines)


def rejected_bytes(rejected: Sequence[Rejected]) -> bytes:
    """The reports that could not be read or took too long, and are not in the tables."""
    return csv_of(REJECTED_COLUMNS, sorted([one.where, one.report_id or "", one.reason] for one in rejected))


def checksum_bytes(files: Mapping[str, Content]) -> bytes:
    """SHA256SUMS, in the form that `sha256sum --check` reads."""
    return "".join(f"{sha256_of(files[name])}  {name}\n" for name in sorted(files)).encode()

"""The verb `page`: a package on the disk becomes a page beside it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from pipeline.ingest import read_reports
from pipeline.model import ReleaseError
from pipeline.page import page_bytes, read_files
from pipeline.terminal import narrator


def run_page(chosen: argparse.Namespace) -> int:
    """One self-contained HTML file of a package."""
    package: Path = chosen.package
    out: Path = chosen.out or page_beside(package)
    check_is_outside(package, out)
    narrator().stage("page", f"reading {package}")
    texts = {report.report_id: report.text for report in read_reports(chosen.with_text)} if chosen.with_text else {}
    content = page_bytes(read_files(package), str(package), texts, folder_from(package, out))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    sys.stdout.write(f"{out}\n")
    return 0


def page_beside(package: Path) -> Path:
    """`datapackage/1.0.0` has its page at `datapackage/1.0.0.html`."""
    folder = package.resolve()
    return package.parent / f"{folder.name}.html" if package.name else folder.parent / f"{folder.name}.html"


def check_is_outside(package: Path, out: Path) -> None:
    """Raises ReleaseError for a page in the package: its checksums are over every file there, and it would add one."""
    if out.resolve().is_relative_to(package.resolve()):
        raise ReleaseError(str(out), "is inside the package, whose files are fixed by SHA256SUMS; name a place outside")


def folder_from(package: Path, out: Path) -> str:
    """The way from the page to the package, as its links take it."""
    return Path(os.path.relpath(package.resolve(), out.resolve().parent)).as_posix()

"""A data package becomes a page for people: `page_bytes(files, …) -> bytes`, one file that needs no network.

    package     datapackage.json and its CSV files -> tables, every cell as text
    passages    evidence -> the words of a report, cut where marks begin and end
    cards       rows -> what is said, by whom, with what bound, in which words
    readings    a report with its passages and its cards
    sums        reconciliations -> a total drawn above its parts
    threads     allegations -> what is said of whom, and what is answered
    tables      every table -> JSON for the script that sorts and searches
    rendering   templates -> the page, everything escaped, nothing from outside

A package holds short quotes only; the full text of a report is shown where the user hands it in.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.page.package import package_of, read_files
from pipeline.page.readings import readings_of
from pipeline.page.rendering import render
from pipeline.page.sums import sums_of
from pipeline.page.tables import tables_json
from pipeline.page.threads import threads_of

__all__ = ["page_bytes", "read_files"]


def page_bytes(files: Mapping[str, bytes], where: str, texts: Mapping[str, str], folder: str) -> bytes:
    """The page of the package that `files` are.

    `texts` are full texts by report_id, as far as they are at hand; `folder` is the way from the page to the package's
    files. Raises ReleaseError, naming `where`, for what is no package, and for a text that is not the one that was
    read.
    """
    package = package_of(files, where)
    return render(
        "page.html.j2",
        package=package,
        readings=readings_of(package, texts),
        sums=tuple(sums_of(package)),
        threads=threads_of(package),
        shown=tables_json(package),
        folder=folder,
    )

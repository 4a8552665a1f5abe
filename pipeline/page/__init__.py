"""A data package becomes a page for people: `page_bytes(files, …) -> bytes`, one file that needs no network.

    package     datapackage.json and its CSV files -> tables, every cell as text
    selection   a package too large for one page -> the newest of its reports
    overview    many reports -> a line for each
    passages    evidence -> the words of a report, cut where marks begin and end
    cards       rows -> what is said, by whom, with what bound, in which words
    readings    a report with its passages and its cards
    sums        reconciliations -> a total drawn above its parts
    threads     allegations -> what is said of whom, and what is answered
    timeline    incidents -> when, as long as the days are
    maps        incidents -> where, as exact as the words are; outlines and views are what they are drawn with
    tables      every table -> JSON for the script that sorts and searches
    rendering   templates -> the page, everything escaped, nothing from outside

A package holds short quotes only; the full text of a report is shown where the user hands it in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from jinja2 import Environment
from markupsafe import Markup

from pipeline.page.cards import names_of
from pipeline.page.maps import Map, maps_of
from pipeline.page.outlines import Outlines, read_outlines
from pipeline.page.overview import Line, choices_of, overview_of
from pipeline.page.package import Cells, DataPackage, package_of, read_files
from pipeline.page.readings import readings_of
from pipeline.page.rendering import embedded, packed, part, templates, visible_text, whole_page
from pipeline.page.sums import Sum, sums_of
from pipeline.page.tables import tables_told
from pipeline.page.threads import Saying, threads_of
from pipeline.page.timeline import timelines_of

__all__ = ["page_bytes", "read_files"]

MOST_OPEN = 10  # reports that are laid open on one page; more of them are packed, and opened one at a time
BUNDLE = 400_000  # characters that are packed together: unpacked faster than anybody notices


def page_bytes(
    files: Mapping[str, bytes],
    where: str,
    texts: Mapping[str, str],
    folder: str,
    counts: Mapping[str, int] | None = None,
) -> bytes:
    """The page of the package that `files` are.

    `texts` are full texts by report_id, as far as they are at hand; `folder` is the way from the page to the package's
    files. `counts` are the rows of each table where `files` are only the newest reports of a package. Raises
    ReleaseError, naming `where`, for what is no package, and for a text that is not the one that was read.
    """
    package = with_counts(package_of(files, where), counts or {})
    outlines = read_outlines({row["country_code"] for row in package.rows("places")})
    maps = maps_of(package, names_of(package), outlines)
    reports = {row["report_id"]: html for row, html in report_parts(package, texts, maps)}
    is_packed = len(reports) > MOST_OPEN
    tables = tables_told(package)
    environment = templates()
    lines = overview_of(package)
    shapes = shapes_part(environment, maps.values(), outlines)
    return whole_page(
        environment,
        package=package,
        n_left_out=package.tables["reports"].n_rows - len(reports),
        overview=lines,
        choices=packed(told_as_json(choices_of(lines, package, outlines))),
        rows=packed(told_as_json(overview_rows(environment, lines))) if is_packed else "",
        reports=() if is_packed else tuple(reports.values()),
        land=part(environment, "shapes.html.j2", lands=(outlines.land,), divisions={}),
        shapes="" if is_packed else shapes,
        packed=embedded(bundled(reports) | {"shapes": packed(shapes)}) if is_packed else "",
        shown=packed(told_as_json(tables)) if is_packed else embedded(tables),
        is_packed=is_packed,
        folder=folder,
    )


def overview_rows(environment: Environment, lines: Iterable[Line]) -> list[str]:
    """The lines of the overview as rows of its table."""
    template = environment.get_template("overview.html.j2").module
    return [str(template.overview_line(line)) for line in lines]  # type: ignore[attr-defined]  # a macro of the template


def told_as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def with_counts(package: DataPackage, counts: Mapping[str, int]) -> DataPackage:
    """The package, its tables with as many rows as they have in the files that people download."""
    tables = {name: replace(table, n_rows=counts.get(name, table.n_rows)) for name, table in package.tables.items()}
    return replace(package, tables=tables)


def bundled(reports: Mapping[str, str]) -> dict[str, object]:
    """Reports packed some at a time, which takes half the room of each alone; and the number of the bundle of each."""
    bundles: list[dict[str, str]] = []
    places: dict[str, int] = {}
    size = BUNDLE
    for key, html in reports.items():
        if size >= BUNDLE:
            bundles.append({})
            size = 0
        bundles[-1][visible_text(key)] = html
        places[visible_text(key)] = len(bundles) - 1
        size += len(html)
    return {"places": places, "bundles": [packed(told_as_json(one)) for one in bundles]}


def shapes_part(environment: Environment, maps: Iterable[Map], outlines: Outlines) -> Markup:
    """The outlines that maps draw, each once."""
    drawn = {key for one in maps for key in (*one.lands, *one.divided)}
    lands = [shape for shape in outlines.countries.values() if shape.key in drawn]
    divisions = {code: shapes for code, shapes in outlines.divisions.items() if code in drawn}
    return part(environment, "shapes.html.j2", lands=lands, divisions=divisions)


def report_parts(
    package: DataPackage, texts: Mapping[str, str], maps: Mapping[str, Map]
) -> Iterator[tuple[Cells, Markup]]:
    """Each report with its part of the page."""
    environment, names = templates(), names_of(package)
    sums: dict[str, list[Sum]] = {}
    for one in sums_of(package, names):
        sums.setdefault(one.reconciliation["report_id"], []).append(one)
    threads: dict[str, list[tuple[Saying, ...]]] = {}
    for thread in threads_of(package, names):
        threads.setdefault(thread[0].report_id, []).append(thread)
    timelines = timelines_of(package, names)
    for reading in readings_of(package, names, texts):
        report_id = reading.report["report_id"]
        html = part(
            environment,
            "report.html.j2",
            package=package,
            reading=reading,
            sums=sums.get(report_id, ()),
            threads=threads.get(report_id, ()),
            map=maps.get(report_id),
            timeline=timelines.get(report_id),
        )
        yield reading.report, html

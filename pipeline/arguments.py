"""The verbs of the command line, their arguments, and an example of each."""

from __future__ import annotations

import argparse
import datetime as dt
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from pipeline import VERSION

N = TypeVar("N", int, float)
REPORTS_HELP = (
    "a folder of <id>/report.txt, one .txt file, a .jsonl, .jsonl.gz, .jsonl.zst or .parquet file, a quoted pattern "
    "such as 'news/2024-*.jsonl.gz', or a URL such as s3://bucket/news.jsonl.gz"
)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def parser(kinds: Sequence[str]) -> argparse.ArgumentParser:
    """Reads a command line; `kinds` are the kinds of mention there are."""
    top = argparse.ArgumentParser(
        prog="python -m pipeline",
        description="Reports of violent incidents become tables: every figure names its speaker and its sentence.",
    )
    top.add_argument("--version", action="version", version=f"attested {VERSION}")
    verbs = top.add_subparsers(title="verbs", dest="verb", required=True, metavar="VERB")

    build = add_verb(verbs, "build", "make one data package from reports", "--reports my-reports --out my-package")
    build.add_argument("--reports", required=True, metavar="PATH", help=REPORTS_HELP)
    build.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the package goes")
    build.add_argument(
        "--metadata", type=Path, metavar="FILE", help="title, version, licence … of the package, as YAML"
    )
    add_created(build)
    add_working(build)

    example = "--reports reports --metadata datapackage/metadata.yml --out datapackage"
    publish = add_verb(verbs, "publish", "build, and publish under the version that the metadata gives", example)
    add_dataset(publish, "--out", "holds a folder per version")

    validate = add_verb(verbs, "validate", "check a package that lies on the disk", "my-package --reports my-reports")
    validate.add_argument("package", type=Path, metavar="PACKAGE_DIR", help="the folder with datapackage.json")
    help_reports = "the reports it was made from: every quote is then held against its text"
    validate.add_argument("--reports", metavar="PATH", help=help_reports)

    evaluate = add_verb(verbs, "evaluate", "measure the rows against hand-coded reports", "--gold my-coded-reports")
    help_gold = "a folder of <id>/report.txt with <id>/key/casualties.csv, incidents.csv or allegations.csv"
    evaluate.add_argument("--gold", type=Path, required=True, metavar="DIR", help=help_gold)
    evaluate.add_argument("--errors", type=int, default=20, metavar="N", help="how many to show (default: %(default)s)")

    add_page(verbs)
    add_diff(verbs)
    release = add_verb(verbs, "release", "publish, and freeze that version for ever", example)
    add_dataset(release, "--out", "holds a folder and an archive per version, versions.json and latest.json")
    verify = add_verb(verbs, "verify", "check a package that was downloaded, without a network", "data-1.0.0.zip")
    verify.add_argument("package", type=Path, metavar="PACKAGE", help="its zip, or the folder with datapackage.json")
    verify.add_argument("--reports", metavar="PATH", help=help_reports)

    add_export(verbs)
    add_upload(verbs)
    add_deposit(verbs)

    annotate = add_verb(verbs, "annotate", "print every mention as a line of JSON", "reports --kinds counts,outcomes")
    annotate.add_argument("reports", metavar="PATH", help=REPORTS_HELP)
    add_kinds(annotate, kinds)

    explain = add_verb(
        verbs, "explain", "print reports with their mentions drawn in", "reports --kinds counts,outcomes"
    )
    explain.add_argument("reports", metavar="PATH", help=REPORTS_HELP)
    add_kinds(explain, kinds)
    help_color = "auto is always on a terminal (default: %(default)s)"
    explain.add_argument("--color", choices=("auto", "always", "never"), default="auto", help=help_color)
    return top


def add_working(build: argparse.ArgumentParser) -> None:
    """Who does the work, where its parts lie, and what becomes of a report that fails."""
    build.add_argument(
        "--engine", choices=("local", "dask"), default="local", help="who does the work (default: %(default)s)"
    )
    help_scheduler = "the address of a Dask scheduler, tcp://…:8786; without it dask starts a cluster on this machine"
    build.add_argument("--scheduler", metavar="ADDRESS", help=help_scheduler)
    help_processes = "how many processes on this machine (default: one a core)"
    build.add_argument("--processes", type=parse_positive(int), metavar="N", help=help_processes)
    help_work = (
        "keep the parts here, for the next build: it makes only what changed (default: beside the package, until it is"
        " done)"
    )
    build.add_argument("--work", type=Path, metavar="DIR", help=help_work)
    help_strict = "stop at the first report that cannot be read, instead of listing it in rejected_reports.csv"
    build.add_argument("--strict", action="store_true", help=help_strict)
    help_seconds = "how long one report may take before it is left out (default: %(default)g)"
    build.add_argument("--seconds", type=parse_positive(float), default=60.0, metavar="S", help=help_seconds)


def parse_positive(kind: Callable[[str], N]) -> Callable[[str], N]:
    def parse(given: str) -> N:
        try:
            number = kind(given)
        except ValueError:
            number = kind("0")
        if not 0 < number < math.inf:
            raise argparse.ArgumentTypeError(f"{given!r} is no number above 0")
        return number

    return parse


def add_verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str, example: str
) -> argparse.ArgumentParser:
    return verbs.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=f"Example: python -m pipeline {name} {example}",
    )


def add_dataset(verb: argparse.ArgumentParser, shelf: str, help_shelf: str) -> None:
    """The reports of a dataset, its metadata, the folder of its versions, and the moment of a build."""
    verb.add_argument("--reports", default="reports", metavar="PATH", help=REPORTS_HELP)
    verb.add_argument(shelf, type=Path, default=Path("datapackage"), metavar="DIR", help=help_shelf)
    default = Path("datapackage/metadata.yml")
    verb.add_argument(
        "--metadata", type=Path, default=default, metavar="FILE", help="has the version (default: %(default)s)"
    )
    add_created(verb)


def add_page(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    what = "show a package as a page: its reports, its figures, and what does not add up"
    page = add_verb(verbs, "page", what, "datapackage/1.0.0 --with-text reports --out page.html")
    page.add_argument("package", type=Path, metavar="PACKAGE_DIR", help="the folder with datapackage.json")
    help_text = "the reports it was made from: the page then holds their full text, which may not be yours to pass on"
    page.add_argument("--with-text", metavar="REPORTS", help=help_text)
    page.add_argument("--out", type=Path, metavar="FILE", help="where the page goes (default: PACKAGE_DIR.html)")


def add_diff(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    what = "show what changed since the last release, or between two packages, and which version that demands"
    diff = add_verb(verbs, "diff", what, "data-1.0.0.zip data-1.1.0.zip --out changes")
    help_packages = "two packages, folders or zips, the older first; without them: the last release, and a build of now"
    diff.add_argument("packages", type=Path, nargs="*", metavar="PACKAGE", help=help_packages)
    add_dataset(diff, "--shelf", "the folder with versions.json (default: %(default)s)")
    changes = Path("changes")
    help_out = "write changes.csv, derived_changes.csv, id_map.csv and summary.json (default: %(const)s)"
    diff.add_argument("--out", type=Path, nargs="?", const=changes, metavar="DIR", help=help_out)
    changelog = Path("datapackage/CHANGELOG.md")
    help_draft = "put a draft of the version's entry into the changelog (default: %(const)s)"
    diff.add_argument("--draft", type=Path, nargs="?", const=changelog, metavar="FILE", help=help_draft)


def add_export(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    what = "write a package as UCDP's columns, for eventreport in R, or as an Excel workbook"
    export = add_verb(verbs, "export", what, "my-package --to xlsx --out my-package.xlsx")
    export.add_argument("package", type=Path, metavar="PACKAGE_DIR", help="the folder with datapackage.json")
    export.add_argument("--to", required=True, choices=("ged", "eventreport", "xlsx"), help="the form")
    help_out = (
        "the file; beside a ged or eventreport file goes FILE.columns.csv, which says what each column is made from"
    )
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help=help_out)


def add_upload(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    example = "--shelf datapackage --version 1.0.0 --to s3://my-bucket/my-data"
    upload = add_verb(verbs, "upload", "put a released version where people get it: a bucket, a folder", example)
    add_released(upload)
    help_to = (
        "s3://bucket/prefix, file:///folder; never with a key in it: credentials are the store's own configuration"
    )
    upload.add_argument("--to", required=True, metavar="URL", help=help_to)
    help_lock = "for a store that cannot keep two publishers apart, and you alone publish there"
    upload.add_argument("--no-lock", action="store_true", help=help_lock)


def add_deposit(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    what = "put a released version into Zenodo, as a draft; the token is read from ZENODO_TOKEN"
    deposit = add_verb(verbs, "deposit", what, "--shelf datapackage --version 1.0.0 --sandbox")
    add_released(deposit)
    deposit.add_argument("--sandbox", action="store_true", help="into sandbox.zenodo.org, where nothing lasts")
    deposit.add_argument(
        "--publish", action="store_true", help="publish it: it gets a DOI, and can never be taken back"
    )


def add_released(verb: argparse.ArgumentParser) -> None:
    help_shelf = "the folder with versions.json (default: %(default)s)"
    verb.add_argument("--shelf", type=Path, default=Path("datapackage"), metavar="DIR", help=help_shelf)
    verb.add_argument("--version", required=True, metavar="VERSION", help="the version, as versions.json lists it")


def add_kinds(verb: argparse.ArgumentParser, kinds: Sequence[str]) -> None:
    def parse_kinds(given: str) -> tuple[str, ...]:
        asked = tuple(kind.strip() for kind in given.split(","))
        if unknown := [kind for kind in asked if kind not in kinds]:
            raise argparse.ArgumentTypeError(f"no such kind: {', '.join(unknown)}; there are {', '.join(kinds)}")
        return asked

    help_kinds = f"only these, with commas between them: {', '.join(kinds)}"
    verb.add_argument("--kinds", type=parse_kinds, default=tuple(kinds), metavar="KINDS", help=help_kinds)


def add_created(verb: argparse.ArgumentParser) -> None:
    help_created = (
        "the moment the package gives as its making, ISO 8601 or @seconds "
        "(default: the date of the newest report; of a release, that of its entry in the changelog)"
    )
    verb.add_argument("--created", type=parse_moment, metavar="MOMENT", help=help_created)


def parse_moment(given: str) -> dt.datetime:
    """`2026-02-01`, `2026-02-01T12:00:00+05:00` or `@1769904000`, as UTC; without a zone it is UTC already."""
    try:
        if given.startswith("@"):
            return EPOCH + dt.timedelta(seconds=int(given[1:]))
        moment = dt.datetime.fromisoformat(given)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{given!r} is no moment: {error}") from error
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)

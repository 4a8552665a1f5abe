"""The verbs that make and check releases: `diff`, `release`, `verify`.

They import what they need when they run, and with it pandas: other verbs need not wait for it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.ingest import read_reports
from pipeline.model import ReleaseError
from pipeline.terminal import counted, narrator, shown

if TYPE_CHECKING:
    from pipeline.build import Built
    from pipeline.release import Frozen, PackageRead


def run_diff(chosen: argparse.Namespace) -> int:
    """What changed between two packages, or since the last release, and which version that demands."""
    from pipeline.release import add_draft, compare, demanded_version, told_changes, write_comparison

    with compared_packages(chosen) as (old, new):
        if old is None:
            say(f"{new.version}: the first release; nothing to compare it with")
            if chosen.draft is not None:
                say_draft(chosen.draft, new.version, is_new=add_draft(chosen.draft, None, new.version))
            return 0
        comparison = compare(old, new)
    say(f"{old.version} -> {new.version or new.where}")
    for line in told_changes(comparison):
        say(f"  {shown(line)}")
    if comparison.level != "none":
        say(f"  the next version is {demanded_version(old.version, comparison.level)} or higher")
    if chosen.out is not None:
        write_comparison(comparison, chosen.out)
        say(f"  written to {chosen.out}: changes.csv, derived_changes.csv, id_map.csv, summary.json")
    if chosen.draft is not None:
        say_draft(chosen.draft, new.version, is_new=add_draft(chosen.draft, comparison, new.version))
    return 0


@contextmanager
def compared_packages(chosen: argparse.Namespace) -> Iterator[tuple[PackageRead | None, PackageRead]]:
    """The two packages named; without names the release before the version of the metadata, and what is built now."""
    from pipeline.build import Working, build
    from pipeline.parts import Limits
    from pipeline.publish import read_metadata
    from pipeline.release import read_catalogue, read_package

    if len(chosen.packages) not in (0, 2):
        raise ReleaseError("diff", "takes two packages, the older first, or none: then it builds and compares")
    if chosen.packages:
        yield read_package(chosen.packages[0]), read_package(chosen.packages[1])
        return
    catalogue = read_catalogue(chosen.shelf)
    version = read_metadata(chosen.metadata).version
    released = catalogue.entry(version) or catalogue.before(version) or catalogue.latest
    with tempfile.TemporaryDirectory(prefix="attested-") as folder:
        place = Path(folder) / "package"
        strict = Working(limits=Limits(is_strict=True))
        built = build(chosen.reports, place, chosen.metadata, chosen.created, narrator(), strict)
        check_is_built(built, chosen.reports)
        yield read_package(chosen.shelf / released.archive) if released is not None else None, read_package(place)


def say_draft(path: Path, version: str, *, is_new: bool) -> None:
    say(
        f"  {path}: "
        + (f"a draft of the entry for {version}; complete it" if is_new else f"has an entry for {version}")
    )


def check_is_built(built: Built, reports: Path) -> None:
    """Says every error that blocked the package, and raises ReleaseError where one did."""
    if built.package is not None:
        return
    errors = [finding for finding in built.findings if finding.is_error]
    for finding in errors:
        say(shown(str(finding)))
    raise ReleaseError(str(reports), f"cannot be published: {counted(len(errors), 'error')}; mend them, and try again")


def run_release(chosen: argparse.Namespace) -> int:
    """Build the version of the metadata, and release it."""
    from pipeline.publish import read_metadata
    from pipeline.release import candidates, check_may_be_released, told_changes

    version = read_metadata(chosen.metadata).version
    check_may_be_released(version)
    frozen = build_and_freeze(chosen, version)
    entry = frozen.entry
    if not frozen.is_new:
        say(f"{entry.version} is released already, with exactly this content")
        return 0
    for line in told_changes(frozen.comparison) if frozen.comparison is not None else ("the first release",):
        say(shown(line))
    say(f"Released {entry.version}: {chosen.out / entry.archive} ({entry.bytes:,} bytes, sha256 {entry.sha256})")
    for other in candidates(chosen.out):
        say(f"{other} is no release; delete it if that version was given up")
    return 0


def build_and_freeze(chosen: argparse.Namespace, version: str) -> Frozen:
    """The release, dated as its changelog says. One that is refused leaves no folder that was not there before."""
    from pipeline.build import changelog_beside, publish_version
    from pipeline.release import freeze, release_date, withdraw

    changelog, place = changelog_beside(chosen.metadata), chosen.out / version
    date = release_date(changelog, version)
    created = chosen.created or (dt.datetime.combine(date, dt.time(), dt.UTC) if date is not None else None)
    was_there = place.exists()
    check_is_built(publish_version(chosen.reports, chosen.out, chosen.metadata, created, narrator()), chosen.reports)
    try:
        return freeze(chosen.out, version, changelog)
    except ReleaseError:
        if not was_there:
            withdraw(place)
        raise


def run_verify(chosen: argparse.Namespace) -> int:
    """A package that was downloaded, checked without a network."""
    from pipeline.release import verify

    texts = {report.report_id: report.text for report in read_reports(chosen.reports)} if chosen.reports else {}
    found = verify(chosen.package, texts)
    for fault in found.faults:
        say(shown(fault))
    if found.faults:
        say(f"{chosen.package}: {counted(len(found.faults), 'fault')}")
        return 1
    quotes = f"quotes held against the texts of {found.texts:,} of {counted(found.reports, 'report')}"
    unchecked = "quotes not held against texts, which --reports would do"
    say(f"{chosen.package}: as published; {quotes if chosen.reports else unchecked}")
    return 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")

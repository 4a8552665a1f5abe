"""Releases: what changed since the last one, which version that demands, and a version that is never overwritten.

    packages         a package on the disk, a folder or a zip, read as texts
    schema_changes   descriptor against descriptor -> changes, each with the level that it demands
    table_changes    table against table -> cells, rows and columns that changed
    demands          which level of version the changes of tables demand
    causes           what brought them about: reports, texts, reviewers, the method
    id_map           what became of ids that are gone
    comparison       all of these together, as files and as lines
    bump             the smallest version that the changes allow
    changelog        the entry of a version: drafted from the changes, completed by hand
    archive          one zip, the same bytes for the same package
    catalogue        versions.json and latest.json
    checks           what must be true before a release is made, and while it is one
    freeze           a candidate becomes a release, all of it or nothing
    verify           a package that was downloaded, checked without a network

A package in `<shelf>/<version>/` is a candidate, and may be built anew, until `versions.json` lists its version.
"""

from pipeline.release.bump import demanded_version
from pipeline.release.catalogue import read_catalogue
from pipeline.release.changelog import add_draft, release_date
from pipeline.release.checks import check_is_as_released, check_may_be_released
from pipeline.release.comparison import Comparison, compare, told_changes, write_comparison
from pipeline.release.freeze import Frozen, candidates, freeze, withdraw
from pipeline.release.packages import PackageRead, opened, read_package
from pipeline.release.verify import verify

__all__ = [
    "Comparison",
    "Frozen",
    "PackageRead",
    "add_draft",
    "candidates",
    "check_is_as_released",
    "check_may_be_released",
    "compare",
    "demanded_version",
    "freeze",
    "opened",
    "read_catalogue",
    "read_package",
    "release_date",
    "told_changes",
    "verify",
    "withdraw",
    "write_comparison",
]

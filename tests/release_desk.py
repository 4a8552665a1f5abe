"""A dataset of one or two reports, from its reports to its releases, and the verbs over it."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from pipeline.__main__ import main
from pipeline.release.changelog import HEADINGS

FIRST = "A roadside bomb killed four soldiers in Maiduguri on Tuesday, the army said.\n"
SECOND = "Gunmen killed two farmers near Jos on Friday, police said.\n"
RELEASED = "2024-06-02"
METADATA = """\
name: small-reports
title: Small reports
description: Two reports, for tests.
version: "{version}"
licence: {{name: CC-BY-4.0, title: CC BY 4.0, path: https://creativecommons.org/licenses/by/4.0/}}
keywords: [incidents]
contributors: [Maintainers]
sources: []
"""

REVIEW = """\
- action: edit
  table: casualties
  row: {row}
  quote: killed four soldiers
  values: {{victim_group: police}}
  reviewer: A. Reader
  date: 2024-06-01
  reason: They were police officers.
"""


class Desk:
    """Reports, metadata, a changelog and a shelf, and the verbs over them."""

    def __init__(self, folder: Path) -> None:
        self.take(folder)
        self.shelf.mkdir(parents=True)
        self.add("bomb", FIRST, "2024-05-08")
        self.version("1.0.0")

    def take(self, folder: Path) -> None:
        self.reports, self.shelf = folder / "reports", folder / "datapackage"
        self.metadata, self.changelog = self.shelf / "metadata.yml", self.shelf / "CHANGELOG.md"

    def add(self, report_id: str, text: str, date: str) -> None:
        folder = self.reports / report_id
        folder.mkdir(parents=True)
        (folder / "report.txt").write_text(text, encoding="utf-8")
        (folder / "report.yaml").write_text(f"published_date: {date}\n", encoding="utf-8")

    def version(self, version: str, *, with_entry: bool = True) -> None:
        self.metadata.write_text(METADATA.format(version=version), encoding="utf-8")
        if with_entry:
            old = self.changelog.read_text(encoding="utf-8") if self.changelog.exists() else ""
            said = "".join(f"\n### {heading}\n\n- Said.\n" for heading in HEADINGS)
            self.changelog.write_text(f"## {version} ({RELEASED})\n{said}\n{old}", encoding="utf-8")

    def run(self, verb: str, *more: str) -> int:
        return main([verb, *self.given("--shelf" if verb == "diff" else "--out"), *more])

    def given(self, shelf: str) -> list[str]:
        return ["--reports", str(self.reports), "--metadata", str(self.metadata), shelf, str(self.shelf)]

    def release(self) -> int:
        return self.run("release")

    def listed(self) -> dict[str, dict[str, object]]:
        versions = json.loads((self.shelf / "versions.json").read_bytes())["versions"]
        return {entry["version"]: entry for entry in versions}

    def rows(self, version: str, table: str) -> list[dict[str, str]]:
        with (self.shelf / version / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def changes(self, version: str, name: str = "changes") -> list[list[str]]:
        with (self.shelf / "changes" / version / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines))[1:]

    def snapshot(self) -> dict[str, bytes]:
        files = (path for path in self.shelf.rglob("*") if path.is_file())
        return {path.relative_to(self.shelf).as_posix(): path.read_bytes() for path in files}


def copy_of(folder: Path, tmp_path: Path) -> Desk:
    made = object.__new__(Desk)
    made.take(Path(shutil.copytree(folder, tmp_path / "desk")))
    return made

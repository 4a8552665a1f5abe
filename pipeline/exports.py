"""The verb `export`: a package on the disk, in another form.

It imports the stage when it runs: other verbs need no workbook.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.contract import Contract, read_contract
from pipeline.gazetteer.tables import COUNTRY_COLUMNS, read_hand_kept
from pipeline.home import Home, home
from pipeline.model import ExportError, InputError, Tables
from pipeline.terminal import counted, narrator

if TYPE_CHECKING:
    from pipeline.export import About


def run_export(chosen: argparse.Namespace) -> int:
    """One file; beside a view also the list of its columns, with what each is made from."""
    from pipeline.recheck import read_tables

    package, out = chosen.package, chosen.out
    check_is_outside(package, out)
    files = home()
    contract = read_contract(files.schemas)
    narrator().stage("export", f"reading {package}")
    tables = read_tables(package, contract)
    for path, content in made(chosen.to, tables, contract, files, package, out).items():
        write_whole(path, content)
        sys.stdout.write(f"{path}\n")
    return 0


def made(form: str, tables: Tables, contract: Contract, files: Home, package: Path, out: Path) -> Mapping[Path, bytes]:
    """What is to be written, by the place where it goes."""
    from pipeline.export import read_accounts, read_columns, view_csv, views, workbook_bytes

    if form == "xlsx":
        return {out: workbook_bytes(tables, contract, read_about(package))}
    narrator().stage("export", told_and_left_out(tables))
    view = views(contract)[form]
    accounts = read_accounts(tables, country_names(files))
    explained = out.with_name(f"{out.stem}.columns.csv")
    return {out: view_csv(read_columns(view.columns), view.makers, accounts), explained: view.columns.read_bytes()}


def told_and_left_out(tables: Tables) -> str:
    """What a view has rows for, and what it has none for."""
    from pipeline.export import is_event

    rows = sum(map(is_event, tables.incidents))
    without = len(tables.incidents) - rows
    what = "campaigns, threats, rejected in review"
    return f"a row for {counted(rows, 'incident')}, none for {without:,} ({what}) and for figures of a whole"


def check_is_outside(package: Path, out: Path) -> None:
    """Raises InputError where there is no package, ExportError where a file would be left in it."""
    if package.is_file():
        raise InputError(str(package), "is a file; unpack the package, and name its folder")
    if not (package / "datapackage.json").is_file():
        raise InputError(str(package), "holds no datapackage.json; name the folder of a package")
    if out.resolve().is_relative_to(package.resolve()):
        raise ExportError(str(out), "lies in the package, which holds its own files only; name a place outside it")
    if out.is_dir():
        raise ExportError(str(out), "is a folder; name a file in it")


def read_about(package: Path) -> About:
    """What the package says of itself. InputError where its descriptor does not."""
    from pipeline.export import About

    path = package / "datapackage.json"
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        licence = given["licenses"][0]
        return About(
            title=str(given["title"]),
            version=str(given["version"]),
            description=str(given["description"]),
            licence=f"{licence['title']} ({licence['name']}, {licence['path']})",
            created=dt.datetime.fromisoformat(given["created"]),
        )
    except (ValueError, KeyError, IndexError, TypeError) as error:
        what = f"does not say what the package is ({error}); build the package again"
        raise InputError(str(path), what) from error


def country_names(files: Home) -> Mapping[str, str]:
    """The names of countries by their ISO 3166-1 alpha-3 code."""
    rows = read_hand_kept(files.gazetteer / "countries.csv", COUNTRY_COLUMNS)
    return {code: name for _, (code, name, *_rest) in rows}


def write_whole(path: Path, content: bytes) -> None:
    """The file, whole or not at all: a run that is cut off leaves what was there."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)

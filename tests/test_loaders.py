"""The readers that a package carries give every table with its types: in pandas from both formats, and in R."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.contract import Contract, Field
from pipeline.csv_text import cell_text
from pipeline.home import home
from pipeline.model import Cell, Tables
from pipeline.recheck import read_tables
from tests.packages import AWKWARD, awkward_tables, package_of, seed_package
from tests.sample_tables import valid_tables

PANDAS = {
    "string": "string",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}
R = {"string": "character", "integer": "integer", "number": "numeric", "boolean": "logical", "date": "Date"}


@pytest.fixture(scope="module", params=["seed", "sample", "awkward"])
def package(request: pytest.FixtureRequest, root: Path, contract: Contract, tmp_path_factory: Any) -> Path:
    place = tmp_path_factory.mktemp(request.param) / "package"
    if request.param == "seed":
        return seed_package(root, place)
    return package_of(valid_tables()[0] if request.param == "sample" else awkward_tables(), contract, place)


@pytest.fixture(scope="module")
def tables(package: Path, contract: Contract) -> Tables:
    """What must come out of the package."""
    return read_tables(package, contract)


def loader_of(package: Path) -> dict[str, Any]:
    return runpy.run_path(str(package / "loaders" / "load.py"))


def columns(tables: Tables, contract: Contract) -> list[tuple[str, Field, list[Cell]]]:
    """Every column of every table, with its cells."""
    found = [
        (name, field, [getattr(row, field.name) for row in rows])
        for name, rows in tables
        for field in contract.schemas[name].fields
    ]
    assert len({name for name, _, _ in found}) == 10
    return found


def plain(cell: Any, field: Field) -> Cell:
    """A cell of a frame as the cell of a row that it must be."""
    if pd.isna(cell):
        return None
    return cell.date() if field.type == "date" else cell


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_pandas_has_every_column_with_its_type_and_cells(
    package: Path, tables: Tables, contract: Contract, form: str
) -> None:
    frames = loader_of(package)["load"](format=form)
    assert {name: list(frame.columns) for name, frame in frames.items()} == {
        name: list(schema.columns) for name, schema in contract.schemas.items()
    }
    for name, field, cells in columns(tables, contract):
        column = frames[name][field.name]
        if field.codes is None:
            assert str(column.dtype) == PANDAS[field.type], f"{name}.{field.name}"
        else:
            assert list(column.cat.categories) == list(field.codes.values), f"{name}.{field.name}"
        assert [plain(cell, field) for cell in column] == cells, f"{name}.{field.name}"


def test_both_formats_give_equal_frames(package: Path) -> None:
    load = loader_of(package)["load"]
    frames, others = load(), load(format="parquet")
    assert list(frames) == list(others)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, others[name])


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_r_has_every_column_with_its_type_and_cells(
    package: Path, tables: Tables, contract: Contract, run_r: Callable[..., str], root: Path, locale: str
) -> None:
    described = json.loads(run_r(root / "tests" / "describe_frames.R", package, LC_ALL=locale))
    assert {name: list(table) for name, table in described.items()} == {
        name: list(schema.columns) for name, schema in contract.schemas.items()
    }
    for name, field, cells in columns(tables, contract):
        column, where = described[name][field.name], f"{name}.{field.name}"
        assert column["class"] == ["factor" if field.codes else R[field.type]], where
        assert column["levels"] == (list(field.codes.values) if field.codes else []), where
        if field.type == "number":
            assert [cell if cell is None else float(cell) for cell in column["cells"]] == cells, where
        else:
            texts = [None if cell is None else cell_text(cell) for cell in cells]
            assert [cell.lower() if cell and field.type == "boolean" else cell for cell in column["cells"]] == texts


def test_the_awkward_cells_are_there() -> None:
    assert {row.name for row in awkward_tables().actors} == set(AWKWARD)
    assert not awkward_tables().casualties


def test_a_table_is_loaded_by_name_from_any_folder(package: Path, tmp_path: Path) -> None:
    moved = Path(shutil.copytree(package, tmp_path / "a b"))
    loader = loader_of(package)
    frame = loader["load_table"]("reports", moved, "parquet")
    pd.testing.assert_frame_equal(frame, loader["load"](str(moved))["reports"])
    with pytest.raises(KeyError, match="deaths"):
        loader["load_table"]("deaths")
    with pytest.raises(ValueError, match="must be 'csv' or 'parquet'"):
        loader["load_table"]("reports", format="xml")


def test_the_loader_is_imported_as_its_docstring_says_and_the_package_can_be_made_again(
    contract: Contract, tmp_path: Path
) -> None:
    place = package_of(valid_tables()[0], contract, tmp_path / "package")
    source = (
        f"import sys; sys.path.append({str(place / 'loaders')!r}); from load import load; print(len(load()['actors']))"
    )
    printed = subprocess.run([sys.executable, "-c", source], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert printed.stdout.strip() == str(len(valid_tables()[0].actors))
    package_of(awkward_tables(), contract, place)
    assert not list(place.rglob("__pycache__"))


def test_the_loader_has_types_that_hold(contract: Contract, tmp_path: Path) -> None:
    place = package_of(valid_tables()[0], contract, tmp_path / "package")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(place / "loaders" / "load.py")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout


def test_r_stops_at_a_cell_of_another_type(contract: Contract, tmp_path: Path, run_r: Callable[..., str]) -> None:
    place = package_of(valid_tables()[0], contract, tmp_path / "package")
    path = place / "data" / "casualties.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",killed,", ",slain,"), encoding="utf-8")
    with pytest.raises(AssertionError, match="another type"):
        run_r(home().schemas.parent / "tests" / "describe_frames.R", place)


def test_an_older_pandas_is_told_of_by_name(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pd, "__version__", "1.5.3")
    with pytest.raises(ImportError, match=r"needs pandas 2\.0 or newer, and this is 1\.5\.3: pip install"):
        loader_of(package)


@pytest.fixture
def said(request: pytest.FixtureRequest, contract: Contract, root: Path, tmp_path: Path) -> dict[str, str]:
    """What a README says of loading, by the language, with the place of a package in it."""
    place = package_of(valid_tables()[0], contract, tmp_path / "a package")
    page = (root if request.param == "repository" else place) / "README.md"
    blocks = re.findall(r"^```(python|r)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    loading = {language: code for language, code in blocks if "load_table(" in code or "load_attested(" in code}
    named = re.compile(r"path/to/the/package|datapackage/\d+\.\d+\.\d+")
    assert all(named.search(code) for code in loading.values())
    return {language: named.sub(str(place), code) for language, code in loading.items()}


@pytest.mark.parametrize("said", ["package", "repository"], indirect=True)
def test_pandas_loads_by_the_words_of_the_readme(said: dict[str, str], tmp_path: Path) -> None:
    source = said["python"] + "print(len(casualties), casualties['count_low'].dtype)\n"
    done = subprocess.run([sys.executable, "-B", "-c", source], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.stdout.split() == [str(len(valid_tables()[0].casualties)), "Int64"], done.stderr


@pytest.mark.parametrize("said", ["package", "repository"], indirect=True)
def test_r_loads_by_the_words_of_the_readme(said: dict[str, str], tmp_path: Path, run_r: Callable[..., str]) -> None:
    script = tmp_path / "said.R"
    counted = "cat(nrow(attested$casualties), class(attested$casualties$count_low))\n"
    script.write_text(said["r"] + counted, encoding="utf-8")
    assert run_r(script).split()[-2:] == [str(len(valid_tables()[0].casualties)), "integer"]

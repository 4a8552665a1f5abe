"""Where the tables of a package lie: `data/casualties.csv` is a file, or for very many rows a folder of parts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal


def table_paths(package: Path, table: str, kind: Literal["csv", "parquet"]) -> list[Path]:
    """The files of a table, in their order; that of a table that is not there is named all the same."""
    place = package / "data" / f"{table}.{kind}"
    return sorted(place.glob(f"*.{kind}")) if place.is_dir() else [place]


def resource_paths(resource: Mapping[str, object]) -> tuple[str, ...]:
    """The paths of a resource of a descriptor, one or several; none where it names none."""
    path = resource.get("path")
    return tuple(str(one) for one in path) if isinstance(path, list) else (str(path),) if isinstance(path, str) else ()

"""The readers that a package carries: `loaders/load.py` for pandas, `loaders/load.R` for R.

They take every type and code from the datapackage.json beside them, so neither can disagree with it, or with the other.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.contract import Contract
from pipeline.publish.documents import render
from pipeline.publish.metadata import Metadata

LOADERS = ("load.py", "load.R")


def loader_files(metadata: Metadata, contract: Contract) -> Mapping[str, bytes]:
    """The loaders of a package, by the path of the file."""
    names = {"name": metadata.name, "version": metadata.version, "tables": tuple(contract.schemas)}
    return {f"loaders/{loader}": render(f"{loader}.j2", **names) for loader in LOADERS}

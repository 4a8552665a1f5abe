"""datapackage.json: what every file of the package is, for any reader of Frictionless Data Packages.

Data Package 2.0, and each CSV marked as a tabular resource in the manner of 1.0 as well, so that frictionless for
Python, frictionless for R and the official JSON Schema all accept it. Tables are two resources: `casualties` (CSV, with
schema) and `casualties-parquet` (bytes that no schema is read against).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from pipeline.contract import Contract
from pipeline.publish.contents import TableFiles, sha256_of
from pipeline.publish.metadata import Metadata, Provenance
from pipeline.publish.usage import UsageWarning

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def descriptor_bytes(
    metadata: Metadata,
    provenance: Provenance,
    contract: Contract,
    tables: Mapping[str, TableFiles],
    warnings: Sequence[UsageWarning],
) -> bytes:
    """The descriptor of a package; `tables` are its tables as files, by name."""
    descriptor: dict[str, object] = {
        "$schema": PROFILE,
        "name": metadata.name,
        "title": metadata.title,
        "description": metadata.description,
        "version": metadata.version,
        "created": moment_text(provenance.created),
        "licenses": [asdict(metadata.licence)],
        "contributors": [{"title": title, "roles": ["creator"]} for title in metadata.contributors],
        "keywords": list(metadata.keywords),
    }
    if metadata.homepage is not None:
        descriptor["homepage"] = metadata.homepage
    if metadata.sources:
        descriptor["sources"] = [{"title": title, "path": path} for title, path in metadata.sources]
    descriptor["attested"] = {
        "code_version": provenance.code_version,
        "annotator": provenance.annotator,
        "lexicon_sha256": provenance.lexicon_digest,
        "contract_sha256": provenance.contract_digest,
        "usage_warnings": [usage_warning(warning) for warning in warnings],
    }
    descriptor["resources"] = [
        *(csv_resource(name, contract, tables[name]) for name in contract.schemas),
        *(parquet_resource(name, contract, tables[name]) for name in contract.schemas),
    ]
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def usage_warning(warning: UsageWarning) -> dict[str, object]:
    """What to mind before using the data; `rows` where it is about some of them."""
    told: dict[str, object] = {"code": warning.code.code, "label": warning.code.label}
    if warning.rows is not None:
        told["rows"] = warning.rows
    return told | {"description": warning.code.description}


def moment_text(moment: dt.datetime) -> str:
    """`2026-02-01T00:00:00Z`, whatever the zone it was given in."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def csv_resource(name: str, contract: Contract, files: TableFiles) -> dict[str, object]:
    table = contract.schemas[name]
    return {
        "name": name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": path_of(files.csv),
        "title": table.title,
        "description": table.description,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": files.csv_size,
        "hash": f"sha256:{files.csv_sha256}",
        "schema": table.descriptor(),
    }


def path_of(files: Mapping[str, object]) -> str | list[str]:
    """The path of a resource: that of its file, or those of its parts, in their order."""
    paths = list(files)
    return paths[0] if len(paths) == 1 else paths


def parquet_resource(name: str, contract: Contract, files: TableFiles) -> dict[str, object]:
    told: dict[str, object] = {
        "name": f"{name}-parquet",
        "path": path_of(files.parquet),
        "title": f"{contract.schemas[name].title} (Parquet)",
        "description": f"The same rows as {name}, typed.",
        # Called "parquet", frictionless 5.21 would read it as a table whose types it guesses from its first rows: a
        # column that is filled later than that fails. As a file of another format its hash is checked.
        "format": "apache-parquet",
        "mediatype": "application/vnd.apache.parquet",
    }
    if len(files.parquet) == 1:  # of parts, SHA256SUMS has the hash of each
        told["hash"] = f"sha256:{sha256_of(*files.parquet.values())}"
    return told

"""dataset.jsonld: the package as schema.org/Dataset, which search engines for data read; one part per table.

Vocabulary: schema.org/Dataset, and what Google's "Dataset structured data" asks of it. Addresses of files are relative
to dataset.jsonld, and their hashes are those of SHA256SUMS.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from pipeline.contract import Contract, Field, TableSchema
from pipeline.model import Tables
from pipeline.publish.coverage import Box, Coverage, coverage
from pipeline.publish.metadata import Metadata, Provenance

FORMATS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
TECHNIQUE = "Rules and word lists read reports in English; each value is kept with the words it rests on."


def dataset_bytes(
    metadata: Metadata, provenance: Provenance, contract: Contract, tables: Tables, files: Mapping[str, bytes]
) -> bytes:
    """The package as JSON-LD; `files` are its CSV and Parquet files, by name."""
    dataset: dict[str, object] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": metadata.title,
        "alternateName": metadata.name,
        "description": metadata.description,
        "version": metadata.version,
        "datePublished": provenance.created.date().isoformat(),
        "inLanguage": sorted({report.language for report in tables.reports}),
        "license": metadata.licence.path,
        "isAccessibleForFree": True,
        "keywords": list(metadata.keywords),
        "creator": [{"@type": "Organization", "name": name} for name in metadata.contributors],
        "isBasedOn": [{"@type": "CreativeWork", "name": title, "url": path} for title, path in metadata.sources],
        "measurementTechnique": TECHNIQUE,
    }
    if metadata.homepage is not None:
        dataset["url"] = metadata.homepage
    dataset |= covered(coverage(tables))
    dataset["distribution"] = [download(name, kind, files) for name in contract.schemas for kind in FORMATS]
    dataset["hasPart"] = [part(table, metadata, files) for table in contract.schemas.values()]
    return (json.dumps(dataset, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def covered(found: Coverage) -> dict[str, object]:
    """Time as an ISO 8601 interval, places by name and as a box; nothing where no row has any."""
    told: dict[str, object] = {}
    if found.earliest is not None and found.latest is not None:
        told["temporalCoverage"] = f"{found.earliest.isoformat()}/{found.latest.isoformat()}"
    places: list[object] = [{"@type": "Place", "name": name} for name in found.regions]
    if found.box is not None:
        places.append({"@type": "Place", "geo": {"@type": "GeoShape", "box": box_text(found.box)}})
    if places:
        told["spatialCoverage"] = places
    return told


def box_text(box: Box) -> str:
    """South, west, north, east, as schema.org/box has them."""
    return f"{box.south:.4f} {box.west:.4f} {box.north:.4f} {box.east:.4f}"


def part(table: TableSchema, metadata: Metadata, files: Mapping[str, bytes]) -> dict[str, object]:
    return {
        "@type": "Dataset",
        "name": f"{metadata.name}: {table.name}",
        "alternateName": table.title,
        "description": table.description,
        "license": metadata.licence.path,
        "isAccessibleForFree": True,
        "creator": [{"@type": "Organization", "name": name} for name in metadata.contributors],
        "variableMeasured": [variable(field) for field in table.fields],
        "distribution": [download(table.name, kind, files) for kind in FORMATS],
    }


def variable(field: Field) -> dict[str, object]:
    """A column; where a public vocabulary has the same property, `propertyID` is its address."""
    told: dict[str, object] = {"@type": "PropertyValue", "name": field.name, "description": field.description}
    if "rdfType" in field.mappings:
        told["propertyID"] = field.mappings["rdfType"]
    bounds = {"minValue": field.constraints.minimum, "maxValue": field.constraints.maximum}
    return told | {name: bound for name, bound in bounds.items() if bound is not None}


def download(table: str, kind: str, files: Mapping[str, bytes]) -> dict[str, object]:
    name = f"data/{table}.{kind}"
    return {
        "@type": "DataDownload",
        "name": f"{table}.{kind}",
        "contentUrl": name,
        "encodingFormat": FORMATS[kind],
        "contentSize": f"{len(files[name])} B",
        "sha256": hashlib.sha256(files[name]).hexdigest(),
    }

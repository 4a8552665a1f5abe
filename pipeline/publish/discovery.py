"""dataset.jsonld: the package as schema.org/Dataset, which search engines for data read; one part per table.

Vocabulary: schema.org/Dataset, and what Google's "Dataset structured data" asks of it. Addresses of files are relative
to dataset.jsonld, and their hashes are those of SHA256SUMS.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath

from pipeline.contract import Contract, Field, TableSchema
from pipeline.publish.contents import Content, TableFiles, sha256_of, size_of
from pipeline.publish.holdings import Box, Holdings
from pipeline.publish.metadata import Metadata, Provenance

FORMATS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
TECHNIQUE = "Rules and word lists read reports in English; each value is kept with the words it rests on."


def dataset_bytes(
    metadata: Metadata,
    provenance: Provenance,
    contract: Contract,
    holdings: Holdings,
    tables: Mapping[str, TableFiles],
) -> bytes:
    """The package as JSON-LD; `tables` are its tables as files, by name."""
    dataset: dict[str, object] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": metadata.title,
        "alternateName": metadata.name,
        "description": metadata.description,
        "version": metadata.version,
        "datePublished": provenance.created.date().isoformat(),
        "inLanguage": sorted(holdings.languages),
        "license": metadata.licence.path,
        "isAccessibleForFree": True,
        "keywords": list(metadata.keywords),
        "creator": [{"@type": "Organization", "name": name} for name in metadata.contributors],
        "isBasedOn": [{"@type": "CreativeWork", "name": title, "url": path} for title, path in metadata.sources],
        "measurementTechnique": TECHNIQUE,
    }
    if metadata.homepage is not None:
        dataset["url"] = metadata.homepage
    dataset |= covered(holdings)
    dataset["distribution"] = [file for name in contract.schemas for file in downloads(name, tables[name])]
    dataset["hasPart"] = [part(table, metadata, tables[table.name]) for table in contract.schemas.values()]
    return (json.dumps(dataset, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def covered(found: Holdings) -> dict[str, object]:
    """Time as an ISO 8601 interval, that of the reports where no incident has a date; places by name and as a box.

    Nothing where no row has any.
    """
    told: dict[str, object] = {}
    if (days := found.days or found.published) is not None:
        told["temporalCoverage"] = f"{days.earliest.isoformat()}/{days.latest.isoformat()}"
    places: list[object] = [{"@type": "Place", "name": name} for name in sorted(found.regions)]
    if found.box is not None:
        places.append({"@type": "Place", "geo": {"@type": "GeoShape", "box": box_text(found.box)}})
    if places:
        told["spatialCoverage"] = places
    return told


def box_text(box: Box) -> str:
    """South, west, north, east, as schema.org/box has them."""
    return f"{box.south:.4f} {box.west:.4f} {box.north:.4f} {box.east:.4f}"


def part(table: TableSchema, metadata: Metadata, files: TableFiles) -> dict[str, object]:
    return {
        "@type": "Dataset",
        "name": f"{metadata.name}: {table.name}",
        "alternateName": table.title,
        "description": table.description,
        "license": metadata.licence.path,
        "isAccessibleForFree": True,
        "creator": [{"@type": "Organization", "name": name} for name in metadata.contributors],
        "variableMeasured": [variable(field) for field in table.fields],
        "distribution": downloads(table.name, files),
    }


def variable(field: Field) -> dict[str, object]:
    """A column; where a public vocabulary has the same property, `propertyID` is its address."""
    told: dict[str, object] = {"@type": "PropertyValue", "name": field.name, "description": field.description}
    if "rdfType" in field.mappings:
        told["propertyID"] = field.mappings["rdfType"]
    bounds = {"minValue": field.constraints.minimum, "maxValue": field.constraints.maximum}
    return told | {name: bound for name, bound in bounds.items() if bound is not None}


def downloads(table: str, files: TableFiles) -> list[dict[str, object]]:
    """The files of a table; parts of one are called by their number as well."""
    return [
        download(table, PurePosixPath(path), kind, content)
        for kind, parts in (("csv", files.csv), ("parquet", files.parquet))
        for path, content in parts.items()
    ]


def download(table: str, path: PurePosixPath, kind: str, content: Content) -> dict[str, object]:
    return {
        "@type": "DataDownload",
        "name": f"{table}.{kind}" if path.stem == table else f"{table}/{path.name}",
        "contentUrl": str(path),
        "encodingFormat": FORMATS[kind],
        "contentSize": f"{size_of(content)} B",
        "sha256": sha256_of(content),
    }

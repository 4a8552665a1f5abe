"""croissant.json: the tables for machine learning, in MLCommons Croissant 1.0: one file and one record set per table.

Specification: docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html, whose context `croissant_context.json` has.
Nothing is said about splits or labels: the package is no benchmark.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pipeline.contract import Contract, Field, FieldType, TableSchema
from pipeline.publish.contents import Content, TableFiles, sha256_of, size_of
from pipeline.publish.documents import TEMPLATES
from pipeline.publish.metadata import Metadata, Provenance

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
CONTEXT = TEMPLATES / "croissant_context.json"
DATA_TYPES: Mapping[FieldType, str] = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}


def croissant_bytes(
    metadata: Metadata, provenance: Provenance, contract: Contract, files: Mapping[str, TableFiles]
) -> bytes:
    """The package in Croissant; `files` are its tables as files, by name."""
    dataset: dict[str, object] = {
        "@context": json.loads(CONTEXT.read_text(encoding="utf-8")),
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": metadata.name,
        "alternateName": metadata.title,
        "description": metadata.description,
        "version": metadata.version,
        "datePublished": provenance.created.date().isoformat(),
        "license": metadata.licence.path,
        "keywords": list(metadata.keywords),
        "creator": [{"@type": "sc:Organization", "name": name} for name in metadata.contributors],
        "citeAs": cite_as(metadata, provenance),
    }
    if metadata.homepage is not None:
        dataset["url"] = metadata.homepage
    tables = contract.schemas.values()
    dataset["distribution"] = [file for table in tables for file in file_objects(table, files[table.name])]
    dataset["recordSet"] = [record_set(table) for table in tables]
    return (json.dumps(dataset, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def cite_as(metadata: Metadata, provenance: Provenance) -> str:
    who = ", ".join(metadata.contributors)
    return f"{who} ({provenance.created.year}). {metadata.title}, version {metadata.version}."


def file_objects(table: TableSchema, files: TableFiles) -> list[dict[str, object]]:
    """The CSV of a table; a table in parts is a set of files."""
    objects = [file_object(table, path, content) for path, content in files.csv.items()]
    if len(objects) == 1:
        return [objects[0] | {"@id": f"{table.name}.csv", "name": f"{table.name}.csv"}]
    together: dict[str, object] = {
        "@type": "cr:FileSet",
        "@id": f"{table.name}.csv",
        "name": f"{table.name}.csv",
        "description": f"{table.title}, as UTF-8 CSV in {len(objects)} parts, each with a header.",
        "containedIn": [{"@id": one["@id"]} for one in objects],
        "encodingFormat": "text/csv",
        "includes": "*.csv",
    }
    return [*objects, together]


def file_object(table: TableSchema, path: str, content: Content) -> dict[str, object]:
    return {
        "@type": "cr:FileObject",
        "@id": path.removeprefix("data/"),
        "name": path.removeprefix("data/"),
        "description": f"{table.title}, as UTF-8 CSV.",
        "contentUrl": path,
        "contentSize": f"{size_of(content)} B",
        "encodingFormat": "text/csv",
        "sha256": sha256_of(content),
    }


def record_set(table: TableSchema) -> dict[str, object]:
    # A record set that refers to itself stops mlcroissant 1.1 from reading it: "graph contains a cycle".
    others = [key for key in table.foreign_keys if key.table != table.name and len(key.fields) == 1]
    leads_to = {key.fields[0]: f"{key.table}/{key.references[0]}" for key in others}
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{column}"} for column in table.key],
        "field": [field_of(field, table, leads_to.get(field.name)) for field in table.fields],
    }


def field_of(field: Field, table: TableSchema, leads_to: str | None) -> dict[str, object]:
    """A column; `leads_to` is the key of another table that it refers to."""
    told: dict[str, object] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": f"{table.name}/{field.name}",
        "description": field.description,
        "dataType": DATA_TYPES[field.type],
        "source": {"fileObject": {"@id": f"{table.name}.csv"}, "extract": {"column": field.name}},
    }
    if "rdfType" in field.mappings:
        told["equivalentProperty"] = field.mappings["rdfType"]
    if leads_to is not None:
        told["references"] = {"field": {"@id": leads_to}}
    return told

"""How the data is cited and deposited: CITATION.cff for people and their tools, .zenodo.json for the archive.

Who made the package are its contributors, as organisations: nobody is named who is not in the metadata, and an
identifier such as a DOI is the archive's to give. `templates/cff_licences.txt` has the licences that CITATION.cff may
name; any other it gives by address.
"""

from __future__ import annotations

import html
import json

import yaml

from pipeline.publish.documents import TEMPLATES
from pipeline.publish.metadata import Licence, Metadata, Provenance

CFF_VERSION = "1.2.0"  # citation-file-format.github.io
CFF_LICENCES = TEMPLATES / "cff_licences.txt"
MESSAGE = "If you use this dataset, cite it with its version: figures change between versions."


def citation_bytes(metadata: Metadata, provenance: Provenance) -> bytes:
    """CITATION.cff, in the Citation File Format."""
    citation: dict[str, object] = {
        "cff-version": CFF_VERSION,
        "message": MESSAGE,
        "type": "dataset",
        "title": metadata.title,
        "abstract": metadata.description,
        "authors": [{"name": name} for name in _once(metadata.contributors)],
        "version": metadata.version,
        "date-released": provenance.created.date().isoformat(),
        **cff_licence(metadata.licence),
        "keywords": _once(metadata.keywords),
    }
    if metadata.homepage is not None:
        citation["url"] = metadata.homepage
    text = yaml.safe_dump(citation, sort_keys=False, allow_unicode=True, width=120)
    return str(text).encode("utf-8")


def cff_licence(licence: Licence) -> dict[str, str]:
    """By name where the format knows it, else by the address of its text."""
    known = CFF_LICENCES.read_text(encoding="utf-8").splitlines()
    return {"license": licence.name} if licence.name in known else {"license-url": licence.path}


def zenodo_bytes(metadata: Metadata, provenance: Provenance) -> bytes:
    """.zenodo.json, in the terms of Zenodo's deposit API (developers.zenodo.org, Deposit metadata)."""
    related = [{"identifier": path, "relation": "isDerivedFrom"} for _, path in metadata.sources]
    if metadata.homepage is not None:
        related.insert(0, {"identifier": metadata.homepage, "relation": "isDocumentedBy"})
    deposit = {
        "title": metadata.title,
        "upload_type": "dataset",
        "description": f"<p>{html.escape(metadata.description)}</p>",  # Zenodo shows it as HTML
        "creators": [{"name": name} for name in _once(metadata.contributors)],
        "access_right": "open",
        "license": metadata.licence.name.lower(),  # Zenodo's ids are those of SPDX in small letters
        "keywords": _once(metadata.keywords),
        "version": metadata.version,
        "publication_date": provenance.created.date().isoformat(),
        "related_identifiers": related,
    }
    return (json.dumps(deposit, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _once(texts: tuple[str, ...]) -> list[str]:
    """Each text once, in its order: both formats refuse a list that repeats itself."""
    return list(dict.fromkeys(texts))

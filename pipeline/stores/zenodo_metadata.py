"""What Zenodo is told of a release: the package's own .zenodo.json, or the least it asks for, from datapackage.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pipeline.model import StoreError
from pipeline.stores.released import Release

OWN = ".zenodo.json"
REQUIRED = ("title", "creators", "description", "upload_type")  # developers.zenodo.org, Deposit metadata


def zenodo_metadata(release: Release) -> dict[str, object]:
    """The metadata of a deposit, with the version. Raises StoreError where what Zenodo asks for is missing."""
    path = release.package / OWN
    is_own = any(file.path == path for file in release.files)
    if not is_own:
        path = release.package / "datapackage.json"
    content = read_object(path)
    metadata = {"upload_type": "dataset", "version": release.version} | (content if is_own else described(content))
    if metadata["version"] != release.version:
        raise StoreError(str(path), f"is of version {metadata['version']}, in a release of version {release.version}")
    if missing := [name for name in REQUIRED if not metadata.get(name)]:
        raise StoreError(str(path), f"lacks {', '.join(missing)}, which Zenodo asks for; release a version that has it")
    return metadata


def described(descriptor: Mapping[str, object]) -> dict[str, object]:
    """The same in the terms of Zenodo: creators, licence and date of a Data Package."""
    metadata: dict[str, object] = {
        "title": descriptor.get("title"),
        "description": descriptor.get("description"),
        "creators": [{"name": one["title"]} for one in objects(descriptor, "contributors") if "title" in one],
        "access_right": "open",
    }
    for licence in objects(descriptor, "licenses")[:1]:
        metadata["license"] = str(licence.get("name", "")).lower()
    if isinstance(created := descriptor.get("created"), str):
        metadata["publication_date"] = created[:10]
    if keywords := descriptor.get("keywords"):
        metadata["keywords"] = keywords
    return metadata


def objects(descriptor: Mapping[str, object], name: str) -> list[dict[str, object]]:
    listed = descriptor.get(name)
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def read_object(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError) as error:
        raise StoreError(str(path), f"cannot be read as JSON ({error}); release the version again") from error
    if not isinstance(content, dict):
        raise StoreError(str(path), "is no JSON object; release the version again")
    return content

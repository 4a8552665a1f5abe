"""A deposition as Zenodo's API represents it (developers.zenodo.org, Representation), as far as a deposit needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import StoreError


@dataclass(frozen=True, slots=True)
class Deposition:
    """A draft or a published record, as far as a deposit needs to know it. `files` has MD5 and id by name."""

    id: int
    concept: str
    title: str
    version: str | None
    is_published: bool
    files: Mapping[str, tuple[str, str]]
    links: Mapping[str, str]
    doi: str | None

    @property
    def page(self) -> str:
        """Where a person looks at it."""
        return self.links.get("html", str(self.id))


def read_deposition(answer: object, where: str) -> Deposition:
    """A deposition as the API represents it. Raises StoreError where it is none."""
    if not isinstance(answer, dict) or not isinstance(answer.get("id"), int):
        raise StoreError(where, "gives no deposit; is it the address of Zenodo's API?")
    metadata = answer.get("metadata") or {}
    files = answer.get("files") or []
    return Deposition(
        id=answer["id"],
        concept=str(answer.get("conceptrecid", "")),
        title=str(answer.get("title") or metadata.get("title") or ""),
        version=metadata.get("version"),
        is_published=answer.get("submitted") is True,
        files={str(file["filename"]): (md5_of(file.get("checksum")), str(file["id"])) for file in files},
        links=answer.get("links") or {},
        doi=answer.get("doi") or (metadata.get("prereserve_doi") or {}).get("doi"),
    )


def md5_of(checksum: object) -> str:
    """`md5:…` in answers of buckets, bare in those of depositions."""
    return str(checksum).removeprefix("md5:")


def link(deposition: Deposition, name: str) -> str:
    try:
        return deposition.links[name]
    except KeyError:
        raise StoreError(deposition.page, f"has no link {name!r}; give the same command again") from None

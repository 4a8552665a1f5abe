"""A release becomes a deposit at Zenodo: a draft that a person looks at, or a record with a DOI where asked for.

One record for each version, all of them versions of one concept. What is there is found by title and by the archive's
name, and decides what is done:

    this version, published               nothing, where it is the same archive; else refused
    this version, a draft                 is continued
    a draft that newversion just made     is continued: it still has the version and the files of the record before
    a draft of another version            refused: Zenodo allows one draft at a time
    a newer version, published            refused: Zenodo would show the older one as the newest
    older versions, published             newversion of the last
    nothing                               a new draft
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import StoreError
from pipeline.stores.deposition import Deposition
from pipeline.stores.released import Release, read_release
from pipeline.stores.zenodo import Zenodo
from pipeline.stores.zenodo_metadata import zenodo_metadata
from pipeline.terminal import Narrator
from pipeline.versions import parse_precedence


@dataclass(frozen=True, slots=True)
class Deposited:
    """Where a release is: the page of the draft or the record, and its DOI (reserved only, while it is a draft)."""

    page: str
    doi: str | None
    is_published: bool
    is_new: bool


def deposit(shelf: Path, version: str, zenodo: Zenodo, tell: Narrator, *, publish: bool = False) -> Deposited:
    """Makes the release a draft at Zenodo, or publishes it. Raises StoreError; the same call goes on from there."""
    release = read_release(shelf, version)
    metadata = zenodo_metadata(release)
    tell.stage("deposit", f"{release.name} {version} to {zenodo.url}")
    listed = [there for there in zenodo.depositions() if is_of(release, str(metadata["title"]), there)]
    ours = [zenodo.deposition(zenodo.at(there)) for there in listed]  # a list comes from an index, which lags behind
    digest = md5(release.archive.path)
    if published := next((there for there in ours if there.is_published and there.version == version), None):
        check_has(published, release, digest)
        return Deposited(published.page, published.doi, is_published=True, is_new=False)
    draft = draft_to_continue(ours, version) or begun(zenodo, ours, version, metadata)
    replaced = names_to_replace(draft, ours, release)
    tell.stage("deposit", f"draft {draft.page}: metadata, then {release.archive.name}")
    zenodo.describe(draft, metadata)
    for name in replaced:
        zenodo.remove(draft, name)
    if draft.files.get(release.archive.path.name, ("", ""))[0] != digest:
        zenodo.send(draft, release.archive.path)
    draft = zenodo.deposition(zenodo.at(draft))
    check_has(draft, release, digest)
    if publish:
        tell.stage("deposit", "what arrived is what was released; publishing")
        draft = zenodo.publish(draft)
    return Deposited(draft.page, draft.doi, is_published=draft.is_published, is_new=True)


def is_of(release: Release, title: str, there: Deposition) -> bool:
    """Whether a deposit is of the same dataset: by its title, or by an archive of its name, of whatever version."""
    start, end = f"{release.name}-", ".zip"
    archives = (name.removeprefix(start).removesuffix(end) for name in there.files if name.startswith(start))
    return there.title == title or any(parse_precedence(version) is not None for version in archives)


def draft_to_continue(ours: Sequence[Deposition], version: str) -> Deposition | None:
    """The draft that an earlier call began. Raises StoreError where there is one that it did not begin, or are two."""
    published = [there for there in ours if there.is_published]
    drafts = [there for there in ours if not there.is_published]
    if not drafts:
        return None
    is_exact = drafts[0].version == version
    is_fresh = any(there.concept == drafts[0].concept for there in published) and (
        drafts[0].version in {None, *(there.version for there in published)}
    )
    if len(drafts) > 1 or not (is_exact or is_fresh):
        pages = ", ".join(f"{draft.page} (version {draft.version})" for draft in drafts)
        raise StoreError(pages, "is a draft of this dataset already; publish or discard what is not this version")
    return drafts[0]


def begun(zenodo: Zenodo, ours: Sequence[Deposition], version: str, metadata: dict[str, object]) -> Deposition:
    """A new draft: the next version of what is published, or the first of all."""
    published = [there for there in ours if there.is_published]
    if not published:
        return zenodo.create(metadata)
    newer = [there for there in published if order(there.version) > order(version)]
    if newer:
        what = f"is version {newer[0].version} already; Zenodo would show {version} as the newest"
        raise StoreError(newer[0].page, f"{what}. Deposit an older version by hand, if it must be there")
    return zenodo.new_version(max(published, key=lambda there: there.id))  # Zenodo takes the latest only


def order(version: str | None) -> tuple[object, ...]:
    """Orders versions as semver.org does; one that is none comes first."""
    return parse_precedence(version or "") or ()


def names_to_replace(draft: Deposition, ours: Sequence[Deposition], release: Release) -> list[str]:
    """The files that the draft has from the record before it. Raises StoreError where somebody put others in."""
    before = {(name, digest) for there in ours if there.is_published for name, (digest, _) in there.files.items()}
    others = {name: digest for name, (digest, _) in draft.files.items() if name != release.archive.path.name}
    if strangers := [name for name, digest in others.items() if (name, digest) not in before]:
        raise StoreError(draft.page, f"holds files that are not of this release: {', '.join(strangers)}; take them out")
    return list(others)


def check_has(there: Deposition, release: Release, digest: str) -> None:
    """Raises StoreError unless the deposit holds this archive, and only that."""
    name = release.archive.path.name
    if {name: digest} != {file: checksum for file, (checksum, _) in there.files.items()}:
        remedy = "what is published stays: raise the version" if there.is_published else "give the same command again"
        raise StoreError(there.page, f"does not hold {name} with MD5 {digest}, and only that; {remedy}")


def md5(path: Path) -> str:
    """The checksum that Zenodo keeps."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()

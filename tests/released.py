"""A shelf with released versions, small enough to be sent fifty times."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

NAME = "attested-sample"
MOMENT = (2026, 2, 1, 0, 0, 0)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def release(shelf: Path, version: str, figure: int = 17) -> dict[str, object]:
    """Puts one more version on the shelf; another figure is another content. The line of versions.json."""
    csv = f"casualty_id,count_low\ncas-1,{figure}\n".encode()
    contributors = [{"title": "Example Desk", "roles": ["creator"]}]
    descriptor = {
        "name": NAME,
        "title": "A sample of figures",
        "description": "One figure of one report.",
        "version": version,
        "created": "2026-02-01T00:00:00Z",
        "licenses": [{"name": "CC-BY-4.0"}],
        "contributors": contributors,
        "keywords": ["casualties"],
    }
    files = {
        "data/casualties.csv": csv,
        "datapackage.json": json.dumps(descriptor).encode(),
        "README.md": b"Read me.\n",
    }
    files["SHA256SUMS"] = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode()
    archive = shelf / f"{NAME}-{version}.zip"
    shelf.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w") as zipped:
        for name, content in files.items():
            path = shelf / version / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            zipped.writestr(zipfile.ZipInfo(name, MOMENT), content)
    changes = shelf / "changes" / version
    changes.mkdir(parents=True, exist_ok=True)
    (changes / "changes.csv").write_bytes(b"table,row_id,column,action,old,new\n")
    (changes / "summary.json").write_bytes(b"{}\n")
    return enlist(shelf, version, archive)


def enlist(shelf: Path, version: str, archive: Path) -> dict[str, object]:
    listing = shelf / "versions.json"
    listed = json.loads(listing.read_bytes()) if listing.exists() else {"name": NAME, "versions": []}
    content = archive.read_bytes()
    entry = {"version": version, "archive": archive.name, "sha256": sha256(content), "bytes": len(content)}
    listed["versions"] = [one for one in listed["versions"] if one["version"] != version] + [entry]
    listing.write_text(json.dumps(listed | {"latest": version}))
    return entry


def expected(shelf: Path, version: str) -> dict[str, bytes]:
    """What a store must hold of a version, by name: archive, package, changes."""
    paths = [shelf / f"{NAME}-{version}.zip", *(shelf / version).rglob("*"), *(shelf / "changes" / version).rglob("*")]
    return {path.relative_to(shelf).as_posix(): path.read_bytes() for path in paths if path.is_file()}

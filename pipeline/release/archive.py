"""One zip of a package, the same bytes wherever and whenever it is made.

Names in order, below one folder `<name>-<version>/`; dates, attributes and system fixed; compressed by zlib, whose
bytes may differ between versions of zlib: what is the same for ever is SHA256SUMS inside.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

# The first moment a zip can tell.
DATE = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o100644 << 16
UNIX = 3
LEVEL = 6


def archive_name(name: str, version: str) -> str:
    return f"{name}-{version}.zip"


def archive_bytes(package: Path, root: str) -> bytes:
    """The files of a package as a zip, below the folder `root`."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        # Python leaves its cache beside a loader that was imported.
        files = (file for file in package.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        for path in sorted(files):
            member = zipfile.ZipInfo(f"{root}/{path.relative_to(package).as_posix()}", DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = UNIX
            member.external_attr = PLAIN_FILE
            archive.writestr(member, path.read_bytes(), compresslevel=LEVEL)
    return sink.getvalue()

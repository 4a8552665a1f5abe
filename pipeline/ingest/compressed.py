"""The bytes of a file as they were before gzip (RFC 1952) or Zstandard (RFC 8878) made them small.

They are unpacked as they are read, so that a file of any size takes the same memory; one that breaks off is an error,
not an end. Python brings gzip; Zstandard from 3.14 on, and before it as the same module under another name.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from pathlib import PurePath
from typing import BinaryIO, cast

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# What a damaged file raises, and how a person would say it. gzip.BadGzipFile is an OSError.
FAULTS: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error, zstd.ZstdError)


def decompressed(file: BinaryIO, name: str) -> BinaryIO:
    """What the file of that name holds, by its suffix; closing it leaves `file` to be closed."""
    match PurePath(name).suffix.lower():
        case ".gz":
            return cast(BinaryIO, gzip.GzipFile(fileobj=file, mode="rb"))
        case ".zst":
            return cast(BinaryIO, zstd.ZstdFile(file, mode="rb"))
        case _:
            return file


def reason(fault: Exception) -> str:
    """Why reading ended, in a few words."""
    match fault:
        case EOFError():
            return "it is cut off within what was compressed"
        case zlib.error() | zstd.ZstdError() | gzip.BadGzipFile():
            return f"it is damaged, or not compressed as its name says ({fault})"
        case OSError(strerror=str(said)):
            return said
        case _:
            return str(fault)

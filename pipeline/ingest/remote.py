"""Files of reports in a store, by a URL of any kind that fsspec knows: s3://bucket/news/2024-*.jsonl.gz, https://…

Credentials come from the store's own configuration (for S3 the environment or ~/.aws). In a URL they end up in
histories and logs: one that may hold some is refused, and no message repeats it, or what a library says of an error.
"""

from __future__ import annotations

import errno
import functools
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast
from urllib.parse import urlsplit

from pipeline.ingest.files import WILD, StoredFile
from pipeline.model import InputError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

INSTALL = "needs more packages than are installed: pip install 'attested[stores]'"
EXAMPLE = "s3://my-bucket/news/2024-*.jsonl.gz"
BUFFER_BYTES = 2**20
T = TypeVar("T")


def list_remote(url: str) -> list[StoredFile]:
    """The files at a URL, in the order of their names; several where it has a * or [.

    Raises InputError where it may hold credentials, where no such store is known or reached, and where none is there.
    """
    check_holds_no_secret(url)
    store, path = file_system(url)
    if not any(sign in path for sign in WILD):
        return [StoredFile(url, functools.partial(open_remote, store, path))]
    try:
        found = sorted(str(name) for name in answer(lambda: store.glob(path)))
    except OSError as broken:
        raise InputError(url, f"cannot be listed: {broken.strerror}") from broken
    if not found:
        raise InputError(url, "matches no file; look at what is there")
    return [StoredFile(store.unstrip_protocol(name), functools.partial(open_remote, store, name)) for name in found]


def check_holds_no_secret(url: str) -> None:
    """Raises InputError for a user or password, for a signed address, and for one address within another."""
    where = f"{url.partition('://')[0]}://…"
    try:
        parts = urlsplit(url)
    except ValueError:
        raise InputError(where, f"is no URL; give one such as {EXAMPLE}") from None
    # A secret may hold a slash, behind which a URL's authority ends.
    if "@" in url:
        raise InputError(where, "credentials have no place in a URL; take them out, and put them where the store looks")
    if "?" in url or parts.fragment or "::" in url:
        raise InputError(
            where, f"a URL with ?, # or :: cannot be used; give one such as {EXAMPLE}, or download the file"
        )


def file_system(url: str) -> tuple[AbstractFileSystem, str]:
    """fsspec's file system for the URL, and what it calls the path there."""
    try:
        import fsspec

        store, path = fsspec.url_to_fs(url)
    except ImportError as error:
        raise InputError(url, INSTALL) from error
    except ValueError as error:  # fsspec's word for a protocol that it does not know
        raise InputError(url, f"is no kind of store that is known; give one such as {EXAMPLE}") from error
    return store, path


def open_remote(store: AbstractFileSystem, path: str) -> BinaryIO:
    """The file, read as it is needed. Raises OSError, in our words."""
    return cast(BinaryIO, io.BufferedReader(RemoteFile(answer(lambda: store.open(path, "rb"))), BUFFER_BYTES))


class RemoteFile(io.RawIOBase):
    """A file of fsspec whose every fault is an OSError that says no more than it may."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self.file.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return answer(lambda: self.file.seek(offset, whence))

    def tell(self) -> int:
        return self.file.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        read = answer(lambda: self.file.read(len(buffer)))
        buffer[: len(read)] = read
        return len(read)

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()


def answer(ask: Callable[[], T]) -> T:
    """What the store answers; its faults as OSError with a reason that holds no secret."""
    faults: tuple[type[Exception], ...] = (OSError, *libraries_errors())
    try:
        return ask()
    except faults as error:
        raise OSError(errno.EIO, reason(error)) from error


def libraries_errors() -> tuple[type[Exception], ...]:
    """What aiohttp and botocore raise as it is; none of it where they are not installed, and so not in use."""
    try:
        from aiohttp import ClientError
        from botocore.exceptions import BotoCoreError
    except ImportError:
        return ()
    return ClientError, BotoCoreError


def reason(error: Exception) -> str:
    match error:
        case FileNotFoundError():
            return "it is not there; correct the URL"
        case _ if isinstance(error, PermissionError) or "Credentials" in type(error).__name__:
            return "the store refuses access; look at its credentials, and what they may read"
        case _:
            return f"the store does not answer, or the connection broke ({type(error).__name__}); try again"

"""A URL becomes a store. Credentials in a URL end up in histories and logs, so they are refused, and not repeated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit
from urllib.request import url2pathname

from pipeline.model import StoreError
from pipeline.stores.local import LocalStore
from pipeline.stores.plain import PlainStore
from pipeline.stores.s3 import S3Store, UnlockedS3Store
from pipeline.stores.store import Store

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

INSTALL = "needs more packages than are installed: pip install 'attested[stores]'"
EXAMPLE = "s3://my-bucket/my-data or file:///srv/my-data"


def open_store(url: str, *, is_locked: bool = True) -> Store:
    """The store at a URL. Without a lock any that fsspec knows, else those that keep publishers apart.

    Raises StoreError where the URL is none, holds credentials, or names a store that cannot be used.
    """
    parts = parse_address(url)
    if parts.scheme == "file":
        return LocalStore(url.rstrip("/"), local_root(parts))
    if is_locked and parts.scheme != "s3":
        what = (
            f"{parts.scheme}:// is a store without a lock; use s3:// or file://, or --no-lock where you alone publish"
        )
        raise StoreError(url, what)
    files, root = file_system(url)
    if parts.scheme != "s3":
        return PlainStore(url.rstrip("/"), files, root)
    return (S3Store if is_locked else UnlockedS3Store)(url.rstrip("/"), files, root)


def parse_address(url: str) -> SplitResult:
    """The parts of a URL that may be used and shown. No message repeats one that may hold a secret."""
    if "://" not in url:
        raise StoreError("--to", f"give a URL such as {EXAMPLE}")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise StoreError("--to", f"is no URL; give one such as {EXAMPLE}") from None
    # A secret may hold a slash, behind which a URL's authority ends: outside of paths on this machine no @ is let in.
    if "@" in (parts.netloc if parts.scheme == "file" else url):
        what = (
            f"credentials have no place in a URL; take them out of {parts.scheme}://…, and set AWS_ACCESS_KEY_ID and "
        )
        raise StoreError("--to", what + "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE")
    if parts.query or parts.fragment or "::" in url:
        raise StoreError("--to", f"a URL with ?, # or :: cannot be used; give one such as {EXAMPLE}")
    if parts.scheme != "file" and not parts.netloc:
        raise StoreError("--to", f"names no bucket; give one such as {EXAMPLE}")
    return parts


def local_root(parts: SplitResult) -> Path:
    if parts.netloc not in ("", "localhost"):
        raise StoreError("--to", "a folder on this machine has three slashes, such as file:///srv/my-data")
    return Path(url2pathname(parts.path))


def file_system(url: str) -> tuple[AbstractFileSystem, str]:
    """fsspec's file system for the URL, and what it calls the root there. It keeps no listing between two questions."""
    try:
        import fsspec

        files, root = fsspec.url_to_fs(url.rstrip("/"), skip_instance_cache=True, use_listings_cache=False)
    except ImportError as error:
        raise StoreError(url, INSTALL) from error
    except ValueError as error:  # fsspec's word for a protocol that it does not know
        raise StoreError(url, f"is no kind of store that is known; give one such as {EXAMPLE}") from error
    return files, root

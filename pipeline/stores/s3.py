"""A bucket of Amazon S3, or of a server that speaks its language (`s3://bucket/prefix`).

The lock is S3's own conditional write: `If-None-Match: *` writes only where nothing is, `If-Match` only over the state
that was read (docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html). Refused is 412; 409 means that
another write was under way, and 404 that the file has gone meanwhile. Not every such server knows these conditions, and
some accept and ignore them: `check_keeps_conditions` finds out before anything depends on it.

Endpoint, region, profile and credentials are botocore's: from the environment or ~/.aws, never from us.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import StoreError
from pipeline.stores.plain import PlainStore
from pipeline.stores.store import Found

if TYPE_CHECKING:
    from s3fs import S3FileSystem

CONFLICT, GONE, REFUSED = 409, 404, 412
MOST_CONFLICTS = 20


@dataclass(frozen=True, slots=True)
class S3Store(PlainStore):
    """Objects of a bucket. Reading is as in any store; writing is conditional."""

    files: S3FileSystem

    def check_keeps_conditions(self, name: str) -> None:
        """Raises StoreError where writing over the file `name`, which is there, is not refused."""
        found = self.read(name)
        if found is not None and (self.create(name, found.content) or self.replace(name, found.content, NEVER)):
            what = "ignores conditional writes, so two publishers could undo each other's work; "
            raise StoreError(self.url, what + "use another store, or --no-lock where you alone publish")

    def read(self, name: str) -> Found | None:
        from fsspec.asyn import sync

        found: Found | None = sync(self.files.loop, self.fetched, name)
        return found

    async def fetched(self, name: str) -> Found | None:
        """Content and ETag in one answer: what is asked for one after the other may be of two states."""
        bucket, key, _ = self.files.split_path(self.at(name))
        try:
            answer = await self.files._call_s3("get_object", Bucket=bucket, Key=key)
        except FileNotFoundError:
            return None
        async with answer["Body"] as body:
            return Found(await body.read(), answer["ETag"])

    def create(self, name: str, content: bytes) -> bool:
        for _ in range(MOST_CONFLICTS):
            if (answer := self.put(name, content, IfNoneMatch="*")) != CONFLICT:
                return answer is None
        raise StoreError(f"{self.url}/{name}", "is being written by another; give the same command again later")

    def create_file(self, name: str, path: Path) -> bool:
        for _ in range(MOST_CONFLICTS):
            try:
                self.files.put_file(str(path), self.at(name), mode="create")
            except OSError as error:
                if (answer := status_of(error)) == CONFLICT:
                    continue
                if answer == REFUSED:
                    return False
                raise
            return True
        raise StoreError(f"{self.url}/{name}", "is being written by another; give the same command again later")

    def replace(self, name: str, content: bytes, found: Found) -> bool:
        return self.put(name, content, IfMatch=found.mark) is None

    def put(self, name: str, content: bytes, **condition: str) -> int | None:
        """None where it was written; else the status by which S3 says that the condition does not hold."""
        bucket, key, _ = self.files.split_path(self.at(name))
        try:
            self.files.call_s3("put_object", Bucket=bucket, Key=key, Body=content, **condition)
        except OSError as error:
            answer = status_of(error)
            if answer in (CONFLICT, REFUSED) or (answer == GONE and code_of(error) == "NoSuchKey"):
                return answer
            raise
        return None


@dataclass(frozen=True, slots=True)
class UnlockedS3Store(PlainStore):
    """A bucket without conditional writes; its user has said that nobody else publishes there."""

    def make_folder(self, name: str) -> None:
        """A bucket has no folders. fsspec would make the bucket where it is missing, which is not ours to do."""


NEVER = Found(b"", '"00000000000000000000000000000000"')  # a state that no object has


def status_of(error: OSError) -> int | None:
    """The HTTP status of the answer that s3fs made this error of; None where there was no answer."""
    answer = getattr(error.__cause__, "response", None)
    return answer["ResponseMetadata"].get("HTTPStatusCode") if isinstance(answer, dict) else None


def code_of(error: OSError) -> str | None:
    """S3's word for what is wrong, such as NoSuchKey (docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html)."""
    answer = getattr(error.__cause__, "response", None)
    return answer["Error"].get("Code") if isinstance(answer, dict) else None

"""What can go wrong with a store, said so that a person knows what to do.

Only our own words and S3's short code for the fault are said: what a library tells of an error may hold a key.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.model import StoreError

AGAIN = "give the same command again; what is there already is not sent twice"
NO_CREDENTIALS = (
    "no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE for a profile of ~/.aws"
)
UNREACHABLE = f"cannot be reached; look at the network and, for a server of your own, at AWS_ENDPOINT_URL, then {AGAIN}"
BROKEN = f"the connection broke; {AGAIN}"
DENIED = "refuses access; the key must be valid, and allowed s3:GetObject, s3:PutObject and s3:ListBucket there"
MISSING = "is not there; create the bucket (or the folder), or correct the URL"
NO_CONDITIONS = "does not know conditional writes; use another store, or --no-lock where you alone publish"


@contextmanager
def faults(url: str) -> Iterator[None]:
    """Raises StoreError for what goes wrong inside with the store at `url`. A file on this machine names itself."""
    try:
        yield
    except OSError as error:
        if error.filename is not None:
            raise
        raise StoreError(url, remedy(error)) from error
    except libraries_errors() as error:
        raise StoreError(url, library_remedy(error)) from error


def remedy(error: OSError) -> str:
    """For an error that s3fs or another file system of fsspec has put into Python's terms."""
    match error:
        case PermissionError():
            return with_code(DENIED, error)
        case FileNotFoundError():
            return with_code(MISSING, error)
        case TimeoutError() | ConnectionError():
            return BROKEN
        case _ if error.errno == errno.ENOSYS:
            return with_code(NO_CONDITIONS, error)
        case _:
            return with_code(f"an operation failed; {AGAIN}", error)


def with_code(what: str, error: OSError) -> str:
    """The words, and S3's code behind them where there is one: `… (NoSuchBucket)`."""
    answer = getattr(error.__cause__, "response", None)
    code = answer.get("Error", {}).get("Code") if isinstance(answer, dict) else None
    return f"{what} ({code})" if code else what


def libraries_errors() -> tuple[type[Exception], ...]:
    """What botocore and aiohttp raise as it is; none of it where they are not installed, and so not in use."""
    try:
        from aiohttp import ClientError
        from botocore.exceptions import BotoCoreError
        from botocore.parsers import ResponseParserError
    except ImportError:
        return ()
    return ClientError, BotoCoreError, ResponseParserError


def library_remedy(error: Exception) -> str:
    """For an error of botocore or aiohttp."""
    from botocore import exceptions

    match error:
        case exceptions.NoCredentialsError() | exceptions.PartialCredentialsError():
            return NO_CREDENTIALS
        case exceptions.ProfileNotFound() | exceptions.ConfigParseError() | exceptions.ConfigNotFound():
            return "the configuration of AWS cannot be used; look at AWS_PROFILE and ~/.aws/config"
        case (
            exceptions.EndpointConnectionError() | exceptions.ConnectTimeoutError() | exceptions.ProxyConnectionError()
        ):
            return UNREACHABLE
        case exceptions.ParamValidationError() | exceptions.InvalidEndpointConfigurationError():
            return "is no address of a bucket; give one such as s3://my-bucket/my-data"
        case _:
            return f"{BROKEN} ({type(error).__name__})"

"""A bucket on this machine (moto), and a way to it that breaks where it is told to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import botocore.session
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

BUCKET = "releases"
KEY = "AKIAEXAMPLEEXAMPLE12"
SECRET = "planted-secret-that-nobody-may-read"  # noqa: S105 - the one that the tests look for in every output


class Requests(WSGIRequestHandler):
    """Requests with all of their headers. http.server takes the half of them for all when a connection breaks.

    S3 would not: its signature is over the headers. Here a condition would be lost, or the length of the body.
    """

    def parse_request(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            lines.append(line)
        if not line:
            return False
        body, self.rfile = self.rfile, BytesIO(b"".join(lines) + line)
        try:
            return super().parse_request()
        finally:
            self.rfile = body

    def log(self, *_: object) -> None:
        """They are of no interest."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """What the server behind `endpoint` holds."""

    endpoint: str
    client: Any  # the class is made by botocore as it runs, and has no name

    def environment(self, endpoint: str = "") -> dict[str, str]:
        """What a publisher's environment says of the store, by way of another endpoint where one is given."""
        return {
            "AWS_ENDPOINT_URL": endpoint or self.endpoint,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_MAX_ATTEMPTS": "1",
            "NO_PROXY": "127.0.0.1",
        }

    def files(self, prefix: str) -> dict[str, bytes]:
        """Every object below the prefix, by the rest of its name."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{prefix}/")
        keys = [found["Key"] for page in pages for found in page.get("Contents", ())]
        return {
            key.removeprefix(f"{prefix}/"): self.client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
            for key in keys
        }


def answers_whole_requests(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """moto, but a body that was cut off is refused as S3 refuses it (IncompleteBody); moto would store the half."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    if len(body) < length:
        start("400 Bad Request", [])
        return []
    return MOTO(environ | {"wsgi.input": BytesIO(body)}, start)


def ignores_conditions(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A server that takes conditional writes for plain ones, as some older ones do."""
    return answers_whole_requests({key: environ[key] for key in environ if not key.startswith("HTTP_IF_")}, start)


MOTO = DomainDispatcherApplication(create_backend_app)


@contextlib.contextmanager
def bucket(answers: Callable[..., Iterable[bytes]] = answers_whole_requests) -> Iterator[Bucket]:
    """A server with one empty bucket.

    S3 decides a conditional write in one step. moto looks and then writes, so it is given one request at a time.
    """
    server = make_server("127.0.0.1", 0, answers, threaded=False, request_handler=Requests)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    session = botocore.session.get_session()
    session.set_credentials(KEY, SECRET)
    made = Bucket(endpoint, session.create_client("s3", region_name="us-east-1", endpoint_url=endpoint))
    made.client.create_bucket(Bucket=BUCKET)
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def breaking_way(to: str, after: int) -> Iterator[str]:
    """The endpoint of a way to another, which carries so many bytes towards it and is then gone for good."""
    port = int(to.rpartition(":")[2])
    listener = socket.create_server(("127.0.0.1", 0))
    budget = Budget(after, listener)
    thread = threading.Thread(target=budget.accept, args=(port,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        budget.cut()
        thread.join()


class Budget:
    """Bytes that may still pass; when they are used up, every connection is cut and none is taken any more."""

    def __init__(self, left: int, listener: socket.socket) -> None:
        self.left = left
        self.open = {listener}
        self.listener = listener
        self.lock = threading.Lock()

    def accept(self, port: int) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", port))
                with self.lock:
                    self.open |= {near, far}
                threading.Thread(target=self.carry, args=(near, far, True), daemon=True).start()
                threading.Thread(target=self.carry, args=(far, near, False), daemon=True).start()

    def carry(self, source: socket.socket, target: socket.socket, is_counted: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(4096):
                if is_counted:
                    with self.lock:
                        chunk, self.left = chunk[: self.left], self.left - len(chunk)
                target.sendall(chunk)
                if self.left <= 0:
                    self.cut()
                    return
            target.shutdown(socket.SHUT_WR)

    def cut(self) -> None:
        with self.lock:
            for connection in self.open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                connection.close()
            self.open.clear()

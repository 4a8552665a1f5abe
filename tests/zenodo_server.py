"""Zenodo's deposit API on this machine, as developers.zenodo.org describes it: accounts, states, errors.

Documented and kept here: 401 without a valid token; 403 without the scope, or for a file of what is published; 404;
409 for an action that the state does not allow; 415 for a body that is not JSON; 400 with `errors` for publishing
without files or required metadata; `newversion` answers with the record it follows, copies metadata and files, and
gives the same draft again while there is one; lists in pages, and only the last versions unless all are asked for.
A test can have any question answered with an error (`fail`), or its connection dropped before or after it is done.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "planted-token-that-nobody-may-read"  # noqa: S105 - the one that the tests look for in every output
REQUIRED = ("title", "creators", "description", "upload_type")


@dataclass
class Account:
    """What the owner of the token has, what was asked, and what is to go wrong next."""

    depositions: dict[int, dict[str, Any]] = field(default_factory=dict)
    scopes: set[str] = field(default_factory=lambda: {"deposit:write", "deposit:actions"})
    asked: list[str] = field(default_factory=list)
    faults: list[tuple[str, object]] = field(default_factory=list)
    corrupts: bool = False
    url: str = ""

    def fail(self, question: str, *answers: object) -> None:
        """The next questions that hold these words get an HTTP status, or `cut` (half of the body) or `lost` (done)."""
        self.faults += [(question, answer) for answer in answers]

    def make(self, concept: int | None = None, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
        number = 1000 + len(self.depositions) * 10
        at = f"{self.url}/deposit/depositions/{number}"
        made = {
            "id": number,
            "conceptrecid": str(concept or number - 1),
            "submitted": False,
            "state": "unsubmitted",
            "metadata": dict(metadata or {}) | {"prereserve_doi": {"doi": f"10.5072/zenodo.{number}", "recid": number}},
            "files": [],
            "links": {
                "self": at,
                "bucket": f"{self.url}/files/bucket-{number}",
                "html": f"https://zenodo.example/deposit/{number}",
                "latest_draft": at,
            },
        }
        self.depositions[number] = made
        return made


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    def __init__(self, status: int, message: str, *errors: dict[str, str]) -> None:
        super().__init__(message)
        self.status = status
        self.answer = {"status": status, "message": message} | ({"errors": list(errors)} if errors else {})


class Handler(BaseHTTPRequestHandler):
    account: Account
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Requests are kept in `asked`."""

    def handle_one(self) -> None:
        question = f"{self.command} {self.path}"
        self.account.asked.append(question)
        fault = next((one for one in self.account.faults if one[0] in question), None)
        if fault:
            self.account.faults.remove(fault)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length // 2 if fault and fault[1] == "cut" else length)
        if fault and fault[1] == "cut":
            self.drop()
            return
        try:
            if fault and isinstance(fault[1], int):
                raise Refused(fault[1], "as the test wants it")
            status, answer = self.answer(body)
        except Refused as refused:
            status, answer = refused.status, refused.answer
        if fault and fault[1] == "lost":
            self.drop()
            return
        self.reply(status, answer)

    do_GET = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815 - the names are http.server's

    def drop(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def reply(self, status: int, answer: object) -> None:
        content = b"" if status == 204 else json.dumps(answer).encode()
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def answer(self, body: bytes) -> tuple[int, object]:
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refused(401, "The server could not verify that you are authorized to access the URL requested.")
        parts = urlsplit(self.path)
        match self.command, [unquote(part) for part in parts.path.strip("/").split("/")[1:]]:
            case "GET", ["deposit", "depositions"]:
                return 200, self.listed(parse_qs(parts.query))
            case "POST", ["deposit", "depositions"]:
                return 201, self.account.make(metadata=self.json(body).get("metadata"))
            case "GET", ["deposit", "depositions", number]:
                return 200, self.found(number)
            case "PUT", ["deposit", "depositions", number]:
                return 200, self.described(self.found(number), self.json(body)["metadata"])
            case "PUT", ["files", bucket, name]:
                return 201, self.stored(self.draft(bucket.removeprefix("bucket-")), name, body)
            case "DELETE", ["deposit", "depositions", number, "files", file_id]:
                return 204, self.removed(self.draft(number), file_id)
            case "POST", ["deposit", "depositions", number, "actions", action]:
                return self.act(self.found(number), action)
        raise Refused(404, "The requested URL was not found on the server.")

    def json(self, body: bytes) -> dict[str, Any]:
        if self.headers.get("Content-Type") != "application/json":
            raise Refused(415, "Unsupported media type")
        return json.loads(body)

    def listed(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        found = list(self.account.depositions.values())
        if query.get("all_versions") != ["true"]:
            found = list({one["conceptrecid"]: one for one in found}.values())
        size, page = int(query.get("size", ["10"])[0]), int(query.get("page", ["1"])[0])
        return found[size * (page - 1) : size * page]

    def found(self, number: str) -> dict[str, Any]:
        try:
            return self.account.depositions[int(number)]
        except (KeyError, ValueError):
            raise Refused(404, "PID does not exist.") from None

    def draft(self, number: str) -> dict[str, Any]:
        found = self.found(number)
        if found["submitted"]:
            raise Refused(403, "Files of a published deposition cannot be changed.")
        return found

    def described(self, draft: dict[str, Any], metadata: dict[str, Any]) -> dict[str, Any]:
        draft["metadata"] = metadata | {"prereserve_doi": draft["metadata"]["prereserve_doi"]}
        draft["title"] = metadata.get("title", "")
        return draft

    def stored(self, draft: dict[str, Any], name: str, body: bytes) -> dict[str, Any]:
        kept = body[:-1] if self.account.corrupts else body
        digest = hashlib.md5(kept).hexdigest()  # noqa: S324 - Zenodo's checksum
        draft["files"] = [one for one in draft["files"] if one["filename"] != name]
        draft["files"].append(
            {"id": f"file-{len(self.account.asked)}", "filename": name, "filesize": len(kept), "checksum": digest}
        )
        return {"key": name, "size": len(kept), "checksum": f"md5:{digest}"}

    def removed(self, draft: dict[str, Any], file_id: str) -> None:
        if file_id not in [one["id"] for one in draft["files"]]:
            raise Refused(404, "Deposition file does not exist.")
        draft["files"] = [one for one in draft["files"] if one["id"] != file_id]

    def act(self, found: dict[str, Any], action: str) -> tuple[int, object]:
        if "deposit:actions" not in self.account.scopes:
            raise Refused(403, "Missing scope deposit:actions")
        if action == "publish":
            return 202, self.published(found)
        if action == "newversion":
            return 201, self.succeeded(found)
        raise Refused(404, "The requested URL was not found on the server.")

    def published(self, draft: dict[str, Any]) -> dict[str, Any]:
        if draft["submitted"]:
            raise Refused(409, "The deposition is published already.")
        missing = [name for name in REQUIRED if not draft["metadata"].get(name)]
        if missing or not draft["files"]:
            fields = missing or ["files"]
            raise Refused(400, "Validation error", *({"field": name, "message": "Required."} for name in fields))
        return draft_done(draft)

    def succeeded(self, record: dict[str, Any]) -> dict[str, Any]:
        same = [one for one in self.account.depositions.values() if one["conceptrecid"] == record["conceptrecid"]]
        if not record["submitted"] or any(one["submitted"] and one["id"] > record["id"] for one in same):
            raise Refused(409, "Only of the latest published version there can be a new one.")
        draft = next((one for one in same if not one["submitted"]), None)
        if draft is None:
            draft = self.account.make(int(record["conceptrecid"]), record["metadata"])
            draft["title"] = record["title"]
            draft["files"] = [dict(one, id=f"copy-{one['id']}") for one in record["files"]]
        return record | {"links": record["links"] | {"latest_draft": draft["links"]["self"]}}


def draft_done(draft: dict[str, Any]) -> dict[str, Any]:
    number = draft["id"]
    draft |= {"submitted": True, "state": "done", "doi": f"10.5072/zenodo.{number}", "record_id": number}
    draft["links"]["html"] = f"https://zenodo.example/records/{number}"
    return draft


@contextlib.contextmanager
def account() -> Iterator[Account]:
    """A server with an account that has nothing yet."""
    made = Account()
    handler = type("AccountHandler", (Handler,), {"account": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    made.url = f"http://127.0.0.1:{server.server_port}/api"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

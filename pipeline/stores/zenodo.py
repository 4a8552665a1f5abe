"""Zenodo's deposit API, as developers.zenodo.org describes it: questions, answers, and what its errors ask for.

    GET    /deposit/depositions                           what the owner of the token has there, drafts and published
    POST   /deposit/depositions                           a new draft
    PUT    /deposit/depositions/<id>                      its metadata
    PUT    <links.bucket>/<filename>                      a file; the deposition then has the MD5 of what arrived
    DELETE /deposit/depositions/<id>/files/<file_id>      a file of a draft
    POST   /deposit/depositions/<id>/actions/newversion   a draft of the next version; `links.latest_draft` names it
    POST   /deposit/depositions/<id>/actions/publish      it is public, has a DOI, and can never be taken back

The token goes in the Authorization header, to the server that was named and over https, and into no message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3 import Retry

from pipeline.model import StoreError
from pipeline.stores.deposition import Deposition, link, read_deposition

PUBLIC = "https://zenodo.org/api"
SANDBOX = "https://sandbox.zenodo.org/api"
PAGE = 100
SECONDS = (10, 300)  # to connect; until the next byte of an answer
BUSY = (429, 500, 502, 503, 504)
REMEDIES = {
    400: "finds something wrong",
    401: "does not know the token; make one at Zenodo under Applications, and set ZENODO_TOKEN. "
    "The sandbox has accounts and tokens of its own",
    403: "does not allow it; the token needs the scopes deposit:write and deposit:actions, and must be the owner's",
    404: "does not know it; was the draft discarded? Give the same command again",
    409: "is at work on it, or it is in another state; wait a minute and give the same command again",
    429: "asks for fewer requests; wait some minutes and give the same command again",
}
AGAIN = "give the same command again: it goes on from the draft that is there"


class Bearer(AuthBase):
    """The token as a header; requests then takes none from ~/.netrc instead."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


@dataclass(frozen=True, slots=True)
class Zenodo:
    """The account that a token belongs to, at `url`. `wait` is the factor of the pauses between attempts."""

    url: str
    token: str = field(repr=False)
    wait: float = 1.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
            raise StoreError(self.url, "a token is sent over https only")
        if not re.fullmatch("[!-~]+", self.token):
            raise StoreError(
                "ZENODO_TOKEN", "is missing or no token; make one at Zenodo under Applications, and set it"
            )

    def depositions(self) -> Iterator[Deposition]:
        """Everything of the account, all versions of it."""
        for page in range(1, 10_000):
            query = f"all_versions=true&size={PAGE}&page={page}"
            answer = self.ask("GET", f"{self.url}/deposit/depositions?{query}")
            if not isinstance(answer, list):
                raise StoreError(self.url, "gives no list of deposits; is it the address of Zenodo's API?")
            yield from (read_deposition(one, self.url) for one in answer)
            if len(answer) < PAGE:
                return

    def deposition(self, url: str) -> Deposition:
        return read_deposition(self.ask("GET", url), url)

    def create(self, metadata: Mapping[str, object]) -> Deposition:
        """A new draft, with its metadata from the first moment on, so that it is found again."""
        url = f"{self.url}/deposit/depositions"
        return read_deposition(self.ask("POST", url, json={"metadata": metadata}), url)

    def describe(self, draft: Deposition, metadata: Mapping[str, object]) -> None:
        self.ask("PUT", self.at(draft), json={"metadata": metadata})

    def send(self, draft: Deposition, path: Path) -> None:
        """Sends a file, of any size, in place of one of its name."""
        with path.open("rb") as stream:
            self.ask("PUT", f"{link(draft, 'bucket')}/{quote(path.name)}", data=stream)

    def remove(self, draft: Deposition, name: str) -> None:
        self.ask("DELETE", f"{self.at(draft)}/files/{draft.files[name][1]}")

    def new_version(self, published: Deposition) -> Deposition:
        """A draft of the next version. The answer is the record it follows; its link leads to the draft."""
        url = f"{self.at(published)}/actions/newversion"
        return self.deposition(link(read_deposition(self.ask("POST", url), url), "latest_draft"))

    def publish(self, draft: Deposition) -> Deposition:
        url = f"{self.at(draft)}/actions/publish"
        return read_deposition(self.ask("POST", url), url)

    def at(self, deposition: Deposition) -> str:
        return f"{self.url}/deposit/depositions/{deposition.id}"

    def ask(self, method: str, url: str, **body: Any) -> object:
        """The JSON of an answer, None where it has none. Raises StoreError."""
        if urlsplit(url)[:2] != urlsplit(self.url)[:2]:
            raise StoreError(self.url, f"leads to another server, {urlsplit(url).netloc}, which is not given the token")
        try:
            with requests.Session() as session:
                session.mount(self.url, HTTPAdapter(max_retries=self.attempts(method)))
                auth = Bearer(self.token)
                answer = session.request(method, url, auth=auth, timeout=SECONDS, allow_redirects=False, **body)
        except requests.Timeout as error:
            raise StoreError(self.url, f"does not answer; {AGAIN}") from error
        except requests.RequestException as error:
            raise StoreError(self.url, f"cannot be reached, or the connection broke; {AGAIN}") from error
        if answer.status_code >= 300:
            raise StoreError(self.url, self.refusal(answer))
        return parse_json(answer) if answer.content else None

    def attempts(self, method: str) -> Retry:
        """How often a question is put again. One that makes or publishes something: only where nothing was done."""
        if method == "POST":
            return Retry(connect=4, read=0, other=0, status=4, status_forcelist=[429], **self.pauses())
        return Retry(total=4, status_forcelist=BUSY, **self.pauses())

    def pauses(self) -> dict[str, Any]:
        return {"allowed_methods": None, "backoff_factor": self.wait, "retry_after_max": 120, "raise_on_status": False}

    def refusal(self, answer: requests.Response) -> str:
        """What an answer that is an error asks for, with Zenodo's own words on it."""
        status = answer.status_code
        remedy = REMEDIES.get(status, f"has a fault of its own ({AGAIN})" if status >= 500 else "refuses")
        words = "; ".join(error_words(parse_json(answer))).replace(self.token, "***")
        return f"{remedy} [{status}{f': {words}' if words else ''}]"


def parse_json(answer: requests.Response) -> object:
    """The content of an answer; None where it is no JSON."""
    try:
        return answer.json()
    except ValueError:
        return None


def error_words(answer: object) -> Iterator[str]:
    """`message`, and of each of `errors` the field and its messages (developers.zenodo.org, Errors)."""
    if not isinstance(answer, dict):
        return
    if answer.get("message"):
        yield str(answer["message"])
    for error in answer.get("errors") or ():
        if isinstance(error, dict):
            said = error.get("messages") or [error.get("message", "")]
            yield f"{error.get('field', 'error')}: {', '.join(map(str, said))}"

"""Templates become the page: every value escaped, style and script inlined, and nothing else allowed to load or run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from pathlib import Path
from urllib.parse import quote, urlsplit

from jinja2 import Environment
from markupsafe import Markup

from pipeline.templates import templates_in

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("page.js", "reports.js", "codebook.js", "map.js", "overview.js", "tables.js")
# Characters that no reader sees: controls, and those that turn the direction of what follows. A text that holds one
# shows it as a picture, so that "145" cannot be made to read "541".
PICTURES = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"} | {
    0x7F: "\u2421",
    **{
        ord(control): f"⟦{name}⟧"
        for control, name in zip(
            "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
            ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"),
            strict=True,
        )
    },
}
LONE_SURROGATES = "[\ud800-\udfff]"  # cannot be written as UTF-8


def templates() -> Environment:
    """Templates that escape every value."""
    filters = {"anchor": anchor, "web": web_address, "path": path_address, "number": "{:,}".format}
    return templates_in(TEMPLATES, filters, autoescape=True, finalize=visible)


def part(environment: Environment, template: str, **values: object) -> Markup:
    """A part of the page, escaped already."""
    return Markup(environment.get_template(template).render(**values))  # noqa: S704  # the template has escaped it


def whole_page(environment: Environment, **values: object) -> bytes:
    """The page as UTF-8, with the policy that fits its style and its script."""
    style, script = inlined("page.css"), Markup("").join(map(inlined, SCRIPTS))
    rendered = part(environment, "page.html.j2", **values, style=style, script=script, policy=policy(style, script))
    return rendered.encode("utf-8")


def packed(text: str) -> str:
    """A text compressed, as letters: the page's script unpacks it (raw DEFLATE, base64)."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(squeezer.compress(text.encode("utf-8")) + squeezer.flush()).decode("ascii")


def embedded(value: object) -> Markup:
    """A value as JSON that cannot end the element it stands in."""
    told = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(told.replace("<", "\\u003c"))  # noqa: S704  # no tag can begin without that character


def visible(value: object) -> object:
    """A text with its unseen characters as pictures, and half of a surrogate pair as the sign for what is no character.

    Markup is the templates' own and has been through here already.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return re.sub(LONE_SURROGATES, "\ufffd", value.translate(PICTURES))


def inlined(name: str) -> Markup:
    """A file of ours as it stands between its tags."""
    content = (TEMPLATES / name).read_text(encoding="utf-8")
    assert "</" not in content, f"{name} would end its own tag"
    return Markup(content)  # noqa: S704  # a file of this folder, no text of a report


def policy(style: str, script: str) -> str:
    """The Content-Security-Policy: this style, this script, and nothing from anywhere.

    Source: https://www.w3.org/TR/CSP3/#framework-directive-source-list, hash-source.
    """
    return (
        f"default-src 'none'; style-src {hash_source(style)}; script-src {hash_source(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def hash_source(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}'"


def anchor(row_id: str) -> str:
    """The link to an element of the page by its id."""
    return f"#{quote(visible_text(row_id), safe='')}"


def visible_text(words: str) -> str:
    return str(visible(words))


def web_address(url: str) -> str | None:
    """A URL that a link may lead to: http or https, no `javascript:` and no file of the reader's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def path_address(path: str) -> str:
    """A file beside the page as a link: it is never taken for a scheme or another host."""
    return quote(visible_text(path), safe="/.")

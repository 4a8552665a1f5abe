"""Templates of one folder, as every stage that writes pages reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import jinja2


def templates_in(
    folder: Path,
    filters: Mapping[str, Callable[..., object]],
    autoescape: bool | Callable[[str | None], bool],
    finalize: Callable[[object], object] | None = None,
) -> jinja2.Environment:
    """The templates, with what they may call by name; `finalize` is given every value before it is written.

    A name that a template uses and nobody gives is an error, not an empty place.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=autoescape,  # noqa: S701  # each stage says it: HTML is escaped, Markdown is not HTML
        finalize=finalize,
    )
    environment.filters |= filters
    return environment

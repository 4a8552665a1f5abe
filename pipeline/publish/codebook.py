"""The codebook, as Markdown and as a page that needs no network: every table, column and code, from the contract alone.

Names that the same things have in public codebooks stand beside ours; `templates/codebooks.yml` says which editions
those names are from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from pipeline.contract import CodeList, Constraints, Contract
from pipeline.model import PublishError
from pipeline.publish.documents import TEMPLATES, render
from pipeline.publish.metadata import Metadata
from pipeline.strict_yaml import LocatedDict, LocatedList, load

CODEBOOKS = TEMPLATES / "codebooks.yml"


@dataclass(frozen=True, slots=True)
class Codebook:
    """A public codebook that names are taken from, and the edition that was read."""

    id: str
    title: str
    edition: str
    path: str


@dataclass(frozen=True, slots=True)
class Crosswalks:
    """Codebooks by id, and the title of each further column of a code list."""

    codebooks: Mapping[str, Codebook]
    titles: Mapping[str, str]


def codebook_markdown(metadata: Metadata, contract: Contract) -> bytes:
    return _rendered("CODEBOOK.md.j2", metadata, contract)


def codebook_page(metadata: Metadata, contract: Contract) -> bytes:
    return _rendered("codebook.html.j2", metadata, contract)


def _rendered(template: str, metadata: Metadata, contract: Contract) -> bytes:
    crosswalks = read_crosswalks()
    _check_columns_have_titles(contract, crosswalks)
    return render(
        template,
        metadata=metadata,
        contract=contract,
        codebooks=crosswalks.codebooks,
        titles=crosswalks.titles,
        rules_of=rules_of,
        users_of=lambda codes: users_of(codes, contract),
    )


def read_crosswalks() -> Crosswalks:
    """What codebooks.yml has. Raises PublishError, naming file and line, where it breaks its own form."""
    given = load(CODEBOOKS.read_text(encoding="utf-8"), str(CODEBOOKS), PublishError)
    if not isinstance(given, LocatedDict) or set(given) != {"codebooks", "columns"}:
        raise PublishError(f"{CODEBOOKS}:1", "must be a mapping with the keys codebooks and columns")
    books, columns = given["codebooks"], given["columns"]
    if not isinstance(books, LocatedList) or not isinstance(columns, LocatedDict):
        raise PublishError(f"{CODEBOOKS}:1", "codebooks must be a list, and columns a mapping of names to titles")
    read = [_codebook(book, line) for book, line in zip(books, books.lines, strict=True)]
    return Crosswalks({book.id: book for book in read}, {name: str(title) for name, title in columns.items()})


def _codebook(book: object, line: int) -> Codebook:
    keys = [field.name for field in fields(Codebook)]
    if not isinstance(book, LocatedDict) or list(book) != keys:
        raise PublishError(f"{CODEBOOKS}:{line}", f"a codebook has the keys {', '.join(keys)}")
    return Codebook(**{key: str(value) for key, value in book.items()})


def _check_columns_have_titles(contract: Contract, crosswalks: Crosswalks) -> None:
    for codes in contract.codes.values():
        for column in codes.codes[0].crosswalk:
            if column not in crosswalks.titles:
                raise PublishError(
                    str(CODEBOOKS), f"no title for {column} of codes/{codes.name}.csv; add it to columns"
                )


def rules_of(constraints: Constraints) -> tuple[str, ...]:
    """What every cell of a column must keep, in words; its pattern aside, which is no words."""
    told = (
        ("never empty", constraints.required),
        ("no value twice", constraints.unique),
        (f"{_plain(constraints.minimum)} or more", constraints.minimum is not None),
        (f"{_plain(constraints.maximum)} or less", constraints.maximum is not None),
        (f"{constraints.min_length} characters or more", constraints.min_length is not None),
        (f"{constraints.max_length} characters or fewer", constraints.max_length is not None),
    )
    return tuple(words for words, holds in told if holds)


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def users_of(codes: CodeList, contract: Contract) -> tuple[tuple[str, str], ...]:
    """The columns that hold codes of this list, each as table and column."""
    return tuple(
        (table.name, field.name)
        for table in contract.schemas.values()
        for field in table.fields
        if field.codes is not None and field.codes.name == codes.name
    )

"""What the contract is made of: code lists, table schemas, expectation suites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

FieldType = Literal["string", "integer", "number", "boolean", "date"]
Severity = Literal["error", "warning"]
JsonObject = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Code:
    """One value of an enumeration. `crosswalk` holds the further columns of its list: names in other codebooks."""

    code: str
    label: str
    description: str
    example: str
    crosswalk: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CodeList:
    """An enumeration, in codebook order."""

    name: str
    codes: tuple[Code, ...]

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(code.code for code in self.codes)


@dataclass(frozen=True, slots=True)
class Constraints:
    """What every value of a field must keep. `pattern` must match the whole value."""

    required: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `example` is written as in the CSV; `codes` is None unless the column is an enumeration."""

    name: str
    title: str
    type: FieldType
    description: str
    example: str
    constraints: Constraints
    codes: CodeList | None
    mappings: Mapping[str, str]
    source: JsonObject  # the field as its file has it

    def descriptor(self) -> dict[str, object]:
        """The field as published: its file's keys, the code list written out as enum and categories."""
        published = dict(self.source)
        if self.codes is None:
            return published
        published["constraints"] = {**cast(JsonObject, self.source["constraints"]), "enum": list(self.codes.values)}
        published["categories"] = [
            {"value": code.code, "label": code.label, "description": code.description} for code in self.codes.codes
        ]
        return published


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`fields` of this table name a row of `table` by its `references`."""

    fields: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table. `primary_key` is empty where a part of the key may be null; then `unique_key` tells rows apart."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    unique_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    source: JsonObject  # the table as its file has it

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell rows apart, and by which the table is sorted."""
        return self.primary_key or self.unique_key

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The field of this name; KeyError where the table has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def descriptor(self) -> dict[str, object]:
        """The Table Schema to publish, ready for JSON; name and title of the table go to the resource."""
        published: dict[str, object] = {"fields": [field.descriptor() for field in self.fields]}
        for key in ("primaryKey", "uniqueKeys", "foreignKeys", "missingValues"):
            if key in self.source:
                published[key] = self.source[key]
        return published


@dataclass(frozen=True, slots=True)
class Expectation:
    """One line of a suite. `meaning` says it in words."""

    type: str
    kwargs: Mapping[str, object]
    severity: Severity
    meaning: str


@dataclass(frozen=True, slots=True)
class Suite:
    """What must be true of one table as a whole. `where` is its file."""

    table: str
    expectations: tuple[Expectation, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Contract:
    """All promises. `digest` is the SHA-256 of the files, by name and content, in sorted order."""

    schemas: Mapping[str, TableSchema]
    codes: Mapping[str, CodeList]
    expectations: Mapping[str, Suite]
    digest: str

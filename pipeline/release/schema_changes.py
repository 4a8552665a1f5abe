"""Descriptor against descriptor: what changed in the contract with readers, and the level of version that demands.

The levels are those of the Data Package recipe for versions (datapackage.org, recipes, data package version):

MAJOR   a field renamed, added, removed or moved; another type or key; a constraint that allows less; a file gone, or of
        another format
MINOR   a new table or file; a constraint that allows more, a new code for one
PATCH   titles, descriptions, examples and the rest of what only describes

A description that changes what a column means is MAJOR, and no program can see it: the one who releases has to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pipeline.release.packages import PackageRead, resources

Level = Literal["none", "patch", "minor", "major"]
LEVELS: tuple[Level, ...] = get_args(Level)

# What two constraints of a kind say of each other: whether the new one allows less.
LOWER, UPPER = (
    frozenset({"minimum", "minLength", "exclusiveMinimum"}),
    frozenset({"maximum", "maxLength", "exclusiveMaximum"}),
)
FLAGS = frozenset({"required", "unique"})
TYPING = ("type", "format", "missingValues", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber")
PACKAGE = "package"  # where a change of what the package says of itself is
# What a reader has to know to open a file.
OPENING = ("format", "encoding", "dialect", "compression")
# What is different in every file, and compared as tables; schemas are compared by themselves.
MEASURED = frozenset({"bytes", "hash", "schema"})
# What of a package is its own count of things, and no change of anybody's contract.
COUNTED = frozenset({"version", "created", "resources", "attested"})


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One change: the level it demands, the table or `table.column` it is in, and what it is, as a sentence."""

    level: Level
    where: str
    what: str


def highest(levels: Sequence[Level]) -> Level:
    """The highest of levels, `none` where there are none."""
    return max(levels, key=LEVELS.index, default="none")


def find_schema_changes(old: PackageRead, new: PackageRead) -> tuple[SchemaChange, ...]:
    """All changes of the descriptor but for its version, its date and the hashes of its files."""
    before, after = named(old.descriptor), named(new.descriptor)
    changes = [
        SchemaChange("major", name, f"the {noun(before[name])} is gone") for name in before.keys() - after.keys()
    ]
    changes += [SchemaChange("minor", name, f"a new {noun(after[name])}") for name in after.keys() - before.keys()]
    for name in before.keys() & after.keys():
        changes += compare_resources(name, before[name], after[name])
    changes += compare_properties(old.descriptor, new.descriptor)
    return tuple(sorted(changes, key=lambda change: (-LEVELS.index(change.level), change.where, change.what)))


def named(descriptor: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    return {str(resource.get("name")): resource for resource in resources(descriptor)}


def noun(resource: Mapping[str, object]) -> str:
    return "table" if isinstance(resource.get("schema"), dict) else "file"


def compare_resources(name: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[SchemaChange]:
    """How a file is opened, what it is called, and the schema of its table."""
    for key in sorted((old.keys() | new.keys()) - MEASURED):
        if old.get(key) != new.get(key):
            yield SchemaChange("major" if key in OPENING else "patch", name, f"another {key}")
    before, after = old.get("schema"), new.get("schema")
    if isinstance(before, dict) and isinstance(after, dict):
        yield from compare_schemas(name, before, after)
    elif before != after:
        yield SchemaChange("major", name, "has a schema now" if before is None else "the schema is gone")


def compare_properties(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[SchemaChange]:
    """What the package says of itself: another name is another package, all else describes."""
    for key in sorted((old.keys() | new.keys()) - COUNTED):
        if old.get(key) != new.get(key):
            yield SchemaChange("major" if key == "name" else "patch", PACKAGE, f"another {key}")


def compare_schemas(name: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[SchemaChange]:
    before, after = fields_of(old), fields_of(new)
    gone, added = before.keys() - after.keys(), after.keys() - before.keys()
    for column in sorted(gone):
        yield SchemaChange("major", f"{name}.{column}", "the column is gone, or has another name")
    for column in sorted(added):
        yield SchemaChange("major", f"{name}.{column}", "a new column")
    kept = [column for column in before if column in after]
    if kept != [column for column in after if column in before]:
        yield SchemaChange("major", name, "the columns stand in another order")
    for column in kept:
        yield from compare_fields(f"{name}.{column}", before[column], after[column])
    if old.get("primaryKey") != new.get("primaryKey"):
        yield SchemaChange("major", name, "another primary key")
    yield from compare_keys(name, "foreign key", old.get("foreignKeys"), new.get("foreignKeys"))
    yield from compare_keys(name, "unique key", old.get("uniqueKeys"), new.get("uniqueKeys"))
    for key in TYPING:
        if old.get(key) != new.get(key):
            yield SchemaChange("major", name, f"another {key}")


def fields_of(schema: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    listed = schema.get("fields")
    return (
        {str(field["name"]): field for field in listed if isinstance(field, dict)} if isinstance(listed, list) else {}
    )


def compare_keys(name: str, kind: str, old: object, new: object) -> Iterator[SchemaChange]:
    """A key is a constraint on rows: one more allows less, one fewer allows more."""
    before = {json.dumps(key, sort_keys=True) for key in old} if isinstance(old, list) else set()
    after = {json.dumps(key, sort_keys=True) for key in new} if isinstance(new, list) else set()
    if after - before:
        yield SchemaChange("major", name, f"a {kind} that was not there, or another one")
    elif before - after:
        yield SchemaChange("minor", name, f"a {kind} is gone")


def compare_fields(where: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[SchemaChange]:
    for key in TYPING:
        if old.get(key) != new.get(key):
            yield SchemaChange("major", where, f"{key} was {old.get(key)}, is {new.get(key)}")
    before, after = constraints(old), constraints(new)
    for kind in sorted(before.keys() | after.keys()):
        if before.get(kind) != after.get(kind):
            yield compare_constraints(where, kind, before.get(kind), after.get(kind))
    typed = {*TYPING, "constraints", "name"}
    told = [key for key in sorted((old.keys() | new.keys()) - typed) if old.get(key) != new.get(key)]
    if told:
        yield SchemaChange("patch", where, f"another {' and '.join(told)}")


def constraints(field: Mapping[str, object]) -> Mapping[str, object]:
    found = field.get("constraints")
    return found if isinstance(found, dict) else {}


def compare_constraints(where: str, kind: str, old: object, new: object) -> SchemaChange:
    """Whether a constraint allows less than before (MAJOR) or more (MINOR); one that nobody can order allows less."""
    if kind == "enum" and isinstance(old, list) and isinstance(new, list):
        gone, added = [code for code in old if code not in new], [code for code in new if code not in old]
        if gone:
            return SchemaChange("major", where, f"codes that are gone: {', '.join(map(str, gone))}")
        if added and [code for code in new if code in old] == old:
            return SchemaChange("minor", where, f"new codes: {', '.join(map(str, added))}")
        return SchemaChange("major", where, "the codes stand in another order")  # factor levels in R
    if kind in FLAGS:
        return SchemaChange("major" if new else "minor", where, f"is {'now' if new else 'no longer'} {kind}")
    if new is None:
        return SchemaChange("minor", where, f"{kind} is no longer bounded")
    is_ordered = isinstance(old, int | float) and isinstance(new, int | float)
    if is_ordered and (kind in LOWER or kind in UPPER):
        is_looser = (new < old) == (kind in LOWER)  # type: ignore[operator]  # both are numbers
        return SchemaChange("minor" if is_looser else "major", where, f"{kind} was {old}, is {new}")
    return SchemaChange("major", where, f"{kind} was {old}, is {new}")

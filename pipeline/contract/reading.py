"""The files of `schemas/` are read strictly: the first that breaks its form is a ContractError with file and place.

The form of the JSON files is itself data, `schemas/contract.schema.json`.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

import jsonschema

from pipeline.contract.promises import (
    Code,
    CodeList,
    Constraints,
    Contract,
    Expectation,
    Field,
    FieldType,
    ForeignKey,
    JsonObject,
    Severity,
    Suite,
    TableSchema,
)
from pipeline.model import ROW_TYPES, ContractError

CODE_COLUMNS = ("code", "label", "description", "example")
EATEN_CODES = frozenset({"na", "none", "null", "nan", "nil"})  # pandas and R read these as missing
MAPPING_KEYS = ("rdfType", "acled", "muc4", "ucdp")  # where a public vocabulary has the same thing
SIDE_FILES = frozenset({"contract.schema.json", "lexicon.schema.json"})  # live in the folder, promise a reader nothing


def read_contract(folder: Path) -> Contract:
    """The contract in `folder`; ContractError for a missing, unreadable or unknown file, key, code list or column."""
    _check_files_are_known(folder)
    forms = _read_json(folder / "contract.schema.json")
    codes = {path.stem: _read_codes(path) for path in sorted(folder.glob("codes/*.csv"))}
    schemas = {name: _read_schema(folder / f"{name}.schema.json", name, codes, forms) for name in ROW_TYPES}
    for schema in schemas.values():
        _check_foreign_keys_lead_to_keys(folder / f"{schema.name}.schema.json", schema, schemas)
    suites = {name: _read_suite(folder / "expectations" / f"{name}.json", schemas[name], forms) for name in ROW_TYPES}
    return Contract(schemas, codes, suites, _digest(folder))


def _files(folder: Path) -> list[Path]:
    found = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return sorted(path for path in found if path.relative_to(folder).as_posix() not in SIDE_FILES)


def _check_files_are_known(folder: Path) -> None:
    """A file that nothing reads would be a promise that nobody keeps."""
    known = {f"{name}.schema.json" for name in ROW_TYPES} | {f"expectations/{name}.json" for name in ROW_TYPES}
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if name not in known and not re.fullmatch(r"codes/[a-z_]+\.csv", name):
            raise ContractError(
                str(path), "no table or code list has this file; remove it or add its table to the model"
            )


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


# ------------------------------------------------------------------------------------------------ reading a file


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContractError(str(path), "the file is missing") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ContractError(str(path), f"cannot be read: {error}") from error


def _read_json(path: Path) -> JsonObject:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ContractError(str(path), f"a key stands twice in one object: {', '.join(sorted(repeated))}")
        return dict(pairs)

    try:
        return cast(JsonObject, json.loads(_read_text(path), object_pairs_hook=once))
    except json.JSONDecodeError as error:
        raise ContractError(f"{path}:{error.lineno}", f"not JSON: {error.msg}") from error


def _read_form(path: Path, form: str, forms: JsonObject) -> JsonObject:
    """The file as JSON, held against the form of contract.schema.json it must have."""
    source = _read_json(path)
    validator = jsonschema.Draft202012Validator(
        {"$defs": forms["$defs"], "$ref": f"#/$defs/{form}"}, format_checker=jsonschema.FormatChecker()
    )
    for error in sorted(validator.iter_errors(source), key=lambda error: error.json_path):
        raise ContractError(str(path), f"{error.json_path}: {error.message}")
    if source["name"] != path.name.split(".")[0]:
        raise ContractError(str(path), f"the name is {source['name']!r}; it must be that of the file")
    return source


def _check_names_are_known(path: Path, what: str, names: Iterable[str], known: Sequence[str]) -> None:
    if unknown := [name for name in names if name not in known]:
        raise ContractError(str(path), f"{what} names {', '.join(unknown)}; known: {', '.join(known)}")


# ------------------------------------------------------------------------------------------------ code lists


def _read_codes(path: Path) -> CodeList:
    reader = csv.DictReader(_read_text(path).splitlines(), restkey="", restval="", strict=True)
    columns = tuple(reader.fieldnames or ())
    if columns[:4] != CODE_COLUMNS or len(set(columns)) != len(columns):
        raise ContractError(f"{path}:1", f"the columns must begin with {','.join(CODE_COLUMNS)} and each stand once")
    codes: dict[str, Code] = {}
    try:
        for row in reader:
            code = _code(f"{path}:{reader.line_num}", row, columns)
            if code.code in codes:
                raise ContractError(f"{path}:{reader.line_num}", f"the code {code.code} stands twice")
            codes[code.code] = code
    except csv.Error as error:
        raise ContractError(f"{path}:{reader.line_num}", f"not CSV: {error}") from error
    if not codes:
        raise ContractError(str(path), "the list has no codes")
    return CodeList(path.stem, tuple(codes.values()))


def _code(where: str, row: Mapping[str, str], columns: tuple[str, ...]) -> Code:
    if len(row) != len(columns):
        raise ContractError(where, f"the line has more than {len(columns)} cells; put text with a comma in quotes")
    if empty := [name for name in CODE_COLUMNS if not row[name].strip()]:
        raise ContractError(where, f"{', '.join(empty)} must not be empty")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", row["code"]) or row["code"] in EATEN_CODES:
        raise ContractError(
            where, f"{row['code']!r} cannot be a code: small letters, digits and _, and no word for missing"
        )
    crosswalk = {name: row[name] for name in columns[4:]}
    return Code(row["code"], row["label"], row["description"], row["example"], crosswalk)


# ------------------------------------------------------------------------------------------------ schemas and suites


def _read_schema(path: Path, name: str, codes: Mapping[str, CodeList], forms: JsonObject) -> TableSchema:
    source = _read_form(path, "table", forms)
    fields = tuple(_field(path, field, codes) for field in cast(list[JsonObject], source["fields"]))
    columns = [field.name for field in fields]
    if len(set(columns)) != len(columns):
        raise ContractError(str(path), "a field stands twice")
    primary = cast(list[str], source.get("primaryKey", []))
    unique = cast(list[list[str]], source.get("uniqueKeys", [[]]))[0]
    keys = tuple(_foreign_key(name, key) for key in cast(list[JsonObject], source.get("foreignKeys", [])))
    _check_names_are_known(path, "a key", [*primary, *unique, *(name for key in keys for name in key.fields)], columns)
    title, description = str(source["title"]), str(source["description"])
    return TableSchema(name, title, description, fields, tuple(primary), tuple(unique), keys, source)


def _field(path: Path, source: JsonObject, codes: Mapping[str, CodeList]) -> Field:
    name = str(source["name"])
    if "codes" in source:
        _check_names_are_known(path, f"codes of {name}", [str(source["codes"])], list(codes))
    constraints = cast(JsonObject, source["constraints"])
    snake = {
        re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), key): value for key, value in constraints.items()
    }
    return Field(
        name=name,
        title=str(source["title"]),
        type=cast(FieldType, source["type"]),
        description=str(source["description"]),
        example=str(source["example"]),
        constraints=Constraints(**snake),  # type: ignore[arg-type]
        codes=codes[str(source["codes"])] if "codes" in source else None,
        mappings={key: str(source[key]) for key in MAPPING_KEYS if key in source},
        source=source,
    )


def _foreign_key(table: str, source: JsonObject) -> ForeignKey:
    reference = cast(JsonObject, source["reference"])
    fields, references = cast(list[str], source["fields"]), cast(list[str], reference["fields"])
    return ForeignKey(tuple(fields), str(reference["resource"] or table), tuple(references))


def _check_foreign_keys_lead_to_keys(path: Path, schema: TableSchema, schemas: Mapping[str, TableSchema]) -> None:
    _check_names_are_known(path, "a foreign key", [key.table for key in schema.foreign_keys], list(schemas))
    for key in schema.foreign_keys:
        if key.references != schemas[key.table].primary_key:
            raise ContractError(
                str(path), f"the foreign key {', '.join(key.fields)} must lead to the key of {key.table}"
            )


def _read_suite(path: Path, schema: TableSchema, forms: JsonObject) -> Suite:
    source = _read_form(path, "suite", forms)
    expectations = []
    for line in cast(list[JsonObject], source["expectations"]):
        kwargs, meta = cast(JsonObject, line["kwargs"]), cast(JsonObject, line["meta"])
        named = [str(kwargs[key]) for key in ("column", "column_A", "column_B") if key in kwargs]
        named += [name for key in ("column_list", "column_set") for name in cast(list[str], kwargs.get(key, []))]
        _check_names_are_known(path, str(line["type"]), named, schema.columns)
        severity = cast(Severity, meta["severity"])
        expectations.append(Expectation(str(line["type"]), kwargs, severity, str(meta["meaning"])))
    return Suite(schema.name, tuple(expectations), str(path))

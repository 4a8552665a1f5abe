"""What makes a package found and cited is read by the readers it is made for, and no word of it can break them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import mlcroissant
import pytest
import rdflib
import yaml

from pipeline.contract import Contract
from pipeline.model import Tables
from pipeline.publish import Metadata, Provenance, make_files, prepare, read_metadata
from pipeline.publish.citation import CFF_LICENCES, cff_licence, citation_bytes, zenodo_bytes
from pipeline.publish.discovery import covered, dataset_bytes
from pipeline.publish.holdings import Box, Days, holdings_of
from pipeline.publish.metadata import Licence
from tests.sample_tables import valid_tables

MADE = Provenance("0.1.0", "rules@0.1.0", "a" * 64, "b" * 64, dt.datetime(2025, 3, 4, tzinfo=dt.UTC))
HOSTILE = "</script><script>alert(\"1\")</script>: a title, 'quoted' # [x] {y} \\ é"
METADATA = dataclasses.replace(
    read_metadata(None),
    title=HOSTILE,
    description=HOSTILE,
    homepage="https://example.org/data",
    contributors=("Example Desk: a group", "Example Desk: a group", "no"),
    keywords=("yes", "2025-03-04", "yes"),
)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return valid_tables()[0]


@pytest.fixture(scope="module")
def files(tables: Tables, contract: Contract) -> Mapping[str, bytes]:
    return make_files(prepare(tables, [], contract, METADATA), contract, METADATA, MADE, None)


@pytest.fixture(scope="module")
def package(files: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def cff_schema(root: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((root / "tests" / "profiles" / "cff-1.2.0.json").read_bytes())
    return schema


def rows_of(tables: Tables) -> dict[str, int]:
    return {name: len(rows) for name, rows in tables}


# ------------------------------------------------------------------------------------------------ citation


def test_the_citation_is_a_citation_file_of_a_dataset() -> None:
    citation = yaml.safe_load(citation_bytes(METADATA, MADE))
    assert list(citation) == [
        "cff-version", "message", "type", "title", "abstract", "authors", "version", "date-released", "license",
        "keywords", "url",
    ]  # fmt: skip
    assert (citation["cff-version"], citation["type"]) == ("1.2.0", "dataset")
    assert citation["title"] == citation["abstract"] == HOSTILE
    assert citation["authors"] == [{"name": "Example Desk: a group"}, {"name": "no"}]
    assert citation["keywords"] == ["yes", "2025-03-04"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", citation["date-released"])
    assert citation["license"] == "CC-BY-4.0"
    assert all(isinstance(value, str) for key, value in citation.items() if key not in {"authors", "keywords"})


IGO = Licence("CC-BY-3.0-IGO", "Attribution 3.0 IGO", "https://creativecommons.org/licenses/by/3.0/igo/")


@pytest.mark.parametrize(
    "metadata",
    [METADATA, dataclasses.replace(METADATA, homepage=None, keywords=("one",)), read_metadata(None)]
    + [dataclasses.replace(METADATA, licence=licence) for licence in (IGO, dataclasses.replace(IGO, name="Our own"))],
)
def test_the_citation_keeps_the_schema_of_its_format(metadata: Metadata, cff_schema: dict[str, Any]) -> None:
    """cffconvert, which would check the same, asks for jsonschema 3, and this project needs 4."""
    checker = jsonschema.Draft7Validator(cff_schema, format_checker=jsonschema.FormatChecker())
    citation = yaml.safe_load(citation_bytes(metadata, MADE))
    assert list(checker.iter_errors(citation)) == []
    assert list(checker.iter_errors(citation | {"license": "Our own"})), "the schema knows a licence from none"


def test_a_licence_is_named_where_the_format_knows_it(cff_schema: dict[str, Any]) -> None:
    assert cff_licence(METADATA.licence) == {"license": "CC-BY-4.0"}
    assert cff_licence(IGO) == {"license-url": IGO.path}
    listed = CFF_LICENCES.read_text(encoding="utf-8").splitlines()[1:]
    assert listed == cff_schema["definitions"]["license-enum"]["enum"]


@pytest.mark.parametrize("version", ["1.0.0", "1.0.0-rc.1", "10.2.3"])
def test_a_version_stays_a_text(version: str) -> None:
    citation = yaml.safe_load(citation_bytes(dataclasses.replace(METADATA, version=version), MADE))
    assert citation["version"] == version


def test_zenodo_is_told_what_its_deposits_need() -> None:
    deposit = json.loads(zenodo_bytes(METADATA, MADE))
    assert deposit["upload_type"] == "dataset"
    assert deposit["title"] == HOSTILE
    assert "<script>" not in deposit["description"]
    assert deposit["creators"] == [{"name": "Example Desk: a group"}, {"name": "no"}]
    assert (deposit["license"], deposit["access_right"]) == ("cc-by-4.0", "open")
    assert (deposit["version"], deposit["publication_date"]) == (METADATA.version, "2025-03-04")
    assert deposit["related_identifiers"][0] == {"identifier": METADATA.homepage, "relation": "isDocumentedBy"}
    assert len(deposit["related_identifiers"]) == 1 + len(METADATA.sources)


def test_nobody_gives_a_doi_but_the_archive(files: Mapping[str, bytes]) -> None:
    for name in ("CITATION.cff", ".zenodo.json", "dataset.jsonld", "croissant.json"):
        assert b"doi" not in files[name].lower()


@pytest.mark.parametrize("document", [citation_bytes, zenodo_bytes])
def test_without_a_homepage_none_is_named(document: Any) -> None:
    without = dataclasses.replace(METADATA, homepage=None)
    assert b"example.org" in document(METADATA, MADE)
    assert b"example.org" not in document(without, MADE)


# ------------------------------------------------------------------------------------------------ schema.org


def test_the_dataset_has_a_part_for_every_table_with_every_column(
    files: Mapping[str, bytes], contract: Contract
) -> None:
    dataset = json.loads(files["dataset.jsonld"])
    assert (dataset["@context"], dataset["@type"]) == ("https://schema.org/", "Dataset")
    assert dataset["name"] == dataset["description"] == HOSTILE
    assert dataset["isAccessibleForFree"] is True
    assert dataset["license"] == METADATA.licence.path
    assert len(dataset["hasPart"]) == len(contract.schemas)
    for part, table in zip(dataset["hasPart"], contract.schemas.values(), strict=True):
        assert part["name"] == f"{METADATA.name}: {table.name}"
        assert [variable["name"] for variable in part["variableMeasured"]] == list(table.columns)
        assert part["description"] == table.description


def test_a_reader_of_json_ld_finds_every_node(files: Mapping[str, bytes], contract: Contract) -> None:
    dataset = json.loads(files["dataset.jsonld"])
    offline = {**dataset, "@context": {"@vocab": "https://schema.org/"}}  # schema.org's own context is on the network
    graph = rdflib.Graph().parse(data=json.dumps(offline), format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    tables, columns = len(contract.schemas), sum(len(table.columns) for table in contract.schemas.values())
    for kind, number in (("Dataset", 1 + tables), ("DataDownload", 4 * tables), ("PropertyValue", columns)):
        assert len(set(graph.subjects(rdflib.RDF.type, schema[kind]))) == number


def test_every_download_is_there_with_its_hash(files: Mapping[str, bytes]) -> None:
    dataset = json.loads(files["dataset.jsonld"])
    downloads = [*dataset["distribution"], *(one for part in dataset["hasPart"] for one in part["distribution"])]
    assert {one["contentUrl"] for one in downloads} == {name for name in files if name.startswith("data/")}
    for one in downloads:
        content = files[one["contentUrl"]]
        assert one["sha256"] == hashlib.sha256(content).hexdigest()
        assert one["contentSize"] == f"{len(content)} B"


def test_time_and_places_are_those_of_the_incidents(files: Mapping[str, bytes], tables: Tables) -> None:
    dataset = json.loads(files["dataset.jsonld"])
    assert dataset["temporalCoverage"] == "2025-02-25/2025-03-03"
    turbat = next(place for place in tables.places if place.place_id == "plc-turbat")
    assert dataset["spatialCoverage"] == [
        {"@type": "Place", "name": "Balochistan, PAK"},
        {"@type": "Place", "geo": {"@type": "GeoShape", "box": " ".join([f"{turbat.lat:.4f} {turbat.lon:.4f}"] * 2)}},
    ]


def test_a_box_is_around_all_places_and_a_package_without_any_has_none(tables: Tables, contract: Contract) -> None:
    south_west, north_east = (
        dataclasses.replace(tables.places[0], place_id=name, admin1_name=None, country_code=None, lat=lat, lon=lon)
        for name, lat, lon in (("plc-a", -3.0, 61.0), ("plc-b", 30.5, 70.25))
    )
    incidents = tuple(
        dataclasses.replace(tables.incidents[0], incident_id=f"inc-{name}", place_id=name)
        for name in ("plc-a", "plc-b")
    )
    found = holdings_of(dataclasses.replace(tables, incidents=incidents, places=(south_west, north_east)))
    assert (found.box, found.regions) == (Box(-3.0, 61.0, 30.5, 70.25), frozenset())
    files = make_files(prepare(Tables(), [], contract, METADATA), contract, METADATA, MADE, None)
    assert {"temporalCoverage", "spatialCoverage"}.isdisjoint(json.loads(files["dataset.jsonld"]))


def test_without_dated_incidents_the_days_of_the_reports_count(tables: Tables) -> None:
    found = holdings_of(dataclasses.replace(tables, incidents=()))
    assert (found.days, found.published) == (None, Days(dt.date(2025, 3, 3), dt.date(2025, 3, 4)))
    assert covered(found)["temporalCoverage"] == "2025-03-03/2025-03-04"


# ------------------------------------------------------------------------------------------------ Croissant


def test_croissant_accepts_the_package_without_a_word(package: Path, contract: Contract) -> None:
    dataset = mlcroissant.Dataset(str(package / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    assert [record_set.name for record_set in dataset.metadata.record_sets] == list(contract.schemas)
    for record_set, table in zip(dataset.metadata.record_sets, contract.schemas.values(), strict=True):
        assert [field.name.split("/")[1] for field in record_set.fields] == list(table.columns)


@pytest.mark.parametrize("table", ["reports", "casualties", "actor_aliases", "casualty_estimates"])
def test_croissant_reads_every_row(table: str, package: Path, tables: Tables) -> None:
    # A dataset is opened for each: mlcroissant 1.1 changes the frames it keeps when it joins them.
    records = list(mlcroissant.Dataset(str(package / "croissant.json")).records(table))
    assert len(records) == rows_of(tables)[table] > 0


def test_croissant_finds_a_changed_file(package: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(package, tmp_path / "copy"))
    with (copy / "data" / "reports.csv").open("a", encoding="utf-8") as lines:
        lines.write("\n")
    with pytest.raises(Exception, match=r"reports\.csv"):
        list(mlcroissant.Dataset(str(copy / "croissant.json")).records("reports"))


# ------------------------------------------------------------------------------------------------ all of them


def test_the_same_rows_give_the_same_bytes(files: Mapping[str, bytes], tables: Tables, contract: Contract) -> None:
    assert make_files(prepare(tables, [], contract, METADATA), contract, METADATA, MADE, None) == files


def test_the_checksums_are_over_all_of_them(files: Mapping[str, bytes]) -> None:
    listed = {line.split("  ", 1)[1] for line in files["SHA256SUMS"].decode("utf-8").splitlines()}
    assert listed == files.keys() - {"SHA256SUMS"}


def metadata_without_sources() -> Metadata:
    return dataclasses.replace(METADATA, sources=(), keywords=())


def test_empty_lists_of_the_metadata_stay_lists(tables: Tables, contract: Contract) -> None:
    bare, made = metadata_without_sources(), prepare(tables, [], contract, METADATA)
    assert json.loads(zenodo_bytes(dataclasses.replace(bare, homepage=None), MADE))["related_identifiers"] == []
    assert json.loads(dataset_bytes(bare, MADE, contract, made.holdings, made.tables))["isBasedOn"] == []

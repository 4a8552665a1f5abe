"""What changed between two packages, what it demands, what became of ids, and what brought it about."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.__main__ import main
from pipeline.release import compare, read_package
from pipeline.release.id_map import find_id_map
from pipeline.release.packages import PackageRead, Table
from pipeline.release.schema_changes import find_schema_changes
from tests.release_desk import REVIEW, Desk

# ------------------------------------------------------------------------------------------------ schema changes


def changed_schema(old: Path, change: Callable[[dict[str, object]], None]) -> list[tuple[str, str]]:
    package = read_package(old)
    descriptor = json.loads(json.dumps(package.descriptor))
    change(next(r for r in descriptor["resources"] if r["name"] == "casualties")["schema"])
    found = find_schema_changes(package, dataclasses.replace(package, descriptor=descriptor))
    return [(change_.level, change_.where) for change_ in found]


def field(schema: dict[str, object], name: str) -> dict[str, dict[str, object]]:
    return next(f for f in schema["fields"] if f["name"] == name)  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("change", "level"),
    [
        (lambda s: s["fields"].pop(), "major"),
        (lambda s: s["fields"].reverse(), "major"),
        (lambda s: field(s, "count_low").update(type="string"), "major"),
        (lambda s: field(s, "count_low")["constraints"].update(minimum=1), "major"),
        (lambda s: field(s, "count_low")["constraints"].update(minimum=-1), "minor"),
        (lambda s: field(s, "outcome")["constraints"]["enum"].pop(), "major"),
        (lambda s: field(s, "outcome")["constraints"]["enum"].append("other"), "minor"),
        (lambda s: field(s, "count_text")["constraints"].update(required=True), "major"),
        (lambda s: field(s, "outcome")["constraints"]["enum"].insert(0, "other"), "minor"),
        (lambda s: field(s, "outcome")["constraints"]["enum"].reverse(), "major"),
        (lambda s: s.update(foreignKeys=[]), "minor"),
        (lambda s: s.update(foreignKeys=[*s["foreignKeys"], {"fields": ["sex"]}]), "major"),
        (lambda s: s.update(uniqueKeys=[["count_text"]]), "major"),
        (lambda s: field(s, "count_low").update(description="Another sentence."), "patch"),
    ],
)
def test_each_change_of_a_schema_demands_its_level(
    released: Path, change: Callable[[dict[str, object]], None], level: str
) -> None:
    found = changed_schema(released / "datapackage/1.0.0", change)
    assert found[0][0] == level
    assert found[0][1].startswith("casualties")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda r: r.pop("casualties-parquet"), ("major", "casualties-parquet", "the file is gone")),
        (lambda r: r.update(notes={"name": "notes"}), ("minor", "notes", "a new file")),
        (lambda r: r["places"].update(encoding="utf-16"), ("major", "places", "another encoding")),
        (lambda r: r["places"].update(title="Where"), ("patch", "places", "another title")),
        (lambda r: r["places"].pop("schema"), ("major", "places", "the schema is gone")),
    ],
)
def test_a_file_of_the_package_is_part_of_what_it_promises(
    released: Path, change: Callable[[dict[str, dict[str, object]]], object], found: tuple[str, str, str]
) -> None:
    package = read_package(released / "datapackage/1.0.0")
    resources = json.loads(json.dumps({r["name"]: r for r in package.descriptor["resources"]}))  # type: ignore[attr-defined]
    change(resources)
    new = dataclasses.replace(package, descriptor={**package.descriptor, "resources": list(resources.values())})
    assert [(c.level, c.where, c.what) for c in find_schema_changes(package, new)] == [found]


def test_nothing_changed_demands_nothing(released: Path) -> None:
    package = read_package(released / "datapackage/1.0.0")
    comparison = compare(package, read_package(released / "datapackage/small-reports-1.0.0.zip"))
    assert (comparison.level, len(comparison.changes), len(comparison.id_map)) == ("none", 0, 0)


def package_of(*rows: tuple[str, str, str, int, int], table: str = "casualties") -> PackageRead:
    """A package of one table and its evidence: row, one of its cells, the column supported, start and end."""
    frame = pd.DataFrame(rows, columns=["row_id", "cell", "field", "start", "end"]).astype(str)
    frame = frame.assign(report_id="bomb", table_name=table)
    own = frame.drop_duplicates("row_id")[["row_id", "report_id", "cell"]]
    tables = {
        "evidence": Table("evidence", ("row_id", "field", "start"), frame),
        table: Table(table, ("row_id",), own),
    }
    return PackageRead("here", {"version": "2.0.0", "resources": []}, tables)


# "18 civilians and 15 officers were killed": the whole is the evidence of both figures, the number of one each.
CIVILIANS = [("c-1", "civilian", "", 0, 41), ("c-1", "civilian", "count_text", 0, 2)]
OFFICERS = [("c-2", "police", "", 17, 41), ("c-2", "police", "count_text", 17, 19)]


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (OFFICERS, ["", "withdrawn"]),
        ([*OFFICERS, ("c-3", "all", "", 0, 41), ("c-3", "all", "count_text", 0, 2)], ["c-3", "replaced"]),
        ([*OFFICERS, ("c-2", "police", "count_text", 0, 2)], ["c-2", "merged"]),
        (
            [
                *OFFICERS,
                *(("c-3", "all", f, s, e) for _, _, f, s, e in CIVILIANS),
                *(("c-4", "civilian", f, s, e) for _, _, f, s, e in CIVILIANS),
            ],
            ["c-4", "replaced"],
        ),
    ],
    ids=["its neighbour is no heir", "renumbered", "its words went to a neighbour", "the one most alike of two"],
)
def test_an_id_that_is_gone_leads_to_the_row_that_holds_its_words(
    new: list[tuple[str, str, str, int, int]], line: list[str]
) -> None:
    found = find_id_map(package_of(*CIVILIANS, *OFFICERS), package_of(*new), "2.0.0")
    assert found.to_numpy().tolist() == [["casualties", "c-1", *line, "2.0.0"]]


def test_of_two_accusations_in_the_same_words_one_may_be_withdrawn() -> None:
    """An accusation against two states is two rows."""
    two = [("a-1", "IND", "", 0, 30), ("a-2", "AFG", "", 0, 30)]
    found = find_id_map(package_of(*two, table="allegations"), package_of(two[1], table="allegations"), "2.0.0")
    assert found[["old_id", "new_id", "fate"]].to_numpy().tolist() == [["a-1", "", "withdrawn"]]


# ------------------------------------------------------------------------------------------------ diff


def test_a_rejected_figure_stays_and_shows_as_deprecated(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Of two packages named to `diff`, a zip and a folder; no row of a figure is removed."""
    key = desk.rows("1.0.0", "casualties")[0]["casualty_id"]
    decision = REVIEW.format(row=key).replace("action: edit", "action: reject").replace("  values: ", "  # values: ")
    (desk.reports / "bomb" / "review.yaml").write_text(decision, encoding="utf-8")
    desk.version("1.0.1")
    assert desk.run("publish") == 0
    capsys.readouterr()
    out = desk.shelf.parent / "out"
    old, new = desk.shelf / "small-reports-1.0.0.zip", desk.shelf / "1.0.1"
    assert main(["diff", str(old), str(new), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("1.0.0 -> 1.0.1\n  demands PATCH: casualties: 1 corrected cell;")
    assert f"corrected           {key}  rank: normal -> deprecated\n" in told
    assert "the next version is 1.0.1 or higher\n" in told
    names = ["changes.csv", "derived_changes.csv", "id_map.csv", "summary.json"]
    assert sorted(path.name for path in out.iterdir()) == names
    lines = (out / "changes.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "table,row_id,column,action,old,new"
    assert f"casualties,{key},rank,cell_changed,normal,deprecated" in lines
    assert not [line for line in lines if ",row_removed," in line]


# ------------------------------------------------------------------------------------------------ what brought it about


def changed(package: PackageRead, table: str, column: str, value: str, place: int = 0) -> PackageRead:
    frame = package.tables[table].frame.copy()
    frame.loc[place, column] = value
    tables = {**package.tables, table: dataclasses.replace(package.tables[table], frame=frame)}
    return dataclasses.replace(package, tables=tables)


def without(package: PackageRead, table: str) -> PackageRead:
    tables = {**package.tables, table: dataclasses.replace(t := package.tables[table], frame=t.frame.iloc[:0])}
    return dataclasses.replace(package, tables=tables)


def with_lexicon(package: PackageRead) -> PackageRead:
    told: dict[str, object] = package.descriptor["attested"]  # type: ignore[assignment]
    return dataclasses.replace(package, descriptor={**package.descriptor, "attested": {**told, "lexicon_sha256": "0"}})


@pytest.mark.parametrize(
    ("change", "causes", "method"),
    [
        (lambda p: changed(p, "reports", "text_sha256", "0" * 64), {"corrected texts": 1}, ()),
        (lambda p: changed(p, "reports", "publisher", "A paper"), {"corrected origins": 1}, ()),
        (lambda p: changed(p, "casualties", "victim_group", "police"), {"method": 1}, ()),
        (lambda p: with_lexicon(changed(p, "casualties", "rule_id", "x")), {"method": 1}, ("word lists",)),
        (lambda p: changed(p, "casualties", "review_status", "accepted"), {"review": 1}, ()),
        # A rejected claim changes what is derived for its incident, in the same report.
        (
            lambda p: changed(
                changed(p, "casualties", "review_status", "rejected"), "incidents", "claim_status", "denied"
            ),
            {"review": 2},
            (),
        ),
        (
            lambda p: with_lexicon(
                changed(changed(p, "casualties", "review_status", "edited"), "incidents", "stage", "attempted")
            ),
            {"review": 1, "method": 1},
            ("word lists",),
        ),
        (lambda p: without(p, "reports"), {"removed reports": 1}, ()),
    ],
)
def test_each_changed_row_is_laid_to_what_brought_it_about(
    released: Path, change: Callable[[PackageRead], PackageRead], causes: dict[str, int], method: tuple[str, ...]
) -> None:
    old = read_package(released / "datapackage/1.0.0")
    comparison = compare(old, change(old))
    assert {cause: rows for cause, rows in comparison.causes.items() if rows} == causes
    assert comparison.method == method


@pytest.mark.parametrize(
    ("table", "level", "reason"),
    [
        ("incidents", "major", "incidents: 1 row gone, to which casualties referred"),
        ("casualties", "minor", "casualties: 1 row gone"),
        ("casualty_estimates", "patch", "8 changes of what is derived"),
    ],
)
def test_rows_that_are_gone_demand_what_the_recipe_says(released: Path, table: str, level: str, reason: str) -> None:
    """MAJOR where rows of other tables referred to them: a join that worked with the version before breaks."""
    old = read_package(released / "datapackage/1.0.0")
    comparison = compare(old, without(old, table))
    assert (comparison.level, comparison.reasons) == (level, (reason,))

"""A user's own hand-coded reports against the rows made from them: precision, recall, and each column by itself.

    gold/<id>/report.txt (+ report.yaml)   the report
    gold/<id>/key/<table>.csv              its rows as a person codes them, for casualties, incidents, allegations

A key has columns of the table and `anchor`, words of the report that the row stands on. A row made matches a row of the
key when the columns of MATCHED agree and one of its quotes lies on the anchor; each is matched once. The other filled
cells are then compared on the matched rows. `a|b` accepts either; an empty cell is not asked; `optional` = yes: the row
may be missing. Words (`*_text`) agree when one holds the other. The measures are those of the MUC evaluations
(Chinchor 1992): precision is the share of rows made that are right, recall that of the key that is found.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.annotate import annotate
from pipeline.contract import Contract
from pipeline.ingest import read_reports
from pipeline.lexicon import Lexicon
from pipeline.model import Evidence, InputError, Report, Row, Tables, key_of
from pipeline.publish import cell_text
from pipeline.terminal import Narrator
from pipeline.tidy import derive, tidy

MATCHED: Mapping[str, tuple[str, ...]] = {
    "casualties": ("outcome", "count_low", "count_high"),
    "incidents": ("incident_type",),
    "allegations": ("allegation_type",),
}
OWN_COLUMNS = frozenset({"anchor", "optional", "note", "key"})
MAX_KEY_BYTES = 16 * 2**20

Line = Mapping[str, str]


@dataclass(slots=True)
class Score:
    """One table over all reports: how many rows of the key were found, missed, and made without being in it."""

    found: int = 0
    missed: int = 0
    spurious: int = 0
    columns: dict[str, list[bool]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        made = self.found + self.spurious
        return self.found / made if made else None

    @property
    def recall(self) -> float | None:
        wanted = self.found + self.missed
        return self.found / wanted if wanted else None

    @property
    def f1(self) -> float | None:
        if self.precision is None or self.recall is None or self.found == 0:
            return None if self.found + self.missed == 0 else 0.0
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def evaluate(gold: Path, lexicon: Lexicon, contract: Contract, tell: Narrator) -> dict[str, Score]:
    """The scores by table. Raises InputError for a folder without keys, or a key that cannot be read."""
    reports = {report.report_id: report for report in read_reports(gold)}
    keys = sorted(path for path in gold.glob("*/key/*.csv") if path.parts[-3] in reports)
    if not keys:
        raise InputError(str(gold), "holds no key; one is <id>/key/casualties.csv beside <id>/report.txt")
    scores = {table: Score() for table in MATCHED}
    made: dict[str, Tables] = {}
    for path in tell.each("evaluate", keys):
        report = reports[path.parts[-3]]
        lines = read_key(path, report, contract)
        if report.report_id not in made:
            made[report.report_id] = derive(tidy(annotate(report, lexicon), lexicon))
        compare(lines, path.stem, made[report.report_id], report, scores[path.stem])
    return scores


def read_key(path: Path, report: Report, contract: Contract) -> list[Line]:
    """The lines of a key, checked: its table, its columns, and that each anchor stands in the report."""
    if path.stem not in MATCHED:
        raise InputError(str(path), f"no such key; known are {', '.join(f'{name}.csv' for name in MATCHED)}")
    try:
        if path.stat().st_size > MAX_KEY_BYTES:
            raise InputError(str(path), f"is larger than {MAX_KEY_BYTES // 2**20} MiB; it is no key of one report")
        reader = csv.DictReader(path.read_text(encoding="utf-8").splitlines(), strict=True)
        lines: list[Line] = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(str(path), f"cannot be read as CSV: {error}") from error
    columns = reader.fieldnames or ()
    known = {*contract.schemas[path.stem].columns, *OWN_COLUMNS}
    if unknown := [name for name in columns if name not in known]:
        raise InputError(f"{path}:1", f"{path.stem} has no column {', '.join(unknown)}")
    if missing := [name for name in ("anchor", *MATCHED[path.stem]) if name not in columns]:
        raise InputError(f"{path}:1", f"needs the column {', '.join(missing)}")
    for number, line in enumerate(lines, 2):
        if None in line or None in line.values():
            raise InputError(f"{path}:{number}", f"does not have {len(columns)} cells")
        if line["anchor"] not in report.text:
            raise InputError(f"{path}:{number}", f"the anchor {line['anchor']!r} is not in {report.report_id}")
    return lines


def compare(lines: Sequence[Line], table: str, tables: Tables, report: Report, score: Score) -> None:
    """Match the rows of one report and table, and add what came of it to `score`."""
    quotes: dict[str, list[Evidence]] = {}
    for evidence in tables.evidence:
        quotes.setdefault(evidence.row_id, []).append(evidence)
    free = {key_of(row)[0]: row for row in tables.rows(table)}
    for line in lines:
        row = best(line, table, report, free, quotes)
        if row is not None:
            del free[key_of(row)[0]]
            score.found += 1
            for column, wanted in asked(line, table):
                right = agrees(column, wanted, cell_text(getattr(row, column)))
                score.columns.setdefault(column, []).append(right)
                if not right:
                    said = cell_text(getattr(row, column)) or "nothing"
                    score.errors.append(f"{report.report_id}: {line['anchor']!r}: {column} is {said}, not {wanted}")
        elif line.get("optional") != "yes":
            score.missed += 1
            score.errors.append(f"{report.report_id}: {line['anchor']!r}: missing {shown(line, table)}")
    live = [row for row in free.values() if getattr(row, "rank", "normal") != "deprecated"]
    score.spurious += len(live)
    score.errors += [f"{report.report_id}: not in the key: {made(row, table, quotes)}" for row in live]


def best(
    line: Line, table: str, report: Report, free: Mapping[str, Row], quotes: Mapping[str, Sequence[Evidence]]
) -> Row | None:
    """The row on the anchor whose matched columns agree; of several the one that agrees in most others."""
    at = report.text.find(line["anchor"])
    end = at + len(line["anchor"])
    fitting = [
        row
        for key, row in free.items()
        if any(quote.start < end and at < quote.end for quote in quotes.get(key, ()))
        and all(agrees(name, line[name], cell_text(getattr(row, name))) for name in MATCHED[table])
    ]
    return max(
        fitting,
        key=lambda row: sum(agrees(name, wanted, cell_text(getattr(row, name))) for name, wanted in asked(line, table)),
        default=None,
    )


def asked(line: Line, table: str) -> Iterator[tuple[str, str]]:
    """The further columns of a line that are filled."""
    skip = {*OWN_COLUMNS, *MATCHED[table]}
    return ((name, cell) for name, cell in line.items() if name not in skip and cell.strip())


def agrees(column: str, wanted: str, cell: str) -> bool:
    """Whether a cell is as the key has it. An empty key asks for null in the columns of a count, else for nothing."""
    if not wanted.strip():
        return cell == "" if column.startswith("count_") else True
    for choice in (choice.strip() for choice in wanted.split("|")):
        if choice == cell:
            return True
        one, other = choice.casefold(), cell.casefold()
        if column.endswith("_text") and one and other and (one in other or other in one):
            return True
    return False


def shown(line: Line, table: str) -> str:
    return ", ".join(f"{name}={line[name] or 'null'}" for name in MATCHED[table])


def made(row: Row, table: str, quotes: Mapping[str, Sequence[Evidence]]) -> str:
    cells = ", ".join(f"{name}={cell_text(getattr(row, name)) or 'null'}" for name in MATCHED[table])
    first = next((quote.quote for quote in quotes.get(key_of(row)[0], ()) if quote.field is None), "")
    return f"{cells}  {first!r}"

"""What people decided is laid over the machine's rows; no row is lost by it.

    accept  the row stays as it is                                       review_status accepted
    edit    its columns are set in place; the quote becomes evidence     review_status edited
    reject  the row stays, ranked deprecated where its table has ranks   review_status rejected
    add     a new row, its id made of quote and values, with evidence    review_status accepted, rule_id review

In casualties, change_reason has the reason of an edit, a rejection or an addition. Estimates and reconciliations are
made afterwards, and leave out what was rejected. A decision that no longer fits stops the build, so that none is lost
in silence: its quote is not in the text, its row is gone, a column cannot hold its value, another decision says
otherwise, or the machine now finds by itself what it adds.

    quotes  where the words of a decision are in the report
    cells   the text of its values -> cells, held against the contract
"""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from itertools import combinations

from pipeline.contract import Contract
from pipeline.keys import evidence_rows, row_id
from pipeline.model import ROW_TYPES, Cell, Decision, Evidence, Report, ReviewError, Row, Span, Tables, key_of
from pipeline.review.cells import check_named_rows_are_there, read_cells
from pipeline.review.quotes import find_quote, nearest_quote, overlaps

RULE = "review"
PREFIXES = {"incidents": "inc", "casualties": "cas", "allegations": "all"}
DONE = {"accept": "accepted", "edit": "edited", "reject": "rejected", "add": "accepted"}


def apply_review(tables: Tables, decisions: tuple[Decision, ...], report: Report, contract: Contract) -> Tables:
    """The tables of one report with the decisions on it laid over them, sorted by key.

    The order of decisions does not matter. Raises ReviewError, naming file and line, for one that no longer fits.
    """
    if not decisions:
        return tables
    check_decisions_agree(decisions)
    desk = Desk(tables, report, contract)
    # Additions come last: a row may be rejected and a better one added.
    for decision in sorted(decisions, key=lambda decision: decision.action == "add"):
        desk.lay(decision)
    reviewed = desk.reviewed()
    for decision in decisions:
        check_named_rows_are_there(decision, contract.schemas[decision.table], reviewed)
    return reviewed


def check_decisions_agree(decisions: tuple[Decision, ...]) -> None:
    """No two decide otherwise on one row, or set one column to two values."""
    for first, second in combinations(decisions, 2):
        if first.row_id is None or (first.table, first.row_id) != (second.table, second.row_id):
            continue
        if first.action != second.action:
            what = f"wants to {second.action} {second.row_id}, which {first.where} wants to {first.action}; keep one"
            raise ReviewError(second.where, what)
        for column in first.values.keys() & second.values.keys():
            if first.values[column] != second.values[column]:
                what = f"sets {column} of {second.row_id} to {second.values[column]!r}, {first.where} to "
                raise ReviewError(second.where, f"{what}{first.values[column]!r}; keep one")


class Desk:
    """The rows of one report while decisions are laid over them."""

    def __init__(self, tables: Tables, report: Report, contract: Contract) -> None:
        self.tables = tables
        self.report = report
        self.contract = contract
        self.rows = {name: {key_of(row)[0]: row for row in tables.rows(name)} for name in ("reports", *PREFIXES)}
        self.evidence = {row.evidence_id: row for row in tables.evidence}
        self.reasons: dict[str, list[str]] = {}
        self.added: dict[str, Decision] = {}

    def reviewed(self) -> Tables:
        rows = {name: tuple(by_id[key] for key in sorted(by_id)) for name, by_id in self.rows.items()}
        evidence = tuple(self.evidence[key] for key in sorted(self.evidence))
        return replace(self.tables, **rows, evidence=evidence)  # type: ignore[arg-type]

    def lay(self, decision: Decision) -> None:
        """Lays one decision over the rows."""
        self.check_can_be_reviewed(decision)
        found = find_quote(decision, self.report)
        cells = read_cells(decision, self.contract.schemas[decision.table])
        if decision.row_id is None:
            self.add(decision, cells, found)
            return
        row = self.row_of(decision, found)
        self.rows[decision.table][decision.row_id] = self.marked(row, decision, decision.row_id, cells)
        if decision.action == "edit":
            self.prove(decision, decision.row_id, nearest_quote(found, self.evidence_of(decision.row_id)))

    def check_can_be_reviewed(self, decision: Decision) -> None:
        if decision.table == "reports" and decision.action != "accept":
            what = f"wants to {decision.action} a report; correct report.yaml or report.txt instead"
            raise ReviewError(decision.where, what)
        if decision.table not in self.rows:
            raise ReviewError(
                decision.where, f"table is {decision.table!r}; review takes {', '.join(PREFIXES)}, and accepts reports"
            )

    def row_of(self, decision: Decision, found: tuple[Span, ...]) -> Row:
        """The row decided on. ReviewError where it is gone, with those that stand on the same words now."""
        row = self.rows[decision.table].get(decision.row_id or "")
        if row is not None:
            return row
        proofs = (proof for proof in self.tables.evidence if proof.table_name == decision.table)
        near = sorted({proof.row_id for proof in proofs if any(overlaps(span, proof) for span in found)})
        hint = f"the quote is now the words of {', '.join(near)}: name one of them" if near else "correct the row"
        what = f"{decision.table} has no row {decision.row_id}; {hint}, or take the decision out"
        raise ReviewError(decision.where, what)

    def marked(self, row: Row, decision: Decision, key: str, cells: dict[str, Cell]) -> Row:
        """The row with its cells set and what the decision says of it."""
        cells = {**cells, "review_status": DONE[decision.action]}
        columns = self.contract.schemas[decision.table].columns
        if decision.action == "reject" and "rank" in columns:
            cells["rank"] = "deprecated"
        if decision.action != "accept" and "change_reason" in columns:
            reasons = self.reasons.setdefault(key, [])
            if decision.reason not in reasons:
                reasons.append(decision.reason)
            cells["change_reason"] = "; ".join(sorted(reasons))
        return replace(row, **cells)  # type: ignore[arg-type]

    def add(self, decision: Decision, cells: dict[str, Cell], found: tuple[Span, ...]) -> None:
        """A new row. ReviewError where it lacks a column, is added twice, or is there already."""
        key = self.key_of_added(decision)
        if key in self.added:
            raise ReviewError(decision.where, f"adds the same row as {self.added[key].where}; keep one")
        self.check_is_new(decision, cells, found)
        self.added[key] = decision
        make = ROW_TYPES[decision.table]
        defaults: dict[str, Cell] = {f.name: None if f.default is MISSING else f.default for f in fields(make)}
        own: dict[str, Cell] = {"report_id": self.report.report_id, "rule_id": RULE}
        schema = self.contract.schemas[decision.table]
        own = {name: cell for name, cell in own.items() if name in schema.columns}
        full = {**defaults, **cells, **own, schema.key[0]: key}
        missing = [field.name for field in schema.fields if field.constraints.required and full[field.name] is None]
        if missing:
            raise ReviewError(decision.where, f"adds a row without {', '.join(missing)}; give each under `values`")
        self.rows[decision.table][key] = self.marked(make(**full), decision, key, {})  # type: ignore[arg-type]
        self.prove(decision, key, found[0])

    def key_of_added(self, decision: Decision) -> str:
        """Made of what the reviewer wrote, so that a new column with a default renames no row."""
        values = (f"{column}={text}" for column, text in sorted(decision.values.items()))
        return row_id(PREFIXES[decision.table], self.report.report_id, decision.table, decision.quote, *values)

    def check_is_new(self, decision: Decision, cells: dict[str, Cell], found: tuple[Span, ...]) -> None:
        """No row on the same words says the same: else a better word list would make people count twice."""
        for key, row in self.rows[decision.table].items():
            same = all(getattr(row, column) == cell for column, cell in cells.items())
            near = any(overlaps(span, proof) for proof in self.evidence_of(key) for span in found)
            if same and near and row.review_status != "rejected":  # type: ignore[union-attr]
                what = f"adds what {key} says already, on the same words; accept that row instead"
                raise ReviewError(decision.where, what)

    def evidence_of(self, key: str) -> tuple[Evidence, ...]:
        """What the machine read the row from."""
        return tuple(row for row in self.tables.evidence if row.row_id == key)

    def prove(self, decision: Decision, key: str, span: Span) -> None:
        """The quote as evidence for the row as a whole, unless it is that already."""
        for row in evidence_rows(self.report, decision.table, key, None, span, RULE):
            self.evidence.setdefault(row.evidence_id, row)

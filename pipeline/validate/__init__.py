"""The tables are held against the contract before anything is written: `Tables -> tuple[Finding, ...]`.

    rows          every cell and key by the Table Schema of its table
    arithmetic    numbers and dates that must fit each other, within a row and between total and parts
    links         rows that point at rows: no circles, same report, parents of the right kind
    spans         the words in evidence are the words of the text
    expectations  what must be true of a table as a whole, as Great Expectations suites

An error blocks publication; a warning is published beside the data. Each check is a function whose docstring is its
invariant and whose name, without `check_`, is the name in its findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pipeline.contract import Contract
from pipeline.model import Finding, Tables
from pipeline.validate import arithmetic, links, rows, spans
from pipeline.validate.delivery import Delivery, sheets_of
from pipeline.validate.expectations import find_broken_expectations

Check = Callable[[Delivery], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    rows.check_texts_are_fit_for_csv,
    rows.check_codes_are_listed,
    rows.check_patterns_are_matched,
    rows.check_numbers_are_within_bounds,
    rows.check_texts_are_short_enough,
    rows.check_keys_are_unique,
    rows.check_foreign_keys_are_rows,
    rows.check_rows_are_in_key_order,
    arithmetic.check_counts_are_as_bounded,
    arithmetic.check_ranges_are_in_order,
    arithmetic.check_coordinates_are_pairs,
    arithmetic.check_incidents_are_not_after_their_report,
    arithmetic.check_parts_are_within_their_total,
    arithmetic.check_sums_of_parts_are_within_their_total,
    arithmetic.check_reconciliations_are_recomputed,
    arithmetic.check_estimates_are_of_their_figures,
    links.check_chains_are_without_circles,
    links.check_linked_rows_are_of_one_report,
    links.check_campaigns_are_parents,
    links.check_superseded_figures_are_deprecated,
    links.check_perpetrators_are_known_or_unnamed,
    spans.check_texts_are_those_of_the_reports,
    spans.check_quotes_are_the_words_of_the_text,
    spans.check_evidence_is_of_a_row_and_column,
    spans.check_rows_are_with_evidence,
    spans.check_verbatim_words_are_in_the_text,
)


def validate_dataset(tables: Tables, contract: Contract) -> tuple[Finding, ...]:
    """What Great Expectations has to say about tables as a whole. Raises ContractError as `validate` does."""
    return tuple(find_broken_expectations(Delivery(tables, contract, {}, sheets_of(tables, contract))))


def validate(
    tables: Tables, contract: Contract, texts: Mapping[str, str], with_expectations: bool = True
) -> tuple[Finding, ...]:
    """What the checks have to say about the tables; `texts` are the stored texts by report_id.

    Cells of a wrong type are reported alone, and so are cells that are empty where a value is required: every other
    check reads them. Raises ContractError where a suite names an expectation that does not exist, or has none that
    applies. `with_expectations=False` leaves out Great Expectations, whose import takes seconds.
    """
    wrong_types = tuple(rows.check_cells_are_of_their_type(tables, contract))
    if wrong_types:
        return wrong_types
    delivery = Delivery(tables, contract, texts, sheets_of(tables, contract))
    if empty := tuple(rows.check_required_cells_are_filled(delivery)):
        return empty
    findings = [finding for check in CHECKS for finding in check(delivery)]
    if with_expectations:
        findings.extend(find_broken_expectations(delivery))
    return tuple(findings)

"""What must be true of a table as a whole, held by Great Expectations: shares, distinct sets, counts, pairs of columns.

The suites are JSON under `schemas/expectations/`. Great Expectations takes seconds to import, so it is imported where
it is used and nowhere else. Nothing of its own stores, documents or random ids is kept: a broken expectation becomes
a finding, and that is all.

An empty table is held only to what is said of the table itself (`expect_table_…`): a share of nothing is neither small
nor large.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from pipeline.contract import Expectation, Suite, TableSchema
from pipeline.frames import frame
from pipeline.model import ContractError, Finding, Row
from pipeline.validate.delivery import Delivery

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuite, ExpectationValidationResult
    from great_expectations.datasource.fluent import PandasDatasource


def find_broken_expectations(delivery: Delivery) -> Iterator[Finding]:
    """A finding for every expectation that does not hold; ContractError for a suite that cannot be run in full."""
    source = _source()
    evaluated = 0
    for table, rows in delivery.tables:
        schema, suite = delivery.contract.schemas[table], delivery.contract.expectations[table]
        for number, result in _run(source, rows, schema, suite):
            evaluated += 1
            if not result.success:
                yield _finding(suite.expectations[number], result, schema)
    if not evaluated:
        raise ContractError("schemas/expectations", "no expectation was evaluated; one of them must hold of any tables")


def _source() -> PandasDatasource:
    """Where frames are handed in. Kept from writing, counting users and drawing bars, which is its habit."""
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    settings = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=settings).data_sources.add_pandas("tables")


def _run(
    source: PandasDatasource, rows: Sequence[Row], schema: TableSchema, suite: Suite
) -> Iterator[tuple[int, ExpectationValidationResult]]:
    """Which line of the suite, and what came of it. Results come in an order of their own: each carries its number."""
    runnable = _runnable(suite)
    if not rows:
        lines = [line for line in runnable.expectations if line.expectation_type.startswith("expect_table_")]
        runnable.expectations = lines
    if not runnable.expectations:
        return
    asset = source.add_dataframe_asset(schema.name).add_batch_definition_whole_dataframe(schema.name)
    form = {"result_format": "SUMMARY", "unexpected_index_column_names": list(schema.key)}
    outcome = asset.get_batch({"dataframe": frame(rows, schema)}).validate(runnable, result_format=form)
    if outcome.statistics["evaluated_expectations"] != len(runnable.expectations):
        raise ContractError(suite.where, f"only {outcome.statistics['evaluated_expectations']} of its lines ran")
    for result in outcome.results:
        if problem := _exception(result.exception_info):
            raise ContractError(suite.where, f"{result.expectation_config.type} cannot run: {problem}")
        yield int(result.expectation_config.meta["number"]), result


def _runnable(suite: Suite) -> ExpectationSuite:
    """The suite as Great Expectations has it. Left to itself it logs a wrong line, drops it, and reports success."""
    from great_expectations.core import ExpectationSuite
    from great_expectations.exceptions import GreatExpectationsError
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    lines = []
    for number, line in enumerate(suite.expectations):
        try:
            setting = ExpectationConfiguration(line.type, dict(line.kwargs), meta={"number": number})
            lines.append(setting.to_domain_obj())
        except (GreatExpectationsError, ValueError) as error:
            raise ContractError(suite.where, f"{line.type}: {' '.join(str(error).split())}") from error
    return ExpectationSuite(name=suite.table, expectations=lines)


def _exception(info: Mapping[str, object]) -> str | None:
    """What went wrong while it ran. The report is one level deeper where a metric failed."""
    reports = [info] if "raised_exception" in info else list(info.values())
    for report in cast(list[Mapping[str, object]], reports):
        if report["raised_exception"]:
            return str(report["exception_message"])
    return None


def _finding(line: Expectation, result: ExpectationValidationResult, schema: TableSchema) -> Finding:
    """The finding names the first row that breaks it, or * where it is about the table as a whole."""
    column = line.kwargs.get("column", line.kwargs.get("column_A"))
    rows = result.result.get("partial_unexpected_index_list") or []
    row_id = "|".join(str(rows[0][name]) for name in schema.key) if rows else "*"
    return Finding(
        check=line.type.removeprefix("expect_"),
        severity=line.severity,
        table=schema.name,
        row_id=row_id,
        column=str(column) if column is not None else None,
        message=f"{line.meaning}: {_observed(result.result)}",
    )


def _observed(result: Mapping[str, object]) -> str:
    if result.get("observed_value") is not None:
        value = result["observed_value"]
        return f"it is {value:.3g}" if isinstance(value, float) else f"it is {value}"
    unexpected, missing = result.get("partial_unexpected_list"), result.get("partial_missing_list")
    counts = f"{result['unexpected_count']} of {result['element_count']} rows" if "element_count" in result else ""
    values = f"unexpected {unexpected}" if unexpected and not counts else ""
    lacking = f"missing {missing}" if missing else ""
    return ", ".join(part for part in (counts, values, lacking) if part) or "it does not hold"

"""DATA_CARD.md: how the rows were made, what they can bear, how accurate they are, what to mind before using them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.contract import Contract
from pipeline.publish.accuracy import Figure, is_of
from pipeline.publish.documents import render
from pipeline.publish.usage import Basis, UsageWarning


@dataclass(frozen=True, slots=True)
class Collection:
    """What was measured on one collection, in one go."""

    name: str
    about: str
    figures: tuple[Figure, ...]


def data_card_bytes(
    basis: Basis, contract: Contract, counts: Mapping[str, int], warnings: Sequence[UsageWarning]
) -> bytes:
    measured = sorted({(figure.measured_date, figure.commit, figure.annotator) for figure in basis.accuracy})
    return render(
        "DATA_CARD.md.j2",
        metadata=basis.metadata,
        provenance=basis.provenance,
        contract=contract,
        counts=counts,
        holdings=basis.holdings,
        collections=collections_of(basis.accuracy),
        measured=measured,
        is_measured=is_of(basis.accuracy, basis.provenance),
        warnings=warnings,
    )


def collections_of(accuracy: Sequence[Figure]) -> tuple[Collection, ...]:
    """The figures by collection, in the order of the file."""
    abouts = {figure.collection: figure.about for figure in accuracy}
    return tuple(
        Collection(name, about, tuple(figure for figure in accuracy if figure.collection == name))
        for name, about in abouts.items()
    )

"""What happens to people: killed, injured, abducted, freed …

"died" -> killed, intransitive · "killing" -> killed, active · "taken hostage" -> abducted
"death toll" -> killed, toll
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.lexicon import Lexicon
from pipeline.model import Hit, Mention, Outcome, Reading


def find_outcomes(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """Every word of the list of outcomes, in order, but for its look-alikes."""
    return tuple(
        Mention(
            "outcomes",
            reading.span(hit.first, hit.last),
            Outcome(code, hit.entry.traits["voice"]),
            f"outcomes.{hit.entry.id}",
            hit.first,
            hit.last,
        )
        for hit, code in told(reading.hits["outcomes"])
    )


def told(hits: Iterable[Hit]) -> Iterator[tuple[Hit, str]]:
    """The words without their look-alikes, each with its code.

    "The victims" are the dead of those told of before; where nobody has died those of what else happened last.
    """
    last: str | None = None
    has_died = False
    for hit in hits:
        if hit.entry.traits.get("look_alike") == "True":
            continue
        if hit.entry.traits["voice"] != "roll":
            last, has_died = hit.entry.means, has_died or hit.entry.means == "killed"
            yield hit, last
        elif last is not None:
            yield hit, "killed" if has_died else last

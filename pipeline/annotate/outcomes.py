"""What happens to people: killed, injured, abducted, freed …

"died" -> killed, intransitive · "killing" -> killed, active · "taken hostage" -> abducted
"death toll" -> killed, toll
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.lexicon import Lexicon
from pipeline.model import Mention, Outcome, Reading


def find_outcomes(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """Every word of the list of outcomes, in order, but for its look-alikes."""
    return tuple(
        Mention(
            "outcomes",
            reading.span(hit.first, hit.last),
            Outcome(hit.entry.means, hit.entry.traits["voice"]),
            f"outcomes.{hit.entry.id}",
            hit.first,
            hit.last,
        )
        for hit in reading.hits["outcomes"]
        if hit.entry.traits.get("look_alike") != "True"
    )

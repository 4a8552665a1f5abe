"""A Report gets its Mentions: who, what, when, where, how many, and who says so.

One file a kind of mention. `FINDERS` hold them in order: a later one may look at what an earlier one found. `LINKERS`
come behind them: who is meant, who says so, of what. They share one set of look-ups of what stands around a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.annotate.actors import find_actors
from pipeline.annotate.allegations import find_allegations
from pipeline.annotate.counts import find_counts
from pipeline.annotate.dates import find_dates
from pipeline.annotate.incidents import find_incidents
from pipeline.annotate.outcomes import find_outcomes
from pipeline.annotate.places import find_places
from pipeline.annotate.reading import read_text
from pipeline.annotate.speech import find_speech
from pipeline.annotate.surroundings import Surroundings, look_around
from pipeline.annotate.things import find_targets, find_weapons
from pipeline.annotate.victims import find_victims
from pipeline.lexicon import Lexicon
from pipeline.model import Annotated, Mention, Reading, Report

Found = Mapping[str, tuple[Mention, ...]]

FINDERS: tuple[tuple[str, Callable[[Reading, Lexicon, Found], tuple[Mention, ...]]], ...] = (
    ("dates", find_dates),
    ("counts", find_counts),
    ("victims", find_victims),
    ("outcomes", find_outcomes),
    ("places", find_places),
    ("weapons", find_weapons),
    ("targets", find_targets),
    ("incidents", find_incidents),
)
LINKERS: tuple[tuple[str, Callable[[Surroundings, Found], tuple[Mention, ...]]], ...] = (
    ("actors", find_actors),
    ("speech", find_speech),
    ("allegations", find_allegations),
)
KINDS = tuple(kind for kind, _ in (*FINDERS, *LINKERS))


def annotate(report: Report, lexicon: Lexicon) -> Annotated:
    """Report -> its reading and its mentions by kind. Pure; any text will do."""
    reading = read_text(report, lexicon)
    found: dict[str, tuple[Mention, ...]] = {}
    for kind, find in FINDERS:
        found[kind] = find(reading, lexicon, found)
    around = look_around(reading, lexicon, found)
    for kind, link in LINKERS:
        found[kind] = link(around, found)
    return Annotated(reading, found)

"""Decides which place a name means: the names of one report vote for countries, and doubtful names follow them.

"Hyderabad" in a report on Sindh -> the one in Pakistan; "Paris, Texas" -> the one in Texas; "Mobile phones" -> none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.annotate.place_names import Name
from pipeline.gazetteer import Candidate, Gazetteer, lies_with
from pipeline.model import Place

Votes = Mapping[str, float]

# What a name says for its country. A people and a country say it plainly; a name of several countries says little.
VOTE_OF_COUNTRY, VOTE_OF_PAIR, VOTE_OF_PLACE = 2.0, 1.5, 1.0
# A place votes when it is this widely known (decimal logarithm of people), and more so than any namesake abroad.
VOTING_WEIGHT, VOTING_LEAD = 5.0, 0.4
# How much a country that the whole report speaks of lifts a candidate, on the same scale: a town of 1 beats one of 100.
LIFT_OF_COUNTRY = 2.0
SUPPORT = 0.2  # share of the strongest country's votes from which on a country supports its places
# How widely a place must be known to be meant by a name, by what supports it.
KNOWN_TOWN, KNOWN_CITY, METROPOLIS = 4.3, 4.7, 5.5
# The kinds of place a noun may mean, the likeliest first. A town that the text calls a district is that town.
KINDS_OF_NOUN: Mapping[str, tuple[str, ...]] = {
    "province": ("province", "area", "district"),
    "district": ("district", "town", "province"),
    "town": ("town", "district"),
    "village": ("town", "district"),
}
LIFT_OF_KIND = (3.0, 1.0, 0.0)
FALL_OF_KIND = -3.0


def choose_places(names: Sequence[Name], gazetteer: Gazetteer) -> Votes:
    """Sets `chosen` of every name that means a place the gazetteer knows; returns the votes of the countries."""
    votes = count_votes(names, gazetteer)
    for name in reversed(names):  # the place that holds stands behind the one it holds, or was chosen before
        if name.can_lie_in is not None and name.can_lie_in.chosen is None:
            choose(name.can_lie_in, votes, gazetteer)
        choose(name, votes, gazetteer)
    located = {name.key: name.chosen for name in names if name.where and name.chosen}
    for name in names:
        if name.chosen is None and name.rule == "name" and not name.is_part and name.key in located:
            name.chosen = located[name.key]
    return votes


def count_votes(names: Sequence[Name], gazetteer: Gazetteer) -> Votes:
    votes: defaultdict[str, float] = defaultdict(float)
    for name in names:
        if name.people_of is not None and name.people_of.country_code:
            votes[name.people_of.country_code] += VOTE_OF_COUNTRY
        elif name.candidates:
            country, vote = vote_of(name, gazetteer)
            if country:
                votes[country] += vote
    return votes


def vote_of(name: Name, gazetteer: Gazetteer) -> tuple[str | None, float]:
    """Which country a name speaks for, and how loudly."""
    first = name.candidates[0]
    country = first.place.country_code
    if first.place.place_kind == "country" and not is_held(name):
        return country, VOTE_OF_COUNTRY
    if name.is_part:
        return None, 0.0
    holder = name.can_lie_in.candidates[:1] if name.can_lie_in else ()
    if holder and holder[0].weight >= METROPOLIS and inside(name.candidates, holder[0].place):
        return holder[0].place.country_code, VOTE_OF_PAIR
    abroad = max((c.weight for c in name.candidates if c.place.country_code != country), default=0.0)
    is_clear = first.weight >= VOTING_WEIGHT and first.weight - abroad >= VOTING_LEAD and first.use == "anywhere"
    if is_clear and (name.key not in gazetteer.stop or name.where):
        return country, VOTE_OF_PLACE
    return None, 0.0


def is_held(name: Name) -> bool:
    """Whether the text puts a name of a country inside another place: "Lebanon, Tennessee"."""
    holder = name.can_lie_in.candidates[:1] if name.can_lie_in else ()
    return (
        bool(holder) and bool(inside(name.candidates[1:], holder[0].place)) and holder[0].place.place_kind != "country"
    )


def inside(candidates: Sequence[Candidate], holder: Place) -> list[Candidate]:
    if holder.place_kind not in ("country", "province", "district"):
        return []
    return [c for c in candidates if c.place.place_id != holder.place_id and lies_with(c.place, holder)]


def choose(name: Name, votes: Votes, gazetteer: Gazetteer) -> None:
    """Sets `chosen` where one candidate is good enough."""
    if name.is_part or name.chosen is not None or not name.candidates:
        return
    holder = name.can_lie_in.chosen if name.can_lie_in else None
    held = inside(name.candidates, holder) if holder is not None else []
    is_holder = bool(name.listed_with and name.listed_with.can_lie_in is name)
    fit = held or [c for c in name.candidates if c.use == "anywhere" or is_holder]
    if not fit:
        return
    strongest = max(votes.values(), default=0.0)
    best = max(fit, key=lambda c: (score(c, name, votes, strongest), c.place.place_id))
    if held or best.weight >= weight_needed(name, best, votes, strongest, gazetteer):
        name.chosen = best.place


def score(candidate: Candidate, name: Name, votes: Votes, strongest: float) -> float:
    total = candidate.weight + LIFT_OF_COUNTRY * support(candidate.place, votes, strongest)
    kinds = KINDS_OF_NOUN.get(name.noun or "")
    if kinds is not None:
        kind = candidate.place.place_kind
        total += LIFT_OF_KIND[kinds.index(kind)] if kind in kinds else FALL_OF_KIND
    return total


def support(place: Place, votes: Votes, strongest: float) -> float:
    """How much of the report is about the country, from 0 to 1; areas across borders need no support."""
    if place.country_code is None:
        return SUPPORT
    return votes.get(place.country_code, 0.0) / strongest if strongest else 0.0


def weight_needed(name: Name, best: Candidate, votes: Votes, strongest: float, gazetteer: Gazetteer) -> float:
    """How widely known the candidate must be. A name that is a word or a surname needs more, one with a noun less."""
    is_supported = support(best.place, votes, strongest) >= SUPPORT
    stop = gazetteer.stop.get(name.key) if best.place.place_kind != "country" else None
    if name.noun in KINDS_OF_NOUN and name.where:
        return 0.0 if is_supported else KNOWN_TOWN
    if stop == "word":
        return METROPOLIS - 0.5 if is_supported and name.where else float("inf")
    if stop is not None:
        return (KNOWN_TOWN if is_supported else METROPOLIS) if name.where or name.rule == "dateline" else float("inf")
    if name.where or name.rule == "dateline":
        return 0.0 if is_supported else KNOWN_CITY
    return KNOWN_TOWN if is_supported else METROPOLIS

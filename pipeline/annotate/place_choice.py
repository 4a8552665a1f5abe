"""Decides which place a name means: the names of one report vote for countries, and doubtful names follow them.

"Hyderabad" in a report on Sindh -> the one in Pakistan; "Paris, Texas" -> the one in Texas; "Mobile phones" -> none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.annotate.place_setting import Name
from pipeline.gazetteer import Candidate, Gazetteer, lies_with
from pipeline.model import Place

# What a name says for its country. A people and a country say it plainly; a name of several countries says little.
VOTE_OF_COUNTRY, VOTE_OF_PAIR, VOTE_OF_PLACE = 2.0, 1.5, 1.0
# A place votes when it is this widely known (decimal logarithm of people), and more so than any namesake abroad.
VOTING_WEIGHT, VOTING_LEAD = 5.0, 0.4
# How much the country and the province that the whole report speaks of lift a candidate, on the same scale.
LIFT_OF_COUNTRY, LIFT_OF_PROVINCE = 2.5, 1.0
SUPPORT = 0.2  # share of the strongest country's votes from which on a country supports its places
# How widely a place must be known to be meant by a name, by what supports it.
ONLY_TOWN, KNOWN_TOWN, KNOWN_CITY, METROPOLIS = 3.5, 4.3, 4.7, 5.5
NEVER = float("inf")
# The kinds of place a noun may mean, the likeliest first. A town that the text calls a district is that town.
KINDS_OF_NOUN: Mapping[str, tuple[str, ...]] = {
    "province": ("province", "area", "district"),
    "district": ("district", "town", "province"),
    "town": ("town", "district", "province"),
    "village": ("town", "district"),
    "quarter": ("area", "town"),
}
LIFT_OF_KIND = (3.0, 1.0, 0.0)
FALL_OF_KIND = -3.0
WIDE = ("country", "province", "district")


@dataclass(frozen=True, slots=True)
class Votes:
    """What the names of one report say for countries, and for provinces as (country, name)."""

    countries: Mapping[str, float]
    provinces: Mapping[tuple[str | None, str | None], float]
    strongest: float
    strongest_province: float

    @property
    def home(self) -> str | None:
        """The country that most of the report speaks of."""
        return max(sorted(self.countries), key=lambda code: self.countries[code], default=None)

    def for_country(self, place: Place) -> float:
        """How much of the report is about the country, from 0 to 1; areas across borders need no support."""
        if place.country_code is None:
            return SUPPORT
        return self.countries.get(place.country_code, 0.0) / self.strongest if self.strongest else 0.0

    def for_province(self, place: Place) -> float:
        if place.admin1_name is None or not self.strongest_province:
            return 0.0
        return self.provinces.get((place.country_code, place.admin1_name), 0.0) / self.strongest_province


def choose_places(names: Sequence[Name], gazetteer: Gazetteer) -> Votes:
    """Sets `chosen` of every name that means a place the gazetteer knows; returns the votes."""
    votes = count_votes(names, gazetteer)
    for name in reversed(names):  # the widest of "Bonner, Missoula County, Montana" stands last
        if name.can_lie_in is not None and name.can_lie_in.chosen is None:
            choose_holder(name, name.can_lie_in, votes)
    for name in reversed(names):
        if name.candidates and name.chosen is None and not name.is_part:
            if name.can_lie_in is not None:
                choose(name.can_lie_in, votes, gazetteer)
            choose(name, votes, gazetteer)
    located = {name.key: name.chosen for name in names if name.where and name.chosen}
    for name in names:
        if name.chosen is None and name.rule == "name" and not name.is_part and name.key in located:
            name.chosen = located[name.key]
    return votes


def count_votes(names: Sequence[Name], gazetteer: Gazetteer) -> Votes:
    countries: defaultdict[str, float] = defaultdict(float)
    provinces: defaultdict[tuple[str | None, str | None], float] = defaultdict(float)
    for name in names:
        if name.people_of is not None and name.people_of.country_code:
            countries[name.people_of.country_code] += VOTE_OF_COUNTRY
        elif name.candidates and not name.is_part:
            place, vote = vote_of(name, gazetteer)
            if place is not None and place.country_code:
                countries[place.country_code] += vote
                if place.admin1_name:
                    provinces[place.country_code, place.admin1_name] += vote
    return Votes(
        countries, provinces, max(countries.values(), default=0.0), max(provinces.values(), default=0.0)
    )  # fmt: skip


def vote_of(name: Name, gazetteer: Gazetteer) -> tuple[Place | None, float]:
    """Which place a name speaks for, and how loudly."""
    first = name.candidates[0]
    holder = name.can_lie_in
    pairs = pairs_of(name, holder) if holder is not None else []
    if pairs and holder is not None:
        wide = max(pairs, key=lambda pair: pair[1].weight)[1]
        return wide.place, VOTE_OF_PAIR if wide.weight >= METROPOLIS else 0.0
    if first.place.place_kind == "country":
        return first.place, VOTE_OF_COUNTRY
    is_located = name.where is not None or name.rule == "dateline"
    stop = gazetteer.stop.get(name.key)
    if name.is_facility or stop == "word" or (stop is not None and not is_located):
        return None, 0.0
    abroad = max((c.weight for c in name.candidates if c.place.country_code != first.place.country_code), default=0.0)
    is_known = first.weight >= VOTING_WEIGHT and first.weight - abroad >= VOTING_LEAD and first.use == "anywhere"
    is_only = abroad == 0.0 and first.weight >= KNOWN_TOWN and stop is None
    if is_located and (is_known or is_only):
        return first.place, VOTE_OF_PLACE
    if is_known and first.weight >= METROPOLIS:
        return first.place, VOTE_OF_PLACE
    return None, 0.0


def inside(candidates: Sequence[Candidate], holder: Place) -> list[Candidate]:
    """The candidates that lie inside a country, a province or a district."""
    if holder.place_kind not in WIDE:
        return []
    return [c for c in candidates if c.place.place_id != holder.place_id and lies_with(c.place, holder)]


def pairs_of(name: Name, holder: Name) -> list[tuple[Candidate, Candidate]]:
    """(place, place that holds it) for all that the two names may mean together: "Lakewood, Washington"."""
    return [(c, wide) for wide in holder.candidates for c in inside(name.candidates, wide.place)]


def choose_holder(name: Name, holder: Name, votes: Votes) -> None:
    """Sets `chosen` of the holder where a place of the one name lies in a place of the other."""
    pairs = pairs_of(name, holder)
    if pairs and not holder.is_part:
        _, wide = max(pairs, key=lambda pair: (score(pair[1], holder, votes), pair[0].weight, pair[1].place.place_id))
        holder.chosen = wide.place


def choose(name: Name, votes: Votes, gazetteer: Gazetteer) -> None:
    """Sets `chosen` where one candidate is good enough."""
    if name.is_part or name.chosen is not None or not name.candidates:
        return
    holder = name.can_lie_in.chosen if name.can_lie_in else None
    held = inside(name.candidates, holder) if holder is not None else []
    is_holder = bool(name.listed_with and name.listed_with.can_lie_in is name)
    fit = [c for c in held or name.candidates if is_usable(c, name, is_holder or bool(held))]
    if not fit:
        return
    best = fit[0] if len(fit) == 1 else max(fit, key=lambda c: (score(c, name, votes), c.place.place_id))
    needed = 0.0 if held else weight_needed(name, best, votes, gazetteer)
    if not held and holder is not None and holder.place_kind in WIDE and best.place.place_kind != "country":
        needed = max(needed, METROPOLIS)  # "San Ysidro, California": not the one elsewhere
    if best.weight >= needed:
        name.chosen = best.place


def is_usable(candidate: Candidate, name: Name, is_paired: bool) -> bool:
    """Whether the name may stand for the place as it stands: "Cook County" with its noun, "FL" behind a place."""
    return name.noun == "district" if candidate.use == "noun" else candidate.use == "anywhere" or is_paired


def score(candidate: Candidate, name: Name, votes: Votes) -> float:
    place = candidate.place
    total = candidate.weight
    if place.country_code in votes.countries:
        total += LIFT_OF_COUNTRY * votes.for_country(place) + LIFT_OF_PROVINCE * votes.for_province(place)
    kinds = KINDS_OF_NOUN.get(name.noun) if name.noun else None
    if kinds is not None:
        total += LIFT_OF_KIND[kinds.index(place.place_kind)] if place.place_kind in kinds else FALL_OF_KIND
    return total


def weight_needed(name: Name, best: Candidate, votes: Votes, gazetteer: Gazetteer) -> float:
    """How widely known the candidate must be. A name that is a word or a surname needs more, one with a noun less."""
    place = best.place
    is_supported = votes.for_country(place) >= SUPPORT
    is_located = name.where is not None or name.rule == "dateline"
    unsupported = METROPOLIS if votes.strongest >= VOTE_OF_COUNTRY else KNOWN_CITY
    if len({c.place.country_code for c in name.candidates}) == 1:
        unsupported = KNOWN_TOWN if votes.countries else ONLY_TOWN
        if " " in name.key and place.place_kind in WIDE:
            unsupported = 0.0  # "North Waziristan" is the name of nothing else
    stop = gazetteer.stop.get(name.key) if place.place_kind != "country" else None
    if name.is_facility:
        return METROPOLIS if is_supported and stop is None else NEVER
    if best.use == "noun":
        return 0.0 if is_supported or sum(c.use == "noun" for c in name.candidates) == 1 else NEVER
    if name.noun == "quarter" and not is_supported:
        return NEVER
    if name.noun in KINDS_OF_NOUN and (name.where or name.is_told) and stop != "word":
        return 0.0 if is_supported else unsupported
    if stop == "word":
        return METROPOLIS - 0.5 if is_supported and name.where else NEVER
    if stop is not None:
        return (KNOWN_TOWN if is_supported else METROPOLIS) if is_located else NEVER
    if is_located:
        return 0.0 if is_supported else unsupported
    return KNOWN_TOWN if is_supported and (place.place_kind in WIDE or votes.for_province(place)) else METROPOLIS

"""Nouns for people: who they are, their sex and age where the noun tells.

"police officers" -> police, plural · "farm workers" -> worker · "aid worker" -> aid_worker, singular
Words that class a noun stand before it: "paramilitary personnel" -> paramilitary. The count is no part of the mention.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.lexicon import Lexicon
from pipeline.model import Hit, Mention, Reading, Victims

# A head noun of these groups says so little that a classing word before it decides.
# Nouns that stand for themselves behind another: "took two guards hostage".
APART = frozenset({"hostage_one"})
OPEN_GROUPS = frozenset({"all", "worker"})


def find_victims(reading: Reading, lexicon: Lexicon, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """The nouns for people, each with the classing words directly before it."""
    sites = {at: hit for hit in reading.hits["targets"] for at in range(hit.first, hit.last)}
    return tuple(
        as_mention(reading, run)
        for run in noun_runs(reading.hits["victims"])
        if is_noun(run[-1]) and not names_a_site(run[-1], sites)
    )


def names_a_site(head: Hit, sites: Mapping[int, Hit]) -> bool:
    """Whether the noun is the first part of the name of a place: "police" in "police station"."""
    site = sites.get(head.first)
    return site is not None and site.last > head.last


def noun_runs(hits: tuple[Hit, ...]) -> Iterator[list[Hit]]:
    """Hits that stand directly behind one another; the last one is the head."""
    run: list[Hit] = []
    for hit in hits:
        if run and (run[-1].last != hit.first or hit.entry.id in APART):
            yield run
            run = []
        run.append(hit)
    if run:
        yield run


def is_noun(hit: Hit) -> bool:
    return hit.entry.traits["number"] != "modifier"


def as_mention(reading: Reading, run: list[Hit]) -> Mention:
    head = run[-1].entry
    group, sex, age = head.means, head.traits.get("sex", "unknown"), head.traits.get("age", "unknown")
    for hit in reversed(run[:-1]):
        if group == "all" or (group in OPEN_GROUPS and hit.entry.means not in ("civilian", "all")):
            group = hit.entry.means
        sex = hit.entry.traits.get("sex", sex) if sex == "unknown" else sex
        age = hit.entry.traits.get("age", age) if age in ("unknown", "adult") else age
    value = Victims(group, sex, age, head.traits["number"])
    first, last = run[0].first, run[-1].last
    return Mention("victims", reading.span(first, last), value, f"victims.{head.id}", first, last)

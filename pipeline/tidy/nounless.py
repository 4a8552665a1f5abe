"""People told of without a noun: by a number alone, by "another", by whose body was found.

"six of the ten hostages" -> six · "all but two of the 14" -> twelve · "wounded another", "a third died" -> one
"a 14-year-old" -> one
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Annotated, Count, Mention, Reading, Sentence
from pipeline.tidy.groups import ONE, Group
from pipeline.tidy.story import between

ALL_BUT = ("all", "but")
ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth"})
# Classes of grammar.yml that can stand behind people whose noun is left out.
BEHIND_NOUN = frozenset({"and", "be", "have", "preposition", "subordinator", "modal", "adverb", "by", "contrast"})
# An age that stands for whoever is of it.
AGED = re.compile(r"(?:\d{1,3}|[a-z]+)-(?:year|month|week|day)-olds?")


class NounlessFinder:
    """Finds the people without a noun of one report, sentence by sentence."""

    def __init__(self, annotated: Annotated) -> None:
        self.reading: Reading = annotated.reading
        self.grammar = self.reading.grammar_at
        self.counts = annotated.mentions["counts"]
        self.nouns_ending = {mention.last for mention in annotated.mentions["victims"]}
        self.outcome_starts = {mention.first for mention in annotated.mentions["outcomes"]}
        self.bodies = {m.first for m in annotated.mentions["outcomes"] if m.rule == "outcomes.body"}

    def numbers(self, sentence: Sentence, groups: Sequence[Group]) -> Iterator[Group]:
        """The counts of a sentence that no group has taken: "40" in "40 wounded"."""
        taken = {group.count_span[0] for group in groups if group.count_span is not None}
        for mention in between(self.counts, sentence):
            if mention.first not in taken and isinstance(mention.value, Count) and not self.is_age(mention):
                span = (mention.first, mention.last)
                yield Group(mention.first, mention.last, mention.value, span, None, False, True, None)

    def is_age(self, count: Mention) -> bool:
        """Whether a number is how old somebody is: "Carlos, 18, was shot", "a woman in her 20's"."""
        around = self.word_at(count.first - 1), self.word_at(count.last)
        if around[1] == "'s":
            return True
        if self.is_age_of_several(count, around):
            return True
        if around != (",", ",") or count.first < 2 or count.last - count.first != 1:
            return False
        name = self.reading.starts[count.first - 2]
        return self.reading.words[count.first].isdigit() and self.reading.report.text[name].isupper()

    def is_age_of_several(self, count: Mention, around: tuple[str, str]) -> bool:
        """Whether a number is one of two ages behind people: "the brothers, 12 and 14, were shot"."""
        if around not in ((",", "and"), ("and", ",")):
            return False
        first = count.first if around[0] == "," else count.first - 2
        before, one, _, other, behind = (self.word_at(at) for at in range(first - 1, first + 4))
        return before == behind == "," and one.isdigit() and other.isdigit() and first - 1 in self.nouns_ending

    def with_some(self, groups: Sequence[Group]) -> Iterator[Group]:
        """The groups; a number of counted people is one with them: "six of the ten hostages" are six.

        "all but two of the 14" are twelve.
        """
        some: Group | None = None
        for group in groups:
            if some is not None and self.are_some_of(some, group):
                yield self.some_of(some, group)
                some = None
                continue
            if some is not None:
                yield some
            some = group
        if some is not None:
            yield some

    def are_some_of(self, some: Group, group: Group) -> bool:
        """Whether nothing but "of the" stands between a number and counted people: "one of the three top leaders"."""
        if some.noun is not None or some.count_span is None or group.count_span is None:
            return False
        if group.noun is None and group.last in self.outcome_starts:
            return False  # "nineteen of the 25 injured"
        between = [self.class_at(at) for at in range(some.last, group.first)]
        return between in (["of"], ["of", "definite"])

    def some_of(self, some: Group, group: Group) -> Group:
        count, whole = some.count, group.count
        before = self.reading.words[max(some.first - 2, 0) : some.first]
        if before == ALL_BUT and count is not None and whole is not None and count.low is not None and whole.low:
            left = whole.low - count.low
            count = Count(left, left, left, "exact")
        return replace(group, first=some.first, count=count, count_span=some.count_span)

    def others(self, sentence: Sentence, groups: Sequence[Group]) -> Iterator[Group]:
        """One person without a noun: "wounded another", "a third died", "a charred body", "the 32-year-old"."""
        taken = {at for group in groups for at in range(group.first, group.last)}
        for hit in between(self.reading.hits["grammar"], sentence):
            if hit.entry.means not in ("indefinite", "definite") or hit.first in taken:
                continue
            is_known = hit.entry.means == "definite"
            if self.is_aged_person(hit.last):
                span = None if is_known else (hit.first, hit.last)
                yield Group(hit.first, hit.last + 1, ONE, span, None, is_known, True, None)
                continue
            if is_known:
                continue
            body = next((at for at in range(hit.last, hit.last + 3) if at in self.bodies), None)
            if body is not None:
                yield Group(hit.first, body, ONE, (hit.first, hit.last), None, False, True, None)
                continue
            is_ordinal = self.word_at(hit.last) in ORDINALS
            last = hit.last + is_ordinal
            if last in taken or not (is_ordinal or self.reading.words[hit.last - 1] == "another"):
                continue
            if self.is_end(last):
                yield Group(hit.first, last, ONE, (hit.first, last), None, False, True, None, is_more=True)

    def is_aged_person(self, at: int) -> bool:
        """Whether an age stands for a person: "a 14-year-old was shot", not "a 14-year-old boy"."""
        return AGED.fullmatch(self.word_at(at)) is not None and self.is_end(at + 1)

    def is_end(self, at: int) -> bool:
        """Whether people whose noun is left out can end before a token."""
        is_before_verb = self.class_at(at) in BEHIND_NOUN or at in self.outcome_starts
        return is_before_verb or not self.word_at(at)[:1].isalnum()

    def word_at(self, at: int) -> str:
        """The word at a token; nothing behind the last."""
        return self.reading.words[at] if at < len(self.reading.words) else ""

    def class_at(self, first: int) -> str:
        hit = self.grammar.get(first)
        return hit.entry.means if hit is not None else ""

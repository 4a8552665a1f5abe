"""Counts and nouns become groups of people: who is counted, and how many.

"at least two dozen armed insurgents" -> count + insurgents · "a policeman" -> one policeman · "30 of the inmates"
"40" in "40 wounded" -> a count whose noun is left out · "soldiers" -> an uncounted plural
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Annotated, Count, Hit, Mention, Outcome, Reading, Sentence, Speech, Victims
from pipeline.tidy.groups import A_FAMILY, BOTH, ONE, SEVERAL, Group
from pipeline.tidy.nounless import NounlessFinder
from pipeline.tidy.roles import RoleFinder, is_one_person
from pipeline.tidy.story import between

# How many words may stand between a count and its noun: "two heavily armed masked suspected militants".
ADJECTIVES = 4
# How many words may name whom somebody belongs to: "the southern port city's".
POSSESSOR = 5
# How many words a name in quotation marks may have behind its first.
QUOTED = 4
QUOTES = frozenset({'"', "“", "”"})
# How many words a bracket inside a noun group may hold.
BRACKET = 14
OPENING = {")": "(", "]": "["}
# How many words may stand between people and the family they are of: "members of the late mayor's extended".
FAMILY = 9
FAMILY_RULE = "victims.family"
# Classes of grammar.yml that can stand before the family: "of the late mayor's", "of the Hale and Roe".
IN_FAMILY_NAME = frozenset({"", "definite", "indefinite", "other", "possessive", "and"})
# Nouns for somebody's relatives, which nobody need have told of before: "her sons".
KIN = frozenset(
    {"victims.child_many", "victims.kindred_many", "victims.kinsman_many", "victims.kinswoman_many"}
    | {"victims.grown_kinsman_many", "victims.grown_kinswoman_many"}
    | {"victims.young_kin_many", "victims.young_kinsman_many", "victims.young_kinswoman_many"}
)
# Whose they are: somebody's, and not "our children".
SOMEBODYS = frozenset({"her", "his", "their"})
# "20 people, mostly women": they are some of those told of.
MOSTLY = frozenset({"chiefly", "largely", "mainly", "mostly", "predominantly", "primarily"})
# The entries of counts.yml and grammar.yml that say that they are more.
MORE = frozenset({"another", "further", "more"})
# Words for where people are from that are on no other list.
ORIGINS = frozenset({"expatriate", "foreign", "international", "internationals", "local", "national", "nationals"})
VERBS = frozenset({"passive", "active", "state", "intransitive"})
HELD = "outcomes.abducted_result"  # "hostage" in "took two men hostage"
WHOLE = frozenset({"entire", "whole"})


def speaking_tokens(said: Sequence[Mention]) -> Iterator[int]:
    """The tokens of those who stand behind their words, right before the verb: they are nobody their words tell of."""
    for mention in said:
        speech = mention.value
        assert isinstance(speech, Speech)
        speaker = speech.speaker
        if speaker is None or not speech.scope.end <= speaker.start == mention.span.start:
            continue
        if mention.span.end - speaker.end <= len(speech.verb) + 1:
            yield from range(mention.first, mention.last)


class GroupFinder:
    """Finds the groups of one report, sentence by sentence."""

    def __init__(self, annotated: Annotated) -> None:
        self.reading: Reading = annotated.reading
        self.grammar, self.grammar_ending = self.reading.grammar_at, self.reading.grammar_before
        self.counts_ending = {mention.last: mention for mention in annotated.mentions["counts"]}
        self.outcomes_ending = {mention.last: mention for mention in annotated.mentions["outcomes"]}
        self.events_ending = {m.last for m in annotated.mentions["incidents"] if not is_nominal(m)}
        self.nouns = annotated.mentions["victims"]
        self.counts_hits = {hit.first: hit for hit in self.reading.hits["counts"]}
        self.counts_at = {mention.first: mention for mention in annotated.mentions["counts"]}
        self.nouns_at = {mention.first: mention for mention in self.nouns}
        self.families = {mention.first: mention for mention in self.nouns if self.is_family(mention)}
        self.fates = {m.first for m in annotated.mentions["outcomes"] if is_of_somebody(m)}
        self.names_ending = {m.last: m.first for m in annotated.mentions["actors"] if m.last - m.first > 1}
        self.outcome_starts = {mention.first for mention in annotated.mentions["outcomes"]}
        # The tokens inside words for what happened, where a noun is no people: "two were taken hostage".
        fates = (m for m in annotated.mentions["outcomes"] if is_roll(m) or is_fixed(m) or m.rule in BOTH)
        self.said = {at for m in fates for at in range(m.first, m.last)}
        # Nouns that can be the subject of what is done to people: "guerrillas killed", "the strike killed".
        things = (m for kind in ("weapons", "incidents") for m in annotated.mentions[kind])
        self.subject_ends = {m.last for m in self.nouns} | {m.last for m in things if m.last not in self.events_ending}
        self.people = tuple(self.nationals(annotated.mentions["places"]))
        # The tokens that tell where people are from or of what kind they are.
        modifiers = [hit for hit in self.reading.hits["victims"] if hit.entry.traits["number"] == "modifier"]
        demonyms = [m for m in annotated.mentions["places"] if m.rule == "places.demonym"]
        self.describing = {at for hit in modifiers for at in range(hit.first, hit.last)}
        self.describing |= {at for m in demonyms for at in range(m.first, m.last)}
        self.describing |= {at for at, word in enumerate(self.reading.words) if word in ORIGINS}
        self.nounless = NounlessFinder(annotated)
        self.roles = RoleFinder(annotated)
        self.speakers = frozenset(speaking_tokens(annotated.mentions["speech"]))

    def groups(self, sentence: Sentence) -> list[Group]:
        """The groups of one sentence in order."""
        nouns = [n for n in between(self.nouns, sentence) if n.first not in self.speakers and n.first not in self.said]
        found = [g for noun in nouns if (g := self.around(noun, sentence.first)) is not None]
        counted = (self.around(people, sentence.first) for people in between(self.people, sentence))
        found += [group for group in counted if group is not None and group.count_span is not None]
        found += self.nounless.numbers(sentence, found)
        found = list(self.with_shared_noun(sorted(found, key=lambda g: (g.first, -g.last))))
        found = list(self.nounless.with_some(sorted(found, key=lambda g: (g.first, -g.last))))
        found += self.nounless.others(sentence, found)
        found = [self.with_family(replace(g, is_more=True) if self.is_more(g) else g) for g in found]
        return list(self.roles.taken_in(with_apposed(sorted(found, key=lambda g: (g.first, -g.last)))))

    def with_shared_noun(self, groups: Sequence[Group]) -> Iterator[Group]:
        """The groups; a number shares the noun of the next: "two foreign and three local aid workers"."""
        shared: list[Group] = []
        for group in reversed(groups):
            following = shared[-1] if shared else None
            if following is not None and self.shares_noun(group, following):
                group = replace(group, last=following.first - 1, noun=following.noun)
            shared.append(group)
        return reversed(shared)

    def shares_noun(self, group: Group, following: Group) -> bool:
        """Whether a number has nothing but words that describe behind it, and "and" before counted people."""
        joint = following.first - 1
        if group.count_span is None or following.count_span is None or following.noun is None or joint < group.last:
            return False
        described = range(group.count_span[1], joint)
        is_joined = self.reading.words[joint] == "," or self.class_at(joint) == "and"
        is_own = group.noun is not None and self.reading.words[group.last - 1].endswith("s")  # "two Italians and"
        return is_joined and len(described) > 0 and not is_own and self.describing.issuperset(described)

    def nationals(self, places: Sequence[Mention]) -> Iterator[Mention]:
        """The words for people of a country that stand as nouns: "eight Britons and a 17-year-old Dane"."""
        words, following = self.reading.words, (*self.reading.words, "")
        for place in places:
            if place.rule != "places.demonym":
                continue
            behind = following[place.last]
            is_end = not behind[:1].isalpha() or self.class_at(place.last) or self.is_verb_of_one(place.last)
            is_noun = words[place.first].endswith("s") or is_end
            if is_noun and place.last not in self.nouns_at:
                number = "plural" if words[place.first].endswith("s") else "singular"
                yield replace(place, kind="victims", value=Victims("all", "unknown", "unknown", number))

    def is_verb_of_one(self, at: int) -> bool:
        """Whether an outcome is what happened to those before it: "an Italian killed", not "an Italian wounded man"."""
        return at in self.outcome_starts and at + 1 not in self.nouns_at

    def is_more(self, group: Group) -> bool:
        """Whether a word of the group, or the one right behind it, says that they are not those told of before."""
        behind = group.count_span[1] if group.count_span is not None else group.first
        between = range(behind, (group.noun.first if group.noun is not None else group.last) + 1)
        hits = (self.counts_hits.get(group.first), *(self.grammar.get(at) for at in between))
        return any(hit is not None and hit.entry.id in MORE for hit in hits)

    def around(self, noun: Mention, sentence_start: int) -> Group | None:
        """The group whose head is `noun`, or None for a possessive ("the officer's car")."""
        victims = noun.value
        assert isinstance(victims, Victims)
        if self.class_at(noun.last) == "possessive" and not self.is_fate(noun.last):
            return None
        counted = self.counted_behind(noun)
        if counted is not None:
            return counted
        if self.opens_quoted_name(noun):
            return None
        at, inner = noun.first, None
        if at and self.reading.words[at - 1] in QUOTES:
            at -= 1  # two "attackers"
        for _ in range(ADJECTIVES + 1):
            at = at if at in self.counts_ending else self.before_bracket(at)  # "Two (2) people"
            at = self.names_ending.get(at, at)  # "five National Liberation Front (NLF) rebels"
            if inner is not None and self.reading.words[noun.first] == "others":
                break  # "killing four and wounding others": nobody is called a wounding other
            if inner is not None and at in self.subject_ends and self.opens(inner, at):
                break  # "guerrillas killed minister …": what stood between two nouns is no adjective, it is a verb
            count = self.counts_ending.get(at)
            if count is not None and isinstance(count.value, Count):
                span = (count.first, count.last)
                return Group(count.first, noun.last, count.value, span, noun, False, True, inner)
            before = self.grammar_ending.get(at)
            kind = before.entry.means if before is not None else ""
            if kind == "indefinite" and inner is not None and not self.opens(inner, at):
                break  # "gunmen on a motorcycle killed journalist …": the article is that of another noun
            if before is not None and noun.rule == FAMILY_RULE and self.is_whole_family(before, noun):
                of = self.grammar_ending.get(before.first)
                counted = self.partitive(of, noun, inner) if of is not None and of.entry.means == "of" else None
                return counted or Group(before.first, noun.last, A_FAMILY, None, noun, False, True, inner)
            if before is not None and kind == "indefinite" and noun.rule != FAMILY_RULE:
                span = (before.first, before.last)
                return Group(before.first, noun.last, ONE, span, noun, False, True, inner)
            if before is not None and kind == "of":
                counted = self.partitive(before, noun, inner)
                return counted or self.bare(at, noun, inner, is_definite=False)
            if before is not None and kind == "possessive":
                group = self.bare(self.possessor(before.first), noun, inner, is_definite=not is_kin(noun))
                return replace(group, is_owned=is_kin(noun))
            if before is not None and kind == "definite":
                outer = self.grammar_ending.get(before.first)
                if outer is not None and outer.entry.means == "of":
                    counted = self.partitive(outer, noun, inner)
                    if counted is not None:
                        return counted
                is_relatives = is_kin(noun) and self.reading.words[before.first] in SOMEBODYS
                group = self.bare(before.first, noun, inner, is_definite=not is_relatives)
                return replace(group, is_owned=before.entry.id == "own")
            if kind not in ("", "other", "identified") or at == sentence_start or self.is_barrier(at - 1):
                if inner is not None and self.is_verb(inner):
                    break
                return self.bare(at, noun, inner, is_definite=False)
            outcome = self.outcomes_ending.get(at)
            inner = outcome or inner
            if outcome is not None and outcome.rule in BOTH:
                at = outcome.first  # "a number of killed and injured people"
                continue
            at = before.first if before is not None else at - 1
        return self.bare(noun.first, noun, None, is_definite=False)

    def is_whole_family(self, article: Hit, noun: Mention) -> bool:
        """Whether a family is told of as one: "a family", "the entire family"."""
        words = self.reading.words[article.last : noun.first]
        return article.entry.means == "indefinite" or not WHOLE.isdisjoint(words)

    def is_fate(self, at: int) -> bool:
        """Whether what somebody has is a death: "the mayor's murder", "a man's body was found", not "his car"."""
        return at in self.outcome_starts or at + 1 in self.fates

    def opens_quoted_name(self, noun: Mention) -> bool:
        """Whether a noun is the first word of a name in quotation marks: the "peasant defence patrol"."""
        words = self.reading.words
        if not noun.first or words[noun.first - 1] not in QUOTES:
            return False
        return any(word in QUOTES for word in words[noun.last + 1 : noun.last + QUOTED])

    def is_verb(self, inner: Mention) -> bool:
        """Whether an outcome between a clause's beginning and a noun acts on that noun: "that killed minister"."""
        before = self.grammar_ending.get(inner.first)
        if before is None:
            return False
        if before.entry.means == "and":
            return before.first in self.outcomes_ending  # "shot and killed Bishop …", not "the sick and wounded men"
        return before.entry.means in ("relative", "adverb", "modal", "have", "pronoun")

    def opens(self, inner: Mention, at: int) -> bool:
        """Whether nothing but adverbs stands between token `at` and an outcome."""
        while at in self.grammar and self.grammar[at].entry.means == "adverb":
            at = self.grammar[at].last
        return at == inner.first

    def counted_behind(self, noun: Mention) -> Group | None:
        """ "a family of five", "a crew of twelve", "the family of six members": the number behind the noun."""
        if self.class_at(noun.last) != "of":
            return None
        count = self.counts_at.get(noun.last + 1)
        if count is None or not isinstance(count.value, Count) or is_one_person(noun):
            return None  # "a young man of 18" is one
        span = (count.first, count.last)
        behind = self.nouns_at.get(count.last)
        if behind is not None and noun.rule != FAMILY_RULE:
            return None
        article = self.grammar_ending.get(noun.first)
        is_article = article is not None and article.entry.means in ("definite", "indefinite")
        first = article.first if article is not None and is_article else noun.first
        last = behind.last if behind is not None else count.last
        return Group(first, last, count.value, span, behind or noun, False, True, None)

    def with_family(self, group: Group) -> Group:
        """The group with the family its people are of: "seven members of the Hale family" are civilians."""
        victims = group.victims
        if victims is None or group.noun is None or self.class_at(group.last) not in ("of", "preposition"):
            return group
        for at in range(group.last + 1, min(group.last + FAMILY, len(self.reading.words))):
            family = self.families.get(at)
            if family is not None:
                as_civilians = replace(group.noun, value=replace(victims, group="civilian"))
                return replace(group, last=family.last, noun=as_civilians if victims.group == "all" else group.noun)
            is_other = at in self.outcome_starts or at in self.nouns_at or at in self.counts_at or self.is_barrier(at)
            if is_other or self.class_at(at) not in IN_FAMILY_NAME:
                break
        return group

    def is_family(self, noun: Mention) -> bool:
        """Whether a noun is a family, or several as in "members of the Hale and Roe families"."""
        return noun.rule == FAMILY_RULE or self.reading.words[noun.last - 1] == "families"

    def before_bracket(self, at: int) -> int:
        """Where a bracket that closes right before token `at` opens: "7 staff (six of them local) members"."""
        sign = OPENING.get(self.reading.words[at - 1]) if at else None
        if sign is None:
            return at
        opening = range(at - 2, max(at - 2 - BRACKET, -1), -1)
        return next((i for i in opening if self.reading.words[i] == sign), at)

    def is_barrier(self, at: int) -> bool:
        """Whether the token cannot stand inside a noun group: a sign, or an incident's verb."""
        word = self.reading.words[at]
        is_adjective = word.endswith("ing") and self.class_before(at) == "definite"
        is_adjective |= word.endswith("ed") and at in self.counts_ending  # "12 captured soldiers"
        is_theirs = at in self.outcomes_ending and self.class_at(at) == "of_whom"  # "107 bodies of the victims"
        return not word[0].isalnum() or is_theirs or (at + 1 in self.events_ending and not is_adjective)

    def class_before(self, at: int) -> str:
        """The class of the grammar word that ends before a token."""
        hit = self.grammar_ending.get(at)
        return hit.entry.means if hit is not None else ""

    def possessor(self, at: int) -> int:
        """Where the possessor that ends before token `at` begins: "the area's", "Pakistan's"."""
        for first in range(at - 1, max(at - POSSESSOR, 0) - 1, -1):
            if first + 1 in self.outcomes_ending:
                return first + 1  # "wounded Castillo's son"
            if self.is_barrier(first) or self.class_at(first) not in ("", "definite", "indefinite"):
                return first + 1
            if self.class_at(first):
                return first
        return at - 1

    def class_at(self, first: int) -> str:
        hit = self.grammar.get(first)
        return hit.entry.means if hit is not None else ""

    def partitive(self, of: Hit, noun: Mention, inner: Mention | None) -> Group | None:
        """The count before `of`: "three of the attackers", "dozens of insurgents"."""
        count = self.counts_ending.get(of.first) or self.counts_ending.get(of.last)
        if count is None or not isinstance(count.value, Count):
            return None
        return Group(count.first, noun.last, count.value, (count.first, count.last), noun, False, True, inner)

    def bare(self, first: int, noun: Mention, inner: Mention | None, *, is_definite: bool) -> Group:
        """A group without a number: one person in the singular, several in the plural, None if they are known ones."""
        victims = noun.value
        assert isinstance(victims, Victims)
        if victims.number == "singular":
            return Group(first, noun.last, ONE, None, noun, is_definite, True, inner)
        is_definite = is_definite or self.reading.words[first] in MOSTLY
        return Group(first, noun.last, None if is_definite else SEVERAL, None, noun, is_definite, False, inner)


def is_fixed(mention: Mention) -> bool:
    """Whether an outcome has a noun that is no people: "taken hostage", "seized by gunmen", "took two men hostage"."""
    told = mention.value
    if mention.rule == HELD:
        return True
    return isinstance(told, Outcome) and mention.last - mention.first > 1 and told.voice in VERBS


def is_kin(noun: Mention) -> bool:
    return noun.rule in KIN


def with_apposed(groups: list[Group]) -> Iterator[Group]:
    """The groups; a counted one takes in a noun right behind it: "10 agency staff aid workers"."""
    kept: Group | None = None
    for group in groups:
        if kept is not None and kept.count_span is not None and group.first == kept.last and group.count_span is None:
            kept = replace(kept, last=group.last, noun=group.noun)
            continue
        if kept is not None:
            yield kept
        kept = group
    if kept is not None:
        yield kept


def is_of_somebody(mention: Mention) -> bool:
    """Whether an outcome can be somebody's: "his death"."""
    return isinstance(mention.value, Outcome) and mention.value.voice == "nominal"


def is_roll(mention: Mention) -> bool:
    """Whether an outcome opens a list of its people: "the victims were identified as"."""
    return isinstance(mention.value, Outcome) and mention.value.voice == "roll"


def is_nominal(mention: Mention) -> bool:
    return bool(getattr(mention.value, "is_nominal", False))


def find_groups(annotated: Annotated, sentences: Sequence[Sentence]) -> list[tuple[Group, ...]]:
    """The groups of each of these sentences, in order, without overlap."""
    if not sentences:
        return []
    finder = GroupFinder(annotated)
    return [tuple(without_overlap(finder.groups(sentence))) for sentence in sentences]


def without_overlap(groups: list[Group]) -> Iterator[Group]:
    """Of groups that overlap the first and longest stays."""
    free = -1
    for group in groups:
        if group.first >= free:
            yield group
            free = group.last

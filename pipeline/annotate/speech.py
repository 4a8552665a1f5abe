"""Who says which words.

"Two died, police said." · "Khan told reporters that …" · "according to military statements" · "reportedly" (by nobody
named)
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.annotate.speech_scope import Scope, clause_scope, colon_scope, source_scope, verb_scope
from pipeline.annotate.subject_phrases import BEHIND_NOUN, head_ends, phrase_start
from pipeline.annotate.surroundings import DETERMINERS, Surroundings, skip_right, subject_ends
from pipeline.model import ActorName, Hit, Mention, Sentence, Speech, frozen
from pipeline.spoken import SpokenWords

NO_SPEECH = frozenset({"between", "break"})
# A passive of these has no speaker of its own: "attacks were reported".
SAID_BY_NOBODY = frozenset({"reported", "said", "alleged", "claimed", "estimated"})
# Verbs whose speaker may stand behind them, after a quotation: "…," said the mayor.
INVERTED = frozenset({"said", "says", "added", "adds", "explained", "wrote", "reported"})
LONGEST_NAME, LONGEST_SOURCE = 4, 10
# How many words may stand before the first of two who speak: "at least two residents and a teacher said".
LONGEST_QUANTIFIER = 3
# How far from its beginning a sentence may name the subject of its second verb: "The mayor … and said".
FIRST_WORDS = 8
# Plain nouns for the sources of a report, which go on speaking for the body named just before.
BARE_SOURCES = frozenset({"officials", "sources", "spokesman", "spokeswoman", "spokesperson", "statement"})


@frozen
class Speaker:
    """Tokens of the one who speaks, with what is known of them; `mention` is None where only a name stands there."""

    first: int
    last: int
    mention: Mention | None
    role: str = "unknown"  # of one without a mention, as an aside tells it

    @property
    def named(self) -> ActorName | None:
        value = self.mention.value if self.mention is not None else None
        return value if isinstance(value, ActorName) else None


def find_speech(around: Surroundings, found: Mapping[str, tuple[Mention, ...]]) -> tuple[Mention, ...]:
    """Every act of speech with its speaker and the words said, in order."""
    hits = [hit for hit in around.reading.hits["speech"] if hit.entry.means not in NO_SPEECH]
    actors = found.get("actors", ())
    if not hits and not actors:
        return ()
    ends = {mention.last: mention for mention in actors}
    firsts = {mention.first: mention for mention in actors}
    said = sorted([*spoken(around, hits, ends, firsts), *headlines(around, actors)], key=lambda mention: mention.first)
    return tuple(nested(quotes_continued(around, roles_continued(around, said))))


def spoken(
    around: Surroundings, hits: list[Hit], ends: Mapping[int, Mention], firsts: Mapping[int, Mention]
) -> Iterator[Mention]:
    """What the verbs and phrases of saying say, one after the other."""
    claims = {hit.first for hit in around.reading.hits["allegations"] if hit.entry.traits.get("frame") == "claim"}
    previous = 0
    for hit in hits:
        means = hit.entry.means
        if hit.first in claims:
            continue
        if means == "hedge" or is_said_by_nobody(around, hit):
            mention = as_mention(around, hit, None, clause_scope(around, hit.first, hit.last))
        elif means == "according":
            speaker = source_after(around, hit, firsts)
            if speaker is None:
                continue
            mention = as_mention(around, hit, speaker, source_scope(around, hit.first, speaker.last, previous))
        else:
            speaker = speaker_of(around, hit, ends, firsts)
            if speaker is None:
                continue
            mention = as_mention(around, hit, speaker, verb_scope(around, hit, speaker, previous))
        if mention is not None:
            previous = mention.last if mention.value.speaker is not None else previous  # type: ignore[union-attr]
            yield mention


def is_said_by_nobody(around: Surroundings, hit: Hit) -> bool:
    words = around.reading.words
    return words[hit.first] in SAID_BY_NOBODY and around.classes.get(hit.first - 1) == "be"


def speaker_of(
    around: Surroundings, hit: Hit, ends: Mapping[int, Mention], firsts: Mapping[int, Mention]
) -> Speaker | None:
    """Who the subject of a verb of saying is: before it, behind it after a quotation, of a participle far before it."""
    sentence, words = around.sentence(hit.first), around.reading.words
    possible = subject_ends(around, hit.first)
    if words[hit.first].endswith("ing"):
        within = (ends[at] for at in (possible[0], *range(sentence.first, hit.first)) if at in ends)
        mention = next(within, None)
        return Speaker(mention.first, mention.last, mention) if mention is not None else None
    if has_aside(around, possible):
        return before_aside(around, possible, ends)
    for end in possible:
        if end in ends:
            return with_first(around, ends[end], ends)
    if around.classes.get(possible[0] - 1) == "and":
        return first_subject(around, sentence, ends)
    before = words[hit.first - 1] if hit.first > sentence.first else ""
    if before in ('"', ",") and words[hit.first] in INVERTED and (behind := speaker_behind(around, hit.last, firsts)):
        return behind
    return named_aside(around, possible, ends) or named_or_head(around, possible[0], ends)


def with_first(around: Surroundings, mention: Mention, ends: Mapping[int, Mention]) -> Speaker:
    """Of two who speak together the first, in the words for both: "police and hospital officials said"."""
    at = mention.first
    while around.classes.get(at - 1) in DETERMINERS:
        at -= 1
    first = ends.get(at - 1) if around.classes.get(at - 1) == "and" else None
    if first is None or first.first - phrase_start(around, first.last) > LONGEST_QUANTIFIER:
        return Speaker(mention.first, mention.last, mention)
    both = replace(first, span=around.reading.span(first.first, mention.last), last=mention.last)
    return Speaker(first.first, mention.last, both)


def first_subject(around: Surroundings, sentence: Sentence, ends: Mapping[int, Mention]) -> Speaker | None:
    """The party a sentence begins with, of whose second verb it is the subject: "The mayor saw it and said"."""
    first = skip_right(around, sentence.first, sentence.last)
    for end in range(first + 1, min(first + FIRST_WORDS, sentence.last)):
        if end in ends and ends[end].first == first:
            return Speaker(first, end, ends[end])
    return None


def named_aside(around: Surroundings, possible: Sequence[int], ends: Mapping[int, Mention]) -> Speaker | None:
    """The person a post stands before: "the press officer in the state, DSP Ann Roe, said"."""
    comma = possible[-1]
    if len(possible) < 3 or around.reading.words[comma] != ",":
        return None
    named = named_before(around, possible[0] - 1)
    if named is None or named.first != comma + 1 or named.last - named.first < 2 or named.first in around.place_at:
        return None
    told = [ends[end] for end in range(phrase_start(around, comma), comma + 1) if end in ends]
    value = told[-1].value if told else None
    return replace(named, role=value.role) if isinstance(value, ActorName) else None


def named_or_head(around: Surroundings, end: int, ends: Mapping[int, Mention]) -> Speaker | None:
    """A name, else the noun behind which more is told: "a doctor at the clinic who asked not to be named told"."""
    named = named_before(around, end)
    if named is not None and around.classes.get(named.first - 1) not in BEHIND_NOUN:
        return named
    heads = head_ends(around, (end,))
    for head in heads:
        if head in ends:
            return Speaker(ends[head].first, ends[head].last, ends[head])
    start = phrase_start(around, end)
    if heads and heads[0] - start > 1 and around.classes.get(start) in DETERMINERS:
        return Speaker(start + 1, heads[0], None)
    return named


def before_aside(around: Surroundings, possible: Sequence[int], ends: Mapping[int, Mention]) -> Speaker | None:
    """Who speaks where an aside tells more of him: "Ali Khan, a spokesman, said", "the group, which is armed, said"."""
    head = possible[-1]
    if head in ends:
        return Speaker(ends[head].first, ends[head].last, ends[head])
    whole = next((ends[end] for end in possible if end in ends and ends[end].first < head), None)
    if whole is not None:
        return Speaker(whole.first, whole.last, whole)  # "Ali Khan, a spokesman for the group, said"
    told = next((ends[end] for end in possible if end in ends and ends[end].first > head), None)
    named = named_before(around, head)
    if around.classes.get(head + 1) == "relative":
        return named_or_head(around, head, ends)
    if named is not None and named.last - named.first > 1:
        return replace(
            named, role=told.value.role if told is not None and isinstance(told.value, ActorName) else "unknown"
        )
    return Speaker(told.first, told.last, told) if told is not None else None


def speaker_behind(around: Surroundings, token: int, firsts: Mapping[int, Mention]) -> Speaker | None:
    """Who speaks behind an inverted verb: "…, said police", "…, said Dr. Ahmed Noor"."""
    last = around.sentence(token).last
    first = skip_right(around, token, last)
    if first in firsts:
        return Speaker(firsts[first].first, firsts[first].last, firsts[first])
    grammar = around.reading.hits["grammar"]
    at = bisect_left(grammar, first, key=lambda hit: hit.first)
    if any(hit.first == first and hit.entry.id == "title" for hit in grammar[at : at + 1]):
        first += 1 + (around.reading.words[first + 1 : first + 2] == (".",))
    end = first
    while end < min(last, first + LONGEST_NAME) and is_name(around, end):
        end += 1
    return Speaker(first, end, None) if end - first > 1 else None


def named_before(around: Surroundings, end: int) -> Speaker | None:
    """The name that ends before a token, as its capitals tell."""
    first = end
    while first > max(around.sentence(end - 1).first, end - LONGEST_NAME) and is_name(around, first - 1):
        first -= 1
    return Speaker(first, end, None) if first < end else None


def has_aside(around: Surroundings, ends: Sequence[int]) -> bool:
    """Whether what stands right before a verb tells more of the speaker: "the group, which is allied to X, said"."""
    if len(ends) < 3:
        return False
    opens = around.classes.get(ends[-1] + 1)
    return opens in ("relative", "indefinite", "definite") and around.reading.words[ends[-1]] == ","


def is_name(around: Surroundings, token: int) -> bool:
    """Whether a token may be part of a name; in a text of capitals nothing tells."""
    return not around.reading.is_capitals and not around.is_particle(token) and around.is_capitalised(token)


def source_after(around: Surroundings, hit: Hit, firsts: Mapping[int, Mention]) -> Speaker | None:
    """The source behind "according to": a party, else the words up to the next sign."""
    last = around.sentence(hit.first).last
    first = skip_right(around, hit.last, last, DETERMINERS)
    for at in range(first, min(last, first + 3)):
        mention = firsts.get(at)
        if mention is not None:
            return Speaker(at, mention.last, mention)
    end = first
    while end < min(last, first + LONGEST_SOURCE) and around.reading.words[end][0].isalnum():
        end += 1
    return Speaker(first, end, None) if end > first else None


def headlines(around: Surroundings, actors: tuple[Mention, ...]) -> Iterator[Mention]:
    """A speaker and a colon around a headline: "Police: 3 dead", "3 dead: police", "14:05 Police: 3 dead"."""
    words = around.reading.words
    for actor in actors:
        sentence = around.sentence(actor.first)
        after = words[actor.last] if actor.last < sentence.last else ""
        if after == ":" and not any(word[0].isalpha() for word in words[sentence.first : actor.first]):
            scope = Scope(actor.last + 1, sentence.last)
        elif actor.first > sentence.first + 2 and actor.last == sentence.last:
            scope = colon_scope(around, sentence.first, actor.first)
        else:
            continue
        if scope.last > scope.first:
            yield speech_mention(around, ":", actor, scope, "speech.headline", actor.first, actor.last)


def as_mention(around: Surroundings, hit: Hit, speaker: Speaker | None, scope: Scope) -> Mention | None:
    """The mention of one act of speech; None where no words are left that are said."""
    reading, rule = around.reading, f"speech.{hit.entry.id}"
    if scope.last <= scope.first:
        return None
    verb = reading.quote(hit.first, hit.last)
    if speaker is None:
        value = Speech(verb, None, None, "unknown", reading.span(scope.first, scope.last), 1)
        return Mention("speech", reading.span(hit.first, hit.last), value, rule, hit.first, hit.last)
    first, last = min(hit.first, speaker.first), max(hit.last, speaker.last)
    if speaker.mention is not None:
        return speech_mention(around, verb, speaker.mention, scope, rule, first, last)
    span, words = reading.span(speaker.first, speaker.last), reading.span(scope.first, scope.last)
    return Mention(
        "speech", reading.span(first, last), Speech(verb, span, None, speaker.role, words, 1), rule, first, last
    )


def speech_mention(
    around: Surroundings, verb: str, actor: Mention, scope: Scope, rule: str, first: int, last: int
) -> Mention:
    named = actor.value
    assert isinstance(named, ActorName)
    said = around.reading.span(scope.first, scope.last)
    value = Speech(verb, actor.span, named.actor, named.role, said, 1)
    return Mention("speech", around.reading.span(first, last), value, rule, first, last)


def roles_continued(around: Surroundings, said: list[Mention]) -> list[Mention]:
    """Bare "officials" of a paragraph in which the army has just been quoted are the army's."""
    continued: list[Mention] = []
    role: tuple[int, str] | None = None
    for mention in said:
        speech = mention.value
        assert isinstance(speech, Speech)
        paragraph = around.sentence(mention.first).paragraph
        if speech.actor is not None and speech.actor.name in BARE_SOURCES and role is not None:
            if role[0] == paragraph and speech.role in ("authority", "unknown"):
                mention = replace(mention, value=replace(speech, role=role[1]))
        elif speech.speaker is not None:
            role = (paragraph, speech.role)
        continued.append(mention)
    return continued


def quotes_continued(around: Surroundings, said: list[Mention]) -> list[Mention]:
    """A sentence in quotation marks without a speaker of its own goes on with the words of the last one."""
    words, sentences = around.reading.words, around.reading.sentences
    spoken_in = {around.sentence(mention.first).first: mention for mention in said}
    more: list[Mention] = []
    last: Mention | None = None
    paragraph = -1
    for sentence in sentences:
        own = spoken_in.get(sentence.first)
        opens = words[sentence.first] == '"'
        if own is None and last is not None and opens and sentence.paragraph - paragraph <= 1:
            assert isinstance(last.value, Speech)
            scope = around.reading.span(sentence.first, sentence.last)
            more.append(replace(last, value=replace(last.value, scope=scope), rule="speech.quotation_continued"))
            paragraph = sentence.paragraph
        elif own is not None or not opens:
            last, paragraph = own, sentence.paragraph
    return sorted([*said, *more], key=lambda mention: mention.first) if more else said


def nested(said: list[Mention]) -> Iterator[Mention]:
    """Speech within the words of another speaker is second-hand."""
    scopes = SpokenWords(said)
    for mention in said:
        speech = mention.value
        assert isinstance(speech, Speech)
        around = scopes.around(mention.span.start, mention.span.end) if speech.speaker is not None else ()
        if any(other is not mention and has_speaker(other) for other in around):
            mention = replace(mention, value=replace(speech, depth=2))
        yield mention


def has_speaker(mention: Mention) -> bool:
    return isinstance(mention.value, Speech) and mention.value.speaker is not None

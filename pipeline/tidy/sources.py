"""Who says what a figure says: the speech that holds its words, or the accusation it is part of."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import ActorName, Annotated, Charge, Mention, Span, Speech
from pipeline.spoken import SpokenWords
from pipeline.tidy.groups import Group
from pipeline.tidy.story import Story, scene_at, within

# Allegations in which the speaker tells what happened.
ACCUSATIONS = frozenset({"attribution_by_authority", "attribution_by_other", "accusation_of_abuse"})


class SourceReader:
    """Reads who says the figures of one report."""

    def __init__(self, annotated: Annotated, story: Story) -> None:
        self.annotated = annotated
        self.story = story
        self.spoken = SpokenWords(annotated.mentions["speech"])

    def of_group(self, group: Group) -> Mention | None:
        """The speech whose words hold the figure: one with a speaker before "reportedly", of several the innermost."""
        start = self.annotated.reading.starts[group.first]
        around = self.spoken.around(start, start + 1)
        return min(around, key=lambda m: (is_anonymous(m), scope_length(m)), default=self.accusation_of(group))

    def accusation_of(self, group: Group) -> Mention | None:
        """The accusation a figure is part of, as speech: "accused the army of shelling a village, wounding two"."""
        sentence = scene_at(self.story, group.first).sentence
        told = [m for m in within(self.annotated, "allegations", sentence) if is_accusation(m, group.first)]
        if not told:
            return None
        charge = told[-1].value
        assert isinstance(charge, Charge)
        speakers = (m for m in within(self.annotated, "actors", sentence) if m.span == charge.speaker)
        role = next((m.value.role for m in speakers if isinstance(m.value, ActorName)), "unknown")
        text = self.annotated.report.text
        verb = text[charge.trigger.start : charge.trigger.end]
        scope = Span(charge.trigger.end, self.annotated.reading.ends[sentence.last - 1])
        said = Speech(verb, charge.speaker, charge.speaker_actor, role, scope, charge.depth)
        return replace(told[-1], kind="speech", value=said)


def is_accusation(mention: Mention, first: int) -> bool:
    """Whether a speaker lays something to somebody, in the active, before a token: what follows is his to say."""
    charge = mention.value
    if not isinstance(charge, Charge) or charge.speaker is None or charge.subject is None:
        return False
    is_ours = charge.allegation_type in ACCUSATIONS and charge.polarity == "affirms"
    return is_ours and charge.speaker.end <= charge.trigger.start < charge.subject.start and mention.first < first


def is_anonymous(mention: Mention) -> bool:
    return isinstance(mention.value, Speech) and mention.value.speaker is None


def scope_length(mention: Mention) -> int:
    speech = mention.value
    assert isinstance(speech, Speech)
    return speech.scope.end - speech.scope.start

"""Whether a man or a woman is told of, where only a pronoun says it.

"John Doe was killed. He taught at …" -> he · "friends mourned Jane, who loved her work" -> she

A pronoun is a person's only if nobody else stands between: in "Jane's father said he …" it is the father's. Where the
pronouns of a person disagree, nothing is said.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.model import Sentence
from pipeline.tidy.casualties import SEX, SEX_OF_OWNER, Figure
from pipeline.tidy.retellings import Namer, is_person
from pipeline.tidy.story import between

PRONOUNS = SEX | SEX_OF_OWNER
SUBJECTS = frozenset({"he", "she", "his", "her"})
# How many words may stand between a name and its pronoun.
REACH = 14
# How often a name is looked up at most.
LOOKED_UP = 12
# What ends the search: whoever stands behind it can be the one meant.
ENDS = frozenset({"'s", "'", ";", ":"})


def tell_sexes(namer: Namer, figures: Sequence[Figure]) -> None:
    """Set `sex` of single persons of whom only pronouns tell it. Figures come in the order of the text."""
    unknown = [figure for figure in figures if figure.sex == "unknown" and is_person(figure)]
    if not unknown:
        return
    finder = PronounFinder(namer, figures)
    for figure in unknown:
        sexes = set(finder.sexes_of(figure))
        if len(sexes) == 1:
            figure.sex = sexes.pop()


class PronounFinder:
    """Finds what the pronouns of one report say of its persons."""

    def __init__(self, namer: Namer, figures: Sequence[Figure]) -> None:
        self.namer = namer
        self.annotated = annotated = namer.annotated
        self.words = annotated.reading.words
        self.told: dict[int, int] = {}  # how many figures each sentence tells of
        for figure in figures:
            for telling in (figure, *figure.retold):
                self.told[telling.scene.index] = self.told.get(telling.scene.index, 0) + 1
        self.people = {mention.first for mention in annotated.mentions["victims"]}
        self.places = {
            at for kind in ("places", "dates") for m in annotated.mentions[kind] for at in range(m.first, m.last)
        }
        self.found: dict[str, list[int]] | None = None  # by word, where it stands

    def sexes_of(self, figure: Figure) -> Iterator[str]:
        """What each pronoun says that is this person's."""
        name = self.namer.name_of(figure)
        for at in self.occurrences(figure, name):
            sentence = self.sentence_of(at)
            pronoun = self.behind(at, sentence, name)
            if pronoun is not None:
                yield PRONOUNS[self.words[pronoun]]
        if self.told[figure.scene.index] == 1:
            yield from self.resumed(figure)

    def resumed(self, figure: Figure) -> Iterator[str]:
        """The pronoun the next sentence begins with, where this one tells of nobody else."""
        sentences = self.annotated.reading.sentences
        following = figure.scene.index + 1
        others = between(self.annotated.mentions["victims"], figure.scene.sentence)
        if following < len(sentences) and all(figure.group.first <= m.first < figure.group.last for m in others):
            first = self.words[sentences[following].first]
            if first in SUBJECTS:
                yield PRONOUNS[first]

    def occurrences(self, figure: Figure, name: frozenset[str]) -> Sequence[int]:
        """Where the first word of a person's name stands; where they are told of, if they have none."""
        if not name:
            return (figure.group.first,) if figure.group.noun is not None else ()
        around = range(figure.group.first, min(figure.group.last + REACH, len(self.words)))
        given = next((self.words[at] for at in around if self.words[at] in name), None)
        if given is None:
            return ()
        return self.positions().get(given, ())[:LOOKED_UP]

    def positions(self) -> dict[str, list[int]]:
        """Where each word with a capital stands."""
        if self.found is None:
            self.found = {}
            text, starts = self.annotated.reading.report.text, self.annotated.reading.starts
            for at, word in enumerate(self.words):
                if text[starts[at]].isupper():
                    self.found.setdefault(word, []).append(at)
        return self.found

    def behind(self, at: int, sentence: Sentence, name: frozenset[str]) -> int | None:
        """The first pronoun behind a person, before anybody else; None without one."""
        for token in range(at + 1, min(at + REACH, sentence.last)):
            word = self.words[token]
            if word in PRONOUNS:
                return token
            is_other = token in self.people or word in ENDS
            if is_other or (word not in name and token not in self.places and self.namer.can_name(token)):
                return None
        return None

    def sentence_of(self, at: int) -> Sentence:
        sentences = self.annotated.reading.sentences
        return sentences[bisect_right(sentences, at, key=lambda s: s.first) - 1]

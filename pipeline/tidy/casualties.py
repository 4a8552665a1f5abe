"""Clauses become rows of casualties: a figure with its people, bound, speaker, place, time and incident.

"Security forces killed six militants while responding to that attack, a senior police officer said."
-> killed, militant, 6 exact, speaker "a senior police officer", inflicted by security forces, the attack told before
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.model import Annotated, Count, Day, Mention, Outcome, Victims
from pipeline.tidy.ages import age_told, ages_listed
from pipeline.tidy.clauses import Clause, is_suicide
from pipeline.tidy.confidence import TOLL_RULES, confidence_of
from pipeline.tidy.doers import BOUNDARY
from pipeline.tidy.groups import ARMED_PEOPLE, SEVERAL, Group
from pipeline.tidy.incidents import Draft, IncidentLinker
from pipeline.tidy.inflictors import ACTIVE, ARMED, InflictorReader, actor_of, is_armed
from pipeline.tidy.scopes import ScopeReader
from pipeline.tidy.sources import SourceReader
from pipeline.tidy.story import Scene, Story, between, within

# People who live, work, pray or travel where these are attacked are civilians unless the text says otherwise.
CIVILIAN_TARGETS = frozenset(
    {"civilian_residence", "market_or_commerce", "education", "health", "religious", "private_citizens"}
)
# What a pronoun says of a person.
SEX = {"he": "m", "her": "f", "him": "m", "she": "f"}
# Words before a number of deaths that were told of before.
SUMMING = frozenset({"the", "these", "those"})
# Scopes wider than one incident.
WIDE = frozenset({"period_total", "campaign_total"})
# The rules that tell of certain people without number: "the murder of the priests", "the priests who were shot".
KNOWN = frozenset({"nominal_of", "relative", "active_participle", "possessive", "passive"})
# Words that make people a whole people, and no victims of an incident.
OURS = frozenset({"my", "our", "your"})
PEOPLE = frozenset({"people", "peoples", "citizens"})
# Words before the end of whoever did what is told before them.
ENDING = frozenset({"before", "until"})
# Words before what somebody did next, and how many figures before it the act is looked for to which it is next.
THEN = frozenset({"afterward", "afterwards", "later", "next", "subsequently", "then"})
NEXT = 6
# How far behind a number its place stands: "three in the city of Kharkiv".
PLACE_REACH = 4
# Grammar that tells whether a man or a woman is spoken of.
SEX_OF_OWNER = {"his": "m", "her": "f"}


@dataclass(slots=True)
class Figure:
    """A figure while its report is read; `parent` is the figure it is said to be a part of."""

    clause: Clause
    group: Group
    scene: Scene
    count: Count
    victim_group: str
    sex: str
    age: str
    draft: Draft | None
    scope: str
    period: Day | None
    speech: Mention | None
    agent: Mention | None
    parent: Figure | None
    confidence: float
    place: Mention | None = None  # where its words put it, apart from its incident
    replaced_by: Figure | None = None  # the figure that revises it
    is_on_top: bool = False  # in no total before it: whoever killed people and died, those killed next
    retold: list[Figure] = field(default_factory=list)  # the same person's fate, told again

    @property
    def outcome(self) -> str:
        return code_of(self.clause)


class FigureReader:
    """Reads the figures of one report."""

    def __init__(self, annotated: Annotated, story: Story, linker: IncidentLinker) -> None:
        self.annotated = annotated
        self.story = story
        self.linker = linker
        self.scopes = ScopeReader(annotated)
        self.fighters = {m.first for m in annotated.mentions["actors"] if is_armed(m)}
        self.of_whom = {hit.last: hit for hit in annotated.reading.hits["grammar"] if hit.entry.means == "of_whom"}
        self.told_so_far: Counter[str] = Counter()  # by outcome
        self.fewest: dict[tuple[str, int], int] = {}  # by outcome and incident, see keep_in_mind
        self.inflictors = InflictorReader(annotated, linker.clauses, linker.doers)
        self.sources = SourceReader(annotated, story)

    def read(self) -> list[Figure]:
        """All figures in the order of the text."""
        figures: list[Figure] = []
        for index, scene in enumerate(self.story.scenes):
            noun: Group | None = None
            for clause in self.linker.clauses.get(index, ()):
                if clause.is_unreal or self.scopes.is_of_an_accident(clause, scene) or self.sums_up(clause, figures):
                    continue
                clause = self.with_unknown(self.with_them(clause, scene, figures))
                told = list(self.read_clause(clause, scene, noun or self.led_back(clause, figures)))
                if figures and told:
                    self.share_scope(figures[-1], told)
                    self.be_part_of(figures[-1], told)
                    self.come_on_top(figures[-1], told)
                    self.go_on(figures, told)
                self.keep_in_mind(told)
                figures += told
                noun = next((g for g in reversed(clause.groups) if g.noun is not None), noun)
        return figures

    def with_unknown(self, clause: Clause) -> Clause:
        """The clause, with "the priests" told as several where no figure stands before to which they lead back.

        "the driver and the other passengers" lead back to nobody.
        """
        is_first = clause.rule in KNOWN and self.told_so_far[code_of(clause)] < 2
        groups = (
            replace(group, count=SEVERAL)
            if self.is_certain(group) and (is_first or self.are_others(group)) and not self.is_theirs(clause, group)
            else group
            for group in clause.groups
        )
        return replace(clause, groups=tuple(groups))

    def with_them(self, clause: Clause, scene: Scene, figures: Sequence[Figure]) -> Clause:
        """The clause, with "them" told as those of the figure before: "shot three men, killing them"."""
        is_of_known = clause.rule == "pronoun_active" and any(group.count is None for group in clause.groups)
        if not is_of_known or not figures:
            return clause
        before = figures[-1]
        is_near = before.scene is scene and before.outcome != code_of(clause) and floor(before.count) > 1
        return replace(clause, groups=(before.group,)) if is_near else clause

    def is_theirs(self, clause: Clause, group: Group) -> bool:
        """Whether people did, or only have, what is told of: "the rebels' killings", "all homicides for the police"."""
        words, victims = self.annotated.reading.words, group.victims
        if clause.rule != "possessive":
            return words[group.first - 1] in ("as", "for")  # "policemen who were there as her guards"
        is_armed = victims is not None and victims.group in ARMED_PEOPLE
        return is_armed or words[clause.outcome.first] == "lives"

    def are_others(self, group: Group) -> bool:
        return "other" in self.annotated.reading.words[group.first : group.last]

    def is_certain(self, group: Group) -> bool:
        """Whether people without number are certain ones, and not "our children" or "the people"."""
        first, last = self.annotated.reading.words[group.first], self.annotated.reading.words[group.last - 1]
        return group.count is None and first not in OURS and last not in PEOPLE

    def share_scope(self, before: Figure, told: Sequence[Figure]) -> None:
        """Gives figures the wider scope of the one they are told in one breath with: "1,000 dead, hundreds wounded"."""
        if before.scope not in WIDE or before.scene is not told[0].scene:
            return
        since, sentence = before.clause.outcome.last, before.scene.sentence
        is_other = any(m.first >= since for m in within(self.annotated, "incidents", sentence))
        is_other = is_other or any(day.first >= since for day in before.scene.days)
        between = self.annotated.reading.words[since : told[0].clause.first]
        if is_other or not BOUNDARY.isdisjoint(between):
            return
        for figure in told:
            if figure.scope == "incident_total" and ceiling(figure.count) != 1:
                figure.scope, figure.period = before.scope, figure.period or before.period
                figure.draft = None if figure.scope == "period_total" else figure.draft

    def be_part_of(self, before: Figure, told: Sequence[Figure]) -> None:
        """Makes parts of those told right before of those "of whom" it is told: "20 were hurt, of whom two badly"."""
        for figure in told:
            of_whom = self.of_whom.get(figure.group.first)
            is_of_them = of_whom is not None and before.scene is figure.scene and before.outcome == figure.outcome
            if is_of_them and figure.parent is None and floor(figure.count) <= ceiling(before.count):
                figure.parent, figure.scope = before, "component"

    def keep_in_mind(self, told: Sequence[Figure]) -> None:
        """What later figures are held against: how many were told of, and to how few at once somebody did it.

        Nought where something was told of that nobody is said to have done.
        """
        for figure in told:
            if figure.scope != "period_total":
                self.told_so_far[figure.outcome] += floor(figure.count)
            key = figure.outcome, id(figure.draft)
            is_act = figure.clause.rule in ACTIVE and not is_attacker(figure)
            many = floor(figure.count) if is_act else 0
            self.fewest[key] = min(self.fewest.get(key, many), many)

    def come_on_top(self, before: Figure, told: Sequence[Figure]) -> None:
        """Whoever killed people is not one of them: "… killing 21 people. The gunman was shot dead" is one more."""
        for figure in told:
            is_killed = figure.outcome == "killed"
            is_end = figure.clause.rule == "before_being" or is_suicide(figure.clause, figure.group)
            figure.is_on_top = is_killed and is_end
            is_one = floor(figure.count) == ceiling(figure.count) == 1 and figure.scope == "incident_total"
            if not is_one or figure.draft is None or not is_attacker(figure):
                continue
            acts = self.fewest.get((figure.outcome, id(figure.draft)), 0)
            is_by_noun = acts == 1 and figure.group.noun is not None
            if acts > 1 or (is_killed and (is_by_noun or self.ends_act(figure, before))):
                figure.scope, figure.is_on_top = "increment", is_killed

    def go_on(self, figures: Sequence[Figure], told: Sequence[Figure]) -> None:
        """Whom somebody killed next are more: "killed four people. He then drove off and killed a passer-by"."""
        clause, scene = told[0].clause, told[0].scene
        if clause.rule not in ACTIVE or told[0].scope != "incident_total":
            return
        before = next((f for f in reversed(figures[-NEXT:]) if f.outcome == told[0].outcome), None)
        if before is None or before.draft is not told[0].draft or before.clause.rule not in ACTIVE:
            return
        since = max(scene.sentence.first, before.clause.outcome.last)
        if THEN.isdisjoint(self.annotated.reading.words[since : clause.outcome.first]):
            return
        for figure in told:
            if figure.scope == "incident_total" and floor(figure.count) > 0:
                figure.scope, figure.is_on_top = "increment", True

    def ends_act(self, figure: Figure, before: Figure) -> bool:
        """Whether somebody's own end closes what he did: "shot a guard dead before he was killed"."""
        word = self.annotated.reading.words[figure.group.first - 1]
        return word in ENDING and before.scene is figure.scene and before.clause.rule in ACTIVE

    def sums_up(self, clause: Clause, figures: Sequence[Figure]) -> bool:
        """Whether a number of deaths is that of those told before: "the two murders", not "two murders"."""
        if clause.rule != "nominal_number" or not any(figure.outcome == code_of(clause) for figure in figures):
            return False
        first = clause.groups[0].first
        return not SUMMING.isdisjoint(self.annotated.reading.words[max(first - 1, 0) : first + 1])

    def led_back(self, clause: Clause, figures: Sequence[Figure]) -> Group | None:
        """The people told of before whom a number without noun leads back to: "Both were freed", "All five died"."""
        count = clause.groups[0].count if clause.groups else None
        if count is None or clause.rule in TOLL_RULES:
            return None
        before = figures[-1] if figures else None
        return before.group if before is not None and before.count.low == count.low else None

    def read_clause(self, clause: Clause, scene: Scene, noun: Group | None) -> Iterator[Figure]:
        """The figures of one clause: its people, then the parts said to be among them."""
        told = [
            self.read_figure(clause, group, scene, noun, None) for group in clause.groups if group.count is not None
        ]
        if not told:
            return
        if clause.rule == "toll_changed":
            told[0].replaced_by = told[-1]
        self.deal_places(told, scene)
        yield from told
        for part in clause.parts:
            if part.count is not None:
                before = next((figure for figure in reversed(told) if figure.group.last <= part.first), told[-1])
                # A part larger than the whole is a part of something else.
                whole = before if floor(part.count) <= ceiling(before.count) else None
                yield self.read_figure(clause, part, scene, before.group, whole)

    def deal_places(self, told: Sequence[Figure], scene: Scene) -> None:
        """Gives figures a place of their own.

        "… in A and B killed 12 and seven people respectively" · "five were killed in A, three in B and one in C"
        """
        for figure in told[1:]:
            group, reach = figure.group, figure.group.last + PLACE_REACH
            if group.noun is None and group.first > figure.clause.outcome.last:
                figure.place = next((p for p in scene.places if group.last < p.first <= reach), None)
        grammar = between(self.annotated.reading.hits["grammar"], scene.sentence)
        if len(told) == len(scene.places) > 1 and any(hit.entry.id == "respectively" for hit in grammar):
            for figure, place in zip(told, scene.places, strict=True):
                figure.place = place

    def read_figure(
        self, clause: Clause, group: Group, scene: Scene, noun: Group | None, parent: Figure | None
    ) -> Figure:
        assert group.count is not None
        draft = self.linker.about(clause.outcome.first, scene)
        is_carried = clause.rule not in TOLL_RULES and clause.rule != "possessive"
        victims = group.victims or (noun.victims if noun is not None and is_carried else None)
        own = group.victims
        period = self.scopes.period_of(clause, scene)
        agent = self.inflictors.of_clause(clause, scene)
        scope = self.scopes.scope_of(clause, group, draft, period, is_part=parent is not None, scene=scene)
        if parent is not None and parent.scope == "period_total":
            scope, period = parent.scope, period or parent.period  # a part covers what its whole covers
        if scope == "period_total":
            draft = None
        figure = Figure(
            clause=clause,
            group=group,
            scene=scene,
            count=group.count,
            victim_group=self.group_told(clause, group, victims),
            sex=of_whole(own.sex if own is not None else self.sex_told(clause, group), parent.sex if parent else None),
            age=age_told(self.annotated, group)
            or ages_listed(self.annotated, group)
            or of_whole(own.age if own is not None else "unknown", parent.age if parent else None),
            draft=draft,
            scope=scope,
            period=period,
            speech=self.sources.of_group(group),
            agent=agent,
            parent=parent,
            confidence=confidence_of(clause, group),
        )
        self.place_among(figure)
        return figure

    def group_told(self, clause: Clause, group: Group, victims: Victims | None) -> str:
        """The code of who the people are: by their noun, or by the name of a party right behind their number."""
        if is_suicide(clause, group):
            return "other"
        if group.noun is None and group.count_span is not None and group.last in self.fighters:
            return "militant"  # "4 Taliban were killed"
        return victims.group if victims is not None else "all"

    def sex_told(self, clause: Clause, group: Group) -> str:
        """The sex of somebody named, as "his" or "her" before the next tells it: "John Doe died with his wife".

        Of a pronoun what it says itself.
        """
        if (told := SEX.get(self.annotated.reading.words[group.first])) is not None:
            return told
        people = (*clause.groups, *clause.parts)
        following = next((other for other in people if other.first >= group.last), None)
        if not group.is_named or following is None:
            return "unknown"
        before = self.annotated.reading.words[following.first - 1 : following.first + 1]  # "her sons", "her two sons"
        return next((SEX_OF_OWNER[word] for word in before if word in SEX_OF_OWNER), "unknown")

    def place_among(self, figure: Figure) -> None:
        """Parts are of the group of their whole; "people" attacked by armed men where civilians are, are civilians."""
        if figure.victim_group != "all":
            return
        if figure.parent is not None:
            figure.victim_group = figure.parent.victim_group
        elif figure.draft is not None and is_attack_on_civilians(figure.draft) and figure.group.noun is not None:
            figure.victim_group = "civilian"


def code_of(clause: Clause) -> str:
    """The code of a clause's outcome."""
    outcome = clause.outcome.value
    assert isinstance(outcome, Outcome)
    return outcome.code


def floor(count: Count) -> int:
    """The least a figure says."""
    return count.low if count.low is not None else count.point or 0


def ceiling(count: Count) -> int:
    """The most a figure can be held to: its upper end, or without one what it names."""
    if count.high is not None:
        return count.high
    return max(count.low or 0, count.point or 0)


def is_attack_on_civilians(draft: Draft) -> bool:
    """Whether armed non-state actors attacked where civilians live, work, learn, heal, pray or gather."""
    target = getattr(draft.target.value, "code", "") if draft.target is not None else ""
    agent = actor_of(draft.perpetrator)
    return target in CIVILIAN_TARGETS and agent is not None and agent.actor_type in ARMED


def is_attacker(figure: Figure) -> bool:
    """Whether a figure is of the one who attacked: "the gunman", or a pronoun behind several people."""
    group = figure.group
    if figure.clause.rule.startswith("pronoun"):
        return ceiling(figure.count) == 1
    victims = group.victims
    return group.is_definite and victims is not None and victims.group == "militant"


def of_whole(told: str, whole: str | None) -> str:
    """The sex or age of a part: what is told of it, or of all of whom it is a part: "two children, Ann and Joe"."""
    return whole if told == "unknown" and whole is not None and whole != "mixed" else told

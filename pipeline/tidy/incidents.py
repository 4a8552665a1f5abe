"""Words for incidents become incidents: one for every act at a place and time, and the campaign they belong to.

"a grenade attack on a police vehicle … gunbattles erupted" -> two · "the attack" -> none, it leads back
"Attacks were reported in Goma, Beni and Bunia" -> three · "coordinated attacks" -> a campaign
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import itemgetter

from pipeline.model import Annotated, Event, Hit, Mention
from pipeline.tidy.clauses import Clause
from pipeline.tidy.doers import BOUNDARY, REACH, DoerReader, is_named, is_of_state
from pipeline.tidy.same_incident import (
    BOMBED,
    GENERAL,
    covers,
    is_earlier,
    kinds_agree,
    place_words,
    places_together,
    same_day,
)
from pipeline.tidy.story import Scene, Story, between, place_of, same_place, within
from pipeline.tidy.told_events import are_more, ends_in_death, is_detail, is_untrue, leads_back

TOKEN = itemgetter(0)
CAMPAIGN = "coordinated_attacks"
# What an outcome says of an incident no word names.
IMPLIED = {"abducted": "abduction_or_hostage", "detained": "arrest"}
# What an outcome and those it befell say of an incident told in general words.
TELLING = {("freed", "prisoner"): "prison_break"}
# Kinds of place that a report names again where it means the town it named before.
WIDE = frozenset({"country", "province", "district", "area"})
# What stands between the places of a list.
LIST_WORDS = frozenset({",", "and", "&"})
LIST_ENDS = frozenset({"and", "&"})
LIST_GAP = 2
# How many incidents back an event without a place can be another telling of.
REMEMBERED = 3
# How many incidents back that of the story is looked for, behind a paragraph about the past.
LOOK_BACK = 100
# What the forces of a state do besides, which tells nothing of who did an attack told with it.
OPERATIONS = frozenset({"security_operation", "arrest", "territory_retaken", "weapons_defused"})
TERRITORIAL = frozenset({"territory_seized", "territory_retaken"})


@dataclass(slots=True)
class Draft:
    """An incident while its report is read. Mentions carry the words; None where the text names nothing."""

    anchor: Mention
    code: str
    stage: str
    place: Mention | None
    day: Mention | None
    scene: Scene
    is_general: bool  # "attacks were reported in": any telling at the place is a better one
    target: Mention | None = None
    weapon: Mention | None = None
    perpetrator: Mention | None = None
    perpetrator_code: str = "not_stated"
    is_own_place: bool = False
    parent: Draft | None = None
    is_aggregated: bool = False

    @property
    def is_campaign(self) -> bool:
        return self.code == CAMPAIGN


class IncidentLinker:
    """Reads the incidents of one report from the first sentence to the last."""

    def __init__(self, annotated: Annotated, story: Story, clauses: dict[int, tuple[Clause, ...]]) -> None:
        self.annotated = annotated
        self.story = story
        self.clauses = clauses
        self.drafts: list[Draft] = []
        self.placed: list[Draft] = []  # those whose own words say where
        self.placed_at: dict[str | None, list[Draft]] = {}  # the same by the name of the place
        self.current: Draft | None = None
        self.campaign: Draft | None = None
        self.anchored: list[tuple[int, Draft]] = []  # (token, incident) in order: what a token is about
        self.resumed: list[tuple[int, Draft]] = []  # the same for paragraphs that leave the past for the story
        self.stages = annotated.reading.hits["stages"]
        self.localities = frozenset(places_together(annotated, story))
        self.doers = DoerReader(annotated)

    def read(self) -> None:
        """Fill `drafts` and `anchored`."""
        paragraph = -1
        for index, scene in enumerate(self.story.scenes):
            if scene.sentence.paragraph != paragraph:
                paragraph = scene.sentence.paragraph
                self.resume_story(scene)
            events = within(self.annotated, "incidents", scene.sentence)
            first: Draft | None = None
            for event in events:
                draft = self.read_event(event, scene, first, self.clauses.get(index, ()))
                if draft is not None:
                    first = draft
                    self.anchored.append((event.first, draft))
            if self.clauses.get(index) and (not events or self.current is None):
                self.read_bare_outcomes(scene, self.clauses[index])
        self.merge_listed()
        self.set_parents()

    def resume_story(self, scene: Scene) -> None:
        """Goes back from an incident of an earlier day to that of the story told before it: a paragraph is over."""
        if self.current is None or not self.is_in_passing(self.current):
            return
        present = next((d for d in reversed(self.drafts[-LOOK_BACK:]) if not is_earlier(d.day, self.story.day)), None)
        if present is not None:
            self.current = present
            self.resumed.append((scene.sentence.first, present))

    def is_in_passing(self, draft: Draft) -> bool:
        """Whether an incident is of a day before the story's, and does not open a paragraph of its own."""
        at, paragraph = draft.scene.index, draft.scene.sentence.paragraph
        is_inside = at > 0 and self.story.scenes[at - 1].sentence.paragraph == paragraph
        return is_inside and is_earlier(draft.day, self.story.day)

    # -------------------------------------------------------------------------------- one event

    def read_event(self, event: Mention, scene: Scene, first: Draft | None, clauses: Sequence[Clause]) -> Draft | None:
        """The incident an event belongs to: a new one, a known one, or None where it tells of none."""
        told = event.value
        assert isinstance(told, Event)
        if told.code == CAMPAIGN:
            return self.read_campaign(event, scene)
        if is_untrue(event, clauses) or is_detail(event, within(self.annotated, "incidents", scene.sentence)):
            return first
        is_vague = event.rule.startswith("incidents.violence")
        if is_vague or (told.is_definite and self.current is not None):
            return self.lead_back(event, scene)
        places = self.places_of(event, scene)
        if len(places) > 1 and ((told.is_nominal and told.is_plural) or self.are_listed(places)):
            return self.read_listed(event, scene, places)
        place = places[0] if places else None
        known = self.join(told, place, self.day_of(event, scene), first)
        if known is not None:
            self.tell_closer(known, place)
            self.enrich(known, event, scene)
            self.current = known
            return known
        if not self.is_substantial(event, scene, place, clauses):
            return self.current
        return self.open(event, told.code, scene, place)

    def read_campaign(self, event: Mention, scene: Scene) -> Draft:
        if self.campaign is None:
            places = scene.places
            self.campaign = self.open(event, CAMPAIGN, scene, places[0] if places else None)
            self.campaign.is_aggregated = True
        self.current = self.campaign
        return self.campaign

    def lead_back(self, event: Mention, scene: Scene) -> Draft | None:
        """The incident told last ("the attack"); the campaign, where there is one ("the attacks", "the violence")."""
        told = event.value
        assert isinstance(told, Event)
        if self.campaign is not None and (told.is_plural or told.code == "other"):
            self.current = self.campaign
        if self.current is not None and not told.is_plural and not is_named(self.current.perpetrator):
            name_doer(self.current, self.doers.told(event, scene))
        return self.current

    def read_listed(self, event: Mention, scene: Scene, places: Sequence[Mention]) -> Draft:
        """One incident a place: "Attacks were reported in A, B and C"."""
        told = event.value
        assert isinstance(told, Event)
        is_general = told.is_nominal and told.is_plural
        opened = [self.open(event, told.code, scene, place, is_general=is_general) for place in places]
        return opened[0]

    def are_listed(self, places: Sequence[Mention]) -> bool:
        """Whether the places are one list: "in A, B and C", not "in A, B"."""
        words = self.annotated.reading.words
        return not LIST_ENDS.isdisjoint(words[places[-2].last : places[-1].first]) and all(
            0 < b.first - a.last <= LIST_GAP and set(words[a.last : b.first]) <= LIST_WORDS for a, b in pairwise(places)
        )

    def places_of(self, event: Mention, scene: Scene) -> list[Mention]:
        """Where the event happens: the places behind it in its sentence, else those before it."""
        behind = [m for m in scene.places if m.first >= event.first]
        if isinstance(event.value, Event) and event.value.code in TERRITORIAL:
            # What is taken is the place itself: "seized control of the town of X" has no "in".
            named = within(self.annotated, "places", scene.sentence)
            behind = [m for m in named if event.first <= m.first < event.last + REACH] or behind
        return behind or list(scene.places)

    def join(self, told: Event, place: Mention | None, day: Mention | None, first: Draft | None) -> Draft | None:
        """The known incident an event tells more of, or None."""
        there = place_of(place)
        if there is not None and there.place_kind in WIDE and told.is_nominal:
            placed: Sequence[Draft] = self.placed  # "the attack in the north" may be told of any place in it
        else:
            placed = self.placed_at.get(there.name if there is not None else None, ())
        before = reversed(placed) if place is not None else self.told_alike(told)
        for draft in chain((first or self.current,), before):
            if draft is None or (draft.is_general and place is not None):
                continue  # a closer telling opens an incident of its own, and the listed one gives way to it later
            if draft.is_campaign or not self.fits(draft, told, place, day, is_same_sentence=draft is first):
                continue
            return draft
        return None

    def told_alike(self, told: Event) -> Sequence[Draft]:
        """The last incident of so telling a kind, others told of since: "an air strike … an arrest … the strike"."""
        if not told.is_nominal or told.code in GENERAL:
            return ()
        return [draft for draft in reversed(self.drafts[-REMEMBERED:]) if draft.code == told.code][:1]

    def fits(
        self, draft: Draft, told: Event, place: Mention | None, day: Mention | None, *, is_same_sentence: bool
    ) -> bool:
        """Whether an event can be another telling of a known incident: same place, same day, kinds that agree."""
        if not same_day(draft.day, day):
            return False
        there, here = place_of(place), place_of(draft.place)
        is_same = place is draft.place or same_place(there, here) or self.are_one(place, draft.place)
        # "the bombing in the north" leads back to a town there; "insurgents damaged tracks" is an act of its own.
        is_around = told.is_nominal and there is not None and there.place_kind in WIDE and covers(there, here)
        is_around = is_around or (told.is_nominal and self.is_closer(draft, place))
        if place is not None and draft.place is not None and not is_same and not is_around:
            return False
        is_strike = is_same and BOMBED.issuperset((draft.code, told.code))
        is_close = place is None or (told.is_nominal and (is_same or is_around)) or is_strike
        return kinds_agree(draft.code, told.code, is_same_sentence=is_same_sentence, is_same_place=is_close)

    def is_closer(self, draft: Draft, place: Mention | None) -> bool:
        """Whether a place lies in that of the one incident so far: "an air strike in Anbar. … The bombing in Hit"."""
        here, there = place_of(draft.place), place_of(place)
        if len(self.drafts) != 1 or here is None or there is None or here.place_kind not in WIDE:
            return False
        return there.place_kind not in WIDE and covers(here, there)

    def tell_closer(self, draft: Draft, place: Mention | None) -> None:
        """Puts an incident told of a wide place to the one in it that is told next."""
        if self.is_closer(draft, place):
            draft.place, draft.is_own_place = place, True
            self.put(draft)

    def are_one(self, one: Mention | None, other: Mention | None) -> bool:
        """Whether two places are told by the same words, or one that no gazetteer knows lies in the other."""
        if one is None or other is None:
            return False
        names = frozenset({place_words(self.annotated, one), place_words(self.annotated, other)})
        return len(names) == 1 or names in self.localities

    def is_substantial(self, event: Mention, scene: Scene, place: Mention | None, clauses: Sequence[Clause]) -> bool:
        """Whether an event is told of closely enough to be an incident: it has a place, a figure or a target."""
        told = event.value
        assert isinstance(told, Event)
        if place is None and told.is_nominal and self.stage_of(event, scene) == "threatened":
            return False  # "warned of possible attacks"
        if self.current is None:
            return True
        if scene.period is not None and scene.day is None and place is None:
            return False
        counted = any(c.outcome.first >= event.first - REACH and not c.is_unreal for c in clauses)
        return place is not None or counted or self.near("targets", event, scene) is not None

    def open(
        self, event: Mention, code: str, scene: Scene, place: Mention | None, *, is_general: bool = False
    ) -> Draft:
        """A new incident."""
        draft = Draft(
            anchor=event,
            code=code,
            stage=self.stage_of(event, scene),
            place=place or scene.held_place or self.fallback_place(),
            day=self.day_of(event, scene) or self.story.day,
            scene=scene,
            is_general=is_general,
            is_own_place=place is not None,
        )
        self.keep(draft)
        self.enrich(draft, event, scene)
        self.current = draft
        return draft

    def keep(self, draft: Draft) -> None:
        """The incident stays; one that words put somewhere can be found again by the name of the place."""
        self.drafts.append(draft)
        if draft.is_own_place:
            self.put(draft)

    def put(self, draft: Draft) -> None:
        """The incident can be found by the name of its place."""
        place = place_of(draft.place)
        self.placed.append(draft)
        self.placed_at.setdefault(place.name if place is not None else None, []).append(draft)

    def day_of(self, event: Mention, scene: Scene) -> Mention | None:
        """When the event happened: of several dates in its sentence the one with fewest clauses and words between."""
        words = self.annotated.reading.words

        def distance(day: Mention) -> tuple[int, int]:
            first, last = sorted((event, day), key=lambda mention: mention.first)
            between = words[first.last : last.first]
            return sum(word in BOUNDARY or word == "," for word in between), len(between)

        return min(scene.days, key=distance, default=None)

    def fallback_place(self) -> Mention | None:
        if self.campaign is not None:
            return self.campaign.place
        return self.story.place

    def enrich(self, draft: Draft, event: Mention, scene: Scene) -> None:
        """What another telling adds: a more telling kind, target, weapon, perpetrator."""
        told = event.value
        assert isinstance(told, Event)
        if draft.code in GENERAL and told.code not in GENERAL and told.code != CAMPAIGN:
            if draft.code in OPERATIONS and is_of_state(draft.perpetrator):
                draft.perpetrator = None  # who raided a house did not kill those found in it
            draft.code = told.code
        if not draft.is_campaign:
            draft.target = draft.target or self.near("targets", event, scene)
        draft.weapon = draft.weapon or self.near("weapons", event, scene)
        if not is_named(draft.perpetrator):
            doer = self.doers.of_event(event, scene)
            is_another_act = told.code in OPERATIONS and told.code != draft.code and is_of_state(doer)
            name_doer(draft, None if is_another_act else doer)
        if self.stage_of(event, scene) == "foiled":
            draft.stage = "foiled"

    # -------------------------------------------------------------------------------- what stands around an event

    def near(self, kind: str, event: Mention, scene: Scene) -> Mention | None:
        """The first mention of a kind behind the event, else (for weapons) the last one before it."""
        mentions = within(self.annotated, kind, scene.sentence)
        behind = [m for m in mentions if event.last <= m.first < event.last + REACH]
        if kind == "weapons":
            behind = [m for m in mentions if event.first <= m.first < event.last + REACH]
        if behind:
            return behind[0]
        if kind == "weapons":
            before = [m for m in mentions if event.first - REACH < m.first < event.first]
            return before[0] if before else None
        return None

    def stage_of(self, event: Mention, scene: Scene) -> str:
        """How far it went, by the words of the stages list before it or in its sentence."""
        told = event.value
        stage = told.stage if isinstance(told, Event) else "accomplished"
        for hit in self.hits_in(scene):
            side = hit.entry.traits["side"]
            is_right_before = event.first - 2 <= hit.last <= event.first and stage == "accomplished"
            is_told_later = side == "sentence" and isinstance(told, Event) and hit.first > event.first
            if is_right_before or is_told_later:
                stage = hit.entry.means
        return stage

    def hits_in(self, scene: Scene) -> Iterable[Hit]:
        return between(self.stages, scene.sentence)

    # -------------------------------------------------------------------------------- without a word for it

    def read_bare_outcomes(self, scene: Scene, clauses: Sequence[Clause]) -> None:
        """An outcome tells of an incident that no word names: "Two men were found dead in Paris"."""
        real = [c for c in clauses if not c.is_unreal and not (self.drafts and leads_back(c))]
        if not real or (self.current is not None and not self.moves_on(scene, real)):
            return
        outcome = real[0].outcome
        code = IMPLIED.get(getattr(outcome.value, "code", ""), "other")
        draft = Draft(
            anchor=outcome,
            code=code,
            stage="accomplished",
            place=scene.places[0] if scene.places else scene.held_place or self.fallback_place(),
            day=scene.day or self.story.day,
            scene=scene,
            is_general=False,
            is_own_place=bool(scene.places),
        )
        self.keep(draft)
        self.current = draft
        self.anchored.append((outcome.first, draft))

    def moves_on(self, scene: Scene, clauses: Sequence[Clause]) -> bool:
        """Whether a sentence without a word for an incident is about another place or day than the last one."""
        assert self.current is not None
        if not scene.places and all(map(ends_in_death, clauses)) and not is_earlier(scene.day, self.current.day):
            return False  # "she died of her wounds on Friday"
        if scene.day is None and are_more(self.annotated.reading.words, clauses):
            return False  # "a cousin in Paris wrote that his wife was also killed"
        here = place_of(self.current.place)
        if scene.places and not any(covers(here, p) or covers(p, here) for p in map(place_of, scene.places)):
            return scene.period is None
        return scene.day is not None and not same_day(self.current.day, scene.day)

    # -------------------------------------------------------------------------------- the whole report

    def merge_listed(self) -> None:
        """An incident known only from a list gives way to a closer telling at the same place and day."""
        told_at: dict[str, list[Draft]] = {}
        for draft in self.drafts:
            place = place_of(draft.place)
            if place is not None and draft.is_own_place and not draft.is_campaign:
                told_at.setdefault(place.name, []).append(draft)
        order = {id(draft): at for at, draft in enumerate(self.drafts)}
        better: dict[int, Draft] = {}
        for draft in self.drafts:
            place = place_of(draft.place)
            if place is None or not draft.is_general:
                continue
            for other in told_at.get(place.name, ()):
                is_closer = not other.is_general or order[id(other)] < order[id(draft)]
                if other is draft or not is_closer or id(other) in better:
                    continue
                if same_place(place_of(other.place), place) and same_day(other.day, draft.day):
                    better[id(draft)] = other
                    break
        self.drafts = [draft for draft in self.drafts if id(draft) not in better]
        self.anchored = [(at, better.get(id(draft), draft)) for at, draft in self.anchored]

    def name_by_figures(self, figures: Iterable[tuple[Draft | None, str, str]]) -> None:
        """What happened to whom can tell the kind: an assault that freed prisoners was a prison break."""
        for draft, outcome, group in figures:
            if draft is not None and draft.code in GENERAL and (outcome, group) in TELLING:
                draft.code = TELLING[outcome, group]

    def set_parents(self) -> None:
        """Every incident of the campaign's day is one of its acts."""
        for draft in self.drafts:
            if self.campaign is not None and draft is not self.campaign and same_day(draft.day, self.campaign.day):
                draft.parent = self.campaign

    def about(self, token: int, scene: Scene) -> Draft | None:
        """What incident a token is about: one told in its sentence (the nearest), else the one told last before it."""
        sentence = scene.sentence
        first = bisect_left(self.anchored, sentence.first, key=TOKEN)
        inside = self.anchored[first : bisect_left(self.anchored, sentence.last, first, key=TOKEN)]
        if inside:
            return min(inside, key=lambda entry: (abs(entry[0] - token), entry[0]))[1]
        last = (last_before(told, token) for told in (self.anchored, self.resumed))
        return max((entry for entry in last if entry is not None), key=TOKEN, default=(0, None))[1]


def last_before(told: Sequence[tuple[int, Draft]], token: int) -> tuple[int, Draft] | None:
    """The last entry at a token or before it."""
    at = bisect_right(told, token, key=TOKEN)
    return told[at - 1] if at else None


def name_doer(draft: Draft, doer: Mention | None) -> None:
    """Lays an incident to its doer, where nobody is known yet or only "gunmen" or "rebels" of no group."""
    if draft.perpetrator is None or is_named(doer):
        draft.perpetrator = doer

"""Which outcome belongs to which people: named patterns over a sentence in which every piece is one letter.

    At least 12 people were killed  and  40 wounded , police said          C B K & N K , e x
    Guards killed two raiders , freeing a hostage                          U K C , G C
    a clash that left 12 dead · the deaths of three policemen              C x L N S · f M o c

The method is that of finite-state cascades (FASTUS; Hobbs et al. 1997). The letters are those of
`pieces`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipeline.model import Count, Mention, Outcome, frozen
from pipeline.tidy.groups import ONE, SEVERAL, Group
from pipeline.tidy.pieces import Piece


@frozen
class Clause:
    """An outcome with its people, by the pattern `rule`. `parts` are said to be some of them."""

    rule: str
    outcome: Mention
    groups: tuple[Group, ...]
    parts: tuple[Group, ...]
    first: int  # tokens of the whole pattern
    last: int
    is_unreal: bool  # negated, threatened, possible


# One group of people, a name told with its noun taken in ("policeman John Doe", "the driver, John Doe,"), and what is
# said of some of them ("two women, one of whom was pregnant,").
SOME = r"[CUN](?:,?Z(?:,?&?Z)*(?:,x(?=,))?(?:,(?=[dmHB!]))?)?(?:,Nw[BHdxu]{0,4}(?=,))?"
# In a sentence with more names behind people than MOST_NAMED, those taken in are not given back (`?+`): each could
# be an item of the list as well, and `re` would try both ways for each, of a list of the dead for years.
SOME_OF_MANY = r"[CUN](?:,?Z(?:,?&?Z)*(?:,x(?=,))?(?:,(?=[dmHB!]))?)?+(?:,Nw[BHdxu]{0,4}(?=,))?+"
MOST_NAMED = 5
NAMED_BEHIND = r"[CUN],?Z"
# A person by name with what he is said to be, or his age: "John Doe, 34", "Jane Doe, a judge of the high court".
WHO_IS = r"(?:,(?:[xd]{1,4}|C[oxlef]{0,5})(?=,))?"
PERSON = rf"Z{WHO_IS}"
# A list of people, some of them by name.
ITEM = rf"(?:{SOME}|{PERSON})"
MORE = rf",{ITEM}(?=,?(?:[&+]|,[CUNZ]))"
LAST = rf",?[&+][df]*{ITEM}"
LIST = rf"(?:{SOME}(?:{LAST}|{MORE})*|{PERSON}(?:{MORE})*{LAST})"
# Two or more of whom it is said who they are: "identified as Jane Doe, 34, and her two sons".
ROLL = rf"(?:{SOME}(?:{LAST}|{MORE})+|{PERSON}(?:{MORE})*{LAST})"
IDENTIFIED = r"(?:[plxeyafcubd]{0,10}:|(?:p[plxeyafcubd]{0,8})?,?[xd]{0,3}I[^CUNAZKDGMSTQ;:]{0,8}?:?)"
NAMES = r"(?:Z(?:,?[&+]Z|,Z(?=,?(?:[&+]|,Z)))*)"
OBLIQUE = rf"(?:[CUNcuna]Z?(?:{LAST}|{MORE})*|[Zz]{WHO_IS}(?:{MORE})*{LAST})"
PARTS = rf"(?:(?:p[lxfecn]{{1,5}})?[,;(]?d*i(?P<parts>{LIST})[,;)]?|[,;(](?P<some>[NC])wd*[xUAople]{{0,6}}[,;)])?"
# What may stand between people and the verb: their relative clause, where and when; no other people, no other outcome.
GAP = r"[^CUNAZKDGMSTQs;:]{0,14}?"
# Who they are: "three women and six children, members of one family, were killed".
TOLD = r"(?:(?:o[cuanl])?,[UA][^CUNAKDGMSTQs;:,]{0,9},(?=[mHv!t]*B))?"
# Other things done to them before, in a row: "were ambushed, robbed and abducted".
OTHER_VERBS = r"(?:x,?&?d*){0,2}"
VERB = r"(?P<verb>[mHv!t]*B[dB!H]*)"

# Nothing behind a participle may be what the verb acts on: in "militants abducted the mayor" no militant is abducted.
NO_OBJECT = r"(?=d*(?:$|[,;:)(pbtyswr&+!]))"

PATTERNS: tuple[tuple[str, str], ...] = (
    # "a list of 57 people who were killed": whoever made the list is not
    ("relative", rf"(?<!Mo)(?P<who>[cn]|z,)(?:,Nw[^KDGMST]{{0,5}},)?r{VERB}{OTHER_VERBS}(?P<what>K)"),
    # "12 people, including three children, were killed" · "no one was hurt"
    ("passive", rf"(?P<who>{LIST}){PARTS}{TOLD}{GAP}{VERB}{OTHER_VERBS}(?P<what>K)"),
    # "were kidnapped and later killed": the second verb shares the people of the first
    (
        "passive_shared",
        rf"(?P<who>{LIST}){GAP}(?:{VERB}{OTHER_VERBS})?K[^CUNAKDGMST;:]{{0,12}}?[,&][dBHx&]{{0,4}}(?P<what>[KD])(?!d*{LIST})",
    ),
    # "a driver was attacked on the road and badly injured"
    ("passive_later", rf"(?P<who>{LIST}){PARTS}{GAP}{VERB}x[^CUNAZKDGMSTQ;:]{{0,8}}?&d*(?P<what>K){NO_OBJECT}"),
    # "two nurses were driving home when they were abducted"
    ("resumed", rf"(?P<who>{LIST})[^CUNAZKDGMSTQ;:]{{1,16}}?[s,]d*q{VERB}{OTHER_VERBS}(?P<what>K)"),
    # "a student was among those killed", "… among the dead"
    ("among", rf"(?P<who>{LIST}){GAP}Bd*(?:i|pf?|px)d*(?P<what>[KS])"),
    # "12 killed, 40 wounded" · "seven rebels reportedly killed in clashes"
    ("participle", rf"(?<!#)(?P<who>{LIST}|[cn]){PARTS}(?P<verb>[dH!m]*){OTHER_VERBS}(?P<what>K){NO_OBJECT}"),
    # "two staff from different agencies kidnapped in April": headline style, the people's whereabouts before the verb
    ("headline", rf"(?<!#)(?P<who>{LIST}){PARTS}p[xleyafcu]{{1,5}}(?P<verb>[dH!m]*)(?P<what>K){NO_OBJECT}"),
    # "three died" · "three, among them a child, have died"
    ("intransitive", rf"(?P<who>{LIST}){PARTS}{GAP}(?P<verb>[mHv!td]*)(?P<what>D)"),
    # "killing 11 people including five men" · "freeing more than 30 inmates"
    ("active_participle", rf"(?P<verb>[m!vt]*)(?P<what>G)[dx]?f?(?P<who>{LIST})"),
    # "security forces killed six militants"; in "shot two men dead" it is the last word that tells
    ("active", rf"(?<![BKfop])(?P<verb>[mHv!td]*)(?P<what>K)[df]*(?P<who>(?>{LIST}))(?!w?d*S)"),
    # "three were dead" · "left 12 dead" · "six are missing"
    ("state", rf"(?P<who>{LIST}){PARTS}(?:{GAP}{VERB})?d*(?P<what>S)(?!d*[KG])"),
    # "left 12 dead and more than 30 injured": whatever stands behind
    ("left", rf"L{GAP}{LIST}[^CUNAZKDGMSTQ;:]{{0,6}}S,?&d*(?P<who>{LIST})(?P<what>K)"),
    # "left dead 12 people" · "dead: three soldiers"
    ("state_before", r"(?P<what>S)[:]?(?P<who>[CN])"),
    # "the 28 bodies of farmers"
    ("nominal_counted", r"(?P<who>N)[xd]{0,2}(?P<what>M)o?(?P<kind>[ua])"),
    # "the deaths of three policemen" · "the bodies of 12 men"
    ("nominal_of", rf"(?P<what>M)(?:p[fxyo]{{1,6}}o|[op]?)(?:f|x{{0,2}}(?=[Zz]))?(?P<who>{OBLIQUE})"),
    # "12 deaths" · "three civilian fatalities" · "no casualties"
    ("nominal_number", r"(?P<who>[CNcn])[xl]{0,2}(?P<what>M)"),
    # "Those killed in the raid were identified as Jane Doe, 34, and her two sons"
    ("roll", rf"(?P<what>[KSV])[^CUNAZKDGMSTQ;:]{{0,10}}?B?d*(?:I|(?<=V))[^CUNAZKDGMSTQ;:]{{0,8}}?:?(?P<who>{ROLL})"),
    # "Six of the dead were policemen" · "two of the wounded died"
    ("of_the_dead", r"(?P<who>N)of(?P<what>[KS])[dBH]*(?P<kind>[UC])"),
    # "the dead included 12 pupils and two teachers"
    ("dead_included", rf"f(?P<what>[KS])d*i(?P<who>{LIST})"),
    # "most of the 25 injured were guests"
    ("of_the_number", r"of(?P<who>[NCnc])(?P<what>[KS])"),
    # "eleven were shot, four of them fatally"
    ("of_them", r"(?P<who>[NC])w(?P<what>S)"),
    # "before killing himself": one more, whoever it is
    ("suicide", r"(?P<verb>[mHv!t]*)(?P<who>(?P<what>W))"),
    ("of_the_wounded", r"(?P<who>N)of[KS](?P<verb>[mHv!td]*)(?P<what>D)"),
    # "Killed in the raid were a commander and two guards" · "Among the dead were two women"
    ("inverted", rf"^d*(?P<what>K)[pxleyafcuo]{{0,8}}B(?P<who>{LIST})"),
    ("among_the_dead", rf"(?:p[fa]{{1,2}}|i)(?P<what>[KS])[pxleyafcuo]{{0,8}}B(?P<who>{LIST})"),
    # "The dead were two women and a child"
    ("dead_were", rf"f(?P<what>[KS])[pxleyafcu]{{0,6}}B[dx]?:?(?=[CNZ])(?P<who>{LIST})"),
    # "revised the death toll from 41 to 27"
    ("toll_changed", r"(?P<what>T)[dxpR]{0,4}?(?P<who>n)[tR](?P<now>[NCnc])"),
    # "Maria Lopez was shot dead" · "John Doe, 34, died" · "killing Maria Lopez" · "the murder of Maria Lopez"
    ("named_passive", rf"(?P<who>{NAMES}){GAP}{VERB}{OTHER_VERBS}(?P<what>K)"),
    ("named_intransitive", rf"(?P<who>{NAMES}){GAP}(?P<verb>[mHv!td]*)(?P<what>D)"),
    ("named_active", rf"(?<![BK])(?P<verb>[mHv!tdB]*)(?P<what>[KG])[dx]{{0,3}}(?P<who>{NAMES})"),
    ("named_nominal", r"(?P<what>M)[op]?[xf]{0,3}(?P<who>[Zz](?:,?&Z|,Z(?=,?(?:&|,Z)))*)"),
    # "the death toll rose to 14" · "a death toll of 14"
    ("toll", r"(?P<what>T)(?:[^NCcKDGMS;s]{0,8}?[RtopB:]|[^NCcKDGMST;s]{9,20}?R)d*(?P<who>[NCcn])"),
    # "put the number of the wounded at 35"
    ("toll_of", r"#f?(?P<what>[KS])[^NCcKDGMS;s]{0,6}?[RtpB:]d*(?P<who>[NCcn])"),
    # "brings to 14 the number of dead"
    ("toll_before", r"(?P<who>N)f?(?P<what>T)"),
    # "the mayor's murder" · "Maria Lopez's death"
    ("possessive", r"(?P<who>[CZcz])[xl]{0,4}'(?P<what>M)(?!o)"),
    # "he was shot dead" · "where she died" · "shot him"
    ("pronoun_passive", rf"(?P<who>q)d*{VERB}{OTHER_VERBS}(?P<what>K){NO_OBJECT}"),
    ("pronoun_intransitive", r"(?P<who>q)(?P<verb>[mHv!td]*)(?P<what>D)"),
    ("pronoun_active", r"(?<![BK])(?P<verb>[mHv!td]*)(?P<what>[KG])(?P<who>q)"),
)
# "the number of rebels killed in the week reached 60": the noun stands before the outcome, the number behind.
NUMBER_OF = r"#(?P<noun>[UAua])[dB]*(?P<what>[KD])[^NCS;s]{0,10}?[Rt]d*(?P<who>[NCnc])"
# "12 people were killed, three of them children" · "killed, including two women"
TRAILING_PARTS = (
    rf"(?:y|p[^CNAZKDGMSTQs,;:]{{1,8}})?[,;(]?x?d*i(?P<parts>{LIST})"  # "in a raid, including two women"
    r"|[,;(&]{1,2}(?P<few>[NC])w[dB]*(?P<kind>[UA])?"  # ", three of them children"
    r"|(?:[plxeyafcubd]{0,10}:|[;(])(?P<listed>C(?:,C)*,?&C)(?=$|[,;:).lyp])"  # ": six soldiers and four civilians"
    rf"|(?:,|[Bplxeyafubd]{{1,10}};)(?P<summed>{LIST})(?=$|[,;:).])"  # ", a woman and four children"
    rf"|{IDENTIFIED}(?P<roll>{ROLL})"  # " in the raid, identified as A and B"
)
# "was killed in the raid along with his wife and two guards": they share the verb that stands before them.
COMPANY = rf"[^CUNAZKDGMSTQs;:]{{0,10}}?\+[df]*(?P<company>{LIST}|Z)(?!{GAP}[mHv!t]*B?[dB!H]*K)"
SHARED = frozenset(
    {"passive", "passive_later", "resumed", "participle", "intransitive", "named_passive", "named_intransitive"}
    | {"pronoun_passive", "pronoun_intransitive"}
)


@cache
def compiled(of_many: bool) -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """The patterns, each with its name and the letters its outcome may have."""
    return tuple((name, frozenset(outcomes_of(pattern)), one(pattern, of_many)) for name, pattern in PATTERNS)


def one(pattern: str, of_many: bool) -> re.Pattern[str]:
    """A pattern compiled, for a sentence that names few people or many."""
    return re.compile(pattern.replace(SOME, SOME_OF_MANY) if of_many else pattern)


def names_many(letters: str) -> bool:
    return len(re.findall(NAMED_BEHIND, letters)) > MOST_NAMED


def outcomes_of(pattern: str) -> str:
    """The letters of the outcome: KD of `(?P<what>[KD])`, M of `(?P<what>M)`."""
    return pattern.partition("(?P<what>")[2].partition(")")[0].strip("[]")


@cache
def number_of(of_many: bool) -> re.Pattern[str]:
    return one(NUMBER_OF, of_many)


@cache
def trailing_parts(of_many: bool) -> re.Pattern[str]:
    return one(TRAILING_PARTS, of_many)


@cache
def company(of_many: bool) -> re.Pattern[str]:
    return one(COMPANY, of_many)


def find_clauses(pieces: tuple[Piece, ...]) -> tuple[Clause, ...]:
    """The outcomes of a sentence, each with its people by the first pattern that fits, in the order of the text."""
    letters = "".join(piece.letter for piece in pieces)
    if not OUTCOME_LETTERS.intersection(letters) and all(p.group is None or p.group.inner is None for p in pieces):
        return ()
    of_many = names_many(letters)
    found: dict[int, Clause] = {}
    counted = number_of(of_many).search(letters) if "#" in letters else None
    if counted is not None:
        found[counted.start("what")] = as_clause("number_of", counted, pieces, letters)
    taken: set[tuple[int, str]] = set()
    parts: set[int] = set()  # the first tokens of those told of as parts: they are nobody a later verb speaks of
    for name, outcomes, pattern in compiled(of_many):
        if outcomes.isdisjoint(letters):
            continue
        for match in pattern.finditer(letters):
            what = match.start("what")
            who = groups_in(pieces, *match.span("who"))
            if what in found or not parts.isdisjoint(group.first for group in who):
                continue
            if overlaps(match, what, taken, pieces):
                continue
            found[what] = as_clause(name, match, pieces, letters)
            parts.update(part.first for part in found[what].parts if part.noun is not None)
    found.update(adjectives(pieces, found, taken))
    return tuple(sharing_doubt([found[at] for at in sorted(found)], pieces))


def sharing_doubt(clauses: Sequence[Clause], pieces: Sequence[Piece]) -> Iterator[Clause]:
    """A participle behind "and" shares the doubt before it: "two may have been killed and seven wounded"."""
    joined = {pieces[at + 1].first for at in range(len(pieces) - 1) if pieces[at].letter == "&"}
    is_doubted = False
    for clause in clauses:
        if is_doubted and clause.rule == "participle" and clause.first in joined:
            clause = replace(clause, is_unreal=not is_zero(clause.groups))
        is_doubted = clause.is_unreal
        yield clause


def adjectives(
    pieces: tuple[Piece, ...], found: Mapping[int, Clause], taken: set[tuple[int, str]]
) -> Iterator[tuple[int, Clause]]:
    """Counted people whom an adjective tells more of: "more than 50 wounded people were brought to the clinic"."""
    for at, piece in enumerate(pieces):
        group = piece.group
        inner = group.inner if group is not None else None
        if group is None or inner is None or at in found or not isinstance(inner.value, Outcome):
            continue
        tells = inner.value.code in ADJECTIVES and inner.value.voice in ("state", "passive")
        is_beside = group.count_span is not None and group.count_span[1] == inner.first
        if tells and is_beside and (at, inner.value.code) not in taken:
            yield at, Clause("adjective", inner, (group,), (), piece.first, piece.last, is_unreal=False)


# What an adjective tells of people: "two dead soldiers", but "three displaced women" are no news.
ADJECTIVES = frozenset({"killed", "injured"})
# Groups that can be told in parts of other groups: aid workers as a nurse and two drivers.
OPEN_GROUPS = frozenset({"all", "civilian", "worker", "aid_worker"})
# A sum has at least two parts.
MANY = 3
OUTCOME_LETTERS = frozenset("KDGMSTWV")


def overlaps(match: re.Match[str], what: int, taken: set[tuple[int, str]], pieces: tuple[Piece, ...]) -> bool:
    """Whether one of the people of this match has that outcome already."""
    outcome = pieces[what].outcome
    assert outcome is not None
    assert isinstance(outcome.value, Outcome)
    keys = {(at, outcome.value.code) for at in range(*match.span("who")) if pieces[at].group is not None}
    if keys & taken:
        return True
    taken |= keys
    return False


def as_clause(name: str, match: re.Match[str], pieces: tuple[Piece, ...], letters: str) -> Clause:
    spans: Mapping[str, str | None] = match.groupdict()
    what = pieces[match.start("what")].outcome
    assert what is not None
    groups, parts = with_sum(people_in(pieces, *match.span("who")))
    if spans.get("parts"):
        parts = groups_in(pieces, *match.span("parts"))
    elif spans.get("some"):
        parts = some_of(pieces, match.start("some"))
    if spans.get("now"):
        groups += groups_in(pieces, *match.span("now"))
    behind = max(match.end("who"), match.end("what"))
    beside = company(names_many(letters)).match(letters, behind) if name in SHARED else None
    if beside is not None:
        groups += people_in(pieces, *beside.span("company"))
        behind = beside.end()
    if not parts:
        parts = parts_behind(pieces, letters, behind, groups)
    if name == "nominal_number":
        groups = tuple(as_adjective(group, what) for group in groups)
    if name in ("of_the_dead", "nominal_counted"):
        groups = tuple(with_noun(group, pieces[match.start("kind")].group) for group in groups)
    if name == "number_of":
        noun = pieces[match.start("noun")].group
        groups = tuple(with_noun(group, noun) for group in groups)
    verb = spans.get("verb") or ""
    before = letters[max(match.start("what") - 2, 0) : match.start("what")] + verb
    governing = letters[max(match.start() - 2, 0) : match.start()]
    last = max([pieces[match.end() - 1].last, *(part.last for part in parts)])
    is_unreal = (bool(set("!mv") & set(before)) or "!" in governing) and not is_zero(groups)
    return Clause(name, what, groups, parts, pieces[match.start()].first, last, is_unreal)


def groups_in(pieces: tuple[Piece, ...], start: int, end: int) -> tuple[Group, ...]:
    groups = (pieces[at].group for at in range(start, end) if at == start or not is_aside(pieces, at))
    return tuple(group for group in groups if group is not None)


def is_aside(pieces: tuple[Piece, ...], at: int) -> bool:
    """Whether a number counts some of those just told: "two women, one of whom was pregnant"."""
    return at + 1 < len(pieces) and pieces[at].letter == "N" and pieces[at + 1].letter == "w"


def people_in(pieces: tuple[Piece, ...], start: int, end: int) -> tuple[Group, ...]:
    """The people of a list: a name beside its noun is one person with it, "peasants A and B" are two.

    "driver A and B" -> driver, B · "A, a judge, and two guards" -> judge, two guards · "A, his wife and B" -> three
    """
    found: list[Group] = []
    names = 0  # those the last noun has taken in
    behind = start
    for at in range(start, end):
        group = pieces[at].group
        if group is None or (at > start and is_aside(pieces, at)):
            continue
        between = "".join(piece.letter for piece in pieces[behind:at])
        behind = at + 1
        if group.is_named and found and takes_name(found[-1], names, between):
            names += 1
        elif found and found[-1].is_named and between == "," and is_apposed(group):
            found[-1], names = group, 1
        else:
            found[-1:] = [counted_by(found[-1], names)] if found else []
            found.append(group)
            names = 0
    found[-1:] = [counted_by(found[-1], names)] if found else []
    return tuple(found)


def with_sum(groups: tuple[Group, ...]) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """The people, and the parts that the last of them are told in.

    "two members of the family, an infant and a woman" are two
    "a mother and her two children, a son and a daughter" are three
    """
    counts = [group.count.low if group.count is not None else None for group in groups]
    for at in range(len(groups) - MANY + 1):
        whole, *parts = counts[at:]
        if whole is None or None in parts or whole != sum(count for count in parts if count is not None):
            continue
        if all(holds(groups[at], part) for part in groups[at + 1 :]):
            return groups[: at + 1], groups[at + 1 :]
    return groups, ()


def holds(whole: Group, part: Group) -> bool:
    """Whether people of one kind can be some of another: women of "people", but no policemen of soldiers."""
    inner, outer = part.victims, whole.victims
    if inner is None or outer is None:
        return True
    return (
        outer.sex in ("unknown", inner.sex)
        and (outer.age in ("unknown", inner.age) or (outer.age == "child" and is_son_or_daughter(part)))
        and (outer.group in OPEN_GROUPS or inner.group in ("all", outer.group))
    )


def is_son_or_daughter(group: Group) -> bool:
    """Whether a noun tells of somebody as the child of somebody, of whatever age."""
    return group.noun is not None and group.noun.rule.startswith(("victims.kinsman", "victims.kinswoman"))


def takes_name(noun: Group, names: int, between: str) -> bool:
    """Whether a name behind a noun, and behind as many names of it, is one of those the noun tells of."""
    if noun.is_named or not set(between) <= ({",", "&"} if names else {","}):
        return False
    return noun.count is None or noun.count is SEVERAL or names < (noun.count.low or 1)


def is_apposed(group: Group) -> bool:
    """Whether a noun behind a name can say who that is: one person, and not "his wife"."""
    return group.count is not None and group.count.low == group.count.high == 1 and not group.is_owned


def counted_by(group: Group, names: int) -> Group:
    """ "peasants A and B" are two."""
    if group.count is not SEVERAL or names < 2:
        return group
    return replace(group, count=Count(names, names, names, "exact"), is_counted=True)


def parts_behind(pieces: tuple[Piece, ...], letters: str, at: int, whole: tuple[Group, ...]) -> tuple[Group, ...]:
    """The parts behind the people or the verb: "…, including three children", "…, three of them children"."""
    match = trailing_parts(names_many(letters)).match(letters, at)
    if match is None:
        return ()
    if match.group("few"):
        return some_of(pieces, match.start("few"))
    if match.group("summed"):
        return with_sum((*whole, *people_in(pieces, *match.span("summed"))))[1]
    if match.group("roll"):
        return people_in(pieces, *match.span("roll"))
    name = "parts" if match.group("parts") else "listed"
    return groups_in(pieces, *match.span(name))


def some_of(pieces: tuple[Piece, ...], at: int) -> tuple[Group, ...]:
    """The number in front of "of them", with the noun behind it: "three of them children"."""
    part = pieces[at].group
    assert part is not None
    behind = (piece.group for piece in pieces[at + 2 : at + 4] if piece.letter in ("U", "A"))
    return (with_noun(part, next(behind, None)),)


def with_noun(group: Group, noun: Group | None) -> Group:
    if noun is None or group.noun is not None:
        return group
    return replace(group, noun=noun.noun, is_counted=True)


def as_adjective(group: Group, outcome: Mention) -> Group:
    """ "civilian casualties": a noun for one person that no number counts tells whose they are, and not how many.

    "minor injuries" and "the suspect lives" tell of nobody.
    """
    if group.count is not ONE or group.count_span is not None:
        return group
    victims = group.victims
    is_whose = victims is not None and victims.age == "unknown" and not group.is_definite
    return replace(group, count=SEVERAL if is_whose and group.last == outcome.first else None)


def is_zero(groups: tuple[Group, ...]) -> bool:
    return any(group.count is not None and group.count.qualifier == "explicit_zero" for group in groups)

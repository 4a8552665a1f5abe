"""Named patterns over a sentence in which every piece is one letter: an outcome (`what`) with its people (`who`).

The letters are those of `pieces`; the first pattern that fits an outcome has it.
"""

from __future__ import annotations

import re
from functools import cache

# One group of people, a name told with its noun taken in ("policeman John Doe", "the driver, John Doe,"), and what is
# said of some or all of them ("two women, one of whom was pregnant,", "two men who were her guards and a driver",
# "six nurses of the Red Cross and two guards").
SOME = (
    r"[CUN](?:,?Z(?:,?&?Z)*(?:,x(?=,))?(?:,(?=[dmHB!]))?)?"
    r"(?:,Nw[BHdxu]{0,4}(?=,)|r[BHdxseplfA]{2,8}(?=&[df]*[CUN])|[po][fdxle]{1,5}(?=&[df]*[CN])|oc(?=&[df]*[CN]))?"
)
# In a sentence with more names behind people than MOST_NAMED, those taken in are not given back (`?+`): each could
# be an item of the list as well, and `re` would try both ways for each, of a list of the dead for years.
SOME_OF_MANY = (
    r"[CUN](?:,?Z(?:,?&?Z)*(?:,x(?=,))?(?:,(?=[dmHB!]))?)?+"
    r"(?:,Nw[BHdxu]{0,4}(?=,)|r[BHdxseplfA]{2,8}(?=&[df]*[CUN])|[po][fdxle]{1,5}(?=&[df]*[CN])|oc(?=&[df]*[CN]))?+"
)
MOST_NAMED = 5
NAMED_BEHIND = r"[CUN],?Z"
# A person by name with what he is said to be, or his age: "John Doe, 34", "Jane Doe, a judge of the high court".
WHO_IS = r"(?:,(?:[xd]{1,4}|C[oxlef]{0,5})(?=,))?"
PERSON = rf"Z{WHO_IS}"
# A list of people, some of them by name.
ITEM = rf"(?:{SOME}|{PERSON})"
MORE = rf",f?{ITEM}(?=,?(?:[&+]|,[CUNZ]))"  # "a farmer, his two sons"
MORE_OF = MORE.replace("f?", "")  # "the murders of a nun, the six priests": they were told of before
LAST = rf",?[&+][df]*(?:{ITEM}|A(?![xle]))"
LIST = rf"(?:{SOME}(?:{LAST}|{MORE})*|(?:{PERSON}|q)(?:{MORE})*{LAST})"
# The same before its verb: "John Doe (34), along with his wife, their son and two guards".
LIST_BEFORE = LIST.replace(rf"|q)(?:{MORE})*", rf"|q)(?:{LAST}|{MORE})*")
# Two or more of whom it is said who they are: "identified as Jane Doe, 34, and her two sons".
ROLL = rf"(?:{SOME}(?:{LAST}|{MORE})+|{PERSON}(?:{MORE})*{LAST})"
IDENTIFIED = r"(?:[plxeyafcubd]{0,10}:|(?:p[plxeyafcubd]{0,8})?,?[xd]{0,3}I[^CUNAZKDGMSTQ;:]{0,8}?:?)"
NAMES = r"(?:Z(?:,?[&+]Z|,Z(?=,?(?:[&+]|,Z)))*)"
OBLIQUE = rf"(?:[CUNcuna]Z?(?:{LAST}|{MORE_OF})*|[Zz]{WHO_IS}(?:{MORE_OF})*{LAST})"
# No part, but whom a verb of its own tells of: "including nine civilians, and 30 wounded".
NO_OWN_VERB = r"(?!(?:(?<=[&i]N)|(?<=,&C))d*[KS])"
# The same behind the verb of the whole: "…, including nine civilians, and several others were wounded".
NO_VERB_OF_ITS_OWN = r"(?!(?:(?<=[&i]N)|(?<=,&C))[mHBd]{0,4}[KSD])"
NO_PART = r"(?:(?<!i)|(?=Nd*[KS]))"
PARTS = (
    rf"(?:(?:[po][lxfecno]{{1,6}})?[,;(]?d*iB?(?P<parts>{LIST}){NO_OWN_VERB}[,;)]?"
    r"|[,;(](?P<some>[NC])wd*[BHfxUACople]{0,6}[,;)]"
    r"|,wNB[fd]*[CUA],)?"  # ", of whom one was an infant,"
)
# What may stand between people and the verb: their relative clause, where and when; no other people, no other outcome.
GAP = r"[^CUNAZKDGMSTQs;:]{0,14}?"
# Who they are: "three women and six children, members of one family, were killed".
TOLD = r"(?:(?:o[cuanl])?,(?:[xdN]{0,2}w|d)?[UA](?:&[UA])?[^CUNAKDGMSTQs;:,]{0,9},(?=[mHv!t]*[BD]))?"
# Other things done to them before, in a row: "were ambushed, robbed and abducted".
OTHER_VERBS = r"(?:x,?&?d*){0,2}"
VERB = r"(?P<verb>[mHv!t]*B[dB!H]*)"

# Where those are brought of whom it is said how they are: "was flown to a clinic with burns".
TAKEN_TO = r"xt[fxle]{0,5}"

# The first of two told with fates of their own: "killed three and two others wounded".
FIRST_FATE = rf"{SOME}(?=,?&[df]*[CN]d*K(?:$|[,;:)(pbtyswr&+!]))"

# Nothing behind a participle may be what the verb acts on: in "militants abducted the mayor" no militant is abducted.
NO_OBJECT = r"(?=d*(?:$|[,;:)(pbtyswr&+!]))"
NO_OBJECT_BUT_STATE = r"(?=d*(?:$|[,;:)(pbtyswr&+!S]))"  # "four people shot with minor wounds"

# What they came to after what was done to them or for them, told without naming them again.
LATER = r"B[^CUNAZGMSTQq;:]{1,12}?,?s(?P<verb>[mHv!td]*)(?P<what>D)"

PATTERNS: tuple[tuple[str, str], ...] = (
    # "a list of 57 people who were killed": whoever made the list is not
    # "the murder of a priest, a cook and her child, who were killed as …": the list has one fate, told twice
    (
        "relative",
        rf"(?P<who>(?<!Mo)(?:[cna]|z,)|[cn](?:{LAST}|{MORE})+,?)(?:,Nw[^KDGMST]{{0,5}},)?r{VERB}{OTHER_VERBS}(?P<what>K)",
    ),
    # "the name of a boy who died", "the death of a man who was shot": whoever tells of it did not die
    ("relative", r"(?P<who>[cna]|z,)r(?P<verb>[mHv!td]*)(?P<what>D)"),
    # "Of the 12 dead, seven were soldiers"
    ("of_a_number", r"of(?P<who>N)(?P<what>[KS]),(?P<some>N)(?=[dBH]{1,3}[UA])"),
    # "12 people, including three children, were killed" · "no one was hurt"
    ("passive", rf"{NO_PART}(?P<who>{LIST_BEFORE}|A{LAST}){PARTS}{TOLD}{GAP}{VERB}{OTHER_VERBS}(?P<what>K)"),
    # "were kidnapped and later killed": the second verb shares the people of the first
    (
        "passive_shared",
        rf"(?P<who>{LIST}){GAP}(?:{VERB}{OTHER_VERBS})?K[^CUNAKDGMST;:]{{0,12}}?[,&][dBHx&]{{0,4}}(?P<what>[KD])(?!d*{LIST})",
    ),
    # "two nurses kidnapped in July; found dead in December"
    ("passive_shared", rf"(?P<who>{LIST}){GAP}{VERB}?K[^CUNAKDGMST:;]{{0,12}}?;d*(?P<what>K){NO_OBJECT}"),
    # "two men were beaten before being killed"
    ("passive_shared", rf"(?P<who>{LIST}){GAP}{VERB}K[^CUNAKDGMST;:]{{0,12}}?sd*B(?P<what>K)"),
    # "a driver was attacked on the road and badly injured"
    ("passive_later", rf"(?P<who>{LIST}){PARTS}{GAP}{VERB}x[^CUNAZKDGMSTQ;:]{{0,8}}?&d*(?P<what>K){NO_OBJECT}"),
    # "two workers abducted in March were killed", "two men who had gone missing on Friday were found dead"
    (
        "described",
        rf"{NO_PART}(?P<who>{LIST}),?(?:rH?(?:Bd*)?)?d*[KSD](?:[^CUNAZKDGMSTQrs;:&']|(?<=y)'){{0,8}}?,?(?:{VERB}{OTHER_VERBS}(?=K)|[Hd]{{0,2}}(?=D))(?P<what>[KD])",
    ),
    # "two nurses were driving home when they were abducted"
    ("resumed", rf"{NO_PART}(?P<who>{LIST})[^CUNAZKDGMSTQ;:]{{1,16}}?[s,]d*q{VERB}{OTHER_VERBS}(?P<what>K)"),
    # "a student was among those killed", "… among the dead"
    ("among", rf"{NO_PART}(?P<who>{LIST}){GAP}Bd*(?:i|pf?|px)d*(?P<what>[KS])"),
    # "three rescuers were among the 12 wounded", "3 children among 8 dead"
    ("of_a_number", r"(?P<some>C)(?:Bd*pf?|(?<=^C)p)(?P<who>[nN])(?P<what>[KS])"),
    # "Two troopers, a civilian killed in Bijapur"
    ("headline_list", rf"^(?P<who>C,C)(?P<verb>[dH]*)(?P<what>K){NO_OBJECT}"),
    # "12 killed, 40 wounded" · "seven rebels reportedly killed in clashes"; "a man who police shot" is none of police
    (
        "participle",
        rf"(?<!#)(?!(?<=r)[UA]d*K|(?<=[KG]){FIRST_FATE}){NO_PART}(?P<who>{LIST}|[cn]){PARTS}(?P<verb>[dH!m]*)(?:S&)?{OTHER_VERBS}(?P<what>K){NO_OBJECT_BUT_STATE}",
    ),
    # "5 VDP killed"
    ("unknown_people", rf"(?<!#){NO_PART}(?P<who>N)[xe]{{1,2}}d?(?P<what>K){NO_OBJECT}"),
    # "two staff from different agencies kidnapped in April": headline style, the people's whereabouts before the verb
    (
        "headline",
        rf"(?<!#){NO_PART}(?!U)(?P<who>{LIST}){PARTS}[po][pxleyafcuo]{{1,10}}(?P<verb>[dH!m]*)(?P<what>K){NO_OBJECT}",
    ),
    # "three died" · "three, among them a child, have died"
    ("intransitive", rf"{NO_PART}(?P<who>{LIST_BEFORE}){PARTS}{TOLD}{GAP}(?P<verb>[mHv!td]*)(?P<what>D)"),
    # "gunmen kill mayor, two guards in Mexico"
    ("active_participle", r"(?P<verb>[mHv!t]*)(?P<what>G)(?P<who>C,C)(?=$|p[xl])"),
    # "killing 11 people including five men" · "freeing more than 30 inmates"
    ("active_participle", rf"(?P<verb>[m!vt]*)(?P<what>G)[dx]?f?(?P<who>{FIRST_FATE}|{LIST}|(?<=G)A)"),
    # "the attacker killed two people before being shot dead": one more, whoever did it
    (
        "before_being",
        r"(?P<who>[CqZ])[^BCUNAZKDGMST;:]{0,14}?[GK](?=[^;:r]{1,30}sd*B)[^;:r]{1,30}?sd*B(?P<what>K)(?=&|d*(?:$|[,;:)(pbtyswr]))",
    ),
    # "security forces killed six militants"; in "shot two men dead" it is the last word that tells, and "missing and
    # murdered people" are not what anybody did
    (
        "active",
        rf"(?<![BKfop])(?:(?<!S&)(?<!S,&)|(?=K[CNZ]))(?P<verb>[mHv!td]*)(?P<what>K)(?:x,x,&)?[df]*(?P<who>{FIRST_FATE}|(?>{LIST}))(?!w?d*S)",
    ),
    # "three were dead" · "left 12 dead" · "six are missing"
    (
        "state",
        rf"{NO_PART}(?P<who>{LIST}|(?<=[xp]o)n|(?<=[xp]p)n){PARTS},?(?:{GAP}{VERB}(?:{TAKEN_TO})?)?d*(?P<what>S)(?!d*[KG])",
    ),
    # "left 12 dead and more than 30 injured": whatever stands behind
    ("left", rf"L{GAP}{LIST}[^CUNAZKDGMSTQ;:]{{0,6}}S,?&d*(?P<who>{LIST})(?P<what>K)"),
    # "left dead 12 people" · "dead: three soldiers and a child"
    ("state_before", r"(?P<what>S)(?P<who>[CN])"),
    ("state_before", rf"(?P<what>S):(?P<who>{LIST})"),
    # "the 28 bodies of farmers"
    ("nominal_counted", r"(?P<who>N)[xd]{0,2}(?P<what>M)o?(?P<kind>[ua])"),
    # "the deaths of three policemen" · "the bodies of 12 men"
    ("nominal_of", rf"(?<!N)(?<!Nd)(?P<what>M)(?:p[fxyo]{{1,6}}o|[op]?)(?:f|x{{0,2}}(?=[Zz]))?(?P<who>{OBLIQUE})"),
    # "12 deaths" · "three civilian fatalities" · "no casualties" · "17 burned bodies"
    ("nominal_number", r"(?P<who>[CNcn])(?:[xld]{0,2}|K)(?P<what>M)"),
    # "no deaths or injuries": what nobody suffered is one thing or the other
    ("nominal_shared", r"(?P<who>[CNcn])[xld]{0,2}M&(?P<what>M)"),
    # "there were deaths and injuries" · "causing injuries"
    ("nominal_some", r"(?:L[dx]?|(?<=x)B)(?P<who>(?P<what>M))(?![op]?t?[cnCNua])"),
    ("nominal_some", r"(?:L[dx]?|(?<=x)B)M&(?P<who>(?P<what>M))(?![op]?t?[cnCNua])"),
    # "Those killed in the raid were identified as Jane Doe, 34, and her two sons"
    ("roll", rf"(?P<what>[KSV])[^CUNAZKDGMSTQ;:]{{0,10}}?B?d*(?:I|(?<=V))[^CUNAZKDGMSTQ;:]{{0,8}}?:?(?P<who>{ROLL})"),
    # "the coroner identified the dead as John Doe, 34, and his sons"
    ("roll", rf"I[fd]*(?P<what>[KS])[sp]:?(?P<who>{ROLL})"),
    # "Among the victims were a priest and two nuns" · "The victims were two women"
    ("victims_were", rf"(?P<what>V)d?:?(?=[fd]*[CNZ])(?P<who>{LIST})"),
    # "Six of the dead were policemen" · "two of the wounded died"
    ("of_the_dead", r"(?P<who>N)(?:of|w)(?P<what>[KS])[dBH]*(?P<kind>[UC])"),
    # "the dead included 12 pupils and two teachers"
    ("dead_included", rf"f(?P<what>[KS])d*i(?P<who>{LIST})"),
    # "Of those killed, nine were soldiers" · "Of the dead, two were women"
    ("of_the_dead", r"(?:w|of)(?P<what>[KS])[plxeyafcuo]{0,8},(?P<who>N)[dBH]{1,3}(?P<kind>[UC])"),
    # "Twelve of the 20 killed were children"
    ("of_a_number", r"(?P<some>N)of(?P<who>N)(?P<what>[KS])[dBH]{1,3}(?P<kind>[UAC])"),
    # "most of the 25 injured were guests"
    ("of_the_number", r"of(?P<who>[NCnc])(?P<what>[KS])"),
    # "two men were taken to a clinic but died" · "he was rushed there, but died"
    ("intransitive", rf"(?P<who>{LIST}){GAP}{LATER}"),
    ("pronoun_intransitive", rf"(?P<who>q){LATER}"),
    # "eleven were shot, four of them fatally"
    ("of_them", r"(?P<who>[NC])w(?P<what>S)"),
    # "before killing himself": one more, whoever it is · "killed himself and ten worshippers"
    ("suicide", rf"(?P<verb>[mHv!t]*)(?P<who>(?P<what>W)(?:,?[&+][df]*{SOME}(?:{LAST}|{MORE})*)?)"),
    # "six of those wounded later died", "three of the abducted were killed"
    ("of_the_wounded", r"(?P<who>N)(?:of|w)[KS](?P<verb>[mHv!td]*)(?P<what>D)"),
    ("of_the_wounded", rf"(?P<who>N)(?:of|w)[KS]{VERB}{OTHER_VERBS}(?P<what>K)"),
    # "Killed in the raid were a commander and two guards" · "Among the dead were two women"
    ("inverted", rf"^d*(?P<what>K)[pxleyafcuo]{{0,8}}B(?P<who>{LIST})"),
    ("among_the_dead", rf"(?:p[fa]{{1,2}}|i)(?P<what>[KS])[pxleyafcuo]{{0,8}}B(?P<who>{LIST})"),
    # "The dead were two women and a child"
    ("dead_were", rf"f(?P<what>[KS])[pxleyafcu]{{0,6}}B[dx]?:?(?=[CNZ])(?P<who>{LIST})"),
    # "revised the death toll from 41 to 27"
    ("toll_changed", r"(?P<what>T)[dxpRHB]{0,5}?(?P<who>n)[tR](?P<now>[NCnc])"),
    # "Maria Lopez was shot dead" · "John Doe, 34, died" · "killing Maria Lopez" · "the murder of Maria Lopez"
    ("named_passive", rf"(?P<who>{NAMES}){GAP}{VERB}{OTHER_VERBS}(?P<what>K)"),
    (
        "named_passive",
        rf"(?P<who>{NAMES}){GAP}{VERB}{OTHER_VERBS}K[^CUNAZKDGMSTQ;:]{{0,12}}?&[dBH]{{0,4}}(?P<what>K){NO_OBJECT}",
    ),
    ("named_intransitive", rf"(?P<who>{NAMES}){GAP}(?P<verb>[mHv!td]*)(?P<what>D)"),
    ("named_active", rf"(?<![BK])(?P<verb>[mHv!tdB]*)(?P<what>[KG])[dx]{{0,3}}(?P<who>{NAMES})(?!d*S)"),
    # "shot John Doe dead", "took her hostage"
    ("named_state", rf"(?<=[KGx])(?P<who>{NAMES})d*(?P<what>S)"),
    ("pronoun_state", r"(?<=[KGx])(?P<who>q)d*(?P<what>S)"),
    ("named_nominal", r"(?P<what>M)[op]?[xf]{0,3}(?P<who>[Zz](?:,?&Z|,Z(?=,?(?:&|,Z)))*)"),
    # "the death toll rose to 14" · "a death toll of 14"
    (
        "toll",
        r"(?P<what>T)(?:,r[^KDGMST,;s]{1,10},)?(?:[^NCcKDGMS;s]{0,8}?[RtopB:]|[^NCcKDGMST;s]{9,20}?R)d*(?P<who>[NCcn])",
    ),
    # "put the number of the wounded at 35"
    ("toll_of", r"#f?(?P<what>[KS])[^NCcKDGMS;s]{0,6}?[RtpB:]d*(?P<who>[NCcn])"),
    # "brings to 14 the number of dead"
    ("toll_before", r"(?P<who>N)f?(?P<what>T)"),
    # "brings to 14 the number of journalists killed"
    ("toll_before", r"(?P<who>N)f?#(?P<kind>[UA])(?P<what>K)"),
    # "the mayor's murder" · "Maria Lopez's death"
    ("possessive", r"(?P<who>[CZcz])[xl]{0,4}'(?P<what>M)(?!o)"),
    # "the monks' murder"
    ("possessive", r"(?P<who>[Aa])(?P<what>M)(?!o)"),
    # "Fatalities: 12" · "Injured: four policemen"
    ("tally", rf"(?P<what>[MK]):(?=[CN])(?P<who>{LIST})(?![dBH]*[KDGMS])"),
    # "he was shot dead" · "where she died" · "shot him"
    ("pronoun_passive", rf"(?P<who>q)d*{VERB}{OTHER_VERBS}(?P<what>K)(?!d*{LIST})"),
    ("pronoun_intransitive", r"(?P<who>q)(?P<verb>[mHv!td]*)(?P<what>D)"),
    ("pronoun_active", r"(?<![BK])(?P<verb>[mHv!td]*)(?P<what>[KG])(?P<who>q)(?!d*S)"),
    # "Rahman was shot dead along with two other officials": who is told by one word is not counted, those with him are
    ("accompanied", rf"{VERB}{OTHER_VERBS}(?P<what>K)[^CUNAZKDGMSTQ;:]{{0,10}}?\+[df]*(?P<who>{LIST})"),
)
# "the number of rebels killed in the week reached 60": the noun stands before the outcome, the number behind.
NUMBER_OF = r"#(?P<noun>[UAua])[dB]*(?P<what>[KD])[^NCS;s]{0,10}?[Rt]d*(?P<who>[NCnc])"
APPOSED = r",[CUA][^CUNAZKDGMSTQs,;:]{0,9}"  # ", all members of one family"
# "12 people were killed, three of them children" · "killed, including two women"
TRAILING_PARTS = (
    # "in a raid, including two women"
    rf"(?:y|{APPOSED}|x{{1,2}}Nx?|p[^CNAZKDGMSTQs,;:]{{1,8}})?[,;(]?x?d*i(?P<parts>{LIST}){NO_VERB_OF_ITS_OWN}"
    r"|[,;(&]{1,2}(?P<few>[NC])w(?![mHBd]*[KSD])[dB]*(?P<kind>[UA])?"  # ", three of them children"
    r"|(?:[plxeyafcubd]{0,10}:|[;(])(?P<listed>C(?:,C)*,?&C)(?=$|[,;:).lyp])"  # ": six soldiers and four civilians"
    rf"|(?:,|[Bplxeyafubd]{{1,10}};)(?P<summed>{LIST})(?=$|[,;:).])"  # ", a woman and four children"
    rf"|{IDENTIFIED}(?P<roll>{ROLL})"  # " in the raid, identified as A and B"
)
# "was killed in the raid along with his wife and two guards": they share the verb that stands before them.
COMPANY = rf"[^CUNAZKDGMSTQs;:]{{0,10}}?\+[df]*(?P<company>{LIST}|Z)(?!{GAP}[mHv!t]*(?:B?[dB!H]*K|B[dB!H]*S))"
# "In addition to the attacker, seven soldiers were killed": they share the verb that stands behind them.
BESIDE = r"\+[df]*(?P<beside>C),$"
# "five were killed in A, three in B and one in C": they share the verb, each in a place of its own.
ELSEWHERE = r"[^CUNAZKDGMSTQs;:]{0,8}?(?:,|,?&)(?P<more>N)(?=p[fx]{0,2}[ly])"
SHARED = frozenset(
    {"state", "passive", "passive_later", "resumed", "participle", "intransitive", "named_passive"}
    | {"named_intransitive", "pronoun_passive", "pronoun_intransitive"}
)


@cache
def compiled(of_many: bool) -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """The patterns, each with its name and the letters its outcome may have."""
    return tuple((name, frozenset(outcomes_of(pattern)), one(pattern, of_many)) for name, pattern in PATTERNS)


@cache
def patterns_for(outcomes: frozenset[str], of_many: bool) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The patterns that can fit a sentence with these letters of outcomes, in their order, each with its name."""
    return tuple((name, pattern) for name, its, pattern in compiled(of_many) if not its.isdisjoint(outcomes))


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
def elsewhere() -> re.Pattern[str]:
    return re.compile(ELSEWHERE)


@cache
def beside() -> re.Pattern[str]:
    return re.compile(BESIDE)


@cache
def company(of_many: bool) -> re.Pattern[str]:
    return one(COMPANY, of_many)

"""Speech acts about responsibility become rows: each with the incident it is about and the one it answers.

"claimed responsibility for the violence" -> about the campaign · "a charge Cairo has often denied" ->
answers the accusation before it · "accused Chad of arming the rebels" -> about no incident of its own
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter

from pipeline.keys import evidence_rows, row_id
from pipeline.model import Allegation, Annotated, Charge, Evidence, Mention, Sentence, Span
from pipeline.tidy.verbatim import verbatim

CLAIMS = frozenset({"responsibility_claim", "competing_claim"})
ATTRIBUTIONS = frozenset({"attribution_by_authority", "attribution_by_other"})
# What is said of an act, not of a party's conduct at large: it is about an incident even where it names none.
ABOUT_AN_ACT = CLAIMS | ATTRIBUTIONS | {"responsibility_denial", "condemnation", "investigation_or_charge"}


class AllegationLinker:
    """Makes the allegation rows of one report.

    `anchored` says what the report is about from a token on: (token, incident_id), in the order of the text.
    """

    def __init__(self, annotated: Annotated, anchored: Sequence[tuple[int, str]]) -> None:
        self.annotated = annotated
        self.report = annotated.report
        self.anchored = anchored
        self.evidence: list[Evidence] = []
        self.seen: Counter[tuple[str, ...]] = Counter()

    def rows(self) -> tuple[Allegation, ...]:
        """A row for every charge, in the order of the text; fills `evidence`."""
        charges = [(m, m.value) for m in self.annotated.mentions["allegations"] if isinstance(m.value, Charge)]
        keys = [self.key(mention, charge) for mention, charge in charges]
        rows = []
        for number, (mention, charge) in enumerate(charges):
            answered = answered_by(charge, charges[:number])
            self.prove(keys[number], mention, charge)
            incident = self.incident(mention, charge)
            rows.append(self.row(keys[number], mention, charge, incident, None if answered is None else keys[answered]))
        return tuple(rows)

    def key(self, mention: Mention, charge: Charge) -> str:
        """A key of the words and parties; the same words told again count on."""
        parties = (charge.speaker_actor, charge.subject_actor)
        names = tuple(party.actor_id if party is not None else "" for party in parties)
        words = verbatim(self.report, mention.span).lower()
        parts = (charge.allegation_type, charge.polarity, *names, words)
        self.seen[parts] += 1
        return row_id("all", self.report.report_id, *parts, str(self.seen[parts]))

    def row(self, key: str, mention: Mention, charge: Charge, incident: str | None, answers: str | None) -> Allegation:
        speaker, subject, helped = charge.speaker_actor, charge.subject_actor, charge.beneficiary_actor
        return Allegation(
            allegation_id=key,
            report_id=self.report.report_id,
            incident_id=incident,
            allegation_type=charge.allegation_type,
            speaker_actor_id=speaker.actor_id if speaker is not None else None,
            speaker_text=self.words(charge.speaker),
            subject_actor_id=subject.actor_id if subject is not None else None,
            subject_text=self.words(charge.subject),
            beneficiary_actor_id=helped.actor_id if helped is not None else None,
            alleged_act=charge.act,
            polarity=charge.polarity,
            responds_to_allegation_id=answers,
            certainty=charge.certainty,
            claim_medium=charge.medium,
            attribution_depth=charge.depth,
            is_repeated=charge.is_repeated,
            rule_id=mention.rule,
        )

    def words(self, span: Span | None) -> str | None:
        return verbatim(self.report, span) or None if span is not None else None

    # -------------------------------------------------------------------------------- which incident

    def incident(self, mention: Mention, charge: Charge) -> str | None:
        """The incident of its own sentence; for what is said of an act, else the last one told before it."""
        sentence = self.sentence_of(mention)
        first = bisect_left(self.anchored, sentence.first, key=itemgetter(0))
        inside = self.anchored[first : bisect_left(self.anchored, sentence.last, first, key=itemgetter(0))]
        if inside:
            # "claimed responsibility for the bombing of": what follows the words of the act comes before what precedes.
            after = [key for token, key in inside if token >= mention.first]
            return after[0] if after else inside[-1][1]
        if charge.allegation_type not in ABOUT_AN_ACT or not self.anchored:
            return None
        before = bisect_right(self.anchored, mention.first, key=lambda anchor: anchor[0])
        return self.anchored[max(0, before - 1)][1]

    def sentence_of(self, mention: Mention) -> Sentence:
        sentences = self.annotated.reading.sentences
        return sentences[bisect_right(sentences, mention.first, key=lambda sentence: sentence.first) - 1]

    # -------------------------------------------------------------------------------- evidence

    def prove(self, key: str, mention: Mention, charge: Charge) -> None:
        for field, span in (
            (None, mention.span),
            ("speaker_text", charge.speaker),
            ("subject_text", charge.subject),
            ("beneficiary_actor_id", charge.beneficiary),
        ):
            if span is not None:
                self.evidence += evidence_rows(self.report, "allegations", key, field, span, mention.rule)


def answered_by(charge: Charge, earlier: Sequence[tuple[Mention, Charge]]) -> int | None:
    """The place among the earlier charges of the one this responds to: in the words answered, of the same party."""
    if charge.answers is None:
        return None
    fallback = None
    for number, (mention, told) in reversed(list(enumerate(earlier))):
        if mention.span.start <= charge.answers.start < mention.span.end:
            if told.subject_actor == charge.subject_actor:
                return number
            fallback = number if fallback is None else fallback
    return fallback


def claim_status(incident_id: str, allegations: Iterable[Allegation]) -> str:
    """A code of claim_statuses.csv: who claims the incident, who is blamed for it, who denies it."""
    about = [row for row in allegations if row.incident_id == incident_id]
    affirmed = [row for row in about if row.polarity == "affirms"]
    claimants = {row.subject_actor_id or row.speaker_actor_id for row in affirmed if row.allegation_type in CLAIMS}
    blamed = {row.subject_actor_id for row in affirmed if row.allegation_type in ATTRIBUTIONS}
    deniers = {row.subject_actor_id for row in about if row.allegation_type == "responsibility_denial"}
    if len(claimants) > 1 or (claimants and blamed - claimants):
        return "competing_claims"
    if claimants:
        return "claimed_and_attributed" if blamed else "claimed"
    if blamed:
        return "denied" if blamed <= deniers else "attributed"
    return "denied" if deniers else "none_reported"

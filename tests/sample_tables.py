"""Ten small tables that break no rule, made by hand from two short texts: what a test changes, it changes on purpose.

`valid_tables()` gives the tables and the texts by report_id. Every offset is found in the text, none is typed in.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from pipeline.model import (
    Actor,
    ActorAlias,
    Allegation,
    Casualty,
    CasualtyEstimate,
    Evidence,
    Incident,
    Place,
    Reconciliation,
    ReportRow,
    Tables,
    key_of,
)

TEXTS = {
    "2025-03-03-market": (
        "Gunmen attacked a market in Turbat on Monday, killing nine people including six men and three women, police "
        "said. At least 20 were wounded, a doctor said.\nThe Free Hills Front (FHF) claimed responsibility. The "
        "interior minister said the Republic’s neighbour had armed it, a charge the neighbour denied.\nIt was the "
        "second attack in a week; dozens were hurt in the first."
    ),
    "2025-03-04-toll": "The toll of Monday’s attack in Turbat rose to ten, a hospital said on Tuesday.",
}
MARKET, TOLL = TEXTS
MONDAY = dt.date(2025, 3, 3)


def valid_tables() -> tuple[Tables, dict[str, str]]:
    """The ten tables, each with rows, in key order; and the texts that evidence quotes."""
    tables = Tables(
        reports=(_report(MARKET, MONDAY), _report(TOLL, dt.date(2025, 3, 4))),
        incidents=_incidents(),
        casualties=_casualties(),
        allegations=_allegations(),
        actors=_actors(),
        actor_aliases=(
            ActorAlias(actor_id="act-fhf", alias="FHF", language="en", alias_kind="short"),
            ActorAlias(actor_id="act-fhf", alias="Free Hills Front", language="en", alias_kind="official"),
            ActorAlias(
                actor_id="act-fhf",
                alias="the hirelings",
                language="en",
                alias_kind="pejorative_label",
                used_by_actor_id="act-ministry",
            ),
        ),
        places=_places(),
        evidence=_evidence(),
        casualty_estimates=_estimates(),
        reconciliations=(_reconciliation(),),
    )
    for _, rows in tables:
        assert rows == tuple(sorted(rows, key=key_of))
    return tables, dict(TEXTS)


def _report(report_id: str, day: dt.date) -> ReportRow:
    text = TEXTS[report_id]
    return ReportRow(
        report_id=report_id,
        title="Market attacked" if report_id == MARKET else None,
        publisher="Example Times",
        url="https://example.org/" + report_id,
        published_date=day,
        language="en",
        source_type="newspaper",
        char_count=len(text),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        annotator="attested@0.1.0",
    )


def _incidents() -> tuple[Incident, ...]:
    return (
        Incident(
            incident_id="inc-campaign",
            report_id=MARKET,
            incident_level="campaign",
            incident_type="coordinated_attacks",
            stage="accomplished",
            date_earliest=dt.date(2025, 2, 25),
            date_latest=MONDAY,
            date_precision="week",
            date_text="in a week",
            reporting_clarity="aggregated",
        ),
        Incident(
            incident_id="inc-market",
            report_id=MARKET,
            parent_incident_id="inc-campaign",
            incident_type="armed_assault",
            stage="accomplished",
            date_earliest=MONDAY,
            date_latest=MONDAY,
            date_precision="day",
            date_text="on Monday",
            place_id="plc-turbat",
            place_text="Turbat",
            place_precision="exact_site",
            target_type="market_or_commerce",
            target_text="a market",
            weapon_type="firearm",
            weapon_text="Gunmen",
            perpetrator_actor_id="act-fhf",
            perpetrator_text="Gunmen",
            perpetrator_basis="claimed",
            claim_status="claimed",
        ),
        Incident(
            incident_id="inc-toll",
            report_id=TOLL,
            incident_type="armed_assault",
            stage="accomplished",
            date_earliest=MONDAY,
            date_latest=MONDAY,
            date_precision="day",
            date_text="Monday",
            place_id="plc-turbat",
            place_text="Turbat",
            place_precision="exact_site",
        ),
    )


def _casualties() -> tuple[Casualty, ...]:
    killed: dict[str, str] = {"outcome": "killed", "victim_group": "civilian"}
    police = {"speaker_actor_id": "act-police", "speaker_text": "police", "speaker_role": "authority"}
    part = {"figure_scope": "component", "component_of_casualty_id": "cas-nine", "overlap": "additive"}
    market = {"incident_id": "inc-market", "report_id": MARKET, "rule_id": "killed_active"}
    nine = {"count_low": 9, "count_high": 9, "count_point": 9, "count_qualifier": "exact"}
    six = {"count_low": 6, "count_high": 6, "count_point": 6, "count_qualifier": "exact"}
    three = {"count_low": 3, "count_high": 3, "count_point": 3, "count_qualifier": "exact"}
    made = (
        Casualty(
            casualty_id="cas-dozens",
            incident_id="inc-campaign",
            report_id=MARKET,
            outcome="injured",
            victim_group="unknown",
            count_text="dozens",
            count_low=12,
            count_high=None,
            count_point=None,
            count_qualifier="vague",
            figure_scope="increment",
            period_latest=MONDAY,
            rule_id="hurt_passive",
            review_status="work_needed",
        ),
        Casualty(
            casualty_id="cas-nine",
            victim_text="people",
            count_text="nine",
            attribution_verb="said",
            status_basis="official",
            inflicted_by_actor_id="act-fhf",
            period_earliest=MONDAY,
            period_latest=MONDAY,
            place_id="plc-turbat",
            place_text="Turbat",
            confidence=0.9,
            **killed,
            **police,
            **market,
            **nine,
        ),
        Casualty(
            casualty_id="cas-six",
            victim_text="men",
            sex="m",
            age_group="adult",
            count_text="six",
            **killed,
            **police,
            **part,
            **market,
            **six,
        ),
        Casualty(
            casualty_id="cas-ten",
            incident_id="inc-toll",
            report_id=TOLL,
            count_text="ten",
            count_low=10,
            count_high=10,
            count_point=10,
            count_qualifier="exact",
            figure_scope="running_total",
            speaker_text="a hospital",
            speaker_role="medical",
            rank="deprecated",
            superseded_by_casualty_id="cas-ten-reviewed",
            change_reason="The reviewer counts the same people by their group.",
            rule_id="toll_rose",
            outcome="killed",
            victim_group="unknown",
        ),
        Casualty(
            casualty_id="cas-ten-reviewed",
            incident_id="inc-toll",
            report_id=TOLL,
            count_text="ten",
            count_low=10,
            count_high=10,
            count_point=10,
            count_qualifier="exact",
            figure_scope="running_total",
            speaker_text="a hospital",
            speaker_role="medical",
            rank="preferred",
            rule_id="review",
            review_status="edited",
            **killed,
        ),
        Casualty(
            casualty_id="cas-three",
            victim_text="women",
            sex="f",
            age_group="adult",
            count_text="three",
            **killed,
            **police,
            **part,
            **market,
            **three,
        ),
        Casualty(
            casualty_id="cas-wounded",
            incident_id="inc-market",
            report_id=MARKET,
            outcome="injured",
            victim_group="unknown",
            count_text="At least 20",
            count_low=20,
            count_high=None,
            count_point=20,
            count_qualifier="at_least",
            speaker_text="a doctor",
            speaker_role="medical",
            rule_id="wounded_passive",
        ),
    )
    return tuple(sorted(made, key=key_of))


def _allegations() -> tuple[Allegation, ...]:
    return (
        Allegation(
            allegation_id="all-armed",
            report_id=MARKET,
            incident_id="inc-market",
            allegation_type="accusation_of_sponsorship",
            speaker_actor_id="act-ministry",
            speaker_text="The interior minister",
            subject_actor_id="act-neighbour",
            subject_text="the Republic’s neighbour",
            beneficiary_actor_id="act-fhf",
            alleged_act="armed_or_trained",
            polarity="affirms",
            certainty="accused_by_authorities",
            attribution_depth=1,
            rule_id="had_armed",
        ),
        Allegation(
            allegation_id="all-claim",
            report_id=MARKET,
            incident_id="inc-market",
            allegation_type="responsibility_claim",
            speaker_actor_id="act-fhf",
            speaker_text="The Free Hills Front",
            subject_actor_id="act-fhf",
            subject_text="The Free Hills Front",
            alleged_act="carried_out",
            polarity="affirms",
            certainty="claimed_or_admitted",
            attribution_depth=1,
            rule_id="claim_responsibility",
        ),
        Allegation(
            allegation_id="all-denial",
            report_id=MARKET,
            allegation_type="denial_of_accusation",
            speaker_actor_id="act-neighbour",
            speaker_text="the neighbour",
            subject_actor_id="act-neighbour",
            subject_text="the neighbour",
            alleged_act="armed_or_trained",
            polarity="denies",
            responds_to_allegation_id="all-armed",
            said_date=MONDAY,
            attribution_depth=1,
            rule_id="deny_charge",
        ),
    )


def _actors() -> tuple[Actor, ...]:
    return (
        Actor(actor_id="act-fhf", name="Free Hills Front", actor_type="rebel_group", country_code="PAK"),
        Actor(actor_id="act-gunmen", name="unidentified gunmen", actor_type="unidentified_armed", is_placeholder=True),
        Actor(actor_id="act-ministry", name="interior ministry", actor_type="government", country_code="PAK"),
        Actor(actor_id="act-neighbour", name="the neighbour", actor_type="foreign_state"),
        Actor(actor_id="act-police", name="police", actor_type="police", parent_actor_id="act-ministry"),
    )


def _places() -> tuple[Place, ...]:
    return (
        Place(place_id="plc-hills", name="the hills", place_kind="area"),
        Place(
            place_id="plc-turbat",
            name="Turbat",
            place_kind="town",
            country_code="PAK",
            admin1_name="Balochistan",
            admin1_pcode="PK2",
            admin2_name="Kech",
            admin2_pcode="PK219",
            geonames_id=1163220,
            lat=26.00236,
            lon=63.05018,
            coordinate_source="GeoNames",
            gazetteer_version="2026-11",
        ),
    )


def _evidence() -> tuple[Evidence, ...]:
    quoted = (
        ("incidents", "inc-campaign", None, MARKET, "the second attack in a week"),
        ("incidents", "inc-market", None, MARKET, "Gunmen attacked a market"),
        ("incidents", "inc-market", "place_id", MARKET, "in Turbat"),
        ("incidents", "inc-toll", None, TOLL, "Monday’s attack"),
        ("casualties", "cas-dozens", None, MARKET, "dozens were hurt"),
        ("casualties", "cas-nine", "count_text", MARKET, "nine people"),
        ("casualties", "cas-nine", "speaker_text", MARKET, "police said"),
        ("casualties", "cas-six", None, MARKET, "six men"),
        ("casualties", "cas-ten", None, TOLL, "rose to ten"),
        ("casualties", "cas-ten-reviewed", None, TOLL, "rose to ten"),
        ("casualties", "cas-three", None, MARKET, "three women"),
        ("casualties", "cas-wounded", None, MARKET, "At least 20 were wounded"),
        ("allegations", "all-armed", None, MARKET, "the Republic’s neighbour had armed it"),
        ("allegations", "all-claim", None, MARKET, "claimed responsibility"),
        ("allegations", "all-denial", None, MARKET, "a charge the neighbour denied"),
    )
    made = []
    for table, row_id, field, report_id, quote in quoted:
        start = TEXTS[report_id].index(quote)
        made.append(
            Evidence(
                evidence_id=f"evi-{row_id}-{field or 'row'}",
                table_name=table,
                row_id=row_id,
                field=field,
                report_id=report_id,
                start=start,
                end=start + len(quote),
                quote=quote,
                rule_id="by_hand",
            )
        )
    return tuple(sorted(made, key=key_of))


def _estimates() -> tuple[CasualtyEstimate, ...]:
    made = []
    for rule_set in ("conservative", "informative"):
        for key, report_id, incident_id, number, figure in (
            ("market", MARKET, "inc-market", 9, "cas-nine"),
            ("toll", TOLL, None, 10, "cas-ten-reviewed"),
        ):
            made.append(
                CasualtyEstimate(
                    estimate_id=f"est-{key}-{rule_set}",
                    report_id=report_id,
                    incident_id=incident_id,
                    outcome="killed",
                    victim_group="civilian",
                    low=number,
                    best=number,
                    high=number,
                    rule_set=rule_set,
                    n_figures=1,
                    n_speakers=1,
                    involved_party_only=False,
                    input_casualty_ids=figure,
                )
            )
    return tuple(sorted(made, key=key_of))


def _reconciliation() -> Reconciliation:
    return Reconciliation(
        reconciliation_id="rec-nine",
        report_id=MARKET,
        incident_id="inc-market",
        outcome="killed",
        total_casualty_id="cas-nine",
        component_casualty_ids="cas-six cas-three",
        stated_low=9,
        stated_high=9,
        components_low=9,
        components_high=9,
        difference=0,
        verdict="consistent",
        explanation="6 and 3 make the 9 that were stated.",
    )

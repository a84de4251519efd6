"""Invented cases that every letter can be previewed and checked with; nobody in them exists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from types import MappingProxyType

from worker.case.terms import Agreement, Capacity, ChaseWording, DecisionType, Ground
from worker.outbox.facts import (
    Appeal,
    Certificate,
    Chase,
    Child,
    Contact,
    Decision,
    LetterFacts,
    Recipient,
    Referral,
    Request,
    Session,
)

_AUTHORITY = Contact(
    name="Exampleton City Council",
    person="SEND Assessment Team",
    email="send@exampleton.example",
    phone="0116 496 0100",
    hours="Monday to Friday, 9am to 5pm",
    address=("City Hall", "115 Example Street", "Exampleton", "EX1 1FZ"),
    website="www.exampleton.example/send",
)
_ADVISER = Contact(
    name="SENDIASS Exampleton",
    person="Nadia Osei",
    email="advice@sendiass.example",
    phone="0116 496 0200",
    hours="Monday to Friday, 9:30am to 4:30pm",
    address=("The Advice Rooms", "12 Bridge Lane", "Exampleton", "EX2 4QT"),
    website="www.sendiass.example",
)
_PROVIDERS = tuple(
    Contact(
        name=name,
        person="Bookings",
        email=f"bookings@{domain}.example",
        phone=phone,
        hours="Monday to Friday, 9am to 5pm",
        address=(),
        website=f"www.{domain}.example",
    )
    for name, domain, phone in (
        ("Midlands Mediation", "midlands-mediation", "0116 496 0301"),
        ("Accord East", "accord-east", "0116 496 0302"),
    )
)
_PARENT = Recipient(
    name="Maureen Peasgood",
    email="m.peasgood@webmail.example",
    address=("14 Tansy Close", "Exampleton", "EX3 9RR"),
    capacity=Capacity.PARENT,
    phone="07700 900123",
)
_YOUNG_PERSON = Recipient(
    name="Jordan Peasgood",
    email="jordan@webmail.example",
    address=("14 Tansy Close", "Exampleton", "EX3 9RR"),
    capacity=Capacity.YOUNG_PERSON,
    phone="07700 900124",
)
_ALTERNATIVE = replace(_PARENT, capacity=Capacity.ALTERNATIVE_PERSON)
_OFFICER = Recipient(
    name="Sian Pughe-Hart",
    email="sian.pughe-hart@exampleton.example",
    address=("City Hall", "115 Example Street", "Exampleton", "EX1 1FZ"),
    capacity=None,
)
_ADULT = Child(name=_YOUNG_PERSON.name, date_of_birth=date(2009, 5, 3))
_CHILD = Child(name="Robin Peasgood", date_of_birth=date(2016, 5, 3))
_DECISION = Decision(
    kind=DecisionType.REFUSAL_TO_ASSESS,
    dated=date(2026, 10, 1),
    sent=date(2026, 10, 2),
    placement_only=False,
)
_PLACEMENT = replace(_DECISION, kind=DecisionType.PLAN_CONTENTS, placement_only=True)
_BEFORE_CERTIFICATE = Appeal(
    decision_limb=date(2026, 12, 2),
    certificate_limb=None,
    last_day=date(2026, 12, 2),
    aim_by=date(2026, 12, 2),
)
_AFTER_CERTIFICATE = Appeal(
    decision_limb=date(2026, 12, 2),
    certificate_limb=date(2026, 12, 27),
    last_day=date(2027, 1, 4),
    aim_by=date(2026, 12, 24),
)
_CERTIFICATE = Certificate(
    number="LEI-26-00042-K-A1",
    code="7KQF-M2XA-9RTD-W4HP",
    issued=date(2026, 11, 27),
    ground=Ground.DECLINED,
    contacted=date(2026, 11, 9),
    concluded=None,
    day_30=None,
    issuer="Nadia Osei",
    is_copy=False,
)
_REFERRAL = Referral(
    contacted=date(2026, 10, 12),
    requested=date(2026, 10, 26),
    referred=date(2026, 10, 26),
    day_30=date(2026, 11, 25),
    issues="Why the council thinks that school support is enough.\nSpeech and language therapy.",
    health_issues=True,
    health_provision="Weekly speech and language therapy",
    health_only=False,
    provider="Midlands Mediation",
    wishes="Not Tuesdays. A room with step-free access. A Welsh interpreter.",
    share_address=False,
)
_SESSION = Session(
    on=date(2026, 11, 20),
    at=time(10, 30),
    provider="Midlands Mediation",
    place="The Beacon Centre, 3 Canal Street, Exampleton EX4 7LP",
    short_notice=False,
    after_day_30=False,
)
_CHASE = Chase(
    day=30,
    wording=ChaseWording.NOTHING_ARRANGED,
    day_30=date(2026, 11, 25),
    started=date(2026, 10, 26),
    days_since_family=30,
    escalated=False,
)
_CASE = LetterFacts(
    reference="LEI-26-00042-K",
    today=date(2026, 11, 25),
    body=_ADVISER,
    authority=_AUTHORITY,
    adviser=_ADVISER,
    providers=_PROVIDERS,
    recipient=_PARENT,
    child=_CHILD,
    decision=_DECISION,
    privacy_notice="www.sendiass.example/privacy",
    complaints="write to the manager at the address on page 1.",
)


def _acknowledgements() -> tuple[LetterFacts, ...]:
    parent = replace(
        _CASE,
        body=_AUTHORITY,
        decision=None,
        today=date(2026, 11, 25),
        request=Request(
            received=date(2026, 11, 24),
            made_by="you",
            decide_by=date(2027, 1, 5),
            no_plan_by=date(2027, 3, 16),
            final_plan_by=date(2027, 4, 13),
            case_officer="Sian Pughe-Hart",
            authority_reference="EX/2026/1187",
        ),
        privacy_notice="www.exampleton.example/privacy",
    )
    return (
        parent,
        replace(parent, recipient=_YOUNG_PERSON, child=_ADULT, complaints=""),
        replace(parent, recipient=_ALTERNATIVE, privacy_notice="", complaints=""),
    )


def _information() -> tuple[LetterFacts, ...]:
    parent = replace(
        _CASE,
        today=date(2026, 11, 9),
        contact_limit=date(2026, 12, 2),
        appeal=_BEFORE_CERTIFICATE,
    )
    contents = replace(_DECISION, kind=DecisionType.PLAN_CONTENTS)
    return (
        parent,
        replace(parent, recipient=_YOUNG_PERSON, decision=contents),
        replace(parent, decision=replace(contents, placement_only=True)),
        replace(parent, recipient=_ALTERNATIVE, late_contact=True, today=date(2026, 12, 7)),
        replace(parent, decision=None, contact_limit=None, appeal=None),
    )


def _certificates() -> tuple[LetterFacts, ...]:
    declined = replace(
        _CASE,
        today=date(2026, 11, 27),
        certificate=_CERTIFICATE,
        appeal=_AFTER_CERTIFICATE,
    )
    mediated = replace(_CERTIFICATE, ground=Ground.MEDIATED, concluded=date(2026, 11, 20))
    deemed = replace(_CERTIFICATE, ground=Ground.NOT_ARRANGED, day_30=date(2026, 11, 25))
    return (
        declined,
        replace(declined, certificate=mediated, outcome=Agreement.PART_AGREEMENT),
        replace(declined, certificate=deemed),
        replace(
            declined,
            recipient=_YOUNG_PERSON,
            child=_ADULT,
            certificate=replace(mediated, is_copy=True),
        ),
        replace(declined, recipient=_ALTERNATIVE),
        replace(declined, decision=_PLACEMENT, appeal=_BEFORE_CERTIFICATE),
    )


def _mediation_dates() -> tuple[LetterFacts, ...]:
    parent = replace(_CASE, today=date(2026, 11, 4), session=_SESSION, appeal=_BEFORE_CERTIFICATE)
    late = replace(_SESSION, on=date(2026, 11, 30), after_day_30=True, short_notice=True)
    return (
        parent,
        replace(parent, session=late, has_certificate=True, appeal=_AFTER_CERTIFICATE),
        replace(parent, recipient=_YOUNG_PERSON, session=replace(_SESSION, at=None, place="")),
        replace(parent, recipient=_ALTERNATIVE, appeal=None),
        replace(parent, decision=_PLACEMENT),
    )


def _referrals() -> tuple[LetterFacts, ...]:
    full = replace(
        _CASE, today=date(2026, 10, 26), recipient=_OFFICER, party=_PARENT, referral=_REFERRAL
    )
    bare = replace(
        _REFERRAL,
        contacted=None,
        issues="",
        health_issues=False,
        health_provision="",
        provider="",
        wishes="",
    )
    health = replace(_REFERRAL, health_only=True, day_30=None, share_address=True)
    return (
        full,
        replace(
            full, referral=bare, party=replace(_YOUNG_PERSON, phone="", address=()), child=_ADULT
        ),
        replace(full, referral=health, party=_ALTERNATIVE, decision=_PLACEMENT),
    )


def _chases() -> tuple[LetterFacts, ...]:
    nothing = replace(_CASE, recipient=_OFFICER, chase=_CHASE)
    today = replace(_SESSION, on=date(2026, 11, 25))
    late = replace(_SESSION, on=date(2026, 12, 3))
    return (
        nothing,
        replace(nothing, chase=replace(_CHASE, wording=ChaseWording.ARRANGED_TODAY), session=today),
        replace(nothing, chase=replace(_CHASE, wording=ChaseWording.ARRANGED_LATE), session=late),
        replace(nothing, chase=replace(_CHASE, wording=ChaseWording.DATE_PASSED), session=_SESSION),
        replace(
            nothing,
            today=date(2026, 11, 27),
            chase=replace(_CHASE, day=33, escalated=True, days_since_family=33),
        ),
        replace(nothing, today=date(2026, 11, 13), chase=replace(_CHASE, day=20)),
    )


# By the letter's name: the first is what a preview shows, together they reach every condition.
SAMPLES: Mapping[str, tuple[LetterFacts, ...]] = MappingProxyType(
    {
        "acknowledgement": _acknowledgements(),
        "information": _information(),
        "certificate": _certificates(),
        "mediation_date": _mediation_dates(),
        "referral": _referrals(),
        "chase": _chases(),
    }
)

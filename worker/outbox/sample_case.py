"""The invented people, dates and events of the sample letters; none of them exists."""

from dataclasses import replace
from datetime import date, time

from worker.case.terms import Capacity, ChaseWording, DecisionType, Ground
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
    Session,
)

AUTHORITY = Contact(
    name="Exampleton City Council",
    person="SEND Assessment Team",
    email="send@exampleton.example",
    phone="0116 496 0100",
    hours="Monday to Friday, 9am to 5pm",
    address=("City Hall", "115 Example Street", "Exampleton", "EX1 1FZ"),
    website="www.exampleton.example/send",
)
ADVISER = Contact(
    name="SENDIASS Exampleton",
    person="Nadia Osei",
    email="advice@sendiass.example",
    phone="0116 496 0200",
    hours="Monday to Friday, 9:30am to 4:30pm",
    address=("The Advice Rooms", "12 Bridge Lane", "Exampleton", "EX2 4QT"),
    website="www.sendiass.example",
)
PROVIDERS = tuple(
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
PARENT = Recipient(
    name="Maureen Peasgood",
    email="m.peasgood@webmail.example",
    address=("14 Tansy Close", "Exampleton", "EX3 9RR"),
    capacity=Capacity.PARENT,
    phone="07700 900123",
)
YOUNG_PERSON = Recipient(
    name="Jordan Peasgood",
    email="jordan@webmail.example",
    address=("14 Tansy Close", "Exampleton", "EX3 9RR"),
    capacity=Capacity.YOUNG_PERSON,
    phone="07700 900124",
)
ALTERNATIVE = replace(PARENT, capacity=Capacity.ALTERNATIVE_PERSON)
OFFICER = Recipient(
    name="Sian Pughe-Hart",
    email="sian.pughe-hart@exampleton.example",
    address=("City Hall", "115 Example Street", "Exampleton", "EX1 1FZ"),
    capacity=None,
)
ADULT = Child(name=YOUNG_PERSON.name, date_of_birth=date(2009, 5, 3))
CHILD = Child(name="Robin Peasgood", date_of_birth=date(2016, 5, 3))
DECISION = Decision(
    kind=DecisionType.REFUSAL_TO_ASSESS,
    dated=date(2026, 10, 2),
    sent=date(2026, 10, 2),
    placement_only=False,
)
SENT_LATER = replace(DECISION, dated=date(2026, 10, 1))
PLACEMENT = replace(DECISION, kind=DecisionType.PLAN_CONTENTS, placement_only=True)
BEFORE_CERTIFICATE = Appeal(
    decision_limb=date(2026, 12, 2),
    certificate_limb=None,
    last_day=date(2026, 12, 2),
    aim_by=date(2026, 12, 2),
)
AFTER_CERTIFICATE = Appeal(
    decision_limb=date(2026, 12, 2),
    certificate_limb=date(2026, 12, 27),
    last_day=date(2027, 1, 4),
    aim_by=date(2026, 12, 24),
)
# The letter was sent a day after its date: the two months are those of the date.
EARLIER = replace(
    BEFORE_CERTIFICATE,
    decision_limb=date(2026, 12, 1),
    last_day=date(2026, 12, 1),
    aim_by=date(2026, 12, 1),
    counts_from_letter_date=True,
)
CERTIFICATE = Certificate(
    number="LEI-26-00042-K-1",
    code="7KQF-M2XA-9RTD-W4HP",
    issued=date(2026, 11, 27),
    ground=Ground.DECLINED,
    contacted=date(2026, 10, 12),
    concluded=None,
    day_30=None,
    issuer="Nadia Osei",
    is_copy=False,
)
REFERRAL = Referral(
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
SESSION = Session(
    on=date(2026, 11, 20),
    at=time(10, 30),
    provider="Midlands Mediation",
    place="The Beacon Centre, 3 Canal Street, Exampleton EX4 7LP",
    short_notice=False,
    after_day_30=False,
)
CHASE = Chase(
    day=30,
    wording=ChaseWording.NOTHING_ARRANGED,
    day_30=date(2026, 11, 25),
    started=date(2026, 10, 26),
    days_since_family=30,
    escalated=False,
)
CASE = LetterFacts(
    reference="LEI-26-00042-K",
    today=date(2026, 11, 25),
    body=ADVISER,
    authority=AUTHORITY,
    adviser=ADVISER,
    providers=PROVIDERS,
    recipient=PARENT,
    child=CHILD,
    decision=DECISION,
    privacy_notice="www.sendiass.example/privacy",
    complaints="write to the manager at the address on page 1.",
)

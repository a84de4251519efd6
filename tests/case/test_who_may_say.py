"""Who may say what: every event with every role, and each body's own records."""

import pytest

from tests.case.log import Log, day, informed, requested
from worker.case import events as e
from worker.case.decide import Refused
from worker.case.events import EVENTS
from worker.case.policy import Policy
from worker.case.terms import DecisionType, Ground, Role
from worker.deadlines.readings import InformationBy

R = Role
# The design's table, "said by"; the worker's own notes are its own alone.
MAY_SAY: dict[str, set[Role]] = {
    "RequestReceived": {R.AUTHORITY},
    "DecisionNotified": {R.AUTHORITY, R.ADVISER},
    "AdviserContacted": {R.FAMILY, R.ADVISER},
    "InformationGiven": {R.ADVISER, R.WORKER},
    "MediationRequested": {R.FAMILY, R.ADVISER},
    "IssuesGiven": {R.FAMILY, R.ADVISER},
    "FamilyToldAuthority": {R.FAMILY, R.AUTHORITY, R.ADVISER},
    "IcbTold": {R.AUTHORITY, R.ICB, R.ADVISER},
    "MediationDeclined": {R.FAMILY, R.ADVISER},
    "ReferralReceived": {R.AUTHORITY, R.ADVISER},
    "MediationArranged": {R.AUTHORITY, R.PROVIDER, R.ADVISER, R.ICB},
    "MediationCannotBeArranged": {R.AUTHORITY, R.ADVISER, R.ICB},
    "MediationAdjourned": {R.PROVIDER, R.ADVISER},
    "MediationNotHeld": {R.AUTHORITY, R.PROVIDER, R.ADVISER, R.ICB},
    "MediationConcluded": {R.PROVIDER, R.ADVISER},
    "CaseWithdrawn": {R.ADVISER},
    "ContactStopped": {R.ADVISER},
    "DutyMet": {R.AUTHORITY, R.ADVISER, R.ICB},
    "EventCorrected": {R.AUTHORITY, R.ADVISER},
    "CertificateStopped": {R.ADVISER, R.WORKER},
    "CertificateWithdrawn": {R.ADVISER},
    "CopyRequested": {R.FAMILY, R.ADVISER},
    "CertificateIssued": {R.WORKER},
    "LetterSent": {R.WORKER},
    "DeliveryFailed": {R.WORKER},
    "LetterRetried": {R.WORKER},
    "LetterHeldUp": {R.WORKER},
    "TimerFell": {R.WORKER},
}
# What an event needs besides who, when and about whom.
PARTICULARS: dict[str, dict[str, object]] = {
    "DecisionNotified": {"type": DecisionType.NO_PLAN},
    "MediationArranged": {"held_on": day("Thu 1 Oct 2026")},
    "DutyMet": {"rule": "task.issues", "about": "e6"},
    "EventCorrected": {"voids": "e1"},
    "CertificateStopped": {"ground": Ground.DECLINED},
    "CertificateWithdrawn": {"number": "C1"},
    "CopyRequested": {"number": "C1"},
    "CertificateIssued": {"number": "C1", "ground": Ground.DECLINED, "fact": "e1"},
    "LetterSent": {"purpose": "information", "fact": "e1"},
    "DeliveryFailed": {"purpose": "information", "fact": "e1"},
    "LetterRetried": {"purpose": "information", "fact": "e1"},
    "LetterHeldUp": {"purpose": "information", "fact": "e1"},
    "TimerFell": {"kind": "chase", "fact": "e1"},
}


def test_the_table_names_every_event() -> None:
    assert set(MAY_SAY) == set(EVENTS)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", list(EVENTS))
def test_who_may_say_it(name: str, role: Role) -> None:
    log = requested()
    event = log.event(EVENTS[name], "Wed 9 Sep 2026", by=role, **PARTICULARS.get(name, {}))
    decided = log.decide(event)
    said = decided.reason if isinstance(decided, Refused) else ""
    assert ("cannot be said by" in said) is (role not in MAY_SAY[name])


def test_a_refusal_says_who_may() -> None:
    reason = requested().refused(e.MediationConcluded, "Thu 1 Oct 2026", by=Role.FAMILY)
    assert reason == ("MediationConcluded cannot be said by the family: only by adviser, provider")


def test_the_worker_gives_information_only_where_the_email_counts() -> None:
    log = Log()
    log.say(e.AdviserContacted, "Mon 7 Sep 2026")
    reason = log.refused(e.InformationGiven, "Mon 7 Sep 2026", by=Role.WORKER)
    assert "an email does not count" in reason


def test_where_the_email_counts_sending_it_gives_the_information() -> None:
    policy = Policy(days=Log().policy.days, information_by=InformationBy.EMAIL)
    log = Log(policy=policy)
    log.say(e.AdviserContacted, "Mon 7 Sep 2026")
    assert log.case.stage == "contact"
    log.post()
    assert log.case.facts.informed["mum"].event.by is Role.WORKER
    assert log.rows["choice", "e3", "mum"] == "sent"
    assert log.duty("task.give_information").met_on == day("Mon 7 Sep 2026")


def test_each_body_corrects_its_own_records() -> None:
    log = Log()
    log.say(e.RequestReceived, "Mon 3 Aug 2026", by=Role.AUTHORITY)
    log.say(e.AdviserContacted, "Mon 7 Sep 2026", by=Role.FAMILY)
    by_authority = log.refused(e.EventCorrected, "Mon 7 Sep 2026", by=Role.AUTHORITY, voids="e2")
    by_adviser = log.refused(e.EventCorrected, "Mon 7 Sep 2026", by=Role.ADVISER, voids="e1")
    assert by_authority == "the authority corrects only what the authority has recorded"
    assert "the authority corrects it" in by_adviser
    log.say(e.EventCorrected, "Mon 7 Sep 2026", by=Role.AUTHORITY, voids="e1")
    log.say(e.EventCorrected, "Mon 7 Sep 2026", by=Role.ADVISER, voids="e2")
    assert log.case.stage == "new"


@pytest.mark.parametrize(
    "cls",
    [
        e.AdviserContacted,
        e.InformationGiven,
        e.MediationRequested,
        e.IssuesGiven,
        e.MediationDeclined,
    ],
)
def test_what_a_party_says_names_the_party(cls: type[e.Event]) -> None:
    log = informed() if cls is not e.IssuesGiven else requested()
    reason = log.refused(cls, "Wed 9 Sep 2026", by=Role.ADVISER, person="")
    assert reason == f"{cls.__name__} must name the party whom it concerns: this case has 1"

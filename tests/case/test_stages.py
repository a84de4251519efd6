"""The stage table: how each stage is reached, and what may be recorded there."""

from collections.abc import Callable

import pytest

from tests.case.log import Log, arranged, day, decided, informed, requested
from tests.case.test_who_may_say import PARTICULARS
from worker.case import events as e
from worker.case.case import STAGES, Stage
from worker.case.decide import Refused, decide, follow
from worker.case.events import EVENTS
from worker.case.terms import Role


def _request() -> Log:
    log = Log()
    log.say(e.RequestReceived, "Mon 3 Aug 2026")
    return log


def _contact() -> Log:
    log = decided()
    log.say(e.AdviserContacted, "Mon 7 Sep 2026")
    return log


def _not_arranged() -> Log:
    log = requested()
    log.say(e.MediationCannotBeArranged, "Mon 21 Sep 2026")
    return log


def _declined() -> Log:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    return log


def _certified() -> Log:
    log = _declined()
    log.post()
    return log


def _concluded() -> Log:
    log = arranged()
    log.say(e.MediationConcluded, "Thu 1 Oct 2026")
    return log


def _withdrawn() -> Log:
    log = requested()
    log.say(e.CaseWithdrawn, "Mon 14 Sep 2026")
    return log


REACHED: dict[Stage, Callable[[], Log]] = {
    Stage.NEW: Log,
    Stage.REQUEST: _request,
    Stage.DECISION: decided,
    Stage.CONTACT: _contact,
    Stage.CHOICE: informed,
    Stage.ARRANGING: requested,
    Stage.ARRANGED: arranged,
    Stage.NOT_ARRANGED: _not_arranged,
    Stage.CONCLUDED: _concluded,
    Stage.DECLINED: _declined,
    Stage.CERTIFIED: _certified,
    Stage.WITHDRAWN: _withdrawn,
}
ALWAYS = (
    "CaseWithdrawn CertificateIssued CertificateWithdrawn ContactStopped CopyRequested "
    "DeliveryFailed DutyMet EventCorrected LetterHeldUp LetterRetried LetterSent TimerFell"
)
ADVISING = (
    f"{ALWAYS} AdviserContacted CertificateStopped DecisionNotified FamilyToldAuthority IcbTold "
    "InformationGiven MediationDeclined MediationRequested"
)
MEDIATING = (
    f"{ADVISING} IssuesGiven MediationAdjourned MediationArranged MediationCannotBeArranged "
    "MediationConcluded MediationNotHeld ReferralReceived"
)
ALLOWED: dict[Stage, str] = {
    Stage.NEW: f"{ADVISING} RequestReceived",
    Stage.REQUEST: f"{ADVISING} RequestReceived",
    Stage.DECISION: ADVISING,
    Stage.CONTACT: ADVISING,
    Stage.CHOICE: ADVISING,
    Stage.ARRANGING: MEDIATING,
    Stage.ARRANGED: MEDIATING,
    Stage.NOT_ARRANGED: MEDIATING,
    Stage.CONCLUDED: MEDIATING,
    Stage.DECLINED: ADVISING,
    Stage.CERTIFIED: MEDIATING,
    Stage.WITHDRAWN: ALWAYS,
}


@pytest.mark.parametrize("stage", list(Stage))
def test_each_stage_is_reached(stage: Stage) -> None:
    assert REACHED[stage]().case.stage is stage


def test_every_stage_has_one_row_with_its_meaning() -> None:
    assert sorted(row.stage for row in STAGES) == sorted(Stage)
    assert all(row.meaning for row in STAGES)


@pytest.mark.parametrize("name", list(EVENTS))
@pytest.mark.parametrize("stage", list(Stage))
def test_what_may_be_recorded_at_each_stage(stage: Stage, name: str) -> None:
    log = REACHED[stage]()
    cls, when = EVENTS[name], max(log.today, day("Mon 7 Sep 2026"))
    event = log.event(cls, when, by=min(cls.said_by), **PARTICULARS.get(name, {}))
    before = follow(log.case, log.policy, when)
    decided = log.decide(event, recorded_on=when)
    refused_by_stage = isinstance(decided, Refused) and "at stage" in decided.reason
    assert refused_by_stage is (name not in ALLOWED[stage].split())
    assert follow(log.case, log.policy, when) == before


def test_a_refusal_names_the_stage_and_what_it_means() -> None:
    assert informed().refused(e.MediationConcluded, "Wed 9 Sep 2026") == (
        "MediationConcluded cannot be recorded while the case is at stage “choice” "
        "(information is given; the family chooses)"
    )


def test_the_same_event_id_is_recorded_once() -> None:
    log = informed()
    recorded = log.case.history[0]
    assert decide(log.case, recorded, policy=log.policy, today=log.today) == Refused(
        reason="event e1 is recorded already"
    )


# -- dates -----------------------------------------------------------------------------------


def test_the_future_is_refused() -> None:
    log = requested()
    reason = log.refused(e.MediationConcluded, "Thu 1 Oct 2026", recorded_on="Wed 30 Sep 2026")
    assert reason == "2026-10-01 is in the future: record what has happened, on its day"


def test_an_implausibly_old_date_is_refused() -> None:
    log = requested()
    reason = log.refused(e.MediationConcluded, "Wed 9 Sep 2020", recorded_on="Thu 1 Oct 2026")
    assert reason == "2020-09-09 is more than two years ago: check the year"


def test_mediation_is_not_concluded_before_it_was_requested() -> None:
    reason = requested().refused(
        e.MediationConcluded, "Tue 8 Sep 2026", recorded_on="Thu 10 Sep 2026"
    )
    assert "before it was requested on 2026-09-09" in reason


@pytest.mark.parametrize(
    ("held_on", "why"),
    [
        ("Tue 1 Sep 2026", "before it was requested"),
        ("Fri 1 Oct 2027", "more than a year ahead: check the year"),
    ],
)
def test_a_session_has_a_plausible_day(held_on: str, why: str) -> None:
    reason = requested().refused(e.MediationArranged, "Thu 10 Sep 2026", held_on=day(held_on))
    assert why in reason


def test_an_adjourned_session_goes_on_later() -> None:
    reason = arranged().refused(e.MediationAdjourned, "Thu 1 Oct 2026", to=day("Thu 1 Oct 2026"))
    assert "must be later" in reason


@pytest.mark.parametrize(
    ("dated", "why"),
    [("Wed 2 Sep 2026", "cannot be dated after"), ("Fri 1 Aug 2025", "check the year")],
)
def test_a_decision_is_dated_before_it_is_sent(dated: str, why: str) -> None:
    facts = {"type": "no_plan", "dated": day(dated)}
    assert why in Log().refused(e.DecisionNotified, "Tue 1 Sep 2026", **facts)


# -- facts that must be there ----------------------------------------------------------------


def test_a_session_that_nobody_knows_of_cannot_be_called_off() -> None:
    reason = requested().refused(e.MediationNotHeld, "Mon 14 Sep 2026")
    assert reason == "no session is arranged that could have been called off"


def test_after_mediation_nothing_more_is_arranged_without_a_new_request() -> None:
    log = _concluded()
    held_on = day("Thu 15 Oct 2026")
    arranged_again = log.refused(e.MediationArranged, "Fri 2 Oct 2026", held_on=held_on)
    cannot = log.refused(e.MediationCannotBeArranged, "Fri 2 Oct 2026")
    assert "a new request comes first" in arranged_again
    assert "mediation has taken place" in cannot


def test_a_second_decision_needs_a_case_of_its_own() -> None:
    log = decided()
    reason = log.refused(e.DecisionNotified, "Mon 7 Sep 2026", type="ceasing_a_plan")
    assert "open a linked case for the other decision" in reason
    log.say(e.DecisionNotified, "Tue 1 Sep 2026", type="refusal_to_assess", by=Role.ADVISER)
    assert log.last.is_repeat


def test_two_decisions_about_one_child_are_two_cases_that_know_nothing_of_each_other() -> None:
    refusal, plan = informed(), informed(type="plan_contents")
    refusal.say(e.MediationDeclined, "Wed 9 Sep 2026")
    plan.say(e.MediationRequested, "Wed 9 Sep 2026")
    assert refusal.due()[0] == ("certificate", "mum")
    assert plan.wanted(refusal.letters[next(iter(refusal.letters))].purpose)
    assert plan.case.stage == "arranging"
    assert plan.duties("cert_3wd") == []

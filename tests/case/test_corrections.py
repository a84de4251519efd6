"""What is recorded wrongly, withdrawn, stopped: undone where it can be, listed where it cannot."""

import pytest

from tests.case.log import DAD, MUM, Log, arranged, day, decided, informed, requested
from worker.case import events as e
from worker.case.case import tell
from worker.case.decide import follow
from worker.case.facts import Party
from worker.case.terms import Ground, Purpose, Role

P = Purpose


def _correct(log: Log, on: str, event: str, *, by: Role = Role.ADVISER) -> str:
    return log.say(e.EventCorrected, on, by=by, voids=event)


# -- corrections -----------------------------------------------------------------------------------


def test_a_wrong_no_is_undone_before_its_certificate_left() -> None:
    log = informed()
    before = follow(log.case, log.policy, day("Wed 9 Sep 2026"))
    no = log.say(e.MediationDeclined, "Wed 9 Sep 2026", route=e.Route.MAIL)
    _correct(log, "Wed 9 Sep 2026", no)
    assert log.rows["certificate", no, "mum"] == "cancelled"
    assert log.due() == []
    assert follow(log.case, log.policy, day("Wed 9 Sep 2026")) == before
    assert log.case.stage == "choice"


def test_a_wrong_no_is_listed_when_its_certificate_has_left() -> None:
    log = informed()
    no = log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    log.post()
    _correct(log, "Thu 10 Sep 2026", no)
    assert log.due() == [("certificate_on_corrected_event", "adviser:case")]
    assert log.case.facts.certificate("mum", Ground.DECLINED) is not None
    assert log.case.stage == "certified"


@pytest.mark.parametrize("step", ["e1", "e2", "e4"])  # decision, contact, information
def test_a_certificate_rests_on_its_steps_too(step: str) -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    log.post()
    _correct(log, "Thu 10 Sep 2026", step)
    assert log.kinds() == {"certificate_on_corrected_event"}


def test_a_step_that_was_told_twice_holds_when_one_of_the_two_is_corrected() -> None:
    log = informed()
    log.say(e.AdviserContacted, "Tue 8 Sep 2026", by=Role.ADVISER)
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    log.post()
    _correct(log, "Thu 10 Sep 2026", "e2")
    assert "certificate_on_corrected_event" not in log.kinds()
    assert log.case.facts.contacted["mum"].on == day("Tue 8 Sep 2026")


def test_a_no_told_twice_is_one_certificate_when_the_first_is_corrected() -> None:
    log = informed()
    first = log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    log.post()
    log.say(e.MediationDeclined, "Thu 10 Sep 2026")
    _correct(log, "Fri 11 Sep 2026", first)
    assert log.due(P.CERTIFICATE) == []
    assert len(log.wanted(P.CERTIFICATE)) == 1


def test_letters_that_had_gone_because_of_a_wrong_entry_are_listed() -> None:
    log = requested()
    yes = log.case.facts.requests["mum"].fact.id
    _correct(log, "Thu 10 Sep 2026", yes)
    assert log.due() == [("sent_on_corrected_event", "adviser:case")]
    assert log.timers("chase") == []
    assert log.case.stage == "choice"


def test_letters_that_had_not_gone_are_cancelled_in_silence() -> None:
    log = informed()
    yes = log.say(e.MediationRequested, "Wed 9 Sep 2026", provider="Accord", issues="transport")
    _correct(log, "Wed 9 Sep 2026", yes)
    assert log.due() == []
    assert log.rows["referral", yes, "authority:referral"] == "cancelled"


def test_a_wrong_session_gives_the_thirty_days_back_their_chases() -> None:
    log = arranged()
    _correct(log, "Tue 15 Sep 2026", log.session().id)
    assert log.kinds() == {"sent_on_corrected_event"}
    assert log.case.stage == "arranging"
    assert [t.day for t in log.timers("chase")] == [20, 30, 33]


def test_a_correction_can_be_corrected() -> None:
    log = informed()
    no = log.say(e.MediationDeclined, "Wed 9 Sep 2026", route=e.Route.MAIL)
    wrong = _correct(log, "Wed 9 Sep 2026", no)
    _correct(log, "Wed 9 Sep 2026", wrong)
    assert log.due() == [("certificate", "mum"), ("certificate_held", "adviser:case")]


@pytest.mark.parametrize(
    ("voids", "why"),
    [
        ("e99", "no event e99 is recorded in this case"),
        ("e3", "LetterSent was noted by the worker and stays"),
        ("e7", "an issued certificate is not corrected but withdrawn"),
        ("e4", "event e4 is corrected already"),
    ],
)
def test_what_cannot_be_corrected(voids: str, why: str) -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    log.post()
    _correct(log, "Wed 9 Sep 2026", "e4")
    reason = log.refused(e.EventCorrected, "Wed 9 Sep 2026", by=Role.ADVISER, voids=voids)
    assert reason.startswith(why)


def test_a_wrong_request_date_moves_the_authoritys_weeks() -> None:
    log = Log()
    wrong = log.say(e.RequestReceived, "Mon 3 Aug 2026")
    _correct(log, "Wed 5 Aug 2026", wrong, by=Role.AUTHORITY)
    log.say(e.RequestReceived, "Tue 4 Aug 2026")
    assert log.duty("ehc_6w_decision").due == day("Tue 15 Sep 2026")
    assert log.due() == [("acknowledgement", "mum")]


# -- withdrawn -------------------------------------------------------------------------------------


def test_withdrawal_cancels_timers_and_unsent_letters_together_and_duties_stay() -> None:
    log = requested()
    log.wait_until("Tue 29 Sep 2026", posting=False)
    assert log.due() == [("chase", "authority:referral")]
    owed = {d.key for d in log.duties()}
    log.say(e.CaseWithdrawn, "Tue 29 Sep 2026")
    assert (log.due(), log.timers()) == ([], [])
    assert set(log.rows.values()) == {"sent", "cancelled"}
    assert {d.key for d in log.duties()} == owed
    assert log.case.stage == "withdrawn"


def test_withdrawal_told_twice_is_a_repetition() -> None:
    log = requested()
    log.say(e.CaseWithdrawn, "Tue 29 Sep 2026")
    log.say(e.CaseWithdrawn, "Wed 30 Sep 2026")
    assert log.last.is_repeat


def test_a_withdrawal_by_mistake_is_reopened_and_nothing_doubles() -> None:
    log = requested()
    letters = dict(log.rows)
    log.wait_until("Tue 29 Sep 2026", posting=False)
    withdrawn = log.say(e.CaseWithdrawn, "Tue 29 Sep 2026")
    _correct(log, "Wed 30 Sep 2026", withdrawn)
    assert log.due() == [("chase", "authority:referral")]
    assert {k: state for k, state in log.rows.items() if state == "sent"} == letters
    left = log.wait_until("Fri 9 Oct 2026")
    assert [(when, what) for when, what, _ in left] == [(day("Fri 9 Oct 2026"), "chase")]


def test_after_withdrawal_the_family_may_still_have_a_copy_of_its_certificate() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    log.post()
    log.say(e.CaseWithdrawn, "Mon 14 Sep 2026")
    assert log.timers("appeal_reminder") == []
    log.say(e.CopyRequested, "Mon 5 Oct 2026", number="C1")
    assert log.due() == [("certificate_copy", "mum")]


def test_a_timer_that_was_claimed_when_the_case_was_withdrawn_brings_nothing() -> None:
    log = requested()
    timer = log.timers("chase")[0]
    log.say(e.CaseWithdrawn, "Tue 29 Sep 2026")
    log.fall(timer)
    assert log.due() == []


# -- contact stopped -------------------------------------------------------------------------------


def test_contact_stopped_with_one_parent_leaves_the_others_alone() -> None:
    log = requested(MUM, DAD)
    log.say(e.MediationRequested, "Wed 9 Sep 2026", person="dad", issues="transport")
    log.post()
    log.say(e.ContactStopped, "Thu 10 Sep 2026", person="mum")
    assert log.due() == []  # nothing about what had gone before
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Thu 1 Oct 2026"))
    assert log.due() == [("cannot_be_reached", "adviser:case"), ("mediation_date", "dad")]


def test_contact_stopped_holds_the_certificate_back_with_a_task_and_a_red_duty() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", route=e.Route.MAIL)
    log.say(e.ContactStopped, "Wed 9 Sep 2026", person="mum")
    assert log.rows["certificate", "e6", "mum"] == "cancelled"
    assert "cannot_be_reached" in log.kinds()
    assert log.duty("cert_3wd").met_on is None
    _correct(log, "Thu 10 Sep 2026", "e7")
    assert ("certificate", "mum") in log.due()
    assert "cannot_be_reached" not in log.kinds()


def test_contact_stopped_with_everyone_writes_to_nobody_outside() -> None:
    log = requested()
    log.say(e.ContactStopped, "Thu 10 Sep 2026", person="")
    assert {t.kind for t in log.timers()} <= {"day_31", "overdue", "certificate_warning"}
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Thu 1 Oct 2026"))
    log.say(e.MediationConcluded, "Thu 1 Oct 2026")
    assert {to for _, to in log.due()} == {"adviser:case"}
    assert log.duty("cert_3wd").met_on is None


def test_a_do_not_contact_flag_is_obeyed_as_contact_stopped_is() -> None:
    log = informed(Party(id="mum", may_contact=False))
    assert {to for _, _, to in log.rows} == {"adviser:case"}
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", by=Role.ADVISER)
    assert log.due() == [("cannot_be_reached", "adviser:case")]
    assert log.duty("cert_3wd").met_on is None


def test_contact_is_stopped_with_a_party_or_with_everyone() -> None:
    reason = informed().refused(e.ContactStopped, "Wed 9 Sep 2026", person="nan")
    assert "or nobody: then it is for everyone" in reason


# -- duties ----------------------------------------------------------------------------------------


def test_the_authoritys_weeks_and_its_acknowledgement() -> None:
    log = Log()
    log.say(e.RequestReceived, "Mon 3 Aug 2026")
    due = {d.rule: d.due for d in log.duties()}
    assert due == {
        "acknowledgement": day("Wed 5 Aug 2026"),
        "ehc_6w_decision": day("Mon 14 Sep 2026"),
        "ehc_16w_no_plan": day("Mon 23 Nov 2026"),
        "ehc_20w_final_plan": day("Mon 21 Dec 2026"),
    }
    log.post("Tue 4 Aug 2026")
    assert log.duty("acknowledgement").met_on == day("Tue 4 Aug 2026")


@pytest.mark.parametrize(
    ("decision", "rule"),
    [
        ("refusal_to_assess", "ehc_6w_decision"),
        ("no_plan", "ehc_16w_no_plan"),
        ("plan_contents", "ehc_20w_final_plan"),
    ],
)
def test_a_decision_meets_the_limit_of_its_kind(decision: str, rule: str) -> None:
    log = Log()
    log.say(e.RequestReceived, "Mon 3 Aug 2026")
    log.say(e.DecisionNotified, "Tue 1 Sep 2026", type=decision)
    weeks = [d for d in log.duties() if d.rule.startswith("ehc_")]
    assert [(d.rule, d.met_on) for d in weeks] == [(rule, day("Tue 1 Sep 2026"))]


def test_a_decision_to_assess_is_told_by_the_authoritys_word() -> None:
    log = Log()
    log.say(e.RequestReceived, "Mon 3 Aug 2026")
    log.say(e.DutyMet, "Mon 7 Sep 2026", rule="ehc_6w_decision", about="e1")
    assert log.duty("ehc_6w_decision").met_on == day("Mon 7 Sep 2026")
    assert not any("ehc_6w" in t.fact for t in log.timers("overdue"))


def test_what_the_authority_misses_is_told_to_its_own_office() -> None:
    log = Log()
    log.say(e.RequestReceived, "Mon 3 Aug 2026")
    log.post()
    left = log.wait_until("Tue 15 Sep 2026")
    assert left == [(day("Tue 15 Sep 2026"), "overdue", "authority:assessment")]


def test_what_the_adviser_misses_is_told_to_the_adviser_once() -> None:
    log = decided()
    log.say(e.AdviserContacted, "Mon 7 Sep 2026")
    log.post()
    assert log.wait_until("Wed 23 Sep 2026") == [(day("Wed 9 Sep 2026"), "overdue", "adviser:case")]


def test_a_duty_met_between_the_fall_and_the_sending_is_not_called_overdue() -> None:
    log = decided()
    log.say(e.AdviserContacted, "Mon 7 Sep 2026")
    log.post()
    log.wait_until("Wed 9 Sep 2026", posting=False)
    assert log.kinds() == {"overdue"}
    log.say(e.InformationGiven, "Wed 9 Sep 2026", by=Role.ADVISER)
    assert log.kinds() == set()


def test_the_familys_own_limits_alarm_nobody() -> None:
    log = decided()
    assert {d.owed_by for d in log.duties()} == {Role.FAMILY}
    assert log.timers() == []


def test_a_duty_that_there_is_not_cannot_be_met() -> None:
    reason = requested().refused(e.DutyMet, "Wed 9 Sep 2026", rule="agreement_2w", about="e1")
    assert reason == "this case has no duty agreement_2w about e1"


def test_an_empty_case_owes_nothing() -> None:
    nothing = follow(tell("LEI-26-00042-K", (MUM,), ()), Log().policy, day("Tue 1 Sep 2026"))
    assert (nothing.letters, nothing.duties, nothing.timers) == ((), (), ())

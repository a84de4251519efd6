"""Certificates: what they need, Stop, issue, withdrawal, copies, failed delivery, reminders."""

from datetime import datetime
from typing import Any

import pytest

from tests.case.log import DAD, MUM, Log, day, decided, informed, requested
from worker.case import events as e
from worker.case.facts import Party, Reach
from worker.case.periods import appeal_of
from worker.case.terms import Ground, Purpose, Role
from worker.deadlines.london import at_london

P = Purpose
SOON = "the child's date of birth"


def _declined(*parties: Party, **facts: Any) -> Log:
    log = informed(*parties)
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", **facts)
    return log


def _certified(*parties: Party) -> Log:
    log = _declined(*parties)
    log.post()
    return log


def _failed(log: Log, on: str, *, fact: str = "e6", for_good: bool = True, **more: Any) -> str:
    facts: dict[str, Any] = {"purpose": P.CERTIFICATE, "fact": fact, "for_good": for_good, **more}
    return log.say(e.DeliveryFailed, on, **facts)


# -- what is missing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "lacks"),
    [
        ((e.AdviserContacted, e.InformationGiven), "DecisionNotified"),
        ((e.DecisionNotified, e.InformationGiven), "AdviserContacted"),
        ((e.DecisionNotified, e.AdviserContacted), "InformationGiven"),
    ],
)
def test_without_a_step_it_is_a_task_with_the_limit_running(
    steps: tuple[type[e.Event], ...], lacks: str
) -> None:
    log = Log()
    for step in steps:
        facts: dict[str, Any] = {"type": "no_plan"} if step is e.DecisionNotified else {}
        log.say(step, "Mon 7 Sep 2026", by=Role.ADVISER, **facts)
    log.post()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", by=Role.ADVISER)
    assert log.due() == [("certificate_details_missing", "adviser:case")]
    assert log.duty("cert_3wd").due == day("Mon 14 Sep 2026")
    assert log.duty("task.certificate_details").due == day("Mon 14 Sep 2026")
    missing = next(
        x
        for x in (e.DecisionNotified, e.AdviserContacted, e.InformationGiven)
        if x.__name__ == lacks
    )
    facts = {"type": "no_plan"} if missing is e.DecisionNotified else {}
    log.say(missing, "Thu 10 Sep 2026", by=Role.ADVISER, **facts)
    assert ("certificate", "mum") in log.due()
    assert log.duties("task.certificate_details") == []


def test_a_missing_particular_is_a_task_and_its_coming_lets_the_certificate_loose() -> None:
    log = informed().with_particulars(gaps=(SOON,))
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    assert log.due() == [("certificate_details_missing", "adviser:case")]
    log.with_particulars(gaps=())
    # Any next event finds it, though none of the log brought it.
    log.say(e.AdviserContacted, "Thu 10 Sep 2026")
    assert log.due() == [("certificate", "mum")]


def test_a_certificate_that_is_not_issued_is_warned_of_on_day_two_and_overdue_after_day_three() -> (
    None
):
    log = informed().with_particulars(gaps=(SOON,))
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    log.post()
    warned, *overdue = log.wait_until("Mon 14 Sep 2026")
    assert warned == (day("Fri 11 Sep 2026"), "certificate_warning", "adviser:case")
    # The certificate itself, and the details for it.
    assert overdue == [(day("Mon 14 Sep 2026"), "overdue", "adviser:case")] * 2


def test_a_certificate_that_left_meanwhile_is_not_called_overdue() -> None:
    log = _declined()
    log.wait_until("Mon 14 Sep 2026", posting=False)
    assert "overdue" in log.kinds()
    log.post()
    assert log.kinds() == set()


# -- Stop ----------------------------------------------------------------------------------------


def test_stop_keeps_it_back_until_the_fact_is_recorded_anew() -> None:
    log = _declined(route=e.Route.MAIL)
    log.say(e.CertificateStopped, "Wed 9 Sep 2026", ground=Ground.DECLINED)
    assert log.due() == [("certificate_stopped", "adviser:case")]
    assert log.duty("cert_3wd").met_on is None  # the three working days run on
    log.say(e.MediationDeclined, "Thu 10 Sep 2026", by=Role.ADVISER)
    assert ("certificate", "mum") in log.due()
    assert log.duty("cert_3wd").due == day("Tue 15 Sep 2026")


@pytest.mark.parametrize(
    ("said", "ground"),
    [
        (e.MediationConcluded, Ground.MEDIATED),
        (e.MediationCannotBeArranged, Ground.NOT_ARRANGED),
    ],
)
def test_stop_for_one_parent_leaves_the_others_alone(said: type[e.Event], ground: Ground) -> None:
    log = requested(MUM, DAD)
    log.say(e.MediationRequested, "Wed 9 Sep 2026", person="dad", issues="transport")
    log.post()
    log.say(said, "Mon 21 Sep 2026", route=e.Route.MAIL)
    log.say(e.CertificateStopped, "Mon 21 Sep 2026", person="mum", ground=ground)
    assert log.due(P.CERTIFICATE) == [("certificate", "dad")]
    log.post()
    log.say(said, "Tue 22 Sep 2026", by=Role.ADVISER)
    assert log.due(P.CERTIFICATE) == [("certificate", "mum")]
    log.post()
    assert sorted(c.person for c in log.case.facts.issued) == ["dad", "mum"]


def test_there_must_be_something_to_stop() -> None:
    log = informed()
    nothing = log.refused(e.CertificateStopped, "Wed 9 Sep 2026", ground=Ground.DECLINED)
    assert nothing == "no certificate of ground A is on its way to this party"
    issued = _certified().refused(e.CertificateStopped, "Wed 9 Sep 2026", ground=Ground.DECLINED)
    assert issued == "the certificate has been issued: it can only be withdrawn"


# -- issue, withdrawal, copies ---------------------------------------------------------------------


def test_a_withdrawn_certificate_is_out_of_force_and_its_duty_open_again() -> None:
    log = _certified()
    log.say(e.CertificateWithdrawn, "Thu 10 Sep 2026", number="C1", person="")
    assert log.due() == [("certificate_withdrawn", "adviser:case")]
    assert log.duty("cert_3wd").met_on is None
    assert log.timers("appeal_reminder") == []
    assert log.case.stage == "declined"


def test_what_replaces_a_withdrawn_certificate_counts_from_the_earlier() -> None:
    log = _certified()  # issued on Wednesday 9 September
    log.say(e.CertificateWithdrawn, "Mon 12 Oct 2026", number="C1")
    log.say(e.MediationDeclined, "Mon 12 Oct 2026", by=Role.ADVISER)
    assert ("certificate", "mum") in log.due()
    log.post()
    appeal = appeal_of(log.case, "mum", log.policy)
    assert appeal is not None
    assert appeal.limbs == (day("Sun 1 Nov 2026"), day("Fri 9 Oct 2026"))


def test_a_certificate_withdrawn_by_mistake_does_not_shorten_a_later_ones_month() -> None:
    log = _certified()
    log.say(e.CertificateWithdrawn, "Thu 10 Sep 2026", number="C1")
    log.say(e.EventCorrected, "Thu 10 Sep 2026", by=Role.ADVISER, voids="e6")
    log.say(e.MediationRequested, "Thu 10 Sep 2026")
    log.say(e.MediationConcluded, "Mon 12 Oct 2026")
    log.post()
    appeal = appeal_of(log.case, "mum", log.policy)
    assert appeal is not None
    assert appeal.limbs == (day("Sun 1 Nov 2026"), day("Thu 12 Nov 2026"))


def test_only_a_certificate_in_force_is_withdrawn_or_copied() -> None:
    log = _certified(MUM, DAD)
    assert "no certificate C9 of this case" in log.refused(
        e.CertificateWithdrawn, "Thu 10 Sep 2026", number="C9"
    )
    assert "no certificate C1 of this party" in log.refused(
        e.CopyRequested, "Thu 10 Sep 2026", number="C1", person="dad"
    )
    log.say(e.CertificateWithdrawn, "Thu 10 Sep 2026", number="C1")
    assert "is in force" in log.refused(e.CopyRequested, "Thu 10 Sep 2026", number="C1")


def test_each_wish_for_a_copy_brings_one() -> None:
    log = _certified()
    log.say(e.CopyRequested, "Mon 5 Oct 2026", number="C1")
    log.post()
    log.say(e.CopyRequested, "Mon 12 Oct 2026", number="C1")
    assert log.due() == [("certificate_copy", "mum")]
    assert [c.on for c in log.case.facts.issued] == [day("Wed 9 Sep 2026")]


def test_a_certificate_that_crossed_the_familys_yes_is_told_to_the_adviser() -> None:
    log = _declined(route=e.Route.MAIL)
    log.say(e.MediationRequested, "Wed 9 Sep 2026")
    log.say(
        e.CertificateIssued,
        "Wed 9 Sep 2026",
        person="mum",
        number="C1",
        ground=Ground.DECLINED,
        fact="e6",
    )
    assert "certificate_crossed" in log.kinds()
    assert log.case.facts.certificate("mum", Ground.DECLINED) is not None


# -- delivery --------------------------------------------------------------------------------------


def test_a_bounced_certificate_goes_by_post_at_once_and_the_limit_still_runs() -> None:
    log = _certified()
    failure = _failed(log, "Thu 10 Sep 2026")
    assert log.due() == [("delivery_failed", "adviser:case"), ("certificate", "mum")]
    assert log.letters["certificate", failure, "mum"].by_post
    assert log.duty("cert_3wd").met_on is None
    assert log.duty("task.delivery_failed").due == day("Thu 10 Sep 2026")
    log.post("Fri 11 Sep 2026")
    assert log.duty("cert_3wd").met_on == day("Fri 11 Sep 2026")
    assert log.duty("task.delivery_failed").met_on == day("Fri 11 Sep 2026")
    assert [(c.number, c.on) for c in log.case.facts.issued] == [("C1", day("Wed 9 Sep 2026"))]


def test_a_certificate_refused_before_it_was_accepted_is_issued_by_its_post() -> None:
    log = _declined()
    failure = _failed(log, "Wed 9 Sep 2026")
    log.rows["certificate", "e6", "mum"] = "failed"
    log.post("Thu 10 Sep 2026")
    issued = log.case.facts.issued[0]
    assert (issued.fact, issued.on) == ("e6", day("Thu 10 Sep 2026"))
    assert log.rows["certificate", failure, "mum"] == "sent"
    assert log.duty("cert_3wd", "A:mum").met_on == day("Thu 10 Sep 2026")


def test_the_same_failure_reported_twice_is_one_letter_by_post() -> None:
    log = _certified()
    _failed(log, "Thu 10 Sep 2026")
    log.post()
    _failed(log, "Fri 11 Sep 2026", route=e.Route.MAIL)
    assert (log.last.is_repeat, log.due()) == (True, [])


def test_a_letter_by_post_that_fails_too_is_a_persons() -> None:
    log = _certified()
    failure = _failed(log, "Thu 10 Sep 2026")
    log.post()
    _failed(log, "Mon 14 Sep 2026", fact=failure)
    assert log.due() == [("delivery_failed", "adviser:case")]
    assert log.duty("cert_3wd").met_on is None


def test_a_post_that_fails_is_one_task_and_is_not_posted_instead_of_itself() -> None:
    log = _declined(Party(id="mum", reach=Reach.POST, postable=True))
    log.rows["certificate", "e6", "mum"] = "failed"
    failure = _failed(log, "Wed 9 Sep 2026", by_post=True, cause=e.Cause.REFUSED)
    assert log.due() == [("post_failed", "adviser:case")]
    assert [d.about for d in log.duties("task.delivery_failed")] == [failure]


def test_a_post_that_came_back_is_not_told_again_after_an_upgrade() -> None:
    log = _certified(Party(id="mum", reach=Reach.POST, postable=True))
    failure = _failed(log, "Mon 14 Sep 2026", by_post=True)
    assert log.kinds() == {"post_failed"}
    notice = {"purpose": P.ADVISER_NOTICE, "fact": failure, "person": "adviser:case"}
    log.say(e.LetterSent, "Mon 14 Sep 2026", **notice)  # as an older version wrote it down
    assert log.kinds() == set()


def test_what_could_not_be_made_is_not_posted_and_is_told_as_such() -> None:
    log = _declined()
    log.rows["certificate", "e6", "mum"] = "failed"
    _failed(log, "Wed 9 Sep 2026", cause=e.Cause.NOT_MADE)
    assert log.due() == [("letter_not_made", "adviser:case")]


def test_a_letter_tried_again_settles_its_failure_and_can_fail_anew() -> None:
    log = _declined()
    log.rows["certificate", "e6", "mum"] = "failed"
    first = _failed(log, "Wed 9 Sep 2026", cause=e.Cause.NOT_MADE)
    log.say(e.LetterRetried, "Thu 10 Sep 2026", purpose=P.CERTIFICATE, fact="e6")
    assert log.duty("task.delivery_failed").met_on == day("Thu 10 Sep 2026")
    assert log.kinds() == set(), "nobody is told of what was mended before they were"
    second = _failed(log, "Fri 11 Sep 2026", cause=e.Cause.NOT_MADE)
    assert not log.last.is_repeat
    assert log.kinds() == {"letter_not_made"}
    open_now = {d.about: d.met_on for d in log.duties("task.delivery_failed")}
    assert open_now == {first: day("Thu 10 Sep 2026"), second: None}


def test_an_email_tried_again_takes_its_post_back() -> None:
    log = _declined()
    log.rows["certificate", "e6", "mum"] = "failed"
    refused = _failed(log, "Wed 9 Sep 2026", cause=e.Cause.REFUSED)
    on_paper = _failed(log, "Thu 10 Sep 2026", fact=refused, by_post=True, cause=e.Cause.REFUSED)
    log.say(e.LetterRetried, "Fri 11 Sep 2026", purpose=P.CERTIFICATE, fact="e6")
    assert log.rows["certificate", refused, "mum"] == "cancelled"
    tasks = {d.about: d.met_on for d in log.duties("task.delivery_failed")}
    assert tasks == dict.fromkeys((refused, on_paper), day("Fri 11 Sep 2026"))


def test_what_waits_for_a_repair_is_told_until_it_has_left() -> None:
    log = _declined()
    log.say(e.LetterHeldUp, "Wed 9 Sep 2026", purpose=P.CERTIFICATE, fact="e6")
    assert log.kinds() == {"letter_waits"}
    log.rows["certificate", "e6", "mum"] = "sent"
    log.record(log._acceptance(log.letters["certificate", "e6", "mum"], day("Wed 9 Sep 2026")))
    assert log.kinds() == set()


def test_without_a_postal_address_a_person_is_told_and_the_duty_stays_red() -> None:
    log = _certified(Party(id="mum", postable=False))
    _failed(log, "Thu 10 Sep 2026")
    assert log.due() == [("delivery_failed", "adviser:case")]
    assert log.duty("cert_3wd").met_on is None
    log.say(e.DutyMet, "Fri 11 Sep 2026", by=Role.ADVISER, rule="task.delivery_failed", about="e8")
    assert log.duty("task.delivery_failed").met_on == day("Fri 11 Sep 2026")


def test_a_failed_notice_to_the_adviser_does_not_notify_the_adviser() -> None:
    log = _declined(route=e.Route.MAIL)
    log.say(
        e.DeliveryFailed,
        "Wed 9 Sep 2026",
        person="adviser:case",
        purpose=P.ADVISER_NOTICE,
        fact="e6",
    )
    assert log.kinds() == {"certificate_held"}
    assert log.duty("task.notice_failed").owed_by is Role.ADVISER


@pytest.mark.parametrize(
    ("reported", "posted"),
    [
        # Four working hours later; after 1pm, and on days off, noon of the next working day.
        ("Thu 10 Sep 2026 10:00", "Thu 10 Sep 2026 14:00"),
        ("Thu 10 Sep 2026 15:00", "Fri 11 Sep 2026 12:00"),
        ("Sat 12 Sep 2026 09:00", "Mon 14 Sep 2026 12:00"),
    ],
)
def test_a_delayed_certificate_is_posted_without_waiting_for_the_mail_server(
    reported: str, posted: str
) -> None:
    log = _certified()
    at = datetime.strptime(reported[4:], "%d %b %Y %H:%M")  # noqa: DTZ007 - London's clock
    log.clock = at_london(at.date(), at.time())
    failure = _failed(log, reported[:-6], for_good=False)
    assert log.due() == [("delivery_failed", "adviser:case")]
    timer = next(t for t in log.timers() if t.kind == "certificate_delayed")
    until = datetime.strptime(posted[4:], "%d %b %Y %H:%M")  # noqa: DTZ007 - London's clock
    assert abs(timer.at - at_london(until.date(), until.time())).total_seconds() <= 60
    log.fall(timer)
    assert ("certificate", "mum") in log.due()
    assert log.letters["certificate", failure, "mum"].by_post


def test_an_acknowledgement_that_fails_is_the_authoritys_own_affair() -> None:
    log = Log()
    log.say(e.RequestReceived, "Mon 3 Aug 2026")
    log.post()
    log.say(e.DeliveryFailed, "Tue 4 Aug 2026", purpose=P.ACKNOWLEDGEMENT, fact="e1")
    assert log.due() == [
        ("delivery_failed", "authority:assessment"),
        ("acknowledgement", "mum"),
    ]
    assert log.duty("task.delivery_failed").owed_by is Role.AUTHORITY


# -- post and no address ---------------------------------------------------------------------------


def test_a_party_without_email_gets_everything_on_paper() -> None:
    log = decided(Party(id="mum", reach=Reach.POST, postable=True))
    log.say(e.AdviserContacted, "Mon 7 Sep 2026")
    assert log.wanted(P.INFORMATION)[0].by_post
    log.post()
    log.say(e.InformationGiven, "Tue 8 Sep 2026", by=Role.ADVISER)
    assert log.due() == [("choice", "mum")]
    assert log.wanted(P.CHOICE)[0].by_post
    log.post()
    log.say(e.MediationRequested, "Wed 9 Sep 2026", by=Role.ADVISER)
    assert log.wanted(P.REQUEST_CONFIRMED)[0].by_post
    log.post()
    log.say(e.MediationDeclined, "Thu 10 Sep 2026", by=Role.ADVISER)
    assert log.wanted(P.CERTIFICATE)[0].by_post
    log.post()
    assert "cannot_be_reached" not in log.kinds()
    log.wait_until("Fri 30 Oct 2026")
    reminders = [x for x in log.letters.values() if x.purpose is P.APPEAL_REMINDER]
    assert [letter.by_post for letter in reminders] == [True, True]


@pytest.mark.parametrize("kind", ["", "cannot_be_reached"], ids=["an older version", "this one"])
def test_what_was_handed_to_the_adviser_is_not_posted_later(kind: str) -> None:
    log = informed().with_particulars(reach=Reach.NOBODY, postable=False)
    request = log.say(e.MediationRequested, "Wed 9 Sep 2026", by=Role.ADVISER)
    log.say(
        e.LetterSent,
        "Wed 9 Sep 2026",
        person="adviser:case",
        purpose=P.ADVISER_NOTICE,
        fact=request,
        kind=kind,
    )
    log.with_particulars(reach=Reach.POST, postable=True)
    log.say(e.AdviserContacted, "Mon 28 Sep 2026", by=Role.ADVISER)
    assert ("request_confirmed", "mum") not in log.due()
    # Another notice of the same fact stops no paper.
    again = informed(Party(id="mum", reach=Reach.POST, postable=True))
    again.say(e.MediationRequested, "Wed 9 Sep 2026", by=Role.ADVISER)
    assert {("issues_wanted", "adviser:case"), ("request_confirmed", "mum")} <= set(again.post())


@pytest.mark.parametrize("by", ["notice", "task"])
def test_what_failed_by_email_and_was_left_to_the_adviser_is_not_posted_later(by: str) -> None:
    log = requested(Party(id="mum", postable=False))
    request = log.case.facts.requests["mum"].fact.id
    failure = _failed(log, "Thu 10 Sep 2026", purpose=P.REQUEST_CONFIRMED, fact=request)
    notice = {"purpose": P.ADVISER_NOTICE, "fact": failure, "person": "adviser:case"}
    met = {"by": Role.ADVISER, "rule": "task.delivery_failed", "about": failure}
    if by == "notice":  # of an older version
        log.say(e.LetterSent, "Thu 10 Sep 2026", **notice)
    else:
        log.say(e.DutyMet, "Thu 10 Sep 2026", **met)
    log.with_particulars(postable=True)
    log.say(e.AdviserContacted, "Mon 28 Sep 2026", by=Role.ADVISER)
    assert ("request_confirmed", "mum") not in log.due()


def test_a_certificate_for_somebody_without_any_address_is_a_task_and_red() -> None:
    log = informed().with_particulars(reach=Reach.NOBODY, postable=False)
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", by=Role.ADVISER)
    assert log.due() == [("cannot_be_reached", "adviser:case")]
    assert {"cert_3wd", "task.address_wanted"} <= log.open_duties()
    log.with_particulars(reach=Reach.EMAIL)
    log.say(e.AdviserContacted, "Thu 10 Sep 2026")
    assert log.due() == [("certificate", "mum")]


def test_an_acknowledgement_for_somebody_without_any_address_is_told_to_the_authority() -> None:
    log = Log(Party(id="mum", reach=Reach.NOBODY))
    log.say(e.RequestReceived, "Mon 3 Aug 2026")
    assert log.due() == [("cannot_be_reached", "authority:assessment")]
    assert log.duty("task.address_wanted").owed_by is Role.AUTHORITY


# -- the family's last day ---------------------------------------------------------------------------


def test_the_family_is_reminded_fourteen_and_seven_days_before_the_day_to_aim_by() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Mon 5 Oct 2026")
    log.post()
    # Limbs end on Sunday 1 and Thursday 5 November: fourteen and seven days before Thursday.
    assert log.wait_until("Fri 6 Nov 2026") == [
        (day("Thu 22 Oct 2026"), "appeal_reminder", "mum"),
        (day("Thu 29 Oct 2026"), "appeal_reminder", "mum"),
    ]


def test_after_an_outage_one_reminder_is_enough_and_none_after_the_last_day() -> None:
    late, missed = _certified(), _certified()
    # The limb from the decision counts: Sunday 1 November, so Monday 2 is the last day.
    for timer in late.timers("appeal_reminder"):
        late.fall(timer, on=day("Fri 30 Oct 2026"))
    assert late.due(P.APPEAL_REMINDER) == [("appeal_reminder", "mum")]
    for timer in missed.timers("appeal_reminder"):
        missed.fall(timer, on=day("Tue 3 Nov 2026"))
    assert missed.due(P.APPEAL_REMINDER) == []


def test_a_certificate_that_is_no_longer_right_is_not_posted_either() -> None:
    log = _declined(route=e.Route.MAIL)
    log.rows["certificate", "e6", "mum"] = "failed"
    failure = _failed(log, "Wed 9 Sep 2026")
    assert log.due(P.CERTIFICATE) == [("certificate", "mum")]
    log.say(e.EventCorrected, "Wed 9 Sep 2026", by=Role.ADVISER, voids="e6")
    assert log.due(P.CERTIFICATE) == []
    assert log.rows["certificate", failure, "mum"] == "cancelled"


def test_a_date_that_did_not_arrive_is_not_posted_when_the_session_has_moved() -> None:
    log = requested()
    first = log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Thu 1 Oct 2026"))
    log.post()
    log.say(e.DeliveryFailed, "Mon 14 Sep 2026", purpose=P.MEDIATION_DATE, fact=first)
    assert ("mediation_date", "mum") in log.due()
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Fri 2 Oct 2026"))
    log.post()
    assert [x.fact for x in log.wanted(P.MEDIATION_DATE)] == [log.session().id]


def test_a_referral_that_did_not_arrive_is_still_owed() -> None:
    log = requested()
    facts: dict[str, Any] = {"purpose": P.REFERRAL, "fact": "e6", "person": "authority:referral"}
    log.say(e.DeliveryFailed, "Wed 9 Sep 2026", **facts)
    assert log.due() == [("delivery_failed", "adviser:case")]
    assert log.duty("task.refer").met_on is None
    log.say(e.DutyMet, "Thu 10 Sep 2026", by=Role.ADVISER, rule="task.refer", about="e6")
    assert log.duty("task.refer").met_on == day("Thu 10 Sep 2026")


def test_a_delay_of_anything_but_a_certificate_troubles_nobody() -> None:
    log = informed()
    log.say(e.DeliveryFailed, "Wed 9 Sep 2026", purpose=P.CHOICE, fact="e4", for_good=False)
    assert log.due() == []
    assert log.duties("task.delivery_failed") == []


def test_a_broken_mailbox_of_the_adviser_does_not_fill_itself() -> None:
    log = requested(issues="")
    facts: dict[str, Any] = {"purpose": P.ADVISER_NOTICE, "fact": "e6", "person": "adviser:case"}
    log.say(e.DeliveryFailed, "Wed 9 Sep 2026", **facts)
    assert log.due() == []
    assert not any("notice_failed" in t.fact for t in log.timers("overdue"))
    assert "task.notice_failed" in log.open_duties()

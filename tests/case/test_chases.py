"""The thirty days: chases, day 31, ground C deemed, and the ICB."""

from datetime import date, time
from typing import Any

import pytest

from tests.case.log import DAD, DAYS, MUM, POLICY, Log, arranged, day, informed, requested
from worker.case import events as e
from worker.case.periods import chase_wording, thirty_days_start
from worker.case.policy import Policy
from worker.case.terms import ChaseWording, Purpose, Role
from worker.deadlines.london import at_london

P = Purpose
W = ChaseWording
ALL_DAYS = Policy(days=DAYS, chase_days=(3, 10, 20, 25, 30, 33))
Left = list[tuple[date, str, str]]


def _requested_on(text: str, policy: Policy = POLICY, **facts: Any) -> Log:
    """Ask for mediation, and refer it, on another day than Wednesday 9 September."""
    log = informed(policy=policy)
    log.say(e.MediationRequested, text, issues="speech therapy", provider="Accord", **facts)
    log.post()
    return log


def _chases(left: Left) -> list[tuple[date, str]]:
    return [(when, to) for when, what, to in left if what in ("chase", "icb_chase")]


# -- when the thirty days start ------------------------------------------------------------------


def test_the_referral_starts_the_thirty_days_when_it_has_left() -> None:
    log = informed()
    log.say(e.MediationRequested, "Wed 9 Sep 2026")
    assert thirty_days_start(log.case) is None
    log.post("Thu 10 Sep 2026")
    assert log.duty("mediation_30d").due == day("Sat 10 Oct 2026")


def test_the_familys_own_word_to_the_authority_starts_them_where_it_comes_first() -> None:
    log = requested()
    log.say(e.FamilyToldAuthority, "Fri 4 Sep 2026", by=Role.AUTHORITY)
    assert log.duty("mediation_30d").due == day("Sun 4 Oct 2026")  # never moved


def test_the_familys_word_counts_before_there_is_a_request() -> None:
    log = informed()
    told = log.say(e.FamilyToldAuthority, "Tue 8 Sep 2026")
    assert log.kinds() == {"request_wanted"}
    assert log.duty("mediation_30d", told).due == day("Thu 8 Oct 2026")
    request = log.say(e.MediationRequested, "Mon 14 Sep 2026")
    log.post()
    assert log.duty("mediation_30d", request).due == day("Thu 8 Oct 2026")


def test_the_same_word_by_two_routes_counts_from_the_earlier_day() -> None:
    log = requested()
    log.say(e.FamilyToldAuthority, "Tue 8 Sep 2026", by=Role.AUTHORITY)
    log.say(e.FamilyToldAuthority, "Mon 7 Sep 2026", by=Role.FAMILY)
    assert log.last.is_repeat
    assert thirty_days_start(log.case) == day("Mon 7 Sep 2026")


def test_one_parents_word_to_the_authority_does_not_start_the_others_thirty_days() -> None:
    log = requested(MUM, DAD)
    log.say(e.FamilyToldAuthority, "Mon 7 Sep 2026", person="mum")
    log.say(e.MediationRequested, "Mon 14 Sep 2026", person="dad", issues="transport")
    log.post()
    ends = {d.person: d.due for d in log.duties("mediation_30d")}
    assert ends == {"mum": day("Wed 7 Oct 2026"), "dad": day("Wed 14 Oct 2026")}


# -- when chases leave -----------------------------------------------------------------------------


def test_nothing_arranged_is_chased_on_days_20_30_and_33() -> None:
    left = requested().wait_until("Tue 20 Oct 2026")
    assert _chases(left) == [
        (day("Tue 29 Sep 2026"), "authority:referral"),
        (day("Fri 9 Oct 2026"), "authority:referral"),
        (day("Mon 12 Oct 2026"), "authority:escalation"),
    ]


def test_the_days_that_ship_switched_off_can_be_switched_on() -> None:
    log = requested(policy=ALL_DAYS)
    assert [t.day for t in log.timers("chase")] == [3, 10, 20, 25, 30, 33]


@pytest.mark.parametrize(
    ("asked_on", "day_30", "leaves_on"),
    [
        ("Thu 10 Sep 2026", "Sat 10 Oct 2026", "Fri 9 Oct 2026"),
        ("Fri 11 Sep 2026", "Sun 11 Oct 2026", "Fri 9 Oct 2026"),
        ("Wed 25 Nov 2026", "Fri 25 Dec 2026", "Thu 24 Dec 2026"),  # Christmas Day
        ("Sat 28 Nov 2026", "Mon 28 Dec 2026", "Thu 24 Dec 2026"),  # Boxing Day's substitute
        ("Sat 27 Feb 2027", "Mon 29 Mar 2027", "Thu 25 Mar 2027"),  # Easter Monday
    ],
)
def test_a_chase_on_a_day_off_leaves_the_working_day_before(
    asked_on: str, day_30: str, leaves_on: str
) -> None:
    log = _requested_on(asked_on)
    assert log.duty("mediation_30d").due == day(day_30)
    timer = next(t for t in log.timers("chase") if t.day == 30)
    assert timer.at == at_london(day(leaves_on), time(9, 0))


def test_day_31_is_told_on_any_day_just_after_midnight() -> None:
    timer = requested().timers("day_31")[0]
    assert timer.at == at_london(day("Sat 10 Oct 2026"), time(0, 1))


def test_a_session_in_time_stops_the_chases() -> None:
    left = arranged().wait_until("Thu 1 Oct 2026")  # held on 1 October, day 22
    assert _chases(left) == []


def test_a_chase_that_was_not_needed_on_its_day_does_not_come_back() -> None:
    log = arranged(held_on="Thu 8 Oct 2026")
    log.wait_until("Tue 29 Sep 2026")  # day 20: a session in time lies ahead
    log.say(e.MediationNotHeld, "Thu 1 Oct 2026", called_off_by=Role.FAMILY)
    assert log.due() == [("family_called_off", "adviser:case")]
    left = log.wait_until("Fri 9 Oct 2026")
    assert _chases(left) == [(day("Fri 9 Oct 2026"), "authority:referral")]


def test_a_chase_that_a_wrong_entry_held_back_comes_back_with_its_correction() -> None:
    log = arranged(held_on="Thu 8 Oct 2026")
    log.wait_until("Tue 29 Sep 2026")
    log.say(e.EventCorrected, "Wed 30 Sep 2026", by=Role.ADVISER, voids=log.session().id)
    assert ("chase", "authority:referral") in log.due()


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        (e.MediationCannotBeArranged, {}),
        (e.MediationDeclined, {}),
        (e.MediationConcluded, {}),
        (e.CaseWithdrawn, {}),
        (e.MediationArranged, {"held_on": day("Thu 8 Oct 2026")}),
    ],
)
def test_a_chase_that_has_fallen_is_checked_again_before_it_is_sent(
    said: type[e.Event], facts: dict[str, Any]
) -> None:
    log = requested()
    log.wait_until("Tue 29 Sep 2026", posting=False)
    assert log.due() == [("chase", "authority:referral")]
    log.say(said, "Tue 29 Sep 2026", **facts)
    assert log.due(P.CHASE) == []


def test_after_an_outage_a_chase_that_a_later_one_has_overtaken_is_left_out() -> None:
    log = requested(policy=ALL_DAYS)
    for timer in log.timers("chase"):
        log.fall(timer, on=day("Fri 9 Oct 2026")) if timer.day <= 30 else None
    assert log.due(P.CHASE) == [("chase", "authority:referral")]
    right = log.wanted(P.CHASE)[0]
    fell = log.case.event(right.fact)
    assert fell is not None
    assert isinstance(fell.event, e.TimerFell)
    assert fell.event.day == 30


def test_day_30_is_never_passed_over() -> None:
    log = requested()
    for timer in log.timers("chase"):
        log.fall(timer, on=day("Mon 12 Oct 2026"))
    assert log.due(P.CHASE) == [
        ("chase", "authority:referral"),
        ("chase", "authority:escalation"),
    ]


def test_the_same_timer_twice_is_one_chase() -> None:
    log = requested()
    timer = log.timers("chase")[0]
    log.fall(timer)
    log.fall(timer)
    assert log.last.is_repeat
    assert len(log.due(P.CHASE)) == 1


def test_the_chase_of_a_request_that_was_taken_back_is_void() -> None:
    log = requested()
    timer = log.timers("chase")[0]
    log.say(e.MediationDeclined, "Mon 14 Sep 2026")
    log.say(e.MediationRequested, "Tue 15 Sep 2026", issues="transport")
    log.post()
    log.fall(timer)
    assert log.due(P.CHASE) == []


# -- what a chase says -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held_on", "chased_on", "wording"),
    [
        ("", "Fri 9 Oct 2026", W.NOTHING_ARRANGED),
        ("Fri 9 Oct 2026", "Fri 9 Oct 2026", W.ARRANGED_TODAY),
        ("Thu 15 Oct 2026", "Fri 9 Oct 2026", W.ARRANGED_LATE),
        ("Wed 7 Oct 2026", "Fri 9 Oct 2026", W.DATE_PASSED),
        ("Sat 10 Oct 2026", "Fri 9 Oct 2026", W.ARRANGED_LATE),
        ("Fri 9 Oct 2026", "Thu 8 Oct 2026", None),
    ],
)
def test_the_wording_fits(held_on: str, chased_on: str, wording: ChaseWording | None) -> None:
    log = requested()  # day 30 is Friday 9 October
    if held_on:
        log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day(held_on))
    assert chase_wording(log.case, day=30, today=day(chased_on)) is wording


def test_a_session_on_the_day_of_an_early_chase_spares_it() -> None:
    log = requested()
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Tue 29 Sep 2026"))
    assert chase_wording(log.case, day=20, today=day("Tue 29 Sep 2026")) is None


def test_a_date_that_passed_without_outcome_asks_the_provider_too() -> None:
    log = arranged(held_on="Wed 7 Oct 2026")
    left = log.wait_until("Fri 9 Oct 2026")
    assert left == [
        (day("Thu 8 Oct 2026"), "session_outcome", "provider:Accord"),
        (day("Fri 9 Oct 2026"), "chase", "authority:referral"),
        (day("Fri 9 Oct 2026"), "session_outcome", "provider:Accord"),
    ]


def test_the_provider_is_not_asked_twice_on_one_morning() -> None:
    log = arranged(held_on="Thu 8 Oct 2026")
    left = log.wait_until("Fri 9 Oct 2026")
    assert sorted(what for _, what, _ in left) == ["chase", "session_outcome"]


# -- day 31 ------------------------------------------------------------------------------------


def test_day_31_asks_the_adviser_and_issues_nothing() -> None:
    log = requested()
    log.wait_until("Fri 9 Oct 2026")
    assert log.duties("cert_3wd") == []
    assert log.wait_until("Sat 10 Oct 2026") == [
        (day("Sat 10 Oct 2026"), "ground_c_deemed", "adviser:case")
    ]
    question = log.duty("cert_3wd", "C:mum")
    assert (question.due, question.owed_by) == (day("Wed 14 Oct 2026"), Role.ADVISER)
    assert log.wanted(P.CERTIFICATE) == []


def test_the_advisers_word_makes_it_ground_c() -> None:
    log = requested()
    log.wait_until("Sat 10 Oct 2026")
    log.say(e.MediationCannotBeArranged, "Mon 12 Oct 2026", by=Role.ADVISER)
    assert log.due() == [("certificate", "mum")]
    assert log.duty("cert_3wd", "C:mum").due == day("Wed 14 Oct 2026")


def test_an_unanswered_question_is_warned_of_and_then_overdue() -> None:
    left = requested().wait_until("Thu 15 Oct 2026")
    assert [(when, what) for when, what, to in left if to == "adviser:case"] == [
        (day("Sat 10 Oct 2026"), "ground_c_deemed"),
        (day("Mon 12 Oct 2026"), "certificate_warning"),  # the page's three days
        (day("Wed 14 Oct 2026"), "overdue"),
    ]


def test_a_session_held_before_day_31_spares_the_question() -> None:
    log = requested()
    log.say(e.MediationConcluded, "Thu 8 Oct 2026")
    log.post()
    assert log.timers("day_31") == []


def test_a_session_that_passed_without_outcome_does_not_spare_it() -> None:
    log = arranged(held_on="Wed 7 Oct 2026")
    left = log.wait_until("Sat 10 Oct 2026")
    assert left[-1] == (day("Sat 10 Oct 2026"), "ground_c_deemed", "adviser:case")


# -- health ------------------------------------------------------------------------------------


def test_in_a_mixed_case_the_authority_tells_the_icb_in_three_working_days() -> None:
    log = requested(health_issues=True)
    notified = log.duty("icb_notify_3wd")
    assert (notified.due, notified.owed_by) == (day("Mon 14 Sep 2026"), Role.AUTHORITY)
    assert log.wait_until("Fri 11 Sep 2026") == [
        (day("Fri 11 Sep 2026"), "icb_notice_reminder", "authority:referral")
    ]
    log.say(e.IcbTold, "Fri 11 Sep 2026")
    assert log.duty("icb_notify_3wd").met_on == day("Fri 11 Sep 2026")


def test_an_icb_that_was_told_in_time_needs_no_reminder() -> None:
    log = requested(health_issues=True)
    log.say(e.IcbTold, "Thu 10 Sep 2026")
    assert log.wait_until("Fri 11 Sep 2026") == []


def test_an_icb_that_was_not_told_in_time_is_the_advisers_to_follow_up() -> None:
    log = requested(health_issues=True)
    assert log.wait_until("Mon 14 Sep 2026")[-1] == (
        day("Mon 14 Sep 2026"),
        "overdue",
        "adviser:case",
    )


def test_where_only_health_is_at_issue_the_icb_arranges_and_is_chased() -> None:
    log = requested(health_only=True)
    assert log.rows["referral", "e6", "authority:referral"] == "sent"
    assert log.duties("mediation_30d_health_only") == []
    log.say(e.IcbTold, "Fri 11 Sep 2026")
    limit = log.duty("mediation_30d_health_only")
    assert (limit.due, limit.owed_by) == (day("Sun 11 Oct 2026"), Role.ICB)
    left = log.wait_until("Wed 14 Oct 2026")
    assert _chases(left) == [
        (day("Thu 1 Oct 2026"), "icb:referral"),
        (day("Fri 9 Oct 2026"), "icb:referral"),
        (day("Wed 14 Oct 2026"), "icb:referral"),
    ]
    assert (day("Mon 12 Oct 2026"), "ground_c_deemed", "adviser:case") in left


def test_the_icbs_word_counts_before_there_is_a_request() -> None:
    log = informed()
    log.say(e.IcbTold, "Tue 8 Sep 2026")
    log.say(e.MediationRequested, "Wed 9 Sep 2026", health_only=True)
    log.post()
    assert log.duty("mediation_30d_health_only").due == day("Thu 8 Oct 2026")


def test_issues_about_education_make_a_health_only_case_a_mixed_one() -> None:
    log = requested(health_only=True, issues="physiotherapy")
    log.say(e.IssuesGiven, "Thu 10 Sep 2026", issues="transport")
    assert log.duty("mediation_30d").owed_by is Role.AUTHORITY
    assert log.duty("icb_notify_3wd").met_on is None
    assert log.case.facts.requests["mum"].health_issues

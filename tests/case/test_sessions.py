"""The session: arranged, moved, late, called off, adjourned, concluded; and ground C."""

from typing import Any

import pytest

from tests.case.log import DAD, MUM, Log, arranged, day, requested
from worker.case import events as e
from worker.case.periods import appeal_of, sitting
from worker.case.terms import Agreement, Ground, Purpose, Role

P = Purpose


def _dates(log: Log, rule: str, about: str = "") -> list[tuple[object, object]]:
    return [(d.due, d.met_on) for d in log.duties(rule, about)]


# -- arranged ----------------------------------------------------------------------------------


def test_the_family_is_told_the_date_once_however_often_it_is_reported() -> None:
    log = requested()
    facts: dict[str, Any] = {"held_on": day("Thu 1 Oct 2026"), "provider": "Accord"}
    log.say(e.MediationArranged, "Mon 14 Sep 2026", by=Role.AUTHORITY, **facts)
    assert log.due() == [("mediation_date", "mum")]
    log.post()
    log.say(e.MediationArranged, "Tue 15 Sep 2026", by=Role.PROVIDER, **facts)
    assert (log.last.is_repeat, log.due()) == (True, [])


def test_a_date_with_more_particulars_is_told_anew() -> None:
    log = arranged()
    log.say(
        e.MediationArranged, "Tue 15 Sep 2026", held_on=day("Thu 1 Oct 2026"), place="Town Hall"
    )
    assert log.due() == [("mediation_date", "mum")]


def test_a_moved_session_is_told_and_the_old_date_not_sent_any_more() -> None:
    log = requested()
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Thu 1 Oct 2026"))
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Fri 2 Oct 2026"))
    assert log.due() == [("mediation_date", "mum")]
    assert [log.rows[k] for k in log.rows if k[0] == "mediation_date"] == ["cancelled", "due"]


def test_an_older_date_that_is_read_late_does_not_come_back() -> None:
    log = arranged()  # on Monday 14 September
    log.say(
        e.MediationArranged,
        "Thu 10 Sep 2026",
        recorded_on="Wed 16 Sep 2026",
        held_on=day("Mon 28 Sep 2026"),
    )
    assert log.due() == [("answers_crossed", "adviser:case")]
    planned = sitting(log.case)
    assert planned is not None
    assert planned.day == day("Thu 1 Oct 2026")


@pytest.mark.parametrize(
    ("held_on", "is_short"),
    [("Mon 21 Sep 2026", True), ("Tue 22 Sep 2026", False)],  # 5 and 6 working days on
)
def test_short_notice_is_flagged_below_six_working_days(held_on: str, is_short: bool) -> None:
    log = requested()
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day(held_on))
    assert ("short_notice" in log.kinds()) is is_short


def test_a_session_that_is_recorded_when_it_is_over_brings_no_letter() -> None:
    log = requested()
    log.say(
        e.MediationArranged,
        "Mon 14 Sep 2026",
        recorded_on="Fri 2 Oct 2026",
        held_on=day("Thu 1 Oct 2026"),
    )
    assert log.due(P.MEDIATION_DATE) == []


def test_after_the_session_the_provider_is_asked_and_then_the_adviser() -> None:
    log = arranged()  # held on Thursday 1 October
    assert log.wait_until("Tue 6 Oct 2026") == [
        (day("Fri 2 Oct 2026"), "session_outcome", "provider:Accord"),
        (day("Tue 6 Oct 2026"), "outcome_wanted", "adviser:case"),
    ]
    assert log.duty("task.session_outcome").due == day("Wed 7 Oct 2026")


def test_an_outcome_in_time_spares_both_questions() -> None:
    log = arranged()
    log.say(e.MediationConcluded, "Thu 1 Oct 2026")
    log.post()
    assert not {"session_outcome", "outcome_wanted"} & {t.kind for t in log.timers()}
    assert log.duty("task.session_outcome").met_on == day("Thu 1 Oct 2026")


def test_an_answer_between_the_fall_and_the_sending_stops_the_question() -> None:
    log = arranged()
    log.wait_until("Fri 2 Oct 2026", posting=False)
    assert log.due() == [("session_outcome", "provider:Accord")]
    log.say(e.MediationConcluded, "Thu 1 Oct 2026", recorded_on="Fri 2 Oct 2026")
    assert log.due() == [("certificate", "mum")]


# -- concluded ---------------------------------------------------------------------------------


def test_a_conclusion_brings_ground_b_within_three_working_days_of_it() -> None:
    log = arranged()
    log.say(e.MediationConcluded, "Thu 1 Oct 2026", recorded_on="Fri 2 Oct 2026")
    assert log.due() == [("certificate", "mum")]
    assert log.duty("cert_3wd", "B:mum").due == day("Tue 6 Oct 2026")
    assert log.duty("mediation_30d").met_on == day("Thu 1 Oct 2026")


def test_mediation_may_be_concluded_before_the_day_that_was_set() -> None:
    log = arranged(held_on="Thu 1 Oct 2026")
    log.say(e.MediationConcluded, "Mon 21 Sep 2026")
    assert log.due() == [("certificate", "mum")]
    assert log.timers("chase") == log.timers("session_outcome") == []


def test_a_conclusion_told_differently_by_another_is_shown_and_the_first_stands() -> None:
    log = arranged()
    log.say(e.MediationConcluded, "Thu 1 Oct 2026", by=Role.PROVIDER)
    log.say(e.MediationConcluded, "Fri 2 Oct 2026", by=Role.ADVISER)
    assert log.due() == [("certificate", "mum"), ("told_differently", "adviser:case")]
    assert log.duty("cert_3wd").due == day("Tue 6 Oct 2026")


def test_the_outcome_may_be_told_after_the_conclusion() -> None:
    log = arranged()
    log.say(e.MediationConcluded, "Thu 1 Oct 2026")
    assert log.duties("agreement_2w") == []
    log.say(
        e.MediationConcluded,
        "Thu 1 Oct 2026",
        recorded_on="Mon 5 Oct 2026",
        outcome=Agreement.AGREEMENT,
    )
    assert log.last.is_repeat
    assert log.duty("agreement_2w").due == day("Thu 15 Oct 2026")


def test_after_the_certificate_a_new_request_starts_a_new_round() -> None:
    log = arranged()
    log.say(e.FamilyToldAuthority, "Mon 14 Sep 2026")
    log.say(e.MediationConcluded, "Thu 1 Oct 2026")
    log.post()
    log.say(e.MediationRequested, "Mon 12 Oct 2026", issues="transport")
    log.post()
    assert log.case.stage == "arranging"
    assert log.duty("mediation_30d").due == day("Wed 11 Nov 2026")
    log.say(e.MediationConcluded, "Mon 26 Oct 2026")
    assert log.due() == [("certificate_exists", "adviser:case")]  # one a person and ground
    assert log.case.stage == "certified"


# -- ground C ----------------------------------------------------------------------------------


def test_cannot_arrange_brings_ground_c_and_ends_the_chases() -> None:
    log = requested()
    log.say(e.MediationCannotBeArranged, "Mon 21 Sep 2026")
    assert log.due() == [("certificate", "mum")]
    assert log.duty("cert_3wd", "C:mum").due == day("Thu 24 Sep 2026")
    assert log.timers("chase") == log.timers("day_31") == []


def test_cannot_arrange_told_after_day_30_counts_from_day_30() -> None:
    log = requested()  # day 30 is Friday 9 October
    log.wait_until("Mon 12 Oct 2026")
    log.say(e.MediationCannotBeArranged, "Tue 13 Oct 2026")
    assert log.duty("cert_3wd", "C:mum").due == day("Wed 14 Oct 2026")


def test_cannot_arrange_told_twice_is_one_certificate() -> None:
    log = requested()
    log.say(e.MediationCannotBeArranged, "Mon 21 Sep 2026", route=e.Route.MAIL)
    log.say(e.MediationCannotBeArranged, "Tue 22 Sep 2026", by=Role.ADVISER)
    assert log.last.is_repeat
    assert len(log.due(P.CERTIFICATE)) == 1


def test_a_session_in_time_takes_the_word_back_before_the_certificate_leaves() -> None:
    log = requested()
    log.say(e.MediationCannotBeArranged, "Mon 21 Sep 2026", route=e.Route.MAIL)
    log.say(e.MediationArranged, "Mon 21 Sep 2026", held_on=day("Thu 8 Oct 2026"))
    assert log.due() == [("mediation_date", "mum"), ("arranged_after_all", "adviser:case")]
    assert log.case.stage == "arranged"
    assert log.duties("cert_3wd") == []


def test_a_session_after_day_30_does_not_take_the_word_back() -> None:
    log = requested()
    log.say(e.MediationCannotBeArranged, "Mon 21 Sep 2026", route=e.Route.MAIL)
    log.say(e.MediationArranged, "Mon 21 Sep 2026", held_on=day("Thu 15 Oct 2026"))
    assert ("certificate", "mum") in log.due()
    assert log.case.stage == "not_arranged"


def test_cannot_arrange_after_a_date_calls_the_session_off_and_the_adviser_is_told() -> None:
    log = arranged()
    log.say(e.MediationCannotBeArranged, "Mon 21 Sep 2026")
    assert log.due() == [("session_falls_away", "adviser:case"), ("certificate", "mum")]
    assert sitting(log.case) is None
    assert log.timers("session_outcome") == []


def test_ground_b_after_ground_c_and_the_appeal_counts_from_the_first() -> None:
    log = requested()
    log.say(e.MediationCannotBeArranged, "Mon 12 Oct 2026")
    log.post("Mon 12 Oct 2026")
    log.say(e.MediationArranged, "Wed 14 Oct 2026", held_on=day("Thu 5 Nov 2026"))
    log.post()
    assert log.case.stage == "arranged"
    log.say(e.MediationConcluded, "Thu 5 Nov 2026")
    assert log.due() == [("certificate", "mum")]
    log.post()
    assert [c.ground for c in log.case.facts.issued] == [Ground.NOT_ARRANGED, Ground.MEDIATED]
    appeal = appeal_of(log.case, "mum", log.policy)
    assert appeal is not None
    assert appeal.limbs == (day("Sun 1 Nov 2026"), day("Thu 12 Nov 2026"))


def test_the_authority_calling_off_asks_the_certificate_question_at_once() -> None:
    log = arranged()
    log.say(e.MediationNotHeld, "Tue 22 Sep 2026", called_off_by=Role.AUTHORITY)
    assert log.due() == [("authority_called_off", "adviser:case")]
    question = log.duty("cert_3wd", "C:mum")
    assert (question.due, question.by_word) == (day("Fri 25 Sep 2026"), True)
    assert log.wanted(P.CERTIFICATE) == []  # never by itself
    log.say(e.MediationCannotBeArranged, "Thu 24 Sep 2026", by=Role.ADVISER)
    assert log.due(P.CERTIFICATE) == [("certificate", "mum")]
    assert log.duty("cert_3wd", "C:mum").due == day("Fri 25 Sep 2026")


def test_the_family_calling_off_is_not_the_authoritys_failure() -> None:
    log = arranged()
    log.say(e.MediationNotHeld, "Tue 22 Sep 2026", called_off_by=Role.FAMILY)
    assert log.due() == [("family_called_off", "adviser:case")]
    assert log.duties("cert_3wd") == []
    assert log.duty("mediation_30d").due == day("Fri 9 Oct 2026")  # the record stays
    assert log.case.stage == "arranging"


@pytest.mark.parametrize("called_off_by", [None, Role.PROVIDER])
def test_a_session_called_off_by_others_is_looked_into(called_off_by: Role | None) -> None:
    log = arranged()
    log.say(e.MediationNotHeld, "Tue 22 Sep 2026", called_off_by=called_off_by)
    assert log.kinds() == {"not_held"}


def test_who_called_it_off_may_be_told_later() -> None:
    log = arranged()
    log.say(e.MediationNotHeld, "Tue 22 Sep 2026", by=Role.PROVIDER)
    log.say(e.MediationNotHeld, "Wed 23 Sep 2026", by=Role.AUTHORITY, called_off_by=Role.AUTHORITY)
    assert log.kinds() == {"authority_called_off"}
    log.say(e.MediationNotHeld, "Wed 23 Sep 2026", by=Role.PROVIDER)
    assert log.last.is_repeat


def test_a_new_date_in_time_settles_the_question() -> None:
    log = arranged()
    log.say(e.MediationNotHeld, "Tue 22 Sep 2026", called_off_by=Role.AUTHORITY)
    log.say(e.MediationArranged, "Wed 23 Sep 2026", held_on=day("Wed 7 Oct 2026"))
    assert log.duties("cert_3wd") == []
    assert log.duty("task.new_date").met_on == day("Wed 23 Sep 2026")


def test_a_date_after_day_30_asks_the_certificate_question_at_once() -> None:
    log = requested()
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Thu 15 Oct 2026"))
    assert log.kinds() == {"after_day_30"}
    assert log.duty("cert_3wd", "C:mum").due == day("Thu 17 Sep 2026")
    assert log.wanted(P.CERTIFICATE) == []


def test_a_family_that_would_rather_wait_settles_the_question() -> None:
    log = requested()
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Thu 15 Oct 2026"))
    log.say(e.DutyMet, "Tue 15 Sep 2026", by=Role.ADVISER, rule="cert_3wd", about="C:mum")
    assert log.duty("cert_3wd", "C:mum").met_on == day("Tue 15 Sep 2026")
    # The authority then says that there will be none: a right, which no word can settle.
    log.say(e.MediationCannotBeArranged, "Mon 12 Oct 2026")
    assert log.duty("cert_3wd", "C:mum").met_on is None
    reason = log.refused(
        e.DutyMet, "Mon 12 Oct 2026", by=Role.ADVISER, rule="cert_3wd", about="C:mum"
    )
    assert "is met by what happens in the case" in reason


# -- adjourned ---------------------------------------------------------------------------------


def test_an_adjourned_session_goes_back_to_the_watch_over_the_thirty_days() -> None:
    log = arranged()
    log.say(e.MediationAdjourned, "Thu 1 Oct 2026")
    assert log.kinds() == {"adjourned"}
    assert log.case.stage == "arranging"
    assert log.duty("task.new_date").due == day("Fri 2 Oct 2026")
    assert [t.day for t in log.timers("chase")] == [20, 30, 33]
    assert log.duty("mediation_30d").met_on is None


def test_the_day_to_which_it_was_adjourned_is_asked_about() -> None:
    log = arranged()
    log.wait_until("Tue 29 Sep 2026")
    log.say(e.MediationAdjourned, "Thu 1 Oct 2026", to=day("Thu 8 Oct 2026"))
    log.post()
    assert log.duties("task.new_date") == []
    # Day 30 falls on the day after the session: its chase asks too.
    assert log.wait_until("Fri 9 Oct 2026") == [
        (day("Fri 9 Oct 2026"), "chase", "authority:referral"),
        (day("Fri 9 Oct 2026"), "session_outcome", "provider:Accord"),
    ]


def test_two_parents_share_the_session_and_its_end() -> None:
    log = requested(MUM, DAD)
    log.say(e.MediationRequested, "Wed 9 Sep 2026", person="dad", issues="transport")
    log.post()
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Thu 1 Oct 2026"))
    assert log.due() == [("mediation_date", "mum"), ("mediation_date", "dad")]
    log.post()
    log.say(e.MediationDeclined, "Mon 21 Sep 2026", person="mum")
    assert sitting(log.case) is not None  # Dad's session stays
    log.post()
    log.say(e.MediationConcluded, "Thu 1 Oct 2026")
    assert log.due() == [("certificate", "dad")]


def test_the_last_parents_no_ends_the_session() -> None:
    log = arranged()
    log.say(e.MediationDeclined, "Mon 21 Sep 2026")
    assert "declined_after_referral" in log.kinds()
    assert log.timers("session_outcome") == []


# -- agreements --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "rules"),
    [
        (
            {"type": "refusal_to_assess"},
            {"reg44_start_assessment_2w", "reg44_no_plan_10w", "reg44_final_plan_14w"},
        ),
        ({"type": "no_plan"}, {"reg44_make_plan_draft_5w", "reg44_make_plan_final_11w"}),
        ({"type": "plan_contents"}, {"reg44_amend_5w"}),
        ({"type": "plan_contents", "placement_only": True}, {"reg44_name_school_2w"}),
        ({"type": "refusal_to_amend"}, {"reg44_amend_5w"}),
        ({"type": "ceasing_a_plan"}, set()),
    ],
)
def test_an_agreement_starts_the_limits_of_its_kind_of_decision(
    decision: dict[str, Any], rules: set[str]
) -> None:
    log = Log()
    log.say(e.DecisionNotified, "Tue 1 Sep 2026", **decision)
    log.say(e.MediationRequested, "Wed 9 Sep 2026")
    log.say(e.MediationConcluded, "Thu 1 Oct 2026", outcome=Agreement.PART_AGREEMENT)
    found = {d.rule for d in log.duties() if d.rule.startswith(("reg44", "agreement"))}
    assert found == rules | {"agreement_2w"}


def test_no_agreement_starts_none() -> None:
    log = arranged()
    log.say(e.MediationConcluded, "Thu 1 Oct 2026", outcome=Agreement.NO_AGREEMENT)
    assert not any(d.rule.startswith(("reg44", "agreement")) for d in log.duties())


def test_what_was_agreed_is_met_by_word_and_nobody_is_alarmed() -> None:
    log = arranged()
    over = log.say(e.MediationConcluded, "Thu 1 Oct 2026", outcome=Agreement.AGREEMENT)
    assert not any("agreement" in t.fact for t in log.timers("overdue"))
    log.say(e.DutyMet, "Mon 12 Oct 2026", by=Role.AUTHORITY, rule="agreement_2w", about=over)
    assert log.duty("agreement_2w").met_on == day("Mon 12 Oct 2026")
    reason = log.refused(
        e.DutyMet, "Mon 12 Oct 2026", by=Role.ICB, rule="reg44_no_plan_10w", about=over
    )
    assert reason == "reg44_no_plan_10w is owed by the authority: the icb cannot say it is met"


def test_an_agreement_without_the_authority_is_told_to_it_within_a_week() -> None:
    log = arranged(health_only=True)
    log.say(
        e.MediationConcluded,
        "Thu 1 Oct 2026",
        outcome=Agreement.AGREEMENT,
        authority_is_party=False,
    )
    told = log.duty("agreement_1w_tell_la")
    assert (told.due, told.owed_by) == (day("Thu 8 Oct 2026"), Role.ICB)
    assert log.duty("agreement_2w").owed_by is Role.ICB
    assert not any(d.rule.startswith("reg44") for d in log.duties())

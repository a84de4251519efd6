"""What the family wants: NO, YES, one after the other, twice, late, crossed, incomplete."""

import pytest

from tests.case.log import DAD, MUM, Log, day, decided, informed, requested
from worker.case import events as e
from worker.case.facts import Party
from worker.case.periods import ContactLimit, appeal_of, contact_limit, is_late_contact
from worker.case.terms import Capacity, Ground, Purpose, Role

ADVISER = ("adviser:case",)
P = Purpose


def test_a_no_brings_a_certificate_of_ground_a_within_three_working_days() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    assert log.due() == [("certificate", "mum")]
    limit = log.duty("cert_3wd", "A:mum")
    assert (limit.due, limit.owed_by) == (day("Mon 14 Sep 2026"), Role.ADVISER)
    log.post("Thu 10 Sep 2026")
    assert log.duty("cert_3wd").met_on == day("Thu 10 Sep 2026")
    assert log.case.stage == "certified"


@pytest.mark.parametrize("route", [e.Route.MAIL, e.Route.LINK])
def test_what_mail_or_a_link_causes_is_held_and_the_adviser_told(route: e.Route) -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", route=route)
    assert log.wanted(P.CERTIFICATE)[0].hold
    assert log.kinds() == {"certificate_held"}


def test_what_a_person_enters_is_not_held() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", by=Role.ADVISER)
    assert not log.wanted(P.CERTIFICATE)[0].hold


def test_the_same_no_by_two_routes_is_one_certificate() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", route=e.Route.MAIL)
    log.post()
    log.say(e.MediationDeclined, "Thu 10 Sep 2026", by=Role.ADVISER)
    assert log.last.letters == ()
    assert len(log.wanted(P.CERTIFICATE)) == 1


def test_a_no_told_again_before_the_certificate_is_a_repetition_with_the_earlier_day() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Thu 10 Sep 2026")
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", by=Role.ADVISER)
    assert log.last.is_repeat
    assert log.duty("cert_3wd").due == day("Mon 14 Sep 2026")
    assert len(log.due(P.CERTIFICATE)) == 1


def test_a_yes_after_a_no_cancels_the_certificate_before_it_leaves() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", route=e.Route.MAIL)
    log.say(e.MediationRequested, "Wed 9 Sep 2026", route=e.Route.MAIL)
    assert log.rows["certificate", "e6", "mum"] == "cancelled"
    assert ("referral", "authority:referral") in log.due()
    assert log.duties("cert_3wd") == []
    assert log.case.stage == "arranging"


def test_a_yes_after_an_issued_certificate_starts_mediation_and_the_certificate_stays() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    log.post()
    log.say(e.MediationRequested, "Mon 14 Sep 2026")
    assert log.case.stage == "arranging"
    assert ("referral", "authority:referral") in log.due()
    assert "answer_after_certificate" in log.kinds()
    assert log.duty("cert_3wd", "A:mum").met_on == day("Wed 9 Sep 2026")
    assert [x.key for x in log.wanted(P.CERTIFICATE)] == [("certificate", "e6", "mum")]


def test_a_no_after_a_yes_is_ground_a_from_that_day_and_ends_the_referral() -> None:
    log = requested()
    log.say(e.MediationDeclined, "Mon 14 Sep 2026")
    assert log.due() == [
        ("declined_after_referral", "adviser:case"),
        ("certificate", "mum"),
    ]
    assert log.duty("cert_3wd", "A:mum").due == day("Thu 17 Sep 2026")
    assert log.timers("chase") == []
    assert log.duties("mediation_30d") == []


def test_a_no_before_the_referral_left_cancels_it() -> None:
    log = informed()
    log.say(e.MediationRequested, "Wed 9 Sep 2026", provider="Accord")
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    assert log.due() == [("certificate", "mum")]
    assert log.rows["referral", "e6", "authority:referral"] == "cancelled"


def test_yes_no_yes_is_referred_anew_with_thirty_days_of_its_own() -> None:
    log = requested()
    log.say(e.FamilyToldAuthority, "Wed 9 Sep 2026")
    log.say(e.MediationDeclined, "Mon 14 Sep 2026", route=e.Route.MAIL)
    log.say(e.MediationRequested, "Tue 15 Sep 2026")
    assert ("referral", "authority:referral") in log.due()
    log.post()
    assert log.duty("mediation_30d").due == day("Thu 15 Oct 2026")


def test_after_mediation_a_no_changes_nothing() -> None:
    log = requested()
    log.say(e.MediationConcluded, "Wed 30 Sep 2026")
    log.say(e.MediationDeclined, "Thu 1 Oct 2026")
    assert log.kinds() == {"answer_after_mediation"}
    assert [r.about for r in log.duties("cert_3wd")] == ["B:mum"]


def test_after_a_certificate_a_second_no_brings_no_second_certificate() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    log.post()
    log.say(e.MediationRequested, "Mon 14 Sep 2026")
    log.post()
    log.say(e.MediationDeclined, "Mon 21 Sep 2026")
    assert log.kinds() == {"declined_after_referral", "answer_after_certificate"}
    assert log.timers("chase") == []
    assert len(log.wanted(P.CERTIFICATE)) == 1
    assert log.case.stage == "certified"


def test_an_old_no_that_is_read_late_does_not_undo_a_newer_yes() -> None:
    log = requested()  # YES on Wednesday 9 September
    log.say(
        e.MediationDeclined, "Tue 8 Sep 2026", recorded_on="Mon 14 Sep 2026", route=e.Route.MAIL
    )
    assert log.kinds() == {"answers_crossed"}
    assert log.duties("cert_3wd") == []
    assert log.case.stage == "arranging"


def test_an_old_yes_that_is_read_late_does_not_undo_a_newer_no() -> None:
    log = informed()
    log.say(e.MediationDeclined, "Thu 10 Sep 2026")
    log.say(e.MediationRequested, "Wed 9 Sep 2026", recorded_on="Fri 11 Sep 2026")
    assert log.due() == [("certificate", "mum"), ("answers_crossed", "adviser:case")]


# -- what a request lacks ----------------------------------------------------------------------


def test_a_request_refers_tells_the_provider_and_confirms_on_the_same_day() -> None:
    log = informed()
    log.say(e.MediationRequested, "Wed 9 Sep 2026", provider="Accord", issues="speech therapy")
    assert log.due() == [
        ("referral", "authority:referral"),
        ("provider_told", "provider:Accord"),
        ("request_confirmed", "mum"),
    ]
    assert log.duty("task.refer").due == day("Wed 9 Sep 2026")


def test_a_request_at_the_weekend_is_referred_by_the_next_working_day() -> None:
    log = informed()
    log.say(e.MediationRequested, "Sat 12 Sep 2026")
    assert log.duty("task.refer").due == day("Mon 14 Sep 2026")


def test_without_permission_nothing_about_the_family_leaves() -> None:
    log = informed()
    log.say(e.MediationRequested, "Wed 9 Sep 2026", provider="Accord", permission=False)
    assert ("permission_wanted", "adviser:case") in log.due()
    assert not {"referral", "provider_told"} & {what for what, _ in log.due()}
    log.say(e.MediationRequested, "Thu 10 Sep 2026", permission=True)
    assert {("referral", "authority:referral"), ("provider_told", "provider:Accord")} <= {
        *log.due()
    }
    assert "permission_wanted" not in log.kinds()


def test_without_a_decision_the_referral_waits_for_it() -> None:
    log = Log()
    log.say(e.AdviserContacted, "Mon 7 Sep 2026")
    log.say(e.MediationRequested, "Wed 9 Sep 2026")
    assert "decision_wanted" in log.kinds()
    assert ("referral", "authority:referral") not in log.due()
    log.say(e.DecisionNotified, "Tue 1 Sep 2026", type="no_plan")
    assert ("referral", "authority:referral") in log.due()


def test_issues_that_come_after_the_referral_follow_once_as_a_supplement() -> None:
    log = requested(issues="")
    assert log.rows["adviser_notice:issues_wanted", "e6", "adviser:case"] == "sent"
    assert log.duty("task.issues").met_on is None
    log.say(e.IssuesGiven, "Thu 10 Sep 2026", issues="speech therapy")
    assert log.due() == [("referral_supplement", "authority:referral")]
    assert log.duty("task.issues").met_on == day("Thu 10 Sep 2026")
    log.post()
    log.say(e.IssuesGiven, "Fri 11 Sep 2026", issues="speech therapy")
    assert log.last.is_repeat
    assert log.due() == []


def test_issues_that_come_before_the_referral_left_go_with_it() -> None:
    log = informed()
    log.say(e.MediationRequested, "Wed 9 Sep 2026")
    log.say(e.IssuesGiven, "Wed 9 Sep 2026", issues="speech therapy")
    log.post()
    assert log.due() == []
    assert not any(key[0] == "referral_supplement" for key in log.rows)


def test_a_yes_told_again_with_issues_supplements_the_referral() -> None:
    log = requested(issues="")
    log.say(e.MediationRequested, "Thu 10 Sep 2026", issues="transport")
    assert log.last.is_repeat
    assert log.due() == [("referral_supplement", "authority:referral")]
    assert log.case.facts.requests["mum"].issues == "transport"


def test_another_provider_named_later_is_the_advisers_to_settle() -> None:
    log = requested(provider="Accord")
    log.say(e.MediationRequested, "Thu 10 Sep 2026", provider="Midlands")
    assert log.due() == [("provider_changed", "adviser:case")]
    assert log.case.facts.requests["mum"].provider == "Accord"


def test_a_provider_named_later_is_told_once() -> None:
    log = requested(provider="")
    log.say(e.MediationRequested, "Thu 10 Sep 2026", provider="Midlands")
    log.say(e.MediationRequested, "Fri 11 Sep 2026", provider="Midlands")
    assert log.due() == [("provider_told", "provider:Midlands")]


# -- contact ---------------------------------------------------------------------------------


def test_contact_after_two_months_is_never_refused_and_told_the_same_day() -> None:
    log = decided()  # sent on Tuesday 1 September 2026
    log.say(e.AdviserContacted, "Mon 2 Nov 2026")
    assert log.due() == [("information", "mum"), ("late_contact", "adviser:case")]
    assert is_late_contact(log.case, "mum", log.policy)
    log.say(e.MediationDeclined, "Tue 3 Nov 2026")
    log.say(e.InformationGiven, "Tue 3 Nov 2026", by=Role.ADVISER)
    assert ("certificate", "mum") in log.due()


def test_contact_on_the_last_day_of_the_two_months_is_in_time() -> None:
    log = decided()
    log.say(e.AdviserContacted, "Sun 1 Nov 2026")
    assert not is_late_contact(log.case, "mum", log.policy)
    assert "late_contact" not in log.kinds()


def test_contact_is_late_only_after_the_latest_arguable_day() -> None:
    """The letter is dated Tuesday 4 August and was sent on Tuesday 1 September 2026."""
    log = decided(dated=day("Tue 4 Aug 2026"))
    limit = contact_limit(log.case, log.policy)
    assert limit == ContactLimit(earliest=day("Sun 4 Oct 2026"), latest=day("Sun 1 Nov 2026"))
    log.say(e.AdviserContacted, "Sun 1 Nov 2026")
    assert not is_late_contact(log.case, "mum", log.policy)
    late = decided(dated=day("Tue 4 Aug 2026"))
    late.say(e.AdviserContacted, "Mon 2 Nov 2026")
    assert is_late_contact(late.case, "mum", late.policy)


def test_the_earliest_contact_counts_and_brings_one_letter() -> None:
    log = decided()
    log.say(e.AdviserContacted, "Mon 2 Nov 2026")
    log.say(e.AdviserContacted, "Fri 30 Oct 2026", by=Role.ADVISER)
    assert not is_late_contact(log.case, "mum", log.policy)
    assert log.due() == [("information", "mum")]


def test_a_family_that_has_chosen_is_not_asked_to_choose() -> None:
    log = decided()
    log.say(e.AdviserContacted, "Mon 7 Sep 2026")
    log.say(e.MediationRequested, "Mon 7 Sep 2026")
    log.say(e.InformationGiven, "Tue 8 Sep 2026", by=Role.ADVISER)
    assert "choice" not in {what for what, _ in log.due()}


def test_ten_working_days_without_an_answer_the_adviser_is_asked() -> None:
    log = informed()  # information on Tuesday 8 September
    assert log.wait_until("Mon 21 Sep 2026") == []
    assert log.wait_until("Tue 22 Sep 2026") == [
        (day("Tue 22 Sep 2026"), "outcome_wanted", "adviser:case")
    ]


def test_an_answer_in_time_spares_the_adviser_the_question() -> None:
    log = informed()
    log.wait_until("Tue 22 Sep 2026", posting=False)
    log.say(e.MediationDeclined, "Tue 22 Sep 2026")
    assert log.due() == [("certificate", "mum")]


# -- parties -----------------------------------------------------------------------------------


def test_two_parents_each_have_their_own_answer_and_certificate() -> None:
    log = informed(MUM, DAD)
    log.say(e.MediationDeclined, "Wed 9 Sep 2026", person="mum")
    log.say(e.MediationRequested, "Wed 9 Sep 2026", person="dad")
    assert set(log.due()) == {
        ("certificate", "mum"),
        ("referral", "authority:referral"),
        ("request_confirmed", "dad"),
        ("issues_wanted", "adviser:case"),
    }
    log.post()
    log.say(e.MediationConcluded, "Thu 1 Oct 2026")
    assert log.due() == [("certificate", "dad")]
    log.post()
    grounds = {c.person: c.ground for c in log.case.facts.issued}
    assert grounds == {"mum": Ground.DECLINED, "dad": Ground.MEDIATED}


def test_the_other_parent_joins_the_session_and_hears_its_date() -> None:
    log = requested(MUM, DAD)
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day("Thu 1 Oct 2026"))
    log.post()
    log.say(e.MediationRequested, "Tue 15 Sep 2026", person="dad", issues="transport")
    assert ("mediation_date", "dad") in log.due()
    assert ("mediation_date", "mum") not in log.due()


def test_one_parent_asking_after_the_end_does_not_take_the_others_certificate_away() -> None:
    log = requested(MUM, DAD).with_particulars(gaps=("the child's date of birth",))
    log.say(e.MediationConcluded, "Wed 30 Sep 2026")
    log.say(e.MediationRequested, "Thu 1 Oct 2026", person="dad", issues="transport")
    assert [d.about for d in log.duties("cert_3wd")] == ["B:mum"]
    assert log.case.facts.open_requests.keys() == {"dad"}


def test_each_parents_thirty_days_are_their_own() -> None:
    log = requested(MUM, DAD)
    log.say(e.MediationRequested, "Mon 14 Sep 2026", person="dad", issues="transport")
    log.post()
    ends = {d.person: d.due for d in log.duties("mediation_30d")}
    assert ends == {"mum": day("Fri 9 Oct 2026"), "dad": day("Wed 14 Oct 2026")}
    chased = [t.at.date() for t in log.timers("chase")]
    assert chased[0] == day("Tue 29 Sep 2026")
    assert [t.person for t in log.timers("day_31")] == ["mum", "dad"]


def test_a_young_person_is_the_party_and_gets_the_letters() -> None:
    log = informed(Party(id="ali", capacity=Capacity.YOUNG_PERSON))
    assert {key[2] for key in log.rows} == {"ali"}
    log.say(e.MediationDeclined, "Wed 9 Sep 2026")
    assert log.due() == [("certificate", "ali")]


# -- the appeal --------------------------------------------------------------------------------


def test_a_placement_only_case_may_have_a_certificate_that_does_not_move_its_appeal() -> None:
    log = informed(type="plan_contents", placement_only=True)
    log.say(e.MediationDeclined, "Mon 19 Oct 2026")
    assert log.due() == [("certificate", "mum")]
    log.post()
    appeal = appeal_of(log.case, "mum", log.policy)
    assert appeal is not None
    # Two months from Tuesday 1 September end on Sunday 1 November: the next working day.
    assert (appeal.due, appeal.limbs) == (
        day("Mon 2 Nov 2026"),
        (day("Sun 1 Nov 2026"), None),
    )


def test_the_appeal_counts_from_the_earlier_of_dated_and_sent() -> None:
    log = informed(dated=day("Fri 28 Aug 2026"))
    appeal = appeal_of(log.case, "mum", log.policy)
    assert appeal is not None
    assert appeal.due == day("Wed 28 Oct 2026")

"""The table: every rule is there, is whole, and holds for every date."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deadlines import official
from worker.deadlines import rules
from worker.deadlines.rule import AtEnd, Mark, Unit
from worker.deadlines.rules import RULES, TABLE, due
from worker.deadlines.working_days import WorkingDays
from worker.errors import BadInput

DAYS = WorkingDays(added={date(2023, 5, 8): "Coronation"}, known_until=date(2028, 12, 31))
TRIGGERS = st.dates(date(2014, 9, 1), date(2060, 12, 31))
LISTED = st.dates(date(2014, 10, 1), date(2028, 6, 30))
RULE_IDS = st.sampled_from(sorted(RULES))

# Domain 6, column "length" and "unit", as the page of rules has them.
LENGTHS = {
    "cert_3wd": (3, Unit.WORKING_DAYS),
    "mediation_30d": (30, Unit.CALENDAR_DAYS),
    "mediation_30d_health_only": (30, Unit.CALENDAR_DAYS),
    "mediation_30d_first_overdue": (31, Unit.CALENDAR_DAYS),
    "adviser_contact_2m": (2, Unit.MONTHS),
    "appeal_deadline": (2, Unit.MONTHS),
    "appeal_certificate_limb": (1, Unit.MONTHS),
    "icb_notify_3wd": (3, Unit.WORKING_DAYS),
    "mediation_notice_5wd": (5, Unit.WORKING_DAYS),
    "agreement_2w": (2, Unit.WEEKS),
    "agreement_1w_tell_la": (1, Unit.WEEKS),
    "reg44_start_assessment_2w": (2, Unit.WEEKS),
    "reg44_no_plan_10w": (10, Unit.WEEKS),
    "reg44_final_plan_14w": (14, Unit.WEEKS),
    "reg44_make_plan_draft_5w": (5, Unit.WEEKS),
    "reg44_make_plan_final_11w": (11, Unit.WEEKS),
    "reg44_amend_5w": (5, Unit.WEEKS),
    "reg44_name_school_2w": (2, Unit.WEEKS),
    "ehc_6w_decision": (6, Unit.WEEKS),
    "ehc_16w_no_plan": (16, Unit.WEEKS),
    "ehc_20w_final_plan": (20, Unit.WEEKS),
    "draft_plan_15d": (15, Unit.CALENDAR_DAYS),
    "received_first_class_post": (1, Unit.WORKING_DAYS),
    "received_email_after_5pm": (1, Unit.WORKING_DAYS),
}


def test_every_rule_has_its_length_and_unit() -> None:
    assert {rule.id: (rule.length, rule.unit) for rule in RULES.values()} == LENGTHS


def test_every_id_that_ends_in_a_period_tells_the_truth() -> None:
    letters = {"wd": Unit.WORKING_DAYS, "d": Unit.CALENDAR_DAYS, "w": Unit.WEEKS, "m": Unit.MONTHS}
    for rule in TABLE:
        for part in rule.id.split("_"):
            number = part.rstrip("wdm")
            if number.isdigit() and part != number and not rule.id.startswith("mediation_30d_"):
                assert (rule.length, rule.unit) == (int(number), letters[part[len(number) :]])


def test_who_has_the_trigger_day_counted_and_who_counts_backwards() -> None:
    assert [rule.id for rule in TABLE if rule.counts_trigger_day] == ["draft_plan_15d"]
    assert [rule.id for rule in TABLE if rule.backwards] == ["mediation_notice_5wd"]


def test_until_when_on_the_last_day() -> None:
    by_5pm = {rule.id for rule in TABLE if rule.end_of_day == time(17)}
    assert by_5pm == {"cert_3wd", "icb_notify_3wd", "appeal_deadline", "appeal_certificate_limb"}
    others = {rule.id: rule.end_of_day for rule in TABLE if rule.id not in by_5pm}
    assert others.pop("mediation_30d_first_overdue") == time(0, 1)
    assert set(others.values()) == {time(23, 59, 59)}


def test_only_the_tribunals_time_is_moved() -> None:
    moved = {rule.id for rule in TABLE if rule.at_end is AtEnd.TRIBUNAL_RULE_12}
    assert moved == {"appeal_deadline", "appeal_certificate_limb"}
    for rule in TABLE:
        assert (rule.at_end is AtEnd.CANNOT_ARISE) == (rule.unit is Unit.WORKING_DAYS)


def test_unverified_numbers_say_so_wherever_they_are_cited() -> None:
    for rule in TABLE:
        is_unverified = rule.mark is Mark.UNVERIFIED
        assert is_unverified == rule.id.startswith("reg44_")
        assert ("not yet verified" in rule.cited) == is_unverified
    assert "not yet verified" in due("reg44_amend_5w", date(2026, 6, 15), days=DAYS).source


def test_no_two_versions_of_a_rule_are_in_force_together() -> None:
    for one in TABLE:
        for other in TABLE:
            if one is not other and one.id == other.id:
                assert not one.is_in_force(other.in_force_from)


def test_a_rule_is_picked_by_the_day_the_decision_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Were the certificate due in two working days for decisions from 1 September 2027 on.
    old = replace(RULES["cert_3wd"], in_force_to=date(2027, 8, 31))
    new = replace(RULES["cert_3wd"], length=2, in_force_from=date(2027, 9, 1))
    monkeypatch.setattr(rules, "TABLE", (old, new))
    wednesday = date(2027, 9, 1)
    assert due("cert_3wd", wednesday, days=DAYS).due == date(2027, 9, 3)
    before = due("cert_3wd", wednesday, days=DAYS, decision_sent=date(2027, 8, 31))
    assert before.due == date(2027, 9, 6)
    assert due("cert_3wd", date(2027, 8, 31), days=DAYS).due == date(2027, 9, 3)


@pytest.mark.parametrize(
    ("rule_id", "trigger", "says"),
    [
        ("cert_3w", date(2026, 6, 15), "did you mean cert_3wd"),
        ("nothing like it", date(2026, 6, 15), "use one of adviser_contact_2m, agreement_1w"),
        ("cert_3wd", date(2014, 8, 31), "not in force on Sun 31 August 2014: .* Mon 1 September"),
        ("cert_3wd", date(2200, 1, 1), "too far ahead: use a year up to 2199"),
        ("cert_3wd", date.max, "too far ahead"),
    ],
)
def test_what_is_refused(rule_id: str, trigger: date, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        due(rule_id, trigger, days=DAYS)


def test_an_instant_is_no_trigger() -> None:
    with pytest.raises(TypeError, match="london_date"):
        due("mediation_30d", datetime(2026, 6, 1, 23, 30, tzinfo=UTC), days=DAYS)


def test_the_last_day_of_all() -> None:
    for rule_id in RULES:
        assert due(rule_id, date(2199, 12, 31), days=DAYS).due >= date(2199, 12, 20)


def test_when_a_period_ends_as_an_instant() -> None:
    summer = due("cert_3wd", date(2026, 6, 15), days=DAYS)  # by 5pm on Thu 18 June, in summer time
    assert summer.ends_at() == datetime(2026, 6, 18, 16, 0, tzinfo=UTC)
    winter = due("mediation_30d", date(2026, 11, 2), days=DAYS)  # midnight after Wed 2 December
    assert winter.ends_at() == datetime(2026, 12, 2, 23, 59, 59, tzinfo=UTC)
    alarm = due("mediation_30d_first_overdue", date(2026, 6, 1), days=DAYS)  # Thu 2 July, 00:01
    assert alarm.ends_at() == datetime(2026, 7, 1, 23, 1, tzinfo=UTC)


def test_a_date_past_the_published_holidays_is_not_certain() -> None:
    # Wed 27 December 2028: Thu 28, Fri 29, then Mon 1 January 2029 is a holiday; Tue 2.
    beyond = due("cert_3wd", date(2028, 12, 27), days=DAYS)
    assert (beyond.due, beyond.certain) == (date(2029, 1, 2), False)
    assert any("published only up to Sun 31 December 2028" in step for step in beyond.steps)
    assert any("may still change" in step for step in beyond.steps)
    within = due("cert_3wd", date(2028, 12, 22), days=DAYS)  # Fri; Wed 27, Thu 28, Fri 29
    assert (within.due, within.certain) == (date(2028, 12, 29), True)
    assert not any("published only" in step for step in within.steps)


def test_past_the_published_holidays_a_calendar_period_is_still_sure_of_its_last_day() -> None:
    beyond = due("mediation_30d", date(2029, 3, 1), days=DAYS)
    assert not beyond.certain
    assert any("the last day is sure" in step for step in beyond.steps)


def test_counting_back_from_beyond_the_published_holidays_is_not_certain() -> None:
    notice = due("mediation_notice_5wd", date(2029, 1, 3), days=DAYS)
    assert notice.due < date(2028, 12, 31)
    assert not notice.certain


@settings(deadline=None)
@given(RULE_IDS, TRIGGERS, TRIGGERS)
def test_a_later_trigger_never_gives_an_earlier_date(rule_id: str, one: date, other: date) -> None:
    early, late = sorted((one, other))
    first, second = due(rule_id, early, days=DAYS), due(rule_id, late, days=DAYS)
    assert first.due <= second.due
    assert first.aim_by <= second.aim_by
    assert first.ends_at() <= second.ends_at()


@settings(deadline=None)
@given(RULE_IDS, TRIGGERS)
def test_no_period_ends_on_a_day_on_which_it_must_not(rule_id: str, trigger: date) -> None:
    found = due(rule_id, trigger, days=DAYS)
    if RULES[rule_id].at_end is not AtEnd.NOT_MOVED:
        assert DAYS.is_working_day(found.due)
    assert DAYS.is_working_day(found.aim_by)
    assert found.aim_by <= found.due


@settings(deadline=None)
@given(RULE_IDS, LISTED)
def test_the_rules_agree_with_plain_arithmetic_over_govuks_list(rule_id: str, day: date) -> None:
    assert due(rule_id, day, days=DAYS).due == _plainly(rule_id, day)


def _plainly(rule_id: str, day: date) -> date:
    if rule_id == "mediation_notice_5wd":
        return official.working_days_earlier(day, 5)
    if rule_id == "draft_plan_15d":
        return day + timedelta(days=14)
    length, unit = LENGTHS[rule_id]
    if unit is Unit.WORKING_DAYS:
        return official.working_days_later(day, length)
    if unit is Unit.MONTHS:
        return _month_rule(rule_id, day, length)
    return day + timedelta(days=length * (7 if unit is Unit.WEEKS else 1))


def _month_rule(rule_id: str, day: date, length: int) -> date:
    if rule_id == "adviser_contact_2m":
        return official.months_later(day, length)
    if rule_id == "appeal_deadline":
        return official.appeal(day, None)
    # The certificate's limb alone: a decision so early that its own limb is long past.
    return official.appeal(day - timedelta(days=120), day)


@settings(deadline=None)
@given(TRIGGERS, st.sampled_from(["mediation_30d", "adviser_contact_2m", "ehc_6w_decision"]))
def test_holidays_move_no_calendar_limit(trigger: date, rule_id: str) -> None:
    usual = due(rule_id, trigger, days=DAYS)
    holiday = WorkingDays(added={usual.due: "a new holiday"}, known_until=DAYS.known_until)
    assert due(rule_id, trigger, days=holiday).due == usual.due


def test_each_calendar_has_its_own_answer() -> None:
    """What was worked out is kept; a calendar that was corrected since must not get it."""
    day_off = date(2027, 3, 3)
    plain = WorkingDays(known_until=date(2028, 12, 31))
    corrected = WorkingDays(added={day_off: "A day off"}, known_until=date(2028, 12, 31))
    start = date(2027, 3, 1)
    assert [due("cert_3wd", start, days=days).due for days in (plain, corrected, plain)] == [
        date(2027, 3, 4),
        date(2027, 3, 5),
        date(2027, 3, 4),
    ]

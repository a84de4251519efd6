"""THE table: every period that the law, or a practice we follow, sets. No other file holds one.

Each row says whose duty it is, what starts it, how long it is and how it ends, where it comes
from, since when, and how sure we are. A statutory period is never a setting. To change the law,
close the old row with `in_force_to` and add a new one below it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from worker.deadlines.concluding import conclude
from worker.deadlines.counting import count
from worker.deadlines.deadline import Deadline
from worker.deadlines.rule import AtEnd, Confidence, DutyOf, Mark, Rule, Unit
from worker.deadlines.wording import FIRST_MINUTE, FIVE_PM, in_words
from worker.deadlines.working_days import WorkingDays
from worker.errors import BadInput

# The SEND Regulations 2014 (SI 2014/1530) and Part 3 of the Children and Families Act 2014.
_SEND_REFORMS = date(2014, 9, 1)
_LAST_YEAR = 2199  # beyond it a date is a slip of the keyboard

_REGS = "SEND Regulations 2014"
_TRIBUNAL = "Tribunal Procedure (First-tier Tribunal) (HESC) Rules 2008"

TABLE: tuple[Rule, ...] = (
    # -- the certificate -------------------------------------------------------------------------
    # Reg 34(1): the family tells the adviser that they do not wish to mediate (ground A). Reg 39:
    # the mediation has concluded (ground B). Reg 36: the authority tells the adviser that it
    # cannot arrange it (ground C). Each time a certificate within 3 working days. The Code says
    # "three days" for ground C; the Regulations beat the Code (readings.py, targets.py).
    Rule(
        id="cert_3wd",
        duty_of=DutyOf.ADVISER,
        trigger="what entitles the family to a certificate happened",
        length=3,
        unit=Unit.WORKING_DAYS,
        at_end=AtEnd.CANNOT_ARISE,
        end_of_day=FIVE_PM,
        source=f"{_REGS}, reg 34(1) (ground A), reg 39 (ground B), reg 36 (ground C)",
        mark=Mark.SECONDARY,
        confidence=Confidence.HIGH,
        note="Close of business is read as 5pm. Ground C starts at the earlier of the "
        "authority's word and the end of day 30. The number of reg 39 is unverified.",
        in_force_from=_SEND_REFORMS,
    ),
    # -- the mediation ---------------------------------------------------------------------------
    # Reg 36: the authority arranges the mediation within 30 days of the family telling it; the
    # Code (11.25 to 11.28) counts from the adviser telling it, and wants it to take place.
    Rule(
        id="mediation_30d",
        duty_of=DutyOf.AUTHORITY,
        trigger="the earliest of: family told the authority, adviser's referral sent",
        length=30,
        unit=Unit.CALENDAR_DAYS,
        source=f"{_REGS}, reg 36; SEND Code of Practice 2015, 11.25 to 11.28",
        mark=Mark.SECONDARY,
        confidence=Confidence.HIGH,
        note="Sure of the length; the start is arguable. A weekend or holiday at "
        "the end would help the authority only, so it is never moved.",
        in_force_from=_SEND_REFORMS,
    ),
    # Reg 35: where only health is in dispute, the ICB arranges it within 30 days of being told by
    # the authority. One charity says 30 working days: read as an error.
    Rule(
        id="mediation_30d_health_only",
        duty_of=DutyOf.ICB,
        trigger="the authority told the ICB",
        length=30,
        unit=Unit.CALENDAR_DAYS,
        source=f"{_REGS}, reg 35",
        mark=Mark.SECONDARY,
        confidence=Confidence.MEDIUM,
        in_force_from=_SEND_REFORMS,
    ),
    # Not a limit but an alarm, which goes off on bank holidays too.
    Rule(
        id="mediation_30d_first_overdue",
        duty_of=DutyOf.WORKER,
        trigger="the day that starts the 30 days",
        length=31,
        unit=Unit.CALENDAR_DAYS,
        end_of_day=FIRST_MINUTE,
        source=f"derived from {_REGS}, reg 36",
        mark=Mark.SECONDARY,
        confidence=Confidence.DERIVED,
        note="Day 31: the first day on which the 30 days have been missed.",
        in_force_from=_SEND_REFORMS,
    ),
    # Reg 37: date and place at least 5 working days before, unless the family agrees to less.
    Rule(
        id="mediation_notice_5wd",
        duty_of=DutyOf.ARRANGER,
        trigger="the mediation",
        length=5,
        unit=Unit.WORKING_DAYS,
        backwards=True,
        at_end=AtEnd.CANNOT_ARISE,
        source=f"{_REGS}, reg 37; SEND Code of Practice 2015, 11.38 to 11.43",
        mark=Mark.SECONDARY,
        confidence=Confidence.MEDIUM,
        note='"At least" may mean clear days, so staff are warned below 6.',
        in_force_from=_SEND_REFORMS,
    ),
    # Reg 35: the authority tells each relevant ICB the issues and any provision wanted.
    Rule(
        id="icb_notify_3wd",
        duty_of=DutyOf.AUTHORITY,
        trigger="the family told the authority of health issues",
        length=3,
        unit=Unit.WORKING_DAYS,
        at_end=AtEnd.CANNOT_ARISE,
        end_of_day=FIVE_PM,
        source=f"{_REGS}, reg 35",
        mark=Mark.SECONDARY,
        confidence=Confidence.MEDIUM,
        in_force_from=_SEND_REFORMS,
    ),
    # -- the family's own limits -----------------------------------------------------------------
    # Reg 33: "must contact the mediation adviser within 2 months after written notice of the
    # local authority's decision was sent".
    Rule(
        id="adviser_contact_2m",
        duty_of=DutyOf.FAMILY,
        trigger="written notice of the decision was sent",
        length=2,
        unit=Unit.MONTHS,
        source=f"{_REGS}, reg 33",
        mark=Mark.PRIMARY,
        confidence=Confidence.HIGH,
        note="No rule moves it, so the family is told the working day on or before. A later "
        "contact is never refused.",
        in_force_from=_SEND_REFORMS,
    ),
    # Rule 20(1)(c)(i): received "within 2 months after written notice of the decision being
    # challenged was sent to the applicant". By itself it is the limit of a placement-only appeal.
    Rule(
        id="appeal_deadline",
        duty_of=DutyOf.FAMILY,
        trigger="written notice of the decision was sent",
        length=2,
        unit=Unit.MONTHS,
        at_end=AtEnd.TRIBUNAL_RULE_12,
        end_of_day=FIVE_PM,
        source=f"{_TRIBUNAL}, rule 20(1)(c), rule 12",
        mark=Mark.PRIMARY,
        confidence=Confidence.HIGH,
        note="The later of the two limbs counts. Received by 5pm, not sent. "
        "Discrimination claims have other limits and are out of scope.",
        in_force_from=_SEND_REFORMS,
    ),
    # Rule 20(1)(c)(ii): "within 1 month from the date of issue of the mediation certificate if
    # that date would be a later date". Issue, not receipt, whatever the council's page says.
    Rule(
        id="appeal_certificate_limb",
        duty_of=DutyOf.FAMILY,
        trigger="the mediation certificate was issued",
        length=1,
        unit=Unit.MONTHS,
        at_end=AtEnd.TRIBUNAL_RULE_12,
        end_of_day=FIVE_PM,
        source=f"{_TRIBUNAL}, rule 20(1)(c)(ii), rule 12",
        mark=Mark.PRIMARY,
        confidence=Confidence.HIGH,
        note="One of the two limbs: never the last day by itself.",
        in_force_from=_SEND_REFORMS,
    ),
    # -- after an agreement ----------------------------------------------------------------------
    # Reg 42: what cannot be appealed is done "within two weeks of the date of the mediation
    # agreement"; the ICB tells an authority that was no party "within 1 week". The parties may
    # agree other dates in writing.
    Rule(
        id="agreement_2w",
        duty_of=DutyOf.AUTHORITY_OR_ICB,
        trigger="the date of the mediation agreement",
        length=2,
        unit=Unit.WEEKS,
        source=f"{_REGS}, reg 42(3)",
        mark=Mark.PRIMARY,
        confidence=Confidence.HIGH,
        in_force_from=_SEND_REFORMS,
    ),
    Rule(
        id="agreement_1w_tell_la",
        duty_of=DutyOf.ICB,
        trigger="the date of a mediation agreement to which the authority was not a party",
        length=1,
        unit=Unit.WEEKS,
        source=f"{_REGS}, reg 42(4)",
        mark=Mark.PRIMARY,
        confidence=Confidence.HIGH,
        in_force_from=_SEND_REFORMS,
    ),
    # Reg 42(2): what can be appealed is done within the limits of reg 44, as if the Tribunal had
    # ordered it. Reg 45, as amended by SI 2015/359, has the same 2, 10, 14 and 5 weeks [V].
    *(
        Rule(
            id=rule_id,
            duty_of=DutyOf.AUTHORITY,
            trigger=f"the date of the mediation agreement ({to_do})",
            length=weeks,
            unit=Unit.WEEKS,
            source=f"{_REGS}, reg 42(2) with reg 44",
            mark=Mark.UNVERIFIED,
            confidence=Confidence.NUMBERS_UNVERIFIED,
            in_force_from=_SEND_REFORMS,
        )
        for rule_id, weeks, to_do in (
            ("reg44_start_assessment_2w", 2, "to assess: tell the family that it starts"),
            ("reg44_no_plan_10w", 10, "to assess: give notice if no plan is needed"),
            ("reg44_final_plan_14w", 14, "to assess: send the final plan if one is needed"),
            ("reg44_make_plan_draft_5w", 5, "to make a plan: send the draft"),
            ("reg44_make_plan_final_11w", 11, "to make a plan: send the final plan"),
            ("reg44_amend_5w", 5, "to amend a plan: send the amended plan"),
            ("reg44_name_school_2w", 2, "to name a school: send the amended plan"),
        )
    ),
    # -- the assessment --------------------------------------------------------------------------
    # Reg 5(1): "as soon as practicable and in any event within 6 weeks of receiving a request".
    Rule(
        id="ehc_6w_decision",
        duty_of=DutyOf.AUTHORITY,
        trigger="the request for an assessment was received",
        length=6,
        unit=Unit.WEEKS,
        source=f"{_REGS}, reg 5(1)",
        mark=Mark.PRIMARY,
        confidence=Confidence.HIGH,
        day_1_counted_by="Surrey",
        in_force_from=_SEND_REFORMS,
    ),
    Rule(
        id="ehc_16w_no_plan",
        duty_of=DutyOf.AUTHORITY,
        trigger="the request for an assessment was received",
        length=16,
        unit=Unit.WEEKS,
        source=f"{_REGS}, reg 10(1)",
        mark=Mark.PRIMARY,
        confidence=Confidence.HIGH,
        in_force_from=_SEND_REFORMS,
    ),
    Rule(
        id="ehc_20w_final_plan",
        duty_of=DutyOf.AUTHORITY,
        trigger="the request for an assessment was received",
        length=20,
        unit=Unit.WEEKS,
        source=f"{_REGS}, reg 13(2)",
        mark=Mark.PRIMARY,
        confidence=Confidence.HIGH,
        in_force_from=_SEND_REFORMS,
    ),
    # Reg 13(1): "at least 15 days, beginning with the day on which the draft plan was served".
    Rule(
        id="draft_plan_15d",
        duty_of=DutyOf.FAMILY,
        trigger="the draft plan was served",
        length=15,
        unit=Unit.CALENDAR_DAYS,
        counts_trigger_day=True,
        source=f"{_REGS}, reg 13(1)(a)",
        mark=Mark.PRIMARY,
        confidence=Confidence.HIGH,
        note="At least: the authority may give longer, never less.",
        in_force_from=_SEND_REFORMS,
    ),
    # -- practices -------------------------------------------------------------------------------
    Rule(
        id="received_first_class_post",
        duty_of=DutyOf.NOBODY,
        trigger="posted first class",
        length=1,
        unit=Unit.WORKING_DAYS,
        at_end=AtEnd.CANNOT_ARISE,
        source="IPSEA, template letter 9",
        mark=Mark.SECONDARY,
        confidence=Confidence.PRACTICE,
        in_force_from=_SEND_REFORMS,
    ),
    Rule(
        id="received_email_after_5pm",
        duty_of=DutyOf.NOBODY,
        trigger="emailed after 5pm or on a day that is no working day",
        length=1,
        unit=Unit.WORKING_DAYS,
        at_end=AtEnd.CANNOT_ARISE,
        source="IPSEA, template letter 9",
        mark=Mark.SECONDARY,
        confidence=Confidence.PRACTICE,
        note="For the authority's weeks only. Our own duties count from the true London date.",
        in_force_from=_SEND_REFORMS,
    ),
)

# The newest version of each rule.
RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in TABLE})


def versions_of(rule_id: str) -> tuple[Rule, ...]:
    """Give every version of a rule; raises BadInput, naming those there are, if there is none."""
    versions = tuple(rule for rule in TABLE if rule.id == rule_id)
    if versions:
        return versions
    near = get_close_matches(rule_id, RULES, n=1)
    hint = f"did you mean {near[0]}?" if near else f"use one of {', '.join(sorted(RULES))}"
    raise BadInput(f"there is no rule {rule_id!r}: {hint}")


def rule_in_force(rule_id: str, on: date) -> Rule:
    """Pick the version of a rule that applies to a decision sent on a day.

    Raises BadInput for a rule that there is not, and for a day on which it was not in force.
    """
    versions = versions_of(rule_id)
    if isinstance(on, datetime):
        raise TypeError("a period starts on a date: use london_date to get one from an instant")
    if on.year > _LAST_YEAR:
        raise BadInput(f"{on.isoformat()} is too far ahead: use a year up to {_LAST_YEAR}")
    for rule in versions:
        if rule.is_in_force(on):
            return rule
    first = min(rule.in_force_from for rule in versions)
    raise BadInput(
        f"rule {rule_id} was not in force on {in_words(on)}: it applies from {in_words(first)}"
    )


def due(
    rule_id: str, trigger: date, *, days: WorkingDays, decision_sent: date | None = None
) -> Deadline:
    """Work out when a period ends, and say how.

    The version of the rule is that of the day on which the decision was sent, where that is
    known, else of the trigger. Raises BadInput for an unknown rule or a date it does not cover.
    """
    return _worked_out(rule_id, trigger, days, decision_sent)


# The cases of one day have dates in common, and each is asked for again with every letter.
@lru_cache(maxsize=4096)
def _worked_out(
    rule_id: str, trigger: date, days: WorkingDays, decision_sent: date | None
) -> Deadline:
    rule_in_force(rule_id, trigger)
    rule = rule_in_force(rule_id, decision_sent or trigger)
    return conclude(rule, trigger, count(rule, trigger, days=days), days=days)

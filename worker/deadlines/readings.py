"""Where the law is open: each question, the readings it allows, and what follows from each.

An organisation's config names a member; it can never change a number. The default is always the
reading that binds the organisation earliest (domain.md, section 3).
"""

from datetime import date
from enum import StrEnum


class ClockStart(StrEnum):
    """What starts the 30 days of reg 36.

    The Regulations count from the family telling the authority, the Code (11.25 to 11.28) from
    the adviser telling it.
    """

    EARLIEST = "earliest"
    FAMILY_TOLD_AUTHORITY = "family_told_authority"
    REFERRAL_SENT = "referral_sent"


class Must(StrEnum):
    """What has to happen within the 30 days.

    The Code wants the mediation to take place; one charity reads the Regulations as only asking
    that it be arranged, for whatever day.
    """

    TAKE_PLACE = "take_place"
    BE_ARRANGED = "be_arranged"


class DeemedTrigger(StrEnum):
    """What starts the 3 working days of a ground C certificate.

    Reg 36 counts from the authority telling the adviser. A silent authority would then stop the
    certificate for ever, so the end of day 30 counts too; Manchester's practice does the same.
    """

    EARLIER = "earlier"
    AUTHORITY_NOTICE = "authority_notice"
    END_OF_DAY_30 = "end_of_day_30"


class InformationBy(StrEnum):
    """Who can give the information and advice that s.55(4) and (5) ask for."""

    ADVISER = "adviser"
    EMAIL = "email"


def mediation_clock_start(
    *,
    family_told: date | None,
    referral_sent: date | None,
    reading: ClockStart = ClockStart.EARLIEST,
) -> date | None:
    """Find day 0 of the 30 days; None as long as nothing has started them."""
    if reading is ClockStart.FAMILY_TOLD_AUTHORITY:
        return family_told
    if reading is ClockStart.REFERRAL_SENT:
        return referral_sent
    return min((day for day in (family_told, referral_sent) if day), default=None)


def is_day_30_kept(
    *,
    day_30: date,
    arranged_on: date | None,
    held_on: date | None,
    reading: Must = Must.TAKE_PLACE,
) -> bool:
    """Tell whether the authority kept its 30 days: the day of arranging or of holding counts."""
    done = held_on if reading is Must.TAKE_PLACE else (arranged_on or held_on)
    return done is not None and done <= day_30


def ground_c_trigger(
    *,
    told: date | None,
    day_30: date,
    reading: DeemedTrigger = DeemedTrigger.EARLIER,
) -> date | None:
    """Find day 0 of a ground C certificate: the authority told the adviser, or day 30 ended.

    None only under AUTHORITY_NOTICE while the authority is silent.
    """
    if reading is DeemedTrigger.AUTHORITY_NOTICE:
        return told
    if reading is DeemedTrigger.END_OF_DAY_30 or told is None:
        return day_30
    return min(told, day_30)

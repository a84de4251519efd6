"""The words of the trade that more than one part uses: roles, decisions, grounds, purposes."""

from enum import StrEnum
from typing import Final

ENGLISH: Final = "en"  # the language of the letters


class Role(StrEnum):
    """Who a person is in a case; it decides what they may say."""

    FAMILY = "family"
    AUTHORITY = "authority"
    PROVIDER = "provider"
    ADVISER = "adviser"
    ICB = "icb"
    WORKER = "worker"  # this program: timers, sending, delivery reports


class Body(StrEnum):
    """The two bodies that are kept apart; every row belongs to one."""

    AUTHORITY = "authority"
    ADVISER = "adviser"


class Capacity(StrEnum):
    """In which capacity a family member is the party (s.51 and reg 64: a field, never inferred)."""

    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    ALTERNATIVE_PERSON = "alternative_person"


class Delivery(StrEnum):
    """How a family member has letters: the choice is kept on the person."""

    ATTACHMENT = "attachment"  # a PDF in the email
    ENCRYPTED = "encrypted"  # the same, locked; the password goes by phone or post
    POST = "post"


class Format(StrEnum):
    """In which form a family member can read; the worker itself makes the first two."""

    STANDARD = "standard"
    LARGE_PRINT = "large_print"
    BRAILLE = "braille"
    EASY_READ = "easy_read"
    AUDIO = "audio"
    BSL = "bsl"  # a recording in British Sign Language


class DecisionType(StrEnum):
    """The five kinds of decision that mediation applies to (Leicester's page; Code 11.13)."""

    REFUSAL_TO_ASSESS = "refusal_to_assess"  # assessment or re-assessment
    NO_PLAN = "no_plan"
    PLAN_CONTENTS = "plan_contents"  # a final plan or an amended plan
    REFUSAL_TO_AMEND = "refusal_to_amend"
    CEASING_A_PLAN = "ceasing_a_plan"


class Ground(StrEnum):
    """Why a mediation certificate is issued (s.55(4), s.55(5), reg 36)."""

    DECLINED = "A"
    MEDIATED = "B"
    NOT_ARRANGED = "C"


class StopCause(StrEnum):
    """Why a certificate that was held back was stopped."""

    PERSON = "person"  # somebody pressed Stop
    MAIL = "mail"  # a message that belongs to the case came before it was handed over
    MAILBOX = "mailbox"  # the mailbox could not be read in time, so nobody knows what came


class Agreement(StrEnum):
    """How a concluded mediation ended; the content stays confidential."""

    AGREEMENT = "agreement"
    PART_AGREEMENT = "part agreement"
    NO_AGREEMENT = "no agreement"


class ChaseWording(StrEnum):
    """What a chase says, chosen at the moment of sending."""

    NOTHING_ARRANGED = "nothing_arranged"
    ARRANGED_TODAY = "arranged_today"
    ARRANGED_LATE = "arranged_late"
    DATE_PASSED = "date_passed"


class Purpose(StrEnum):
    """What an outgoing message is for; one row of the letter catalogue each."""

    ACKNOWLEDGEMENT = "acknowledgement"
    INFORMATION = "information"
    CHOICE = "choice"
    REFERRAL = "referral"
    REFERRAL_SUPPLEMENT = "referral_supplement"
    PROVIDER_TOLD = "provider_told"
    REQUEST_CONFIRMED = "request_confirmed"
    CHASE = "chase"
    ICB_CHASE = "icb_chase"
    ICB_NOTICE_REMINDER = "icb_notice_reminder"
    MEDIATION_DATE = "mediation_date"
    SESSION_OUTCOME = "session_outcome"
    OUTCOME_WANTED = "outcome_wanted"
    CERTIFICATE = "certificate"
    CERTIFICATE_COPY = "certificate_copy"
    APPEAL_REMINDER = "appeal_reminder"
    ADVISER_NOTICE = "adviser_notice"
    MAIL_WAITING = "mail_waiting"  # to an office, and of no case

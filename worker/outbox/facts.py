"""What a letter or an email may say: typed facts, one recipient's own data, no wording."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Final

from worker.case.terms import Agreement, Capacity, ChaseWording, DecisionType, Format, Ground, Role

MAY_BE_EMPTY: Final = "may be empty"
# Empty where there is none: a letter asks for it before it prints it, or it has a gap.
MaybeEmpty = Annotated[str, MAY_BE_EMPTY]
MaybeNoLines = Annotated[tuple[str, ...], MAY_BE_EMPTY]


@dataclass(frozen=True, kw_only=True)
class Contact:
    """An organisation as it stands in a letter (from config/organisations.toml)."""

    name: str
    person: str  # contact's name or the team's
    email: str
    phone: str
    hours: MaybeEmpty
    address: tuple[str, ...]  # lines, the last one the postcode
    website: MaybeEmpty


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """The one person this copy is for."""

    name: str
    email: MaybeEmpty  # empty when reached by post
    # Empty when not known, not to be shown, or emailed and too long for the window.
    address: MaybeNoLines
    capacity: Capacity | None  # None for someone outside the family
    phone: MaybeEmpty = ""  # empty when not known or not to be shown
    large_print: bool = False  # the PDF is in large print
    pdf_has_password: bool = False  # told by phone or post, never by email
    language: MaybeEmpty = ""  # that they need; empty for English
    format: Format | None = None  # that they need; None for a standard letter


@dataclass(frozen=True, kw_only=True)
class Child:
    """The child or young person; stands in PDF letters only, never in the certificate email."""

    name: str
    date_of_birth: date


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The decision that is disputed."""

    kind: DecisionType
    dated: date  # printed on the letter
    sent: date  # the legal start of the two months
    placement_only: bool


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """The family's last day to appeal, Tribunal Rules 20(1)(c) and 12."""

    decision_limb: date  # two months after the decision was sent, or was dated if earlier; raw
    certificate_limb: date | None  # one month after the certificate was issued, raw
    last_day: date  # the later limb, moved as rule 12 says; by 5pm
    aim_by: date  # the last working day on or before the later raw limb
    # The letter was sent later than its date: to be safe, the two months are those of its date.
    counts_from_letter_date: bool = False
    # A certificate follows another: the month is that of the first one (domain 4).
    from_first_certificate: bool = False


@dataclass(frozen=True, kw_only=True)
class Request:
    """The request for an EHC needs assessment that is acknowledged."""

    received: date
    made_by: str  # "you", "your child's school": who made it, as words that follow "made by"
    decide_by: date  # 6 weeks, reg 5(1)
    no_plan_by: date  # 16 weeks, reg 10(1)
    final_plan_by: date  # 20 weeks, reg 13(2)
    case_officer: str
    authority_reference: MaybeEmpty  # the LA's own reference; empty when there is none


@dataclass(frozen=True, kw_only=True)
class Referral:
    """A family's request for mediation, as the authority needs it."""

    contacted: date | None  # the family contacted the adviser
    requested: date  # the family said that they want mediation
    referred: date  # today: the referral is sent
    day_30: date | None  # None for a health-only case: the ICB's own 30 days run there
    issues: MaybeEmpty  # empty until the adviser has them: a supplement follows
    health_issues: bool
    health_provision: MaybeEmpty
    health_only: bool
    provider: MaybeEmpty  # the family's choice; empty when none was named
    wishes: MaybeEmpty  # dates, times, place, supporter, access needs, interpreter; empty when none
    share_address: bool
    family_told_first: bool = False  # the 30 days run from a day before the referral


@dataclass(frozen=True, kw_only=True)
class Chase:
    """A chase of the authority (or the ICB) about the 30 days."""

    day: int  # of the 30 days, as configured: 20, 30, 33
    wording: ChaseWording
    day_30: date
    started: date  # day 0
    days_since_family: int  # days since the family told the adviser
    escalated: bool  # to the head of service


@dataclass(frozen=True, kw_only=True)
class Session:
    """A mediation session that is arranged or has been held."""

    on: date
    at: time | None
    provider: MaybeEmpty
    place: MaybeEmpty
    short_notice: bool  # under five working days, reg 37
    after_day_30: bool


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The mediation certificate, s.55; everything of domain 2.1."""

    number: str
    code: str  # verification code: 80 bits in base32, four groups of four
    issued: date  # London date of acceptance by the transport
    ground: Ground
    contacted: date
    concluded: date | None  # ground B
    day_30: date | None  # ground C
    issuer: str  # the adviser who stands for it
    is_copy: bool


@dataclass(frozen=True, kw_only=True)
class StoppedCertificate:
    """The certificate that a notice says was stopped."""

    party: int  # its place among the parties of the case, from 1: no name leaves in a notice
    ground: Ground
    since: date  # the day of what it rests on
    message: int = 0  # that stopped it, by its number in the list of what waits; 0: none did
    sender: Role | None = None  # of that message; None: not known
    received: datetime | None = None  # UTC


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What the case's adviser is told."""

    kind: str  # a key of the task table, such as certificate_held, ground_c_deemed, overdue
    due: date | None
    send_at: datetime | None  # a held certificate leaves then, UTC
    details: tuple[str, ...]  # short plain sentences without names
    letter: int = 0  # number of the letter that waits or failed; 0: it is not about one
    stop: StoppedCertificate | None = None


@dataclass(frozen=True, kw_only=True)
class WaitingMail:
    """A message that somebody must read: nothing of who wrote it, or what."""

    number: int
    received: datetime  # UTC
    read_by: datetime  # UTC
    case: MaybeEmpty  # empty where that is not certain


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What an office is told of mail that waits."""

    mails: tuple[WaitingMail, ...]  # the most pressing ones
    count: int


@dataclass(frozen=True, kw_only=True)
class LetterFacts:
    """Everything one letter or email may use; a part that does not apply is None."""

    reference: str
    today: date
    body: Contact  # whose letterhead: the authority for the acknowledgement, else the adviser
    authority: Contact
    adviser: Contact
    providers: tuple[Contact, ...]  # the two that the family may choose from
    recipient: Recipient
    # The family member the letter is about, in a letter to someone else: only what may be shared.
    party: Recipient | None = None
    child: Child | None = None
    decision: Decision | None = None
    # Two months to contact the adviser, reg 33: the earliest arguable day; the latest for a contact
    # that came late; None for one that came between the two.
    contact_limit: date | None = None
    late_contact: bool = False  # the first contact came after those two months
    appeal: Appeal | None = None
    request: Request | None = None
    referral: Referral | None = None
    chase: Chase | None = None
    session: Session | None = None
    outcome: Agreement | None = None
    certificate: Certificate | None = None
    has_certificate: bool = False  # a certificate is out: the month keeps running
    notice: Notice | None = None
    waiting: Waiting | None = None
    # The reader's own message waits to be read by a person; the day on which it was received.
    being_read: date | None = None
    password: str = ""  # of locked letters: only in the letter on paper that tells it
    privacy_notice: MaybeEmpty = ""  # web address
    complaints: MaybeEmpty = ""  # how to complain

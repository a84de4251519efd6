"""Everything that can happen in a case: one frozen class an event, and who may say it."""

import dataclasses
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import ClassVar, Final

from worker.case.terms import Agreement, DecisionType, Ground, Purpose, Role, StopCause

# A private field is personal data: it is stored in a row of its own, so that a purge leaves the
# event as a tombstone. The pure parts treat it as text that may be missing.
PRIVATE: Final = {"private": True}
_FAMILY_SIDE = frozenset({Role.FAMILY, Role.ADVISER})
_OFFICES = frozenset({Role.AUTHORITY, Role.ADVISER})
_SESSION = frozenset({Role.AUTHORITY, Role.PROVIDER, Role.ADVISER})


class Cause(StrEnum):
    """Why a message did not arrive; of all but the last nothing can have reached anybody."""

    BOUNCED = "bounced"  # a report says so, or the letter on paper came back
    ACCOUNT = "account"  # a report says so, and that it was refused because of our own account
    REFUSED = "refused"  # the server or the printer took nothing
    NOT_MADE = "not_made"  # there is no letter that could leave
    DOUBTFUL = "doubtful"  # twice cut off while it was handed over: it may have arrived


class Route(StrEnum):
    """By which way a fact reached us."""

    PERSON = "person"  # a caseworker or adviser entered it: page, phone, paper, CSV
    MAIL = "mail"  # read from the mailbox
    LINK = "link"  # an answer link
    API = "api"
    TIMER = "timer"  # this program's own


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact of a case; subclasses add what is particular to it."""

    said_by: ClassVar[frozenset[Role]] = frozenset()

    on: date  # London date on which it happened; periods are counted from it
    by: Role  # who said so
    person: str = ""  # id of the person who said so or whom it concerns
    route: Route = Route.PERSON


@dataclass(frozen=True, kw_only=True)
class RequestReceived(Event):
    """The authority received a request for an EHC needs assessment (reg 5)."""

    said_by = frozenset({Role.AUTHORITY})
    made_by: str = "you"
    case_officer: str = field(default="", metadata=PRIVATE)
    authority_reference: str = field(default="", metadata=PRIVATE)


@dataclass(frozen=True, kw_only=True)
class DecisionNotified(Event):
    """Written notice of a decision was sent to the family; `on` is the day it was sent."""

    said_by = _OFFICES
    type: DecisionType
    dated: date | None = None  # printed on the notice; None: as sent
    placement_only: bool = False  # the appeal would be about section I alone
    mediation_information: bool = True  # the notice carried the reg 32 information


@dataclass(frozen=True, kw_only=True)
class AdviserContacted(Event):
    """The family contacted the mediation adviser (reg 33)."""

    said_by = _FAMILY_SIDE


@dataclass(frozen=True, kw_only=True)
class InformationGiven(Event):
    """Information and advice about mediation was given (s.55).

    Said by the worker only where its own email is the giving (`deadlines.readings.InformationBy`).
    """

    said_by = frozenset({Role.ADVISER, Role.WORKER})


@dataclass(frozen=True, kw_only=True)
class MediationRequested(Event):
    """A party wants mediation (s.52)."""

    said_by = _FAMILY_SIDE
    provider: str = ""  # the chosen one of the two; empty: no preference yet
    issues: str = field(default="", metadata=PRIVATE)
    wishes: str = field(default="", metadata=PRIVATE)
    health_issues: bool = False
    health_only: bool = False
    health_provision: str = field(default="", metadata=PRIVATE)
    permission: bool = True  # to pass on name, contact details and the decision
    share_address: bool = False


@dataclass(frozen=True, kw_only=True)
class IssuesGiven(Event):
    """The mediation issues and any health provision wanted, told after the request."""

    said_by = _FAMILY_SIDE
    issues: str = field(default="", metadata=PRIVATE)
    health_issues: bool = False
    health_only: bool = False
    health_provision: str = field(default="", metadata=PRIVATE)


@dataclass(frozen=True, kw_only=True)
class FamilyToldAuthority(Event):
    """The family itself told the authority that they want mediation (reg 36)."""

    said_by = frozenset({Role.AUTHORITY, Role.FAMILY, Role.ADVISER})


@dataclass(frozen=True, kw_only=True)
class IcbTold(Event):
    """The authority told the integrated care board of the health issues (reg 35)."""

    said_by = frozenset({Role.AUTHORITY, Role.ICB, Role.ADVISER})


@dataclass(frozen=True, kw_only=True)
class MediationDeclined(Event):
    """A party does not wish to pursue mediation (reg 34)."""

    said_by = _FAMILY_SIDE


@dataclass(frozen=True, kw_only=True)
class ReferralReceived(Event):
    """The authority has the referral."""

    said_by = _OFFICES


@dataclass(frozen=True, kw_only=True)
class MediationArranged(Event):
    """A session is arranged."""

    said_by = _SESSION | {Role.ICB}
    held_on: date
    held_at: time | None = None
    provider: str = ""
    place: str = field(default="", metadata=PRIVATE)


@dataclass(frozen=True, kw_only=True)
class MediationCannotBeArranged(Event):
    """The authority cannot arrange mediation in time (reg 36); said by the adviser: deemed."""

    said_by = _OFFICES | {Role.ICB}
    reason: str = field(default="", metadata=PRIVATE)


@dataclass(frozen=True, kw_only=True)
class MediationAdjourned(Event):
    """The session began and goes on another day."""

    said_by = frozenset({Role.PROVIDER, Role.ADVISER})
    to: date | None = None


@dataclass(frozen=True, kw_only=True)
class MediationNotHeld(Event):
    """The session did not take place, or was called off; `on` is the day it became known."""

    said_by = _SESSION | {Role.ICB}
    called_off_by: Role | None = None  # None: not known
    reason: str = field(default="", metadata=PRIVATE)


@dataclass(frozen=True, kw_only=True)
class MediationConcluded(Event):
    """Mediation is over; `on` is the day it was concluded (reg 39)."""

    said_by = frozenset({Role.PROVIDER, Role.ADVISER})
    outcome: Agreement | None = None
    authority_is_party: bool = True  # to the agreement (reg 42(4))


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawn(Event):
    """The family withdraws, or the authority concedes: nothing more is sent."""

    said_by = frozenset({Role.ADVISER})


@dataclass(frozen=True, kw_only=True)
class ContactStopped(Event):
    """Stop automatic contact: with the named party, or, naming nobody, with everyone."""

    said_by = frozenset({Role.ADVISER})


@dataclass(frozen=True, kw_only=True)
class DutyMet(Event):
    """A person says that a duty was met which no other event can show; `on` is the day."""

    said_by = _OFFICES | {Role.ICB}
    rule: str
    about: str


@dataclass(frozen=True, kw_only=True)
class EventCorrected(Event):
    """An event was recorded wrongly; it no longer counts. Each body corrects its own."""

    said_by = _OFFICES
    voids: str  # id of the event
    reason: str = field(default="", metadata=PRIVATE)


@dataclass(frozen=True, kw_only=True)
class CertificateStopped(Event):
    """A certificate that was still held back was stopped; only a person's word lets it go."""

    said_by = frozenset({Role.ADVISER, Role.WORKER})
    ground: Ground
    cause: StopCause = StopCause.PERSON
    message: int = 0  # that came before it left: its number in `mailbox waiting`


@dataclass(frozen=True, kw_only=True)
class CertificateWithdrawn(Event):
    """An issued certificate should not stand; a person deals with what it caused."""

    said_by = frozenset({Role.ADVISER})
    number: str
    reason: str = field(default="", metadata=PRIVATE)


@dataclass(frozen=True, kw_only=True)
class CopyRequested(Event):
    """A party lost the certificate and wants a copy."""

    said_by = _FAMILY_SIDE
    number: str


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    """The transport accepted a certificate; `on` is its issue date."""

    said_by = frozenset({Role.WORKER})
    number: str
    ground: Ground
    fact: str  # id of the event that entitles to it


@dataclass(frozen=True, kw_only=True)
class LetterSent(Event):
    """The transport accepted any other letter or email."""

    said_by = frozenset({Role.WORKER})
    purpose: Purpose
    fact: str
    kind: str = ""  # of a notice; older versions did not write it down


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Event):
    """Our message did not arrive: a delivery report says so, or it could not leave."""

    said_by = frozenset({Role.WORKER})
    purpose: Purpose
    fact: str
    for_good: bool = True
    by_post: bool = False  # a letter on paper: no post goes after it
    cause: Cause = Cause.BOUNCED


@dataclass(frozen=True, kw_only=True)
class LetterRetried(Event):
    """A letter that had failed, and cannot have arrived, is on its way again."""

    said_by = frozenset({Role.WORKER})
    purpose: Purpose
    fact: str


@dataclass(frozen=True, kw_only=True)
class LetterHeldUp(Event):
    """A letter waits until the installation is mended: a template, a program, a setting."""

    said_by = frozenset({Role.WORKER})
    purpose: Purpose
    fact: str
    fault: str = ""  # a hash of who is told and of what: the same is not told twice a day


@dataclass(frozen=True, kw_only=True)
class TimerFell(Event):
    """A moment that was waited for has come."""

    said_by = frozenset({Role.WORKER})
    kind: str  # a kind of worker.case.timers
    fact: str
    day: int = 0  # what else makes the timer one: see worker.case.actions.Timer


EVENTS: Final[dict[str, type[Event]]] = {
    cls.__name__: cls
    for cls in (
        RequestReceived,
        DecisionNotified,
        AdviserContacted,
        InformationGiven,
        MediationRequested,
        IssuesGiven,
        FamilyToldAuthority,
        IcbTold,
        MediationDeclined,
        ReferralReceived,
        MediationArranged,
        MediationCannotBeArranged,
        MediationAdjourned,
        MediationNotHeld,
        MediationConcluded,
        CaseWithdrawn,
        ContactStopped,
        DutyMet,
        EventCorrected,
        CertificateStopped,
        CertificateWithdrawn,
        CopyRequested,
        CertificateIssued,
        LetterSent,
        DeliveryFailed,
        LetterRetried,
        LetterHeldUp,
        TimerFell,
    )
}


def private_fields(event: type[Event] | Event) -> tuple[str, ...]:
    """Name the fields of an event that are personal data."""
    return tuple(f.name for f in dataclasses.fields(event) if f.metadata.get("private"))

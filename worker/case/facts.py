"""The facts of a case that stand: what they are, and the plain questions that they answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from worker.case import events as e
from worker.case.terms import (
    ENGLISH,
    Capacity,
    DecisionType,
    Delivery,
    Format,
    Ground,
    Purpose,
    Role,
)
from worker.deadlines.readings import mediation_clock_start
from worker.deadlines.rules import RULES

THIRTY_DAYS: Final = timedelta(days=RULES["mediation_30d"].length)


class Reach(StrEnum):
    """How a party can be reached: by an address that is confirmed on the case, or not at all."""

    EMAIL = "email"
    POST = "post"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Party:
    """A parent, young person or alternative person with rights of their own (s.51, reg 64)."""

    id: str
    capacity: Capacity = Capacity.PARENT
    reach: Reach = Reach.EMAIL
    postable: bool = False  # a full postal address is known, for when email fails
    may_contact: bool = True  # False: "do not contact" stands on the person
    delivery: Delivery = Delivery.ATTACHMENT
    delivery_since: date | None = None  # the day on which that was chosen
    format: Format = Format.STANDARD
    language: str = ENGLISH
    format_since: date | None = None  # the day on which format or language was asked for

    @property
    def needs_other_form(self) -> bool:
        """Tell whether a person has to make the form of letter that this party can read."""
        made = (Format.STANDARD, Format.LARGE_PRINT)
        return self.format not in made or self.language != ENGLISH


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An event as it stands in the log."""

    id: str
    at: datetime  # when it was recorded, UTC
    event: e.Event

    @property
    def on(self) -> date:
        """Give the London date on which the event happened."""
        return self.event.on


@dataclass(frozen=True, kw_only=True)
class Request:
    """A party's request for mediation, and how it ended; told again it stays the first fact."""

    fact: Recorded
    permission: bool = True  # to pass on name, contact details and the decision
    provider: str = ""
    provider_fact: str = ""  # id of the event that first named the provider
    has_issues: bool = False
    issues_fact: str = ""  # id of the event that last added to them
    issues: str = ""
    health_issues: bool = False
    health_only: bool = False
    health_provision: str = ""
    cannot_arrange: Recorded | None = None
    unable_since: date | None = None  # from when it was known that there is no session in time
    concluded: Recorded | None = None
    certificate: str = ""  # number of the certificate of ground B or C that answered it


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A certificate that has been issued."""

    person: str
    number: str
    ground: Ground
    on: date
    fact: str
    recorded: Recorded


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What stands, after corrections and repetitions, in the order in which it was recorded."""

    request: Recorded | None = None
    decision: Recorded | None = None
    contacted: Mapping[str, Recorded] = field(default_factory=dict)  # by person
    informed: Mapping[str, Recorded] = field(default_factory=dict)
    declined: Mapping[str, Recorded] = field(default_factory=dict)
    requests: Mapping[str, Request] = field(default_factory=dict)
    # The thirty days and the session, for all requests that are open together.
    opened_by: str = ""  # id of the request that came when none was open
    family_told_authority: Recorded | None = None
    icb_told: Recorded | None = None
    told_ahead: frozenset[str] = frozenset()  # the two above, told before any request was open
    referral_sent: Mapping[str, date] = field(default_factory=dict)  # by fact of the request
    received: Recorded | None = None
    arranged: Recorded | None = None
    adjourned: Recorded | None = None
    not_held: Recorded | None = None
    outcomes: Mapping[str, Recorded] = field(default_factory=dict)  # who told it, by conclusion
    # Certificates.
    stopped: frozenset[tuple[str, Ground]] = frozenset()
    issued: tuple[Issued, ...] = ()
    withdrawn_numbers: frozenset[str] = frozenset()
    copies: tuple[Recorded, ...] = ()
    # What the worker noted, and what a person did about a duty.
    fell: tuple[Recorded, ...] = ()
    failed: tuple[Recorded, ...] = ()
    retried: Mapping[str, date] = field(default_factory=dict)  # failures tried again, by id
    sent: Mapping[tuple[Purpose, str, str], date] = field(default_factory=dict)
    told: frozenset[tuple[str, str]] = frozenset()  # notices that left, by kind and fact
    done: Mapping[tuple[str, str], Recorded] = field(default_factory=dict)  # by rule and about
    # The end.
    withdrawn: Recorded | None = None
    silenced: frozenset[str] = frozenset()  # persons; "" stands for everyone
    # How events stand to those before them, by their ids.
    repeats: frozenset[str] = frozenset()  # told a standing fact again
    earliest: Mapping[str, date] = field(default_factory=dict)  # told again with an earlier day
    differing: frozenset[str] = frozenset()  # told again, but differently
    crossed: frozenset[str] = frozenset()  # older than the answer that stands: without effect
    after_certificate: frozenset[str] = frozenset()  # an answer when a certificate was out
    after_mediation: frozenset[str] = frozenset()  # a NO when mediation was over

    def again(self, standing: Recorded, recorded: Recorded) -> "Facts":
        """Note that a standing fact was told again, by another route or with an earlier day."""
        earliest = self.earliest
        if recorded.on < self.since(standing):
            earliest = {**earliest, standing.id: recorded.on}
        return replace(self, repeats=self.repeats | {recorded.id}, earliest=earliest)

    def since(self, recorded: Recorded) -> date:
        """Give the earliest day that anybody named for a fact.

        Domain 3: the organisation is held to the earliest arguable date.
        """
        return self.earliest.get(recorded.id, recorded.on)

    def was_lost(self, purpose: Purpose, fact: str) -> bool:
        """Tell whether a message of a purpose and fact is reported as never arriving."""
        return any(
            isinstance(r.event, e.DeliveryFailed)
            and (r.event.purpose, r.event.fact, r.event.for_good) == (purpose, fact, True)
            for r in self.lost
        )

    def goes_again(self, failure: Recorded) -> bool:
        """Return whether a failed letter is on its way again, as only our account was refused."""
        event = failure.event
        return (
            isinstance(event, e.DeliveryFailed)
            and event.cause is e.Cause.ACCOUNT
            and not event.for_good
            and failure.id not in self.retried
        )

    @property
    def lost(self) -> tuple[Recorded, ...]:
        """Give the failures that stand: their letters have not been tried again since."""
        return tuple(r for r in self.failed if r.id not in self.retried)

    def certificates_of(self, person: str) -> tuple[Issued, ...]:
        """Give the certificates that stand for a person, earliest first."""
        mine = (c for c in self.issued if c.person == person)
        standing = (c for c in mine if c.number not in self.withdrawn_numbers)
        return tuple(sorted(standing, key=lambda c: c.on))

    def certificate(self, person: str, ground: Ground) -> Issued | None:
        """Give a person's standing certificate of a ground."""
        return next((c for c in self.certificates_of(person) if c.ground is ground), None)

    def is_answered(self, request: Request) -> bool:
        """Tell whether a certificate of ground B or C has answered a request."""
        return bool(request.certificate) and request.certificate not in self.withdrawn_numbers

    def released_by(
        self, event: e.Event, ground: Ground, persons: Iterable[str]
    ) -> frozenset[tuple[str, Ground]]:
        """Find the stopped certificates that an event lets go again: only a person's word does."""
        is_a_persons = event.by is Role.ADVISER or event.route is e.Route.PERSON
        return self.stopped & {(p, ground) for p in persons} if is_a_persons else frozenset()

    @property
    def decision_type(self) -> DecisionType | None:
        """Give the kind of the decision that is disputed."""
        event = self.decision.event if self.decision else None
        return event.type if isinstance(event, e.DecisionNotified) else None

    @property
    def awaited(self) -> Mapping[str, Request]:
        """Give the requests, by person, whose mediation is not over; certified ones too."""
        return {p: r for p, r in self.requests.items() if r.concluded is None}

    @property
    def open_requests(self) -> Mapping[str, Request]:
        """Give the requests, by person, that neither mediation nor a certificate has ended."""
        return {p: r for p, r in self.awaited.items() if not self.is_answered(r)}

    @property
    def watched(self) -> Mapping[str, Request]:
        """Give the requests, by person, for which a session in time is still expected."""
        return {p: r for p, r in self.open_requests.items() if r.cannot_arrange is None}

    @property
    def concluded(self) -> Recorded | None:
        """Give the last conclusion of a standing request."""
        found = (r.concluded for r in self.requests.values() if r.concluded)
        return max(found, key=lambda r: r.at, default=None)

    @property
    def cannot_arrange(self) -> Recorded | None:
        """Give the last word that a standing request cannot be met in time."""
        found = (r.cannot_arrange for r in self.requests.values() if r.cannot_arrange)
        return max(found, key=lambda r: r.at, default=None)

    def thirty_days_start(self, person: str = "") -> date | None:
        """Find day 0 of the thirty for one party, or for all that are open together.

        The earliest of the family's and the adviser's word to the authority (reg 36); where only
        health is at issue, the authority's word to the ICB (reg 35).
        """
        if person:
            requests = [self.requests[person]] if person in self.requests else []
        else:
            requests = list((self.open_requests or self.requests).values())
        if requests and all(r.health_only for r in requests):
            return self.since(self.icb_told) if self.icb_told else None
        referred = (self.referral_sent.get(r.fact.id) for r in requests)
        told = self.family_told_authority
        if told and person and told.event.person not in ("", person):
            told = None  # the other parent's own word
        return mediation_clock_start(
            family_told=self.since(told) if told else None,
            referral_sent=min((day for day in referred if day), default=None),
        )

    def day_30(self, person: str = "") -> date | None:
        """Find the last of the thirty calendar days; never moved."""
        start = self.thirty_days_start(person)
        return start + THIRTY_DAYS if start else None

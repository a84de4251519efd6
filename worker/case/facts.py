"""The facts of a case that stand, told from its events: corrections and repetitions read out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import singledispatch

from worker.case import events as e
from worker.case.terms import Capacity, Ground, Purpose


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
    """A party's standing request for mediation; told again it stays the first fact."""

    fact: Recorded
    provider: str = ""
    provider_fact: str = ""  # id of the event that first named the provider
    has_issues: bool = False
    issues_fact: str = ""
    health_issues: bool = False
    health_only: bool = False


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
    family_told_authority: Recorded | None = None
    icb_told: Recorded | None = None
    referral_sent: Mapping[str, date] = field(default_factory=dict)  # by fact of the request
    received: Recorded | None = None
    arranged: Recorded | None = None
    cannot_arrange: Recorded | None = None
    adjourned: Recorded | None = None
    not_held: Recorded | None = None
    concluded: Recorded | None = None
    stopped: frozenset[tuple[str, Ground]] = frozenset()
    issued: tuple[Issued, ...] = ()
    withdrawn_numbers: frozenset[str] = frozenset()
    fell: tuple[Recorded, ...] = ()
    failed: tuple[Recorded, ...] = ()
    copies: tuple[Recorded, ...] = ()
    sent: Mapping[tuple[Purpose, str, str], date] = field(default_factory=dict)
    withdrawn: Recorded | None = None
    silenced: frozenset[str] = frozenset()  # persons; "" stands for everyone
    repeats: frozenset[str] = frozenset()  # ids of events that told a standing fact again
    after_certificate: tuple[Recorded, ...] = ()  # answers that came when one was issued

    def certificates_of(self, person: str) -> tuple[Issued, ...]:
        """Give the certificates that stand for a person, earliest first."""
        mine = (c for c in self.issued if c.person == person)
        return tuple(
            sorted((c for c in mine if c.number not in self.withdrawn_numbers), key=lambda c: c.on)
        )

    def is_answered(self, person: str, request: Request) -> bool:
        """Tell whether a request has come to its end: a certificate of ground B or C on it."""
        return any(
            c.ground is not Ground.DECLINED and c.recorded.at >= request.fact.at
            for c in self.certificates_of(person)
        )

    @property
    def open_requests(self) -> Mapping[str, Request]:
        """Give the requests for which a session is still to be arranged or held, by person."""
        if self.concluded is not None:
            return {}
        return {p: r for p, r in self.requests.items() if not self.is_answered(p, r)}


@singledispatch
def _apply(event: e.Event, facts: Facts, recorded: Recorded) -> Facts:
    raise TypeError(f"no rule for {type(event).__name__} in {facts} at {recorded}")


def _first(
    known: Mapping[str, Recorded], facts: Facts, recorded: Recorded
) -> tuple[dict[str, Recorded], frozenset[str]]:
    person = recorded.event.person
    if person in known:
        return dict(known), facts.repeats | {recorded.id}
    return {**known, person: recorded}, facts.repeats


@_apply.register
def _(event: e.RequestReceived, facts: Facts, recorded: Recorded) -> Facts:
    if facts.request:
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, request=recorded)


@_apply.register
def _(event: e.DecisionNotified, facts: Facts, recorded: Recorded) -> Facts:
    if facts.decision:
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, decision=recorded)


@_apply.register
def _(event: e.AdviserContacted, facts: Facts, recorded: Recorded) -> Facts:
    contacted, repeats = _first(facts.contacted, facts, recorded)
    return replace(facts, contacted=contacted, repeats=repeats)


@_apply.register
def _(event: e.InformationGiven, facts: Facts, recorded: Recorded) -> Facts:
    informed, repeats = _first(facts.informed, facts, recorded)
    return replace(facts, informed=informed, repeats=repeats)


@_apply.register
def _(event: e.MediationRequested, facts: Facts, recorded: Recorded) -> Facts:
    standing = facts.requests.get(event.person)
    if standing and not facts.is_answered(event.person, standing):
        request = _told_again(standing, event, recorded)
        repeats = facts.repeats | {recorded.id}
        return replace(facts, requests={**facts.requests, event.person: request}, repeats=repeats)
    request = Request(
        fact=recorded,
        provider=event.provider,
        provider_fact=recorded.id if event.provider else "",
        has_issues=bool(event.issues),
        issues_fact=recorded.id if event.issues else "",
        health_issues=event.health_issues or event.health_only,
        health_only=event.health_only,
    )
    # A YES after a NO takes the NO back as long as no certificate rests on it (design: after
    # issue no answer changes a certificate).
    declined = {p: r for p, r in facts.declined.items() if p != event.person}
    after = facts.after_certificate
    if facts.certificates_of(event.person):
        after = (*after, recorded)
    if not facts.open_requests:  # else the other parent's session is this one's too
        facts = replace(facts, arranged=None, cannot_arrange=None, concluded=None, received=None)
    return replace(
        facts,
        requests={**facts.requests, event.person: request},
        declined=declined,
        after_certificate=after,
    )


def _told_again(standing: Request, event: e.MediationRequested, recorded: Recorded) -> Request:
    if event.provider and not standing.provider:
        standing = replace(standing, provider=event.provider, provider_fact=recorded.id)
    if event.issues and not standing.has_issues:
        standing = replace(standing, has_issues=True, issues_fact=recorded.id)
    return replace(
        standing,
        health_issues=standing.health_issues or event.health_issues or event.health_only,
        health_only=standing.health_only or event.health_only,
    )


@_apply.register
def _(event: e.IssuesGiven, facts: Facts, recorded: Recorded) -> Facts:
    standing = facts.requests.get(event.person)
    if standing is None:
        return facts
    request = replace(
        standing,
        has_issues=True,
        issues_fact=recorded.id,
        health_issues=event.health_issues or event.health_only,
        health_only=event.health_only,
    )
    return replace(facts, requests={**facts.requests, event.person: request})


@_apply.register
def _(event: e.FamilyToldAuthority, facts: Facts, recorded: Recorded) -> Facts:
    if facts.family_told_authority and facts.family_told_authority.on <= recorded.on:
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, family_told_authority=recorded)


@_apply.register
def _(event: e.IcbTold, facts: Facts, recorded: Recorded) -> Facts:
    if facts.icb_told and facts.icb_told.on <= recorded.on:
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, icb_told=recorded)


@_apply.register
def _(event: e.MediationDeclined, facts: Facts, recorded: Recorded) -> Facts:
    key = (event.person, Ground.DECLINED)
    if facts.certificates_of(event.person):
        return replace(facts, after_certificate=(*facts.after_certificate, recorded))
    if event.person in facts.declined and key not in facts.stopped:
        return replace(facts, repeats=facts.repeats | {recorded.id})
    requests = {p: r for p, r in facts.requests.items() if p != event.person}
    facts = replace(
        facts,
        declined={**facts.declined, event.person: recorded},
        requests=requests,
        stopped=facts.stopped - {key},
    )
    if not requests:  # nobody wants the session any more
        facts = replace(facts, arranged=None, cannot_arrange=None)
    return facts


@_apply.register
def _(event: e.ReferralReceived, facts: Facts, recorded: Recorded) -> Facts:
    if facts.received:
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, received=recorded)


def _same_session(standing: Recorded | None, event: e.MediationArranged) -> bool:
    if standing is None or not isinstance(standing.event, e.MediationArranged):
        return False
    old = standing.event
    return (
        old.held_on == event.held_on
        and event.held_at in (None, old.held_at)
        and event.provider in ("", old.provider)
        and event.place in ("", old.place)
    )


@_apply.register
def _(event: e.MediationArranged, facts: Facts, recorded: Recorded) -> Facts:
    if _same_session(facts.arranged, event):
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, arranged=recorded, adjourned=None, not_held=None)


@_apply.register
def _(event: e.MediationCannotBeArranged, facts: Facts, recorded: Recorded) -> Facts:
    was_stopped = {key for key in facts.stopped if key[1] is Ground.NOT_ARRANGED}
    if facts.cannot_arrange and not was_stopped:
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, cannot_arrange=recorded, stopped=facts.stopped - was_stopped)


@_apply.register
def _(event: e.MediationAdjourned, facts: Facts, recorded: Recorded) -> Facts:
    return replace(facts, adjourned=recorded, arranged=None)


@_apply.register
def _(event: e.MediationNotHeld, facts: Facts, recorded: Recorded) -> Facts:
    return replace(facts, not_held=recorded, arranged=None)


@_apply.register
def _(event: e.MediationConcluded, facts: Facts, recorded: Recorded) -> Facts:
    was_stopped = {key for key in facts.stopped if key[1] is Ground.MEDIATED}
    if facts.concluded and not was_stopped:
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, concluded=recorded, stopped=facts.stopped - was_stopped)


@_apply.register
def _(event: e.CaseWithdrawn, facts: Facts, recorded: Recorded) -> Facts:
    return replace(facts, withdrawn=facts.withdrawn or recorded)


@_apply.register
def _(event: e.ContactStopped, facts: Facts, recorded: Recorded) -> Facts:
    return replace(facts, silenced=facts.silenced | {event.person})


@_apply.register
def _(event: e.EventCorrected, facts: Facts, recorded: Recorded) -> Facts:
    return facts  # the log is read without the event that it voids


@_apply.register
def _(event: e.CertificateStopped, facts: Facts, recorded: Recorded) -> Facts:
    return replace(facts, stopped=facts.stopped | {(event.person, event.ground)})


@_apply.register
def _(event: e.CertificateWithdrawn, facts: Facts, recorded: Recorded) -> Facts:
    return replace(facts, withdrawn_numbers=facts.withdrawn_numbers | {event.number})


@_apply.register
def _(event: e.CopyRequested, facts: Facts, recorded: Recorded) -> Facts:
    return replace(facts, copies=(*facts.copies, recorded))


@_apply.register
def _(event: e.CertificateIssued, facts: Facts, recorded: Recorded) -> Facts:
    certificate = Issued(
        person=event.person,
        number=event.number,
        ground=event.ground,
        on=event.on,
        fact=event.fact,
        recorded=recorded,
    )
    sent = {**facts.sent, (Purpose.CERTIFICATE, event.fact, event.person): event.on}
    return replace(facts, issued=(*facts.issued, certificate), sent=sent)


@_apply.register
def _(event: e.LetterSent, facts: Facts, recorded: Recorded) -> Facts:
    key = (event.purpose, event.fact, event.person)
    facts = replace(facts, sent={**facts.sent, key: facts.sent.get(key, event.on)})
    if event.purpose is Purpose.REFERRAL:
        sent = {**facts.referral_sent}
        sent.setdefault(event.fact, event.on)
        facts = replace(facts, referral_sent=sent)
    return facts


@_apply.register
def _(event: e.DeliveryFailed, facts: Facts, recorded: Recorded) -> Facts:
    same = (
        f.event.purpose is event.purpose
        and f.event.fact == event.fact
        and f.event.person == event.person
        and f.event.for_good == event.for_good
        for f in facts.failed
        if isinstance(f.event, e.DeliveryFailed)
    )
    if any(same):
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, failed=(*facts.failed, recorded))


@_apply.register
def _(event: e.TimerFell, facts: Facts, recorded: Recorded) -> Facts:
    return replace(facts, fell=(*facts.fell, recorded))


def voided(log: tuple[Recorded, ...]) -> frozenset[str]:
    """Name the events that a correction voids.

    Read backwards, so that a correction that was itself corrected voids nothing.
    """
    void: set[str] = set()
    for recorded in reversed(log):
        if isinstance(recorded.event, e.EventCorrected) and recorded.id not in void:
            void.add(recorded.event.voids)
    return frozenset(void)


def told(history: Iterable[Recorded]) -> Facts:
    """Tell what stands from a log of events, in the order of recording."""
    log = tuple(history)
    void = voided(log)
    facts = Facts()
    for recorded in log:
        if recorded.id not in void:
            facts = _apply(recorded.event, facts, recorded)
    return facts

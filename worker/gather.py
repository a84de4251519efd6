"""Gather what one letter may say: the facts of its case, for its one recipient."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from worker.addressing import Source, name_at, party_of, recipient_of, shared
from worker.case import events as e
from worker.case.actions import Letter, Office
from worker.case.case import Case
from worker.case.facts import Recorded
from worker.case.periods import (
    Entitlement,
    appeal_of,
    chase_wording,
    contact_limit,
    contacted_on,
    day_30,
    entitlements,
    first_issue,
    first_request,
    is_late_contact,
    is_short_notice,
    questions,
    thirty_days_start,
)
from worker.case.terms import Body, Ground, Purpose, Role
from worker.deadlines.appeal import appeal_deadline
from worker.deadlines.rules import due
from worker.errors import TellSomeone
from worker.outbox import facts as f
from worker.outbox.catalogue import body_of
from worker.store.cases import StoredCase
from worker.store.certificates import CertificateRow
from worker.store.incoming_rows import Incoming

_DESK_OF_ACKNOWLEDGEMENT = "assessment"


@dataclass(frozen=True, kw_only=True)
class LetterInTrouble:
    """The letter that a notice is about, and what stands in its way."""

    number: int
    trouble: str


def certificate_code(key: bytes, number: str) -> str:
    """Work out a certificate's verification code: 80 keyed bits, four groups of four."""
    digest = hmac.new(key, f"certificate\n{number}".encode(), hashlib.sha256).digest()[:10]
    text = base64.b32encode(digest).decode()
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))


def _decision(case: Case) -> f.Decision | None:
    recorded = case.facts.decision
    if recorded is None or not isinstance(recorded.event, e.DecisionNotified):
        return None
    event = recorded.event
    return f.Decision(
        kind=event.type,
        dated=event.dated or event.on,
        sent=event.on,
        placement_only=event.placement_only,
    )


def _request(case: Case, source: Source) -> f.Request | None:
    recorded = case.facts.request
    if recorded is None or not isinstance(recorded.event, e.RequestReceived):
        return None
    event, days = recorded.event, source.policy.days
    return f.Request(
        received=event.on,
        made_by=event.made_by,
        decide_by=due("ehc_6w_decision", event.on, days=days).due,
        no_plan_by=due("ehc_16w_no_plan", event.on, days=days).due,
        final_plan_by=due("ehc_20w_final_plan", event.on, days=days).due,
        case_officer=event.case_officer
        or source.organisations.authority_on(event.on).desks[_DESK_OF_ACKNOWLEDGEMENT].person,
        authority_reference=event.authority_reference,
    )


def _referral(case: Case, person: str, today: date) -> f.Referral | None:
    request = case.facts.requests.get(person) or first_request(case)
    if request is None or not isinstance(request.fact.event, e.MediationRequested):
        return None
    event = request.fact.event
    contacted = case.facts.contacted.get(event.person)
    start = min(thirty_days_start(case, event.person) or today, today)
    referred = case.facts.referral_sent.get(request.fact.id, today)
    return f.Referral(
        contacted=case.facts.since(contacted) if contacted else None,
        requested=case.facts.since(request.fact),
        referred=referred,
        day_30=None if request.health_only else start + timedelta(days=30),
        issues=request.issues,
        health_issues=request.health_issues,
        health_provision=request.health_provision,
        health_only=request.health_only,
        provider=request.provider,
        wishes=event.wishes,
        share_address=event.share_address,
        family_told_first=start < referred and not request.health_only,
    )


def _may_be_referred(case: Case, fact: str) -> bool:
    recorded = case.event(fact)
    event = recorded.event if recorded else None
    return isinstance(event, e.MediationRequested) and event.permission


def _chase(case: Case, fact: Recorded | None, letter: Letter, today: date) -> f.Chase | None:
    start, limit, request = thirty_days_start(case), day_30(case), first_request(case)
    if start is None or limit is None or request is None:
        return None
    event = fact.event if fact else None
    day = event.day if isinstance(event, e.TimerFell) else (today - start).days
    wording = chase_wording(case, day=day, today=today)
    if wording is None:
        raise TellSomeone("there is nothing to chase in this case any more")
    return f.Chase(
        day=day,
        wording=wording,
        day_30=limit,
        started=start,
        days_since_family=(today - request.fact.on).days,
        escalated=letter.to == Office.ESCALATION,
    )


def _session(case: Case, source: Source) -> f.Session | None:
    recorded, limit = case.facts.arranged, day_30(case)
    if recorded is None or not isinstance(recorded.event, e.MediationArranged):
        return None
    event = recorded.event
    return f.Session(
        on=event.held_on,
        at=event.held_at,
        provider=event.provider or next((r.provider for r in case.facts.requests.values()), ""),
        place=event.place,
        short_notice=is_short_notice(event, source.policy),
        after_day_30=bool(limit and event.held_on > limit),
    )


def _contact_limit(case: Case, person: str, source: Source) -> date | None:
    """Give the day to contact the adviser by that a family is told: never one that is over."""
    limit, contacted = contact_limit(case, source.policy), contacted_on(case, person)
    if limit is None:
        return None
    if contacted and contacted > limit.latest:
        return limit.latest
    return None if contacted and contacted > limit.earliest else limit.earliest


def _appeal(case: Case, person: str, source: Source, issuing: date | None) -> f.Appeal | None:
    """Work the appeal out; `issuing` is the issue date of the certificate in the letter."""
    decision = _decision(case)
    deadline = appeal_of(case, person, source.policy)
    if decision is None or deadline is None:
        return None
    if issuing and not decision.placement_only and deadline.limbs and deadline.limbs[1] is None:
        sent = min(decision.sent, decision.dated)
        deadline = appeal_deadline(sent, issuing, days=source.policy.days)
    if deadline.limbs is None:
        return None
    first, standing = first_issue(case, person), case.facts.certificates_of(person)
    latest = issuing or (standing[-1].on if standing else None)
    return f.Appeal(
        decision_limb=deadline.limbs[0],
        certificate_limb=deadline.limbs[1],
        last_day=deadline.due,
        aim_by=deadline.aim_by,
        counts_from_letter_date=decision.dated < decision.sent,
        from_first_certificate=bool(deadline.limbs[1] and first and latest and first < latest),
    )


def _certificate(
    stored: StoredCase, row: CertificateRow, source: Source, *, today: date, is_copy: bool
) -> f.Certificate:
    case, person = stored.case, row.person_id
    contacted = case.facts.contacted.get(person)
    if contacted is None:
        raise TellSomeone("the certificate needs the date on which the family made contact")
    adviser = source.organisations.adviser_on(today)
    ground = Ground(row.ground)
    request = case.facts.requests.get(person)
    concluded = request.concluded if request else None
    return f.Certificate(
        number=row.number,
        code=row.code,
        issued=row.issued_on or today,
        ground=ground,
        contacted=case.facts.since(contacted),
        concluded=case.facts.since(concluded) if concluded and ground is Ground.MEDIATED else None,
        day_30=day_30(case, person) if ground is Ground.NOT_ARRANGED else None,
        # A desk may be a team: where no person stands for the certificate, the organisation does,
        # because the family's 3 working days run; `mediation check` asks for a signatory.
        issuer=name_at(adviser, stored.adviser) or adviser.signatory or adviser.name,
        is_copy=is_copy,
    )


def _stop(
    case: Case, fact: Recorded | None, message: Incoming | None
) -> tuple[Entitlement, f.StoppedCertificate] | None:
    """Give the right whose certificate was stopped, and what is told of that."""
    event = fact.event if fact else None
    if not isinstance(event, e.CertificateStopped):
        return None
    whose = (event.person, event.ground)
    right = next((r for r in entitlements(case) if (r.person, r.ground) == whose), None)
    if right is None:
        return None
    role = ((message and message.reading) or {}).get("role")
    return right, f.StoppedCertificate(
        party=1 + [p.id for p in case.parties].index(right.person),
        ground=right.ground,
        since=right.fact.on,
        message=event.message,
        sender=Role(role) if role else None,
        received=message.received_at if message else None,
    )


def _notice(  # noqa: PLR0917 - one call, each part worked out by its caller
    stored: StoredCase,
    letter: Letter,
    source: Source,
    send_at: datetime | None,
    about: LetterInTrouble | None,
    message: Incoming | None,
) -> f.Notice | None:
    if letter.purpose not in (Purpose.ADVISER_NOTICE, Purpose.ICB_NOTICE_REMINDER):
        return None
    case = stored.case
    stop = _stop(case, case.event(letter.fact), message)
    triggers = [r.trigger for r in entitlements(case) if r.fact.id == letter.fact]
    triggers = [stop[0].trigger] if stop else triggers
    triggers = triggers or [q.since for q in questions(case)]
    due_on = due("cert_3wd", min(triggers), days=source.policy.days).due if triggers else None
    if letter.purpose is Purpose.ICB_NOTICE_REMINDER and (sent := case.facts.referral_sent):
        due_on = due("icb_notify_3wd", min(sent.values()), days=source.policy.days).due
    details = case.gaps if letter.kind == "certificate_details_missing" else ()
    return f.Notice(
        kind=letter.kind or "icb_notice",
        due=due_on,
        send_at=send_at if letter.kind == "certificate_held" else None,
        details=(about.trouble,) if about and about.trouble else details,
        letter=about.number if about else 0,
        stop=stop[1] if stop else None,
    )


def gather(
    stored: StoredCase,
    letter: Letter,
    source: Source,
    *,
    today: date,
    certificate: CertificateRow | None = None,
    held_until: datetime | None = None,
    about: LetterInTrouble | None = None,
    message: Incoming | None = None,
    being_read: date | None = None,
) -> f.LetterFacts:
    """Gather the facts of one letter.

    `certificate` is the row that a certificate or its copy prints; `held_until` the moment (UTC)
    at which a held certificate leaves; `about` the letter of which a notice tells, `message` the
    message; `being_read` the day of the reader's own message that nobody has read yet. Raises
    TellSomeone when something of the case is missing, Stop when it is in organisations.toml.
    """
    case, organisations = stored.case, source.organisations
    authority_row, adviser_row = organisations.authority_on(today), organisations.adviser_on(today)
    is_acknowledgement = letter.purpose is Purpose.ACKNOWLEDGEMENT
    body = body_of(letter.purpose, letter.to)
    sender = authority_row if body is Body.AUTHORITY else adviser_row
    authority = authority_row.contact("assessment" if is_acknowledgement else "referral")
    adviser = adviser_row.contact("cases")
    to_family = stored.person(letter.to) is not None
    concerned = stored.person(letter.to) or party_of(stored, letter)
    person = concerned.id if concerned else ""
    referral = _referral(case, person, today)
    child = stored.child
    may_name_child = bool(child.name and child.date_of_birth) and letter.purpose not in (
        Purpose.ADVISER_NOTICE,
        Purpose.OUTCOME_WANTED,
    )
    issuing = None
    if letter.purpose in (Purpose.CERTIFICATE, Purpose.CERTIFICATE_COPY):
        issuing = (certificate.issued_on if certificate else None) or today
    if letter.purpose is Purpose.REQUEST_CONFIRMED and not _may_be_referred(case, letter.fact):
        referral = None  # nobody has told the authority: the email must not say so
    return f.LetterFacts(
        reference=case.reference,
        today=today,
        body=authority if body is Body.AUTHORITY else adviser,
        authority=authority,
        adviser=adviser,
        providers=tuple(p.contact("bookings") for p in organisations.providers_on(today)),
        recipient=recipient_of(stored, letter, source, today),
        party=None if to_family else shared(concerned, referral),
        child=f.Child(name=child.name, date_of_birth=child.date_of_birth)
        if may_name_child and child.date_of_birth
        else None,
        decision=_decision(case),
        contact_limit=_contact_limit(case, person, source),
        late_contact=is_late_contact(case, person, source.policy),
        appeal=_appeal(case, person, source, issuing),
        request=_request(case, source),
        referral=referral,
        chase=_chase(case, case.event(letter.fact), letter, today)
        if letter.purpose in (Purpose.CHASE, Purpose.ICB_CHASE)
        else None,
        session=_session(case, source),
        outcome=case.facts.concluded.event.outcome
        if case.facts.concluded and isinstance(case.facts.concluded.event, e.MediationConcluded)
        else None,
        certificate=_certificate(
            stored,
            certificate,
            source,
            today=today,
            is_copy=letter.purpose is Purpose.CERTIFICATE_COPY,
        )
        if certificate
        else None,
        has_certificate=bool(case.facts.certificates_of(person)),
        notice=_notice(stored, letter, source, held_until, about, message),
        being_read=being_read,
        privacy_notice=sender.privacy_notice,
        complaints=sender.complaints,
    )

"""What the family wants: how requests, refusals and their repetitions stand to each other."""

from dataclasses import replace

from worker.case import events as e
from worker.case.facts import Facts, Recorded, Request
from worker.case.terms import Ground


def mediation_requested(event: e.MediationRequested, facts: Facts, recorded: Recorded) -> Facts:
    """Stand as a party's request; a YES after a NO takes the NO back.

    A certificate that is out stays (design: after issue no answer changes a certificate).
    """
    person = event.person
    no = facts.declined.get(person)
    if no and recorded.on < facts.since(no):
        return replace(facts, crossed=facts.crossed | {recorded.id})
    standing = facts.requests.get(person)
    if standing and _is_waiting(facts, standing):
        return _requested_again(facts, standing, event, recorded)
    facts = _new_request(facts, event, recorded)
    if facts.certificates_of(person):
        facts = replace(facts, after_certificate=facts.after_certificate | {recorded.id})
    declined = {p: r for p, r in facts.declined.items() if p != person}
    return replace(facts, declined=declined)


def _is_waiting(facts: Facts, request: Request) -> bool:
    """Tell whether something still follows from a request: a session, or a certificate."""
    has_session = request.concluded is None and facts.arranged is not None
    return has_session or not facts.is_answered(request)


def _new_request(facts: Facts, event: e.MediationRequested, recorded: Recorded) -> Facts:
    request = _with_issues(
        Request(
            fact=recorded,
            permission=event.permission,
            provider=event.provider,
            provider_fact=recorded.id if event.provider else "",
        ),
        event,
        recorded,
    )
    if not facts.open_requests:  # else the other parent's thirty days and session are shared
        facts = replace(_without_session(facts), opened_by=recorded.id)
    return replace(facts, requests={**facts.requests, event.person: request})


def _without_session(facts: Facts) -> Facts:
    """Forget the session and the clock of requests that have ended."""
    told, icb = facts.family_told_authority, facts.icb_told
    return replace(
        facts,
        family_told_authority=told if told and told.id in facts.told_ahead else None,
        icb_told=icb if icb and icb.id in facts.told_ahead else None,
        told_ahead=frozenset(),
        received=None,
        arranged=None,
        adjourned=None,
        not_held=None,
    )


def _requested_again(
    facts: Facts, standing: Request, event: e.MediationRequested, recorded: Recorded
) -> Facts:
    request = replace(standing, permission=standing.permission or event.permission)
    if event.provider and not request.provider:
        request = replace(request, provider=event.provider, provider_fact=recorded.id)
    elif event.provider and event.provider != request.provider:
        facts = replace(facts, differing=facts.differing | {recorded.id})
    request = _with_issues(request, event, recorded)
    facts = replace(facts, requests={**facts.requests, event.person: request})
    return facts.again(standing.fact, recorded)


def _with_issues(
    request: Request, event: e.MediationRequested | e.IssuesGiven, recorded: Recorded
) -> Request:
    """Add what an event says about the issues; what was said about health stays said."""
    health_only = event.health_only or (request.health_only and not event.issues)
    said = replace(
        request,
        has_issues=request.has_issues or isinstance(event, e.IssuesGiven) or bool(event.issues),
        issues=event.issues or request.issues,
        health_issues=request.health_issues or event.health_issues or event.health_only,
        health_only=health_only,
        health_provision=event.health_provision or request.health_provision,
    )
    return said if said == request else replace(said, issues_fact=recorded.id)


def issues_given(event: e.IssuesGiven, facts: Facts, recorded: Recorded) -> Facts:
    """Add to the issues of a party's request."""
    standing = facts.requests.get(event.person)
    if standing is None:
        return facts
    request = _with_issues(standing, event, recorded)
    if request == standing:
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, requests={**facts.requests, event.person: request})


def mediation_declined(event: e.MediationDeclined, facts: Facts, recorded: Recorded) -> Facts:
    """Stand as a party's NO, which ends its request; not once mediation is over or certified."""
    person = event.person
    request = facts.requests.get(person)
    if request and recorded.on < facts.since(request.fact):
        return replace(facts, crossed=facts.crossed | {recorded.id})
    if request and request.concluded:
        return replace(facts, after_mediation=facts.after_mediation | {recorded.id})
    standing = facts.declined.get(person)
    released = facts.released_by(event, Ground.DECLINED, [person])
    if standing and not released:
        return facts.again(standing, recorded)
    facts = _without_request(facts, person)
    if facts.certificates_of(person):
        return replace(facts, after_certificate=facts.after_certificate | {recorded.id})
    declined = {**facts.declined, person: recorded}
    return replace(facts, declined=declined, stopped=facts.stopped - released)


def _without_request(facts: Facts, person: str) -> Facts:
    requests = {p: r for p, r in facts.requests.items() if p != person}
    facts = replace(facts, requests=requests)
    if facts.awaited:
        return facts
    # Nobody waits for a session any more, nor for what would have started its thirty days.
    return _without_session(replace(facts, told_ahead=frozenset()))


def _ahead(facts: Facts, recorded: Recorded) -> frozenset[str]:
    return facts.told_ahead if facts.open_requests else facts.told_ahead | {recorded.id}


def _stands_for_now(facts: Facts, recorded: Recorded | None) -> Recorded | None:
    """Leave out what was told for a request that has ended since."""
    is_for_now = facts.open_requests or (recorded and recorded.id in facts.told_ahead)
    return recorded if is_for_now else None


def family_told_authority(_event: e.FamilyToldAuthority, facts: Facts, recorded: Recorded) -> Facts:
    """Start the thirty days by the earliest word; one told ahead waits for its request."""
    standing = _stands_for_now(facts, facts.family_told_authority)
    if standing:
        return facts.again(standing, recorded)
    return replace(facts, family_told_authority=recorded, told_ahead=_ahead(facts, recorded))


def icb_told(_event: e.IcbTold, facts: Facts, recorded: Recorded) -> Facts:
    """Start the thirty days of a health-only case; one told ahead waits for its request."""
    standing = _stands_for_now(facts, facts.icb_told)
    if standing:
        return facts.again(standing, recorded)
    return replace(facts, icb_told=recorded, told_ahead=_ahead(facts, recorded))

"""What is simply on record: steps taken, certificates, what the worker and a person noted."""

from dataclasses import replace

from worker.case import events as e
from worker.case.facts import Facts, Issued, Recorded
from worker.case.terms import Ground, Purpose


def request_received(_event: e.RequestReceived, facts: Facts, recorded: Recorded) -> Facts:
    """Stand as the one request of the case; later ones repeat it."""
    if facts.request:
        return facts.again(facts.request, recorded)
    return replace(facts, request=recorded)


def decision_notified(_event: e.DecisionNotified, facts: Facts, recorded: Recorded) -> Facts:
    """Stand as the one decision of the case; later ones repeat it."""
    if facts.decision:
        return facts.again(facts.decision, recorded)
    return replace(facts, decision=recorded)


def adviser_contacted(event: e.AdviserContacted, facts: Facts, recorded: Recorded) -> Facts:
    """Stand as a party's first contact; the earliest day counts."""
    if event.person in facts.contacted:
        return facts.again(facts.contacted[event.person], recorded)
    return replace(facts, contacted={**facts.contacted, event.person: recorded})


def information_given(event: e.InformationGiven, facts: Facts, recorded: Recorded) -> Facts:
    """Stand as the first information that a party was given."""
    if event.person in facts.informed:
        return facts.again(facts.informed[event.person], recorded)
    return replace(facts, informed={**facts.informed, event.person: recorded})


def certificate_stopped(event: e.CertificateStopped, facts: Facts, _recorded: Recorded) -> Facts:
    """Keep a certificate back until what entitles to it is recorded anew."""
    return replace(facts, stopped=facts.stopped | {(event.person, event.ground)})


def certificate_issued(event: e.CertificateIssued, facts: Facts, recorded: Recorded) -> Facts:
    """Add a certificate, once a number; one of ground B or C answers the request."""
    key = (Purpose.CERTIFICATE, event.fact, event.person)
    facts = replace(facts, sent={**facts.sent, key: facts.sent.get(key, event.on)})
    if any(c.number == event.number for c in facts.issued):
        return facts  # sent once more, by post: number and date stay
    certificate = Issued(
        person=event.person,
        number=event.number,
        ground=event.ground,
        on=event.on,
        fact=_root(facts, event.fact),
        recorded=recorded,
    )
    facts = replace(facts, issued=(*facts.issued, certificate))
    request = facts.requests.get(event.person)
    if request is None or event.ground is Ground.DECLINED:
        return facts
    requests = {**facts.requests, event.person: replace(request, certificate=event.number)}
    return replace(facts, requests=requests)


def _root(facts: Facts, fact: str) -> str:
    """Find what entitles to a certificate that was posted because its email failed."""
    return _rests_on(facts, fact)[-1]


def _rests_on(facts: Facts, fact: str) -> tuple[str, ...]:
    """Give the fact of a letter and, if that is a failure, the fact of what failed, and so on."""
    failures = {r.id: r.event.fact for r in facts.failed if isinstance(r.event, e.DeliveryFailed)}
    chain = [fact]
    while chain[-1] in failures:
        chain.append(failures[chain[-1]])
    return tuple(chain)


def certificate_withdrawn(
    event: e.CertificateWithdrawn, facts: Facts, _recorded: Recorded
) -> Facts:
    """Take a certificate out of force.

    As after Stop, what entitles to it has to be recorded anew before there is another.
    """
    spent = {(c.person, c.ground) for c in facts.issued if c.number == event.number}
    return replace(
        facts,
        withdrawn_numbers=facts.withdrawn_numbers | {event.number},
        stopped=facts.stopped | spent,
    )


def copy_requested(_event: e.CopyRequested, facts: Facts, recorded: Recorded) -> Facts:
    """Note a wish for a copy."""
    return replace(facts, copies=(*facts.copies, recorded))


def letter_sent(event: e.LetterSent, facts: Facts, _recorded: Recorded) -> Facts:
    """Note that a letter left; a referral starts the thirty days."""
    key = (event.purpose, event.fact, event.person)
    facts = replace(facts, sent={**facts.sent, key: facts.sent.get(key, event.on)})
    # What was refused because of our own account has gone again.
    gone = {r.id: event.on for r in facts.lost if facts.goes_again(r) and _key(r.event) == key}
    facts = replace(facts, retried={**facts.retried, **gone})
    if event.purpose is Purpose.ADVISER_NOTICE:
        return replace(facts, told=facts.told | {(event.kind, event.fact)})
    if event.purpose is not Purpose.REFERRAL:
        return facts
    first = facts.referral_sent.get(event.fact, event.on)
    return replace(facts, referral_sent={**facts.referral_sent, event.fact: first})


def _key(event: e.Event) -> tuple[object, ...]:
    return (getattr(event, "purpose", None), getattr(event, "fact", None), event.person)


def delivery_failed(event: e.DeliveryFailed, facts: Facts, recorded: Recorded) -> Facts:
    """Note a delivery report; the same one by another route is a repetition."""
    for known in facts.lost:
        told = known.event
        if not isinstance(told, e.DeliveryFailed):
            continue
        if replace(told, on=event.on, route=event.route, cause=event.cause) == event:
            return facts.again(known, recorded)
    return replace(facts, failed=(*facts.failed, recorded))


def letter_retried(event: e.LetterRetried, facts: Facts, _recorded: Recorded) -> Facts:
    """Settle the failures of a letter, and those of what was posted in its place."""
    settled = {
        known.id: event.on
        for known in facts.lost
        if isinstance(known.event, e.DeliveryFailed)
        and (known.event.purpose, known.event.person) == (event.purpose, event.person)
        and event.fact in _rests_on(facts, known.event.fact)
    }
    return replace(facts, retried={**facts.retried, **settled})


def letter_held_up(_event: e.LetterHeldUp, facts: Facts, _recorded: Recorded) -> Facts:
    """Change nothing: the letter is still to come."""
    return facts


def timer_fell(event: e.TimerFell, facts: Facts, recorded: Recorded) -> Facts:
    """Note that a moment came, once a timer."""
    for known in facts.fell:
        if replace(known.event, on=event.on) == event:
            return facts.again(known, recorded)
    return replace(facts, fell=(*facts.fell, recorded))


def duty_met(event: e.DutyMet, facts: Facts, recorded: Recorded) -> Facts:
    """Note a person's word that a duty was met."""
    return replace(facts, done={**facts.done, (event.rule, event.about): recorded})


def case_withdrawn(_event: e.CaseWithdrawn, facts: Facts, recorded: Recorded) -> Facts:
    """End the case, until that is corrected."""
    if facts.withdrawn:
        return facts.again(facts.withdrawn, recorded)
    return replace(facts, withdrawn=recorded)


def contact_stopped(event: e.ContactStopped, facts: Facts, recorded: Recorded) -> Facts:
    """Stop writing to a party, or to everyone."""
    if event.person in facts.silenced:
        return replace(facts, repeats=facts.repeats | {recorded.id})
    return replace(facts, silenced=facts.silenced | {event.person})


def event_corrected(_event: e.EventCorrected, facts: Facts, _recorded: Recorded) -> Facts:
    """Change nothing: the log is read without the event that it voids."""
    return facts

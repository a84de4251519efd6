"""When a notice is right: the conditions that the table of notices names."""

from typing import Final

from worker.case import events as e
from worker.case.actions import Duty, Office
from worker.case.case import Case
from worker.case.certificates import entitlements, missing, questions, supported
from worker.case.conditions import is_standing_request
from worker.case.facts import Recorded, Request
from worker.case.periods import is_after_day_30, is_late_contact, is_short_notice
from worker.case.terms import Ground, Purpose, Role, StopCause
from worker.case.view import Condition, View, is_first

_ARRANGERS = (Role.AUTHORITY, Role.ICB)
# Duties of the authority's assessment team: its own office is told, and nobody else.
_OF_THE_ASSESSMENT: Final = frozenset(
    {"acknowledgement", "ehc_6w_decision", "ehc_16w_no_plan", "ehc_20w_final_plan"}
)
# Duties of others that the adviser follows up when they are missed.
_FOLLOWED_UP: Final = frozenset({"icb_notify_3wd"})


def is_alarmed(duty: Duty) -> bool:
    """Tell whether somebody is told when a duty is missed.

    Not for the family's own limits, nor for the thirty days, as day 31 has its own notice; what
    was agreed in mediation is for the parties to hold each other to. And a notice that could not
    be delivered is not followed by another one to the same address: it is red where people look.
    """
    if duty.rule == "task.notice_failed":
        return False
    return duty.owed_by is Role.ADVISER or duty.rule in _OF_THE_ASSESSMENT | _FOLLOWED_UP


def _is_overdue(view: View) -> bool:
    event = view.event
    return any(
        f"{duty.rule}:{duty.about}" == getattr(event, "fact", "") and duty.met_on is None
        for duty in view.duties
    )


def _of_the_assessment(view: View) -> bool:
    return getattr(view.event, "fact", "").partition(":")[0] in _OF_THE_ASSESSMENT


def is_overdue_for_the_adviser(view: View) -> bool:
    """Tell whether what a timer watched is still not done, and the adviser follows it up."""
    return _is_overdue(view) and not _of_the_assessment(view)


def is_overdue_for_the_authority(view: View) -> bool:
    """Tell whether what a timer watched is still not done, and is the assessment team's."""
    return _is_overdue(view) and _of_the_assessment(view)


def _request(view: View) -> Request | None:
    return view.case.facts.requests.get(view.person)


def lacks_decision(view: View) -> bool:
    """Tell whether a request waits for its decision."""
    return is_standing_request(view) and view.case.facts.decision is None


def lacks_issues(view: View) -> bool:
    """Tell whether a request came without its issues."""
    request = _request(view)
    return is_standing_request(view) and request is not None and not request.has_issues


def lacks_permission(view: View) -> bool:
    """Tell whether a request may not be passed on yet."""
    request = _request(view)
    return is_standing_request(view) and request is not None and not request.permission


def came_late(view: View) -> bool:
    """Tell whether this was the first contact, after the two months."""
    first = view.case.facts.contacted.get(view.person)
    is_this = first is not None and first.id == view.recorded.id
    return is_this and is_late_contact(view.case, view.person, view.policy)


def among(name: str) -> Condition:
    """Make the condition that the event is in a set of the facts, such as `crossed`."""
    return lambda view: view.recorded.id in getattr(view.case.facts, name)


def has_no_request(view: View) -> bool:
    """Tell whether nobody has asked the adviser for mediation."""
    return is_first(view) and not view.case.facts.open_requests


def _stands(recorded: Recorded | None, view: View) -> bool:
    return recorded is not None and recorded.id == view.recorded.id


def is_short(view: View) -> bool:
    """Tell whether the session that this set comes at short notice (reg 37)."""
    event = view.event
    return (
        isinstance(event, e.MediationArranged)
        and _stands(view.case.facts.arranged, view)
        and is_short_notice(event, view.policy)
    )


def is_late(view: View) -> bool:
    """Tell whether the session that this set is after day 30."""
    return _stands(view.case.facts.arranged, view) and is_after_day_30(view.case)


def took_back_unable(view: View) -> bool:
    """Tell whether a session in time took back the word that there would be none."""
    event = view.event
    if not isinstance(event, e.MediationArranged) or not is_first(view):
        return False
    before = _before(view)
    return before is not None and any(
        r.cannot_arrange and p in view.then.facts.watched for p, r in before.facts.requests.items()
    )


def _before(view: View) -> Case | None:
    standing = view.case.standing
    place = standing.index(view.recorded)
    return view.case.as_at(standing[place - 1].id) if place else None


def ends_a_session(view: View) -> bool:
    """Tell whether a session whose date the family knows falls away with this."""
    before = _before(view)
    if before is None or before.facts.arranged is None or view.recorded.id in _crossed(view):
        return False
    return view.then.facts.arranged is None


def _crossed(view: View) -> frozenset[str]:
    return view.case.facts.crossed


def declines_after_referral(view: View) -> bool:
    """Tell whether a NO ends a request that others have been told of."""
    before = _before(view)
    if before is None or view.recorded.id in _crossed(view):
        return False
    request = before.facts.requests.get(view.person)
    was_told = request is not None and request.fact.id in before.facts.referral_sent
    return was_told and view.person not in view.then.facts.requests


def _called_off(view: View) -> Role | None:
    event = view.event
    return event.called_off_by if isinstance(event, e.MediationNotHeld) else None


def called_off_by_family(view: View) -> bool:
    """Tell whether the family called the session off: not by itself a failure of anybody."""
    return _stands(view.case.facts.not_held, view) and _called_off(view) is Role.FAMILY


def called_off_by_arranger(view: View) -> bool:
    """Tell whether who has to arrange the session called it off."""
    return _stands(view.case.facts.not_held, view) and _called_off(view) in _ARRANGERS


def called_off_by_others(view: View) -> bool:
    """Tell whether it is to be found out why the session was not held."""
    known = (Role.FAMILY, *_ARRANGERS)
    return _stands(view.case.facts.not_held, view) and _called_off(view) not in known


def is_adjourned(view: View) -> bool:
    """Tell whether the mediation stands adjourned by this."""
    return _stands(view.case.facts.adjourned, view)


def leaves_a_certificate_bare(view: View) -> bool:
    """Tell whether a correction takes away what a certificate that is out rests on."""
    event = view.event
    if not isinstance(event, e.EventCorrected):
        return False
    case = view.case
    arisen = {(x.person, x.ground) for x in supported(case.facts)}
    target = case.event(event.voids)
    is_step = target is not None and isinstance(
        target.event, e.DecisionNotified | e.AdviserContacted | e.InformationGiven
    )
    for right in entitlements(case):
        if case.facts.certificate(right.person, right.ground) is None:
            continue
        rests_on_it = right.fact.id == event.voids or (
            target is not None
            and isinstance(target.event, e.MediationRequested)
            and right.ground is not Ground.DECLINED
            and (right.person, right.ground) not in arisen
        )
        if rests_on_it or (is_step and missing(case, right)):
            return True
    return False


def left_before_correction(view: View) -> bool:
    """Tell whether letters had gone because of what is corrected."""
    event = view.event
    if not isinstance(event, e.EventCorrected) or leaves_a_certificate_bare(view):
        return False
    own = (Purpose.ADVISER_NOTICE, Purpose.OUTCOME_WANTED)
    return any(f == event.voids and p not in own for p, f, _ in view.case.facts.sent)


def could_not_be_made(view: View) -> bool:
    """Tell whether somebody must see to a letter of which there is nothing that could leave."""
    return _cause(view) is e.Cause.NOT_MADE and _needs_a_person(view)


def did_not_arrive(view: View) -> bool:
    """Tell whether somebody must see to an email that did not arrive."""
    is_on_paper = isinstance(view.event, e.DeliveryFailed) and view.event.by_post
    return _cause(view) is not e.Cause.NOT_MADE and not is_on_paper and _needs_a_person(view)


def did_not_arrive_by_post(view: View) -> bool:
    """Tell whether somebody must see to a letter on paper that was not taken, or came back."""
    is_on_paper = isinstance(view.event, e.DeliveryFailed) and view.event.by_post
    # Older versions told it by another kind, which they did not write down.
    was_told = ("", view.recorded.id) in view.case.facts.told
    return (
        _cause(view) is not e.Cause.NOT_MADE
        and is_on_paper
        and not was_told
        and _needs_a_person(view)
    )


def _cause(view: View) -> e.Cause | None:
    return view.event.cause if isinstance(view.event, e.DeliveryFailed) else None


def is_held_up(view: View) -> bool:
    """Tell whether a letter that waits for the installation has still not left."""
    event, facts = view.event, view.case.facts
    if not isinstance(event, e.LetterHeldUp):
        return False
    letter = (event.purpose, event.fact, event.person)
    return letter not in facts.sent or any(
        facts.goes_again(r)
        and isinstance(r.event, e.DeliveryFailed)
        and (r.event.purpose, r.event.fact, r.event.person) == letter
        for r in facts.lost
    )


def _needs_a_person(view: View) -> bool:
    """Tell whether a failure is somebody's to see to.

    Not that of a message to the office that would be told, and none that was tried again or goes
    again by itself; of delays, which end by themselves or come back as a failure, only that of a
    certificate.
    """
    event = view.event
    return (
        isinstance(event, e.DeliveryFailed)
        and is_first(view)
        and view.recorded.id not in view.case.facts.retried
        and not view.case.facts.goes_again(view.recorded)
        and (event.for_good or event.purpose is Purpose.CERTIFICATE)
        and event.purpose is not Purpose.ADVISER_NOTICE
        and event.person != Office.ADVISER
    )


def is_asked(view: View) -> bool:
    """Tell whether the adviser must ask about ground C for this party."""
    return view.person in {q.person for q in questions(view.case)}


def is_due(view: View) -> bool:
    """Tell whether the certificate that a warning was set for is still to come."""
    fact = getattr(view.event, "fact", "")
    facts = view.case.facts
    rights = (r for r in entitlements(view.case) if not facts.certificate(r.person, r.ground))
    return fact in {*(r.about for r in rights), *(q.about for q in questions(view.case))}


def stopped_by(cause: StopCause) -> Condition:
    """Make the condition that a certificate was stopped for this cause."""
    return lambda view: isinstance(view.event, e.CertificateStopped) and view.event.cause is cause


def arises_stopped(view: View) -> bool:
    """Tell whether a right arose anew by this whose certificate had been stopped, and stays so."""
    then = view.then.facts
    return any(
        right.fact.id == view.recorded.id and (right.person, right.ground) in then.stopped
        for right in supported(then)
    )


def crossed_the_answer(view: View) -> bool:
    """Tell whether a certificate left while the answer that it rests on had changed."""
    event = view.event
    if not isinstance(event, e.CertificateIssued):
        return False
    then = view.then.facts
    issued = next((c for c in then.issued if c.recorded.id == view.recorded.id), None)
    if issued is None or issued.fact not in view.case.stood:
        return False  # a copy by post, or a fact that was corrected: that has its own notice
    return (event.person, event.ground) not in {(x.person, x.ground) for x in supported(then)}


def is_second_of_its_ground(view: View) -> bool:
    """Tell whether a party would be entitled anew to a certificate that it has already."""
    facts = view.case.facts
    for right in supported(facts):
        issued = facts.certificate(right.person, right.ground)
        if issued and right.fact.id == view.recorded.id != issued.fact:
            return True
    return False


def always(_view: View) -> bool:
    """Tell without a condition."""
    return True

"""When a letter is right: the conditions that the letter table names."""

from datetime import date, timedelta

from worker.case import events as e
from worker.case.case import Case
from worker.case.facts import Request
from worker.case.periods import (
    appeal_of,
    chase_wording,
    has_health_issues,
    is_health_only,
    sitting,
    thirty_days_start,
)
from worker.case.policy import Policy
from worker.case.terms import ChaseWording, Purpose
from worker.case.view import View, is_first
from worker.deadlines.targets import chase_date

DAY_30 = 30


def _request(view: View) -> Request | None:
    return view.case.facts.requests.get(view.person)


def has_no_answer(view: View) -> bool:
    """Tell whether the party has neither chosen nor got a certificate."""
    facts, person = view.case.facts, view.person
    answered = person in facts.declined or person in facts.requests
    return not (answered or facts.certificates_of(person))


def informs_before_choice(view: View) -> bool:
    """Tell whether information was given to somebody who had not chosen, and has not yet."""
    earlier = view.then.facts
    chosen = view.person in earlier.declined or view.person in earlier.requests
    return is_first(view) and not chosen and has_no_answer(view)


def is_standing_request(view: View) -> bool:
    """Tell whether this event is the fact of a standing request."""
    request = _request(view)
    return request is not None and request.fact.id == view.recorded.id


def can_be_referred(view: View) -> bool:
    """Tell whether a standing request may go to the authority: permitted, and of a decision."""
    request = _request(view)
    permitted = request is not None and request.permission
    return is_standing_request(view) and permitted and view.case.facts.decision is not None


def names_provider(view: View) -> bool:
    """Tell whether this event named the provider of a request that may be passed on."""
    request = _request(view)
    return (
        request is not None
        and request.permission
        and request.provider_fact == view.recorded.id
        and view.case.facts.decision is not None
    )


def supplements(view: View) -> bool:
    """Tell whether the event added to the issues when the referral had gone."""
    request = _request(view)
    if request is None or request.issues_fact != view.recorded.id:
        return False
    return request.fact.id in view.then.facts.referral_sent


def is_session_ahead(view: View) -> bool:
    """Tell whether this event set the session that stands, and its day has not passed."""
    planned = sitting(view.case)
    return planned is not None and planned.fact.id == view.recorded.id and planned.day >= view.today


def chase_day(start: date, day: int, policy: Policy) -> date:
    """Find the day on which the chase of day N leaves: the working day before, if need be.

    One that escalates, because day 30 has passed, never leaves before day 31.
    """
    on = chase_date(start, day, days=policy.days)
    if day > DAY_30:
        return max(on, policy.days.on_or_after(start + timedelta(days=DAY_30 + 1)))
    return on


def _is_overtaken(case: Case, day: int, today: date, policy: Policy) -> bool:
    """Tell whether the time of a later chase has come; day 30 is never passed over."""
    start = thirty_days_start(case)
    later = (d for d in policy.chase_days if d > day)
    return (
        day != DAY_30
        and start is not None
        and any(chase_day(start, d, policy) <= today for d in later)
    )


def _chase_says(view: View, case: Case, today: date) -> ChaseWording | None:
    event = view.event
    if not isinstance(event, e.TimerFell) or event.kind != "chase" or not is_first(view):
        return None
    if _is_overtaken(case, event.day, today, view.policy):
        return None
    if case.facts.opened_by != event.fact:  # it was set for requests that have ended
        return None
    return chase_wording(case, day=event.day, today=today)


def chase_is_right(view: View) -> bool:
    """Tell whether a chase was right when it fell and is right still.

    A chase that was not needed on its day does not come back later.
    """
    at_fall = _chase_says(view, view.then, view.event.on)
    return at_fall is not None and _chase_says(view, view.case, view.today) is not None


def _day(view: View) -> int:
    return view.event.day if isinstance(view.event, e.TimerFell) else 0


def chases_authority(view: View) -> bool:
    """Tell whether the authority's mediation team is chased, up to day 30."""
    return _day(view) <= DAY_30 and not is_health_only(view.case) and chase_is_right(view)


def chases_head(view: View) -> bool:
    """Tell whether the authority's head of service is chased, after day 30."""
    return _day(view) > DAY_30 and not is_health_only(view.case) and chase_is_right(view)


def chases_icb(view: View) -> bool:
    """Tell whether the ICB is chased, which arranges where only health is at issue (reg 35)."""
    return is_health_only(view.case) and chase_is_right(view)


def asks_provider_too(view: View) -> bool:
    """Tell whether a chase finds a session that passed, and nobody asks the provider today."""
    planned = sitting(view.case)
    if planned is None or _chase_says(view, view.case, view.today) is None:
        return False
    return view.policy.days.add(planned.day, 1) < view.event.on and chase_is_right(view)


def session_has_no_outcome(view: View) -> bool:
    """Tell whether the session that a timer was set for still waits for an outcome."""
    planned, event = sitting(view.case), view.event
    return planned is not None and isinstance(event, e.TimerFell) and planned.fact.id == event.fact


def icb_is_not_told(view: View) -> bool:
    """Tell whether the authority still has to tell the ICB (reg 35)."""
    facts = view.case.facts
    event = view.event
    is_for_now = isinstance(event, e.TimerFell) and event.fact == facts.opened_by
    return is_for_now and has_health_issues(view.case) and facts.icb_told is None


def asks_the_adviser(view: View) -> bool:
    """Tell whether what a timer asks the adviser about is open: a choice, or a session."""
    event, informed = view.event, view.case.facts.informed.get(view.person)
    is_choice = isinstance(event, e.TimerFell) and informed is not None
    if is_choice and informed is not None and informed.id == getattr(event, "fact", ""):
        return has_no_answer(view)
    return session_has_no_outcome(view)


def reminder_is_right(view: View) -> bool:
    """Tell whether a reminder of the appeal still helps: not too late, no later one due."""
    event, certificates = view.event, view.case.facts.certificates_of(view.person)
    deadline = appeal_of(view.case, view.person, view.policy)
    if not certificates or deadline is None or not isinstance(event, e.TimerFell):
        return False
    nearer = (n for n in view.policy.reminders if n < event.day)
    overtaken = any(reminder_day(deadline.aim_by, n, view.policy) <= view.today for n in nearer)
    stands = any(c.recorded.id == event.fact for c in certificates)
    return stands and not overtaken and view.today <= deadline.due


def reminder_day(aim_by: date, days_before: int, policy: Policy) -> date:
    """Find the day of a reminder, counted from the day to aim by, on a working day."""
    return policy.days.on_or_before(aim_by - timedelta(days=days_before))


def wants_copy(view: View) -> bool:
    """Tell whether a party asks for a copy of a certificate of its own that stands."""
    event = view.event
    numbers = {c.number for c in view.case.facts.certificates_of(event.person)}
    return isinstance(event, e.CopyRequested) and event.number in numbers


def failed_for_good(view: View) -> bool:
    """Tell whether a message that paper can replace will not arrive by email."""
    event = view.event
    return (
        isinstance(event, e.DeliveryFailed)
        and event.for_good
        and not event.by_post
        and event.cause is not e.Cause.NOT_MADE  # what cannot be made cannot be printed either
        and view.recorded.id not in view.case.facts.retried
        and is_first(view)
        and not _was_the_fallback(view.case, event)
    )


def _was_the_fallback(case: Case, event: e.DeliveryFailed) -> bool:
    """Tell whether what failed was itself the letter by post: then a person takes over."""
    fact = case.event(event.fact)
    return fact is not None and isinstance(fact.event, e.DeliveryFailed)


def is_certificate_delayed(view: View) -> bool:
    """Tell whether the mail server still tries, and the certificate should not wait for it."""
    event = view.event
    failure = view.case.event(event.fact) if isinstance(event, e.TimerFell) else None
    return (
        failure is not None
        and failure.id in {r.id for r in view.case.facts.lost}
        and isinstance(failure.event, e.DeliveryFailed)
        and failure.event.purpose is Purpose.CERTIFICATE
    )

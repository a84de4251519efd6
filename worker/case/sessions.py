"""What the authority, the ICB and the provider say of the session, and when it is too late."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from worker.case import events as e
from worker.case.facts import Facts, Recorded
from worker.case.terms import Ground, Role
from worker.deadlines.readings import ground_c_trigger

_ARRANGERS = (Role.AUTHORITY, Role.ICB)


def referral_received(_event: e.ReferralReceived, facts: Facts, recorded: Recorded) -> Facts:
    """Stand as the authority's word that it has the referral."""
    if facts.received:
        return facts.again(facts.received, recorded)
    return replace(facts, received=recorded)


def _is_same_session(standing: Recorded | None, event: e.MediationArranged) -> bool:
    if standing is None or not isinstance(standing.event, e.MediationArranged):
        return False
    old = standing.event
    return (
        old.held_on == event.held_on
        and event.held_at in (None, old.held_at)
        and event.provider in ("", old.provider)
        and event.place in ("", old.place)
    )


def _is_overtaken(facts: Facts, recorded: Recorded) -> bool:
    """Tell whether news of the session is older than news that is recorded already."""
    newest = (facts.arranged, facts.adjourned, facts.not_held)
    return any(recorded.on < r.on for r in newest if r)


def mediation_arranged(event: e.MediationArranged, facts: Facts, recorded: Recorded) -> Facts:
    """Set the session.

    One in time takes back the word that there would be none, until the certificate is out.
    """
    if facts.arranged and _is_same_session(facts.arranged, event):
        return facts.again(facts.arranged, recorded)
    if _is_overtaken(facts, recorded):
        return replace(facts, crossed=facts.crossed | {recorded.id})
    requests = {
        p: replace(r, cannot_arrange=None, unable_since=None)
        if p in facts.open_requests and _is_in_time(event.held_on, facts.day_30(p))
        else r
        for p, r in facts.requests.items()
    }
    return replace(facts, arranged=recorded, adjourned=None, not_held=None, requests=requests)


def _is_in_time(held_on: date, limit: date | None) -> bool:
    return limit is not None and held_on <= limit


def mediation_cannot_be_arranged(
    event: e.MediationCannotBeArranged, facts: Facts, recorded: Recorded
) -> Facts:
    """End the wait for a session in time, for every request that was still waiting."""
    if facts.arranged and recorded.on < facts.arranged.on:
        return replace(facts, crossed=facts.crossed | {recorded.id})
    released = facts.released_by(event, Ground.NOT_ARRANGED, facts.open_requests)
    told_to = {
        p: r
        for p, r in facts.open_requests.items()
        if r.cannot_arrange is None or (p, Ground.NOT_ARRANGED) in released
    }
    if not told_to:
        facts = replace(facts, arranged=None)
        return facts.again(facts.cannot_arrange or recorded, recorded)
    requests = {
        p: replace(r, cannot_arrange=recorded, unable_since=_unable_since(facts, p, recorded))
        for p, r in told_to.items()
    }
    return replace(
        facts,
        arranged=None,
        requests={**facts.requests, **requests},
        stopped=facts.stopped - released,
    )


def _unable_since(facts: Facts, person: str, recorded: Recorded) -> date:
    """Find day 0 of the certificate: from when it was known that there is no session in time."""
    known = dict(known_unable(facts, person))
    limit = known.pop("day_30", None)
    told = min((recorded.on, *known.values()))
    return told if limit is None else ground_c_trigger(told=told, day_30=limit) or told


def known_unable(facts: Facts, person: str) -> Mapping[str, date]:
    """Find the days, by what happened, from which a session in time could not be expected.

    Domain 4: the authority cancels, or moves past day 30: as unable to arrange, from the day it
    is known. Day 30 itself, because a silent authority never says so (domain 3, row 8).
    """
    days: dict[str, date] = {}
    limit = facts.day_30(person)
    match facts.not_held:
        case Recorded(event=e.MediationNotHeld(called_off_by=by)) as called_off:
            if by in _ARRANGERS:
                days["called_off"] = facts.since(called_off)
    match facts.arranged:
        case Recorded(event=e.MediationArranged(held_on=held_on)) as arranged:
            if limit and held_on > limit:
                days["arranged_late"] = facts.since(arranged)
    if limit:
        days["day_30"] = limit
    return days


def mediation_adjourned(event: e.MediationAdjourned, facts: Facts, recorded: Recorded) -> Facts:
    """Go back to the watch over the thirty days, with or without a next day."""
    match facts.adjourned:
        case Recorded(event=e.MediationAdjourned(to=known)) as standing if event.to in (
            None,
            known,
        ):
            return facts.again(standing, recorded)
        case _:
            return replace(facts, adjourned=recorded, arranged=None, not_held=None)


def mediation_not_held(event: e.MediationNotHeld, facts: Facts, recorded: Recorded) -> Facts:
    """Go back to the watch over the thirty days; who called it off may be told later."""
    match facts.not_held:
        case Recorded(event=e.MediationNotHeld(called_off_by=known)) as standing if (
            event.called_off_by in (None, known)
        ):
            return facts.again(standing, recorded)
        case _:
            return replace(facts, not_held=recorded, arranged=None, adjourned=None)


def mediation_concluded(event: e.MediationConcluded, facts: Facts, recorded: Recorded) -> Facts:
    """End the mediation of every request that waited for it."""
    released = facts.released_by(event, Ground.MEDIATED, facts.requests)
    over = {
        p: r
        for p, r in facts.requests.items()
        if r.concluded is None or (p, Ground.MEDIATED) in released
    }
    standing = facts.concluded
    if not over:
        return _concluded_again(facts, standing or recorded, event, recorded)
    requests = {p: replace(r, concluded=recorded) for p, r in over.items()}
    outcomes = {**facts.outcomes, recorded.id: recorded} if event.outcome else facts.outcomes
    return replace(
        facts,
        requests={**facts.requests, **requests},
        stopped=facts.stopped - released,
        outcomes=outcomes,
    )


def _concluded_again(
    facts: Facts, standing: Recorded, event: e.MediationConcluded, recorded: Recorded
) -> Facts:
    known = facts.outcomes.get(standing.id)
    if event.outcome and known is None:
        facts = replace(facts, outcomes={**facts.outcomes, standing.id: recorded})
    outcome = known.event.outcome if known and isinstance(known.event, type(event)) else None
    if recorded.on != standing.on or (event.outcome and outcome not in (None, event.outcome)):
        facts = replace(facts, differing=facts.differing | {recorded.id})
    return facts.again(standing, recorded)

"""Who owes what by when in a case as it stands; met, open, or red when its day has passed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from worker.case.actions import Duty
from worker.case.case import Case
from worker.case.certificate_duties import of_the_appeal, of_the_certificates, of_the_post
from worker.case.facts import Request
from worker.case.form_duties import of_the_form
from worker.case.owing import by_close_of, by_rule, same_day
from worker.case.periods import has_health_issues, is_health_only, thirty_days_start
from worker.case.policy import Policy
from worker.case.session_duties import of_the_agreement, of_the_session
from worker.case.terms import DecisionType, Purpose, Role

D = DecisionType
# By which decision each stage of an assessment is met. Another decision shows that the stage was
# passed, not when: then only the authority's own word (DutyMet) would say so.
_MET_BY: Final[dict[str, DecisionType]] = {
    "ehc_6w_decision": D.REFUSAL_TO_ASSESS,
    "ehc_16w_no_plan": D.NO_PLAN,
    "ehc_20w_final_plan": D.PLAN_CONTENTS,
}


def _of_the_request(case: Case, policy: Policy) -> Iterator[Duty]:
    request, decision = case.facts.request, case.facts.decision
    if request is None:
        return
    acknowledged = [
        on
        for (purpose, fact, _), on in case.facts.sent.items()
        if purpose is Purpose.ACKNOWLEDGEMENT and fact == request.id
    ]
    yield by_close_of(
        "acknowledgement",
        policy.days.add(request.on, policy.acknowledge_within),
        about=request.id,
        owed_by=Role.AUTHORITY,
        met_on=max(acknowledged, default=None),
    )
    for rule, meets in _MET_BY.items():
        if decision is None or case.facts.decision_type is meets:
            yield by_rule(
                rule,
                request.on,
                about=request.id,
                owed_by=Role.AUTHORITY,
                policy=policy,
                met_on=decision.on if decision else None,
                by_word=decision is None,
            )


def _of_the_contact(case: Case, policy: Policy) -> Iterator[Duty]:
    facts = case.facts
    if facts.decision:
        contacts = [facts.since(r) for r in facts.contacted.values()]
        yield by_rule(
            "adviser_contact_2m",
            facts.decision.on,
            about=facts.decision.id,
            owed_by=Role.FAMILY,
            policy=policy,
            met_on=min(contacts, default=None),
        )
    for person, contacted in facts.contacted.items():
        informed = facts.informed.get(person)
        yield by_close_of(
            "task.give_information",
            policy.days.add(contacted.on, policy.inform_within),
            about=contacted.id,
            met_on=facts.since(informed) if informed else None,
            person=person,
        )


def _of_the_mediation(case: Case, policy: Policy) -> Iterator[Duty]:
    facts = case.facts
    told = facts.family_told_authority
    if told and not facts.requests:
        # Reg 36: the family's word to the authority alone starts the thirty days.
        yield _thirty_days(case, told.id, facts.since(told), policy)
        yield by_close_of("task.request", same_day(told, policy), about=told.id)
    for person, request in facts.requests.items():
        yield from _of_a_request(case, person, request, policy)
    told_on = _authority_told_on(case)
    if has_health_issues(case) and told_on:
        yield by_rule(
            "icb_notify_3wd",
            told_on,
            about=facts.opened_by,
            owed_by=Role.AUTHORITY,
            policy=policy,
            met_on=facts.since(facts.icb_told) if facts.icb_told else None,
        )


def _thirty_days(
    case: Case,
    about: str,
    start: date,
    policy: Policy,
    *,
    met_on: date | None = None,
    person: str = "",
) -> Duty:
    health = is_health_only(case)
    return by_rule(
        "mediation_30d_health_only" if health else "mediation_30d",
        start,
        about=about,
        owed_by=Role.ICB if health else Role.AUTHORITY,
        policy=policy,
        met_on=met_on,
        person=person,
    )


def _of_a_request(case: Case, person: str, request: Request, policy: Policy) -> Iterator[Duty]:
    fact = request.fact
    task_day = same_day(fact, policy)
    was_lost = case.facts.was_lost(Purpose.REFERRAL, fact.id)
    referred_on = case.facts.referral_sent.get(fact.id)
    yield by_close_of(
        "task.refer",
        task_day,
        about=fact.id,
        met_on=None if was_lost else referred_on,
        person=person,
        by_word=was_lost,
    )
    issues = case.event(request.issues_fact) if request.has_issues else None
    yield by_close_of(
        "task.issues",
        task_day,
        about=fact.id,
        met_on=issues.on if issues else None,
        person=person,
        by_word=issues is None,
    )
    start = thirty_days_start(case, person)
    if start:
        over = request.concluded
        held_on = case.facts.since(over) if over else None
        yield _thirty_days(case, fact.id, start, policy, met_on=held_on, person=person)


def _authority_told_on(case: Case) -> date | None:
    facts = case.facts
    days = [d for r in facts.requests.values() if (d := facts.referral_sent.get(r.fact.id))]
    if facts.family_told_authority and facts.requests:
        days.append(facts.since(facts.family_told_authority))
    return min(days, default=None)


def _as_told(case: Case, duty: Duty) -> Duty:
    """Note what a person said about a duty that no other event can show as met."""
    word = case.facts.done.get(duty.key)
    if word is None or not duty.by_word or duty.met_on:
        return duty
    return replace(duty, met_on=word.on)


def duties(case: Case, policy: Policy) -> tuple[Duty, ...]:
    """Find every duty of the case; withdrawal leaves those that have arisen in sight."""
    found = (
        *_of_the_request(case, policy),
        *_of_the_contact(case, policy),
        *_of_the_mediation(case, policy),
        *of_the_session(case, policy),
        *of_the_agreement(case, policy),
        *of_the_certificates(case, policy),
        *of_the_appeal(case, policy),
        *of_the_post(case, policy),
        *of_the_form(case, policy),
    )
    once: dict[tuple[str, str], Duty] = {}
    for duty in found:
        once.setdefault(duty.key, _as_told(case, duty))
    return tuple(once.values())

"""Who owes what by when in a case as it stands; met, open, or red when its day has passed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from typing import Final

from worker.case import events as e
from worker.case.actions import Duty
from worker.case.case import Case
from worker.case.certificates import entitlements, missing, questions
from worker.case.facts import Reach, Recorded, Request
from worker.case.periods import appeal_of, has_health_issues, is_health_only, thirty_days_start
from worker.case.policy import Policy
from worker.case.terms import Agreement, DecisionType, Purpose, Role
from worker.deadlines.london import at_london
from worker.deadlines.rules import due

D = DecisionType
CLOSE_OF_BUSINESS: Final = time(17, 0)
# By which decision each stage of an assessment is met. Another decision shows that the stage was
# passed, not when: then only the authority's own word (DutyMet) would say so.
_MET_BY: Final[dict[str, DecisionType]] = {
    "ehc_6w_decision": D.REFUSAL_TO_ASSESS,
    "ehc_16w_no_plan": D.NO_PLAN,
    "ehc_20w_final_plan": D.PLAN_CONTENTS,
}
# Reg 42(2): what was agreed on an appealable issue is done within the limits of reg 44, as if the
# Tribunal had ordered it. We do not know what was agreed (it is confidential), only the decision.
_AGREED: Final[dict[DecisionType, tuple[str, ...]]] = {
    D.REFUSAL_TO_ASSESS: (
        "reg44_start_assessment_2w",
        "reg44_no_plan_10w",
        "reg44_final_plan_14w",
    ),
    D.NO_PLAN: ("reg44_make_plan_draft_5w", "reg44_make_plan_final_11w"),
    D.PLAN_CONTENTS: ("reg44_amend_5w",),
    D.REFUSAL_TO_AMEND: ("reg44_amend_5w",),
    D.CEASING_A_PLAN: (),
}
_ENDS_A_SESSION: Final = (
    e.MediationArranged,
    e.MediationCannotBeArranged,
    e.MediationAdjourned,
    e.MediationNotHeld,
    e.MediationConcluded,
)


def _statutory(
    rule: str,
    trigger: date,
    *,
    about: str,
    owed_by: Role,
    policy: Policy,
    met_on: date | None = None,
    person: str = "",
    by_word: bool = False,
) -> Duty:
    deadline = due(rule, trigger, days=policy.days)
    return Duty(
        rule=rule,
        about=about,
        owed_by=owed_by,
        due=deadline.due,
        due_at=deadline.ends_at(),
        met_on=met_on,
        person=person,
        by_word=by_word,
    )


def _by_close_of(
    rule: str,
    on: date,
    *,
    about: str,
    owed_by: Role = Role.ADVISER,
    met_on: date | None = None,
    person: str = "",
    by_word: bool = False,
) -> Duty:
    return Duty(
        rule=rule,
        about=about,
        owed_by=owed_by,
        due=on,
        due_at=at_london(on, CLOSE_OF_BUSINESS),
        met_on=met_on,
        person=person,
        by_word=by_word,
    )


def _decision_type(case: Case) -> DecisionType | None:
    decision = case.facts.decision
    event = decision.event if decision else None
    return event.type if isinstance(event, e.DecisionNotified) else None


def _of_the_request(case: Case, policy: Policy) -> Iterator[Duty]:
    request, decision = case.facts.request, case.facts.decision
    if request is None:
        return
    acknowledged = [
        on
        for (purpose, fact, _), on in case.facts.sent.items()
        if purpose is Purpose.ACKNOWLEDGEMENT and fact == request.id
    ]
    yield _by_close_of(
        "acknowledgement",
        policy.days.add(request.on, policy.acknowledge_within),
        about=request.id,
        owed_by=Role.AUTHORITY,
        met_on=max(acknowledged, default=None),
    )
    for rule, meets in _MET_BY.items():
        if decision is None or _decision_type(case) is meets:
            yield _statutory(
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
        yield _statutory(
            "adviser_contact_2m",
            facts.decision.on,
            about=facts.decision.id,
            owed_by=Role.FAMILY,
            policy=policy,
            met_on=min(contacts, default=None),
        )
    for person, contacted in facts.contacted.items():
        informed = facts.informed.get(person)
        yield _by_close_of(
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
        yield _by_close_of("task.request", policy.days.on_or_after(told.on), about=told.id)
    for person, request in facts.requests.items():
        yield from _of_a_request(case, person, request, policy)
    told_on = _authority_told_on(case)
    if has_health_issues(case) and told_on:
        yield _statutory(
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
    return _statutory(
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
    same_day = policy.days.on_or_after(fact.on)
    referred_on = case.facts.referral_sent.get(fact.id)
    yield _by_close_of("task.refer", same_day, about=fact.id, met_on=referred_on, person=person)
    issues = case.event(request.issues_fact) if request.has_issues else None
    yield _by_close_of(
        "task.issues",
        same_day,
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


def _next(case: Case, after: Recorded, kinds: tuple[type[e.Event], ...]) -> Recorded | None:
    standing = case.standing
    later = standing[standing.index(after) + 1 :]
    told_nothing_new = case.facts.repeats | case.facts.crossed
    return next(
        (r for r in later if isinstance(r.event, kinds) and r.id not in told_nothing_new), None
    )


def _of_the_session(case: Case, policy: Policy) -> Iterator[Duty]:
    silent = case.facts.repeats | case.facts.crossed
    for recorded in case.standing:
        event = recorded.event
        if recorded.id in silent:
            continue
        if isinstance(event, e.MediationArranged):
            yield from _outcome_of(case, recorded, event.held_on, policy)
        elif isinstance(event, e.MediationAdjourned) and event.to:
            yield from _outcome_of(case, recorded, event.to, policy)
        elif isinstance(event, e.MediationAdjourned | e.MediationNotHeld):
            yield from _new_date_after(case, recorded, policy)


def _outcome_of(case: Case, recorded: Recorded, held_on: date, policy: Policy) -> Iterator[Duty]:
    end = _next(case, recorded, _ENDS_A_SESSION)
    if isinstance(end.event if end else None, e.MediationArranged | e.MediationCannotBeArranged):
        return  # it was moved or called off before it could have an outcome
    if end is None and not case.facts.awaited:
        return
    # The provider is asked on working day 1, the adviser on day 3 (timers.py), and has a day.
    by = policy.days.add(held_on, 4)
    yield _by_close_of(
        "task.session_outcome", by, about=recorded.id, met_on=end.on if end else None
    )


def _new_date_after(case: Case, recorded: Recorded, policy: Policy) -> Iterator[Duty]:
    end = _next(case, recorded, _ENDS_A_SESSION)
    if end is None and not case.facts.watched:
        return
    by = policy.days.add(recorded.on, 1)
    yield _by_close_of(
        "task.new_date",
        by,
        about=recorded.id,
        met_on=end.on if end else None,
        by_word=end is None,
    )


def _of_the_agreement(case: Case, policy: Policy) -> Iterator[Duty]:
    """Find the limits of reg 42; only a party's word shows that one is met."""
    facts = case.facts
    for over in {
        r.concluded.id: r.concluded for r in facts.requests.values() if r.concluded
    }.values():
        teller = facts.outcomes.get(over.id)
        event = teller.event if teller else None
        if not isinstance(event, e.MediationConcluded) or event.outcome is Agreement.NO_AGREEMENT:
            continue
        for rule, owed_by in _agreed_rules(case, event):
            yield _statutory(
                rule, over.on, about=over.id, owed_by=owed_by, policy=policy, by_word=True
            )


def _agreed_rules(case: Case, event: e.MediationConcluded) -> tuple[tuple[str, Role], ...]:
    health, kind = is_health_only(case), _decision_type(case)
    rules = [("agreement_2w", Role.ICB if health else Role.AUTHORITY)]
    if not event.authority_is_party:
        rules.append(("agreement_1w_tell_la", Role.ICB))
    if not health and kind:
        rules += [(rule, Role.AUTHORITY) for rule in _reg_44(case, kind)]
    return tuple(rules)


def _reg_44(case: Case, kind: DecisionType) -> tuple[str, ...]:
    decision = case.facts.decision
    event = decision.event if decision else None
    if isinstance(event, e.DecisionNotified) and event.placement_only:
        return ("reg44_name_school_2w",)
    return _AGREED[kind]


def _of_the_certificates(case: Case, policy: Policy) -> Iterator[Duty]:
    facts = case.facts
    for right in entitlements(case):
        limit = _statutory(
            "cert_3wd",
            right.trigger,
            about=right.about,
            owed_by=Role.ADVISER,
            policy=policy,
            met_on=_reached_on(case, right.person, right.fact.id),
            person=right.person,
        )
        yield limit
        if missing(case, right) and facts.certificate(right.person, right.ground) is None:
            yield replace(limit, rule="task.certificate_details")
    for question in questions(case):
        yield _statutory(
            "cert_3wd",
            question.since,
            about=question.about,
            owed_by=Role.ADVISER,
            policy=policy,
            person=question.person,
            by_word=True,
        )


def _reached_on(case: Case, person: str, fact: str) -> date | None:
    """Find when a certificate left by a way that was not reported as failed.

    Domain 4: when an email bounces, the three working days still run.
    """
    facts = case.facts
    issued = (c for c in facts.issued if c.number not in facts.withdrawn_numbers)
    if not any(c.person == person and c.fact == fact for c in issued):
        return None
    for failure in facts.failed:
        match failure.event:
            case e.DeliveryFailed(
                purpose=Purpose.CERTIFICATE, fact=lost, person=to, for_good=True
            ) if (lost, to) == (fact, person):
                fact = failure.id  # under which it goes by post
    return facts.sent.get((Purpose.CERTIFICATE, fact, person))


def _of_the_appeal(case: Case, policy: Policy) -> Iterator[Duty]:
    for person in {*case.facts.contacted, *(c.person for c in case.facts.issued)}:
        deadline = appeal_of(case, person, policy)
        if deadline:
            yield Duty(
                rule="appeal_deadline",
                about=person,
                owed_by=Role.FAMILY,
                due=deadline.due,
                due_at=deadline.ends_at(),
                person=person,
            )


def _of_the_post(case: Case, policy: Policy) -> Iterator[Duty]:
    facts = case.facts
    owed_by = Role.ADVISER if facts.contacted else Role.AUTHORITY
    for failure in facts.failed:
        event = failure.event
        if isinstance(event, e.DeliveryFailed) and event.for_good:
            yield _by_close_of(
                "task.delivery_failed",
                policy.days.on_or_after(failure.on),
                about=failure.id,
                owed_by=Role.AUTHORITY
                if event.purpose is Purpose.ACKNOWLEDGEMENT
                else Role.ADVISER,
                met_on=facts.sent.get((event.purpose, failure.id, event.person)),
                by_word=True,
            )
    for party in case.parties:
        if party.reach is Reach.NOBODY and case.history:
            by = policy.days.add(case.history[0].on, 1)
            yield _by_close_of(
                "task.address_wanted", by, about=party.id, owed_by=owed_by, person=party.id
            )


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
        *_of_the_session(case, policy),
        *_of_the_agreement(case, policy),
        *_of_the_certificates(case, policy),
        *_of_the_appeal(case, policy),
        *_of_the_post(case, policy),
    )
    once: dict[tuple[str, str], Duty] = {}
    for duty in found:
        once.setdefault(duty.key, _as_told(case, duty))
    return tuple(once.values())

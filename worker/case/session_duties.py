"""What is owed about sessions, and about what was agreed in them."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from worker.case import events as e
from worker.case.actions import Duty
from worker.case.case import Case
from worker.case.facts import Recorded
from worker.case.owing import by_close_of, by_rule
from worker.case.periods import is_health_only
from worker.case.policy import Policy
from worker.case.terms import Agreement, DecisionType, Role

D = DecisionType
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


def of_the_session(case: Case, policy: Policy) -> Iterator[Duty]:
    """Find what is owed about each session: an outcome, or a new date."""
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
    yield by_close_of("task.session_outcome", by, about=recorded.id, met_on=end.on if end else None)


def _new_date_after(case: Case, recorded: Recorded, policy: Policy) -> Iterator[Duty]:
    end = _next(case, recorded, _ENDS_A_SESSION)
    if end is None and not case.facts.watched:
        return
    by = policy.days.add(recorded.on, 1)
    yield by_close_of(
        "task.new_date",
        by,
        about=recorded.id,
        met_on=end.on if end else None,
        by_word=end is None,
    )


def _next(case: Case, after: Recorded, kinds: tuple[type[e.Event], ...]) -> Recorded | None:
    standing = case.standing
    later = standing[standing.index(after) + 1 :]
    told_nothing_new = case.facts.repeats | case.facts.crossed
    return next(
        (r for r in later if isinstance(r.event, kinds) and r.id not in told_nothing_new), None
    )


def of_the_agreement(case: Case, policy: Policy) -> Iterator[Duty]:
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
            yield by_rule(
                rule, over.on, about=over.id, owed_by=owed_by, policy=policy, by_word=True
            )


def _agreed_rules(case: Case, event: e.MediationConcluded) -> tuple[tuple[str, Role], ...]:
    health, kind = is_health_only(case), case.facts.decision_type
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

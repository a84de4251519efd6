"""Invented cases to try a decision letter with: the authority brings it, the worker sends none."""

from dataclasses import replace

from worker.case.terms import DecisionType
from worker.outbox.facts import LetterFacts
from worker.outbox.samples import SAMPLES


def _decisions() -> tuple[LetterFacts, ...]:
    """Take the cases of the information letter, on the day on which the decision is sent."""
    cases = []
    for told in SAMPLES["information"]:
        if told.decision and told.contact_limit and not told.late_contact:
            facts = replace(told, body=told.authority, today=told.decision.sent)
            cases.append(facts)
    ceasing = replace(cases[0].decision, kind=DecisionType.CEASING_A_PLAN)  # type: ignore[type-var]
    return (*cases, replace(cases[0], decision=ceasing))


DECISION_SAMPLES = _decisions()

"""The last day to appeal: the later of two limbs, then Tribunal rule 12, once."""

from datetime import date
from functools import lru_cache

from worker.deadlines.concluding import conclude
from worker.deadlines.counting import Counted, count
from worker.deadlines.deadline import Deadline
from worker.deadlines.rules import rule_in_force
from worker.deadlines.wording import in_words
from worker.deadlines.working_days import WorkingDays


def appeal_deadline(sent: date, issued: date | None, *, days: WorkingDays) -> Deadline:
    """Work out by when the Tribunal must have received an appeal.

    `sent` is the day on which written notice of the decision was sent; `issued` the issue date of
    the certificate, None for an appeal about placement only, which needs none. Rule 20(1)(c) of
    the Tribunal's Rules: 2 months from the first, or 1 month from the second if that is later.
    The later limb is taken first and moved afterwards; the other order gives the same day, as
    moving never changes which of two days is the later.
    Raises BadInput for a date that the rule does not cover.
    """
    return _worked_out(sent, issued, days)


# The cases of one day have dates in common, and each is asked for again with every letter.
@lru_cache(maxsize=4096)
def _worked_out(sent: date, issued: date | None, days: WorkingDays) -> Deadline:
    rule = rule_in_force("appeal_deadline", sent)
    decision = count(rule, sent, days=days)
    if issued is None:
        steps = (*decision.steps, "No certificate: only the limb from the decision counts")
        counted = Counted(ends=decision.ends, steps=steps)
        return conclude(rule, sent, counted, days=days, limbs=(decision.ends, None))
    rule_in_force("appeal_certificate_limb", issued)
    certificate = count(rule_in_force("appeal_certificate_limb", sent), issued, days=days)
    steps = (
        *decision.steps,
        *certificate.steps,
        *_odd(sent, issued),
        _later(decision.ends, certificate.ends),
    )
    counted = Counted(ends=max(decision.ends, certificate.ends), steps=steps)
    return conclude(rule, sent, counted, days=days, limbs=(decision.ends, certificate.ends))


def _later(decision_ends: date, certificate_ends: date) -> str:
    if decision_ends == certificate_ends:
        return f"Both limbs end on {in_words(decision_ends)}"
    if certificate_ends > decision_ends:
        return f"The later limb counts, from the certificate: {in_words(certificate_ends)}"
    return f"The later limb counts, from the decision: {in_words(decision_ends)}"


def _odd(sent: date, issued: date) -> tuple[str, ...]:
    if issued >= sent:
        return ()
    return ("The certificate is dated before the decision was sent: check both dates",)

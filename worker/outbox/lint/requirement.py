"""What a letter must carry, how it is looked for, and in which cases it applies."""

from collections.abc import Callable
from dataclasses import dataclass

from worker.case.terms import ChaseWording
from worker.outbox.facts import LetterFacts

Case = Callable[[LetterFacts], bool]


def every_case(_facts: LetterFacts) -> bool:
    """Apply to every case."""
    return True


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Something a letter must carry in each case to which it applies.

    Either the value of one of the fields, in a paragraph that has one of the words beside it; or
    a sentence that matches the wording; or, for what only chooses between wordings, the field in a
    condition.
    """

    item: str
    fields: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    wording: str = ""  # a regular expression over one sentence, any case
    example: str = ""  # a sentence that fits, where the wording is more than words to be used
    when: Case = every_case
    is_condition: bool = False


def field(item: str, *fields: str, beside: str = "", when: Case = every_case) -> Requirement:
    """Ask for a value; `beside` has the words of which one must stand with it, parted by |."""
    words = tuple(beside.split("|")) if beside else ()
    return Requirement(item=item, fields=fields, beside=words, when=when)


def wording(item: str, wording: str, *, when: Case = every_case, example: str = "") -> Requirement:
    """Ask for a sentence."""
    return Requirement(item=item, wording=wording, when=when, example=example)


def condition(item: str, field: str) -> Requirement:
    """Ask for a field that chooses between wordings."""
    return Requirement(item=item, fields=(field,), is_condition=True)


def is_copy(facts: LetterFacts) -> bool:
    """Tell whether the certificate is a copy."""
    return bool(facts.certificate and facts.certificate.is_copy)


def has_two_limbs(facts: LetterFacts) -> bool:
    """Tell whether the month after the certificate counts."""
    return bool(facts.appeal and facts.appeal.certificate_limb)


def is_placement_only(facts: LetterFacts) -> bool:
    """Tell whether only the school or other place is disputed."""
    return bool(facts.decision and facts.decision.placement_only)


def is_late(facts: LetterFacts) -> bool:
    """Tell whether the family contacted the adviser after two months."""
    return facts.late_contact


def is_in_time(facts: LetterFacts) -> bool:
    """Tell whether the family can still contact the adviser in time."""
    return bool(facts.contact_limit and facts.today <= facts.contact_limit)


def can_still_appeal(facts: LetterFacts) -> bool:
    """Tell whether the last day to appeal is to come."""
    return bool(facts.appeal and facts.today <= facts.appeal.last_day)


def is_referred(facts: LetterFacts) -> bool:
    """Tell whether the request could be passed on."""
    return bool(facts.referral and facts.decision)


def is_short_notice(facts: LetterFacts) -> bool:
    """Tell whether the session comes within five working days."""
    return bool(facts.session and facts.session.short_notice)


def is_after_day_30(facts: LetterFacts) -> bool:
    """Tell whether the session comes after day 30."""
    return bool(facts.session and facts.session.after_day_30)


def is_health_only(facts: LetterFacts) -> bool:
    """Tell whether health alone is disputed."""
    return bool(facts.referral and facts.referral.health_only)


def has_health_issues(facts: LetterFacts) -> bool:
    """Tell whether health is disputed too."""
    return bool(facts.referral and facts.referral.health_issues)


def is_escalated(facts: LetterFacts) -> bool:
    """Tell whether a chase goes to the head of service."""
    return bool(facts.chase and facts.chase.escalated)


def session_is_late(facts: LetterFacts) -> bool:
    """Tell whether the session that is arranged comes after day 30."""
    return bool(facts.chase and facts.chase.wording is ChaseWording.ARRANGED_LATE)


def is_not_health_only(facts: LetterFacts) -> bool:
    """Tell whether more than health is disputed."""
    return not is_health_only(facts)

"""What a person owes a reader: the password of a locked letter, a form that no machine makes."""

from collections.abc import Iterator
from typing import Final

from worker.case.actions import WITH_LETTER, Duty
from worker.case.case import Case
from worker.case.facts import Party, Reach
from worker.case.owing import by_close_of
from worker.case.policy import Policy
from worker.case.terms import Delivery, Purpose, Role

# A locked letter is worth nothing until its reader has the password.
_PASSWORD_WITHIN: Final = 1  # working day


def of_the_form(case: Case, policy: Policy) -> Iterator[Duty]:
    """Find the passwords to be told and the letters to be made in another form.

    The standard letter has gone out on time; each other form has a date of its own.
    """
    for party in case.parties:
        if party.delivery is Delivery.ENCRYPTED and party.reach is Reach.EMAIL:
            yield from _password(case, party, policy)
        if party.needs_other_form:
            yield from _other_forms(case, party, policy)


def _password(case: Case, party: Party, policy: Policy) -> Iterator[Duty]:
    locked = [
        (on, purpose)
        for (purpose, _, to), on in case.facts.sent.items()
        if to == party.id and purpose in WITH_LETTER and on >= (party.delivery_since or on)
    ]
    if locked:
        first, purpose = min(locked)
        yield by_close_of(
            "task.tell_password",
            policy.days.add(first, _PASSWORD_WITHIN),
            about=party.id,
            owed_by=_whose(purpose),
            person=party.id,
            by_word=True,
        )


def _other_forms(case: Case, party: Party, policy: Policy) -> Iterator[Duty]:
    for (purpose, fact, to), sent in case.facts.sent.items():
        if to == party.id:
            since = max(sent, party.format_since or sent)
            yield by_close_of(
                "task.other_format",
                policy.days.add(since, policy.other_format_within),
                about=f"{purpose}:{fact}:{party.id}",
                owed_by=_whose(purpose),
                person=party.id,
                by_word=True,
            )


def _whose(purpose: Purpose) -> Role:
    """Say whose letter it was: the two bodies are kept apart."""
    return Role.AUTHORITY if purpose is Purpose.ACKNOWLEDGEMENT else Role.ADVISER

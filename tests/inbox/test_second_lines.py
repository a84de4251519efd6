"""An answer that issues a certificate is believed only with harmless words beside it."""

from datetime import date

import pytest

from tests.inbox import second_lines
from tests.inbox.test_answers import own
from worker.case.terms import Role
from worker.inbox.reading import read_words
from worker.inbox.terms import Evidence

WEDNESDAY = date(2026, 11, 18)
CASE = "LEI-26-00042-K"
ANSWERS = {
    Role.FAMILY: "NO MEDIATION\n\n",
    Role.AUTHORITY: "CANNOT ARRANGE\n\n",
    Role.PROVIDER: "CONCLUDED 16/11/2026 agreement\n\n",
    Role.ADVISER: f"Case: {CASE}\nOutcome: no mediation\nDate: 18/11/2026\n\n",
}
TAKEN_BACK = {
    Role.FAMILY: second_lines.FAMILY_TAKEN_BACK,
    Role.AUTHORITY: second_lines.AUTHORITY_TAKEN_BACK,
    Role.PROVIDER: second_lines.PROVIDER_TAKEN_BACK,
    Role.ADVISER: second_lines.ADVISER_TAKEN_BACK,
}
LEFT = {
    Role.FAMILY: second_lines.FAMILY_LEFT,
    Role.AUTHORITY: second_lines.AUTHORITY_LEFT,
    Role.PROVIDER: second_lines.PROVIDER_LEFT,
    Role.ADVISER: second_lines.ADVISER_LEFT,
}


def _lines(blocks: dict[Role, str]) -> list[tuple[Role, str]]:
    return [(role, line) for role, block in blocks.items() for line in block.strip().splitlines()]


def _evidence(role: Role, text: str) -> Evidence:
    return read_words(own(text), role=role, said_on=WEDNESDAY, case=CASE).evidence


@pytest.mark.parametrize(("role", "line"), _lines(TAKEN_BACK))
def test_a_second_mind_goes_to_a_person(role: Role, line: str) -> None:
    assert _evidence(role, ANSWERS[role] + line) is Evidence.UNCLEAR


@pytest.mark.parametrize(("role", "line"), _lines(LEFT))
def test_harmless_words_leave_the_answer(role: Role, line: str) -> None:
    assert _evidence(role, ANSWERS[role] + line) is Evidence.FORM


@pytest.mark.parametrize("role", ANSWERS)
def test_words_that_nobody_foresaw_go_to_a_person(role: Role) -> None:
    strange = "The heron walks backwards over the frozen canal"
    assert _evidence(role, ANSWERS[role] + strange) is Evidence.UNCLEAR


@pytest.mark.parametrize("reason", second_lines.NO_REASONS.strip().splitlines())
def test_what_is_no_reason_goes_to_a_person(reason: str) -> None:
    assert _evidence(Role.AUTHORITY, f"CANNOT ARRANGE {reason}") is not Evidence.FORM


@pytest.mark.parametrize("reason", second_lines.REASONS.strip().splitlines())
def test_a_reason_leaves_the_answer(reason: str) -> None:
    assert _evidence(Role.AUTHORITY, f"CANNOT ARRANGE {reason}") is Evidence.FORM

"""The table of answers: whose each form is, and that every list comes from it."""

import pytest

from worker.case.answers import (
    ANSWERS,
    BLOCK,
    CONFIRMABLE,
    FORMS,
    AnswerForm,
    Says,
    Slot,
    may_say,
    row_of,
    shown_forms,
)
from worker.case.terms import Agreement, Ground, Role
from worker.deadlines.rules import RULES

# The design's table: who may write which form.
FORM_OF = {
    "NO MEDIATION": {Role.FAMILY},
    "YES MEDIATION": {Role.FAMILY},
    "RECEIVED": {Role.AUTHORITY},
    "ARRANGED": {Role.AUTHORITY, Role.PROVIDER, Role.ICB},
    "CANNOT ARRANGE": {Role.AUTHORITY, Role.ICB},
    "CONCLUDED": {Role.PROVIDER},
    "ADJOURNED": {Role.PROVIDER},
    "NOT HELD": {Role.PROVIDER},
}


def test_each_form_is_its_role_s_alone() -> None:
    assert {row.words: set(row.said_by) for row in FORMS} == FORM_OF


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row.says.value)
def test_who_may_say_it(row: AnswerForm, role: Role) -> None:
    by_block = role is Role.ADVISER and row in BLOCK
    assert may_say(row.says, role) is (role in row.said_by or by_block)


@pytest.mark.parametrize("says", [Says.OTHER, Says.CONTACT, Says.COPY])
def test_what_has_no_form_is_nobody_s_to_say(says: Says) -> None:
    assert row_of(says) is None
    assert not any(may_say(says, role) for role in Role)


def test_a_certificate_follows_from_these_alone() -> None:
    grounds = {row.says: row.ground for row in ANSWERS if row.ground}
    assert grounds == {
        Says.DECLINED: Ground.DECLINED,
        Says.CANNOT_ARRANGE: Ground.NOT_ARRANGED,
        Says.CONCLUDED: Ground.MEDIATED,
    }
    # Each of them starts the three working days of a certificate.
    assert {row.limit for row in ANSWERS if row.ground} == {"cert_3wd"}
    assert "cert_3wd" in RULES


def test_how_our_emails_show_them() -> None:
    outcomes = " | ".join(Agreement)
    assert [row.shown for row in FORMS] == [
        "NO MEDIATION",
        "YES MEDIATION [provider]",
        "ARRANGED <date> [time] [provider] [place]",
        "CANNOT ARRANGE",
        "RECEIVED",
        f"CONCLUDED <date> <{outcomes}>",
        "ADJOURNED [to <date>]",
        "NOT HELD",
    ]


def test_what_each_email_asks_for_comes_from_the_table() -> None:
    asked = shown_forms()
    assert asked["choice"] == ["NO MEDIATION", "YES MEDIATION"]
    assert asked["received"] == ["RECEIVED"]
    every = {row.shown for row in FORMS}
    for name in ("arrange", "arranged", "outcome"):
        assert every.issuperset(asked[name])  # type: ignore[arg-type]
    assert asked["block_outcomes"] == " | ".join(row.outcome for row in BLOCK)


def test_every_list_comes_from_the_table() -> None:
    assert all(row.words or row.outcome for row in ANSWERS)
    assert len({row.says for row in ANSWERS}) == len(ANSWERS)
    assert {*CONFIRMABLE} == {*(row.says for row in ANSWERS), Says.COPY}
    assert Slot.DATE in (row_of(Says.ARRANGED) or ANSWERS[0]).needs


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row.says.value)
def test_the_case_lets_each_role_say_its_form(row: AnswerForm) -> None:
    assert row.said_by <= row.event.said_by
    assert Role.ADVISER in row.event.said_by

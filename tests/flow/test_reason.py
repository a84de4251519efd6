"""What is kept of a problem names nobody, and says first what to do."""

import pytest

from tests.flow import mail
from tests.flow.installed import Installed
from worker.case.terms import Purpose
from worker.errors import MediationError, Stop, TellSomeone
from worker.flow.reason import reason_of
from worker.store.outgoing import State

HEAP = "\u0301\u0302\u0303\u0304\u0305"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (Stop("the letter /srv/mediation/templates/x.docx is gone"), "the letter x.docx is gone"),
        (Stop("ask https://login.example/a/b again"), "ask https://login.example/a/b again"),
        (TellSomeone("no Jo here", public="correct the name"), "correct the name"),
        (TellSomeone("jo@family.test is wrong"), "<address> is wrong"),
        (Stop("mend " + "word " * 60), "mend " + ("word " * 38).strip() + "…"),
    ],
    ids=["no folder", "a web address", "the public words", "no address", "whole words"],
)
def test_the_reason_is_short_and_names_nobody(said: MediationError, kept: str) -> None:
    assert reason_of(said) == kept
    assert len(reason_of(said)) <= 200


@pytest.mark.parametrize(
    "issues",
    [
        f'He said "no" and Aunt Zoe{HEAP} Brown said "never" to Kim',
        f"D'Arcy Wu{HEAP} said 'no'",
        f"Mo Li{HEAP}",
    ],
    ids=["many quotes", "an apostrophe", "a short name"],
)
def test_what_a_family_wrote_stands_in_no_reason_and_no_notice(
    installed: Installed, issues: str
) -> None:
    reference = installed.open()
    values = {"provider": "Accord East", "issues": issues}
    installed.say(reference, "MediationRequested", values)
    installed.send_all()

    row = installed.row(reference, Purpose.REFERRAL)
    assert row.state is State.FAILED
    assert row.trouble.startswith("correct a name or a text: more than 3 accents")
    (told,) = [
        text
        for text in map(mail.text_of, installed.left())
        if text.startswith("A letter could not be made")
    ]
    for word in ("Aunt", "Zoe", "Brown", "Arcy", "Wu", "Mo", "Li"):
        assert f" {word}" not in row.trouble
        assert f" {word}{HEAP[0]}" not in told

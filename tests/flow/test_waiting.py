"""What waits is listed as a person reads it."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from tests.flow import mail
from tests.flow.installed import JO, Installed
from worker.case.terms import Body, Purpose
from worker.errors import Stop
from worker.flow.waiting import UNKNOWN, WaitingMessage, in_order, list_waiting
from worker.inbox.terms import Sender
from worker.outbox.words import read_words
from worker.settings import ROOT
from worker.store.incoming import Outcome

WORDS = ROOT / "templates" / "words.toml"


def choice(installed: Installed) -> EmailMessage:
    installed.send(installed.row(installed.open(), Purpose.CHOICE))
    return installed.left()[-1]


def listed(installed: Installed) -> WaitingMessage:
    """Return the one message that waits."""
    with installed.world.database.transaction() as connection:
        (found,) = list_waiting(connection, installed.world)
    return found


def test_it_says_who_what_when_and_why(installed: Installed) -> None:
    ours = choice(installed)
    words = f"We do not want mediation, thank you.\n\n{'And so on. ' * 20}"
    installed.arrive(mail.answer(ours, by=JO, says=words, at=installed.clock(), dmarc="fail"))

    found = listed(installed)

    assert (found.sender, found.subject) == (JO, f"Re: {ours['Subject']}")
    assert found.received_at == installed.clock()
    assert found.case.startswith("LEI-26-")
    assert found.first_words.startswith("We do not want mediation, thank you. And so on.")
    assert found.first_words.endswith(" …")
    assert len(found.first_words) <= 82
    assert found.reason.startswith(
        "our mail server could not confirm that it came from this address"
    )


def test_a_suggestion_stands_with_its_evidence(installed: Installed) -> None:
    raw = mail.answer(
        choice(installed), by=JO, says="NO MEDIATION", at=installed.clock(), dmarc="none"
    )
    installed.arrive(raw)

    found = listed(installed)

    assert (found.suggestion, found.evidence) == ("declined", "form")
    assert found.reason == "our mail server did not check whether it came from this address"


def test_what_says_nothing_known_has_no_suggestion(installed: Installed) -> None:
    installed.arrive(mail.answer(choice(installed), by=JO, says="Hello!", at=installed.clock()))

    found = listed(installed)

    assert (found.suggestion, found.evidence) == ("", "")
    assert found.reason


def test_two_senders_are_nobody_known(installed: Installed) -> None:
    raw = mail.answer(choice(installed), by=JO, says="NO MEDIATION", at=installed.clock())
    installed.arrive(raw.replace(f"From: {JO}".encode(), f"From: {JO}, al@family.test".encode()))

    assert listed(installed).sender == UNKNOWN


def test_what_cannot_be_read_shows_its_header(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = mail.answer(choice(installed), by=JO, says="NO MEDIATION", at=installed.clock())

    def broken(*_arguments: object, **_more: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("worker.flow.read.machine_kind", broken)
        installed.arrive(raw)

    found = listed(installed)
    assert (found.outcome, found.sender) == (Outcome.SET_ASIDE, JO)
    assert found.subject.startswith("Re: ")


NOON = datetime(2026, 6, 15, 11, tzinfo=UTC)
MESSAGE = WaitingMessage(
    id=1,
    body=Body.ADVISER,
    outcome=Outcome.WAITING,
    sender=JO,
    subject="",
    received_at=NOON,
    due_by=None,
    case="",
    first_words="",
    suggestion="",
    evidence="",
    date="",
    reason="",
    reading=None,
)


def test_what_is_due_first_stands_first() -> None:
    no_limit = replace(MESSAGE, id=1)
    later = replace(MESSAGE, id=2, due_by=NOON.replace(day=17))
    sooner = replace(MESSAGE, id=3, due_by=NOON.replace(day=16))
    older = replace(MESSAGE, id=4, received_at=NOON.replace(day=14))

    ordered = in_order([no_limit, later, sooner, older])

    assert [m.id for m in ordered] == [3, 2, 4, 1]


def test_every_doubt_about_a_sender_has_plain_words() -> None:
    words = read_words(WORDS).waiting

    assert {s.value for s in Sender if s is not Sender.OK} <= words.keys()
    for doubt in ("two cases", "more than one reference", "reply address of another person"):
        assert doubt in words
    assert not [sentence for sentence in words.values() if "_" in sentence]


@pytest.mark.parametrize("broken", ['unknown = ""', "unknown = 7"])
def test_a_reason_without_words_stops_the_start(
    tmp_path_factory: pytest.TempPathFactory, broken: str
) -> None:
    path = tmp_path_factory.mktemp("words") / "words.toml"
    sound = WORDS.read_text(encoding="utf-8")
    old = next(line for line in sound.splitlines() if line.startswith("unknown = "))
    path.write_text(sound.replace(old, broken), encoding="utf-8")

    with pytest.raises(Stop, match=r'"unknown" of \[waiting\] must be text'):
        read_words(path)

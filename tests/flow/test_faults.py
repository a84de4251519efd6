"""One thing is broken: what hangs on it waits and says why, and everything else goes on."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.flow import mail
from tests.flow.installed import Installed
from worker.case.terms import Body, Purpose
from worker.errors import Stop
from worker.outbox import office
from worker.outbox.pdf import OfficePool
from worker.settings import ROOT
from worker.store import cases, outgoing, people
from worker.store.outgoing import State
from worker.store.schema import outgoing as rows

Installer = Callable[..., Installed]


def state(installed: Installed, row: outgoing.Outgoing) -> tuple[State, str]:
    with installed.world.database.transaction() as connection:
        found = connection.execute(select(rows).where(rows.c.id == row.id)).one()
    return State(found.state), found.trouble or ""


def test_rehearsal_sends_everything_to_one_address_and_shows_whom_it_was_for(
    installer: Installer,
) -> None:
    installed = installer(mode="rehearsal")
    reference = installed.open()
    installed.say(reference, "MediationRequested", {"provider": "Accord East"})
    installed.send_all()

    assert len(installed.left()) >= 4
    assert {str(m["Delivered-To"]) for m in installed.left()} == {"rehearsal@sendiass.test"}
    assert {m["To"].addresses[0].addr_spec for m in installed.left()} == {"rehearsal@sendiass.test"}
    choice = next(m for m in installed.left() if m["Subject"].endswith(f"mediation [{reference}]"))
    assert choice["X-Mediation-For"] == "jo@family.test"
    assert "jo@family.test" in mail.text_of(choice)


def test_the_hourly_cap_holds_letters_and_spares_certificates(installer: Installer) -> None:
    installed = installer(limits_automatic_mail_an_hour="1")
    first = installed.open()
    second = installed.open(name="Al Other", email="al@family.test")
    third = installed.open(name="Bo Third", email="bo@family.test")
    installed.send(installed.row(first, Purpose.CHOICE))

    assert not installed.send(installed.row(second, Purpose.CHOICE))
    installed.say(third, "MediationDeclined")
    assert installed.send(installed.row(third, Purpose.CERTIFICATE))
    waiting = installed.row(second, Purpose.CHOICE)
    assert (waiting.state, waiting.attempts) == (State.DUE, 0)

    installed.clock.pass_by(hours=1, minutes=1)
    assert installed.send(waiting)


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """Return a copy of the templates, for an office to break."""
    copy = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", copy)
    return copy


def notices(installed: Installed, kind: str) -> list[str]:
    """Give what offices were told in notices of a kind, by their heading."""
    texts = [mail.text_of(message) for message in installed.left()]
    return [text for text in texts if text.startswith(kind)]


def until_told(installed: Installed) -> None:
    """Let the first tries of a letter go by, after which somebody is told."""
    for minutes in (0, 1, 2, 0):
        installed.clock.pass_by(minutes=minutes)
        installed.send_all()


def test_a_broken_email_waits_alone_and_goes_when_it_is_mended(
    installer: Installer, templates: Path
) -> None:
    body = templates / "emails" / "choice" / "body.txt"
    sound = body.read_text(encoding="utf-8")
    body.write_text("Dear {{ recipient.surname }},", encoding="utf-8")
    installed = installer(templates=str(templates))
    reference = installed.open()

    until_told(installed)

    row = installed.row(reference, Purpose.CHOICE)
    waits, why = state(installed, row)
    assert waits is State.DUE
    assert "choice" in why
    assert "surname" in why
    assert "DeliveryFailed" not in installed.events(reference)
    assert installed.row(reference, Purpose.INFORMATION).state is State.SENT
    (told,) = notices(installed, "Letters wait")
    assert "recipient.surname" in told

    body.write_text(sound, encoding="utf-8")
    installed.clock.pass_by(hours=1)
    installed.send_all()
    assert installed.row(reference, Purpose.CHOICE).state is State.SENT


def test_a_broken_certificate_waits_and_goes_when_the_template_is_mended(
    installer: Installer, templates: Path
) -> None:
    file = templates / "letters" / "certificate.docx"
    sound = file.read_bytes()
    file.write_bytes(b"no Word file")
    installed = installer(templates=str(templates))
    reference = installed.open(family_address="1 High Street; Leicester; LE1 1ZZ")
    installed.say(reference, "MediationDeclined")
    row = installed.row(reference, Purpose.CERTIFICATE)

    until_told(installed)

    waits, why = state(installed, row)
    assert waits is State.DUE
    assert "certificate.docx" in why
    assert installed.row(reference, Purpose.CHOICE).state is not State.FAILED
    assert installed.rows(reference, Purpose.CERTIFICATE) == [
        installed.row(reference, Purpose.CERTIFICATE)
    ]
    (told,) = notices(installed, "Letters wait")
    assert "certificate.docx" in told
    assert f"Number of the letter: {row.id}" in told

    file.write_bytes(sound)
    installed.clock.pass_by(hours=1)
    installed.send_all()
    assert state(installed, row)[0] is State.SENT
    (certificate,) = installed.case(reference)["certificates"]
    assert certificate["issued_on"] == "2026-06-15"
    assert installed.events(reference).count("CertificateIssued") == 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_one_notice_a_day_stands_for_all_letters_that_one_fault_holds_up(
    kind: str, request: pytest.FixtureRequest, installer: Installer, templates: Path
) -> None:
    url = {} if kind == "sqlite" else {"database_url": request.getfixturevalue("postgres_url")}
    (templates / "letters" / "information.docx").unlink()
    installed = installer(templates=str(templates), **url)
    cases_ = [installed.open(name=f"Jo {n} Example", email=f"jo{n}@family.test") for n in "abc"]

    until_told(installed)
    installed.clock.pass_by(hours=2)
    installed.send_all()

    assert all(installed.row(c, Purpose.INFORMATION).state is State.DUE for c in cases_)
    assert len(notices(installed, "Letters wait")) == 1
    installed.clock.pass_by(days=1)
    installed.send_all()
    installed.send_all()
    assert len(notices(installed, "Letters wait")) == 2


def told_whom(installed: Installed) -> list[str]:
    """Give to whom it was said that letters wait, in order."""
    return [
        m["To"].addresses[0].addr_spec
        for m in installed.left()
        if mail.text_of(m).startswith("Letters wait")
    ]


def test_each_adviser_is_told_of_a_fault_that_holds_up_letters_of_their_own(
    installer: Installer, templates: Path
) -> None:
    (templates / "letters" / "information.docx").unlink()
    installed = installer(templates=str(templates))
    installed.open(adviser="nadia@sendiass.test")
    installed.open(name="Al Other", email="al@family.test")

    until_told(installed)
    installed.clock.pass_by(hours=2)
    installed.send_all()

    assert sorted(told_whom(installed)) == ["advisers@sendiass.test", "nadia@sendiass.test"]


def test_a_certificate_that_waits_is_told_for_its_own_case(
    installer: Installer, templates: Path
) -> None:
    (templates / "letters" / "certificate.docx").write_bytes(b"no Word file")
    installed = installer(templates=str(templates))
    cases_ = [installed.open(name=f"Jo {n}", email=f"jo{n}@family.test") for n in "ab"]
    installed.send_all()
    for reference in cases_:
        installed.say(reference, "MediationDeclined")

    until_told(installed)
    installed.clock.pass_by(hours=2)
    installed.send_all()

    assert [installed.events(c).count("LetterHeldUp") for c in cases_] == [1, 1]
    assert len(told_whom(installed)) == 2


def test_a_broken_email_holds_up_many_cases_and_is_told_once(
    installer: Installer, templates: Path
) -> None:
    (templates / "emails" / "choice" / "body.txt").write_text("Dear {{ recipient.surname }},")
    installed = installer(templates=str(templates))
    for n in "abc":
        installed.open(name=f"Jo {n} Example", email=f"jo{n}@family.test")

    until_told(installed)

    (told,) = notices(installed, "Letters wait")
    assert "mend the email choice/body.txt: line 1" in told


def test_another_fault_on_the_same_day_is_told_too(installer: Installer, templates: Path) -> None:
    file = templates / "letters" / "information.docx"
    file.write_bytes(b"no Word file")
    installed = installer(templates=str(templates))
    installed.open()
    until_told(installed)

    file.unlink()
    installed.clock.pass_by(hours=1)
    installed.send_all()

    assert len(told_whom(installed)) == 1 + 1


def test_a_fault_that_was_mended_and_comes_back_is_told_again(
    installer: Installer, templates: Path
) -> None:
    file = templates / "letters" / "information.docx"
    sound = file.read_bytes()
    file.unlink()
    installed = installer(templates=str(templates))
    reference = installed.open()
    until_told(installed)
    file.write_bytes(sound)
    installed.clock.pass_by(hours=1)
    installed.send_all()
    assert installed.row(reference, Purpose.INFORMATION).state is State.SENT

    file.unlink()
    installed.open(name="Al Other", email="al@family.test")
    until_told(installed)

    assert len(told_whom(installed)) == 1 + 1


def test_an_organisation_that_nobody_entered_holds_its_letters(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = installed.open()
    row = installed.row(reference, Purpose.CHOICE)
    nobody = installed.world.organisations.model_copy(update={"authority": ()})
    real = installed.world
    installed.world = replace(real, source=replace(real.source, organisations=nobody))

    installed.send(row)

    waits, why = state(installed, row)
    assert waits is State.DUE
    assert "no authority in force" in why
    installed.world = real
    installed.clock.pass_by(minutes=1)
    installed.send(row)
    assert state(installed, row)[0] is State.SENT


def test_without_libreoffice_letters_wait_and_say_why(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "_PROGRAM_PLACES", ())
    office.find_office.cache_clear()
    pool = OfficePool(size=1)
    real, installed.world = installed.world, replace(installed.world, converter=pool)
    reference = installed.open()
    row = installed.row(reference, Purpose.INFORMATION)

    for _ in range(5):
        installed.send(row)
        waits, why = state(installed, row)
        assert waits is State.DUE, "it is nobody's fault but the installation's"
        assert "LibreOffice" in why
        installed.clock.pass_by(hours=1)
    assert installed.row(reference, Purpose.CHOICE).state is State.DUE
    installed.send(installed.row(reference, Purpose.CHOICE))
    assert installed.row(reference, Purpose.CHOICE).state is State.SENT

    monkeypatch.undo()
    office.find_office.cache_clear()
    pool.close()
    installed.world = real
    installed.send(row)
    assert state(installed, row)[0] is State.SENT


def test_a_print_folder_that_cannot_be_written_to_holds_its_letters(installed: Installed) -> None:
    (installed.folder / "print").write_text("a file where a folder should be")
    reference = installed.open(family_address="1 High Street; Leicester; LE1 1ZZ", delivery="post")
    installed.say(reference, "MediationDeclined")
    row = installed.row(reference, Purpose.CERTIFICATE)
    assert row.letter.by_post

    installed.send(row)

    waits, why = state(installed, row)
    assert waits is State.DUE
    assert "print folder" in why
    (installed.folder / "print").unlink()
    installed.clock.pass_by(days=1)
    installed.send(row)
    (letter,) = installed.printed()
    assert letter.parent.name == "2026-06-16"
    (certificate,) = installed.case(reference)["certificates"]
    assert certificate["issued_on"] == "2026-06-16"


def test_a_mail_folder_that_cannot_be_written_to_holds_its_letters(installed: Installed) -> None:
    (installed.folder / "post").write_text("a file where a folder should be")
    reference = installed.open()
    row = installed.row(reference, Purpose.CHOICE)

    installed.send(row)

    assert state(installed, row)[0] is State.DUE
    (installed.folder / "post").unlink()
    installed.clock.pass_by(minutes=1)
    installed.send(row)
    assert len(installed.left()) == 1


def test_a_fault_of_the_program_itself_steps_aside_after_three_tries(installed: Installed) -> None:
    class Broken:
        version = "none"

        def convert(self, document: bytes, *, title: str) -> bytes:
            raise ZeroDivisionError(f"{title}: {len(document)}")

        def close(self) -> None: ...

    installed.world = replace(installed.world, converter=Broken())
    reference = installed.open()
    row = installed.row(reference, Purpose.INFORMATION)

    for _ in range(3):
        installed.send(row)
        installed.clock.pass_by(hours=1)

    failed, why = state(installed, row)
    assert failed is State.FAILED
    assert "ZeroDivisionError" in why


def test_an_address_that_names_no_mail_server_stops_the_start(installer: Installer) -> None:
    with pytest.raises(Stop, match=r"adviser\.smtp_url: .* not 'ftp://mail"):
        installer(adviser_smtp_url="ftp://mail.sendiass.test")


def test_the_same_letter_wanted_twice_is_one_row(installed: Installed) -> None:
    reference = installed.open()
    row = installed.row(reference, Purpose.CHOICE)
    with installed.world.database.transaction() as connection:
        for _ in range(2):
            outgoing.want(
                connection,
                row.case_id,
                row.letter,
                body=Body.ADVISER,
                at=datetime.now(UTC),
                not_before=datetime.now(UTC),
                message_domain="sendiass.test",
            )

    assert len(installed.rows(reference, Purpose.CHOICE)) == 1


def test_the_same_fact_by_another_route_sends_nothing_new(installed: Installed) -> None:
    reference = installed.open()
    installed.say(reference, "MediationDeclined")
    before = installed.rows(reference)

    said = installed.say(reference, "MediationDeclined")

    assert said.is_repeat
    assert [r.letter.key for r in installed.rows(reference)] == [r.letter.key for r in before]
    installed.send_all()
    assert len(installed.case(reference)["certificates"]) == 1


def test_a_letter_follows_its_reader_from_email_to_post(installed: Installed) -> None:
    reference = installed.open(family_address="1 High Street; Leicester; LE1 1ZZ")
    installed.say(reference, "MediationDeclined")
    row = installed.row(reference, Purpose.CERTIFICATE)
    assert not row.letter.by_post
    with installed.world.database.transaction() as connection:
        person = cases.load(connection, reference).people[0]
        people.change_person(connection, person.id, email=None, email_confirmed_at=None)

    installed.send(row)

    assert len(installed.printed()) == 1
    assert installed.left() == []

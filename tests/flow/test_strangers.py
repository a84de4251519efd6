"""A letter names nobody of another case, whatever an office left in its template."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from tests.flow import mail
from tests.flow.installed import Installed
from tests.flow.pdf import pdf_text
from worker.case.terms import Purpose
from worker.settings import ROOT
from worker.store.outgoing import Outgoing, State

Installer = Callable[..., Installed]
CERTIFICATE = Purpose.CERTIFICATE
LEFT_OVER = "Dear Mrs Patricia Holloway, this is about your son Ben Holloway."


@pytest.fixture
def left_in(installer: Installer, tmp_path: Path) -> Callable[[str], Installed]:
    """Return a way to install with words that an office has left in the certificate's template."""

    def install(words: str) -> Installed:
        templates = tmp_path / "templates"
        shutil.copytree(ROOT / "templates", templates)
        file = templates / "letters" / "certificate.docx"
        document = Document(str(file))
        document.paragraphs[-1].add_run(f" {words}")
        document.save(str(file))
        return installer(templates=str(templates))

    return install


def declined(installed: Installed, **more: str) -> Outgoing:
    reference = installed.open(**more)
    installed.say(reference, "MediationDeclined")
    return installed.row(reference, CERTIFICATE)


def now(installed: Installed, row: Outgoing) -> Outgoing:
    return installed.row(installed.case_of(row), CERTIFICATE)


def until_told(installed: Installed) -> None:
    for minutes in (0, 1, 2, 0):
        installed.clock.pass_by(minutes=minutes)
        installed.send_all()


@pytest.mark.parametrize(
    ("words", "other"),
    [
        (LEFT_OVER, {"name": "Patricia Holloway", "child_name": "Somebody Else"}),
        (LEFT_OVER, {"name": "Somebody Else", "child_name": "ben  holloway"}),
        ("As we told Zo\u00eb O\u2019Neill.", {"name": "Zo\u00eb O'Neill"}),
    ],
    ids=["the parent", "the child", "typed in another way"],
)
def test_a_name_of_another_case_in_the_template_stops_the_letter_and_is_told(
    left_in: Callable[[str], Installed], words: str, other: dict[str, str]
) -> None:
    installed = left_in(words)
    installed.open(**{"email": "other@family.test", **other})
    row = declined(installed)

    until_told(installed)

    waiting = now(installed, row)
    assert waiting.state is State.DUE
    assert "names somebody of another case" in waiting.trouble
    assert "certificate.docx" in waiting.trouble
    (told,) = [
        text for text in map(mail.text_of, installed.left()) if text.startswith("Letters wait")
    ]
    assert "names somebody of another case" in told
    for text in (waiting.trouble, told):
        assert "Holloway" not in text
        assert "Neill" not in text


def test_a_name_beside_a_fault_of_the_template_is_not_told_with_it(
    left_in: Callable[[str], Installed],
) -> None:
    installed = left_in("Dear Mrs Patricia Holloway, dear {{ recipient.nickname }}")
    row = declined(installed)
    until_told(installed)

    waiting = now(installed, row)
    assert waiting.state is State.DUE
    assert "certificate.docx" in waiting.trouble
    assert str(installed.world.letters.folder) not in waiting.trouble
    for text in (waiting.trouble, *map(mail.text_of, installed.left())):
        assert "Holloway" not in text


def test_when_the_name_is_taken_out_the_letter_goes(left_in: Callable[[str], Installed]) -> None:
    installed = left_in(LEFT_OVER)
    installed.open(name="Patricia Holloway", email="pat@family.test")
    row = declined(installed)
    installed.send(row)
    assert now(installed, row).state is State.DUE

    file = installed.world.letters.folder / "certificate.docx"
    shutil.copy(ROOT / "templates" / "letters" / "certificate.docx", file)
    installed.clock.pass_by(minutes=1)
    installed.send(row)

    assert now(installed, row).state is State.SENT


def test_people_of_the_same_name_in_two_cases_both_have_their_letters(
    installed: Installed,
) -> None:
    first = declined(installed)
    second = declined(installed, email="other.jo@family.test")
    installed.send_all()

    assert now(installed, first).state is State.SENT
    assert now(installed, second).state is State.SENT


def test_two_own_names_side_by_side_are_nobody_elses_name(
    left_in: Callable[[str], Installed],
) -> None:
    installed = left_in("{{ recipient.name }} {{ child.name }}")
    installed.open(name="James Thomas", email="james@family.test")
    row = declined(installed, name="Anna James", child_name="Thomas Green")
    installed.send(row)

    sent = now(installed, row)
    assert sent.state is State.SENT
    (message,) = [m for m in installed.left() if m["Message-ID"] == row.message_id]
    (attachment,) = message.iter_attachments()
    assert "Anna James Thomas Green" in " ".join(pdf_text(attachment.get_content()).split())


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Nadia Ose signs for us.", "Nadia Ose"),
        ("Or ask Midlands Mediation.", "Midlands Mediation"),
    ],
    ids=["the adviser's staff", "an organisation"],
)
def test_staff_and_organisations_may_be_named_whoever_has_the_same_name(
    left_in: Callable[[str], Installed], words: str, name: str
) -> None:
    installed = left_in(words)
    installed.open(name=name, email="other@family.test")
    row = declined(installed)
    installed.send(row)

    assert now(installed, row).state is State.SENT


def test_a_place_that_bears_somebodys_name_holds_no_letter(
    left_in: Callable[[str], Installed],
) -> None:
    installed = left_in("Our office is at Sarah Palmer House, Park Street.")
    installed.open(name="Sarah Palmer", email="other@family.test")
    row = declined(installed)
    installed.send(row)

    assert now(installed, row).state is State.SENT


def test_what_an_office_says_may_be_named_holds_no_letter(
    left_in: Callable[[str], Installed],
) -> None:
    installed = left_in("The Sarah Palmer Foundation pays for this.")
    installed.open(name="Sarah Palmer", email="other@family.test")
    row = declined(installed)
    installed.send(row)
    assert "may_be_named in organisations.toml" in now(installed, row).trouble

    listed = {"may_be_named": ("Sarah Palmer Foundation",)}
    allowed = installed.world.organisations.model_copy(update=listed)
    installed.world = replace(installed.world, organisations=allowed)
    installed.clock.pass_by(minutes=1)
    installed.send(row)
    assert now(installed, row).state is State.SENT


def test_a_name_that_was_corrected_is_compared_as_it_is_now(
    left_in: Callable[[str], Installed],
) -> None:
    installed = left_in(LEFT_OVER)
    other = installed.open(name="P Hollowey", email="pat@family.test", child_name="B Hollowey")
    installed.say(other, "AdviserContacted", {"child_name": "Ben Holloway"})
    row = declined(installed)
    installed.send(row)
    assert now(installed, row).state is State.DUE

    installed.say(other, "AdviserContacted", {"child_name": "Benjamin Holloway"})
    installed.clock.pass_by(minutes=1)
    installed.send(row)
    assert now(installed, row).state is State.SENT


def test_a_letter_to_an_office_names_only_the_party_that_it_is_about(
    installer: Installer, tmp_path: Path
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    file = templates / "letters" / "referral.docx"
    document = Document(str(file))
    document.paragraphs[-1].add_run(" Pat Example does not want this.")
    document.save(str(file))
    installed = installer(templates=str(templates))
    reference = installed.open()
    installed.say(
        reference,
        "AdviserContacted",
        {"person": "new", "family_name": "Pat Example", "family_email": "pat@family.test"},
    )
    installed.say(reference, "MediationRequested", {"person": "1", "provider": "Accord East"})
    row = installed.row(reference, Purpose.REFERRAL)
    installed.send(row)

    failed = installed.row(reference, Purpose.REFERRAL)
    assert failed.state is State.FAILED
    assert "names a person who is not the one that it is about" in failed.trouble


def test_a_second_party_whose_name_is_an_ordinary_word_stops_no_letter(
    installed: Installed,
) -> None:
    reference = installed.open()
    second = {"person": "new", "family_name": "Will", "family_email": "will@family.test"}
    installed.say(reference, "AdviserContacted", second)
    installed.say(reference, "MediationRequested", {"person": "1", "provider": "Accord East"})
    installed.send_all()

    assert installed.row(reference, Purpose.REFERRAL).state is State.SENT
    assert State.FAILED not in {row.state for row in installed.rows(reference)}


def test_a_name_that_a_family_writes_itself_is_its_own_over_the_end_of_a_page(
    installed: Installed,
) -> None:
    installed.open(name="Patricia Holloway", email="pat@family.test")
    reference = installed.open()
    issues = "Our neighbour Patricia Holloway says that this is so. " * 120
    installed.say(reference, "MediationRequested", {"provider": "Accord East", "issues": issues})
    row = installed.row(reference, Purpose.REFERRAL)
    installed.send(row)

    assert installed.row(reference, Purpose.REFERRAL).state is State.SENT

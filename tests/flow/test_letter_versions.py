"""Which version of a template a letter is made from, and what happens while there is none."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from tests.flow.installed import Installed
from tests.flow.mail import text_of
from tests.flow.pdf import pdf_text
from worker.case.terms import Purpose
from worker.outbox.compiled_letter import CompiledLetter
from worker.outbox.letters import LetterTemplates, PrintSize
from worker.outbox.logo import Logo
from worker.settings import ROOT
from worker.store.outgoing import State

Installer = Callable[..., Installed]


class SavedAgain(LetterTemplates):
    """Templates that somebody saves again the moment after one is taken."""

    def get(
        self, name: str, size: PrintSize = PrintSize.STANDARD, logo: Logo | None = None
    ) -> CompiledLetter:
        taken = super().get(name, size, logo)
        path = self.folder / f"{name}.docx"
        document = Document(str(path))
        document.add_paragraph("Saved again.")
        document.save(str(path))
        return taken


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    copy = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", copy)
    return copy


def test_the_hash_that_is_kept_is_of_the_version_that_was_printed(
    installer: Installer, templates: Path
) -> None:
    file = templates / "letters" / "certificate.docx"
    printed = hashlib.sha256(file.read_bytes()).hexdigest()
    installed = installer(templates=str(templates))
    letters = installed.world.letters
    saved_again = SavedAgain(letters.folder, letters.words, logo_of=letters.logo_of)
    installed.world = replace(installed.world, letters=saved_again)
    reference = installed.open()
    installed.say(reference, "MediationDeclined")

    installed.send_all()

    row = installed.row(reference, Purpose.CERTIFICATE)
    assert row.documents[0]["template_sha256"] == printed
    assert hashlib.sha256(file.read_bytes()).hexdigest() != printed
    (message,) = [each for each in installed.left() if each["Message-ID"] == row.message_id]
    (letter,) = message.iter_attachments()
    assert "Saved again." not in pdf_text(letter.get_content())


def test_certificates_go_on_with_the_last_sound_version(
    installer: Installer, templates: Path
) -> None:
    file = templates / "letters" / "certificate.docx"
    sound = hashlib.sha256(file.read_bytes()).hexdigest()
    installed = installer(templates=str(templates))
    first = installed.open()
    installed.say(first, "MediationDeclined")
    installed.send_all()
    document = Document(str(file))
    document.add_paragraph("You have one month from receipt of this certificate.")
    document.save(str(file))
    second = installed.open(name="Al Other", email="al@family.test")
    installed.say(second, "MediationDeclined")

    installed.send_all()

    for reference in (first, second):
        row = installed.row(reference, Purpose.CERTIFICATE)
        assert row.state is State.SENT
        assert row.documents[0]["template_sha256"] == sound


def test_a_letter_that_is_missing_after_an_upgrade_waits_and_says_what_to_copy(
    installer: Installer, templates: Path
) -> None:
    file = templates / "letters" / "choice.docx"
    new = file.read_bytes()
    file.unlink()
    installed = installer(templates=str(templates))
    reference = installed.open(family_address="1 High Street; Leicester; LE1 1ZZ", delivery="post")

    for minutes in (0, 1, 2, 0):
        installed.clock.pass_by(minutes=minutes)
        installed.send_all()

    waiting = installed.row(reference, Purpose.CHOICE)
    assert waiting.state is State.DUE
    assert waiting.trouble.startswith("Copy choice.docx from templates/letters of the program")
    assert any("Copy choice.docx" in text_of(message) for message in installed.left())
    file.write_bytes(new)
    installed.clock.pass_by(hours=1)
    installed.send_all()
    assert installed.row(reference, Purpose.CHOICE).state is State.SENT

"""What is kept with a letter is the version of the template that was printed."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from docx import Document

from tests.flow.installed import Installed
from tests.flow.pdf import pdf_text
from worker.case.terms import Purpose
from worker.outbox.compiled_letter import CompiledLetter
from worker.outbox.letters import LetterTemplates, PrintSize
from worker.outbox.logo import Logo
from worker.settings import ROOT

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


def test_the_hash_that_is_kept_is_of_the_version_that_was_printed(
    installer: Installer, tmp_path: Path
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
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

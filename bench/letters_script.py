"""What a user would write instead: docxtpl, one soffice a letter, one SMTP connection a message."""

import shutil
import smtplib
import subprocess
from email.message import EmailMessage
from pathlib import Path

from docxtpl import DocxTemplate

from bench.letters_place import LetterToSend
from worker.flow.world import World
from worker.outbox.letters import letter_environment
from worker.outbox.words import top_level_names


class Script:
    """Makes and sends one letter after the other from our own templates and the same facts."""

    def __init__(self, folder: Path, world: World, *, port: int) -> None:
        folder.mkdir()
        self._folder = folder
        self._world = world
        self._port = port
        self._soffice = shutil.which("soffice") or "soffice"

    def send(self, each: LetterToSend) -> None:
        """Fill the template, convert it, mail it."""
        path = self._folder / "letter.docx"
        template = DocxTemplate(self._world.letters.folder / f"{each.template}.docx")
        names = top_level_names(each.facts, self._world.letters.words)
        template.render(names, jinja_env=letter_environment())
        template.save(path)
        self._convert(path)
        self._mail(each.facts.recipient.email, path.with_suffix(".pdf").read_bytes())

    def _convert(self, path: Path) -> None:
        path.with_suffix(".pdf").unlink(missing_ok=True)
        subprocess.run(
            [
                self._soffice,
                "--headless",
                f"-env:UserInstallation={(self._folder / 'profile').as_uri()}",
                "--convert-to",
                "pdf",
                "--outdir",
                str(self._folder),
                str(path),
            ],
            check=True,
            capture_output=True,
        )

    def _mail(self, to: str, pdf: bytes) -> None:
        message = EmailMessage()
        message["From"], message["To"] = "office@council.example", to
        message["Subject"] = "Your letter"
        message.set_content("Please find our letter attached.")
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename="letter.pdf")
        with smtplib.SMTP("127.0.0.1", self._port) as server:
            server.send_message(message)

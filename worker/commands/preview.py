"""`mediation preview`: a letter as it would be, with sample data or for a case."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from worker.commands.failures import failures
from worker.commands.files import write
from worker.commands.installation import installation
from worker.deadlines.london import london_date
from worker.errors import BadInput, Stop, TellSomeone
from worker.flow import preview as previews
from worker.flow.letter import DraftLetter, draft_letter
from worker.flow.world import World
from worker.outbox.pdfium import pictures
from worker.store import cases

_KINDS: Final = (".pdf", ".docx", ".png")


def _preview(
    world: World, name: str, reference: str | None, person: str, sample: int
) -> previews.Preview:
    if reference is None:
        if person:
            raise BadInput("--person: says whose letter of a case, so it needs --case")
        return previews.of_sample(name, sample)
    with world.database.transaction() as connection:
        stored = cases.load(connection, reference.upper())
        today = london_date(world.clock())
        return previews.of_case(connection, world, stored, name, today=today, person=person)


@click.command("preview")
@click.argument("name", type=click.Choice(previews.names()))
@click.option("--case", "reference", metavar="REF", help="With the data of this case.")
@click.option("--person", default="", help="Whose, in a case with two parties: 1, 2 or the name.")
@click.option("--sample", default=1, show_default=True, help="Which of the sample cases.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.pdf")
@click.option("--large", is_flag=True, help="In large print.")
def preview(
    *, name: str, reference: str | None, person: str, sample: int, out: Path, large: bool
) -> None:
    """Write the letter NAME as PDF, Word (.docx) or a picture a page (.png). Nothing is sent.

    Exit status 1 says that a letter as this would not be sent either, and why.
    """
    with failures(), installation() as world:
        kind = out.suffix.lower()
        if kind not in _KINDS:
            raise BadInput(f"--out {out}: end the name in .pdf, .docx or .png")
        found = _preview(world, name, reference, person, sample)
        reader = found.facts.recipient
        reader = replace(reader, large_print=large or reader.large_print)
        facts = replace(found.facts, recipient=reader)
        draft = draft_letter(world, found.template, facts)
        for path, content in _files(out, draft).items():
            write(path, content)
            click.echo(f"{path}: {len(content)} bytes; nothing was sent")
        try:
            previews.check(world, found, draft)
        except (TellSomeone, Stop) as problem:
            raise TellSomeone(f"this letter would not be sent: {problem}") from problem


def _files(out: Path, draft: DraftLetter) -> dict[Path, bytes]:
    if out.suffix.lower() == ".png":
        return _pictures(out, draft.pdf)
    return {out: draft.filled.document if out.suffix.lower() == ".docx" else draft.pdf}


def _pictures(out: Path, pdf: bytes) -> dict[Path, bytes]:
    """Give each page its file: letter.png, letter-2.png and so on."""
    pages = enumerate(pictures(pdf), start=1)
    return {
        out if number == 1 else out.with_stem(f"{out.stem}-{number}"): page
        for number, page in pages
    }

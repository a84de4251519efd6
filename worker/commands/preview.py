"""`mediation preview`: a letter as it would be, with sample data or for a case."""

from pathlib import Path
from typing import Final

import click

from worker.case.terms import Purpose
from worker.commands.failures import failures
from worker.commands.files import write
from worker.commands.installation import installation
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.preview import facts_for
from worker.flow.world import World
from worker.outbox.catalogue import CATALOGUE
from worker.outbox.facts import LetterFacts
from worker.outbox.letters import PrintSize
from worker.outbox.pdfium import pictures
from worker.outbox.samples import SAMPLES
from worker.store import cases

_KINDS: Final = (".pdf", ".docx", ".png")


def _names() -> list[str]:
    return sorted(p.value for p, entry in CATALOGUE.items() if entry.letter)


def _facts(
    world: World, purpose: Purpose, reference: str | None, person: str, sample: int
) -> LetterFacts:
    if reference is None:
        if person:
            raise BadInput("--person: says whose letter of a case, so it needs --case")
        found = SAMPLES[CATALOGUE[purpose].letter]
        if not 1 <= sample <= len(found):
            raise BadInput(f"--sample: {purpose.value} has samples 1 to {len(found)}")
        return found[sample - 1]
    with world.database.transaction() as connection:
        stored = cases.load(connection, reference.upper())
        today = london_date(world.clock())
        return facts_for(connection, world, stored, purpose, today=today, person=person)


@click.command("preview")
@click.argument("name", type=click.Choice(_names()))
@click.option("--case", "reference", metavar="REF", help="With the data of this case.")
@click.option("--person", default="", help="Whose, in a case with two parties: 1, 2 or the name.")
@click.option("--sample", default=1, show_default=True, help="Which of the sample cases.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.pdf")
@click.option("--large", is_flag=True, help="In large print.")
def preview(
    *, name: str, reference: str | None, person: str, sample: int, out: Path, large: bool
) -> None:
    """Write the letter NAME as PDF, Word (.docx) or a picture a page (.png). Nothing is sent."""
    with failures(), installation() as world:
        purpose, kind = Purpose(name), out.suffix.lower()
        if kind not in _KINDS:
            raise BadInput(f"--out {out}: end the name in .pdf, .docx or .png")
        facts = _facts(world, purpose, reference, person, sample)
        template = CATALOGUE[purpose].letter
        size = PrintSize.LARGE if large or facts.recipient.large_print else PrintSize.STANDARD
        version = world.letters.version_for(template, facts, size)
        filled = version.fill(facts, world.letters.words)
        if kind == ".docx":
            files = {out: filled.document}
        else:
            pdf = world.converter.convert(filled.document, title=filled.title)
            files = _pictures(out, pdf) if kind == ".png" else {out: pdf}
        for path, content in files.items():
            write(path, content)
            click.echo(f"{path}: {len(content)} bytes; nothing was sent")


def _pictures(out: Path, pdf: bytes) -> dict[Path, bytes]:
    """Give each page its file: letter.png, letter-2.png and so on."""
    pages = enumerate(pictures(pdf), start=1)
    return {
        out if number == 1 else out.with_stem(f"{out.stem}-{number}"): page
        for number, page in pages
    }

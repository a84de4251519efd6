"""`mediation preview`: a letter as it would be, with sample data or for a case."""

from pathlib import Path

import click

from worker.case.terms import Purpose
from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.preview import facts_for
from worker.flow.world import World
from worker.outbox.catalogue import CATALOGUE
from worker.outbox.facts import LetterFacts
from worker.outbox.letters import render_letter
from worker.outbox.samples import SAMPLES
from worker.store import cases


def _names() -> list[str]:
    return sorted(p.value for p, entry in CATALOGUE.items() if entry.letter)


def _facts(world: World, purpose: Purpose, reference: str | None, sample: int) -> LetterFacts:
    if reference is None:
        found = SAMPLES[CATALOGUE[purpose].letter]
        if not 1 <= sample <= len(found):
            raise BadInput(f"--sample: {purpose.value} has samples 1 to {len(found)}")
        return found[sample - 1]
    with world.database.transaction() as connection:
        stored = cases.load(connection, reference.upper())
        return facts_for(connection, world, stored, purpose, today=london_date(world.clock()))


@click.command("preview")
@click.argument("name", type=click.Choice(_names()))
@click.option("--case", "reference", metavar="REF", help="With the data of this case.")
@click.option("--sample", default=1, show_default=True, help="Which of the sample cases.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.pdf")
def preview(*, name: str, reference: str | None, sample: int, out: Path) -> None:
    """Write the letter NAME as PDF (or as Word, if FILE ends in .docx). Nothing is sent."""
    with failures(), installation() as world:
        purpose = Purpose(name)
        facts = _facts(world, purpose, reference, sample)
        template = CATALOGUE[purpose].letter
        document = render_letter(template, facts, templates=world.letters)
        if out.suffix.lower() != ".docx":
            title = world.letters.get(template).title_for(facts)
            document = world.converter.convert(document, title=title)
        try:
            out.write_bytes(document)
        except OSError as error:
            raise BadInput(f"{out} cannot be written: {error.strerror}") from error
    click.echo(f"{out}: {len(document)} bytes; nothing was sent")

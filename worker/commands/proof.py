"""`mediation proof`: what a case can prove, for an Ombudsman or a tribunal."""

from pathlib import Path

import click

from worker.commands.failures import failures
from worker.commands.files import write
from worker.commands.installation import installation
from worker.errors import BadInput
from worker.flow.proof import prove, read_words
from worker.outbox.proof_page import as_html, as_word


@click.command("proof")
@click.argument("reference", metavar="CASE")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE")
def proof_of(*, reference: str, out: Path) -> None:
    """Write what was due in CASE and how each date was worked out, what left, what was said.

    FILE ends in .pdf, .html or .docx. People stand there by their initials.
    """
    kind = out.suffix.lower()
    with failures(), installation() as world:
        if kind not in {".pdf", ".html", ".docx"}:
            raise BadInput(f"{out}: write to a file that ends in .pdf, .html or .docx")
        folder = world.settings.beside(world.settings.templates) / "proof"
        words = read_words(folder)
        with world.database.transaction() as connection:
            proof = prove(connection, world, reference.upper(), words=words, at=world.clock())
        if kind == ".html":
            content = as_html(proof, folder=folder)
        else:
            content = as_word(proof, folder=folder)
        if kind == ".pdf":
            content = world.converter.convert(content, title=proof.title)
        write(out, content)
    click.echo(f"{out}: {len(proof.duties)} duties, {len(proof.letters)} letters")

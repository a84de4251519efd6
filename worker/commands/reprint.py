"""`mediation reprint`: a letter again, exactly as it was sent."""

from pathlib import Path

import click

from worker.commands.failures import failures
from worker.commands.files import write
from worker.commands.installation import installation
from worker.flow.reprint import reprint, reprint_word


@click.command("reprint")
@click.argument("outgoing_id", type=int, metavar="ID")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.pdf")
@click.option("--without-password", is_flag=True, help="The same letter, not locked.")
def reprint_letter(*, outgoing_id: int, out: Path, without_password: bool) -> None:
    """Write the PDF of letter ID as it was sent, byte for byte. Nothing is sent.

    With a name that ends in .docx: the same letter as Word, while its template is as it was then.
    """
    if out.suffix.lower() == ".docx":
        _write_word(outgoing_id, out)
        return
    with failures(), installation() as world:
        with world.database.transaction() as connection:
            again = reprint(connection, world, outgoing_id, without_password=without_password)
        write(out, again.pdf)
    locked = "; it opens with the reader's password" if again.has_password else ""
    click.echo(f"{out}: {again.name}, {len(again.pdf)} bytes as sent{locked}")
    if again.template:
        click.echo(
            f"  made from {again.template}.docx {again.template_sha256[:12]}, {again.converter}"
        )


def _write_word(outgoing_id: int, out: Path) -> None:
    with failures(), installation() as world:
        with world.database.transaction() as connection:
            document = reprint_word(connection, world, outgoing_id)
        write(out, document)
    click.echo(f"{out}: made again from the template and the data of then; it says what was sent")

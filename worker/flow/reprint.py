"""A letter again, exactly as it was sent, however long ago."""

from dataclasses import dataclass

from sqlalchemy import Connection

from worker.errors import BadInput, TellSomeone
from worker.flow.letter import DATA, OPEN_PDF, SENT_PDF, document_of, read_facts
from worker.flow.world import World
from worker.outbox.check_pdf import check_letter
from worker.outbox.letters import PrintSize
from worker.store import outgoing
from worker.store.outgoing import Outgoing


@dataclass(frozen=True, kw_only=True)
class Reprint:
    """The bytes that left, and what they were made with."""

    pdf: bytes
    name: str
    template: str
    template_sha256: str
    converter: str
    has_password: bool


def reprint(
    connection: Connection, world: World, outgoing_id: int, *, without_password: bool = False
) -> Reprint:
    """Give the PDF of a row as it was sent, or the same letter without its password.

    Raises BadInput when the row has no PDF, or it was purged.
    """
    row, sent = _row_of(connection, outgoing_id)
    unlocked = document_of(row, OPEN_PDF)
    chosen = unlocked if without_password and unlocked else sent
    pdf = world.documents.get(connection, chosen["sha256"])
    if pdf is None:
        raise BadInput(f"the PDF of letter {outgoing_id} was purged")
    return Reprint(
        pdf=pdf,
        name=sent["name"],
        template=sent.get("template", ""),
        template_sha256=sent.get("template_sha256", ""),
        converter=sent.get("converter", ""),
        has_password=chosen is sent and unlocked is not None,
    )


def reprint_word(connection: Connection, world: World, outgoing_id: int) -> bytes:
    """Give a letter that was sent as a Word file, made again from its data and its template.

    Raises BadInput when that is not certainly the letter that was sent: the template or the
    wording has changed since, or its data was purged.
    """
    row, sent = _row_of(connection, outgoing_id)
    unlocked, data = document_of(row, OPEN_PDF) or sent, document_of(row, DATA)
    pdf = world.documents.get(connection, unlocked["sha256"])
    kept = world.documents.get(connection, data["sha256"]) if data else None
    if pdf is None or kept is None:
        raise BadInput(f"the data of letter {outgoing_id} was purged")
    facts, name = read_facts(kept), sent["template"]
    template = world.letters.get(name, PrintSize(sent["size"]))
    if template.version != sent["template_sha256"]:
        raise BadInput(
            f"{name}.docx has changed since letter {outgoing_id} was sent: only its PDF is as it "
            "was (with the template of then in its place it can be made again)"
        )
    filled = template.fill(facts, world.letters.words)
    try:
        check_letter(pdf, parts=filled.parts, facts=facts)
    except TellSomeone as problem:
        raise BadInput(
            f"letter {outgoing_id} would not say the same today, as words.toml or the program has "
            "changed: only its PDF is as it was"
        ) from problem
    return filled.document


def _row_of(connection: Connection, outgoing_id: int) -> tuple[Outgoing, dict[str, str]]:
    """Give a row with the entry of the PDF that left."""
    if outgoing.case_of(connection, outgoing_id) is None:
        raise BadInput(f"there is no letter {outgoing_id}: `mediation case REF` has the IDs")
    row = outgoing.by_id(connection, outgoing_id)
    sent = document_of(row, SENT_PDF)
    if sent is None:
        raise BadInput(f"letter {outgoing_id} has no PDF: it is {row.state.value}, or an email")
    return row, sent

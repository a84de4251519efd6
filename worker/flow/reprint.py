"""A letter again, exactly as it was sent, however long ago."""

from dataclasses import dataclass

from sqlalchemy import Connection

from worker.errors import BadInput
from worker.flow.letter import OPEN_PDF, SENT_PDF, document_of
from worker.flow.world import World
from worker.store import outgoing


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
    if outgoing.case_of(connection, outgoing_id) is None:
        raise BadInput(f"there is no letter {outgoing_id}: `mediation case REF --json` has the ids")
    row = outgoing.by_id(connection, outgoing_id)
    sent, unlocked = document_of(row, SENT_PDF), document_of(row, OPEN_PDF)
    if sent is None:
        raise BadInput(f"letter {outgoing_id} has no PDF: it is {row.state.value}, or an email")
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

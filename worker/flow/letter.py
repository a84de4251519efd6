"""Make the letter of one outgoing row, and keep with it what it was made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import Connection

from worker.errors import TellSomeone
from worker.flow.world import World
from worker.outbox.address_window import postal_problems
from worker.outbox.catalogue import letter_of, pdf_name
from worker.outbox.check_pdf import check_letter
from worker.outbox.compiled_letter import FilledLetter
from worker.outbox.facts import LetterFacts
from worker.outbox.letters import PrintSize
from worker.outbox.lock_pdf import lock_pdf
from worker.outbox.notify_spec import check_printable
from worker.store.outgoing import Outgoing

_FACTS: Final = TypeAdapter(LetterFacts)

# The kinds of a row's documents.
SENT_PDF: Final = "pdf"  # as it left
OPEN_PDF: Final = "open_pdf"  # the same letter without its password
DATA: Final = "facts"  # what it was made from, as JSON


@dataclass(frozen=True, kw_only=True)
class MadeLetter:
    """A letter, with all that says years later how it came about."""

    pdf: bytes  # as it leaves
    text: str  # read back from it
    without_password: bytes | None  # where the one that leaves has a password
    template: str
    template_sha256: str
    size: PrintSize
    converter: str  # which LibreOffice made it
    facts: LetterFacts


@dataclass(frozen=True, kw_only=True)
class DraftLetter:
    """A letter that nothing was checked of yet, and what it was made from."""

    pdf: bytes
    filled: FilledLetter
    facts: LetterFacts
    size: PrintSize
    template_sha256: str


def draft_letter(world: World, template: str, facts: LetterFacts) -> DraftLetter:
    """Make a letter in its reader's size.

    Raises Stop, TryAgain or TellSomeone, as the parts do that fill and convert it.
    """
    size = PrintSize.LARGE if facts.recipient.large_print else PrintSize.STANDARD
    version = world.letters.version_for(template, facts, size)
    filled = version.fill(facts, world.letters.words)
    return DraftLetter(
        pdf=world.converter.convert(filled.document, title=filled.title),
        filled=filled,
        facts=facts,
        size=size,
        template_sha256=version.version,
    )


def read_back(draft: DraftLetter, foreign_names: Iterable[str], *, by_post: bool) -> str:
    """Check a letter, as is done before any leaves, and give its text; raises TellSomeone."""
    reader = draft.facts.recipient
    if by_post and (faults := postal_problems(reader.name, reader.address)):
        raise TellSomeone(f"correct the reader's name or postal address: {'; '.join(faults)}")
    checked = check_letter(
        draft.pdf, parts=draft.filled.parts, facts=draft.facts, foreign_names=foreign_names
    )
    if by_post:
        check_printable(draft.pdf)
    return checked.text


def make_letter(
    world: World, row: Outgoing, facts: LetterFacts, foreign_names: tuple[str, ...]
) -> MadeLetter | None:
    """Make the PDF of a row in its reader's own way; None where the email is all there is.

    Raises Stop, TryAgain, TellSomeone or BadInput, as the parts do that make, check and lock it.
    """
    template = letter_of(row.letter.purpose, by_post=row.letter.by_post)
    if not template:
        return None
    draft = draft_letter(world, template, facts)
    text = read_back(draft, foreign_names, by_post=row.letter.by_post)
    locked = None
    if facts.recipient.pdf_has_password:
        with world.database.transaction() as connection:
            password = world.passwords.of(connection, row.letter.to)
        locked = lock_pdf(draft.pdf, password=password)
    return MadeLetter(
        pdf=locked or draft.pdf,
        text=text,
        without_password=draft.pdf if locked else None,
        template=template,
        template_sha256=draft.template_sha256,
        size=draft.size,
        converter=world.converter.version,
        facts=facts,
    )


def keep_letter(
    connection: Connection, world: World, row: Outgoing, made: MadeLetter, *, at: datetime
) -> list[dict[str, str]]:
    """Keep letter and data, sealed as every document is; gives the entries of the row."""

    def entry(kind: str, content: bytes, name: str, **more: str) -> dict[str, str]:
        sha256 = world.documents.put(connection, content, kind=kind, at=at)
        return {"kind": kind, "name": name, "sha256": sha256, **more}

    name = pdf_name(row.letter.purpose, made.facts.reference)
    how = {
        "template": made.template,
        "template_sha256": made.template_sha256,
        "size": made.size.value,
        "converter": made.converter,
    }
    kept = [entry(SENT_PDF, made.pdf, name, **how)]
    if made.without_password is not None:
        kept.append(entry(OPEN_PDF, made.without_password, name))
    return [*kept, entry(DATA, _FACTS.dump_json(made.facts), "facts.json")]


def document_of(row: Outgoing, kind: str) -> dict[str, str] | None:
    """Find the entry of a kind among a row's documents."""
    return next((d for d in row.documents if d["kind"] == kind), None)


def read_facts(kept: bytes) -> LetterFacts:
    """Read the data of a letter back."""
    return _FACTS.validate_json(kept)

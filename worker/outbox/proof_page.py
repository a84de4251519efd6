"""The proof as it is handed over, HTML or Word: one page that tells all, then what it rests on."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from docxtpl.template import DocxTemplate
from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from worker.errors import TellSomeone
from worker.outbox.filters import FILTERS
from worker.outbox.letters import letter_environment

_LINE = 50  # characters


@dataclass(frozen=True, kw_only=True)
class ProvenDuty:
    """Something that was owed, and how its day was worked out."""

    what: str
    owed_by: str
    due: date
    state: str
    met_on: date | None
    counted: str  # how the day was found, in a few words
    steps: tuple[str, ...]  # empty for a target or task of the office itself
    source: str

    @property
    def working(self) -> str:
        """Give the steps as lines of one cell, numbered."""
        lines = [f"{number}. {step}" for number, step in enumerate(self.steps, start=1)]
        source = [f"Source: {self.source}"] if self.source else []
        return "\n".join([*lines, *source])


@dataclass(frozen=True, kw_only=True)
class ProvenLetter:
    """Something that was sent, or was not."""

    number: int  # of its line on the first page and behind it
    what: str
    to: str
    leaves_the_office: bool  # False: a notice to the case's own adviser
    sent_at: datetime | None
    way: str
    end: str  # what became of it
    answer: str  # the server's or the printer's own; why not, where it was not sent
    mark: str  # what identifies it: Message-ID, certificate number, hash of the file

    @property
    def short_answer(self) -> str:
        """Give as much of the answer as a line of the first page holds."""
        return self.answer if len(self.answer) <= _LINE else f"{self.answer[: _LINE - 2]} …"


@dataclass(frozen=True, kw_only=True)
class ProvenEvent:
    """Something that was recorded."""

    on: date
    what: str
    by: str
    route: str
    recorded_at: datetime
    stands: bool


@dataclass(frozen=True, kw_only=True)
class ProvenMail:
    """A message that was received."""

    received_at: datetime
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Proof:
    """All that a case can prove, without names or addresses."""

    reference: str
    made_at: datetime
    body: str  # whose records they are
    parties: tuple[str, ...]
    duties: tuple[ProvenDuty, ...]
    letters: tuple[ProvenLetter, ...]
    events: tuple[ProvenEvent, ...]
    mail: tuple[ProvenMail, ...]

    @property
    def title(self) -> str:
        """Give the document's title."""
        return f"Proof for case {self.reference}"

    @property
    def limits(self) -> tuple[ProvenDuty, ...]:
        """Give the periods that the law sets."""
        return tuple(duty for duty in self.duties if duty.steps)

    @property
    def tasks(self) -> tuple[ProvenDuty, ...]:
        """Give what the office sets itself."""
        return tuple(duty for duty in self.duties if not duty.steps)

    @property
    def outward(self) -> tuple[ProvenLetter, ...]:
        """Give what went to somebody outside the office."""
        return tuple(letter for letter in self.letters if letter.leaves_the_office)


def as_html(proof: Proof, *, folder: Path) -> bytes:
    """Write the page as HTML; raises TellSomeone naming the template that cannot be filled."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=True
    )
    environment.filters.update(FILTERS)
    try:
        return environment.get_template("proof.html").render(proof=proof).encode()
    except TemplateError as problem:
        raise TellSomeone(f"{folder / 'proof.html'} cannot be filled: {problem}") from problem


def as_word(proof: Proof, *, folder: Path) -> bytes:
    """Write the page as a Word file; raises TellSomeone as `as_html`."""
    path, written = folder / "proof.docx", io.BytesIO()
    environment = letter_environment()
    environment.filters.update(FILTERS)  # a date may be broken: its column is narrow
    try:
        template = DocxTemplate(str(path))
        template.render({"proof": proof}, jinja_env=environment)
        if template.docx is not None:  # `get_docx` would begin with the unfilled file again
            template.docx.core_properties.title = proof.title
        template.save(written)
    except (TemplateError, TypeError, ValueError, OSError) as problem:
        raise TellSomeone(f"{path} cannot be filled: {problem}") from problem
    return written.getvalue()

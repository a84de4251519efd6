"""Make every sample of a letter into a PDF as sending does, to see whether it would be refused."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from worker.errors import BadInput, TellSomeone
from worker.outbox.check_pdf import check_letter
from worker.outbox.compiled_letter import CompiledLetter, PrintSize, compile_letter
from worker.outbox.facts import LetterFacts
from worker.outbox.lint.finding import Finding
from worker.outbox.lint.letters import samples_of
from worker.outbox.lint.rules import is_for_family
from worker.outbox.notify_spec import check_printable
from worker.outbox.words import WordTable

_IN_SIZE = {PrintSize.STANDARD: "", PrintSize.LARGE: " in large print"}
# More than one, so that one is checked while the next is converted.
_AT_ONCE = 4


class Converter(Protocol):
    """What makes a PDF of a Word file."""

    def convert(self, document: bytes, *, title: str) -> bytes:
        """Give the PDF, with this title."""
        ...


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """One sample in one size."""

    number: int
    facts: LetterFacts
    letter: CompiledLetter
    size: PrintSize


def try_letter(
    name: str, raw: bytes, *, words: WordTable, converter: Converter, shown_as: str = ""
) -> list[Finding]:
    """Convert a letter that the lint has passed, with each sample in both sizes.

    A letter that may be posted is held against the printer's rules too. Raises Stop or TryAgain if
    LibreOffice is missing or does not start.
    """
    try:
        trials = [
            _Trial(number=number, facts=facts, letter=letter, size=size)
            for size in PrintSize
            for letter in [compile_letter(name, raw, size=size)]
            for number, facts in enumerate(samples_of(name), start=1)
        ]
    except BadInput as problem:
        return [Finding(template=shown_as or f"{name}.docx", what=str(problem))]
    found: dict[str, str] = {}
    for trial, reason in _problems(trials, words, converter):
        # The same fault in one sample after the other is one thing to mend.
        found.setdefault(reason, f"sample {trial.number}{_IN_SIZE[trial.size]}")
    return [
        Finding(template=shown_as or f"{name}.docx", what=f"{where} would not be sent: {reason}")
        for reason, where in found.items()
    ]


def _problems(
    trials: Sequence[_Trial], words: WordTable, converter: Converter
) -> Iterator[tuple[_Trial, str]]:
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        answers = threads.map(lambda trial: _problem_of(trial, words, converter), trials)
        for trial, reason in zip(trials, answers, strict=True):
            if reason:
                yield trial, reason


def _problem_of(trial: _Trial, words: WordTable, converter: Converter) -> str:
    """Do what sending does; gives the reason for which the letter would stay behind."""
    try:
        filled = trial.letter.fill(trial.facts, words)
        pdf = converter.convert(filled.document, title=filled.title)
        check_letter(pdf, parts=filled.parts, facts=trial.facts)
        if is_for_family(trial.letter.name):
            check_printable(pdf)
    except TellSomeone as problem:
        return str(problem)
    return ""

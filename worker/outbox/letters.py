"""The Word templates in use: each version is checked and compiled once, then filled many times."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from worker.errors import BadInput, Stop
from worker.outbox.compiled_letter import (
    CompiledLetter,
    PrintSize,
    compile_letter,
    letter_environment,
)
from worker.outbox.facts import LetterFacts
from worker.outbox.lint.letters import Finding, lint_compiled
from worker.outbox.logo import Logo
from worker.outbox.words import WordTable

__all__ = ["LetterTemplates", "PrintSize", "letter_environment", "render_letter"]

_SHOWN = 3  # findings that a message repeats; `mediation check` has them all
_Stamp = tuple[int, int]  # when the file was written, and its size
_Kind = tuple[str, PrintSize, Logo | None]
# The logo of the organisation of this name on this day.
LogoOf = Callable[[str, date], Logo | None]


class LetterTemplates:
    """The Word templates of one folder; a file that staff have changed is checked and compiled."""

    def __init__(
        self, folder: Path, words: WordTable, *, logo_of: LogoOf = lambda _name, _day: None
    ) -> None:
        self.folder = folder
        self.words = words
        self.logo_of = logo_of
        self._compiled: dict[_Kind, tuple[_Stamp, CompiledLetter]] = {}
        self._refused: dict[str, tuple[_Stamp, str]] = {}
        self._sound: set[tuple[str, str]] = set()  # name and version
        self._lock = threading.Lock()

    def names(self) -> tuple[str, ...]:
        """Name every template in the folder."""
        return tuple(sorted(file.stem for file in self.folder.glob("[!~.]*.docx")))

    def get(
        self, name: str, size: PrintSize = PrintSize.STANDARD, logo: Logo | None = None
    ) -> CompiledLetter:
        """Give a compiled template.

        Raises Stop saying what to mend if the file is missing, cannot be read, or has a finding
        of the lint: its letters wait, and none is sent with a fault.
        """
        path = self.folder / f"{name}.docx"
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            with self._lock:
                known = self._compiled.get((name, size, logo))
                if known is None or known[0] != stamp:
                    known = (stamp, self._checked(path, stamp, size, logo))
                    self._compiled[name, size, logo] = known
                return known[1]
        except OSError as problem:
            raise Stop(f"the letter template {path} cannot be read: {problem}") from problem

    def _checked(
        self, path: Path, stamp: _Stamp, size: PrintSize, logo: Logo | None
    ) -> CompiledLetter:
        """Compile a version; one that was refused is not looked at again before it changes."""
        name = path.stem
        if name in self._refused and self._refused[name][0] == stamp:
            raise Stop(self._refused[name][1])
        try:
            raw = path.read_bytes()
            compiled = compile_letter(name, raw, size=size)
            if (name, compiled.version) not in self._sound:
                _refuse(lint_compiled(compiled, raw, words=self.words))
                self._sound.add((name, compiled.version))
        except BadInput as problem:
            why = (
                f"the letter template {path} {problem}. Its letters wait until the file is mended: "
                "put the last good one back, or see `mediation check`"
            )
            self._refused[name] = (stamp, why)
            raise Stop(why) from problem
        return compile_letter(name, raw, size=size, logo=logo) if logo else compiled


def _refuse(findings: list[Finding]) -> None:
    wrong = [finding.without_name() for finding in findings if not finding.is_advice]
    more = len(wrong) - _SHOWN
    if wrong:
        told = [*wrong[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        raise BadInput("must be mended: " + "; ".join(told))


def render_letter(
    name: str,
    facts: LetterFacts,
    *,
    templates: LetterTemplates,
    size: PrintSize = PrintSize.STANDARD,
) -> bytes:
    """Give the letter as a Word file.

    Raises Stop for an unfit template, TellSomeone naming the template, the field and the paragraph
    if anything of this case is missing.
    """
    logo = templates.logo_of(facts.body.name, facts.today)
    return templates.get(name, size, logo).fill(facts, templates.words)

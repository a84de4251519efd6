"""The Word templates in use: each version is checked and compiled once, then filled many times."""

import hashlib
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import structlog

from worker.errors import Stop
from worker.outbox.compiled_letter import (
    CompiledLetter,
    PrintSize,
    compile_letter,
    letter_environment,
)
from worker.outbox.facts import LetterFacts
from worker.outbox.lint.letters import Finding, lint_letter
from worker.outbox.logo import Logo
from worker.outbox.words import WordTable

__all__ = ["LetterTemplates", "PrintSize", "letter_environment", "render_letter"]

log = structlog.get_logger()

_LONGEST: Final = 190  # characters of a reason that is kept with a letter that waits
_Stamp = tuple[int, int]  # when the file was written, and its size
_Kind = tuple[str, PrintSize, Logo | None]
# The logo of the organisation of this name on this day.
LogoOf = Callable[[str, date], Logo | None]


class LetterTemplates:
    """The Word templates of one folder; a file that staff have changed is checked and compiled.

    A file with a finding that holds is not used: the last version without one goes on, if there
    was one since the start. Whatever else is to be mended is told, and stops no letter.
    """

    def __init__(
        self, folder: Path, words: WordTable, *, logo_of: LogoOf = lambda _name, _day: None
    ) -> None:
        self.folder = folder
        self.words = words
        self.logo_of = logo_of
        self._compiled: dict[_Kind, tuple[_Stamp, CompiledLetter]] = {}
        self._seen: dict[str, tuple[_Stamp, str]] = {}  # and why it is not used, if it is not
        self._sound: dict[str, bytes] = {}  # the last version of each file that may be used
        self._lock = threading.Lock()

    def get(
        self, name: str, size: PrintSize = PrintSize.STANDARD, logo: Logo | None = None
    ) -> CompiledLetter:
        """Give a compiled template.

        Raises Stop saying what to mend if the file is missing, cannot be read, or must not be
        used, and no sound version of it is known: its letters wait, and none is sent with a fault.
        """
        path = self.folder / f"{name}.docx"
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            with self._lock:
                known = self._compiled.get((name, size, logo))
                if known is None or known[0] != stamp:
                    raw = self._sound_version(path, stamp)
                    known = (stamp, compile_letter(name, raw, size=size, logo=logo))
                    self._compiled[name, size, logo] = known
                return known[1]
        except FileNotFoundError as problem:
            raise Stop(
                f"Copy {path.name} from templates/letters of the program into the folder of your "
                "letters: it is missing"
            ) from problem
        except OSError as problem:
            raise Stop(f"Let the worker read {path.name}: {problem.strerror}") from problem

    def version_for(
        self, name: str, facts: LetterFacts, size: PrintSize = PrintSize.STANDARD
    ) -> CompiledLetter:
        """Give the template on the letterhead of whose letter it is."""
        return self.get(name, size, self.logo_of(facts.body.name, facts.today))

    def _sound_version(self, path: Path, stamp: _Stamp) -> bytes:
        """Give the file as it is, or as it was when it was last fit to be used."""
        name = path.stem
        if name not in self._seen or self._seen[name][0] != stamp:
            raw = path.read_bytes()
            why = self._look_at(name, raw)
            if not why:
                self._sound[name] = raw
            self._seen[name] = (stamp, why)
        if name not in self._sound:
            raise Stop(self._seen[name][1])
        return self._sound[name]

    def _look_at(self, name: str, raw: bytes) -> str:
        """Check a version, and tell the log; gives why it must not be used, empty if it may."""
        wrong = [each for each in lint_letter(name, raw, words=self.words) if not each.is_advice]
        held = [each for each in wrong if each.holds]
        told = log.bind(template=name, version=hashlib.sha256(raw).hexdigest())
        if held:
            told.error("letter template is not used", findings=len(held))
        elif wrong:
            told.error("letter template has something to mend", findings=len(wrong))
        return _why(name, held) if held else ""


def _why(name: str, held: list[Finding]) -> str:
    """Say what to do, and the first thing that is wrong, without a word of the letter."""
    more = f" (and {len(held) - 1} more)" if len(held) > 1 else ""
    told = (
        f"Run `mediation check` and mend {name}.docx, or put the last good one back: "
        f"{held[0].in_brief()}"
    )
    room = _LONGEST - len(more)
    return (told if len(told) <= room else told[: room - 1] + "…") + more


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
    return templates.version_for(name, facts, size).fill(facts, templates.words).document

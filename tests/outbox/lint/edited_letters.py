"""Letters that ship, with something changed in them, as an office would change it in Word."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx import Document

from worker.outbox.lint.finding import Finding
from worker.outbox.lint.letters import lint_template
from worker.outbox.words import read_words

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "templates" / "letters"
WORDS = read_words(ROOT / "templates" / "words.toml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def edited(tmp_path: Path, name: str, edit: Callable[[Any], object], *, to: str = "") -> Path:
    """Open the letter, change it, and save it (under another name)."""
    opened = Document(str(FOLDER / f"{name}.docx"))
    edit(opened)
    path = tmp_path / f"{to or name}.docx"
    opened.save(str(path))
    return path


def with_paragraph(tmp_path: Path, text: str, name: str = "chase") -> Path:
    return edited(tmp_path, name, lambda opened: opened.add_paragraph(text))


def without(*words: str) -> Callable[[Any], None]:
    """Delete every paragraph that has one of these words."""

    def edit(opened: Any) -> None:
        for paragraph in opened.paragraphs:
            if any(word in paragraph.text for word in words):
                paragraph._p.getparent().remove(paragraph._p)

    return edit


def replaced(old: str, new: str) -> Callable[[Any], None]:
    """Write other words wherever these stand, and in one place at least."""

    def edit(opened: Any) -> None:
        found = [r for p in opened.paragraphs for r in p.runs if old in r.text]
        assert found
        for run in found:
            run.text = run.text.replace(old, new)

    return edit


def with_lists(number_format: str, text: str, font: str = "Arial") -> Callable[[Any], None]:
    """Give every list of the letter these labels."""

    def edit(opened: Any) -> None:
        for level in opened.part.numbering_part.element.iter(f"{_W}lvl"):
            level.find(f"{_W}numFmt").set(f"{_W}val", number_format)
            level.find(f"{_W}lvlText").set(f"{_W}val", text)
            for script in ("ascii", "hAnsi", "cs"):
                level.find(f"{_W}rPr/{_W}rFonts").set(f"{_W}{script}", font)

    return edit


def with_part(tmp_path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    path = tmp_path / "chase.docx"
    with zipfile.ZipFile(FOLDER / "chase.docx") as old, zipfile.ZipFile(path, "w") as new:
        for name in [*old.namelist(), *([] if part in old.namelist() else [part])]:
            content = old.read(name) if name in old.namelist() else b""
            new.writestr(name, change(content) if name == part else content)
    return path


def findings(path: Path, *, name: str = "") -> list[Finding]:
    return lint_template(path, words=WORDS, name=name)


def said(path: Path, *, name: str = "") -> str:
    return "\n".join(str(finding) for finding in findings(path, name=name))

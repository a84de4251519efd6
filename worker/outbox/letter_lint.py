"""Checks a Word template before it is used: fields, wording, type, and nothing hidden in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError
from lxml import etree

from worker.errors import BadInput, TellSomeone
from worker.outbox import docx
from worker.outbox.docx import parse_xml, w
from worker.outbox.letter_fields import Usage, read_usage, with_parents
from worker.outbox.letter_rules import (
    FONTS,
    FORBIDDEN_FIELDS,
    FORBIDDEN_WORDING,
    LANGUAGE,
    REQUIRED,
    SMALL_STYLES,
    SMALLEST,
    Requirement,
)
from worker.outbox.letters import (
    PrintSize,
    compile_letter,
    letter_environment,
    shown,
    tagged_source,
)
from worker.outbox.samples import SAMPLES
from worker.outbox.words import WordTable

_TAG = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_BLOCK = re.compile(r"\{%-?\s*(if|for|endif|endfor)\b")
_REMOTE_FIELDS = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|LINK|DDE|DDEAUTO|IMPORT|HYPERLINK)\b")
_TRACKED = ("ins", "del", "moveFrom", "moveTo")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_THEME_FONT = "{http://schemas.openxmlformats.org/drawingml/2006/main}latin"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to mend in a template."""

    template: str  # file name
    paragraph: str  # the text of the paragraph where it stands; empty if it is the whole file
    what: str

    def __str__(self) -> str:
        """Say which template, what, and where."""
        where = f', in the paragraph "{self.paragraph}"' if self.paragraph else ""
        return f"{self.template}: {self.what}{where}"


def lint_folder(folder: Path, words: WordTable) -> list[Finding]:
    """Check every template in the folder, and that no letter is missing."""
    files = sorted(folder.glob("[!~.]*.docx"))
    missing = [name for name in SAMPLES if not (folder / f"{name}.docx").is_file()]
    return [
        *(Finding(template=f"{name}.docx", paragraph="", what="is missing") for name in missing),
        *(finding for file in files for finding in lint_template(file, words=words)),
    ]


def lint_template(path: Path, *, words: WordTable | None = None) -> list[Finding]:
    """Check one template; with the wording table its sample letters are filled as well."""
    try:
        # One byte more than is allowed tells that there is too much, and no more is read.
        with path.open("rb") as file:
            raw = file.read(docx.MAX_BYTES + 1)
        parts = docx.read_parts(raw)
        found = [*_hidden(parts), *_look(parts), *_tags(path.stem, parts)]
    except (BadInput, OSError) as problem:
        return [Finding(template=path.name, paragraph="", what=str(problem))]
    if words and not found:
        found = list(_samples(path.stem, raw, words))
    return [
        Finding(template=path.name, paragraph=paragraph, what=what)
        for paragraph, what in dict.fromkeys(found)
    ]


_Found = tuple[str, str]  # paragraph, what


def _hidden(parts: Mapping[str, bytes]) -> Iterator[_Found]:
    """Find what would reach outside the file, or the reader, unseen."""
    try:
        docx.refuse_links(parts)
    except BadInput as problem:
        yield "", str(problem)
    if any("embeddings/" in name or "activeX/" in name for name in parts):
        yield "", "holds an embedded object: put its text into the letter"
    if any(name.startswith("word/comments") for name in parts):
        yield "", "has comments: delete them in Word"
    for name in docx.text_parts(parts):
        yield from _hidden_in(parse_xml(parts[name]))


def _hidden_in(root: etree._Element) -> Iterator[_Found]:
    for tag in _TRACKED:
        for change in root.iter(w(tag)):
            yield _text(_paragraph_of(change)), "has tracked changes: accept or reject them in Word"
    if root.find(f".//{w('altChunk')}") is not None:
        yield "", "takes in another file: paste its text instead"
    for paragraph in root.iter(w("p")):
        instructions = "".join(piece.text or "" for piece in paragraph.iter(w("instrText")))
        instructions += " ".join(
            field.get(w("instr"), "") for field in paragraph.iter(w("fldSimple"))
        )
        if remote := _REMOTE_FIELDS.search(instructions):
            yield _text(paragraph), f"has a Word field {remote[1]}: remove the link in Word"
    for element in root.iter(etree.Element):
        inside = [*element.attrib.values(), *([element.text] if element.tag != w("t") else [])]
        if any(text and _TAG.search(str(text)) for text in inside):
            yield _text(_paragraph_of(element)), "has a tag where no text stands"


def _look(parts: Mapping[str, bytes]) -> Iterator[_Found]:
    """Find type that is too small or not embedded, and what a screen reader would miss."""
    styles = parse_xml(docx.prune_styles(parts)) if docx.STYLES in parts else None
    theme = parse_xml(parts["word/theme/theme1.xml"]) if "word/theme/theme1.xml" in parts else None
    if styles is not None:
        for style in styles:
            yield from _type_of_style(style, theme)
        languages = [language.get(w("val")) for language in styles.iter(w("lang"))]
        if LANGUAGE not in languages:
            yield "", f"has no language: set it to English (United Kingdom), {LANGUAGE}"
    for name in docx.text_parts(parts):
        yield from _look_of_text(parse_xml(parts[name]), theme)
    core = parse_xml(parts[docx.CORE]) if docx.CORE in parts else None
    title = core.findtext("{http://purl.org/dc/elements/1.1/}title") if core is not None else None
    if not title or not title.strip():
        yield "", "has no title: set it in Word under File, Info, Title"


def _type_of_style(style: etree._Element, theme: etree._Element | None) -> Iterator[_Found]:
    names = style.find(w("name"))
    name = names.get(w("val"), "") if names is not None else "the default style"
    for what in _type_of(style, theme, small_allowed=name in SMALL_STYLES):
        yield "", f"style '{name}' {what}"


def _look_of_text(root: etree._Element, theme: etree._Element | None) -> Iterator[_Found]:
    for run in root.iter(w("r")):
        if any((piece.text or "").strip() for piece in run.iter(w("t"))):
            for what in _type_of(run, theme, small_allowed=False):
                yield _text(_paragraph_of(run)), what
    for align in root.iter(w("jc")):
        if align.get(w("val")) in {"both", "distribute"}:
            yield _text(_paragraph_of(align)), "is justified: align it to the left"
    for picture in root.iter(_DRAWING):
        if not picture.get("descr", "").strip():
            yield _text(_paragraph_of(picture)), "has a picture without alternative text"


def _type_of(
    element: etree._Element, theme: etree._Element | None, *, small_allowed: bool
) -> Iterator[str]:
    for size in element.iter(w("sz")):
        if not small_allowed and float(size.get(w("val"), SMALLEST)) < SMALLEST:
            yield f"is smaller than {SMALLEST // 2} point"
    for fonts in element.iter(w("rFonts")):
        for font in sorted(_fonts(fonts, theme) - FONTS):
            yield f"is set in {font}, which is not embedded: use Arial or Calibri"


def _fonts(fonts: etree._Element, theme: etree._Element | None) -> set[str]:
    named = {fonts.get(w(kind)) for kind in ("ascii", "hAnsi")}
    for kind in ("asciiTheme", "hAnsiTheme"):
        place = fonts.get(w(kind))
        if place and theme is not None:
            latin = list(theme.iter(_THEME_FONT))
            named.add(latin[0 if place.startswith("major") else 1].get("typeface"))
    return {font for font in named if font}


def _tags(letter: str, parts: Mapping[str, bytes]) -> Iterator[_Found]:
    """Follow the tags, then hold fields and wording against the tables of the letter."""
    environment = letter_environment()
    used: set[str] = set()
    paragraphs: list[str] = []
    for name in docx.text_parts(parts):
        source = tagged_source(parts[name])
        lines = source.split("\n")
        paragraphs += [text for text in (_plain(line) for line in lines) if text]
        try:
            usage = read_usage(environment, source)
        except TemplateSyntaxError as problem:
            yield _unread(lines, problem)
            return
        yield from _troubles(usage, lines)
        used |= usage.fields
    yield from _forbidden(letter, used, paragraphs)
    for requirement in REQUIRED.get(letter, ()):
        if not _is_met(requirement, used, " ".join(paragraphs)):
            yield "", f"does not carry {requirement.item}{_hint(requirement)}"


def _troubles(usage: Usage, lines: list[str]) -> Iterator[_Found]:
    for trouble in usage.troubles:
        yield shown(lines[trouble.line - 1]), trouble.what


def _unread(lines: list[str], problem: TemplateSyntaxError) -> _Found:
    """Say which loop or condition is not closed; for other faults, where the reading stopped."""
    open_blocks: list[tuple[str, str]] = []
    for line in lines:
        for block in _BLOCK.finditer(line):
            if not block[1].startswith("end"):
                open_blocks.append((block[1], line))
            elif open_blocks and block[1] == f"end{open_blocks[-1][0]}":
                open_blocks.pop()
            else:
                return shown(line), f"closes with '{block[1]}' what was not opened here"
    if open_blocks:
        kind, line = open_blocks[-1]
        return shown(line), f"the '{kind}' is not closed: add 'end{kind}'"
    return shown(lines[problem.lineno - 1]), f"has a tag that cannot be read: {problem.message}"


def _forbidden(letter: str, used: set[str], paragraphs: Iterable[str]) -> Iterator[_Found]:
    all_used = with_parents(used)
    for name, why in FORBIDDEN_FIELDS.get(letter, {}).items():
        if name in all_used:
            yield "", f"uses the field '{name}': {why}"
    for paragraph in paragraphs:
        for ban in FORBIDDEN_WORDING:
            if said := ban.wording.search(paragraph):
                yield shown(paragraph), f"says '{said[0]}': {ban.why}"


def _is_met(requirement: Requirement, used: set[str], text: str) -> bool:
    if requirement.fields and not used.isdisjoint(requirement.fields):
        return True
    return bool(requirement.wording) and bool(
        re.search(requirement.wording, text, re.IGNORECASE | re.DOTALL)
    )


def _hint(requirement: Requirement) -> str:
    return f" (field {' or '.join(requirement.fields)})" if requirement.fields else ""


def _samples(letter: str, raw: bytes, words: WordTable) -> Iterator[_Found]:
    """Fill the letter with every sample case: what the tags cannot tell shows itself."""
    compiled = compile_letter(letter, raw, size=PrintSize.STANDARD)
    for facts in SAMPLES.get(letter, ()):
        try:
            compiled.fill(facts, words)
        except TellSomeone as problem:
            yield "", str(problem)


def _plain(line: str) -> str:
    """Give a paragraph's text without the letter's tags."""
    return " ".join(_TAG.sub(" … ", re.sub(r"<[^>]*>", "", line)).split())


def _paragraph_of(element: etree._Element) -> etree._Element:
    for ancestor in [element, *element.iterancestors()]:
        if ancestor.tag == w("p"):
            return ancestor
    return element


def _text(paragraph: etree._Element) -> str:
    return shown("".join(piece.text or "" for piece in paragraph.iter(w("t"))))

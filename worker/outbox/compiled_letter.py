"""One version of a Word template, compiled, to be filled with one reader's facts many times."""

import functools
import hashlib
import html
import re
import traceback
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from worker.errors import BadInput, TellSomeone
from worker.outbox import docx
from worker.outbox.drawn_text import LISTS
from worker.outbox.facts import LetterFacts
from worker.outbox.filters import LETTER_FILTERS, unbroken_numbers
from worker.outbox.large_print import enlarge_styles, enlarge_text
from worker.outbox.logo import Logo, with_logo
from worker.outbox.plain_bullets import plain_bullets
from worker.outbox.words import WordTable, top_level_names

MAX_VALUE = 20_000  # characters; a longer value is a mistake, not something to print

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CORE = (
    _DECLARATION
    + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>{title}</dc:title><dc:language>en-GB</dc:language></cp:coreProperties>"
)
# What XML cannot carry, and what would turn the text around it the other way.
_UNPRINTABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JOINED = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'
_FIELD = re.compile(
    r"\{[{%]-?(?:p|tr|tc|r)?\s+(?:(?:if|elif|for\s+\w+\s+in)\s+)?(?!else|end)([a-z_][\w.]*)"
)
_NO_VALUE = "the field has no value in this case"
# What a case must have for the words that words.toml keeps about it.
WORDS_NEED: Mapping[str, str] = {
    "words.decision": "decision",
    "words.ground": "certificate",
    "words.outcome": "outcome",
    "words.capacity": "recipient.capacity",
    "words.format": "recipient.format",
    "words.party": "party",
    "words.party_format": "party.format",
}
_SHOWN = 80  # characters of the paragraph that a message quotes


class PrintSize(StrEnum):
    """The size of the letter's type; both come from the same Word file."""

    STANDARD = "standard"
    LARGE = "large"  # 18 point


class _Missing(StrictUndefined):
    """A field that is not there: its message is its name, to be found in the paragraph."""

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


class _Surroundings(ImmutableSandboxedEnvironment):
    """The sandbox, which remembers its answers: they hold for every value of the same type."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._answers: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        question = (type(obj), attr)
        answer = self._answers.get(question)
        if answer is None:
            answer = self._answers[question] = super().is_safe_attribute(obj, attr, value)
        return answer


def letter_environment() -> ImmutableSandboxedEnvironment:
    """Make the only surroundings in which a letter's tags run: escaped, strict, no side effects."""
    environment = _Surroundings(undefined=_Missing, autoescape=True, finalize=as_word_text)
    environment.filters.update({name: _of_a_value(each) for name, each in LETTER_FILTERS.items()})
    return environment


def _of_a_value(write: Callable[..., str]) -> Callable[..., str]:
    """Let a filter say in the office's words that there is nothing to write."""

    @functools.wraps(write)
    def written(value: object) -> str:
        if isinstance(value, StrictUndefined):
            return str(value)  # raises, naming the field
        if value is None:
            raise TypeError(_what_to_do(value))
        return write(value)

    return written


def as_word_text(value: object) -> object:
    """Turn the value of a tag into text inside a Word run: plain, with its line breaks and tabs.

    Raises TypeError for what is not text or a number: a date without `| day`, a field without a
    value.
    """
    if isinstance(value, StrictUndefined):
        return str(value)  # raises, naming the field
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise TypeError(_what_to_do(value))
    if len(value) > MAX_VALUE:
        raise TypeError(f"the value is longer than {MAX_VALUE} characters")
    # str(): an enum's member prints its value; escape from the standard library: a value that
    # claims to be safe is escaped as well.
    text = html.escape(unbroken_numbers(clean(str(value))), quote=False)
    return Markup(text.replace("\n", _BREAK).replace("\t", _TAB))  # noqa: S704 - escaped above


def clean(value: str) -> str:
    """Take out what cannot be printed; every kind of line end becomes a newline.

    Letters and their accents come together, and joined letters (as copied from a PDF) apart: the
    letter's font has them so.
    """
    if value.isascii() and value.isprintable():
        return value
    plain = _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", value))
    if plain.isascii():
        return plain
    return unicodedata.normalize("NFC", plain.translate(_JOINED))


def _what_to_do(value: object) -> str:
    if value is None:
        return _NO_VALUE
    kind = type(value).__name__
    advice = {"date": "| day", "time": "| clock", "datetime": "| instant"}.get(kind)
    return f"a {kind} needs '{advice}' after the field" if advice else f"a {kind} is not text"


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One part of the Word file that has tags."""

    template: Template
    source: tuple[str, ...]  # one paragraph a line, as the template's line numbers count them


@dataclass(frozen=True, kw_only=True)
class FilledLetter:
    """One reader's letter as a Word file."""

    document: bytes  # the Word file
    parts: Mapping[str, bytes]  # those of its parts that say what stands in it, and how it looks
    title: str


@dataclass(frozen=True, kw_only=True)
class CompiledLetter:
    """One version of one Word template, ready to be filled many times."""

    name: str
    version: str  # SHA-256 of the Word file
    title: str
    package: docx.Package
    parts: Mapping[str, _Part]
    looks: Mapping[str, bytes]  # the parts that draw what the words do not say

    def fill(self, facts: LetterFacts, words: WordTable) -> FilledLetter:
        """Give the finished letter; raises TellSomeone naming field, template, paragraph."""
        names = top_level_names(facts, words)
        filled = {name: self._fill_part(name, part, names) for name, part in self.parts.items()}
        # What it is and its reference, never a name.
        title = f"{self.title} {facts.reference}"
        core = _CORE.format(title=html.escape(title)).encode()
        return FilledLetter(
            document=self.package.with_parts({**filled, docx.CORE: core}),
            parts={**self.looks, **filled},
            title=title,
        )

    def _fill_part(self, name: str, part: _Part, names: Mapping[str, object]) -> bytes:
        try:
            return (_DECLARATION + part.template.render(names)).encode()
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as problem:
            paragraph = part.source[_line_of(problem, name) - 1]
            raise TellSomeone(
                f"{self.name}.docx cannot be filled: {_describe(problem, paragraph, names)}, "
                f'in the paragraph "{shown(paragraph)}"',
                public=f"record what is missing, or mend {self.name}.docx: it cannot be filled"
                + _fields_for(problem, paragraph, names),
            ) from problem


def compile_letter(
    name: str, raw: bytes, *, size: PrintSize = PrintSize.STANDARD, logo: Logo | None = None
) -> CompiledLetter:
    """Compile one Word template, with the logo of the organisation whose letter it is.

    Raises BadInput, in words that follow the file's name, if it is no sound Word file or a tag
    in it cannot be read.
    """
    parts = docx.shed(docx.read_parts(raw))
    if logo:
        parts = with_logo(parts, logo)
    fixed = {part: content for part, content in parts.items() if part != docx.CORE}
    sources = {part: tagged_source(fixed.pop(part)) for part in docx.text_parts(parts)}
    if docx.STYLES in fixed:
        fixed[docx.STYLES] = docx.prune_styles(parts)
    if LISTS in fixed:
        fixed[LISTS] = plain_bullets(fixed[LISTS])
    if size is PrintSize.LARGE and docx.STYLES in fixed:
        fixed[docx.STYLES] = enlarge_styles(fixed[docx.STYLES])
        sources = {part: enlarge_text(source) for part, source in sources.items()}
    environment = letter_environment()
    return CompiledLetter(
        name=name,
        version=hashlib.sha256(raw).hexdigest(),
        title=docx.title_of(parts) or name.replace("_", " ").capitalize(),
        package=docx.Package(fixed),
        parts={part: _compile_part(environment, part, text) for part, text in sources.items()},
        looks={part: fixed[part] for part in (docx.STYLES, LISTS) if part in fixed},
    )


def tagged_source(part: bytes) -> str:
    """Give a part as jinja reads it: tags whole again where Word has split them.

    Each paragraph begins a line, so that a line number finds the paragraph.
    """
    xml = etree.tostring(docx.parse_xml(part), encoding="unicode").replace("\n", " ")
    patched: str = DocxTemplate("").patch_xml(xml)
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", patched)


def _compile_part(environment: ImmutableSandboxedEnvironment, part: str, source: str) -> _Part:
    lines = tuple(source.split("\n"))
    try:
        code = environment.compile(source, name=part, filename=part)
    except TemplateSyntaxError as problem:
        paragraph = shown(lines[problem.lineno - 1])
        raise BadInput(f'has a tag that cannot be read, at "{paragraph}": {problem}') from problem
    template = Template.from_code(environment, code, environment.make_globals(None))
    return _Part(template=template, source=lines)


def shown(paragraph: str) -> str:
    """Give the text of a line of the source, tags of the letter included, for a message."""
    return shortened(html.unescape(re.sub(r"<[^>]*>", "", paragraph)))


def shortened(text: str) -> str:
    """Make a text short enough for a message."""
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _describe(problem: Exception, paragraph: str, names: Mapping[str, object]) -> str:
    fields = list(dict.fromkeys(match[1] for match in _FIELD.finditer(paragraph)))
    if isinstance(problem, UndefinedError):
        missing = str(problem.message)
        whole = next((field for field in fields if field.split(".")[-1] == missing), missing)
        owner = WORDS_NEED.get(whole.removesuffix("_formal"), whole.rpartition(".")[0])
        return f"the field '{whole}' is missing{_only_if(owner)}"
    empty = [field for field in fields if _is_empty(field, names)]
    if empty and str(problem) == _NO_VALUE:
        return f"the field '{empty[0]}' has no value in this case{_only_if(empty[0])}"
    return f"{problem} ({', '.join(fields)})"


def _fields_for(problem: Exception, paragraph: str, names: Mapping[str, object]) -> str:
    """Name the fields of a paragraph that cannot be filled, by their tags alone."""
    if isinstance(problem, UndefinedError) or str(problem) == _NO_VALUE:
        return f": {_describe(problem, paragraph, names)}"
    fields = dict.fromkeys(match[1] for match in _FIELD.finditer(paragraph))
    return f" ({', '.join(fields)})" if fields else ""


def _only_if(condition: str) -> str:
    """Say where a field that is not always there must stand."""
    if not condition:
        return ""
    return f": put it between {{%p if {condition} %}} and {{%p endif %}}"


def _is_empty(field: str, names: Mapping[str, object]) -> bool:
    first, *rest = field.split(".")
    value = names.get(first, "")
    for step in rest:
        value = getattr(value, step, "")
    return value is None


def _line_of(problem: Exception, part: str) -> int:
    lines = [
        frame.lineno or 1
        for frame in traceback.extract_tb(problem.__traceback__)
        if frame.filename == part
    ]
    return lines[-1] if lines else 1

"""Reads a finished PDF back before it leaves: it says what the Word file says, and only that."""

import functools
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from lxml import etree

from worker.errors import TellSomeone
from worker.outbox.docx import DOCUMENT, STYLES, parse_xml, text_parts, w
from worker.outbox.drawn_text import BULLET, LISTS, Drawn, drawn_for, in_capitals
from worker.outbox.facts import LetterFacts, Recipient
from worker.outbox.filters import NO_BREAK
from worker.outbox.notify_spec import MOST_LINES, line_called
from worker.outbox.pdfium import opened, text_of

_LEFTOVERS = ("{{", "}}", "{%", "%}", "None", "\ufffd", "Error:")
_COMMON = 0x24F  # Latin letters, which every font of the list has
_PUNCTUATION = "\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac"
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SHOWN = 60  # characters that a message quotes
_MOST_MARKS = (
    3  # over one letter: a shadda with its vowel, a Hebrew vowel with its point and accent
)
# In a line that runs to the left a bracket is drawn, and read back, as its mirror image.
_ONE_WAY = ((")", "("), ("]", "["), ("}", "{"), (">", "<"), ("\xbb", "\xab"))
_PLAIN_ONE_WAY = bytes.maketrans(b")]}>", b"([{<")
_PLAIN_UNSEEN = bytes([*range(0x21), 0x7F])
_GAP = "\n"  # which no text has that was squeezed


@dataclass(frozen=True, kw_only=True)
class CheckedPdf:
    """What was read back from a PDF that is fit to be sent."""

    pages: int
    text: str


def check_letter(
    pdf: bytes,
    *,
    parts: Mapping[str, bytes],
    facts: LetterFacts,
    foreign_names: Iterable[str] = (),
) -> CheckedPdf:
    """Compare the PDF with the parts of its Word file, its facts, and names it must not have.

    Raises TellSomeone saying what is missing, left over, or somebody else's.
    """
    pages = read_pages(pdf)
    text = " ".join(" ".join(pages).split())
    printed = [_squeezed(page) for page in pages]
    body, around, drawn = _word_text(parts)
    _must_say("".join(printed), facts, drawn)
    _no_leftovers(text, facts)
    _no_strangers(text, facts, foreign_names, paragraphs=[*body, *around])
    _no_towers(body)
    _same_text(printed, body, around, drawn, recipient=facts.recipient)
    _has_a_font(text)
    return CheckedPdf(pages=len(pages), text=text)


def read_pages(pdf: bytes) -> tuple[str, ...]:
    """Give the text of each page; raises TellSomeone if it is no PDF or has no page."""
    with opened(pdf) as document:
        pages = tuple(text_of(document, number) for number in range(len(document)))
    if not pages:
        raise TellSomeone("the PDF has no page")
    # PDFium gives a hyphen at the end of a line as a control character.
    return tuple(page.replace("\x02", "-").replace(NO_BREAK, " ") for page in pages)


def values(facts: object) -> Iterator[str]:
    """Give every text that the facts hold, however deep."""
    if isinstance(facts, str):
        yield str(facts)
    elif isinstance(facts, tuple):
        for item in facts:
            yield from values(item)
    elif is_dataclass(facts):
        for field in fields(facts):
            yield from values(getattr(facts, field.name))


def _must_say(said: str, facts: LetterFacts, drawn: Drawn) -> None:
    wanted = {"the reference": facts.reference, "the reader's name": facts.recipient.name}
    if facts.certificate:
        wanted["the certificate's number"] = facts.certificate.number
        wanted["the certificate's code"] = facts.certificate.code
    shown = list(wanted.values())
    if drawn.has_capitals:
        said, shown = said.upper(), in_capitals(shown)
    for what, words in zip(wanted, shown, strict=True):
        if not _says(said, _squeezed(words)):
            raise TellSomeone(
                f"the PDF does not show {words!r}, which it must",
                public=f"correct the name or the template: the letter does not show {what} as it "
                "is written, which it must",
            )


def _own(facts: LetterFacts) -> tuple[str, ...]:
    return tuple(" ".join(value.split()) for value in values(facts))


def _no_leftovers(text: str, facts: LetterFacts) -> None:
    for leftover in _LEFTOVERS:
        if leftover not in text:
            continue
        pattern = rf"\b{leftover}\b" if leftover.isalpha() else re.escape(leftover)
        if re.search(pattern, text) and not any(leftover in value for value in _own(facts)):
            raise TellSomeone(f"the PDF shows {leftover!r}: a part of the template, or no text")


def _no_strangers(
    text: str, facts: LetterFacts, foreign_names: Iterable[str], *, paragraphs: list[str]
) -> None:
    for name in foreign_names:
        words = " ".join(name.split())
        whole = rf"(?<!\w){re.escape(words)}(?!\w)"
        case = re.IGNORECASE if " " in words else re.NOFLAG
        if case:
            is_named = bool(re.search(whole, text, case))
        else:
            # A name of one word, such as Will or May, may be any word where that has a capital
            # anyway: at the start of a sentence or paragraph, and in a date.
            amid = re.compile(rf"(?:(?<=[^\W\d]\s)|(?<=[,:]\s)){whole}(?!\s\d{{4}}\b)")
            is_named = any(amid.search(paragraph) for paragraph in paragraphs)
        if not words or not is_named:
            continue
        if not any(re.search(whole, value, case) for value in _own(facts)):
            raise TellSomeone(
                "the PDF names a person of another case: do not send it",
                public="take the name out of the template: the letter names a person who is not "
                "the one that it is about",
            )


def _no_towers(body: list[str]) -> None:
    """Refuse accents heaped so high that they are printed over the lines above."""
    for paragraph in body:
        if paragraph.isascii():
            continue
        marks = 0
        for character in unicodedata.normalize("NFC", paragraph):
            marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
            if marks > _MOST_MARKS:
                raise TellSomeone(
                    f'in "{paragraph.strip()[:_SHOWN]}" more than {_MOST_MARKS} accents stand over '
                    "one letter and would be printed over other lines: correct the text",
                    public=f"correct a name or a text: more than {_MOST_MARKS} accents stand over "
                    "one letter and would be printed over other lines",
                )


def _same_text(
    printed: list[str], body: list[str], around: list[str], drawn: Drawn, *, recipient: Recipient
) -> None:
    """Strike each paragraph out of the pages: each must be there, and little may be left."""
    if drawn.has_capitals:
        printed, body, around = (in_capitals(texts) for texts in (printed, body, around))
    left, torn = list(printed), list[str]()
    for paragraph in sorted(body, key=len, reverse=True):  # a short one may be part of a long one
        words = _squeezed(paragraph)
        whole_on = next((number for number, page in enumerate(left) if words in page), None)
        if whole_on is not None:
            # A gap stays, so that nothing is found which only the cut has joined.
            left[whole_on] = left[whole_on].replace(words, _GAP, 1)
        elif _printed(words, printed):
            torn.append(paragraph)
        else:
            raise _not_shown(paragraph, recipient)
    rest = Counter("".join(left).replace(_GAP, ""))
    in_pieces = Counter("".join(map(_squeezed, torn)))
    if lost := in_pieces - rest:  # the same words stand elsewhere, but not once more
        shortest_first = reversed(torn)
        paragraph = next((p for p in shortest_first if lost <= Counter(_squeezed(p))), torn[-1])
        raise _not_shown(paragraph, recipient)
    more = rest - in_pieces - _beside(len(printed), around, drawn, paragraphs=len(body))
    if more:
        raise TellSomeone(
            f"the PDF says more than the Word file: {''.join(more)!r}",
            public="put the last good template back: the PDF says more than the Word file",
        )


def _not_shown(paragraph: str, recipient: Recipient) -> TellSomeone:
    what, where = "a name or a text", "it"
    window = [_squeezed(line).casefold() for line in (recipient.name, *recipient.address)]
    if (words := _squeezed(paragraph).casefold()) in window:
        # Any line of the window may be the one that leaves no room for this one.
        what = f"the reader's name or postal address, {MOST_LINES} lines at most"
        where = line_called(window.index(words))
    why = "a character that the font lacks, or text that does not fit its place"
    return TellSomeone(
        f'the PDF does not show all of "{paragraph.strip()[:_SHOWN]}" as the Word file has '
        f"it: {why}",
        public=f"correct {what}: the letter would not show all of {where}: {why}",
    )


def _beside(pages: int, around: list[str], drawn: Drawn, *, paragraphs: int) -> Counter[str]:
    """Count what may stand beside the text: headers and footers, page numbers, labels of lists."""
    allowed = Counter(_squeezed("".join(around)) * pages)
    # "Page 1 of 2", at the top and at the bottom.
    allowed.update("".join(f"{page}{pages}" for page in range(1, pages + 1)) * 2)
    allowed[BULLET] += paragraphs
    for label, most in drawn.labels.items():
        allowed[_squeezed(label)] += most
    return allowed


def _has_a_font(text: str) -> None:
    """Refuse what would be printed as an empty box: the text of the PDF does not tell."""
    for character in sorted(set(text)):
        if ord(character) > _COMMON and not _any_font_has(character):
            raise TellSomeone(
                f"no font here has U+{ord(character):04X} ({unicodedata.name(character, '?')}): "
                "install one that has, or write the letter by hand"
            )


@functools.cache
def _any_font_has(character: str) -> bool:
    if unicodedata.category(character) in {"Cf", "Mn", "Zs"} or character in _PUNCTUATION:
        return True
    fonts = subprocess.run(  # noqa: S603 - one code point, no shell
        ["fc-list", f":charset={ord(character):x}", "family"],  # noqa: S607 - fontconfig's own
        check=False,
        capture_output=True,
        timeout=30,
    )
    return bool(fonts.stdout.strip())


def _word_text(parts: Mapping[str, bytes]) -> tuple[list[str], list[str], Drawn]:
    """Give the paragraphs of the body, those of headers and footers, and what is drawn beside."""
    roots = {name: parse_xml(parts[name]) for name in text_parts(parts)}
    body = roots.pop(DOCUMENT)
    around = [text for root in roots.values() for text in _paragraphs(root)]
    drawn = drawn_for(body, styles=parts.get(STYLES, b""), lists=parts.get(LISTS, b""))
    return list(_paragraphs(body)), around, drawn


_PARAGRAPH, _TEXT, _BOX = w("p"), w("t"), w("txbxContent")
# The same text box once more, for programs that cannot draw the first.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """Give the own words of each paragraph; tabs and breaks, like all spaces, do not matter."""
    has_boxes = next(root.iter(_BOX), None) is not None
    if has_boxes:
        etree.strip_elements(root, _FALLBACK, with_tail=False)
    for paragraph in root.iter(_PARAGRAPH):
        pieces = [
            piece.text or ""
            for piece in paragraph.iter(_TEXT)
            if not has_boxes or next(piece.iterancestors(_PARAGRAPH)) is paragraph
        ]
        text = "".join(pieces).replace(NO_BREAK, " ")
        if text and not text.isspace():
            yield text


def _squeezed(text: str) -> str:
    """Take out what a line break may change: spaces, and marks that are not seen."""
    if text.isascii():
        return text.encode().translate(_PLAIN_ONE_WAY, _PLAIN_UNSEEN).decode()
    text = _UNSEEN.sub("", "".join(unicodedata.normalize("NFKC", text).split()))
    for mark, mirrored in _ONE_WAY:
        text = text.replace(mark, mirrored)
    return text


def _printed(paragraph: str, pages: list[str]) -> bool:
    """Find the paragraph on a page, or begun on one page and gone on with on the next."""
    if any(paragraph in page for page in pages) or any(_says(page, paragraph) for page in pages):
        return True
    for first in range(len(pages)):
        rest = paragraph
        for page in pages[first:]:
            rest = rest[_longest_start(rest, page) :]
            if not rest:
                return True
    return False


def _says(page: str, words: str) -> bool:
    if words in page:
        return True
    # Hebrew and Arabic are read back in the order of the page, and what comes from a second font
    # after what comes from the first.
    if words.isascii():
        return False
    if any(ord(character) > _COMMON and character not in _PUNCTUATION for character in set(words)):
        return not Counter(words) - Counter(page)
    return False


def _longest_start(words: str, page: str) -> int:
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if words[:middle] in page else (low, middle - 1)
    return low

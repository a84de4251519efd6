"""Find what would reach outside the file, change by itself, or stay unseen by who edits it."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from worker.errors import BadInput
from worker.outbox import docx
from worker.outbox.docx import parse_xml, w
from worker.outbox.lint.finding import Found
from worker.outbox.lint.text import TAG, quoted

_TRACKED = ("ins", "del", "moveFrom", "moveTo")
# Page numbers are the only thing that Word may work out, and they stand around the letter.
_COUNTERS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_DATES = ("DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE")
_AROUND = re.compile(r"word/(header|footer)\d*\.xml")


def find_hidden(parts: Mapping[str, bytes]) -> Iterator[Found]:
    """Find links, objects, comments, tracked changes, Word's own fields, symbols, stray tags."""
    try:
        docx.refuse_links(parts)
    except BadInput as problem:
        yield Found(what=str(problem), holds=True)
    if any("embeddings/" in name or "activeX/" in name for name in parts):
        yield Found(what="holds an embedded object: put its text into the letter", holds=True)
    if any(name.startswith("word/comments") for name in parts):
        yield Found(what="has comments: delete them in Word", holds=True)
    for name in docx.text_parts(parts):
        root = parse_xml(parts[name])
        yield from _unfinished(root)
        yield from _word_fields(root, may_count=bool(_AROUND.fullmatch(name)))
        yield from _stray_tags(root)


def _unfinished(root: etree._Element) -> Iterator[Found]:
    for tag in _TRACKED:
        for change in root.iter(w(tag)):
            yield Found(
                what="has tracked changes: accept or reject them in Word",
                paragraph=quoted(change),
                holds=True,
            )
    if root.find(f".//{w('altChunk')}") is not None:
        yield Found(what="takes in another file: paste its text instead", holds=True)
    for symbol in root.iter(w("sym")):
        yield Found(
            what=f"has a symbol from {symbol.get(w('font'), 'a font of symbols')}: screen readers "
            "cannot say it; write a word instead",
            paragraph=quoted(symbol),
        )


def _word_fields(root: etree._Element, *, may_count: bool) -> Iterator[Found]:
    for element, instruction in _instructions(root):
        name = (instruction.split() or ["without a name"])[0].upper()
        if name in _COUNTERS and may_count:
            continue
        if name in _COUNTERS:
            advice = "page numbers belong into the footer"
        elif name in _DATES:
            advice = "it changes by itself; put {{ today | day }} in its place"
        else:
            advice = "remove the link, or put its text in its place"
        yield Found(
            what=f"has a Word field {name}: {advice}",
            paragraph=quoted(element),
            holds=name not in _COUNTERS,
        )


def _instructions(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Give each field of Word's with its instruction, which Word may split into runs."""
    begun: list[tuple[etree._Element, list[str]]] = []
    for element in root.iter(w("fldSimple"), w("fldChar"), w("instrText")):
        kind = element.get(w("fldCharType"))
        if element.tag == w("fldSimple"):
            yield element, element.get(w("instr"), "")
        elif kind == "begin":
            begun.append((element, []))
        elif element.tag == w("instrText"):
            if begun:
                begun[-1][1].append(element.text or "")
            else:
                yield element, element.text or ""
        elif kind == "end" and begun:
            start, words = begun.pop()
            yield start, "".join(words)


def _stray_tags(root: etree._Element) -> Iterator[Found]:
    for element in root.iter(etree.Element):
        inside = [*element.attrib.values(), *([element.text] if element.tag != w("t") else [])]
        if any(text and TAG.search(str(text)) for text in inside):
            yield Found(
                what="has a tag where no text stands: type it into a line of the letter",
                paragraph=quoted(element),
                holds=True,
            )

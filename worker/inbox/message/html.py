"""HTML of a message: the lines that its reader sees, and what it hides beside them."""

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from lxml import etree

from worker.inbox.message.repairs import clean, mark_controls, repairs_in
from worker.inbox.message.style import Sheets, Style, read_sheets, stray_words


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS: Final = _tags(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr li main nav ol p pre section table tbody thead tr ul"
)
# Whether their words are seen hangs on the mail program, so a person looks.
_SEEN_BY_SOME: Final = _tags(
    "audio canvas datalist embed iframe math object select style svg template title video"
)
_WORDS_IN: Final = {
    "iframe": ("srcdoc",),
    "input": ("value", "placeholder"),
    "optgroup": ("label",),
    "option": ("label",),
    "textarea": ("placeholder",),
}
_SEEN_IN: Final = ("style", "color", "bgcolor", "hidden")
_PREFORMATTED: Final = re.compile(r"white-space\s*:\s*pre", re.IGNORECASE)
# A quotation by element, class or id, as mail programs mark it.
_QUOTE_CLASS: Final = re.compile(
    r"\b(?:gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote|tutanota_quote|zmail_extra|"
    r"x_gmail_attr|moz-forward-container|cite-prefix|skype_quoted|mail-quote-collapse)\b",
    re.IGNORECASE,
)
# From such an element on, all that follows is the earlier message.
_REST_IS_QUOTED: Final = re.compile(
    r"^(?:x_)*(?:divRplyFwdMsg|appendonsend|reply-intro|mail-editor-reference-message-container|"
    r"ms-outlook-mobile-reference-message|stopSpelling|lbl-original-message)$|"
    r"^(?:x_)*OutlookMessageHeader$",
    re.IGNORECASE,
)
_SIGNATURE: Final = re.compile(
    r"gmail_signature|moz-signature|ms-outlook-mobile-signature|AppleMailSignature|"
    r"protonmail_signature_block|ymail_android_signature|yahoo_signature|x_Signature\b",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[a-zA-Z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|))*+")
_SEPARATOR: Final = re.compile(r"=\s*+(?:\"[^\"]*+\"|'[^']*+'|)|[\s/]")  # of attributes
_MAX_ATTRIBUTES: Final = 300  # of one element
_SPACES: Final = re.compile(r"[ \t\n\xa0]+")
_MAX_NODES: Final = 100_000


@dataclass(frozen=True, kw_only=True)
class SeenLine:
    """A line as the reader sees it, and what its mark-up says it is."""

    text: str
    is_quoted: bool
    is_signature: bool


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The visible lines of an HTML body, and what it carries beside them."""

    lines: tuple[SeenLine, ...]
    hidden: str  # text that not every reader sees, outside quotations
    struck: str  # text that the author crossed out, outside quotations
    repairs: tuple[str, ...]  # of the lines outside quotations
    is_complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _State:
    style: Style = field(default_factory=Style)
    hidden: bool = False
    quoted: bool = False
    signature: bool = False
    preformatted: bool = False


@dataclass(kw_only=True, slots=True)
class _Page:
    """The lines gathered so far."""

    sheets: Sheets
    holding: "set[etree._Element]"
    lines: list[SeenLine] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    repairs: dict[str, None] = field(default_factory=dict)
    rest_quoted: bool = False
    line_quoted: bool = False
    line_signature: bool = False

    def add(self, text: str | None, state: _State) -> None:
        if not text:
            return
        quoted = state.quoted or self.rest_quoted
        # All lines of a quotation are kept: they are compared with our letter as a whole.
        if not quoted and (state.hidden or state.style.is_invisible or state.style.struck):
            if text.strip():
                (self.struck if state.style.struck else self.hidden).append(text.strip())
            return
        if quoted != self.line_quoted or state.signature != self.line_signature:
            if "".join(self.words).strip():
                self.end_line()
            self.line_quoted, self.line_signature = quoted, state.signature
        if state.preformatted and "\n" in text:
            first, *others = text.split("\n")
            self.words.append(first)
            for other in others:
                self.end_line()
                self.words.append(other)
            return
        self.words.append(text)

    def end_line(self, *, even_empty: bool = True) -> None:
        raw = "".join(self.words)
        self.words.clear()
        is_quoted = self.line_quoted or self.rest_quoted
        if not is_quoted:
            self.repairs.update(dict.fromkeys(repairs_in(raw)))
        text = _SPACES.sub(" ", clean(raw)).strip()
        # A paragraph that holds nothing but a hard space is an empty line to its reader.
        if text or even_empty or "\xa0" in raw:
            self.lines.append(
                SeenLine(text=text, is_quoted=is_quoted, is_signature=self.line_signature)
            )


def _starts_quote(element: "etree._Element", tag: str, holding: "set[etree._Element]") -> bool:
    if tag == "blockquote":
        return True
    classes = element.get("class") or ""
    if _QUOTE_CLASS.search(classes):
        return True
    # Gmail answers between the lines stand in this container, beside its blockquotes.
    return "gmail_quote" in classes and element not in holding


def _holding_quotes(root: "etree._Element") -> "set[etree._Element]":
    """Return the elements that have a blockquote somewhere in them, each looked at once."""
    holding: set[etree._Element] = set()
    for quote in root.iter("blockquote"):
        for above in quote.iterancestors():
            if above in holding:
                break
            holding.add(above)
    return holding


def _enter(element: "etree._Element", tag: str, above: _State, page: _Page) -> _State:
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    if not page.rest_quoted and any(_REST_IS_QUOTED.match(name) for name in names.split()):
        page.end_line(even_empty=False)
        page.rest_quoted = True
    style_text = element.get("style") or ""
    style = above.style
    if names.strip() or page.sheets.name(tag) or any(k in element.attrib for k in _SEEN_IN):
        attributes = {str(name): str(value) for name, value in element.items()}
        style = style.with_element(attributes, tag, page.sheets)
    return _State(
        style=style,
        hidden=above.hidden or tag in _SEEN_BY_SOME,
        quoted=above.quoted or _starts_quote(element, tag, page.holding),
        signature=above.signature or bool(_SIGNATURE.search(names)),
        preformatted=above.preformatted or tag == "pre" or bool(_PREFORMATTED.search(style_text)),
    )


def _words_in(element: "etree._Element", tag: str, *, is_quoted: bool) -> str:
    """Return the words that an element itself holds: its first text, those of its attributes."""
    text = element.text or ""
    if tag == "script":
        text = ""
    elif tag == "style":
        text = stray_words(text)
    elif tag == "title":
        # No reader sees a title; mail programs copy the head of what they quote.
        parent = element.getparent()
        is_in_head = parent is not None and parent.tag == "head"
        text = "" if is_in_head or is_quoted else text
    if tag not in _WORDS_IN or (element.get("type") or "").lower() == "hidden":
        return text
    return " ".join([text, *(element.get(name) or "" for name in _WORDS_IN[tag])])


def _root_of(html: str) -> "tuple[etree._Element | None, bool]":
    """Parse a page; False when the parser did not come to its end."""
    # The parser's time grows with the square of a tag's attributes.
    for tag in _TAG.findall(html):
        if len(tag) > _MAX_ATTRIBUTES and len(_SEPARATOR.findall(tag)) > _MAX_ATTRIBUTES:
            return None, False
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        return None, False
    last = parser.error_log.last_error
    return root, last is None or last.type_name != "ERR_RESOURCE_LIMIT"


def see(*pages: str) -> Seen:
    """Return the lines that a reader sees of one page after the other, each parsed by itself."""
    seen = [_see(html) for html in pages]
    return Seen(
        lines=tuple(line for page in seen for line in page.lines),
        hidden=" ".join(page.hidden for page in seen if page.hidden),
        struck=" ".join(page.struck for page in seen if page.struck),
        repairs=tuple(dict.fromkeys(what for page in seen for what in page.repairs)),
        is_complete=all(page.is_complete for page in seen),
    )


def _see(html: str) -> Seen:
    root, is_whole = _root_of(mark_controls(html)) if html.strip() else (None, True)
    page = _Page(
        sheets=read_sheets(html),
        holding=_holding_quotes(root) if root is not None and "gmail_quote" in html else set(),
    )
    is_complete = is_whole and (root is None or _walk(root, page))
    return Seen(
        lines=tuple(page.lines),
        hidden=" ".join(page.hidden),
        struck=" ".join(page.struck),
        repairs=tuple(page.repairs),
        is_complete=is_complete,
    )


def _walk(root: "etree._Element", page: _Page) -> bool:
    """Gather the lines of a page; False when it has more than anybody reads."""
    states = [_State()]
    # What follows </html> the parser puts into further roots.
    roots = chain((root,), root.itersiblings(etree.Element))
    steps = (etree.iterwalk(each, events=("start", "end", "comment", "pi")) for each in roots)
    for count, (event, element) in enumerate(chain.from_iterable(steps)):
        if count >= _MAX_NODES:
            break
        if event in ("comment", "pi"):
            page.add(element.tail, states[-1])
            continue
        tag = str(element.tag).rpartition(":")[2].lower()
        if event == "start":
            if tag in _BLOCKS:
                page.end_line(even_empty=False)
            states.append(_enter(element, tag, states[-1], page))
            is_quoted = states[-1].quoted or page.rest_quoted
            page.add(_words_in(element, tag, is_quoted=is_quoted), states[-1])
            continue
        states.pop()
        if tag == "br":
            page.end_line()
        elif tag in _BLOCKS:
            page.end_line(even_empty=False)
        elif tag in ("td", "th"):
            page.words.append(" ")
        page.add(element.tail, states[-1])
    page.end_line(even_empty=False)
    return count < _MAX_NODES

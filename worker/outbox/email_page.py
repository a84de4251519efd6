"""Read an email as its recipient will: what must never be sent, and text and HTML that differ."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from worker.outbox.email_text import EmailText
from worker.outbox.facts import LetterFacts

_SUBJECT_END = re.compile(r" \[[A-Z]{3}-\d{2}-\d{5}-[A-Z]\]\Z")
_MAX_SUBJECT = 100
_LEFT_OVER = re.compile(r"\{\{|\{%|\{#|\bNone\b|\ufffd")
_FORM = re.compile(
    r"^(NO MEDIATION|YES MEDIATION|ARRANGED <|CANNOT ARRANGE \[|RECEIVED$|CONCLUDED <"
    r"|ADJOURNED \[|NOT HELD \[|Outcome: )",
    re.MULTILINE,
)
_LIST_MARK = re.compile(r"^(?:- |\d+\. )")
_FORBIDDEN = frozenset(
    {"script", "img", "table", "iframe", "object", "embed", "form", "input", "link", "video"}
)
_HEADINGS = ("h1", "h2", "h3")
_BLOCKS = frozenset({"p", "li", "dt", "dd", "h2", "h3"})
_VOID = frozenset({"br", "meta", "hr"})
_LINKS = ("https://", "http://", "mailto:", "tel:")
_FONT_SIZE = re.compile(r"font-size:\s*(\d+)px")
_SMALLEST = 16


def email_problems(email: EmailText, facts: LetterFacts) -> Iterator[tuple[str, str]]:
    """Find what is wrong with a written email: the file, and what has to be mended."""
    checks = (
        ("subject.txt", _subject_problems(email, facts)),
        ("body.txt", _text_problems(email, facts)),
        ("body.html", _html_problems(email, facts)),
        ("body.html", _differences(email)),
    )
    for file, problems in checks:
        for problem in problems:
            yield file, problem


def _subject_problems(email: EmailText, facts: LetterFacts) -> Iterator[str]:
    ends = _SUBJECT_END.search(email.subject) and email.subject.endswith(f" [{facts.reference}]")
    if facts.reference and not ends:  # what is of no case has none
        yield "must end with the reference in square brackets"
    if len(email.subject) > _MAX_SUBJECT:
        yield f"is longer than {_MAX_SUBJECT} characters"
    if "SEND" in email.subject:
        yield "must not say SEND: subjects travel in plain sight"
    if facts.child and facts.child.name in email.subject:
        yield "names the child: subjects travel in plain sight"
    yield from _left_over(email.subject)


def _text_problems(email: EmailText, facts: LetterFacts) -> Iterator[str]:
    yield from _left_over(email.text)
    yield from _child_problems(email.text, facts)
    marker = email.text.splitlines()[0]
    if _FORM.search(email.text) and "above this line" not in marker:
        yield "has an answer form and must begin with the line to reply above (_asks.txt)"


def _html_problems(email: EmailText, facts: LetterFacts) -> Iterator[str]:
    page = _Page(email.html)
    yield from _left_over(email.html)
    yield from _child_problems(email.html, facts)
    yield from page.problems
    if page.language != "en-GB":
        yield 'must have <html lang="en-GB">'
    if page.tags.count("h1") != 1:
        yield "must have exactly one h1"
    for tag in sorted(_FORBIDDEN & set(page.tags)):
        yield f"must not use <{tag}>"
    if "url(" in email.html:
        yield "must not load anything from elsewhere"
    if any(int(size) < _SMALLEST for size in _FONT_SIZE.findall(email.html)):
        yield f"has type smaller than {_SMALLEST}px"


def _left_over(text: str) -> Iterator[str]:
    if found := _LEFT_OVER.search(text):
        yield f"comes out with {found[0]!r} in it"


def _child_problems(text: str, facts: LetterFacts) -> Iterator[str]:
    is_party = facts.child and facts.child.name == facts.recipient.name
    if facts.child and not is_party and facts.child.name in text:
        yield "names the child; that stands in the attached letter alone"


def _differences(email: EmailText) -> Iterator[str]:
    """Compare text and HTML line by line: letters and digits alone, in the same words."""
    page = _Page(email.html)
    in_html, in_text = _letters(" ".join(page.blocks)), _letters(email.text)
    heading = _letters(page.heading)
    for line in email.text.splitlines():
        words = _letters(_LIST_MARK.sub("", line))
        if words not in in_html and words != heading:
            yield f"does not say what body.txt says: {line[:80]!r}"
    for block in page.blocks:
        if _letters(block) not in in_text:
            yield f"says what body.txt does not say: {block[:80]!r}"


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


class _Page(HTMLParser):
    """What a reader, or a screen reader, finds in the HTML of an email."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.heading = ""
        self.tags: list[str] = []
        self.blocks: list[str] = []
        self.problems: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.problems += [f"leaves <{tag}> open" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count the tag, and begin a new block of text where one begins."""
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        if tag == "a" and not (given.get("href") or "").startswith(_LINKS):
            self.problems.append(f"links to {given.get('href')!r}")
        if tag in _HEADINGS and tag != "h1" and "h1" not in self.tags:
            self.problems.append(f"has <{tag}> before the h1")
        self.tags.append(tag)
        if tag in _BLOCKS:
            self.blocks.append("")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that is open."""
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"closes <{tag}> where it is not open")

    def handle_data(self, data: str) -> None:
        """Keep the text of the block."""
        if "h1" in self._open:
            self.heading += data
        elif _BLOCKS & set(self._open):
            self.blocks[-1] += data
        elif data.strip() and not {"style", "title"} & set(self._open):
            self.problems.append(f"has text outside a paragraph: {data.strip()[:60]!r}")

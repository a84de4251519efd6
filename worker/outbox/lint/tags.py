"""Follow the tags of a letter, and hold its fields and words against what is forbidden."""

import re
from collections.abc import Iterator, Mapping

from jinja2 import TemplateSyntaxError

from worker.outbox import docx
from worker.outbox.compiled_letter import letter_environment, shown, tagged_source
from worker.outbox.lint.fields import Usage, read_usage, with_parents
from worker.outbox.lint.finding import Found
from worker.outbox.lint.rules import FORBIDDEN_FIELDS, is_for_family, table_of
from worker.outbox.lint.text import is_only_a_tag, paragraphs_of, quoted, text_of, without_tags
from worker.outbox.lint.wording import banned, shouted

_BLOCK = re.compile(r"\{%-?\s*(?:p|tr|tc|r)?\s*(if|for|endif|endfor)\b")

# As other programs, and forms on paper, write a place to fill in.
_PLACEHOLDER = re.compile(
    r"(?<!\{)\{\s*[A-Za-z_][\w.]{0,60}\s*\}(?!\})|«[^»]{1,60}»|<<[^<>]{1,60}>>|"
    r"\[[A-Za-z][^\[\]]{1,60}\]"
)
_WHOLE_PARAGRAPH = re.compile(r"\{[%{]-?\s*p\s")


def read_tags(parts: Mapping[str, bytes]) -> tuple[set[str], list[Found]]:
    """Give the fields that the tags use, and each tag that is wrong or may leave a gap."""
    environment = letter_environment()
    used: set[str] = set()
    found: list[Found] = []
    for name in docx.text_parts(parts):
        source = tagged_source(parts[name])
        lines = source.split("\n")
        try:
            usage = read_usage(environment, source)
        except TemplateSyntaxError as problem:
            return used, [*found, _unread(lines, problem)]
        found += _troubles(usage, lines)
        used |= usage.fields
    return used, found


def _troubles(usage: Usage, lines: list[str]) -> Iterator[Found]:
    for trouble in usage.troubles:
        yield Found(what=trouble.what, paragraph=shown(lines[trouble.line - 1]), holds=True)
    for gap in usage.gaps:
        yield Found(what=gap.what, paragraph=shown(lines[gap.line - 1]), is_advice=True)


def _unread(lines: list[str], problem: TemplateSyntaxError) -> Found:
    """Say which loop or condition is not closed; for other faults, where the reading stopped."""
    open_blocks: list[tuple[str, str]] = []
    for line in lines:
        for block in _BLOCK.finditer(line):
            if not block[1].startswith("end"):
                open_blocks.append((block[1], line))
            elif open_blocks and block[1] == f"end{open_blocks[-1][0]}":
                open_blocks.pop()
            else:
                return Found(
                    what=f"closes with '{block[1]}' what was not opened here: delete it, or "
                    "open it above",
                    paragraph=shown(line),
                    holds=True,
                )
    if open_blocks:
        kind, line = open_blocks[-1]
        return Found(
            what=f"the '{kind}' is not closed: add 'end{kind}'", paragraph=shown(line), holds=True
        )
    return Found(
        what=f"has a tag that cannot be read ({problem.message}): copy it from docs/letters",
        paragraph=shown(lines[problem.lineno - 1]),
        holds=True,
    )


def find_lost_words(parts: Mapping[str, bytes]) -> Iterator[Found]:
    """Find words that go away with the tag whose paragraph they stand in."""
    for paragraph in paragraphs_of(parts):
        text = text_of(paragraph)
        if _WHOLE_PARAGRAPH.search(text) and not is_only_a_tag(text):
            yield Found(
                what="has words beside a {%p … %}, and they would be lost: give the tag a "
                "paragraph of its own, or write {% … %} without the p",
                paragraph=quoted(paragraph),
                holds=True,
            )


def find_placeholders(parts: Mapping[str, bytes]) -> Iterator[Found]:
    """Find what was meant as a field and would be printed as it stands."""
    for paragraph in paragraphs_of(parts):
        for meant in _PLACEHOLDER.finditer(without_tags(text_of(paragraph), "…")):
            yield Found(
                what=f"has '{meant[0]}', which would be printed as it stands: put a field from "
                "docs/letters in its place, or take the brackets away",
                paragraph=quoted(paragraph),
                # In square brackets somebody may have added a word to what another person said.
                is_advice=meant[0].startswith("["),
                holds=meant[0].startswith("{"),
            )


def find_banned(
    table: str, words: str, *, paragraph: str, is_filled: bool = False
) -> Iterator[Found]:
    """Find what the words of a paragraph say against the law; `paragraph` is how it is quoted."""
    for said, ban in banned(table, words, is_filled=is_filled):
        yield Found(
            what=f"says '{said}': {ban.why}",
            paragraph=paragraph,
            is_advice=ban.is_advice,
            holds=ban.holds,
        )


def find_forbidden(letter: str, parts: Mapping[str, bytes], used: set[str]) -> Iterator[Found]:
    """Find fields and words that this letter may not have."""
    table = table_of(letter)
    all_used = with_parents(used)
    for name, why in FORBIDDEN_FIELDS.get(table, {}).items():
        if name in all_used:
            yield Found(what=f"uses the field '{name}': {why}", holds=True)
    for paragraph in paragraphs_of(parts):
        text = text_of(paragraph)
        # Words that a tag parts are read with a mark in its place, and as if it were not there.
        for words in dict.fromkeys((without_tags(text, "…"), without_tags(text, ""))):
            yield from find_banned(table, words, paragraph=quoted(paragraph))
        if is_for_family(table) and (loud := shouted(without_tags(text, "…"))):
            yield Found(
                what=f"has '{loud}' in capitals: capitals for whole words are hard to read",
                paragraph=quoted(paragraph),
                is_advice=True,
            )

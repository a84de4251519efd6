"""Account for what was cut away: our own letter and stored mail of this case are known.

Compared word by word, wrapping aside. What is found nowhere was written by somebody and counts as
words beside the answer.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from worker.inbox.answers.on_record import Known, words_of
from worker.inbox.answers.own_words import Kind, Line

_OVERLAP: Final = 8  # words before a line that show that it goes on where the last one ended
_LEAST_WORDS: Final = 5  # of a piece that begins anew and is no whole line of the text
_MOST_PLACES: Final = 20  # at which a piece is looked for in one text
_MOST_HEADER_LINES: Final = 12
_LEAST_RUN: Final = 3  # lines of an unmarked quotation, each of two words or more
_MOST_LINES: Final = 2_000


class _Trail:
    """Where in each text the pieces of a quotation stand: they come in the order of the text."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self.restart()

    def restart(self) -> None:
        """Follow another quotation."""
        self._ends: dict[int, int] = {}  # by text: where its last piece ends
        self._here: set[tuple[int, int]] = set()  # texts, and where the last piece may end there

    def takes(self, words: str) -> bool:
        """Return whether the next piece stands in a text; it goes on there or begins further on."""
        texts = self._known.texts
        on = {
            (n, end + len(words) + 1)
            for n, end in self._here
            if texts[n].startswith(f"{words} ", end)
        }
        if not on and (words.count(" ") + 1 >= _LEAST_WORDS or words in self._known.lines):
            on = {(n, end) for n in range(len(texts)) for end in self._places(n, words)}
        if on:
            self._here = on
            self._ends |= {n: min(end for m, end in on if m == n) for n, _ in on}
        return bool(on)

    def _places(self, n: int, words: str) -> Iterable[int]:
        """Yield where in a text the words end, from its last piece on."""
        text, at = self._known.texts[n], max(self._ends.get(n, 0) - 1, 0)
        for _ in range(_MOST_PLACES):
            at = text.find(f" {words} ", at)
            if at < 0:
                return
            at += len(words) + 1
            yield at + 1


def strange_lines(lines: Sequence[Line], known: Known) -> list[str]:
    """Return the cut lines that are neither found in the records nor a header that names us."""
    strange: list[str] = []
    trail = _Trail(known)
    seen = lines[:_MOST_LINES]
    at = 0
    while at < len(seen):
        end = _end_of_header(seen, at)
        header = [line.text for line in seen[at:end]]
        if header:
            if known.is_header(header):
                trail.restart()
            else:
                strange += header
            at = end
            continue
        words = words_of(seen[at].text).strip()
        if words and seen[at].kind is not Kind.OWN and not trail.takes(words):
            nested = _nested_header(seen, at, known)
            if nested:
                trail.restart()
                at += nested
                continue
            strange.append(seen[at].text)
        at += 1
    strange += [line.text for line in lines[_MOST_LINES:] if line.text.strip()]
    return strange


def _end_of_header(lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and lines[at].kind is Kind.HEADER:
        at += 1
    return at


def _nested_header(lines: Sequence[Line], at: int, known: Known) -> int:
    """Return how many lines from here on, inside a quotation, are the header of another one."""
    texts = []
    for line in lines[at : at + _MOST_HEADER_LINES]:
        if line.kind in (Kind.OWN, Kind.HEADER):
            break
        texts.append(line.text)
    return next((count for count in range(len(texts), 0, -1) if known.is_header(texts[:count])), 0)


def strange_lines_of_a_bare_file(lines: Sequence[Line], known: Known) -> list[str]:
    """Return the cut lines that cannot pass as ours where no records are at hand.

    Marked quotation passes, and what stands below a header block with our address.
    """
    strange: list[str] = []
    header: list[str] = []
    is_below_ours = False
    for line in [*lines, Line(text="", kind=Kind.OWN)]:
        if line.kind is Kind.HEADER:
            header.append(line.text)
            continue
        if header:
            is_below_ours = known.is_from_our_address(header)
            strange += [] if known.is_header(header) else header
            header = []
        is_ours = line.kind is Kind.QUOTED or (line.kind is Kind.BELOW and is_below_ours)
        if line.text.strip() and not is_ours:
            strange.append(line.text)
    return strange


def unmarked_quotation(
    lines: Sequence[str], known: Known, *, start: int, is_courtesy: Callable[[str], bool]
) -> set[int]:
    """Return the places of lines from `start` on that repeat our letter without a mark.

    Only a run of three lines or more of two words or more that are no courtesy: a single line may
    be what somebody typed. Nothing but what we sent counts: what the author wrote before is theirs.
    """
    words = [words_of(line).split() for line in lines[:_MOST_LINES]]
    found: set[int] = set()
    at = start
    while at < len(words):
        run = _run(words, known, at) if words[at] else []
        telling = [
            place for place in run if len(words[place]) > 1 and not is_courtesy(lines[place])
        ]
        if len(telling) >= _LEAST_RUN:
            found |= set(range(run[0], run[-1] + 1))
            at = run[-1]
        at += 1
    return found


def _run(words: Sequence[list[str]], known: Known, start: int) -> list[int]:
    """Return the places of the lines that stand together in our letter, blank ones left out."""
    run: list[int] = []
    before: list[str] = []
    for place in range(start, len(words)):
        if not words[place]:
            continue
        if not known.has_sent(" ".join([*before, *words[place]])):
            break
        before = [*before, *words[place]][-_OVERLAP:]
        run.append(place)
    return run

"""What became of a letter in the end, for whoever looks at its case or has to prove it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from worker.case.events import DeliveryFailed, LetterHeldUp, LetterRetried
from worker.case.facts import Facts
from worker.deadlines.wording import in_words
from worker.store.outgoing import State

# The name of an end, and the day on which it was known, if it has one.
End = tuple[str, date | None]


def status_of(row: Any) -> str:
    """Give the state of an outgoing row, or `held` for a certificate that can be stopped."""
    return "held" if row.held and row.state == State.DUE else row.state


def letters_of(
    event: DeliveryFailed | LetterRetried | LetterHeldUp, rows: Iterable[Any]
) -> list[Any]:
    """Find the rows that an event is about: one, or notices of several kinds about one fact."""
    about = (event.purpose, event.fact, event.person)
    return [row for row in rows if (row.purpose, row.fact, row.recipient) == about]


def lost_of(facts: Facts, rows: Iterable[Any]) -> dict[int, DeliveryFailed]:
    """Give the failure that stands for each letter that had been sent, by the row's number.

    Where a report may be about several notices, none of them is said to be lost.
    """
    sent = [row for row in rows if row.state == State.SENT]
    failures = [r.event for r in facts.lost if isinstance(r.event, DeliveryFailed)]
    found = {}
    for failure in sorted(failures, key=lambda failure: failure.for_good):  # the last word last
        letters = letters_of(failure, sent)
        if len(letters) == 1:
            found[letters[0].id] = failure
    return found


def became(row: Any, lost: Mapping[int, DeliveryFailed], *, words: Mapping[str, str]) -> str:
    """Say what became of a letter; `words` are those of the ends, with a place for the day."""
    end, day = _end(row, lost.get(row.id))
    return words.get(end, end).replace("{day}", in_words(day) if day else "")


def _end(row: Any, lost: DeliveryFailed | None) -> End:
    if row.state != State.SENT:
        may_be_there = row.state == State.FAILED and row.doubts
        return "doubtful" if may_be_there else status_of(row), None
    if row.returned_on:
        return "came_back", row.returned_on
    if lost:
        loss = "not_posted" if row.by_post else "bounced"
        return loss if lost.for_good else "delayed", lost.on
    if row.posted_on:
        return "posted", row.posted_on
    return "handed_in" if row.by_post else "sent", None

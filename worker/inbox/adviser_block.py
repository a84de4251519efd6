"""The adviser's block: the lines Case, Outcome and Date, wherever they stand in an answer."""

# ruff: noqa: E501 - a pattern is read in one piece.

import re
from datetime import date
from typing import Final

from worker.case.reference import find_references
from worker.inbox.answers.dates import DateFound, Tense, find_dates
from worker.inbox.forms import Form, is_plausible
from worker.inbox.terms import Says
from worker.inbox.words import alike

OUTCOMES: Final[dict[str, Says]] = {
    "no mediation": Says.DECLINED,
    "mediation requested": Says.REQUESTED,
    "mediation concluded": Says.CONCLUDED,
    "cannot be arranged": Says.CANNOT_ARRANGE,
    "withdrawn": Says.WITHDRAWN,
}
# What advisers write instead: clear, but not the form.
NEARLY_OUTCOMES: Final[dict[str, Says]] = {
    "declined": Says.DECLINED,
    "mediation declined": Says.DECLINED,
    "no": Says.DECLINED,
    "requested": Says.REQUESTED,
    "yes mediation": Says.REQUESTED,
    "concluded": Says.CONCLUDED,
    "mediation complete": Says.CONCLUDED,
    "cannot arrange": Says.CANNOT_ARRANGE,
    "mediation cannot be arranged": Says.CANNOT_ARRANGE,
    "mediation withdrawn": Says.WITHDRAWN,
    "case withdrawn": Says.WITHDRAWN,
}
_BLOCK_LINE: Final = re.compile(
    r"^[ \t>*_•-]{0,20}(?P<key>case|outcome|date)\s*\**\s*[:=]\s*\**\s*(?P<value>[^\n]{0,200}?)[ \t*_]{0,20}$",
    re.MULTILINE,
)
_PLAIN_OUTCOME: Final = re.compile(r"[^a-z ]+")


def find_block(text: str, *, said_on: date | None) -> Form | None:
    """Find the adviser's block Case / Outcome / Date, wherever it stands; None without an outcome."""
    plain = alike(text)
    lines = list(_BLOCK_LINE.finditer(plain))
    keys = [match["key"] for match in lines]
    if "outcome" not in keys:
        return None
    values = {match["key"]: match for match in reversed(lines)}
    outcome = " ".join(_PLAIN_OUTCOME.sub(" ", values["outcome"]["value"]).split())
    says = OUTCOMES.get(outcome) or NEARLY_OUTCOMES.get(outcome)
    if says is None or "|" in values["outcome"]["value"]:
        return None
    doubts: tuple[str, ...] = ()
    if len(keys) != len(set(keys)):
        doubts += ("two blocks",)
    references = find_references(values["case"]["value"]) if "case" in values else ()
    if len(references) != 1:
        doubts += ("case",)
    if "?" in values["outcome"]["value"]:
        doubts += ("question",)
    found = _block_date(values.get("date"), text, said_on)
    if found is None or found.day is None:
        doubts += ("date",)
    elif said_on is not None and not is_plausible(found.day, said_on):
        doubts += ("future" if found.day > said_on else "old",)
    return Form(
        says=says,
        start=min(match.start() for match in lines),
        end=max(match.end() for match in lines),
        found_date=found,
        dates=(found,) if found else (),
        extra=outcome not in OUTCOMES,
        doubts=doubts,
        case=references[0].reference if len(references) == 1 else "",
    )


def _block_date(match: re.Match[str] | None, text: str, said_on: date | None) -> DateFound | None:
    if match is None:
        return None
    value = text[match.start("value") : match.end("value")]
    dates = find_dates(value, said_on=said_on, tense=Tense.PAST)
    return dates[0] if len(dates) == 1 else None

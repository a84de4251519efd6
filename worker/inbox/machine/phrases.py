"""Compiles `words.toml`, the words by which machines give themselves away."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Final

_TABLES: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
)


def _alternatives(*tables: str) -> str:
    return "|".join(one for table in tables for group in _TABLES[table].values() for one in group)


def _anywhere(*tables: str) -> re.Pattern[str]:
    # Tested once for all alternatives, the word boundary spares five places in six.
    every = [one for table in tables for group in _TABLES[table].values() for one in group]
    at_word = "|".join(one.removeprefix(r"\b") for one in every if one.startswith(r"\b"))
    others = [one for one in every if not one.startswith(r"\b")]
    return re.compile("|".join([rf"\b(?:{at_word})"] * bool(at_word) + others), re.IGNORECASE)


def _at_start(*tables: str) -> re.Pattern[str]:
    # A list's tag or a row of stars may stand before the words themselves.
    return re.compile(rf"^\W*(?:\[[^\]]{{1,40}}\]\W*)?(?:{_alternatives(*tables)})", re.IGNORECASE)


def _local_part(table: str) -> re.Pattern[str]:
    return re.compile(rf"^\"?(?:{_alternatives(table)})(?:\\?@|\"|$)", re.IGNORECASE)


# A person who answers or forwards a machine's message keeps its subject behind one of these.
ANSWERING_SUBJECT: Final = re.compile(
    r"^\W*(?:re|aw|sv|vs|antw|antwort|odp|rv|rif|ref|res|ynt|ateb|fwd?|wg|tr|enc|doorst)"
    r"(?:\[\d+\]|\(\d+\))?\s*[:\uff1a]",
    re.IGNORECASE,
)
# A reply or status code of SMTP: RFC 5321 and RFC 3463.
SMTP_CODE: Final = re.compile(
    r"\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b|#?\b[45]\.\d\.\d{1,3}\b"
    r"|\b(?:55[0-4]|450|451|452|421|5[0-3]\d)[ :-]|\bsmtp\b",
    re.IGNORECASE,
)

DAEMON_ADDRESS: Final = _local_part("daemon_address")
LIKELY_DAEMON_ADDRESS: Final = _local_part("likely_daemon_address")
NO_REPLY_ADDRESS: Final = _local_part("no_reply_address")
DAEMON_NAME: Final = _anywhere("daemon_name")

REPORT_SUBJECT: Final = _at_start("report_subject")
REPORT_SUBJECT_END: Final = re.compile(
    rf"\b(?:{_alternatives('report_subject_end')})\W*$", re.IGNORECASE
)
REPORT_TITLE: Final = re.compile(rf"\W*(?:{_alternatives('report_title')})\W*", re.IGNORECASE)
REPORT_OPENING: Final = _at_start("report_opening")
REPORT_WORDS: Final = _anywhere("report_words")
REASON_WORDS: Final = _anywhere("reason_words")
DELAY: Final = _anywhere("delay")
SUCCESS: Final = _anywhere("success")

AUTO_SUBJECT: Final = re.compile(
    rf"^\W*(?:auto(?:-?submitted|-?reply|-?response|responder)?\]?\s*:"
    rf"|{_alternatives('automatic_reply', 'away_subject')})",
    re.IGNORECASE,
)
AUTO_SUBJECT_END: Final = re.compile(
    rf"(?:{_alternatives('automatic_reply', 'away_subject')})\W*$", re.IGNORECASE
)
AUTO_SUBJECT_WITHIN: Final = _anywhere("automatic_reply", "away_subject")
AUTOMATED_TEXT: Final = _anywhere("automated_text")
AWAY_TEXT: Final = _anywhere("away_text")
AWAY_UNTIL: Final = _anywhere("away_until")
AWAY_INSTEAD: Final = _anywhere("away_instead")
CHALLENGE_TEXT: Final = _anywhere("challenge_text")
# One expression for each kind of phrase, because two kinds must agree.
RECEIPT_KINDS: Final = tuple(
    re.compile("|".join(group), re.IGNORECASE) for group in _TABLES["receipt_text"].values()
)
# What may stand in front of an absence notice: a greeting, thanks.
COURTESY: Final = re.compile(
    rf"^\W*(?:(?:{_alternatives('courtesy')})\b[^.,!:;]{{0,90}}[.,!:;]+\s*)+", re.IGNORECASE
)
RECEIPT_SUBJECT: Final = _at_start("receipt_subject")
RECEIPT_REPORT_TEXT: Final = _anywhere("receipt_report_text")
COMPLAINT_SUBJECT: Final = _at_start("complaint_subject")
ANSWER_OPENING: Final = _at_start("answer_opening")
ANSWER_WORDS: Final = _anywhere("answer_words")
RECALL_SUBJECT: Final = _at_start("recall_subject")
RECALL_TEXT: Final = _anywhere("recall_text")
CALENDAR_ANSWER_SUBJECT: Final = _at_start("calendar_answer_subject")

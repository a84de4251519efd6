"""Compiles `words.toml`, the words by which machines give themselves away.

RE2 matches them in linear time, whatever a stranger writes. Its word boundaries know ASCII only.
"""

import tomllib
from importlib.resources import files
from typing import Any, Final

import re2

_TABLES: Final[dict[str, Any]] = tomllib.loads(
    files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
)
# Punctuation and space, and no letter of any script.
_GAP: Final = r"[^\pL\pN]*"
_OPTIONS: Final = re2.Options()
_OPTIONS.case_sensitive = False
_OPTIONS.max_mem = 64 << 20


def pattern(text: str) -> Any:
    """Compile an expression that disregards case and takes linear time."""
    return re2.compile(text, _OPTIONS)


def _list(table: str) -> list[str]:
    """Return the rows of a table, of all its languages."""
    rows = _TABLES[table]
    return [row for group in rows.values() for row in group] if isinstance(rows, dict) else rows


def _rows(*tables: str) -> str:
    return "|".join(row for table in tables for row in _list(table))


def _anywhere(*tables: str) -> Any:
    return pattern(_rows(*tables))


def _at_start(*tables: str) -> Any:
    # A list's tag or a row of stars may stand before the words themselves.
    return pattern(rf"^{_GAP}(?:\[[^\]]{{1,40}}\]{_GAP})?(?:{_rows(*tables)})")


def _local_part(table: str) -> Any:
    return pattern(rf'^"?(?:{_rows(table)})(?:\\?@|"|$)')


RESPONDER_HEADERS: Final = tuple(_list("responder_header"))
BULK_HEADERS: Final = tuple(_list("bulk_header"))

# A person who answers or forwards a machine's message keeps its subject behind one of these.
ANSWERING_SUBJECT: Final = pattern(
    rf"^{_GAP}(?:re|aw|sv|vs|antw|antwort|odp|rv|rif|ref|res|ynt|ateb|fwd?|wg|tr|enc|doorst)"
    r"(?:\[\d+\]|\(\d+\))?\s*[:\x{ff1a}]"
)
# A reply or status code of SMTP: RFC 5321 and RFC 3463.
SMTP_CODE: Final = pattern(
    r"\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}\b|#?\b[45]\.\d\.\d{1,3}\b"
    r"|\b(?:55[0-4]|450|451|452|421|5[0-3]\d)[ :-]|\bsmtp\b"
)

DAEMON_ADDRESS: Final = _local_part("daemon_address")
LIKELY_DAEMON_ADDRESS: Final = _local_part("likely_daemon_address")
NO_REPLY_ADDRESS: Final = _local_part("no_reply_address")
DAEMON_NAME: Final = _anywhere("daemon_name")

REPORT_SUBJECT: Final = _at_start("report_subject")
REPORT_SUBJECT_END: Final = pattern(rf"\b(?:{_rows('report_subject_end')}){_GAP}$")
REPORT_WORDS: Final = _anywhere("report_words")
REASON_WORDS: Final = _anywhere("reason_words")
DELAY: Final = _anywhere("delay")
SUCCESS: Final = _anywhere("success")

AUTO_SUBJECT: Final = pattern(
    rf"^{_GAP}(?:auto(?:-?submitted|-?reply|-?response|responder)?\]?\s*:"
    rf"|{_rows('automatic_reply', 'away_subject')})"
)
AUTO_SUBJECT_END: Final = pattern(rf"(?:{_rows('automatic_reply', 'away_subject')}){_GAP}$")
AUTO_SUBJECT_WITHIN: Final = _anywhere("automatic_reply", "away_subject")
AUTOMATED_TEXT: Final = _anywhere("automated_text")
AWAY_TEXT: Final = _anywhere("away_text")
AWAY_UNTIL: Final = _anywhere("away_until")
AWAY_INSTEAD: Final = _anywhere("away_instead")
CHALLENGE_TEXT: Final = _anywhere("challenge_text")
# One expression for each kind of phrase, because two kinds must agree.
RECEIPT_KINDS: Final = tuple(pattern("|".join(rows)) for rows in _TABLES["receipt_text"].values())
# What may stand in front of an absence notice: a greeting, thanks.
COURTESY: Final = pattern(rf"^{_GAP}(?:(?:{_rows('courtesy')})\b[^.,!:;]{{0,90}}[.,!:;]+\s*)+")
RECEIPT_SUBJECT: Final = _at_start("receipt_subject")
RECEIPT_REPORT_TEXT: Final = _anywhere("receipt_report_text")
ANSWER_OPENING: Final = pattern(rf"^{_GAP}(?:received\b|{_rows('answer_line')})")
ANSWER_LINE: Final = pattern(rf"(?m)^{_GAP}(?:{_rows('answer_line')})")
ANSWER_WORDS: Final = _anywhere("answer_words", "outcome_words")
OUTCOME_WORDS: Final = _anywhere("outcome_words")
RECALL_SUBJECT: Final = _at_start("recall_subject")
RECALL_TEXT: Final = _anywhere("recall_text")
RECIPIENT_CAUSE: Final = _anywhere("recipient_cause")
ACCOUNT_CAUSE: Final = _anywhere("account_cause")
MESSAGE_CAUSE: Final = _anywhere("message_cause")

"""Periods that the law sets, and that no letter may give otherwise."""

from typing import Final

from worker.outbox.lint.ban import AMID, DOUBT, Ban, forbid

_COUNT = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    "fifteen|sixteen|twenty|twenty-one|twenty-eight|thirty|forty|forty-two|sixty|ninety)"
)
_UNIT = r"(?:(?:calendar |working |school )?(?:days?|weeks?|months?|years?))"
_MONTHS = r"(?:1|one|a) (?:calendar )?months?"
_TWO_MONTHS = r"(?:2|two) (?:calendar )?months?"
_THIRTY_DAYS = r"(?:30|thirty) (?:calendar |working )?days?"  # working days have a row of their own
_THREE_DAYS = r"(?:3|three) working days?"
_OF_CERTIFICATE = (
    r"(?:of|from|after|following) (?:the )?(?:(?:day|date) (?:of|on|that|when) (?:which )?)?"
    r"(?:we |it (?:is|was) )?(?:issued?|issues)?(?: of)? ?(?:the |this |your )?"
    r"(?:(?:mediation )?certificate|(?<=date of )issue)\b"
)
PERIOD: Final = rf"{_COUNT} {_UNIT}\b"


def _other_than(*right: str) -> str:
    """Match a period that is none of these."""
    return rf"\b(?!(?:{'|'.join(right)})\b){PERIOD}"


_APPEAL_PERIODS = (
    "an appeal must arrive within 2 months of the decision or, if later, 1 month of the "
    "certificate (rule 20(1)(c))"
)
_MONTH_OF_CERTIFICATE = "the time after the certificate is one month from its date of issue"

PERIODS: tuple[Ban, ...] = (
    forbid(
        rf"\b(?:to|must|can|may|should|you) (?:make an |make your |send (?:in )?(?:an |your )?)?"
        rf"appeal\b{AMID}{{0,40}}\b(?:within|in) {_other_than(_MONTHS, _TWO_MONTHS)}|"
        rf"\b(?:have|has|had|get|gets|within) {_other_than(_MONTHS, _TWO_MONTHS)} "
        rf"(?:{AMID}{{0,40}} )?(?:to|you (?:must|can|may|should)) (?:make an |make your )?appeal\b",
        _APPEAL_PERIODS,
        holds=True,
        turned_by=DOUBT,
    ),
    forbid(
        rf"{_other_than(_MONTHS)} to appeal {_OF_CERTIFICATE}|"
        rf"\bappeal\b{AMID}{{0,40}}\b(?:within|in|have|has) {_other_than(_MONTHS)} "
        rf"{_OF_CERTIFICATE}",
        _MONTH_OF_CERTIFICATE,
        holds=True,
        turned_by=DOUBT,
    ),
    forbid(
        rf"\b(?:council|authority|they) (?:has|have|gets?|must|should|will) (?:up to )?"
        rf"(?:{AMID}{{0,20}}within )?{_other_than(_THIRTY_DAYS)} to "
        r"(?:arrange|hold|set up|mediate)\b|"
        rf"\b(?:mediation|meeting|session)s?\b (?:must|should|will|has to|is to|needs to) "
        rf"(?:take place|happen|be held|be arranged)\b{AMID}{{0,20}}\bwithin "
        rf"{_other_than(_THIRTY_DAYS)}",
        "mediation is to take place within 30 days (regulation 36)",
        holds=True,
        turned_by=DOUBT,
    ),
    forbid(
        rf"{_other_than(_MONTHS)} {_OF_CERTIFICATE}",
        _MONTH_OF_CERTIFICATE,
        turned_by=DOUBT,
        # An office may give a time of its own for an answer or a copy, and keeps papers for years.
        excused_by=r"\bto (?:tell|choose|reply|answer|ask|let|send|return|decide|contact|call)\b|"
        r"\b(?:keep|kept|stor|delet|destroy|copy|copies)",
    ),
    forbid(
        rf"\b(?:issue|send|get|have|give you|email you|post you)\w* (?:you )?(?:\w+ )?"
        rf"(?:mediation )?certificate (?:\w+ )?within {_other_than(_THREE_DAYS, _MONTHS)}|"
        rf"\bcertificate\b{AMID}{{0,40}}\bwithin {_other_than(_THREE_DAYS, _MONTHS)} of the end "
        r"of (?:the )?(?:mediation|meeting)|"
        rf"\bwithin {_other_than(_THREE_DAYS)} of the end of (?:the )?(?:mediation|meeting)\b"
        rf"{AMID}{{0,40}}\bcertificate",
        "a certificate is issued within 3 working days (regulations 34 and 39)",
        turned_by=DOUBT,
    ),
)

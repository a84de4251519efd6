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
# More than the 30 days: sooner is no harm.
_LONGER = (
    r"(?:(?:3[1-9]|[4-9]\d|\d{3}|forty(?:-two)?|sixty|ninety) (?:calendar |working )?days|"
    r"(?:[5-9]|\d\d|five|six|seven|eight|nine|ten|twelve) weeks|"
    r"(?:[2-9]|two|three|four|five|six) (?:calendar )?months)\b"
)
_THREE_DAYS = r"(?:3|three) working days?"
_FROM = r"(?:of|from|after|following) (?:the )?"
_OF_CERTIFICATE = (
    rf"{_FROM}(?:(?:day|date) (?:of|on|that|when) (?:which )?)?"
    r"(?:we |it (?:is|was) )?(?:issued?|issues)?(?: of)? ?(?:the |this |your )?"
    r"(?:mediation )?certificate\b"
)
# A decision has a date of issue too.
_OF_ISSUE = rf"{_FROM}date of issue\b(?! of)"
PERIOD: Final = rf"{_COUNT} {_UNIT}\b"


def _other_than(*right: str) -> str:
    """Match a period that is none of these."""
    return rf"\b(?!(?:{'|'.join(right)})\b){PERIOD}"


_APPEAL_PERIODS = (
    "an appeal must arrive within 2 months of the decision or, if later, 1 month of the "
    "certificate (rule 20(1)(c))"
)
_MONTH_OF_CERTIFICATE = "the time after the certificate is one month from its date of issue"

# Whose period it is: not that of a certificate "that you need to appeal", nor the Tribunal's own
# after "once you appeal".
_TO_WHOM = r"(?: to the (?:SEND )?Tribunal| against (?:the|this|our) decision| the decision)?"
_YOU_APPEAL = (
    r"(?:\b(?:you|parents|families|young people) (?:must|can|may|should|have to|had to) "
    r"(?:make (?:an|your) |send (?:in )?(?:an |your )?)?appeal|(?:^|[.;:] )(?:please )?appeal)"
    rf"{_TO_WHOM} (?:with)?in"
)
_TO_APPEAL = r"(?:in which )?to (?:make an |make your |send your )?appeal\b"


def appeals_within(period: str) -> str:
    """Match a sentence in which the family has this long to appeal."""
    return (
        rf"{_YOU_APPEAL} {period}|\b(?:have|has|get|gets) (?:only |just )?{period} {_TO_APPEAL}|"
        rf"\b(?:with)?in {period},? (?:you|parents|families) (?:must|can|may|should|have to) "
        r"(?:make an |make your |send your )?appeal\b"
    )


PERIODS: tuple[Ban, ...] = (
    forbid(
        appeals_within(_other_than(_MONTHS, _TWO_MONTHS)),
        _APPEAL_PERIODS,
        holds=True,
        turned_by=DOUBT,
    ),
    forbid(
        rf"{_other_than(_MONTHS)} {_TO_APPEAL} {_OF_CERTIFICATE}|"
        rf"{_YOU_APPEAL} {_other_than(_MONTHS)} {_OF_CERTIFICATE}",
        _MONTH_OF_CERTIFICATE,
        holds=True,
        turned_by=DOUBT,
    ),
    forbid(
        rf"\b(?:council|authority|they) (?:has|have|gets?) (?:up to )?{_LONGER} to "
        r"(?:arrange|hold|set up) (?:the |a |your )?mediation\b|"
        r"\bmediation (?:must|should|will|has to|is to|needs to) (?:take place|happen|be held|be "
        rf"arranged) within {_LONGER}",
        "mediation is to take place within 30 days (regulation 36)",
        holds=True,
        turned_by=DOUBT,
    ),
    forbid(
        rf"{_other_than(_MONTHS)} (?:{_OF_CERTIFICATE}|{_OF_ISSUE})",
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

"""What each letter must say and must not: the table that the lint of the Word files reads.

Sources: domain section 2 for what the documents contain, section 3 for where the page and the law
differ, SEND Regulations 2014 regulation 32 for decision letters.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Something a letter must carry: one of these fields, or words that match."""

    item: str
    fields: tuple[str, ...] = ()
    wording: str = ""  # a regular expression over the letter's text, any case


@dataclass(frozen=True, kw_only=True)
class Ban:
    """Words that contradict the law, and why."""

    wording: re.Pattern[str]
    why: str


def _field(item: str, *fields: str) -> Requirement:
    return Requirement(item=item, fields=fields)


def _wording(item: str, wording: str) -> Requirement:
    return Requirement(item=item, wording=wording)


_HELP = _wording("how to get another format or language", r"large print")
_REFERENCE = _field("the case reference", "reference")
_ADDRESSEE = _field("who it is to", "recipient.name")

REQUIRED: Mapping[str, tuple[Requirement, ...]] = MappingProxyType(
    {
        "certificate": (
            _wording("its title", r"mediation certificate"),
            _wording("the Act", r"section 55 of the Children and Families Act 2014"),
            _field("the certificate number", "certificate.number"),
            _field("the mark of a copy", "certificate.is_copy"),
            _field("the date of issue", "certificate.issued"),
            _field("the person it is issued to", "recipient.name"),
            _field("in which capacity", "words.capacity_formal"),
            _field("the child's name", "child.name"),
            _field("the child's date of birth", "child.date_of_birth"),
            _field("the local authority", "authority.name"),
            _field("the date of the decision letter", "decision.dated"),
            _field("the date the decision was sent", "decision.sent"),
            _field("the type of decision", "words.decision_formal"),
            _field("when the family contacted the adviser", "certificate.contacted"),
            _field("the ground", "certificate.ground"),
            _field("when mediation concluded (ground B)", "certificate.concluded"),
            _field("when the 30 days ended (ground C)", "certificate.day_30"),
            _field("who issues it", "certificate.issuer"),
            _field("the adviser's organisation", "adviser.name"),
            _field("how to reach the adviser", "adviser.phone", "adviser.email"),
            _field("the code to check it with", "certificate.code"),
            _field("two months from the decision", "appeal.decision_limb"),
            _field("one month from the certificate", "appeal.certificate_limb"),
            _field("the last day to appeal", "appeal.last_day"),
            _wording("that the later date counts", r"later"),
            _wording("that it is no legal advice", r"not legal advice"),
            _HELP,
        ),
        "acknowledgement": (
            _REFERENCE,
            _ADDRESSEE,
            _field("the child's name", "child.name"),
            _field("when the request was received", "request.received"),
            _field("who made the request", "request.made_by"),
            _field("the date of the decision (6 weeks)", "request.decide_by"),
            _field("the 16 week date", "request.no_plan_by"),
            _field("the 20 week date", "request.final_plan_by"),
            _field("the case officer", "request.case_officer"),
            _field("how to reach the authority", "body.phone", "body.email"),
            _field("the mediation adviser's name", "adviser.name"),
            _field("how to reach the mediation adviser", "adviser.phone", "adviser.email"),
            _wording("that no decision has been made yet", r"not (yet )?made a decision"),
            _wording("that there is no date to appeal by yet", r"no date to appeal"),
            _wording("that mediation is a free choice", r"choose whether"),
            _field("the privacy notice", "privacy_notice"),
            _field("how to complain", "complaints"),
            _HELP,
        ),
        "information": (
            _REFERENCE,
            _ADDRESSEE,
            _wording("1. the purpose and process of mediation", r"mediation is a meeting"),
            _wording("2. that it is voluntary", r"do not have to use mediation"),
            _field("3. the date for contacting the adviser", "contact_limit"),
            _wording("3. the 30 days", r"30 days"),
            _wording("4. the certificate and its purpose", r"certificate shows"),
            _wording("5. travel costs and other expenses", r"travel costs and other expenses"),
            _field("6. the choice of two providers", "providers.name"),
            _field("what to do after a late contact", "late_contact"),
            _field("the placement-only exception", "decision.placement_only"),
            _wording("that a lawyer may come as the supporter", r"lawyer"),
            _HELP,
        ),
        "mediation_date": (
            _REFERENCE,
            _ADDRESSEE,
            _field("the day", "session.on"),
            _field("the time", "session.at"),
            _field("the place", "session.place"),
            _field("the provider", "session.provider"),
            _field("short notice", "session.short_notice"),
            _field("a date after day 30", "session.after_day_30"),
            _wording("that a lawyer may come as the supporter", r"lawyer"),
            _HELP,
        ),
        "referral": (
            _REFERENCE,
            _ADDRESSEE,
            _field("the party's name", "party.name"),
            _field("the party's capacity", "words.party_formal", "party.capacity"),
            _field("whether the address may be shared", "referral.share_address"),
            _field("the child's name", "child.name"),
            _field("the child's date of birth", "child.date_of_birth"),
            _field("the type of decision", "words.decision_formal"),
            _field("when the decision was sent", "decision.sent"),
            _field("whether it is section I only", "decision.placement_only"),
            _field("when the family contacted the adviser", "referral.contacted"),
            _field("when the family asked for mediation", "referral.requested"),
            _field("when it is referred", "referral.referred", "today"),
            _field("the end of the 30 days", "referral.day_30"),
            _field("the issues", "referral.issues"),
            _field("whether there are health issues", "referral.health_issues"),
            _field("the health provision wanted", "referral.health_provision"),
            _field("whether it is about health only", "referral.health_only"),
            _field("the provider chosen", "referral.provider"),
            _field("dates, place and needs", "referral.wishes"),
            _wording("the permission to share", r"permission"),
            _wording("someone with authority to resolve the issues", r"authority to resolve"),
            _wording("the duty to tell the adviser", r"must tell the mediation adviser"),
        ),
        "chase": (
            _REFERENCE,
            _ADDRESSEE,
            _field("which wording fits", "chase.wording"),
            _field("when the 30 days began", "chase.started"),
            _field("the end of the 30 days", "chase.day_30"),
            _field("how long ago the family asked", "chase.days_since_family"),
            _field("that it is escalated", "chase.escalated"),
            _field("the session's day", "session.on"),
            _wording("the duty to tell the adviser", r"must tell the mediation adviser"),
        ),
        # A decision letter that the authority brings: regulation 32 (a) to (f).
        "decision_notice": (
            _wording("reg 32(a): the right to request mediation", r"right to (request|ask for)"),
            _wording("reg 32(b): the certificate before an appeal", r"certificate"),
            _field("reg 32(c): the adviser's name", "adviser.name"),
            _field("reg 32(c): how to reach the adviser", "adviser.phone", "adviser.email"),
            _field("reg 32(d): the date for asking for mediation", "contact_limit"),
            _wording(
                "reg 32(e): telling the authority of the wish, the issues and health provision",
                r"tell us.*health",
            ),
            _field("reg 32(f): who acts for the authority", "authority.person", "body.person"),
        ),
    }
)

# Fields that a letter may not use: the acknowledgement comes before any decision.
FORBIDDEN_FIELDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "acknowledgement": {
            "appeal": "no appeal date can be stated before a decision",
            "contact_limit": "no date runs before a decision",
            "decision": "there is no decision yet",
            "certificate": "there is no certificate yet",
        },
        "certificate": {
            "outcome": "what mediation led to is confidential",
            "referral": "what the family said is confidential",
            "session": "what the certificate may say of mediation stands in certificate.concluded",
        },
    }
)

_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
# The ends of the closed periods of Tribunal rule 12(3) are no dates of a case.
_CLOSED_PERIODS = "25 December|1 January|31 August|1 September"


def _ban(wording: str, why: str) -> Ban:
    return Ban(wording=re.compile(wording, re.IGNORECASE), why=why)


FORBIDDEN_WORDING: tuple[Ban, ...] = (
    _ban(
        r"(month|two months|days)\b[^.]{0,40}\b(?<!not )(of|from|after|following|on)\s+"
        r"(the\s+|your\s+)?(receipt|receiving|the day (that )?you (get|got|receive))",
        "the time runs from the date of issue or sending, never from receipt (rule 20(1)(c))",
    ),
    _ban(r"after you (get|receive) (the|this|your) certificate", "time runs from the issue date"),
    _ban(
        r"(lawyer|solicitor|legally represented|legal representati\w+)[^.]{0,60}"
        r"\bif\b[^.]{0,30}(mediator|council|authority)[^.]{0,20}agrees?",
        "a supporter, who may be a lawyer, comes by right (Kumar v LB Hillingdon)",
    ),
    _ban(
        r"wait(ing)?\b[^.]{0,60}\b(stops|pauses|extends|restarts)\b|"
        r"(time|clock|month|deadline)[^.]{0,30}\b(stops|pauses|is paused|restarts)\b"
        r"[^.]{0,40}(while|during|mediation)",
        "waiting for mediation does not stop the clock",
    ),
    _ban(r"30 working days", "the 30 days are calendar days"),
    _ban(r"statutory assessment", "the term is EHC needs assessment"),
    _ban(
        r"(you|parents?|families) must (try|attend|take part in|go to) mediation|"
        r"(we )?(advise|recommend|urge) (you|that you)[^.]{0,20}mediat",
        "mediation is voluntary and no one is pressed to use it or not",
    ),
    _ban(
        r"without a certificate you (cannot|can not|can't) appeal\b|"
        r"certificate[^.]{0,30}\bfor (all|every|any) appeals?\b",
        "a placement-only appeal needs no certificate",
    ),
    _ban(
        rf"\b(?!(?:{_CLOSED_PERIODS})\b(?! \d{{4}}))\d{{1,2}}(st|nd|rd|th)?\s+({_MONTH})\b|"
        rf"\b({_MONTH})\s+\d{{1,2}}(st|nd|rd|th)?,?\s+\d{{4}}|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b|"
        r"\b\d{4}-\d{2}-\d{2}\b",
        "a date in the text stays the same in every letter: use a field",
    ),
)

# Fonts that are here under their own or a metric twin's name, and so are embedded as meant.
FONTS = frozenset({"Arial", "Liberation Sans", "Calibri", "Carlito"})
SMALLEST = 24  # half-points: 12 point
# Seven lines have to fit the window of the envelope.
SMALL_STYLES = frozenset({"Address small"})
LANGUAGE = "en-GB"

"""What each letter must carry: the table that the lint of the Word files reads.

Sources: domain section 2 for what the documents contain, SEND Regulations 2014 regulation 32 for
decision letters. What no letter may say stands in wording.py.
"""

from collections.abc import Mapping
from types import MappingProxyType

from worker.outbox.lint.regulation_32 import REGULATION_32
from worker.outbox.lint.requirement import (
    Requirement,
    can_still_appeal,
    condition,
    field,
    has_health_issues,
    has_two_limbs,
    is_after_day_30,
    is_copy,
    is_escalated,
    is_health_only,
    is_in_time,
    is_late,
    is_not_health_only,
    is_placement_only,
    is_referred,
    is_short_notice,
    session_is_late,
    wording,
)

_HELP = wording("how to get another format or language", r"large print")
_REFERENCE = field("the case reference", "reference")
_ADDRESSEE = field("who it is to", "recipient.name")
_ADVISER = field("how to reach the adviser", "adviser.phone", "adviser.email")
_BORN = field("the child's date of birth", "child.date_of_birth", beside="birth|born")
_DECISION = field("the type of decision", "words.decision_formal")
_LAST_DAY = field(
    "the last day to appeal", "appeal.last_day", beside="appeal", when=can_still_appeal
)
_MONTHS = {
    "two": "two months|2 months|two calendar months|2 calendar months|two (2) months",
    "one": "one month|1 month|a month|one calendar month|1 calendar month|a calendar month|"
    "one (1) month",
}
_DECISION_LIMB = field(
    "two months from the decision", "appeal.decision_limb", beside=_MONTHS["two"]
)
_CERTIFICATE_LIMB = field(
    "one month from the certificate", "appeal.certificate_limb", beside=_MONTHS["one"]
)
_LATE = wording("what to do after a late contact", r"appeal late", when=is_late)
_CLOCK = wording(
    "that waiting does not stop the clock",
    r"(does not stop|never stops|nothing stops) the (clock|time|deadline)",
    example="Waiting for mediation does not stop the clock.",
)
_NO_ADVICE = wording("that it is no legal advice", r"not legal advice")
_LAWYER = wording(
    "that a lawyer may come as the supporter",
    r"lawyer|solicitor",
    example="You can bring a lawyer to support you.",
)
_VOLUNTARY = wording(
    "that mediation is voluntary",
    r"choose whether|voluntary|do not have to (use|have|take part)",
    example="You do not have to use mediation.",
)
_PRIVACY = field("the privacy notice", "privacy_notice")
_COMPLAINTS = field("how to complain", "complaints")
REQUIRED: Mapping[str, tuple[Requirement, ...]] = MappingProxyType(
    {
        "certificate": (
            wording(
                "its title",
                r"^(\w+ ){0,3}mediation certificate$",
                example="Mediation certificate",
            ),
            wording("the Act", r"section 55 of the Children and Families Act 2014"),
            field("the certificate number", "certificate.number", beside="number"),
            wording(
                "the mark of a copy",
                r"\b(copy|duplicate)\b",
                when=is_copy,
                example="This is a copy.",
            ),
            field("the date of issue", "certificate.issued", beside="issue"),
            field("the person it is issued to", "recipient.name", beside="issued to"),
            field("in which capacity", "words.capacity_formal"),
            field("the child's name", "child.name", beside="child|young person"),
            _BORN,
            field("the local authority", "authority.name", beside="authority|council"),
            field("the date of the decision letter", "decision.dated", beside="dated|date"),
            field("the date the decision was sent", "decision.sent", beside="sent"),
            _DECISION,
            field(
                "when the family contacted the adviser", "certificate.contacted", beside="contact"
            ),
            field("the ground", "certificate.ground", beside="ground"),
            field(
                "when mediation concluded (ground B)",
                "certificate.concluded",
                beside="concluded|ended",
            ),
            field("when the 30 days ended (ground C)", "certificate.day_30", beside="30 days"),
            field("who issues it", "certificate.issuer", beside="adviser|issued by"),
            field("the adviser's organisation", "adviser.name", beside="adviser"),
            _ADVISER,
            field("the code to check it with", "certificate.code", beside="code"),
            _DECISION_LIMB,
            _CERTIFICATE_LIMB,
            field("the last day to appeal", "appeal.last_day", beside="appeal"),
            wording(
                "that the later date counts",
                r"\blater\b",
                when=has_two_limbs,
                example="The later of the two dates counts.",
            ),
            _NO_ADVICE,
            _HELP,
        ),
        "acknowledgement": (
            _REFERENCE,
            _ADDRESSEE,
            field("the child's name", "child.name"),
            field("when the request was received", "request.received", beside="receive"),
            field("who made the request", "request.made_by", beside="made by|from"),
            field(
                "the date of the decision (6 weeks)",
                "request.decide_by",
                beside="decide|decision",
            ),
            field("the 16 week date", "request.no_plan_by", beside="plan"),
            field("the 20 week date", "request.final_plan_by", beside="final plan"),
            field("the case officer", "request.case_officer", beside="case officer|officer"),
            field("how to reach the authority", "body.phone", "body.email"),
            field("the mediation adviser's name", "adviser.name", beside="advice|adviser"),
            field("how to reach the mediation adviser", "adviser.phone", "adviser.email"),
            wording(
                "that no decision has been made yet",
                r"not (yet )?made a decision",
                example="We have not made a decision yet.",
            ),
            wording("that there is no date to appeal by yet", r"no date to appeal"),
            _VOLUNTARY,
            _PRIVACY,
            _COMPLAINTS,
            _HELP,
        ),
        "information": (
            _REFERENCE,
            _ADDRESSEE,
            wording("1. the purpose and process of mediation", r"mediation is a meeting"),
            wording("2. that it is voluntary", r"do not have to use mediation"),
            field(
                "3. the date for contacting the adviser",
                "contact_limit",
                beside="contact|tell us",
                when=is_in_time,
            ),
            wording("3. the 30 days", r"30 days"),
            wording("4. the certificate and its purpose", r"certificate shows"),
            wording("5. travel costs and other expenses", r"travel costs and other expenses"),
            field("6. the choice of two providers", "providers.name"),
            _LATE,
            wording(
                "the placement-only exception",
                r"do not need a certificate.*appeal",
                when=is_placement_only,
                example="You do not need a certificate if your appeal is only about the school.",
            ),
            _LAST_DAY,
            _LAWYER,
            _HELP,
        ),
        "choice": (
            _REFERENCE,
            _ADDRESSEE,
            field("the date for choosing", "contact_limit", beside="tell us", when=is_in_time),
            _VOLUNTARY,
            wording("the certificate after a no", r"certificate within 3 working days"),
            field("the choice of two providers", "providers.name"),
            _ADVISER,
            _LATE,
            _LAST_DAY,
            _HELP,
        ),
        "request_confirmed": (
            _REFERENCE,
            _ADDRESSEE,
            field(
                "when the family asked", "referral.requested", beside="told us", when=is_referred
            ),
            field(
                "when the council was told",
                "referral.referred",
                beside="told the council",
                when=is_referred,
            ),
            field(
                "the end of the 30 days",
                "referral.day_30",
                beside="take place|meeting",
                when=is_referred,
            ),
            field("the provider chosen", "referral.provider", when=is_referred),
            _CLOCK,
            _ADVISER,
            _LAST_DAY,
            _HELP,
        ),
        "appeal_reminder": (
            _REFERENCE,
            _ADDRESSEE,
            field("the last day to appeal", "appeal.last_day", beside="appeal"),
            _DECISION_LIMB,
            _CERTIFICATE_LIMB,
            _CLOCK,
            _NO_ADVICE,
            _ADVISER,
            _HELP,
        ),
        "mediation_date": (
            _REFERENCE,
            _ADDRESSEE,
            field("the day", "session.on", beside="meeting|mediation"),
            field("the time", "session.at"),
            field("the place", "session.place"),
            field("the provider", "session.provider"),
            wording("short notice", r"5 working days", when=is_short_notice),
            wording("a date after day 30", r"30 days", when=is_after_day_30),
            _LAST_DAY,
            _LAWYER,
            _HELP,
        ),
        "password": (
            _REFERENCE,
            _ADDRESSEE,
            field("the password", "password"),
            wording("that it goes into no email", r"not put it in an email"),
            field("how to reach whose letter it is", "body.phone", "body.email"),
            _HELP,
        ),
        "referral": (
            _REFERENCE,
            _ADDRESSEE,
            field("the party's name", "party.name"),
            field("the party's capacity", "words.party_formal"),
            condition("whether the address may be shared", "referral.share_address"),
            field("the child's name", "child.name"),
            _BORN,
            _DECISION,
            field("when the decision was sent", "decision.sent", beside="sent"),
            wording(
                "that it is section I only",
                r"section I\b",
                when=is_placement_only,
                example="The family disagrees with section I only.",
            ),
            field(
                "when the family contacted the adviser", "referral.contacted", beside="contacted"
            ),
            field("when the family asked for mediation", "referral.requested", beside="asked"),
            field("when it is referred", "referral.referred", beside="referred"),
            field("the end of the 30 days", "referral.day_30", beside="day 30|take place|takes"),
            field("the issues", "referral.issues"),
            wording("that there are health issues", r"health issues", when=has_health_issues),
            field("the health provision wanted", "referral.health_provision", beside="health"),
            wording(
                "that it is about health only",
                r"integrated care board arranges",
                when=is_health_only,
            ),
            field("the provider chosen", "referral.provider", beside="provider"),
            field("dates, place and needs", "referral.wishes"),
            wording("the permission to share", r"permission"),
            wording(
                "someone with authority to resolve the issues",
                r"authority to resolve",
                when=is_not_health_only,
            ),
            wording(
                "the duty to tell the adviser",
                r"must tell the mediation adviser",
                when=is_not_health_only,
            ),
        ),
        "chase": (
            _REFERENCE,
            _ADDRESSEE,
            condition("which wording fits", "chase.wording"),
            field("when the 30 days began", "chase.started", beside="began|started"),
            field("the end of the 30 days", "chase.day_30", beside="day 30|end"),
            field("how long ago the family asked", "chase.days_since_family", beside="ago|since"),
            wording(
                "that it is escalated",
                r"head of service|escalat",
                when=is_escalated,
                example="We write to you as the head of service.",
            ),
            field("the session's day", "session.on", beside="date|arranged"),
            wording("that the session is after day 30", r"after day 30", when=session_is_late),
            wording("the duty to tell the adviser", r"must tell the mediation adviser"),
        ),
        # A decision letter that the authority brings.
        "decision_notice": (*REGULATION_32, _HELP),
    }
)

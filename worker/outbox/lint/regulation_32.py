"""What a decision letter says of mediation: SEND Regulations 2014, regulation 32 (a) to (f)."""

from worker.outbox.lint.requirement import Requirement, field, wording

_TELL = r"\b(tell|let|inform) (us|the council|the authority)\b"
_APPEAL = r"(appeal|Tribunal)"

REGULATION_32: tuple[Requirement, ...] = (
    wording(
        "reg 32(a): the right to mediation",
        r"\bright to (\w+ (for )?)?mediation\b|"
        r"\b(can|may|entitled to) (ask for|request|have|use|choose) mediation\b",
        example="You have a right to mediation.",
    ),
    wording(
        "reg 32(b): the certificate before an appeal",
        rf"\b(before|need|must|only|have to)\b.*\bcertificate\b.*\b{_APPEAL}|"
        rf"\bbefore\b.*\b{_APPEAL}.*\bcertificate\b|"
        rf"\b{_APPEAL}\b.*\b(need|must|have to)\b.*\bcertificate\b",
        example="You need a mediation certificate before you can appeal.",
    ),
    field("reg 32(c): the adviser's name", "adviser.name", beside="mediation|adviser"),
    field("reg 32(c): how to reach the adviser", "adviser.phone", "adviser.email"),
    field(
        "reg 32(d): the date for asking for mediation",
        "contact_limit",
        beside="mediation|adviser",
    ),
    wording(
        "reg 32(e): telling the authority that they want mediation",
        rf"{_TELL}.*\bmediation\b",
        example="Tell us that you want mediation.",
    ),
    wording(
        "reg 32(e): telling the authority the issues",
        rf"{_TELL}.*\b(issues|about|disagree|discuss|talk)\b.*\bmediation\b|"
        rf"{_TELL}.*\bmediation\b.*\b(issues|about|disagree|discuss)\b",
        example="Tell us what mediation should be about.",
    ),
    wording(
        "reg 32(e): telling the authority the health provision wanted",
        rf"{_TELL}.*\bhealth\b",
        example="Tell us which health provision you want.",
    ),
    field(
        "reg 32(f): who acts for the authority",
        "authority.person",
        "body.person",
        "request.case_officer",
    ),
    field("reg 32(f): how to reach them", "authority.phone", "authority.email"),
)

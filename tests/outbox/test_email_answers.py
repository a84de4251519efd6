"""Answers around a quotation of our own emails, as mail programs make them: compared with what we sent."""

import email.utils
import textwrap
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from html import escape
from typing import Final

import pytest

from tests.inbox.desk import Records, judged, records
from tests.outbox.email_fixtures import composed, html_of, read, sample, text_of
from worker.case.answers import FORMS, Says
from worker.case.terms import Purpose, Role
from worker.inbox.message.message import Message, read_message
from worker.inbox.reading import MessageRead
from worker.outbox.email_samples import EMAIL_SAMPLES
from worker.outbox.facts import LetterFacts

OURS: Final = "sendiass+LEI-26-00042-K.9f3c2a71d04e5b68@sendiass.example"
WRITERS: Final = {
    Role.FAMILY: "Joanna Rafferton <jo.rafferton@mail.example>",
    Role.AUTHORITY: "Helen Marlowby <helen.marlowby@citycouncil.example>",
    Role.PROVIDER: "Ruth Ellinghurst <ruth@midlands-mediation.example>",
    Role.ADVISER: "Nadia Fordham-Ose <nadia@sendiass.example>",
}
BLOCK: Final = "Case: LEI-26-00042-K\nOutcome: no mediation\nDate: 23/11/2026"
ANSWERS: Final = (
    (Purpose.CHOICE, Role.FAMILY, "NO MEDIATION", Says.DECLINED),
    (Purpose.CHOICE, Role.FAMILY, "YES MEDIATION", Says.REQUESTED),
    (
        Purpose.CHOICE,
        Role.FAMILY,
        "Hello\n\nYES MEDIATION Accord East\n\nThanks\nJo",
        Says.REQUESTED,
    ),
    (Purpose.REFERRAL, Role.AUTHORITY, "RECEIVED", Says.RECEIVED),
    (Purpose.REFERRAL, Role.AUTHORITY, "CANNOT ARRANGE\n\nHelen", Says.CANNOT_ARRANGE),
    (Purpose.REFERRAL_SUPPLEMENT, Role.AUTHORITY, "ARRANGED 4 December 2026 10:30", Says.ARRANGED),
    (Purpose.CHASE, Role.AUTHORITY, "ARRANGED 4 December 2026", Says.ARRANGED),
    (Purpose.PROVIDER_TOLD, Role.PROVIDER, "ARRANGED 4 December 2026 10:30", Says.ARRANGED),
    (Purpose.SESSION_OUTCOME, Role.PROVIDER, "CONCLUDED 20/11/2026 no agreement", Says.CONCLUDED),
    (Purpose.SESSION_OUTCOME, Role.PROVIDER, "ADJOURNED to 4 December 2026", Says.ADJOURNED),
    (Purpose.SESSION_OUTCOME, Role.PROVIDER, "NOT HELD", Says.NOT_HELD),
    (Purpose.OUTCOME_WANTED, Role.ADVISER, BLOCK, Says.DECLINED),
)
HEADER: Final = f"On Fri, 27 Nov 2026 at 09:30, SENDIASS Exampleton <{OURS}> wrote:"
FIELDS: Final = f"From: SENDIASS Exampleton <{OURS}>\nSent: 27 November 2026 09:30\nTo: {{to}}\nSubject: {{subject}}"

Made = tuple[str, str]  # text and HTML, either may be empty
Shape = Callable[[str, EmailMessage], Made]


def _marked(text: str, *, width: int = 500) -> str:
    lines = [x for line in text.splitlines() for x in (textwrap.wrap(line, width) or [""])]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _fields(ours: EmailMessage) -> str:
    return FIELDS.format(to=WRITERS[Role.AUTHORITY], subject=ours["Subject"])


def _inner(ours: EmailMessage) -> str:
    return html_of(ours).partition("<body")[2].partition(">")[2].partition("</body>")[0]


def _div(text: str) -> str:
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))


def gmail(answer: str, ours: EmailMessage) -> Made:
    """Quote below, in text with the lines broken and in HTML."""
    page = (
        f'<div dir="ltr">{_div(answer)}</div><br><div class="gmail_quote"><div dir="ltr" '
        f'class="gmail_attr">{escape(HEADER)}<br></div><blockquote class="gmail_quote">'
        f"{_inner(ours)}</blockquote></div>"
    )
    return f"{answer}\n\n{HEADER}\n\n{_marked(text_of(ours), width=72)}\n", page


def gmail_html(answer: str, ours: EmailMessage) -> Made:
    return "", gmail(answer, ours)[1]


def outlook(answer: str, ours: EmailMessage) -> Made:
    """Put our headers and our text below a line."""
    return f"{answer}\n\n{'_' * 32}\n{_fields(ours)}\n\n{text_of(ours)}", ""


def outlook_plain(answer: str, ours: EmailMessage) -> Made:
    """Put our headers and our text below, with no line between."""
    return f"{answer}\n\n{_fields(ours)}\n\n{text_of(ours)}", ""


def outlook_html(answer: str, ours: EmailMessage) -> Made:
    page = (
        f'<div class="WordSection1">{_div(answer)}<p>&nbsp;</p><div style="border:none;border-top:solid #E1E1E1 '
        f'1.0pt"><p class="MsoNormal">{escape(_fields(ours)).replace(chr(10), "<br>")}</p></div>'
        f"{_inner(ours)}</div>"
    )
    return outlook(answer, ours)[0], page


def apple(answer: str, ours: EmailMessage) -> Made:
    """Quote with the introduction inside, below the line of the device."""
    page = (
        f"<div>{_div(answer)}</div><br><div>Sent from my iPhone</div><div><br><blockquote "
        f'type="cite">{escape(HEADER)}<br><br></blockquote></div><blockquote type="cite">'
        f"{_inner(ours)}</blockquote>"
    )
    text = f"{answer}\n\nSent from my iPhone\n\n> {HEADER}\n> \n{_marked(text_of(ours))}\n"
    return text, page


def telephone(answer: str, ours: EmailMessage) -> Made:
    """Put our text below with nothing between."""
    return f"{answer}\n\n{text_of(ours)}", ""


def telephone_broken(answer: str, ours: EmailMessage) -> Made:
    lines = [textwrap.fill(line, 60) for line in text_of(ours).splitlines()]
    return f"{answer}\n\n" + "\n".join(lines), ""


def below(answer: str, ours: EmailMessage) -> Made:
    """Answer below the quotation."""
    return f"{HEADER}\n\n{_marked(text_of(ours))}\n\n{answer}\n", ""


def between(answer: str, ours: EmailMessage) -> Made:
    """Answer in the midst of the quotation."""
    lines = _marked(text_of(ours)).split("\n")
    middle = len(lines) // 2
    return "\n".join([HEADER, "", *lines[:middle], "", answer, "", *lines[middle:]]), ""


SHAPES: Final = (
    gmail,
    gmail_html,
    outlook,
    outlook_plain,
    outlook_html,
    apple,
    telephone,
    telephone_broken,
    below,
    between,
)


def first(purpose: Purpose) -> LetterFacts:
    return sample(purpose, next(iter(EMAIL_SAMPLES[purpose])))


def sent(ours: EmailMessage) -> Records:
    """Return the records after this one letter: its text, and what a reader sees of its HTML."""
    message = read_message(ours.as_bytes())
    assert isinstance(message, Message)
    assert message.page is not None
    seen = "\n".join(line.text for line in message.page.lines)
    return records(texts=(message.text, seen), subjects=frozenset({message.subject}))


def reply(made: Made, ours: EmailMessage, role: Role) -> MessageRead:
    text, page = made
    message = EmailMessage()
    domain = WRITERS[role].partition("@")[2].strip(">")
    message["Delivered-To"] = "sendiass@sendiass.example"
    message["Authentication-Results"] = f"mx.sendiass.example; dmarc=pass header.from={domain}"
    message["Received"] = (
        f"from out.{domain} by mx.sendiass.example with ESMTPS; Mon, 30 Nov 2026 10:00:00 +0000"
    )
    message["From"] = WRITERS[role]
    message["To"] = f"SENDIASS Exampleton <{OURS}>"
    message["Subject"] = f"Re: {ours['Subject']}"
    message["Date"] = "Mon, 30 Nov 2026 09:59:00 +0000"
    message["Message-ID"] = email.utils.make_msgid(domain=domain)
    message["In-Reply-To"] = "<ours@sendiass.example>"
    if text:
        message.set_content(text)
    if text and page:
        message.add_alternative(page, subtype="html")
    elif page:
        message.set_content(page, subtype="html")
    return judged(message.as_bytes(), sent(ours))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("purpose", "role", "answer", "says"), ANSWERS)
def test_an_answer_around_our_email_acts(
    shape: Shape, purpose: Purpose, role: Role, answer: str, says: Says
) -> None:
    ours = read(composed(first(purpose), purpose))
    one = reply(shape(answer, ours), ours, role)
    assert one.acts, one.kept
    assert one.reading.reading is says


def test_every_form_is_there() -> None:
    assert {row.says for row in FORMS} <= {says for *_, says in ANSWERS}


WAIT: Final = "but not before Monday"


def _told(ours: EmailMessage, *, at: float) -> EmailMessage:
    """Return our email with one line of it changed by hand, in its text and in its HTML."""
    text = text_of(ours)
    lines = [line for line in text.splitlines() if len(line.split()) > 5 and line in html_of(ours)]
    line = lines[int(at * (len(lines) - 1))]
    changed = EmailMessage()
    for name in ("From", "To", "Subject"):
        changed[name] = ours[name]
    changed.set_content(text.replace(line, f"{line} {WAIT}", 1))
    changed.add_alternative(html_of(ours).replace(line, f"{line} {WAIT}", 1), subtype="html")
    return changed


@pytest.mark.parametrize("at", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("asked", ANSWERS, ids=lambda asked: asked[2][:30])
def test_one_line_changed_by_hand_makes_it_wait(
    shape: Shape, asked: tuple[Purpose, Role, str, Says], at: float
) -> None:
    purpose, role, answer, says = asked
    ours = read(composed(first(purpose), purpose))
    made = shape(answer, _told(ours, at=at))
    one = reply(made, ours, role)
    assert not one.acts
    # Without a mark the block of our own email stands beside the adviser's.
    assert one.reading.reading is says or purpose is Purpose.OUTCOME_WANTED


@pytest.mark.parametrize("shape", SHAPES)
def test_a_line_put_into_the_quotation_makes_it_wait(shape: Shape) -> None:
    ours = read(composed(first(Purpose.CHOICE), Purpose.CHOICE))
    text, page = shape("NO MEDIATION", ours)
    text = text.replace("YES MEDIATION\n", f"YES MEDIATION\n{WAIT}\n", 1)
    page = page.replace("YES MEDIATION", f"YES MEDIATION<br>{WAIT}", 1)
    assert WAIT in text + page
    assert not reply((text, page), ours, Role.FAMILY).acts


@pytest.mark.parametrize("shape", [outlook, outlook_html])
@pytest.mark.parametrize("field", ["Sent: 27 November 2026 09:30", "SENDIASS Exampleton <"])
def test_a_header_changed_by_hand_makes_it_wait(shape: Shape, field: str) -> None:
    ours = read(composed(first(Purpose.CHOICE), Purpose.CHOICE))
    text, page = shape("NO MEDIATION", ours)
    made = (
        text.replace(field, f"not yet {field}", 1),
        page.replace(escape(field), f"not yet {escape(field)}", 1),
    )
    assert not reply(made, ours, Role.FAMILY).acts


def test_another_letter_s_words_are_not_ours() -> None:
    ours = read(composed(first(Purpose.CHOICE), Purpose.CHOICE))
    other = read(composed(first(Purpose.SESSION_OUTCOME), Purpose.SESSION_OUTCOME))
    for shape in SHAPES:
        assert not reply(shape("NO MEDIATION", other), ours, Role.FAMILY).acts


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("empty", ["", "Thanks, got it."])
def test_our_own_words_are_never_an_answer(shape: Shape, purpose: Purpose, empty: str) -> None:
    role = next((role for asked, role, *_ in ANSWERS if asked is purpose), Role.FAMILY)
    for facts in list(EMAIL_SAMPLES[purpose].values())[:2]:
        ours = read(composed(replace(facts), purpose))
        one = reply(shape(empty, ours), ours, role)
        assert not one.acts

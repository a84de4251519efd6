"""No bytes break the way from a message to its reading, and none are acted on by chance."""

from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worker.inbox.reply import own_words
from worker.inbox.triage import triage

from tests.inbox.mail import Mail
from tests.inbox.test_samples import contacts
from worker.case.terms import Role
from worker.inbox.answers.dates import find_dates
from worker.inbox.message.headers import addresses, decode_words, message_ids, unfold
from worker.inbox.message.html import see
from worker.inbox.message.message import Message, read_message
from worker.inbox.reading import read_words
from worker.inbox.terms import Evidence

REGISTER = contacts()
SEEDS = [path.read_bytes() for path in sorted((Path(__file__).parent / "samples").glob("*.eml"))]
BOUNDED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
PIECES = st.sampled_from(
    [
        b"NO MEDIATION", b"=?utf-8?B?", b"Content-Type: multipart/mixed; boundary=B\n\n--B\n",
        b"\n--B\n", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"<div style='color:#fff'>", b"</blockquote>",
        b"\n> ", b"\nOn 1/1/26 x wrote:\n", b"\nFrom: a@b\n", b"begin 644 x\n", b"\nend\n", b"=\n", b"=ZZ",
        b"charset=utf-7", b"Content-Transfer-Encoding: base64\n", b"ARRANGED 31/11/2026", b"<!--", b"&#0;",
    ]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Cut pieces out of a sample and put others in."""
    raw = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(raw)))
        cut = draw(st.integers(0, 200))
        raw = raw[:at] + draw(st.one_of(PIECES, st.binary(max_size=12))) + raw[at + cut :]
    return raw


@BOUNDED
@given(st.one_of(st.binary(max_size=400), mutated()))
def test_any_bytes_have_an_outcome(raw: bytes) -> None:
    one = triage(raw, register=REGISTER)
    assert one.kind in ("person", "auto_reply", "bounce")
    assert "\0" not in one.own_words
    one.own_words.encode("utf-8")  # no lone surrogates: a database would refuse them
    message = read_message(raw)
    if isinstance(message, Message):
        for name, value in message.headers:
            f"{name}{value}".encode()
        assert all(attachment.size >= 0 for attachment in message.attachments)


@BOUNDED
@given(st.text(max_size=300), st.sampled_from([None, *Role]))
def test_any_words_have_a_reading_with_its_places(text: str, role: Role | None) -> None:
    message = read_message(Mail(text=text.encode("utf-8", "replace").decode()).raw())
    assert isinstance(message, Message)
    own = own_words(message)
    reading = read_words(own, role=role, said_on=date(2026, 11, 18))
    for because in reading.because:
        assert own.text[because.start : because.end].strip() == because.text.strip()
    assert (reading.evidence is Evidence.UNCLEAR) or not reading.doubts


@BOUNDED
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_nothing_but_the_form_is_the_form(line: str) -> None:
    reading = read_words(
        own_words(_message(f"{line}\n\nplease")), role=Role.FAMILY, said_on=date(2026, 11, 18)
    )
    if reading.evidence is Evidence.FORM:
        assert {"no", "mediation"} <= set(
            line.casefold().replace("-", " ").split()
        ) or "yes" in line.lower()


def _message(text: str) -> Message:
    message = read_message(Mail(text=text).raw())
    assert isinstance(message, Message)
    return message


@BOUNDED
@given(st.text(max_size=200))
def test_pieces_stand_any_text(text: str) -> None:
    see(text)
    find_dates(text, said_on=date(2026, 11, 18))
    decode_words(unfold(text))
    addresses(text)
    message_ids(text)


HOSTILE = {
    "one long word": "a" * 300_000,
    "one long header": "From: " + "a" * 300_000,
    "spaces": " " * 300_000,
    "newlines": "\n" * 300_000,
    "please": "please " * 40_000,
    "no mediation": "no mediation " * 20_000,
    "and": "no mediation " + "and " * 70_000,
    "quotes": ">" * 300_000,
    "dots after regards": "x\nkind regards" + "." * 300_000,
    "on": "On 1 " * 60_000 + "wrote:",
    "from": "From: x\n" * 30_000,
    "bold": "*" * 300_000,
    "brackets": "<" * 300_000,
    "at signs": "@" * 300_000,
    "digits": "1/" * 150_000,
    "colons": "Outcome:" * 40_000,
}


def test_hostile_text_is_read_in_time() -> None:
    for text in HOSTILE.values():
        for mail in (
            Mail(text=text),
            Mail(text="", html=text),
            Mail(sender=text.replace("\n", "")),
            Mail(subject=text.replace("\n", "")),
        ):
            triage(mail.raw(), register=REGISTER)


def test_hostile_html_is_read_in_time() -> None:
    for html in (
        "<div>" * 60_000,
        "<style>" * 40_000,
        "<style>" + "a" * 200_000 + "</style>",
        "<p style='" + "a" * 200_000 + "'>x</p>",
        "<p>x" * 60_000,
        "&" * 200_000,
        "<a href='" * 40_000,
    ):
        triage(Mail(text="", html=html).raw(), register=REGISTER)

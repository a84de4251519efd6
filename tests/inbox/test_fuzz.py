"""No bytes break the way from a message to its reading, and none are acted on by chance."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.inbox.answers.test_accounted import BLOCK, INTRODUCED, LETTER, marked
from tests.inbox.desk import HERE, SAMPLES, desk, judged, records, rows, shipped
from tests.inbox.mail import Mail
from worker.commands.triage import triage
from worker.inbox.answers.courtesy import Writer, is_courtesy
from worker.inbox.answers.dates import find_dates
from worker.inbox.answers.form import read_line
from worker.inbox.message.headers import addresses, decode_words, message_ids, unfold
from worker.inbox.message.html import see
from worker.inbox.message.message import Message, read_message
from worker.inbox.reading import MessageRead
from worker.inbox.terms import Evidence

RECORDS = records(texts=(LETTER,))
SEEDS = [path.read_bytes() for path in sorted(SAMPLES.glob("*.eml"))]
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
    one = triage(raw, desk())
    if isinstance(one, str):
        assert one
        return
    assert one.kind in ("person", "auto_reply", "bounce")
    assert "\0" not in one.own_words
    one.own_words.encode("utf-8")  # no lone surrogates: a database would refuse them
    message = read_message(raw)
    assert isinstance(message, Message)
    for name, value in message.headers:
        f"{name}{value}".encode()
    assert all(attachment.size >= 0 for attachment in message.attachments)


@BOUNDED
@given(st.text(max_size=300))
def test_any_words_have_a_reading(text: str) -> None:
    one = read(Mail(text=text.encode("utf-8", "replace").decode()))
    assert one.acts or one.kept or one.reading.evidence is not Evidence.FORM
    assert (one.reading.evidence is Evidence.UNCLEAR) or not one.reading.doubts


def read(mail: Mail) -> MessageRead:
    return judged(mail.raw(), RECORDS)


LIMITS = [row["line"] for row in rows(HERE / "held" / "limits.csv") if row["role"] == "family"]
# Everywhere in a message where somebody may write: none of these is a blind spot.
PLACES = {
    "before": "{limit} NO MEDIATION",
    "behind": "NO MEDIATION {limit}",
    "above": "{limit}\n\nNO MEDIATION",
    "below": "NO MEDIATION\n\n{limit}",
    "below the greeting": "Hello\n{limit}\n\nNO MEDIATION",
    "below the name": "NO MEDIATION\n\nKind regards\nJo\n\n\n\n\n{limit}",
    "in the signature": "NO MEDIATION\n-- \nJoanna Rafferton\n{limit}",
    "behind a device": "NO MEDIATION\n\nSent from my iPhone {limit}",
    "as a banner": "EXTERNAL: {limit}\n\nNO MEDIATION",
    "below a banner": "EXTERNAL EMAIL - USE CAUTION\n{limit}\n\nNO MEDIATION",
    "as a disclaimer": "NO MEDIATION\n\nThis email is confidential. {limit}",
    "in somebody's quotation": "NO MEDIATION\n\nOn 9 June at 9:12, Dad <dad@x.example> wrote:\n> {limit}",
    "in a quotation of nobody": "NO MEDIATION\n\n> {limit}",
    "in our quotation": "NO MEDIATION\n\n{introduced}\n> {limit}\n{quoted}",
    "below our quotation": "NO MEDIATION\n\n{introduced}\n{quoted}\n\n{limit}",
    "at the end of our quotation": "NO MEDIATION\n\n{introduced}\n{quoted}\n> {limit}",
    "below our header block": "NO MEDIATION\n\n{block}\n\n{limit}\n\n{letter}",
    "below our letter": "NO MEDIATION\n\n{block}\n\n{letter}\n\n{limit}",
    "within our letter": "NO MEDIATION\n\n{head}\n{limit}\n{letter}",
    "in a header": "NO MEDIATION\n\n{limit} SENDIASS Leicester, 9 June 9:12:\n{quoted}",
    "in the header block": "NO MEDIATION\n\n{block}\nNote: {limit}\n\n{letter}",
    "forwarded": "NO MEDIATION\n\n-------- Forwarded message --------\n{block}\n\n{limit}",
}


def placed(place: str, limit: str) -> str:
    return PLACES[place].format(
        limit=limit,
        introduced=INTRODUCED,
        quoted=marked(LETTER),
        block=BLOCK,
        letter=LETTER,
        head="\n".join(LETTER.splitlines()[:6]),
    )


@pytest.mark.parametrize("place", PLACES)
def test_the_place_alone_acts(place: str) -> None:
    empty = placed(place, "").replace("Note: \n", "").replace("\n> \n", "\n")
    if place in ("in somebody's quotation", "in a header", "forwarded", "as a disclaimer"):
        return  # these wait by what they are
    assert read(Mail(text=empty)).acts, empty


@pytest.mark.parametrize("place", PLACES)
@settings(BOUNDED, max_examples=40)
@given(limit=st.sampled_from(LIMITS))
def test_a_limit_anywhere_makes_a_form_wait(place: str, limit: str) -> None:
    assert not read(Mail(text=placed(place, limit))).acts


@settings(BOUNDED, max_examples=60)
@given(limit=st.sampled_from(LIMITS), place=st.sampled_from(sorted(PLACES)))
def test_a_limit_in_the_html_alone_makes_it_wait(limit: str, place: str) -> None:
    page = "".join(f"<p>{line}</p>" for line in placed(place, limit).split("\n"))
    assert not read(Mail(text="", html=page)).acts
    assert not read(Mail(text="NO MEDIATION", html=page)).acts


@settings(BOUNDED, max_examples=60)
@given(limit=st.sampled_from(LIMITS))
def test_a_limit_in_the_subject_makes_it_wait(limit: str) -> None:
    subject = f"Re: {limit} [LEI-26-00042-K]"
    assert not read(Mail(subject=subject)).acts


WORDS = st.lists(
    st.sampled_from(
        [
            *"hi hello dear thanks thank you for your all the kind regards best wishes jo joanna".split(),  # noqa: SIM905
            *"no yes not yet wait until monday but only if please call maybe sorry morning".split(),  # noqa: SIM905
            *"rafferton sendiass sent from my iphone and with in advance again help email".split(),  # noqa: SIM905
            *("07700 900123", ",", ".", "Hi", "Thanks", "Jo", "Maybe", "Kind", "NO MEDIATION"),
        ]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
WRITER = Writer(
    names=("Joanna Rafferton", "jo.rafferton"),
    readers=("SENDIASS Leicester", "Nadia Fordham-Ose"),
    is_family=True,
)


@settings(BOUNDED, max_examples=400)
@given(st.lists(WORDS, min_size=1, max_size=3), st.integers(0, 3))
def test_words_beside_a_form_act_only_if_each_line_is_known_whole(
    lines: list[str], at: int
) -> None:
    at = min(at, len(lines))
    text = "\n".join([*lines[:at], "NO MEDIATION", *lines[at:]])
    if read(Mail(text=text)).acts:
        for place, line in enumerate(lines):
            is_known = bool(shipped().taken([line], 0))
            assert is_known or is_courtesy(line, WRITER, is_above=place < at), text


LIMITING_WORDS = frozenset(
    "no yes not yet wait until monday but only if please call maybe sorry".split()  # noqa: SIM905
)


@settings(BOUNDED, max_examples=1_000)
@given(WORDS)
def test_no_line_with_a_limiting_word_is_courtesy(line: str) -> None:
    if is_courtesy(line, WRITER):
        assert not LIMITING_WORDS & set(line.lower().split()), line


@BOUNDED
@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_nothing_but_the_form_is_the_form(line: str) -> None:
    for typed in (line, f"NO MEDIATION {line}", f"{line} NO MEDIATION"):
        reading = read_line(typed, said_on=date(2026, 11, 18))
        if reading is not None and reading.evidence is Evidence.FORM:
            letters = "".join(char for char in typed if char.isalnum()).casefold()
            assert letters.replace("please", "").strip("0123456789") == "nomediation", typed


@BOUNDED
@given(st.text(max_size=200))
def test_pieces_stand_any_text(text: str) -> None:
    see(text)
    find_dates(text, said_on=date(2026, 11, 18))
    decode_words(unfold(text))
    addresses(text)
    message_ids(text)

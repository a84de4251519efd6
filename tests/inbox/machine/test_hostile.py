"""No bytes at all make the machine detector fail or stall."""

import inspect
import time
from collections.abc import Callable, Iterator
from email import message_from_string
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.inbox.machine import (
    automatic_reply,
    cause,
    failed_addresses,
    failure_report,
    marks,
    phrases,
    returned_message,
)
from worker.inbox.machine.addresses import addresses_in
from worker.inbox.machine.delivery_status import parameter, read_delivery_fields, status_in
from worker.inbox.machine.kind import machine_kind
from worker.inbox.message.message import Limits, Message, read_message

HEADER_LINES = st.sampled_from(
    [
        "From: MAILER-DAEMON@mx.example",
        "From: <>",
        "From: \udcff <a@b>",
        "From: =?x?q?=ff?= <jo@mail.example>",
        "From:",
        "Subject: Undeliverable: \udce9\udcff",
        "Subject: Automatic reply: =?utf-8?b?4pyT",
        "Return-Path: <>",
        "Auto-Submitted: auto-replied; =",
        "Precedence: bulk",
        "Content-Type: multipart/report; report-type*=x''delivery-status; boundary=B",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B",
        "Content-Type: multipart/report; report-type=delivery-status",
        "Content-Type: multipart/mixed; boundary=B",
        "Content-Type: message/delivery-status",
        "Content-Type: message/rfc822",
        "Content-Type: text/calendar; method*0=REP; method*1=LY",
        "Content-Type: text/plain; charset=no-such",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: x-uuencode",
        "X-Failed-Recipients: ,,@,<",
    ]
)
BODY_LINES = st.sampled_from(
    [
        "",
        "--B",
        "--B--",
        "Content-Type: message/delivery-status",
        "Content-Type: message/rfc822",
        "Content-Type: text/rfc822-headers",
        "Content-Type: text/calendar",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: x-uuencode",
        "begin 644 \udcff",
        "Final-Recipient: rfc822;",
        "Final-Recipient: rfc822; jo+4",
        "Original-Recipient: ;;;@",
        "Action: \udcff",
        "Status: 5.",
        "Message-ID: <",
        "Message-ID:",
        "<jo@mail.example>: 550 5.1.1",
        "Hi. This is the qmail-send program at mx.",
        "I am out of the office until",
        "METHOD:REPLY",
        "=",
        "\x00\udcff\udcfe",
    ]
)


def judge(raw: bytes) -> None:
    message = read_message(raw)
    if isinstance(message, Message):
        machine_kind(message)


@settings(max_examples=400, deadline=None)
@given(st.lists(HEADER_LINES, max_size=8), st.lists(BODY_LINES, max_size=25))
def test_pieces_of_reports_in_any_order(headers: list[str], body: list[str]) -> None:
    judge("\r\n".join([*headers, "", *body]).encode("utf-8", "surrogateescape"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes(raw: bytes) -> None:
    judge(raw)


# -- time ----------------------------------------------------------------------------------------

WORST = [
    "-",
    "_",
    "=",
    "<",
    "[",
    "(",
    "()",
    " ",
    "*",
    "a",
    "a@",
    "@",
    "a.",
    "a@b ",
    "'a@b.c'",
    "\u00e9",
    "Hi, ",
    "thanks ",
    "message ",
    "mail frozen ",
    "this is the ",
    "click link ",
    "maximum user mailbox ",
    "delivery ",
    "5.1.1 ",
    "+40",
    "re: ",
    "on x wrote ",
]
# Between two costs, for time that is no more than linear: generous, for a busy machine.
BOUND = 3.2
SIZE = 100_000
LEAST = 0.002  # seconds; below it a clock shows nothing


def cost(work: Callable[[], object]) -> float:
    """Return the processor time of the quickest of three runs."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def grows_linearly(work: Callable[[int], Callable[[], object]], size: int) -> bool:
    """Return whether twice the input takes twice the time, on the best of three looks."""
    return any(
        cost(work(2 * size)) <= BOUND * max(cost(work(size)), LEAST) for _attempt in range(3)
    )


ROOMS = (
    automatic_reply,
    cause,
    failed_addresses,
    failure_report,
    marks,
    phrases,
    returned_message,
)


def patterns_of(room: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield what a module compiles, in tables too, each by its name."""
    for name, value in inspect.getmembers(room):
        values = value.values() if isinstance(value, dict) else value
        for each in values if isinstance(values, tuple | type({}.values())) else (value,):
            if hasattr(each, "fullmatch") and not inspect.ismodule(each):
                yield f"{room.__name__.rpartition('.')[2]}.{name}", each


PATTERNS = [pattern for room in ROOMS for pattern in patterns_of(room)]


def test_patterns_of_whole_texts_are_re2s() -> None:
    assert len(PATTERNS) > 40
    assert {type(pattern).__module__ for _name, pattern in PATTERNS} == {"re2"}


SEARCHES: list[tuple[str, Callable[[str], object]]] = [
    *((name, pattern.search) for name, pattern in PATTERNS),
    ("addresses_in", lambda text: list(addresses_in(text))),
    ("status_in", status_in),
    ("read_delivery_fields", lambda text: read_delivery_fields(f"final-recipient: {text}")),
]


@pytest.mark.parametrize("search", [pytest.param(s, id=name) for name, s in SEARCHES])
def test_search_takes_linear_time(search: Callable[[str], object]) -> None:
    def searching(piece: str) -> Callable[[int], Callable[[], object]]:
        return lambda size: lambda: search((piece * size)[:size])

    assert [piece for piece in WORST if not grows_linearly(searching(piece), SIZE)] == []


MANY_PARAMETERS = "multipart/report" + "; a=b" * 20_000
CHAINS = {
    "one line": lambda piece, size: f"{(piece * size)[:size]}\r\n",
    "many lines": lambda piece, size: "".join(
        f"{(piece * 60)[:60]}\r\n" for _ in range(size // 62)
    ),
}
HEADS = {
    "daemon": "From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nSubject: Undeliverable: x\r\n",
    "person": "From: jo@mail.example\r\nSubject: Re: x\r\n",
    "fields": (
        "From: MAILER-DAEMON@mx.example\r\nSubject: x\r\nContent-Type: multipart/report;"
        " report-type=delivery-status; boundary=B\r\n\r\n--B\r\n"
        "Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b\r\n "
    ),
}


def chain(head: str, body: str) -> Message:
    message = read_message(f"{head}\r\n{body}".encode(), limits=Limits(size=20_000_000))
    assert isinstance(message, Message)
    return message


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("shape", CHAINS)
@pytest.mark.parametrize("piece", WORST)
def test_chain_takes_linear_time(piece: str, shape: str, head: str) -> None:
    def judging(size: int) -> Callable[[], object]:
        message = chain(HEADS[head], CHAINS[shape](piece, size))
        return lambda: machine_kind(message)

    assert grows_linearly(judging, SIZE)


@pytest.mark.parametrize("piece", ["-", "<", "a@", " ", "(", "Hi, ", "message "])
@pytest.mark.parametrize("shape", CHAINS)
def test_a_megabyte_is_judged_at_once(piece: str, shape: str) -> None:
    message = chain(HEADS["daemon"], CHAINS[shape](piece, 1_000_000))

    assert cost(lambda: machine_kind(message)) < 0.5


@pytest.mark.parametrize(
    "header",
    [
        "Content-Type: multipart/report{}; report-type=delivery-status",
        "X-Failed-Recipients: x{}",
        "To: x{}",
        "From: x{}",
        "Subject: Undeliverable x{}",
        "Auto-Submitted: x{}",
        "References: x{}",
    ],
)
@pytest.mark.parametrize("piece", ["; a=b", '; a="', "(", "()", "<", "a@b, ", "<a@b>", " ", '\\"'])
def test_header_without_end_takes_linear_time(header: str, piece: str) -> None:
    def judging(size: int) -> Callable[[], object]:
        long = header.format((piece * size)[:size])
        message = chain(f"{long}\r\nReturn-Path: <>\r\n", "x\r\n")
        return lambda: machine_kind(message)

    assert grows_linearly(judging, SIZE)


def test_continued_field_takes_linear_time() -> None:
    def judging(size: int) -> Callable[[], object]:
        message = chain(HEADS["fields"], " x\r\n" * (size // 4))
        return lambda: machine_kind(message)

    assert grows_linearly(judging, 4 * SIZE)


def test_parameter_is_read_and_a_header_without_end_is_cut() -> None:
    kept = message_from_string('Content-Type: text/calendar; a=b; METHOD="Reply"\n\n')
    lost = message_from_string(f"Content-Type: {MANY_PARAMETERS}; report-type=x\n\n")

    assert parameter(kept, "method") == "reply"
    assert parameter(kept, "report-type") == ""
    assert parameter(lost, "report-type") == ""

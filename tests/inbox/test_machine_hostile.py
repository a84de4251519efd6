"""No bytes at all make the machine detector fail or stall."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.inbox.machine.kind import is_loop_risk, machine_kind
from worker.inbox.message.message import Message, read_message

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
        is_loop_risk(message)


@settings(max_examples=400, deadline=None)
@given(st.lists(HEADER_LINES, max_size=8), st.lists(BODY_LINES, max_size=25))
def test_pieces_of_reports_in_any_order(headers: list[str], body: list[str]) -> None:
    judge("\r\n".join([*headers, "", *body]).encode("utf-8", "surrogateescape"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes(raw: bytes) -> None:
    judge(raw)


@pytest.mark.parametrize(
    "line",
    [
        "-" * 60_000,
        "a@" * 30_000,
        "<" * 60_000,
        "message " * 8_000,
        "this is the " * 5_000,
        "thanks " * 8_000,
        "hi, " * 15_000,
        "delivery " * 7_000,
        " " * 60_000,
        "Final-Recipient: " * 3_500,
    ],
    ids=lambda line: line[:12],
)
@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "jo@mail.example"])
def test_one_endless_line_takes_no_endless_time(sender: str, line: str) -> None:
    head = f"From: {sender}\r\nReturn-Path: <>\r\nSubject: Undeliverable: x\r\n\r\n"
    message = read_message(f"{head}{line}\r\n".encode())
    assert isinstance(message, Message)
    started = time.process_time()

    machine_kind(message)

    assert time.process_time() - started < 2

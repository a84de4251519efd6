"""Every address that a letter can go to is found again, whole, in the report that it failed."""

import re
import string
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from worker.flow.intake import _EMAIL
from worker.inbox.machine.addresses import addresses_in
from worker.inbox.machine.kind import Machine, machine_kind
from worker.inbox.message.message import Message, read_message

OURS = "help+LEI-26-00001-V.8728c5a4d88d2acb@sendiass.test"
# Whatever the entries take, as far as SMTP without extensions carries it.
LOCAL = st.text(
    sorted(set(string.ascii_lowercase + string.digits + string.punctuation) - set('@<>(),;:"[]\\')),
    min_size=1,
    max_size=64,
)
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
ADDRESSES = st.builds(
    "{}@{}.{}".format, LOCAL, LABEL, st.sampled_from(["test", "co.uk", "sch.uk", "xn--p1ai"])
)
ODD = [
    "tony@mail.example",
    "user@mail.example",
    "userx@mail.example",
    "address@mail.example",
    "for@mail.example",
    "email@mail.example",
    "recipient@mail.example",
    "mary.o'brien@mail.example",
    "'quoted'@mail.example",
    "jo+send@mail.example",
    "jo+40@mail.example",
    "jo+2b@mail.example",
    "jo=x@mail.example",
    "r&d%1!x@mail.example",
    "-jo-@mail-server.example",
    "*jo*@mail.example",
    "1234567@mail.example",
    "x@a.b.c.example",
    "support@mail.example",
    "mail@mail.example",
]


def fields(address: str, *, original: str = "") -> str:
    lines = [f"Original-Recipient: rfc822;{original}\r\n"] if original else []
    lines += [f"Final-Recipient: rfc822; {address}\r\n", "Action: failed\r\nStatus: 5.0.0\r\n"]
    return "".join(lines)


def report(words: str, *, headers: str = "", status: str = "") -> bytes:
    head = f"From: MAILER-DAEMON@mx.test\r\nTo: {OURS}\r\nReturn-Path: <>\r\n{headers}"
    if not status:
        return f"{head}\r\n{words}\r\n".encode()
    return (
        f"{head}Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
        f"--B\r\n\r\n{words}\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.test\r\n\r\n{status}\r\n--B--\r\n"
    ).encode()


def xtext(address: str) -> str:
    """Return an address as RFC 3461 encodes it."""
    return re.sub(r"[+=]", lambda match: f"+{ord(match[0]):02X}", address)


EXIM = (
    "This message was created automatically by mail delivery software.\r\n\r\nA message that you "
    "sent could not be delivered to one or more of its\r\nrecipients. This is a permanent error. "
    "The following address(es) failed:\r\n\r\n"
)
POSTFIX = (
    "This is the mail system at host mx.test.\r\n\r\nI'm sorry to have to inform you that your "
    "message could not\r\nbe delivered to one or more recipients.\r\n\r\n"
)
SHAPES: dict[str, Callable[[str], bytes]] = {
    "exim": lambda a: report(f"{EXIM}  {a}\r\n    host mx.test: 550 no\r\n"),
    "exim, header": lambda a: report(EXIM, headers=f"X-Failed-Recipients: {a}\r\n"),
    "exim, alias": lambda a: report(f"{EXIM}  (generated from {a})\r\n    no\r\n"),
    "postfix": lambda a: report(f"{POSTFIX}<{a}>: host mx.test said: 550 no (in reply to RCPT)"),
    "postfix, fields": lambda a: report(POSTFIX, status=fields(a)),
    "postfix, alias": lambda a: report(POSTFIX, status=fields("other@mx.test", original=a)),
    "postfix, alias in xtext": lambda a: report(
        POSTFIX, status=fields("other@mx.test", original=xtext(a))
    ),
    "postfix, in xtext": lambda a: report(POSTFIX, status=fields(a, original=xtext(a))),
    "exchange": lambda a: report(
        f"Delivery has failed to these recipients or groups:\r\n\r\n{a}<mailto:{a}>\r\nNo.\r\n"
    ),
    "exchange 5.5": lambda a: report(
        "Your message\r\n\r\n  To:      Jo\r\n\r\ndid not reach the following recipient(s):\r\n\r\n"
        f"'{a}' on Tue, 17 Nov 2026 14:06:45 +0000\r\n    No.\r\n"
    ),
    "microsoft 365": lambda a: report(
        f"{a}\r\nYour message couldn't be delivered.", status=fields(a)
    ),
    "google": lambda a: report(
        f"** Message blocked **\r\n\r\nYour message to {a} has been blocked.", status=fields(a)
    ),
    "google, old": lambda a: report(
        f"Delivery to the following recipient failed permanently:\r\n\r\n     {a}\r\n\r\nNo.\r\n"
    ),
    "sendmail": lambda a: report(
        "   ----- The following addresses had permanent fatal errors -----\r\n"
        f"<{a}>\r\n    (reason: 550 no)\r\n"
    ),
    "sendmail, transcript": lambda a: report(
        "   ----- Transcript of session follows -----\r\n"
        f"... while talking to mx.test.:\r\n>>> RCPT To:<{a}>\r\n<<< 550 no\r\n"
    ),
    "qmail": lambda a: report(
        "Hi. This is the qmail-send program at mx.test.\r\nI'm afraid I wasn't able to deliver "
        f"your message to the following addresses.\r\n\r\n<{a}>:\r\nSorry, no. (#5.0.0)\r\n"
    ),
}


def judged(raw: bytes) -> Machine:
    message = read_message(raw)
    assert isinstance(message, Message)
    return machine_kind(message)


@pytest.mark.parametrize("address", ODD)
@pytest.mark.parametrize("shape", SHAPES)
def test_odd_address_is_found_whole(shape: str, address: str) -> None:
    found = judged(SHAPES[shape](address))

    assert (found.kind, found.failed_recipients) == ("bounce", (address,))


@settings(max_examples=300, deadline=None)
@given(ADDRESSES, st.sampled_from(sorted(SHAPES)))
@example("mary.o'brien@mail.test", "exim")
def test_every_address_of_our_entries_is_found_whole(address: str, shape: str) -> None:
    assert _EMAIL.fullmatch(address)
    if shape != "exim, header" or "=?" not in address:  # there it would be an encoded word
        assert judged(SHAPES[shape](address)).failed_recipients == (address,)


@pytest.mark.parametrize("name", ["X-Original-To", "Delivered-To", "Envelope-To"])
def test_address_that_a_forwarder_notes_may_be_the_one_that_failed(name: str) -> None:
    raw = report(f"{POSTFIX}<jo@mail.example>: no", headers=f"{name}: jo@mail.example\r\n")

    assert judged(raw).failed_recipients == ("jo@mail.example",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("'jo@x.test'", ["jo@x.test"]),
        ("**jo@x.test**", ["jo@x.test"]),
        ("<'jo@x.test>", ["'jo@x.test"]),
        ("jo@x.test...", ["jo@x.test"]),
        ("mailto:jo@x.test?subject=x", ["jo@x.test"]),
        ("[SMTP:jo@x.test]", ["jo@x.test"]),
        ("jo@x.test, sam@x.test", ["jo@x.test", "sam@x.test"]),
        (f"{'a' * 65}@x.test", []),
        ("jo@@x.test a@b@c @x.test jo@ @", []),
    ],
)
def test_addresses_in(text: str, found: list[str]) -> None:
    assert list(addresses_in(text)) == found

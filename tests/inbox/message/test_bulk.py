"""A message parsed without its files is the message that the parser alone gives."""

import email
from email.message import Message
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.inbox.message import bulk
from worker.inbox.message.bulk import parse

FILE = b"".join(b"QUJD" * 19 + b"\r\n" for _ in range(100))
HEAD = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: Base64\r\n\r\n"
OPEN = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
WITH_FILE = OPEN + b"--b\r\n\r\nhello\r\n--b\r\n" + HEAD + FILE + b"--b--\r\n"


def shape(message: Message) -> object:
    """Return all that can be told apart in a message."""
    payload: Any = message.get_payload()
    inner = [shape(each) for each in payload] if message.is_multipart() else payload
    defects = [type(each) for each in message.defects]
    return (message.items(), inner, defects, message.preamble, message.epilogue)


@pytest.mark.parametrize(
    "raw",
    [
        WITH_FILE,
        WITH_FILE.replace(b"\r\n", b"\n"),
        WITH_FILE.replace(b"--b--\r\n", b""),
        WITH_FILE.replace(b"--b--\r\n", b"--c\r\nmore\r\n--b--\r\n"),
        WITH_FILE.replace(b"Base64", b'"base64"'),
        HEAD + FILE,
        OPEN + b"--b\r\n" + HEAD + FILE + b"\r\n--b\r\n" + HEAD + FILE + b"--b--\r\nend\r\n",
        OPEN + b"--b\r\nContent-Transfer-Encoding: base64\r\n" + OPEN + FILE + b"--b--\r\n",
        OPEN + HEAD + FILE + b"--b\r\n\r\nafter the preamble\r\n--b--\r\n",
        b"Content-Type: message/rfc822\r\n" + HEAD + FILE + b"\n--x",
        b"\r\n" + b"I quote: Content-Transfer-Encoding: base64\r\n\r\n" + FILE + b"\r\n-- \r\nAnn",
        WITH_FILE.replace(b"hello", b"@@encoded-file-0@@"),
        WITH_FILE.replace(b"QUJD", b"QUJ\xff", 1),
        WITH_FILE.replace(b"QUJD" * 19 + b"\r\n--b--", b"QUJD\xff\x00\r\n--b--"),
    ],
)
def test_nothing_is_different(raw: bytes) -> None:
    assert shape(parse(raw)) == shape(email.message_from_bytes(raw))


def test_the_parser_is_spared(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bytes] = []

    def parser(raw: bytes, *, policy: Any) -> Message:
        given.append(raw)
        return email.message_from_bytes(raw, policy=policy)

    monkeypatch.setattr(bulk, "message_from_bytes", parser)
    parse(WITH_FILE)
    assert len(given[0]) < 400


PIECES = st.sampled_from(
    [OPEN, HEAD, FILE, b"--b\r\n", b"--b--\r\n", b"\r\n", b"\n", b"text\r\n", b"Subject: s\r\n"]
)


@given(st.lists(PIECES, max_size=9).map(b"".join))
def test_nothing_is_different_in_any_order(raw: bytes) -> None:
    assert shape(parse(raw)) == shape(email.message_from_bytes(raw))

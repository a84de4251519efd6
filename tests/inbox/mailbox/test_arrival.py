"""What the header block tells, on any bytes."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.inbox.mailbox.arrival import Arrival, arrival
from worker.inbox.mailbox.source import Fetched

NOON = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)
OURS = ("mx.example.org", "*.protection.example.net")


def taken(raw: bytes) -> Arrival:
    fetched = Fetched(uid="1", size=len(raw), internal_date=NOON, raw=raw, is_whole=True)
    return arrival(fetched, trusted_hosts=OURS, now=NOON)


def received(*lines: str) -> datetime:
    head = "".join(f"Received: {line}\r\n" for line in lines)
    return taken(f"{head}Date: Mon, 1 Jan 2001 00:00:00 +0000\r\n\r\n".encode()).received_at


def test_our_servers_line_is_the_receipt() -> None:
    # Monday 6 April 2026, British Summer Time.
    line = "from a.example (a.example [192.0.2.1])\r\n\tby mx.example.org (Postfix) with ESMTPS id 4;\r\n\tMon, 6 Apr 2026 23:59:58 +0100 (BST)"
    assert received(line) == datetime(2026, 4, 6, 22, 59, 58, tzinfo=UTC)


def test_lines_of_others_above_are_passed_over_and_below_are_not_believed() -> None:
    inner = "from mx.example.org by store.inner; Tue, 7 Apr 2026 09:00:00 +0100"
    genuine = "from evil by mx.example.org; Mon, 6 Apr 2026 10:00:00 +0100"
    forged = "from x by mx.example.org; Mon, 2 Mar 2026 10:00:00 +0000"
    assert received(inner, genuine, forged) == datetime(2026, 4, 6, 9, 0, tzinfo=UTC)


def test_a_whole_domain_of_servers_can_be_ours() -> None:
    line = "from a by AM7.protection.example.net (2603:10a6::1) with Microsoft SMTP; Mon, 6 Apr 2026 09:00:00 +0000"
    assert received(line) == datetime(2026, 4, 6, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "from a by mx.example.org.evil.example; Mon, 6 Apr 2026 09:00:00 +0000",
        "from mx.example.org; Mon, 6 Apr 2026 09:00:00 +0000",
        "from a (by mx.example.org) by evil.example; Mon, 6 Apr 2026 09:00:00 +0000",
        "from a by mx.example.org; yesterday",
        "from a by mx.example.org; Mon, 6 Apr 99999 09:00:00 +0000",
        "by mx.example.org",
        "",
    ],
)
def test_otherwise_the_servers_own_date_counts(line: str) -> None:
    assert received(line) == NOON


def test_a_zone_that_nobody_knows_is_utc() -> None:
    line = "from a by mx.example.org; Mon, 6 Apr 2026 09:00:00 -0000"
    assert received(line) == datetime(2026, 4, 6, 9, 0, tzinfo=UTC)


def test_the_date_header_is_never_asked() -> None:
    raw = b"Date: Mon, 6 Apr 2026 09:00:00 +0000\r\n\r\n"
    fetched = Fetched(uid="1", size=1, internal_date=None, raw=raw, is_whole=True)
    assert arrival(fetched, trusted_hosts=OURS, now=NOON).received_at == NOON


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Message-ID: <a@b>", "<a@b>"),
        ("MESSAGE-ID :\r\n  <a@b>\r\n (comment)", "<a@b>"),
        ("Message-Id: bare@b", "bare@b"),
        ("Message-ID: <abc def@x>", "<abc def@x>"),
        ("Message-ID: <nul\x00@b>", "<nul@b>"),
        ("X-Message-ID: <a@b>", ""),
        ("Subject: hello\r\n Message-ID: <folded@b>", ""),
    ],
)
def test_message_ids(header: str, expected: str) -> None:
    assert taken(f"{header}\r\n\r\nbody".encode()).message_id == expected


def test_a_message_id_in_the_body_is_none() -> None:
    assert taken(b"Subject: x\r\n\r\nMessage-ID: <a@b>\r\n").message_id == ""


def test_a_sender_is_one_however_the_name_is_written() -> None:
    keys = {
        taken(f"From: {each}\r\n\r\n".encode()).sender_key
        for each in ("ann@x.org", "Ann <ANN@x.org>", '"Ann, of X" <ann@x.org>', "<ann@x.org>")
    }
    assert len(keys) == 1
    assert taken(b"Subject: x\r\n\r\n").sender_key == ""


@pytest.mark.parametrize("header", ["From: ", "Received: ", "Message-ID: ", "To: "])
@pytest.mark.parametrize("unit", ["(", "<", '"\\"', "a@", "by ", "; ", ":", ","])
def test_a_hostile_header_arrives_in_time(header: str, unit: str) -> None:
    started = time.process_time()
    assert taken(f"{header}{unit * 100_000}\r\n\r\nbody".encode()).received_at == NOON
    assert time.process_time() - started < 1


def test_line_ends_and_trace_fields_make_no_other_message() -> None:
    one = b"From: a@x\nSubject: s\n\nbody\nbody\n"
    two = b"Delivered-To: b@x\r\n" + one.replace(b"\n", b"\r\n") + b"\r\n"
    assert taken(one).content_key == taken(two).content_key


@pytest.mark.parametrize("field", [b"From", b"To", b"Date", b"Subject", b"References"])
def test_what_the_author_wrote_makes_another_message(field: bytes) -> None:
    one = b"Message-ID: <a@x>\r\n\r\nbody"
    assert taken(one).content_key != taken(field + b": b\r\n" + one).content_key


def test_two_fields_are_not_one_with_both_values() -> None:
    split = taken(b"To: a\r\nCc: b\r\n\r\n").content_key
    assert split != taken(b"To: a\r\nTo: b\r\n\r\n").content_key


@given(
    st.binary(max_size=400)
    | st.binary(max_size=100).map(
        lambda end: b"Received: from a by mx.example.org;" + end + b"\r\nFrom: <" + end
    )
)
def test_any_bytes_arrive(raw: bytes) -> None:
    found = taken(raw)
    assert found.received_at.tzinfo is not None
    for text in (found.message_id, found.sender_key, found.content_key):
        text.encode("utf-8")
        assert "\x00" not in text
    assert len(found.message_id) <= 400

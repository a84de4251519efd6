"""Reading takes time that grows with the size of a message, whatever stands in it."""

import time
from collections.abc import Callable, Mapping

import pytest

from worker.inbox.message.message import read_message

SECONDS_OF_A_MEGABYTE = 10  # far above what the worst takes: a square would take minutes


def mail(head: str = "", body: str = "hi", ctype: str = "text/plain; charset=utf-8") -> bytes:
    return f"From: a@b.example\nSubject: x\n{head}Content-Type: {ctype}\n\n{body}".encode()


def rep(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def page(body: str) -> bytes:
    return mail(ctype="text/html", body=body)


def nested(boundary: str, levels: int, rest: str) -> bytes:
    parts = (f"Content-Type: multipart/mixed; {boundary}{i}\n\n--B{i}\n" for i in range(levels))
    return f"From: a@b\n{''.join(parts)}\n{rest}".encode()


HOSTILE: Mapping[str, Callable[[int], bytes]] = {
    "params": lambda n: mail(ctype="text/plain" + rep("; a=b", n)),
    "semis": lambda n: mail(ctype="text/plain" + rep(";", n)),
    "quotes in params": lambda n: mail(ctype='text/plain; x="' + rep('\\";', n)),
    "2231": lambda n: mail(
        ctype="text/plain" + "".join(f"; name*{i}*=a%20" for i in range(n // 16))
    ),
    "disposition": lambda n: mail(
        head="Content-Disposition: attachment"
        + "".join(f"; filename*{i}=a" for i in range(n // 16))
        + "\n"
    ),
    "many headers": lambda n: mail(head=rep("A: b\n", n)[: n // 5 * 5]),
    "many from": lambda n: mail(head="From: a@b\n" * (n // 10)),
    "from quotes": lambda n: mail(head="From: " + rep('"\\"', n) + "\n"),
    "from many quote": lambda n: mail(
        head=("From: " + rep('"\\"', 19000) + "\n") * (n // 19000 + 1)
    ),
    "from parens": lambda n: mail(head="From: " + rep("(", n) + "\n"),
    "from parens closed": lambda n: mail(
        head="From: " + rep("(", n // 2) + rep(")", n // 2) + "\n"
    ),
    "from at": lambda n: mail(head="From: " + rep("a@", n) + "\n"),
    "words": lambda n: mail(head="Subject: " + rep("=?utf-8?q?a?= ", n) + "\n"),
    "words broken": lambda n: mail(head="Subject: " + rep("=?utf-8?q?", n) + "\n"),
    "words many": lambda n: mail(
        head=("X-A: " + rep("=?utf-8?b?YQ==?= ", 19000) + "\n") * (n // 19000 + 1)
    ),
    "refs": lambda n: mail(head="References: " + rep("<a@b> ", n) + "\n"),
    "refs many": lambda n: mail(
        head=("References: " + rep("<a@b> ", 19000) + "\n") * (n // 19000 + 1)
    ),
    "received": lambda n: mail(head="Received: from a by b; x\n" * (n // 25)),
    "cte": lambda n: mail(body="content-transfer-encoding: base64\n" * (n // 34)),
    "cte begun": lambda n: mail(
        body=("content-transfer-encoding: base64\n\n" + ("A" * 41 + "\n") * 8) * (n // 371)
    ),
    "cte blocks": lambda n: mail(
        ctype="multipart/mixed; boundary=b",
        body=("content-transfer-encoding: base64\n\n" + ("A" * 76 + "\n") * 60 + "--c\n")
        * (n // 4700 + 1),
    ),
    "cte long line": lambda n: mail(
        body="content-transfer-encoding: base64\n" * (n // 68) + "\n" + "A" * (n // 2)
    ),
    "boundaries word": lambda n: mail(body=rep("boundary", n)),
    "boundary spaces": lambda n: mail(body="boundary" + " " * n),
    "boundary lines": lambda n: mail(ctype="multipart/mixed; boundary=b", body=rep("--b \n", n)),
    "nested 50": lambda n: nested("boundary=B", 55, "-\n" * (n // 2)),
    "nested 2231": lambda n: nested("boundary*0=B;boundary*1=", n // 62, ""),
    "999 parts": lambda n: mail(
        ctype="multipart/mixed; boundary=b",
        body=("--b\nContent-Type: text/plain" + rep(";a", max(1, n // 999 - 40)) + "\n\nx\n") * 990,
    ),
    "delivery status": lambda n: mail(ctype="message/delivery-status", body="A: b\n\n" * (n // 6)),
    "dsn empty": lambda n: mail(ctype="message/delivery-status", body="\n" * n),
    "flowed": lambda n: mail(ctype="text/plain; format=flowed", body="a \n" * (n // 3)),
    "flowed quotes": lambda n: mail(
        ctype="text/plain; format=flowed", body="> a \n>> b \n" * (n // 10)
    ),
    "qp": lambda n: mail(head="Content-Transfer-Encoding: quoted-printable\n", body=rep("=20", n)),
    "qp eq": lambda n: mail(
        head="Content-Transfer-Encoding: quoted-printable\n", body="=" + " " * n
    ),
    "qp lines": lambda n: mail(
        head="Content-Transfer-Encoding: quoted-printable\n", body=rep("=   \n", n)
    ),
    "b64": lambda n: mail(head="Content-Transfer-Encoding: base64\n", body=rep("QUJD \n", n)),
    "one line": lambda n: mail(body="a" * n),
    "newlines": lambda n: mail(body="\n" * n),
    "zw": lambda n: mail(body="\u200b" * (n // 3)),
    "joiners": lambda n: mail(body="\u200c" * (n // 3)),
    "quoted spaces": lambda n: mail(body="   " * (n // 3)),
    "ctl": lambda n: mail(body="\x01" * n),
    "utf7": lambda n: mail(ctype="text/plain; charset=utf-7", body="+" * n),
    "html deep": lambda n: page("<div>" * (n // 5)),
    "html b": lambda n: page("<b>" * (n // 3)),
    "html a": lambda n: page("<a>" * (n // 3)),
    "html p": lambda n: page("<p>x" * (n // 4)),
    "html table": lambda n: page("<table><tr><td>" * (n // 15)),
    "html font": lambda n: page("<p><font>" * (n // 9)),
    "html li": lambda n: page("<ul><li>" * (n // 8)),
    "html close": lambda n: page("<div>" * (n // 11) + "</b>" * (n // 11)),
    "html close2": lambda n: page("<div>" * (n // 11) + "</div>" * (n // 11)),
    "html br": lambda n: page("<br>" * (n // 4)),
    "html gmail": lambda n: page('<div class="gmail_quote">' * (n // 25)),
    "html gmail bq": lambda n: page(
        '<div class="gmail_quote">' * (n // 50) + "<blockquote>" * (n // 24)
    ),
    "html style attr": lambda n: page("<p style='" + rep("a:b;", n) + "'>x"),
    "html style attr sp": lambda n: page("<p style='" + rep("a ", n) + "'>x"),
    "html style attr sp2": lambda n: page("<p style='a" + " " * n + "'>x"),
    "html style attr dash": lambda n: page("<p style='" + "-" * n + "'>x"),
    "html rgb": lambda n: page("<p style='color:" + rep("rgb(1", n) + "'>x"),
    "html rgb sp": lambda n: page("<p style='color:rgb(1" + " " * n + "'>x"),
    "html rgb digits": lambda n: page("<p style='color:rgb(" + "1" * n + "'>x"),
    "html rgb digits2": lambda n: page("<p style='color:rgb(" + "1" * (n // 3) + ",1,1)'>x"),
    "html hex": lambda n: page("<p style='color:" + rep("#", n) + "'>x"),
    "html num": lambda n: page("<p style='font-size:" + "1" * n + "x'>x"),
    "html num dot": lambda n: page("<p style='left:" + "1." * (n // 2) + "'>x"),
    "html class": lambda n: page("<p class='" + rep("x_", n) + "'>x"),
    "html class2": lambda n: page("<p class='" + rep("x_ ", n) + "'>x"),
    "html attrs": lambda n: page("<p " + " ".join(f"a{i}=1" for i in range(n // 9)) + ">x"),
    "html same attr": lambda n: page("<p " + "a " * (n // 2) + ">x"),
    "html styles": lambda n: page("<style>" * (n // 7)),
    "html sheet": lambda n: page("<style>" + rep(".a ", n) + "{display:none}</style><p class=a>x"),
    "html sheet2": lambda n: page("<style>" + rep(".a", n) + "{display:none}</style><p class=a>x"),
    "html sheet3": lambda n: page("<style>" + rep("a{", n) + "</style><p class=a>x"),
    "html sheet4": lambda n: page(
        "<style>" + rep("a" * 50 + " ", n) + "{display:none}</style><p class=a>x"
    ),
    "html comments": lambda n: page("<!--" * (n // 4)),
    "html comments2": lambda n: page("x<!---->" * (n // 8)),
    "html amp": lambda n: page("&" * n),
    "html refs": lambda n: page("&#1" * (n // 3)),
    "html refs2": lambda n: page("&#8203;" * (n // 7)),
    "html lt": lambda n: page("<" * n),
    "html pre": lambda n: page("<pre>" + "\n" * n),
    "html href": lambda n: page("<a href='" * (n // 9)),
    "html invisible": lambda n: page("<p hidden>x" * (n // 11)),
    "html line": lambda n: page("<b>x</b>" * (n // 8)),
    "html doctype": lambda n: page("<!DOCTYPE " * (n // 10)),
    "html pi": lambda n: page("<?x " * (n // 4)),
    "html mixed": lambda n: page("<b><p>" * (n // 6)),
    "html opt": lambda n: page("<select><option>" * (n // 16)),
    "html form": lambda n: page("<form><input>" * (n // 13)),
    "html svg": lambda n: page("<svg><math>" * (n // 11)),
    "subst": lambda n: mail(
        head="Subject: Retrieval using the IMAP4 protocol failed for the following message: 1\n",
        body="The server couldn't retrieve the following message:\n\n" + rep('Subject: "\n', n),
    ),
}


def seconds(raw: bytes) -> float:
    """Return the least processor time of two readings."""
    found = []
    for _ in range(2):
        started = time.process_time()
        read_message(raw)
        found.append(time.process_time() - started)
    return min(found)


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_size_takes_about_twice_the_time(name: str) -> None:
    one, two = (seconds(HOSTILE[name](size)) for size in (50_000, 100_000))
    assert two < 3 * one + 0.1


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_of_it_is_read_in_time(name: str) -> None:
    started = time.process_time()
    read_message(HOSTILE[name](1_000_000))
    assert time.process_time() - started < SECONDS_OF_A_MEGABYTE

"""Only what our own mail server says of the sender counts, and only of a plain sender."""

import pytest

from tests.inbox.mail import FAMILY, Mail
from worker.case.terms import Role
from worker.inbox.authentication import Dmarc, Trust, dmarc_of
from worker.inbox.match import Match, Way
from worker.inbox.message.message import Message, read_message
from worker.inbox.sender import judge_sender
from worker.inbox.terms import Sender

CASE = "LEI-26-00042-K"
OURS = Trust(
    authserv_id="mx.sendiass.example", received_by=("sendiass.example", "*.filter.example")
)
MICROSOFT = Trust(is_microsoft_365=True)


def read(raw: bytes) -> Message:
    message = read_message(raw)
    assert isinstance(message, Message)
    return message


def dmarc(lines: str, trust: Trust) -> Dmarc:
    """Judge a message of Jo's with these header lines, each short name being a whole line."""
    ours = "Authentication-Results: mx.sendiass.example; dmarc={} header.from=mail.example"
    microsoft = (
        "Authentication-Results: spf=pass smtp.mailfrom=mail.example;"
        "dmarc={} action=none header.from=mail.example;compauth=pass"
    )
    known = {
        "pass": ours.format("pass"),
        "fail": ours.format("fail"),
        "m-pass": microsoft.format("pass"),
        "m-fail": microsoft.format("fail"),
    }
    hops = (
        known.get(each, f"Received: from x by {each}; Wed, 18 Nov 2026") for each in lines.split()
    )
    return dmarc_of(read("\n".join([*hops, f"From: {FAMILY}", "", "hi"]).encode()), trust=trust)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("pass mx.sendiass.example", Dmarc.PASS),
        ("store.sendiass.example pass mx.sendiass.example", Dmarc.PASS),
        ("mx.sendiass.example pass out.mail.example", Dmarc.PASS),
        ("sendiass.example a.filter.example pass", Dmarc.PASS),
        ("mx.sendiass.example out.mail.example pass", Dmarc.NO_RESULT),
        ("out.mail.example pass mx.sendiass.example", Dmarc.NO_RESULT),
        ("mx.evilsendiass.example pass", Dmarc.NO_RESULT),
        ("mx.sendiass.example.evil.example pass", Dmarc.NO_RESULT),
        ("fail pass mx.sendiass.example", Dmarc.FAIL),
        ("mx.sendiass.example", Dmarc.NO_RESULT),
    ],
)
def test_a_result_below_a_line_of_a_foreign_server_never_counts(lines: str, found: Dmarc) -> None:
    assert dmarc(lines, OURS) is found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("m-pass", Dmarc.PASS),
        ("a.gbrp123.prod.outlook.com b.outlook.office365.com m-pass x.mail.protection.outlook.com", Dmarc.PASS),
        ("a.prod.outlook.com m-fail x.mail.protection.outlook.com m-pass", Dmarc.FAIL),
        ("a.prod.outlook.com x.mail.protection.outlook.com m-pass", Dmarc.NO_RESULT),
        ("out.mail.example m-pass", Dmarc.NO_RESULT),
        ("a.prod.outlook.com.evil.example m-pass", Dmarc.NO_RESULT),
        ("pass", Dmarc.NO_RESULT),
    ],
)  # fmt: skip
def test_microsofts_own_form_stands_above_the_line_of_its_door(lines: str, found: Dmarc) -> None:
    assert dmarc(lines, MICROSOFT) is found
    gateway = Trust(is_microsoft_365=True, received_by=("gateway.sendiass.example",))
    assert dmarc(f"gateway.sendiass.example {lines}", gateway) is found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("pass mx.sendiass.example", Dmarc.PASS),
        ("pass in.sendiass.example", Dmarc.PASS),
        ("pass out.mail.example", Dmarc.NO_RESULT),
        ("mx.sendiass.example pass", Dmarc.NO_RESULT),
    ],
)
def test_of_a_bare_file_the_topmost_server_is_ours(lines: str, found: Dmarc) -> None:
    assert dmarc(lines, Trust()) is found


def test_without_names_of_servers_the_authserv_id_is_the_one() -> None:
    trust = Trust(authserv_id="mx.sendiass.example")
    assert dmarc("mx.sendiass.example pass", trust) is Dmarc.PASS
    assert dmarc("out.mail.example pass", trust) is Dmarc.NO_RESULT


@pytest.mark.parametrize(
    ("results", "found"),
    [
        ("dmarc=pass header.from=mail.example", Dmarc.PASS),
        ("dmarc=pass header.from=other.example", Dmarc.NO_RESULT),
        ("dmarc=pass", Dmarc.NO_RESULT),
        ("dmarc=none header.from=mail.example", Dmarc.NO_RESULT),
        ("dmarc=bestguesspass header.from=mail.example", Dmarc.NO_RESULT),
        ("dkim=pass header.d=mail.example; spf=pass", Dmarc.NO_RESULT),
        ("spf=pass (dmarc=pass header.from=mail.example)", Dmarc.NO_RESULT),
        ('spf=pass smtp.mailfrom="; dmarc=pass header.from=mail.example;"@x', Dmarc.NO_RESULT),
        (
            'spf=pass smtp.mailfrom="=?utf-8?q?=22=3B_dmarc=3Dpass_header=2Efrom=3Dmail=2Eexample?="',
            Dmarc.NO_RESULT,
        ),
        (
            "dmarc=fail header.from=mail.example; dmarc=pass header.from=mail.example",
            Dmarc.NO_RESULT,
        ),
    ],
)
def test_only_an_aligned_pass_acts(results: str, found: Dmarc) -> None:
    mail = Mail(results=f"mx.sendiass.example; {results}")
    assert dmarc_of(read(mail.raw()), trust=OURS) is found


class Parties:
    """Jo, the family of the case, and our own mailbox by mistake."""

    def roles_of(self, address: str) -> frozenset[Role]:
        return frozenset({Role.FAMILY} if address in {FAMILY, "help@mail.example"} else set())

    def roles_on(self, reference: str, address: str) -> frozenset[Role]:
        return self.roles_of(address) if reference == CASE else frozenset()


@pytest.mark.parametrize(
    ("sender", "standing"),
    [
        (f"Jo <{FAMILY}>", Sender.OK),
        (FAMILY.upper(), Sender.OK),
        (f'"Rafferton: Jo; x" <{FAMILY}>', Sender.OK),
        (f"=?utf-8?q?Jo:_x;?= <{FAMILY}> (a: b)", Sender.OK),
        (f"Jo <{FAMILY}>\nFrom: Jo <{FAMILY}>", Sender.UNKNOWN),
        (f"Jo <{FAMILY}>, Al <al@mail.example>", Sender.UNKNOWN),
        (f"<@relay.example:{FAMILY}>", Sender.UNKNOWN),
        (f"<{FAMILY}:b@mail.example>", Sender.UNKNOWN),
        (f"<b@mail.example:{FAMILY}>", Sender.UNKNOWN),
        (f"{FAMILY}:b@mail.example", Sender.UNKNOWN),
        (f"<{FAMILY} b@mail.example>", Sender.UNKNOWN),
        (f"Family: Jo <{FAMILY}>;", Sender.UNKNOWN),
        (f"Family: {FAMILY};", Sender.UNKNOWN),
        (f"Family:; <{FAMILY}>", Sender.UNKNOWN),
        (f"{'(' * 9}x{')' * 9} <{FAMILY}>", Sender.UNKNOWN),
        ("help@mail.example", Sender.UNKNOWN),
        ("help+LEI-26-00042-K@mail.example", Sender.UNKNOWN),
        ("", Sender.UNKNOWN),
    ],
)
def test_only_a_plain_sender_is_anybody(sender: str, standing: Sender) -> None:
    judged = judge_sender(
        read(Mail(sender=sender).raw()),
        Match(reference=CASE, way=Way.THREAD),
        parties=Parties(),
        trust=OURS,
        our_addresses=frozenset({"help@mail.example"}),
    )
    assert judged.sender is standing

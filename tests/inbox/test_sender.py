"""Who wrote: only a sender on record, whom our own mail server has authenticated, acts."""

import pytest

from tests.inbox.desk import judged
from tests.inbox.mail import OURS, Mail
from tests.inbox.test_match import read
from worker.case.terms import Role
from worker.inbox.authentication import Dmarc, Trust, dmarc_of
from worker.inbox.contacts import contacts_from
from worker.inbox.terms import Evidence, Sender

PASS = "mx.sendiass.example; dmarc=pass header.from={}"
FORGED = "Authentication-Results: mx.sendiass.example; dmarc=pass header.from=mail.example"


@pytest.mark.parametrize(
    ("mail", "sender"),
    [
        (Mail(results="mx.sendiass.example; dmarc=fail header.from=mail.example"), "auth_failed"),
        (
            Mail(results="mx.sendiass.example; dmarc=none header.from=mail.example"),
            "no_auth_result",
        ),
        (
            Mail(results="mx.sendiass.example; dmarc=bestguesspass header.from=mail.example"),
            "no_auth_result",
        ),
        (
            Mail(results="mx.sendiass.example; dmarc=temperror header.from=mail.example"),
            "no_auth_result",
        ),
        (Mail(results="mx.sendiass.example; spf=pass; dkim=pass"), "no_auth_result"),
        (Mail(results="mx.sendiass.example; dmarc=pass"), "no_auth_result"),
        (
            Mail(results="mx.sendiass.example; dmarc=pass header.from=evil.example"),
            "no_auth_result",
        ),
        (Mail(results="mx.sendiass.example; none"), "no_auth_result"),
        (Mail(results=""), "no_auth_result"),
        (Mail(results="mx.evil.example; dmarc=pass header.from=mail.example"), "no_auth_result"),
        (Mail(results="", below=FORGED), "no_auth_result"),
        (
            Mail(results="mx.sendiass.example; dmarc=fail header.from=mail.example", below=FORGED),
            "auth_failed",
        ),
        (
            Mail(
                results="mx.sendiass.example; spf=fail (dmarc=pass header.from=mail.example); dmarc=fail header.from=mail.example"
            ),
            "auth_failed",
        ),
        (
            Mail(
                results='mx.sendiass.example; spf=none smtp.mailfrom="x; dmarc=pass header.from=mail.example"'
            ),
            "no_auth_result",
        ),
        (Mail(sender='"jo.rafferton@mail.example" <evil@x.example>'), "unknown"),
        (Mail(sender="jo.rafferton@mail.example <evil@x.example>"), "unknown"),
        (Mail(sender="Jo <jo.rafferton@mail.example>, x@y.example"), "unknown"),
        (Mail(below="From: Evil <evil@x.example>"), "unknown"),
        (
            Mail(
                sender="SENDIASS <sendiass@sendiass.example>",
                results=PASS.format("sendiass.example"),
            ),
            "unknown",
        ),
        (Mail(sender=""), "unknown"),
        (Mail(sender="<@relay.example:jo.rafferton@mail.example>"), "unknown"),  # a source route
        (Mail(sender="Jo <jo.new@mail.example>"), "unknown"),
        (
            Mail(
                sender="Deepa <deepa.vaghela@inbox.example>", results=PASS.format("inbox.example")
            ),
            "not_on_case",
        ),
        (Mail(to=OURS.replace("-K.", "-X."), subject="Re: your choice"), "wrong_address"),
        (Mail(to="sendiass@sendiass.example", subject="mediation"), "wrong_address"),
        (Mail(to="sendiass@sendiass.example", subject="Re: [LEI-26-00042-X]"), "wrong_address"),
        (Mail(subject="Re: [LEI-26-00051-L]"), "wrong_address"),
    ],
)
def test_no_doubtful_sender_acts(mail: Mail, sender: str) -> None:
    one = judged(mail.raw())
    assert one.standing.sender == sender
    # The words are in order: the sender is not.
    assert one.reading.evidence is Evidence.FORM
    assert not one.acts
    assert one.kept


@pytest.mark.parametrize(
    "mail",
    [
        Mail(sender="JO <Jo.Rafferton@MAIL.example>"),
        Mail(results=PASS.format("MAIL.example")),
        Mail(
            results="mx.sendiass.example 1; spf=fail (a;b); dmarc=pass (p=none) header.from=mail.example"
        ),
        Mail(to="sendiass@sendiass.example"),
        Mail(to="sendiass+LEI-26-OOO42-K.9f3c2a71d04e5b68@sendiass.example", subject="Re: x"),
        Mail(to="sendiass@sendiass.example", subject="Re: lei 26 00042 k"),
        Mail(to="sendiass@sendiass.example", subject="=?utf-8?B?UmU6IFtMRUktMjYtMDAwNDItS10=?="),
        Mail(to=OURS.replace("-K.", "-X.")),  # the subject still tells the case
        Mail(below=FORGED),
    ],
)
def test_a_sender_on_record_is_known_however_it_is_typed(mail: Mail) -> None:
    one = judged(mail.raw())
    assert one.standing.sender is Sender.OK
    assert one.kept in ((), ("the subject is no reply to ours",))


def test_a_family_member_at_the_council_stays_family() -> None:
    rows = [
        {"case": "LEI-26-00042-K", "role": "family", "address": "jo@citycouncil.example"},
        {"case": "LEI-26-00042-K", "role": "authority", "address": "send@citycouncil.example"},
    ]
    register = contacts_from(enumerate(rows, start=2), name="contacts.csv")
    mail = Mail(sender="Jo <jo@citycouncil.example>", results=PASS.format("citycouncil.example"))
    assert judged(mail.raw(), register).role is Role.FAMILY
    assert judged(mail.raw(), register).acts
    assert not judged(mail.but(text="CANNOT ARRANGE").raw(), register).acts


def test_an_address_with_two_roles_is_a_person_s() -> None:
    rows = [
        {"case": "LEI-26-00042-K", "role": role, "address": "jo@mail.example"}
        for role in ("family", "authority")
    ]
    register = contacts_from(enumerate(rows, start=2), name="contacts.csv")
    one = judged(Mail(sender="Jo <jo@mail.example>").raw(), register)
    assert one.kept == ("the case or the sender's role is not certain",)


MICROSOFT = "spf=pass smtp.mailfrom=mail.example; dkim=pass header.d=mail.example;dmarc={} action=none header.from=mail.example;compauth=pass reason=100"


@pytest.mark.parametrize(
    ("results", "trust", "dmarc"),
    [
        (MICROSOFT.format("pass"), Trust(is_microsoft_365=True), Dmarc.PASS),
        (MICROSOFT.format("fail"), Trust(is_microsoft_365=True), Dmarc.FAIL),
        (MICROSOFT.format("bestguesspass"), Trust(is_microsoft_365=True), Dmarc.NO_RESULT),
        (MICROSOFT.format("pass"), Trust(), Dmarc.NO_RESULT),
        (MICROSOFT.format("pass"), Trust(authserv_id="mx.sendiass.example"), Dmarc.NO_RESULT),
        (PASS.format("mail.example"), Trust(is_microsoft_365=True), Dmarc.NO_RESULT),
        (PASS.format("mail.example"), Trust(authserv_id="MX.sendiass.example"), Dmarc.PASS),
        (PASS.format("mail.example"), Trust(authserv_id="mx.other.example"), Dmarc.NO_RESULT),
    ],
)
def test_only_our_own_server_s_result_counts(results: str, trust: Trust, dmarc: Dmarc) -> None:
    assert dmarc_of(read(Mail(results=results)), trust=trust) is dmarc

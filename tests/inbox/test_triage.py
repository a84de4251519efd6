"""From bytes to what may happen: who wrote, which case, what the words are worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from worker.inbox.triage import Triage, triage

from tests.inbox.mail import OURS, Mail
from tests.inbox.test_samples import contacts
from worker.case.reply_address import ReplyAddress, is_signed_for, sign
from worker.case.terms import Role
from worker.inbox.authentication import Dmarc, Trust, dmarc_of
from worker.inbox.contacts import contacts_from
from worker.inbox.match import Match, Way, match_case
from worker.inbox.message.message import Message, read_message
from worker.inbox.terms import Evidence, Says, Sender

REGISTER = contacts()
PASS = "mx.sendiass.example; dmarc=pass header.from={}"


def read(mail: Mail) -> Message:
    message = read_message(mail.raw())
    assert isinstance(message, Message)
    return message


def judged(mail: Mail) -> Triage:
    return triage(mail.raw(), register=REGISTER)


def test_a_form_in_order_may_issue() -> None:
    one = judged(Mail())
    assert one.may_issue
    assert (one.sender, one.role, one.case) == (Sender.OK, Role.FAMILY, "LEI-26-00042-K")


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
def test_no_doubtful_sender_may_issue(mail: Mail, sender: str) -> None:
    one = judged(mail)
    assert one.sender == sender
    assert one.reading.evidence is Evidence.FORM  # the words are in order: the sender is not
    assert not one.may_issue


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
    assert judged(mail).sender is Sender.OK
    assert judged(mail).may_issue


def test_a_family_member_at_the_council_stays_family() -> None:
    rows = [
        {"case": "LEI-26-00042-K", "role": "family", "address": "jo@citycouncil.example"},
        {"case": "LEI-26-00042-K", "role": "authority", "address": "send@citycouncil.example"},
    ]
    register = contacts_from(enumerate(rows, start=2), name="contacts.csv")
    mail = Mail(sender="Jo <jo@citycouncil.example>", results=PASS.format("citycouncil.example"))
    assert triage(mail.raw(), register=register).role is Role.FAMILY
    cannot = triage(mail.but(text="CANNOT ARRANGE").raw(), register=register)
    assert cannot.reading.evidence is Evidence.UNCLEAR


HELEN = Mail(
    sender="Helen <helen.marlowby@citycouncil.example>", results=PASS.format("citycouncil.example")
)
RUTH = Mail(
    sender="Ruth <ruth@midlands-mediation.example>",
    results=PASS.format("midlands-mediation.example"),
    to="sendiass+LEI-26-00032-G.e9e4bf65ab257406@sendiass.example",
    subject="Re: Outcome of the session [LEI-26-00032-G]",
)


@pytest.mark.parametrize(
    ("mail", "may_issue"),
    [
        (HELEN.but(text="CANNOT ARRANGE"), True),
        (HELEN.but(text="NO MEDIATION"), False),
        (HELEN.but(text="CONCLUDED 17/11/2026"), False),
        (HELEN.but(text="RECEIVED"), False),
        (RUTH.but(text="CONCLUDED 17/11/2026 agreement"), True),
        (RUTH.but(text="CONCLUDED 19/11/2026 agreement"), False),
        (RUTH.but(text="CANNOT ARRANGE"), False),
        (Mail(text="YES MEDIATION"), False),
        (Mail(text="We do not want mediation."), False),
        (Mail(text="NO MEDIATION?"), False),
        (Mail(above="Auto-Submitted: auto-replied"), False),
        (
            Mail(
                subject="Automatic reply: Your choice [LEI-26-00042-K]",
                above="Auto-Submitted: auto-generated",
            ),
            False,
        ),
        (Mail(text=f"\nOn Mon, 16 Nov 2026 at 10:59, S <{OURS}> wrote:\n> NO MEDIATION\n"), False),
        (
            Mail(
                text="see below\n\n---------- Forwarded message ---------\nFrom: x\n\nNO MEDIATION\n"
            ),
            False,
        ),
        (Mail(text="Thanks\n-- \nNO MEDIATION\n"), False),
        (Mail(text="", html='<p style="display:none">NO MEDIATION</p><p>Hi</p>'), False),
        (Mail(text="", html='<p>NO MEDIATION</p><p style="display:none">YES MEDIATION</p>'), False),
        (Mail(text="", html="<p><s>NO MEDIATION</s></p><p>NO MEDIATION</p>"), False),
        (Mail(html="<p>YES MEDIATION</p>"), False),
        (Mail(html="<p>NO MEDIATION</p>"), True),
        (Mail(text="", html="<p>NO MEDIATION</p>"), True),
        (Mail(text="NO MEDI\0ATION"), False),
        (Mail(encoding="base64", text="Tk8gTUVESUFUSU9OCg=@@!"), False),
        (Mail(text="\u202eNO MEDIATION"), False),
        (Mail(text="NО MEDIATION"), False),  # a Cyrillic О
        (Mail(text="NO\u200b MEDIATION"), False),
        (Mail(text="NO MEDIATION\n\nRef LEI-26-00051-L"), False),
        (Mail(text="NO MEDIATION\n\nRef LEI-26-00042-K"), True),
    ],
)
def test_what_may_issue_a_certificate(mail: Mail, may_issue: bool) -> None:
    assert judged(mail).may_issue is may_issue


def test_a_cut_behind_the_quotation_loses_no_words() -> None:
    whole = Mail(
        text="NO MEDIATION\n\nOn 16/11/2026 10:59, S wrote:\n> NO MEDIATION\n",
        html="<p>NO MEDIATION</p>",
    )
    assert triage(whole.raw().replace(b"--B--", b""), register=REGISTER).may_issue
    bare = Mail(html="<p>NO MEDIATION</p>")
    assert not triage(bare.raw().replace(b"--B--", b""), register=REGISTER).may_issue


def test_a_stranger_s_first_contact_is_family() -> None:
    one = judged(
        Mail(
            sender="Lois <lois@mail.example>",
            to="sendiass@sendiass.example",
            subject="Letter from the council",
            text="We had a letter that they will not assess my son. Can somebody ring me about mediation?",
        )
    )
    assert (one.reading.reading, one.reading.evidence) == (Says.CONTACT, Evidence.PLAIN)
    assert (one.role, one.sender, one.case) == (Role.FAMILY, Sender.UNKNOWN, "")


def test_without_a_register_the_role_is_what_the_caller_says() -> None:
    one = triage(Mail().raw(), register=None, role=Role.AUTHORITY)
    assert (one.sender, one.role, one.case) == (None, Role.AUTHORITY, "LEI-26-00042-K")
    assert one.reading.evidence is Evidence.UNCLEAR
    assert triage(Mail().raw(), register=None).role is None


def test_unreadable_bytes_wait_for_a_person() -> None:
    one = triage(b"", register=REGISTER)
    assert (one.kind, one.reading.reading, one.may_issue) == ("person", Says.OTHER, False)
    assert one.why == ("empty",)


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


KEY = b"k" * 32
KNOWN = "LEI-26-00042-K"
OTHER = "LEI-26-00051-L"


@dataclass(frozen=True, kw_only=True)
class Records:
    """Records with threads and signatures, as the store gives them."""

    threads: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def has_case(self, reference: str) -> bool:
        return reference in (KNOWN, OTHER)

    def is_signed_for(self, claim: ReplyAddress, address: str) -> bool:
        return is_signed_for(claim, key=KEY, person=address)

    def cases_of_messages(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.threads[one] for one in message_ids if one in self.threads)

    def cases_of(self, address: str) -> tuple[str, ...]:
        return self.people.get(address, ())


BARE = Mail(to="sendiass@sendiass.example", subject="Re: your choice")
SIGNED = f"sendiass+{KNOWN}.{sign(KEY, KNOWN, 'jo.rafferton@mail.example')}@sendiass.example"


@pytest.mark.parametrize(
    ("mail", "records", "expected"),
    [
        (BARE, Records(), Match(reference=None)),
        (
            BARE.but(to=SIGNED),
            Records(),
            Match(reference=KNOWN, way=Way.REPLY_ADDRESS, suggestions=(KNOWN,)),
        ),
        (
            BARE.but(to=SIGNED, sender="x@y.example"),
            Records(),
            Match(
                reference=KNOWN,
                way=Way.REPLY_ADDRESS,
                suggestions=(KNOWN,),
                doubts=("reply address of another person",),
            ),
        ),
        (
            BARE.but(below="In-Reply-To: <o1@s>"),
            Records(threads={"<o1@s>": KNOWN}),
            Match(reference=KNOWN, way=Way.THREAD, suggestions=(KNOWN,)),
        ),
        (
            BARE.but(below="References: <x@y> <o1@s>", subject=f"Re: [{OTHER}]"),
            Records(threads={"<o1@s>": KNOWN}),
            Match(reference=None, suggestions=(KNOWN, OTHER), doubts=("two cases",)),
        ),
        (
            BARE.but(subject=f"Re: {OTHER} and {KNOWN}"),
            Records(),
            Match(
                reference=None,
                suggestions=(OTHER, KNOWN),
                doubts=("more than one reference", "two cases"),
            ),
        ),
        (
            BARE,
            Records(people={"jo.rafferton@mail.example": (KNOWN,)}),
            Match(reference=KNOWN, way=Way.PARTY, suggestions=(KNOWN,)),
        ),
        (
            BARE,
            Records(people={"jo.rafferton@mail.example": (KNOWN, OTHER)}),
            Match(reference=None, suggestions=(KNOWN, OTHER)),
        ),
        (BARE.but(subject="Re: [LEI-26-00043-M]"), Records(), Match(reference=None)),
    ],
)
def test_the_case_is_found_or_suggested(mail: Mail, records: Records, expected: Match) -> None:
    assert match_case(read(mail), records=records) == expected

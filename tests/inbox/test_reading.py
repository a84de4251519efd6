"""From a message and the records to what may happen: each condition alone keeps a form waiting."""

import pytest

from tests.inbox.answers.test_accounted import LETTER, marked
from tests.inbox.desk import contacts, desk, judged, records
from tests.inbox.mail import OURS, Mail
from worker.case.terms import Role
from worker.commands.triage import triage
from worker.inbox.contacts import Contacts
from worker.inbox.reading import MessageRead
from worker.inbox.terms import Evidence, Says, Sender

PASS = "mx.sendiass.example; dmarc=pass header.from={}"
RECORDS = records(texts=(LETTER,))
HELEN = Mail(
    sender="Helen Marlowby <helen.marlowby@citycouncil.example>",
    results=PASS.format("citycouncil.example"),
)
RUTH = Mail(
    sender="Ruth <ruth@midlands-mediation.example>",
    results=PASS.format("midlands-mediation.example"),
)
NADIA = Mail(
    sender="Nadia <nadia@sendiass.example>",
    results=PASS.format("sendiass.example"),
    text="Case: LEI-26-00042-K\nOutcome: no mediation\nDate: 17/11/2026\n",
    below="In-Reply-To: <ours@sendiass.example>",
)
ICB = Mail(sender="Ann <send@icb.example>", results=PASS.format("icb.example"))


def with_icb(*, health_only: bool = False) -> Contacts:
    known = contacts()
    key = ("LEI-26-00042-K", "send@icb.example")
    return records(
        roles={**known.roles, key: frozenset({Role.ICB})},
        cases={**known.cases, key[1]: (key[0],)},
        health_only=health_only,
    )


def read(mail: Mail, known: Contacts = RECORDS) -> MessageRead:
    return judged(mail.raw(), known)


def test_a_form_in_order_acts() -> None:
    one = read(Mail())
    assert one.acts
    assert one.may_issue
    assert (one.kept, one.beside, one.own_words) == ((), (), "NO MEDIATION")
    assert (one.standing.sender, one.role) == (Sender.OK, Role.FAMILY)
    assert one.match.reference == "LEI-26-00042-K"


@pytest.mark.parametrize(
    ("mail", "acts", "may_issue"),
    [
        (Mail(text="YES MEDIATION"), True, False),
        (HELEN.but(text="RECEIVED"), True, False),
        (HELEN.but(text="ARRANGED 4 December 2026 10:30"), True, False),
        (HELEN.but(text="CANNOT ARRANGE"), True, True),
        (RUTH.but(text="ARRANGED 4 December 2026 10:30"), True, False),
        (RUTH.but(text="CONCLUDED 17/11/2026 agreement"), True, True),
        (RUTH.but(text="ADJOURNED to 4 December 2026"), True, False),
        (RUTH.but(text="NOT HELD"), True, False),
        (NADIA, True, True),
        # another role's form
        (Mail(text="RECEIVED"), False, False),
        (Mail(text="CANNOT ARRANGE"), False, False),
        (Mail(text="CONCLUDED 17/11/2026 agreement"), False, False),
        (HELEN.but(text="NO MEDIATION"), False, False),
        (HELEN.but(text="CONCLUDED 17/11/2026 agreement"), False, False),
        (RUTH.but(text="CANNOT ARRANGE"), False, False),
        (RUTH.but(text="RECEIVED"), False, False),
        # the block is the adviser's, and the adviser's only form
        (Mail(text=NADIA.text), False, False),
        (RUTH.but(text=NADIA.text.replace("no mediation", "mediation concluded")), False, False),
        (HELEN.but(text=NADIA.text.replace("no mediation", "cannot be arranged")), False, False),
        (NADIA.but(text="NO MEDIATION"), False, False),
    ],
)
def test_a_form_acts_by_itself_only_from_its_own_role(
    mail: Mail, *, acts: bool, may_issue: bool
) -> None:
    one = read(mail)
    assert (one.acts, one.may_issue) == (acts, may_issue), one.kept
    if not acts:
        assert "another role's form" in one.kept


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (Mail(text="NO MEDIATION\n\nnot yet"), "beside the form: not yet"),
        (
            Mail(
                sender='"Joanna (only after Monday)" <jo.rafferton@mail.example>',
                text="NO MEDIATION\n\nOnly after Monday",
            ),
            "beside the form: Only after Monday",
        ),
        (Mail(text="NO MEDIATION?"), "the words are unclear"),
        (Mail(html="<p>YES MEDIATION</p>"), "text and HTML differ"),
        (Mail(text="We do not want mediation."), "the words are plain, no form"),
        (Mail(subject="Your choice about mediation [LEI-26-00042-K]", above=""), ""),
        (Mail(subject="Re: Please wait [LEI-26-00042-K]"), "the subject is no reply to ours"),
        (
            Mail(subject="Re: Your choice about mediation [LEI-26-00042-K] - not yet"),
            "the subject is no reply to ours",
        ),
        (Mail(subject="mediation LEI-26-00042-K"), "the subject is no reply to ours"),
        (Mail(text="NO\u200b MEDIATION"), "repaired: invisible letters in the text"),
        (Mail(text="ＮＯ MEDIATION"), "repaired"),
        (Mail(text="\u202eNO MEDIATION"), "no form"),
        (Mail(text="NO MEDI\0ATION"), "repaired"),
        (Mail(encoding="base64", text="Tk8gTUVESUFUSU9OCg=@@!"), "the message is damaged"),
        (HELEN.but(text="ARRANGED 4 December 2026 Town Hall"), "the place is not known: Town Hall"),
        (Mail(above="Auto-Submitted: auto-replied"), "it is marked as automatic"),
        (HELEN.but(text="CANNOT ARRANGE", above="X-Autoreply: yes"), "it is marked as automatic"),
        (
            Mail(to="sendiass@sendiass.example", subject="Re: mediation"),
            "the sender: wrong_address",
        ),
        (Mail(subject="Re: Your choice about mediation [LEI-26-00051-L]"), "two cases"),
        (Mail(results=""), "the sender: no_auth_result"),
        (NADIA.but(text=NADIA.text.replace("00042-K", "00051-L")), "the block names another case"),
        (
            Mail(text=f"NO MEDIATION\n\n{marked(LETTER)}\n> but wait"),
            "not in our letters: but wait",
        ),
    ],
)
def test_what_keeps_a_form_from_acting_is_said(mail: Mail, why: str) -> None:
    one = read(mail)
    assert one.acts is not bool(why)
    assert why in "; ".join(one.kept)
    assert one.kind == "person"


def test_what_only_looks_like_a_letter_of_ours_is_no_form() -> None:
    assert read(Mail(text="NО MEDIATION")).reading.reading is Says.OTHER  # a Cyrillic О


@pytest.mark.parametrize(
    "subject",
    [
        "Your choice about mediation [LEI-26-00042-K]",
        "AW: Re: RE: Your choice about mediation [LEI-26-00042-K]",
        "Odp: Your choice about mediation [LEI-26-00042-K]",
        "回复：Your choice about mediation [LEI-26-00042-K]",
        "LEI-26-00042-K",
        "[LEI-26-00042-K]",
        "Re: lei-26-00042-k",
    ],
)
def test_a_reply_to_ours_or_the_reference_alone_is_a_subject(subject: str) -> None:
    assert read(Mail(subject=subject)).acts


@pytest.mark.parametrize(
    ("subject", "acts"),
    [
        ("Re: Your choice about mediation [LEI-26-00042-K]", True),
        ("Re: Your choice about mediation [LEI-26-00042-K] - not yet", False),
        ("Your choice about mediation [LEI-26-00042-K]", False),
        ("Re: not yet, LEI-26-00042-K", False),
    ],
)
def test_without_records_a_subject_is_a_reply_that_ends_in_the_reference(
    subject: str, *, acts: bool
) -> None:
    assert judged(Mail(subject=subject).raw()).acts is acts


def test_a_place_that_a_person_confirmed_before_acts() -> None:
    mail = HELEN.but(text="ARRANGED 4 December 2026 Town Hall")
    assert read(mail, records(places=frozenset({"Town Hall"}))).acts


def test_lines_that_the_office_has_learnt_act() -> None:
    mail = HELEN.but(text="CANNOT ARRANGE\n\nProud of our city since 1888")
    assert not read(mail).acts
    assert read(mail, records(learnt=frozenset({"proud of our city since 1888"}))).acts


def test_the_writer_s_postal_address_on_record_acts() -> None:
    mail = Mail(text="NO MEDIATION\n\nJo\n12 Mill Lane")
    assert not read(mail).acts
    assert read(mail, records(postal=("12 Mill Lane",))).acts


def test_the_icb_answers_only_in_a_health_only_case() -> None:
    mail = ICB.but(text="CANNOT ARRANGE")
    assert read(mail, with_icb(health_only=True)).acts
    assert not read(mail, with_icb()).acts


def test_the_block_acts_only_as_the_reply_to_our_open_question() -> None:
    assert read(NADIA).acts
    assert not read(NADIA.but(below="")).acts
    assert not read(NADIA, records(asked=False)).acts


PICTURE = (
    "Content-Type: image/png; name=logo.png\nContent-Transfer-Encoding: base64\n"
    "Content-Disposition: inline{}\n\n{}"
)
LOGO = "iVBORw0KGgo="


def with_file(part: str, html: str = "<p>NO MEDIATION</p>") -> Mail:
    lines = (
        "Content-Type: multipart/mixed; boundary=F",
        "",
        "--F",
        "Content-Type: text/html; charset=utf-8" if html else "Content-Type: text/plain",
        "",
        html or "NO MEDIATION",
        "--F",
        part,
        "--F--",
    )
    return Whole(text="\n".join(lines))


class Whole(Mail):
    """A message whose parts stand in `text`."""

    def _body(self) -> str:
        return self.text


@pytest.mark.parametrize(
    ("mail", "acts"),
    [
        (with_file(PICTURE.format("\nContent-ID: <logo>", LOGO)), True),
        (with_file(PICTURE.format("", LOGO)), False),
        (with_file(PICTURE.format("\nContent-ID: <logo>", LOGO), html=""), False),
        (with_file(PICTURE.format("\nContent-ID: <logo>", "QUFB" * 60_000)), False),
        (with_file("Content-Type: application/pdf; name=a.pdf\nContent-ID: <a>\n\nx"), False),
        (with_file("Content-Type: image/tiff; name=a.tif\nContent-ID: <a>\n\nx"), False),
    ],
)
def test_only_the_pictures_of_a_footer_may_be_attached(mail: Mail, *, acts: bool) -> None:
    one = read(mail)
    assert one.acts is acts
    assert acts or "a file is attached" in one.kept


def test_a_machine_s_mark_does_not_outrank_a_person_on_record() -> None:
    marked_mail = Mail(text="We are away, please wait.", above="Auto-Submitted: auto-generated")
    assert read(marked_mail).kind == "person"
    stranger = marked_mail.but(sender="x@new.example", to="sendiass@sendiass.example", subject="hi")
    assert read(stranger).kind == "auto_reply"
    # A form is a person's, whoever sends it.
    assert read(stranger.but(text="NO MEDIATION")).kind == "person"
    assert not read(stranger.but(text="NO MEDIATION")).acts


def test_an_absence_notice_stays_a_machine_s() -> None:
    mail = Mail(
        subject="Automatic reply: Your choice about mediation [LEI-26-00042-K]",
        above="Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All",
        text="I am out of the office until Monday.",
    )
    one = read(mail)
    assert (one.kind, one.acts) == ("auto_reply", False)


def test_a_message_cut_off_is_damaged() -> None:
    raw = Mail(html="<p>NO MEDIATION</p>").raw().replace(b"--B--", b"")
    assert not judged(raw, RECORDS).acts


def test_cases_that_the_words_name_are_suggestions() -> None:
    one = read(Mail(text="NO MEDIATION\n\nRef LEI-26-00051-L"))
    assert not one.acts
    assert one.match.suggestions == ("LEI-26-00042-K", "LEI-26-00051-L")


def test_quotation_without_records_is_said_to_be_unchecked() -> None:
    mail = Mail(text=f"NO MEDIATION\n\n{marked(LETTER)}")
    assert judged(mail.raw()).is_unchecked
    assert judged(mail.raw()).acts
    assert not judged(Mail().raw()).is_unchecked
    assert not read(mail).is_unchecked


def test_without_contacts_the_role_is_what_the_caller_says() -> None:
    alone = triage(Mail().raw(), desk(Contacts(), role=Role.AUTHORITY))
    assert isinstance(alone, MessageRead)
    assert (alone.role, alone.acts) == (Role.AUTHORITY, False)
    assert alone.reading.evidence is Evidence.UNCLEAR  # the family's form
    assert "another role's form" in alone.kept


def test_where_nothing_is_own_the_quotation_is_shown() -> None:
    mail = Mail(text=f"\nOn Mon, 16 Nov 2026 at 10:59, S <{OURS}> wrote:\n> NO MEDIATION\n")
    one = read(mail)
    assert (one.acts, one.own_words, one.quoted) == (False, "", "NO MEDIATION")


def test_courtesy_alone_is_told() -> None:
    assert read(Mail(text="Thanks\nJo")).is_courtesy_alone
    assert not read(Mail(text="Thanks\nwait")).is_courtesy_alone

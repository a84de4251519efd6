"""The page of proof: dates worked out, what left with the answer to it, and nobody's name."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from tests.flow.installed import Installed
from tests.flow.mail import bounce
from tests.flow.pdf import pdf_text
from tests.servers.smtp import Reply, SmtpServer, Step
from worker.case.events import EVENTS
from worker.case.terms import Purpose, Role
from worker.errors import Stop
from worker.flow.posted import came_back, confirm
from worker.flow.proof import prove, read_words
from worker.outbox.check_pdf import read_pages
from worker.outbox.proof_page import Proof, as_html, as_word
from worker.settings import ROOT

FOLDER = ROOT / "templates" / "proof"
ADDRESS = "1 High Street; Leicester; LE1 1ZZ"
# A name that no letter can be made for: the accents would be printed over other lines.
HEAPED = "Z" + "\u0301\u0302\u0303" * 8 + "oe Smith"


def proof_of(installed: Installed, reference: str) -> Proof:
    with installed.world.database.transaction() as connection:
        words = read_words(FOLDER)
        return prove(connection, installed.world, reference, words=words, at=installed.clock())


def first_page(installed: Installed, reference: str) -> str:
    """Give what the first page of the PDF says, in one line."""
    proof = proof_of(installed, reference)
    word = as_word(proof, folder=FOLDER)
    return " ".join(
        read_pages(installed.world.converter.convert(word, title=proof.title))[0].split()
    )


@pytest.fixture
def reference(installed: Installed) -> str:
    """Tell of a certificate whose email bounced, so that it went by post."""
    reference = installed.open(family_address=ADDRESS)
    installed.send_all()
    installed.say(reference, "MediationDeclined")
    installed.send_all()
    row = installed.row(reference, Purpose.CERTIFICATE)
    (ours,) = [m for m in installed.left() if m["Message-ID"] == row.message_id]
    installed.arrive(bounce(ours, failed="jo@family.test"))
    installed.send_all()
    return reference


def test_each_date_of_the_law_is_worked_out_with_its_source(
    installed: Installed, reference: str
) -> None:
    duties = {d.what: d for d in proof_of(installed, reference).duties}

    certificate = duties["Issue the mediation certificate"]
    assert (certificate.due, certificate.state) == (date(2026, 6, 18), "met in time")
    assert "reg 34(1)" in certificate.source
    assert any("Thu 18 June 2026" in step for step in certificate.steps)
    appeal = duties["Last day to appeal"]
    assert appeal.due == date(2026, 7, 27)
    assert "rule 20" in appeal.source
    assert certificate.counted == "3 working days after Mon 15 June 2026"
    assert appeal.counted.startswith("two months after the decision, or one month after the cert")
    assert duties["Give information about mediation (a local target)"].steps == ()


def test_the_first_page_tells_all_and_what_it_rests_on_stands_behind(
    installed: Installed, reference: str
) -> None:
    proof = proof_of(installed, reference)
    first, *behind = read_pages(
        installed.world.converter.convert(as_word(proof, folder=FOLDER), title=proof.title)
    )
    page = " ".join(first.split())
    for duty in proof.limits:
        assert duty.what in page
        assert duty.counted in page
    for letter in proof.outward:
        assert f"{letter.number} {letter.what}, to {letter.to}" in page
        assert f"{letter.way}: {letter.end}; {letter.answer[:20]}" in page
    assert "Notice about the case" not in page
    assert "Message-ID" not in page
    rest = " ".join(" ".join(behind).split())
    assert rest.startswith("How each last day was worked out")
    for letter in proof.letters:
        assert f"{letter.number} {letter.what}" in rest
    assert rest.count("Message-ID <") == sum("Message-ID" in x.mark for x in proof.letters)


def test_what_left_stands_there_with_the_answer_and_what_identifies_it(
    installed: Installed, reference: str
) -> None:
    first, again = (
        x for x in proof_of(installed, reference).letters if x.what == "Mediation certificate"
    )

    assert first.to == again.to == "J. E. (parent)"
    assert (first.way, again.way) == ("by email", "by post")
    assert first.end == "did not arrive (bounced on Mon 15 June 2026)"
    assert first.answer.startswith("250 kept as ")
    assert again.end == "handed in to be printed"
    assert again.answer.startswith("print folder 2026-06-15")
    assert "Message-ID <" in first.mark
    assert "Message-ID" not in again.mark
    assert "certificate LEI-26-00001-V-1; SHA-256 " in again.mark


def test_the_first_page_says_that_a_letter_was_posted_and_that_it_came_back(
    installed: Installed,
) -> None:
    reference = installed.open(family_address=ADDRESS, delivery="post")
    installed.say(reference, "MediationDeclined")
    installed.send_all()
    row = installed.row(reference, Purpose.CERTIFICATE)
    installed.clock.pass_by(days=1)
    monday, tuesday = date(2026, 6, 15), date(2026, 6, 16)
    with installed.world.database.transaction() as connection:
        confirm(connection, installed.world, monday, on=tuesday, at=installed.clock())
    assert "by post: posted on Tue 16 June 2026; print folder" in first_page(installed, reference)

    installed.clock.pass_by(days=8)
    with installed.world.database.transaction() as connection:
        came_back(connection, installed.world, row.id, on=date(2026, 6, 24), at=installed.clock())
    page = first_page(installed, reference)
    assert "by post: came back on Wed 24 June 2026; print folder" in page
    (letter,) = [
        x for x in proof_of(installed, reference).letters if x.what == "Mediation certificate"
    ]
    assert letter.answer.endswith("; posted on 2026-06-16")


@pytest.mark.parametrize(
    ("fault", "end"),
    [
        (Reply("451 4.7.1 later"), "waits to be sent"),
        (Reply("550 5.1.1 unknown"), "could not be sent"),
    ],
)
def test_what_did_not_leave_says_so_with_the_reason(
    over_smtp: Installed, smtp_server: SmtpServer, fault: Reply, end: str
) -> None:
    reference = over_smtp.open()
    smtp_server.fail(Step.RCPT, fault)
    over_smtp.send(over_smtp.row(reference, Purpose.INFORMATION))

    letters = {x.what: x for x in proof_of(over_smtp, reference).letters}
    letter = letters["Information about mediation"]
    assert (letter.sent_at, letter.end) == (None, end)
    assert fault.line in letter.answer


def test_a_report_of_a_delay_is_no_loss(installed: Installed) -> None:
    reference = installed.open()
    installed.send_all()
    ours, *_ = installed.left()
    installed.arrive(bounce(ours, failed="jo@family.test", action="delayed", status="4.4.1"))

    (letter, *_) = proof_of(installed, reference).letters
    assert letter.end == "not there yet, as a report of Mon 15 June 2026 says"


def test_a_report_about_one_of_two_notices_of_a_fact_makes_neither_lost(
    installed: Installed,
) -> None:
    reference = installed.open()
    installed.send_all()
    installed.say(reference, "MediationRequested", {"permission": "no"})
    installed.send_all()
    one, other, *_ = installed.rows(reference, Purpose.ADVISER_NOTICE)
    assert one.letter.fact == other.letter.fact
    (ours,) = [m for m in installed.left() if m["Message-ID"] == one.message_id]
    installed.arrive(bounce(ours, failed=one.to_address))

    proof = proof_of(installed, reference)
    notices = [x for x in proof.letters if x.what == "Notice about the case"]
    numbers = " or ".join(str(x.number) for x in notices)
    assert (
        proof.events[-1].what == f"A message did not arrive: no. {numbers}, Notice about the case"
    )
    assert {x.end for x in notices} == {"sent"}


def test_a_notice_to_the_councils_own_desk_is_called_after_nobody_else(
    installed: Installed,
) -> None:
    reference = installed.say(
        "new",
        "RequestReceived",
        {
            "family_name": HEAPED,
            "family_email": "zoe@family.test",
            "child_name": "Kim Sample",
            "child_date_of_birth": "2016-05-09",
        },
    ).reference
    installed.send_all()

    assert "Notice about the case, to the council" in first_page(installed, reference)


def test_what_was_recorded_and_received_stands_there(installed: Installed, reference: str) -> None:
    proof = proof_of(installed, reference)

    (bounced,) = [x.number for x in proof.letters if "bounced" in x.end]
    told = [event.what for event in proof.events]
    assert told == [
        "The family contacted the mediation adviser",
        "The council sent its decision",
        "Information and advice about mediation was given",
        "The family did not want mediation",
        "A certificate was issued",
        f"A message did not arrive: no. {bounced}, Mediation certificate",
    ]
    assert proof.events[-1].route == "read from an email"
    assert len(proof.mail) == 1


def test_a_corrected_entry_is_shown_as_one(installed: Installed) -> None:
    reference = installed.open()
    said = installed.say(reference, "MediationDeclined")
    installed.say(reference, "EventCorrected", {"event": said.event, "reason": "mistyped"})

    stood = {event.what: event.stands for event in proof_of(installed, reference).events}
    assert stood["The family did not want mediation"] is False
    assert stood["The family contacted the mediation adviser"] is True


def test_nobody_is_named_and_no_address_stands_there(installed: Installed, reference: str) -> None:
    page = as_html(proof_of(installed, reference), folder=FOLDER).decode()

    for private in (
        "Jo Example",
        "Kim Sample",
        "jo@family.test",
        "High Street",
        "May 2016",
        "2016-05",
    ):
        assert private not in page
    assert "J. E. (parent)" in page
    assert "<h1>Proof for case LEI-26-00001-V</h1>" in page


def test_the_pdf_is_accessible_and_says_the_same(installed: Installed, reference: str) -> None:
    proof = proof_of(installed, reference)
    pdf = installed.world.converter.convert(as_word(proof, folder=FOLDER), title=proof.title)

    text = pdf_text(pdf)
    for words in ("J. E. (parent)", "27 July 2026", "met in time", "print folder"):
        assert words in text
    assert "{{" not in text
    assert "Kim" not in text
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.MarkInfo.Marked
        tags = set(_tags(document.Root.StructTreeRoot))
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == "Proof for case LEI-26-00001-V"
            assert metadata["pdfuaid:part"] == "1"
            assert "pdf:Author" not in metadata
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= tags


def _tags(node: pikepdf.Object) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from _tags(node["/K"])


def test_every_event_letter_and_role_has_its_words() -> None:
    words = read_words(FOLDER)

    own = {"LetterSent", "TimerFell"}
    assert set(words["events"]) == set(EVENTS) - own
    assert set(words["letters"]) == {purpose.value for purpose in Purpose}
    assert set(words["roles"]) == {role.value for role in Role}


def test_words_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"words\.toml"):
        read_words(tmp_path)

"""Each reader's own way: attachment, locked, post; large print; forms that a person makes."""

import io
import re
from collections.abc import Callable
from datetime import date

import pikepdf
import pytest

from tests.flow.installed import Installed
from tests.flow.mail import text_of
from tests.flow.pdf import pdf_text
from worker.case.terms import Purpose
from worker.errors import BadInput, Stop
from worker.flow.letter import DATA, OPEN_PDF, SENT_PDF, document_of, read_facts
from worker.flow.reprint import reprint
from worker.flow.verify import verify
from worker.gather import certificate_code
from worker.store.outgoing import Outgoing, State
from worker.store.passwords import Passwords

CERTIFICATE = Purpose.CERTIFICATE
ADDRESS = "1 High Street; Leicester; LE1 1ZZ"
Installer = Callable[..., Installed]


def certified(installed: Installed, **more: str) -> Outgoing:
    reference = installed.open(**more)
    installed.send_all()
    installed.say(reference, "MediationDeclined")
    installed.send_all()
    return installed.row(reference, CERTIFICATE)


def attached(installed: Installed, row: Outgoing) -> bytes:
    """Give the PDF as the family has it."""
    (message,) = [m for m in installed.left() if m["Message-ID"] == row.message_id]
    (part,) = message.iter_attachments()
    content = part.get_content()
    assert isinstance(content, bytes)
    return content


def password(installed: Installed, reference: str) -> str:
    (person,) = installed.case(reference)["parties"]
    with installed.world.database.transaction() as connection:
        return installed.world.passwords.of(connection, person["id"])


def again(installed: Installed, row: Outgoing, **how: bool) -> bytes:
    with installed.world.database.transaction() as connection:
        return reprint(connection, installed.world, row.id, **how).pdf


# -- locked --------------------------------------------------------------------------------------


def test_a_locked_letter_opens_with_the_password_and_with_nothing_else(
    installed: Installed,
) -> None:
    row = certified(installed, delivery="encrypted")
    locked, secret = attached(installed, row), password(installed, installed.case_of(row))

    for wrong in ("", "aaaa-bbbb-cccc-dddd", secret.replace("-", "")):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(locked), password=wrong)
    with pikepdf.open(io.BytesIO(locked), password=secret) as document:
        assert document.encryption.P & (1 << 9)  # a screen reader is let in
        assert (document.encryption.R, document.encryption.bits) == (6, 256)
        assert document.encryption.stream_method == pikepdf.models.EncryptionMethod.aesv3
        document.save(unlocked := io.BytesIO(), encryption=False)
    assert "Kim Sample" in pdf_text(unlocked.getvalue())


def test_the_password_is_in_no_message_no_row_and_no_event(installed: Installed) -> None:
    row = certified(installed, delivery="encrypted")
    reference = installed.case_of(row)
    secret = password(installed, reference)

    assert re.fullmatch(r"([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}", secret)
    for message in installed.left():
        assert secret not in message.as_string()
    installed.world.database.close()
    for file in installed.folder.glob("rows.sqlite*"):
        assert secret.encode() not in file.read_bytes()
    assert secret not in str(installed.case(reference))


def test_the_email_says_how_the_password_comes(installed: Installed) -> None:
    row = certified(installed, delivery="encrypted")
    (message,) = [m for m in installed.left() if m["Message-ID"] == row.message_id]

    assert "opens with a password. We tell you the password by phone or by post" in text_of(message)
    choice = installed.row(installed.case_of(row), Purpose.CHOICE)
    (other,) = [m for m in installed.left() if m["Message-ID"] == choice.message_id]
    assert "password" not in text_of(other)  # no PDF came with it


def test_to_tell_the_password_is_a_task(installed: Installed) -> None:
    row = certified(installed, delivery="encrypted")
    reference = installed.case_of(row)

    (duty,) = [d for d in installed.case(reference)["duties"] if d["rule"] == "task.tell_password"]
    assert (duty["due"], duty["state"], duty["owed_by"]) == ("2026-06-16", "open", "adviser")
    told = {"rule": "task.tell_password", "about": duty["about"]}
    installed.say(reference, "DutyMet", told)
    (duty,) = [d for d in installed.case(reference)["duties"] if d["rule"] == "task.tell_password"]
    assert duty["state"] == "met"


def test_one_password_a_person_until_a_new_one_is_made(installed: Installed) -> None:
    row = certified(installed, delivery="encrypted")
    reference = installed.case_of(row)
    first = password(installed, reference)
    assert password(installed, reference) == first
    with installed.world.database.transaction() as connection:
        second = installed.world.passwords.renew(connection, row.letter.to)

    assert second != first
    assert password(installed, reference) == second
    with pikepdf.open(io.BytesIO(again(installed, row)), password=first) as document:
        assert len(document.pages) == 2  # what was sent opens as it did


def test_with_another_key_the_password_cannot_be_read(installed: Installed) -> None:
    row = certified(installed, delivery="encrypted")
    with (
        installed.world.database.transaction() as connection,
        pytest.raises(Stop, match="sealed with another key"),
    ):
        Passwords(b"another key").of(connection, row.letter.to)


# -- reprint and verify --------------------------------------------------------------------------


def test_reprint_gives_exactly_what_was_sent(installed: Installed) -> None:
    row = certified(installed)
    sent = attached(installed, row)
    installed.say(installed.case_of(row), "AdviserContacted", {"family_name": "Jo Newname"})

    assert again(installed, row) == sent
    made = document_of(row, SENT_PDF)
    assert made is not None
    assert made["template"] == "certificate"
    assert re.fullmatch(r"[0-9a-f]{64}", made["template_sha256"])
    assert made["converter"].startswith("LibreOffice")


def test_reprint_of_a_locked_letter_is_locked_unless_a_person_opens_it(
    installed: Installed,
) -> None:
    row = certified(installed, delivery="encrypted")

    assert again(installed, row) == attached(installed, row)
    assert "Kim Sample" in pdf_text(again(installed, row, without_password=True))


def test_the_data_of_a_letter_is_kept_sealed(installer: Installer) -> None:
    installed = installer(document_key="ab" * 32)
    row = certified(installed)
    entry = document_of(row, DATA)
    assert entry is not None
    with installed.world.database.transaction() as connection:
        kept = installed.world.documents.get(connection, entry["sha256"])
    assert kept is not None
    facts = read_facts(kept)

    assert facts.child is not None
    assert (facts.recipient.name, facts.child.name) == ("Jo Example", "Kim Sample")
    assert facts.certificate is not None
    assert facts.certificate.issued == date(2026, 6, 15)
    installed.world.database.close()
    for file in installed.folder.glob("rows.sqlite*"):
        assert kept not in file.read_bytes()


def test_what_has_no_pdf_is_not_reprinted(installed: Installed) -> None:
    row = certified(installed)
    choice = installed.row(installed.case_of(row), Purpose.CHOICE)
    with pytest.raises(BadInput, match="has no PDF"):
        again(installed, choice)
    with (
        installed.world.database.transaction() as connection,
        pytest.raises(BadInput, match="there is no letter 999"),
    ):
        reprint(connection, installed.world, 999)


def test_a_certificate_is_ours_by_number_code_and_file(installed: Installed) -> None:
    row = certified(installed, delivery="encrypted")
    pdf = pdf_text(again(installed, row, without_password=True))
    code = re.search(r"\b[A-Z2-7]{4}(-[A-Z2-7]{4}){3}\b", pdf)
    assert code
    world = installed.world

    with world.database.transaction() as connection:
        found = verify(connection, world, row.certificate, code[0])
        assert found is not None
        assert (found.issued_on, found.ground, found.initials) == (
            date(2026, 6, 15),
            "A",
            "J. E.",
        )
        typed = code[0].lower().replace("-", " ").replace("o", "0")
        for file, same in ((attached(installed, row), True), (b"%PDF-1.7 forged", False)):
            checked = verify(connection, world, row.certificate.lower(), typed, pdf=file)
            assert checked is not None
            assert checked.is_same_file is same
        wrong_code = verify(connection, world, row.certificate, "AAAA-AAAA-AAAA-AAAA")
        assert wrong_code is verify(connection, world, "LEI-26-99999-X-1", code[0]) is None


def test_a_certificate_that_has_not_left_is_not_ours_yet(installed: Installed) -> None:
    (installed.folder / "post").write_text("a file where a folder should be")
    row = certified(installed)
    assert (row.state, bool(row.certificate)) == (State.DUE, True)
    code = certificate_code(installed.world.signing_key, row.certificate)
    with installed.world.database.transaction() as connection:
        assert verify(connection, installed.world, row.certificate, code) is None


def test_a_withdrawn_certificate_says_so(installed: Installed) -> None:
    row = certified(installed)
    installed.say(
        installed.case_of(row), "CertificateWithdrawn", {"number": row.certificate, "reason": "x"}
    )
    with installed.world.database.transaction() as connection:
        code = certificate_code(installed.world.signing_key, row.certificate)
        found = verify(connection, installed.world, row.certificate, code)
    assert found is not None
    assert found.is_withdrawn


# -- post, formats, languages --------------------------------------------------------------------


def test_who_chose_post_has_no_email_with_a_letter(installed: Installed) -> None:
    row = certified(installed, delivery="post", family_address=ADDRESS)

    assert row.letter.by_post
    assert row.state is State.SENT
    assert [path.name for path in installed.printed() if "certificate" in path.name] == [
        f"{installed.case_of(row)}-certificate-{row.id}.pdf"
    ]
    assert [m for m in installed.left() if m["To"] and "jo@" in m["To"]] == []


def test_the_choice_has_a_letter_on_paper_and_none_in_its_email(installed: Installed) -> None:
    by_email, on_paper = (
        certified(installed),
        certified(installed, name="Al Other", delivery="post", family_address=ADDRESS),
    )
    emailed = installed.row(installed.case_of(by_email), Purpose.CHOICE)
    posted = installed.row(installed.case_of(on_paper), Purpose.CHOICE)

    (message,) = [m for m in installed.left() if m["Message-ID"] == emailed.message_id]
    assert list(message.iter_attachments()) == []
    assert document_of(emailed, SENT_PDF) is None
    assert posted.state is State.SENT
    text = " ".join(pdf_text(again(installed, posted)).split())
    assert "tell us" in text
    assert "Call 0116 496 0200 or write to us." in text
    assert "reply to this email" not in text


def test_language_and_format_reach_whoever_arranges_the_mediation(installed: Installed) -> None:
    reference = installed.open(language="Gujarati", format="braille")
    installed.send_all()
    installed.say(reference, "MediationRequested", {"provider": "Accord East"})
    installed.send_all()

    referral = again(installed, installed.row(reference, Purpose.REFERRAL))
    assert "Language: Gujarati" in " ".join(pdf_text(referral).split())
    for purpose in (Purpose.REFERRAL, Purpose.PROVIDER_TOLD):
        row = installed.row(reference, purpose)
        (message,) = [m for m in installed.left() if m["Message-ID"] == row.message_id]
        assert "Gujarati" in text_of(message)
        assert "braille" in text_of(message)


def test_large_print_is_made_from_the_same_word_file(installed: Installed) -> None:
    plain = certified(installed)
    large = certified(installed, name="Al Other", format="large print")

    kept = document_of(large, SENT_PDF)
    assert kept is not None
    assert kept["size"] == "large"
    with (
        pikepdf.open(io.BytesIO(again(installed, large))) as bigger,
        pikepdf.open(io.BytesIO(again(installed, plain))) as smaller,
    ):
        assert len(bigger.pages) > len(smaller.pages)
    assert document_of(plain, OPEN_PDF) is None


@pytest.mark.parametrize("choice", [{"format": "braille"}, {"language": "Gujarati"}])
def test_another_form_is_asked_for_and_the_standard_letter_goes_on_time(
    installed: Installed, choice: dict[str, str]
) -> None:
    row = certified(installed, **choice)

    assert row.state is State.SENT
    owed = {
        d["about"].partition(":")[0]: d["due"]
        for d in installed.case(installed.case_of(row))["duties"]
        if d["rule"] == "task.other_format"
    }
    assert owed == {
        "information": "2026-06-22",
        "choice": "2026-06-22",
        "certificate": "2026-06-22",
    }


def test_a_choice_can_be_changed_later(installed: Installed) -> None:
    reference = installed.open()
    installed.send_all()
    installed.say(
        reference,
        "MediationDeclined",
        {"delivery": "Encrypted", "format": "Large Print", "language": "English"},
    )
    installed.send_all()
    row = installed.row(reference, CERTIFICATE)

    kept = document_of(row, SENT_PDF)
    assert kept is not None
    assert kept["size"] == "large"
    assert document_of(row, OPEN_PDF) is not None
    duties = {d["rule"] for d in installed.case(reference)["duties"]}
    assert "task.tell_password" in duties
    assert "task.other_format" not in duties


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("delivery", "pigeon", "delivery: "),
        ("format", "papyrus", "format: "),
        ("language", "<b>", "language: is no language"),
        ("language", "x" * 21, "language: "),
    ],
)
def test_a_choice_that_there_is_not_is_refused(
    installed: Installed, key: str, value: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        installed.open(**{key: value})

"""Every message has exactly one outcome, and only the right one acts."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.flow import mail
from tests.flow.installed import JO, MONDAY, Installed
from tests.flow.pdf import pdf_text
from tests.flow.place import ACCORD, ADVISERS, MIDLANDS, REFERRALS
from worker.case.events import MediationArranged
from worker.case.terms import Body, Purpose
from worker.flow import read as module
from worker.flow.confirm import confirm
from worker.store import cases, incoming
from worker.store.incoming import Incoming, Outcome

Installer = Callable[..., Installed]


def choice(installed: Installed, reference: str) -> EmailMessage:
    """Send the family our question and give it as they have it."""
    installed.send(installed.row(reference, Purpose.CHOICE))
    return installed.left()[-1]


def referred(
    installed: Installed, *, provider: str = "Midlands Mediation"
) -> tuple[str, EmailMessage]:
    """Give a case that is with the authority, and the referral as they have it."""
    reference = installed.open()
    installed.say(reference, "MediationRequested", {"provider": provider})
    installed.send(installed.row(reference, Purpose.REFERRAL))
    return reference, installed.left()[-1]


def answer(
    installed: Installed, ours: EmailMessage, *, by: str, says: str, **more: str
) -> Incoming:
    raw = mail.answer(
        ours,
        by=by,
        says=says,
        at=installed.clock(),
        dmarc=more.get("dmarc", "pass"),
        to=more.get("to"),
    )
    return installed.arrive(raw)


# -- what acts ---------------------------------------------------------------------------------


def test_a_form_from_the_person_on_record_is_recorded_once(installed: Installed) -> None:
    reference = installed.open()
    ours = choice(installed, reference)

    message = answer(installed, ours, by=JO, says="NO MEDIATION")

    assert message.outcome is Outcome.RECORDED
    assert installed.events(reference)[-1] == "MediationDeclined"
    event = installed.case(reference)["events"][-1]
    assert (event["facts"]["by"], event["facts"]["route"]) == ("family", "mail")
    (incoming,) = installed.case(reference)["incoming"]
    assert incoming["id"] == message.id
    assert incoming["reading"]["because"], "the words relied on are kept"


@pytest.mark.parametrize(
    ("says", "event"),
    [
        ("RECEIVED", "ReferralReceived"),
        ("ARRANGED 30 June 2026 10:30 Midlands Mediation", "MediationArranged"),
        ("CANNOT ARRANGE", "MediationCannotBeArranged"),
    ],
)
def test_the_authority_answers_the_referral(installed: Installed, says: str, event: str) -> None:
    reference, ours = referred(installed)

    assert answer(installed, ours, by=REFERRALS, says=says).outcome is Outcome.RECORDED
    assert installed.events(reference)[-1] == event


@pytest.mark.parametrize(
    ("says", "provider", "place"),
    [
        ("10:30 Accord East, Town Hall, room 2.15", "Accord East", "Town Hall, room 2.15"),
        ("at 10:30am with Accord East", "Accord East", ""),
        ("10:30, Town Hall", "", "Town Hall"),
        ("10:30 Midlands Mediation offices, Birmingham", "", "Midlands Mediation offices, Birmingham"),
    ],
)
def test_time_provider_and_place_of_a_session_are_told_apart(
    installed: Installed, says: str, provider: str, place: str
) -> None:
    reference, ours = referred(installed)
    if place:  # a place acts by itself once a person has recorded a session there
        installed.say(reference, "MediationArranged", {"held_on": "2026-06-29", "place": place})

    answer(installed, ours, by=REFERRALS, says=f"ARRANGED 30 June 2026 {says}")

    with installed.world.database.transaction() as connection:
        event = cases.load(connection, reference).case.history[-1].event
    assert isinstance(event, MediationArranged)
    assert (event.held_at, event.provider, event.place) == (time(10, 30), provider, place)


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("ARRANGED 30 June 2026 10:30, Town Hall", "the place is not known: Town Hall"),
        ("ARRANGED 30 June 2026 10:30 subject to the family", "subject to the family"),
        ("CANNOT ARRANGE nobody is free", "beside the form: nobody is free"),
    ],
)
def test_what_stands_behind_a_form_and_is_not_known_whole_makes_it_wait(
    installed: Installed, says: str, why: str
) -> None:
    reference, ours = referred(installed)

    message = answer(installed, ours, by=REFERRALS, says=says)

    assert message.outcome is Outcome.WAITING
    assert why in message.reason
    assert message.reading is not None
    assert message.reading["reading"] in {"arranged", "cannot_arrange"}
    assert installed.events(reference)[-1] not in {"MediationArranged", "MediationCannotBeArranged"}


def test_a_person_confirms_the_time_of_a_session_with_its_day(installed: Installed) -> None:
    reference, ours = referred(installed)
    waiting = answer(
        installed, ours, by=REFERRALS, says="ARRANGED 30 June 2026 10:30 Town Hall", dmarc="none"
    )
    assert waiting.outcome is Outcome.WAITING

    with installed.world.database.transaction() as connection:
        confirm(connection, installed.world, waiting.id, at=installed.clock())

    facts = installed.case(reference)["events"][-1]["facts"]
    assert (facts["held_on"], facts["held_at"]) == ("2026-06-30", "10:30:00")


def test_it_counts_on_the_day_it_reached_us(installed: Installed) -> None:
    reference = installed.open()
    ours = choice(installed, reference)
    reached = datetime(2026, 6, 15, 22, 59, tzinfo=UTC)  # 23:59 in London
    installed.clock.now = datetime(2026, 6, 18, 9, 0, tzinfo=UTC)

    installed.arrive(mail.answer(ours, by=JO, says="NO MEDIATION", at=reached))

    assert installed.case(reference)["events"][-1]["facts"]["on"] == "2026-06-15"
    duty = next(d for d in installed.case(reference)["duties"] if d["rule"] == "cert_3wd")
    assert duty["due"] == "2026-06-18"


# -- what waits for a person -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dmarc", "reason"),
    [("none", "no_auth_result"), ("fail", "auth_failed"), ("bestguesspass", "no_auth_result")],
)
def test_without_a_pass_it_is_a_suggestion(installed: Installed, dmarc: str, reason: str) -> None:
    reference = installed.open()
    ours = choice(installed, reference)

    message = answer(installed, ours, by=JO, says="NO MEDIATION", dmarc=dmarc)

    assert message.outcome is Outcome.WAITING
    assert reason in message.reason
    assert message.reading is not None
    assert message.reading["reading"] == "declined"
    assert "MediationDeclined" not in installed.events(reference)
    assert [m["id"] for m in installed.case(reference)["incoming"]] == [message.id]


def test_free_words_wait_with_their_suggestion(installed: Installed) -> None:
    reference = installed.open()

    message = answer(
        installed, choice(installed, reference), by=JO, says="We do not want mediation, thank you."
    )

    assert message.outcome is Outcome.WAITING
    assert message.reading is not None
    assert (message.reading["reading"], message.reading["evidence"]) == ("declined", "plain")


def test_another_familys_reply_address_waits(installed: Installed) -> None:
    mine, theirs = installed.open(), installed.open(name="Al Other", email="al@family.test")
    ours = choice(installed, theirs)

    message = answer(installed, ours, by=JO, says="NO MEDIATION")

    assert message.outcome is Outcome.WAITING
    assert "another person" in message.reason
    for reference in (mine, theirs):
        assert "MediationDeclined" not in installed.events(reference)


def test_a_forged_reply_address_waits(installed: Installed) -> None:
    reference = installed.open()
    ours = choice(installed, reference)
    forged = f"help+{reference}.{'0' * 16}@sendiass.test"

    message = answer(installed, ours, by=JO, says="NO MEDIATION", to=forged)

    assert message.outcome is Outcome.WAITING
    assert "MediationDeclined" not in installed.events(reference)


def test_a_conclusion_in_the_future_waits(installed: Installed) -> None:
    reference, _ = referred(installed)
    installed.send(installed.row(reference, Purpose.PROVIDER_TOLD))
    ours = installed.left()[-1]

    message = answer(installed, ours, by=MIDLANDS, says="CONCLUDED 16/06/2026 agreement")

    assert message.outcome is Outcome.WAITING
    assert message.reason
    assert not installed.rows(reference, Purpose.CERTIFICATE)


def test_another_provider_than_the_chosen_one_waits(installed: Installed) -> None:
    reference, _ = referred(installed, provider="Midlands Mediation")
    installed.send(installed.row(reference, Purpose.PROVIDER_TOLD))
    ours = installed.left()[-1]

    message = answer(installed, ours, by=ACCORD, says="CONCLUDED 15/06/2026 agreement")

    assert message.outcome is Outcome.WAITING
    assert not installed.rows(reference, Purpose.CERTIFICATE)


def test_another_roles_form_is_only_a_suggestion(installed: Installed) -> None:
    reference, ours = referred(installed)

    message = answer(installed, ours, by=REFERRALS, says="CONCLUDED 15/06/2026 agreement")

    assert message.outcome is Outcome.WAITING
    assert not installed.rows(reference, Purpose.CERTIFICATE)


def test_two_ways_that_disagree_wait(installed: Installed) -> None:
    mine, other = installed.open(), installed.open(name="Al Other", email="al@family.test")
    ours = choice(installed, mine)
    del ours["Subject"]
    ours["Subject"] = f"Your choice about mediation [{other}]"

    message = answer(installed, ours, by=JO, says="NO MEDIATION")

    assert message.outcome is Outcome.WAITING
    assert message.reading is not None
    assert set(message.reading["suggestions"]) == {mine, other}


def test_our_own_address_as_the_sender_waits(installed: Installed) -> None:
    reference = installed.open()

    message = answer(
        installed, choice(installed, reference), by="help@sendiass.test", says="NO MEDIATION"
    )

    assert message.outcome is Outcome.WAITING
    assert "MediationDeclined" not in installed.events(reference)


def test_what_the_case_refuses_waits_with_the_cases_reason(installed: Installed) -> None:
    reference, ours = referred(installed)
    installed.say(reference, "CaseWithdrawn")

    message = answer(installed, ours, by=REFERRALS, says="ARRANGED 30/06/2026 10:30")

    assert message.outcome is Outcome.WAITING
    assert "withdrawn" in message.reason


def test_one_sender_acts_so_many_times_a_day(installer: Installer) -> None:
    installed = installer(limits_per_sender_a_day="2")
    outcomes = []
    for _ in range(4):
        _, ours = referred(installed)
        outcomes.append(answer(installed, ours, by=REFERRALS, says="RECEIVED").outcome)

    assert outcomes == [Outcome.RECORDED] * 2 + [Outcome.WAITING] * 2


def test_what_others_send_in_a_councils_name_does_not_silence_it(installer: Installer) -> None:
    installed = installer(limits_per_sender_a_day="2")
    _, ours = referred(installed)
    for dmarc in ("fail", "none", "fail"):
        answer(installed, ours, by=REFERRALS, says="ARRANGED 30/06/2026 10:30", dmarc=dmarc)

    assert answer(installed, ours, by=REFERRALS, says="RECEIVED").outcome is Outcome.RECORDED


def test_an_answer_beyond_the_cap_waits_with_its_suggestion(installer: Installer) -> None:
    installed = installer(limits_per_sender_a_day="1")
    _, first = referred(installed)
    _, second = referred(installed)
    answer(installed, first, by=REFERRALS, says="RECEIVED")

    message = answer(installed, second, by=REFERRALS, says="RECEIVED")

    with installed.world.database.transaction() as connection:
        waiting = incoming.list_waiting(connection, Body.ADVISER)
    assert [each.id for each in waiting] == [message.id]
    assert message.reading is not None
    assert message.reading["reading"] == "received"
    assert "in a day" in message.reason


def test_a_servers_substitute_is_set_aside_with_its_case(installed: Installed) -> None:
    reference = installed.open()
    substitute = f"""\
From: Microsoft Exchange Server
Subject: Retrieval using the IMAP4 protocol failed for the following message: 20004

The server couldn't retrieve the following message:

Subject: "Re: Your choice about mediation [{reference}]"
From: "Jo Example" ("jo@family.test")
"""

    message = installed.arrive(substitute.encode())

    assert message.outcome is Outcome.SET_ASIDE
    assert message.reading is not None
    assert (message.reading["from"], message.reading["case"]) == ("jo@family.test", reference)
    assert message.case_id is not None


# -- the adviser's block -----------------------------------------------------------------------


def block(reference: str, outcome: str = "no mediation") -> str:
    return f"Case: {reference}\nOutcome: {outcome}\nDate: 15/06/2026"


def test_the_advisers_block_without_our_question_waits(installed: Installed) -> None:
    reference = installed.open()

    message = installed.arrive(
        mail.letter(
            by=ADVISERS, subject=f"[{reference}]", says=block(reference), at=installed.clock()
        ),
    )

    assert message.outcome is Outcome.WAITING
    assert "Outcome wanted" in message.reason


def asked(installed: Installed) -> tuple[str, EmailMessage]:
    """Give a case in which we have asked the adviser for the outcome, and the question."""
    reference = installed.open()
    installed.clock.now = MONDAY + timedelta(days=16)
    installed.fall()
    installed.send(installed.row(reference, Purpose.OUTCOME_WANTED))
    return reference, installed.left()[-1]


def test_the_advisers_block_answers_our_question_once(installed: Installed) -> None:
    reference, ours = asked(installed)

    first = answer(installed, ours, by=ADVISERS, says=block(reference))
    second = answer(installed, ours, by=ADVISERS, says=block(reference, "withdrawn"))

    assert first.outcome is Outcome.RECORDED
    assert second.outcome is Outcome.WAITING
    assert installed.events(reference).count("MediationDeclined") == 1
    assert "CaseWithdrawn" not in installed.events(reference)


def test_a_block_that_is_no_reply_to_our_question_waits(installed: Installed) -> None:
    reference, _ = asked(installed)

    message = installed.arrive(
        mail.letter(
            by=ADVISERS, subject=f"About [{reference}]", says=block(reference), at=installed.clock()
        ),
    )

    assert message.outcome is Outcome.WAITING


def test_a_block_about_another_case_than_its_thread_waits(installed: Installed) -> None:
    other = installed.open(name="Al Other", email="al@family.test")
    reference, ours = asked(installed)

    message = answer(installed, ours, by=ADVISERS, says=block(other))

    assert message.outcome is Outcome.WAITING
    for each in (reference, other):
        assert "MediationDeclined" not in installed.events(each)


# -- what is never an answer -------------------------------------------------------------------


def test_an_automatic_mark_does_not_outrank_a_person_on_record(installed: Installed) -> None:
    reference = installed.open()
    ours = choice(installed, reference)
    raw = mail.answer(ours, by=JO, says="NO MEDIATION", at=installed.clock())
    raw = raw.replace(b"Subject: ", b"Auto-Submitted: auto-replied\r\nSubject: ", 1)

    message = installed.arrive(raw)

    assert message.outcome is Outcome.WAITING
    assert message.reason == "it is marked as automatic"
    assert message.reading is not None
    assert message.reading["reading"] == "declined"
    assert "MediationDeclined" not in installed.events(reference)


def test_an_absence_notice_is_no_answer(installed: Installed) -> None:
    reference = installed.open()
    ours = choice(installed, reference)
    away = "I am out of the office until Monday 22 June and will answer when I am back."
    raw = mail.answer(ours, by=JO, says=away, at=installed.clock())
    raw = raw.replace(b"Subject: ", b"Auto-Submitted: auto-replied\r\nSubject: ", 1)

    assert installed.arrive(raw).outcome is Outcome.AUTO_REPLY
    assert "MediationDeclined" not in installed.events(reference)


def test_mail_of_no_case_is_not_ours_and_keeps_no_words(installed: Installed) -> None:
    raw = mail.letter(by="shop@shop.test", subject="Offer", says="Chairs for less.")

    message = installed.arrive(raw)

    assert message.outcome is Outcome.NOT_OURS
    box = installed.folder / "mailbox"
    assert len([p for part in ("new", "cur") for p in (box / part).iterdir()]) == 1, "it stays"


def test_the_same_message_again_is_a_duplicate(installed: Installed) -> None:
    reference = installed.open()
    raw = mail.answer(
        choice(installed, reference), by=JO, says="NO MEDIATION", at=installed.clock()
    )

    assert installed.arrive(raw).outcome is Outcome.RECORDED
    assert installed.arrive(
        raw.replace(b"Received: from out.", b"Received: from out2.")
    ).outcome is (Outcome.DUPLICATE)
    assert installed.events(reference).count("MediationDeclined") == 1


def test_what_cannot_be_read_is_set_aside_and_can_be_replayed(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = installed.open()
    raw = mail.answer(
        choice(installed, reference), by=JO, says="NO MEDIATION", at=installed.clock()
    )

    def broken(*_arguments: object, **_more: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(module, "machine_kind", broken)
        message = installed.arrive(raw)

    assert message.outcome is Outcome.SET_ASIDE
    assert "ZeroDivisionError" in message.reason
    with installed.world.database.transaction() as connection:
        assert incoming.replay(connection, message.id)
    module.read_all(installed.world, now=installed.clock)
    assert installed.events(reference)[-1] == "MediationDeclined"


# -- delivery reports --------------------------------------------------------------------------


def test_a_bounce_of_mail_that_is_not_ours_is_not_ours(installed: Installed) -> None:
    stranger = EmailMessage()
    stranger["Message-ID"], stranger["Subject"] = "<abc@elsewhere.test>", "Offer"
    stranger["Reply-To"] = "help@sendiass.test"

    message = installed.arrive(mail.bounce(stranger, failed=JO))

    assert message.outcome is Outcome.NOT_OURS


def test_a_bounced_certificate_goes_by_post_with_number_and_date(installed: Installed) -> None:
    reference = installed.open(family_address="1 High Street; Leicester; LE1 1ZZ")
    installed.say(reference, "MediationDeclined")
    installed.send(installed.row(reference, Purpose.CERTIFICATE))
    ours = installed.left()[-1]
    (before,) = installed.case(reference)["certificates"]
    installed.clock.pass_by(days=1)

    message = installed.arrive(mail.bounce(ours, failed=JO))
    installed.clock.pass_by(days=1)
    installed.send_all()

    assert message.outcome is Outcome.BOUNCE
    assert "DeliveryFailed" in installed.events(reference)
    (after,) = installed.case(reference)["certificates"]
    assert after == before
    # What was still to go to the dead address is posted too.
    (letter,) = [p for p in installed.printed() if "certificate" in p.name]
    text = pdf_text(letter.read_bytes())
    assert before["number"] in text
    assert "15 June 2026" in text
    kinds = [r.letter.kind for r in installed.rows(reference, Purpose.ADVISER_NOTICE)]
    assert any("fail" in kind or "bounce" in kind or "deliver" in kind for kind in kinds), kinds


def test_the_same_bounce_twice_posts_once(installed: Installed) -> None:
    reference = installed.open(family_address="1 High Street; Leicester; LE1 1ZZ")
    installed.say(reference, "MediationDeclined")
    installed.send(installed.row(reference, Purpose.CERTIFICATE))
    ours = installed.left()[-1]

    for _ in range(2):
        installed.arrive(mail.bounce(ours, failed=JO))
    installed.send_all()

    assert len([r for r in installed.rows(reference, Purpose.CERTIFICATE) if r.letter.by_post]) == 1


def test_nothing_more_goes_to_a_dead_address(installed: Installed) -> None:
    reference = installed.open(family_address="1 High Street; Leicester; LE1 1ZZ")
    installed.say(reference, "MediationDeclined")
    installed.send(installed.row(reference, Purpose.CERTIFICATE))
    installed.arrive(mail.bounce(installed.left()[-1], failed=JO))
    installed.send_all()
    number = installed.case(reference)["certificates"][0]["number"]
    before = [m for m in installed.left() if JO in str(m["To"])]

    printed = len(installed.printed())
    installed.say(reference, "CopyRequested", {"number": number})
    installed.send_all()

    assert len([m for m in installed.left() if JO in str(m["To"])]) == len(before)
    assert len(installed.printed()) == printed + 1
    again = {"number": number, "family_email": "jo.new@family.test"}
    installed.say(reference, "CopyRequested", again)
    installed.send_all()
    assert any("jo.new@family.test" in str(m["To"]) for m in installed.left())


def test_an_attachment_is_kept_apart_and_never_sent_on(installed: Installed) -> None:
    reference = installed.open()
    raw = mail.answer(choice(installed, reference), by=JO, says="Here is the report you asked for.")
    message = mail.read(raw)
    message.add_attachment(
        b"MZ not run", maintype="application", subtype="pdf", filename="../r.pdf"
    )

    arrived = installed.arrive(message.as_bytes(policy=SMTP))

    assert arrived.outcome is Outcome.WAITING
    assert arrived.reading
    (kept,) = arrived.reading["attachments"]
    assert kept["name"] == "r.pdf"
    with installed.world.database.transaction() as connection:
        content = installed.world.documents.get(connection, kept["sha256"])
    assert content == b"MZ not run"
    installed.send_all()
    assert not any(b"MZ not run" in bytes(m) for m in installed.left())

"""From trigger to certificate, for each ground, on real mail."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import redis

from tests.flow import mail
from tests.flow.pdf import pdf_text
from tests.flow.place import ADVISERS, MIDLANDS, REFERRALS
from tests.round_trip.service import Service, eventually
from worker.deadlines.london import london_date

TODAY = london_date(datetime.now(UTC))
A_WHILE_AGO = TODAY - timedelta(days=35)


def open_case(service: Service, *, name: str, child: str, informed: date = TODAY) -> str:
    """Open a case in which the information was given, by what an adviser enters after a call."""
    told = service.command(
        "record", "new", "AdviserContacted", "--on", informed.isoformat(), "--leave", "--json",
        "--set", f"family_name={name}", "--set", f"family_email={address(name)}",
        "--set", f"child_name={child}", "--set", "child_date_of_birth=2016-05-09",
    )  # fmt: skip
    reference = str(json.loads(told)["reference"])
    sent = (informed - timedelta(days=10)).isoformat()
    enter(service, reference, "DecisionNotified", "--on", sent, "--set", "type=no_plan")
    enter(service, reference, "InformationGiven", "--on", informed.isoformat())
    return reference


def enter(service: Service, reference: str, *what: str) -> None:
    service.command("record", reference, *what, "--leave")


def address(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@family.test"


def reply(service: Service, ours: EmailMessage, *, by: str, says: str) -> None:
    service.inbox.deliver(mail.answer(ours, by=by, says=says))


def certificate_of(service: Service, reference: str, name: str) -> EmailMessage:
    """Give the certificate email once it has left and its proof stands in the case."""
    message = service.wait_for(address(name), f"Your mediation certificate [{reference}]")
    eventually(
        lambda: [c for c in service.case(reference)["certificates"] if c["issued_on"]],
        what="issue date",
    )
    return message


def check_certificate(
    service: Service, reference: str, *, name: str, child: str, ground: str, words: str
) -> None:
    """Check the one certificate of a case from every side."""
    message = certificate_of(service, reference, name)
    case = service.case(reference)
    (certificate,) = case["certificates"]
    assert certificate["ground"] == ground
    assert certificate["issued_on"] == TODAY.isoformat()
    (row,) = [o for o in case["outgoing"] if o["purpose"] == "certificate"]
    assert row["status"] == "sent"
    assert row["to"] == address(name)
    assert row["message_id"] == message["Message-ID"]
    assert row["certificate"] == certificate["number"]
    assert row["response"].startswith("2")
    check_headers(message, name=name, child=child)
    check_body(message, number=certificate["number"], child=child, words=words)
    check_pdf(message, number=certificate["number"], name=name, child=child)
    duty = next(d for d in case["duties"] if d["rule"] == "cert_3wd")
    assert (duty["state"], duty["in_time"]) == ("met", True)
    assert [e["name"] for e in case["events"]].count("CertificateIssued") == 1
    # Nothing else was promised: no second certificate for anybody, by any way.
    assert len(service.sent(address(name), "Your mediation certificate")) == 1


def check_headers(message: EmailMessage, *, name: str, child: str) -> None:
    for word in (*name.split(), *child.split(), "SEND"):
        assert word not in message["Subject"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(
        r"help\+LEI-\d\d-\d{5}-[A-Z]\.[0-9a-f]{16}@sendiass\.test", mail.reply_to(message)
    )


def check_body(message: EmailMessage, *, number: str, child: str, words: str) -> None:
    body = " ".join(mail.text_of(message).split())
    assert f"Certificate number: {number}" in body
    assert f"Date on the certificate: {_day(TODAY)}" in body
    assert words in body
    assert "two months after the council sent its decision letter:" in body
    assert "one month after the date on your certificate:" in body
    for part in message.walk():
        if part.get_content_maintype() == "text":
            assert child not in part.get_content()


def check_pdf(message: EmailMessage, *, number: str, name: str, child: str) -> None:
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    text = pdf_text(attachment.get_content())
    for words in (number, name, child, _day(TODAY), "9 May 2016"):
        assert words in text


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def check_filed(service: Service, reference: str, *, count: int) -> None:
    """Check that what was read lies in Mediation/Done and nowhere else."""

    def lies_there() -> bool:
        done = [
            raw for raw in service.folder("Mediation/Done").messages() if reference.encode() in raw
        ]
        left = [raw for raw in service.inbox.messages() if reference.encode() in raw]
        return len(done) == count and not left

    eventually(lies_there, what=f"{count} messages in Mediation/Done alone")
    incoming = service.case(reference)["incoming"]
    assert [m["outcome"] for m in incoming] == ["recorded"] * count


def test_ground_a_the_family_writes_no(service: Service) -> None:
    name, child = "Amina Yusufzai", "Idrissa Yusufzai"
    reference = open_case(service, name=name, child=child)
    choice = service.wait_for(address(name), "Your choice about mediation")

    reply(service, choice, by=address(name), says="NO MEDIATION")

    check_certificate(
        service,
        reference,
        name=name,
        child=child,
        ground="A",
        words="you told us that you do not want to mediate",
    )
    check_filed(service, reference, count=1)


def test_ground_b_the_session_takes_place(service: Service) -> None:
    name, child = "Tomasz Wrobelski", "Zofia Wrobelska"
    reference = open_case(service, name=name, child=child, informed=TODAY - timedelta(days=20))
    choice = service.wait_for(address(name), "Your choice about mediation")

    reply(service, choice, by=address(name), says="YES MEDIATION Midlands Mediation")
    referral = service.wait_for(REFERRALS, f"Mediation to arrange by day 30 [{reference}]")
    told = eventually(
        lambda: [m for m in service.sent(MIDLANDS, "") if reference in m["Subject"]],
        what="word to the provider",
    )[0]
    reply(
        service,
        referral,
        by=REFERRALS,
        says=f"ARRANGED {TODAY:%d/%m/%Y} 10:30 Midlands Mediation",
    )
    service.wait_for(address(name), "")
    eventually(lambda: service.case(reference)["stage"] == "arranged", what="session in the case")
    reply(service, told, by=MIDLANDS, says=f"CONCLUDED {TODAY:%d/%m/%Y} agreement")

    check_certificate(
        service, reference, name=name, child=child, ground="B", words="Your mediation ended on"
    )
    check_filed(service, reference, count=3)


def test_ground_c_the_authority_cannot_arrange(service: Service) -> None:
    name, child = "Gail Penhallow", "Rosser Penhallow"
    reference = open_case(service, name=name, child=child)
    enter(service, reference, "MediationRequested", "--set", "provider=Accord East")
    referral = service.wait_for(REFERRALS, f"Mediation to arrange by day 30 [{reference}]")

    reply(service, referral, by=REFERRALS, says="CANNOT ARRANGE")

    check_certificate(
        service, reference, name=name, child=child, ground="C", words="You can still have mediation"
    )
    check_filed(service, reference, count=1)


def test_ground_c_deemed_after_day_30_by_the_adviser(service: Service) -> None:
    name, child = "Rosalind Delgadillo", "Mateo Delgadillo"
    reference = open_case(service, name=name, child=child, informed=A_WHILE_AGO)
    enter(service, reference, "FamilyToldAuthority", "--on", A_WHILE_AGO.isoformat())
    enter(
        service, reference, "MediationRequested", "--on", A_WHILE_AGO.isoformat(),
        "--set", "provider=Accord East",
    )  # fmt: skip
    eventually(
        lambda: [m for m in service.sent(ADVISERS, "") if reference in m["Subject"]],
        what="question to the adviser",
    )
    assert not service.sent(address(name), "Your mediation certificate")

    enter(service, reference, "MediationCannotBeArranged", "--set", "reason=nothing by day 30")

    check_certificate_late(service, reference, name=name, child=child)


def check_certificate_late(service: Service, reference: str, *, name: str, child: str) -> None:
    message = certificate_of(service, reference, name)
    (certificate,) = service.case(reference)["certificates"]
    assert (certificate["ground"], certificate["issued_on"]) == ("C", TODAY.isoformat())
    check_headers(message, name=name, child=child)
    check_pdf(message, number=certificate["number"], name=name, child=child)
    assert len(service.sent(address(name), "Your mediation certificate")) == 1


def test_the_adviser_answers_for_the_family(service: Service) -> None:
    name, child = "Lewis Okonkwo", "Ada Okonkwo"
    reference = open_case(service, name=name, child=child, informed=A_WHILE_AGO)
    question = service.wait_for(ADVISERS, f"Outcome wanted [{reference}]")

    said = f"Case: {reference}\nOutcome: no mediation\nDate: {TODAY:%d/%m/%Y}"
    reply(service, question, by=ADVISERS, says=said)

    check_certificate(
        service,
        reference,
        name=name,
        child=child,
        ground="A",
        words="you told us that you do not want to mediate",
    )
    check_filed(service, reference, count=1)


# -- what holds for all of them, when they are over --------------------------------------------


def test_every_message_of_the_mailbox_is_recorded(service: Service) -> None:
    counts: list[dict[str, Any]] = json.loads(service.command("mailbox", "check", "--json"))

    assert {row["folder"]: row["difference"] for row in counts} == dict.fromkeys(
        (
            "INBOX",
            "Mediation/Done",
            "Mediation/Machine",
            "Mediation/Set aside",
            "Mediation/Waiting",
        ),
        0,
    )


def test_the_queue_holds_ids_and_the_logs_no_persons(service: Service) -> None:
    words = [
        w
        for name in ("Amina Yusufzai", "Tomasz Wrobelski", "Gail Penhallow", "Lewis Okonkwo")
        for w in (*name.split(), address(name))
    ]
    words += ["Idrissa", "Zofia", "@council.test", "@midlands.test", "NO MEDIATION"]

    log = service.log_text()
    assert "event recorded" in log
    assert [w for w in words if w in log] == []
    if service.redis_url:
        kept = everything_in(service.redis_url)
        assert [w for w in words if w.encode() in kept] == []


def everything_in(redis_url: str) -> bytes:
    with redis.Redis.from_url(redis_url) as client:
        found = [each for key in client.scan_iter() for each in (key, _value(client, key))]
    return b"\n".join(found)


def _value(client: "redis.Redis", key: bytes) -> bytes:
    dump = client.dump(key)
    return bytes(dump) if dump else b""


@pytest.fixture(autouse=True)
def _tell_what_the_processes_said(service: Service, request: pytest.FixtureRequest) -> Any:
    yield
    troubles = [line for line in service.log_text().splitlines() if '"level": "error"' in line]
    assert troubles == []

"""Who wrote a message, on examples in the shapes of many mail programs and languages.

Each example is a file of corpus/, in a folder named by its kind. They were written for
this test; every name in them is invented.
"""

from pathlib import Path

import pytest

from worker.inbox.machine.kind import Machine, machine_kind
from worker.inbox.message.message import Message, read_message

CORPUS = Path(__file__).parent / "corpus"
OUR_ID = "<1ba599911b0e6b461c84@sendiass.example>"
OUR_ADDRESS = "sendiass+LEI-26-00026-M.8728c5a4d88d2acb@sendiass.example"


def example(name: str) -> Message:
    message = read_message((CORPUS / f"{name}.eml").read_bytes())
    assert isinstance(message, Message)
    return message


def names(kind: str) -> list[str]:
    return sorted(f"{kind}/{path.stem}" for path in (CORPUS / kind).glob("*.eml"))


@pytest.mark.parametrize("name", names("bounce"))
def test_delivery_report_is_a_bounce(name: str) -> None:
    assert machine_kind(example(name)).kind == "bounce"


@pytest.mark.parametrize("name", names("auto_reply"))
def test_automatic_mail_is_an_auto_reply(name: str) -> None:
    assert machine_kind(example(name)).kind == "auto_reply"


@pytest.mark.parametrize("name", names("person"))
def test_words_of_a_person_are_a_persons(name: str) -> None:
    assert machine_kind(example(name)) == Machine(kind="person")


def test_every_kind_has_its_examples() -> None:
    assert len(names("bounce")) >= 50
    assert len(names("auto_reply")) >= 30
    assert len(names("person")) >= 20


@pytest.mark.parametrize("name", names("bounce") + names("auto_reply"))
def test_machine_mail_says_why_it_is_taken_for_that(name: str) -> None:
    assert machine_kind(example(name)).because


# What a report says: file, action, status, failed address.
REPORTS = [
    ("postfix", "failed", "5.1.1", "jo@mail.example"),
    ("postfix_delayed", "delayed", "4.4.1", "jo@mail.example"),
    ("given_up_after_days", "failed", "4.4.7", "jo@mail.example"),
    ("m365_german", "failed", "5.1.10", "jo@mail.example"),
    ("internationalised", "failed", "5.1.1", "jo@mail.example"),
    ("headers_only_returned", "failed", "5.1.1", "jo@mail.example"),
    ("status_part_in_base64", "failed", "5.1.1", "jo@mail.example"),
    ("status_without_dots", "failed", "5.1.1", "jo@mail.example"),
    ("original_recipient_in_xtext", "failed", "5.1.1", "jo@mail.example"),
    # The address we wrote to, not the one behind the alias; the server's code, not the general one.
    ("original_recipient_behind_alias", "failed", "5.2.2", "jo@mail.example"),
    # A failure is worth more than a delay in the same report.
    ("one_failed_one_delayed", "failed", "5.1.1", "sam@mail.example"),
    ("sieve_reject", "failed", "", "jo@mail.example"),
    ("fields_in_plain_text", "failed", "5.1.1", "jo@mail.example"),
    ("qmail", "failed", "5.1.1", "jo@mail.example"),
    ("qmail_without_daemon_name", "failed", "5.2.1", "jo@mail.example"),
    ("exim", "failed", "", "jo@mail.example"),
    ("exim_delay", "delayed", "", "jo@mail.example"),
    ("exim_frozen", "delayed", "", "jo@mail.example"),
    ("exchange_5_5", "failed", "", "jo@mail.example"),
    ("gmail_old", "failed", "5.1.1", "jo@mail.example"),
    ("gmail_delay", "delayed", "", "jo@mail.example"),
    ("sendmail_warning", "delayed", "", "jo@mail.example"),
    ("domino", "failed", "", "jo@mail.example"),
    ("lotus_notes", "failed", "", "jo@mail.example"),
    ("groupwise", "failed", "", "jo@mail.example"),
    ("aol", "failed", "", "jo@mail.example"),
    ("yahoo", "failed", "5.1.1", "jo@mail.example"),
    ("imail", "failed", "", "jo@mail.example"),
    ("mdaemon", "failed", "5.1.1", "jo@mail.example"),
    ("james", "failed", "5.1.1", "jo@mail.example"),
    ("courier", "failed", "5.1.1", "jo@mail.example"),
    ("mimecast", "failed", "5.1.1", "jo@mail.example"),
    ("symantec_gateway", "failed", "", "jo@mail.example"),
    ("barracuda", "failed", "", "jo@mail.example"),
    ("interscan", "failed", "", "jo@mail.example"),
    ("mail_ru", "failed", "", "jo@mail.example"),
    ("sina", "failed", "", "jo@mail.example"),
    ("docomo", "failed", "", "jo@mail.example"),
    ("kddi", "failed", "", "jo@mail.example"),
    ("french_gateway", "failed", "", "jo@mail.example"),
    ("unknown_language", "failed", "5.1.1", "jo@mail.example"),
    ("one_line", "failed", "", "jo@mail.example"),
]


@pytest.mark.parametrize(("name", "action", "status", "address"), REPORTS)
def test_report_names_address_and_reason(name: str, action: str, status: str, address: str) -> None:
    found = machine_kind(example(f"bounce/{name}"))

    assert (found.action, found.status, found.failed_recipients) == (action, status, (address,))
    assert found.permanent is (action == "failed")


@pytest.mark.parametrize("name", ["postfix_delivered", "exchange_relayed"])
def test_success_names_no_failed_address(name: str) -> None:
    found = machine_kind(example(f"bounce/{name}"))

    assert (found.action, found.permanent, found.failed_recipients) == ("delivered", False, ())


# Where a report tells which message of ours it is about.
@pytest.mark.parametrize(
    "name",
    [
        "postfix",  # the message returned as a part
        "headers_only_returned",  # its header as a part
        "qmail",  # its header quoted in the text
        "sieve_reject",
    ],
)
def test_report_leads_to_our_message(name: str) -> None:
    assert machine_kind(example(f"bounce/{name}")).about[0] == OUR_ID


def test_reply_in_thread_leads_to_our_message() -> None:
    assert machine_kind(example("auto_reply/outlook_automatic_reply")).about == (OUR_ID,)


@pytest.mark.parametrize("name", ["postfix", "aol", "one_line"])
def test_report_keeps_the_address_it_was_sent_to(name: str) -> None:
    assert machine_kind(example(f"bounce/{name}")).our_addresses[0] == OUR_ADDRESS


def test_returned_header_gives_our_address_when_the_report_went_elsewhere() -> None:
    found = machine_kind(example("bounce/fml_not_a_member"))

    assert OUR_ADDRESS in found.our_addresses


def report(words: str, *headers: str) -> Machine:
    head = [*headers, "To: help@sendiass.test"]
    message = read_message("\r\n".join([*head, "", words, ""]).encode())
    assert isinstance(message, Message)
    return machine_kind(message)


def test_display_name_of_a_mail_program_is_a_sign() -> None:
    words = "jo@mail.example could not be delivered: 550 no"

    found = report(words, "From: Mail Delivery System <m1@x.test>", "Subject: Hello")

    assert (found.kind, found.failed_recipients) == ("bounce", ("jo@mail.example",))


def test_reason_alone_is_a_report_from_a_daemon() -> None:
    found = report("Unknown user: jo@mail.example", "From: MAILER-DAEMON@x.test", "Subject: Hello")

    assert (found.kind, found.failed_recipients) == ("bounce", ("jo@mail.example",))


def test_success_in_words_is_no_failure() -> None:
    words = "Your message was delivered to jo@mail.example"

    found = report(words, "From: MAILER-DAEMON@x.test", "Subject: Delivery report")

    assert (found.action, found.permanent, found.failed_recipients) == ("delivered", False, ())

"""What waits in the mailbox, as somebody at a terminal deals with it."""

import json
import re
from pathlib import Path

import pytest

from tests.commands.run import run
from tests.commands.test_cases import FAMILY, TODAY, case, refuses, says
from tests.flow import mail
from tests.flow.place import REFERRALS
from tests.servers.maildir import Maildir

Environment = dict[str, str]
FOOTER = "Visit our website for term dates"
COLLEAGUE = "kwame@council.test"


@pytest.fixture
def reference(environment: Environment) -> str:
    """Return a case whose referral has gone to the authority."""
    told = says(environment, "record", "new", "AdviserContacted", *FAMILY, "--leave", "--json")
    made = str(json.loads(told)["reference"])
    says(
        environment, "record", made, "DecisionNotified", "--on", TODAY.isoformat(),
        "--set", "type=no_plan", "--leave",
    )  # fmt: skip
    says(environment, "record", made, "InformationGiven", "--leave")
    says(environment, "record", made, "MediationRequested", "--set", "provider=Accord East")
    return made


def arrive(
    environment: Environment, *, words: str, by: str = REFERRALS, dmarc: str = "pass"
) -> None:
    """Let an answer to the referral reach the mailbox and be read."""
    place = Path(environment["MEDIATION_CONFIG"]).parent
    ours = next(
        message
        for raw in Maildir(path=place / "post").messages()
        if (message := mail.read(raw))["To"].addresses[0].addr_spec == REFERRALS
    )
    raw = mail.answer(ours, by=by, says=words, dmarc=dmarc)
    Maildir(path=place / "mailbox").deliver(raw)
    says(environment, "mailbox", "read")


# -- waiting -----------------------------------------------------------------------------------


def test_the_list_says_who_what_and_why(environment: Environment, reference: str) -> None:
    arrive(environment, words=f"CANNOT ARRANGE\n\n{FOOTER}\x1b[2J", dmarc="fail")

    told = says(environment, "mailbox", "waiting")

    for words in (
        f"    1  {TODAY}", reference, REFERRALS, "Re: ", f'"CANNOT ARRANGE {FOOTER}',
        "may say: cannot_arrange",
        "It waits because our mail server could not confirm that it came from this address",
    ):  # fmt: skip
        assert words in told
    assert "auth_failed" not in told
    assert "\x1b" not in told


def test_the_list_as_json_has_the_keys_of_the_readme(
    environment: Environment, reference: str
) -> None:
    arrive(environment, words="CANNOT ARRANGE", dmarc="fail")
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    documented = re.search(r"\| `mailbox waiting --json` \| a list of `([^`]*)`", readme)

    (row,) = json.loads(says(environment, "mailbox", "waiting", "--json"))

    assert documented
    assert list(row) == documented[1].split(", ")
    assert (row["case"], row["sender"]) == (reference, REFERRALS)
    assert row["due_by"].endswith("T17:00:00+00:00")


# -- confirm -----------------------------------------------------------------------------------


WORDS = "It lies on my desk."
RING = "Ring us on Mondays"


def test_lines_of_the_footer_are_chosen_by_number(environment: Environment, reference: str) -> None:
    arrive(environment, words=f"{WORDS}\n\n{FOOTER}\n{RING}")
    command = ("mailbox", "confirm", "1", "--footer-line")

    told = refuses(environment, *command, "4", "--says", "received")
    assert f"1: {WORDS}; 2: {FOOTER}; 3: {RING}" in told
    told = says(environment, *command, "2", "--says", "received")
    assert told.splitlines() == [
        f"L1: known of Test Council: {FOOTER}",
        f"message 1: ReferralReceived recorded in {reference}",
    ]
    # What was confirmed can still have its lines added, and is not recorded again.
    assert says(environment, *command, "2") == f"L2: known of Test Council: {RING}\n"
    events = [event["name"] for event in case(environment, reference)["events"]]
    assert events.count("ReferralReceived") == 1


@pytest.mark.usefixtures("reference")
def test_each_line_is_asked_for_by_itself(environment: Environment) -> None:
    arrive(environment, words=f"{WORDS}\n\n{FOOTER}\nThe folder is held here\n{RING}")

    done = run(
        "mailbox", "confirm", "1", "--footer", "--says", "received",
        environment=environment, answers="n\nn\ny\n",
    )  # fmt: skip

    assert done.exit_code == 0, done.stderr
    assert 'cannot be a known line: it has a word of an answer: "held"' in done.stdout
    assert says(environment, "mailbox", "known") == f"L1  Test Council: {RING}\n"


def test_who_breaks_off_has_recorded_nothing(environment: Environment, reference: str) -> None:
    arrive(environment, words=f"{WORDS}\n\n{FOOTER}\n{RING}")

    done = run(
        "mailbox", "confirm", "1", "--footer", "--says", "received",
        environment=environment, answers="y\ny\n",
    )  # fmt: skip

    assert done.exit_code == 1
    assert "no line and no contact" in says(environment, "mailbox", "known")
    assert len(json.loads(says(environment, "mailbox", "waiting", "--json"))) == 1
    assert case(environment, reference)["stage"] == "arranging"


def test_a_colleague_becomes_a_contact_and_can_be_taken_back(
    environment: Environment, reference: str
) -> None:
    arrive(environment, words="RECEIVED", by=COLLEAGUE)

    told = says(environment, "mailbox", "confirm", "1", "--add-contact")

    assert told.splitlines() == [
        f"C1: {COLLEAGUE} writes for Test Council",
        f"message 1: ReferralReceived recorded in {reference}",
    ]
    assert says(environment, "mailbox", "known") == (
        f"C1  Test Council (authority): no name <{COLLEAGUE}>\n"
    )
    assert "C1 is taken back" in says(environment, "mailbox", "known", "--revoke", "c1")
    assert "not in force" in refuses(environment, "mailbox", "known", "--revoke", "C1")


def test_nothing_is_recorded_when_a_line_or_contact_is_refused(
    environment: Environment, reference: str
) -> None:
    arrive(environment, words="RECEIVED", by="kwame@gmail.com")

    told = refuses(environment, "mailbox", "confirm", "1", "--add-contact")

    assert "anybody may have an address at gmail.com" in told
    assert case(environment, reference)["stage"] == "arranging"
    assert len(json.loads(says(environment, "mailbox", "waiting", "--json"))) == 1

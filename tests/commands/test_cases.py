"""What a person enters, and what the lists then show."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.commands.run import run
from tests.servers.maildir import Maildir
from worker.deadlines.london import london_date

TODAY = london_date(datetime.now(UTC))
FAMILY = (
    "--set", "family_name=Jo Example", "--set", "family_email=jo@family.test",
    "--set", "child_name=Kim Sample", "--set", "child_date_of_birth=2016-05-09",
)  # fmt: skip

Environment = dict[str, str]


def says(environment: Environment, *arguments: str) -> str:
    done = run(*arguments, environment=environment)
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def refuses(environment: Environment, *arguments: str, status: int = 2) -> str:
    """Run a command that must fail; gives what it says, all of it on standard error."""
    done = run(*arguments, environment=environment)
    assert done.exit_code == status, done.output
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def open_case(environment: Environment) -> str:
    told = says(environment, "record", "new", "AdviserContacted", *FAMILY, "--leave", "--json")
    return str(json.loads(told)["reference"])


def case(environment: Environment, reference: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(says(environment, "case", reference, "--json"))
    return told


# -- record ------------------------------------------------------------------------------------


def test_a_person_enters_a_case_from_contact_to_certificate(environment: Environment) -> None:
    reference = open_case(environment)
    sent = (TODAY - timedelta(days=10)).isoformat()
    says(
        environment, "record", reference, "DecisionNotified", "--on", sent,
        "--set", "type=no_plan", "--leave",
    )  # fmt: skip
    says(environment, "record", reference, "information given", "--leave")
    told = says(environment, "record", reference.lower(), "MediationDeclined")

    assert "certificate to" in told
    shown = case(environment, reference)
    assert shown["stage"] == "certified"
    assert [e["name"] for e in shown["events"]][:4] == [
        "AdviserContacted",
        "DecisionNotified",
        "InformationGiven",
        "MediationDeclined",
    ]
    assert [c["ground"] for c in shown["certificates"]] == ["A"]
    subjects = [raw for raw in posted(environment) if b"Your mediation certificate" in raw]
    assert len(subjects) == 1


def posted(environment: Environment) -> list[bytes]:
    return Maildir(path=Path(environment["MEDIATION_CONFIG"]).parent / "post").messages()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("LEI-26-99999-A", "AdviserContacted"), "no case LEI-26-99999-A"),
        (("{case}", "Contacted"), "no event 'Contacted': the events are"),
        (("{case}", "CertificateIssued"), "no event 'CertificateIssued'"),
        (
            ("{case}", "DecisionNotified", "--set", "type=no_plan", "--on", "31/06/2026"),
            "31/06/2026",
        ),
        (
            ("{case}", "DecisionNotified", "--set", "type=no_plan", "--on", "2199-01-01"),
            "in the future",
        ),
        (("{case}", "DecisionNotified", "--set", "type=maybe"), "type"),
        (("{case}", "DecisionNotified"), "type"),
        (("{case}", "DecisionNotified", "--set", "colour=red"), "has no 'colour'"),
        (("{case}", "DecisionNotified", "--set", "type"), "write KEY=VALUE"),
        (
            ("{case}", "MediationArranged", "--set", "held_on=2026-07-01"),
            "cannot be recorded while the case",
        ),
        (("{case}", "MediationConcluded", "--by", "family"), "cannot be said by the family"),
        (("{case}", "AdviserContacted", "--set", "family_email=jo@x@y"), "family_email"),
        (("{case}", "AdviserContacted", "--set", "family_name=Jo\nBcc: al@x.test"), "family_name"),
        (("{case}", "AdviserContacted", "--set", "person=7"), "has no party '7'"),
        (("new", "AdviserContacted"), "family_name"),
        (
            ("new", "AdviserContacted", *FAMILY, "--set", "adviser=nobody@x.test"),
            "not on the staff",
        ),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_changes_nothing(
    environment: Environment, arguments: tuple[str, ...], words: str
) -> None:
    reference = open_case(environment)
    before = json.loads(says(environment, "cases", "--json")), case(environment, reference)

    told = refuses(environment, "record", *(a.format(case=reference) for a in arguments))

    assert words in told
    assert (
        json.loads(says(environment, "cases", "--json")),
        case(environment, reference),
    ) == before


def test_the_same_fact_again_is_said_to_be_a_repeat(environment: Environment) -> None:
    reference = open_case(environment)

    told = says(environment, "record", reference, "AdviserContacted", "--leave", "--json")

    assert json.loads(told)["repeat"] is True
    assert json.loads(told)["letters"] == []


# -- lists -------------------------------------------------------------------------------------


def test_json_is_one_document_with_the_keys_of_the_readme(environment: Environment) -> None:
    reference = open_case(environment)
    shown = case(environment, reference)
    listed = json.loads(says(environment, "cases", "--json"))
    due = json.loads(says(environment, "due", "--json"))

    assert set(shown) == {
        "reference", "stage", "parties", "events", "duties", "outgoing", "certificates", "incoming",
    }  # fmt: skip
    assert set(shown["duties"][0]) >= {
        "rule", "about", "owed_by", "due", "state", "met_on", "in_time",
    }  # fmt: skip
    assert set(shown["outgoing"][0]) >= {
        "id", "purpose", "kind", "to", "by_post", "status", "not_before", "message_id", "sent_at",
        "certificate", "response", "trouble", "attachments",
    }  # fmt: skip
    assert [set(row) for row in listed] == [{"reference", "stage", "opened", "next_due", "late"}]
    assert listed[0]["reference"] == reference
    assert all(set(row) >= {"reference", "stage", "rule", "due", "state"} for row in due)


def test_an_empty_installation_says_so(environment: Environment) -> None:
    assert says(environment, "cases") == "no cases\n"
    assert says(environment, "due") == "nothing is due\n"
    assert json.loads(says(environment, "cases", "--json")) == []
    assert says(environment, "mailbox", "waiting") == "nothing waits\n"


def test_lists_read_as_text_too(environment: Environment) -> None:
    reference = open_case(environment)

    assert reference in says(environment, "cases")
    assert reference in says(environment, "due")
    text = says(environment, "case", reference)
    for words in (
        reference,
        "AdviserContacted",
        "due",
        "letters",
        "1  information: waits to be sent",
    ):
        assert words in text


@pytest.mark.parametrize("arguments", [("case", "LEI-26-00001-V"), ("stop", "LEI-26-00001-V")])
def test_a_case_that_is_not_there(environment: Environment, arguments: tuple[str, ...]) -> None:
    assert "no case LEI-26-00001-V" in refuses(environment, *arguments)


# -- stop, timers, mailbox, run ----------------------------------------------------------------


def test_nothing_to_stop(environment: Environment) -> None:
    reference = open_case(environment)

    assert "no certificate waits" in refuses(environment, "stop", reference)


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01", ""])
def test_a_moment_that_is_none(environment: Environment, at: str) -> None:
    arguments = ("timers", "--at", at or " ")

    assert "--at" in refuses(environment | {"MEDIATION_MODE": "rehearsal"}, *arguments)


def test_another_moment_is_refused_in_live_mode(environment: Environment) -> None:
    assert "live mode" in refuses(environment, "timers", "--at", "2026-07-01")


def test_timers_run_as_if_it_were_then(environment: Environment) -> None:
    rehearsal = environment | {"MEDIATION_MODE": "rehearsal"}
    reference = open_case(rehearsal)
    later = (TODAY + timedelta(days=60)).isoformat()

    told = says(rehearsal, "timers", "--at", later)

    assert "timers fell" in told
    assert not told.startswith("0 timers")
    assert "TimerFell" in [e["name"] for e in case(rehearsal, reference)["events"]]


def test_an_empty_mailbox_is_read_and_counted(environment: Environment) -> None:
    assert says(environment, "mailbox", "read").startswith("0 messages were new")
    counted = json.loads(says(environment, "mailbox", "check", "--json"))
    assert {row["difference"] for row in counted} == {0}


def test_what_nobody_recorded_is_a_difference_and_a_failure(environment: Environment) -> None:
    place = Path(environment["MEDIATION_CONFIG"]).parent
    Maildir(path=place / "mailbox").deliver(b"From: a@x.test\r\nSubject: x\r\n\r\nhello\r\n")

    done = run("mailbox", "check", "--json", environment=environment)

    assert done.exit_code == 1
    counted = {row["folder"]: row["difference"] for row in json.loads(done.stdout)}
    assert counted["INBOX"] == 1


@pytest.mark.parametrize("what", ["replay", "confirm"])
def test_a_message_that_is_not_there(environment: Environment, what: str) -> None:
    assert "message 7" in refuses(environment, "mailbox", what, "7")


def test_without_a_mailbox_it_says_which_setting(environment: Environment) -> None:
    told = refuses(environment | {"MEDIATION_ADVISER_MAILBOX_URL": ""}, "mailbox", "read", status=1)
    assert "mailbox_url" in told


@pytest.mark.parametrize(
    ("only", "words"), [("timers", "queue_url"), ("jobs,letters", "no part letters")]
)
def test_parts_that_cannot_run(environment: Environment, only: str, words: str) -> None:
    assert words in refuses(environment, "run", "--only", only)


# -- acknowledge -------------------------------------------------------------------------------

HEADER = "received_on,family_name,child_name,child_date_of_birth,family_email\n"


def test_a_file_with_good_and_bad_rows(environment: Environment, tmp_path: Path) -> None:
    file = tmp_path / "requests.csv"
    day = TODAY.isoformat()
    file.write_text(
        f"{HEADER}{day},Jo Example,Kim Sample,2016-05-09,jo@family.test\n"
        f"{day},Al Example,,2016-05-09,al@family.test\n"
    )

    done = run("acknowledge", str(file), "--json", environment=environment)

    assert done.exit_code == 2
    first, second = json.loads(done.stdout)
    assert (first["row"], first["result"]) == (2, "opened")
    assert (second["row"], second["result"], second["reference"]) == (3, "refused", "")
    assert "child_name" in second["problem"]
    (letter,) = posted(environment)
    assert b"To: Jo Example <jo@family.test>" in letter
    assert case(environment, first["reference"])["outgoing"][0]["attachments"]

    again = run("acknowledge", str(file), environment=environment)
    assert "row 2: known" in again.stdout
    assert len(posted(environment)) == 1


def test_a_file_that_is_not_there(environment: Environment) -> None:
    assert "cannot be read" in refuses(environment, "acknowledge", "/nowhere/requests.csv")

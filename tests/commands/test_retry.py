"""`mediation retry`: letters that failed, by their number or all."""

import json

import pytest

from tests.commands.run import run
from tests.servers.certificates import Certificate
from tests.servers.smtp import Reply, SmtpServer, Step

Environment = dict[str, str]
# Accents that would be printed over other lines: no letter can be made for this name.
FAMILY = (
    "--set", "family_name=Z" + "\u0301\u0302\u0303" * 8 + "oe Smith",
    "--set", "family_email=zoe@family.test",
    "--set", "child_name=Kim Sample", "--set", "child_date_of_birth=2016-05-09",
)  # fmt: skip


@pytest.fixture
def over_smtp(
    environment: Environment, smtp_server: SmtpServer, certificate: Certificate
) -> Environment:
    """Give settings that send by the test's own SMTP server."""
    return environment | {
        "MEDIATION_ADVISER_SMTP_URL": smtp_server.url(),
        "MEDIATION_ADVISER_CA_FILE": str(certificate.certificate),
    }


def failed(environment: Environment, *more: str) -> tuple[str, int]:
    """Open a case whose first letter fails; gives its reference and the letter's number."""
    given = (*FAMILY, *more, "--json")
    told = run("record", "new", "AdviserContacted", *given, environment=environment)
    reference = json.loads(told.stdout)["reference"]
    case = json.loads(run("case", reference, "--json", environment=environment).stdout)
    (letter,) = [row for row in case["outgoing"] if row["status"] == "failed"]
    return reference, letter["id"]


def test_a_number_and_all_give_the_same_keys(environment: Environment) -> None:
    reference, number = failed(environment)

    for which in ("--all", str(number)):
        done = run("retry", which, "--json", "--leave", environment=environment)
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout) == [
            {"id": number, "reference": reference, "result": "due", "problem": ""}
        ]
        run("timers", environment=environment)  # it fails once more


def test_all_leaves_what_somebody_has_dealt_with_and_a_number_does_not(
    environment: Environment,
) -> None:
    reference, number = failed(environment)
    case = json.loads(run("case", reference, "--json", environment=environment).stdout)
    (task,) = [d["about"] for d in case["duties"] if d["rule"] == "task.delivery_failed"]
    met = ("--set", "rule=task.delivery_failed", "--set", f"about={task}")
    run("record", reference, "DutyMet", *met, environment=environment)

    everything = run("retry", "--all", environment=environment)
    assert f"{number}: not tried again: somebody has dealt with letter" in everything.stdout
    named = run("retry", str(number), "--leave", environment=environment)
    assert f"{number}: on its way again, of {reference}" in named.stdout


def test_a_letter_whose_cause_is_mended_is_sent_by_the_command(
    over_smtp: Environment, smtp_server: SmtpServer
) -> None:
    smtp_server.fail(Step.RCPT, Reply("554 5.7.1 refused by policy"))
    reference, number = failed(over_smtp, "--set", "family_name=Zoe Smith")
    before = len(smtp_server.received)

    done = run("retry", str(number), environment=over_smtp)

    assert (done.exit_code, done.stdout) == (0, f"{number}: sent, of {reference}\n")
    (sent,) = smtp_server.received[before:]
    assert sent.rcpt_tos == ("zoe@family.test",)


def test_a_letter_that_is_refused_for_now_waits_and_the_command_says_why(
    over_smtp: Environment, smtp_server: SmtpServer
) -> None:
    smtp_server.fail(Step.RCPT, Reply("554 5.7.1 refused by policy"))
    reference, number = failed(over_smtp, "--set", "family_name=Zoe Smith")
    smtp_server.fail(Step.RCPT, Reply("451 4.7.1 later"))

    done = run("retry", str(number), environment=over_smtp)

    assert done.exit_code == 0
    assert done.stdout.startswith(f"{number}: waits, of {reference}: the mail server ")
    assert "451 4.7.1 later" in done.stdout


def test_a_letter_whose_cause_is_not_mended_fails_again_and_the_command_says_why(
    environment: Environment,
) -> None:
    reference, number = failed(environment)

    done = run("retry", str(number), environment=environment)
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{number}: failed again, of {reference}: ")
    assert "accents" in done.stdout
    (row,) = json.loads(run("retry", "--all", "--json", environment=environment).stdout)
    assert (row["id"], row["reference"], row["result"]) == (number, reference, "failed")
    assert "accents" in row["problem"]


def test_all_begins_with_the_newest(environment: Environment) -> None:
    (_, first), (_, second) = failed(environment), failed(environment)
    done = run("retry", "--all", "--json", "--leave", environment=environment)

    assert [row["id"] for row in json.loads(done.stdout)] == [second, first]


def test_what_is_not_tried_again_is_refused_with_the_reason(environment: Environment) -> None:
    _, number = failed(environment)
    done = run("retry", str(number), "999", environment=environment)

    assert done.exit_code == 2
    assert f"{number}: failed again" in done.stdout
    assert "999: not tried again: there is no letter 999" in done.stdout


def test_numbers_or_all_must_be_given(environment: Environment) -> None:
    for arguments in ((), ("1", "--all")):
        done = run("retry", *arguments, environment=environment)
        assert done.exit_code == 2
        assert "or --all" in done.stderr
    assert run("retry", "--all", environment=environment).stdout == "no letter has failed\n"

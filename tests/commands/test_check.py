"""`check` says now what would fail later: which, where, and what to do."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from tests.commands.run import run
from tests.servers.dovecot import DovecotServer
from tests.servers.processes import free_port
from tests.servers.smtp import SmtpServer
from worker.checks import CHECKS
from worker.errors import TellSomeone
from worker.outbox.office import is_tested
from worker.settings import ROOT, load
from worker.wiring import build

Environment = dict[str, str]


def check(environment: Environment, *, status: int) -> str:
    done = run("check", environment=environment)
    assert done.exit_code == status, done.output
    assert "Traceback" not in done.output
    return done.stdout + done.stderr


def test_an_installation_that_is_whole(environment: Environment) -> None:
    told = check(environment, status=0)

    assert "WRONG" not in told
    assert "mode: live" in told


def test_every_server_that_is_away_is_named(environment: Environment) -> None:
    away = free_port()
    told = check(
        environment
        | {
            "MEDIATION_DATABASE_URL": f"postgresql+psycopg://app@127.0.0.1:{away}/rows",
            "MEDIATION_QUEUE_URL": f"redis://127.0.0.1:{away}/0",
            "MEDIATION_ADVISER_SMTP_URL": f"smtp://127.0.0.1:{away}",
            "MEDIATION_ADVISER_MAILBOX_URL": f"imaps://us:geheim@127.0.0.1:{away}",
        },
        status=1,
    )

    for line in ("WRONG database", "WRONG queue", "WRONG sending", "WRONG mailboxes"):
        assert line in told
    assert f"127.0.0.1:{away}" in told
    assert "queue_url" in told
    assert "geheim" not in told
    assert "ok    letters" in told, "what works is looked at all the same"


def test_a_wrong_password_is_told_from_a_server_that_is_away(
    environment: Environment, dovecot: DovecotServer, smtp_server: SmtpServer
) -> None:
    account = dovecot.account()
    told = check(
        environment
        | {
            "MEDIATION_ADVISER_MAILBOX_URL": account.url("imaps"),
            "MEDIATION_ADVISER_MAILBOX_PASSWORD": "wrong-one",
            "MEDIATION_ADVISER_CA_FILE": str(account.certificate.certificate),
            "MEDIATION_AUTHORITY_SMTP_URL": smtp_server.url(),
            "MEDIATION_AUTHORITY_SMTP_PASSWORD": "wrong-two",
            "MEDIATION_AUTHORITY_CA_FILE": str(smtp_server.certificate.certificate),
        },
        status=1,
    )

    assert "WRONG mailboxes" in told
    assert "WRONG sending" in told
    assert told.count("password") >= 2
    for secret in ("wrong-one", "wrong-two"):
        assert secret not in told


def test_broken_templates_are_named(environment: Environment, tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    (templates / "letters" / "certificate.docx").write_bytes(b"no Word file")
    (templates / "letters" / "choice.docx").unlink()
    body = templates / "emails" / "choice" / "body.txt"
    body.write_text(body.read_text().replace("recipient.name", "recipient.surname"))

    told = check(environment | {"MEDIATION_TEMPLATES": str(templates)}, status=1)

    assert "certificate.docx: is not a Word file" in told
    assert "choice.docx: is missing: copy it from templates/letters/choice.docx" in told
    assert "surname" in told


def letter(tmp_path: Path, name: str, text: str = "", of: str = "chase") -> Path:
    """Copy a letter that ships, with one more paragraph, to where it is not in use yet."""
    path = tmp_path / name
    opened = Document(str(ROOT / "templates" / "letters" / f"{of}.docx"))
    if text:
        opened.add_paragraph(text)
    opened.save(str(path))
    return path


def test_a_changed_letter_is_tried_before_it_is_used(
    environment: Environment, tmp_path: Path
) -> None:
    path = letter(tmp_path, "chase.docx", "Please answer today.")

    done = run("check", "--letter", str(path), environment=environment)

    assert done.exit_code == 0, done.output
    assert done.stdout == f"ok    {path}\n"


def test_each_changed_letter_says_what_to_mend(environment: Environment, tmp_path: Path) -> None:
    broken = letter(tmp_path, "chase.docx", "Answer by 8 April 2027.")
    renamed = letter(tmp_path, "Chase (new).docx", "{{ refrence }}")
    missing = tmp_path / "nowhere.docx"
    files = [option for path in (broken, renamed, missing) for option in ("--letter", str(path))]

    done = run("check", *files, "--as", "chase", environment=environment)

    assert done.exit_code == 1
    assert "chase.docx: says '8 April'" in done.stdout
    assert 'in the paragraph "Answer by 8 April 2027."\n' in done.stdout, "told, and holds nothing"
    assert "Chase (new).docx: the field 'refrence' is not known: is it 'reference'?" in done.stdout
    assert done.stdout.count("A file with this is not used until it is mended\n") == 1
    assert "nowhere.docx: cannot be read" in done.stdout


def test_a_letter_that_would_be_refused_at_sending_is_told_now(
    environment: Environment, tmp_path: Path
) -> None:
    path = letter(tmp_path, "chase.docx", "Sign here \u0378")

    done = run("check", "--letter", str(path), environment=environment)

    assert done.exit_code == 1
    assert "sample 1 would not be sent: no font here has U+0378" in done.stdout


def test_a_decision_letter_of_the_authority_is_held_against_regulation_32(
    environment: Environment, tmp_path: Path
) -> None:
    path = letter(tmp_path, "Refusal.docx")

    done = run("check", "--letter", str(path), "--as", "decision_notice", environment=environment)

    assert done.exit_code == 1
    assert "cannot be filled: the field 'chase.day' is missing" in done.stdout


def test_advice_is_told_and_stops_nothing(environment: Environment, tmp_path: Path) -> None:
    path = letter(tmp_path, "choice.docx", "PLEASE READ THIS NOW.", of="choice")

    done = run("check", "--letter", str(path), environment=environment)

    assert done.exit_code == 0
    assert done.stdout.startswith(f"look  {path}\n")
    assert "has 'PLEASE READ THIS NOW' in capitals" in done.stdout


def test_a_name_without_a_file_is_bad_input(environment: Environment) -> None:
    done = run("check", "--as", "chase", environment=environment)

    assert done.exit_code == 2
    assert "give the file with --letter" in done.stderr


@pytest.mark.parametrize("command", ["check", "run", "cases"])
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("print_folder", "print_foldr", "print_foldr: no such key"),
        ('mode = "live"', 'mode = "life"', "mode"),
        ("[adviser]", "[advisor]", "advisor"),
        ('mode = "live"', "mode = live", "is not TOML"),
        ('signing_key = "', 'signing_key = "short" #', "signing_key"),
        ("organisations", "organisations", ""),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(
    environment: Environment, command: str, old: str, new: str, words: str
) -> None:
    config = Path(environment["MEDIATION_CONFIG"])
    text = config.read_text()
    if not words:
        (config.parent / "organisations.toml").write_text("[[authority]]\nname = 7\n")
        words = "organisations.toml"
    config.write_text(text.replace(old, new, 1))

    done = run(command, environment=environment)

    assert done.exit_code == 1
    assert done.stdout == ""
    assert words in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MEDIATION_HOLD_MINUTE", "5", "MEDIATION_HOLD_MINUTE is no setting"),
        ("MEDIATION_HOLD_MINUTES", "soon", "hold_minutes"),
        ("MEDIATION_DOCUMENT_KEY", "xyz", "document_key"),
        ("MEDIATION_SIGNING_KEY_FILE", "/nowhere/key", "/nowhere/key"),
        ("MEDIATION_ADVISER_SMTP_URL", "ftp://mail.test", "adviser.smtp_url"),
        ("MEDIATION_DATABASE_URL", "nowhere", "database_url"),
        ("MEDIATION_TARGETS_CHASE_DAYS", "20, 33", "day 30"),
    ],
)
def test_a_wrong_variable_stops_the_start_and_is_named(
    environment: Environment, name: str, value: str, words: str
) -> None:
    done = run("check", environment=environment | {name: value})

    assert done.exit_code == 1
    assert words in done.stderr


def test_live_mode_refuses_what_ships_as_an_example(environment: Environment) -> None:
    config = Path(environment["MEDIATION_CONFIG"])
    organisations = config.parent / "organisations.toml"
    organisations.write_text(
        organisations.read_text().replace("from = 2014-09-01", "from = 2014-09-01\nexample = true")
    )

    done = run("check", environment=environment)

    assert done.exit_code == 1
    assert "Test Council" in done.stderr
    assert "example = true" in done.stderr
    rehearsal = run("cases", environment=environment | {"MEDIATION_MODE": "rehearsal"})
    assert rehearsal.exit_code == 0


def test_live_mode_refuses_the_key_that_ships(environment: Environment) -> None:
    shipped = {"MEDIATION_SIGNING_KEY": "example-signing-key-change-before-live-use"}

    done = run("check", environment=environment | shipped)

    assert done.exit_code == 1
    assert "MEDIATION_SIGNING_KEY" in done.stderr


class Another:
    """A converter of a version that nobody has tried letters with."""

    version = "LibreOffice 9.9.0.1"

    def convert(self, document: bytes, *, title: str) -> bytes:
        raise TellSomeone(f"{title}: {len(document)}")

    def close(self) -> None: ...


def test_another_version_of_libreoffice_is_said(environment: Environment) -> None:
    world = replace(build(load(environment)), converter=Another())

    (finding,) = CHECKS["LibreOffice"](world)

    assert finding.is_warning
    assert "LibreOffice 9.9.0.1" in finding.problem
    assert "7.4" in finding.problem


@pytest.mark.parametrize(
    ("version", "known"),
    [
        ("LibreOffice 7.4.7.2", True),
        ("LibreOffice 24.2.7.2", True),
        ("LibreOffice 7.40.1", False),
        ("LibreOffice 25.2.1", False),
        ("", False),
    ],
)
def test_which_versions_are_tested(version: str, *, known: bool) -> None:
    assert is_tested(version) is known


def told_of_organisations(environment: Environment, old: str, new: str) -> list[str]:
    """Give what is said of the organisations with one text of their file changed."""
    file = Path(environment["MEDIATION_CONFIG"]).parent / "organisations.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    found = CHECKS["organisations"](build(load(environment)))
    return [f"{'look' if each.is_warning else 'WRONG'} {each.problem}" for each in found]


@pytest.mark.parametrize(("mode", "mark"), [("live", "WRONG"), ("rehearsal", "look")])
def test_nobody_who_stands_for_certificates_is_said(
    environment: Environment, mode: str, mark: str
) -> None:
    told = told_of_organisations(
        environment | {"MEDIATION_MODE": mode}, 'signatory = "Ada Ray"\n', ""
    )
    (said,) = (each for each in told if "signatory" in each)
    assert said.startswith(f"{mark} SENDIASS Test has no `signatory`: a certificate must name")


def test_what_letters_leave_out_is_said_and_stops_nothing(environment: Environment) -> None:
    told = told_of_organisations(
        environment, 'signatory = "Ada Ray"', 'signatory = "Ada Ray"\nhours = "9am to 5pm"'
    )
    assert {each.split(":")[0] for each in told} == {
        "look Test Council has no `hours`",
        "look Test Council has no `privacy_notice`",
        "look Test Council has no `complaints`",
        "look SENDIASS Test has no `privacy_notice`",
        "look SENDIASS Test has no `complaints`",
    }
    assert all(each.endswith("Write it into organisations.toml") for each in told)


@pytest.mark.parametrize(
    ("old", "new", "gap"),
    [
        (', phone = "0116 496 0200"', "", "SENDIASS Test has no `phone` of desk cases"),
        (', phone = "0116 496 0100"', "", "Test Council has no `phone` of desk assessment"),
        (
            'address = ["2 High Street", "Leicester", "LE1 1ZZ"]',
            "",
            "SENDIASS Test has no `address`",
        ),
    ],
)
def test_what_letters_print_as_a_gap_is_wrong(
    environment: Environment, old: str, new: str, gap: str
) -> None:
    told = told_of_organisations(environment, old, new)
    assert f"WRONG {gap}: its letters have a gap there. Write it into organisations.toml" in told

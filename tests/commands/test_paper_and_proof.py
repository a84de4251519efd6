"""Commands about letters that left: verify, reprint, proof, passwords, post, pictures."""

import json
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.commands.run import run
from tests.flow import mail
from tests.flow.pdf import pdf_text
from tests.servers.maildir import Maildir
from worker.settings import ROOT

Environment = dict[str, str]
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
FAMILY = (
    "--set", "family_name=Jo Example", "--set", "family_email=jo@family.test",
    "--set", "child_name=Kim Sample", "--set", "child_date_of_birth=2016-05-09",
    "--set", "family_address=1 High Street; Leicester; LE1 1ZZ",
)  # fmt: skip


def says(environment: Environment, *arguments: str, status: int = 0) -> str:
    done = run(*arguments, environment=environment)
    assert done.exit_code == status, done.output
    return done.stdout


def certified(environment: Environment, *more: str) -> dict[str, Any]:
    """Record a case with a certificate that has left; gives what `case --json` says."""
    told = says(
        environment, "record", "new", "AdviserContacted", *FAMILY, *more, "--leave", "--json"
    )
    reference = json.loads(told)["reference"]
    says(environment, "record", reference, "DecisionNotified", "--set", "type=no_plan", "--leave")
    says(environment, "record", reference, "InformationGiven", "--leave")
    says(environment, "record", reference, "MediationDeclined")
    case: dict[str, Any] = json.loads(says(environment, "case", reference, "--json"))
    return case


def letter(case: dict[str, Any], purpose: str = "certificate") -> dict[str, Any]:
    return next(x for x in case["outgoing"] if x["purpose"] == purpose)


@pytest.fixture
def case(environment: Environment) -> dict[str, Any]:
    return certified(environment)


def test_a_letter_comes_again_and_its_certificate_is_ours(
    environment: Environment, case: dict[str, Any], tmp_path: Path
) -> None:
    file, row = tmp_path / "again.pdf", letter(case)
    said = says(environment, "reprint", str(row["id"]), "--out", str(file))
    assert "as sent" in said
    assert "certificate.docx" in said
    code = re.search(r"\b[A-Z2-7]{4}(-[A-Z2-7]{4}){3}\b", pdf_text(file.read_bytes()))
    assert code

    told = json.loads(
        says(environment, "verify", row["certificate"], code[0], "--file", str(file), "--json")
    )
    assert told == {
        "genuine": True,
        "number": row["certificate"],
        "issued_on": case["certificates"][0]["issued_on"],
        "ground": "A",
        "initials": "J. E.",
        "withdrawn": False,
        "file": "same",
    }
    wrong = [
        says(environment, "verify", *pair, status=1)
        for pair in ((row["certificate"], "AAAA-AAAA-AAAA-AAAA"), ("LEI-26-1-1", code[0]))
    ]
    assert wrong[0] == wrong[1]
    file.write_bytes(file.read_bytes() + b"\n")
    other = says(environment, "verify", row["certificate"], code[0], "--file", str(file), status=1)
    assert "NOT the one that we sent" in other


@pytest.mark.parametrize("delivery", ["attachment", "encrypted"])
def test_a_letter_that_was_sent_comes_as_word_while_its_template_stands(
    environment: Environment, tmp_path: Path, delivery: str
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    environment = environment | {"MEDIATION_TEMPLATES": str(templates)}
    row = letter(certified(environment, "--set", f"delivery={delivery}"))
    out = tmp_path / "again.docx"

    assert "says what was sent" in says(environment, "reprint", str(row["id"]), "--out", str(out))
    text = "\n".join(node.text or "" for node in Document(str(out)).element.body.iter(_TEXT))
    assert row["certificate"] in text
    assert "Jo Example" in text

    file = templates / "letters" / "certificate.docx"
    changed = Document(str(file))
    changed.core_properties.comments = "restyled"
    changed.save(str(file))
    done = run("reprint", str(row["id"]), "--out", str(out), environment=environment)
    assert done.exit_code == 2
    assert "certificate.docx has changed since" in done.stderr


def test_a_word_file_that_would_say_something_else_is_not_given(
    environment: Environment, tmp_path: Path
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    environment = environment | {"MEDIATION_TEMPLATES": str(templates)}
    row = letter(certified(environment))
    words = templates / "words.toml"
    text = words.read_text(encoding="utf-8").replace("Information and advice given;", "Informed;")
    words.write_text(text, encoding="utf-8")

    out = tmp_path / "again.docx"
    done = run("reprint", str(row["id"]), "--out", str(out), environment=environment)

    assert done.exit_code == 2
    assert "would not say the same today" in done.stderr
    assert not out.exists()


def test_proof_in_three_forms(
    environment: Environment, case: dict[str, Any], tmp_path: Path
) -> None:
    for name, begins in (("a.pdf", b"%PDF"), ("a.html", b"<!DOCTYPE"), ("a.docx", b"PK")):
        says(environment, "proof", case["reference"].lower(), "--out", str(tmp_path / name))
        assert (tmp_path / name).read_bytes().startswith(begins)
    done = run(
        "proof", case["reference"], "--out", str(tmp_path / "a.txt"), environment=environment
    )
    assert done.exit_code == 2
    assert ".pdf, .html or .docx" in done.stderr


def test_a_password_is_shown_to_who_asks_and_only_for_locked_letters(
    environment: Environment,
) -> None:
    locked = certified(environment, "--set", "delivery=encrypted")
    first = json.loads(says(environment, "password", locked["reference"], "--json"))
    assert first["person"] == locked["parties"][0]["id"]
    assert says(environment, "password", locked["reference"]).count(first["password"]) == 1
    assert first["password"] not in says(environment, "password", locked["reference"], "--new")

    plain = certified(environment)
    done = run("password", plain["reference"], environment=environment)
    assert done.exit_code == 2
    assert "delivery=encrypted" in done.stderr
    done = run("password", plain["reference"], "--person", "2", environment=environment)
    assert "has no party '2': give 1 to 1" in done.stderr
    named = json.loads(
        says(environment, "password", locked["reference"], "--person", "jo example", "--json")
    )
    assert named["person"] == first["person"]


def test_a_password_is_told_by_post_in_a_letter_that_is_kept_nowhere(
    environment: Environment, tmp_path: Path
) -> None:
    locked = certified(environment, "--set", "delivery=encrypted")
    out = tmp_path / "password.pdf"
    said = says(environment, "password", locked["reference"], "--letter", str(out))
    password = json.loads(says(environment, "password", locked["reference"], "--json"))["password"]
    assert password in said
    assert f"{out}: print and post it" in said
    text = " ".join(pdf_text(out.read_bytes()).split())
    assert f"Your password is {password}" in text
    assert "Dear Jo Example" in text
    assert "certificate" not in text.lower()
    place = Path(environment["MEDIATION_CONFIG"]).parent / "rows.sqlite"
    assert password.encode() not in place.read_bytes()


def test_a_password_that_no_letter_can_tell_is_told_by_phone(
    environment: Environment, tmp_path: Path
) -> None:
    more = ("--set", "delivery=encrypted", "--set", "family_address=")
    reference = certified(environment, *more)["reference"]
    out = str(tmp_path / "password.pdf")

    done = run("password", reference, "--letter", out, environment=environment)

    assert done.exit_code == 2
    assert "no postal address of this person is on record: tell the password by phone" in (
        done.stderr
    )
    lines = "Flat 1;Block 2;Court 3;House 4;Street 5;Road 6;Village 7;Town 8;LE1 1AA"
    long = ("--set", f"family_address={lines}")
    warned = run("record", reference, "AdviserContacted", *long, environment=environment)
    assert warned.exit_code == 0
    assert "warning: should an email to this person fail, family_address:" in warned.stderr
    done = run("password", reference, "--letter", out, environment=environment)
    assert done.exit_code == 1
    assert "name and address together have 10 lines" in done.stderr
    assert not Path(out).exists()


def test_whose_password_is_said_where_there_are_two(environment: Environment) -> None:
    done = run("password", of_two(environment)["reference"], environment=environment)

    assert done.exit_code == 2
    assert "has 2 parties: say whose letter" in done.stderr


def handed_in(environment: Environment, day: str = "2026-06-15") -> dict[str, Any]:
    """Give a letter that lies in the batch of a day that is over."""
    case = certified(environment, "--set", "delivery=post")
    place = Path(environment["MEDIATION_CONFIG"]).parent / "rows.sqlite"
    rows = sqlite3.connect(place)
    with rows:
        rows.execute("UPDATE outgoing SET state = 'sent', dated = ? WHERE by_post", (day,))
    rows.close()
    return letter(case, "information")


def test_post_from_list_to_confirmation_to_return(environment: Environment) -> None:
    row = handed_in(environment)
    (waiting, *_) = json.loads(says(environment, "post", "list", "--json"))
    assert (waiting["batch"], waiting["posted_on"]) == ("2026-06-15", None)

    said = says(environment, "post", "confirm", "2026-06-15", "--on", "2026-06-16")
    assert "neither from the day of posting" in said
    assert says(environment, "post", "list") == "no letter waits to be confirmed\n"
    assert "posted 2026-06-16" in says(environment, "post", "list", "--day", "2026-06-15")
    reference, number = waiting["reference"], row["id"]
    posted = f"{number}  information: posted on Tue 16 June 2026"
    assert posted in says(environment, "case", reference)
    says(environment, "post", "returned", str(number), "--on", "2026-06-24")
    back = f"{number}  information: came back on Wed 24 June 2026"
    assert back in says(environment, "case", reference)
    assert "CAME BACK 2026-06-24" in says(environment, "post", "list", "--day", "2026-06-15")
    assert says(environment, "post", "ask") == "0 letters have another status than before\n"


def test_a_certificate_that_bounced_is_shown_as_one_that_did_not_arrive(
    environment: Environment, case: dict[str, Any]
) -> None:
    row, place = letter(case), Path(environment["MEDIATION_CONFIG"]).parent
    sent = (mail.read(raw) for raw in Maildir(path=place / "post").messages())
    (ours,) = [message for message in sent if message["Message-ID"] == row["message_id"]]
    report = mail.bounce(ours, failed="jo@family.test")
    Maildir(path=place / "mailbox").deliver(report)
    says(environment, "mailbox", "read")

    shown = says(environment, "case", case["reference"])
    assert f"{row['id']}  certificate: did not arrive (bounced on " in shown


def test_a_preview_as_pictures_and_in_large_print(environment: Environment, tmp_path: Path) -> None:
    says(environment, "preview", "certificate", "--out", str(tmp_path / "letter.png"), "--large")

    pages = sorted(path.name for path in tmp_path.glob("letter*.png"))
    assert pages == ["letter-2.png", "letter-3.png", "letter-4.png", "letter.png"]
    assert (tmp_path / "letter.png").read_bytes().startswith(b"\x89PNG")


def test_a_preview_of_a_case_is_in_its_readers_size(
    environment: Environment, tmp_path: Path
) -> None:
    case = certified(environment, "--set", "format=large_print")
    out = tmp_path / "letter.png"
    says(environment, "preview", "certificate", "--case", case["reference"], "--out", str(out))

    assert len(list(tmp_path.glob("letter*.png"))) > 2


# -- previews of a case ------------------------------------------------------------------------


def of_two(environment: Environment) -> dict[str, Any]:
    """Record a case of two parents: Jo has a certificate, and then Pat."""
    reference = certified(environment)["reference"]
    for event, more in (
        ("AdviserContacted", ("--set", "person=new", "--set", "family_name=Pat Example")),
        ("AdviserContacted", ("--set", "person=2", "--set", "family_email=pat@family.test")),
        ("InformationGiven", ("--set", "person=2")),
        ("MediationDeclined", ("--set", "person=2")),
    ):
        says(environment, "record", reference, event, *more)
    case: dict[str, Any] = json.loads(says(environment, "case", reference, "--json"))
    return case


def test_a_preview_in_a_case_of_two_is_of_one_of_them(
    environment: Environment, tmp_path: Path
) -> None:
    case = of_two(environment)
    reference, out = case["reference"], tmp_path / "letter.pdf"
    numbers = {c["person"]: c["number"] for c in case["certificates"]}
    assert len(numbers) == 2
    for person, name, other in (("1", "Jo Example", "Pat"), ("pat example", "Pat Example", "Jo")):
        for letter_name in ("certificate", "certificate_copy"):
            says(
                environment, "preview", letter_name, "--case", reference,
                "--person", person, "--out", str(out),
            )  # fmt: skip
            text = pdf_text(out.read_bytes())
            mine = next(p["id"] for p in case["parties"] if p["name"] == name)
            assert numbers[mine] in text
            assert name in text
            assert f"{other} Example" not in text
    refused = run(
        "preview", "certificate", "--case", reference, "--out", str(out), environment=environment
    )
    assert refused.exit_code == 2
    assert "has 2 parties: say whose letter" in refused.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("acknowledgement", "has no request for an assessment yet"),
        ("referral", "has no request for mediation by this party yet"),
        ("chase", "has no open request to chase yet"),
        ("mediation_date", "has no session that is arranged yet"),
        ("certificate_copy", "has no certificate of this party that was issued yet"),
        ("certificate", "not entitled to a certificate"),
        ("request_confirmed", "has no request for mediation by this party yet"),
        ("appeal_reminder", "has no certificate of this party that was issued yet"),
    ],
)
def test_what_a_case_gives_no_reason_for_is_said(
    environment: Environment, tmp_path: Path, name: str, words: str
) -> None:
    told = says(environment, "record", "new", "AdviserContacted", *FAMILY, "--leave", "--json")
    reference = json.loads(told)["reference"]

    done = run(
        "preview", name, "--case", reference, "--out", str(tmp_path / "x.pdf"),
        environment=environment,
    )  # fmt: skip

    assert done.exit_code == 2
    assert words in done.stderr


@pytest.mark.parametrize("file", ["letter.odt", "letter", "letter.PDF.txt"])
def test_a_preview_of_another_kind_is_refused(
    environment: Environment, tmp_path: Path, file: str
) -> None:
    done = run("preview", "certificate", "--out", str(tmp_path / file), environment=environment)

    assert done.exit_code == 2
    assert ".pdf, .docx or .png" in done.stderr
    assert list(tmp_path.glob("letter*")) == []


def test_a_letter_that_goes_only_by_post_can_be_looked_at(
    environment: Environment, case: dict[str, Any], tmp_path: Path
) -> None:
    for name in ("choice", "appeal_reminder", "information"):
        out = tmp_path / f"{name}.pdf"
        says(environment, "preview", name, "--case", case["reference"], "--out", str(out))
        assert "1 High Street" in pdf_text(out.read_bytes())


def test_the_letter_that_tells_a_password_can_be_looked_at(
    environment: Environment, case: dict[str, Any], tmp_path: Path
) -> None:
    out = tmp_path / "password.pdf"
    for more in ((), ("--sample", "2"), ("--case", case["reference"])):
        says(environment, "preview", "password", *more, "--out", str(out))
        assert "Your password is k7wd-m2xa-9rtq-h4np" in " ".join(
            pdf_text(out.read_bytes()).split()
        )
    assert "Dear Jo Example" in pdf_text(out.read_bytes())


@pytest.mark.parametrize("kind", ["pdf", "docx", "png"])
def test_a_preview_says_that_a_letter_would_not_be_sent(
    environment: Environment, tmp_path: Path, kind: str
) -> None:
    heaped = "Z" + "\u0301\u0302\u0303" * 8 + "oe Smith"
    case = certified(environment, "--set", f"child_name={heaped}")
    out = tmp_path / f"letter.{kind}"

    done = run(
        "preview", "certificate", "--case", case["reference"], "--out", str(out),
        environment=environment,
    )  # fmt: skip

    assert done.exit_code == 1
    assert "this letter would not be sent: in " in done.stderr
    assert "more than 3 accents" in done.stderr
    assert out.exists()


def test_a_preview_says_that_a_letter_could_not_be_posted(
    environment: Environment, tmp_path: Path
) -> None:
    case = certified(environment, "--set", "family_address=1 High Street; Leicester")
    out = tmp_path / "choice.pdf"

    done = run(
        "preview", "choice", "--case", case["reference"], "--out", str(out),
        environment=environment,
    )  # fmt: skip

    assert done.exit_code == 1
    assert "would not be sent: correct the reader's name or postal address" in done.stderr
    assert "1 High Street" in pdf_text(out.read_bytes())


def test_a_preview_finds_a_name_of_another_case(environment: Environment, tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    file = templates / "letters" / "certificate.docx"
    changed = Document(str(file))
    changed.paragraphs[-1].add_run(" Ask for Maureen Peasgood.")
    changed.save(str(file))
    environment = environment | {"MEDIATION_TEMPLATES": str(templates)}
    reference = certified(environment)["reference"]
    says(
        environment, "record", "new", "AdviserContacted", *FAMILY,
        "--set", "family_name=Maureen Peasgood", "--leave",
    )  # fmt: skip

    done = run(
        "preview", "certificate", "--case", reference, "--out", str(tmp_path / "x.pdf"),
        environment=environment,
    )  # fmt: skip

    assert done.exit_code == 1
    assert "would not be sent: take the name out of certificate.docx" in done.stderr
    assert (tmp_path / "x.pdf").exists()

"""The contract of `mediation triage`."""

import json
from pathlib import Path

import pytest

from tests.commands.run import run

SAMPLES = Path(__file__).parents[1] / "inbox" / "samples"
KEYS = [
    "file",
    "kind",
    "role",
    "reading",
    "evidence",
    "date",
    "sender",
    "case",
    "may_issue_certificate_without_a_person",
    "because",
    "own_words",
    "failed_recipients",
    "kept_from_acting",
]


def test_json_is_one_list_with_the_documented_keys() -> None:
    files = [str(path) for path in sorted(SAMPLES.glob("*.eml"))]
    done = run(
        "triage", *files, "--contacts", str(SAMPLES / "contacts.csv"), "--json", environment={}
    )
    assert done.exit_code == 0
    rows = json.loads(done.stdout)
    assert [row["file"] for row in rows] == files
    assert all(list(row) == KEYS for row in rows)
    bounce = next(row for row in rows if row["kind"] == "bounce")
    assert bounce["failed_recipients"] == ["jparekhia@mail.example"]
    declined = next(row for row in rows if row["file"].endswith("mddd897.eml"))
    assert declined["because"] == ["NO MEDIATION"]
    assert declined["own_words"] == "NO MEDIATION\n\nthanks for explaining everything"
    assert declined["may_issue_certificate_without_a_person"] == "yes"
    assert declined["kept_from_acting"] == []
    urdu = next(row for row in rows if row["file"].endswith("m79e383.eml"))
    assert urdu["kept_from_acting"] == ["beside the form: آپ کی مدد کا بہت شکریہ۔"]


def test_without_contacts_the_role_is_the_one_given() -> None:
    file = str(SAMPLES / "mddd897.eml")
    (row,) = json.loads(run("triage", file, "--role", "family", "--json", environment={}).stdout)
    assert (row["role"], row["sender"], row["evidence"]) == ("family", "", "form")
    assert row["may_issue_certificate_without_a_person"] == "no"
    (none,) = json.loads(run("triage", file, "--json", environment={}).stdout)
    assert none["role"] == "none"


def test_people_get_an_explanation() -> None:
    known = ("--contacts", str(SAMPLES / "contacts.csv"))
    waits = run("triage", str(SAMPLES / "m79e383.eml"), *known, environment={}).stdout
    assert "requested (unclear)" in waits
    assert "waits: beside the form: آپ کی مدد کا بہت شکریہ۔" in waits
    assert "acts by itself" not in waits
    assert "certificate without a person: no" in waits
    acts = run("triage", str(SAMPLES / "mddd897.eml"), *known, environment={}).stdout
    assert "because: 'NO MEDIATION'" in acts
    assert "acts by itself" in acts
    assert "its quotation was not compared with what was sent" in acts
    assert "certificate without a person: yes" in acts


def test_another_server_s_results_do_not_count() -> None:
    done = run(
        "triage",
        str(SAMPLES / "mddd897.eml"),
        "--contacts",
        str(SAMPLES / "contacts.csv"),
        "--authserv-id",
        "mx.other.example",
        "--json",
        environment={},
    )
    assert json.loads(done.stdout)[0]["sender"] == "no_auth_result"


def test_an_unreadable_file_has_its_row(tmp_path: Path) -> None:
    (tmp_path / "empty.eml").write_bytes(b"")
    (row,) = json.loads(run("triage", str(tmp_path / "empty.eml"), "--json", environment={}).stdout)
    assert (row["kind"], row["reading"], row["evidence"]) == ("person", "other", "unclear")
    assert row["kept_from_acting"] == ["set aside: empty"]
    told = run("triage", str(tmp_path / "empty.eml"), environment={}).stdout
    assert "set aside: empty" in told


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("case,name\n", "no column 'role', 'address'"),
        ("case,role,address\nLEI-26-00042-K,parent,a@b.example\n", "line 2: no role 'parent'"),
        ("case,role,address\nLEI-26-00042-K,family,nobody\n", "line 2: case and address"),
    ],
)
def test_bad_contacts_are_refused_with_their_line(tmp_path: Path, content: str, says: str) -> None:
    contacts = tmp_path / "contacts.csv"
    contacts.write_text(content, encoding="utf-8")
    done = run("triage", str(SAMPLES / "mddd897.eml"), "--contacts", str(contacts), environment={})
    assert done.exit_code == 2
    assert says in done.stderr


def test_a_missing_file_is_refused() -> None:
    done = run("triage", "nothing.eml", "--json", environment={})
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "nothing.eml" in done.stderr

"""`deadline`: one date, a whole file, and everything that can be wrong with either."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from worker.commands.deadline import deadline
from worker.deadlines.rules import TABLE

EXAMPLES = Path(__file__).parent / "deadline_examples.csv"


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(deadline, arguments, input=stdin)


def from_file(content: bytes) -> Result:
    return run("--from", "-", stdin=content)


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_one_date() -> None:
    result = run("cert_3wd", "2026-06-15")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == [
        "2026-06-18  Thu 18 June 2026, 5pm",
        "aim by  Thu 18 June 2026",
    ]
    assert "working day 1" not in result.stdout


def test_one_date_explained() -> None:
    result = run("cert_3wd", "2026-06-15", "--explain")
    assert "  Tue 16 June 2026: working day 1\n" in result.stdout


def test_one_date_as_json_and_nothing_else() -> None:
    result = run("appeal_deadline", "2024-10-01", "2024-11-29", "--json")
    document = json.loads(result.stdout)
    assert list(document) == ["rule", "trigger", "due", "aim_by", "source", "steps"]
    assert document["rule"] == "appeal_deadline"
    assert document["trigger"] == "2024-10-01"
    assert document["due"] == "2025-01-02"
    assert document["aim_by"] == "2024-12-27"
    assert "rule 20(1)(c)" in document["source"]
    assert document["steps"][0].startswith("Tue 1 October 2024: written notice")
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("dates", "due"),
    [
        (["2024-06-20"], "2024-09-02"),
        (["2024-06-20|"], "2024-09-02"),
        (["2024-10-01|2024-11-29"], "2025-01-02"),
        ([" 2024-10-01 ", "2024-11-29"], "2025-01-02"),
    ],
)
def test_how_the_dates_of_an_appeal_may_be_written(dates: list[str], due: str) -> None:
    assert json.loads(run("appeal_deadline", *dates, "--json").stdout)["due"] == due


def test_a_date_beyond_the_published_holidays_says_so() -> None:
    assert "not certain" in run("cert_3wd", "2030-01-02").stdout
    assert "not certain" not in run("cert_3wd", "2026-06-15").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name a rule and a date"),
        (["cert_3wd"], "cert_3wd takes one date, not 0"),
        (["cert_3wd", "2026-06-15", "2026-06-16"], "only appeal_deadline takes two"),
        (["appeal_deadline"], "there are 0 dates"),
        (["appeal_deadline", "2026-06-15|2026-07-15", "2026-07-16"], "there are 3 dates"),
        (["appeal_deadline", "2026-07-15", "2026-06-15"], "dated before the decision was sent"),
        (["appeal_deadline", "|2026-06-15"], "the date is empty"),
        (["cert_3w", "2026-06-15"], "there is no rule 'cert_3w': did you mean cert_3wd?"),
        (["cert_3wd", ""], "the date is empty: write it as 2026-06-15"),
        (["cert_3wd", "31/02/2026"], "there is no 31 February 2026, which has 28 days"),
        (["cert_3wd", "2026-02-31"], "there is no 31 February 2026, which has 28 days"),
        (["cert_3wd", "2025-02-29"], "there is no 29 February 2025"),
        (["cert_3wd", "2026-06-00"], "there is no 0 June 2026"),
        (["cert_3wd", "15/06/2026"], "write the year first, as 2026-06-15"),
        (["cert_3wd", "1.6.2026"], "write the year first, as 2026-06-01"),
        (["cert_3wd", "2026-13-01"], "has no month 13"),
        (["cert_3wd", "0000-01-01"], "has no year 0"),
        (["cert_3wd", "2026-06-15T10:00"], "is not a date: write it as 2026-06-15"),
        (["cert_3wd", "20260615"], "is not a date"),
        (["cert_3wd", "\u0662\u0660\u0662\u0666-06-15"], "is not a date"),
        (["cert_3wd", "x" * 10_000], "xxx…' is not a date"),
        (["cert_3wd", "2014-08-31"], "was not in force on Sun 31 August 2014"),
        (["cert_3wd", "9999-12-31"], "too far ahead"),
        (["cert_3wd", "2026-06-15", "--from", str(EXAMPLES)], "--from goes alone"),
        (["--from", str(EXAMPLES), "--json"], "--from goes alone"),
        (["--from", "no/such.csv"], "does not exist"),
    ],
)
def test_bad_input_goes_to_standard_error_with_status_2(arguments: list[str], says: str) -> None:
    result = run(*arguments, *(["--json"] if arguments[:1] == ["cert_3wd"] else []))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert says in result.stderr


def test_a_missing_calendar_is_a_failure_not_bad_input(tmp_path: Path) -> None:
    result = run("cert_3wd", "2026-06-15", "--holidays", str(tmp_path / "holidays.toml"))
    assert result.exit_code == 1
    assert "holidays.toml is missing" in result.stderr


def test_a_whole_file_of_examples() -> None:
    result = run("--from", str(EXAMPLES))
    assert result.exit_code == 0
    with EXAMPLES.open(newline="", encoding="utf-8") as file:
        assert rows(result) == list(csv.DictReader(file))


def test_a_file_without_due_dates_gets_them_and_keeps_its_own_columns() -> None:
    result = from_file(b"who,rule,trigger_date\nSam,cert_3wd,2026-06-15\n")
    assert result.stdout == "who,rule,trigger_date,due_date\nSam,cert_3wd,2026-06-15,2026-06-18\n"
    assert result.exit_code == 0


def test_bad_rows_say_why_and_good_rows_go_through() -> None:
    result = from_file(
        b"rule,trigger_date,note\r\n"
        b"cert_3wd,2026-06-15,fine\r\n"
        b"cert_3wd,2026-02-31,no such day\r\n"
        b",,\r\n"
        b'cert_3w,2026-06-15,"over\r\ntwo lines"\r\n'
        b"cert_3wd,2026-06-15,too,many\r\n"
        b",2026-06-15,no rule\r\n"
        b"mediation_30d\r\n"
        b"appeal_deadline,2024-06-20|,fine too\r\n"
    )
    assert result.exit_code == 2
    found = rows(result)
    assert [row["due_date"] for row in found] == [
        "2026-06-18", "", "", "", "", "", "2024-09-02",
    ]  # fmt: skip
    assert [row["error"].split(":")[0] for row in found] == [
        "", "line 3", "line 5", "line 7", "line 8", "line 9", "",
    ]  # fmt: skip
    assert "there is no 31 February 2026" in found[1]["error"]
    assert "did you mean cert_3wd" in found[2]["error"]
    assert "it has 4 fields where the first line names 3" in found[3]["error"]
    assert "the rule is empty" in found[4]["error"]
    assert "the date is empty" in found[5]["error"]
    assert "5 of 7 rows could not be worked out" in result.stderr


def test_a_mended_file_loses_its_old_errors() -> None:
    result = from_file(b"rule,trigger_date,due_date,error\ncert_3wd,2026-06-15,,line 2: wrong\n")
    assert rows(result) == [
        {"rule": "cert_3wd", "trigger_date": "2026-06-15", "due_date": "2026-06-18", "error": ""}
    ]
    assert result.exit_code == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_as_offices_save_it(encoding: str) -> None:
    text = "rule,trigger_date,who\r\ncert_3wd,2026-06-15,Zoë – O’Neill\r\n"
    [row] = rows(from_file(text.encode(encoding)))
    assert (row["rule"], row["due_date"]) == ("cert_3wd", "2026-06-18")
    assert row["who"] == "Zoë – O’Neill"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the first line is empty: it must name the columns 'rule', 'trigger_date'"),
        (b"rule,date\ncert_3wd,2026-06-15\n", "no column 'trigger_date'; it names 'rule', 'date'"),
        (b"rule;trigger_date\n", "it names 'rule;trigger_date'"),
        (b"rule,trigger_date,rule\n", "names 'rule' twice"),
        (b'rule,trigger_date\ncert_3wd,"2026-06-15\n', "line 2: not readable as CSV"),
        (b"rule,trigger_date\ncert_3wd,2026\x00\n", "line 2: a NUL byte"),
        (b"rule,trigger_date\ncert_3wd,\x81\xff\n", "line 2: neither UTF-8 nor Windows-1252"),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(content: bytes, says: str) -> None:
    result = from_file(content)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert says in result.stderr


def test_ten_thousand_rows() -> None:
    lines = ["rule,trigger_date", *["cert_3wd,2026-06-15"] * 9_999, "cert_3wd,nonsense"]
    result = from_file("\n".join(lines).encode())
    found = rows(result)
    assert len(found) == 10_000
    assert {row["due_date"] for row in found[:-1]} == {"2026-06-18"}
    assert found[-1]["error"].startswith("line 10001: 'nonsense' is not a date")


def test_every_rule_is_listed() -> None:
    text = run("--list").stdout
    documents = json.loads(run("--list", "--json").stdout)
    assert [document["id"] for document in documents] == [rule.id for rule in TABLE]
    assert all(f"{rule.id}\n" in text for rule in TABLE)
    assert documents[0]["length"] == 3
    assert documents[0]["in_force_from"] == "2014-09-01"

"""Requests from a file: each row its own result, each case once, each value as plain text."""

import csv
import io
import json
import threading
import time
from collections.abc import Callable

import pytest

from tests.flow import mail
from tests.flow.installed import Installed
from tests.flow.pdf import pdf_text
from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.flow.intake import RowResult, acknowledge
from worker.store import cases
from worker.store.outgoing import State

Installer = Callable[..., Installed]

GOOD = {
    "received_on": "2026-06-12",
    "family_name": "Jo Example",
    "child_name": "Kim Sample",
    "child_date_of_birth": "2016-05-09",
    "family_email": "jo@family.test",
}


def as_csv(*rows: dict[str, str]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def take(
    installed: Installed, content: str | bytes, *, name: str = "requests.csv"
) -> list[RowResult]:
    path = installed.folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(acknowledge(installed.world, path, at=installed.clock()))


def results(found: list[RowResult]) -> list[str]:
    return [row.result for row in found]


# -- results -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"received_on": "2026-06-16"}, "received_on: 2026-06-16 is in the future"),
        ({"received_on": "31/06/2026"}, "received_on: '31/06/2026' is no date"),
        ({"received_on": ""}, "received_on is missing"),
        (
            {"received_on": "2010-01-04", "child_date_of_birth": "2004-05-09"},
            "organisations.toml has no authority in force on 2010-01-04",
        ),
        ({"child_date_of_birth": "2026-06-13"}, "child_date_of_birth lies after"),
        ({"family_name": " "}, "family_name"),
        ({"family_email": "jo@family@test"}, "family_email: is not an email address"),
        ({"family_email": "jo@family.test, al@family.test"}, "family_email: is not an email"),
        ({"family_email": ""}, "family_email and family_address are both empty"),
        ({"family_name": "Jo\nBcc: al@family.test"}, "family_name: has a line break"),
        ({"child_name": "K" * 10_000}, "child_name: has 10000 characters"),
        ({"family_name": "Jo \u202eelpmaxE"}, "family_name: has a line break or a control"),
        (
            {"family_email": "", "family_address": "1 High Street;Leicester"},
            "family_address: no letter can be posted: the last line of the address",
        ),
        (
            {"delivery": "post", "family_address": "No fixed abode;Leicester;LE1 1AA"},
            "family_address: no letter can be posted: the address says that there is no fixed abode",
        ),
        (
            {
                "delivery": "post",
                "family_address": "Flat 12b, The Old Maltings Conversion, Lower Buckingham Street "
                "East; Leicester; Leicestershire; LE1 1AA",
            },
            "line 1 of the address is too long for the window of the envelope: split it",
        ),
        (
            {"delivery": "post", "family_address": "Homeless;Leicester;LE1 1AA"},
            "the address says that there is no fixed abode",
        ),
        ({"capacity": "uncle"}, "capacity"),
        ({"authority": "Other Council"}, "authority: 'Other Council' is not the one in force"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_the_others_go_through(
    installed: Installed, change: dict[str, str], problem: str
) -> None:
    other = GOOD | {"family_email": "al@family.test"}

    found = take(installed, as_csv(GOOD | {"capacity": "", "authority": ""} | change, other))

    assert results(found) == ["refused", "opened"]
    assert problem in found[0].problem


def test_an_address_too_long_for_the_window_does_not_stop_an_email(installed: Installed) -> None:
    nine = "Flat 1;Block 2;Court 3;House 4;Street 5;Road 6;Village 7;Town 8;LE1 1AA"

    (found,) = take(installed, as_csv(GOOD | {"family_address": nine}))
    installed.send_all()

    assert found.result == "opened"
    assert found.warning.startswith(
        "should an email to this person fail, family_address: no letter"
    )
    row = installed.row(found.reference, Purpose.ACKNOWLEDGEMENT)
    assert (row.state, row.trouble) == (State.SENT, "")
    (letter,) = next(iter(installed.left())).iter_attachments()
    assert "Village 7" not in pdf_text(letter.get_content())


def test_a_row_with_more_values_than_columns_is_refused_alone(installed: Installed) -> None:
    lines = as_csv(GOOD, GOOD | {"family_email": "al@family.test"}).splitlines()
    lines[1] += ",too,many"

    assert results(take(installed, "\n".join(lines))) == ["refused", "opened"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("received_on,surname\n", "no such column: surname"),
        ("received_on\n2026-06-12\n", "column missing: family_name"),
        ("", "column missing"),
        (as_csv(GOOD) + 'a,"never closed\n', "is not CSV"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    installed: Installed, content: str, problem: str
) -> None:
    with pytest.raises(BadInput, match=problem):
        take(installed, content)
    with installed.world.database.transaction() as connection:
        assert cases.listed(connection) == []


def test_json_rows_are_as_good(installed: Installed) -> None:
    rows = [GOOD, {"family_name": 7}, "no object", GOOD | {"family_email": "al@family.test"}]

    found = take(installed, json.dumps(rows), name="requests.json")

    assert results(found) == ["opened", "refused", "refused", "opened"]
    assert [row.row for row in found] == [1, 2, 3, 4]


def test_json_values_of_the_wrong_kind_are_refused_in_plain_words(installed: Installed) -> None:
    rows = [GOOD | {"received_on": 20260612}, GOOD | {"recieved": "2026-06-12"}]

    found = take(installed, json.dumps(rows), name="requests.json")

    assert [row.problem for row in found] == [
        "received_on: is no date: write 2026-11-23 or 23/11/2026",
        "recieved: there is no such name",
    ]


@pytest.mark.parametrize("content", ["{}", "[", "[" * 100_000])
def test_json_that_is_no_list_is_refused(installed: Installed, content: str) -> None:
    with pytest.raises(BadInput, match=r"requests\.json"):
        take(installed, content, name="requests.json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_names_survive_the_ways_that_offices_save(installed: Installed, encoding: str) -> None:
    name = "Zoë O’Brien-Núñez"

    (found,) = take(installed, as_csv(GOOD | {"family_name": name}).encode(encoding))

    assert installed.case(found.reference)["parties"][0]["name"] == name


# -- once --------------------------------------------------------------------------------------


def test_the_same_file_twice_opens_and_sends_nothing_twice(installed: Installed) -> None:
    content = as_csv(GOOD, GOOD | {"family_email": "al@family.test"}, GOOD)

    first = take(installed, content)
    installed.send_all()
    second = take(installed, content)
    installed.send_all()

    assert results(first) == ["opened", "opened", "known"]
    assert results(second) == ["known"] * 3
    assert [r.reference for r in second] == [r.reference for r in first]
    assert len(installed.left()) == 2


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_same_file_by_two_people_at_once_opens_each_case_once(
    installer: Installer, request: pytest.FixtureRequest, kind: str
) -> None:
    url = {} if kind == "sqlite" else {"database_url": request.getfixturevalue("postgres_url")}
    installed = installer(**url)
    path = installed.folder / "requests.csv"
    path.write_text(as_csv(*(GOOD | {"family_email": f"p{n}@family.test"} for n in range(30))))
    start = threading.Barrier(3)
    found: list[RowResult] = []

    def work() -> None:
        start.wait()
        found.extend(acknowledge(installed.world, path, at=installed.clock()))

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(results(found)) == ["known"] * 60 + ["opened"] * 30
    with installed.world.database.transaction() as connection:
        assert len(cases.listed(connection)) == 30
    installed.world.database.close()


def test_thousands_of_rows_go_through(installed: Installed) -> None:
    count = 300
    content = as_csv(*(GOOD | {"family_email": f"p{n}@family.test"} for n in range(count)))
    begun = time.monotonic()

    found = take(installed, content)

    assert results(found) == ["opened"] * count
    # A tenth of a second each at the very worst: it is some milliseconds on an idle machine.
    assert time.monotonic() - begun < 30


# -- plain text --------------------------------------------------------------------------------

HOSTILE = [
    "{{ 7 * 7 }} Smith",
    "{% for x in range(9) %}a{% endfor %}",
    "<w:t>Ann</w:t> & Co",
    "=cmd|' /C calc'!A0",
    "Robert'); DROP TABLE person;--",
    "A" * 290,
]


@pytest.mark.parametrize("value", HOSTILE)
def test_what_somebody_typed_comes_out_as_plain_text(installed: Installed, value: str) -> None:
    row = GOOD | {"family_name": value, "child_name": value, "case_officer": value}
    (found,) = take(installed, as_csv(row))
    assert found.result == "opened", found.problem

    installed.send(installed.row(found.reference, Purpose.ACKNOWLEDGEMENT))

    if not installed.left():  # refused by name is as good as plain text
        trouble = installed.case(found.reference)["outgoing"][0]["trouble"]
        assert "name" in trouble, trouble
        return
    (sent,) = installed.left()
    assert sent["To"].addresses[0].display_name == " ".join(value.split())
    assert sorted(set(sent.keys())) == sorted(sent.keys()), "no header twice"
    assert f"Dear {value}" in " ".join(mail.text_of(sent).split())
    (attachment,) = sent.iter_attachments()
    assert "".join(value.split()) in "".join(pdf_text(attachment.get_content()).split())

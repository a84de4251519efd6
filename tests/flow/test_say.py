"""What a person says about a case besides an event: who advises it, what it is linked to."""

import re
import shlex
from datetime import UTC, date, datetime

import pytest

from tests.flow.installed import Installed
from worker.case.terms import Purpose, Role
from worker.commands.record import record_event
from worker.errors import BadInput
from worker.settings import ROOT
from worker.store import cases


def test_a_case_can_be_given_to_another_adviser(installed: Installed) -> None:
    reference = installed.open()
    organisation = installed.world.organisations.adviser[0]
    desk = organisation.people()[-1]

    installed.say(reference, "MediationDeclined", {"adviser": desk.person})

    with installed.world.database.transaction() as connection:
        assert cases.load(connection, reference).adviser == desk.email


def test_an_adviser_who_is_not_on_the_staff_is_refused_and_nothing_changes(
    installed: Installed,
) -> None:
    reference = installed.open()
    before = installed.events(reference)

    with pytest.raises(BadInput, match="not on the staff"):
        installed.say(reference, "MediationDeclined", {"adviser": "Nobody Known"})

    assert installed.events(reference) == before


def test_a_known_case_is_not_linked_by_the_way(installed: Installed) -> None:
    reference = installed.open()

    with pytest.raises(BadInput, match="record new"):
        installed.say(reference, "MediationDeclined", {"linked_to": reference})


@pytest.mark.parametrize("given", ["Accord East", "accord", "Accord East Ltd, Peterborough"])
def test_a_provider_is_written_down_by_its_full_name(installed: Installed, given: str) -> None:
    reference = installed.open()

    installed.say(reference, "MediationRequested", {"provider": given})

    assert installed.case(reference)["events"][-1]["facts"]["provider"] == "Accord East"


@pytest.mark.parametrize("given", ["Nobody Ltd", "a"])
def test_a_provider_who_is_none_is_refused_with_the_names_of_those_who_are(
    installed: Installed, given: str
) -> None:
    reference = installed.open()

    with pytest.raises(BadInput, match="write Midlands Mediation or Accord East"):
        installed.say(reference, "MediationRequested", {"provider": given})

    assert "MediationRequested" not in installed.events(reference)


def test_the_readmes_examples_can_be_recorded_one_after_the_other(installed: Installed) -> None:
    """Somebody who copies them into an empty installation gets a case with a certificate."""
    installed.clock.now = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # a Wednesday
    text = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\\n", " ")
    examples = re.findall(r"^mediation record (.+)$", text, re.MULTILINE)
    assert len(examples) >= 4

    for example in examples:
        with record_event.make_context("record", shlex.split(example)) as typed:
            given = typed.params
        said = installed.say(
            given["case"],
            given["event"],
            dict(value.split("=", 1) for value in given["values"]),
            on=date.fromisoformat(given["on"]),
            by=Role(given["by"]) if given["by"] else None,
        )

    assert (said.reference, said.stage) == ("LEI-26-00001-V", "concluded")
    assert [letter.purpose for letter in said.letters].count(Purpose.CERTIFICATE) == 1


CORRECTION = re.compile(r"^`mediation record (.+?)`", re.MULTILINE)


def test_a_name_is_corrected_as_the_readme_says_and_nothing_is_sent_twice(
    installed: Installed,
) -> None:
    installed.clock.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # a Monday
    reference = installed.open(name="Jo Exmaple")
    before = installed.rows(reference)
    installed.clock.now = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    (example,) = CORRECTION.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    with record_event.make_context("record", shlex.split(example)) as typed:
        given = typed.params

    said = installed.say(
        reference,
        given["event"],
        dict(value.split("=", 1) for value in given["values"]),
        on=date.fromisoformat(given["on"]),
    )

    assert said.is_repeat
    assert installed.rows(reference) == before
    with installed.world.database.transaction() as connection:
        assert [p.name for p in cases.load(connection, reference).people] == ["Jo Sample"]


def test_a_particular_that_comes_with_a_refused_event_is_refused_with_the_way_to_correct_it(
    installed: Installed,
) -> None:
    particulars = {
        "family_name": "Jo Exmaple",
        "family_email": "jo@family.test",
        "child_name": "Kim Sample",
        "child_date_of_birth": "2016-05-09",
    }
    reference = installed.say("new", "RequestReceived", particulars).reference
    installed.clock.pass_by(days=3)
    right = {"family_name": "Jo Example"}

    with pytest.raises(BadInput) as refused:
        installed.say(reference, "RequestReceived", right)

    assert "has its request already, of 2026-06-15: correct that event first" in str(refused.value)
    assert f"the day that it has (--on): `mediation case {reference}` lists them" in str(
        refused.value
    )
    assert installed.say(reference, "RequestReceived", right, on=date(2026, 6, 15)).is_repeat
    with pytest.raises(BadInput) as refused:
        installed.say(reference, "RequestReceived")
    assert "--on" not in str(refused.value), "who corrects nothing is told nothing about it"


LONG_LINE = "Flat 12b, The Old Maltings Conversion, Lower Buckingham Street East"
TOO_LONG = f"{LONG_LINE}; Leicester; Leicestershire; LE1 1ZZ"
FITS = "1 High Street; Leicester; Leicestershire; LE1 1ZZ"
LONG_NAME = "Maria Fernanda " * 10


@pytest.mark.parametrize("way", [{"email": ""}, {"delivery": "post"}], ids=["no email", "asked"])
def test_an_address_that_no_window_shows_is_refused_when_it_is_entered(
    installed: Installed, way: dict[str, str]
) -> None:
    with pytest.raises(BadInput, match=r"family_address: .* line 1 of .* split it in two"):
        installed.open(family_address=TOO_LONG, **way)
    reference = installed.open(family_address=FITS, **way)
    with pytest.raises(BadInput, match=r"family_address: .* line 1 of the address is too long"):
        installed.say(reference, "AdviserContacted", {"family_address": TOO_LONG})
    # The name stands in the window too, over the address that is on record.
    with pytest.raises(BadInput, match=r"family_name: .* the name is too long"):
        installed.say(reference, "AdviserContacted", {"family_name": LONG_NAME})


def test_whoever_reads_by_email_may_have_a_long_name_until_they_ask_for_post(
    installed: Installed,
) -> None:
    reference = installed.open(name=LONG_NAME)
    installed.say(reference, "AdviserContacted", {"family_name": f"{LONG_NAME} Costa"})
    installed.say(reference, "AdviserContacted", {"family_address": FITS})
    with pytest.raises(BadInput, match=r"family_name: .* the name is too long"):
        installed.say(reference, "AdviserContacted", {"delivery": "post"})


BAD_ADDRESSES = {
    "Flat 1;Block 2;Court 3;House 4;Street 5;Road 6;Village 7;Town 8;LE1 1AA": "have 10 lines",
    "1 High Street; Leicester": "neither a UK postcode nor a country",
    "No fixed abode; Leicester; LE1 1ZZ": "no fixed abode",
}


@pytest.mark.parametrize(("address", "why"), BAD_ADDRESSES.items(), ids=BAD_ADDRESSES.values())
def test_an_address_that_nothing_can_be_posted_to_is_refused_at_this_door_too(
    installed: Installed, address: str, why: str
) -> None:
    told = rf"^family_address: no letter can be posted: .*{why}"
    with pytest.raises(BadInput, match=told):
        installed.open(email="", family_address=address)
    reference = installed.open(family_address=address)
    for particulars in ({"delivery": "post"}, {"family_email": ""}):
        with pytest.raises(BadInput, match=told):
            installed.say(reference, "AdviserContacted", particulars)


def test_whoever_has_an_email_is_taken_with_a_warning(installed: Installed) -> None:
    reference = installed.open()
    values = {"family_address": "1 High Street; Leicester"}
    said = installed.say(reference, "AdviserContacted", values)
    assert said.warning.startswith("should an email to this person fail, family_address: no letter")
    assert installed.say(reference, "AdviserContacted").warning == ""
    assert installed.say(reference, "AdviserContacted", {"family_address": FITS}).warning == ""

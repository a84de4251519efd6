"""What a person says about a case besides an event: who advises it, what it is linked to."""

import pytest

from tests.flow.installed import Installed
from worker.errors import BadInput
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

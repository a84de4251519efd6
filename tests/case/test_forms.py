"""How a party reads: by post in time, a password to be told, a form that a person makes."""

from dataclasses import replace
from datetime import date, time

import pytest

from tests.case.log import MUM, Log, day, informed
from worker.case import events as e
from worker.case.facts import Party, Reach
from worker.case.terms import Delivery, Format, Purpose, Role
from worker.deadlines.london import at_london

BY_POST = Party(id="mum", reach=Reach.POST, postable=True)
LOCKED = replace(MUM, delivery=Delivery.ENCRYPTED)
BRAILLE = replace(MUM, format=Format.BRAILLE)


def _declined(party: Party, on: str = "Wed 9 Sep 2026") -> Log:
    log = informed(party)
    log.say(e.MediationDeclined, on)
    return log


# -- by post -------------------------------------------------------------------------------------


def test_a_certificate_by_post_must_lie_with_the_printer_on_working_day_two() -> None:
    log = _declined(BY_POST)

    limit, printed = log.duty("cert_3wd"), log.duty("task.print_certificate")
    assert limit.due == day("Mon 14 Sep 2026")
    assert printed.due == day("Fri 11 Sep 2026")
    assert printed.due_at == at_london(date(2026, 9, 11), time(17, 30))
    assert printed.owed_by is Role.ADVISER
    assert printed.met_on is None


def test_somebody_is_told_a_day_before_and_when_it_is_too_late() -> None:
    log = _declined(BY_POST)

    assert log.timers("certificate_warning")[0].at == at_london(date(2026, 9, 10), time(9, 0))
    log.wait_until("Thu 10 Sep 2026", posting=False)
    assert log.kinds() == {"certificate_warning"}
    log.wait_until("Fri 11 Sep 2026", posting=False)
    assert log.kinds() == {"certificate_warning", "overdue"}


def test_it_is_met_when_the_letter_lies_there() -> None:
    log = _declined(BY_POST)
    log.post("Thu 10 Sep 2026")

    assert log.duty("task.print_certificate").met_on == day("Thu 10 Sep 2026")
    assert log.timers("certificate_warning") == []


def test_a_certificate_by_email_has_its_three_days() -> None:
    log = _declined(MUM)

    assert log.duties("task.print_certificate") == []
    assert log.timers("certificate_warning")[0].at == at_london(date(2026, 9, 11), time(9, 0))


def test_a_letter_that_comes_back_is_a_task_and_goes_by_no_other_post() -> None:
    log = _declined(BY_POST)
    log.post("Thu 10 Sep 2026")
    failed = log.say(
        e.DeliveryFailed,
        "Mon 21 Sep 2026",
        purpose=Purpose.CERTIFICATE,
        fact="e6",
        by_post=True,
    )

    assert [letter.fact for letter in log.wanted(Purpose.CERTIFICATE)] == ["e6"]
    assert log.duty("task.delivery_failed").about == failed
    # It was issued and posted in time: that it came back makes it no later.
    assert log.duty("cert_3wd").met_on == day("Thu 10 Sep 2026")


# -- the password of a locked letter -------------------------------------------------------------


def test_the_password_is_told_the_working_day_after_the_first_locked_letter() -> None:
    log = informed(LOCKED)

    told = log.duty("task.tell_password")
    assert (told.about, told.due, told.owed_by) == ("mum", day("Tue 8 Sep 2026"), Role.ADVISER)
    log.say(e.DutyMet, "Tue 8 Sep 2026", rule="task.tell_password", about="mum", by=Role.ADVISER)
    assert log.duty("task.tell_password").met_on == day("Tue 8 Sep 2026")


def test_the_authority_tells_the_password_of_its_own_letter() -> None:
    log = Log(LOCKED)
    log.say(e.RequestReceived, "Fri 4 Sep 2026")
    assert log.duties("task.tell_password") == []
    log.post()

    told = log.duty("task.tell_password")
    assert (told.owed_by, told.due) == (Role.AUTHORITY, day("Mon 7 Sep 2026"))


def test_letters_that_went_before_the_choice_were_not_locked() -> None:
    log = informed(replace(LOCKED, delivery_since=day("Wed 9 Sep 2026")))
    assert log.duties("task.tell_password") == []
    log.say(e.MediationDeclined, "Thu 10 Sep 2026")
    log.post()

    assert log.duty("task.tell_password").due == day("Fri 11 Sep 2026")


def test_paper_has_no_password() -> None:
    log = informed(replace(BY_POST, delivery=Delivery.POST))

    assert log.duties("task.tell_password") == []


# -- another form --------------------------------------------------------------------------------


def test_each_letter_that_went_is_to_be_made_in_the_other_form() -> None:
    log = informed(BRAILLE)

    owed = {d.about: d.due for d in log.duties("task.other_format")}
    assert owed == {
        "information:e2:mum": day("Mon 14 Sep 2026"),
        "choice:e4:mum": day("Tue 15 Sep 2026"),
    }


def test_one_is_done_and_the_other_is_not() -> None:
    log = informed(BRAILLE)
    log.say(
        e.DutyMet,
        "Thu 10 Sep 2026",
        rule="task.other_format",
        about="information:e2:mum",
        by=Role.ADVISER,
    )

    done = {d.about: d.met_on for d in log.duties("task.other_format")}
    assert done == {"information:e2:mum": day("Thu 10 Sep 2026"), "choice:e4:mum": None}


def test_what_had_gone_before_it_was_asked_for_is_due_from_then() -> None:
    log = informed(replace(BRAILLE, format_since=day("Mon 21 Sep 2026")))

    assert {d.due for d in log.duties("task.other_format")} == {day("Mon 28 Sep 2026")}


@pytest.mark.parametrize(
    ("party", "needs"),
    [
        (MUM, False),
        (replace(MUM, format=Format.LARGE_PRINT), False),
        (replace(MUM, format=Format.EASY_READ), True),
        (replace(MUM, format=Format.AUDIO), True),
        (replace(MUM, format=Format.BSL), True),
        (replace(MUM, language="Gujarati"), True),
    ],
)
def test_what_the_worker_makes_itself_is_nobody_elses_task(party: Party, *, needs: bool) -> None:
    assert bool(informed(party).duties("task.other_format")) is needs

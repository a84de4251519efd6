"""What may stand beside a form: courtesy matched whole, the writer's own name, a number."""

import pytest

from worker.inbox.answers.courtesy import Writer, agreeing, is_courtesy, is_name

FAMILY = Writer(
    names=("Joanna Rafferton", "jo.rafferton"),
    addresses=("jo.rafferton@mail.example", "12 Mill Lane", "Leicester LE1 1AA"),
    readers=("Nadia Fordham-Ose", "SENDIASS Leicester"),
    is_family=True,
)
COUNCIL = Writer(
    names=("Helen Marlowby", "City Council", "helen.marlowby"),
    addresses=("helen.marlowby@citycouncil.example",),
    offices=("Helen Marlowby", "City Council"),
    readers=("Nadia Fordham-Ose", "SENDIASS Leicester"),
)


@pytest.mark.parametrize(
    "line",
    [
        "Hi",
        "Hello there,",
        "Dear Sir or Madam",
        "Dear Sir/Madam,",
        "Good morning all",
        "Dear SENDIASS team",
        "Hi Nadia",
        "Hello, Nadia",
        "Dear Ms. Fordham-Ose,",
        "Dear Mrs Palmer",
        "Hi Dr Palmer-Jones,",
        "To whom it may concern",
        "Hi, thank you for your letter.",
        "Thanks",
        "Thank you!",
        "Many thanks, Jo",
        "Thank you very much in advance",
        "Thanks in advance for your help",
        "Thanks Nadia",
        "Thank you so much for all your help and support",
        "thanks for explaining everything",
        "Thanks again for your time.",
        "Thanks and best wishes",
        "Diolch yn fawr",
        "Kind regards",
        "With kind regards,",
        "Yours sincerely, Joanna Rafferton",
        "Best wishes Jo",
        "All the best",
        "Have a nice weekend!",
        "Hope you are well",
        "Jo",
        "Jo x",
        "J. Rafferton",
        "Mrs Joanna Rafferton",
        "JOANNA RAFFERTON",
        "0116 496 0101",
        "(0116) 496 0101",
        "Tel: 0116 496 0101",
        "Mobile no: 07700 900123",
        "07700900123",
        "+44 (0)116 496 0101 ext 12",
        "jo.rafferton@mail.example",
        "Email: jo.rafferton@mail.example",
        "12 Mill Lane",
        "Leicester LE1 1AA",
        "--",
        "_______________",
        "",
    ],
)
def test_courtesy_of_a_family(line: str) -> None:
    assert is_courtesy(line, FAMILY)


# Each of these stood beside a form, or might: none may pass as courtesy.
LIMITS = (
    "Morning or afternoon",
    "Afternoon Only",
    "Hi Maybe",
    "Hello. Sorry.",
    "Hi, Wait",
    "Dear Not Yet",
    "Hi all Wait Until Monday",
    "Hi STOP",
    "hi nothing for now",
    "Hi Please Disregard",
    "Dear Stop",
    "Hello Pending Advice",
    "Hi Cancel That",
    "Hi Wrong Child",
    "Hi Mum",
    "Dear Mrs Palmer Pending",
    "Dear Miss Tomorrow",
    "Hi mr pending",
    "Thank you for your reply in advance",
    "Thanks in advance for explaining this",
    "Thank you for your patience",
    "Good morning, hold this",
    "Kindly email your advice thanks",
    "Thanks in advance for checking with me first",
    "Thanks for your letter but",
    "Thank you for agreeing to wait",
    "Thanks?",
    "Best do it later",
    "Kind regards, not yet",
    "Best wishes, Sam",
    "No",
    "Yes",
    "Sam Example",
    "Jo is away",
    "Jo 2",
    "Call 07700 900123",
    "0116 496 0101 after 4pm",
    "20.07.2026",
    "2026-07-20",
    "01-12-2026 10.30",
    "10.00 - 12.00",
    "12345",
    "0900",
    "012 345",
    "sam@mail.example",
    "13 Mill Lane",
    "...",
    "…",
    "?",
    "👍",
    "ok",
    "SEND Service",
    "https://mail.example/no",
    "Thanks " * 40,
)


@pytest.mark.parametrize("line", LIMITS)
def test_anything_else_is_none(line: str) -> None:
    assert not is_courtesy(line, FAMILY)


def test_a_greeting_counts_only_above_the_answer() -> None:
    assert is_courtesy("Good afternoon", FAMILY, is_above=True)
    assert not is_courtesy("Good afternoon", FAMILY, is_above=False)
    assert is_courtesy("Thank you", FAMILY, is_above=False)


@pytest.mark.parametrize("name", ["Noah", "Yesim", "Maya", "Butler"])
def test_the_beginning_of_a_name_is_no_name(name: str) -> None:
    writer = Writer(names=(name,), is_family=True)
    assert is_name(name, writer)
    assert not is_name(name[:2], writer)
    assert not is_name(name[:3], writer)


@pytest.mark.parametrize(
    "line",
    [
        "Helen Marlowby",
        "SEND Mediation Team",
        "Head of SEND",
        "Senior Case Officer, City Council",
        "Special Educational Needs and Disability Service",
        "City Council",
        "(she/her)",
    ],
)
def test_an_office_signs_with_its_title(line: str) -> None:
    assert is_courtesy(line, COUNCIL)


@pytest.mark.parametrize(
    "line",
    [
        "send mediation team",
        "Team 4",
        "Family Support",
        "Support Team Mediation Of Families",
        "Mediation Support Helen",
        "Health And Social Care And Family Support Service",
        "County Hall Mediation",
        "Acting Team Leader Until Friday",
        "The Family Needs Support",
    ],
)
def test_words_without_an_office_are_no_title(line: str) -> None:
    assert not is_courtesy(line, COUNCIL)


def test_a_family_signs_with_no_office() -> None:
    assert not is_courtesy("SEND Mediation Team", FAMILY)


def test_a_name_that_the_sender_chose_counts_only_as_far_as_it_agrees_with_the_records() -> None:
    on_record = ("Joanna Rafferton",)
    assert agreeing(("Jo Rafferton", "jo.wait"), on_record) == ("jo", "rafferton", "jo")
    assert agreeing(("Joanna (only after Monday)",), on_record) == ("joanna",)
    assert agreeing(("J", "Annabel", "Raffertons"), on_record) == ()
    assert agreeing(("Pat Sample",), ()) == ("Pat Sample",)

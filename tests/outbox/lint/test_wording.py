"""Words that contradict the law are found, whatever Word puts between them, and no others."""

from pathlib import Path
from typing import Any

import pytest
from docx.enum.text import WD_BREAK

from tests.outbox.lint.edited_letters import edited, findings, replaced, said, with_paragraph
from worker.outbox.lint.wording import banned, shouted


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("You must appeal within one month of receipt of the certificate.", "never from receipt"),
        ("You have one month following receipt of the certificate.", "never from receipt"),
        ("The two months run from the day you get the letter.", "never from receipt"),
        ("You have 4 weeks from receipt.", "never from receipt"),
        ("You have one month once you receive the certificate.", "never from receipt"),
        ("Appeal in one calendar month of the certificate being received.", "never from receipt"),
        ("The month starts on the day the certificate arrives.", "never from receipt"),
        ("The time starts when your certificate reaches you.", "never from receipt"),
        ("You can appeal after you receive the certificate.", "runs from the issue date"),
        ("You can bring a lawyer if the mediator agrees.", "comes by right"),
        ("You may bring a lawyer with the agreement of the mediator.", "comes by right"),
        ("A solicitor can come with the consent of the mediator.", "comes by right"),
        ("A solicitor can come with the mediator's consent.", "comes by right"),
        ("If the council agrees, you can bring a lawyer.", "comes by right"),
        ("Waiting for mediation stops the clock.", "does not stop the clock"),
        ("Mediation stops the clock.", "does not stop the clock"),
        ("Mediation will pause your deadline.", "does not stop the clock"),
        ("If you wait, the deadline is extended.", "does not stop the clock"),
        ("The time limit does not run while you mediate.", "does not stop the clock"),
        ("The time to appeal is paused during mediation.", "does not stop the clock"),
        ("Waiting gives you more time.", "does not stop the clock"),
        ("Mediation takes place within 30 working days.", "calendar days"),
        ("Mediation takes place within thirty working days.", "calendar days"),
        ("This is about a statutory assessment.", "EHC needs assessment"),
        ("You must try mediation.", "voluntary"),
        ("You have to attend mediation.", "voluntary"),
        ("Families should first use mediation.", "voluntary"),
        ("We strongly recommend mediation.", "voluntary"),
        ("We advise you to try mediation.", "voluntary"),
        ("Mediation is compulsory.", "voluntary"),
        ("Mediation is now mandatory.", "voluntary"),
        ("You cannot appeal without a certificate.", "needs no certificate"),
        ("Without a certificate you cannot appeal.", "needs no certificate"),
        ("You need a certificate for all appeals.", "needs no certificate"),
        ("You always need a certificate.", "needs no certificate"),
        ("Appeal by 8 April 2027.", "a date in the text"),
        ("Appeal by the 8th of April 2027.", "a date in the text"),
        ("Appeal by April 8.", "a date in the text"),
        ("Appeal by April 8, 2027.", "a date in the text"),
        ("Appeal by 08/04/2027.", "a date in the text"),
        ("Appeal by 8-4-2027.", "a date in the text"),
        ("Appeal by 8.4.2027.", "a date in the text"),
        ("Appeal by 2027/04/08.", "a date in the text"),
        ("Appeal by 2027-04-08.", "a date in the text"),
        ("Appeal by the third of May.", "a date in the text"),
        ("Appeal by 31 August.", "a date in the text"),
        ("We met on 1 January 2027.", "a date in the text"),
        ("Appeal by the 8th.", "a date in the text"),
        ("Appeal by 5pm on 31 August.", "a date in the text"),
        ("You have a month from getting the letter.", "never from receipt"),
        ("It is mandatory to try mediation.", "voluntary"),
        ("You should not use mediation.", "voluntary"),
        ("No certificate, no appeal.", "needs no certificate"),
        ("You have four weeks from the certificate to appeal.", "one month from its date of issue"),
        ("You get your certificate within 6 weeks.", "within 3 working days"),
        ("28 days of the date that we issue your certificate", "one month from its date of issue"),
        ("Your month starts on delivery of this certificate.", "never from receipt"),
        ("Lawyers are not allowed.", "comes by right"),
        ("You cannot bring a lawyer.", "comes by right"),
        ("You must mediate first.", "voluntary"),
        ("There is nothing to fear: mediation stops the clock.", "does not stop the clock"),
        ("You cannot appeal without a certificate unless you pay.", "needs no certificate"),
    ],
)
def test_wording_against_the_law_is_named(tmp_path: Path, text: str, why: str) -> None:
    found = said(with_paragraph(tmp_path, text))
    assert why in found
    assert f'in the paragraph "{text}"' in found


@pytest.mark.parametrize(
    "text",
    [
        "You must appeal within one month of the date of issue.",
        "The month runs from the date of issue, not from the day you get the certificate.",
        "The 1 month runs from the date on the certificate, not from the day you get it.",
        "We decide within 6 weeks of receiving your request.",
        "We issue it within 3 working days of receiving your answer.",
        "You have 2 months from the date of the letter to get a certificate.",
        "Waiting does not stop the clock.",
        "Waiting for mediation does not give you more time.",
        "The 30 days do not stop for weekends.",
        "You can bring a lawyer to support you.",
        "You can bring a friend or a lawyer. If you want more than one person, tell us.",
        "Your child can come if you and the mediator agree.",
        "You do not have to attend mediation.",
        "Mediation is not compulsory.",
        "We advise families about mediation.",
        "The council must take part in mediation.",
        "Closed from 25 December to 1 January.",
        "In August the last day moves to the first working day after 31 August.",
        "Phone 0116 496 0200, room 12.",
        "See paragraph 3.2.14 of the Code.",
        "You may bring 2 people. Up to 3 may come.",
        "Regulation 5 of 2014 says so.",
        "Waiting for mediation never stops the clock.",
        "Nothing stops the clock.",
        "The month does not start again if you lose the certificate.",
        "You cannot appeal without a certificate unless your appeal is only about the school.",
        "Nobody says you must try mediation.",
        "Mediation is voluntary: no one can say that you must attend mediation.",
        "You should use mediation only if you want to.",
        "The month begins on the date of issue, whenever you receive this letter.",
        "We will call you within 5 days of receiving this letter back.",
        "The Tribunal will register your appeal within 10 working days.",
        "Appeal within two months of the decision or one month of the certificate.",
        "We keep the record of your certificate for six years from the date of issue.",
        "You can ask for a copy within 12 months of the date of issue.",
        "The meeting must take place within 30 calendar days.",
        "The authority has 6 weeks to decide if it will assess.",
        "We will arrange an interpreter within 5 days.",
    ],
)
def test_wording_within_the_law_is_left_alone(tmp_path: Path, text: str) -> None:
    assert said(with_paragraph(tmp_path, text)) == ""


def test_words_are_read_across_all_that_word_puts_between_them(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        line = opened.add_paragraph("You must appeal within one")
        line.add_run().add_break(WD_BREAK.LINE)
        line.add_run("month\tof re\u00adce")
        line.add_run("ipt\u00a0of it.")

    assert "says 'month of receipt'" in said(edited(tmp_path, "chase", edit))


def test_a_tag_between_forbidden_words_hides_nothing(tmp_path: Path) -> None:
    path = with_paragraph(tmp_path, "Within 30 {% if child %}working{% endif %} days.")
    assert "says '30 working days'" in said(path)


def test_a_long_sentence_with_a_date_is_found_in_a_footer(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        opened.sections[0].footer.paragraphs[0].text = "{{ reference }} Version of 8 April 2027"

    assert "says '8 April'" in said(edited(tmp_path, "chase", edit))


@pytest.mark.parametrize(
    "text",
    [
        "You can appeal within 2 months.",
        "If you want to appeal, you have two months.",
        "Appeal by {{ request.decide_by | day }}.",
        "You have one month to appeal.",
        "The deadline is near.",
        "Your last day to act is soon.",
        "We have decided to assess your child.",
        "We decided not to assess.",
        "We have made our decision.",
        "The council has refused your request.",
    ],
)
def test_the_acknowledgement_states_no_appeal_date_and_no_decision(
    tmp_path: Path, text: str
) -> None:
    found = said(with_paragraph(tmp_path, text, "acknowledgement"))
    assert "before a decision" in found or "no decision yet" in found


@pytest.mark.parametrize(
    "text",
    [
        "We have not made a decision yet. There is no date to appeal by.",
        "We will decide if we will do the assessment by {{ request.decide_by | day }}.",
        "You do not need one if your appeal is only about the school named in a plan.",
    ],
)
def test_the_acknowledgement_may_say_that_nothing_is_decided(tmp_path: Path, text: str) -> None:
    assert said(with_paragraph(tmp_path, text, "acknowledgement")) == ""


def test_the_acknowledgement_may_not_use_an_appeal_date(tmp_path: Path) -> None:
    found = said(with_paragraph(tmp_path, "{{ appeal.last_day | day }}", "acknowledgement"))
    assert "uses the field 'appeal': no appeal date can be stated before a decision" in found


@pytest.mark.parametrize(
    ("text", "loud"),
    [
        ("PLEASE READ THIS NOW.", "PLEASE READ THIS NOW"),
        ("Your RIGHT TO appeal", "RIGHT TO"),
        ("The SEND Tribunal and an EHC plan", ""),
        ("SEND, NHS and ICB", ""),
        ("YES", ""),
    ],
)
def test_words_typed_in_capitals(text: str, loud: str) -> None:
    assert shouted(text) == loud


def test_capitals_in_a_letter_to_a_family_are_advice(tmp_path: Path) -> None:
    path = with_paragraph(tmp_path, "PLEASE READ THIS NOW.", "mediation_date")
    assert [finding.is_advice for finding in findings(path)] == [True]
    assert said(with_paragraph(tmp_path, "PLEASE READ THIS NOW.", "chase")) == ""


def test_each_ban_gives_its_reason() -> None:
    assert {ban.why for _, ban in banned("acknowledgement", "Deadline: 8 April 2027")} == {
        "no appeal and no date can be stated before a decision",
        "a date in the text stays the same in every letter: use a field",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Our office closes on 24 December.",
        "The Children and Families Act 2014 received Royal Assent on 13 March 2014.",
        "SI 2014/1530, as amended on 1 April 2015.",
    ],
)
def test_a_date_that_is_the_same_for_everybody_is_advice(tmp_path: Path, text: str) -> None:
    assert [finding.is_advice for finding in findings(with_paragraph(tmp_path, text))] == [True]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("You must appeal within one month of receipt of the certificate.", True),
        ("You have 4 weeks from receipt.", True),
        ("You must appeal within two months of receiving the decision letter.", True),
        ("To appeal you have one month from the day you get the certificate.", True),
        ("You have two weeks from receipt of this letter to choose a provider.", False),
        ("You must appeal within one month from the date of receipt of this letter.", True),
        ("Waiting for mediation stops the clock.", True),
        ("Mediation will pause your deadline.", True),
        ("Appeal by Friday 8 April.", True),
        ("Your last day to appeal is 8 April 2027.", True),
        ("The council must decide within 6 weeks of receipt.", False),
        ("Appeal within one month of issue, not within one month of receipt.", False),
        ("Some people think that mediation stops the clock.", False),
        ("Does waiting for mediation stop the clock? Waiting stops the clock?", False),
        ("We met on 1 January 2027.", False),
        ("A date, for example: appeal by 8 April.", False),
        ("You must try mediation.", False),
        ("You must appeal within 28 days of this letter.", True),
        ("Within six weeks you must appeal.", True),
        ("You have two months to appeal from the date of this certificate.", True),
        ("The council has 40 days to arrange mediation.", True),
        ("Mediation must take place within 40 days.", True),
        ("Appeal by the end of January.", True),
        ("Appeal by 04/01/2027.", True),
        ("two months from the date of issue", False),
    ],
)
def test_only_what_is_certainly_wrong_holds_a_letter(text: str, *, holds: bool) -> None:
    assert [ban.holds for _, ban in banned("certificate", text)] == [holds]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("date of issue of", "receipt of", "month from the receipt of this certificate'"),
        ("one month from the date", "two months from the date", "one month from the certificate"),
        ("two months after", "three months after", "two months from the decision"),
    ],
)
def test_a_wrong_period_is_held_where_a_tag_stands_amid_its_words(
    tmp_path: Path, old: str, new: str, what: str
) -> None:
    held = [
        str(each)
        for each in findings(edited(tmp_path, "certificate", replaced(old, new)))
        if each.holds
    ]
    assert any(what in each for each in held), held


def test_the_acknowledgement_is_held_if_it_gives_a_time_to_appeal() -> None:
    found = banned("acknowledgement", "You must appeal within 2 months.")
    assert [ban.holds for _, ban in found] == [True]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Dear {recipient.name}", [(True, False)]),
        ("Dear «Parent name»", [(False, False)]),
        ("Dear <<Parent name>>", [(False, False)]),
        ("Dear [parent name]", [(False, True)]),
        ("Dear {{ recipient.name }}", []),
        ("Sections B [and F] of 3 < 5 and 5 > 3", [(False, True)]),
        ("More about it {see below} and here.", []),
    ],
)
def test_a_place_to_fill_in_that_is_no_field_is_named(
    tmp_path: Path, text: str, how: list[tuple[bool, bool]]
) -> None:
    found = findings(with_paragraph(tmp_path, text))
    assert [(each.holds, each.is_advice) for each in found] == how
    assert all("would be printed as it stands" in str(each) for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "You must appeal within two months of the date of issue of the decision letter.",
        "Appeal within 2 months from the date of issue of the decision, or 1 of this certificate.",
        "It must arrive within 2 months of the date of issue of the letter or 1 of the certificate.",
        "You have two months to appeal from the date of issue of the decision letter.",
        "We must issue the certificate you need to appeal within three working days.",
        "We give you the certificate that you need to appeal within 3 working days.",
        "You need a certificate to appeal, and we send it within 3 working days of hearing from you.",
        "After you appeal, the Tribunal will write to you within 10 working days.",
        "Once you appeal the Tribunal registers it within 10 working days.",
        "When you appeal, the council must answer the Tribunal within 30 working days.",
        "You can appeal or complain, and we answer a complaint within 20 working days.",
        "You can appeal when the council refuses, and it must tell you within 6 weeks.",
        "Please tell us within 7 days after you receive this certificate if a name is wrong.",
        "If a name is wrong, please tell us within 7 days after you receive this certificate.",
        "Please check it and contact us within 5 days after you get the certificate.",
        "The meeting will take place within 28 days.",
        "The mediation will be held within three weeks if everyone can come.",
        "The council has 15 working days to arrange it.",
        "The annual review meeting must be held within 12 months.",
        "It would be a mistake to assume that mediation stops the clock.",
        "If your last day to appeal is 25 December, it moves to the next working day.",
        "We tell you within 6 weeks what we will do, and you can appeal if you disagree.",
        "The council has 6 weeks to answer, and you have a right of appeal then.",
        "You will hear from us within 6 weeks with your rights of appeal.",
    ],
)
@pytest.mark.parametrize("is_filled", [False, True])
def test_what_is_lawful_holds_no_letter(text: str, *, is_filled: bool) -> None:
    letters = ["certificate"]
    # An acknowledgement gives no time to appeal, right or wrong.
    letters += ["acknowledgement"] if "month" not in text else []
    for letter in letters:
        assert not [words for words, ban in banned(letter, text, is_filled=is_filled) if ban.holds]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("two months", "two calendar months"),
        ("one month", "one calendar month"),
        ("one month", "a month"),
    ],
)
def test_the_two_periods_may_be_written_in_other_words(tmp_path: Path, old: str, new: str) -> None:
    assert said(edited(tmp_path, "certificate", replaced(old, new))) == ""


def test_each_reason_is_given_once() -> None:
    text = "Appeal by 8 April. Appeal by 9 April. Our office closes on 24 December."
    assert [said for said, _ in banned("chase", text)] == ["Appeal by 8 April"]

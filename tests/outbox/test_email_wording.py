"""What the emails say: the forms that the mailbox reads, the dates, and nobody's secrets."""

import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.outbox.email_fixtures import CASES, FOLDER, TEMPLATES, sample
from worker.case.notices import NOTICES
from worker.case.terms import Capacity, Ground, Purpose
from worker.errors import TellSomeone
from worker.outbox.email_samples import EMAIL_SAMPLES
from worker.outbox.email_text import EmailText
from worker.outbox.facts import LetterFacts
from worker.outbox.filters import day
from worker.outbox.lint.reading_age import reading_age

GOLDEN = Path(__file__).parent / "golden" / "emails"
FAMILY = {
    Purpose.ACKNOWLEDGEMENT,
    Purpose.INFORMATION,
    Purpose.CHOICE,
    Purpose.REQUEST_CONFIRMED,
    Purpose.MEDIATION_DATE,
    Purpose.CERTIFICATE,
    Purpose.CERTIFICATE_COPY,
    Purpose.APPEAL_REMINDER,
}
DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
FULL_DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} [A-Z][a-z]+ \d{4}\b")


def written(purpose: Purpose, name: str) -> EmailText:
    return TEMPLATES.write(purpose, sample(purpose, name))


def test_goldens() -> None:
    """Every email as text, and the first of each as HTML; UPDATE_GOLDEN=1 writes them anew."""
    made: dict[str, str] = {}
    for purpose, cases in EMAIL_SAMPLES.items():
        emails = {name: TEMPLATES.write(purpose, facts) for name, facts in cases.items()}
        made[f"{purpose}.txt"] = "\n".join(
            f"######## {name}\nSubject: {email.subject}\n\n{email.text}"
            for name, email in emails.items()
        )
        made[f"{purpose}.html"] = next(iter(emails.values())).html
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (GOLDEN / name).write_text(text, encoding="utf-8")
    kept = {file.name: file.read_text(encoding="utf-8") for file in GOLDEN.iterdir()}
    assert kept == made


# The forms, in the very layout of the mailbox samples


def test_the_choice_is_asked_for_as_the_mailbox_samples_show() -> None:
    email = written(Purpose.CHOICE, "parent")
    assert email.subject == "Your choice about mediation [LEI-26-00042-K]"
    assert email.text.startswith(
        """\
Please reply above this line.

Dear Maureen Peasgood,

Thank you for talking with us about mediation. You now have a choice. Mediation is free, and you do not have to take part.

To tell us what you want, reply to this email. Make the first line one of these:

NO MEDIATION
YES MEDIATION

If you add anything else, a person reads your email first, by the next working day.

After YES MEDIATION you can write the provider you would like: Midlands Mediation or Accord East.

If you answer NO MEDIATION, we send your certificate within three working days. If you are not sure, reply in your own words and an adviser will call you.
"""
    )
    assert "you ask us to pass on your name, your contact details and the decision" in email.text
    assert email.text.endswith("\n\nSENDIASS Exampleton\nReference LEI-26-00042-K\n")


def test_providers_are_named_only_when_there_are_some() -> None:
    assert "you would like: Midlands Mediation.\n" in written(Purpose.CHOICE, "one-provider").text
    assert "provider" not in written(Purpose.CHOICE, "no-provider").text
    three = replace(sample(), providers=(*sample().providers, *sample().providers[:1]))
    text = TEMPLATES.write(Purpose.CHOICE, three).text
    assert "Midlands Mediation, Accord East or Midlands Mediation." in text


def test_the_referral_asks_as_the_mailbox_samples_show() -> None:
    email = written(Purpose.REFERRAL, "full")
    assert email.subject == "Mediation to arrange by day 30 [LEI-26-00042-K]"
    assert email.text.startswith(
        """\
Please reply above this line.

Dear colleague,

The family in case LEI-26-00042-K has asked for mediation. The session has to take place within 30 calendar days of our referral.

Please reply with one of these as the first line:

ARRANGED <date> [time] [provider] [place]
CANNOT ARRANGE
RECEIVED

If you add anything else, a person reads your email first, by the next working day.

If you answer CANNOT ARRANGE, we issue the certificate within three working days.
"""
    )
    assert "Day 30 is Wednesday 25 November 2026." in email.text


def test_a_health_only_referral_asks_the_council_to_tell_the_board_and_names_no_day_30() -> None:
    text = written(Purpose.REFERRAL, "health-only").text
    assert "ARRANGED" not in text
    assert "Day 30" not in text
    assert "tell the integrated care board" in text
    assert "within 30 calendar days of the day you tell it" in text


def test_a_referral_after_the_family_told_the_council_counts_from_that_day() -> None:
    text = written(Purpose.REFERRAL, "family-told-first").text
    assert "within 30 calendar days of the day you were first told" in text
    assert "Day 30 is Friday 20 November 2026." in text


def test_the_provider_is_asked_as_the_mailbox_samples_show() -> None:
    email = written(Purpose.SESSION_OUTCOME, "arranged")
    assert email.subject == "Outcome of the session [LEI-26-00042-K]"
    assert email.text.startswith(
        """\
Please reply above this line.

Dear colleague,

Please tell us what happened at the mediation session in case LEI-26-00042-K. Reply with one of these as the first line:

CONCLUDED <date> <agreement | part agreement | no agreement>
ADJOURNED [to <date>]
NOT HELD

If you add anything else, a person reads your email first, by the next working day.

We do not need to know what was said. The certificate is due three working days after the session is concluded.
"""
    )


def test_the_adviser_is_asked_as_the_mailbox_samples_show() -> None:
    email = written(Purpose.OUTCOME_WANTED, "adviser")
    assert email.subject == "Outcome wanted [LEI-26-00042-K]"
    assert (
        email.text
        == """\
Please reply above this line.

This case has been waiting for an outcome. Reply with these three lines anywhere in your message:

Case: LEI-26-00042-K
Outcome: no mediation | mediation requested | cannot be arranged | mediation concluded | withdrawn
Date: dd/mm/yyyy

If you add anything else, a person reads your email first, by the next working day.

SENDIASS Exampleton case list
"""
    )


# The certificate


@pytest.mark.parametrize("name", EMAIL_SAMPLES[Purpose.CERTIFICATE])
def test_the_certificate_email_has_number_dates_and_both_limbs_and_keeps_the_rest_to_the_pdf(
    name: str,
) -> None:
    facts = sample(Purpose.CERTIFICATE, name)
    email = written(Purpose.CERTIFICATE, name)
    assert facts.child
    assert facts.appeal
    for body in (email.text, email.html):
        assert facts.certificate
        assert facts.certificate.number in body
        assert day(facts.certificate.issued) in body
        assert day(facts.appeal.last_day) in body
        assert day(facts.appeal.decision_limb) in body
        assert ("Sunday 27 December 2026" in body) is (facts.appeal.certificate_limb is not None)
        assert (day(facts.appeal.aim_by) in body) is (facts.today < facts.appeal.last_day)
        assert "PDF is the certificate" in body
        for secret in ("Robin", "3 May", "7KQF", "assess", "2 October"):
            assert secret not in body, secret


def test_the_dates_come_before_anything_else() -> None:
    lines = written(Purpose.CERTIFICATE, "declined").text.splitlines()
    assert lines[2:6] == [
        "Date on the certificate: Friday 27 November 2026",
        "Your last day to appeal: the Tribunal must have your appeal by 5pm on Monday 4 January 2027",
        "Aim to send it: by Thursday 24 December 2026",
        "",
    ]


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 12, 4), "by email, or a few days earlier by post, so that it arrives by then"),
        (date(2026, 12, 18), "as soon as you can"),
    ],
)
def test_a_last_day_that_is_the_day_to_aim_by_is_not_given_twice(today: date, said: str) -> None:
    facts = sample(Purpose.CERTIFICATE, "declined")
    assert facts.appeal
    same = replace(facts.appeal, last_day=date(2026, 12, 17), aim_by=date(2026, 12, 17))
    text = TEMPLATES.write(Purpose.CERTIFICATE, replace(facts, today=today, appeal=same)).text
    assert f"Aim to send it: {said}\n" in text


def test_each_ground_is_said_in_plain_words() -> None:
    assert "do not want to mediate." in written(Purpose.CERTIFICATE, "declined").text
    mediated = written(Purpose.CERTIFICATE, "mediated").text
    assert "because you took part in mediation." in mediated
    assert "ended on Friday 20 November 2026" in mediated
    assert "agreement" not in mediated
    deemed = written(Purpose.CERTIFICATE, "not-arranged").text
    assert "could not be arranged within 30 days" in deemed


def test_waiting_does_not_stop_the_clock_where_mediation_could_not_be_arranged() -> None:
    for name in EMAIL_SAMPLES[Purpose.CERTIFICATE]:
        certificate = sample(Purpose.CERTIFICATE, name).certificate
        assert certificate
        said = "waiting for mediation does not stop the clock" in (
            written(Purpose.CERTIFICATE, name).text
        )
        assert said is (certificate.ground is Ground.NOT_ARRANGED)


def test_a_last_day_that_is_simply_the_later_limb_is_not_said_to_be_moved() -> None:
    facts = sample(Purpose.CERTIFICATE, "declined")
    assert facts.appeal
    plain = replace(
        facts.appeal,
        certificate_limb=date(2026, 12, 17),
        last_day=date(2026, 12, 17),
        aim_by=date(2026, 12, 17),
    )
    assert (
        "rules move" not in TEMPLATES.write(Purpose.CERTIFICATE, replace(facts, appeal=plain)).text
    )
    assert "rules move" in TEMPLATES.write(Purpose.CERTIFICATE, facts).text


def test_a_second_certificate_counts_from_the_first_and_promises_no_more_time() -> None:
    text = written(Purpose.CERTIFICATE, "second").text
    assert "Date on the certificate: Tuesday 15 December 2026" in text
    assert "one month after the date on your first certificate: Sunday 27 December 2026" in text
    assert "a later certificate may not give you more time" in text
    assert "first certificate" not in written(Purpose.CERTIFICATE, "mediated").text


def test_no_email_asks_for_an_appeal_by_a_day_that_has_passed() -> None:
    for purpose, name in CASES:
        facts = sample(purpose, name)
        if facts.appeal and facts.appeal.last_day < facts.today:
            text = written(purpose, name).text
            assert f"by 5pm on {day(facts.appeal.last_day)}" not in text, (purpose, name)
            assert "late appeal" in text or "accept it" in text, (purpose, name)


LATER = "The council's letter was sent later than the date on it."


@pytest.mark.parametrize(("purpose", "name"), [case for case in CASES if case[0] in FAMILY])
def test_two_months_that_are_those_of_the_letters_date_are_never_said_to_be_of_its_sending(
    purpose: Purpose, name: str
) -> None:
    """Domain 4, "sent later than dated": the earlier day is shown, and the reason why."""
    appeal, email = sample(purpose, name).appeal, written(purpose, name)
    is_explained = LATER in email.text
    assert (LATER in email.html) is is_explained
    if appeal and appeal.counts_from_letter_date and purpose is not Purpose.MEDIATION_DATE:
        assert is_explained
        assert "two months after the council sent its decision letter: " not in email.text
    if not (appeal and appeal.counts_from_letter_date):
        assert not is_explained


def test_no_email_works_out_for_itself_what_the_facts_should_say() -> None:
    """A caseworker who opens a template finds names, not sums of days."""
    for file in sorted((FOLDER / "emails").rglob("*.*")):
        assert not re.search(r"\.days\b", file.read_text(encoding="utf-8")), file.name


def test_language_and_format_go_with_a_referral_and_to_the_provider() -> None:
    for purpose in (Purpose.REFERRAL, Purpose.PROVIDER_TOLD):
        for body in (written(purpose, "bare").text, written(purpose, "bare").html):
            assert "Gujarati" in body
            assert "braille" in body
        assert "letters in" not in written(purpose, "health-only").text
        assert "language" not in written(purpose, "health-only").text.lower()


def test_a_family_knows_that_its_language_is_passed_on() -> None:
    assert "your name, your contact details, your language and the decision" in (
        written(Purpose.REQUEST_CONFIRMED, "young-person-bare").text
    )
    assert "your language" not in written(Purpose.REQUEST_CONFIRMED, "parent").text


def test_a_meeting_after_a_certificate_promises_none_as_if_there_were_none() -> None:
    text = written(Purpose.MEDIATION_DATE, "late-after-certificate").text
    assert "It does not replace the one you already have" in text
    assert "You need one for most appeals" not in text
    assert "You need one for most appeals" in written(Purpose.MEDIATION_DATE, "parent").text


def test_a_copy_says_so_and_that_nothing_has_changed() -> None:
    email = written(Purpose.CERTIFICATE_COPY, "parent-declined")
    assert email.subject.startswith("A copy of your mediation certificate")
    assert "it says that it is a copy" in email.text
    assert "Your last day to appeal has not changed." in email.text


def test_a_certificate_without_its_dates_is_not_written_and_the_field_is_named() -> None:
    facts = replace(sample(Purpose.CERTIFICATE, "declined"), appeal=None)
    with pytest.raises(TellSomeone, match=r"line \d+ of _parts\.txt needs appeal\.last_day"):
        TEMPLATES.write(Purpose.CERTIFICATE, facts)


# Chases


@pytest.mark.parametrize(
    ("name", "subject", "said"),
    [
        ("nothing-arranged", "Mediation due by", "We have not been told of a date"),
        ("day-20", "Mediation due by", "We have not been told of a date"),
        ("day-33", "Mediation overdue since", "The 30 days are over."),
        ("arranged-today", "Mediation due by", "A session is arranged for today at 10:30am"),
        ("arranged-late", "Mediation due by", "for Thursday 3 December 2026. That is after day 30"),
        ("date-passed", "Mediation due by", "nobody has told us what came of it"),
    ],
)
def test_a_chase_fits_what_is_known(name: str, subject: str, said: str) -> None:
    email = written(Purpose.CHASE, name)
    assert email.subject.startswith(f"{subject} Wednesday 25 November 2026")
    assert said in email.text
    assert "ARRANGED <date> [time] [provider] [place]\nCANNOT ARRANGE\n" in email.text


def test_only_day_33_speaks_to_the_head_of_service() -> None:
    speaks = [
        name
        for name in EMAIL_SAMPLES[Purpose.CHASE]
        if "For the head of service." in written(Purpose.CHASE, name).text
    ]
    assert speaks == ["day-33"]


def test_day_30_is_today_only_on_the_day() -> None:
    assert "Day 30 (today): Wednesday 25 November" in written(Purpose.CHASE, "arranged-late").text
    assert "(today)" not in written(Purpose.CHASE, "day-20").text


# Families


@pytest.mark.parametrize(("purpose", "name"), [case for case in CASES if case[0] in FAMILY])
def test_an_email_to_a_family_has_full_dates_help_and_other_formats(
    purpose: Purpose, name: str
) -> None:
    text = written(purpose, name).text
    assert len(DAY.findall(text)) == len(FULL_DAY.findall(text))
    assert "Easy Read" in text
    assert "0116 496 0" in text
    assert not re.search(r"\b(?:mediate now|you should mediate|must mediate)\b", text)


@pytest.mark.parametrize(("purpose", "name"), [case for case in CASES if case[0] in FAMILY])
def test_an_email_to_a_family_can_be_read_at_eleven(purpose: Purpose, name: str) -> None:
    age = reading_age(written(purpose, name).text)
    assert age <= 11, f"{age:.1f}"


def test_a_young_person_is_spoken_to_as_the_party() -> None:
    for purpose, name in CASES:
        facts = sample(purpose, name)
        if facts.recipient.capacity is Capacity.YOUNG_PERSON:
            assert "your child" not in written(purpose, name).text, (purpose, name)


def test_late_contact_is_never_a_refusal() -> None:
    for purpose in (Purpose.INFORMATION, Purpose.CHOICE, Purpose.CERTIFICATE):
        text = written(purpose, "late-contact").text
        assert "We still help you." in text
        assert "the Tribunal can be asked to accept it" in text


def test_a_request_after_a_certificate_says_that_the_month_keeps_running() -> None:
    text = written(Purpose.REQUEST_CONFIRMED, "after-certificate").text
    assert "its month keeps running" in text
    assert "by 5pm on Monday 4 January 2027" in text


def test_a_request_that_cannot_be_referred_yet_claims_no_referral() -> None:
    text = written(Purpose.REQUEST_CONFIRMED, "nothing-referred").text
    assert "We told the council" not in text
    assert "passed on" not in text
    assert "something is still missing" in text


def test_short_notice_and_a_late_session_are_the_familys_choice() -> None:
    text = written(Purpose.MEDIATION_DATE, "late-after-certificate").text
    assert "It is your choice." in text
    assert "later than the 30 days" in text
    assert "Waiting for mediation does not stop the clock." in text


def test_an_acknowledgement_states_no_appeal_date_and_who_the_adviser_is() -> None:
    text = written(Purpose.ACKNOWLEDGEMENT, "parent").text
    assert "No decision has been made yet" in text
    assert "5pm on" not in text
    assert "The mediation adviser is SENDIASS Exampleton." in text
    assert "advice@sendiass.example" in text


def test_information_has_the_six_points_of_the_page() -> None:
    text = written(Purpose.INFORMATION, "parent").text
    for point in (
        "1. WHAT MEDIATION IS",
        "2. YOU DECIDE",
        "3. HOW LONG IT TAKES",
        "4. YOUR CERTIFICATE",
        "5. YOUR COSTS",
        "6. WHO RUNS THE MEDIATION",
    ):
        assert f"\n{point}\n" in text


# Advisers


@pytest.mark.parametrize("name", EMAIL_SAMPLES[Purpose.ADVISER_NOTICE])
def test_every_notice_says_what_to_do(name: str) -> None:
    email = written(Purpose.ADVISER_NOTICE, name)
    known = name != "a-kind-yet-unknown"
    assert email.subject.startswith("A case to look at") is not known
    assert email.text.startswith(email.subject.removesuffix(" [LEI-26-00042-K]") + ": case LEI-26-")


def test_a_held_certificate_says_when_it_leaves() -> None:
    text = written(Purpose.ADVISER_NOTICE, "certificate-held").text
    assert "It leaves at: 2:30pm on Wednesday 25 November 2026" in text
    assert "press Stop" in text


def test_every_notice_that_the_case_may_send_has_its_words() -> None:
    told = {row.kind for row in NOTICES} | {
        "certificate_held",
        "certificate_details_missing",
        "cannot_be_reached",
    }
    assert {kind.replace("_", "-") for kind in told} <= set(EMAIL_SAMPLES[Purpose.ADVISER_NOTICE])


# Contrast


def test_colours_are_easy_to_read() -> None:
    html = "".join(file.read_text() for file in (FOLDER / "emails").rglob("*.html"))
    inks = set(re.findall(r"(?<![-\w])color:\s*(#[0-9a-f]{6})", html))
    papers = set(re.findall(r"background:\s*(#[0-9a-f]{6})", html))
    assert inks
    assert papers
    for ink in inks:
        for paper in papers:
            assert contrast(ink, paper) >= 4.5, (ink, paper)


def contrast(one: str, other: str) -> float:
    """Work out the contrast of two colours, as WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_no_email_says_more_than_its_recipient_may_know() -> None:
    """No street address and no other person's name, in any email to anyone."""
    for purpose, name in CASES:
        facts: LetterFacts = sample(purpose, name)
        text = written(purpose, name).text
        assert "Tansy Close" not in text, (purpose, name)
        if facts.party:
            assert facts.party.name not in text, (purpose, name)


@pytest.mark.parametrize(
    ("purpose", "name"),
    [
        (Purpose.INFORMATION, "placement-only"),
        (Purpose.CHOICE, "placement-only"),
        (Purpose.CHOICE, "placement-only-too-late"),
        (Purpose.MEDIATION_DATE, "placement-only"),
        (Purpose.CERTIFICATE, "placement-only"),
    ],
)
def test_an_appeal_about_the_place_alone_is_promised_no_month(purpose: Purpose, name: str) -> None:
    email = written(purpose, name)
    for body in (email.text, email.html):
        assert "does not give you more time" in body
        assert "one month after" not in body


def test_day_30_is_told_as_a_day_to_come_when_the_council_gives_up_before_it() -> None:
    """Ground C may be issued on day 29: nothing says that the 30 days are over."""
    facts = sample(Purpose.CERTIFICATE, "not-arranged")
    assert facts.certificate is not None
    early = replace(facts, certificate=replace(facts.certificate, day_30=date(2027, 1, 5)))

    text = TEMPLATES.write(Purpose.CERTIFICATE, early).text

    assert "The last of the 30 days: Tuesday 5 January 2027." in text
    assert "30 days ended" not in text

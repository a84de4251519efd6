"""What a letter is told: the earliest arguable dates, and only what may be shared."""

from datetime import date
from pathlib import Path

from tests.case.log import Log, day
from worker.addressing import Source
from worker.case import events as e
from worker.case.actions import Letter, Office
from worker.case.terms import Body, Capacity, DecisionType, Delivery, Format, Ground, Purpose, Role
from worker.gather import gather
from worker.organisations import load_organisations
from worker.outbox.facts import LetterFacts
from worker.store.cases import StoredCase
from worker.store.certificates import CertificateRow
from worker.store.people import ChildRow, Person

ORGANISATIONS = load_organisations(Path(__file__).parents[1] / "config" / "organisations.toml")
CHILD = ChildRow(id=1, name="Sam Example", date_of_birth=date(2017, 5, 1))
MUM = Person(
    id="mum",
    case_id=1,
    capacity=Capacity.PARENT,
    name="Jo Example",
    email="jo@mail.example",
    email_is_confirmed=True,
    address=("1 Example Street", "Leicester", "LE1 1AA"),
    phone="",
    delivery=Delivery.ATTACHMENT,
    delivery_since=None,
    may_contact=True,
    withhold_address=False,
    language="Gujarati",
    format=Format.BRAILLE,
    format_since=None,
)


def sent_later() -> Log:
    """Tell of a decision dated Monday 4 May 2026 and sent on Wednesday 20 May 2026."""
    log = Log()
    log.say(
        e.DecisionNotified,
        "Wed 20 May 2026",
        type=DecisionType.REFUSAL_TO_ASSESS,
        dated=day("Mon 4 May 2026"),
    )
    return log


def told(
    log: Log,
    purpose: Purpose,
    on: str,
    *,
    to: str = "mum",
    fact: str = "",
    certificate: CertificateRow | None = None,
) -> LetterFacts:
    stored = StoredCase(
        id=1, case=log.case, people=(MUM,), child=CHILD, adviser="", opened_by=Body.ADVISER
    )
    return gather(
        stored,
        Letter(purpose=purpose, fact=fact, to=to),
        Source(organisations=ORGANISATIONS, policy=log.policy),
        today=day(on),
        certificate=certificate,
    )


def row(ground: Ground, issued_on: str | None = None) -> CertificateRow:
    return CertificateRow(
        id=1,
        person_id="mum",
        ground=ground.value,
        fact="e3",
        number="LEI-26-00042-K-1",
        code="7KQF-M2XA-9RTD-W4HP",
        issued_on=day(issued_on) if issued_on else None,
        pdf="",
    )


def test_a_family_is_told_the_earliest_arguable_day_to_contact_us_and_to_appeal() -> None:
    log = sent_later()
    log.say(e.AdviserContacted, "Mon 1 Jun 2026")
    facts = told(log, Purpose.INFORMATION, "Tue 2 Jun 2026")
    assert facts.contact_limit == day("Sat 4 Jul 2026")
    assert facts.appeal
    assert facts.appeal.decision_limb == day("Sat 4 Jul 2026")
    assert facts.appeal.last_day == day("Mon 6 Jul 2026")
    assert facts.appeal.counts_from_letter_date
    assert not facts.late_contact


def test_a_contact_between_the_two_arguable_days_is_neither_late_nor_given_a_day_that_is_over() -> (
    None
):
    log = sent_later()
    log.say(e.AdviserContacted, "Fri 10 Jul 2026")
    facts = told(log, Purpose.INFORMATION, "Fri 10 Jul 2026")
    assert facts.contact_limit is None
    assert not facts.late_contact


def test_a_contact_after_both_days_is_late_and_the_later_day_is_the_one_that_ended() -> None:
    log = sent_later()
    log.say(e.AdviserContacted, "Tue 21 Jul 2026")
    facts = told(log, Purpose.INFORMATION, "Tue 21 Jul 2026")
    assert facts.late_contact
    assert facts.contact_limit == day("Mon 20 Jul 2026")


def test_a_letter_that_was_sent_on_its_date_is_counted_from_its_sending() -> None:
    log = Log()
    log.say(e.DecisionNotified, "Wed 20 May 2026", type=DecisionType.NO_PLAN)
    facts = told(log, Purpose.INFORMATION, "Tue 2 Jun 2026")
    assert facts.appeal
    assert not facts.appeal.counts_from_letter_date
    assert facts.contact_limit == facts.appeal.decision_limb == day("Mon 20 Jul 2026")


def test_a_second_certificate_says_that_the_month_is_that_of_the_first() -> None:
    log = sent_later()
    log.say(e.AdviserContacted, "Mon 1 Jun 2026")
    log.post()
    log.say(e.InformationGiven, "Tue 2 Jun 2026", by=Role.ADVISER)
    log.say(e.MediationDeclined, "Tue 2 Jun 2026")
    first = told(log, Purpose.CERTIFICATE, "Tue 2 Jun 2026", certificate=row(Ground.DECLINED))
    assert first.appeal
    assert not first.appeal.from_first_certificate
    assert first.appeal.certificate_limb == day("Thu 2 Jul 2026")
    log.post()
    second = told(log, Purpose.CERTIFICATE, "Tue 16 Jun 2026", certificate=row(Ground.MEDIATED))
    assert second.appeal
    assert second.appeal.from_first_certificate
    assert second.appeal.certificate_limb == day("Thu 2 Jul 2026")
    copy = told(
        log,
        Purpose.CERTIFICATE_COPY,
        "Tue 16 Jun 2026",
        certificate=row(Ground.DECLINED, "Tue 2 Jun 2026"),
    )
    assert copy.appeal
    assert not copy.appeal.from_first_certificate
    assert told(log, Purpose.APPEAL_REMINDER, "Tue 16 Jun 2026").has_certificate


def test_language_and_format_are_shared_with_whoever_arranges_the_mediation() -> None:
    log = sent_later()
    log.say(e.AdviserContacted, "Mon 1 Jun 2026")
    log.post()
    fact = log.say(e.MediationRequested, "Wed 3 Jun 2026", provider="Accord East")
    for purpose, to in (
        (Purpose.REFERRAL, Office.REFERRAL),
        (Purpose.PROVIDER_TOLD, Office.PROVIDER + "Accord East"),
    ):
        facts = told(log, purpose, "Wed 3 Jun 2026", to=to, fact=fact)
        assert facts.party
        assert (facts.party.language, facts.party.format) == ("Gujarati", Format.BRAILLE)
        assert facts.party.address == ()
        assert facts.referral
        assert not facts.referral.family_told_first


def test_a_referral_after_the_family_told_the_council_says_so() -> None:
    log = sent_later()
    log.say(e.AdviserContacted, "Mon 1 Jun 2026")
    log.post()
    log.say(e.FamilyToldAuthority, "Mon 1 Jun 2026")
    fact = log.say(e.MediationRequested, "Wed 3 Jun 2026")
    facts = told(log, Purpose.REFERRAL, "Wed 3 Jun 2026", to=Office.REFERRAL, fact=fact)
    assert facts.referral
    assert facts.referral.family_told_first
    assert facts.referral.day_30 == day("Wed 1 Jul 2026")

"""Invented cases that every letter can be previewed and checked with; nobody in them exists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from worker.case.terms import Agreement, ChaseWording, DecisionType, Format, Ground
from worker.outbox.facts import LetterFacts, Request
from worker.outbox.sample_case import (
    ADULT,
    AFTER_CERTIFICATE,
    ALTERNATIVE,
    AUTHORITY,
    BEFORE_CERTIFICATE,
    CASE,
    CERTIFICATE,
    CHASE,
    DECISION,
    EARLIER,
    OFFICER,
    PARENT,
    PLACEMENT,
    REFERRAL,
    SENT_LATER,
    SESSION,
    YOUNG_PERSON,
)


def _acknowledgements() -> tuple[LetterFacts, ...]:
    parent = replace(
        CASE,
        body=AUTHORITY,
        decision=None,
        today=date(2026, 11, 25),
        request=Request(
            received=date(2026, 11, 24),
            made_by="you",
            decide_by=date(2027, 1, 5),
            no_plan_by=date(2027, 3, 16),
            final_plan_by=date(2027, 4, 13),
            case_officer="Sian Pughe-Hart",
            authority_reference="EX/2026/1187",
        ),
        privacy_notice="www.exampleton.example/privacy",
    )
    return (
        parent,
        replace(parent, recipient=YOUNG_PERSON, child=ADULT, complaints=""),
        replace(parent, recipient=ALTERNATIVE, privacy_notice="", complaints=""),
    )


def _information() -> tuple[LetterFacts, ...]:
    parent = replace(
        CASE,
        today=date(2026, 11, 9),
        contact_limit=date(2026, 12, 2),
        appeal=BEFORE_CERTIFICATE,
    )
    contents = replace(DECISION, kind=DecisionType.PLAN_CONTENTS)
    return (
        parent,
        replace(parent, recipient=YOUNG_PERSON, decision=contents),
        replace(parent, decision=replace(contents, placement_only=True)),
        replace(parent, recipient=ALTERNATIVE, late_contact=True, today=date(2026, 12, 7)),
        replace(parent, decision=None, contact_limit=None, appeal=None),
        replace(
            parent,
            decision=SENT_LATER,
            contact_limit=date(2026, 12, 1),
            appeal=EARLIER,
            recipient=ALTERNATIVE,
        ),
    )


def _choices() -> tuple[LetterFacts, ...]:
    parent, _, placement, late, undecided, sent_later = _information()
    return (
        parent,
        replace(parent, recipient=replace(YOUNG_PERSON, language="Gujarati"), providers=()),
        placement,
        replace(placement, today=date(2026, 12, 7)),
        late,
        undecided,
        sent_later,
    )


def _requests_confirmed() -> tuple[LetterFacts, ...]:
    parent = replace(
        CASE,
        today=date(2026, 10, 26),
        referral=replace(REFERRAL, referred=date(2026, 10, 26)),
        appeal=BEFORE_CERTIFICATE,
    )
    bare = replace(REFERRAL, issues="", provider="")
    health = replace(REFERRAL, health_only=True, day_30=None, share_address=True)
    certified = replace(
        asked_on(parent, date(2026, 12, 7)), has_certificate=True, appeal=AFTER_CERTIFICATE
    )
    braille = replace(ALTERNATIVE, format=Format.BRAILLE)
    return (
        parent,
        replace(parent, recipient=YOUNG_PERSON, referral=bare, decision=SENT_LATER, appeal=EARLIER),
        replace(parent, recipient=braille, referral=health, decision=PLACEMENT),
        replace(parent, referral=None),
        replace(parent, referral=None, decision=None, appeal=None),
        certified,
        asked_on(certified, date(2027, 1, 11)),
    )


def asked_on(facts: LetterFacts, day: date) -> LetterFacts:
    """Let a family ask for mediation, and be referred, on another day."""
    assert facts.referral
    end = day + timedelta(days=30)
    referral = replace(facts.referral, requested=day, referred=day, day_30=end)
    return replace(facts, today=day, referral=referral)


def _reminders() -> tuple[LetterFacts, ...]:
    parent = replace(CASE, today=date(2026, 12, 21), has_certificate=True, appeal=AFTER_CERTIFICATE)
    first = replace(AFTER_CERTIFICATE, from_first_certificate=True)
    later = replace(first, decision_limb=date(2026, 12, 1), counts_from_letter_date=True)
    before = replace(parent, today=date(2026, 11, 25), has_certificate=False)
    return (
        parent,
        replace(parent, recipient=YOUNG_PERSON, appeal=later, decision=SENT_LATER),
        replace(before, decision=PLACEMENT, appeal=BEFORE_CERTIFICATE),
        replace(
            before,
            decision=replace(PLACEMENT, dated=date(2026, 10, 1)),
            appeal=EARLIER,
        ),
    )


def _certificates() -> tuple[LetterFacts, ...]:
    declined = replace(
        CASE,
        today=date(2026, 11, 27),
        certificate=CERTIFICATE,
        appeal=AFTER_CERTIFICATE,
    )
    mediated = replace(CERTIFICATE, ground=Ground.MEDIATED, concluded=date(2026, 11, 20))
    deemed = replace(CERTIFICATE, ground=Ground.NOT_ARRANGED, day_30=date(2026, 11, 25))
    return (
        declined,
        replace(declined, certificate=mediated, outcome=Agreement.PART_AGREEMENT),
        replace(declined, certificate=deemed),
        replace(
            declined,
            recipient=YOUNG_PERSON,
            child=ADULT,
            certificate=replace(mediated, is_copy=True),
        ),
        replace(declined, recipient=ALTERNATIVE),
        replace(declined, decision=PLACEMENT, appeal=BEFORE_CERTIFICATE),
        replace(
            declined,
            decision=SENT_LATER,
            appeal=replace(
                AFTER_CERTIFICATE,
                decision_limb=date(2026, 12, 1),
                counts_from_letter_date=True,
                from_first_certificate=True,
            ),
            certificate=replace(mediated, number="LEI-26-00042-K-B2", issued=date(2026, 12, 15)),
            today=date(2026, 12, 15),
            has_certificate=True,
        ),
    )


def _mediation_dates() -> tuple[LetterFacts, ...]:
    parent = replace(CASE, today=date(2026, 11, 4), session=SESSION, appeal=BEFORE_CERTIFICATE)
    late = replace(SESSION, on=date(2026, 12, 2), after_day_30=True, short_notice=True)
    return (
        parent,
        replace(
            parent,
            today=date(2026, 11, 27),
            session=late,
            has_certificate=True,
            appeal=AFTER_CERTIFICATE,
        ),
        replace(parent, recipient=YOUNG_PERSON, session=replace(SESSION, at=None, place="")),
        replace(parent, recipient=ALTERNATIVE, appeal=None),
        replace(parent, decision=PLACEMENT),
    )


def _referrals() -> tuple[LetterFacts, ...]:
    full = replace(
        CASE, today=date(2026, 10, 26), recipient=OFFICER, party=PARENT, referral=REFERRAL
    )
    bare = replace(
        REFERRAL,
        contacted=None,
        issues="",
        health_issues=False,
        health_provision="",
        provider="",
        wishes="",
    )
    health = replace(REFERRAL, health_only=True, day_30=None, share_address=True)
    return (
        full,
        replace(
            full,
            referral=bare,
            party=replace(
                YOUNG_PERSON,
                phone="",
                address=(),
                language="Gujarati",
                format=Format.BRAILLE,
            ),
            child=ADULT,
        ),
        replace(full, referral=health, party=ALTERNATIVE, decision=PLACEMENT),
    )


def _chases() -> tuple[LetterFacts, ...]:
    nothing = replace(CASE, recipient=OFFICER, chase=CHASE)
    today = replace(SESSION, on=date(2026, 11, 25))
    late = replace(SESSION, on=date(2026, 12, 3))
    return (
        nothing,
        replace(nothing, chase=replace(CHASE, wording=ChaseWording.ARRANGED_TODAY), session=today),
        replace(nothing, chase=replace(CHASE, wording=ChaseWording.ARRANGED_LATE), session=late),
        replace(nothing, chase=replace(CHASE, wording=ChaseWording.DATE_PASSED), session=SESSION),
        replace(
            nothing,
            today=date(2026, 11, 27),
            chase=replace(CHASE, day=33, escalated=True, days_since_family=32),
        ),
        replace(
            nothing,
            today=date(2026, 11, 13),
            chase=replace(CHASE, day=20, days_since_family=18),
        ),
    )


def _passwords() -> tuple[LetterFacts, ...]:
    parent = replace(CASE, decision=None, child=None, password="k7wd-m2xa-9rtq-h4np")  # noqa: S106 - an example
    return (
        parent,
        replace(parent, body=AUTHORITY, recipient=YOUNG_PERSON),
    )


# By the letter's name: the first is what a preview shows, together they reach every condition.
SAMPLES: Mapping[str, tuple[LetterFacts, ...]] = MappingProxyType(
    {
        "acknowledgement": _acknowledgements(),
        "information": _information(),
        "choice": _choices(),
        "request_confirmed": _requests_confirmed(),
        "certificate": _certificates(),
        "appeal_reminder": _reminders(),
        "mediation_date": _mediation_dates(),
        "password": _passwords(),
        "referral": _referrals(),
        "chase": _chases(),
    }
)

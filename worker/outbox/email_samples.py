"""Invented cases for every email, by a name that says what is special about each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

from worker.case.terms import Capacity, Ground, Purpose, Role
from worker.outbox.facts import (
    LetterFacts,
    Notice,
    Recipient,
    StoppedCertificate,
    Waiting,
    WaitingMail,
)
from worker.outbox.samples import SAMPLES, asked_on

_LETTERS = {Purpose(name): cases for name, cases in SAMPLES.items() if name in set(Purpose)}
_INFORMED = _LETTERS[Purpose.INFORMATION]
_REFERRED = _LETTERS[Purpose.REFERRAL]
_CERTIFIED = _LETTERS[Purpose.CERTIFICATE]
_DATED = _LETTERS[Purpose.MEDIATION_DATE]
_CHASED = _LETTERS[Purpose.CHASE]
_REMINDED = _LETTERS[Purpose.APPEAL_REMINDER]
_PARENT = _CERTIFIED[0].recipient
_YOUNG_PERSON = _CERTIFIED[3].recipient
_ALTERNATIVE = replace(_PARENT, capacity=Capacity.ALTERNATIVE_PERSON)
_ADVISER = Recipient(name="Nadia Osei", email="nadia@sendiass.example", address=(), capacity=None)
_PROVIDER = Recipient(
    name="Ruth Ellinghurst", email="ruth@midlands-mediation.example", address=(), capacity=None
)
_NOTICE_KINDS = (
    "late_contact",
    "decision_wanted",
    "issues_wanted",
    "permission_wanted",
    "answer_after_certificate",
    "short_notice",
    "after_day_30",
    "family_called_off",
    "authority_called_off",
    "not_held",
    "adjourned",
    "certificate_on_corrected_event",
    "certificate_stopped",
    "stopped_by_message",
    "mailbox_not_read",
    "still_stopped",
    "certificate_withdrawn",
    "delivery_failed",
    "post_failed",
    "letter_not_made",
    "letter_waits",
    "ground_c_deemed",
    "certificate_warning",
    "certificate_details_missing",
    "certificate_held",
    "overdue",
    "request_wanted",
    "provider_changed",
    "answers_crossed",
    "declined_after_referral",
    "answer_after_mediation",
    "arranged_after_all",
    "session_falls_away",
    "certificate_exists",
    "told_differently",
    "sent_on_corrected_event",
    "certificate_crossed",
    "cannot_be_reached",
    "a_kind_yet_unknown",
)


def _choices() -> dict[str, LetterFacts]:
    parent = _INFORMED[0]
    return {
        "parent": parent,
        "young-person": replace(parent, recipient=_YOUNG_PERSON),
        "placement-only": _INFORMED[2],
        "placement-only-too-late": replace(_INFORMED[2], today=date(2026, 12, 7)),
        "late-contact": replace(parent, late_contact=True, decision=None, appeal=None),
        "after-the-last-day": _INFORMED[3],
        "sent-later": replace(_INFORMED[5], recipient=replace(_PARENT, language="Gujarati")),
        "one-provider": replace(parent, providers=parent.providers[:1]),
        "no-provider": replace(parent, providers=()),
    }


def _referrals() -> dict[str, LetterFacts]:
    full = _REFERRED[0]
    assert full.referral
    told_first = replace(full.referral, day_30=date(2026, 11, 20), family_told_first=True)
    return _named("full", "bare", "health-only", cases=_REFERRED) | {
        "family-told-first": replace(full, referral=told_first)
    }


def _requests_confirmed() -> dict[str, LetterFacts]:
    before, after = _INFORMED[0].appeal, _CERTIFIED[0].appeal
    referred = [replace(facts, recipient=_PARENT, party=None, appeal=before) for facts in _REFERRED]
    return {
        "parent": referred[0],
        "young-person-bare": replace(
            referred[1], recipient=replace(_YOUNG_PERSON, language="Gujarati"), appeal=None
        ),
        "health-only": referred[2],
        "nothing-referred": replace(referred[0], referral=None, decision=None, appeal=None),
        "after-certificate": replace(
            asked_on(referred[0], date(2026, 12, 7)), has_certificate=True, appeal=after
        ),
        "after-the-last-day": replace(
            asked_on(referred[0], date(2027, 1, 11)), has_certificate=True, appeal=after
        ),
    }


def _reminders() -> dict[str, LetterFacts]:
    parent = replace(_CERTIFIED[0], today=date(2026, 12, 21))
    return {
        "parent": parent,
        "young-person": replace(parent, recipient=_YOUNG_PERSON),
        "message-being-read": replace(parent, being_read=date(2026, 12, 18)),
        "certificate-not-at-hand": _REMINDED[1],
        "placement-only": _REMINDED[2],
        "placement-only-sent-later": _REMINDED[3],
    }


def _certificates() -> dict[str, LetterFacts]:
    declined, mediated, deemed = _CERTIFIED[:3]
    assert mediated.certificate
    assert declined.appeal
    second = replace(declined.appeal, from_first_certificate=True)
    later = replace(mediated.certificate, number="LEI-26-00042-K-B2", issued=date(2026, 12, 15))
    return {
        "declined": declined,
        "mediated": mediated,
        "not-arranged": deemed,
        "alternative-person": replace(declined, recipient=_ALTERNATIVE),
        "young-person": replace(declined, recipient=_YOUNG_PERSON),
        "placement-only": _CERTIFIED[5],
        "late-contact": replace(deemed, late_contact=True),
        "second": replace(
            mediated,
            certificate=later,
            today=date(2026, 12, 15),
            has_certificate=True,
            appeal=second,
        ),
        "second-sent-later": _CERTIFIED[6],
        "second-after-the-last-day": replace(
            mediated,
            today=date(2027, 1, 11),
            certificate=replace(later, issued=date(2027, 1, 11)),
            has_certificate=True,
            appeal=second,
        ),
    }


def _copies() -> dict[str, LetterFacts]:
    first, copy = _CERTIFIED[0], _CERTIFIED[3]
    assert first.certificate
    declined = replace(first, certificate=replace(first.certificate, is_copy=True))
    return {"young-person-mediated": copy, "parent-declined": declined}


def _icb_chases() -> dict[str, LetterFacts]:
    return _named(
        "nothing-arranged", "arranged-today", "arranged-late", "date-passed", cases=_CHASED
    )


def _notices() -> dict[str, LetterFacts]:
    return {kind.replace("_", "-"): _notice(kind) for kind in _NOTICE_KINDS}


def _notice(kind: str) -> LetterFacts:
    notice = Notice(kind=kind, due=date(2026, 11, 30), send_at=None, details=())
    if kind == "certificate_held":
        notice = replace(notice, send_at=datetime(2026, 11, 25, 14, 30, tzinfo=UTC))
    if kind == "delivery_failed":
        notice = replace(notice, due=None, details=("The message was the certificate.",))
    if kind in ("post_failed", "letter_not_made", "letter_waits"):
        notice = replace(notice, letter=1204, details=("The reason, in the program's words.",))
    if kind in ("stopped_by_message", "mailbox_not_read"):
        notice = replace(notice, stop=_stopped(kind))
    return replace(_CHASED[0], chase=None, recipient=_ADVISER, notice=notice)


def _stopped(kind: str) -> StoppedCertificate:
    stop = StoppedCertificate(party=1, ground=Ground.DECLINED, since=date(2026, 11, 25))
    if kind == "mailbox_not_read":
        return stop
    received = datetime(2026, 11, 25, 14, 25, tzinfo=UTC)
    return replace(stop, message=318, sender=Role.FAMILY, received=received)


def _waiting() -> dict[str, LetterFacts]:
    received = datetime(2026, 11, 24, 10, 45, tzinfo=UTC)
    in_case = WaitingMail(
        number=318,
        received=received,
        read_by=datetime(2026, 11, 25, 17, 0, tzinfo=UTC),
        case="LEI-26-00042-K",
    )
    facts = replace(_CHASED[0], reference="", chase=None, recipient=_ADVISER)
    one = replace(facts, waiting=Waiting(mails=(in_case,), count=1))
    of_no_case = replace(in_case, number=319, case="")
    many = replace(facts, waiting=Waiting(mails=(in_case, of_no_case), count=7))
    return {"one": one, "many": many}


def _named(*names: str, cases: tuple[LetterFacts, ...]) -> dict[str, LetterFacts]:
    return dict(zip(names, cases, strict=False))


def _to_provider() -> dict[str, LetterFacts]:
    return {
        name: replace(facts, recipient=_PROVIDER)
        for name, facts in _named("chosen", "bare", "health-only", cases=_REFERRED).items()
    }


def _icb_notices() -> dict[str, LetterFacts]:
    notice = Notice(kind="icb_notice", due=date(2026, 10, 29), send_at=None, details=())
    mixed, _, health = _REFERRED
    return {
        "mixed": replace(mixed, party=None, notice=notice),
        "health-only": replace(health, party=None, notice=notice),
    }


def _session_outcomes() -> dict[str, LetterFacts]:
    arranged = replace(_DATED[0], recipient=_PROVIDER, appeal=None)
    return {
        "arranged": arranged,
        "no-time": replace(arranged, session=_DATED[2].session),
        "no-session": replace(arranged, session=None),
    }


# What each email can be previewed and checked with; together they reach every condition.
EMAIL_SAMPLES: Mapping[Purpose, Mapping[str, LetterFacts]] = MappingProxyType(
    {
        Purpose.ACKNOWLEDGEMENT: _named(
            "parent",
            "young-person",
            "alternative-person",
            cases=_LETTERS[Purpose.ACKNOWLEDGEMENT],
        ),
        Purpose.INFORMATION: _named(
            "parent",
            "young-person",
            "placement-only",
            "late-contact",
            "no-decision-yet",
            "sent-later",
            cases=_INFORMED,
        ),
        Purpose.CHOICE: _choices(),
        Purpose.REFERRAL: _referrals(),
        Purpose.REFERRAL_SUPPLEMENT: _named("full", "bare", "health-only", cases=_REFERRED),
        Purpose.PROVIDER_TOLD: _to_provider(),
        Purpose.REQUEST_CONFIRMED: _requests_confirmed(),
        Purpose.CHASE: _named(
            "nothing-arranged",
            "arranged-today",
            "arranged-late",
            "date-passed",
            "day-33",
            "day-20",
            cases=_CHASED,
        )
        | {"message-being-read": replace(_CHASED[0], being_read=date(2026, 11, 24))},
        Purpose.ICB_CHASE: _icb_chases(),
        Purpose.ICB_NOTICE_REMINDER: _icb_notices(),
        Purpose.MEDIATION_DATE: _named(
            "parent",
            "late-after-certificate",
            "young-person-no-time",
            "alternative-person",
            "placement-only",
            cases=_DATED,
        ),
        Purpose.SESSION_OUTCOME: _session_outcomes(),
        Purpose.OUTCOME_WANTED: {"adviser": replace(_CHASED[0], chase=None, recipient=_ADVISER)},
        Purpose.CERTIFICATE: _certificates(),
        Purpose.CERTIFICATE_COPY: _copies(),
        Purpose.APPEAL_REMINDER: _reminders(),
        Purpose.ADVISER_NOTICE: _notices(),
        Purpose.MAIL_WAITING: _waiting(),
    }
)

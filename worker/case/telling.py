"""Tell what stands from the log, event by event, with corrections read out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from worker.case import events as e
from worker.case import records, sessions, wishes
from worker.case.facts import Facts, Recorded

# How each event changes what stands. Each takes the event, the facts before, and its record.
_TELLS: Final[Mapping[type[e.Event], Callable[[Any, Facts, Recorded], Facts]]] = {
    e.RequestReceived: records.request_received,
    e.DecisionNotified: records.decision_notified,
    e.AdviserContacted: records.adviser_contacted,
    e.InformationGiven: records.information_given,
    e.CertificateStopped: records.certificate_stopped,
    e.CertificateIssued: records.certificate_issued,
    e.CertificateWithdrawn: records.certificate_withdrawn,
    e.CopyRequested: records.copy_requested,
    e.LetterSent: records.letter_sent,
    e.DeliveryFailed: records.delivery_failed,
    e.LetterRetried: records.letter_retried,
    e.LetterHeldUp: records.letter_held_up,
    e.TimerFell: records.timer_fell,
    e.DutyMet: records.duty_met,
    e.CaseWithdrawn: records.case_withdrawn,
    e.ContactStopped: records.contact_stopped,
    e.EventCorrected: records.event_corrected,
    e.MediationRequested: wishes.mediation_requested,
    e.IssuesGiven: wishes.issues_given,
    e.MediationDeclined: wishes.mediation_declined,
    e.FamilyToldAuthority: wishes.family_told_authority,
    e.IcbTold: wishes.icb_told,
    e.ReferralReceived: sessions.referral_received,
    e.MediationArranged: sessions.mediation_arranged,
    e.MediationCannotBeArranged: sessions.mediation_cannot_be_arranged,
    e.MediationAdjourned: sessions.mediation_adjourned,
    e.MediationNotHeld: sessions.mediation_not_held,
    e.MediationConcluded: sessions.mediation_concluded,
}


def voided(log: tuple[Recorded, ...]) -> frozenset[str]:
    """Name the events that a correction voids.

    Read backwards, so that a correction that was itself corrected voids nothing.
    """
    void: set[str] = set()
    for recorded in reversed(log):
        if isinstance(recorded.event, e.EventCorrected) and recorded.id not in void:
            void.add(recorded.event.voids)
    return frozenset(void)


def told_each(log: Iterable[Recorded]) -> Iterator[tuple[Recorded, Facts]]:
    """Go through the events that count, each with what stood when it had been recorded."""
    history = tuple(log)
    void = voided(history)
    facts = Facts()
    for recorded in history:
        if recorded.id not in void:
            facts = _TELLS[type(recorded.event)](recorded.event, facts, recorded)
            yield recorded, facts

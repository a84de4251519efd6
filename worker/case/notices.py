"""THE table of notices: what an office is told at once, by the kind that chooses the wording."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from worker.case import events as e
from worker.case import notice_conditions as n
from worker.case.actions import Letter, Office
from worker.case.case import Case
from worker.case.terms import Purpose, StopCause
from worker.case.view import Condition, View, by_event, fell


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """A row of the table: this event brings a notice of this kind, while this holds."""

    event: type[e.Event]
    kind: str
    when: Condition
    to: Office | None = None  # None: the adviser, once the family has made contact


def _row(event: type[e.Event], kind: str, when: Condition, to: Office | None = None) -> NoticeRow:
    return NoticeRow(event=event, kind=kind, when=when, to=to)


NOTICES: Final[tuple[NoticeRow, ...]] = (
    _row(e.AdviserContacted, "late_contact", n.came_late),
    _row(e.FamilyToldAuthority, "request_wanted", n.has_no_request),
    _row(e.MediationRequested, "decision_wanted", n.lacks_decision),
    _row(e.MediationRequested, "issues_wanted", n.lacks_issues),
    _row(e.MediationRequested, "permission_wanted", n.lacks_permission),
    _row(e.MediationRequested, "provider_changed", n.among("differing")),
    _row(e.MediationRequested, "answer_after_certificate", n.among("after_certificate")),
    _row(e.MediationRequested, "answers_crossed", n.among("crossed")),
    _row(e.MediationDeclined, "declined_after_referral", n.declines_after_referral),
    _row(e.MediationDeclined, "answer_after_certificate", n.among("after_certificate")),
    _row(e.MediationDeclined, "answer_after_mediation", n.among("after_mediation")),
    _row(e.MediationDeclined, "answers_crossed", n.among("crossed")),
    _row(e.MediationDeclined, "still_stopped", n.arises_stopped),
    _row(e.MediationArranged, "short_notice", n.is_short),
    _row(e.MediationArranged, "after_day_30", n.is_late),
    _row(e.MediationArranged, "arranged_after_all", n.took_back_unable),
    _row(e.MediationArranged, "answers_crossed", n.among("crossed")),
    _row(e.MediationCannotBeArranged, "session_falls_away", n.ends_a_session),
    _row(e.MediationCannotBeArranged, "answers_crossed", n.among("crossed")),
    _row(e.MediationCannotBeArranged, "certificate_exists", n.is_second_of_its_ground),
    _row(e.MediationCannotBeArranged, "still_stopped", n.arises_stopped),
    _row(e.MediationNotHeld, "family_called_off", n.called_off_by_family),
    _row(e.MediationNotHeld, "authority_called_off", n.called_off_by_arranger),
    _row(e.MediationNotHeld, "not_held", n.called_off_by_others),
    _row(e.MediationAdjourned, "adjourned", n.is_adjourned),
    _row(e.MediationConcluded, "told_differently", n.among("differing")),
    _row(e.MediationConcluded, "certificate_exists", n.is_second_of_its_ground),
    _row(e.MediationConcluded, "still_stopped", n.arises_stopped),
    _row(e.EventCorrected, "certificate_on_corrected_event", n.leaves_a_certificate_bare),
    _row(e.EventCorrected, "sent_on_corrected_event", n.left_before_correction),
    _row(e.CertificateStopped, "certificate_stopped", n.stopped_by(StopCause.PERSON)),
    _row(e.CertificateStopped, "stopped_by_message", n.stopped_by(StopCause.MAIL)),
    _row(e.CertificateStopped, "mailbox_not_read", n.stopped_by(StopCause.MAILBOX)),
    _row(e.CertificateIssued, "certificate_crossed", n.crossed_the_answer),
    _row(e.CertificateWithdrawn, "certificate_withdrawn", n.always),
    _row(e.DeliveryFailed, "letter_not_made", n.could_not_be_made),
    _row(e.DeliveryFailed, "post_failed", n.did_not_arrive_by_post),
    _row(e.DeliveryFailed, "delivery_failed", n.did_not_arrive),
    _row(e.LetterHeldUp, "letter_waits", n.is_held_up),
    _row(e.TimerFell, "ground_c_deemed", fell("day_31", n.is_asked)),
    _row(e.TimerFell, "certificate_warning", fell("certificate_warning", n.is_due)),
    _row(e.TimerFell, "overdue", fell("overdue", n.is_overdue_for_the_adviser)),
    _row(
        e.TimerFell,
        "overdue",
        fell("overdue", n.is_overdue_for_the_authority),
        to=Office.ASSESSMENT,
    ),
)


_ROWS: Final = by_event(NOTICES)


def told_at(case: Case, purpose: Purpose | None = None) -> Office:
    """Find whose office is told: the adviser sees a case from the family's contact on."""
    facts = case.facts
    steps = (facts.contacted, facts.informed, facts.requests, facts.declined)
    is_theirs = any(steps) or facts.family_told_authority is not None
    if purpose is Purpose.ACKNOWLEDGEMENT or not is_theirs:
        return Office.ASSESSMENT
    return Office.ADVISER


def _purpose(view: View) -> Purpose | None:
    """Find what a notice is about, where that decides whose office is told."""
    event = view.event
    if isinstance(event, e.DeliveryFailed | e.LetterHeldUp):
        return event.purpose
    target = view.case.event(event.voids) if isinstance(event, e.EventCorrected) else None
    is_theirs = target is not None and isinstance(target.event, e.RequestReceived)
    return Purpose.ACKNOWLEDGEMENT if is_theirs else None


def notices(view: View) -> Iterator[Letter]:
    """Find the notices that one event brings."""
    for row in _ROWS.get(type(view.event), ()):
        if row.when(view):
            yield Letter(
                purpose=Purpose.ADVISER_NOTICE,
                fact=view.recorded.id,
                to=row.to or told_at(view.case, _purpose(view)),
                kind=row.kind,
            )

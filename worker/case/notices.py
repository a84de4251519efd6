"""THE table of notices: what an office is told at once, by the kind that chooses the wording."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from worker.case import events as e
from worker.case.actions import Duty, Letter, Office
from worker.case.case import Case
from worker.case.certificates import missing, questions, supported
from worker.case.conditions import is_standing_request
from worker.case.facts import Recorded, Request
from worker.case.periods import entitlements, is_after_day_30, is_late_contact, is_short_notice
from worker.case.terms import Ground, Purpose, Role
from worker.case.view import Condition, View, fell, is_first

_ARRANGERS = (Role.AUTHORITY, Role.ICB)
# Duties of the authority's assessment team: its own office is told, and nobody else.
_OF_THE_ASSESSMENT: Final = frozenset(
    {"acknowledgement", "ehc_6w_decision", "ehc_16w_no_plan", "ehc_20w_final_plan"}
)
# Duties of others that the adviser follows up when they are missed.
_FOLLOWED_UP: Final = frozenset({"icb_notify_3wd"})


def is_alarmed(duty: Duty) -> bool:
    """Tell whether somebody is told when a duty is missed.

    Not for the family's own limits, nor for the thirty days, as day 31 has its own notice; what
    was agreed in mediation is for the parties to hold each other to.
    """
    return duty.owed_by is Role.ADVISER or duty.rule in _OF_THE_ASSESSMENT | _FOLLOWED_UP


def told_at(case: Case, purpose: Purpose | None = None) -> Office:
    """Find whose office is told: the adviser sees a case from the family's contact on."""
    facts = case.facts
    is_theirs = facts.contacted or facts.informed or facts.requests or facts.declined
    if purpose is Purpose.ACKNOWLEDGEMENT or not is_theirs:
        return Office.ASSESSMENT
    return Office.ADVISER


def _is_overdue(view: View) -> bool:
    event = view.event
    return any(
        f"{duty.rule}:{duty.about}" == getattr(event, "fact", "") and duty.met_on is None
        for duty in view.duties
    )


def _of_the_assessment(view: View) -> bool:
    return getattr(view.event, "fact", "").partition(":")[0] in _OF_THE_ASSESSMENT


def _is_overdue_for_the_adviser(view: View) -> bool:
    return _is_overdue(view) and not _of_the_assessment(view)


def _is_overdue_for_the_authority(view: View) -> bool:
    return _is_overdue(view) and _of_the_assessment(view)


def _request(view: View) -> Request | None:
    return view.case.facts.requests.get(view.person)


def _lacks_decision(view: View) -> bool:
    return is_standing_request(view) and view.case.facts.decision is None


def _lacks_issues(view: View) -> bool:
    request = _request(view)
    return is_standing_request(view) and request is not None and not request.has_issues


def _lacks_permission(view: View) -> bool:
    request = _request(view)
    return is_standing_request(view) and request is not None and not request.permission


def _came_late(view: View) -> bool:
    first = view.case.facts.contacted.get(view.person)
    is_this = first is not None and first.id == view.recorded.id
    return is_this and is_late_contact(view.case, view.person, view.policy)


def _among(name: str) -> Condition:
    """Make the condition that the event is in a set of the facts, such as `crossed`."""
    return lambda view: view.recorded.id in getattr(view.case.facts, name)


def _has_no_request(view: View) -> bool:
    return is_first(view) and not view.case.facts.open_requests


def _stands(recorded: Recorded | None, view: View) -> bool:
    return recorded is not None and recorded.id == view.recorded.id


def _is_short(view: View) -> bool:
    event = view.event
    return (
        isinstance(event, e.MediationArranged)
        and _stands(view.case.facts.arranged, view)
        and is_short_notice(event, view.policy)
    )


def _is_late(view: View) -> bool:
    return _stands(view.case.facts.arranged, view) and is_after_day_30(view.case)


def _took_back_unable(view: View) -> bool:
    """Tell whether a session in time took back the word that there would be none."""
    event = view.event
    if not isinstance(event, e.MediationArranged) or not is_first(view):
        return False
    before = _before(view)
    return before is not None and any(
        r.cannot_arrange and p in view.then.facts.watched for p, r in before.facts.requests.items()
    )


def _before(view: View) -> Case | None:
    standing = view.case.standing
    place = standing.index(view.recorded)
    return view.case.as_at(standing[place - 1].id) if place else None


def _ends_a_session(view: View) -> bool:
    """Tell whether a session whose date the family knows falls away with this."""
    before = _before(view)
    if before is None or before.facts.arranged is None or view.recorded.id in _crossed(view):
        return False
    return view.then.facts.arranged is None


def _crossed(view: View) -> frozenset[str]:
    return view.case.facts.crossed


def _declines_after_referral(view: View) -> bool:
    """Tell whether a NO ends a request that others have been told of."""
    before = _before(view)
    if before is None or view.recorded.id in _crossed(view):
        return False
    request = before.facts.requests.get(view.person)
    was_told = request is not None and request.fact.id in before.facts.referral_sent
    return was_told and view.person not in view.then.facts.requests


def _called_off(view: View) -> Role | None:
    event = view.event
    return event.called_off_by if isinstance(event, e.MediationNotHeld) else None


def _called_off_by_family(view: View) -> bool:
    return _stands(view.case.facts.not_held, view) and _called_off(view) is Role.FAMILY


def _called_off_by_arranger(view: View) -> bool:
    return _stands(view.case.facts.not_held, view) and _called_off(view) in _ARRANGERS


def _called_off_by_others(view: View) -> bool:
    known = (Role.FAMILY, *_ARRANGERS)
    return _stands(view.case.facts.not_held, view) and _called_off(view) not in known


def _is_adjourned(view: View) -> bool:
    return _stands(view.case.facts.adjourned, view)


def _leaves_a_certificate_bare(view: View) -> bool:
    """Tell whether a correction takes away what a certificate that is out rests on."""
    event = view.event
    if not isinstance(event, e.EventCorrected):
        return False
    case = view.case
    arisen = {(x.person, x.ground) for x in supported(case.facts)}
    target = case.event(event.voids)
    is_step = target is not None and isinstance(
        target.event, e.DecisionNotified | e.AdviserContacted | e.InformationGiven
    )
    for right in entitlements(case):
        if case.facts.certificate(right.person, right.ground) is None:
            continue
        rests_on_it = right.fact.id == event.voids or (
            target is not None
            and isinstance(target.event, e.MediationRequested)
            and right.ground is not Ground.DECLINED
            and (right.person, right.ground) not in arisen
        )
        if rests_on_it or (is_step and missing(case, right)):
            return True
    return False


def _left_before_correction(view: View) -> bool:
    """Tell whether letters had gone because of what is corrected."""
    event = view.event
    if not isinstance(event, e.EventCorrected) or _leaves_a_certificate_bare(view):
        return False
    own = (Purpose.ADVISER_NOTICE, Purpose.OUTCOME_WANTED)
    return any(f == event.voids and p not in own for p, f, _ in view.case.facts.sent)


def _is_a_failure(view: View) -> bool:
    """Tell whether a message did not arrive; not one to the office that would be told."""
    event = view.event
    return (
        isinstance(event, e.DeliveryFailed)
        and is_first(view)
        and event.purpose is not Purpose.ADVISER_NOTICE
        and event.person != Office.ADVISER
    )


def _is_asked(view: View) -> bool:
    return view.person in {q.person for q in questions(view.case)}


def _is_due(view: View) -> bool:
    """Tell whether the certificate that a warning was set for is still to come."""
    fact = getattr(view.event, "fact", "")
    facts = view.case.facts
    rights = (r for r in entitlements(view.case) if not facts.certificate(r.person, r.ground))
    return fact in {*(r.about for r in rights), *(q.about for q in questions(view.case))}


def _crossed_the_answer(view: View) -> bool:
    """Tell whether a certificate left while the answer that it rests on had changed."""
    event = view.event
    if not isinstance(event, e.CertificateIssued):
        return False
    then = view.then.facts
    issued = next((c for c in then.issued if c.recorded.id == view.recorded.id), None)
    if issued is None or issued.fact not in view.case.stood:
        return False  # a copy by post, or a fact that was corrected: that has its own notice
    return (event.person, event.ground) not in {(x.person, x.ground) for x in supported(then)}


def _is_second_of_its_ground(view: View) -> bool:
    """Tell whether a party would be entitled anew to a certificate that it has already."""
    facts = view.case.facts
    for right in supported(facts):
        issued = facts.certificate(right.person, right.ground)
        if issued and right.fact.id == view.recorded.id != issued.fact:
            return True
    return False


def _always(_view: View) -> bool:
    return True


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
    _row(e.AdviserContacted, "late_contact", _came_late),
    _row(e.FamilyToldAuthority, "request_wanted", _has_no_request),
    _row(e.MediationRequested, "decision_wanted", _lacks_decision),
    _row(e.MediationRequested, "issues_wanted", _lacks_issues),
    _row(e.MediationRequested, "permission_wanted", _lacks_permission),
    _row(e.MediationRequested, "provider_changed", _among("differing")),
    _row(e.MediationRequested, "answer_after_certificate", _among("after_certificate")),
    _row(e.MediationRequested, "answers_crossed", _among("crossed")),
    _row(e.MediationDeclined, "declined_after_referral", _declines_after_referral),
    _row(e.MediationDeclined, "answer_after_certificate", _among("after_certificate")),
    _row(e.MediationDeclined, "answer_after_mediation", _among("after_mediation")),
    _row(e.MediationDeclined, "answers_crossed", _among("crossed")),
    _row(e.MediationArranged, "short_notice", _is_short),
    _row(e.MediationArranged, "after_day_30", _is_late),
    _row(e.MediationArranged, "arranged_after_all", _took_back_unable),
    _row(e.MediationArranged, "answers_crossed", _among("crossed")),
    _row(e.MediationCannotBeArranged, "session_falls_away", _ends_a_session),
    _row(e.MediationCannotBeArranged, "answers_crossed", _among("crossed")),
    _row(e.MediationCannotBeArranged, "certificate_exists", _is_second_of_its_ground),
    _row(e.MediationNotHeld, "family_called_off", _called_off_by_family),
    _row(e.MediationNotHeld, "authority_called_off", _called_off_by_arranger),
    _row(e.MediationNotHeld, "not_held", _called_off_by_others),
    _row(e.MediationAdjourned, "adjourned", _is_adjourned),
    _row(e.MediationConcluded, "told_differently", _among("differing")),
    _row(e.MediationConcluded, "certificate_exists", _is_second_of_its_ground),
    _row(e.EventCorrected, "certificate_on_corrected_event", _leaves_a_certificate_bare),
    _row(e.EventCorrected, "sent_on_corrected_event", _left_before_correction),
    _row(e.CertificateStopped, "certificate_stopped", _always),
    _row(e.CertificateIssued, "certificate_crossed", _crossed_the_answer),
    _row(e.CertificateWithdrawn, "certificate_withdrawn", _always),
    _row(e.DeliveryFailed, "delivery_failed", _is_a_failure),
    _row(e.TimerFell, "ground_c_deemed", fell("day_31", _is_asked)),
    _row(e.TimerFell, "certificate_warning", fell("certificate_warning", _is_due)),
    _row(e.TimerFell, "overdue", fell("overdue", _is_overdue_for_the_adviser)),
    _row(
        e.TimerFell,
        "overdue",
        fell("overdue", _is_overdue_for_the_authority),
        to=Office.ASSESSMENT,
    ),
)


def _purpose(view: View) -> Purpose | None:
    """Find what a notice is about, where that decides whose office is told."""
    event = view.event
    if isinstance(event, e.DeliveryFailed):
        return event.purpose
    target = view.case.event(event.voids) if isinstance(event, e.EventCorrected) else None
    is_theirs = target is not None and isinstance(target.event, e.RequestReceived)
    return Purpose.ACKNOWLEDGEMENT if is_theirs else None


def notices(view: View) -> Iterator[Letter]:
    """Find the notices that one event brings."""
    for row in NOTICES:
        if type(view.event) is row.event and row.when(view):
            yield Letter(
                purpose=Purpose.ADVISER_NOTICE,
                fact=view.recorded.id,
                to=row.to or told_at(view.case, _purpose(view)),
                kind=row.kind,
            )

"""THE policy of letters: which event brings which letter, to whom, and when it is still right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from worker.case import events as e
from worker.case.actions import Letter, Office
from worker.case.case import Case
from worker.case.facts import Party, Reach, Recorded, voided
from worker.case.periods import (
    contact_limit,
    day_30,
    entitlements,
    has_health_issues,
    is_health_only,
    is_late_contact,
    missing,
    session,
)
from worker.case.policy import Policy
from worker.case.terms import Ground, Purpose, Role

P = Purpose


@dataclass(frozen=True, kw_only=True)
class View:
    """What a row of the policy looks at: the case, one of its events, today."""

    case: Case
    recorded: Recorded
    policy: Policy
    today: date

    @property
    def event(self) -> e.Event:
        """Give the event of the row."""
        return self.recorded.event


def _each_party(view: View) -> tuple[str, ...]:
    return tuple(p.id for p in view.case.parties)


def _the_person(view: View) -> tuple[str, ...]:
    return (view.event.person,)


def _each_requester(view: View) -> tuple[str, ...]:
    return tuple(view.case.facts.requests)


def _office(office: Office) -> Callable[[View], tuple[str, ...]]:
    return lambda _view: (office.value,)


def _named_provider(view: View) -> tuple[str, ...]:
    request = view.case.facts.requests.get(view.event.person)
    return (Office.PROVIDER + request.provider,) if request and request.provider else ()


def _session_provider(view: View) -> tuple[str, ...]:
    arranged = session(view.case)
    name = arranged.provider if arranged else ""
    if not name:
        chosen = (r.provider for r in view.case.facts.requests.values() if r.provider)
        name = next(chosen, "")
    return (Office.PROVIDER + name,) if name else ()


def _is_first(view: View) -> bool:
    return view.recorded.id not in view.case.facts.repeats


def _has_no_choice_yet(view: View) -> bool:
    facts, person = view.case.facts, view.event.person
    return (
        _is_first(view)
        and person not in facts.declined
        and person not in facts.requests
        and not facts.certificates_of(person)
    )


def _stands(view: View) -> bool:
    """Tell whether this event is the fact of a standing request."""
    request = view.case.facts.requests.get(view.event.person)
    return request is not None and request.fact.id == view.recorded.id


def _can_be_referred(view: View) -> bool:
    event = view.event
    permitted = isinstance(event, e.MediationRequested) and event.permission
    return _stands(view) and permitted and view.case.facts.decision is not None


def _names_provider(view: View) -> bool:
    request = view.case.facts.requests.get(view.event.person)
    return (
        request is not None
        and request.provider_fact == view.recorded.id
        and view.case.facts.decision is not None
    )


def _supplements(view: View) -> bool:
    """Tell whether issues came after the referral had gone."""
    request = view.case.facts.requests.get(view.event.person)
    if request is None or request.issues_fact != view.recorded.id:
        return False
    sent = (
        r.at
        for r in view.case.history
        if isinstance(r.event, e.LetterSent)
        and r.event.purpose is P.REFERRAL
        and r.event.fact == request.fact.id
    )
    return any(at <= view.recorded.at for at in sent)


def _is_standing_session(view: View) -> bool:
    arranged = view.case.facts.arranged
    return arranged is not None and arranged.id == view.recorded.id


def _chase_is_right(view: View) -> bool:
    """Tell whether a chase still fits; asked when it falls and again when it is sent.

    Not once a session is arranged within the thirty days and still ahead, mediation is held,
    cannot be arranged, declined or withdrawn; nor when a later chase has overtaken one before
    day 30.
    """
    event, case = view.event, view.case
    if not (isinstance(event, e.TimerFell) and event.kind == "chase"):
        return False
    facts = case.facts
    limit = day_30(case)
    if limit is None or not facts.open_requests or facts.cannot_arrange:
        return False
    arranged = session(case)
    if arranged and view.today < arranged.held_on <= limit:
        return False
    later = (
        r
        for r in facts.fell
        if isinstance(r.event, e.TimerFell)
        and r.event.kind == "chase"
        and r.event.fact == event.fact
        and r.event.day > event.day
    )
    return event.day >= 30 or not any(later)  # noqa: PLR2004 - day 30 of the law


def _chase(*, health_only: bool, escalated: bool) -> Callable[[View], bool]:
    def fits(view: View) -> bool:
        day = view.event.day if isinstance(view.event, e.TimerFell) else 0
        return (
            _chase_is_right(view)
            and is_health_only(view.case) is health_only
            and (health_only or (day > 30) is escalated)  # noqa: PLR2004 - day 30 of the law
        )

    return fits


def _session_passed_at_chase(view: View) -> bool:
    arranged = session(view.case)
    return _chase_is_right(view) and arranged is not None and arranged.held_on < view.today


def _fell(kind: str, *conditions: Callable[[View], bool]) -> Callable[[View], bool]:
    def fits(view: View) -> bool:
        event = view.event
        return (
            isinstance(event, e.TimerFell)
            and event.kind == kind
            and all(condition(view) for condition in conditions)
        )

    return fits


def _session_has_no_outcome(view: View) -> bool:
    arranged = view.case.facts.arranged
    event = view.event
    return (
        arranged is not None
        and isinstance(event, e.TimerFell)
        and arranged.id == event.fact
        and view.case.facts.concluded is None
    )


def _icb_is_not_told(view: View) -> bool:
    return has_health_issues(view.case) and view.case.facts.icb_told is None


def _still_no_choice(view: View) -> bool:
    facts, person = view.case.facts, view.event.person
    return not (
        person in facts.declined or person in facts.requests or facts.certificates_of(person)
    )


def _asks_the_adviser(view: View) -> bool:
    return _still_no_choice(view) or _session_has_no_outcome(view)


def _has_certificate(view: View) -> bool:
    return bool(view.case.facts.certificates_of(view.event.person))


def _wants_copy(view: View) -> bool:
    event = view.event
    numbers = {c.number for c in view.case.facts.certificates_of(event.person)}
    return isinstance(event, e.CopyRequested) and event.number in numbers


@dataclass(frozen=True, kw_only=True)
class LetterRow:
    """A row of the policy: this event brings this letter to these, while this holds."""

    event: type[e.Event]
    purpose: Purpose
    to: Callable[[View], tuple[str, ...]]
    when: Callable[[View], bool] = _is_first


def _row(
    event: type[e.Event],
    purpose: Purpose,
    to: Callable[[View], tuple[str, ...]],
    when: Callable[[View], bool] = _is_first,
) -> LetterRow:
    return LetterRow(event=event, purpose=purpose, to=to, when=when)


LETTERS: Final[tuple[LetterRow, ...]] = (
    _row(e.RequestReceived, P.ACKNOWLEDGEMENT, _each_party),
    _row(e.AdviserContacted, P.INFORMATION, _the_person),
    _row(e.InformationGiven, P.CHOICE, _the_person, _has_no_choice_yet),
    _row(e.MediationRequested, P.REFERRAL, _office(Office.REFERRAL), _can_be_referred),
    _row(e.MediationRequested, P.PROVIDER_TOLD, _named_provider, _names_provider),
    _row(e.MediationRequested, P.REQUEST_CONFIRMED, _the_person, _stands),
    _row(e.MediationRequested, P.REFERRAL_SUPPLEMENT, _office(Office.REFERRAL), _supplements),
    _row(e.IssuesGiven, P.REFERRAL_SUPPLEMENT, _office(Office.REFERRAL), _supplements),
    _row(e.MediationArranged, P.MEDIATION_DATE, _each_requester, _is_standing_session),
    _row(e.CopyRequested, P.CERTIFICATE_COPY, _the_person, _wants_copy),
    _row(
        e.TimerFell, P.CHASE, _office(Office.REFERRAL), _chase(health_only=False, escalated=False)
    ),
    _row(
        e.TimerFell, P.CHASE, _office(Office.ESCALATION), _chase(health_only=False, escalated=True)
    ),
    _row(e.TimerFell, P.ICB_CHASE, _office(Office.ICB), _chase(health_only=True, escalated=False)),
    _row(e.TimerFell, P.SESSION_OUTCOME, _session_provider, _session_passed_at_chase),
    _row(
        e.TimerFell,
        P.SESSION_OUTCOME,
        _session_provider,
        _fell("session_outcome", _session_has_no_outcome),
    ),
    _row(
        e.TimerFell,
        P.ICB_NOTICE_REMINDER,
        _office(Office.REFERRAL),
        _fell("icb_notice", _icb_is_not_told),
    ),
    _row(
        e.TimerFell,
        P.OUTCOME_WANTED,
        _office(Office.ADVISER),
        _fell("outcome_wanted", _asks_the_adviser),
    ),
    _row(
        e.TimerFell,
        P.APPEAL_REMINDER,
        _the_person,
        _fell("appeal_reminder", _has_certificate),
    ),
)


def _is_open(view: View) -> bool:
    event = view.event
    if not isinstance(event, e.TimerFell):
        return False
    ground, _, person = event.fact.partition(":")
    wanted = {(x.ground.value, x.person) for x in entitlements(view.case)}
    have = {c.ground.value for c in view.case.facts.certificates_of(person)}
    return (ground, person) in wanted and ground not in have


def _deemed_is_open(view: View) -> bool:
    facts = view.case.facts
    return bool(facts.open_requests) and facts.cannot_arrange is None


def _short(view: View) -> bool:
    event = view.event
    if not (isinstance(event, e.MediationArranged) and _is_standing_session(view)):
        return False
    days = view.policy.days
    return days.add(event.on, view.policy.short_notice) > event.held_on


def _late(view: View) -> bool:
    limit = day_30(view.case)
    event = view.event
    return (
        isinstance(event, e.MediationArranged)
        and _is_standing_session(view)
        and limit is not None
        and event.held_on > limit
    )


def _called_off_by(role: Role | None) -> Callable[[View], bool]:
    def fits(view: View) -> bool:
        standing = view.case.facts.not_held
        event = view.event
        return (
            standing is not None
            and standing.id == view.recorded.id
            and isinstance(event, e.MediationNotHeld)
            and event.called_off_by is role
        )

    return fits


def _lacks_decision(view: View) -> bool:
    return _stands(view) and view.case.facts.decision is None


def _lacks_issues(view: View) -> bool:
    request = view.case.facts.requests.get(view.event.person)
    return _stands(view) and request is not None and not request.has_issues


def _lacks_permission(view: View) -> bool:
    event = view.event
    return _stands(view) and isinstance(event, e.MediationRequested) and not event.permission


def _contacted_late(view: View) -> bool:
    first = view.case.facts.contacted.get(view.event.person)
    return (
        first is not None
        and first.id == view.recorded.id
        and contact_limit(view.case, view.policy) is not None
        and is_late_contact(view.case, view.event.person, view.policy)
    )


def _after_certificate(view: View) -> bool:
    return any(r.id == view.recorded.id for r in view.case.facts.after_certificate)


def _adjourned_stands(view: View) -> bool:
    standing = view.case.facts.adjourned
    return standing is not None and standing.id == view.recorded.id


def _rests_on_voided(view: View) -> bool:
    event = view.event
    return isinstance(event, e.EventCorrected) and any(
        c.fact == event.voids for c in view.case.facts.issued
    )


def _is_certificate_failure(view: View) -> bool:
    event = view.event
    return _is_first(view) and isinstance(event, e.DeliveryFailed)


def _always(_view: View) -> bool:
    return True


# What the case's adviser is told at once; the kind chooses the wording.
NOTICES: Final[tuple[tuple[type[e.Event], str, Callable[[View], bool]], ...]] = (
    (e.AdviserContacted, "late_contact", _contacted_late),
    (e.MediationRequested, "decision_wanted", _lacks_decision),
    (e.MediationRequested, "issues_wanted", _lacks_issues),
    (e.MediationRequested, "permission_wanted", _lacks_permission),
    (e.MediationRequested, "answer_after_certificate", _after_certificate),
    (e.MediationDeclined, "answer_after_certificate", _after_certificate),
    (e.MediationArranged, "short_notice", _short),
    (e.MediationArranged, "after_day_30", _late),
    (e.MediationNotHeld, "family_called_off", _called_off_by(Role.FAMILY)),
    (e.MediationNotHeld, "authority_called_off", _called_off_by(Role.AUTHORITY)),
    (e.MediationNotHeld, "not_held", _called_off_by(None)),
    (e.MediationAdjourned, "adjourned", _adjourned_stands),
    (e.EventCorrected, "certificate_on_corrected_event", _rests_on_voided),
    (e.CertificateStopped, "certificate_stopped", _always),
    (e.CertificateWithdrawn, "certificate_withdrawn", _always),
    (e.DeliveryFailed, "delivery_failed", _is_certificate_failure),
    (e.TimerFell, "ground_c_deemed", _fell("day_31", _deemed_is_open)),
    (e.TimerFell, "certificate_warning", _fell("certificate_warning", _is_open)),
    (e.TimerFell, "overdue", _fell("overdue")),
)


def _notices(view: View) -> Iterator[Letter]:
    for event, kind, when in NOTICES:
        if type(view.event) is event and when(view):
            yield Letter(
                purpose=P.ADVISER_NOTICE, fact=view.recorded.id, to=Office.ADVISER, kind=kind
            )


def _certificates(case: Case) -> Iterator[Letter]:
    for right in entitlements(case):
        if (right.person, right.ground) in case.facts.stopped:
            continue
        if missing(case, right):
            yield Letter(
                purpose=P.ADVISER_NOTICE,
                fact=right.fact.id,
                to=Office.ADVISER,
                kind="certificate_details_missing",
            )
            continue
        has_another = case.facts.certificates_of(right.person)
        if right.ground is Ground.DECLINED and any(
            c.ground is not Ground.DECLINED for c in has_another
        ):
            continue
        held = right.fact.event.route in (e.Route.MAIL, e.Route.LINK)
        yield Letter(purpose=P.CERTIFICATE, fact=right.fact.id, to=right.person, hold=held)
        if held:
            yield Letter(
                purpose=P.ADVISER_NOTICE,
                fact=right.fact.id,
                to=Office.ADVISER,
                kind="certificate_held",
            )


def _by_post_instead(view: View) -> Iterator[Letter]:
    """A message that did not arrive by email goes by post at once; the limit still runs."""
    event = view.event
    if isinstance(event, e.DeliveryFailed) and _is_first(view) and event.for_good:
        party = view.case.party(event.person)
        if party and party.postable:
            yield Letter(purpose=event.purpose, fact=view.recorded.id, to=party.id, by_post=True)


def _by_table(view: View) -> Iterator[Letter]:
    for row in LETTERS:
        if type(view.event) is row.event and row.when(view):
            for to in row.to(view):
                yield Letter(purpose=row.purpose, fact=view.recorded.id, to=to)


def _reaches(case: Case, letter: Letter) -> Letter | None:
    party: Party | None = case.party(letter.to)
    if party is None:
        return letter  # an office
    silenced = case.facts.silenced & {"", party.id}
    if silenced or not party.may_contact or party.reach is Reach.NOBODY:
        return None
    if party.reach is Reach.POST and not letter.by_post:
        return Letter(
            purpose=letter.purpose,
            fact=letter.fact,
            to=letter.to,
            hold=letter.hold,
            by_post=True,
        )
    return letter


def letters(case: Case, policy: Policy, today: date) -> tuple[Letter, ...]:
    """Find every letter that is right for the case as it stands, sent ones too."""
    if case.facts.withdrawn:
        return ()
    wanted: dict[tuple[str, str, str], Letter] = {}
    found: list[Letter] = []
    for recorded in standing(case):
        view = View(case=case, recorded=recorded, policy=policy, today=today)
        found += [*_by_table(view), *_notices(view), *_by_post_instead(view)]
    found += _certificates(case)
    for letter in found:
        reachable = _reaches(case, letter)
        if reachable:
            wanted.setdefault(reachable.key, reachable)
    return tuple(wanted.values())


def standing(case: Case) -> Iterator[Recorded]:
    """Go through the events that no correction voids."""
    void = voided(case.history)
    return (r for r in case.history if r.id not in void)

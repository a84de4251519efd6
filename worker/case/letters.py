"""THE policy of letters: which event brings which letter, to whom, while what holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from worker.case import conditions as c
from worker.case import events as e
from worker.case.actions import POSTABLE, WITH_LETTER, Duty, Letter, Office
from worker.case.case import Case
from worker.case.certificates import entitlements, missing
from worker.case.facts import Reach, Recorded
from worker.case.notices import notices, told_at
from worker.case.periods import session
from worker.case.policy import Policy
from worker.case.terms import Purpose
from worker.case.view import Condition, View, by_event, fell, is_first

P = Purpose
Recipients = Callable[[View], tuple[str, ...]]


def _each_party(view: View) -> tuple[str, ...]:
    return tuple(p.id for p in view.case.parties)


def _the_person(view: View) -> tuple[str, ...]:
    return (view.person,)


def _who_mediates(view: View) -> tuple[str, ...]:
    return tuple(view.case.facts.awaited)


def _office(office: Office) -> Recipients:
    return lambda _view: (office.value,)


def _chosen_provider(view: View) -> tuple[str, ...]:
    request = view.case.facts.requests.get(view.person)
    return (Office.PROVIDER + request.provider,) if request and request.provider else ()


def _session_provider(view: View) -> tuple[str, ...]:
    arranged = session(view.case)
    chosen = (r.provider for r in view.case.facts.awaited.values() if r.provider)
    name = (arranged.provider if arranged else "") or next(chosen, "")
    return (Office.PROVIDER + name,) if name else ()


@dataclass(frozen=True, kw_only=True)
class LetterRow:
    """A row of the policy: this event brings this letter to these, while this holds."""

    event: type[e.Event]
    purpose: Purpose
    to: Recipients
    when: Condition


def _row(
    event: type[e.Event], purpose: Purpose, to: Recipients, when: Condition = is_first
) -> LetterRow:
    return LetterRow(event=event, purpose=purpose, to=to, when=when)


_AUTHORITY = _office(Office.REFERRAL)
_HEAD = _office(Office.ESCALATION)
_ICB = _office(Office.ICB)
_ADVISER = _office(Office.ADVISER)

# THE letter table. Certificates stand below it, as they rest on a right and not on one event;
# notices to the adviser are the table of notices.py.
LETTERS: Final[tuple[LetterRow, ...]] = (
    _row(e.RequestReceived, P.ACKNOWLEDGEMENT, _each_party),
    _row(e.AdviserContacted, P.INFORMATION, _the_person),
    _row(e.InformationGiven, P.CHOICE, _the_person, c.informs_before_choice),
    _row(e.MediationRequested, P.REFERRAL, _AUTHORITY, c.can_be_referred),
    _row(e.MediationRequested, P.PROVIDER_TOLD, _chosen_provider, c.names_provider),
    _row(e.MediationRequested, P.REQUEST_CONFIRMED, _the_person, c.is_standing_request),
    _row(e.MediationRequested, P.REFERRAL_SUPPLEMENT, _AUTHORITY, c.supplements),
    _row(e.IssuesGiven, P.REFERRAL_SUPPLEMENT, _AUTHORITY, c.supplements),
    _row(e.MediationArranged, P.MEDIATION_DATE, _who_mediates, c.is_session_ahead),
    _row(e.CopyRequested, P.CERTIFICATE_COPY, _the_person, c.wants_copy),
    _row(e.TimerFell, P.CHASE, _AUTHORITY, c.chases_authority),
    _row(e.TimerFell, P.CHASE, _HEAD, c.chases_head),
    _row(e.TimerFell, P.ICB_CHASE, _ICB, c.chases_icb),
    _row(e.TimerFell, P.SESSION_OUTCOME, _session_provider, c.asks_provider_too),
    _row(
        e.TimerFell,
        P.SESSION_OUTCOME,
        _session_provider,
        fell("session_outcome", c.session_has_no_outcome),
    ),
    _row(e.TimerFell, P.ICB_NOTICE_REMINDER, _AUTHORITY, fell("icb_notice", c.icb_is_not_told)),
    _row(e.TimerFell, P.OUTCOME_WANTED, _ADVISER, fell("outcome_wanted", c.asks_the_adviser)),
    _row(e.TimerFell, P.APPEAL_REMINDER, _the_person, fell("appeal_reminder", c.reminder_is_right)),
)


_ROWS: Final = by_event(LETTERS)


def _by_table(view: View) -> Iterator[Letter]:
    for row in _ROWS.get(type(view.event), ()):
        if row.when(view):
            for to in row.to(view):
                yield Letter(purpose=row.purpose, fact=view.recorded.id, to=to)


_is_delayed: Final = fell("certificate_delayed", c.is_certificate_delayed)


def _by_post_instead(view: View) -> Iterator[tuple[Letter, Letter]]:
    """Find what goes by post, at once, because it did not arrive by email: what failed, its post.

    Keyed on the failure, so that it is a letter of its own. Domain 4: the limit still runs; of a
    delay only the certificate does not wait.
    """
    failure: Recorded | None = None
    if c.failed_for_good(view):
        failure = view.recorded
    elif isinstance(view.event, e.TimerFell) and _is_delayed(view):
        failure = view.case.event(view.event.fact)
    event = failure.event if failure else None
    if failure is None or not isinstance(event, e.DeliveryFailed):
        return
    party = view.case.party(event.person)
    if _is_a_persons(view.case, event.purpose, failure.id):
        return
    if party and party.postable and event.purpose in POSTABLE:
        lost = Letter(purpose=event.purpose, fact=event.fact, to=party.id)
        yield lost, replace(lost, fact=failure.id, by_post=True)


def _is_a_persons(case: Case, purpose: Purpose, fact: str) -> bool:
    """Tell whether what an email alone would say was handed to a person, who is not overtaken.

    Older versions posted none of these and told the adviser, without writing the notice's kind
    down: what they left to people does not go to the printer weeks later.
    """
    if purpose in WITH_LETTER:
        return False
    was_told = case.facts.told & {("", fact), ("cannot_be_reached", fact)}
    return bool(was_told) or ("task.delivery_failed", fact) in case.facts.done


def _notice(fact: str, kind: str, to: str = Office.ADVISER) -> Letter:
    return Letter(purpose=P.ADVISER_NOTICE, fact=fact, to=to, kind=kind)


def _certificates(case: Case) -> Iterator[Letter]:
    """Find the certificates: one a person and ground, complete, not stopped.

    What mail or a link caused is held back for a while, with the adviser told (design, "Time to
    stop it").
    """
    for right in entitlements(case):
        issued = case.facts.certificate(right.person, right.ground)
        fact = right.fact.id
        if issued is None and (right.person, right.ground) in case.facts.stopped:
            continue
        if issued is None and missing(case, right):
            yield _notice(fact, "certificate_details_missing")
            continue
        held = right.fact.event.route in (e.Route.MAIL, e.Route.LINK)
        yield Letter(purpose=P.CERTIFICATE, fact=fact, to=right.person, hold=held)
        if held:
            yield _notice(fact, "certificate_held")


def _has_gone(case: Case, letter: Letter) -> bool:
    return (letter.purpose, letter.fact, letter.to) in case.facts.sent


def _addressed(case: Case, letter: Letter) -> Letter:
    """Send a letter the way its recipient can be reached, or tell a person that none is left."""
    party = case.party(letter.to)
    silenced = case.facts.silenced
    if party is None or _has_gone(case, letter):
        return letter
    cannot = _notice(letter.fact, "cannot_be_reached", told_at(case, letter.purpose))
    if silenced & {"", party.id} or not party.may_contact or party.reach is Reach.NOBODY:
        return cannot
    if letter.by_post or party.reach is Reach.EMAIL:
        return letter
    if letter.purpose not in POSTABLE or _is_a_persons(case, letter.purpose, letter.fact):
        return cannot
    return replace(letter, by_post=True)


def _may_leave(case: Case, letter: Letter) -> bool:
    """Tell whether stopped contact lets a letter out: nobody outside is written to any more."""
    is_inside = letter.purpose is P.ADVISER_NOTICE or letter.to == Office.ADVISER
    return is_inside or "" not in case.facts.silenced or _has_gone(case, letter)


def _still_follows(case: Case) -> tuple[Recorded, ...]:
    """Give the events that letters may rest on: of a withdrawn case only what came after."""
    standing = case.standing
    if case.facts.withdrawn is None:
        return standing
    end = standing.index(case.facts.withdrawn)
    return standing[end + 1 :]


def _is_for_the_withdrawn(letter: Letter) -> bool:
    """Tell whether a letter may leave a withdrawn case: notices, and a copy asked for since."""
    return letter.purpose in (P.ADVISER_NOTICE, P.CERTIFICATE_COPY)


def letters(
    case: Case, policy: Policy, today: date, duties: tuple[Duty, ...]
) -> tuple[Letter, ...]:
    """Find every letter that is right for the case as it stands, sent ones too."""
    found: list[Letter] = []
    by_post: list[tuple[Letter, Letter]] = []
    for recorded in _still_follows(case):
        view = View(case=case, recorded=recorded, policy=policy, today=today, duties=duties)
        found += [*_by_table(view), *notices(view)]
        by_post += _by_post_instead(view)
    if case.facts.withdrawn:
        found = [letter for letter in found if _is_for_the_withdrawn(letter)]
    else:
        found += _certificates(case)
    right = {letter.key for letter in found}
    found += [post for lost, post in by_post if lost.key in right]
    wanted: dict[tuple[str, str, str], Letter] = {}
    for letter in found:
        addressed = _addressed(case, letter)
        if _may_leave(case, addressed):
            wanted.setdefault(addressed.key, addressed)
    return tuple(wanted.values())

"""Whatever is told, in whatever order: what must hold in every case."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.case.log import DAD, DAYS, MUM, POLICY, Log, arranged, decided, informed, requested
from worker.case import events as e
from worker.case.actions import Office
from worker.case.case import tell
from worker.case.certificates import entitlements, missing
from worker.case.decide import Decided, Refused, decide, follow
from worker.case.events import EVENTS
from worker.case.facts import Party, Reach, Recorded
from worker.case.policy import Policy
from worker.case.terms import Agreement, DecisionType, Ground, Purpose, Role
from worker.deadlines.readings import InformationBy

INSIDE = {Office.ADVISER, Office.ASSESSMENT}
# What each field may hold; particulars beyond these keep their defaults. Days and ids are counted
# from the day and from the event on which the case stands, so that they mean something there.
_days = st.integers(-10, 60)
_ids = st.integers(0, 8)
_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(DecisionType),
    "dated": st.none() | st.integers(-30, 1),
    "placement_only": st.booleans(),
    "provider": st.sampled_from(("", "Accord", "Midlands")),
    "issues": st.sampled_from(("", "speech therapy", "transport")),
    "health_issues": st.booleans(),
    "health_only": st.booleans(),
    "permission": st.sampled_from((True, True, False)),
    "held_on": _days,
    "to": st.none() | _days,
    "called_off_by": st.none() | st.sampled_from(Role),
    "outcome": st.none() | st.sampled_from(Agreement),
    "authority_is_party": st.booleans(),
    "voids": _ids,
    "ground": st.sampled_from(Ground),
    "number": st.integers(1, 3).map(lambda n: f"C{n}"),
    "fact": _ids,
    "purpose": st.sampled_from((Purpose.CERTIFICATE, *Purpose)),
    "for_good": st.booleans(),
    "kind": st.sampled_from(("chase", "day_31", "overdue", "session_outcome", "outcome_wanted")),
    "day": st.sampled_from((0, 20, 30, 33)),
    "rule": st.sampled_from(("cert_3wd", "agreement_2w", "task.issues", "task.new_date")),
    "about": st.sampled_from(("C:mum", "C:dad", "e6", "e9")),
    "person": st.sampled_from(("mum", "mum", "dad", "")),
    "route": st.sampled_from(e.Route),
}
_A_DAY = {"dated", "held_on", "to"}
_AN_ID = {"voids", "fact"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """An event to be told some days on, of a day some days back."""

    cls: type[e.Event]
    facts: dict[str, Any]
    gap: int
    lag: int

    def event(self, log: Log) -> e.Event:
        """Make the event as it reads at this point of the case."""
        today = log.today + timedelta(days=self.gap)
        latest = len(log.case.history)
        facts = dict(self.facts)
        for name in facts.keys() & _A_DAY:
            if facts[name] is not None:
                facts[name] = today + timedelta(days=facts[name])
        for name in facts.keys() & _AN_ID:
            facts[name] = f"e{max(latest - facts[name], 1)}"
        return self.cls(on=today - timedelta(days=self.lag), **facts)


@st.composite
def _told(draw: st.DrawFn) -> Step:
    cls = draw(st.sampled_from(list(EVENTS.values())))
    names = cls.__dataclass_fields__.keys() & _FIELDS.keys()
    facts = {name: draw(_FIELDS[name]) for name in sorted(names)}
    return Step(
        cls=cls,
        facts={"by": draw(st.sampled_from(sorted(cls.said_by))), **facts},
        gap=draw(st.sampled_from((0, 0, 1, 4))),
        lag=draw(st.sampled_from((0, 0, 0, 3))),
    )


_steps = st.lists(_told() | st.sampled_from(("post", "fall")), min_size=5, max_size=40)
_begun = st.sampled_from((Log, decided, informed, requested, requested, arranged, arranged))
_parties = st.tuples(
    st.builds(
        Party,
        id=st.just("mum"),
        reach=st.sampled_from(Reach),
        postable=st.booleans(),
        may_contact=st.booleans(),
    ),
    st.just(DAD),
)
_policies = st.builds(
    Policy,
    days=st.just(DAYS),
    chase_days=st.sampled_from(((20, 30, 33), (3, 10, 20, 25, 30, 33), (30,))),
    information_by=st.sampled_from(InformationBy),
)


def _take(log: Log, step: Step | str) -> None:
    if isinstance(step, Step):
        _try(log, step.event(log))
    elif step == "post":
        log.post()
    elif waiting := log.timers():
        log.fall(waiting[0])


def _try(log: Log, event: e.Event) -> None:
    before = follow(log.case, log.policy, log.today)
    case = log.case
    outcome = log.decide(event)
    if isinstance(outcome, Decided):
        log.record(event)
        again = Recorded(id=log.case.history[-1].id, at=log.clock, event=event)
        told = decide(log.case, again, policy=log.policy, today=log.today)
        assert isinstance(told, Refused)
    else:
        assert outcome.reason
        assert log.case == case
        assert follow(log.case, log.policy, log.today) == before


def _check(log: Log) -> None:
    found = follow(log.case, log.policy, log.today)
    for keys in (
        [x.key for x in found.letters],
        [d.key for d in found.duties],
        [t.key for t in found.timers],
    ):
        assert max(Counter(keys).values(), default=0) <= 1
    known = {r.id for r in log.case.history}
    assert {x.fact for x in found.letters} <= known
    _check_certificates(log)
    _check_silence(log)


def _check_certificates(log: Log) -> None:
    case, facts = log.case, log.case.facts
    wanted = [
        x for x in log.wanted(Purpose.CERTIFICATE) if x.fact not in {r.id for r in facts.failed}
    ]
    rights = {(r.person, r.fact.id): r for r in entitlements(case)}
    grounds = Counter((x.to, rights[x.to, x.fact].ground) for x in wanted)
    assert max(grounds.values(), default=0) <= 1
    for letter in wanted:
        right = rights[letter.to, letter.fact]
        if facts.certificate(letter.to, right.ground) is None:
            assert missing(case, right) == ()
            assert facts.decision
            assert letter.to in facts.contacted
            assert letter.to in facts.informed
            assert (letter.to, right.ground) not in facts.stopped
            assert isinstance(right.fact.event, _ENTITLES[right.ground])
    owed = {d.about for d in log.duties("cert_3wd")}
    assert {r.about for r in rights.values()} <= owed


_ENTITLES = {
    Ground.DECLINED: e.MediationDeclined,
    Ground.MEDIATED: e.MediationConcluded,
    Ground.NOT_ARRANGED: e.MediationCannotBeArranged,
}


def _check_silence(log: Log) -> None:
    facts = log.case.facts
    found = follow(log.case, log.policy, log.today)
    unsent = [x for x in found.letters if (x.purpose, x.fact, x.to) not in facts.sent]
    if facts.withdrawn:
        assert found.timers == ()
        assert {x.purpose for x in found.letters} <= {
            Purpose.ADVISER_NOTICE,
            Purpose.CERTIFICATE_COPY,
        }
    for person in facts.silenced & {"mum", "dad"}:
        assert all(x.to != person for x in unsent)
    if "" in facts.silenced:
        assert {x.to for x in unsent} <= INSIDE


@settings(max_examples=120, deadline=None)
@given(_begun, _steps, _parties, _policies, st.sampled_from(((), ("the child's name",))))
def test_no_sequence_of_events_breaks_a_case(
    begun: Callable[..., Log],
    steps: list[Step | str],
    parties: tuple[Party, ...],
    policy: Policy,
    gaps: tuple[str, ...],
) -> None:
    log = _begin(begun, *parties, policy=policy)
    log.case = replace(log.case, gaps=gaps)
    for step in steps:
        _take(log, step)
        _check(log)
    assert tell(log.case.reference, parties, log.case.history, gaps=gaps) == log.case


def _begin(begun: Callable[..., Log], *parties: Party, policy: Policy = POLICY) -> Log:
    log = begun(*parties, policy=policy)
    log.today = max(log.today, date(2026, 9, 1))  # a Tuesday
    return log


@settings(max_examples=60, deadline=None)
@given(_begun, _steps)
def test_one_certificate_a_person_and_ground_ever_leaves_without_a_person(
    begun: Callable[..., Log], steps: list[Step | str]
) -> None:
    log = _begin(begun, MUM, DAD)
    not_now = (e.CertificateIssued, e.LetterSent, e.DeliveryFailed, e.CertificateWithdrawn)
    for step in steps:
        if isinstance(step, str) or step.cls not in not_now:
            _take(log, step)
    log.post()
    issued = Counter((c.person, c.ground) for c in log.case.facts.issued)
    assert max(issued.values(), default=0) <= 1


def _open_to_correction(log: Log) -> list[Recorded]:
    never = (e.EventCorrected,)
    return [
        r
        for r in log.case.standing
        if not isinstance(r.event, never) and r.event.said_by != frozenset({Role.WORKER})
    ]


@settings(max_examples=60, deadline=None)
@given(_begun, _steps)
def test_correcting_everything_leaves_nothing_to_follow(
    begun: Callable[..., Log], steps: list[Step | str]
) -> None:
    log = _begin(begun, MUM, DAD)
    for step in steps:
        if isinstance(step, Step) and step.cls.said_by != frozenset({Role.WORKER}):
            _take(log, step)
    while wrong := _open_to_correction(log):
        is_theirs = isinstance(wrong[-1].event, e.RequestReceived)
        by = Role.AUTHORITY if is_theirs else Role.ADVISER
        log.say(e.EventCorrected, log.today, by=by, voids=wrong[-1].id)
    assert log.case.stage == "new"
    assert {to for _, to in log.due()} <= INSIDE  # what had left is listed, nothing else leaves
    assert log.open_duties() == set()
    assert log.timers() == []

"""Whatever is told, in whatever order: what must hold in every case."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.case.log import DAD, DAYS, MUM, Log
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

START = date(2026, 9, 1)  # a Tuesday
INSIDE = {Office.ADVISER, Office.ASSESSMENT}
_PEOPLE = ("mum", "dad")
_days = st.integers(-40, 90).map(lambda n: START + timedelta(days=n))
_ids = st.integers(1, 40).map(lambda n: f"e{n}")
# What each field may hold; particulars beyond these keep their defaults.
_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(DecisionType),
    "dated": st.none() | _days,
    "placement_only": st.booleans(),
    "provider": st.sampled_from(("", "Accord", "Midlands")),
    "issues": st.sampled_from(("", "speech therapy", "transport")),
    "health_issues": st.booleans(),
    "health_only": st.booleans(),
    "permission": st.booleans(),
    "held_on": _days,
    "to": st.none() | _days,
    "called_off_by": st.none() | st.sampled_from(Role),
    "outcome": st.none() | st.sampled_from(Agreement),
    "authority_is_party": st.booleans(),
    "voids": _ids,
    "ground": st.sampled_from(Ground),
    "number": st.integers(1, 4).map(lambda n: f"C{n}"),
    "fact": _ids,
    "purpose": st.sampled_from(Purpose),
    "for_good": st.booleans(),
    "kind": st.sampled_from(("chase", "day_31", "overdue", "session_outcome", "outcome_wanted")),
    "day": st.sampled_from((0, 20, 30, 33)),
    "rule": st.sampled_from(("cert_3wd", "agreement_2w", "task.issues", "task.new_date")),
    "about": st.sampled_from(("C:mum", "e6", "e9")),
    "person": st.sampled_from((*_PEOPLE, "", "nobody")),
    "route": st.sampled_from(e.Route),
}
# Told oftener, so that many cases get far.
_LIKELY = (
    e.DecisionNotified,
    e.AdviserContacted,
    e.InformationGiven,
    e.MediationRequested,
    e.MediationDeclined,
    e.MediationArranged,
    e.MediationCannotBeArranged,
    e.MediationConcluded,
)


@st.composite
def _event(draw: st.DrawFn) -> e.Event:
    cls = draw(st.sampled_from(_LIKELY) | st.sampled_from(list(EVENTS.values())))
    names = cls.__dataclass_fields__.keys() & _FIELDS.keys()
    facts = {name: draw(_FIELDS[name]) for name in sorted(names)}
    return cls(on=draw(_days), by=draw(st.sampled_from(sorted(cls.said_by))), **facts)


_steps = st.lists(_event() | st.sampled_from(("post", "fall")), max_size=45)
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


def _take(log: Log, step: e.Event | str) -> None:
    if step == "post":
        log.post()
    elif step == "fall":
        waiting = log.timers()
        if waiting:
            log.fall(waiting[0])
    elif isinstance(step, e.Event):
        _try(log, step)


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
    for person in facts.silenced & set(_PEOPLE):
        assert all(x.to != person for x in unsent)
    if "" in facts.silenced:
        assert {x.to for x in unsent} <= INSIDE


@settings(max_examples=300, deadline=None)
@given(_steps, _parties, _policies, st.sampled_from(((), ("the child's name",))))
def test_no_sequence_of_events_breaks_a_case(
    steps: list[e.Event | str],
    parties: tuple[Party, ...],
    policy: Policy,
    gaps: tuple[str, ...],
) -> None:
    log = Log(*parties, policy=policy, gaps=gaps)
    log.today = START
    for step in steps:
        _take(log, step)
        _check(log)
    assert tell(log.case.reference, parties, log.case.history, gaps=gaps) == log.case


@settings(max_examples=100, deadline=None)
@given(_steps)
def test_one_certificate_a_person_and_ground_ever_leaves_without_a_person(
    steps: list[e.Event | str],
) -> None:
    log = Log(MUM, DAD)
    log.today = START
    worker_only = (e.CertificateIssued, e.LetterSent, e.DeliveryFailed, e.CertificateWithdrawn)
    for step in steps:
        if not isinstance(step, worker_only):
            _take(log, step)
    log.post()
    issued = Counter((c.person, c.ground) for c in log.case.facts.issued)
    assert max(issued.values(), default=0) <= 1


@settings(max_examples=100, deadline=None)
@given(_steps)
def test_correcting_everything_leaves_nothing_to_follow_but_what_has_left(
    steps: list[e.Event | str],
) -> None:
    log = Log(MUM, DAD)
    log.today = START
    for step in steps:
        if step != "post" and not isinstance(step, e.Event | str):
            continue
        if isinstance(step, e.Event) and step.said_by == frozenset({Role.WORKER}):
            continue
        if step not in ("post", "fall"):
            _take(log, step)
    while True:
        open_ids = [
            r.id
            for r in log.case.standing
            if not isinstance(r.event, e.EventCorrected)
            and r.event.said_by != frozenset({Role.WORKER})
        ]
        if not open_ids:
            break
        target = log.case.event(open_ids[-1])
        assert target is not None
        is_theirs = isinstance(target.event, e.RequestReceived)
        log.say(
            e.EventCorrected,
            log.today,
            by=Role.AUTHORITY if is_theirs else Role.ADVISER,
            voids=target.id,
        )
    assert log.case.stage == "new"
    assert log.due() == []
    assert log.open_duties() == set()
    assert log.timers() == []

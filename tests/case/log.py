"""A case told event by event, with the rows that its letters and timers would have."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from worker.case import events as e
from worker.case.actions import Duty, Letter, Timer
from worker.case.case import Case, tell
from worker.case.certificates import entitlements
from worker.case.decide import Decided, Refused, decide, follow
from worker.case.facts import Party, Recorded
from worker.case.policy import Policy
from worker.case.terms import DecisionType, Purpose, Role
from worker.deadlines.london import at_london, london_date
from worker.deadlines.working_days import WorkingDays

DAYS = WorkingDays(known_until=date(2028, 12, 31))
POLICY = Policy(days=DAYS)
MUM = Party(id="mum", postable=True)
DAD = Party(id="dad", postable=True)

_SPEAKERS = (Role.FAMILY, Role.AUTHORITY, Role.PROVIDER, Role.ADVISER, Role.WORKER)
_CERTIFICATE = Purpose.CERTIFICATE


def day(text: str) -> date:
    """Read "Tue 1 Sep 2026", the weekday checked."""
    found = datetime.strptime(text, "%a %d %b %Y").date()  # noqa: DTZ007 - a date, no instant
    assert f"{found:%a}" == text[:3], f"{text}: that was a {found:%A}"
    return found


class Log:
    """A case and its rows: what is due leaves at `post`, what has come falls at `wait_until`."""

    def __init__(
        self, *parties: Party, policy: Policy = POLICY, gaps: tuple[str, ...] = ()
    ) -> None:
        self.policy = policy
        self.case: Case = tell("LEI-26-00042-K", parties or (MUM,), (), gaps=gaps)
        self.rows: dict[tuple[str, str, str], str] = {}  # due, sent or cancelled
        self.letters: dict[tuple[str, str, str], Letter] = {}
        self.fallen: set[tuple[str, str, int]] = set()
        self.today = date(2000, 1, 1)
        self.clock = datetime(2000, 1, 1, tzinfo=UTC)

    # -- telling -----------------------------------------------------------------------------

    def event(self, cls: type[e.Event], on: str | date, **facts: Any) -> e.Event:
        """Make an event; who says it and about whom is the likeliest unless it is given."""
        who = next(r for r in _SPEAKERS if r in cls.said_by)
        facts = {"by": who, "person": self.case.parties[0].id, **facts}
        if cls is e.DecisionNotified:
            facts["type"] = DecisionType(facts["type"])
        return cls(on=day(on) if isinstance(on, str) else on, **facts)

    def decide(self, event: e.Event, *, recorded_on: date | None = None) -> Decided | Refused:
        """Decide about an event without recording it."""
        return decide(
            self.case,
            self._recorded(event),
            policy=self.policy,
            today=self._day(event, recorded_on),
        )

    def say(
        self, cls: type[e.Event], on: str | date, *, recorded_on: str = "", **facts: Any
    ) -> str:
        """Record an event, on the day on which it happened unless another is given; its id."""
        told_on = day(recorded_on) if recorded_on else None
        return self.record(self.event(cls, on, **facts), recorded_on=told_on)

    def record(self, event: e.Event, *, recorded_on: date | None = None) -> str:
        """Record an event with all that follows."""
        self.today = self._day(event, recorded_on)
        recorded = self._recorded(event)
        decided = decide(self.case, recorded, policy=self.policy, today=self.today)
        assert isinstance(decided, Decided), decided.reason
        self.case, self.last = decided.case, decided
        for letter in decided.unwanted:
            if self.rows.get(letter.key) == "due":
                self.rows[letter.key] = "cancelled"
        for letter in decided.wanted:
            self.letters[letter.key] = letter
            if self.rows.get(letter.key, "cancelled") == "cancelled":
                self.rows[letter.key] = "due"
        for note in decided.notes:
            self.record(note)
        return recorded.id

    def refused(self, cls: type[e.Event], on: str | date, **facts: Any) -> str:
        """Give the reason for which an event is refused; nothing may have changed by it."""
        told_on = day(told) if (told := facts.pop("recorded_on", "")) else None
        before = follow(self.case, self.policy, self.today)
        decided = self.decide(self.event(cls, on, **facts), recorded_on=told_on)
        assert isinstance(decided, Refused), f"{cls.__name__} was not refused"
        assert follow(self.case, self.policy, self.today) == before
        return decided.reason

    def _recorded(self, event: e.Event) -> Recorded:
        self.clock = max(
            self.clock + timedelta(minutes=1), at_london(max(event.on, self.today), time(10, 0))
        )
        return Recorded(id=f"e{len(self.case.history) + 1}", at=self.clock, event=event)

    def _day(self, event: e.Event, recorded_on: date | None) -> date:
        return recorded_on or max(event.on, self.today)

    # -- what follows ------------------------------------------------------------------------

    def due(self, purpose: Purpose | None = None) -> list[tuple[str, str]]:
        """List what would leave now: purpose and recipient, notices by their kind."""
        right = {x.key for x in follow(self.case, self.policy, self.today).letters}
        keys = [k for k, state in self.rows.items() if state == "due" and k in right]
        return [
            (self.letters[k].kind or str(self.letters[k].purpose), k[2])
            for k in keys
            if purpose is None or self.letters[k].purpose is purpose
        ]

    def kinds(self) -> set[str]:
        """Name the notices that would leave now."""
        return {kind for kind, _ in self.due(Purpose.ADVISER_NOTICE)}

    def wanted(self, purpose: Purpose) -> list[Letter]:
        """List the letters of a purpose that are right, sent or not."""
        found = follow(self.case, self.policy, self.today).letters
        return [x for x in found if x.purpose is purpose]

    def post(self, on: str | date | None = None) -> list[tuple[str, str]]:
        """Let everything leave that is due; gives purpose and recipient of each."""
        sent_on = day(on) if isinstance(on, str) else on or self.today
        self.today = max(self.today, sent_on)
        left: list[tuple[str, str]] = []
        while True:
            right = {x.key for x in follow(self.case, self.policy, self.today).letters}
            key = next((k for k, s in self.rows.items() if s == "due" and k in right), None)
            if key is None:
                return left
            letter = self.letters[key]
            self.rows[key] = "sent"
            left.append((letter.kind or str(letter.purpose), letter.to))
            self.record(self._acceptance(letter, sent_on))

    def _acceptance(self, letter: Letter, on: date) -> e.Event:
        root = self.case.event(letter.fact)
        facts = self.case.facts
        again = root is not None and isinstance(root.event, e.DeliveryFailed) and facts.issued
        if letter.purpose is _CERTIFICATE and not again:
            return e.CertificateIssued(
                on=on,
                by=Role.WORKER,
                person=letter.to,
                route=e.Route.TIMER,
                number=f"C{len(facts.issued) + 1}",
                ground=self._ground(letter),
                fact=letter.fact,
            )
        return e.LetterSent(
            on=on,
            by=Role.WORKER,
            person=letter.to,
            route=e.Route.TIMER,
            purpose=letter.purpose,
            fact=letter.fact,
            kind=letter.kind,
        )

    def _ground(self, letter: Letter) -> Any:
        facts = {letter.fact}
        failure = self.case.event(letter.fact)
        if failure and isinstance(failure.event, e.DeliveryFailed):
            facts.add(failure.event.fact)
        rights = entitlements(self.case)
        return next(r.ground for r in rights if r.fact.id in facts and r.person == letter.to)

    def timers(self, kind: str = "") -> list[Timer]:
        """List the moments that are still waited for."""
        found = follow(self.case, self.policy, self.today).timers
        return [
            t
            for t in sorted(found, key=lambda t: t.at)
            if t.key not in self.fallen and kind in ("", t.kind)
        ]

    def wait_until(self, on: str, *, posting: bool = True) -> list[tuple[date, str, str]]:
        """Let what has come fall, in order, up to the end of a day; gives what left and when."""
        end, left = at_london(day(on), time(23, 59)), []
        while ripe := [t for t in self.timers() if t.at <= end]:
            timer = ripe[0]
            self.fall(timer)
            if posting:
                left += [(self.today, what, to) for what, to in self.post()]
        self.today = day(on)
        return left

    def fall(self, timer: Timer, *, on: date | None = None) -> str:
        """Let one timer fall, on its day or later."""
        self.fallen.add(timer.key)
        self.clock = max(self.clock, timer.at)
        return self.record(
            e.TimerFell(
                on=on or max(self.today, london_date(timer.at)),
                by=Role.WORKER,
                person=timer.person,
                route=e.Route.TIMER,
                kind=timer.kind,
                fact=timer.fact,
                day=timer.day,
            )
        )

    def duty(self, rule: str, about: str = "") -> Duty:
        """Find the one duty of a rule."""
        found = self.duties(rule, about)
        assert len(found) == 1, f"{len(found)} duties {rule}: {[d.about for d in found]}"
        return found[0]

    def duties(self, rule: str = "", about: str = "") -> list[Duty]:
        """List duties."""
        found: Iterable[Duty] = follow(self.case, self.policy, self.today).duties
        return [d for d in found if rule in ("", d.rule) and about in ("", d.about)]

    def open_duties(self) -> set[str]:
        """Name the rules of what somebody other than the family still owes."""
        return {d.rule for d in self.duties() if d.met_on is None and d.owed_by is not Role.FAMILY}

    def session(self) -> Recorded:
        """Give the event by which the session that stands was arranged."""
        assert self.case.facts.arranged
        return self.case.facts.arranged

    # -- stories -----------------------------------------------------------------------------

    def with_particulars(self, *, gaps: tuple[str, ...] = (), **party: Any) -> "Log":
        """Change what rows beside the log hold, as a caseworker does; no event tells it."""
        parties = tuple(replace(p, **party) for p in self.case.parties)
        self.case = replace(self.case, parties=parties, gaps=gaps)
        return self


def decided(*parties: Party, policy: Policy = POLICY, **facts: Any) -> Log:
    """Tell a case whose decision was sent on Tuesday 1 September 2026."""
    log = Log(*parties, policy=policy)
    facts = {"type": DecisionType.REFUSAL_TO_ASSESS, **facts}
    log.say(e.DecisionNotified, "Tue 1 Sep 2026", **facts)
    return log


def informed(*parties: Party, policy: Policy = POLICY, **facts: Any) -> Log:
    """Tell of contact on Monday 7, information on Tuesday 8 September 2026; both letters have gone."""
    log = decided(*parties, policy=policy, **facts)
    for party in log.case.parties:
        log.say(e.AdviserContacted, "Mon 7 Sep 2026", person=party.id)
    log.post()
    for party in log.case.parties:
        log.say(e.InformationGiven, "Tue 8 Sep 2026", by=Role.ADVISER, person=party.id)
    log.post()
    return log


def requested(*parties: Party, policy: Policy = POLICY, **facts: Any) -> Log:
    """Tell that Mum asks for mediation, and is referred, on Wednesday 9 September 2026.

    Day 20 is Tuesday 29 September, day 30 Friday 9 October, day 31 Saturday 10 October, day 33
    Monday 12 October.
    """
    log = informed(*parties, policy=policy)
    facts = {"provider": "Accord", "issues": "speech therapy", **facts}
    log.say(e.MediationRequested, "Wed 9 Sep 2026", **facts)
    log.post()
    return log


def arranged(*parties: Party, held_on: str = "Thu 1 Oct 2026", **facts: Any) -> Log:
    """Tell that a session is arranged, on Monday 14 September, for Thursday 1 October 2026."""
    log = requested(*parties, **facts)
    log.say(e.MediationArranged, "Mon 14 Sep 2026", held_on=day(held_on), provider="Accord")
    log.post()
    return log

"""The stage: forty virtual days, from event to event, through the real flow."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from worker.case.terms import Body, Capacity, Purpose
from worker.demo import mail
from worker.demo.batch import write_batch
from worker.demo.journal import Arrived, Left, left
from worker.demo.mail import Ours
from worker.demo.post_office import PostOffice
from worker.demo.script import BEGINS, ENDS, STOP, Answer, Entered, How, Play, Stranger, when
from worker.errors import BadInput
from worker.flow.confirm import done
from worker.flow.hold import stop_certificates
from worker.flow.intake import acknowledge
from worker.flow.read import read_all
from worker.flow.say import NEW, say
from worker.flow.send import send
from worker.flow.wait import fall_all
from worker.flow.world import World
from worker.mailboxes import mailbox_of
from worker.store import cases, certificates, duties, incoming, outgoing, people
from worker.store.incoming import WAITS, Outcome
from worker.store.outgoing import Outgoing, State

_SOON = timedelta(minutes=1)
_AHEAD = timedelta(days=3650)


class Clock:
    """The virtual clock: it stands still until it is moved on."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Give the virtual present."""
        return self.now

    def move_to(self, moment: datetime) -> None:
        """Move on; never back."""
        self.now = max(self.now, moment)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A message of ours that left, as its recipient has it, with its row."""

    left: Left
    ours: Ours | None  # None: by post


@dataclass(kw_only=True)
class Stage:
    """The demo under way."""

    world: World
    clock: Clock
    post: PostOffice
    folder: Path
    tell: Callable[[Arrived | Left], None]
    plays: tuple[Play, ...]
    references: dict[int, str] = field(default_factory=dict)  # by place in `plays`
    arrived: list[Arrived] = field(default_factory=list)
    letters: list[Seen] = field(default_factory=list)
    delivered: list[bytes] = field(default_factory=list)
    settled: Counter[str] = field(default_factory=Counter)  # by case: mail that waited, dealt with
    refused_rows: int = 0
    troubles: list[str] = field(default_factory=list)  # what could not be entered
    _agenda: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)
    _seen: Counter[tuple[int, Purpose, str]] = field(default_factory=Counter)

    def perform(self) -> None:
        """Go through the days, from one event to the next."""
        self._mailbox = mailbox_of(self.world, Body.ADVISER)
        if self._mailbox:
            self._mailbox.connect()
        self._plan(BEGINS, self._hand_in_batch)
        for place, play in enumerate(self.plays):
            for entered in play.entered:
                self._plan(when(entered.at), self._entering(place, entered))
            for stranger in play.strangers:
                self._plan(when(stranger.at), self._stranger(stranger))
        while (moment := self._next_moment()) <= ENDS:
            self.clock.move_to(moment)
            self._do_agenda()
            fall_all(self.world, now=self.clock())
            self._listen()
            self._send_ripe()
        self.clock.move_to(ENDS)

    def _plan(self, at: datetime, step: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (at, next(self._number), step))

    def _next_moment(self) -> datetime:
        moments = [self._agenda[0][0]] if self._agenda else []
        with self.world.database.transaction() as connection:
            timer = duties.next_moment(connection)
            waiting = outgoing.ripe(connection, self.clock() + _AHEAD)
            letters = [outgoing.by_id(connection, row).not_before for row in waiting]
        return min([*moments, *letters, *([timer] if timer else [])], default=ENDS + _SOON)

    def _do_agenda(self) -> None:
        while self._agenda and self._agenda[0][0] <= self.clock():
            heapq.heappop(self._agenda)[2]()

    # -- what arrives ------------------------------------------------------------------------

    def _note(self, reference: str, what: str) -> None:
        arrived = Arrived(at=self.clock(), reference=reference, what=what)
        self.arrived.append(arrived)
        self.tell(arrived)

    def _hand_in_batch(self) -> None:
        path = write_batch(self.folder / "requests.csv")
        of_row = {play.row: place for place, play in enumerate(self.plays) if play.row}
        for result in acknowledge(self.world, path, at=self.clock()):
            if result.result == "opened":
                self.references[of_row[result.row]] = result.reference
                self._note(result.reference, "request for an EHC needs assessment (CSV)")
            else:
                self.refused_rows += 1
                self._note("", f"CSV row {result.row} is refused: {result.problem}")

    def _entering(self, place: int, entered: Entered) -> Callable[[], None]:
        def step() -> None:
            if entered.shown and place in self.references:
                self._note(self.references[place], entered.shown)
            try:
                self._enter(place, entered)
            except BadInput as problem:
                self.troubles.append(f"{entered.at}, {entered.event}: {problem}")

        return step

    def _settle_mail(self, connection: Connection, reference: str) -> None:
        """Note that whoever enters something has dealt with the mail of the case that waits."""
        case_id = cases.id_of(connection, reference)
        for message in incoming.list_of_case(connection, case_id) if case_id else ():
            if message.outcome in WAITS:
                done(connection, message.id, why="rung")
                self.settled[reference] += 1

    def _enter(self, place: int, entered: Entered) -> None:
        known = self.references.get(place)
        with self.world.database.transaction() as connection:
            if known:
                self._settle_mail(connection, known)
            if entered.event == STOP:
                stop_certificates(connection, self.world, known or NEW, at=self.clock())
                return
            said = say(
                connection,
                self.world,
                case=known or NEW,
                name=entered.event,
                values=entered.values,
                at=self.clock(),
                on=entered.on,
                by=entered.by,
            )
        if known is None:
            self.references[place] = said.reference
            self._note(said.reference, entered.shown)
            self._add_second_parent(place)

    def _add_second_parent(self, place: int) -> None:
        second = self.plays[place].second_parent
        if not second:
            return
        with self.world.database.transaction() as connection:
            stored = cases.load(connection, self.references[place])
            person = people.NewPerson(
                capacity=Capacity.PARENT, name=second["name"], email=second["email"]
            )
            people.add_person(connection, stored.id, person, at=self.clock())

    def _stranger(self, stranger: Stranger) -> Callable[[], None]:
        def step() -> None:
            raw = mail.letter(stranger.by, stranger.subject, stranger.says, at=self.clock())
            became = self._deliver(raw)
            self._note("", f"email of {stranger.by.name}: “{stranger.says}”{became}")

        return step

    def _deliver(self, raw: bytes) -> str:
        """Let a message arrive, be taken, read, and filed away; says what became of it."""
        before = self.outcomes()
        self.post.deliver(raw, at=self.clock())
        self.delivered.append(raw)
        self._listen()
        return "".join(_BECAME.get(outcome, "") for outcome in self.outcomes() - before)

    def _listen(self) -> None:
        """Look through the mailbox, as the service does every few seconds."""
        if self._mailbox is not None:
            self._mailbox.take(self.clock)
            read_all(self.world, now=self.clock)
            self._mailbox.file_away()

    def outcomes(self) -> Counter[str]:
        """Count what became of the mail so far."""
        with self.world.database.transaction() as connection:
            return Counter(incoming.count_by_outcome(connection, Body.ADVISER))

    # -- what leaves -------------------------------------------------------------------------

    def _send_ripe(self) -> None:
        tried: set[int] = set()
        while True:
            with self.world.database.transaction() as connection:
                ripe = outgoing.ripe(connection, self.clock())
            fresh = [row for row in ripe if row not in tried]
            if not fresh:
                return
            for row in fresh:
                tried.add(row)
                if send(self.world, row, now=self.clock()):
                    self._after_sending(row)

    def _after_sending(self, row_id: int) -> None:
        with self.world.database.transaction() as connection:
            row = outgoing.by_id(connection, row_id)
            if row.state is not State.SENT:
                return
            stored = cases.load_by_id(connection, row.case_id)
            gone = left(
                stored,
                row,
                at=self.clock(),
                duties=duties.duties_of(connection, stored.id),
                certificates=certificates.of_case(connection, stored.id),
            )
        self.tell(gone)
        posted = self.post.collect()
        ours = next((o for o in posted if o.message["Message-ID"] == row.message_id), None)
        self.letters.append(Seen(left=gone, ours=ours))
        if ours is not None:
            self._let_actors_answer(gone.reference, row, ours)

    def _let_actors_answer(self, reference: str, row: Outgoing, ours: Ours) -> None:
        place = next(p for p, known in self.references.items() if known == reference)
        purpose = row.letter.purpose
        self._seen[place, purpose, ours.to] += 1
        nth = self._seen[place, purpose, ours.to]
        for answer in self.plays[place].answers:
            if (answer.to, answer.by.email, answer.nth) == (purpose, ours.to, nth):
                at = max(when(answer.at), self.clock() + _SOON)
                self._plan(at, self._answering(reference, answer, ours))

    def _answering(self, reference: str, answer: Answer, ours: Ours) -> Callable[[], None]:
        def step() -> None:
            says = answer.says.format(reference=reference)
            raw = _WRITTEN[answer.how](ours, answer, says, self.clock())
            became = self._deliver(raw)
            self._note(reference, f"{_shown(answer, says)}{became}")

        return step


def _shown(answer: Answer, says: str) -> str:
    if answer.how is How.BOUNCE:
        return f"delivery report: {answer.by.email} is not known"
    kind = "automatic reply" if answer.how is How.OUT_OF_OFFICE else "email"
    doubt = "" if answer.dmarc == "pass" else f" (dmarc={answer.dmarc})"
    return f"{kind} of {answer.by.name}{doubt}: “{' / '.join(says.splitlines())}”"


_BECAME: Final[dict[str, str]] = {
    "": ": not read",
    Outcome.WAITING: ": waits for a person",
    Outcome.AUTO_REPLY: ": no answer, changes nothing",
    Outcome.NOT_OURS: ": of no case, stays in the inbox",
    Outcome.SET_ASIDE: ": cannot be read, set aside",
}
_WRITTEN: Final[dict[How, Callable[[Ours, Answer, str, datetime], bytes]]] = {
    How.REPLY: lambda ours, answer, says, at: mail.reply(
        ours, answer.by, says, at=at, dmarc=answer.dmarc
    ),
    How.OUT_OF_OFFICE: lambda ours, answer, says, at: mail.out_of_office(
        ours, answer.by, says, at=at
    ),
    How.BOUNCE: lambda ours, _answer, _says, at: mail.bounce(ours, at=at),
}

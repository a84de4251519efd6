"""An installation whose clock a test moves: its cases, what reaches it and what leaves it."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.flow import mail
from tests.flow.place import write_installation
from tests.servers.maildir import Maildir
from worker.case.terms import Body, Purpose, Role
from worker.commands.cases import describe
from worker.flow.confirm import done
from worker.flow.read import read_all
from worker.flow.say import Said, say
from worker.flow.send import send
from worker.flow.wait import fall_all
from worker.flow.world import Converter, World
from worker.mailboxes import mailbox_of
from worker.settings import load
from worker.store import cases, incoming, outgoing, people
from worker.store.incoming import Incoming
from worker.store.outgoing import Outgoing
from worker.wiring import build

MONDAY = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)  # 10:30 in London
JO = "jo@family.test"


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **length: float) -> None:
        """Let time go by."""
        self.now += timedelta(**length)


@dataclass(kw_only=True)
class Installed:
    """An installation in a folder of its own."""

    world: World
    clock: Clock
    folder: Path

    def open(self, *, name: str = "Jo Example", email: str = JO, **more: str) -> str:
        """Open a case in which the family has been informed and has to choose."""
        day = self.clock().date()
        values = {
            "family_name": name,
            "family_email": email,
            "child_name": "Kim Sample",
            "child_date_of_birth": "2016-05-09",
            **more,
        }
        reference = self.say("new", "AdviserContacted", values).reference
        sent = day - timedelta(days=20)
        self.say(reference, "DecisionNotified", {"type": "refusal_to_assess"}, on=sent)
        self.say(reference, "InformationGiven")
        return reference

    def say(
        self,
        case: str,
        event: str,
        values: Mapping[str, str] | None = None,
        *,
        on: date | None = None,
        by: Role | None = None,
    ) -> Said:
        """Record what a person says."""
        with self.world.database.transaction() as connection:
            return say(
                connection,
                self.world,
                case=case,
                name=event,
                values=values or {},
                at=self.clock(),
                on=on,
                by=by,
            )

    def change(self, reference: str, **values: str) -> None:
        """Change columns of the first party as an older version did, without its checks."""
        with self.world.database.transaction() as connection:
            person = cases.load(connection, reference).people[0].id
            people.change_person(connection, person, **values)

    # -- letters ---------------------------------------------------------------------------------

    def row(self, reference: str, purpose: Purpose, *, nth: int = 0) -> Outgoing:
        """Give the row of a letter."""
        rows = self.rows(reference, purpose)
        assert len(rows) > nth, f"{reference} has no letter {nth} of {purpose.value}"
        return rows[nth]

    def case_of(self, row: Outgoing) -> str:
        """Give the reference of a row's case."""
        with self.world.database.transaction() as connection:
            return cases.reference_of(connection, row.case_id)

    def rows(self, reference: str, purpose: Purpose | None = None) -> list[Outgoing]:
        """Give the rows of a case, of one purpose or all."""
        with self.world.database.transaction() as connection:
            case_id = cases.id_of(connection, reference)
            assert case_id is not None
            found = [
                outgoing.by_id(connection, r.id) for r in outgoing.rows_of(connection, case_id)
            ]
        return [r for r in found if purpose in (None, r.letter.purpose)]

    def send(self, row: Outgoing) -> bool:
        """Send one row, if it is ripe; its mailbox is looked through first, if it is held."""
        if row.held:
            self.look()
        return send(self.world, row.id, now=self.clock())

    def send_all(self) -> None:
        """Send what is ripe until nothing is, as the service does, which reads its mailbox too."""
        self.look()
        tried: set[int] = set()
        while True:
            with self.world.database.transaction() as connection:
                fresh = set(outgoing.ripe(connection, self.clock())) - tried
            if not fresh:
                return
            for row in sorted(fresh):
                send(self.world, row, now=self.clock())
            tried |= fresh

    def fall(self) -> int:
        """Let the timers fall whose moment has come."""
        return fall_all(self.world, now=self.clock())

    def left(self) -> list[EmailMessage]:
        """Give every message that left, in order."""
        return [mail.read(raw) for raw in Maildir(path=self.folder / "post").messages()]

    def printed(self) -> list[Path]:
        """Give the letters that lie ready for printing."""
        return sorted((self.folder / "print").glob("*/*.pdf"))

    # -- mail ------------------------------------------------------------------------------------

    def arrive(self, raw: bytes) -> Incoming:
        """Let a message reach the mailbox and be read; gives what became of it."""
        Maildir(path=self.folder / "mailbox").deliver(raw)
        self.look()
        with self.world.database.transaction() as connection:
            newest = sum(incoming.count_by_outcome(connection, Body.ADVISER).values())
            found = incoming.get(connection, newest)
        assert found is not None
        return found

    def settle(self, message_id: int) -> None:
        """Note that a person has dealt with a message that waits."""
        with self.world.database.transaction() as connection:
            done(connection, message_id, why="rung")

    def look(self) -> None:
        """Make one pass over each mailbox that is set: take, read, file away."""
        for body in Body:
            box = mailbox_of(self.world, body)
            if box is None:
                continue
            box.connect()
            box.take(self.clock)
            read_all(self.world, now=self.clock)
            box.file_away()

    # -- the case --------------------------------------------------------------------------------

    def case(self, reference: str) -> dict[str, Any]:
        """Describe a case whole."""
        with self.world.database.transaction() as connection:
            return describe(connection, cases.load(connection, reference), self.clock())

    def events(self, reference: str) -> list[str]:
        """Name the events of a case, in their order."""
        return [event["name"] for event in self.case(reference)["events"]]


def install(
    folder: Path, *, converter: Converter, rows: Path | None, environment: Mapping[str, str]
) -> Installed:
    """Install the worker into a folder; `rows` is an SQLite file with tables to begin with."""
    settings_of = write_installation(folder)
    if rows:
        shutil.copy(rows, folder / "rows.sqlite")
    clock = Clock()
    settings = load(settings_of | {f"MEDIATION_{k.upper()}": v for k, v in environment.items()})
    world = replace(build(settings, clock=clock), converter=converter)
    world.database.migrate()
    return Installed(world=world, clock=clock, folder=folder)

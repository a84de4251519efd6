"""An invented installation with letters to send, and a server that takes them."""

import asyncio
import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from worker.case.terms import DecisionType, Purpose
from worker.deadlines.london import london_date
from worker.demo.place import prepare
from worker.flow.claim import claim
from worker.flow.intake import acknowledge
from worker.flow.say import NEW, say
from worker.flow.world import World
from worker.gather import gather
from worker.outbox.catalogue import entry_of
from worker.outbox.facts import LetterFacts
from worker.outbox.pdf import OfficePool
from worker.settings import Settings
from worker.store import cases, certificates, outgoing
from worker.wiring import build

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
_MANY = 1_000_000
_PURPOSES = (Purpose.ACKNOWLEDGEMENT, Purpose.CERTIFICATE)


@dataclass(frozen=True, kw_only=True)
class LetterToSend:
    """A row that is due, and what its letter says."""

    row: int
    template: str
    facts: LetterFacts


def read_rows(world: World, row_id: int) -> LetterFacts:
    """Read the rows of one letter whose certificate, if it is one, is numbered: what it may say."""
    with world.database.transaction() as connection:
        row = outgoing.by_id(connection, row_id)
        stored = cases.load_by_id(connection, row.case_id)
        numbered = certificates.of_case(connection, row.case_id) if row.certificate else ()
        return gather(
            stored,
            row.letter,
            world.source,
            today=london_date(NOW),
            certificate=next((c for c in numbered if c.number == row.certificate), None),
        )


def installation(folder: Path, pool: OfficePool, *, smtp_port: int) -> World:
    """Put up an empty installation on SQLite whose mail goes to a port of this machine."""
    prepared = prepare(folder)
    limits = prepared.limits.model_copy(update={"automatic_mail_an_hour": _MANY})
    accounts = {
        body: getattr(prepared, body).model_copy(
            update={"smtp_url": f"smtp://127.0.0.1:{smtp_port}"}
        )
        for body in ("authority", "adviser")
    }
    settings: Settings = prepared.model_copy(update={"limits": limits, **accounts})
    world = replace(build(settings, clock=lambda: NOW), converter=pool)
    world.database.migrate()
    return world


def letters_due(world: World, folder: Path, count: int, *, batch: int) -> list[LetterToSend]:
    """Open cases until `count` letters wait, half of them certificates; give them as they stand.

    The facts are gathered as for sending, and everything that this writes is taken back.
    """
    _ask_for_assessments(world, folder / f"requests{batch}.json", count - count // 2, batch)
    _decline_mediation(world, count // 2, batch)
    with world.database.transaction() as connection:
        rows = [
            outgoing.by_id(connection, row) for row in outgoing.ripe(connection, NOW, limit=_MANY)
        ]
    wanted = [row for row in rows if row.letter.purpose in _PURPOSES]
    assert len(wanted) == count, f"{len(wanted)} letters are due, not {count}"
    return [_as_it_stands(world, row.id) for row in wanted]


def number(world: World, letters: list[LetterToSend]) -> None:
    """Claim letters, so that certificates among them have their numbers."""
    for each in letters:
        with world.database.transaction() as connection:
            claim(connection, world, each.row, NOW)


def _as_it_stands(world: World, row_id: int) -> LetterToSend:
    with world.database.engine.connect() as connection:
        claimed = claim(connection, world, row_id, NOW)
        connection.rollback()
    assert claimed is not None
    assert claimed.facts is not None
    template = entry_of(claimed.row.letter.purpose).letter
    assert template
    return LetterToSend(row=row_id, template=template, facts=claimed.facts)


def _ask_for_assessments(world: World, path: Path, count: int, batch: int) -> None:
    rows = [
        {
            "received_on": "2026-11-24",
            "family_name": f"Leyla Aydin-{batch}-{number}",
            "child_name": f"Deniz Aydin-{batch}-{number}",
            "child_date_of_birth": "2017-03-14",
            "family_email": f"leyla{batch}.{number}@mail.example",
            "family_address": f"{number + 1} Elm Row; Leicester; LE3 0AA",
            "case_officer": "Helen Marlowby",
        }
        for number in range(count)
    ]
    path.write_text(json.dumps(rows), encoding="utf-8")
    opened = [result for result in acknowledge(world, path, at=NOW) if result.result == "opened"]
    assert len(opened) == count


def _decline_mediation(world: World, count: int, batch: int) -> None:
    for number in range(count):
        name = f"Grace Okonjo-{batch}-{number}"
        family = {
            "family_name": name,
            "family_email": f"grace{batch}.{number}@inbox.example",
            "family_address": f"{number + 1} Brook Lane; Leicester; LE5 2BB",
            "capacity": "parent",
            "child_name": f"Ike Okonjo-{batch}-{number}",
            "child_date_of_birth": "2015-09-02",
            "type": DecisionType.REFUSAL_TO_ASSESS.value,
        }
        _say_all(
            world,
            ("DecisionNotified", family, date(2026, 11, 2)),
            ("AdviserContacted", {}, date(2026, 11, 23)),
            ("InformationGiven", {}, date(2026, 11, 24)),
            ("MediationDeclined", {}, date(2026, 11, 25)),
        )


def _say_all(world: World, *events: tuple[str, dict[str, str], date]) -> None:
    reference = NEW
    with world.database.transaction() as connection:
        for name, values, on in events:
            said = say(connection, world, case=reference, name=name, values=values, at=NOW, on=on)
            reference = said.reference


@contextmanager
def mail_sink() -> Iterator[int]:
    """Run a server that accepts every message at once, in a process of its own; gives its port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs,), daemon=True
    )
    process.start()
    try:
        yield int(ours.recv())
    finally:
        process.terminate()
        process.join()


def _serve(pipe: Pipe) -> None:
    async def run() -> None:
        server = await asyncio.start_server(_take_mail, "127.0.0.1", 0, limit=1 << 24)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def _take_mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer as a mail server that agrees to everything."""
    writer.write(b"220 sink ESMTP\r\n")
    while line := await reader.readline():
        command = line[:4].upper()
        if command == b"EHLO":
            writer.write(b"250-sink\r\n250 SIZE 35000000\r\n")
        elif command == b"DATA":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"250 2.0.0 Ok: kept nowhere\r\n")
        elif command == b"QUIT":
            writer.write(b"221 2.0.0 Bye\r\n")
            break
        else:
            writer.write(b"250 2.0.0 Ok\r\n")
    writer.close()

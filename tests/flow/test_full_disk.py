"""A disk that is full: the letter waits, nothing half-made leaves, and it goes when there is room."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.flow.installed import Installed
from tests.flow.pdf import pdf_text
from worker.case.terms import Purpose
from worker.outbox.pdf import OfficePool
from worker.store.outgoing import Outgoing, State

FULL = Path("/dev/full")  # the system's own disk without room: every writing to it fails


@pytest.fixture
def pool(installed: Installed) -> Iterator[OfficePool]:
    """Return the one running LibreOffice of an installation."""
    with OfficePool(size=1) as running:
        running.start()
        installed.world = replace(installed.world, converter=running)
        yield running


def folder_of(pool: OfficePool) -> Path:
    running = pool._free.queue[0]
    assert running is not None
    return running._folder


def declined(installed: Installed) -> Outgoing:
    reference = installed.open()
    installed.say(reference, "MediationDeclined")
    return installed.row(reference, Purpose.CERTIFICATE)


def now(installed: Installed, row: Outgoing) -> Outgoing:
    return installed.row(installed.case_of(row), Purpose.CERTIFICATE)


def goes_once(installed: Installed, row: Outgoing) -> None:
    installed.clock.pass_by(hours=1)
    installed.send(row)
    assert now(installed, row).state is State.SENT
    (message,) = installed.left()
    (attachment,) = message.iter_attachments()
    (certificate,) = installed.case(installed.case_of(row))["certificates"]
    assert certificate["number"] in pdf_text(attachment.get_content())


def test_no_room_for_the_word_file(installed: Installed, pool: OfficePool) -> None:
    row = declined(installed)
    (folder_of(pool) / "letter.docx").symlink_to(FULL)

    installed.send(row)

    waiting = now(installed, row)
    assert waiting.state is State.DUE
    assert "No space left on device" in waiting.trouble
    assert installed.left() == []
    goes_once(installed, row)


def test_no_room_for_the_pdf(
    installed: Installed, pool: OfficePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = declined(installed)
    (folder_of(pool) / "letter.pdf").symlink_to(FULL)
    usage = shutil.disk_usage(folder_of(pool))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=0))

    installed.send(row)

    waiting = now(installed, row)
    assert waiting.state is State.DUE
    assert "is full" in waiting.trouble
    assert installed.left() == []
    monkeypatch.undo()
    goes_once(installed, row)


def test_no_room_in_the_database(installed: Installed) -> None:
    row = declined(installed)
    engine = installed.world.database.engine

    def no_larger(connection: Any, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", no_larger)
    engine.dispose()
    installed.send(row)
    event.remove(engine, "connect", no_larger)
    engine.dispose()

    waiting = now(installed, row)
    assert waiting.state is State.DUE
    assert "space left on its disk" in waiting.trouble
    assert installed.left() == []
    goes_once(installed, row)

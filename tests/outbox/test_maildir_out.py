"""The Maildir as a way out: whole messages, or none."""

import email
from pathlib import Path

import pytest

from worker.errors import BadInput
from worker.outbox.accounts import transport_for
from worker.outbox.maildir_out import MaildirTransport
from worker.outbox.transport import RefusedForNow

MESSAGE = b"Subject: Your choice\r\n\r\nDear Jo\r\n"


def send(folder: Path, to: str = "jo@mail.example") -> None:
    with transport_for(f"maildir:{folder}") as transport:
        transport.send(
            envelope_from="us+x@sendiass.example", to=to, data=MESSAGE, on_handover=lambda: None
        )


def test_a_message_lies_in_new_with_its_envelope(tmp_path: Path) -> None:
    send(tmp_path)
    (file,) = (tmp_path / "new").iterdir()
    assert file.read_bytes().endswith(MESSAGE)
    message = email.message_from_bytes(file.read_bytes())
    assert message["Return-Path"] == "<us+x@sendiass.example>"
    assert message["Delivered-To"] == "jo@mail.example"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_names_sort_in_the_order_of_sending(tmp_path: Path) -> None:
    for number in range(5):
        send(tmp_path, to=f"person{number}@mail.example")
    files = sorted((tmp_path / "new").iterdir(), key=lambda file: file.name)
    assert [b"person%d@" % number in file.read_bytes() for number, file in enumerate(files)] == [
        True
    ] * 5


def test_handover_comes_before_the_message_can_be_seen(tmp_path: Path) -> None:
    seen: list[list[Path]] = []
    MaildirTransport(tmp_path).send(
        envelope_from="us@sendiass.example",
        to="jo@mail.example",
        data=MESSAGE,
        on_handover=lambda: seen.append(list((tmp_path / "new").iterdir())),
    )
    assert seen == [[]]


def test_a_folder_that_cannot_be_written_to_is_refused_for_now_and_named(tmp_path: Path) -> None:
    blocked = tmp_path / "post"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(RefusedForNow, match=r"post cannot be written to"):
        send(blocked)
    with pytest.raises(RefusedForNow, match=r"post cannot be written to"):
        MaildirTransport(blocked).check_connection()


def test_check_leaves_nothing_behind(tmp_path: Path) -> None:
    assert MaildirTransport(tmp_path / "post").check_connection() == "a folder on this machine"
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_one_recipient_and_a_folder_are_wanted(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not exactly one"):
        send(tmp_path, to="a@mail.example,b@mail.example")
    with pytest.raises(BadInput, match="needs a folder"):
        transport_for("maildir:")

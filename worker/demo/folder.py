"""The folder that the demo leaves behind: letters and mails to open, with an index."""

import shutil
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote

from worker.demo.journal import clock, short
from worker.demo.place import INSTALLATION
from worker.demo.stage import Seen, Stage
from worker.errors import BadInput

_OURS: Final = (INSTALLATION, "letters", "mails", "index.html", "requests.csv")
_SHOWN: Final = ("Date", "From", "To", "Reply-To", "Subject", "In-Reply-To", "Auto-Submitted")


def make_folder(keep: Path | None) -> Path:
    """Give an empty folder; one that an earlier demo left is emptied of what that demo made.

    Raises BadInput when it holds anything else.
    """
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="mediation-demo-"))
    try:
        keep.mkdir(parents=True, exist_ok=True)
        foreign = sorted(path.name for path in keep.iterdir() if path.name not in _OURS)
        if foreign:
            raise BadInput(f"--keep {keep}: holds {foreign[0]!r}, which no demo made; name another")
        for name in _OURS:
            path = keep / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"--keep {keep}: {error.strerror}; name another folder") from error
    return keep


def fill(stage: Stage) -> None:
    """Write letters, mails and index into the demo's folder."""
    for part in ("letters", "mails/left", "mails/arrived"):
        (stage.folder / part).mkdir(parents=True, exist_ok=True)
    rows = [_row(stage, number, seen) for number, seen in enumerate(stage.letters, start=1)]
    for number, raw in enumerate(stage.delivered, start=1):
        (stage.folder / "mails" / "arrived" / f"{number:03d}.eml").write_bytes(raw)
    (stage.folder / "index.html").write_text(_index(rows), encoding="utf-8")


def _row(stage: Stage, number: int, seen: Seen) -> str:
    left = seen.left
    files = list(_files(stage.folder, number, seen, stage.world.settings.print_folder))
    links = " ".join(f'<a href="{quote(f)}">{escape(Path(f).suffix[1:])}</a>' for f in files)
    due = f"by {short(left.due)}" if left.due else ""
    cells = (f"{short(left.on)} {clock(left.at)}", left.reference, left.what, left.because, due)
    return f"<tr><td>{'</td><td>'.join(escape(c) for c in cells)}</td><td>{links}</td></tr>"


def _files(folder: Path, number: int, seen: Seen, print_folder: str) -> Iterator[str]:
    """Write what left and give the files' names, as the index links them."""
    row, left = seen.left.row, seen.left
    name = f"{left.on.isoformat()} {left.reference} {row.letter.purpose.value}"
    if seen.ours is None:
        printed = f"{left.reference}-{row.letter.purpose}-{row.id}.pdf"
        content = (Path(print_folder) / left.on.isoformat() / printed).read_bytes()
        yield _write(folder, f"letters/{name} by post.pdf", content)
        return
    yield _write(folder, f"mails/left/{number:03d} {name}.eml", seen.ours.raw)
    yield _write(folder, f"mails/left/{number:03d} {name}.txt", _readable(seen).encode())
    for part in seen.ours.message.iter_attachments():
        if part.get_content_type() == "application/pdf":
            yield _write(folder, f"letters/{number:03d} {name}.pdf", part.get_content())


def _write(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return name


def _readable(seen: Seen) -> str:
    if seen.ours is None:
        return ""
    message = seen.ours.message
    head = [f"{name}: {message[name]}" for name in _SHOWN if message[name]]
    names = [part.get_filename() or "" for part in message.iter_attachments()]
    tail = [f"Attached: {', '.join(names)}"] if names else []
    return "\n".join([*head, *tail, "", seen.ours.text])


def _index(rows: list[str]) -> str:
    return (
        '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>What left</title>'
        "<style>body{font:16px/1.4 sans-serif;margin:2em}td,th{padding:.2em .8em;text-align:left;"
        "border-bottom:1px solid #ccc}</style><h1>What left in forty days</h1><table><tr><th>When"
        "<th>Case<th>What left<th>Because<th>Due<th>Open</tr>"
        f"{''.join(rows)}</table></html>\n"
    )

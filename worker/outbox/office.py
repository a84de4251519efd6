"""One supervised LibreOffice: found, started, asked, and killed as a whole when it hangs."""

import contextlib
import functools
import json
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from worker.errors import Stop, TellSomeone, TryAgain

# The versions that letters are made for: of Debian 12 and of Ubuntu 24.04.
TESTED = ("7.4", "24.2")

_CHILD = Path(__file__).with_name("office_child.py")
_MISSING = (
    "letters need LibreOffice Writer and the Python module 'uno' that belongs to it, and {what} "
    "was not found: on Debian or Ubuntu install libreoffice-writer-nogui, python3-uno, "
    "fonts-liberation and fonts-dejavu-core"
)
_PROGRAM_PLACES = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice*/program",
    "/Applications/LibreOffice.app/Contents/MacOS",
)
_LEAST_ROOM = 5 * 1024 * 1024  # bytes; with less, a failed letter is the disk's fault
_TAIL = 400  # characters of LibreOffice's complaints that a message quotes

# Memory that the system lends as a folder: nothing of a letter comes to lie on a disk, and a letter
# does not wait for one.
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - each LibreOffice makes a folder of its own there
_MEMORY_ROOM = 32 * 1024 * 1024  # bytes; a LibreOffice at work needs about one megabyte

# Macros, active content and links stay off whatever a file asks for. Spelling, words to complete
# and lock files are for people who write: nobody does here, and they cost a tenth of the time.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Save/Document">
<prop oor:name="AutoSave" oor:op="fuse"><value>false</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Recovery/RecoveryInfo">
<prop oor:name="Enabled" oor:op="fuse"><value>false</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Linguistic/SpellChecking">
<prop oor:name="IsSpellAuto" oor:op="fuse"><value>false</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/AutoFunction/Completion">
<prop oor:name="Enable" oor:op="fuse"><value>false</value></prop>
<prop oor:name="CollectWords" oor:op="fuse"><value>false</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop>
<prop oor:name="UseDocumentSystemFileLocking" oor:op="fuse"><value>false</value></prop>
</item>
</oor:items>
"""


class OfficeDiedError(Exception):
    """LibreOffice hung or ended while it had this letter."""


@dataclass(frozen=True, kw_only=True)
class OfficePrograms:
    """Where LibreOffice and the Python that can speak to it are."""

    soffice: str
    python: str


@functools.cache
def find_office() -> OfficePrograms:
    """Find LibreOffice and its Python; raises Stop saying what to install."""
    soffice = _find_soffice()
    if soffice is None:
        raise Stop(_MISSING.format(what="LibreOffice"))
    beside = Path(soffice).resolve().parent
    for python in (str(beside / "python"), "/usr/bin/python3", shutil.which("python3")):
        if python and Path(python).exists() and _has_uno(python):
            return OfficePrograms(soffice=soffice, python=python)
    raise Stop(_MISSING.format(what="a Python with 'uno'"))


def is_tested(version: str) -> bool:
    """Tell whether letters are tested with a version, such as "LibreOffice 7.4.7.2"."""
    number = version.rpartition(" ")[2]
    return any(f"{number}.".startswith(f"{tested}.") for tested in TESTED)


def _find_soffice() -> str | None:
    places = [str(found) for place in _PROGRAM_PLACES for found in Path("/").glob(place[1:])]
    # LibreOffice's own program before the starter in PATH: one process fewer.
    found = shutil.which("soffice", path=os.pathsep.join(places))
    return found or shutil.which("soffice") or shutil.which("libreoffice")


def _has_uno(python: str) -> bool:
    probe = subprocess.run(  # noqa: S603 - a fixed question, no shell
        [python, "-c", "import uno"], check=False, capture_output=True, timeout=30
    )
    return probe.returncode == 0


def _in_memory() -> Path | None:
    """Give the folder in memory, if there is one with room; else the usual one for what passes."""
    try:
        if os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > _MEMORY_ROOM:
            return _IN_MEMORY
    except OSError:
        pass
    return None


class Office:
    """A running LibreOffice with its own profile, folder and process group. Not for two threads."""

    def __init__(self, programs: OfficePrograms, *, start_limit: float) -> None:
        """Start it; raises TryAgain if it does not answer within `start_limit` seconds."""
        self.converted = 0
        try:
            self._folder = Path(tempfile.mkdtemp(prefix="office-", dir=_in_memory()))
            self._complaints = self._folder / "complaints"
            profile = self._folder / "profile" / "user"
            profile.mkdir(parents=True)
            (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        except OSError as problem:
            raise TryAgain(f"LibreOffice has no room to work in: {problem}") from problem
        self._process = self._launch(programs)
        try:
            self.version = str(self._answer(start_limit)["ready"])
        except (OfficeDiedError, KeyError) as problem:
            complaints = self._complaints.read_text(errors="replace").strip()[-_TAIL:]
            self.kill()
            raise TryAgain(f"LibreOffice does not start: {problem} {complaints}") from problem

    def _launch(self, programs: OfficePrograms) -> subprocess.Popen[bytes]:
        # A bare environment: no proxy, no display, no plug-ins, no home of ours.
        surroundings = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self._folder),
            "TMPDIR": str(self._folder),
            "LANG": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
            # Take memory in large pieces and keep it from one letter to the next.
            "MALLOC_TOP_PAD_": str(16 * 1024 * 1024),
            "MALLOC_TRIM_THRESHOLD_": str(256 * 1024 * 1024),
        }
        with self._complaints.open("wb") as complaints:
            return subprocess.Popen(  # noqa: S603 - our own program and paths
                [programs.python, str(_CHILD), programs.soffice, str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=surroundings,
                cwd=self._folder,
                start_new_session=True,
            )

    @property
    def group(self) -> int:
        """The process group; LibreOffice and its child are its only members."""
        return self._process.pid

    def convert(self, document: bytes, *, time_limit: float, title: str | None = None) -> bytes:
        """Give the PDF, with this title where the file's own will not do.

        Raises OfficeDiedError if LibreOffice hangs or ends, TellSomeone if it refuses the file,
        TryAgain if the disk is full.
        """
        source, target = self._folder / "letter.docx", self._folder / "letter.pdf"
        try:
            source.write_bytes(document)
            request = {"source": str(source), "target": str(target)}
            if title is not None:
                request["title"] = title
            answer = self._ask(request, time_limit=time_limit)
            if "refused" in answer:
                self._refused(str(answer["refused"]))
            self.converted += 1
            return target.read_bytes()
        except OSError as problem:
            raise TryAgain(f"the PDF could not be written: {problem}") from problem
        finally:
            for file in (source, target):
                file.unlink(missing_ok=True)

    def _refused(self, reason: str) -> None:
        room = shutil.disk_usage(self._folder)
        if room.free < _LEAST_ROOM:
            raise TryAgain(f"the disk that holds {self._folder.parent} is full")
        raise TellSomeone(f"LibreOffice could not make a PDF of the letter: {reason}")

    def _ask(self, request: dict[str, str], *, time_limit: float) -> dict[str, object]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError) as problem:
            raise OfficeDiedError("LibreOffice had ended before the letter came") from problem
        answer = self._answer(time_limit)
        if "broken" in answer:
            raise OfficeDiedError(str(answer["broken"]))
        return answer

    def _answer(self, time_limit: float) -> dict[str, object]:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        ends, line = time.monotonic() + time_limit, b""
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while not line.endswith(b"\n"):
                if not selector.select(max(0.0, ends - time.monotonic())):
                    raise OfficeDiedError(f"LibreOffice gave no answer in {time_limit:g} seconds")
                received = os.read(pipe, 65536)
                if not received:
                    raise OfficeDiedError("LibreOffice ended")
                line += received
        answer = json.loads(line)
        assert isinstance(answer, dict)
        return answer

    def memory(self) -> int:
        """Count the resident bytes of the whole group; 0 where the system does not tell."""
        page = os.sysconf("SC_PAGE_SIZE")
        total = 0
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                after_name = (process / "stat").read_text().rpartition(")")[2].split()
                if int(after_name[2]) == self.group:
                    total += int((process / "statm").read_text().split()[1]) * page
        return total

    def kill(self) -> None:
        """End the whole group at once and clear its folder."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.group, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)

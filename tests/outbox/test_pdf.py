"""PDF of letters by real LibreOffice processes: checked, and safe from one another."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from worker.errors import Stop, TellSomeone, TryAgain
from worker.outbox import docx, office
from worker.outbox.check_pdf import check_letter, read_pages
from worker.outbox.docx import read_parts
from worker.outbox.facts import LetterFacts
from worker.outbox.letters import LetterTemplates, PrintSize, render_letter
from worker.outbox.lint.letters import lint_template
from worker.outbox.office import OfficePrograms
from worker.outbox.pdf import OfficePool
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words

ROOT = Path(__file__).parents[2]
WORDS = read_words(ROOT / "templates" / "words.toml")
TEMPLATES = LetterTemplates(ROOT / "templates" / "letters", WORDS)
PDFIUM: Any = pypdfium2  # it has no types
CERTIFICATE = SAMPLES["certificate"][0]
REFERRAL = SAMPLES["referral"][0]


@pytest.fixture(scope="module")
def pool() -> Iterator[OfficePool]:
    with OfficePool(size=1) as running:
        yield running


def letter(name: str, facts: LetterFacts, size: PrintSize = PrintSize.STANDARD) -> bytes:
    return render_letter(name, facts, templates=TEMPLATES, size=size)


def with_issues(issues: str) -> LetterFacts:
    assert REFERRAL.referral is not None
    return replace(REFERRAL, referral=replace(REFERRAL.referral, issues=issues))


def running(pool: OfficePool) -> int:
    """Give the process group of the LibreOffice that takes the next letter."""
    waiting = pool._free.queue[-1]
    assert waiting is not None
    return waiting.group


def is_alive(group: int) -> bool:
    """Look for a member that still runs; in a container nobody may have buried the dead ones."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, member = status.read_text().rpartition(")")[2].split()[:3]
            if int(member) == group and state != "Z":
                return True
    return False


def wait_until_gone(group: int) -> None:
    ends = time.monotonic() + 20
    while is_alive(group):
        assert time.monotonic() < ends, "LibreOffice outlived the worker"
        time.sleep(0.05)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_leaner_letter_has_the_same_pixels(pool: OfficePool, name: str) -> None:
    """Styles that nothing uses, menus of styles and the theme stay behind when it is compiled."""
    raw = docx.read_parts((TEMPLATES.folder / f"{name}.docx").read_bytes())
    lean = letter(name, SAMPLES[name][0])
    kept = docx.read_parts(lean)
    whole = raw | {part: kept[part] for part in docx.text_parts(raw)}
    pictures = [
        _pictures(pool.convert(document, title="same"))
        for document in (lean, docx.Package(whole).with_parts({}))
    ]
    assert sum(map(len, kept.values())) < sum(map(len, whole.values()))
    assert "word/theme/theme1.xml" not in kept
    assert pictures[0] == pictures[1]


def test_a_theme_that_gives_a_letter_its_font_stays() -> None:
    parts = docx.read_parts((TEMPLATES.folder / "chase.docx").read_bytes())
    assert not [name for name in docx.shed(parts) if "theme" in name]
    themed = parts[docx.STYLES].replace(b'w:ascii="Arial"', b'w:asciiTheme="minorHAnsi"')
    kept = docx.shed(parts | {docx.STYLES: themed})
    assert "word/theme/theme1.xml" in kept
    assert b"theme1.xml" in kept["word/_rels/document.xml.rels"]


def test_a_letter_that_staff_saved_in_libreoffice_is_still_the_letter(
    pool: OfficePool, tmp_path: Path
) -> None:
    subprocess.run(
        [
            office.find_office().soffice,
            "--headless",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(tmp_path),
            str(TEMPLATES.folder / "certificate.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert lint_template(tmp_path / "certificate.docx", words=WORDS) == []
    saved = LetterTemplates(tmp_path, WORDS)
    for size in PrintSize:
        document = render_letter("certificate", CERTIFICATE, templates=saved, size=size)
        pdf = pool.convert(document, title="Mediation certificate")
        ours = pool.convert(letter("certificate", CERTIFICATE, size), title="Mediation certificate")
        assert check_letter(pdf, parts=read_parts(document), facts=CERTIFICATE).pages == len(
            read_pages(ours)
        )


def test_nothing_of_a_letter_reaches_the_next() -> None:
    secret = with_issues("Zanzibar kept the quokka.")
    plain = letter("certificate", CERTIFICATE)
    with OfficePool(size=1) as pool:
        fresh = pool.convert(plain, title="Mediation certificate")
        before = pool.convert(letter("referral", secret), title="Zanzibar")
        after = pool.convert(plain, title="Mediation certificate")
    assert b"quokka" in _everything_in(before)
    assert b"Zanzibar" in _everything_in(before)
    for word in (b"quokka", b"Zanzibar"):
        assert word not in _everything_in(after)
    assert _pictures(after) == _pictures(fresh)
    assert read_pages(after) == read_pages(fresh)


def _everything_in(pdf: bytes) -> bytes:
    """Give the text and every stream and string of a PDF, unpacked."""
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(
            packed,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return packed.getvalue() + "".join(read_pages(pdf)).encode()


def _pictures(pdf: bytes) -> list[bytes]:
    with contextlib.closing(PDFIUM.PdfDocument(pdf)) as opened:
        return [page.render(scale=1).to_pil().tobytes() for page in opened]


def test_a_title_that_the_file_lacks_is_set(pool: OfficePool) -> None:
    for title in ("One", "Two"):
        with pikepdf.open(io.BytesIO(pool.convert(docx.plain_document("x"), title=title))) as pdf:
            assert str(pdf.docinfo["/Title"]) == title


def test_what_libreoffice_writes_stays_in_memory(pool: OfficePool) -> None:
    pool.start()
    waiting = pool._free.queue[-1]
    assert waiting is not None
    assert waiting._folder.parent == office._IN_MEMORY


def test_without_a_folder_in_memory_letters_are_made_on_the_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(office, "_IN_MEMORY", tmp_path / "missing")
    with OfficePool(size=1) as pool:
        assert pool.convert(docx.plain_document("x"), title="x").startswith(b"%PDF-")


def test_two_at_once_keep_to_their_own_letters() -> None:
    cases = [with_issues(f"Issue number {number}.") for number in range(12)]
    with OfficePool(size=2) as pool, ThreadPoolExecutor(4) as threads:
        documents = [letter("referral", facts) for facts in cases]
        pdfs = list(threads.map(lambda each: pool.convert(each, title="Referral"), documents))
    for number, (pdf, document, facts) in enumerate(zip(pdfs, documents, cases, strict=True)):
        text = check_letter(pdf, parts=read_parts(document), facts=facts).text
        assert f"Issue number {number}." in text
        assert text.count("Issue number") == 1


def test_a_libreoffice_that_hangs_is_killed_whole_and_the_letter_goes_on() -> None:
    with OfficePool(size=1, time_limit=5) as pool:
        pool.start()
        hung = running(pool)
        os.killpg(hung, signal.SIGSTOP)
        pdf = pool.convert(letter("chase", SAMPLES["chase"][0]), title="Chase")
        assert read_pages(pdf)
        assert running(pool) != hung
        wait_until_gone(hung)


def test_a_libreoffice_that_was_killed_is_replaced(pool: OfficePool) -> None:
    pool.start()
    dead = running(pool)
    os.killpg(dead, signal.SIGKILL)
    wait_until_gone(dead)
    assert pool.convert(letter("chase", SAMPLES["chase"][0]), title="Chase").startswith(b"%PDF-")
    assert running(pool) != dead


def _fake(tmp_path: Path, behaviour: str) -> OfficePrograms:
    """Make a LibreOffice that starts well and then behaves badly."""
    script = tmp_path / "office"
    script.write_text(f'#!/bin/sh\necho started >> "{tmp_path}/starts"\n{behaviour}\n')
    script.chmod(0o755)
    return OfficePrograms(soffice="none", python=str(script))


@pytest.mark.parametrize("behaviour", ["read line; exit 1", "read line; sleep 60"])
def test_a_letter_that_ends_libreoffice_twice_is_set_aside(tmp_path: Path, behaviour: str) -> None:
    programs = _fake(tmp_path, 'echo \'{"ready": "Fake"}\'; ' + behaviour)
    with OfficePool(size=1, time_limit=0.5, programs=programs) as pool:
        with pytest.raises(TellSomeone, match="stopped LibreOffice 2 times"):
            pool.convert(docx.plain_document("poison"), title="x")
        assert (tmp_path / "starts").read_text().count("started") == 2


def test_a_libreoffice_that_does_not_start_is_tried_again_later(tmp_path: Path) -> None:
    programs = _fake(tmp_path, "echo no display >&2; exit 77")
    with (
        OfficePool(size=1, programs=programs) as pool,
        pytest.raises(TryAgain, match=r"does not start: .* no display"),
    ):
        pool.convert(docx.plain_document("x"), title="x")


def test_an_answer_that_is_no_pdf_is_set_aside(tmp_path: Path) -> None:
    programs = _fake(
        tmp_path,
        'echo \'{"ready": "Fake"}\'; read line; echo nonsense > letter.pdf; echo \'{"done": true}\'',
    )
    with (
        OfficePool(size=1, programs=programs) as pool,
        pytest.raises(TellSomeone, match="no PDF"),
    ):
        pool.convert(docx.plain_document("x"), title="x")


def test_libreoffice_is_replaced_after_its_share_of_letters() -> None:
    with OfficePool(size=1, recycle_after=2) as pool:
        pool.convert(docx.plain_document("one"), title="one")
        first = running(pool)
        pool.convert(docx.plain_document("two"), title="two")
        wait_until_gone(first)
        pool.convert(docx.plain_document("three"), title="three")
        assert running(pool) != first


def test_libreoffice_is_replaced_when_it_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.outbox.pdf._MEMORY_LOOK", 2)
    with OfficePool(size=1, recycle_megabytes=50) as pool:
        pool.convert(docx.plain_document("one"), title="one")
        first = running(pool)
        assert pool.memory() > 50e6
        pool.convert(docx.plain_document("two"), title="two")
        wait_until_gone(first)
        assert pool.memory() == 0


def test_memory_of_the_whole_group_is_seen(pool: OfficePool) -> None:
    pool.start()
    waiting = pool._free.queue[-1]
    assert waiting is not None
    assert 50e6 < waiting.memory() < 1e9


def test_closing_leaves_no_process_and_no_folder() -> None:
    with OfficePool(size=1) as pool:
        pool.start()
        waiting = pool._free.queue[-1]
        assert waiting is not None
        group, folder = waiting.group, waiting._folder
    wait_until_gone(group)  # what is killed takes a moment to go
    assert not folder.exists()
    with pytest.raises(TryAgain, match="stopping"):
        pool.convert(docx.plain_document("late"), title="late")


def test_neither_libreoffice_nor_its_folder_outlives_a_worker_that_is_killed() -> None:
    worker = textwrap.dedent(
        """
        import sys
        from worker.outbox.pdf import OfficePool
        pool = OfficePool(size=1)
        pool.start()
        office = pool._free.queue[-1]
        print("running", office.group, office._folder, flush=True)
        sys.stdin.read()
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", worker],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        said = next(line.split() for line in process.stdout if line.startswith(b"running"))
        group, folder = int(said[1]), Path(said[2].decode())
        assert is_alive(group)
        assert folder.exists()
        process.kill()
    wait_until_gone(group)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (b"Dear parent", "is not a Word file"),
        (b"", "is not a Word file"),
        (b"PK\x03\x04 broken", "is not a Word file"),
    ],
)
def test_what_is_no_word_file_never_reaches_libreoffice(document: bytes, what: str) -> None:
    with OfficePool(size=1) as pool:
        with pytest.raises(TellSomeone, match=what):
            pool.convert(document, title="x")
        assert list(pool._free.queue) == [None]


def test_a_broken_word_file_is_refused_and_the_next_one_goes(pool: OfficePool) -> None:
    broken = docx.read_parts(docx.plain_document("x")) | {docx.DOCUMENT: b"<w:document"}
    with pytest.raises(TellSomeone, match="could not make a PDF"):
        pool.convert(docx.Package(broken).with_parts({}), title="x")
    assert pool.convert(docx.plain_document("next"), title="next").startswith(b"%PDF-")


def test_a_machine_without_libreoffice_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(office, "_PROGRAM_PLACES", ())
    monkeypatch.setenv("PATH", "")
    office.find_office.cache_clear()
    try:
        with pytest.raises(Stop, match="install libreoffice-writer-nogui, python3-uno"):
            OfficePool(size=1).convert(docx.plain_document("x"), title="x")
    finally:
        office.find_office.cache_clear()


def test_the_version_of_libreoffice_is_known(pool: OfficePool) -> None:
    assert pool.version.startswith("LibreOffice ")

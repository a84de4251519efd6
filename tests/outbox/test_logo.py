"""A logo on the letterhead: seen at its place, said to nobody twice, refused if it is no picture."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from page import ValidationProfile, validate_pdf_bytes

from worker.errors import BadInput, Stop
from worker.organisations import load_logos, load_organisations
from worker.outbox.check_pdf import check_letter
from worker.outbox.compiled_letter import compile_letter
from worker.outbox.docx import read_parts
from worker.outbox.facts import LetterFacts
from worker.outbox.letters import LetterTemplates, PrintSize, render_letter
from worker.outbox.logo import BOTTOM, TOP, Logo, read_logo, with_logo
from worker.outbox.notify_spec import problems
from worker.outbox.pdf import OfficePool
from worker.outbox.pdfium import Box, opened, picture, text_boxes
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config" / "organisations.toml"
FOLDER = ROOT / "templates" / "letters"
WORDS = read_words(ROOT / "templates" / "words.toml")
CERTIFICATE = SAMPLES["certificate"][0]
NAME = CERTIFICATE.body.name
PLACE = Box(left=15, top=5, right=15 + 60, bottom=5 + 25)  # domain 5.3
LONG_NAME = "Bournemouth, Christchurch and Poole Council"
JPEG_HEAD = b"\xff\xd8\xff\xe0\x00\x04ab"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 40, height: int = 20) -> bytes:
    """Draw a red picture, half of it see-through."""
    row = b"\x00" + b"\xb0\x14\x3c\xff" * (width // 2) + b"\x00\x00\x00\x00" * (width - width // 2)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(row * height)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg_of(colours: int) -> bytes:
    frame = struct.pack(">BHHB", 8, 20, 40, colours)
    return JPEG_HEAD + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "logo.png").write_bytes(png())
    return tmp_path / "logo.png"


@pytest.fixture
def logo(file: Path) -> Logo:
    return read_logo(file, name=NAME)


@pytest.fixture(scope="module")
def pool() -> Iterator[OfficePool]:
    with OfficePool(size=1) as running:
        yield running


def templates(logo: Logo) -> LetterTemplates:
    def logo_of(name: str, _day: date) -> Logo | None:
        return logo if name == logo.name else None

    return LetterTemplates(FOLDER, WORDS, logo_of=logo_of)


def members(document: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {name: package.read(name).decode(errors="replace") for name in package.namelist()}


def named(name: str) -> LetterFacts:
    return replace(CERTIFICATE, body=replace(CERTIFICATE.body, name=name))


@pytest.mark.parametrize("size", list(PrintSize))
def test_the_logo_stands_at_its_place_and_nothing_else_moves(
    pool: OfficePool, logo: Logo, size: PrintSize
) -> None:
    document = render_letter("certificate", CERTIFICATE, templates=templates(logo), size=size)
    pdf = pool.convert(document, title="Letter")
    plain = pool.convert(
        render_letter(
            "certificate", CERTIFICATE, templates=LetterTemplates(FOLDER, WORDS), size=size
        ),
        title="Letter",
    )
    check_letter(pdf, parts=read_parts(document), facts=CERTIFICATE)
    assert problems(pdf) == ()
    with opened(pdf) as one, opened(plain) as other:
        drawn = picture(one[0], dots_per_inch=75)
        assert drawn.has_ink(replace(PLACE, bottom=TOP + 2))
        assert not drawn.has_ink(replace(PLACE, top=BOTTOM + 0.5, right=PLACE.left + 20))
        assert not drawn.has_ink(Box(left=0, top=0, right=PLACE.left, bottom=PLACE.bottom))
        below = [place for place, _ in text_boxes(one[0]) if place.top > PLACE.bottom]
        assert below == [place for place, _ in text_boxes(other[0]) if place.top > PLACE.bottom]
        assert len(one) == len(other)


def test_a_logo_is_read_aloud_once_at_most_and_the_file_stays_accessible(
    pool: OfficePool, logo: Logo
) -> None:
    document = render_letter("certificate", CERTIFICATE, templates=templates(logo))
    pdf = pool.convert(document, title="Letter")
    for profile in (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2B):
        found = {failure.rule_id for failure in validate_pdf_bytes(pdf, profile=profile).failures}
        assert found <= {"PDFA2B-STREAM-LENGTH-001"}
    with pikepdf.open(io.BytesIO(pdf)) as read:
        before, drawn, _ = read.pages[0].Contents.read_bytes().partition(b" Do")
    assert drawn, "the picture is drawn on the page"
    # It stands beside the name, so it is decoration, as is all that heads a page.
    assert before.rpartition(b"BMC")[0].endswith(b"/Artifact ")


@pytest.mark.parametrize("size", list(PrintSize))
@pytest.mark.parametrize("has_logo", [True, False])
def test_a_long_name_beside_a_wide_logo_stays_above_the_blocks(
    pool: OfficePool, file: Path, size: PrintSize, *, has_logo: bool
) -> None:
    file.write_bytes(png(400, 40))
    wide = read_logo(file, name=LONG_NAME if has_logo else "")
    document = render_letter("certificate", named(LONG_NAME), templates=templates(wide), size=size)
    pdf = pool.convert(document, title="Letter")
    assert problems(pdf) == ()
    clear = Box(left=20, top=35, right=190, bottom=39.5)  # above the window
    if size is PrintSize.STANDARD:
        clear = Box(left=120, top=27.5, right=190, bottom=29.5)  # above the contact block
    with opened(pdf) as read:
        assert not picture(read[0], dots_per_inch=75).has_ink(clear)


def test_a_file_is_told_whose_logo_it_has(logo: Logo) -> None:
    parts = members(render_letter("certificate", CERTIFICATE, templates=templates(logo)))
    assert f'descr="{NAME}"' in parts["word/header1.xml"]
    assert 'Target="media/logo.png"' in parts["word/_rels/header1.xml.rels"]
    assert 'Extension="png"' in parts["[Content_Types].xml"]
    assert "word/media/logo.png" in parts
    other = members(render_letter("certificate", named("Another"), templates=templates(logo)))
    assert "word/media/logo.png" not in other
    assert "<w:drawing" not in other["word/header1.xml"]


def test_a_name_with_quotes_and_brackets_stays_a_name(logo: Logo) -> None:
    odd = replace(logo, name='The "Best" <Council> & Co')
    header = members(render_letter("certificate", named(odd.name), templates=templates(odd)))
    assert "The &quot;Best&quot; &lt;Council&gt; &amp; Co" in header["word/header1.xml"].replace(
        '\'The "Best"', '"The &quot;Best&quot;'
    )


def test_a_template_with_a_letterhead_of_its_own_keeps_it(logo: Logo) -> None:
    opened_file = Document(str(FOLDER / "certificate.docx"))
    for paragraph in opened_file.sections[0].first_page_header.paragraphs:
        paragraph.text = ""
    saved = io.BytesIO()
    opened_file.save(saved)
    raw = saved.getvalue()
    assert compile_letter("certificate", raw, logo=logo).fill(CERTIFICATE, WORDS) == (
        compile_letter("certificate", raw).fill(CERTIFICATE, WORDS)
    )
    assert with_logo({"word/header1.xml": b"<a/>"}, logo) == {"word/header1.xml": b"<a/>"}


def test_the_size_keeps_its_proportions_within_the_place(file: Path) -> None:
    for width, height in ((40, 20), (400, 20), (20, 400)):
        file.write_bytes(png(width, height))
        found = read_logo(file, name=NAME)
        assert found.width / found.height == pytest.approx(width / height)
        assert found.width <= 45
        assert found.height <= BOTTOM - TOP


def test_a_jpeg_is_measured(file: Path) -> None:
    file.write_bytes(jpeg_of(3))
    found = read_logo(file, name=NAME)
    assert found.kind == "jpeg"
    assert found.width / found.height == pytest.approx(2)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"GIF89a", "is neither PNG nor JPEG"),
        (b"", "is neither PNG nor JPEG"),
        (png()[:-20], "is damaged"),
        (png()[:40], "is damaged"),
        (png().replace(b"IDAT", b"IDAX"), "is damaged"),
        (png(0, 0), "is empty"),
        (JPEG_HEAD, "is damaged"),
        (JPEG_HEAD + b"\xff\xd9", "is damaged"),
        (jpeg_of(4), "has the colours of a printing press"),
        (png() + b"x" * 1024 * 1024, "is larger than 1 MB"),
    ],
)
def test_what_is_no_sound_picture_is_refused_by_name(
    file: Path, content: bytes, reason: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(BadInput, match=rf"the logo .*logo\.png.* {reason}"):
        read_logo(file, name=NAME)


# From the configuration


def configured(tmp_path: Path, table: str, logo: str = "logo.png") -> Path:
    """Write the shipped organisations, the first of a kind with a logo."""
    text = CONFIG.read_text(encoding="utf-8")
    path = tmp_path / "organisations.toml"
    path.write_text(text.replace(f"[[{table}]]\n", f'[[{table}]]\nlogo = "{logo}"\n', 1))
    return path


def test_an_organisation_has_its_logo_while_it_is_in_force(tmp_path: Path, file: Path) -> None:
    path = configured(tmp_path, "adviser")
    logo_of = load_logos(load_organisations(path), beside=path)
    found = logo_of("SENDIASS Leicester", date(2026, 11, 25))
    assert found
    assert found.content == file.read_bytes()
    assert logo_of("SENDIASS Leicester", date(2014, 8, 31)) is None
    assert logo_of("City Council", date(2026, 11, 25)) is None


def test_a_logo_that_is_not_there_stops_the_start_and_is_named(tmp_path: Path) -> None:
    path = configured(tmp_path, "authority", "lost.png")
    with pytest.raises(Stop, match=r"organisations\.toml: the logo .*lost\.png cannot be read"):
        load_logos(load_organisations(path), beside=path)


def test_a_logo_of_somebody_who_writes_no_letters_is_refused(tmp_path: Path) -> None:
    path = configured(tmp_path, "provider")
    with pytest.raises(Stop, match="Midlands Mediation has a logo"):
        load_logos(load_organisations(path), beside=path)

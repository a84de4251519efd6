"""The print folder: each letter once, with its row, whatever happens in between."""

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.outbox.post import Printed, PrintFolder, PrintName
from worker.outbox.transport import RefusedForNow

FRIDAY = date(2026, 11, 27)
NAMES = ("file", "reference", "purpose", "number", "pages", "sha256")


def a_pdf(*, pages: int = 1) -> bytes:
    document, written = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page(page_size=(595.28, 841.89))
    document.save(written, deterministic_id=True)
    return written.getvalue()


PDF = a_pdf(pages=2)


def name(number: int = 1, reference: str = "LEI-26-00042-K") -> PrintName:
    return PrintName(reference=reference, purpose=Purpose.CERTIFICATE, number=number)


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "2026-11-27" / "manifest.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def put(folder: Path, pdf: bytes = PDF, number: int = 1) -> Printed:
    return PrintFolder(folder).put(pdf, on=FRIDAY, name=name(number))


def test_a_letter_lies_in_the_folder_of_its_day_with_a_row_that_names_no_person(
    tmp_path: Path,
) -> None:
    printed = put(tmp_path)
    assert printed.path == tmp_path / "2026-11-27" / "LEI-26-00042-K-certificate-1.pdf"
    assert printed.path.read_bytes() == PDF
    assert rows(tmp_path) == [
        {
            "file": "LEI-26-00042-K-certificate-1.pdf",
            "reference": "LEI-26-00042-K",
            "purpose": "certificate",
            "number": "1",
            "pages": "2",
            "sha256": printed.sha256,
        }
    ]


def test_the_same_document_is_put_once(tmp_path: Path) -> None:
    first, second = put(tmp_path), put(tmp_path)
    assert (first.was_there, second.was_there) == (False, True)
    assert second.path == first.path
    assert len(rows(tmp_path)) == 1


def test_a_run_that_died_before_the_row_is_made_whole(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "2026-11-27" / "manifest.csv").unlink()
    assert not put(tmp_path).was_there
    assert len(rows(tmp_path)) == 1


def test_a_letter_that_somebody_took_away_is_put_again(tmp_path: Path) -> None:
    put(tmp_path).path.unlink()
    assert put(tmp_path).path.is_file()
    assert len(rows(tmp_path)) == 1


def test_another_document_never_replaces_one_of_the_same_name(tmp_path: Path) -> None:
    first = put(tmp_path)
    with pytest.raises(BadInput, match="another document of this name"):
        put(tmp_path, pdf=PDF + b"changed")
    assert first.path.read_bytes() == PDF


def test_only_a_pdf_is_printed(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="only a PDF"):
        put(tmp_path, pdf=b"PK\x03\x04")


@pytest.mark.parametrize("reference", ["../../etc", "LEI 26", "", "Maureen Peasgood"])
def test_a_name_is_a_reference_and_nothing_else(tmp_path: Path, reference: str) -> None:
    with pytest.raises(BadInput, match="no file name"):
        PrintFolder(tmp_path).put(PDF, on=FRIDAY, name=name(reference=reference))


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "print"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(RefusedForNow, match=r"print.* cannot be written to"):
        put(blocked)


def test_many_at_once_lose_no_row(tmp_path: Path) -> None:
    def one(number: int) -> Printed:
        return put(tmp_path, pdf=PDF + str(number).encode(), number=number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(24)))
    assert {row["number"] for row in rows(tmp_path)} == {str(number) for number in range(24)}
    assert not list(tmp_path.rglob("*.part"))


def test_a_letter_that_was_put_in_is_found_again_and_no_other(tmp_path: Path) -> None:
    folder = PrintFolder(tmp_path)
    assert folder.find(PDF, on=FRIDAY, name=name()) is None
    put_in = folder.submit(PDF, on=FRIDAY, name=name())
    (tmp_path / "2026-11-27" / "manifest.csv").unlink()  # cut off between letter and row

    assert folder.find(PDF, on=FRIDAY, name=name()) == put_in
    assert len(rows(tmp_path)) == 1
    assert put_in.response == "print folder 2026-11-27: LEI-26-00042-K-certificate-1.pdf"
    assert folder.find(a_pdf(), on=FRIDAY, name=name()) is None
    assert folder.find(PDF, on=date(2026, 11, 30), name=name()) is None


SAVED_ANEW = {
    "with a BOM": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "with semicolons": lambda text: text.replace(",", ";").encode(),
    "with semicolons and every cell in quotes": lambda text: "".join(
        ";".join(f'"{cell}"' for cell in line.split(",")) + "\r\n" for line in text.splitlines()
    ).encode(),
    "with tabs": lambda text: text.replace(",", "\t").encode(),
    "with a column more": lambda text: text.replace("\r\n", ",Gepr\xfcft\r\n").encode("cp1252"),
    "with a column more in its first line alone": lambda text: text.replace(
        "sha256", "sha256,posted"
    ).encode(),
    "with blank lines and a total": lambda text: f"{text}\r\n,,,,,\r\nTotal 2".encode(),
    "in another order": lambda text: "".join(
        f"{','.join(reversed(line.split(',')))}\r\n" for line in text.splitlines()
    ).encode(),
    "with a Mac's line ends, none at the end": lambda text: (
        text.strip().replace("\r\n", "\r").encode()
    ),
}


@pytest.mark.parametrize("saved", SAVED_ANEW.values(), ids=SAVED_ANEW.keys())
def test_a_manifest_that_the_print_room_saved_anew_goes_on_with_all_that_it_wrote(
    tmp_path: Path, saved: Callable[[str], bytes]
) -> None:
    put(tmp_path)
    manifest = tmp_path / "2026-11-27" / "manifest.csv"
    kept = saved(manifest.read_bytes().decode())
    manifest.write_bytes(kept)

    assert put(tmp_path).was_there
    printed = put(tmp_path, pdf=a_pdf(), number=2)
    assert not printed.was_there
    assert put(tmp_path, pdf=a_pdf(), number=2).was_there

    content = manifest.read_bytes()
    assert content.startswith(kept)
    text = content.decode("utf-8-sig", errors="replace")
    lines = [line for line in text.splitlines() if line.strip(",;")]
    separator = next(mark for mark in ";\t," if mark in lines[0])
    heads = lines[0].replace('"', "").split(separator)
    row = dict(zip(heads, lines[-1].split(separator), strict=True))
    ours = {key: value for key, value in row.items() if key in NAMES}
    assert ours == {
        "file": "LEI-26-00042-K-certificate-2.pdf",
        "reference": "LEI-26-00042-K",
        "purpose": "certificate",
        "number": "2",
        "pages": "1",
        "sha256": printed.sha256,
    }


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"file,reference,purpose,number,pages\r\n", "has no column sha256 in its first line"),
        (b"sheet;file;reference;purpose;number\r\n", "has no column pages, sha256 in its first"),
        (",".join(NAMES).encode("utf-16"), "has no column file, reference"),
        (f'{",".join(NAMES)}\r\n"a,b'.encode(), "is not readable as CSV"),
    ],
    ids=["a column less", "two less", "UTF-16", "an open quote"],
)
def test_what_is_no_manifest_any_more_is_named_and_nothing_is_put_in(
    tmp_path: Path, content: bytes, what: str
) -> None:
    manifest = put(tmp_path).path.with_name("manifest.csv")
    manifest.write_bytes(content)

    with pytest.raises(RefusedForNow, match=f"mend 2026-11-27/manifest.csv .*: the file {what}"):
        put(tmp_path, pdf=a_pdf(), number=2)

    assert [path.name for path in tmp_path.rglob("*-2.pdf")] == []
    assert manifest.read_bytes() == content
    manifest.rename(tmp_path / "aside.csv")
    put(tmp_path, pdf=a_pdf(), number=2)
    assert [row["number"] for row in rows(tmp_path)] == ["2"]


def test_a_letter_whose_row_cannot_be_written_does_not_lie_there(tmp_path: Path) -> None:
    folder = put(tmp_path).path.parent
    (folder / ".manifest.csv.part").mkdir()

    with pytest.raises(RefusedForNow, match="cannot be written to"):
        put(tmp_path, pdf=a_pdf(), number=2)

    assert len(list(folder.glob("*.pdf"))) == 1


def test_the_folder_is_tried_before_it_is_needed(tmp_path: Path) -> None:
    assert str(tmp_path / "print") in PrintFolder(tmp_path / "print").check()
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(RefusedForNow, match="cannot be written to"):
        PrintFolder(blocked).check()

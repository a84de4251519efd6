"""Read a CSV file as offices save it: with or without a byte-order mark, UTF-8 or Windows-1252."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from worker.errors import BadInput

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row, with the line on which it starts, as an editor counts lines."""

    line: int
    cells: Mapping[str, str]
    fault: str | None  # what is wrong with its shape


@dataclass(frozen=True, kw_only=True)
class Table:
    """The columns, named as the file names them, and every row that is not blank."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(content: bytes, *, name: str, needs: tuple[str, ...]) -> Table:
    """Read a table; raises BadInput naming the file, the line and what to do.

    A row with too many fields is no error of the file: it comes with its fault.
    """
    records = _records(_decode(content, name), name)
    columns = _columns(next(records, (1, []))[1], name, needs)
    return Table(columns=columns, rows=tuple(_rows(records, columns)))


def _records(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    # Strict, because a quote that is not closed would swallow every row after it.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise BadInput(
                f"{name}, line {line}: not readable as CSV ({error}): mend the quotes there, or "
                "save the file as CSV again"
            ) from error
        if record is None:
            return
        yield line, record


def _rows(records: Iterator[tuple[int, list[str]]], columns: tuple[str, ...]) -> Iterator[Row]:
    for line, values in records:
        if any(value.strip() for value in values):
            padded = [*values, *[""] * (len(columns) - len(values))]
            cells = dict(zip(columns, padded, strict=False))
            yield Row(line=line, cells=cells, fault=_fault(len(values), len(columns)))


def _fault(values: int, columns: int) -> str | None:
    if values <= columns:
        return None
    return f"it has {values} fields where the first line names {columns}: quote text with commas"


def _columns(header: list[str], name: str, needs: tuple[str, ...]) -> tuple[str, ...]:
    columns = tuple(column.strip() for column in header)
    if not any(columns):
        raise BadInput(f"{name}: the first line is empty: it must name the columns {_list(needs)}")
    missing = [column for column in needs if column not in columns]
    if missing:
        raise BadInput(
            f"{name}: the first line has no column {_list(missing)}; it names {_list(columns)}"
        )
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise BadInput(f"{name}: the first line names {_list(twice)} twice: rename one of them")
    return columns


def _list(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _decode(content: bytes, name: str) -> str:
    if content.startswith(_UTF_16):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig" if _is_utf_8(content) else "cp1252"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(
            f"{name}, line {line}: neither UTF-8 nor Windows-1252 text: save it as UTF-8 CSV"
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadInput(f"{name}, line {line}: a NUL byte: this is not a CSV file")
    return text


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

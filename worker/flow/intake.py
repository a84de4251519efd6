"""Requests for an EHC needs assessment from a file: each row opens one case, once."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from worker.case.decide import Refused
from worker.case.events import RequestReceived, Route
from worker.case.terms import ENGLISH, Body, Capacity, Delivery, Format, Role
from worker.deadlines.london import london_date
from worker.errors import BadInput, Stop
from worker.flow.postable import only_by_email, unpostable
from worker.flow.record import record
from worker.flow.world import World
from worker.store import cases, people

_LONGEST: Final = 300
# The last two ranges turn the text around them the other way.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_EMAIL = re.compile(r"[^@\s<>(),;:\"\[\]\\]{1,64}@[^@\s<>(),;:\"\[\]\\]+\.[^@\s.]{2,}")
_BATCH: Final = 100


def _one_line(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if _CONTROL.search(text):
        raise ValueError("has a line break or a control character: write it on one line")
    if len(text) > _LONGEST:
        raise ValueError(f"has {len(text)} characters; {_LONGEST} is the most")
    return text


def _day(value: Any) -> Any:
    """Read an ISO date or a British one; nothing is guessed."""
    if isinstance(value, str):
        text = value.strip()
        british = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text)
        try:
            if british:
                day, month, year = (int(part) for part in british.groups())
                return date(year, month, day)
            return date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(f"{text[:20]!r} is no date: write 2026-11-23 or 23/11/2026") from error
    return value


Line = Annotated[str, BeforeValidator(_one_line)]
Day = Annotated[date, BeforeValidator(_day)]


class NewRequest(BaseModel):
    """One row: a request that the authority has received."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    received_on: Day
    family_name: Annotated[Line, Field(min_length=1)]
    child_name: Annotated[Line, Field(min_length=1)]
    child_date_of_birth: Day
    family_email: Line = ""
    family_address: str = ""  # lines apart by ; or line breaks, the last one the postcode
    family_phone: Line = ""
    capacity: Capacity = Capacity.PARENT
    delivery: Delivery = Delivery.ATTACHMENT
    format: Format = Format.STANDARD
    language: Annotated[Line, Field(max_length=20)] = ENGLISH
    made_by: Line = "you"
    case_officer: Line = ""
    authority_reference: Line = ""
    authority: Line = ""  # if given, it must be the one in force

    @field_validator("family_email")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not _EMAIL.fullmatch(value):
            raise ValueError("is not an email address")
        return value.lower()

    @field_validator("capacity", "delivery", "format", mode="before")
    @classmethod
    def _plain_words(cls, value: Any, info: ValidationInfo) -> Any:
        text = str(value).strip().lower().replace(" ", "_").replace("-", "_")
        return text or cls.model_fields[str(info.field_name)].default

    @field_validator("language")
    @classmethod
    def _is_language(cls, value: str) -> str:
        if not all(char.isalpha() or char in " -" for char in value):
            raise ValueError("is no language: write its name, such as Gujarati")
        return ENGLISH if value.casefold() in {"", "english", ENGLISH} else value

    def address_lines(self) -> tuple[str, ...]:
        """Give the address line by line."""
        lines = (_one_line(line) for line in re.split(r"[;\n]", self.family_address))
        return tuple(str(line) for line in lines if line)

    def key(self) -> str:
        """Hash what makes this request one, so that a second run of the file finds it."""
        facts = [
            self.child_name.casefold(),
            self.child_date_of_birth.isoformat(),
            self.received_on.isoformat(),
            self.family_email or self.family_name.casefold(),
            self.authority_reference.casefold(),
        ]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class RowResult:
    """What became of one row."""

    row: int  # line of the file for CSV, place in the list for JSON
    result: str  # opened, known, refused
    reference: str = ""
    problem: str = ""
    warning: str = ""  # what may go wrong later


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")  # what Excel writes on Windows


def _csv_rows(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        fields = [(f or "").strip().lower() for f in reader.fieldnames or ()]
        unknown = [f for f in fields if f not in NewRequest.model_fields]
        if unknown:
            known = ", ".join(NewRequest.model_fields)
            raise BadInput(f"{name}: no such column: {', '.join(unknown)}. Columns are: {known}")
        missing = [
            f for f, i in NewRequest.model_fields.items() if i.is_required() and f not in fields
        ]
        if missing:
            raise BadInput(f"{name}: column missing: {', '.join(missing)}")
        reader.fieldnames = fields
        for row in reader:
            if None in row:
                yield reader.line_num, {"": "more values than columns"}
            elif any((value or "").strip() for value in row.values()):
                yield reader.line_num, {k: v for k, v in row.items() if v}
    except csv.Error as error:
        raise BadInput(f"{name}: line {reader.line_num} is not CSV: {error}") from error


def _json_rows(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        rows = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadInput(f"{name} is not JSON: {error}") from error
    if not isinstance(rows, list):
        raise BadInput(f"{name}: a list of requests is wanted")
    for place, row in enumerate(rows, start=1):
        yield place, row if isinstance(row, dict) else {"": "not an object"}


def read_requests(path: Path) -> Iterator[tuple[int, NewRequest | str]]:
    """Read a CSV or JSON file row by row; a row that cannot be used comes as its problem.

    Raises BadInput when the file as a whole cannot be used.
    """
    try:
        text = _decode(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    rows = _json_rows if path.suffix.lower() == ".json" else _csv_rows
    for place, values in rows(text, path.name):
        if "" in values:
            yield place, str(values[""])
            continue
        try:
            request = NewRequest.model_validate(values)
            request.address_lines()
            yield place, request
        except ValidationError as error:
            yield place, _problems(error)
        except ValueError as error:
            yield place, f"family_address {error}"


def _problems(error: ValidationError) -> str:
    def one(fault: Any) -> str:
        field = ".".join(str(x) for x in fault["loc"])
        if fault["type"] == "missing":
            return f"{field} is missing"
        if fault["type"] == "extra_forbidden":
            return f"{field}: there is no such name"
        if fault["type"].startswith("date"):
            return f"{field}: is no date: write 2026-11-23 or 23/11/2026"
        return f"{field}: {fault['msg'].removeprefix('Value error, ')}"

    return "; ".join(one(fault) for fault in error.errors())


def acknowledge(world: World, path: Path, *, at: datetime) -> Iterator[RowResult]:
    """Open a case for every good row of a file; a row seen before opens nothing."""
    # All of it is read first: a file that breaks off half-way opens nothing.
    rows = list(read_requests(path))
    for start in range(0, len(rows), _BATCH):
        yield from _take(world, rows[start : start + _BATCH], at)


def _take(world: World, batch: list[tuple[int, NewRequest | str]], at: datetime) -> list[RowResult]:
    results = []
    with world.database.transaction() as connection:
        for place, request in batch:
            if isinstance(request, str):
                results.append(RowResult(row=place, result="refused", problem=request))
                continue
            results.append(_open_once(connection, world, place, request, at))
    return results


def _open_once(
    connection: Connection, world: World, place: int, request: NewRequest, at: datetime
) -> RowResult:
    try:
        with connection.begin_nested() as step:
            result = _open(connection, world, place, request, at)
            if result.result == "refused":
                step.rollback()
    except IntegrityError:
        # Somebody handed in the same row at this very moment.
        known = cases.opened_for(connection, request.key())
        if known is None:
            raise
        return RowResult(row=place, result="known", reference=known)
    return result


def _open(
    connection: Connection, world: World, place: int, request: NewRequest, at: datetime
) -> RowResult:
    known = cases.opened_for(connection, request.key())
    if known:
        return RowResult(row=place, result="known", reference=known)
    problem = _unfit(world, request, london_date(at))
    if problem:
        return RowResult(row=place, result="refused", problem=problem)
    child = people.add_child(
        connection, name=request.child_name, date_of_birth=request.child_date_of_birth
    )
    reference = cases.open_case(
        connection,
        place=world.settings.place,
        at=at,
        year=london_date(at).year,
        opened_by=Body.AUTHORITY,
        child_id=child,
        intake_key=request.key(),
    )
    stored = cases.load(connection, reference)
    person = people.add_person(
        connection,
        stored.id,
        people.NewPerson(
            capacity=request.capacity,
            name=request.family_name,
            email=request.family_email,
            address=request.address_lines(),
            phone=request.family_phone,
            delivery=request.delivery,
            format=request.format,
            language=request.language,
        ),
        at=at,
    )
    event = RequestReceived(
        on=request.received_on,
        by=Role.AUTHORITY,
        person=person,
        route=Route.PERSON,
        made_by=request.made_by or "you",
        case_officer=request.case_officer,
        authority_reference=request.authority_reference,
    )
    decided = record(connection, world, cases.load(connection, reference), event, at=at)
    if isinstance(decided, Refused):
        return RowResult(row=place, result="refused", problem=decided.reason)
    warning = only_by_email(request.family_name, request.family_email, request.address_lines())
    return RowResult(row=place, result="opened", reference=reference, warning=warning)


_NOWHERE: Final = {
    Delivery.ATTACHMENT: "family_email and family_address are both empty: the letter needs one",
    Delivery.ENCRYPTED: "delivery is encrypted, and family_email is empty",
    Delivery.POST: "delivery is post, and family_address is empty",
}


def _can_be_sent(request: NewRequest) -> bool:
    by_email, by_post = bool(request.family_email), bool(request.address_lines())
    ways = {Delivery.ENCRYPTED: by_email, Delivery.POST: by_post}
    return ways.get(request.delivery, by_email or by_post)


def _unreachable(request: NewRequest) -> str:
    """Say why no letter would get there: by email what only trying tells is left to trying."""
    if not _can_be_sent(request):
        return _NOWHERE[request.delivery]
    if request.delivery is Delivery.POST or not request.family_email:
        return unpostable(request.family_name, request.address_lines())
    return ""


def _unfit(world: World, request: NewRequest, today: date) -> str:
    if request.received_on > today:
        return f"received_on: {request.received_on} is in the future"
    if request.child_date_of_birth > request.received_on:
        return "child_date_of_birth lies after the day on which the request was received"
    if problem := _unreachable(request):
        return problem
    try:
        authority = world.organisations.authority_on(request.received_on)
    except Stop as problem:
        return str(problem)
    if request.authority and request.authority.casefold() != authority.name.casefold():
        return f"authority: {request.authority[:60]!r} is not the one in force, {authority.name}"
    return ""

"""Read config/holidays.toml into the working days, and compare them with gov.uk's own list."""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from worker.deadlines.months import add_months
from worker.deadlines.working_days import WorkingDays
from worker.errors import Stop

FILE_NAME = "holidays.toml"
_KEYS = ("known_until", "source", "checked_on", "added", "removed", "closed")
_ENTRY_KEYS = {
    "added": ("date", "name", "source"),
    "removed": ("date", "name", "source"),
    "closed": ("date", "name"),
}
_DIVISION = "england-and-wales"
_WARN_BELOW_MONTHS = 12
_MONTHS_A_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """What holidays.toml says."""

    days: WorkingDays
    closed: Mapping[date, str]  # own closures: they bring internal targets forward, nothing else
    source: str
    checked_on: date


@dataclass(frozen=True, kw_only=True)
class CalendarCheck:
    """How the working days compare with the gov.uk list that is installed here."""

    differences: tuple[str, ...]  # a sentence each, with what to do
    listed_until: date  # the end of the last year in gov.uk's list
    months_left: int  # whole months for which both the file and the list are certain
    warnings: tuple[str, ...]


def default_path() -> Path:
    """Find holidays.toml as the settings name it, without needing whole settings.

    It stands beside worker.toml, which MEDIATION_CONFIG may name; MEDIATION_HOLIDAYS or the key
    `holidays` there may call it otherwise. An installation with settings of its own that has no
    copy uses the one that ships, because the holidays are the country's.
    """
    shipped = Path(__file__).resolve().parent.parent / "config" / FILE_NAME
    config = Path(os.environ.get("MEDIATION_CONFIG") or shipped.with_name("worker.toml"))
    named = os.environ.get("MEDIATION_HOLIDAYS") or _named_in(config) or FILE_NAME
    own = (config.parent / named).resolve()
    return own if own.exists() or named != FILE_NAME else shipped


def _named_in(config: Path) -> str | None:
    try:
        named = tomllib.loads(config.read_text(encoding="utf-8-sig")).get("holidays")
    except (OSError, ValueError):
        return None  # worker.settings says what is wrong with that file
    return named if isinstance(named, str) else None


def load_working_days(path: Path) -> WorkingDays:
    """Read the working days from holidays.toml; raises Stop saying what to mend."""
    return load_calendar(path).days


def load_calendar(path: Path) -> Calendar:
    """Read holidays.toml whole; raises Stop naming the file, the key and what to do."""
    table = _table(path)
    _refuse_unknown(path, "", table, _KEYS)
    added = _entries(path, table, "added")
    removed = _entries(path, table, "removed")
    for day in added.keys() & removed.keys():
        raise Stop(f"{path}: {day} is both under [[added]] and [[removed]]: keep one of them")
    days = WorkingDays(added=added, removed=removed, known_until=_date(path, "known_until", table))
    _refuse_idle(path, days)
    return Calendar(
        days=days,
        closed=MappingProxyType(_entries(path, table, "closed")),
        source=_text(path, "source", table),
        checked_on=_date(path, "checked_on", table),
    )


def govuk_holidays() -> Mapping[date, str]:
    """Give the bank holidays of England and Wales that gov.uk lists, as installed; no network."""
    package = "govuk_bank_holidays"
    try:
        text = (files(package) / "bank-holidays.json").read_text(encoding="utf-8")
        events = json.loads(text)[_DIVISION]["events"]
        return {date.fromisoformat(event["date"]): event["title"] for event in events}
    except (ImportError, OSError, ValueError, KeyError, TypeError) as error:
        raise Stop(
            f"the gov.uk list inside the package {package} cannot be read ({error}): "
            "install the pinned requirements again"
        ) from error


def compare_with_govuk(
    days: WorkingDays, *, today: date, listed: Mapping[date, str] | None = None
) -> CalendarCheck:
    """Compare every day of every year that gov.uk lists; `listed` is the installed list."""
    official = govuk_holidays() if listed is None else listed
    first, last = date(min(official).year, 1, 1), date(max(official).year, 12, 31)
    every_day = (first + timedelta(days=n) for n in range((last - first).days + 1))
    differences = (_difference(day, days.why_not(day), official.get(day)) for day in every_day)
    months_left = _whole_months(today, min(last, days.known_until))
    return CalendarCheck(
        differences=tuple(filter(None, differences)),
        listed_until=last,
        months_left=months_left,
        warnings=_warnings(days.known_until, last, months_left),
    )


def _difference(day: date, ours: str | None, theirs: str | None) -> str | None:
    if theirs is not None and ours is None:
        return (
            f"{day} is {theirs!r} at gov.uk and a working day here: "
            f"add it to {FILE_NAME} under [[added]]"
        )
    if theirs is None and ours not in {None, "Saturday", "Sunday"}:
        return (
            f"{day} is {ours!r} here and not in gov.uk's list: "
            f"take it out of [[added]] in {FILE_NAME}, or put it under [[removed]]"
        )
    return None


def _warnings(known_until: date, listed_until: date, months_left: int) -> tuple[str, ...]:
    found = []
    if months_left < _WARN_BELOW_MONTHS:
        found.append(
            f"bank holidays are certain for {max(months_left, 0)} more months only: install a "
            f"newer govuk-bank-holidays and move known_until on in {FILE_NAME}"
        )
    if known_until > listed_until:
        found.append(
            f"known_until in {FILE_NAME} is {known_until}, but gov.uk's list ends with "
            f"{listed_until}: set it to {listed_until}, or install a newer govuk-bank-holidays"
        )
    if known_until < listed_until:
        found.append(
            f"gov.uk's list now goes up to {listed_until}: compare, then set known_until in "
            f"{FILE_NAME} to it"
        )
    return tuple(found)


def _whole_months(start: date, last: date) -> int:
    end = last + timedelta(days=1)
    months = (end.year - start.year) * _MONTHS_A_YEAR + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise Stop(
            f"{path} is missing: put the {FILE_NAME} that ships in config/ there, or let "
            "MEDIATION_CONFIG name the worker.toml beside it"
        ) from error
    except OSError as error:
        raise Stop(f"{path} cannot be read ({error.strerror}): mend its permissions") from error
    except UnicodeDecodeError as error:
        raise Stop(f"{path} is not UTF-8 text: save it again as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise Stop(f"{path} is not valid TOML: {error}") from error


def _entries(path: Path, table: Mapping[str, Any], key: str) -> dict[date, str]:
    listed = table.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise Stop(f"{path}: {key} must be tables: write [[{key}]] above each entry")
    found: dict[date, str] = {}
    for number, entry in enumerate(listed, start=1):
        where = f"[[{key}]] number {number}"
        _refuse_unknown(path, f"{where}: ", entry, _ENTRY_KEYS[key])
        day = _date(path, "date", entry, where=where)
        if day in found:
            raise Stop(f"{path}: {where}: {day} stands there twice: keep one")
        for needed in _ENTRY_KEYS[key][1:]:
            _text(path, needed, entry, where=where)
        found[day] = entry["name"].strip()
    return found


def _refuse_idle(path: Path, days: WorkingDays) -> None:
    """Refuse corrections that change nothing: most likely the date is mistyped."""
    plain = WorkingDays(known_until=days.known_until)
    for day in days.added:
        if plain.why_not(day) in {"Saturday", "Sunday"}:
            raise Stop(f"{path}: [[added]] {day} is a {plain.why_not(day)} anyway: check the date")
    for day in days.removed:
        if plain.why_not(day) in {None, "Saturday", "Sunday"}:
            raise Stop(f"{path}: [[removed]] {day} is no holiday on a weekday: check the date")


def _refuse_unknown(
    path: Path, where: str, table: Mapping[str, Any], keys: tuple[str, ...]
) -> None:
    for key in table:
        if key not in keys:
            near = get_close_matches(key, keys, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(keys)}"
            raise Stop(f"{path}: {where}there is no key {key!r}: {hint}")


def _date(path: Path, key: str, table: Mapping[str, Any], *, where: str = "") -> date:
    value = table.get(key)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    said = "is missing" if value is None else f"is {value!r}"
    at = f"{where}: " if where else ""
    raise Stop(f"{path}: {at}{key} {said}: write a date without quotes, as {key} = 2028-12-31")


def _text(path: Path, key: str, table: Mapping[str, Any], *, where: str = "") -> str:
    value = table.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    at = f"{where}: " if where else ""
    said = "is missing" if value is None else f"is {value!r}"
    raise Stop(f'{path}: {at}{key} {said}: write it as text, {key} = "..."')

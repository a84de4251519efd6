"""holidays.toml: what ships, what is refused, and the comparison with gov.uk's list."""

import sys
from datetime import date
from pathlib import Path

import pytest

from worker.calendar_file import (
    compare_with_govuk,
    default_path,
    govuk_holidays,
    load_calendar,
    load_working_days,
)
from worker.deadlines.working_days import WorkingDays
from worker.errors import Stop

HEAD = 'known_until = 2028-12-31\nsource = "gov.uk"\nchecked_on = 2026-11-23\n'
TODAY = date(2026, 11, 23)


def written(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "holidays.toml"
    path.write_text(text, encoding=encoding)
    return path


def test_the_file_that_ships_agrees_with_govuk_in_every_year() -> None:
    check = compare_with_govuk(load_working_days(default_path()), today=TODAY)
    assert check.differences == ()
    assert check.warnings == ()
    assert check.listed_until >= date(2028, 12, 31)
    assert check.months_left >= 12


def test_govuks_list_is_read_from_the_installed_package() -> None:
    listed = govuk_holidays()
    assert listed[date(2023, 5, 8)] == "Bank holiday for the coronation of King Charles III"
    assert date(2026, 8, 3) not in listed  # Scotland's


def test_what_a_file_says(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HEAD
        + """
[[added]]
date = 2027-06-08
name = " Jubilee "
source = "gov.uk"
[[removed]]
date = 2027-05-31
name = "moved to 8 June"
source = "gov.uk"
[[closed]]
date = 2026-12-29
name = "Christmas shutdown"
""",
    )
    calendar = load_calendar(path)
    assert calendar.days.why_not(date(2027, 6, 8)) == "Jubilee"
    assert calendar.days.is_working_day(date(2027, 5, 31))
    assert calendar.days.is_working_day(date(2026, 12, 29))  # a closure moves no limit
    assert calendar.closed == {date(2026, 12, 29): "Christmas shutdown"}
    assert (calendar.source, calendar.checked_on) == ("gov.uk", TODAY)
    assert calendar.days.known_until == date(2028, 12, 31)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD, encoding="utf-8-sig")
    assert load_calendar(path).source == "gov.uk"


ENTRY = '[[added]]\ndate = 2027-06-08\nname = "Jubilee"\nsource = "gov.uk"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "known_until is missing: write a date without quotes"),
        (HEAD.replace("2028-12-31", '"2028-12-31"'), "known_until is '2028-12-31': write a date"),
        (HEAD.replace("2028-12-31", "2028-12-31T00:00:00"), "known_until is datetime"),
        (HEAD.replace("source", "sorce"), "no key 'sorce': did you mean 'source'"),
        (HEAD.replace('"gov.uk"', '" "'), "source is ' ': write it as text"),
        ("known_until = tomorrow", "is not valid TOML: .*line 1"),
        (HEAD + "added = 3", r"added must be tables: write \[\[added\]\]"),
        (HEAD + '[[added]]\nname = "x"\nsource = "y"', "number 1: date is missing"),
        (HEAD + ENTRY.replace('name = "Jubilee"\n', ""), "number 1: name is missing"),
        (HEAD + ENTRY.replace('source = "gov.uk"\n', ""), "number 1: source is missing"),
        (HEAD + ENTRY.replace("name", "nam"), "number 1: there is no key 'nam'"),
        (HEAD + ENTRY + ENTRY, "number 2: 2027-06-08 stands there twice"),
        (HEAD + ENTRY + ENTRY.replace("added", "removed"), "both under"),
        (HEAD + ENTRY.replace("06-08", "06-12"), "2027-06-12 is a Saturday anyway"),
        (HEAD + ENTRY.replace("added", "removed"), "2027-06-08 is no holiday on a weekday"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str, says: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(Stop, match=says) as refused:
        load_calendar(path)
    assert str(path) in str(refused.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"is missing: put the holidays\.toml that ships"):
        load_calendar(tmp_path / "holidays.toml")
    with pytest.raises(Stop, match="cannot be read"):
        load_calendar(tmp_path)
    with pytest.raises(Stop, match="is not UTF-8 text"):
        load_calendar(written(tmp_path, HEAD + "# Zoë", encoding="cp1252"))


def test_a_holiday_missing_here_is_a_difference() -> None:
    uncorrected = WorkingDays(known_until=date(2028, 12, 31))
    [difference] = compare_with_govuk(uncorrected, today=TODAY).differences
    assert difference.startswith("2023-05-08 is 'Bank holiday for the coronation")
    assert "add it to holidays.toml under [[added]]" in difference


def test_a_holiday_that_only_we_have_is_a_difference() -> None:
    shipped = load_working_days(default_path())
    extra = WorkingDays(
        added={**shipped.added, date(2026, 6, 16): "Market day"}, known_until=shipped.known_until
    )
    [difference] = compare_with_govuk(extra, today=TODAY).differences
    assert difference.startswith("2026-06-16 is 'Market day' here and not in gov.uk's list")


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 11, 23), 25),
        (date(2027, 12, 31), 12),
        (date(2028, 1, 1), 12),
        (date(2028, 1, 2), 11),
        (date(2028, 12, 1), 1),
        (date(2028, 12, 31), 0),
        (date(2029, 3, 1), -2),
    ],
)
def test_how_many_months_are_certain(today: date, months: int) -> None:
    check = compare_with_govuk(load_working_days(default_path()), today=today)
    assert check.months_left == months
    warned = any("months only" in warning for warning in check.warnings)
    assert warned == (months < 12)


def test_what_is_called_certain_must_be_listed() -> None:
    listed = {date(2026, 1, 1): "New Year's Day", date(2027, 12, 28): "Boxing Day"}
    days = WorkingDays(known_until=date(2028, 12, 31))
    check = compare_with_govuk(days, today=date(2026, 1, 1), listed=listed)
    assert check.months_left == 24
    assert any("gov.uk's list ends with 2027-12-31" in warning for warning in check.warnings)


def test_a_newer_list_asks_to_be_taken_over() -> None:
    days = WorkingDays(known_until=date(2027, 12, 31))
    check = compare_with_govuk(days, today=TODAY)
    assert any("list now goes up to 2028-12-31" in warning for warning in check.warnings)


def test_where_the_file_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDIATION_CONFIG", raising=False)
    monkeypatch.delenv("MEDIATION_HOLIDAYS", raising=False)
    shipped = default_path()
    assert shipped.parts[-2:] == ("config", "holidays.toml")

    config = tmp_path / "worker.toml"
    monkeypatch.setenv("MEDIATION_CONFIG", str(config))
    assert default_path() == shipped  # bank holidays are the country's: no copy is needed
    own = written(tmp_path, HEAD)
    assert default_path() == own

    config.write_text('holidays = "../other.toml"\n', encoding="utf-8")
    assert default_path() == tmp_path.parent / "other.toml"  # named, so it must be there
    monkeypatch.setenv("MEDIATION_HOLIDAYS", "days.toml")
    assert default_path() == tmp_path / "days.toml"


def test_the_gov_uk_list_of_a_broken_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A package of that name comes first on the path, and its list is cut short.
    package = tmp_path / "govuk_bank_holidays"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "bank-holidays.json").write_text('{"england-and-wales"', encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "govuk_bank_holidays", raising=False)
    with pytest.raises(Stop, match="install the pinned requirements again"):
        govuk_holidays()
    monkeypatch.delitem(sys.modules, "govuk_bank_holidays", raising=False)

"""How explanations write a date: short, with its weekday, the same on every machine."""

from datetime import date, time

# Our own names, because strftime follows the machine's locale.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FIVE_PM = time(17)
END_OF_DAY = time(23, 59, 59)
FIRST_MINUTE = time(0, 1)
_BY = {
    FIVE_PM: "by 5pm on",
    END_OF_DAY: "by the end of",
    FIRST_MINUTE: "from the first minute of",
}


def in_words(day: date) -> str:
    """Write a date with its weekday: Tue 16 June 2026."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {month_of(day)}"


def month_of(day: date) -> str:
    """Write the month and the year of a date: June 2026."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def by(end_of_day: time, day: date) -> str:
    """Write until when on a day: by 5pm on Tue 16 June 2026."""
    return f"{_BY[end_of_day]} {in_words(day)}"


def number_of(count: int, unit: str) -> str:
    """Write a number of units: 1 month, 2 months."""
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"

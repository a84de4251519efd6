"""The assessment team's file of the first morning: three good rows, and one with a typing error."""

import csv
import io
from pathlib import Path
from typing import Final

_COLUMNS: Final = (
    "received_on",
    "family_name",
    "child_name",
    "child_date_of_birth",
    "family_email",
    "family_address",
    "case_officer",
)
_ROWS: Final = (
    (
        "20/11/2026",
        "Leyla Aydin",
        "Deniz Aydin",
        "14/03/2017",
        "leyla.aydin@mail.example",
        "8 Elm Row; Leicester; LE3 0AA",
        "Helen Marlowby",
    ),
    (
        "20/11/2026",
        "Owen Tranter",
        "Ffion Tranter",
        "02/09/2015",
        "",
        "31 Brook Lane; Leicester; LE5 2BB",
        "Helen Marlowby",
    ),
    (
        "31/11/2026",
        "Paula Krantz",
        "Emil Krantz",
        "11/06/2018",
        "paula.krantz@webmail.example",
        "",
        "Helen Marlowby",
    ),
    (
        "23/11/2026",
        "Samina Chowdhury",
        "Zara Chowdhury",
        "25/12/2019",
        "samina.c@inbox.example",
        "",
        "Helen Marlowby",
    ),
)
REFUSED: Final = 1  # there is no 31 November


def write_batch(path: Path) -> Path:
    """Write the file as a spreadsheet saves it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows(_ROWS)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    return path

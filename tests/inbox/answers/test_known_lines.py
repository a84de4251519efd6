"""The known lines that ship: only what a machine or an office says, never a word of an answer."""

import tomllib
from pathlib import Path
from typing import Final

import pytest

from worker.errors import Stop
from worker.inbox.answers.known_lines import KnownLines, load_known_lines, normalise
from worker.settings import ROOT

SHIPPED: Final[dict[str, list[str]]] = {
    section: table["lines"]
    for section, table in tomllib.loads(
        (ROOT / "config" / "known_lines.toml").read_text(encoding="utf-8")
    ).items()
}
ANSWER_WORDS: Final = {"mediation", "arrange", "arranged", "concluded", "adjourned", "held"}
CONDITIONS: Final = {"wait", "until", "later", "depends", "solicitor", "decide"}


def test_there_are_lines_of_every_kind() -> None:
    assert set(SHIPPED) == {
        "banners",
        "disclaimers",
        "office_footers",
        "devices",
        "invitations",
    }
    assert sum(len(lines) for lines in SHIPPED.values()) >= 120


@pytest.mark.parametrize("section", SHIPPED)
def test_none_has_a_word_of_an_answer_or_a_condition(section: str) -> None:
    for line in SHIPPED[section]:
        assert not set(normalise(line).split()) & (ANSWER_WORDS | CONDITIONS), line


def test_received_stands_only_in_fixed_text() -> None:
    for line in (*SHIPPED["devices"], *SHIPPED["invitations"]):
        assert "received" not in normalise(line).split(), line
    for line in (*SHIPPED["disclaimers"], *SHIPPED["office_footers"]):
        assert "received" not in normalise(line).split() or "*" not in line, line


def test_a_disclaimer_in_a_familys_mail_says_that_it_is_about_the_email() -> None:
    about = {"email", "emails", "mail", "message", "communication", "communications"}
    for line in SHIPPED["disclaimers"]:
        assert set(normalise(line).split()) & (about | {"transmission"}), line


@pytest.mark.parametrize(
    "line",
    [
        "Confidential. Not to be shown to any court or tribunal.",
        "If you received it in error please tell us.",
        "OFFICIAL",
    ],
)
def test_the_footer_of_an_office_is_none_of_a_familys(line: str) -> None:
    shipped = load_known_lines(ROOT / "config" / "known_lines.toml")
    assert shipped.taken([line], 0)
    assert not shipped.taken([line], 0, is_family=True)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Sent from my Samsung Galaxy", 1),
        ("Sent from my Samsung Galaxy S23 Ultra", 1),
        ("Sent from my Samsung Galaxy A54 5G", 1),
        ("Sent from my Samsung Galaxy by mistake", 0),
        ("Sent from my Samsung Galaxy\nPlease wait", 1),
        ("Password:\nwait", 0),
        ("Passcode: wait", 0),
        ("Meeting ID: 390 123 456\nPasscode: Xy7", 2),
        ("Meeting ID: 390 123 456\nPasscode:\nwait", 1),
        ("If you received this in error please tell us.", 0),
        ("If you received this email in error please tell us.", 1),
        (
            "You don't often get email from jo.rafferton@mail.example. Learn why this is important",
            1,
        ),
        ("You don't often get email from this poor family. Learn why this is important", 0),
    ],
)
def test_what_a_person_fills_in_is_no_known_line(text: str, lines: int) -> None:
    shipped = load_known_lines(ROOT / "config" / "known_lines.toml")
    assert shipped.taken(text.split("\n"), 0) == lines
    assert shipped.taken(text.split("\n"), 0, is_family=True) == lines


def test_each_is_there_once() -> None:
    # The signs for a word and a number count: without them some are the same.
    keys = [
        normalise(
            line.replace("*", " anyword ").replace("@", " anyaddress ").replace("#", " anynumber ")
        )
        for lines in SHIPPED.values()
        for line in lines
    ]

    assert sorted(keys) == sorted(set(keys))
    assert all(keys)


KNOWN: Final = KnownLines.of(
    [
        "EXTERNAL",
        "CAUTION: this email came from outside. Do not click links.",
        "Meeting ID: #",
        "Passcode: *",
        "Sent from my (iPhone|iPad)",
        "You got mail from @ today",
        "Write to send council example",
        "Visit <https://council.example/a> for (more|)news",
    ]
)


def taken(text: str) -> int:
    return KNOWN.taken(text.split("\n"), 0)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[EXTERNAL]", 1),
        ("Caution:  this email came from outside! do not click links", 1),
        ("CAUTION: this email came\nfrom outside. Do not\nclick links.", 3),
        ("EXTERNAL\nCAUTION: this email came from outside. Do not click links.", 2),
        ("Meeting ID: 390 123 456", 1),
        ("Passcode: Xy7", 1),
        ("sent from my ipad", 1),
        ("Visit https://elsewhere.example/ for news", 1),
        ("EXTERNAL\nwait", 1),
        ("You got mail from a.b-c@mail.example today", 1),
        ("Write to send@council.example", 1),  # as an office's line is kept
    ],
)
def test_an_entry_is_matched_word_by_word(text: str, lines: int) -> None:
    assert taken(text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EXTERNAL wait until Monday",
        "EXTERNAL?",
        "EXTERNAL 🤔",
        "☑ EXTERNAL",
        "wait EXTERNAL",
        "CAUTION: this email came from outside. Do not click",
        "CAUTION: this email came from outside. Do not click links. Ring me first.",
        "CAUTION: this email came\n\nfrom outside. Do not click links.",
        "Passcode: not yet",
        "Sent from my iPhone but wait",
        "Sent from my",
        "Meeting ID: soon",
        "Meeting ID:\n390",
        "Passcode:\nwait",
        "You got mail from us today",
        "You got mail from\na@mail.example today",
    ],
)
def test_what_is_not_an_entry_whole_is_none(text: str) -> None:
    assert taken(text) == 0


def test_an_entry_without_a_word_is_none() -> None:
    assert KnownLines.of(["---", "https://council.example"]).taken(["anything"], 0) == 0


def test_a_file_that_is_none_stops_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "known_lines.toml"
    for content, says in (
        (None, "cannot be read"),
        ("[banners", "not TOML"),
        ("[banners]\nline = 1", "expected sections"),
        ("[banners]\nlines = [1]", "between quotation marks"),
    ):
        if content is not None:
            file.write_text(content, encoding="utf-8")
        with pytest.raises(Stop, match=says):
            load_known_lines(file)


def test_no_sign_stands_by_chance() -> None:
    for line in (line for lines in SHIPPED.values() for line in lines):
        assert line.count("(") == line.count(")"), line
        assert "**" not in line, line
        assert "# #" not in line, line

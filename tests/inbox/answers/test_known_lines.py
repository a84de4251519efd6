"""The known lines that ship: only what a machine or an office says, never a word of an answer."""

import tomllib
from typing import Final

import pytest

from worker.inbox.answers.known_lines import normalise
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
    assert set(SHIPPED) == {"banners", "disclaimers", "devices", "invitations"}
    assert sum(len(lines) for lines in SHIPPED.values()) >= 120


@pytest.mark.parametrize("section", SHIPPED)
def test_none_has_a_word_of_an_answer_or_a_condition(section: str) -> None:
    for line in SHIPPED[section]:
        assert not set(normalise(line).split()) & (ANSWER_WORDS | CONDITIONS), line


def test_received_stands_only_in_fixed_text() -> None:
    for line in (*SHIPPED["devices"], *SHIPPED["invitations"]):
        assert "received" not in normalise(line).split(), line
    for line in SHIPPED["disclaimers"]:
        assert "received" not in normalise(line).split() or "*" not in line, line


def test_each_is_there_once() -> None:
    # The signs for a word and a number count: without them some are the same.
    keys = [
        normalise(line.replace("*", " anyword ").replace("#", " anynumber "))
        for lines in SHIPPED.values()
        for line in lines
    ]

    assert sorted(keys) == sorted(set(keys))
    assert all(keys)

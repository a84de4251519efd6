"""The forty days, once, for real: what came of them, and that a fault would be seen."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from worker.case.terms import Ground, Purpose
from worker.demo.proof import faults
from worker.demo.run import perform
from worker.demo.script import Certificate, Play, on
from worker.demo.show import Teller, table
from worker.demo.stage import Seen, Stage


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, told: list[str]) -> Stage:
    folder = tmp_path_factory.mktemp("demo")
    return perform(folder, tell=Teller(echo=told.append))


def reference_of(stage: Stage, words: str) -> str:
    return next(stage.references[i] for i, play in enumerate(stage.plays) if words in play.title)


def letters_of(stage: Stage, reference: str, purpose: Purpose) -> list[Seen]:
    return [
        seen
        for seen in stage.letters
        if seen.left.reference == reference and seen.left.row.letter.purpose is purpose
    ]


def test_all_came_as_it_must(stage: Stage) -> None:
    assert list(faults(stage)) == []


def test_a_plain_no_brings_the_certificate_after_the_hold(stage: Stage) -> None:
    [seen] = letters_of(stage, reference_of(stage, "plain no"), Purpose.CERTIFICATE)

    assert f"{seen.left.at:%d %H:%M}" == "25 19:50"
    assert seen.ours is not None
    # One month after Wednesday 25 November ends on Christmas Day, in the closed period.
    assert "Monday 4 January 2027" in seen.ours.text
    assert "Idris" not in seen.ours.text


def test_day_30_on_christmas_day_is_chased_on_the_working_day_before(stage: Stage) -> None:
    chases = letters_of(stage, reference_of(stage, "Christmas"), Purpose.CHASE)

    days = [f"{seen.left.on:%a %d %b}" for seen in chases if "day 30" in seen.left.what]
    assert days == ["Thu 24 Dec"]


def test_the_bounced_certificate_goes_by_post_with_its_number_and_date(stage: Stage) -> None:
    by_email, by_post = letters_of(stage, reference_of(stage, "bounces"), Purpose.CERTIFICATE)

    assert by_post.left.row.letter.by_post
    assert by_post.left.on == by_email.left.on
    assert by_post.left.row.certificate == by_email.left.row.certificate


def test_the_lines_and_the_table_say_when_and_whether_in_time(
    stage: Stage, told: list[str]
) -> None:
    assert any(
        re.search(r"-> acknowledgement letter to .*, due Tue 24 Nov, in time", x) for x in told
    )
    rows = list(table(stage))
    assert sum(" certificate " in row and row.endswith("yes") for row in rows) == 17
    assert not any(row.endswith("NO") for row in rows)


def test_letters_and_mails_lie_there_to_be_opened(stage: Stage) -> None:
    letters = list((stage.folder / "letters").glob("*.pdf"))
    mails = list((stage.folder / "mails" / "left").glob("*.eml"))

    assert sum("certificate" in path.name for path in letters) == 17
    assert all(path.read_bytes().startswith(b"%PDF-") for path in letters)
    assert len(mails) == sum(seen.ours is not None for seen in stage.letters)
    index = (stage.folder / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+)"', index)
    assert len(links) >= len(letters) + 2 * len(mails)


def test_no_subject_names_a_child(stage: Stage) -> None:
    for path in mails_of(stage):
        subject = str(message_from_bytes(path.read_bytes(), policy=default)["Subject"])
        assert not re.search(r"Idris|Zofia|Kavi|Elsa|SEND\b", subject), subject


def mails_of(stage: Stage) -> Iterator[Path]:
    return (stage.folder / "mails" / "left").glob("*.eml")


def _other(play: Play, **changes: object) -> Play:
    return replace(play, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"certificates": ()}, "certificates"),
        (
            {
                "certificates": (
                    Certificate(to="X", ground=Ground.DECLINED, issued=on("Fri 4 Dec")),
                )
            },
            "certificates",
        ),
        ({"waiting": 3}, "wait"),
        ({"silent_from": "Mon 23 Nov 09:01"}, "left alone"),
    ],
)
def test_the_demo_sees_a_fault(stage: Stage, changes: dict[str, object], fault: str) -> None:
    place = next(i for i, play in enumerate(stage.plays) if "plain no" in play.title)
    plays = [*stage.plays]
    plays[place] = _other(plays[place], **changes)

    found = list(faults(replace(stage, plays=tuple(plays))))

    assert any(fault in each for each in found)


def test_the_demo_sees_a_letter_that_left_twice(stage: Stage) -> None:
    [seen] = letters_of(stage, reference_of(stage, "plain no"), Purpose.CERTIFICATE)

    found = list(faults(replace(stage, letters=[*stage.letters, seen])))

    assert any("twice" in each for each in found)

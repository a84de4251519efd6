"""The demo's own words: moments with their weekday, and a cast that keeps to the forty days."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from worker.demo.cast import CAST
from worker.demo.folder import make_folder
from worker.demo.script import BEGINS, ENDS, Play, when
from worker.errors import BadInput


def test_a_moment_is_london_time_of_this_winter() -> None:
    assert when("Wed 25 Nov 19:40") == datetime(2026, 11, 25, 19, 40, tzinfo=UTC)
    assert when("Fri 1 Jan 18:00") == datetime(2027, 1, 1, 18, tzinfo=UTC)


def test_a_wrong_weekday_is_refused() -> None:
    with pytest.raises(ValueError, match="no Thu"):
        when("Thu 25 Nov 19:40")


def test_the_demo_lasts_forty_days() -> None:
    assert ENDS.date() - BEGINS.date() == timedelta(days=39)


@pytest.mark.parametrize("play", CAST, ids=lambda play: play.title)
def test_every_moment_of_a_case_lies_within_them(play: Play) -> None:
    moments = [each.at for each in play.entered]
    moments += [each.at for each in play.answers]
    moments += [each.at for each in play.strangers]

    assert all(BEGINS <= when(at) <= ENDS for at in moments)
    assert all(BEGINS.date() <= each.issued <= ENDS.date() for each in play.certificates)


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(BadInput, match=r"thesis\.txt"):
        make_folder(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_a_folder_of_an_earlier_demo_is_emptied(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "old.pdf").write_bytes(b"%PDF-")

    assert list(make_folder(tmp_path).iterdir()) == []

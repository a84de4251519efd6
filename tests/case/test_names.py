"""Names as they are compared, and where a text may name somebody."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.case.names import name_key, names_in, without


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Patricia Holloway", "patricia holloway"),
        ("  MRS. PATRICIA  HOLLOWAY ", "patricia holloway"),
        ("Dr Zo\u00eb O\u2019Neill", "zo\u00eb o'neill"),
        ("Zoe\u0308 O'Neill", "zo\u00eb o'neill"),
        ("Anna-Lena J. van der Berg", "anna-lena j van der berg"),
        ("Dr", "dr"),
        ("One Two Three Four Five Six Seven", "one two three four five six"),
        ("", ""),
    ],
)
def test_the_same_name_is_compared_as_one(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dear Mrs Patricia Holloway, about your son", "Patricia Holloway"),
        ("about your son Ben Holloway.", "Ben Holloway"),
        ("Ben Holloway\u2019s school", "Ben Holloway"),
        ("To PATRICIA HOLLOWAY and others", "Patricia Holloway"),
        ("Please ring Anna van der Berg", "Anna van der Berg"),
        ("We wrote to J. Smith.", "J. Smith"),
        ("written by \u0141ukasz \u017bak", "\u0141ukasz \u017bak"),
        (
            "for \u0645\u0631\u064a\u0645 \u062d\u0633\u0646 today",
            "\u0645\u0631\u064a\u0645 \u062d\u0633\u0646",
        ),
        ("One Two Three Four Five Six Seven came", "One Two Three Four Five Six Seven"),
    ],
)
def test_a_name_in_a_text_is_found(text: str, name: str) -> None:
    assert name_key(name) in names_in(text)


@pytest.mark.parametrize(
    "text", ["patricia holloway", "Dear parent", "Patricia, Holloway", "Holloway. 4 Patricia"]
)
def test_what_is_not_written_as_a_name_is_none(text: str) -> None:
    assert names_in(text) == set()


@pytest.mark.parametrize("place", ["House", "Street", "ROAD", "Centre"])
def test_what_a_place_is_named_after_is_not_taken_for_a_person(place: str) -> None:
    found = names_in(f"Our office is in Sarah Palmer {place}, Leicester.")
    assert "sarah palmer" not in found
    assert "ben holloway" in names_in(f"Write to Ben Holloway Rose {place}.")
    assert f"tom {place.casefold()}" in names_in(f"Dear Tom {place},")


def test_own_names_are_taken_out_as_whole_words() -> None:
    text = "Ann James and Thomas Green met Ann Jameson; Ann James wrote."
    assert without(text, ["Ann James", "Thomas Green"]) == "| and | met Ann Jameson; | wrote."


@given(st.lists(st.sampled_from(["Ann Lee", "Lee Ann", "met", "Ann Leeson", "."])))
def test_no_whole_own_name_is_left(words: list[str]) -> None:
    rest = without(" ".join(words), ["Ann Lee"])
    assert not re.search(r"(?<!\w)Ann Lee(?!\w)", rest)

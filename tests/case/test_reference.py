"""References: the check letter of the design, and what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.case.reference import check_letter, find_references, is_reference, make_reference
from worker.case.reply_address import is_signed_for, read_reply_address, reply_address


def test_the_designs_example() -> None:
    assert make_reference("LEI", 26, 42) == "LEI-26-00042-K"


@pytest.mark.parametrize(
    "reference", ["LEI-26-00074-Z", "LEI-26-00014-E", "LEI-26-00088-L", "LEI-26-00094-F"]
)
def test_references_in_use_are_valid(reference: str) -> None:
    assert is_reference(reference)


@pytest.mark.parametrize(
    "typed",
    [
        "LEI-26-00042-K",
        "lei-26-00042-k",
        "LEI 26 00042 K",
        "LEI26OOO42K",
        "LEI-26-OOO42-K",
        "[LEI\u201326\u201300042\u2013K]",
    ],
)
def test_typing_is_forgiven(typed: str) -> None:
    assert [f.reference for f in find_references(f"Re: your letter {typed} thanks")] == [
        "LEI-26-00042-K"
    ]


@given(st.integers(0, 99), st.integers(0, 99999), st.integers(0, 6), st.integers(1, 9))
def test_one_wrong_digit_never_opens_another_case(
    year: int, number: int, place: int, step: int
) -> None:
    digits = list(f"{year:02d}{number:05d}")
    digits[place] = str((int(digits[place]) + step) % 10)
    wrong = "".join(digits)
    assert check_letter(year, number) != check_letter(int(wrong[:2]), int(wrong[2:]))


@given(st.integers(0, 99), st.integers(0, 99999), st.integers(0, 5))
def test_two_swapped_digits_never_open_another_case(year: int, number: int, place: int) -> None:
    digits = list(f"{year:02d}{number:05d}")
    if digits[place] == digits[place + 1]:
        return
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    wrong = "".join(digits)
    assert check_letter(year, number) != check_letter(int(wrong[:2]), int(wrong[2:]))


def test_a_signed_address_comes_back_and_fits_one_person_only() -> None:
    key = b"k" * 32
    address = reply_address("sendiass@x.example", key=key, reference="LEI-26-00042-K", person="p1")
    claim = read_reply_address(address)
    assert claim is not None
    assert claim.reference == "LEI-26-00042-K"
    assert is_signed_for(claim, key=key, person="p1")
    assert not is_signed_for(claim, key=key, person="p2")
    assert not is_signed_for(claim, key=b"other" * 8, person="p1")

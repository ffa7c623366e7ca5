"""A number is a secret of 60 bits that forgives how it is written and finds out what was written wrongly."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from xidmet.attestations import parse, written
from xidmet.attestations.number import BITS, LENGTH, SIGNS, new_number


def completed(body: str) -> str:
    """The number that begins with these twelve signs."""
    (check,) = [sign for sign in SIGNS if parse(body + sign)]
    return body + check


numbers = st.text(SIGNS, min_size=LENGTH - 1, max_size=LENGTH - 1).map(completed)
FARTHEST = completed("0Z" * 6)  # the first and the last of the signs


@given(numbers)
@example(FARTHEST)
def test_no_single_wrong_sign_passes(number: str) -> None:
    passed = [
        wrong
        for place in range(LENGTH)
        for sign in SIGNS
        if sign != number[place] and parse(wrong := number[:place] + sign + number[place + 1 :])
    ]
    assert passed == []


@given(numbers)
@example(FARTHEST)
def test_no_two_signs_pass_when_exchanged(number: str) -> None:
    """Neighbours, as fingers exchange them, and any two others."""
    exchanged = [
        number[:a] + number[b] + number[a + 1 : b] + number[a] + number[b + 1 :]
        for a, b in combinations(range(LENGTH), 2)
        if number[a] != number[b]
    ]
    assert [wrong for wrong in exchanged if parse(wrong)] == []


@given(numbers, st.integers(0, LENGTH - 1))
def test_a_sign_too_few_or_too_many_does_not_pass(number: str, place: int) -> None:
    assert parse(number[:place] + number[place + 1 :]) is None
    assert parse(number[:place] + "7" + number[place:]) is None


@given(numbers)
def test_it_is_read_as_it_was_meant(number: str) -> None:
    assert parse(written(number)) == number and written(number).count("-") == 3
    for meant in (
        number.lower(),
        f"  {' '.join(number)}\t",
        number.replace("0", "O").replace("1", "I"),
        number.replace("0", "o").replace("1", "l"),
        number.translate(str.maketrans("ABCEHKMPTX", "АВСЕНКМРТХ")),
        "".join(chr(ord(sign) + 0xFEE0) for sign in number),
    ):
        assert parse(meant) == number, meant


@pytest.mark.parametrize("typed", ["", "-", "7K3M9QXT2VBN", "U" * 13, "7K3M9QXT2VBN😀", "0" * 10_000, "\0", "٧" * 13])
def test_anything_else_is_no_number(typed: str) -> None:
    assert parse(typed) is None


def test_a_drawn_number_passes_and_so_do_those_in_the_texts() -> None:
    assert all(parse(number) == number for number in (new_number() for _time in range(300)))
    assert parse("7K3M-9QXT-2VBN-E") == "7K3M9QXT2VBNE"


def test_it_is_sixty_random_bits_and_no_serial() -> None:
    drawn = [new_number() for _time in range(3000)]
    assert BITS == 60 and len(set(drawn)) == len(drawn) and drawn != sorted(drawn)
    assert [len({number[place] for number in drawn}) for place in range(LENGTH - 1)] == [len(SIGNS)] * (LENGTH - 1)
    followed = [sum(a == b for a, b in zip(one, other, strict=True)) for one, other in pairwise(drawn)]
    assert max(followed) < LENGTH - 3

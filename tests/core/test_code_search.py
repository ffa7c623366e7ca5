"""Occupations are found by what people call them."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xidmet.code_lists.packaged import occupation_codes, occupation_words
from xidmet.contract.registers import Code
from xidmet.language import fold
from xidmet.registers.code_search import CodeIndex

CODES = list(occupation_codes())
INDEX = CodeIndex(CODES, occupation_words())
DATA = Path(__file__).parents[1] / "data"
HALVES = ("job_words_a", "job_words_b")
WANTED = 0.95  # of the words of a list find the right code among the first five


def first_five(text: str) -> list[str]:
    return [code.code for code in INDEX.find(text, 5)]


@pytest.mark.parametrize("code", CODES[::7], ids=lambda code: code.code)
def test_a_name_in_any_letters_and_any_order_finds_its_code(code: Code) -> None:
    named = code.name_az or code.name
    for text in (named, named.upper(), " ".join(reversed(named.split())), code.name, code.name.lower()):
        found = {one.name for one in INDEX.find(text, 5)} | {one.name_az for one in INDEX.find(text, 5)}
        assert {code.name, code.name_az} & found, text


SLIPS = {
    "muhasib": "2411",  # without marks
    "mühasb": "2411",  # a letter left out
    "ümumi həkm": "2211",
    "bricklyer": "7112",
    "acountant": "2411",
    "drivers bus": "8331",
}


@pytest.mark.parametrize("text", SLIPS)
def test_slips_of_the_keyboard_are_forgiven(text: str) -> None:
    assert SLIPS[text] in first_five(text)


def test_digits_are_the_beginning_of_a_code() -> None:
    assert first_five("711") == ["711", "7111", "7112", "7113", "7114"]
    assert first_five("0110") == ["0110"] and first_five("99999") == []


def test_the_finest_group_comes_before_those_above_it() -> None:
    found = first_five("Kərpic hörənlər")
    assert found[0] == "7112"


@given(st.text(max_size=200))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    assert len(INDEX.find(text, 5)) <= 5


def test_an_empty_list_finds_nothing() -> None:
    assert CodeIndex((), {}).find("həkim", 5) == []


@pytest.mark.parametrize("name", HALVES)
def test_everyday_words_find_their_code_among_the_first_five(name: str) -> None:
    """Half b was never looked at by whoever wrote the other words for the codes."""
    rows = [(row["words"], set(row["codes"].split("|"))) for row in _rows(name)]
    missed = {words: codes for words, codes in rows if not codes & set(first_five(words))}
    print(f"{name}: {len(rows) - len(missed)} of {len(rows)}")
    assert len(missed) <= len(rows) * (1 - WANTED), missed


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_many_everyday_words_share_none_with_the_titles_of_their_codes() -> None:
    """Else the two halves would measure only that titles are found by their own words."""
    titles = {code.code: {*_words(code.name), *_words(code.name_az or "")} for code in CODES}
    rows = [(_words(row["words"]), row["codes"].split("|")) for half in HALVES for row in _rows(half)]
    apart = [words for words, codes in rows if not any(words & titles[code] for code in codes)]
    assert len(rows) == 200 and len(apart) >= 60


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))

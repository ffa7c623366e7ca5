"""Which passwords are refused: too short, and those that are guessed first."""

from __future__ import annotations

import pytest
from argon2.low_level import Type
from xidmet.auth.passwords import LEAST, weakness
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from tests.conftest import OF_A_SITE

ABOUT = ("nergiz@numune.example", "Sadıqova", "Nərgiz")
WEAK = (
    "password12",
    "Password2024!",
    "P@ssw0rd123",
    "azerbaycan2024",
    "Azərbaycan123!",
    "qarabağ1234",
    "xidmet2026",
    "1q2w3e4r5t6y",
    "qwertyuiop",
    "1234567890",
    "abcabcabcabc",
    "aaaaaaaaaaaaaaaa",
    "password" * 10,
    "nergiz@numune.example",
    "Sadıqova2026",
    "iloveyou12345",
)
STRONG = ("dörd söz bir parol", "oğrunun öz parolu", "x9#Kp2!vQz", "correct horse battery staple", "günəş dəniz qum")


@pytest.mark.parametrize("password", WEAK)
def test_what_is_guessed_first(password: str) -> None:
    found = weakness(password, *ABOUT)
    assert found is not None and "first that are guessed" in found.text


@pytest.mark.parametrize("password", STRONG)
def test_what_is_taken(password: str) -> None:
    assert weakness(password, *ABOUT) is None


def test_every_common_password_is_refused() -> None:
    """Whatever its capitals, and with a year behind it."""
    long = [one for one in FREQUENCY_LISTS["passwords"] if len(one) >= LEAST]
    assert len(FREQUENCY_LISTS["passwords"]) >= 3000 and len(long) > 1000
    assert [one for one in long if weakness(one) is None] == []
    assert [one for one in long[:300] if weakness(one.capitalize()) is None] == []


@pytest.mark.parametrize("password", ["", "a" * 9, "ə" * 9])
def test_too_short(password: str) -> None:
    found = weakness(password)
    assert found is not None and "at least" in found.text


def test_too_long() -> None:
    found = weakness("dörd söz bir parol " * 20)
    assert found is not None and "at most" in found.text


def test_a_site_keeps_passwords_as_rfc_9106_advises() -> None:
    """Its second recommended option, for where memory is scarce."""
    assert (OF_A_SITE.type, OF_A_SITE.memory_cost, OF_A_SITE.time_cost, OF_A_SITE.parallelism) == (
        Type.ID,
        65_536,
        3,
        4,
    )

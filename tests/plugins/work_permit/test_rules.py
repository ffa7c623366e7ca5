"""What was asked for and is granted is counted in calendar months: no day more."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from work_permit.form import Grant
from work_permit.rules import passport_lasts, within_period
from xidmet import Facts, clock

FROM = dt.date(2027, 1, 31)


def _request(months: int, passport: dt.date = dt.date(2040, 1, 1)) -> Any:
    return SimpleNamespace(tariff=SimpleNamespace(months=months), passport=SimpleNamespace(valid_until=passport))


def _facts(until: dt.date) -> Facts:
    moment = dt.datetime.combine(FROM, dt.time(10), clock.BAKU)
    return Facts(now=moment, asks=Grant(valid_from=FROM, valid_until=until), rows={}, others=0)


@pytest.mark.parametrize(
    ("months", "until", "fits"),
    [
        (12, dt.date(2028, 1, 31), True),
        (12, dt.date(2028, 2, 1), False),
        (1, dt.date(2027, 2, 28), True),
        (1, dt.date(2027, 3, 1), False),
        (12, FROM, False),
    ],
)
def test_no_permit_is_longer_than_was_asked_for(months: int, until: dt.date, fits: bool) -> None:
    assert (within_period(_request(months), _facts(until)) is None) == fits


@pytest.mark.parametrize(("passport", "fits"), [(dt.date(2028, 1, 31), True), (dt.date(2028, 1, 30), False)])
def test_a_passport_lasts_as_long(passport: dt.date, fits: bool) -> None:
    assert (passport_lasts(_request(12, passport), _facts(FROM)) is None) == fits

"""Mistakes as the store keeps them, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xidmet.contract.mistake import Mistake

DAY, AMOUNT = "day", "amount"


def kept(errors: Mapping[str, Mistake]) -> dict[str, list[Any]]:
    return {
        path: [said.text, {n: _plain(value) for n, value in said.values.items()}, said.doubt, said.mend, said.law]
        for path, said in errors.items()
    }


def mistakes_of(data: Mapping[str, list[Any]]) -> dict[str, Mistake]:
    return {
        path: Mistake(text, {name: _restored(value) for name, value in values.items()}, doubt, *more)
        for path, (text, values, doubt, *more) in data.items()
    }


def _plain(value: object) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return {DAY: value.isoformat()}
    if isinstance(value, Decimal):
        return {AMOUNT: str(value)}
    return value if isinstance(value, int | str | None) else str(value)


def _restored(value: Any) -> object:
    if isinstance(value, dict) and DAY in value:
        return dt.date.fromisoformat(value[DAY])
    if isinstance(value, dict) and AMOUNT in value:
        return Decimal(value[AMOUNT])
    return value

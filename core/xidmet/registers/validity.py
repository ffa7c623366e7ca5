"""Between its two ends a row is in force."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xidmet import clock
from xidmet.contract.form import Form
from xidmet.contract.registers import Register


def in_force(register: Register[Any], row: Form, moment: dt.datetime) -> bool:
    """Is the row between its two ends? Days count whole, the last one too; without two ends it is always in force."""
    if not register.valid:
        return True
    start, end = (vars(row).get(field.name) for field in register.valid)
    return (start is None or begins(start) <= moment) and (end is None or moment < stops(end))


def begins(at: dt.date) -> dt.datetime:
    return at if isinstance(at, dt.datetime) else clock.end_of(at - dt.timedelta(days=1))


def stops(at: dt.date) -> dt.datetime:
    return at if isinstance(at, dt.datetime) else clock.end_of(at)

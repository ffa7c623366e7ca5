"""What a sent case is found by: its searched answers, the rows of registers it rests on, and whom it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from xidmet.cases.case import Case
from xidmet.cases.concerned import concerned
from xidmet.cases.roster.place import Placed, place, placed
from xidmet.contract.answers import row_key
from xidmet.contract.form import Form, Part
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import value_of
from xidmet.store import cases, concerns


@dataclass(frozen=True)
class Indexed:
    """rows: register and key of each that was copied. concerns: keys of those it is about."""

    placed: Placed
    rows: list[tuple[str, str]]
    concerns: list[str]


def indexed(case: Case, answers: Form) -> Indexed:
    """Pure. answers: as they are sent."""
    there = placed(case, answers, list(_searched("", answers)))
    return Indexed(there, sorted(set(_copied(answers))), [case.party, *concerned(answers)])


async def index(case: Case, answers: Form, moment: dt.datetime) -> None:
    """Inside the transaction of the move that sends these answers."""
    made = indexed(case, answers)
    await place(case, made.placed)
    await cases.replace_rows(case.record.id, set(made.rows))
    await concerns.replace(case.record.id, case.service.slug, made.concerns, moment)


def _searched(path: str, answers: Form) -> Iterator[tuple[str, str]]:
    for name, field in type(answers).fields.items():
        value = value_of(field, answers)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Form):
                yield from _searched(f"{path}{name}.", one)
            elif field.search and one is not None:
                yield f"{path}{name}", str(one)


def _copied(answers: Form) -> Iterator[tuple[str, str]]:
    for name, field in type(answers).fields.items():
        value = vars(answers).get(name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Form) and isinstance(field, Lookup):
                yield field.register.name, row_key(one)
            elif isinstance(one, Form) and isinstance(field, Part):
                yield from _copied(one)

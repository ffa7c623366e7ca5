"""What a case adds to the totals of its service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import Any

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.contract.answers import row_key
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Part
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Totals
from xidmet.contract.shown import name_of, value_of
from xidmet.store import totals
from xidmet.store.totals import Row

LONGEST = 120  # signs of a group's key
FIRST_LANGUAGE = "az"
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


async def keep_totals(before: Case, after: Case) -> None:
    """Inside the move's transaction; nothing where the case adds what it added before."""
    if not after.service.totals:
        return
    rows = totals_rows(after)
    if rows != totals_rows(before):
        await totals.replace(after.record.id, after.service.slug, rows)


def totals_rows(case: Case) -> list[Row]:
    """One for each group that it adds to; none while the case is in no state that is counted."""
    found = list[Row]()
    for place, declared in enumerate(case.service.totals):
        if case.state in declared.states and not case.is_draft:
            found += _rows(case, place, declared)
    return found


def _rows(case: Case, place: int, declared: Totals) -> Iterator[Row]:
    sums, labels = dict[tuple[str, ...], int](), dict[tuple[str, ...], str]()
    for answers in _counted(case, declared):
        adds = _number(_value(declared.adds, answers)) if declared.adds is not None else 0
        for groups in product(*(_groups(_value(field, answers)) for field in declared.by)):
            keys = tuple(key for key, _label in groups)
            sums[keys] = sums.get(keys, 0) + adds
            labels[keys] = _AS_JSON([label for _key, label in groups])
    span = _span(case)
    yield from (Row(place, span, case.party, keys, labels[keys], adds) for keys, adds in sums.items())


def _counted(case: Case, declared: Totals) -> Iterator[tuple[Form, ...]]:
    """Where the answers stand: each row of the part that is counted, and the form around it."""
    named = (*declared.by, *([declared.adds] if declared.adds is not None else []))
    for part in case.service.form.fields.values():
        if isinstance(part, Part) and any(_stands_in(part.of, field) for field in named):
            value = value_of(part, case.answers)
            for row in value if isinstance(value, tuple) else (value,) if value is not None else ():
                yield row, case.answers
            return
    yield (*reversed(case.asked), case.answers)


def _stands_in(form: type[Form], field: Field[Any]) -> bool:
    return form.fields.get(field.name) is field


def _value(field: Field[Any], answers: tuple[Form, ...]) -> Any:
    return next((value_of(field, one) for one in answers if _stands_in(type(one), field)), None)


def _groups(value: Any) -> list[tuple[str, str]]:
    """(key, label) of each group it belongs to; several where several could be chosen."""
    several = value if isinstance(value, tuple) else (value,)
    return list(dict.fromkeys(map(_group, several))) or [("", "")]


def _group(value: Any) -> tuple[str, str]:
    if isinstance(value, Form):
        return row_key(value)[:LONGEST], name_of(value, FIRST_LANGUAGE)
    return ("" if value is None else str(value))[:LONGEST], ""


def _number(value: Any) -> int:
    """Money in qəpik."""
    if value is None:
        return 0
    return int(value * 100) if isinstance(value, Decimal) else int(value)


def _span(case: Case) -> str:
    """The row of a register that there may be one case for, such as a year; else the year in which it was sent."""
    field = next((field for field in case.service.one_per if isinstance(field, Lookup)), None)
    chosen = value_of(field, case.answers) if field is not None else None
    if isinstance(chosen, Form):
        return row_key(chosen)[:80]
    return str(clock.local(case.record.sent_at or clock.now()).year)

"""Invented answers to any form, so that its own pages can be shown as pictures: never out of date, in any language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from xidmet.contract.answers import ROW_ID, Ask, read, row_key
from xidmet.contract.fields import Choice, Consent, Date, DateRange, Field, Moment, Money, Number, Text, YesNo
from xidmet.contract.form import Form, Part
from xidmet.contract.formats import FORMATS
from xidmet.contract.registers import Lookup, Register
from xidmet.contract.shown import name_of
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.asking import Asking

AT = "example-"  # before every path, so that no control of a picture has the id of one of the page
ROW = "r1"
EXAMPLE = _("Example")
DEEPEST = 4  # forms within forms
AHEAD = dt.timedelta(days=30)


class Example:
    """A form as it looks when somebody has answered it. today: from which its days count."""

    def __init__(self, form: type[Form], today: dt.date, words: Translator) -> None:
        self.form, self._today, self._words = form, today, words
        self._rows: dict[str, Form] = {}
        self._known = {one.register.name: one.register for __, one in _lookups(form, "", 0)}
        self.typed = self._answers(form, 0)
        self.read = read(form, self.typed, self._offered, doubting=False)

    def asking(self) -> Asking:
        lookups = [(f"{AT}{path}", one) for path, one in _lookups(self.form, "", 0)]
        rows = {path: [self._row(one.register)] * (2 if one.own else 1) for path, one in lookups}
        return Asking(
            self._words,
            self.read.so_far,
            self.typed,
            {},
            rows,
            {},
            frozenset(path for path, one in lookups if not one.own),
            {path: name_of(found[0], self._words.language) for path, found in rows.items()},
            {f"{AT}{path}": part for path, part in self.read.parts.items()},
            at=AT,
        )

    def _answers(self, form: type[Form], deep: int) -> dict[str, Any]:
        return {name: self._many(one, deep) for name, one in form.fields.items() if one.asked}

    def _many(self, one: Field[Any], deep: int) -> Any:
        answer = self._answer(one, deep)
        if one.rows is None or answer is None:
            return answer
        return [{ROW_ID: ROW, **answer}] if isinstance(answer, dict) and isinstance(one, Part) else [answer]

    def _answer(self, one: Field[Any], deep: int) -> Any:
        if isinstance(one, Part):
            return self._answers(one.of, deep + 1) if deep < DEEPEST else None
        if isinstance(one, Lookup):
            return row_key(self._row(one.register))
        if isinstance(one, Choice):
            return next(iter(one.options), None)
        if isinstance(one, YesNo | Consent):
            return "yes"
        if isinstance(one, Number | Money):
            return str(getattr(one, "least", None) or 1)
        if isinstance(one, Text):
            return one.example or FORMATS[one.format].example or self._words.text(EXAMPLE)
        return self._time(one)

    def _time(self, one: Field[Any]) -> Any:
        """None for what no picture needs an answer to: files, marks."""
        day = self._today + AHEAD
        if isinstance(one, DateRange):
            return {"first": _boxes(self._today), "last": _boxes(day)}
        if isinstance(one, Date):
            return _boxes(day)
        return f"{day.isoformat()}T10:00" if isinstance(one, Moment) else None

    def _row(self, register: Register[Any]) -> Form:
        """An invented row of a register; what a column has no example for is left out."""
        if register.name not in self._rows:
            typed = {name: self._many(one, DEEPEST) for name, one in register.of.fields.items() if one.asked}
            key = register.of.fields[register.key]
            known = read(register.of, typed, lambda ask: (), doubting=False).so_far
            if key.name not in vars(known):
                known = register.of(**{**vars(known), key.name: "1"})
            self._rows[register.name] = known
        return self._rows[register.name]

    def _offered(self, ask: Ask) -> tuple[Form, ...]:
        return (self._row(self._known[ask.register]),)


def _boxes(day: dt.date) -> dict[str, str]:
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


def _lookups(form: type[Form], at: str, deep: int) -> Iterator[tuple[str, Lookup[Any]]]:
    """Every one of a form with its path, as the invented answers have it."""
    for name, one in form.fields.items():
        if isinstance(one, Lookup):
            yield f"{at}{name}", one
        elif isinstance(one, Part) and deep < DEEPEST:
            inside = f"{at}{name}-{ROW}-" if one.rows else f"{at}{name}-"
            yield from _lookups(one.of, inside, deep + 1)

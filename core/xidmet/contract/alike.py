"""Answers of many cases, out of the store and back into it: what stands in several of them is read and written once.

What the store holds was judged when it was given, so texts are taken as they stand. A register's row that several cases
copied alike becomes one object, and its JSON one text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring as quoted
from typing import Any

import msgspec

from xidmet.contract.fields import Choice, Consent, Date, Field, Text, YesNo
from xidmet.contract.form import F, Form
from xidmet.contract.plain import like_of, restored_one, stored
from xidmet.contract.registers import Lookup

ROW = msgspec.json.Encoder().encode
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
Reads = Callable[[Any], Any]


class Alike:
    """For one list of cases: what it remembers is forgotten with it."""

    def __init__(self) -> None:
        self._readers: dict[type[Form], dict[str, Reads]] = {}
        self._taken: dict[type[Form], frozenset[str]] = {}  # questions whose texts are taken as they stand
        self._rows: dict[Any, Form] = {}
        self._texts: dict[int, tuple[Any, str]] = {}

    def read(self, form: type[F], data: Mapping[str, Any]) -> F:
        """As from_json() reads what to_store() wrote."""
        reads = self._readers.get(form) or self._readers_of(form)
        texts = self._taken[form]
        return form(
            **{
                name: one if one is None or (type(one) is str and name in texts) else reads[name](one)
                for name, one in data.items()
                if name in reads
            }
        )

    def text(self, answers: Form) -> str:
        """Its JSON, as the store has it."""
        fields, parts, texts = type(answers).fields, list[str](), self._texts
        for name, value in vars(answers).items():
            if type(value) is str:
                said = quoted(value)
            elif value is None:
                said = "null"
            elif known := texts.get(id(value)):
                said = known[1]
            else:
                said = self._text(fields.get(name), value)
            parts.append(f'"{name}": {said}')
        return f"{{{', '.join(parts)}}}"

    def _text(self, field: Field[Any] | None, value: Any) -> str:
        if isinstance(value, tuple | list):
            return "[" + ", ".join(self._text(field, one) for one in value) + "]"
        said = self.text(value) if isinstance(value, Form) else AS_JSON(stored(field, value))
        if isinstance(value, Form | dt.date):  # what one case copied, and what a move asks, stands in many
            self._texts[id(value)] = (value, said)  # held, so that the identity stays its own
        return said

    def _readers_of(self, form: type[Form]) -> dict[str, Reads]:
        self._taken[form] = frozenset(
            name for name, one in form.fields.items() if not one.rows and isinstance(like_of(one), Text | Choice)
        )
        readers = self._readers[form] = {name: self._reader(field) for name, field in form.fields.items()}
        return readers

    def _reader(self, field: Field[Any]) -> Reads:
        one = self._made(field, like_of(field))
        return (lambda value: tuple(map(one, value)) if isinstance(value, list) else one(value)) if field.rows else one

    def _made(self, field: Field[Any], like: Field[Any]) -> Reads:
        if isinstance(like, Lookup):
            of = like.register.of
            return lambda value: self._row(of, value)
        if isinstance(like, Text | Choice):
            return lambda value: value if type(value) is str else restored_one(field, value)
        if isinstance(like, YesNo | Consent):
            return lambda value: value if type(value) is bool else restored_one(field, value)
        if isinstance(like, Date):
            return lambda value: _day(value) or restored_one(field, value)
        return lambda value: restored_one(field, value)

    def _row(self, of: type[Form], value: Mapping[str, Any]) -> Form:
        try:
            key: Any = (of, *value.items())
            known = self._rows.get(key)
        except TypeError:  # a list in it
            key = (of, ROW(value))
            known = self._rows.get(key)
        if known is None:
            known = self._rows[key] = self.read(of, value)
        return known


def _day(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None

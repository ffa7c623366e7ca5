"""Answers that were accepted as they were typed, because their register was silent; and how each of them stands.

They are kept beside what was asked in a case, so that they go along with every move and are erased with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from xidmet.contract.answers import Answers, row_key
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup

UNCONFIRMED = "unconfirmed"  # beside what was asked
Standing = Literal["waiting", "differs", "confirmed", "vouched"]


@dataclass(frozen=True)
class Unconfirmed:
    """since: when it was sent. state: vouched: an officer saw it proved otherwise. at: when it came to that state.

    found: the register's row where it differs; None: it has no such row. late: officers were told that it takes long.
    who: the officer, and why.
    """

    since: dt.datetime
    state: Standing = "waiting"
    at: dt.datetime | None = None
    found: Mapping[str, Any] | None = None
    late: bool = False
    who: str = ""
    why: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "differs")


def entries_in(kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Unconfirmed]:
    return {name: _entry(one) for name, one in kept.items()}


def _entry(kept: Mapping[str, Any]) -> Unconfirmed:
    at = kept.get("at")
    times = {"since": dt.datetime.fromisoformat(kept["since"]), "at": dt.datetime.fromisoformat(at) if at else None}
    return Unconfirmed(**{**kept, **times})


def plain(entry: Unconfirmed) -> dict[str, Any]:
    """For the store, without what is as usual."""
    usual = Unconfirmed(entry.since)
    said = {name: value for name, value in vars(entry).items() if value != getattr(usual, name)}
    times = {name: value.isoformat() for name, value in said.items() if isinstance(value, dt.datetime)}
    return {"since": entry.since.isoformat(), **said, **times}


def typed_rows(form: type[Form], typed: Mapping[str, Any]) -> list[str]:
    """The look-ups for which raw input has a whole row."""
    return [name for name, one in form.fields.items() if may_be_typed(one) and isinstance(typed.get(name), Mapping)]


def may_be_typed(field: Any) -> bool:
    return isinstance(field, Lookup) and field.may_be_typed


def picked(typed: Mapping[str, Any], found: Answers[Any], is_open: Collection[str]) -> dict[str, Any]:
    """Of rows that were typed, the keys of those whose register answers again: its own rows stand."""
    return {
        name: row_key(row)
        for name in typed_rows(type(found.so_far), typed)
        if name in is_open and name not in found.unconfirmed
        if isinstance(row := vars(found.so_far).get(name), Form)
    }

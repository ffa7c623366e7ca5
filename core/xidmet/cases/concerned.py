"""Whom a case is about, as its declaration says: FINs, VÖENs and passports among the answers, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

from xidmet.auth.parties import party_named
from xidmet.contract.fields import Field, Text
from xidmet.contract.form import Form

MOST = 50  # of one case: a roster of an organisation is about everybody in it, and about nobody
PASSPORT = "t:"


def concerned(answers: Form) -> dict[str, Field[object]]:
    """Key -> the question that names them, outermost first. Registers' rows are looked into as well."""
    found: dict[str, Field[object]] = {}
    for key, field in _named(answers):
        found.setdefault(key, field)
        if len(found) == MOST:
            break
    return found


def _named(answers: Form, under: Field[object] | None = None) -> Iterator[tuple[str, Field[object]]]:
    for name, field in type(answers).fields.items():
        value = vars(answers).get(name)
        for one in value if isinstance(value, tuple) else (value,):
            if key := _key(field, one):
                yield key, under or field
            if isinstance(one, Form):
                yield from _named(one, under or field)


def _key(field: Field[object], value: object) -> str:
    if isinstance(field, Text) and field.format == "passport" and value:
        return f"{PASSPORT}{value}"
    return party_named(field, value)

"""Party keys: how the store names whom something belongs to or is about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xidmet.contract.fields import Field, Text
from xidmet.contract.form import Form


def person_key(fin: str | None, account: UUID | None = None) -> str:
    return f"p:{fin}" if fin else f"a:{account}"


def organisation_key(voen: str) -> str:
    return f"o:{voen}"


def voen_of(party: str) -> str:
    return party[2:] if party.startswith("o:") else ""


def party_named(field: Field[Any], value: Any) -> str:
    """The party that an answer names: an organisation's row, a person's row, a FIN or a VÖEN; "" for nobody."""
    if isinstance(value, Form):
        known = vars(value)
        if known.get("voen"):
            return organisation_key(str(known["voen"]))
        return person_key(str(known["fin"])) if known.get("fin") else ""
    if not value or not isinstance(field, Text):
        return ""
    if field.format == "fin":
        return person_key(str(value))
    return organisation_key(str(value)) if field.format == "voen" else ""

"""What a form asks, as JSON Schema 2020-12: made from the declaration, in the reader's language.

It describes answers as the API gives them out. The portal forgives more: whatever people type is understood here too.
Questions that depend on others are required by if/then; what is sent for a hidden one is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xidmet.contract.answers import SURE
from xidmet.contract.fields import (
    Choice,
    Consent,
    Date,
    DateRange,
    Derived,
    Field,
    Moment,
    Money,
    Number,
    Text,
    Upload,
    YesNo,
)
from xidmet.contract.form import Form, Marks, Part
from xidmet.contract.registers import Lookup
from xidmet.language import Translator

from xidmet_ui.api.conditions import shown_when
from xidmet_ui.api.natural import may_be_doubted

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
FORMATS: dict[str, Schema] = {
    "fin": {"pattern": "^[0-9A-HJ-NP-Z]{7}$"},
    "voen": {"pattern": "^[0-9]{9}[12]$"},
    "identity-card": {"pattern": "^(AZE[0-9]{8}|AA[0-9]{7})$"},
    "passport": {"pattern": "^[A-Z0-9]{5,20}$"},
    "residence-card": {"pattern": "^[DM]Yİ[0-9]{6,8}$"},
    "iban": {"pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"},
    "postal-code": {"pattern": "^AZ[0-9]{4}$"},
    "email": {"format": "email"},
    "phone": {"pattern": r"^\+[1-9][0-9]{6,14}$"},
    "time": {"pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
}
MONEY = r"^-?([0-9]{1,12}(\.[0-9]{1,2})?|1000000000000(\.0{1,2})?)$"
DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
SURE_TEXT: Schema = {"anyOf": [{"type": "string"}, {"type": "null"}], "x-sure": True}
ROW_ID: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}


@dataclass(frozen=True)
class Asks:
    """Of which service; in whose words; move: the transition that asks, "" for the service's own form."""

    slug: str
    words: Translator
    move: str = ""


def form_schema(form: type[Form], title: str, asks: Asks) -> Schema:
    """The whole form: questions, steps, conditions, values that follow."""
    text = asks.words.text
    steps = [
        {"name": s.name, "title": text(s.label), "hint": text(s.hint), "fields": [f.name for f in s.fields if f.asked]}
        for s in form.steps
    ]
    derived = [
        {"name": name, "title": text(field.label)} for name, field in form.fields.items() if isinstance(field, Derived)
    ]
    schema = {"$schema": DIALECT, "title": text(title), **_object(form, asks, "")}
    return schema | {"x-steps": steps, "x-derived": derived}


def _object(form: type[Form], asks: Asks, path: str) -> Schema:
    fields = [field for field in form.fields.values() if field.asked]
    schema: Schema = {
        "type": "object",
        "properties": {field.name: _asked(field, asks, f"{path}{field.name}") for field in fields}
        | {field.name + SURE: SURE_TEXT for field in fields if may_be_doubted(field)},
        "required": [field.name for field in fields if field.condition is None and _needed(field)],
        "additionalProperties": False,
    }
    ifs = [_when(form, field) for field in fields if field.condition is not None and _needed(field)]
    found = [one for one in ifs if one]
    return schema | ({"allOf": found} if found else {})


def _needed(field: Field[Any]) -> bool:
    """What a register may know is required only where it does not."""
    return field.required and (not field.rows or field.rows[0] > 0) and field.prefill is None


def _when(form: type[Form], field: Field[Any]) -> Schema | None:
    shown = shown_when(form, field)
    if shown is None:
        return None
    return {"if": shown, "then": {"required": [field.name], "properties": {field.name: {"not": {"type": "null"}}}}}


def _asked(field: Field[Any], asks: Asks, path: str) -> Schema:
    """One question. null stands for an answer left empty, where that is allowed or the question may be hidden."""
    value = _rows(field, asks, path) if field.rows else _one(field, asks, path)
    schema: Schema = {"title": asks.words.text(field.label)}
    if field.hint:
        schema["description"] = asks.words.text(field.hint)
    if field.help:
        schema["x-help"] = asks.words.text(field.help)
    if field.example:
        schema["examples"] = [asks.words.text(field.example)]
    if field.condition is not None:
        schema["x-condition"] = field.condition.data()
    if _needed(field) and field.condition is None:
        return schema | value
    return schema | {"anyOf": [value, {"type": "null"}]}


def _rows(field: Field[Any], asks: Asks, path: str) -> Schema:
    least, most = field.rows or (0, 0)
    schema = {"type": "array", "minItems": least, "maxItems": most, "items": _one(field, asks, path, row=True)}
    if isinstance(field, Part) and field.key is not None:
        return schema | {"x-key": field.key.name}
    return schema | ({"uniqueItems": True} if isinstance(field, Choice | Lookup) else {})


def _one(field: Field[Any], asks: Asks, path: str, *, row: bool = False) -> Schema:
    if isinstance(field, Part):
        schema = _object(field.of, asks, f"{path}.")
        if row:
            schema["properties"] = {"_id": ROW_ID, **schema["properties"]}
            schema |= {"title": asks.words.text(field.each)} if field.each else {}
        return schema
    if isinstance(field, Lookup):
        key: Schema = {"type": "string", "minLength": 1, "pattern": r"\S"}
        if field.may_be_typed:  # the whole row, while the register does not answer
            key = {"anyOf": [key, _object(field.register.of, asks, f"{path}.")]}
        return key | {"x-lookup": _lookup(field, asks, path)}
    if isinstance(field, Choice):
        titled = [{"const": value, "title": asks.words.text(label)} for value, label in field.options.items()]
        return {"type": "string", "enum": list(field.options), "oneOf": titled}
    return _plain(field)


def _lookup(field: Lookup[Any], asks: Asks, path: str) -> Schema:
    """Where its rows are searched; own: only rows about the party; match: column -> the answer it must equal."""
    move = f"&move={asks.move}" if asks.move else ""
    return {
        "register": field.register.name,
        "title": asks.words.text(field.register.label),
        "own": field.own,
        "match": {column: other.name for column, other in field.match.items()},
        "search": f"/api/v1/services/{asks.slug}/lookups/{path}?text={{text}}{move}",
    }


def _plain(field: Field[Any]) -> Schema:
    if isinstance(field, YesNo):
        return {"type": "boolean"}
    if isinstance(field, Number):
        limits = {"minimum": field.least, "maximum": field.most}
        return {"type": "integer", **{name: limit for name, limit in limits.items() if limit is not None}}
    if isinstance(field, Money):
        return {"type": "string", "pattern": MONEY, "x-currency": "AZN", "examples": ["1234.50"]}
    if isinstance(field, Date):
        return DAY
    if isinstance(field, DateRange):
        ends: Schema = {"type": "object", "properties": {"first": DAY, "last": DAY}, "required": ["first", "last"]}
        return ends | {"additionalProperties": False, "x-most-days": field.most_days}
    if isinstance(field, Consent):
        return {"const": True}
    if isinstance(field, Moment):
        return {"type": "string", "format": "date-time"}
    if isinstance(field, Upload):
        upload = {"kinds": list(field.kinds), "mostBytes": field.most_bytes}
        return {"type": "string", "minLength": 1, "pattern": r"\S", "x-upload": upload}
    if isinstance(field, Marks):
        return {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}}
    return _text(field) if isinstance(field, Text) else {}


def _text(field: Text) -> Schema:
    schema: Schema = {"type": "string", "minLength": 1, "maxLength": field.most, "pattern": r"\S"}
    schema |= {"x-format": field.format}
    if field.pattern:
        return schema | {"pattern": f"^(?:{field.pattern})$"}
    return schema | FORMATS.get(field.format, {})

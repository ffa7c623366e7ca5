"""Answers as machines write them <-> raw input as the pages keep it, so that both may work on one draft.

A date is one text, a page's three boxes are its parts; a yes is true, a page's is "yes"; a number is a number, typed it
is a text. What the portal could not understand is kept, and given out, as it was typed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from xidmet.contract.answers import SURE, row_key
from xidmet.contract.attached import Attached
from xidmet.contract.compiled import adapter
from xidmet.contract.fields import (
    Choice,
    Consent,
    Date,
    DateRange,
    Days,
    Field,
    Moment,
    Money,
    Number,
    Text,
    Upload,
    YesNo,
)
from xidmet.contract.form import Form, Marks, Part
from xidmet.contract.formats import FORMATS
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _
from xidmet.contract.uploads import ids_of
from xidmet.errors import WrongAnswers

from xidmet_ui.api.reading import escaped, wrong_type
from xidmet_ui.build.typed import DATE_PARTS

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
LONGEST_LIST = 1_000  # so many are kept, and told to be too many, where fewer may be given
ROW_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
DAY_ENDS = ("first", "last")
ONE_TEXT = (Text, Choice, Money, Lookup, Upload, Moment)
NO_QUESTION = Mistake(_("This is not asked here."))
SAME_ID = Mistake(_("Two rows have the same “_id”, or it has other signs than letters, digits, - and _."))
Errors = dict[str, Mistake]


def typed_of(form: type[Form], given: Mapping[str, Any], at: str) -> dict[str, Any]:
    """Raw input of the questions that were given. at: JSON pointer of what was given.

    Raises WrongAnswers, by JSON pointer, for values that no page could have posted: unknown names, other JSON types.
    """
    errors = Errors()
    typed = _form(form, given, at, errors)
    if errors:
        raise WrongAnswers(errors)
    return typed


def _form(form: type[Form], given: Mapping[str, Any], at: str, errors: Errors) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, value in given.items():
        field = form.fields.get(name.removesuffix(SURE))
        if field is None or not field.asked or (name.endswith(SURE) and not may_be_doubted(field)):
            errors[f"{at}/{escaped(name)}"] = NO_QUESTION
        else:
            typed[name] = _field(field, value, f"{at}/{name}", errors)
    return typed


def may_be_doubted(field: Field[Any]) -> bool:
    """Beside its answer may stand, with the end "-sure", the text that is right all the same."""
    return isinstance(field, Text) and FORMATS[field.format].doubt is not None


def _field(field: Field[Any], value: Any, at: str, errors: Errors) -> Any:
    if not field.rows:
        return _one(field, value, at, errors)
    if value is None:
        return []
    if not isinstance(value, list):
        errors[at] = wrong_type("array")
        return []
    most = field.rows[1]
    if len(value) > max(most, LONGEST_LIST):
        errors[at] = Mistake(_("Give at most {most}; there are {given}."), {"most": most, "given": len(value)})
        return []
    return _rows(field, value, at, errors) if isinstance(field, Part) else _list(field, value, at, errors)


def _list(field: Field[Any], value: list[Any], at: str, errors: Errors) -> list[Any]:
    return [one for place, said in enumerate(value) if (one := _one(field, said, f"{at}/{place}", errors))]


def _rows(field: Part[Any], value: list[Any], at: str, errors: Errors) -> list[dict[str, Any]]:
    """Every row under an id of its own: the one it came with, else the first that is free."""
    ids = [row.get("_id") for row in value if isinstance(row, dict) and "_id" in row]
    taken, rows = {str(one) for one in ids}, []
    free = (f"r{number}" for number in range(1, 2 * len(value) + 2) if f"r{number}" not in taken)
    if len(taken) != len(ids) or not all(isinstance(one, str) and ROW_ID.fullmatch(one) for one in ids):
        errors[at] = SAME_ID
    for place, row in enumerate(value):
        if not isinstance(row, dict):
            errors[f"{at}/{place}"] = wrong_type("object")
            continue
        inner = {name: said for name, said in row.items() if name != "_id"}
        rows.append({"_id": row.get("_id") or next(free), **_form(field.of, inner, f"{at}/{place}", errors)})
    return rows


def _one(field: Field[Any], value: Any, at: str, errors: Errors) -> Any:
    if value is None:
        return _nothing(field)
    if isinstance(field, Part | Marks):
        if not isinstance(value, dict):
            errors[at] = wrong_type("object")
            return {}
        return _form(field.of, value, at, errors) if isinstance(field, Part) else _marks(value, at, errors)
    if isinstance(field, Lookup) and field.may_be_typed and isinstance(value, dict):
        return _form(field.register.of, value, at, errors)
    expected = _expected(field, value)
    if expected:
        errors[at] = wrong_type(expected)
        return ""
    if isinstance(field, DateRange) and isinstance(value, dict):
        return {end: _boxes(field, value.get(end, "")) for end in DAY_ENDS}
    return _boxes(field, value) if isinstance(field, Date) else _word(field, value)


def _nothing(field: Field[Any]) -> Any:
    """What a page keeps of a question that was left empty."""
    if isinstance(field, Date):
        return dict.fromkeys(DATE_PARTS, "")
    if isinstance(field, DateRange):
        return {end: dict.fromkeys(DATE_PARTS, "") for end in DAY_ENDS}
    return {} if isinstance(field, Part | Marks) else ""


def _marks(value: dict[str, Any], at: str, errors: Errors) -> dict[str, Any]:
    errors |= {
        f"{at}/{escaped(name)}": wrong_type("string") for name, text in value.items() if not isinstance(text, str)
    }
    return value


def _expected(field: Field[Any], value: Any) -> str:
    """The JSON type that this question takes; "" when the value fits. A text may stand everywhere, as it is typed."""
    if isinstance(value, str):
        return ""
    if isinstance(field, ONE_TEXT):
        return "string"
    if isinstance(field, YesNo | Consent):
        return "" if isinstance(value, bool) else "boolean"
    if isinstance(field, Number):
        whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
        return "" if whole else "integer"
    if isinstance(field, Date):
        return "" if _is_day(value) else "string"
    if isinstance(field, DateRange):
        ends = isinstance(value, dict) and set(value) <= set(DAY_ENDS)
        return "" if ends and all(_is_day(end) for end in value.values()) else "object"
    return ""  # a kind of question that brings its own raw form


def _is_day(value: Any) -> bool:
    """A text, or the boxes of a page, as a half-typed date is given out."""
    if isinstance(value, dict):
        return set(value) <= set(DATE_PARTS) and all(isinstance(part, str) for part in value.values())
    return isinstance(value, str)


def _word(field: Field[Any], value: Any) -> Any:
    if isinstance(field, YesNo) and isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, Consent) and isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(field, Number) and not isinstance(value, str):
        return str(int(value))
    return value


def _boxes(field: Field[Any], value: str | dict[str, str]) -> Any:
    """A date as the three boxes of a page; a text in which no three parts are to be found stays as it is."""
    if isinstance(value, dict):
        return {part: value.get(part, "") for part in DATE_PARTS}
    found = ISO.fullmatch(value.strip())
    if found:
        return {"day": found[3], "month": found[2], "year": found[1]}
    day = _understood(field, value)
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)} if isinstance(day, dt.date) else value


def _understood(field: Field[Any], typed: Any) -> Any:
    """None for what the portal does not understand."""
    try:
        return adapter(field).validate_python(typed)
    except ValidationError:
        return None


def natural_of(form: type[Form], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into a draft, right or wrong, so that it can be sent again; nothing of what was left empty."""
    known = {name: field for name, field in form.fields.items() if field.asked}
    found = {name: _natural(field, typed[name]) for name, field in known.items() if name in typed}
    found |= {name + SURE: typed[name + SURE] for name in known if typed.get(name + SURE)}
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def _natural(field: Field[Any], typed: Any) -> Any:
    if field.rows and isinstance(typed, list):
        return [_natural_one(field, one) for one in typed]
    return _natural_one(field, typed)


def _natural_one(field: Field[Any], typed: Any) -> Any:
    if isinstance(field, Upload):
        return next(iter(ids_of(typed)), None)
    if isinstance(field, Part):
        row = typed if isinstance(typed, Mapping) else {}
        named = {"_id": str(row["_id"])} if "_id" in row else {}
        return named | natural_of(field.of, row)
    if isinstance(field, Lookup) and isinstance(typed, Mapping):
        return natural_of(field.register.of, typed)
    if isinstance(field, YesNo | Consent):
        return {"yes": True, "no": False}.get(str(typed), typed)
    if isinstance(field, DateRange) and isinstance(typed, Mapping):
        ends = {end: _day(typed.get(end, "")) for end in DAY_ENDS}
        return ends if any(ends.values()) else ""
    if isinstance(field, Date):
        return _day(typed)
    if isinstance(field, Number | Money) and typed:
        value = _understood(field, typed)
        return typed if value is None else _plain(field, value)
    return typed


def _day(typed: Any) -> Any:
    if not isinstance(typed, Mapping):
        return typed
    parts = [str(typed.get(part, "")).strip() for part in ("year", "month", "day")]
    if not any(parts):
        return ""
    text = "-".join(part if place == 0 else part.zfill(2) for place, part in enumerate(parts))
    return text if ISO.fullmatch(text) and all(parts) else dict(zip(("year", "month", "day"), parts, strict=True))


def given_of(answers: Form) -> dict[str, Any]:
    """Answers that were understood, in the same shape."""
    fields = type(answers).fields
    known = {name: value for name, value in vars(answers).items() if name in fields and fields[name].asked}
    return {name: _given(fields[name], value) for name, value in known.items() if value not in (None, ())}


def _given(field: Field[Any], value: Any) -> Any:
    return [_plain(field, one) for one in value] if isinstance(value, tuple) else _plain(field, value)


def _plain(field: Field[Any], value: Any) -> Any:
    if isinstance(value, Form):
        return row_key(value) if isinstance(field, Lookup) else given_of(value)
    if isinstance(value, Attached):
        return value.id
    return _told(value)


def columns_of(row: Form) -> dict[str, Any]:
    """What is known in a row of a register, an attestation, a list of values; rows inside it too."""
    return {name: _told(value) for name, value in vars(row).items() if value is not None}


def _told(value: Any) -> Any:
    if isinstance(value, Form):
        return columns_of(value)
    if isinstance(value, tuple | list):
        return [_told(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, Days):
        return {"first": value.first.isoformat(), "last": value.last.isoformat()}
    return value.isoformat() if isinstance(value, dt.date) else value

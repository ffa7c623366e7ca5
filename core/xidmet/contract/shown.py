"""Any answer as a line of text in the reader's language."""

from __future__ import annotations

from typing import Any

from xidmet.contract.conditions import NotYet
from xidmet.contract.fields import Choice, Derived, Field, YesNo
from xidmet.contract.form import Form
from xidmet.contract.texts import _
from xidmet.language import Translator


def show(field: Field[Any], value: Any, translator: Translator) -> str:
    """An answer to this field; "" where nothing was answered."""
    like = field.like if isinstance(field, Derived) and field.like is not None else field
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return ", ".join(show_one(like, one, translator) for one in value)
    return show_one(like, value, translator)


def show_one(field: Field[Any], value: Any, translator: Translator) -> str:
    if isinstance(field, YesNo):
        return translator.text(_("Yes") if value else _("No"))
    if isinstance(field, Choice):
        return translator.text(field.options.get(str(value), str(value)))
    if isinstance(value, Form):
        return name_of(value, translator.language)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {text}" for name, text in value.items())
    return translator.show(value)


def name_of(row: Form, language: str) -> str:
    """What people call a row of a register: its name in their language, else its name, else its first text."""
    known = vars(row)
    for name in (f"name_{language}", "name"):
        if known.get(name):
            return str(known[name])
    people = [str(known[name]) for name in ("surname", "given_name", "patronymic") if known.get(name)]
    texts = [str(value) for value in known.values() if isinstance(value, str) and value]
    return " ".join(people) if people and "number" not in known else (texts or [""])[0]


def value_of(field: Field[Any], answers: Form) -> Any:
    """The answer to a field, None while it is missing."""
    try:
        return field.__get__(answers, type(answers))
    except (NotYet, AttributeError, TypeError):
        return None

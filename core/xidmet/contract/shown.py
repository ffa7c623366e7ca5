"""Any answer as a line of text in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import phonenumbers

from xidmet.contract.attached import Attached
from xidmet.contract.conditions import NotYet
from xidmet.contract.fields import Choice, Consent, Days, Derived, Field, Number, Text, YesNo
from xidmet.contract.form import Form
from xidmet.contract.parts import Address, Passport
from xidmet.contract.texts import _
from xidmet.language import Translator


def _phone(number: str) -> str:
    """+994 50 123 45 67; one that is no number stays as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number


def _fours(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


WHOLE = (Address, Passport)  # of a person the name is enough, and more would tell a checker too much
REGISTER_DIFFERS = _(
    "The register says something else than what was typed. Take what it says; if that is wrong, have it corrected "
    "where it is kept."
)
GROUPED = {"phone": _phone, "iban": _fours}


def show(field: Field[Any], value: Any, translator: Translator) -> str:
    """An answer to this field; "" where nothing was answered."""
    like = field.like if isinstance(field, Derived) and field.like is not None else field
    if value is None:
        return ""
    if isinstance(value, tuple | list):
        return ", ".join(show_one(like, one, translator) for one in value)
    return show_one(like, value, translator)


def stands_as_it_is(field: Field[Any]) -> bool:
    """Whether show() gives a text that was answered here as it was answered."""
    return isinstance(field, Text) and field.format not in GROUPED


def show_marks(form: type[Form], marks: Mapping[str, str], translator: Translator) -> str:
    """Questions of a form with what was written beside each; a name that the form lost meanwhile stands as it is."""
    labels = {name: translator.text(field.label) for name, field in form.fields.items()}
    named = ((labels.get(name, name), mark_text(text, translator)) for name, text in marks.items())
    return "; ".join(f"{label}{'' if label.endswith('?') else ':'} {text}" for label, text in named)


def mark_text(mark: str, translator: Translator) -> str:
    """What an officer wrote stands as it was written; what the portal wrote is in the reader's language."""
    return translator.text(mark) if mark == REGISTER_DIFFERS else mark


def show_one(field: Field[Any], value: Any, translator: Translator) -> str:
    if isinstance(value, Days):
        return f"{translator.date(value.first)} – {translator.date(value.last)}"
    if isinstance(field, YesNo | Consent):
        return translator.text(_("Yes") if value else _("No"))
    if isinstance(field, Choice):
        return translator.text(field.options.get(str(value), str(value)))
    if isinstance(value, Form):
        return _whole(value, translator) if isinstance(value, WHOLE) else name_of(value, translator.language)
    if isinstance(field, Number):
        return translator.number(value)
    if isinstance(field, Text) and field.format in GROUPED:
        return GROUPED[field.format](str(value))
    if isinstance(value, Attached):
        return f"{value.name}, {translator.size(value.size)}"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {text}" for name, text in value.items())
    return translator.show(value)


def _whole(part: Form, translator: Translator) -> str:
    """All that was answered in it, in one line."""
    said = (show(one, vars(part).get(one.name), translator) for one in type(part).fields.values())
    return ", ".join(line for line in said if line)


def name_of(row: Form, language: str) -> str:
    """What people call a row of a register: its name in their language, else its name, else its first text or value."""
    known = vars(row)
    for name in (f"name_{language}", "name"):
        if known.get(name):
            return str(known[name])
    people = [str(known[name]) for name in ("surname", "given_name", "patronymic") if known.get(name)]
    values = [known[name] for name in type(row).fields if name in known]  # as declared: a store gives them in any order
    texts = [value for value in values if isinstance(value, str) and value]
    return " ".join(people) if people and "number" not in known else str((texts or values or [""])[0])


def value_of(field: Field[Any], answers: Form) -> Any:
    """The answer to a field, None while it is missing."""
    try:
        return field.__get__(answers, type(answers))
    except (NotYet, AttributeError, TypeError):
        return None

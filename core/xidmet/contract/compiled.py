"""Fields as pydantic types: what was typed is tidied, then validated. Made once per field, never per request."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, get_type_hints

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, TypeAdapter, create_model
from pydantic_core import PydanticCustomError

from xidmet.contract.fields import Choice, Derived, Field, Money, Number, Text, YesNo
from xidmet.contract.form import Form, Marks, Part
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _
from xidmet.language import clean_identifier

Tidy = Callable[[Any], Any]


def wrong(text: str, **values: object) -> PydanticCustomError:
    """A mistake told in the reader's language: the msgid travels in the error's context."""
    return PydanticCustomError("said", "{text}", {"text": text, "values": values})


@cache
def adapter(field: Field[Any]) -> TypeAdapter[Any]:
    """Validates one plain answer (not rows, parts or look-ups, which are read piece by piece)."""
    return TypeAdapter(_type(field))


_models: dict[type[Form], type[BaseModel]] = {}


def model(form: type[Form]) -> type[BaseModel]:
    """The whole form as a pydantic model: for the API's schema. Absent answers are None."""
    if form not in _models:
        _models[form] = _model(form)
    return _models[form]


def _model(form: type[Form]) -> type[BaseModel]:
    fields: dict[str, Any] = {name: (_kept(field) | None, None) for name, field in form.fields.items()}
    with warnings.catch_warnings():  # a question may be called "copy"; nobody calls that method of a schema
        warnings.filterwarnings("ignore", "Field name", UserWarning)
        return create_model(form.__name__, __config__=ConfigDict(extra="forbid", title=form.__name__), **fields)


def _kept(field: Field[Any]) -> Any:
    inner: Any = _type(field)
    if isinstance(field, Part):
        inner = model(field.of)
    elif isinstance(field, Lookup):
        inner = model(field.register.of)
    return list[inner] if field.rows else inner


def _type(field: Field[Any]) -> Any:
    if isinstance(field, Text):
        return Annotated[str, BeforeValidator(_tidy_text(field)), AfterValidator(_check_text(field))]
    if isinstance(field, Choice):
        return Annotated[str, AfterValidator(_one_of(tuple(field.options)))]
    if isinstance(field, YesNo):
        return Annotated[bool, BeforeValidator(_yes_no)]
    if isinstance(field, Money):
        return Annotated[Decimal, BeforeValidator(_amount)]
    if isinstance(field, Number):
        return Annotated[int, BeforeValidator(_digits), AfterValidator(_between(field.least, field.most))]
    if isinstance(field, Marks):
        return dict[str, str]
    if isinstance(field, Derived):
        return _derived(field)
    return Annotated[field.python, BeforeValidator(_day)] if field.python is dt.date else field.python


def _derived(field: Derived[Any]) -> Any:
    if field.like is not None:
        return _type(field.like)
    try:
        return get_type_hints(field.compute).get("return", Any)
    except NameError:  # a type the plugin imports for checking only
        return Any


def _tidy_text(field: Text) -> Tidy:
    if field.format in ("fin", "voen", "passport"):
        return lambda typed: clean_identifier(str(typed))
    if field.format == "password":
        return str
    if field.format == "long":
        return lambda typed: str(typed).replace("\r\n", "\n").strip()
    return lambda typed: " ".join(str(typed).split())


def _check_text(field: Text) -> Callable[[str], str]:
    form = FORMATS.get(field.format)
    pattern = re.compile(field.pattern) if field.pattern else None

    def check(text: str) -> str:
        if len(text) > field.most:
            raise wrong(_("Use at most {most} characters; there are {length}."), most=field.most, length=len(text))
        if pattern and not pattern.fullmatch(text):
            raise wrong(_("This does not look right. Check it and type it again."))
        return form(text) if form else text

    return check


def _fin(text: str) -> str:
    if len(text) != 7:
        raise wrong(_("A FIN has 7 characters; you typed {length}."), length=len(text))
    if not re.fullmatch(r"[0-9A-HJ-NP-Z]{7}", text):
        raise wrong(_("A FIN has digits and Latin letters, without I and O. Look at the identity card."))
    return text


def _voen(text: str) -> str:
    if not re.fullmatch(r"\d{10}", text):
        raise wrong(_("A VÖEN has 10 digits; you typed {length}."), length=len(text))
    if text[-1] not in "12":
        raise wrong(_("A VÖEN ends in 1 (legal entity) or 2 (natural person)."))
    return text


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise wrong(_("Type an e-mail address like name@example.az.")) from None


def _phone(text: str) -> str:
    try:
        number = phonenumbers.parse(text, "AZ")
    except phonenumbers.NumberParseException:
        raise wrong(_("Type a phone number like +994 50 123 45 67.")) from None
    if not phonenumbers.is_valid_number(number):
        raise wrong(_("There is no such phone number. Type it like +994 50 123 45 67."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _passport(text: str) -> str:
    if not re.fullmatch(r"[A-Z0-9]{5,20}", text):
        raise wrong(_("A passport number has 5 to 20 Latin letters and digits."))
    return text


def _time(text: str) -> str:
    found = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})", text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise wrong(_("Type the time with 24 hours, like 21:00."))
    return f"{int(found[1]):02}:{found[2]}"


FORMATS: dict[str, Callable[[str], str]] = {
    "fin": _fin,
    "voen": _voen,
    "email": _email,
    "phone": _phone,
    "passport": _passport,
    "time": _time,
}


def _one_of(options: tuple[str, ...]) -> Callable[[str], str]:
    def check(chosen: str) -> str:
        if chosen.strip() not in options:
            raise wrong(_("Choose from the list."))
        return chosen.strip()

    return check


def _yes_no(typed: Any) -> bool:
    if typed in (True, "yes", "true", "on"):
        return True
    if typed in (False, "no", "false"):
        return False
    raise wrong(_("Choose yes or no."))


def _digits(typed: Any) -> int:
    text = re.sub(r"[\s\u00a0.']", "", str(typed))
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise wrong(_("Type a whole number, like 12."))
    return int(text)


def _between(least: int | None, most: int | None) -> Callable[[int], int]:
    def check(number: int) -> int:
        if least is not None and number < least:
            raise wrong(_("The least is {least}."), least=least)
        if most is not None and number > most:
            raise wrong(_("The most is {most}."), most=most)
        return number

    return check


def _amount(typed: Any) -> Decimal:
    """1 234,50 ₼ as people type it; what comes from the store is already plain."""
    text = re.sub(r"[\s\u00a0₼]|AZN|manat", "", str(typed), flags=re.IGNORECASE)
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise wrong(_("Type an amount like 1 234,50.")) from None
    if not amount.is_finite() or abs(amount) > 10**12 or amount != round(amount, 2):
        raise wrong(_("Type an amount like 1 234,50."))
    return amount


def _day(typed: Any) -> dt.date:
    if isinstance(typed, dt.date):
        return typed
    year, month, day = _parts(typed)
    try:
        return dt.date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        raise wrong(_("There is no such day. Type day, month and year, like 31 12 2026.")) from None


def _parts(typed: Any) -> tuple[str, str, str]:
    if isinstance(typed, Mapping):
        parts = tuple(str(typed.get(name, "")).strip() for name in ("year", "month", "day"))
    else:
        found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", str(typed).strip())
        other = re.fullmatch(r"(\d{1,2})[./ ](\d{1,2})[./ ](\d{4})", str(typed).strip())
        parts = found.groups() if found else other.groups()[::-1] if other else ("", "", "")
    year, month, day = parts
    if not (year and month and day):
        raise wrong(_("Give the day, the month and the year."))
    if not re.fullmatch(r"\d{4}", year):
        raise wrong(_("Write the year with four digits."))
    return year, month, day

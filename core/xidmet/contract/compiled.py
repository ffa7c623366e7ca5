"""Fields as pydantic types: what was typed is tidied, then validated. Made once per field, never per request."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, get_type_hints

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, TypeAdapter, create_model

from xidmet.contract.days import both_days, day, in_order
from xidmet.contract.fields import Choice, Consent, DateRange, Days, Derived, Field, Moment, Money, Number, Text, YesNo
from xidmet.contract.form import Form, Marks, Part
from xidmet.contract.formats import DASHES, FORMATS, wrong
from xidmet.contract.moments import moment
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _

GROUPING = re.compile(r"[\s.']")
WHOLE = re.compile(r"-?\d{1,15}")
CURRENCY = re.compile(r"[\s'₼]|AZN|manat", re.IGNORECASE)
Tidy = Callable[[Any], Any]


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
        return Annotated[str, BeforeValidator(_tidied(field)), AfterValidator(_check_text(field))]
    if isinstance(field, Choice):
        return Annotated[str, AfterValidator(_one_of(tuple(field.options)))]
    if isinstance(field, YesNo):
        return Annotated[bool, BeforeValidator(_yes_no)]
    if isinstance(field, Consent):
        return Annotated[bool, BeforeValidator(_agreed)]
    if isinstance(field, DateRange):
        return Annotated[Days, BeforeValidator(both_days), AfterValidator(in_order(field.most_days))]
    if isinstance(field, Money):
        return Annotated[Decimal, BeforeValidator(_amount)]
    if isinstance(field, Number):
        return Annotated[int, BeforeValidator(_digits), AfterValidator(_between(field.least, field.most))]
    if isinstance(field, Marks):
        return dict[str, str]
    if isinstance(field, Derived):
        return _derived(field)
    if isinstance(field, Moment):
        return Annotated[dt.datetime, BeforeValidator(moment)]
    return Annotated[field.python, BeforeValidator(day)] if field.python is dt.date else field.python


def _derived(field: Derived[Any]) -> Any:
    if field.like is not None:
        return _type(field.like)
    try:
        return get_type_hints(field.compute).get("return", Any)
    except NameError:  # a type the plugin imports for checking only
        return Any


def tidied(field: Text, typed: Any) -> str:
    """A text as it was meant, right or wrong."""
    return FORMATS[field.format].tidy(str(typed or ""))


def _tidied(field: Text) -> Tidy:
    tidy = FORMATS[field.format].tidy
    return lambda typed: tidy(str(typed))


def _check_text(field: Text) -> Callable[[str], str]:
    check_format = FORMATS[field.format].check
    pattern = re.compile(field.pattern) if field.pattern else None

    def check(text: str) -> str:
        if len(text) > field.most:
            raise wrong(_("Use at most {most} characters; there are {length}."), most=field.most, length=len(text))
        if pattern and not pattern.fullmatch(text):
            raise wrong(_("This does not look right. Check it and type it again."))
        return check_format(text) if check_format else text

    return check


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


def _agreed(typed: Any) -> bool:
    if typed in (True, "yes", "true", "on"):
        return True
    raise wrong(_("Tick the box to go on; without it the application can't be sent."))


def _digits(typed: Any) -> int:
    text = GROUPING.sub("", str(typed).translate(DASHES))
    if not WHOLE.fullmatch(text):
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
    text = CURRENCY.sub("", str(typed).translate(DASHES))
    if "," in text and text.rfind(",") > text.rfind("."):  # 1.234,50
        text = text.replace(".", "").replace(",", ".")
    text = text.replace(",", "")  # 1,234.50
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise wrong(_("Type an amount like 1 234,50.")) from None
    if not amount.is_finite() or abs(amount) > 10**12 or amount != round(amount, 2):
        raise wrong(_("Type an amount like 1 234,50."))
    return amount

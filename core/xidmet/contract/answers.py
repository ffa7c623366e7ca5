"""Raw input -> answers. Fields are read in order, so a condition has only to look back. Hidden means absent.

Reading is pure. Where it needs rows of a register that were not fetched yet it says so in `wanted`; the caller
fetches them and reads again. Raw input is nested: a part is a mapping, rows are a list of mappings with "_id".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NoReturn

from pydantic import ValidationError

from xidmet.contract.compiled import adapter
from xidmet.contract.conditions import NotYet
from xidmet.contract.fields import Choice, Field, Upload, YesNo
from xidmet.contract.form import F, Form, Marks, Part
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _

Raw = Mapping[str, Any]
Errors = dict[str, Mistake]


@dataclass(frozen=True)
class Ask:
    """Rows wanted of a register: the one with this key, or (key None) all that may be offered."""

    register: str
    own: bool = False
    key: str | None = None
    match: tuple[tuple[str, str], ...] = ()


Rows = Callable[[Ask], "tuple[Form, ...] | None"]


@dataclass(frozen=True)
class Answers(Generic[F]):
    """What could be understood, what is wrong at which path, and which rows must be fetched before it is final."""

    so_far: F
    errors: Errors
    wanted: frozenset[Ask]


class _Wrong(Exception):
    def __init__(self, errors: Errors) -> None:
        super().__init__(errors)
        self.errors = errors


class _Unfetched(Exception):
    pass


def read(form: type[F], raw: Raw, rows: Rows) -> Answers[F]:
    """What was typed, as far as it can be understood, and what is wrong beside which field. Never raises."""
    wanted: set[Ask] = set()

    def fetched(ask: Ask) -> tuple[Form, ...] | None:
        found = rows(ask)
        if found is None:
            wanted.add(ask)
        return found

    so_far, errors = _read_form(form, raw, fetched)
    return Answers(so_far, errors, frozenset(wanted))


def shown(field: Field[Any], so_far: Form) -> bool:
    return field.condition is None or field.condition(so_far)


def _read_form(form: type[F], raw: Raw, rows: Rows) -> tuple[F, Errors]:
    so_far, errors = form(), Errors()
    for field in form.fields.values():
        if not field.asked:
            continue
        if not shown(field, so_far):
            vars(so_far)[field.name] = None
            continue
        try:
            vars(so_far)[field.name] = _read(field, raw.get(field.name), rows, so_far)
        except _Wrong as found:
            errors |= {f"{field.name}-{path}" if path else field.name: said for path, said in found.errors.items()}
        except _Unfetched:
            continue
    return so_far, errors


def _read(field: Field[Any], raw: Any, rows: Rows, so_far: Form) -> Any:
    if field.rows:
        return _many(field, raw, rows, so_far)
    if isinstance(field, Lookup) and _empty(raw):
        raw = _only_one(field, rows, so_far)
    if _empty(raw):
        if field.required:
            _wrong(_missing(field))
        return None
    return _one(field, raw, rows, so_far)


def _empty(raw: Any) -> bool:
    if isinstance(raw, str):
        return not raw.strip()
    return (
        raw is None or raw in ((), [], {}) or (isinstance(raw, Mapping) and not any(_filled(v) for v in raw.values()))
    )


def _filled(value: Any) -> bool:
    return not _empty(value)


def _missing(field: Field[Any]) -> str:
    if isinstance(field, Choice | YesNo):
        return _("Choose one of the answers.")
    if isinstance(field, Lookup):
        return _("Choose from the list.")
    if isinstance(field, Upload):
        return _("Add the document.")
    return _("Answer this question.")


def _many(field: Field[Any], raw: Any, rows: Rows, so_far: Form) -> tuple[Any, ...]:
    given = list(raw) if isinstance(raw, list | tuple) else []
    least, most = field.rows or (0, 0)
    found, errors = [], Errors()
    if not least <= len(given) <= most:
        errors[""] = Mistake(
            _("Give from {least} to {most}; there are {given}."), {"least": least, "most": most, "given": len(given)}
        )
    for place, value in enumerate(given):
        name = str(value.get("_id", place)) if isinstance(value, Mapping) else str(place)
        try:
            found.append(_one(field, value, rows, so_far))
        except _Wrong as wrong:
            errors |= {f"{name}-{path}" if path else name: said for path, said in wrong.errors.items()}
    if errors:
        raise _Wrong(errors)
    return tuple(found)


def _one(field: Field[Any], raw: Any, rows: Rows, so_far: Form) -> Any:
    if isinstance(field, Part):
        return _part(field, raw, rows)
    if isinstance(field, Lookup):
        return _row(field, raw, rows, so_far)
    if isinstance(field, Marks):
        return (
            {str(name): str(text) for name, text in raw.items()}
            if isinstance(raw, Mapping)
            else _wrong(_missing(field))
        )
    try:
        return adapter(field).validate_python(raw)
    except ValidationError as error:
        raise _Wrong({"": _said(error)}) from None


def _said(error: ValidationError) -> Mistake:
    first = error.errors(include_url=False, include_input=False)[0]
    context = first.get("ctx", {})
    if first["type"] == "said":
        return Mistake(context["text"], context["values"])
    return Mistake(_("This does not look right. Check it and type it again."))


def _part(field: Part[Any], raw: Any, rows: Rows) -> Form:
    inner: Form
    inner, errors = _read_form(field.of, raw if isinstance(raw, Mapping) else {}, rows)
    if errors:
        raise _Wrong(errors)
    return inner


def _only_one(field: Lookup[Any], rows: Rows, so_far: Form) -> str | None:
    """A look-up left with one possible row is shown, not asked."""
    found = _fetched(rows, Ask(field.register.name, field.own, None, match(field, so_far)))
    return row_key(found[0]) if len(found) == 1 and field.required else None


def _row(field: Lookup[Any], raw: Any, rows: Rows, so_far: Form) -> Form:
    key = str(raw).strip()
    ask = Ask(field.register.name, field.own, None if field.own else key, match(field, so_far))
    for row in _fetched(rows, ask):
        if row_key(row) == key:
            return row
    return _wrong(_("Choose from the list."))


def _fetched(rows: Rows, ask: Ask) -> tuple[Form, ...]:
    found = rows(ask)
    if found is None:
        raise _Unfetched
    return found


def match(field: Lookup[Any], so_far: Form) -> tuple[tuple[str, str], ...]:
    """Column -> the value it must equal, from the answers so far; "" where that answer is missing."""
    return tuple((column, _plain(so_far, other.name)) for column, other in field.match.items())


def _plain(so_far: Form, name: str) -> str:
    try:
        value = getattr(so_far, name)
    except NotYet:
        return ""
    return row_key(value) if isinstance(value, Form) else str(value if value is not None else "")


def row_key(row: Form) -> str:
    """The key of a register's row: its first field."""
    return str(getattr(row, next(iter(type(row).fields))))


def _wrong(text: str) -> NoReturn:
    raise _Wrong({"": Mistake(text)})

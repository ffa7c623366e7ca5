"""Raw input -> answers. Fields are read in order, so a condition has only to look back. Hidden means absent.

Reading is pure. Where it needs rows of a register that were not fetched yet it says so in `wanted`; the caller
fetches them and reads again. Raw input is nested: a part is a mapping, rows are a list of mappings with "_id". Beside
an answer that is doubtful stands "name-sure": the text that the person says is right all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NoReturn

from pydantic import ValidationError

from xidmet.contract.compiled import adapter
from xidmet.contract.conditions import NotYet
from xidmet.contract.faults import NOW_TYPED, empty, missing, said_by
from xidmet.contract.fields import Choice, Field, Text, Upload
from xidmet.contract.form import F, Form, Marks, Part
from xidmet.contract.formats import FORMATS
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.texts import _

Raw = Mapping[str, Any]
Errors = dict[str, Mistake]
SURE = "-sure"
ROW_ID = "_id"
LONGEST_MARK = 1000  # characters of what is written beside one answer
_LONG = _("Use at most {most} characters; there are {length}.")


@dataclass(frozen=True)
class Ask:
    """Rows wanted of a register: the one with this key, or (key None) all that may be offered.

    may_be_typed: a register that does not answer stops nothing: see Silent.
    """

    register: str
    own: bool = False
    key: str | None = None
    match: tuple[tuple[str, str], ...] = ()
    may_be_typed: bool = False


class Silent(tuple[Form, ...]):
    """In the place of rows: the register does not answer, so that what is typed stands for the row."""


Rows = Callable[[Ask], "tuple[Form, ...] | None"]


@dataclass(frozen=True)
class Answers(Generic[F]):
    """What could be understood, what is wrong at which path, and which rows must be fetched before it is final.

    parts: what could be understood of each part and row, right or wrong, by its path ("home", "children-r1").
    unconfirmed: paths of rows that were typed, because their register did not answer.
    """

    so_far: F
    errors: Errors
    wanted: frozenset[Ask]
    parts: Mapping[str, Form] = field(default_factory=dict)
    unconfirmed: frozenset[str] = frozenset()


class _Wrong(Exception):
    def __init__(self, errors: Errors) -> None:
        super().__init__(errors)
        self.errors = errors


class _Unfetched(Exception):
    pass


def read(form: type[F], raw: Raw, rows: Rows, *, doubting: bool = True) -> Answers[F]:
    """What was typed, as far as it can be understood, and what is wrong beside which field. Never raises.

    doubting: False for what did not come from a keyboard; there is nobody to ask whether they are sure.
    """
    reader = _Reader(rows, doubting)
    so_far, errors = reader.form(form, raw, "")
    return Answers(so_far, errors, frozenset(reader.wanted), reader.parts, frozenset(reader.typed))


def shown(field: Field[Any], so_far: Form) -> bool:
    return field.condition is None or field.condition(so_far)


def prefilled(field: Field[Any], so_far: Form) -> Any:
    """What a register that was looked up before says the answer is; None where none says anything."""
    if field.prefill is None:
        return None
    try:
        return field.prefill.value(so_far)
    except (NotYet, AttributeError, TypeError):
        return None


class _Reader:
    def __init__(self, rows: Rows, doubting: bool) -> None:
        self.rows, self.doubting = rows, doubting
        self.wanted, self.parts, self.typed = set[Ask](), dict[str, Form](), set[str]()

    def form(self, form: type[F], raw: Raw, at: str) -> tuple[F, Errors]:
        """at: the path of this form, with a dash behind it; "" for the outermost."""
        so_far, errors = form(), Errors()
        for one in form.fields.values():
            if not one.asked:
                continue
            if not shown(one, so_far):
                vars(so_far)[one.name] = None
                continue
            try:
                vars(so_far)[one.name] = self._read(one, raw, so_far, f"{at}{one.name}")
            except _Wrong as found:
                errors |= {f"{one.name}-{path}" if path else one.name: said for path, said in found.errors.items()}
            except _Unfetched:
                continue
        return so_far, errors

    def _read(self, one: Field[Any], raw: Raw, so_far: Form, at: str) -> Any:
        given = raw.get(one.name)
        if one.rows:
            return self._many(one, given, so_far, at)
        if isinstance(one, Lookup) and empty(given):
            given = self._only_one(one, so_far)
        if empty(given) and not (isinstance(one, Part) and one.required):  # its own questions say what is missing
            known = prefilled(one, so_far)
            if known is None and one.required:
                _wrong(missing(one))
            return known
        value = self._one(one, given, so_far, at)
        doubt = _doubt(one, value) if self.doubting else None
        if doubt and str(raw.get(one.name + SURE, "")) != value:
            raise _Wrong({"": doubt})
        return value

    def _many(self, one: Field[Any], raw: Any, so_far: Form, at: str) -> tuple[Any, ...]:
        given = list(raw) if isinstance(raw, list | tuple) else []
        if isinstance(one, Choice | Lookup):  # the same one twice is once
            given = list(dict.fromkeys(str(value).strip() for value in given if not empty(value)))
        errors = _count(one, len(given))
        found, unfetched = list[Any](), False
        for place, value in enumerate(given):
            name = row_name(value, place)
            try:
                found.append(self._one(one, value, so_far, f"{at}-{name}"))
            except _Wrong as wrong:
                errors |= {f"{name}-{path}" if path else name: said for path, said in wrong.errors.items()}
            except _Unfetched:  # go on, so that the rows of all of them are wanted at once
                unfetched = True
        errors |= self._twice(one, given, at)
        if errors:
            raise _Wrong(errors)
        if unfetched:
            raise _Unfetched
        return tuple(found)

    def _twice(self, one: Field[Any], given: list[Any], at: str) -> Errors:
        """Rows with the same key are one row typed twice."""
        if not isinstance(one, Part) or one.key is None:
            return {}
        errors, seen = Errors(), dict[Any, int]()
        for place, value in enumerate(given):
            name = row_name(value, place)
            part = self.parts.get(f"{at}-{name}")
            key = _plain(part, one.key.name) if part is not None else ""
            if key and seen.setdefault(key, place) != place:
                said = Mistake(_("This is the same as in row {row}. Change it, or remove one of the two."))
                errors[f"{name}-{one.key.name}"] = Mistake(said.text, {"row": seen[key] + 1})
        return errors

    def _one(self, one: Field[Any], raw: Any, so_far: Form, at: str) -> Any:
        if isinstance(one, Part):
            return self._part(one, raw, at)
        if isinstance(one, Lookup):
            return self._row(one, raw, so_far, at)
        if isinstance(one, Marks):
            return _marks(raw)
        try:
            return adapter(one).validate_python(raw)
        except ValidationError as error:
            raise _Wrong({"": said_by(error)}) from None

    def _part(self, one: Part[Any], raw: Any, at: str) -> Form:
        inner, errors = self.form(one.of, raw if isinstance(raw, Mapping) else {}, f"{at}-")
        self.parts[at] = inner
        if errors:
            raise _Wrong(errors)
        made: Form = inner
        return made

    def _only_one(self, one: Lookup[Any], so_far: Form) -> str | None:
        """A look-up left with one possible row is shown, not asked."""
        found = self._fetched(Ask(one.register.name, one.own, None, match(one, so_far), one.may_be_typed))
        if isinstance(found, Silent):
            _wrong(NOW_TYPED)
        return row_key(found[0]) if len(found) == 1 and one.required else None

    def _row(self, one: Lookup[Any], raw: Any, so_far: Form, at: str) -> Form:
        key = typed_key(one, raw)
        ask = Ask(one.register.name, one.own, None if one.own else key, match(one, so_far), one.may_be_typed)
        found = self._fetched(ask)
        if isinstance(found, Silent):
            return self._typed(one, raw, at)
        if (
            isinstance(raw, Mapping) and one.own and one.required and len(found) == 1
        ):  # it answers again: its row stands
            return found[0]
        for row in found:
            if row_key(row) == key:
                return row
        return _wrong(_("Choose from the list."))

    def _typed(self, one: Lookup[Any], raw: Any, at: str) -> Form:
        """What the person knows of the row themselves."""
        if not isinstance(raw, Mapping):
            _wrong(NOW_TYPED)
        inner, errors = self.form(one.register.of, raw, f"{at}-")
        self.parts[at] = inner
        if errors:
            raise _Wrong(errors)
        self.typed.add(at)
        made: Form = inner
        return made

    def _fetched(self, ask: Ask) -> tuple[Form, ...]:
        found = self.rows(ask)
        if found is None:
            self.wanted.add(ask)
            raise _Unfetched
        return found


def row_name(raw: Any, place: int) -> str:
    """The id of a row, which it keeps; its place where it came without one."""
    return str(raw.get(ROW_ID, place)) if isinstance(raw, Mapping) else str(place)


def _count(one: Field[Any], given: int) -> Errors:
    least, most = one.rows or (0, 0)
    if least <= given <= most:
        return {}
    if not given and isinstance(one, Upload):
        return {"": Mistake(missing(one))}
    if given < least:
        return {"": Mistake(_("Give at least {least}; there are {given}."), {"least": least, "given": given})}
    return {"": Mistake(_("Give at most {most}; there are {given}."), {"most": most, "given": given})}


def _doubt(one: Field[Any], value: Any) -> Mistake | None:
    doubt = FORMATS[one.format].doubt if isinstance(one, Text) else None
    return doubt(value) if doubt else None


def _marks(raw: Any) -> dict[str, str]:
    if not isinstance(raw, Mapping):
        return _wrong(_("Answer this question."))
    written = {str(name): str(text).strip() for name, text in raw.items()}
    longest = max(map(len, written.values()), default=0)
    if longest > LONGEST_MARK:
        raise _Wrong({"": Mistake(_LONG, {"most": LONGEST_MARK, "length": longest})})
    return {name: text for name, text in written.items() if text}


def match(one: Lookup[Any], so_far: Form) -> tuple[tuple[str, str], ...]:
    """Column -> the value it must equal, from the answers so far; "" where that answer is missing."""
    return tuple((column, _plain(so_far, other.name)) for column, other in one.match.items())


def _plain(so_far: Form, name: str) -> str:
    try:
        value = getattr(so_far, name)
    except NotYet:
        return ""
    return compared(value)


def compared(value: Any) -> str:
    """An answer as it is compared with a column of a register: a row by its key, nothing as ""."""
    return row_key(value) if isinstance(value, Form) else str(value if value is not None else "")


def row_key(row: Form) -> str:
    """The key of a register's row: its first field."""
    return str(getattr(row, next(iter(type(row).fields))))


def typed_key(one: Lookup[Any], raw: Any) -> str:
    """The key in raw input, also where the whole row was typed."""
    return str(raw.get(one.register.key, "") if isinstance(raw, Mapping) else raw).strip()


def _wrong(text: str) -> NoReturn:
    raise _Wrong({"": Mistake(text)})

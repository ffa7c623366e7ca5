"""Fields: what is asked. A field is a descriptor, so a type checker knows the answer's type.

kind  = Choice(_("Kind"), {"plain": _("Plain"), "full": _("Full")})
until = Date(_("Valid until")).when(kind == "full")        # Request().until: date | None
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar, overload

from xidmet.contract.attached import Attached
from xidmet.contract.conditions import Condition, NotYet

if TYPE_CHECKING:
    from xidmet.contract.legal_terms import LegalTerm  # whose rows are made of fields

T = TypeVar("T")
Format = Literal[
    "plain",
    "long",
    "name",
    "patronymic",
    "email",
    "phone",
    "fin",
    "voen",
    "identity-card",
    "passport",
    "residence-card",
    "iban",
    "postal-code",
    "time",
    "password",
]


class Field(Generic[T]):
    """One question. The name comes from the class body it stands in.

    hint: a line below the label. example: an answer as it should look. help: a longer text in Markdown, folded away.
    remember: offer the last answer the next time. search: the store can find cases by it. prefill: the answer if a
    register knows it: a column of a row that was looked up before; then it is shown with its source, and typed only
    when it is not right.
    """

    widget = "text"
    python: Any = str
    asked = True

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        example: str = "",
        help: str = "",
        remember: bool = False,
        search: bool = False,
        prefill: Derived[T] | None = None,
    ) -> None:
        self.label, self.hint, self.example, self.help = label, hint, example, help
        self.remember, self.search, self.prefill = remember, search, prefill
        self.name, self.form, self.required = "", "", True
        self.condition: Condition | None = None
        self.rows: tuple[int, int] | None = None

    def named(self, form: str, name: str) -> None:
        """Called by the form it stands in. A second form may take the same field over, under the same name."""
        if self.name not in ("", name):
            raise TypeError(f"{form}.{name} is the field {self.form}.{self.name}; keep its name.")
        self.name, self.form = name, self.form or form

    @overload
    def __get__(self, answers: None, owner: type) -> Self: ...
    @overload
    def __get__(self, answers: object, owner: type) -> T: ...
    def __get__(self, answers: object | None, owner: type) -> Self | T:
        if answers is None:
            return self
        if self.name not in vars(answers):
            raise NotYet(self.name)
        value: T = vars(answers)[self.name]
        return value

    def when(self, condition: Condition | Field[bool]) -> Field[T | None]:
        """Asked only then; otherwise absent everywhere."""
        return self._with(condition=holds(condition))

    def optional(self) -> Field[T | None]:
        """May be left empty; the answer is then None."""
        return self._with(required=False)

    def many(self, least: int = 1, most: int = 1000) -> Field[tuple[T, ...]]:
        """Rows: from least to most of them."""
        return self._with(rows=(least, most))

    def _with(self, **changes: object) -> Field[Any]:
        changed = copy.copy(self)
        vars(changed).update(changes)
        return changed

    def __eq__(self, value: object) -> Condition:  # type: ignore[override]  # a question about the answer
        return Condition(
            lambda a: bool(getattr(a, self.name) == value), frozenset({self}), lambda: {"eq": [self.name, value]}
        )

    def __ne__(self, value: object) -> Condition:  # type: ignore[override]  # a question about the answer
        return ~(self == value)

    def __lt__(self, value: object) -> Condition:
        return Condition(
            lambda a: bool(getattr(a, self.name) < value), frozenset({self}), lambda: {"lt": [self.name, str(value)]}
        )

    def one_of(self, *values: object) -> Condition:
        return Condition(
            lambda a: getattr(a, self.name) in values, frozenset({self}), lambda: {"in": [self.name, list(values)]}
        )

    __hash__ = object.__hash__


def holds(condition: Condition | Field[Any]) -> Condition:
    """A yes/no question may stand where a condition stands."""
    return condition if isinstance(condition, Condition) else condition == True  # noqa: E712  # builds a condition


class Text(Field[str]):
    """A line of text, or several with format="long". most: characters."""

    def __init__(self, label: str, *, format: Format = "plain", pattern: str = "", most: int = 0, **more: Any) -> None:
        super().__init__(label, **more)
        self.format, self.pattern = format, pattern
        self.most = most or (4000 if format == "long" else 200)


class Number(Field[int]):
    widget, python = "number", int

    def __init__(self, label: str, *, least: int | None = None, most: int | None = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.least, self.most = least, most


class Money(Field[Decimal]):
    """An amount in manat; stored in qəpik."""

    widget, python = "money", Decimal


class Date(Field[dt.date]):
    widget, python = "date", dt.date


@dataclass(frozen=True)
class Days:
    """From the first day to the last one, both included."""

    first: dt.date
    last: dt.date


class DateRange(Field[Days]):
    """Two days, the second not before the first. most_days: the longest it may be, both ends counted."""

    widget, python = "date-range", Days

    def __init__(self, label: str, *, most_days: int | None = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.most_days = most_days


class Moment(Field[dt.datetime]):
    widget, python = "moment", dt.datetime


class YesNo(Field[bool]):
    """May stand where a condition stands: it holds when the answer is yes."""

    widget, python = "yes-no", bool

    def __and__(self, other: Condition | Field[bool]) -> Condition:
        return holds(self) & holds(other)

    def __or__(self, other: Condition | Field[bool]) -> Condition:
        return holds(self) | holds(other)

    __rand__, __ror__ = __and__, __or__

    def __invert__(self) -> Condition:
        return ~holds(self)


class Consent(Field[bool]):
    """A box that must be ticked; its label says to what. Never ticked beforehand."""

    widget, python = "consent", bool


class Choice(Field[str]):
    """One of a few options: what is stored -> what is read. With .many() several may be ticked."""

    widget = "choice"

    def __init__(self, label: str, options: Mapping[str, str], **more: Any) -> None:
        super().__init__(label, **more)
        self.options = dict(options)


class Upload(Field[Attached]):
    """A file, or several with .many(). kinds: names in attached.KINDS, told by the content; most_bytes: of each.

    original: the paper itself must be shown as well. keep_days: its bytes are erased so many days after the case was
    over, or after the time that an agency's table says, when that is sooner than the whole case.
    """

    widget, python = "upload", Attached

    def __init__(
        self,
        label: str,
        *,
        kinds: tuple[str, ...] = ("pdf", "jpg", "png"),
        most_bytes: int = 20 * 1000 * 1000,
        original: bool = False,
        keep_days: int | LegalTerm | None = None,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.kinds, self.most_bytes, self.original = tuple(kinds), most_bytes, original
        self.keep_days = keep_days

    @property
    def most(self) -> int:
        """How many files at most."""
        return self.rows[1] if self.rows else 1


class Derived(Field[T]):
    """A value that follows from the answers: shown, never asked, usable in conditions.

    In an attestation's form it is computed once, over the answers of the case, when the attestation is issued.
    """

    widget, asked = "shown", False

    def __init__(self, label: str, compute: Callable[[Any], T]) -> None:
        super().__init__(label)
        self.compute = compute
        self.like: Field[Any] | None = None  # the field whose type it shares
        self.source = ""  # the label of the register it comes from

    @overload
    def __get__(self, answers: None, owner: type) -> Self: ...
    @overload
    def __get__(self, answers: object, owner: type) -> T: ...
    def __get__(self, answers: object | None, owner: type) -> Self | T:
        if answers is None:
            return self
        kept: T = vars(answers)[self.name] if self.name in vars(answers) else self.value(answers)
        return kept

    def value(self, answers: object) -> Any:
        """Over these answers; None where its condition does not hold. Raises NotYet while an answer is missing."""
        if self.condition is not None and not self.condition(answers):
            return None
        return self.compute(answers)


def derived(label: str) -> Callable[[Callable[[Any], T]], Derived[T]]:
    """Make a method of the form a value that is shown but never asked."""
    return lambda compute: Derived(label, compute)

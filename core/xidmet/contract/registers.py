"""Registers: what the state already knows. Kept outside (a source) or by an agency at its desk (kept_by).

One word for the register of contracts, a code list, a fee table, a regime and a yearly window: rows with a form,
some of them with a beginning and an end. The first field of the form is the row's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic

from xidmet.contract.fields import Date, Derived, Field, T, Text
from xidmet.contract.form import F, Form
from xidmet.contract.roles import Officer
from xidmet.contract.texts import _


@dataclass(frozen=True, eq=False)
class Register(Generic[F]):
    """Rows of one form under one name. Two plugins that use the same name share the register.

    valid: the two fields between which a row is in force. kept_by: the officer whose desk edits the rows.
    """

    name: str
    label: str
    of: type[F]
    kept_by: Officer | None = None
    valid: tuple[Field[Any], Field[Any]] | None = None

    def where(self, **match: Field[Any]) -> Query[F]:
        """The rows whose named fields equal the case's answers; a rule reads them as facts[query]."""
        return Query(self, match)

    @property
    def key(self) -> str:
        return next(iter(self.of.fields))


class Code(Form):
    """parent: the code above it in a hierarchy. version: of the list it stands in. since, until: when it may be chosen,
    both days included.
    """

    code = Text(_("Code"))
    name = Text(_("Name"), most=500)
    name_az = Text(_("Name in Azerbaijani"), most=500).optional()
    name_ru = Text(_("Name in Russian"), most=500).optional()
    parent = Text(_("Above it")).optional()
    version = Text(_("Version"), most=20).optional()
    since = Date(_("May be chosen from")).optional()
    until = Date(_("May be chosen until")).optional()


@dataclass(frozen=True, eq=False)
class Codelist(Register[Code]):
    """A register of code and name, in several languages and versions.

    An answer keeps the code as it was when it was chosen, with its version; only codes that are in force are offered.
    """

    of: type[Code] = Code
    valid: tuple[Field[Any], Field[Any]] | None = (Code.since, Code.until)


@dataclass(frozen=True, eq=False)
class Query(Generic[F]):
    register: Register[F]
    match: Mapping[str, Field[Any]]


class Lookup(Field[F], Generic[F]):
    """One row of a register, copied into the case as it is now.

    own: only rows about the party. match: only rows whose column equals another answer.
    Where only one row is left it is shown, not asked.
    unconfirmed: while the register does not answer, what the person types in place of the row is accepted, marked as
    not confirmed, and looked up later; so many days after it was sent the officers are told that it still is not.
    """

    widget = "lookup"

    def __init__(
        self,
        label: str,
        register: Register[F],
        *,
        own: bool = False,
        match: Mapping[str, Field[Any]] | None = None,
        unconfirmed: int | None = None,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.register, self.own, self.match = register, own, dict(match or {})
        self.unconfirmed = unconfirmed

    @property
    def may_be_typed(self) -> bool:
        """While its register is silent."""
        return self.unconfirmed is not None

    def column(self, column: Field[T]) -> Derived[T]:
        """One column of the row that was chosen, as a value of its own: shown, never asked."""
        value = Derived[T](column.label, lambda answers: getattr(getattr(answers, self.name), column.name))
        value.like, value.source = column, self.register.label
        return value

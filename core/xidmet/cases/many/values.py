"""Answers of many cases to the same questions: where an answer stands is found once for all that were asked alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from xidmet.cases.case import Case
from xidmet.contract.fields import Derived, Field
from xidmet.contract.form import Form
from xidmet.contract.service import Service
from xidmet.contract.shown import value_of

Reads = Callable[[Case], Any]


@dataclass
class Values:
    """asked: what the move asked, the same object in every case that is moved by it."""

    asked: Form | None
    _known: dict[tuple[int, ...], Reads] = field(default_factory=dict)

    def of(self, wanted: Field[Any], case: Case) -> Any:
        """As case.value_of() has it."""
        key = (id(wanted), *map(_kind, case.asked))
        reads = self._known.get(key)
        if reads is None:
            reads = self._known[key] = self._reads(wanted, case)
        return reads(case)

    def _reads(self, wanted: Field[Any], case: Case) -> Reads:
        for place in reversed(range(len(case.asked))):
            one = case.asked[place]
            if type(one).fields.get(wanted.name) is wanted:
                if one is self.asked:
                    said = value_of(wanted, one)
                    return lambda _case: said
                return lambda later: value_of(wanted, later.asked[place])
        if type(case.answers).fields.get(wanted.name) is not wanted:
            return lambda later: later.value_of(wanted)
        if isinstance(wanted, Derived):
            return lambda later: value_of(wanted, later.answers)
        name = wanted.name
        return lambda later: vars(later.answers).get(name)


@dataclass(frozen=True)
class Answered:
    """A case as an attestation is drawn from it."""

    case: Case
    values: Values

    @property
    def service(self) -> type[Service]:
        return self.case.service

    @property
    def party(self) -> str:
        return self.case.party

    def value_of(self, wanted: Field[Any]) -> Any:
        return self.values.of(wanted, self.case)


def _kind(one: Form) -> int:
    return id(type(one))

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
    _known: dict[tuple[type[Form], ...], dict[int, Reads]] = field(default_factory=dict)

    def of(self, case: Case) -> Answered:
        kinds = tuple([type(one) for one in case.asked])
        return Answered(case, self, self._known.setdefault(kinds, {}))

    def reads(self, wanted: Field[Any], case: Case) -> Reads:
        """For all cases that were asked what this one was."""
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


@dataclass(slots=True)
class Answered:
    """A case and the answers in it, as case.value_of() has them. known: how to read each question that was wanted."""

    case: Case
    values: Values
    known: dict[int, Reads]

    @property
    def service(self) -> type[Service]:
        return self.case.service

    @property
    def party(self) -> str:
        return self.case.party

    def value_of(self, wanted: Field[Any]) -> Any:
        return self.reads(wanted)(self.case)

    def reads(self, wanted: Field[Any]) -> Reads:
        reads = self.known.get(id(wanted))  # a field is no key of a dict: == between fields is a question
        if reads is None:
            reads = self.known[id(wanted)] = self.values.reads(wanted, self.case)
        return reads

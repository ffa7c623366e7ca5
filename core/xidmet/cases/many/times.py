"""Terms, and when time moves a case or somebody is reminded of it: reckoned once for cases that stand alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import Any

from xidmet.cases.case import Case
from xidmet.cases.consequences import HAD, TIMES
from xidmet.cases.due import next_due
from xidmet.cases.many.values import Values
from xidmet.cases.reminders import next_reminder
from xidmet.cases.terms import has_terms, terms_after
from xidmet.contract.fields import Field
from xidmet.contract.roles import Party
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.store.cases import Record
from xidmet.working_days import WorkingDays

TERMS = tuple(name for name in TIMES if name not in HAD)
_terms_of = attrgetter(*TERMS)


@dataclass
class Times:
    service: type[Service]
    transition: Transition
    moment: dt.datetime
    days: WorkingDays
    values: Values
    _known: dict[Any, Mapping[str, Any]] = field(default_factory=dict)

    def after(self, case: Case, after: Case) -> Mapping[str, Any]:
        """As consequences._timed() has them: the columns TERMS. after: the case with the move, and its times before."""
        key = (case.state.name, *_terms_of(case.record), *self._rest_of(case.record), *self._answers(after))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._reckoned(case, after)
        return known

    def _rest_of(self, record: Record) -> tuple[Any, ...]:
        """What else a term is counted by: nothing where none is counted, and no officer's days."""
        return () if self._is_simple else (record.id,)

    @cached_property
    def _is_simple(self) -> bool:
        parties = all(isinstance(actor, Party) for actor in self.transition.actors)
        return parties and not self.transition.after and not has_terms(self.service)

    @cached_property
    def _timed(self) -> list[Field[Any]]:
        leaving = self.service.leaving(self.transition.target)
        return [move.at for move in leaving if isinstance(move.at, Field)]

    def _answers(self, after: Case) -> list[Any]:
        answered = self.values.of(after) if self._timed else None
        return [answered.value_of(one) for one in self._timed] if answered else []

    def _reckoned(self, case: Case, after: Case) -> Mapping[str, Any]:
        terms = terms_after(case, after, self.transition, self.moment, self.days)
        due, name = next_due(after, terms.state_ends)
        times = {**vars(terms), "due_at": due, "due_move": name, "remind_at": None}
        made = replace(after, record=Record(**{**vars(after.record), **times}))
        return {**times, "remind_at": next_reminder(made, self.days, self.moment)}

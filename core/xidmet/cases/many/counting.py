"""What a move changes in figures and totals: told once for cases that went the same way and lie in the same groups."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.cases.figures.outcome import figure_of
from xidmet.cases.many.values import Values
from xidmet.cases.totals import totals_rows
from xidmet.contract.fields import Field
from xidmet.contract.form import Part
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Service
from xidmet.contract.states import State
from xidmet.store.many import FIGURES, Row
from xidmet.store.totals import Row as Total


@dataclass
class Counting:
    service: type[Service]
    values: Values
    _outcomes: dict[tuple[str, ...], str] = field(default_factory=dict)
    _totals: dict[Any, list[Total]] = field(default_factory=dict)

    def figure(self, before: Case, after: Case) -> Row | None:
        """The row about the case; None where it stays. The first outcome stays, and a case without one is as it was;
        the ground of a refusal may be told anew.
        """
        was, now, outcome = before.record, after.record, self._outcome(after)
        timed_alike = (was.decided_days, was.term_ends) == (now.decided_days, now.term_ends)
        if timed_alike and not before.is_draft and outcome != "refused" and outcome == self._outcome(before):
            return None
        figure = figure_of(after)
        if figure is None or figure == figure_of(before):
            return None
        return tuple(getattr(figure, name) for name in FIGURES)

    def _outcome(self, case: Case) -> str:
        """It follows from the moves alone."""
        way = tuple([one.transition for one in case.done])
        known = self._outcomes.get(way)
        if known is None:
            figure = figure_of(case)
            known = self._outcomes[way] = figure.outcome if figure else ""
        return known

    def totals(self, before: Case, after: Case) -> list[Total] | None:
        """What the case adds from now on; None where that stays."""
        if not self.service.totals:
            return None
        rows, was = self._rows(after), self._rows(before)
        return None if rows is was or rows == was else rows

    def _rows(self, case: Case) -> list[Total]:
        if case.state not in self._counted or case.is_draft:
            return []
        if not self._is_flat:
            return totals_rows(case)
        year = clock.local(case.record.sent_at or clock.now()).year
        answered = self.values.of(case)
        said = [answered.value_of(one) for one in self._grouped]
        try:
            key = (case.state.name, case.party, year, *map(type, case.asked), *said)
            known = self._totals.get(key)
        except TypeError:  # an answer that is no key
            return totals_rows(case)
        if known is None:
            known = self._totals[key] = totals_rows(case)
        return known

    @cached_property
    def _counted(self) -> frozenset[State]:
        return frozenset(state for one in self.service.totals for state in one.states)

    @cached_property
    def _grouped(self) -> list[Field[Any]]:
        """All that a row of the totals is made of: a group, a sum, and the span."""
        told = [one for totals in self.service.totals for one in (*totals.by, totals.adds)]
        spans = (one for one in self.service.one_per if isinstance(one, Lookup))
        return [one for one in (*told, *spans) if one is not None]

    @cached_property
    def _is_flat(self) -> bool:
        return not any(isinstance(one, Part) for one in self.service.form.fields.values())

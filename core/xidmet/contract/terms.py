"""Terms that an agency keeps in a table: how many working days a step may take, from which day on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xidmet.contract.fields import Date, Field, Number, Text
from xidmet.contract.form import Form
from xidmet.contract.registers import Register
from xidmet.contract.texts import _


class StepDays(Form):
    """note: how sure the number is."""

    code = Text(_("Code"))
    name = Text(_("Step"), most=500, search=True)
    name_az = Text(_("Name in Azerbaijani"), most=500).optional()
    name_ru = Text(_("Name in Russian"), most=500).optional()
    working_days = Number(_("Working days"), least=1, most=1000)
    since = Date(_("Since")).optional()
    until = Date(_("Until")).optional()
    note = Text(_("Note"), most=500).optional()


@dataclass(frozen=True, eq=False)
class StepTerms(Register[StepDays]):
    """A table of steps and their working days; terms["originals"] is what a state says as its working_days=.

    A case keeps the number that is in force on the day on which it comes into the state.
    """

    of: type[StepDays] = StepDays
    valid: tuple[Field[Any], Field[Any]] | None = (StepDays.since, StepDays.until)

    def __getitem__(self, code: str) -> StepTerm:
        return StepTerm(self, code)


@dataclass(frozen=True)
class StepTerm:
    """The row of one step."""

    table: StepTerms
    code: str

"""Terms of law that an agency keeps in a table: how long a decision can be disputed, how long ended cases are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, get_args

from xidmet.contract.fields import Choice, Date, Field, Number, Text
from xidmet.contract.form import Form
from xidmet.contract.months import months_later
from xidmet.contract.registers import Register
from xidmet.contract.texts import _

Unit = Literal["days", "months", "years"]
MOST = 1000  # of any unit: a calendar ends with the year 9999


@dataclass(frozen=True)
class Period:
    """So many calendar days, calendar months or years."""

    length: int
    unit: Unit

    def after(self, day: dt.date) -> dt.date:
        """The last day of what begins to run on the day after this one."""
        return self._shifted(day, self.length)

    def before(self, day: dt.date) -> dt.date:
        """What was over on this day or earlier is as old as that today."""
        return self._shifted(day, -self.length)

    def _shifted(self, day: dt.date, length: int) -> dt.date:
        if self.unit == "days":
            return day + dt.timedelta(days=length)
        return months_later(day, length * 12 if self.unit == "years" else length)


class LegalRow(Form):
    """note: how sure the number is."""

    code = Text(_("Code"))
    name = Text(_("Term"), most=500, search=True)
    name_az = Text(_("Name in Azerbaijani"), most=500).optional()
    name_ru = Text(_("Name in Russian"), most=500).optional()
    length = Number(_("How long"), least=1, most=MOST)
    unit = Choice(_("Counted in"), {"days": _("Calendar days"), "months": _("Calendar months"), "years": _("Years")})
    law = Text(_("Legal basis"), most=500)
    law_az = Text(_("Legal basis in Azerbaijani"), most=500).optional()
    law_ru = Text(_("Legal basis in Russian"), most=500).optional()
    since = Date(_("Since")).optional()
    until = Date(_("Until")).optional()
    note = Text(_("Note"), most=500).optional()

    def period(self) -> Period:
        unit: Unit = next(one for one in get_args(Unit) if one == self.unit)
        return Period(self.length, unit)

    def law_in(self, language: str) -> str:
        """The legal basis in this language, else in English."""
        return str(vars(self).get(f"law_{language}") or self.law)


@dataclass(frozen=True, eq=False)
class LegalTerms(Register[LegalRow]):
    """A table of terms, each with its legal basis; terms["complaint"] is what a service says where it needs one."""

    of: type[LegalRow] = LegalRow
    valid: tuple[Field[Any], Field[Any]] | None = (LegalRow.since, LegalRow.until)

    def __getitem__(self, code: str) -> LegalTerm:
        return LegalTerm(self, code)


@dataclass(frozen=True)
class LegalTerm:
    """The row of one term."""

    table: LegalTerms
    code: str

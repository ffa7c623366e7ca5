"""How a decision can be disputed: until when, where, under which law. Where an agency's table says the term, a case
keeps what was in force on the day of its decision, so that a change of the table alters nobody's running term.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from xidmet import clock
from xidmet.cases.case import LEGAL, Case, Done
from xidmet.cases.site import Site
from xidmet.cases.step_days import rows_in_force
from xidmet.check.reading import COMPLAINT, COURT, against_the_party, dispute_terms
from xidmet.contract.legal_terms import LegalRow, Period
from xidmet.contract.plain import to_store
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.language import Translator

WITHIN = {
    "days": _("{to}, within {count} day: until {date}.", "{to}, within {count} days: until {date}."),
    "months": _("{to}, within {count} month: until {date}.", "{to}, within {count} months: until {date}."),
    "years": _("{to}, within {count} year: until {date}.", "{to}, within {count} years: until {date}."),
}
THE_COURT = _("The court")
LETTER = _("You can dispute this decision. {way} Legal basis: {law}")


def decision_of(case: Case) -> Done | None:
    """The act against the party that the case rests on now; None while there is none."""
    last = case.service.transition(case.done[-1].transition) if case.done else None
    return case.done[-1] if last is not None and against_the_party(case.service, last) else None


def last_day(case: Case, at: dt.datetime) -> dt.date:
    """For a complaint about what was done then; that day itself, where nothing can be disputed."""
    day, period = clock.local(at).date(), _complaint(case)
    return period.after(day) if period else day


def last_day_for_court(case: Case, at: dt.datetime) -> dt.date | None:
    """Of the term that begins with what was done then; None where no such term is known."""
    row = case.legal.get(COURT)
    return row.period().after(clock.local(at).date()) if row else None


def way(case: Case, words: Translator) -> str:
    """Where and until when the decision on which the case rests can be disputed; "" while there is none."""
    appeal, decided, complaint = case.service.appeal, decision_of(case), _complaint(case)
    if appeal is None or decided is None or complaint is None:
        return ""
    said = [_within(appeal.to, complaint, decided, words)]
    if COURT in case.legal:
        said.append(_within(THE_COURT, case.legal[COURT].period(), decided, words))
    return " ".join(said)


def _within(to: str, period: Period, decided: Done, words: Translator) -> str:
    until = words.date(period.after(clock.local(decided.at).date()))
    return words.text(WITHIN[period.unit], to=words.text(to), count=period.length, date=until)


def law(case: Case, words: Translator) -> str:
    """Under which it can be disputed."""
    said = words.text(case.service.appeal.law) if case.service.appeal else ""
    laws = [said, *(case.legal[name].law_in(words.language) for name in (COMPLAINT, COURT) if name in case.legal)]
    return "; ".join(dict.fromkeys(one for one in laws if one))


def told_of(case: Case, words: Translator) -> str:
    """For the letter about the decision."""
    said = way(case, words)
    return words.text(LETTER, way=said, law=law(case, words)) if said else ""


def _complaint(case: Case) -> Period | None:
    days = case.service.appeal.days if case.service.appeal else None
    if isinstance(days, int):
        return Period(days, "days")
    return case.legal[COMPLAINT].period() if COMPLAINT in case.legal else None


async def rows_for(site: Site, service: type[Service], transition: Transition) -> Mapping[str, LegalRow]:
    """What the table says today, where this move is a decision against the party or the end of the case."""
    decides = against_the_party(service, transition) or not service.leaving(transition.target)
    terms = dispute_terms(service) if decides else {}
    return await rows_in_force(site, service, terms) if terms else {}


async def decided_by(site: Site, after: Case, transition: Transition) -> Case:
    """The case with the terms of this decision, if it is one. after: the case as the move leaves it."""
    rows = await rows_for(site, after.service, transition)
    if not rows:
        return after
    asked = {**after.record.asked, LEGAL: {name: to_store(row) for name, row in rows.items()}}
    return replace(after, record=replace(after.record, asked=asked), legal=rows)

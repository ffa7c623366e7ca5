"""How a decision can be disputed: until when, where, under which law. Where an agency's table says the term, a case
keeps what was in force on the day of its decision, so that a change of the table alters nobody's running term.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from xidmet import clock
from xidmet.cases.case import DISPUTE, Case, Done
from xidmet.cases.site import Site
from xidmet.cases.step_days import rows_in_force
from xidmet.check.reading import against_the_party
from xidmet.contract.legal_terms import LegalRow, LegalTerm, Period
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
LETTER = _("You can dispute this decision. {way} Legal basis: {law}")


def decision_of(case: Case) -> Done | None:
    """The act against the party that the case rests on now; None while there is none."""
    last = case.service.transition(case.done[-1].transition) if case.done else None
    return case.done[-1] if last is not None and against_the_party(case.service, last) else None


def last_day(case: Case, at: dt.datetime) -> dt.date:
    """Of the term that begins with what was done then; that day itself, where nothing can be disputed."""
    day, period = clock.local(at).date(), _period(case)
    return period.after(day) if period else day


def way(case: Case, words: Translator) -> str:
    """Where and until when the decision on which the case rests can be disputed; "" while there is none."""
    appeal, decided, period = case.service.appeal, decision_of(case), _period(case)
    if appeal is None or decided is None or period is None:
        return ""
    until = words.date(last_day(case, decided.at))
    return words.text(WITHIN[period.unit], to=words.text(appeal.to), count=period.length, date=until)


def law(case: Case, words: Translator) -> str:
    if case.dispute is not None:
        return case.dispute.law_in(words.language)
    return words.text(case.service.appeal.law) if case.service.appeal else ""


def told_of(case: Case, words: Translator) -> str:
    """For the letter about the decision."""
    said = way(case, words)
    return words.text(LETTER, way=said, law=law(case, words)) if said else ""


def _period(case: Case) -> Period | None:
    days = case.service.appeal.days if case.service.appeal else None
    if isinstance(days, int):
        return Period(days, "days")
    return case.dispute.period() if case.dispute else None


async def row_for(site: Site, service: type[Service], transition: Transition) -> LegalRow | None:
    """What the table says today, where this move is a decision against the party or the end of the case."""
    term = service.appeal.days if service.appeal else None
    decides = against_the_party(service, transition) or not service.leaving(transition.target)
    if not isinstance(term, LegalTerm) or not decides:
        return None
    row: LegalRow = (await rows_in_force(site, service, {"": term}))[""]
    return row


async def decided_by(site: Site, after: Case, transition: Transition) -> Case:
    """The case with the term of this decision, if it is one. after: the case as the move leaves it."""
    row = await row_for(site, after.service, transition)
    if row is None:
        return after
    asked = {**after.record.asked, DISPUTE: to_store(row)}
    return replace(after, record=replace(after.record, asked=asked), dispute=row)

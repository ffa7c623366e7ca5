"""Until when a case that is over is kept, and under which law: said from its end on."""

from __future__ import annotations

from xidmet import clock
from xidmet.cases.retention import Until
from xidmet.contract.texts import _
from xidmet.language import Translator

WITH_LAW = _("Kept until {date} ({law}), then it is erased.")
WITHOUT_LAW = _("Kept until {date}, then it is erased.")
HELD = _("Its time of keeping ended on {date}. It is erased as soon as nothing about it is open any more.")


def kept_until_said(until: Until | None, words: Translator) -> str:
    """ "" for what is not over, or stays."""
    if until is None:
        return ""
    date, row = words.date(until.day), until.term.row
    if until.day < clock.today():
        return words.text(HELD, date=date)
    if row is None:
        return words.text(WITHOUT_LAW, date=date)
    return words.text(WITH_LAW, date=date, law=row.law_in(words.language))

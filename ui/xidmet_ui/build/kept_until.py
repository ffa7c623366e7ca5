"""Until when a case that is over is kept, and under which law: said from its end on."""

from __future__ import annotations

from xidmet import clock
from xidmet.cases.retention import Until
from xidmet.contract.texts import _
from xidmet.language import Translator

WITH_LAW = _("Kept until {date} ({law}), then it is erased.")
WITHOUT_LAW = _("Kept until {date}, then it is erased.")
HELD = _("Its time of keeping ended on {date}. It is erased as soon as nothing about it is open any more.")


BEYOND = _("The agency keeps it beyond its term, until {date}; then it is erased.")


def kept_until_said(until: Until | None, words: Translator, *, to_staff: bool = False) -> str:
    """ "" for what is not over, or stays. to_staff: also why it is kept for longer, and who says so."""
    if until is None:
        return ""
    if held := until.held:
        beyond = words.text(BEYOND, date=words.date(held.until))
        return f"{beyond} {held.who}: {held.why}" if to_staff else beyond
    date, row = words.date(until.day), until.term.row
    if until.day < clock.today():
        return words.text(HELD, date=date)
    if row is None:
        return words.text(WITHOUT_LAW, date=date)
    return words.text(WITH_LAW, date=date, law=row.law_in(words.language))

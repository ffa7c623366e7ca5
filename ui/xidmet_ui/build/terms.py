"""The terms of a case in words: until when, how many working days are left of how many, and what similar ones took."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet import clock
from xidmet.cases import Case
from xidmet.cases.terms import state_days, whole_days
from xidmet.contract.roles import Party
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.working_days import ONE, WorkingDays, last_day

LEFT = _("{count} working day is left", "{count} working days are left")
LATE = _("late by {count} working day", "late by {count} working days")
TODAY = _("today is the last day")
STILL = _(
    "stands still while the applicant has to act; {count} working day is left",
    "stands still while the applicant has to act; {count} working days are left",
)
USUAL = _("{count} working day", "{count} working days")
SOON = 3  # from so many working days on a term stands out


@dataclass(frozen=True)
class TermLine:
    """until: the last day, "" while it stands still. kind: "late", "soon", "still" or "". passed, of: working days."""

    label: str
    until: str
    left: str
    kind: str
    passed: int
    of: int


@dataclass(frozen=True)
class TermsShown:
    """usual: the median of similar cases, "" when there are too few. file: address of the calendar file, or ""."""

    lines: tuple[TermLine, ...]
    usual: str
    file: str


def terms_shown(case: Case, days: WorkingDays, usual: int | None, words: Translator) -> TermsShown:
    record, lines = case.record, []
    if record.state_ends and record.deadline:
        lines.append(_line(_state_label(case), record.state_ends, state_days(case, case.state) or 0, days, words))
    if record.term_ends and record.term_from and record.term_ends != record.state_ends:
        lines.append(_line(_("Decision by"), record.term_ends, whole_days(case) or 0, days, words))
    if record.term_left is not None and record.term_from is None:
        lines.append(_standing_still(record.term_left, whole_days(case) or 0, words))
    said = "" if usual is None else words.text(_("At once")) if usual == 0 else words.text(USUAL, count=usual)
    return TermsShown(tuple(lines), said, f"/cases/{case.number}/term.ics" if record.deadline else "")


def _state_label(case: Case) -> str:
    if any(isinstance(role, Party) for role in case.state.waiting):
        return _("Last day for the applicant")
    return _("Decision by") if case.service.working_days is None else _("This step by")


def _line(label: str, ends: dt.datetime, of: int, days: WorkingDays, words: Translator) -> TermLine:
    last, today = last_day(ends), clock.today()
    left = days.between(today, last)
    passed = min(of, max(0, of - left))
    return TermLine(words.text(label), words.date(last), *_left(left, today, last, words), passed, of)


def _left(left: int, today: dt.date, last: dt.date, words: Translator) -> tuple[str, str]:
    if today > last:
        return words.text(LATE, count=max(1, -left)), "late"
    if today == last:
        return words.text(TODAY), "soon"
    return words.text(LEFT, count=left), "soon" if left <= SOON else ""


def _standing_still(left: int, of: int, words: Translator) -> TermLine:
    passed = min(of, max(0, of - left))
    return TermLine(words.text(_("Decision")), "", words.text(STILL, count=max(0, left)), "still", passed, of)


def term_left(case: Case, days: WorkingDays, words: Translator) -> TermLine:
    """For a list: the nearer term; or that the whole one stands still. Empty where none runs."""
    record = case.record
    if record.deadline:
        is_state = record.deadline == record.state_ends
        of = state_days(case, case.state) if is_state else whole_days(case)
        return _line("", record.deadline, of or 0, days, words)
    if record.term_left is not None and record.term_from is None:
        return TermLine("", "", words.text(_("stands still")), "still", 0, 0)
    return TermLine("", "", "", "", 0, 0)


def deadline_of(case: Case, words: Translator) -> tuple[str, bool]:
    """For a list: the last day of the nearer term, and whether it is over."""
    ends = case.record.deadline
    return (words.date(last_day(ends)), clock.now() >= ends) if ends else ("", False)


def calendar_file(case: Case, words: Translator, address: str) -> str:
    """The day on which the nearer term ends, as a calendar takes it (RFC 5545). It says the case's number and nothing
    else of it: calendars are shared, and kept by others. For a case that has a deadline.
    """
    assert case.record.deadline is not None
    day, stamp = last_day(case.record.deadline), f"{case.record.changed_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    mine = any(isinstance(role, Party) for role in case.state.waiting)
    said = _("Case {number}: last day for the applicant") if mine else _("Case {number}: decision by this day")
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//xidmet//term//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"),
        *("BEGIN:VEVENT", f"UID:{case.number}-{case.state.name}@{address.partition('://')[2]}", f"DTSTAMP:{stamp}"),
        *(f"SEQUENCE:{case.version}", f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + ONE:%Y%m%d}"),
        f"SUMMARY:{_escaped(words.text(said, number=case.number))}",
        f"URL:{address}/cases/{case.number}",
        *("CLASS:PRIVATE", "TRANSP:TRANSPARENT"),
        *("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15H", f"DESCRIPTION:{case.number}", "END:VALARM"),
        *("END:VEVENT", "END:VCALENDAR"),
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line has at most 75 octets; the next one goes on behind a blank, and no letter is torn apart."""
    parts: list[str] = []
    part = ""
    for sign in line:
        if len((part + sign).encode()) > 73:
            parts, part = [*parts, part], ""
        part += sign
    return "\r\n ".join([*parts, part])

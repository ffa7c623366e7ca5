"""Appointments in words: what is booked, what can be booked, who is expected, and a file for one's own calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from babel.dates import format_date
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Case
from xidmet.cases.appointments.offered import Offered, Standing
from xidmet.cases.appointments.places import Place
from xidmet.cases.appointments.slots import Slot
from xidmet.contract.texts import _
from xidmet.language import Translator, upper

from xidmet_ui.build.calendar import WEEKDAYS
from xidmet_ui.build.calendar_files import calendar_with, escaped

HAPPENED = {
    "appointment-booked": _("A time was booked"),
    "appointment-changed": _("Another time was chosen"),
    "appointment-cancelled": _("The time that was booked was cancelled"),
    "appointment-called-off": _("The agency called the appointment off"),
    "appointment-came": _("Came to the appointment"),
    "appointment-missed": _("Did not come to the appointment"),
    "appointment-unmarked": _("What was noted of the appointment was taken back"),
}
NEEDS = {
    "wheelchair": _("I come in a wheelchair, or stairs are hard for me"),
    "sign": _("Sign language"),
    "interpreter": _("An interpreter"),
}
SHORT = {"wheelchair": _("Wheelchair"), "sign": _("Sign language"), "interpreter": _("Interpreter")}
FREE = _("{count} time free", "{count} times free")


@dataclass(frozen=True)
class Panel:
    """What stands on the case's page. choose: the address of the page on which a time is chosen; "" for none.

    file: of the calendar file. said: why no time can be chosen.
    """

    label: str
    day: str
    time: str
    place: str
    address: str
    notes: str
    bring: str
    until: str
    choose: str
    file: str
    said: str


@dataclass(frozen=True)
class DayLink:
    href: str
    label: str
    free: str
    chosen: bool


def panel(now: Standing, actor: Actor, words: Translator) -> Panel | None:
    """None once it is done."""
    if now.came:
        return None
    mine, page = now.case.party == actor.party, f"/cases/{now.case.number}/appointment"
    day, time = when(now.current.starts_at, words) if now.current else ("", "")
    return Panel(
        label=words.text(now.appointment.label),
        day=day,
        time=time,
        place=now.at.name if now.at else "",
        address=now.at.address if now.at else "",
        notes=now.at.notes if now.at else "",
        bring=words.text(now.appointment.bring) if now.appointment.bring else "",
        until=words.moment(now.until) if now.until else "",
        choose=page if mine and now.is_open else "",
        file=f"{page}.ics" if mine and now.current else "",
        said=_said(now, words),
    )


def _said(now: Standing, words: Translator) -> str:
    if now.current:
        return (
            words.text(_("It can't be changed here any more. Tell the agency if you cannot come."))
            if now.is_fixed
            else ""
        )
    if not now.left:
        return words.text(_("You did not come as often as is allowed. The agency decides how it goes on."))
    return words.text(_("You did not come the last time. Another time can be chosen.")) if now.missed else ""


def when(moment: dt.datetime, words: Translator) -> tuple[str, str]:
    """The day, with its weekday, and the hour."""
    here = clock.local(moment)
    return day_text(here.date(), words), f"{here:%H:%M}"


def day_text(day: dt.date, words: Translator) -> str:
    return f"{words.text(WEEKDAYS[day.weekday()])}, {words.date(day)}"


def months(found: Offered, address: str, words: Translator) -> list[tuple[str, list[DayLink]]]:
    """The days on which something is free, under their months. address: of the page."""
    by_month = groupby(found.days, lambda one: (one[0].year, one[0].month))
    return [
        (_month(year, month, words), [_day_link(found, day, free, address, words) for day, free in days])
        for (year, month), days in by_month
    ]


def _month(year: int, month: int, words: Translator) -> str:
    """Its name with a capital, as a heading has it."""
    said = format_date(dt.date(year, month, 1), "LLLL y", locale=words.language)
    return upper(said[:1]) + said[1:]


def _day_link(found: Offered, day: dt.date, free: int, address: str, words: Translator) -> DayLink:
    assert found.place is not None
    href = f"{address}?{urlencode({'place': found.place.id, 'day': day.isoformat()})}#times"
    return DayLink(href, day_text(day, words), words.text(FREE, count=free), day == found.day)


def times(slots: Iterable[Slot]) -> list[tuple[str, str]]:
    """(value, hour) of each."""
    return [(one.starts.isoformat(), f"{clock.local(one.starts):%H:%M}") for one in slots]


def needs_text(needs: Mapping[str, str], words: Translator) -> str:
    """What somebody asked for, short: Wheelchair, Interpreter (fa)."""
    named = ((words.text(SHORT[name]), said) for name, said in needs.items() if name in SHORT)
    return ", ".join(f"{label} ({said})" if said else label for label, said in named)


def hours_text(place: Place) -> str:
    said = f"{_hour(place.opens)}–{_hour(place.closes)}"
    if place.break_from is None or place.break_to is None:
        return said
    return f"{_hour(place.opens)}–{_hour(place.break_from)}, {_hour(place.break_to)}–{_hour(place.closes)}"


def _hour(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def visit_file(now: Standing, words: Translator, address: str) -> str:
    """The visit as a calendar takes it. It says where and when and the case's number, and not what for: calendars are
    shared, and kept by others. The same event for every time that is chosen, so that a later file moves it.
    """
    booked, place, case = now.current, now.at, now.case
    assert booked is not None and place is not None
    lines = [
        *(
            "BEGIN:VEVENT",
            f"UID:{case.number}-visit@{address.partition('://')[2]}",
            f"DTSTAMP:{_utc(booked.booked_at)}",
        ),
        *(f"SEQUENCE:{booked.number}", f"DTSTART:{_utc(booked.starts_at)}", f"DTEND:{_utc(booked.ends_at)}"),
        f"SUMMARY:{escaped(words.text(_('Case {number}: appointment'), number=case.number))}",
        f"LOCATION:{escaped(f'{place.name}, {place.address}')}",
        f"URL:{address}/cases/{case.number}",
        "CLASS:PRIVATE",
        *("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT2H", f"DESCRIPTION:{case.number}", "END:VALARM", "END:VEVENT"),
    ]
    return calendar_with(lines)


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def rows_of(now: Standing, words: Translator) -> list[tuple[str, str]]:
    """The present time, as label and text."""
    if now.current is None or now.at is None:
        return []
    day, time = when(now.current.starts_at, words)
    return [
        (words.text(_("When")), f"{day}, {time}"),
        (words.text(_("Where")), f"{now.at.name}, {now.at.address}"),
        (words.text(_("Help that was asked for")), needs_text(now.current.needs, words)),
        (words.text(_("Can be changed until")), words.moment(now.until) if now.until else ""),
    ]


def title_of(case: Case, words: Translator) -> str:
    return words.text(case.state.appointment.label) if case.state.appointment else ""

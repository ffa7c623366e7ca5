"""The working days of an agency in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet.cases.calendar import Day, Decision
from xidmet.contract.texts import _
from xidmet.language import Translator

HOLIDAYS = {
    "New Year's Day": _("New Year's Day"),
    "Martyrs' Day": _("Martyrs' Day"),
    "Women's Day": _("Women's Day"),
    "Spring Festival": _("Spring Festival"),
    "Victory over Fascism Day": _("Victory over Fascism Day"),
    "Independence Day": _("Independence Day"),
    "Republic Day": _("Republic Day"),
    "National Liberation Day": _("National Liberation Day"),
    "Armed Forces Day": _("Armed Forces Day"),
    "Victory Day": _("Victory Day"),
    "National Flag Day": _("National Flag Day"),
    "International Azerbaijanis Solidarity Day": _("International Azerbaijanis Solidarity Day"),
    "Eid al-Fitr": _("Eid al-Fitr"),
    "Eid al-Adha": _("Eid al-Adha"),
    "Presidential elections": _("Presidential elections"),
    "Municipal elections": _("Municipal elections"),
}
SUBSTITUTED = "Day off (substituted"
SAID = {True: _("Working day"), False: _("Day off"), None: _("As in the official calendar")}
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


@dataclass(frozen=True)
class DayLine:
    """why: the holiday, or the act that the agency named."""

    day: dt.date
    weekday: str
    said: str
    why: str
    decided: bool


@dataclass(frozen=True)
class DecisionLine:
    number: int
    day: dt.date
    said: str
    law: str
    who: str
    at: dt.datetime


def day_lines(days: tuple[Day, ...], words: Translator) -> list[DayLine]:
    return [
        DayLine(one.day, words.text(WEEKDAYS[one.day.weekday()]), words.text(SAID[one.worked]), *_why(one, words))
        for one in days
    ]


def _why(day: Day, words: Translator) -> tuple[str, bool]:
    if day.decision is not None and day.decision.worked is not None:
        return day.decision.law, True
    if day.holiday:
        return ", ".join(dict.fromkeys(_holiday(name, words) for name in day.holiday.split("; "))), False
    return words.text(_("Moved by the Cabinet of Ministers")), False


def _holiday(name: str, words: Translator) -> str:
    """The package's English name, which may say in brackets that the day is moved, or not settled yet."""
    if name.startswith(SUBSTITUTED):
        return words.text(_("Moved by the Cabinet of Ministers"))
    plain, _bracket, more = name.partition(" (")
    said = words.text(HOLIDAYS.get(plain, plain))
    if "estimated" in more:
        return words.text(_("{holiday}, the day is not settled yet"), holiday=said)
    return words.text(_("{holiday}, moved from the weekend"), holiday=said) if "observed" in more else said


def decision_lines(decisions: tuple[Decision, ...], words: Translator) -> list[DecisionLine]:
    return [
        DecisionLine(one.number, one.day, words.text(SAID[one.worked]), one.law, one.who, one.decided_at)
        for one in decisions
    ]

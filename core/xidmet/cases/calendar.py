"""The working days of an agency: the official calendar, and what its administrators entered beside it, with the law."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.offices import AgencyHere, administered
from xidmet.auth.offices.administrators import administrators_now, note, still_administrator, tell_each
from xidmet.cases import recount
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, WrongAnswers
from xidmet.plugins import Catalogue
from xidmet.store import calendar, offices, transaction
from xidmet.store.calendar import Decision
from xidmet.store.effects import Lane, write_effect
from xidmet.working_days import exceptions

__all__ = ["Calendar", "Day", "Decision", "calendar_for", "decide"]

YEARS_AHEAD = 2
ACT = {True: "day-worked", False: "day-off", None: "day-official"}
CHANGED = _("The working days of your agency were changed")
SAYS = {
    True: _("{who} entered at {agency} that {day} is a working day ({law}). Open terms are counted anew."),
    False: _("{who} entered at {agency} that {day} is a day off ({law}). Open terms are counted anew."),
    None: _(
        "{who} entered at {agency} that {day} is as in the official calendar ({law}). Open terms are counted anew."
    ),
}


@dataclass(frozen=True)
class Day:
    """A day that is not as its weekday, or of which the agency decided something. holiday: its English name, "" when
    it is none. decision: the one that counts.
    """

    day: dt.date
    worked: bool
    holiday: str
    decision: Decision | None


@dataclass(frozen=True)
class Calendar:
    """A year as an agency works. decisions: every one that was entered, of any year, the newest first."""

    here: AgencyHere
    year: int
    days: tuple[Day, ...]
    decisions: tuple[Decision, ...]


async def calendar_for(catalogue: Catalogue, actor: Actor, code: str, year: int) -> Calendar:
    """For administrators of the agency. Raises NotFound, also for a year far away; NotAllowed, SurerNeeded."""
    here = administered(catalogue, actor, code)
    if not clock.today().year - 10 <= year <= clock.today().year + YEARS_AHEAD:
        raise NotFound
    made = await calendar.decisions(code)
    newest = {one.day: one for one in made if one.day.year == year}
    found = {day: Day(day, worked, holiday, None) for day, worked, holiday in exceptions(year)}
    for day, one in newest.items():
        official = found[day].worked if day in found else day.isoweekday() <= 5
        holiday = found[day].holiday if day in found else ""
        found[day] = Day(day, official if one.worked is None else one.worked, holiday, one)
    return Calendar(here, year, tuple(found[day] for day in sorted(found)), tuple(reversed(made)))


async def decide(site: Site, actor: Actor, code: str, day: dt.date, worked: bool | None, law: str) -> None:
    """Enter whether a day is worked; None: as the official calendar has it. The same again: nothing new.

    law: the act that says so. Raises NotFound, NotAllowed, SurerNeeded; WrongAnswers for a day that has passed, is far
    away, or has nothing to take back.
    """
    here, today = administered(site.catalogue, actor, code), clock.today()
    if day < today:
        raise WrongAnswers({"day": Mistake(_("This day has passed: terms were counted by it already."))})
    if day.year > today.year + YEARS_AHEAD:
        raise WrongAnswers({"day": Mistake(_("Not later than the end of {year}."), {"year": today.year + YEARS_AHEAD})})
    async with transaction():
        await offices.lock(code)
        await still_administrator(actor, here)
        made = await calendar.decisions(code)
        last = next((one for one in reversed(made) if one.day == day), None)
        if last and (last.worked, last.law) == (worked, law):
            return
        if worked is None and (last is None or last.worked is None):
            raise WrongAnswers({"said": Mistake(_("The official calendar holds for this day already."))})
        decision = Decision(made[-1].number + 1 if made else 1, day, worked, law, actor.name, clock.now())
        await calendar.add_decision(code, decision, actor.account)
        await _say(here, actor, decision)
    site.wake.ring()


async def _say(here: AgencyHere, actor: Actor, decision: Decision) -> None:
    """In the agency's record, to its other administrators, and to whoever counts the open terms anew."""
    await note(here, ACT[decision.worked], actor, day=decision.day.isoformat(), law=decision.law)
    others = [one for one in await administrators_now(here) if one.account != actor.account]
    once, link = f"calendar:{here.code}:{decision.number}"[:100], f"/offices/{here.code}/calendar"
    said = {"who": actor.name, "law": decision.law, "day": f"{decision.day:%d.%m.%Y}"}
    await tell_each(others, here, here.administrator, CHANGED, SAYS[decision.worked], link, once, **said)
    await write_effect(
        recount.KIND, {"agency": here.code}, f"{recount.KIND}:{here.code}:{decision.number}", lane=Lane.LONG
    )

"""An officer keeps a case beyond its term, such as for a lawsuit: until a day, with a reason, and for all to see."""

from __future__ import annotations

import datetime as dt

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.at_desk import worked_on
from xidmet.cases.case import Case
from xidmet.cases.find import find_case
from xidmet.cases.retention import HELD, Held, ends, held_in
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.months import months_later
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound, Stale, WrongAnswers
from xidmet.store import retention, transaction

LONGEST = 1000  # characters
YEARS = 10  # at a time, so that nothing is kept for ever by one press
NO_REASON = Mistake(_("Write why it must be kept, such as the court and the number of the lawsuit."))
TOO_LONG = _("Use at most {most} characters; there are {length}.")
TOO_FAR = _("Choose a day within {years} years; it can be kept for longer later.")
PAST = Mistake(_("Choose today or a later day."))


async def hold(site: Site, actor: Actor, number: str, until: dt.date, why: str, version: int) -> Case:
    """Until that day it is not erased; today ends an earlier hold. Its time of keeping runs on as it did.

    The same press again changes nothing. Raises NotFound, NotAllowed for what is not over, WrongAnswers, and Stale when
    the case changed meanwhile.
    """
    case, office = await worked_on(site, actor, number)
    if not ends(case.service, case.state):
        raise NotAllowed(_("This case is not over."), _("It is kept as long as it goes on."))
    said = why.strip()
    if mistakes := _mistakes(until, said):
        raise WrongAnswers(mistakes)
    before = held_in(case.record.asked)
    if before and (before.until, before.why) == (until, said):
        return case
    held = Held(until, said, actor.name)
    async with transaction():
        asked = {**case.record.asked, HELD: held.plain}
        if case.version != version or not await retention.keep(case.record.id, version, asked):
            raise Stale(number)
        facts: dict[str, str | int | bool | None] = {
            **actor.marks,
            "office": office.key,
            "until": until.isoformat(),
            "version": version + 1,
        }
        await journal.append(case.record.id, "held", facts, {**actor.signature, "why": said})
    after = await find_case(site, number)
    if after is None:
        raise NotFound
    return after


def _mistakes(until: dt.date, why: str) -> dict[str, Mistake]:
    found, last = dict[str, Mistake](), months_later(clock.today(), 12 * YEARS)
    if until < clock.today():
        found["until"] = PAST
    elif until > last:
        found["until"] = Mistake(TOO_FAR, {"years": YEARS})
    if not why or len(why) > LONGEST:
        found["why"] = Mistake(TOO_LONG, {"most": LONGEST, "length": len(why)}) if why else NO_REASON
    return found

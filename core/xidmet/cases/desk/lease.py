"""Who is deciding a case just now. Whoever opens the page of a decision holds the case for some minutes, and their page
renews it; another officer sees who is at it, and decides only after taking it over.

It keeps two people from the same work. That two decisions never happen is the version's doing (cases.change).
"""

from __future__ import annotations

import datetime as dt

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases.case import Case
from xidmet.cases.desk.take import office_of
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import Refused
from xidmet.store import leases, transaction
from xidmet.store.leases import Lease

__all__ = ["EVERY", "RENEWALS", "Lease", "held_by_another", "hold", "let_go", "need_lease", "take_over"]

LASTS = dt.timedelta(minutes=5)  # without a script, as long as that
EVERY = 60  # seconds between two renewals by the page
RENEWALS = 25  # then it waits for a sign of the person: a page left open must not hold a case, nor a session, for ever
AT_IT = _("{who} is deciding this case just now, since {since}.")
TAKE_IT = _("Wait until they are done, or take it over: what you typed stays.")


async def hold(case: Case, actor: Actor) -> Lease | None:
    """For whoever opened the page of a decision, or goes on with it. Somebody else's lease, while they hold it."""
    moment = clock.now()
    if await leases.hold(case.record.id, actor.account, moment, moment + LASTS):
        return None
    return await leases.held(case.record.id, moment)


async def held_by_another(case: Case, actor: Actor) -> Lease | None:
    """Somebody else who is at it."""
    found = await leases.held(case.record.id, clock.now())
    return found if found and found.account != actor.account else None


async def take_over(case: Case, transition: Transition, actor: Actor) -> None:
    """From whoever is at it; the journal says so. Again, or when they left meanwhile: it is simply held. For somebody
    who may make this move as an officer; a party holds nothing.
    """
    if not office_of(transition, actor):
        return
    other, moment = await held_by_another(case, actor), clock.now()
    if other is None:
        await hold(case, actor)
        return
    async with transaction():
        if await leases.take_over(case.record.id, actor.account, other.account, moment, moment + LASTS):
            facts = {**actor.marks, "from": str(other.account)}
            await journal.append(case.record.id, "lease-taken", facts, {**actor.signature, "whom": other.name})


async def need_lease(case: Case, transition: Transition, mover: Mover) -> None:
    """Raises Refused when an officer would decide what somebody else is at. Time, registers and parties hold none."""
    if isinstance(mover, Actor) and office_of(transition, mover):
        other = await held_by_another(case, mover)
        if other:
            since = f"{clock.local(other.since):%H:%M}"
            raise Refused(Refusal(why=AT_IT, mend=TAKE_IT, who=other.name, since=since))


async def let_go(case: Case, transition: Transition, mover: Mover) -> None:
    """It is decided. Inside the transaction of the move."""
    if isinstance(mover, Actor) and office_of(transition, mover):
        await leases.let_go(case.record.id, mover.account)

"""Put a proposed change in force, or decline it."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.agency_tables.change import PROPOSED, needs_second, put_in_force
from xidmet.cases.agency_tables.find import Table, rows_in, still_keeper, subject_of, table_for
from xidmet.cases.agency_tables.periods import Difference, Plan, made, plan
from xidmet.cases.agency_tables.told import tell_others
from xidmet.cases.site import Site
from xidmet.contract.plain import from_json, to_store
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused
from xidmet.registers.kept import Kept
from xidmet.store import agency_changes, offices, transaction
from xidmet.store.agency_changes import Change

CONFIRMED, DECLINED = "confirmed", "declined"
OVERTAKEN = Refusal(
    why=_("The table was changed since this was proposed, and the two don't fit together any more."),
    mend=_("Decline it and propose the change again."),
)
DAY_PASSED = Refusal(
    why=_("The day from which this should hold has passed meanwhile."),
    mend=_("Decline it and propose the change again, from a later day or for the past."),
)
OWN = Refusal(why=_("You proposed this change yourself."), mend=_("A colleague who keeps the table must look at it."))


async def confirm(site: Site, actor: Actor, code: str, name: str, number: int) -> None:
    """In force from now on. Of one that is in force already: nothing new.

    Raises NotFound, NotAllowed, SurerNeeded; Refused for one's own where a second pair of eyes is asked for, or when it
    does not fit the table any more.
    """
    table = table_for(site.catalogue, actor, code, name, to_change=True)
    async with transaction():
        proposed = await _open(table, actor, number)
        if proposed is None:
            return
        if refusal := own(site, actor, table.kept, proposed):
            raise Refused(refusal)
        planned = planned_again(table.kept, proposed, await _state(table))
        if planned is None:
            raise Refused(OVERTAKEN)
        if planned.is_past(clock.today()) and not proposed.says["past"]:
            raise Refused(DAY_PASSED)
        await put_in_force(table, differences_of(table.kept, proposed), proposed.number)
        await _answer(table, actor, proposed, CONFIRMED)
    site.wake.ring()


async def decline(site: Site, actor: Actor, code: str, name: str, number: int) -> None:
    """It never comes in force. Of one that was answered already: nothing new."""
    table = table_for(site.catalogue, actor, code, name, to_change=True)
    async with transaction():
        proposed = await _open(table, actor, number)
        if proposed is not None:
            await _answer(table, actor, proposed, DECLINED)
    site.wake.ring()


def own(site: Site, actor: Actor, kept: Kept, proposed: Change) -> Refusal | None:
    """Why this person can't be the one who confirms it."""
    return OWN if needs_second(site.settings, kept) and proposed.account == actor.account else None


async def _open(table: Table, actor: Actor, number: int) -> Change | None:
    """None when it was answered already."""
    await offices.lock(table.here.code)
    await still_keeper(actor, table)
    subject = subject_of(table.kept)
    found = await agency_changes.by_number(subject, number)
    if found is None or found.kind != PROPOSED:
        raise NotFound
    return None if await agency_changes.answer_to(subject, number) else found


async def _answer(table: Table, actor: Actor, proposed: Change, kind: str) -> None:
    by, subject = journal.By(actor.account, actor.name), subject_of(table.kept)
    done = await journal.append_change(table.here.code, subject, kind, {}, by, about=proposed.number)
    await tell_others(table, actor, done, proposed)


async def _state(table: Table) -> dict[UUID | None, Difference]:
    return {one.id: Difference(one.id, one, one) for one in await rows_in(table)}


def differences_of(kept: Kept, change: Change) -> list[Difference]:
    """What a change says it makes different."""
    found = list[Difference]()
    for row in change.says["rows"]:
        wanted = UUID(row["id"]) if row["id"] else None
        was, now = (made(kept, from_json(kept.of, row[side]), wanted) if row[side] else None for side in ("was", "now"))
        found.append(Difference(wanted, was, now))
    return found


def planned_again(kept: Kept, change: Change, stands: dict[UUID | None, Difference]) -> Plan | None:
    """What it comes to now; None when the rows it is about are not as they were, or others are in its way."""
    wanted = differences_of(kept, change)
    for one in wanted:
        now = stands.get(one.id) if one.id else None
        if one.was and (now is None or now.was is None or to_store(now.was.form) != to_store(one.was.form)):
            return None
    rows = [one.was for one in stands.values() if one.was]
    ended = [(one.id, one.now.form) for one in wanted if one.now]
    gone = [one.id for one in wanted if one.now is None and one.id]
    planned = plan(kept, rows, ended, gone, clock.today())
    same = len(planned.differences) == len(wanted)
    return planned if same and not planned.errors else None

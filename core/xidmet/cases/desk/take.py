"""Take a case, and put it back. That says whose work it is; who may decide, `may()` says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases.case import Case
from xidmet.cases.desk.look import need_desk
from xidmet.cases.desk.queues import is_shared, officers_waited_for
from xidmet.cases.find import find_case, officers_of, seen_as
from xidmet.cases.site import Site
from xidmet.contract.roles import Officer
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, OutOfReach, Refused, XidmetError
from xidmet.store import accounts, taking, transaction

AT_ONCE = 50  # cases that are chosen at a time
HAS_IT = _("{who} has this case.")
ASK_THEM = _("Ask them to put it back or to hand it over; an administrator of the agency can do it too.")
AT_REST = Refusal(why=_("Nobody has to act in this case."), mend=_("Look at the case as it is now."))
SHARED = Refusal(
    why=_("Several bodies act in this case beside each other, so nobody takes it alone."),
    mend=_("Open it and do your part."),
)
NOT_YOURS = Refusal(why=_("You do not have this case."), mend=_("Look at who has it now."))


@dataclass(frozen=True)
class Outcome:
    """What became of cases that were chosen: numbers of those it was done with, and why not with the others."""

    done: tuple[str, ...]
    refused: tuple[tuple[str, Refusal], ...]


def fitting(case: Case) -> list[str]:
    """The officers' roles whose work it is just now; while the applicant has to act, all that decide in the service."""
    waited = officers_waited_for(case.state) or sorted(officers_of(case.service), key=lambda role: role.key)
    return [role.key for role in waited]


def role_in(case: Case, actor: Actor) -> str:
    """In which role somebody would have it; "" for none."""
    return next((key for key in fitting(case) if key in actor.offices), "")


def may_take(case: Case, actor: Actor) -> bool:
    """Would the button do something? What somebody else has is not asked about here."""
    return bool(case.state.waiting) and not is_shared(case.state) and bool(role_in(case, actor))


async def take(site: Site, actor: Actor, numbers: Sequence[str]) -> Outcome:
    """Each for itself. What somebody has already they go on having. Raises SurerNeeded."""
    return await each(site, actor, numbers, _take)


async def put_back(site: Site, actor: Actor, numbers: Sequence[str]) -> Outcome:
    """Nobody's again, each for itself. Raises SurerNeeded."""
    return await each(site, actor, numbers, _put_back)


async def take_case(site: Site, actor: Actor, number: str) -> Case:
    """One alone, as it is then. Raises NotFound, NotAllowed, SurerNeeded, and Refused where a colleague has it."""
    return await _one(site, actor, number, _take)


async def put_back_case(site: Site, actor: Actor, number: str) -> Case:
    """One alone, as it is then. Raises as taking it does."""
    return await _one(site, actor, number, _put_back)


async def _one(site: Site, actor: Actor, number: str, does: Any) -> Case:
    need_desk(actor)
    await does(await case_on_desk(site, actor, number), actor)
    return await case_on_desk(site, actor, number)


async def each(site: Site, actor: Actor, numbers: Sequence[str], does: Any) -> Outcome:
    """does: with a case that this person sees as an officer; raises Refused. Of others it tells nothing."""
    need_desk(actor)
    done, refused = list[str](), list[tuple[str, Refusal]]()
    for number in list(dict.fromkeys(numbers))[:AT_ONCE]:
        try:
            await does(await case_on_desk(site, actor, number), actor)
            done.append(number)
        except Refused as error:
            refused.append((number, error.refusal))
        except NotFound:
            refused.append((number[:20], _refusal(NotFound())))
    return Outcome(tuple(done), tuple(refused))


def _refusal(error: XidmetError) -> Refusal:
    return Refusal(why=error.why, mend=error.mend)


async def case_on_desk(site: Site, actor: Actor, number: str) -> Case:
    """A case that this person sees as an officer. Nothing of it is looked at, so no look is noted. Raises NotFound."""
    case = await find_case(site, number)
    if case is None:
        raise NotFound
    try:
        office = seen_as(actor, case)
    except OutOfReach:
        raise NotFound from None
    if office is None:
        raise NotFound
    return case


async def _take(case: Case, actor: Actor) -> None:
    if case.record.officer == actor.account:
        return
    if not case.state.waiting:
        raise Refused(AT_REST)
    if is_shared(case.state):
        raise Refused(SHARED)
    role = role_in(case, actor)
    if not role:
        raise NotFound
    if case.record.officer is not None:
        raise Refused(await has_it(case))
    async with transaction():
        if not await taking.take(case.record.id, case.version, actor.account, role, clock.now()):
            raise Refused(Refusal(why=_("Somebody took or changed it just now."), mend=NOT_YOURS.mend))
        await journal.append(case.record.id, "taken", {**actor.marks, "office": role}, actor.signature)


async def has_it(case: Case) -> Refusal:
    """Why somebody else can't have it."""
    return Refusal(why=HAS_IT, mend=ASK_THEM, who=await who_has(case))


async def who_has(case: Case) -> str:
    """The name of the officer who has it, "" for nobody; the store is asked only when somebody has."""
    who = await accounts.person(case.record.officer) if case.record.officer else None
    return f"{who.given_name} {who.surname}".strip() if who else ""


async def _put_back(case: Case, actor: Actor) -> None:
    if case.record.officer is None:
        return
    if case.record.officer != actor.account:
        raise Refused(NOT_YOURS)
    async with transaction():
        if await taking.put_back(case.record.id, actor.account):
            await journal.append(case.record.id, "put-back", actor.marks, actor.signature)


def office_of(transition: Transition, mover: Mover) -> str:
    """In which office somebody makes a move; "" when they make it as a party, or nobody makes it."""
    roles = [role for role in transition.actors if isinstance(role, Officer)]
    return next((role.key for role in roles if isinstance(mover, Actor) and role.key in mover.offices), "")


def had_after(case: Case, transition: Transition, mover: Mover, moment: dt.datetime) -> dict[str, Any]:
    """Who has a case after a move. Whoever acts in one that nobody has takes it by that; where it goes on to another
    role it is nobody's, so that it stands in the queue of those whose turn it is.
    """
    record, target = case.record, transition.target
    waited = {role.key for role in officers_waited_for(target)}
    officer, role, since = record.officer, record.taken_as, record.taken_at
    office = office_of(transition, mover)
    if officer is None and office and target.waiting and not is_shared(case.state) and isinstance(mover, Actor):
        officer, role, since = mover.account, office, moment
    if len(waited) == 1 and role and role not in waited:
        officer, role, since = None, "", None
    return {"officer": officer, "taken_as": role, "taken_at": since}

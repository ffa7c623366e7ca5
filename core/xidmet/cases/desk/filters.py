"""Filters of the desk that are kept under a name: one's own, or shared with everybody who holds a role one holds."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.desk.look import need_desk
from xidmet.cases.desk.queues import filters_in, pairs_of, services_of
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.roles import APART
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound, WrongAnswers
from xidmet.store import accounts, saved_filters, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.saved_filters import Saved

MOST, LONGEST = 20, 60
NO_NAME = _("Give it a name of at most {most} signs.")
TWICE = _("You have a filter of this name already.")
FULL = _("You have {most} filters already. Remove one first.")


def shared_with(actor: Actor) -> list[str]:
    """The roles with which somebody may share."""
    return sorted(key for key in actor.offices if key.rpartition(":")[2] not in APART)


async def saved(site: Site, actor: Actor) -> list[Saved]:
    """Raises NotAllowed for somebody without an office, SurerNeeded."""
    need_desk(actor)
    if not services_of(site, actor):
        raise NotAllowed
    return await saved_filters.of_account(actor.account, shared_with(actor))


async def save(site: Site, actor: Actor, name: str, query: str, role: str = "") -> None:
    """query: of the desk's address; of it only what the desk knows is kept. Raises WrongAnswers, as above."""
    kept = await saved(site, actor)
    known = urlencode(pairs_of(filters_in(dict(parse_qsl(query[:600], max_num_fields=10)))))
    if any((one.account, one.name, one.query) == (actor.account, name.strip(), known) for one in kept):
        return  # the same once more
    clean, shared = _read(actor, name, role)
    try:
        async with transaction():
            await accounts.lock(actor.account)  # of two at once the second counts the first one's
            if await saved_filters.count(actor.account) >= MOST:
                raise WrongAnswers({"name": Mistake(FULL, {"most": MOST})})
            await saved_filters.add(actor.account, clean, known[:300], shared, clock.now())
    except Exception as error:
        if is_unique_violation(error):
            raise WrongAnswers({"name": Mistake(TWICE)}) from error
        raise


async def change(site: Site, actor: Actor, wanted: UUID, name: str, role: str) -> None:
    """Another name, or shared otherwise. Raises WrongAnswers, NotFound for one of somebody else's."""
    await saved(site, actor)
    clean, shared = _read(actor, name, role)
    try:
        if not await saved_filters.change(wanted, actor.account, clean, shared):
            raise NotFound
    except Exception as error:
        if is_unique_violation(error):
            raise WrongAnswers({"name": Mistake(TWICE)}) from error
        raise


async def remove(site: Site, actor: Actor, wanted: UUID) -> None:
    """Again: nothing new."""
    await saved(site, actor)
    await saved_filters.remove(wanted, actor.account)


def _read(actor: Actor, name: str, role: str) -> tuple[str, str]:
    clean = " ".join(name.split())
    if not clean or len(clean) > LONGEST or not clean.isprintable():
        raise WrongAnswers({"name": Mistake(NO_NAME, {"most": LONGEST})})
    if role and role not in shared_with(actor):
        raise NotFound
    return clean, role

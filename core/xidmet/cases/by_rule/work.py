"""Make one move in all cases that a search found: a stretch of them in one transaction, by the worker.

Each case has a token of its own, so that none is moved twice whatever is killed. One that was changed since it was
found is left as it is, and so said. It can be stopped, and taken up again; what was refused can be tried again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.by_rule.made import made
from xidmet.cases.by_rule.seen import sample, search_for
from xidmet.cases.given import read_given
from xidmet.cases.many import MOST, is_plain, piece
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.site import Site
from xidmet.errors import NotFound, Retry, Stale, UsedElsewhere
from xidmet.store import by_rule, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.by_rule import FAILED, FOUND, OVER, STOPPED, WAITS, WORKING, Search
from xidmet.store.effects import Lane, write_effect

KIND = "rule-run"
STRETCH = MOST  # cases in one go, between which it is asked anew whether the officer still may
ONE_BY_ONE = 50  # of a move that can't be made in many at once; other work of the portal comes between


async def begin(site: Site, actor: Actor, wanted: UUID, asked: Mapping[str, Any], token: str) -> None:
    """Begin it; the same form again: nothing new. asked: raw input of what the move asks.

    Raises NotFound, SurerNeeded; WrongAnswers for what the move asks; Stale when it was begun from another page.
    """
    search, _service, transition = await search_for(site, actor, wanted)
    if await _same(search, token):
        return
    if search.state != FOUND:
        raise Stale
    case = await sample(site, search)
    if case is None:
        raise NotFound
    await read_given(site, case, transition, asked, {})  # what is asked is read alike in each
    try:
        async with transaction():
            if not await by_rule.begun(search.id, token, asked, _hand(actor), clock.now()):
                raise Stale
            await _go_on(search.id, 1, 0)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        raise UsedElsewhere(USED_ELSEWHERE) from error
    site.wake.ring()


async def _same(search: Search, token: str) -> bool:
    return await by_rule.run_token(search.id) == token


def _hand(actor: Actor) -> tuple[UUID, str, str]:
    return actor.account, actor.means, actor.level


async def stop(site: Site, actor: Actor, wanted: UUID) -> None:
    """After the stretch that is being written just now. Any officer who may make the move; again: nothing new."""
    search, _service, _transition = await search_for(site, actor, wanted)
    await by_rule.turn(search.id, [WORKING], STOPPED, clock.now())


async def again(site: Site, actor: Actor, wanted: UUID) -> None:
    """Take up what was stopped, or try again what was refused. While it is worked off: nothing new."""
    search, _service, _transition = await search_for(site, actor, wanted)
    async with transaction():
        tries = (
            await by_rule.taken_up(search.id, [STOPPED, OVER, FAILED], _hand(actor), clock.now())
            if search.began_at
            else 0
        )
        if tries:
            await _go_on(search.id, tries, 0)
    site.wake.ring()


async def _go_on(search: UUID, tries: int, place: int) -> None:
    """tries: how often it was begun, so that a chain of effects of an earlier time ends."""
    payload = {"search": str(search), "tries": tries, "after": place}
    await write_effect(KIND, payload, f"{KIND}:{search}:{tries}:{place}", lane=Lane.LONG)


async def work(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """By the worker: the next stretch. Raises RegisterDown: then it goes on later; those that are done stay done."""
    search = await by_rule.by_id(UUID(payload["search"]))
    if search is None or search.state != WORKING or search.tries != payload["tries"]:
        return
    if search.tries > 1 and not payload["after"] and search.began_at:
        await by_rule.refused_wait(search.id, search.began_at)
    found = await by_rule.page(search.id, payload["after"], _stretch(site, search), WAITS)
    if not found:
        await by_rule.turn(search.id, [WORKING], OVER, clock.now())
        return
    told = await made(site, search, found)
    async with transaction():
        said = await by_rule.went(search, told, clock.now())
        now = await by_rule.by_id(search.id)
        if now is None or (now.state, now.tries) != (WORKING, search.tries):
            return
        if said < len(told):
            raise Retry(0, "another worker was at some of these")
        await _go_on(search.id, search.tries, found[-1].place)
    site.wake.ring()


def _stretch(site: Site, search: Search) -> int:
    service = site.catalogue.services.get(search.service)
    move = service.transition(search.move) if service else None
    return piece(STRETCH) if service and move and is_plain(service, move) else min(STRETCH, ONE_BY_ONE)


async def give_up(payload: Mapping[str, Any]) -> None:
    """The worker failed too often. What was not done waits until somebody takes it up again."""
    await by_rule.turn(UUID(payload["search"]), [WORKING], FAILED, clock.now())

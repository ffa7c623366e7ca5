"""Make one move in all cases that a search found: each in a transaction of its own, in stretches, by the worker.

Each case has a token of its own, so that none is moved twice whatever is killed. One that was changed since it was
found is left as it is, and so said. It can be stopped, and taken up again; what was refused can be tried again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, officer_now
from xidmet.cases.by_rule.seen import sample, search_for
from xidmet.cases.desk.bulk import ASK, OFFICE_GONE
from xidmet.cases.desk.take import case_on_desk, office_of
from xidmet.cases.given import read_given
from xidmet.cases.move import move
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.site import Site
from xidmet.errors import NotFound, RegisterDown, Stale, UsedElsewhere, WrongAnswers, XidmetError
from xidmet.language import Translator, translator
from xidmet.store import by_rule, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.by_rule import CHANGED, DONE, FAILED, FOUND, OVER, REFUSED, STOPPED, WAITS, WORKING, Hit, Search
from xidmet.store.effects import write_effect

KIND = "rule-run"
STRETCH = 50  # cases in one go; other work of the portal comes between


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
    """After the case that is in hand just now. Any officer who may make the move; again: nothing new."""
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
    await write_effect(KIND, payload, f"{KIND}:{search}:{tries}:{place}")


async def work(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """By the worker: the next stretch. Raises RegisterDown: then it goes on later; those that are done stay done."""
    search = await by_rule.by_id(UUID(payload["search"]))
    if search is None or search.state != WORKING or search.tries != payload["tries"]:
        return
    if search.tries > 1 and not payload["after"] and search.began_at:
        await by_rule.refused_wait(search.id, search.began_at)
    found = await by_rule.page(search.id, payload["after"], STRETCH, WAITS)
    if not found:
        await by_rule.turn(search.id, [WORKING], OVER, clock.now())
        return
    plugin = site.catalogue.plugin_of(search.service).name if search.service in site.catalogue.services else ""
    words = translator(search.language, plugin)
    for hit in found:
        if await by_rule.state_of(search.id) != WORKING:
            return
        await _made(site, search, hit, words)
    async with transaction():
        await _go_on(search.id, search.tries, found[-1].place)
    site.wake.ring()


async def _made(site: Site, search: Search, hit: Hit, words: Translator) -> None:
    try:
        await _moved(site, search, hit)
    except RegisterDown:
        raise
    except Stale as error:
        await _went(search, hit, CHANGED, words.text(error.why), words.text(error.mend))
    except WrongAnswers as error:
        said = next(iter(error.errors.values()), None)
        why = words.text(said.text, **said.values) if said else words.text(error.why)
        await _went(search, hit, REFUSED, why, words.text(error.mend, **error.values))
    except XidmetError as error:
        await _went(search, hit, REFUSED, words.text(error.why, **error.values), words.text(error.mend, **error.values))
    else:
        await _went(search, hit, DONE)


async def _moved(site: Site, search: Search, hit: Hit) -> None:
    """As the officer is at this moment: whoever lost the role meanwhile moves nothing more."""
    actor = await officer_now(search.ran_by, search.level, search.means) if search.ran_by else None
    service = site.catalogue.services.get(search.service)
    transition = service.transition(search.move) if service else None
    if actor is None or transition is None or not office_of(transition, actor):
        raise XidmetError(OFFICE_GONE, ASK)
    await case_on_desk(site, actor, hit.number)
    mover = replace(actor, run=str(search.id))
    token = f"rule:{hit.id}"
    await move(site, mover, hit.number, search.move, version=hit.version, token=token, asked=search.asked)


async def _went(search: Search, hit: Hit, state: str, why: str = "", mend: str = "") -> None:
    async with transaction():
        await by_rule.went(search.id, hit.id, state, clock.now(), why, mend)


async def give_up(payload: Mapping[str, Any]) -> None:
    """The worker failed too often. What was not done waits until somebody takes it up again."""
    await by_rule.turn(UUID(payload["search"]), [WORKING], FAILED, clock.now())

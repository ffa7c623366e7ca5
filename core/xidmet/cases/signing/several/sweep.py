"""Rounds whose time is over, and those who are to be reminded."""

from __future__ import annotations

import structlog

from xidmet import clock
from xidmet.cases.case import case_of
from xidmet.cases.signing.several.complete import send_if_all
from xidmet.cases.signing.several.ending import void_in
from xidmet.cases.signing.several.letters import REMIND, ask
from xidmet.cases.signing.several.start import REMINDED
from xidmet.cases.site import Site
from xidmet.store import cases, signers, transaction
from xidmet.store.signers import Other, Round

log = structlog.get_logger()


async def sweep_rounds(site: Site) -> int:
    """How many were reminded or ended. Safe to repeat, to kill, and beside another worker."""
    moment, count = clock.now(), 0
    for begun in await signers.ended(moment):
        try:
            count += await _end(site, begun)
        except Exception:  # one that cannot be ended must not keep the others
            log.exception("a round of signatures cannot be ended", round=str(begun.id))
    for one in await signers.due(moment):
        count += await _remind(one)
    if count:
        site.wake.ring()
    return count


async def _end(site: Site, begun: Round) -> bool:
    record = await cases.by_id(begun.case)
    case = case_of(site, record) if record else None
    if case is None:
        return False  # its service is switched off; it waits until it is on again
    async with transaction():
        now = await signers.lock(begun.id)
        if now is None or now.closed_at:
            return False
        if not all(one.signed_at for one in await signers.others(begun.id)):
            return await void_in(site, case, now, "late", clock.now())
    await send_if_all(site, begun.id)  # a register was silent, or the service was off when the worker came to it
    return False


async def _remind(one: Other) -> bool:
    """After two days, then after five; never what has ended meanwhile."""
    first, second = REMINDED
    async with transaction():
        begun = await signers.lock(one.round)
        again = clock.now() + (second - first) if one.reminded == 0 else None
        if begun is None or begun.closed_at or not await signers.remind(one, again):
            return False
        await ask(begun, one, text=REMIND)
    return True

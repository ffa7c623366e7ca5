"""Work a signed list off: some hundred cases at a time are moved in one transaction, which says so of each item."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.find import find_case
from xidmet.cases.lists.found import TheList, whoever_asked
from xidmet.cases.lists.said import ASK_HEAD, NO_MANDATE, is_so_already, texts_of
from xidmet.cases.lists.signed_items import SignedItems, WholeList
from xidmet.cases.many import MOST, Result, move_many, piece
from xidmet.cases.site import Site
from xidmet.errors import Refused, Stale
from xidmet.signatures.manifest import Head
from xidmet.store import documents, list_items, transaction
from xidmet.store.list_items import ABLE, CHANGED, MADE, REFUSED, SAME, Able, Said

PIECE = MOST  # cases, between which it is asked again whether their person may still act


async def make_some(site: Site, found: TheList) -> bool:
    """Is there more? Raises RegisterDown; what was done by then stays done."""
    listed = found.listed
    at_once = piece(PIECE)
    able = await list_items.able(listed.id, at_once)
    if not able:
        return False
    actor = await whoever_asked(listed)
    if actor is None:
        words = found.words(site)
        why, mend = words.text(NO_MANDATE), words.text(ASK_HEAD)
        await list_items.say_of_all(listed.id, ABLE, REFUSED, clock.now(), why, mend)
        return False
    signed = SignedItems(await signed_whole(found), able)
    results = await _made(site, actor, found, signed)
    await _say(site, found, signed, results)
    return len(able) == at_once


async def _made(site: Site, actor: Actor, found: TheList, signed: SignedItems) -> list[Result]:
    """In one transaction; each with its own token, so that none is moved twice. What was moved is said in that very
    transaction.
    """
    listed = found.listed
    return await move_many(
        site,
        actor,
        found.service.slug,
        listed.move,
        [(item.number, item.version) for item in signed.items],
        tokens=[f"list:{listed.id}:{item.place}" for item in signed.items],
        asked=listed.asked,
        signed=signed,
    )


async def _say(site: Site, found: TheList, signed: SignedItems, results: Sequence[Result]) -> None:
    """Of those that were not moved just now: one that was moved before may have been killed before it was said."""
    left = [(item, one) for item, one in zip(signed.items, results, strict=True) if item.place not in signed.kept]
    if not left:
        return
    said = [await _said(site, found, item, result) for item, result in left]
    async with transaction():
        await list_items.say(found.listed.id, ABLE, said, clock.now())


async def _said(site: Site, found: TheList, item: Able, result: Result) -> Said:
    if result.done:
        return Said(item.place, MADE)
    state = await _state_of(site, found, item, result)
    error = Refused(result.refusal) if result.refusal else Stale(item.number)
    why = ("", "", "") if state == SAME else texts_of(error, found.words(site))
    return Said(item.place, state, *why)


async def _state_of(site: Site, found: TheList, item: Able, result: Result) -> str:
    if is_so_already(found, await find_case(site, item.number)):
        return SAME
    return CHANGED if result.stale else REFUSED


async def signed_whole(found: TheList) -> WholeList:
    """What binds the items of a list that is worked off."""
    listed = found.listed
    file = await documents.document(listed.signature) if listed.signature else None
    return WholeList(
        id=listed.id,
        given=listed.given,
        count=Head.read(listed.head.encode()).count,
        head=hashlib.sha256(listed.head.encode()).hexdigest(),
        signature=file.sha256 if file else "",
        due=bool(found.move.signed),
    )

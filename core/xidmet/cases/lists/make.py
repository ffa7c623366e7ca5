"""Work a signed list off: the move is made in each case, in a transaction of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.people import acting_now
from xidmet.cases.find import find_case
from xidmet.cases.lists.check import ASK_HEAD, NO_MANDATE, is_so_already, texts_of
from xidmet.cases.lists.found import TheList
from xidmet.cases.move import move
from xidmet.cases.signed import ItemSigned, WholeList
from xidmet.cases.site import Site
from xidmet.errors import NotFound, RegisterDown, Stale, XidmetError
from xidmet.signatures.manifest import Head
from xidmet.store import documents, list_items, transaction
from xidmet.store.list_items import ABLE, CHANGED, MADE, REFUSED, SAME, Item, Said

PIECE = 50  # cases, between which it is asked again whether their person may still act


@dataclass(frozen=True)
class Result:
    """How one move went. error: why it was not made."""

    number: str
    done: bool
    error: XidmetError | None = None


async def make_some(site: Site, found: TheList) -> bool:
    """Is there more? Raises RegisterDown; what was done by then stays done."""
    listed = found.listed
    able = await list_items.items(listed.id, [ABLE], PIECE)
    if not able:
        return False
    actor = await acting_now(listed.account, listed.party, listed.level, listed.means)
    if actor is None:
        words = found.words(site)
        why, mend = words.text(NO_MANDATE), words.text(ASK_HEAD)
        await list_items.say_of_all(listed.id, ABLE, REFUSED, clock.now(), why, mend)
        return False
    whole = await signed_whole(found)
    for result, item in zip(await made(site, actor, found, able, whole), able, strict=True):
        await _say(site, found, item, result)
    return len(able) == PIECE


async def made(site: Site, actor: Actor, found: TheList, items: Sequence[Item], whole: WholeList) -> list[Result]:
    """One after the other; each with its own token, so that none is moved twice. What was moved is said in its own
    transaction already.
    """
    return [await _one(site, actor, found, item, whole, found.listed.asked) for item in items]


async def _one(
    site: Site, actor: Actor, found: TheList, item: Item, whole: WholeList, asked: Mapping[str, Any]
) -> Result:
    listed = found.listed
    signed = ItemSigned(whole, item.number, item.version, item.place, item.n or item.place)
    try:
        case = await find_case(site, item.number)
        if case is None or case.party != listed.party:
            raise NotFound
        await move(
            site,
            actor,
            item.number,
            listed.move,
            version=item.version,
            token=f"list:{listed.id}:{item.place}",
            asked=asked,
            signed=signed,
        )
    except RegisterDown:
        raise
    except XidmetError as error:
        return Result(item.number, False, error)
    return Result(item.number, True)


async def _say(site: Site, found: TheList, item: Item, result: Result) -> None:
    moment = clock.now()
    async with transaction():
        if result.error is None:  # it stands there, unless it was moved before and the word of it was lost
            await list_items.say(found.listed.id, ABLE, [Said(item.place, MADE)], moment)
            return
        state = await _state_of(site, found, item, result.error)
        why = ("", "", "") if state == SAME else texts_of(result.error, found.words(site))
        await list_items.say(found.listed.id, ABLE, [Said(item.place, state, *why)], moment)


async def _state_of(site: Site, found: TheList, item: Item, error: XidmetError) -> str:
    if is_so_already(found, await find_case(site, item.number)):
        return SAME
    return CHANGED if isinstance(error, Stale) else REFUSED


async def signed_whole(found: TheList) -> WholeList:
    """What binds the items of a list that is worked off."""
    listed = found.listed
    file = await documents.document(listed.signature) if listed.signature else None
    return WholeList(
        id=listed.id,
        account=listed.account,
        move=listed.move,
        given=listed.given,
        count=Head.read(listed.head.encode()).count,
        head=hashlib.sha256(listed.head.encode()).hexdigest(),
        signature=file.sha256 if file else "",
    )

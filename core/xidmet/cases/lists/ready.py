"""From the rows that were checked to what is signed: the lines, and the head that binds them."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.parties import voen_of
from xidmet.cases.case import Case
from xidmet.cases.given import read_given
from xidmet.cases.lists.choose import example
from xidmet.cases.lists.found import TheList
from xidmet.cases.lists.work import wake
from xidmet.cases.signed import asked_in, hash_of
from xidmet.cases.site import Site
from xidmet.contract.form import Form
from xidmet.contract.listed import Listing
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.documents.files import one_piece
from xidmet.errors import Refused, Stale
from xidmet.signatures.manifest import About, Head, Values, write_items
from xidmet.store import documents, list_items, transaction
from xidmet.store import lists as store
from xidmet.store.effects import write_effect
from xidmet.store.list_items import Item
from xidmet.store.lists import CHECKED, SIGNING, WORKING

KEY = "number"
READY = (SIGNING, WORKING, store.DONE, store.STOPPED)
NONE_ABLE = Refusal(why=_("It can be done in none of these."), mend=_("Look at the reasons, then make a new list."))


async def leave_out(found: TheList, places: Sequence[int], *, back: bool = False) -> None:
    """Leave rows out before it is signed, or take them in again. Raises Stale."""
    if found.listed.state != CHECKED:
        raise Stale
    await list_items.leave_out(found.listed.id, places, back=back)


async def make_ready(site: Site, actor: Actor, found: TheList, language: str) -> None:
    """With those that can be done. Where no signature is due this is the confirmation, and the work begins.

    language: of the page, and so of what is signed. Again, or by two at once: the first one counts. Raises Refused when
    none can be done, WrongAnswers and RegisterDown for what the move asks, Stale.
    """
    listed = found.listed
    if listed.state in READY:
        return
    if listed.state != CHECKED:
        raise Stale
    if not found.able:
        raise Refused(NONE_ABLE)
    case = await example(site, found)
    given = await read_given(site, case, found.move, listed.asked, {})
    await list_items.number(listed.id)
    able = [item async for item in list_items.each(listed.id, [list_items.ABLE])]
    out = io.BytesIO()
    about = _about(site, found, case, given.asked, language)
    head = await asyncio.to_thread(write_items, about, [_values(case, item) for item in able], out)
    await _kept(site, actor, found, head, out.getvalue(), hash_of(asked_in(given)), language)


def _about(site: Site, found: TheList, case: Case, asked: Form | None, language: str) -> About:
    words = found.words(site, language)
    said = [words.text(found.service.title) + ": " + words.text(found.move.label)]
    if asked is not None:
        lines = (line for group in Listing(words).groups(type(asked), asked) for line in group.lines)
        said += [f"{line.label}: {line.text}" for line in lines if line.text]
    return About(
        text="; ".join(said)[:2000],
        language=language,
        service=found.service.slug,
        transition=found.move.name,
        organisation=voen_of(case.party) or "",
        site=site.settings.address,
        key=KEY,
    )


def _values(case: Case, item: Item) -> Values:
    names = [one.name for one in case.service.columns if one.name not in (KEY, "version")]
    shown = {name: text for name, text in zip(names, item.shown, strict=False) if text}
    return {**shown, KEY: item.number, "version": item.version}


async def _kept(site: Site, actor: Actor, found: TheList, head: Head, lines: bytes, given: str, language: str) -> None:
    """Raises Stale when rows were left out meanwhile."""
    listed, signs = found.listed, bool(found.move.signed)
    name = f"{found.service.slug}-{listed.id}.jsonl"
    stored = await site.files.store(
        one_piece(lines), name, "application/jsonl", party=listed.party, case=None, made_here=True
    )
    program = actor.program.id if actor.program else None
    by = {"account": actor.account, "means": actor.means, "level": actor.level, "program": program}
    confirmed = {"signed_at": clock.now(), **by}
    try:
        async with transaction():
            await documents.keep(stored)
            changed = await store.change(
                listed.id,
                [CHECKED],
                state=SIGNING if signs else WORKING,
                head=head.content.decode(),
                items=stored.id,
                given=given,
                language=language,
                **({} if signs else confirmed),
            )
            if not changed:
                raise _Faster
            if (await list_items.counts(listed.id)).get(list_items.ABLE, 0) != head.count:
                raise Stale
            if not signs:
                await wake(listed.id)
    except _Faster:
        await site.files.erase(stored.place)
        now = await store.by_id(listed.id)
        if now is None or now.state not in READY:
            raise Stale from None
    except BaseException:
        await asyncio.shield(site.files.erase(stored.place))
        raise
    site.wake.ring()


class _Faster(Exception):
    """Somebody else made it ready, or threw it away, in this very moment."""


async def back_to_rows(site: Site, found: TheList) -> None:
    """Instead of signing: what was made for it is forgotten, and a signature over it counts for nothing."""
    await _ended(site, found, [SIGNING], CHECKED)


async def drop(site: Site, found: TheList) -> None:
    """Throw it away before it is signed."""
    await _ended(site, found, store.OPEN, store.DROPPED)


async def _ended(site: Site, found: TheList, before: Sequence[str], state: str) -> None:
    async with transaction():
        if not await store.change(found.listed.id, before, state=state):
            raise Stale
        places = await store.take_documents(found.listed.id)
        if places:
            await write_effect("erase", {"places": places}, f"erase-list:{places[0]}")
    site.wake.ring()


async def stop(site: Site, found: TheList) -> None:
    """Half-way: what was not done by now stays as it is."""
    async with transaction():
        if not await store.change(found.listed.id, [WORKING], state=store.STOPPED):
            return
        words = found.words(site)
        why, mend = words.text(STOPPED_BEFORE), words.text(IN_NEW_LIST)
        await list_items.say_of_all(found.listed.id, list_items.ABLE, list_items.KEPT, clock.now(), why, mend)
        await wake(found.listed.id)
    site.wake.ring()


STOPPED_BEFORE = _("The list was stopped before this.")
IN_NEW_LIST = _("It can be put into a new list.")

"""Ask for a list: which cases, which move, and what the move asks, once for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.cases.case import Case
from xidmet.cases.find import find_case
from xidmet.cases.given import read_given
from xidmet.cases.lists.found import TheList, the_move
from xidmet.cases.lists.work import wake
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.site import Site
from xidmet.contract.form import Form
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, RegisterDown, Stale, UsedElsewhere, WrongAnswers
from xidmet.signatures.manifest import MOST_ITEMS
from xidmet.store import list_items, transaction
from xidmet.store import lists as store
from xidmet.store.bound import is_unique_violation
from xidmet.store.lists import ASKING, CHECKING, Listed

LASTS = dt.timedelta(days=7)  # until then it must be signed
AGAIN = (list_items.REFUSED, list_items.CHANGED, list_items.KEPT)  # what may go better the next time
NOBODY = Refusal(why=_("Nobody was chosen."), mend=_("Mark at least one row, then press the button again."))


async def as_they_are(numbers: Sequence[str]) -> list[tuple[str, int]]:
    """Number and version of each, as it is now; those that there are not are left out."""
    once = list(dict.fromkeys(numbers))
    now = await list_items.versions(once)
    return [(number, now[number]) for number in once if number in now]


async def begin(
    site: Site,
    actor: Actor,
    slug: str,
    name: str,
    chosen: Sequence[tuple[str, int]],
    *,
    token: str,
    language: str,
    digest: str = "",
) -> UUID:
    """chosen: number and version of each case; those of others are left out unsaid. The same form again gives the first
    list. digest: of what came with the token by machine.

    Raises NotFound, Refused for who may not and when nobody was chosen, TooMany.
    """
    service, move = the_move(site, actor, slug, name)
    if first := await _first(actor, slug, name, token, digest):
        return first
    if len(chosen) > MOST_ITEMS:
        raise Refused(_too_many())
    rows = await list_items.theirs(actor.party, service.slug, dict(chosen))
    if not rows:
        raise Refused(NOBODY)
    await throttle.take(throttle.LISTS, str(actor.account))
    return await _kept(site, _listed(actor, slug, move, len(rows), {}, token, language, digest), rows)


def _too_many() -> Refusal:
    mend = _("Narrow the filter, then make several lists.")
    return Refusal(why=_("A list takes at most {most} rows."), mend=mend, most=MOST_ITEMS)


async def begin_again(site: Site, actor: Actor, before: TheList, *, token: str, asks: bool = False) -> UUID:
    """A new list of those that were not done, as they are now, to be checked and signed anew.

    What the move asks was said for the list before and is not asked again, unless it does not hold any more, or
    somebody wants to say something else this time (asks).
    """
    slug, move = before.service.slug, before.move
    if first := await _first(actor, slug, move.name, token):
        return first
    numbers = [item.number async for item in list_items.each(before.listed.id, AGAIN)]
    now = await list_items.versions(numbers)
    rows = [(number, now[number]) for number in numbers if number in now]
    if before.is_open or not rows:
        raise NotFound
    await throttle.take(throttle.LISTS, str(actor.account))
    listed = _listed(actor, slug, move, len(rows), before.listed.asked, token, before.listed.language)
    if listed.state == ASKING and not asks and await _still_holds(site, before, rows[0][0]):
        listed = replace(listed, state=CHECKING)
    return await _kept(site, listed, rows)


async def _still_holds(site: Site, before: TheList, number: str) -> bool:
    """What was answered the last time, for these cases now: a row of a register may be over meanwhile."""
    case = await find_case(site, number)
    try:
        return case is not None and bool(await read_given(site, case, before.move, before.listed.asked, {}))
    except (WrongAnswers, RegisterDown):
        return False


def _listed(
    actor: Actor,
    slug: str,
    move: Transition,
    total: int,
    asked: Mapping[str, Any],
    token: str,
    language: str,
    digest: str = "",
) -> Listed:
    moment = clock.now()
    return Listed(
        id=uuid4(),
        party=actor.party,
        account=actor.account,
        service=slug,
        move=move.name,
        asked=dict(asked),
        language=language,
        means=actor.means,
        level=actor.level,
        token=token,
        state=ASKING if move.asks else CHECKING,
        total=total,
        made_at=moment,
        ends_at=moment + LASTS,
        program=actor.program.id if actor.program else None,
        digest=digest,
    )


async def _kept(site: Site, listed: Listed, rows: Sequence[tuple[str, int]]) -> UUID:
    try:
        async with transaction():
            await store.add(listed, rows)
            if listed.state == CHECKING:
                await wake(listed.id)
    except Exception as error:
        first = await store.by_token(listed.token) if is_unique_violation(error) else None
        if first is None:
            raise
        return first.id
    site.wake.ring()
    return listed.id


async def _first(actor: Actor, slug: str, name: str, token: str, digest: str = "") -> UUID | None:
    found = await store.by_token(token)
    if found is None:
        return None
    if (found.party, found.service, found.move, found.digest) != (actor.party, slug, name, digest):
        raise UsedElsewhere(USED_ELSEWHERE)
    return found.id


async def example(site: Site, found: TheList) -> Case:
    """The first case of a list: what the move asks is asked alike in each."""
    for item in await list_items.items(found.listed.id, (), 1):
        if case := await find_case(site, item.number):
            return case
    raise NotFound


async def answered(site: Site, found: TheList) -> Form | None:
    """What holds for every row; None where nothing is asked, or where it does not hold any more."""
    if found.move.asks is None:
        return None
    try:
        return (await read_given(site, await example(site, found), found.move, found.listed.asked, {})).asked
    except (WrongAnswers, RegisterDown, NotFound):
        return None


async def answer(site: Site, found: TheList, asked: Mapping[str, Any]) -> None:
    """What the move asks; then the rows are checked. Raises WrongAnswers, RegisterDown, Stale when it was answered."""
    listed, move = found.listed, found.move
    if move.asks is None:
        raise NotFound
    await read_given(site, await example(site, found), move, asked, {})
    async with transaction():
        if not await store.change(listed.id, [ASKING], state=CHECKING, asked=dict(asked)):
            raise Stale
        await wake(listed.id)
    site.wake.ring()

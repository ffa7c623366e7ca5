"""Drafts do not lie about for ever: whoever leaves one is reminded, then it is removed. A sent case never is.

Removing leaves the number, the service, the dates and the journal's chain, whose personal values are erased.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import structlog

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.find import case_for, find_case
from xidmet.cases.notice import tell_party
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, Stale
from xidmet.store import cases, drafts, effects, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.cases import Record

log = structlog.get_logger()

WARNED = dt.timedelta(days=7)  # before the end
AT_ONCE = 200  # drafts in one round; the next round is a minute later
REMOVED = "_removed"  # no transition has such a name
REMIND = _(
    "An application that you began, {number}, is not sent yet. If nobody goes on with it by {until}, it is removed "
    "with everything that was typed into it."
)


def removed_at(site: Site, case: Case) -> dt.datetime:
    """When a draft is removed, if nobody touches it."""
    return case.record.changed_at + _rest(site)


def _rest(site: Site) -> dt.timedelta:
    return dt.timedelta(days=site.settings.draft_days)


def _drafts(site: Site) -> dict[str, str]:
    """Service -> the state in which its cases are drafts. Those of a service that is switched off are left alone."""
    return {slug: service.starts.name for slug, service in site.catalogue.services.items()}


async def sweep_drafts(site: Site) -> int:
    """Ask for reminders, remove what was reminded of in vain; how many drafts that were. Safe to repeat and to kill."""
    moment, rest = clock.now(), _rest(site)
    idle = await drafts.not_reminded(_drafts(site), moment - rest + WARNED, AT_ONCE)
    for record in idle:
        await _ask_to_remind(record, max(record.changed_at + rest, moment + WARNED))
    gone = 0
    for record in await drafts.reminded(_drafts(site), moment - rest, moment - WARNED, AT_ONCE):
        try:
            gone += await _removed(record)
        except Exception:  # one that cannot be removed must not keep the others
            log.exception("a draft cannot be removed", case=record.number)
    return len(idle) + gone


async def _ask_to_remind(record: Record, until: dt.datetime) -> None:
    """The key holds the moment of the last touch: a draft that is left again is reminded of again."""
    payload = {"case": record.number, "version": record.version, "until": until.isoformat()}
    once = f"{drafts.REMINDER}:{record.id}:{record.changed_at.timestamp()}"
    try:
        async with transaction():
            await effects.write_effect(drafts.REMINDER, payload, once, case=record.id, lane=effects.Lane.BULK)
    except Exception as error:
        if not is_unique_violation(error):  # another worker was faster
            raise


async def remind(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """Tell the people of a draft when it will be removed; nobody, when somebody went on with it meanwhile."""
    case = await find_case(site, payload["case"])
    if case is None or not case.is_draft or not case.party or case.version != payload["version"]:
        return
    until = clock.local(dt.datetime.fromisoformat(payload["until"])).date()
    values = {"number": case.number, "until": until}
    await tell_party(site, case, REMIND, once, f"/cases/{case.number}/fill", values)


async def remove_draft(site: Site, actor: Actor, number: str, version: int, token: str) -> None:
    """A person removes their own draft for good. token: of the form; posted again it finds the work done.

    Raises NotFound, NotAllowed for a sent one or another party's, Stale when it was changed since it was shown.
    """
    if await _is_done(token):
        return
    case = await case_for(site, actor, number)
    may_remove(actor, case)
    if case.version != version:
        raise Stale(number)
    if not await _removed(case.record, actor, token) and not await _is_done(token):
        raise Stale(number)
    site.wake.ring()


def may_remove(actor: Actor, case: Case) -> None:
    """Only one's own draft that was never sent. Raises NotAllowed."""
    if case.party != actor.party:
        raise NotAllowed
    if not case.is_draft or case.record.sent_at is not None:
        raise NotAllowed(why=_("This application was sent; it can't be removed."), mend=_("Look at the case."))


async def _is_done(token: str) -> bool:
    spent = await cases.submission(token)
    return spent is not None and spent[1] == REMOVED


async def _removed(record: Record, actor: Actor | None = None, token: str = "") -> bool:
    """False when somebody was faster: went on with it, or removed it. The bytes of its files follow, by the worker."""
    async with transaction():
        if not await removed_in(record, actor):
            return False
        if token:
            await cases.spend(token, record.id, REMOVED, "", clock.now())
    return True


async def removed_in(record: Record, actor: Actor | None = None) -> bool:
    """The same, inside the caller's transaction."""
    if not await drafts.empty(record.id, record.version, clock.now()):
        return False
    facts = {"by": "person" if actor else "time", **(actor.marks if actor else {})}
    await journal.append(record.id, "removed", facts, of_nobody=True)
    await journal.erase(record.id)
    await effects.give_up(record.id, "the draft was removed")
    places = await drafts.take_documents(record.id)
    if places:
        await effects.write_effect("erase", {"places": places}, f"erase:{record.id}")
    return True

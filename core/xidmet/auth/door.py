"""What happens at the door of an account, for its owner to read; and a letter when a browser comes that never came.

A browser is known by a random token in a cookie of its own. The store has its digest together with the account's id, so
that nobody can tell which accounts share a browser.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable
from typing import Literal
from uuid import UUID

import structlog

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.sessions import Kept, digest
from xidmet.contract.means import Failed
from xidmet.contract.texts import _
from xidmet.notifications import send_account_letter
from xidmet.store import accounts, doors, sessions, transaction
from xidmet.store.accounts import Person
from xidmet.store.doors import Happened

log = structlog.get_logger()

__all__ = ["HAPPENED", "Happened", "entered", "failed", "happened", "knows", "note", "note_of", "refused", "sweep"]

KEPT = dt.timedelta(days=365)  # history, and browsers that do not come back
TOKEN = re.compile(r"[\w-]{43}")
UNPROVED = ("demo", "link")  # one click in a demonstration proves nobody; a link was opened in the owner's own letters
Kind = Literal[
    "signed in",
    "stepped up",
    "refused",
    "signed out",
    "ended",
    "ended by operator",
    "means added",
    "identity changed",
    "data asked",
    "data taken",
]
HAPPENED = {
    "signed in": _("Signed in"),
    "stepped up": _("Proved again who you are"),
    "refused": _("Refused: wrong password"),
    "signed out": _("Signed out"),
    "ended": _("Session ended from another one"),
    "ended by operator": _("Session ended by the operator of the portal"),
    "means added": _("A way to sign in was added"),
    "identity changed": _("It was changed whose citizen you are"),
    "data asked": _("A copy of your data was asked for"),
    "data taken": _("A copy of your data was downloaded"),
}


async def entered(session: Kept, device: str) -> str:
    """Somebody signed in. device: the token by which this browser was known until now.

    The token by which it is known from now on. The owner of the account is told of a browser that was never there,
    unless it is the account's first one.
    """
    token = device if TOKEN.fullmatch(device) else secrets.token_urlsafe(32)
    if session.account is None:
        return token
    async with transaction():
        others = await doors.has_devices(session.account)
        known = await doors.seen(_device(token, session.account), session.account, session.agent, clock.now())
        await note(session, "signed in")
        if others and not known and session.means not in UNPROVED:
            await _warn(session.account, session.agent)
    return token


async def _warn(account: UUID, agent: str) -> None:
    person = await accounts.person(account)
    if person is None or not person.email:
        return
    await send_account_letter(
        person,
        _("Somebody signed in to your account from a new browser"),
        _(
            "Hello {name}, somebody signed in to your account from a browser that was not used for it before: {agent}. "
            "If it was you, do nothing. If not, end that session and change your password."
        ),
        "/account/sessions",
        f"new-device:{secrets.token_hex(16)}",
        name=person.given_name,
        agent=agent or "?",
    )


async def knows(device: str, account: UUID) -> bool:
    """Was somebody signed in to this account in this browser before?"""
    return bool(TOKEN.fullmatch(device)) and await doors.is_known(_device(device, account))


def _device(token: str, account: UUID) -> str:
    return digest(f"{token}:{account}")


async def note(session: Kept, kind: Kind) -> None:
    """In this session, or to it."""
    if session.account is not None:
        about = (session.means, session.level, session.agent, session.place)
        await doors.note(session.account, Happened(clock.now(), kind, *about))


async def note_of(account: UUID, kind: Kind, means: str, level: str, session: str) -> None:
    """About a means. session: digest of the one in which it was done."""
    found = next((one for one in await sessions.of_account(account, clock.now()) if one.digest == session), None)
    agent, place = (found.agent, found.place) if found else ("", "")
    await doors.note(account, Happened(clock.now(), kind, means, level, agent, place))


async def refused(person: Person | None, key: str, means: str, agent: str, place: str) -> None:
    """A proof did not hold: told to the owner, if there is one, and not so often that it floods their history.

    key: of the address, known or not. One commit in any case, so that the time it takes tells nothing.
    """
    log.info("proof refused", means=means, place=place)
    async with transaction():
        if await throttle.taken(throttle.REFUSALS, key) and person is not None:
            await doors.note(person.id, Happened(clock.now(), "refused", means, "", agent, place))


async def failed(found: Iterable[Failed], agent: str, place: str) -> None:
    """What the means of a try said of it."""
    for one in found:
        person = await accounts.person(one.account) if one.account else None
        if person is None and one.fin:
            person = await accounts.by_fin(one.fin)
        key = (accounts.email_key(person.email) or str(person.id)) if person else place
        await refused(person, key, one.means, agent, place)


async def happened(account: UUID, before: int, limit: int) -> list[Happened]:
    """The newest first; before: how many of them were seen already."""
    return await doors.happened(account, before, limit)


async def sweep(moment: dt.datetime) -> None:
    """Forget what is too old to matter."""
    await doors.sweep(moment - KEPT)

"""My e-mail address: a new one is confirmed by a link that goes there, and the old one is told and may undo it."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace
from uuid import UUID

from xidmet import clock
from xidmet.auth import sessions, throttle
from xidmet.auth.actor import Actor
from xidmet.auth.sessions import digest
from xidmet.contract.fields import Text
from xidmet.contract.form import Form
from xidmet.contract.texts import _
from xidmet.errors import LinkDead, NotFound
from xidmet.notifications import send_account_letter
from xidmet.store import accounts, links, transaction
from xidmet.store.accounts import Person
from xidmet.store.bound import is_unique_violation

CONFIRM, UNDO = "email", "email-undo"
LINK_HOLDS = dt.timedelta(hours=48)
UNDO_HOLDS = dt.timedelta(days=14)  # time enough to come home and read one's letters


class NewEmail(Form):
    email = Text(
        _("New e-mail address"), format="email", hint=_("We send a link there. The address counts once it is opened.")
    )


async def ask(actor: Actor, answers: NewEmail) -> None:
    """A link goes to the new address, and word to the old one. Raises TooMany.

    The page says the same when the address is another account's; the letter there says so.
    """
    for who in (str(actor.account), accounts.email_key(answers.email)):
        await throttle.take(throttle.NEW_EMAIL, who)
    person = await _person(actor.account)
    if accounts.email_key(answers.email) == accounts.email_key(person.email):
        return
    known = await accounts.by_email(answers.email)
    async with transaction():
        if known and known.confirmed_at:
            await _tell_known(known)
        else:
            await _send_link(person, answers.email)


async def _tell_known(known: Person) -> None:
    await send_account_letter(
        known,
        _("Somebody gave your e-mail address"),
        _("Hello {name}, somebody wanted to use your e-mail address for another account. Nothing was changed."),
        "/sign-in",
        f"email-known:{secrets.token_hex(16)}",
        name=known.given_name,
    )


async def _send_link(person: Person, address: str) -> None:
    token, undo, moment = secrets.token_urlsafe(32), secrets.token_urlsafe(32), clock.now()
    await links.end_links(person.id, CONFIRM)
    await links.add_link(digest(token), CONFIRM, person.id, moment + LINK_HOLDS, address)
    await send_account_letter(
        replace(person, email=address),
        _("Confirm your e-mail address"),
        _("Hello {name}, open this link within 48 hours, and this address belongs to your account."),
        f"/account/email/confirm/{token}",
        f"email:{digest(token)[:40]}",
        name=person.given_name,
    )
    if not person.email:
        return
    await links.add_link(digest(undo), UNDO, person.id, moment + UNDO_HOLDS, person.email)
    await send_account_letter(
        person,
        _("The e-mail address of your account is being changed"),
        _("Hello {name}, the e-mail address of your account is being changed to {address}. Was it not you? Undo it:"),
        f"/account/email/undo/{undo}",
        f"email-undo:{digest(undo)[:40]}",
        name=person.given_name,
        address=address,
    )


async def confirm(token: str) -> None:
    """The new address counts. Raises LinkDead, also when somebody else has confirmed it meanwhile."""
    try:
        async with transaction():
            found = await links.used_link(digest(token), CONFIRM, clock.now())
            if found is None:
                raise LinkDead
            await _take(*found)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        raise LinkDead from None


async def undo(token: str) -> None:
    """The old address stays, or comes back; every session ends, for somebody else may be in one. Raises LinkDead."""
    try:
        async with transaction():
            found = await links.used_link(digest(token), UNDO, clock.now())
            if found is None:
                raise LinkDead
            account, address = found
            await links.end_links(account, CONFIRM)
            await _take(account, address)
            await sessions.end_all(account)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        raise LinkDead from None


async def _take(account: UUID, address: str) -> None:
    """A registration with this address that nobody completed gives way."""
    waiting = await accounts.by_email(address)
    if waiting and waiting.id != account:
        await accounts.forget_unconfirmed(waiting.id)
    await accounts.set_email(account, address)


async def _person(account: UUID) -> Person:
    person = await accounts.person(account)
    if person is None:
        raise NotFound
    return person

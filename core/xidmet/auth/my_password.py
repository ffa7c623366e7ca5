"""My password: set, changed with the old one or by another way in, and set anew by a link when it is forgotten."""

from __future__ import annotations

import datetime as dt
import secrets
from uuid import UUID

from xidmet import clock
from xidmet.auth import door, sessions, throttle
from xidmet.auth.actor import Actor
from xidmet.auth.entrance import Entrance
from xidmet.auth.passwords import hashed, matches, weakness
from xidmet.auth.proof import PASSWORD
from xidmet.auth.sessions import Kept as Session
from xidmet.auth.sessions import digest
from xidmet.contract.fields import Text
from xidmet.contract.form import Form
from xidmet.contract.means import Failed
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import LinkDead, NotFound, WrongAnswers
from xidmet.notifications import send_account_letter
from xidmet.store import accounts, links, transaction
from xidmet.store.accounts import Person
from xidmet.store.bound import is_unique_violation
from xidmet.store.effects import write_effect

LINK_HOLDS = dt.timedelta(hours=1)
RECOVER = "recover"


class NewPassword(Form):
    password = Text(
        _("New password"),
        format="password",
        hint=_("At least 10 characters. Three or four words are easy to remember."),
    )


class ChangedPassword(Form):
    old = Text(_("Password until now"), format="password")
    password = NewPassword.password


class Forgotten(Form):
    email = Text(_("E-mail"), format="email", hint=_("The address of your account. We send a link there."))


def by_password_alone(entrance: Entrance, session: Session | None) -> bool:
    """Who is signed in showed it by nothing that opens the account without the password.

    A code of an app does not, and a letter's link neither: the old password is asked for beside them.
    """
    known = entrance.means.get(session.means) if session else None
    return known is None or "sign-in" not in known.purposes


async def change(session: Session, actor: Actor, answers: NewPassword | ChangedPassword) -> None:
    """Set it, and end every other session. Without the old one the caller has seen to it that another proof is fresh.

    Raises WrongAnswers, TooMany.
    """
    person = await _person(actor.account)
    if isinstance(answers, ChangedPassword):
        await _check_old(person, answers.old, session)
    await _set(person, answers.password, but=session)


async def _check_old(person: Person, typed: str, session: Session) -> None:
    who = str(person.id)
    await throttle.take(throttle.OLD_PASSWORD, who)
    if not await matches(typed, person.password):
        await door.failed([Failed(person.id, "", PASSWORD)], session.agent, session.place)
        raise WrongAnswers({"old": Mistake(_("This is not your password."), mend=_("Check whether Caps Lock is on."))})
    await throttle.forget(throttle.OLD_PASSWORD, who)


async def ask_link(address: str, place: str) -> None:
    """Somebody forgot their password: a link goes to their address, if there is such an account.

    Here nothing is looked up, so that the answer takes as long for everybody. Raises TooMany by the address, known or
    not, and by the place.
    """
    await throttle.take(throttle.RECOVERY_PLACE, place)
    await throttle.take(throttle.RECOVERY, accounts.email_key(address))
    await write_effect(RECOVER, {"email": address}, f"{RECOVER}:{secrets.token_hex(16)}")


async def send_link(address: str, once: str) -> None:
    """Done by the worker. once: of the effect; a repeat sends the same letter, and only once."""
    person = await accounts.by_email(address)
    if person is None or person.confirmed_at is None:
        return
    try:
        async with transaction():
            await (_send_link(person, once) if person.password else _send_ways(person, once))
    except Exception as error:
        if not is_unique_violation(error):
            raise  # else the letter was sent by a worker that was killed before it could say so


async def _send_link(person: Person, once: str) -> None:
    token = secrets.token_urlsafe(32)
    await links.end_links(person.id, RECOVER)
    await links.add_link(digest(token), RECOVER, person.id, clock.now() + LINK_HOLDS)
    await send_account_letter(
        person,
        _("Set a new password"),
        _("Hello {name}, open this link within an hour to set a new password. If it was not you, do nothing."),
        f"/recover/{token}",
        f"letter:{once}",
        name=person.given_name,
    )


async def _send_ways(person: Person, once: str) -> None:
    """An account that never had a password gets none by a letter: it would be a weaker way in than the owner chose."""
    await send_account_letter(
        person,
        _("Your account has no password"),
        _("Hello {name}, you sign in to your account without a password: choose the way you used on the sign-in page."),
        "/sign-in",
        f"letter:{once}",
        name=person.given_name,
    )


async def set_anew(token: str, answers: NewPassword) -> None:
    """By the link in a letter, once. It ends every session and signs nobody in, so the app's code is still asked for.

    Raises LinkDead, WrongAnswers; a password that is too weak does not spend the link.
    """
    account = await links.link_of(digest(token), RECOVER, clock.now())
    if account is None:
        raise LinkDead
    person = await _person(account)
    password = await _hashed(person, answers.password)
    async with transaction():
        if await links.use_link(digest(token), RECOVER, clock.now()) is None:
            raise LinkDead
        await _keep(person, password)


async def _set(person: Person, typed: str, but: Session) -> None:
    password = await _hashed(person, typed)
    async with transaction():
        await _keep(person, password, but)


async def _hashed(person: Person, typed: str) -> str:
    weak = weakness(typed, person.email, person.surname, person.given_name)
    if weak:
        raise WrongAnswers({"password": weak})
    return await hashed(typed)


async def _keep(person: Person, password: str, but: Session | None = None) -> None:
    await accounts.set_password(person.id, password)
    await links.end_links(person.id, RECOVER)
    await sessions.end_all(person.id, but)
    await send_account_letter(
        person,
        _("Your password was changed"),
        _("Hello {name}, the password of your account was changed. If it was not you, set a new one at once."),
        "/recover",
        f"password:{secrets.token_hex(16)}",
        name=person.given_name,
    )


async def _person(account: UUID) -> Person:
    person = await accounts.person(account)
    if person is None:
        raise NotFound
    return person

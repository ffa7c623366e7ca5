"""Sign-in by password. Throttled so that nobody can guess for long, and nobody can lock another one out.

A browser in which the account was open before has a count of its own, which no stranger can use up.
"""

from __future__ import annotations

from uuid import UUID

from xidmet.auth import door, passwords, throttle
from xidmet.auth.proof import PASSWORD
from xidmet.auth.throttle import SIGN_IN_DEVICE, SIGN_IN_PAIR, SIGN_IN_PLACE, STRANGERS
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed
from xidmet.store import accounts, means
from xidmet.store.accounts import NOBODY, Person


async def by_password(address: str, password: str, place: str, device: str = "", agent: str = "") -> Person:
    """The person, or NotAllowed with one and the same text for every cause.

    place: hash of the network address. device: the token by which the browser is known. agent: the browser, as words.
    Raises TooMany.
    """
    person, key = await accounts.by_email(address), accounts.email_key(address)
    known = await door.knows(device, person.id if person else NOBODY)
    await (_count_known(key, device) if known else _count_stranger(key, place))
    if not await passwords.matches(password, person.password if person else "") or person is None:
        await door.refused(person, key, PASSWORD, agent, place)
        raise NotAllowed(
            why=_("The e-mail address or the password is wrong."), mend=_("Check both, and whether Caps Lock is on.")
        )
    if person.confirmed_at is None:
        raise NotAllowed(
            why=_("Your registration is not complete yet."), mend=_("Open the link in the e-mail that we sent you.")
        )
    if passwords.is_outdated(person.password):
        await accounts.set_password(person.id, await passwords.hashed(password))
    if known:
        await throttle.forget(SIGN_IN_DEVICE, f"{key}@{device}")
    else:
        await throttle.forget(SIGN_IN_PAIR, f"{key}@{place}")
    return person


async def has_second(account: UUID) -> bool:
    """A code of the authenticator app is asked for after the password."""
    return bool(await means.of_account(account, "authenticator"))


async def _count_known(key: str, device: str) -> None:
    await throttle.take(SIGN_IN_DEVICE, f"{key}@{device}")


async def _count_stranger(key: str, place: str) -> None:
    await throttle.take(SIGN_IN_PLACE, place)
    await throttle.take(SIGN_IN_PAIR, f"{key}@{place}")
    await throttle.take(STRANGERS, key)

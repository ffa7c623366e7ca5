"""Sign-in by password. Throttled by address and by where it comes from, so that nobody can lock another one out."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet.auth import passwords
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, TooMany
from xidmet.store import accounts, means, throttles
from xidmet.store.accounts import Person

WINDOW = dt.timedelta(minutes=15)
MOST_FROM_ONE_PLACE = 20
MOST_FOR_ONE_ACCOUNT = 8  # from one place: a stranger elsewhere does not count against the owner


async def by_password(address: str, password: str, place: str) -> Person:
    """The person, or NotAllowed with one and the same text for every cause. place: hash of the network address."""
    key = f"{accounts.email_key(address)}@{place}"
    if (
        await throttles.hit("sign-in", place, WINDOW) > MOST_FROM_ONE_PLACE
        or await throttles.hit("sign-in", key, WINDOW) > MOST_FOR_ONE_ACCOUNT
    ):
        raise TooMany(int(WINDOW.total_seconds()))
    person = await accounts.by_email(address)
    if not await passwords.matches(password, person.password if person else "") or person is None:
        raise NotAllowed(
            why=_("The e-mail address or the password is wrong."), mend=_("Check both, and whether Caps Lock is on.")
        )
    if person.confirmed_at is None:
        raise NotAllowed(
            why=_("Your registration is not complete yet."), mend=_("Open the link in the e-mail that we sent you.")
        )
    await throttles.forget("sign-in", key, WINDOW)
    return person


async def has_second(account: UUID) -> bool:
    """A code of the authenticator app is asked for after the password."""
    return bool(await means.of_account(account, "authenticator"))

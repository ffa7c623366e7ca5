"""Who I am, changed: the account of a foreigner becomes that of a citizen, or the other way, and stays the same one."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import cast

from xidmet.auth import door
from xidmet.auth.actor import Actor
from xidmet.auth.identity import Identity, need_foreign, passport_of
from xidmet.auth.sessions import Kept as Session
from xidmet.contract.registers import Code
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.notifications import send_account_letter
from xidmet.store import accounts, transaction
from xidmet.store import means as store
from xidmet.store.accounts import Claimed, Person

__all__ = ["Person", "become", "is_proved", "mine"]


async def mine(actor: Actor) -> Person:
    """What the account says of its person. Raises NotFound."""
    person = await accounts.person(actor.account)
    if person is None:
        raise NotFound
    return person


async def is_proved(actor: Actor) -> bool:
    """Does a means say whose citizen they are? Then nothing that is typed changes it."""
    return any(one.name == "citizenship" for one in await store.proved(actor.account))


async def become(session: Session, actor: Actor, answers: Identity) -> None:
    """The account goes on as that of a foreigner, a stateless person or a citizen: its cases and documents stay.

    Its owner is told, and finds it in the history of the account. Raises WrongAnswers, NotFound once it is proved.
    """
    async with transaction():
        await accounts.lock(actor.account)
        person = await mine(actor)
        if await is_proved(actor):
            raise NotFound
        claimed = _claimed(answers, person)
        if claimed == Claimed(person.kind, person.claimed_fin, person.claimed_passport, person.born):
            return
        await accounts.claim(person.id, claimed)
        await door.note(session, "identity changed")
        await _tell(person)


def _claimed(answers: Identity, person: Person) -> Claimed:
    """A FIN that is proved stays; what is typed stands beside what is proved only where it says something else."""
    if answers.kind == "citizen":
        fin = "" if person.fin else cast("str", vars(answers)["fin"])
        return Claimed("citizen", fin, "", person.born)
    country, born = cast("Code", answers.country), cast("dt.date", answers.born)
    need_foreign(answers.kind, country, born)
    passport = passport_of(country, cast("str", answers.passport))
    fin = "" if person.fin else vars(answers).get("fin_of_card") or ""
    return Claimed(answers.kind, fin, "" if passport == person.passport else passport, born)


async def _tell(person: Person) -> None:
    await send_account_letter(
        person,
        _("Your account says something else of who you are"),
        _("Hello {name}, in your account it was changed whose citizen you are. If it was not you, look at it."),
        "/account/identity",
        f"identity:{secrets.token_hex(16)}",
        name=person.given_name,
    )

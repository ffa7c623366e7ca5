"""The heads of an organisation, who alone grant and end its mandates; and its own record of what was done."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet import clock
from xidmet.auth.actor import STRONGEST, Actor
from xidmet.auth.parties import person_key
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound
from xidmet.notifications import Addressee, send_directly
from xidmet.store import accounts, mandates, organisation_acts
from xidmet.store.accounts import Power
from xidmet.store.mandates import Held


def power_in(actor: Actor, voen: str) -> Power:
    """The strongest mandate in force of this person for an organisation, whomever they act for just now.

    Raises NotFound, as if there were no such organisation.
    """
    found = sorted((one for one in actor.powers if one.voen == voen), key=lambda one: STRONGEST.index(one.role))
    if not found or not actor.confirmed:
        raise NotFound
    return found[0]


def headed_by(actor: Actor, voen: str) -> Power:
    """The mandate as head. Raises NotFound for a stranger, NotAllowed for other holders."""
    power = power_in(actor, voen)
    if power.role != "head":
        raise not_head()
    return power


def not_head() -> NotAllowed:
    return NotAllowed(
        why=_("Only a head of the organisation may grant and end its mandates."),
        mend=_("The heads are named on the organisation's page: ask one of them."),
    )


async def heads_now(organisation: UUID) -> list[Held]:
    """Those whose mandate is in force, without an end of its own."""
    moment = clock.now()
    return [
        one
        for one in await mandates.held(organisation)
        if one.role == "head" and one.state(moment) == "in force" and one.ends is None
    ]


async def still_head(actor: Actor, organisation: UUID) -> None:
    """Inside the transaction, behind the lock. Raises NotAllowed for whoever is a head no more."""
    if actor.account not in {one.account for one in await heads_now(organisation)}:
        raise not_head()


async def note(organisation: UUID, kind: str, actor: Actor, moment: dt.datetime, **facts: str) -> None:
    """One more line of the organisation's record, inside the transaction."""
    said = {name: value for name, value in facts.items() if value}
    await organisation_acts.add_act(organisation, kind, actor.account, actor.name, said, moment)


async def tell(account: UUID, subject: str, text: str, link: str, once: str, /, **values: object) -> None:
    """To somebody's own inbox and e-mail, inside the transaction."""
    person = await accounts.person(account)
    if person is not None:
        to = Addressee(person_key(person.fin, person.id), person.email, person.language)
        await send_directly(to, subject, text, link, f"{once}:{account}", **values)


async def tell_heads(organisation: UUID, subject: str, text: str, link: str, once: str, /, **values: object) -> None:
    for account in {one.account for one in await heads_now(organisation)}:
        await tell(account, subject, text, link, once, **values)

"""A head offers a mandate: to somebody who has an account, by FIN or e-mail, or to an address that has none yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.actor import Actor
from xidmet.auth.mandates.heads import headed_by, note, still_head, tell
from xidmet.contract.mistake import Mistake
from xidmet.contract.roles import Mandate
from xidmet.contract.texts import _
from xidmet.errors import WrongAnswers
from xidmet.language import fold
from xidmet.notifications import Addressee, send_directly
from xidmet.store import accounts, mandates, transaction
from xidmet.store.accounts import Person, Power
from xidmet.store.bound import is_unique_violation

HOLDS = dt.timedelta(days=30)  # an offer that nobody answers
SUBJECT = _("You are offered a mandate")
OFFERED = _("{head} offers you a mandate for {organisation}. Look at it, then accept or decline it.")
LETTER = _(
    "{head} offers you a mandate for {organisation}. To look at it you need an account under this e-mail address: "
    "the link leads to registration, and afterwards to the offer. If you do not know them, do nothing."
)


@dataclass(frozen=True)
class Wanted:
    """What is offered. fin with surname, or address: to whom. services: slugs, none for all. starts: None when it is
    accepted. ends: None for until it is ended.
    """

    role: Mandate
    services: frozenset[str] = frozenset()
    fin: str = ""
    surname: str = ""
    address: str = ""
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None


async def grant(actor: Actor, voen: str, wanted: Wanted) -> UUID:
    """The offer's id; the same offer again finds the first one. The page says the same whether an address is known.

    Raises NotFound, NotAllowed for anybody but a head, WrongAnswers, TooMany.
    """
    power = headed_by(actor, voen)
    errors = _wrong(wanted)
    if errors:
        raise WrongAnswers(errors)
    await throttle.take(throttle.OFFER, str(actor.account))
    person = await _person(wanted)
    try:
        async with transaction():
            await mandates.lock(power.organisation)
            await still_head(actor, power.organisation)
            await _lapse(power.organisation)
            return await _offer(actor, power, wanted, person)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        return await _same(power, wanted, person)


def _wrong(wanted: Wanted) -> dict[str, Mistake]:
    """A head's mandate reaches everything and has no end: otherwise nobody might be left who can grant."""
    if not wanted.fin and not wanted.address:
        return {"address": Mistake(_("Say to whom: an e-mail address, or a FIN with the surname."))}
    errors = dict[str, Mistake]()
    if wanted.fin and not wanted.surname:
        errors["surname"] = Mistake(_("Type the surname that belongs to the FIN."))
    if wanted.role == "head" and wanted.services:
        errors["services"] = Mistake(_("A head acts in all services. Choose none here, or another role."))
    if wanted.role == "head" and (wanted.ends or wanted.starts):
        errors["ends" if wanted.ends else "starts"] = Mistake(
            _("A head is one from acceptance until ended. Leave this empty, or choose another role.")
        )
    if wanted.ends and wanted.ends <= max(wanted.starts or clock.now(), clock.now()):
        errors["ends"] = Mistake(_("This day lies before the beginning, or has passed. Choose a later one."))
    return errors


async def _person(wanted: Wanted) -> Person | None:
    """By FIN only together with the surname, so that nobody learns names or accounts by trying FINs."""
    if not wanted.fin:
        return None
    person = await accounts.by_fin(wanted.fin)
    if person is None or person.confirmed_at is None or fold(person.surname) != fold(wanted.surname):
        raise WrongAnswers(
            {
                "fin": Mistake(
                    _("Nobody with this FIN and surname has an account. Check both, or give an e-mail address.")
                )
            }
        )
    return person


async def _lapse(organisation: UUID) -> None:
    moment = clock.now()
    for one in await mandates.offers_of(organisation):
        if has_lapsed(one.offered_at, one.ends, moment):
            await mandates.close_offer(one.id, "lapsed", moment)


def has_lapsed(offered_at: dt.datetime, ends: dt.datetime | None, moment: dt.datetime) -> bool:
    return moment - offered_at > HOLDS or (ends is not None and ends <= moment)


def recipient_of(person: Person | None, address: str) -> str:
    return f"a:{person.id}" if person else f"e:{accounts.email_key(address)}"


async def _offer(actor: Actor, power: Power, wanted: Wanted, person: Person | None) -> UUID:
    moment = clock.now()
    made = await mandates.add_offer(
        organisation=power.organisation,
        account=person.id if person else None,
        address="" if person else wanted.address,
        recipient=recipient_of(person, wanted.address),
        role=wanted.role,
        services=mandates.written(wanted.services),
        starts=wanted.starts,
        ends=wanted.ends,
        offered_by=actor.account,
        offered_at=moment,
    )
    facts = {"whom": person.name if person else wanted.address, "role": wanted.role}
    await note(power.organisation, "offered", actor, moment, **facts, services=mandates.written(wanted.services))
    await _tell(actor, power, wanted, person or await accounts.by_email(wanted.address), made)
    return made


async def _tell(actor: Actor, power: Power, wanted: Wanted, person: Person | None, offer: UUID) -> None:
    values: Mapping[str, Any] = {"head": actor.name, "organisation": power.name}
    link, once = f"/offers/{offer}", f"offer:{offer}"
    if person is not None and person.confirmed_at is not None:
        await tell(person.id, SUBJECT, OFFERED, link, once, **values)
        return
    await send_directly(Addressee("", wanted.address, actor.language), SUBJECT, LETTER, link, once, **values)


async def _same(power: Power, wanted: Wanted, person: Person | None) -> UUID:
    """The offer that waits already; nothing was done now."""
    for one in await mandates.offers_to([recipient_of(person, wanted.address)]):
        if (one.organisation, one.role, one.services) == (power.organisation, wanted.role, wanted.services):
            return one.id
    raise WrongAnswers({"address": Mistake(_("This was just offered and answered. Look at the organisation's page."))})

"""A role at an agency is offered to an e-mail address: by an administrator, or by the operator to the first one."""

from __future__ import annotations

import datetime as dt
import secrets

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.actor import Actor
from xidmet.auth.offices.administrators import (
    OPERATOR,
    THE_OPERATOR,
    administered,
    administrators_now,
    could_confirm,
    lapses_at,
    note,
    still_administrator,
    tell_each,
)
from xidmet.auth.offices.agencies import AgencyHere, agency_of
from xidmet.auth.sessions import digest
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, WrongAnswers
from xidmet.language import LANGUAGES, translator
from xidmet.notifications import Addressee, send_directly
from xidmet.plugins import Catalogue
from xidmet.store import accounts, office_offers, offices, transaction
from xidmet.store.office_offers import Offered

INVITED = _("A role at an agency is offered to you")
LETTER = _(
    "{who} offers you a role at {agency}: {role}. Open the link within 7 days: sign in, or register with this e-mail "
    "address, and accept or decline it. If you do not know what this is about, do nothing."
)
WAITS = _("A role waits for your confirmation")
SECOND = _(
    "{who} offers the role “{role}” at {agency} to {address}. It holds only once a second administrator confirms."
)
PRESSES = dt.timedelta(minutes=1)  # the same offer by the same person again so soon is one that was sent twice


async def propose(catalogue: Catalogue, actor: Actor, code: str, key: str, address: str) -> int:
    """The offer's number. key: of the role. address: one that looks like an e-mail address.

    Raises NotFound, NotAllowed for anybody but an administrator, SurerNeeded, WrongAnswers, TooMany.
    """
    here = administered(catalogue, actor, code)
    if key not in here.roles:
        raise WrongAnswers({"role": Mistake(_("The agency has no such role."))})
    if accounts.email_key(address) == accounts.email_key(actor.email):
        raise WrongAnswers(
            {"address": Mistake(_("This is your own address. Another administrator can offer you a role."))}
        )
    await throttle.take(throttle.OFFICE_OFFER, str(actor.account))
    async with transaction():
        await offices.lock(code)
        await still_administrator(actor, here)
        return await _offer(here, actor, key, address)


async def appoint(catalogue: Catalogue, code: str, address: str) -> Offered:
    """The operator offers the administrator's role. While the agency has none, nobody else need confirm it.

    Raises NotFound, WrongAnswers.
    """
    here = agency_of(catalogue, code)
    async with transaction():
        await offices.lock(code)
        number = await _offer(here, None, here.administrator, address)
        made = await waiting(here, number)
        if not await administrators_now(here):
            await office_offers.confirm(made.id, OPERATOR, clock.now())
        return await waiting(here, number)


async def waiting(here: AgencyHere, number: int) -> Offered:
    """Raises NotFound."""
    found = await office_offers.by_number(here.code, number)
    if found is None:
        raise NotFound
    return found


async def _offer(here: AgencyHere, by: Actor | None, key: str, address: str) -> int:
    await _lapse(here)
    same = await _refuse_twice(here, by, key, accounts.email_key(address))
    if same is not None:
        return same
    moment, token = clock.now(), secrets.token_urlsafe(32)
    number = await office_offers.add(
        here.code,
        officer=key,
        address=address,
        recipient=accounts.email_key(address),
        digest=digest(token),
        proposed_by=by.account if by else None,
        proposed_at=moment,
    )
    await note(here, "offered", by, whom=address, officer=key, number=str(number))
    await _invite(here, by, key, address, token)
    await ask_for_second(here, await waiting(here, number))
    return number


async def _lapse(here: AgencyHere) -> None:
    moment = clock.now()
    for one in await office_offers.of_agency(here.code):
        if lapses_at(one) <= moment:
            await office_offers.close(one.id, "lapsed", moment)


async def _refuse_twice(here: AgencyHere, by: Actor | None, key: str, recipient: str) -> int | None:
    """The number of the offer that the same person has made just before, if this is a second press."""
    for one in await office_offers.of_agency(here.code):
        if (one.officer, one.recipient) == (key, recipient):
            if by and one.proposed_by == by.account and clock.now() - one.proposed_at <= PRESSES:
                return one.number
            said = _("This role is offered to this address already: offer number {number} waits.")
            raise WrongAnswers({"address": Mistake(said, {"number": one.number})})
    for held in await offices.of_agency(here.code, clock.now()):
        if (held.officer, held.email_key) == (key, recipient):
            raise WrongAnswers({"address": Mistake(_("{name} holds this role already."), {"name": held.name})})
    return None


async def _invite(here: AgencyHere, by: Actor | None, key: str, address: str, token: str) -> None:
    """The link stands in this letter only: whoever reads the store, or somebody's inbox here, can't open it."""
    person = await accounts.by_email(address)
    language = person.language if person else by.language if by else LANGUAGES[0]
    await send_directly(
        Addressee("", address, language),
        INVITED,
        LETTER,
        f"/office-offers/{token}",
        f"office-offer:{digest(token)[:40]}",
        True,
        who=by.name if by else translator(language).text(THE_OPERATOR),
        agency=here.name(language),
        role=here.label(key, language),
    )


async def ask_for_second(here: AgencyHere, offered: Offered) -> None:
    """Behind the lock: word to the administrators who could confirm it."""
    able = could_confirm(offered, await administrators_now(here))
    link = f"/offices/{here.code}/offers/{offered.number}"
    once = f"office-second:{offered.id}:{clock.now().timestamp()}"  # it may have to be asked for once more
    names = {"who": offered.proposer, "address": offered.address}
    await tell_each(able, here, offered.officer, WAITS, SECOND, link, once, **names)

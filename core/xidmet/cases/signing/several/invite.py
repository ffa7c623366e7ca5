"""The link is sent to an address that the applicant gives; the same again once a day, another one at once."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet import clock, journal
from xidmet.auth import Actor, throttle
from xidmet.cases.find import case_for
from xidmet.cases.signing.several.letters import ASK, REMIND, ask
from xidmet.cases.signing.several.start import REMINDED
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Stale, WrongAnswers
from xidmet.store import accounts, signers, transaction
from xidmet.store.signers import Other

AGAIN = dt.timedelta(days=1)
TOO_SOON = _("The link went to this address less than a day ago.")
TOMORROW = _("Remind them tomorrow, or give another address.")


def can_remind_at(one: Other) -> dt.datetime | None:
    """From when on the same address may be written to again; None when nobody was written to."""
    return one.invited_at + AGAIN if one.invited_at else None


async def invite(site: Site, actor: Actor, number: str, wanted: UUID, address: str) -> None:
    """address: one that looks like an e-mail address.

    Raises NotFound, WrongAnswers for one that was written to today, TooMany, Stale when it is over.
    """
    case = await case_for(site, actor, number)
    one = await signers.other(wanted)
    begun = await signers.by_id(one.round) if one else None
    if one is None or begun is None or case.party != actor.party or begun.case != case.record.id:
        raise NotFound
    moment = clock.now()
    same = accounts.email_key(address) == accounts.email_key(one.address)
    if same and (from_ := can_remind_at(one)) and moment < from_:
        raise WrongAnswers({"address": Mistake(TOO_SOON, mend=TOMORROW)})
    await throttle.take(throttle.CO_SIGNER, str(actor.account))
    await throttle.take(throttle.LETTER, accounts.email_key(address))
    async with transaction():
        now = await signers.lock(begun.id)
        one = await signers.other(wanted)
        if one is None or now is None or now.closed_at or one.signed_at:
            raise Stale(number)
        await signers.invite(wanted, address, moment, moment + REMINDED[0])
        facts = {**actor.marks, "signer": str(wanted)}
        await journal.append(case.record.id, "co-signer-asked", facts, {**actor.signature, "to": address})
        told = await signers.other(wanted)
        assert told is not None
        await ask(now, told, typed_alone=True, text=REMIND if same else ASK)
    site.wake.ring()

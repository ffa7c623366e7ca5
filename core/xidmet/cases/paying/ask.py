"""Ask the outside party where a payment stands: for a payer who came back, for its own call, and now and then."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import structlog

from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.cases.case import case_of
from xidmet.cases.paying.begin import due_of, means_named
from xidmet.cases.paying.seen import payment_for
from xidmet.cases.paying.settle import LATE, UNSETTLED, settle
from xidmet.cases.site import Site
from xidmet.contract.means import Answer, Call
from xidmet.contract.paying import Due, NotPaid, PaymentMeans
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.outside import NoAnswer
from xidmet.store import cases
from xidmet.store import payments as store
from xidmet.store.payments import Kept

log = structlog.get_logger()

SHORTEST, LONGEST = dt.timedelta(seconds=20), dt.timedelta(hours=3)
IN_HAND = dt.timedelta(minutes=2)  # a worker that dies while it asks
AGAIN = 503  # an outside party calls again after this answer
OK = 300
ABANDONED = NotPaid(_("It was not paid in time."))


async def look(site: Site, actor: Actor, number: str, wanted: UUID) -> Kept:
    """Asked for by the payer, who waits. Raises NotFound, TooMany."""
    case, payment = await payment_for(site, actor, number, wanted)
    if case.party == actor.party and payment.state in UNSETTLED:
        await throttle.take(throttle.PAYMENT_LOOK, str(actor.account))
        await _asked(site, payment)
    return await store.by_id(payment.id) or payment


async def came_back(site: Site, actor: Actor, name: str, reference: str) -> tuple[str, UUID]:
    """Number of the case, and the payment to which an outside party sends a browser back; for its payer alone.

    Raises NotFound.
    """
    payment = await store.by_reference(reference) if reference else None
    record = await cases.by_id(payment.case) if payment and payment.means == name else None
    if payment is None or record is None or record.party not in (actor.party, actor.own_party):
        raise NotFound
    return record.number, payment.id


async def called(site: Site, name: str, call: Call) -> Answer:
    """What the server of an outside party tells. It is not believed, but it makes the portal ask."""
    means = means_named(site, name)
    payment = await store.by_reference(means.reference_of(call)[:40])
    if payment is None or payment.means != name:
        raise NotFound
    due = await _due(site, payment)
    if due is None:
        raise NotFound
    answer = await means.called(due, call)
    if answer.status < OK and payment.state in UNSETTLED and not await _settled(site, means, due, payment):
        return Answer({}, AGAIN)
    return answer


async def ask_open(site: Site) -> int:
    """Ask about those that are due to be asked; how many. One that can't be asked never holds up the others."""
    moment = clock.now()
    found = await store.take_to_ask(moment, moment + IN_HAND)
    for payment in found:
        try:
            await _looked_after(site, payment)
        except Exception:
            log.exception("a payment cannot be settled", payment=str(payment.id))
            await store.ask_again(payment.id, moment + LONGEST)
    return len(found)


async def _looked_after(site: Site, payment: Kept) -> None:
    """The pause grows; what is open when its time is over is given up, and asked about for some days more."""
    known, moment = await _asked(site, payment), clock.now()
    after = await store.by_id(payment.id)
    if after is None or after.state not in UNSETTLED or after.ask_at is None:
        return  # it came to its end
    if (known and after.state == "open" and moment >= payment.ends_at) or (
        not known and moment >= payment.ends_at + LATE
    ):
        await settle(site, payment, ABANDONED)
    pause = min(LONGEST, SHORTEST * 2 ** min(payment.asked, 12))
    ends = after.ends_at if after.state == "open" and moment < after.ends_at else moment + pause
    again = min(moment + pause, max(ends, moment + SHORTEST))
    await store.ask_again(payment.id, again if moment < payment.ends_at + LATE else None)


async def _asked(site: Site, payment: Kept) -> bool:
    """False when nobody can say where it stands."""
    due = await _due(site, payment)
    if due is None or payment.means not in site.catalogue.payment:
        return False
    return await _settled(site, site.catalogue.payment[payment.means], due, payment)


async def _settled(site: Site, means: PaymentMeans, due: Due, payment: Kept) -> bool:
    try:
        said = await means.standing(due)
    except NoAnswer as error:
        log.info("a payment service does not answer", means=means.name, error=str(error))
        return False
    if said is not None:
        await settle(site, payment, said)
    return True


async def _due(site: Site, payment: Kept) -> Due | None:
    record = await cases.by_id(payment.case)
    case = case_of(site, record) if record else None
    return due_of(site, case, payment) if case else None

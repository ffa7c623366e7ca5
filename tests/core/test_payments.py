"""Between a payment and the move that it makes: a crash, a withdrawal, and two at once; on both engines."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Case, Site, find_case, move, open_case, open_site
from xidmet.cases.attach import detach
from xidmet.cases.follow import run_due
from xidmet.cases.paying.settle import settle
from xidmet.cases.site import prepare_demo
from xidmet.contract.paying import NotPaid, Paid
from xidmet.documents.files import one_piece
from xidmet.errors import NotAllowed, NotFound, Refused
from xidmet.jobs import Worker
from xidmet.settings import Settings
from xidmet.store import cases
from xidmet.store import payments as store
from xidmet.store.payments import Kept
from xidmet.store.tables import Effect, Payment

from tests import gallery
from tests.conftest import signed_in
from tests.core.certificate import token

DUE = Paid("P1", Decimal(11))


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Site]:
    placed = settings.model_copy(update={"site": gallery.SITE})
    await prepare_demo(placed)
    async with open_site(placed) as opened:
        yield opened


@pytest.fixture
async def leyla(site: Site) -> Actor:
    return await signed_in("leyla")


async def unpaid(site: Site, actor: Actor, whose: str = "trade") -> Case:
    """Eleven manat are due, unless it is for a charity."""
    case = await open_case(site, actor, "market-stall", token())
    answers = {"sells": "Tea", "days": "2", "whose": whose}
    assert await cases.change(case.record.id, case.version, clock.now(), typed=answers)
    await move(site, actor, case.number, "send", version=case.version + 1, token=token())
    found = await find_case(site, case.number)
    assert found is not None
    return found


async def tried(case: Case, **more: object) -> Kept:
    moment = clock.now()
    payment = Kept(uuid4(), token()[:32], token(), case.record.id, None, "card", 1100, "open", moment, moment)
    payment = replace(payment, **more)  # type: ignore[arg-type]
    await store.add(payment)
    return payment


async def state(site: Site, case: Case) -> str:
    found = await find_case(site, case.number)
    assert found is not None
    return found.state.name


async def stands(payment: Kept) -> str:
    found = await store.by_id(payment.id)
    assert found is not None
    return found.state


async def worked(site: Site) -> None:
    while await Worker(site).once():
        pass


async def test_a_crash_between_the_payment_and_the_move_loses_neither(site: Site, leyla: Actor) -> None:
    case = await unpaid(site, leyla)
    payment = await tried(case)
    await settle(site, payment, DUE)
    assert (await stands(payment), await state(site, case)) == ("paid", "unpaid"), "here the process dies"
    assert await Effect.count().where((Effect.kind == "payment") & (Effect.state == "pending")) == 1
    await worked(site)
    assert await state(site, case) == "had"
    kinds = [one.kind for one in await journal.entries(case.record.id)]
    assert kinds.index("paid") < len(kinds) - 1 and kinds.count("paid") == 1


async def test_a_move_that_is_late_by_an_effect_done_twice(site: Site, leyla: Actor) -> None:
    case = await unpaid(site, leyla)
    payment = await tried(case)
    await settle(site, payment, DUE)
    await worked(site)
    await Effect.update({Effect.state: "pending", Effect.run_at: clock.now()}).where(Effect.kind == "payment")
    await worked(site)
    assert (await stands(payment), await state(site, case)) == ("paid", "had")


async def test_withdrawn_between_the_payment_and_the_move(site: Site, leyla: Actor) -> None:
    case = await unpaid(site, leyla)
    payment = await tried(case)
    await settle(site, payment, DUE)
    await move(site, leyla, case.number, "withdraw", version=case.version, token=token())
    await worked(site)
    assert (await stands(payment), await state(site, case)) == ("to pay back", "withdrawn")
    assert [one.kind for one in await journal.entries(case.record.id)].count("paid-too-much") == 1


async def test_two_payments_at_once_and_each_told_twice(site: Site, leyla: Actor) -> None:
    case = await unpaid(site, leyla)
    tries = [await tried(case), await tried(case)]
    said = [Paid(f"P{place}", Decimal(11)) for place in range(2)]
    await asyncio.gather(*(settle(site, one, told) for one, told in zip(tries * 2, said * 2, strict=True)))
    assert sorted([await stands(one) for one in tries]) == ["paid", "to pay back"]
    await worked(site)
    assert await state(site, case) == "had"
    kinds = [one.kind for one in await journal.entries(case.record.id)]
    assert (kinds.count("paid"), kinds.count("paid-too-much")) == (1, 1)


async def test_what_was_paid_stays_paid(site: Site, leyla: Actor) -> None:
    case = await unpaid(site, leyla)
    payment = await tried(case)
    await settle(site, payment, DUE)
    for later in (NotPaid("No."), Paid("P2", Decimal(5)), DUE):
        await settle(site, payment, later)
    assert await stands(payment) == "paid"
    assert await store.paid_for(case.record.id) == 1100


async def test_one_payment_never_counts_twice(site: Site, leyla: Actor) -> None:
    tries = [await tried(await unpaid(site, leyla)) for _two in range(2)]
    await settle(site, tries[0], DUE)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await settle(site, tries[1], DUE)
    assert await stands(tries[1]) == "open"


async def test_nobody_but_a_payment_moves_it(site: Site, leyla: Actor) -> None:
    case = await unpaid(site, leyla)
    for mover in (leyla, None):
        with pytest.raises((Refused, NotAllowed)):
            await move(site, mover, case.number, "pay", version=case.version, token=token())


async def test_a_charity_pays_nothing_and_time_passes_over_what_is_abandoned(site: Site, leyla: Actor) -> None:
    assert (await unpaid(site, leyla, "charity")).state.name == "had"
    case = await unpaid(site, leyla)
    await tried(case, state="not paid")
    clock.advance(dt.timedelta(days=40))
    assert await run_due(site) == 1
    assert await state(site, case) == "lapsed"


async def test_those_to_be_asked_are_given_to_one_worker(site: Site, leyla: Actor) -> None:
    case, now = await unpaid(site, leyla), clock.now()
    for _many in range(4):
        await tried(case, ask_at=now)
    taken = await asyncio.gather(*(store.take_to_ask(now, now + dt.timedelta(minutes=1), 3) for _two in range(2)))
    ids = [one.id for some in taken for one in some]
    assert len(ids) == len(set(ids)) == await Payment.count()


async def test_a_receipt_is_not_taken_back(site: Site, leyla: Actor) -> None:
    case = await open_case(site, leyla, "market-stall", token())
    put = site.files.put
    stored = await put(one_piece(b"%PDF"), "a.pdf", "application/pdf", party=case.party, case=case.record.id)
    await tried(case, document=stored.id, means="receipt", state="told")
    with pytest.raises(NotFound):
        await detach(site, leyla, case.number, stored.id)

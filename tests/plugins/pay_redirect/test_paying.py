"""Paying at a hosted page: whatever comes when, a duty is paid once, and nobody's word is taken for it."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from xidmet import clock, journal
from xidmet.cases import find_case, paying
from xidmet.cases.follow import run_due

from tests.plugins.pay_redirect.town import Town, payments, waited
from tests.ui.answered import words
from tests.ui.browser import Browser, hidden

LONG = dt.timedelta(days=30)


async def test_a_duty_is_paid_and_the_case_moves(town: Town, leyla: Browser) -> None:
    town.orders.calls = False
    number = await town.case(leyla)
    page = words(await leyla.get(f"/cases/{number}"))
    assert "11" in page and await town.state(leyla, number) == "unpaid"
    where = await town.begun(leyla, number)
    back = await town.at_page(leyla, where)
    assert await waited(await leyla.client.get(back)) == where
    shown = await leyla.get(where)
    assert shown.status_code == 200 and await payments() == [("open", None)], "looking changes nothing"
    assert await waited(await leyla.post(where)) == where
    assert await town.state(leyla, number) == "had"
    assert await payments() == [("paid", 1100)]
    case = await find_case(town.portal.site, number)
    assert case is not None and case.done[-1].by == "payments"
    assert [one.kind for one in await journal.entries(case.record.id)].count("paid") == 1
    assert "Dövlət rüsumu ödənildi" in words(await leyla.get(f"/cases/{number}"))
    assert (await leyla.post(where)).status_code == 303, "again, and nothing new"
    assert await payments() == [("paid", 1100)]


async def test_a_call_before_the_return_and_a_second_one(town: Town, leyla: Browser) -> None:
    town.orders.calls = False
    number = await town.case(leyla)
    where = await town.begun(leyla, number)
    await town.at_page(leyla, where)
    order = town.order()
    assert await asyncio.gather(*(town.call(order) for _twice in range(2))) == [200, 200]
    assert await town.call(order) == 200
    assert await town.state(leyla, number) == "had"
    assert await payments() == [("paid", 1100)]


async def test_refused_and_then_paid_in_another_try(town: Town, leyla: Browser) -> None:
    number = await town.case(leyla)
    where = await town.begun(leyla, number)
    await town.at_page(leyla, where, "refuse")
    await leyla.post(where)
    assert await payments() == [("not paid", None)]
    assert "Ödənişdən imtina edildi" in words(await leyla.get(where))
    assert await town.state(leyla, number) == "unpaid"
    await town.at_page(leyla, again := await town.begun(leyla, number))
    await leyla.post(again)
    assert await town.state(leyla, number) == "had"


async def test_abandoned_then_paid_late_and_told_by_nobody(town: Town, leyla: Browser) -> None:
    """The portal asks by itself; a payment that comes when nobody counts on it any more still counts."""
    town.orders.calls = False
    number = await town.case(leyla)
    where = await town.begun(leyla, number)
    await town.at_page(leyla, where, "leave")
    order = town.order()
    clock.advance(dt.timedelta(minutes=29))
    await paying.ask_open(town.portal.site)
    assert await payments() == [("open", None)]
    order.asked["until"] = (clock.now() + LONG).isoformat()  # a service that is not strict about its end
    clock.advance(dt.timedelta(minutes=2))
    await paying.ask_open(town.portal.site)
    assert await payments() == [("not paid", None)]
    order.status, order.paid, order.reference = "paid", 1100, "P1"
    assert await town.call(order) == 200
    assert await town.state(leyla, number) == "had"


@pytest.mark.parametrize("amount", ["1099", "1101", "1"])
async def test_another_amount_moves_nothing(town: Town, leyla: Browser, clerk: Browser, amount: str) -> None:
    number = await town.case(leyla)
    where = await town.begun(leyla, number)
    await town.at_page(leyla, where, amount=amount)
    await leyla.post(where)
    assert await town.state(leyla, number) == "unpaid"
    assert await payments() == [("wrong amount", int(amount))]
    assert number in (await clerk.get("/desk/payments")).text
    check = f"{where}/check"
    assert (await leyla.get(check)).status_code == 403
    assert (await clerk.get(check)).status_code == 200
    assert (await clerk.post(check, {"does": "confirm"})).status_code == 409, "there is no receipt to confirm"
    assert (await clerk.post(check, {"does": "back"})).status_code == 303
    assert await payments() == [("paid back", int(amount))]
    assert await town.state(leyla, number) == "unpaid"


async def test_two_tabs_pay_at_once(town: Town, leyla: Browser, clerk: Browser) -> None:
    town.orders.calls = False
    number = await town.case(leyla)
    pages = [await town.begun(leyla, number) for _tab in range(2)]
    for where in pages:
        await town.at_page(leyla, where)
    await asyncio.gather(*(town.call(order) for order in town.orders.known.values()))
    assert await town.state(leyla, number) == "had"
    assert sorted(await payments()) == [("paid", 1100), ("to pay back", 1100)]
    assert "geri qaytarılacaq" in words(await leyla.get(f"/cases/{number}/pay"))
    assert number in (await clerk.get("/desk/payments")).text


async def test_a_payment_for_a_case_that_was_withdrawn_is_paid_back(town: Town, leyla: Browser) -> None:
    town.orders.calls = False
    number = await town.case(leyla)
    where = await town.begun(leyla, number)
    shown = await leyla.get(f"/cases/{number}/move/withdraw")
    fields = {name: hidden(shown.text, name) for name in ("version", "token")}
    assert (await leyla.post(f"/cases/{number}/move/withdraw", fields)).status_code == 303
    await town.at_page(leyla, where)
    assert await town.call(town.order()) == 200
    assert await town.state(leyla, number) == "withdrawn"
    assert await payments() == [("to pay back", 1100)]


async def test_nothing_is_due_for_a_charity(town: Town, leyla: Browser) -> None:
    number = await town.case(leyla, whose="charity")
    assert await town.state(leyla, number) == "had"
    assert await payments() == []


async def test_time_waits_for_a_payment_that_is_under_way(town: Town, leyla: Browser) -> None:
    town.orders.calls = False
    number = await town.case(leyla)
    case = await find_case(town.portal.site, number)
    assert case is not None and case.record.state_ends is not None
    clock.advance(case.record.state_ends - clock.now() - dt.timedelta(minutes=5))
    leyla = await town.portal.signed_in("leyla")
    where = await town.begun(leyla, number)
    await town.at_page(leyla, where)
    clock.advance(dt.timedelta(minutes=10))
    assert await run_due(town.portal.site) == 0
    assert (await leyla.get(f"/cases/{number}/pay")).status_code == 200
    assert await town.call(town.order()) == 200
    assert await town.state(leyla, number) == "had"


async def test_nobody_begins_when_the_time_is_over(town: Town, leyla: Browser) -> None:
    number = await town.case(leyla)
    clock.advance(LONG)
    leyla = await town.portal.signed_in("leyla")
    await leyla.get(f"/cases/{number}/pay")
    told = await leyla.post(f"/cases/{number}/pay/means/card", {"token": "t" * 24})
    assert told.status_code == 409 and not town.orders.known
    await run_due(town.portal.site)
    assert await town.state(leyla, number) == "lapsed"

"""Nobody's word is taken for a payment: forged calls, other people's addresses, and a service that is down or lies."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar, Request, Response, route
from litestar.params import FromPath
from xidmet import clock
from xidmet.cases import paying
from xidmet.demo_signing import payments as service
from xidmet.settings import Settings

from tests.core.certificate import token
from tests.plugins.pay_redirect.town import PAGE, Town, payments, town_on
from tests.servers import free_port
from tests.signing import served
from tests.ui.answered import words
from tests.ui.browser import Browser


@pytest.fixture
async def town(embedded: Settings, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_on(embedded, tmp_path / "site") as found:
        found.orders.calls = False
        yield found


async def forged(town: Town, order: str, headers: dict[str, str], body: bytes = b"{}") -> int:
    async with httpx.AsyncClient() as client:
        address = f"{town.portal.site.settings.address}/pay/card/calls/{order}"
        return (await client.post(address, headers=headers, content=body)).status_code


async def test_a_forged_call_asks_nothing_and_changes_nothing(town: Town, leyla: Browser) -> None:
    number = await town.case(leyla)
    await town.at_page(leyla, await town.begun(leyla, number))
    name, now = town.order().asked["order"], str(int(clock.now().timestamp()))
    old = str(int(clock.now().timestamp()) - 400)
    right = {"X-Timestamp": now, "X-Signature": service.signature("demo-payments-secret", now, "POST", f"/{name}", b"")}
    for headers in (
        {},
        {"X-Timestamp": now, "X-Signature": service.signature("guessed", now, "POST", f"/{name}", b"{}")},
        {"X-Timestamp": old, "X-Signature": service.signature("demo-payments-secret", old, "POST", f"/{name}", b"{}")},
        {"X-Timestamp": "-1", "X-Signature": "0" * 64},
        right,  # of another body
    ):
        assert await forged(town, name, headers) == 403, headers
    assert await forged(town, "0" * 32, {}) == 404
    assert await forged(town, f"{name}/more", {}) == 404
    assert await payments() == [("open", None)]


async def test_a_true_call_does_not_make_a_payment(town: Town, leyla: Browser) -> None:
    """Whoever has the secret still can't say "paid": the portal asks."""
    number = await town.case(leyla)
    await town.at_page(leyla, await town.begun(leyla, number), "leave")
    assert await town.call(town.order()) == 200
    assert await payments() == [("open", None)] and await town.state(leyla, number) == "unpaid"


async def test_what_is_of_one_payer_is_nothing_to_others(town: Town, leyla: Browser, clerk: Browser) -> None:
    number = await town.case(leyla)
    where = await town.begun(leyla, number)
    back = await town.at_page(leyla, where)
    thief, visitor = await town.portal.signed_in("kamran"), town.portal.browser()
    for page in (
        back,
        where,
        f"{where}/check",
        f"{where}/receipt",
        f"/cases/{number}/pay",
        f"/cases/{number}/pay/receipt",
    ):
        assert (await thief.client.get(page)).status_code == 404, page
        assert "/sign-in" in (await visitor.client.get(page)).headers["location"], page
    for page in (where, f"{where}/check", f"/cases/{number}/pay/means/card", f"/cases/{number}/pay/receipt"):
        assert (await thief.post(page, {"token": token(), "does": "confirm"})).status_code == 404, page
    assert (await clerk.get(f"{where}?go=1")).status_code == 200
    assert not PAGE.search((await clerk.get(f"{where}?go=1")).text), "an officer pays for nobody"
    assert (await clerk.post(f"/cases/{number}/pay/means/card", {"token": token()})).status_code == 403
    assert (await clerk.get(back)).status_code == 404
    await clerk.post(where)
    assert await payments() == [("open", None)], "and asks for nobody"


async def test_one_form_begins_one_try(town: Town, leyla: Browser) -> None:
    number, same = await town.case(leyla), {"token": token()}
    await leyla.get(f"/cases/{number}/pay")
    page = f"/cases/{number}/pay/means/card"
    places = {(await one).headers["location"] for one in [leyla.post(page, same) for _twice in range(2)]}
    assert len(places) == 1 and len(town.orders.known) == 1
    other = await town.case(leyla)
    assert (await leyla.post(f"/cases/{other}/pay/means/card", same)).status_code == 409
    assert (await leyla.post(page, {"token": token(), "csrf": "x"})).status_code == 403


async def test_no_secret_stands_on_a_page_or_in_the_log(
    town: Town, leyla: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await town.case(leyla)
    where = await town.begun(leyla, number)
    await town.at_page(leyla, where)
    shown = (await leyla.post(where)).text + (await leyla.get(f"/cases/{number}/pay")).text
    said = capsys.readouterr()
    for text in (shown, said.out, said.err):
        assert town.order().asked["order"] not in text and "demo-payments-secret" not in text


async def test_the_way_back_does_not_end_the_session_of_the_payer(town: Town, leyla: Browser) -> None:
    assert (await leyla.client.get("/pay/card/back?payment=" + "0" * 32)).status_code == 404
    assert (await leyla.client.get("/pay/card/back")).status_code == 404


@dataclass
class Liar:
    """A payment service that answers what it is told to. asked: the orders that were made there."""

    address: str
    order: Any = None
    standing: Any = None
    seconds: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, request: Request[Any, Any, Any]) -> Response[Any]:
        await asyncio.sleep(self.seconds)
        if request.method == "POST":
            self.asked.append(json.loads(await request.body()))
            said = {"id": "a", "page": f"{self.address}/page"} if self.order is None else self.order
        else:
            said = self.standing
            if isinstance(said, dict):
                said = {"id": "a", "order": self.asked[-1]["order"], "currency": "AZN"} | said
        if isinstance(said, int):
            return Response({}, status_code=said)
        return Response(said if isinstance(said, bytes) else json.dumps(said), media_type="application/json")


@pytest.fixture
async def liar() -> AsyncIterator[Liar]:
    port = free_port()
    found = Liar(f"http://127.0.0.1:{port}")

    @route("/{rest:path}", http_method=["GET", "POST"], status_code=200)
    async def everything(request: Request[Any, Any, Any], rest: FromPath[str]) -> Response[Any]:
        return await found.answer(request)

    async with served(Litestar([everything], openapi_config=None), port):
        yield found


@pytest.fixture
async def lied_to(embedded: Settings, tmp_path: Path, liar: Liar) -> AsyncIterator[Town]:
    async with town_on(embedded, tmp_path / "lied", url=f'"{liar.address}"\nseconds = 0.5') as found:
        yield found


@pytest.mark.parametrize(
    "order",
    [
        500,
        400,
        302,
        b"no JSON",
        [],
        {"id": "a"},
        {"id": "../b", "page": "{here}/page"},
        {"id": "a", "page": "https://elsewhere.example/pay"},
        {"id": "a", "page": "javascript:alert(1)"},
        {"id": 1, "page": 1},
    ],
    ids=str,
)
async def test_an_order_that_is_none_leads_nowhere(lied_to: Town, liar: Liar, order: Any) -> None:
    liar.order = order
    leyla = await lied_to.portal.signed_in("leyla")
    number = await lied_to.case(leyla)
    await leyla.get(f"/cases/{number}/pay")
    told = await leyla.post(f"/cases/{number}/pay/means/card", {"token": token()})
    assert told.status_code == 409 and "xidməti" in words(told)
    assert await payments() == [("not paid", None)]


@pytest.mark.parametrize(
    "standing",
    [
        500,
        404,
        b"[" * 10_000,
        {"status": "paid"},
        {"status": "paid", "amount": 1100, "reference": ""},
        {"status": "paid", "amount": "1100", "reference": "P1"},
        {"status": "paid", "amount": True, "reference": "P1"},
        {"status": "paid", "amount": 0, "reference": "P1"},
        {"status": "paid", "amount": 10**15, "reference": "P1"},
        {"status": "paid", "amount": 1100, "reference": "P1", "order": "another"},
        {"status": "paid", "amount": 1100, "reference": "P1", "id": "another"},
        {"status": "yes"},
        {"status": "open"},
    ],
    ids=str,
)
async def test_a_standing_that_is_none_moves_nothing(lied_to: Town, liar: Liar, standing: Any) -> None:
    leyla = await lied_to.portal.signed_in("leyla")
    number = await lied_to.case(leyla)
    where = await lied_to.begun(leyla, number)
    liar.standing = standing
    assert (await leyla.post(where)).status_code == 200
    assert await payments() == [("open", None)]
    assert await lied_to.state(leyla, number) == "unpaid"


async def test_another_currency_does_not_count(lied_to: Town, liar: Liar) -> None:
    leyla = await lied_to.portal.signed_in("leyla")
    where = await lied_to.begun(leyla, await lied_to.case(leyla))
    liar.standing = {"status": "paid", "amount": 1100, "reference": "P1", "currency": "USD"}
    await leyla.post(where)
    assert await payments() == [("wrong amount", 1100)]


async def test_one_payment_is_not_counted_for_two_cases(lied_to: Town, liar: Liar) -> None:
    leyla = await lied_to.portal.signed_in("leyla")
    numbers = [await lied_to.case(leyla) for _two in range(2)]
    liar.standing = {"status": "paid", "amount": 1100, "reference": "P1"}
    pages = []
    for number in numbers:
        pages.append(await lied_to.begun(leyla, number))
        await leyla.post(pages[-1])
    assert (await payments())[0] == ("paid", 1100) and (await payments())[1][0] == "open"
    assert [await lied_to.state(leyla, number) for number in numbers] == ["had", "unpaid"]
    await paying.ask_open(lied_to.portal.site)
    assert (await leyla.get(pages[1])).status_code == 200


async def test_a_slow_service_holds_nobody_up_for_long(lied_to: Town, liar: Liar) -> None:
    leyla = await lied_to.portal.signed_in("leyla")
    number = await lied_to.case(leyla)
    liar.seconds = 30
    await leyla.get(f"/cases/{number}/pay")
    async with asyncio.timeout(20):
        told = await leyla.post(f"/cases/{number}/pay/means/card", {"token": token()})
    assert told.status_code == 409
    assert re.search("cavab vermir", words(told))

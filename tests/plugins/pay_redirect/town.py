"""The portal with a service that is paid for, and a payment service with a page: real servers on both sides."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from xidmet.demo_signing import payments as service
from xidmet.demo_signing.orders import Order, Orders
from xidmet.settings import Settings
from xidmet.store.tables import Payment

from tests import gallery
from tests.architecture.texts import ROOT
from tests.core.certificate import token
from tests.servers import free_port
from tests.signing import Parties, parties_on, served
from tests.ui import stall
from tests.ui.browser import Browser, Portal, portal_on

PAGE = re.compile(r'href="(http://127\.0\.0\.1:\d+/payments/pay/[^"]+)"')


@dataclass
class Town:
    portal: Portal
    parties: Parties

    @property
    def orders(self) -> Orders:
        return self.parties.signing.orders

    def order(self, place: int = -1) -> Order:
        return list(self.orders.known.values())[place]

    async def case(self, browser: Browser, **more: str) -> str:
        """The number of a case that is to be paid: two days, 11 manat."""
        return await stall.unpaid(browser, **more)

    async def begun(self, browser: Browser, number: str, name: str = "card") -> str:
        """The address of the page of a new try."""
        await browser.get(f"/cases/{number}/pay")
        sent = await browser.post(f"/cases/{number}/pay/means/{name}", {"token": token()})
        assert sent.status_code == 303, sent.text
        return str(sent.headers["location"]).partition("?")[0]

    async def at_page(self, browser: Browser, where: str, says: str = "pay", amount: str = "") -> str:
        """Go where the portal's page leads, and answer there; the address that the browser comes back with."""
        shown = await browser.get(f"{where}?go=1")
        found = PAGE.search(shown.text)
        assert found, shown.text
        there = unescape(found[1])
        await self.parties.client.get(there)
        told = await self.parties.client.post(there, data={"says": says, "amount": amount})
        back = urlsplit(told.headers["location"])
        assert f"{back.scheme}://{back.netloc}" == self.portal.site.settings.address
        return f"{back.path}?{back.query}"

    async def call(self, order: Order) -> int:
        """The payment service tells the portal."""
        return await service.call(order)

    async def state(self, browser: Browser, number: str) -> str:
        await self.portal.settle()
        return str((await browser.client.get(f"/api/v1/cases/{number}")).json()["state"]["name"])


async def payments() -> list[tuple[str, int | None]]:
    """State of each and what was paid, the oldest first."""
    rows: list[dict[str, Any]] = await Payment.select().order_by(Payment.made_at)
    return [(row["state"], row["received"]) for row in rows]


def site_of_town(folder: Path, **options: str) -> Path:
    """options: of the payment service, in place of those that this site's own file gives."""
    (folder / "plugins").mkdir(parents=True)
    (folder / "plugins" / "market_stall").symlink_to(gallery.SITE / "plugins" / "market_stall")
    (folder / "plugins" / "pay_redirect").symlink_to(ROOT / "plugins" / "pay_redirect")
    shipped = (ROOT / "plugins.toml").read_text("utf-8").split("[[plugins]]\n")
    paid = next(one for one in shipped if one.startswith('name = "pay_redirect"'))
    for name, value in options.items():
        paid = re.sub(rf"^{name} = .*$", f"{name} = {value}", paid, flags=re.M)
    rows = ['name = "market_stall"\n', paid]
    (folder / "plugins.toml").write_text("".join(f"[[plugins]]\n{row}" for row in rows), encoding="utf-8")
    return folder


@asynccontextmanager
async def town_on(settings: Settings, folder: Path, **options: str) -> AsyncIterator[Town]:
    port, demo = free_port(), free_port()
    more = {"address": f"http://127.0.0.1:{port}", "port": port, "demo_signing_port": demo}
    placed = settings.model_copy(update={**more, "site": site_of_town(folder, **options)})
    async with (
        portal_on(placed) as portal,
        served(portal.app, port),
        parties_on(placed.data, placed.address, demo) as parties,
    ):
        yield Town(portal, parties)


async def waited(answer: httpx.Response) -> str:
    """Where an answer leads."""
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])

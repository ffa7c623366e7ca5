"""Somebody who asks for a place on the market, and pays its duty elsewhere."""

from __future__ import annotations

from typing import Any

import httpx
from xidmet import clock

from tests.attachments import pdf
from tests.core.certificate import token
from tests.ui.browser import Browser, boxes, hidden

SLUG = "market-stall"
ANSWERS = {"sells": "Çay", "days": "2", "whose": "trade"}


async def unpaid(browser: Browser, **more: str) -> str:
    """The number of a case that is to be paid: two days, 11 manat. more: answers in place of the usual ones."""
    await browser.get(f"/services/{SLUG}")
    number = await browser.open(SLUG)
    shown = await browser.client.get(f"/cases/{number}/fill", follow_redirects=True)
    fields = {name: hidden(shown.text, name) for name in ("version", "seen", "window")}
    assert (await browser.post(shown.url.path, {**fields, **ANSWERS, **more})).status_code == 303
    review = await browser.get(f"/cases/{number}/review")
    fields = {name: hidden(review.text, name) for name in ("version", "token")}
    sent = await browser.post(f"/cases/{number}/review", {**fields, "move": "send"})
    assert sent.status_code == 303, sent.text
    return number


async def give(browser: Browser, case: str, file: bytes | None = pdf(1), **more: str) -> httpx.Response:
    """A receipt. more: fields in place of the usual ones."""
    page = f"/cases/{case}/pay/receipt"
    await browser.get(page)
    receipt = {"number": "GPP 123", "amount": "11", **boxes(clock.today(), "paid_on")}
    fields = {"csrf": browser.csrf, "token": token(), **receipt, **more}
    held: Any = {"file": ("q.pdf", file)} if file is not None else {"none": (None, "")}
    return await browser.client.post(page, data=fields, files=held)

"""A payment service with a page of its own, as the plugin pay_redirect describes its protocol; the money is invented.

It makes an order once, takes one payment for it while it is open, and calls the portal until that has heard.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import json
import secrets
from typing import Any
from urllib.parse import urlsplit

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from xidmet import clock
from xidmet.contract.texts import _
from xidmet.demo_signing.clients import PAYMENT_CLIENTS
from xidmet.demo_signing.orders import Order
from xidmet.demo_signing.state import Asked, Signing, form_of, page, signing_of, text_in, words_of
from xidmet.outside import NoAnswer, ask_for_bytes

OLDEST = 300  # seconds
CALLS = (0, 1, 2, 4, 8, 16, 32)  # seconds before each call, until one is heard
HEARD = 300
MOST = 10**9  # qepik
OVER = {"paid": _("paid"), "refused": _("refused"), "expired": _("expired")}


def signature(secret: str, timestamp: str, method: str, path: str, body: bytes) -> str:
    said = f"{timestamp}\n{method} {path}\n".encode() + body
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


@post("/orders", status_code=200)
async def make(request: Asked) -> Response[Any]:
    body, client = await request.body(), await _client(request)
    if client is None:
        return Response({"error": "signature"}, status_code=401)
    asked = _order_in(signing_of(request), body)
    if asked is None:
        return Response({"error": "order"}, status_code=400)
    orders = signing_of(request).orders
    order = orders.by_name(client, asked["order"])
    if order is not None and order.asked != asked:
        return Response({"error": "another order has this name"}, status_code=409)
    if order is None:
        order = Order(secrets.token_urlsafe(16), client, asked)
        orders.known[order.id] = order
    return Response({"id": order.id, "page": f"{signing_of(request).address}/payments/pay/{order.id}"})


async def _client(request: Asked) -> str | None:
    """Who asks, if it is signed by their secret and fresh."""
    name, timestamp = request.headers.get("x-client", ""), request.headers.get("x-timestamp", "")
    secret = PAYMENT_CLIENTS.get(name)
    if secret is None or not timestamp.isdigit() or abs(clock.now().timestamp() - int(timestamp)) > OLDEST:
        return None
    due = signature(secret, timestamp, str(request.method), request.url.path, await request.body())
    return name if hmac.compare_digest(due.encode(), request.headers.get("x-signature", "").encode()) else None


def _order_in(signing: Signing, body: bytes) -> dict[str, Any] | None:
    """It leads back to the portal and to nobody else."""
    try:
        asked = json.loads(body)
        dt.datetime.fromisoformat(asked["until"])
        texts = all(isinstance(asked[name], str) for name in ("order", "description", "back", "calls"))
        amount, origins = asked["amount"], {"{0.scheme}://{0.netloc}".format(urlsplit(asked[n])) for n in _LEADS}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    fits = isinstance(amount, int) and 0 < amount < MOST and asked["currency"] == "AZN"
    return asked if texts and fits and origins == {signing.portal} else None


_LEADS = ("back", "calls")


@get("/orders/{name:str}")
async def standing(request: Asked, name: FromPath[str]) -> Response[Any]:
    client, order = await _client(request), signing_of(request).orders.known.get(name)
    if client is None:
        return Response({"error": "signature"}, status_code=401)
    if order is None or order.client != client:
        return Response({"error": "order"}, status_code=404)
    said = {"id": order.id, "order": order.asked["order"], "status": order.standing, "currency": "AZN"}
    amount = order.paid if order.status == "paid" else order.asked["amount"]
    return Response({**said, "amount": amount, "reference": order.reference})


@get("/pay/{name:str}")
async def show(request: Asked, name: FromPath[str]) -> Response[str]:
    order, words, site = _order(request, name), words_of(request), signing_of(request).portal
    over, amount = words.text(OVER.get(order.standing, "")), words.money(order.asked["amount"])
    return page(request, "pay.html", order=order, site=site, amount=amount, over=over)


@post("/pay/{name:str}")
async def answer(request: Asked, name: FromPath[str]) -> Redirect:
    """Pay, refuse, or go back and leave it open. What is over stays as it is."""
    form, order, orders = await form_of(request), _order(request, name), signing_of(request).orders
    says, amount = text_in(form, "says"), text_in(form, "amount")
    if order.standing == "open" and says in ("pay", "refuse"):
        if says == "pay":
            is_amount = amount.isascii() and amount.isdigit() and len(amount) < 9
            order.paid = int(amount) if is_amount else order.asked["amount"]
            order.reference = f"P{secrets.token_hex(6).upper()}"
        order.status = "paid" if says == "pay" else "refused"
        if orders.calls:
            task = asyncio.create_task(_call(order))
            orders.running.add(task)
            task.add_done_callback(orders.running.discard)
    return Redirect(order.asked["back"], status_code=303)


def _order(request: Asked, name: str) -> Order:
    order = signing_of(request).orders.known.get(name)
    if order is None:
        raise NotFoundException
    return order


async def _call(order: Order) -> None:
    for pause in CALLS:
        await asyncio.sleep(pause)
        if await call(order) < HEARD:
            return


async def call(order: Order) -> int:
    """Tell the portal that the standing has changed; the status of its answer, or 599."""
    name, timestamp = order.asked["order"], str(int(clock.now().timestamp()))
    body = json.dumps({"order": name, "id": order.id}).encode()
    made = signature(PAYMENT_CLIENTS[order.client], timestamp, "POST", f"/{name}", body)
    headers = {"X-Client": order.client, "X-Timestamp": timestamp, "X-Signature": made}
    try:
        status, _said = await ask_for_bytes("POST", f"{order.asked['calls']}/{name}", content=body, headers=headers)
    except NoAnswer:
        return 599
    return status


ROUTES = [Router("/payments", route_handlers=[make, standing, show, answer])]

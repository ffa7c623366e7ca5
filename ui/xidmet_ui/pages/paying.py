"""Paying for a case: what is due, the means, and the pages of one try. No page is told a number of a card."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import Case, case_for, paying
from xidmet.cases.paying import RECEIPT, Payment, Seen, payments_for, payments_of
from xidmet.cases.paying.begin import leads_to
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import Refused
from xidmet.language import Translator, translator

from xidmet_ui.build.case import is_theirs
from xidmet_ui.build.paying import DueShown, Title, due_shown, line
from xidmet_ui.pages.means import LARGEST_CALL, MACHINES, call_of
from xidmet_ui.rendering import gone_to, page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, visit_of, words_of

HERE = "/cases/{number:str}/pay"
TRY = f"{HERE}/{{payment:uuid}}"


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[str]:
    return await _shown(request, number, None)


@post(f"{HERE}/means/{{name:str}}", guards=[signed_in], include_in_schema=False)
async def begin(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    site, actor, language = site_of(request), need_actor(request), visit_of(request).language
    await case_for(site, actor, number)  # first: to a stranger a case of others is none, whatever is sent
    try:
        payment = await paying.begin(site, actor, number, name, token=token_in(pairs), language=language)
    except Refused as refused:
        return await _shown(request, number, refused.refusal, _words_of_means(request, name))
    return Redirect(f"/cases/{number}/pay/{payment.id}?go=1", status_code=303)


@get(TRY, guards=[signed_in], include_in_schema=False)
async def stands(request: Asked, number: FromPath[str], payment: FromPath[UUID]) -> Response[str]:
    """Where a try stands, as far as it is known here: looking asks nobody and changes nothing."""
    case, found = await paying.payment_for(site_of(request), need_actor(request), number, payment)
    return await _step(request, case, found, goes=bool(request.query_params.get("go")))


@post(TRY, guards=[signed_in], include_in_schema=False, status_code=200)
async def look(request: Asked, number: FromPath[str], payment: FromPath[UUID]) -> Response[Any] | Redirect:
    """The payment service is asked now."""
    await form_of(request)
    site, actor = site_of(request), need_actor(request)
    found = await paying.look(site, actor, number, payment)
    if found.state != "open":
        return gone_to(request, f"/cases/{number}/pay/{payment}")
    case, found = await paying.payment_for(site, actor, number, payment)
    return await _step(request, case, found)


@get("/pay/{name:str}/back", guards=[signed_in], include_in_schema=False)
async def come_back(request: Asked, name: FromPath[str]) -> Redirect:
    """From a payment service. What the address says is not believed; the page that it leads to asks."""
    reference = str(request.query_params.get("payment", ""))[:40]
    number, payment = await paying.came_back(site_of(request), need_actor(request), name, reference)
    return Redirect(f"/cases/{number}/pay/{payment}", status_code=303)


@post(
    "/pay/{name:str}/calls/{rest:path}",
    opt=MACHINES,
    include_in_schema=False,
    status_code=200,
    request_max_body_size=LARGEST_CALL,
)
async def called(request: Asked, name: FromPath[str], rest: FromPath[str]) -> Response[Any]:
    """A payment service tells something. It has no session; what it says only makes the portal ask."""
    answer = await paying.called(site_of(request), name, await call_of(request, rest))
    return Response(dict(answer.body), status_code=answer.status, media_type=MediaType.JSON)


async def _shown(
    request: Asked, number: str, refusal: Refusal | None, words: Translator | None = None
) -> Response[str]:
    site, actor = site_of(request), need_actor(request)
    seen = await payments_for(site, actor, number)
    shown, own = due_of(request, seen), words_of(request, seen.case.service.slug)
    said = words or own
    values = {
        "due": shown,
        "service": own.text(seen.case.service.title),
        "means": [_named(request, one) for one in site.catalogue.payment],
        "token": secrets.token_urlsafe(24),
        "refusal": refusal and (said.text(refusal.why, **refusal.values), said.text(refusal.mend, **refusal.values)),
    }
    return await page(request, "pay.html", values, here=_here(shown), status=409 if refusal else 200)


def _here(shown: DueShown) -> str:
    return "cases" if shown.is_theirs else "desk"


async def due_in(request: Asked, case: Case) -> DueShown | None:
    """For the page of the case; the store is asked nothing about a service in which nothing is paid."""
    if case.is_draft or not paying.takes_payments(case.service):
        return None
    return due_of(request, await payments_of(case))


def due_of(request: Asked, seen: Seen) -> DueShown:
    return due_shown(seen, need_actor(request), titles(request), words_of(request, seen.case.service.slug))


def titles(request: Asked) -> Title:
    def title(payment: Payment) -> tuple[str, Translator]:
        if payment.means == RECEIPT:
            return words_of(request).text(_("Receipt")), words_of(request)
        return _named(request, payment.means)["title"], _words_of_means(request, payment.means)

    return title


def _named(request: Asked, name: str) -> Mapping[str, str]:
    """Also of a means that is offered no more."""
    means, words = site_of(request).catalogue.payment.get(name), _words_of_means(request, name)
    about = words.text(means.about) if means else ""
    return {"name": name, "title": words.text(means.title) if means else name, "about": about}


def _words_of_means(request: Asked, name: str) -> Translator:
    return translator(visit_of(request).language, site_of(request).catalogue.offers_payment(name))


async def _step(request: Asked, case: Case, payment: Payment, *, goes: bool = False) -> Response[str]:
    actor, words = need_actor(request), words_of(request, case.service.slug)
    own = is_theirs(case, actor)
    address = leads_to(site_of(request), payment) if own else ""
    shown = line(case, payment, actor, titles(request), words)
    values = {
        "number": case.number,
        "is_theirs": own,
        "payment": shown,
        "state": payment.state,
        "address": address,
        "goes": goes and bool(address),
        "host": urlsplit(address).hostname or "",
        "here": f"/cases/{case.number}/pay/{payment.id}",
        "amount": words.money(payment.amount),
    }
    return await page(request, "pay_step.html", values, here="cases" if own else "desk", block="step")


ROUTES = [show, begin, stands, look, come_back, called]

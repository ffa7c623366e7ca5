"""Who looked at my file, and to what I consented."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases.consents import Given, consents_of
from xidmet.cases.consents import withdraw as take_back
from xidmet.cases.looks import looks_at

from xidmet_ui.build.catalogue import domain_of
from xidmet_ui.build.looked import look_row
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, page_number, signed_in, site_of, visit_of, words_of


@dataclass(frozen=True)
class Pager:
    """Addresses of the neighbouring pages, or ""."""

    newer: str
    older: str


def _pager(path: str, place: int, more: bool) -> Pager:
    return Pager(f"{path}?page={place - 1}" if place > 1 else "", f"{path}?page={place + 1}" if more else "")


@get("/account/looks", guards=[signed_in], include_in_schema=False)
async def looks(request: Asked) -> Response[str]:
    """Officials' looks and others' checks over all that belongs to whom this person acts for."""
    site, actor, place = site_of(request), need_actor(request), page_number(str(request.query_params.get("page", "1")))
    found = await looks_at(site, actor, place)
    rows = [look_row(site.catalogue, one, visit_of(request).language) for one in found.looks]
    shown = {"rows": rows, "for": actor.party_name, "pager": _pager("/account/looks", place, found.more)}
    return await page(request, "privacy_looks.html", shown)


@get("/account/consents", guards=[signed_in], include_in_schema=False)
async def consents(request: Asked) -> Response[str]:
    actor, place = need_actor(request), page_number(str(request.query_params.get("page", "1")))
    found = await consents_of(actor, place)
    rows = [_consent(request, one) for one in found.given]
    shown = {"rows": rows, "for": actor.party_name, "pager": _pager("/account/consents", place, found.more)}
    return await page(request, "privacy_consents.html", shown)


@post("/account/consents/{consent:uuid}/withdraw", guards=[signed_in], include_in_schema=False)
async def withdraw(request: Asked, consent: FromPath[UUID]) -> Redirect:
    await form_of(request)
    await take_back(site_of(request), need_actor(request), consent)
    return Redirect("/account/consents", status_code=303)


def _consent(request: Asked, one: Given) -> dict[str, object]:
    catalogue, language = site_of(request).catalogue, visit_of(request).language
    service = catalogue.services.get(one.service)
    words = words_of(request, one.service) if service and domain_of(catalogue, service) else words_of(request)
    return {
        "text": one.texts.get(language) or next(iter(one.texts.values()), ""),
        "service": words.text(service.title) if service else one.service,
        "number": one.number,
        "given_at": one.given_at,
        "withdrawn_at": one.withdrawn_at,
        "id": one.id if one.optional and not one.withdrawn_at else "",
    }


ROUTES = [looks, consents, withdraw]

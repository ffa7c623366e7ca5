"""The roster of whoever one acts for: all its people in one service, found, sorted, chosen."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.attestations import known
from xidmet.auth import could_open
from xidmet.cases import Case
from xidmet.cases.roster import Page, keeping, people, wanted_in
from xidmet.cases.roster import page as page_of
from xidmet.cases.roster.press import main_move, readiness
from xidmet.contract.service import Service
from xidmet.errors import NotFound

from xidmet_ui.build.roster import roster_page
from xidmet_ui.build.roster_person import PersonRows, Ready, against_all, told_ready
from xidmet_ui.rendering import page, wants_fragment
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, words_of

READY = "ready"  # in an address: what the rules say of each is told with the page


@get("/roster", guards=[signed_in], include_in_schema=False)
async def show_all(request: Asked) -> Response[str] | Redirect:
    """The services in which whoever one acts for keeps a roster; where it is one, that roster itself."""
    actor = need_actor(request)
    services = keeping(site_of(request), actor)
    if len(services) == 1:
        return Redirect(f"/roster/{services[0].slug}", status_code=303)
    rows = [(one.slug, words_of(request, one.slug).text(one.title), await people(actor, one)) for one in services]
    return await page(request, "rosters.html", {"rosters": rows}, here="roster")


@get("/roster/{slug:str}", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, slug: FromPath[str]) -> Response[str]:
    asked = asked_of(request)
    found = await page_of(site_of(request), need_actor(request), slug, wanted_in(asked))
    values = await values_of(request, found)
    if READY in asked:
        values |= await _with_ready(request, found, values)
    return await page(request, "roster.html", values, here="roster", block="roster")


@get("/roster/{slug:str}/ready", guards=[signed_in], include_in_schema=False)
async def ready(request: Asked, slug: FromPath[str]) -> Response[str] | Redirect:
    """What the rules say of the people of one page, beside each; asked by the page itself once it stands there."""
    query = request.url.query
    if not wants_fragment(request):
        return Redirect(f"/roster/{slug}?{query}{'&' if query else ''}{READY}=1", status_code=303)
    found = await page_of(site_of(request), need_actor(request), slug, wanted_in(asked_of(request)))
    said = await _ready(request, found.service, found.cases, found.counts)
    values = {"said": said, "every": against_all(list((said or {}).values()))}
    return await page(request, "roster_ready.html", values, here="roster", block="said")


def asked_of(request: Asked) -> dict[str, str]:
    return {name: str(value) for name, value in request.query_params.items()}


async def values_of(request: Asked, found: Page) -> dict[str, Any]:
    actor, words = need_actor(request), words_of(request, found.service.slug)
    in_force = [case.record.id for case in found.cases if case.state.in_force]
    papers = await known.numbers_in_force(in_force)
    can_add = could_open(actor, found.service) is None
    done = str(request.query_params.get("done", ""))
    return {
        "roster": roster_page(found, actor, papers, can_add, words),
        "every": None,
        "asked_ready": False,
        "form_token": secrets.token_urlsafe(24),
        "done": _done(found.cases, done, request),
        "done_at": done,
    }


def _done(cases: Sequence[Case], number: str, request: Asked) -> str:
    """Who was moved just now, and to where; "" where the page does not show them."""
    case = next((one for one in cases if one.number == number), None)
    if case is None:
        return ""
    words = words_of(request, case.service.slug)
    shown = PersonRows(case.service, need_actor(request), words).person(case, "")
    return f"{shown.name}: {shown.state}"


async def _with_ready(request: Asked, found: Page, values: dict[str, Any]) -> dict[str, Any]:
    said = await _ready(request, found.service, found.cases, found.counts) or {}
    shown = values["roster"]
    persons = tuple(replace(one, ready=said.get(one.number)) for one in shown.persons)
    every = against_all(list(said.values()))
    return {"roster": replace(shown, persons=persons), "every": every, "asked_ready": True}


async def _ready(
    request: Asked, service: type[Service], cases: Sequence[Case], counts: Mapping[str, int]
) -> dict[str, Ready] | None:
    """By number; None where nothing can be said just now."""
    move, words = main_move(service), words_of(request, service.slug)
    there = counts.get(move.target.name, 0)
    found = await readiness(site_of(request), need_actor(request), cases, move, there)
    if found is None:
        return None
    return {number: told_ready(refusal, words.text(move.label), words) for number, refusal in found.items()}


def need_number(text: str) -> str:
    """Raises NotFound for what is no number of a case."""
    if not text or len(text) > 20 or not text.isascii():
        raise NotFound
    return text


ROUTES = [show_all, show, ready]

"""Offices: those I hold, and an agency I administer: who holds which role, what waits, what was done; and their end."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import Actor, offices
from xidmet.cases import agency_tables
from xidmet.contract.roles import ASSISTANT, OFFICE_LEVEL
from xidmet.errors import Refused

from xidmet_ui.build.offices import act_lines, held_lines, offer_line
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, page_number, signed_in, site_of, words_of


@get("/offices", guards=[signed_in], include_in_schema=False)
async def show_mine(request: Asked) -> Response[str]:
    actor, words, catalogue = need_actor(request), words_of(request), site_of(request).catalogue
    values = {
        "agencies": [
            {
                "name": one.here.name(words.language),
                "page": f"/offices/{one.here.code}" if _administers(actor, one) else "",
                "tables": f"/offices/{one.here.code}/tables"
                if agency_tables.keeps(catalogue, actor, one.here.code)
                else "",
                "figures": "" if actor.unproved_offices else f"/offices/{one.here.code}/figures",
                "assists": f"{one.here.code}:{ASSISTANT}" in actor.offices,
                "totals": _totals(request, one),
                "held": held_lines(catalogue, one.here, one.held, actor.account, words),
            }
            for one in await offices.mine(catalogue, actor)
        ],
        "surer": f"/step-up?level={OFFICE_LEVEL}&next={quote('/offices', safe='')}" if actor.unproved_offices else "",
    }
    return await page(request, "offices.html", values)


def _totals(request: Asked, mine: offices.Mine) -> list[tuple[str, str]]:
    """(address, title) of the services whose totals this person sees in an office of this agency."""
    actor, services = need_actor(request), site_of(request).catalogue.services.values()
    there = [
        one
        for one in services
        if any(t.seen_by.key in actor.offices and t.seen_by.agency.code == mine.here.code for t in one.totals)
    ]
    return [(f"/desk/totals/{one.slug}", words_of(request, one.slug).text(one.title)) for one in there]


def _administers(actor: Actor, mine: offices.Mine) -> bool:
    return mine.here.administrator in actor.offices


@get("/offices/{agency:str}", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, agency: FromPath[str]) -> Response[str]:
    """Only to its administrators; to somebody who holds nothing there, as if there were no such agency."""
    actor, words, catalogue = need_actor(request), words_of(request), site_of(request).catalogue
    place = page_number(str(request.query_params.get("page", "1")))
    seen = await offices.agency_for(catalogue, actor, agency, place)
    here = seen.here
    values = {
        "code": here.code,
        "name": here.name(words.language),
        "held": held_lines(catalogue, here, seen.held, actor.account, words),
        "offers": [offer_line(catalogue, here, one, actor, words) for one in seen.offers],
        "acts": act_lines(here, seen.acts, words),
        "newer": f"/offices/{here.code}?page={place - 1}#acts" if place > 1 else "",
        "older": f"/offices/{here.code}?page={place + 1}#acts" if seen.more else "",
    }
    return await page(request, "offices_agency.html", values)


@get("/offices/{agency:str}/held/{office:uuid}/end", guards=[signed_in], include_in_schema=False)
async def ask_end(request: Asked, agency: FromPath[str], office: FromPath[UUID]) -> Response[str]:
    return await _ending(request, agency, office, None)


@post("/offices/{agency:str}/held/{office:uuid}/end", guards=[signed_in], include_in_schema=False)
async def end(request: Asked, agency: FromPath[str], office: FromPath[UUID]) -> Response[str] | Redirect:
    await form_of(request)
    actor, catalogue = need_actor(request), site_of(request).catalogue
    __, held = await offices.office_for(catalogue, actor, agency, office)
    try:
        await offices.end(catalogue, actor, agency, office)
    except Refused as refused:
        return await _ending(request, agency, office, refused)
    site_of(request).wake.ring()
    return Redirect("/offices" if held.account == actor.account else f"/offices/{agency}#held", status_code=303)


async def _ending(request: Asked, agency: str, office: UUID, refused: Refused | None) -> Response[str]:
    actor, words, catalogue = need_actor(request), words_of(request), site_of(request).catalogue
    here, held = await offices.office_for(catalogue, actor, agency, office)
    (line,) = held_lines(catalogue, here, [held], actor.account, words)
    values = {
        "name": here.name(words.language),
        "back": "/offices" if line.own else f"/offices/{agency}",
        "line": line,
        "ended": held.ends,
        "refusal": refused and (words.text(refused.why), words.text(refused.mend)),
    }
    return await page(request, "offices_end.html", values, status=409 if refused else 200)


ROUTES = [show_mine, show, ask_end, end]

"""A role at an agency that is offered to me: the link in the letter leads here."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import offices
from xidmet.contract.levels import reaches
from xidmet.contract.roles import OFFICE_LEVEL
from xidmet.errors import BadInput

from xidmet_ui.build.offices import offer_rows
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, actor_of, form_of, need_actor, signed_in, site_of, value_in, words_of


@get("/office-offers/{token:str}", opt=PUBLIC, include_in_schema=False)
async def show(request: Asked, token: FromPath[str]) -> Response[str]:
    """Who is not signed in learns nothing here but how to come to the offer: a letter may have been passed on."""
    actor, words, catalogue = actor_of(request), words_of(request), site_of(request).catalogue
    there = f"/office-offers/{quote(token, safe='')}"
    if actor is None:
        return await page(request, "office_offer_sign_in.html", {"there": there})
    here, offered = await offices.offer_for(catalogue, actor, token)
    sure = reaches(actor.level, OFFICE_LEVEL)
    values = {
        "rows": offer_rows(catalogue, here, offered, words),
        "agency": here.name(words.language),
        "offer": offered,
        "open": offices.can_be_answered(offered),
        "surer": "" if sure else f"/step-up?level={OFFICE_LEVEL}&next={quote(there, safe='')}",
    }
    return await page(request, "office_offer.html", values)


@post("/office-offers/{token:str}", guards=[signed_in], include_in_schema=False)
async def answer(request: Asked, token: FromPath[str]) -> Redirect:
    pairs = await form_of(request)
    actor, catalogue, given = need_actor(request), site_of(request).catalogue, value_in(pairs, "answer")
    if given == "accept":
        await offices.accept(catalogue, actor, token)
    elif given == "decline":
        await offices.decline(catalogue, actor, token)
    else:
        await offices.offer_for(catalogue, actor, token)
        raise BadInput
    site_of(request).wake.ring()
    return Redirect(f"/office-offers/{quote(token, safe='')}", status_code=303)


ROUTES = [show, answer]

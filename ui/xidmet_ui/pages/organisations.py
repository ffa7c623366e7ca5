"""Organisations: those I act for, and one of them: who holds which mandate, what was done, what waits for a head."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import mandates, tokens
from xidmet.auth.mandates import Seen
from xidmet.cases import webhooks
from xidmet.cases.deeds import deeds
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused

from xidmet_ui.build.mandates import ROLES, act_text, deed_lines, mandate_lines, named, term
from xidmet_ui.build.tokens import token_lines
from xidmet_ui.build.webhooks import hook_lines
from xidmet_ui.pages.means import offered
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, page_number, signed_in, site_of, words_of


@get("/organisations", guards=[signed_in], include_in_schema=False)
async def show_mine(request: Asked) -> Response[str]:
    actor, words, catalogue = need_actor(request), words_of(request), site_of(request).catalogue
    mine = await mandates.mine(actor)
    values = {
        "held": [
            {
                "voen": one.voen,
                "name": one.name,
                "party": str(one.organisation),
                "role": words.text(ROLES[one.role]),
                "services": named(catalogue, one.services, words),
                "ends": one.ends,
                "now": one.organisation == actor.organisation,
            }
            for one in mine.powers
        ],
        "wards": [(ward.name, f"w:{ward.fin}", ward.until, actor.ward == ward) for ward in actor.wards],
        "offers": [(one, words.text(ROLES[one.role]), named(catalogue, one.services, words)) for one in mine.offers],
        "requests": [(one, words.text(ROLES[one.role]), named(catalogue, one.services, words)) for one in mine.asked],
        "asked": "asked" in request.query_params,
        "seals": offered(request, "seal"),
        "proved": bool(actor.fin),
    }
    return await page(request, "organisations.html", values)


@get("/organisations/{voen:str}", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, voen: FromPath[str]) -> Response[str]:
    """Only to people with a mandate in force; to anybody else as if there were no such organisation."""
    actor, words, catalogue = need_actor(request), words_of(request), site_of(request).catalogue
    seen = await mandates.organisation_for(actor, voen)
    hooks = await webhooks.hooks_of(actor, voen)
    portal = words.text(_("The portal"))
    said = [(act.happened_at, act.who or portal, act_text(catalogue, act, words)) for act in seen.acts]
    values = {
        "organisation": seen.power,
        "role": words.text(ROLES[seen.power.role]),
        "is_head": seen.is_head,
        "acting": actor.organisation == seen.power.organisation,
        "held": mandate_lines(catalogue, seen.held, actor.account, voen, words, is_head=seen.is_head),
        "offers": [
            (one, words.text(ROLES[one.role]), named(catalogue, one.services, words), term(one.starts, one.ends, words))
            for one in seen.offers
        ],
        "requests": [(one, words.text(ROLES[one.role]), named(catalogue, one.services, words)) for one in seen.asked],
        "programs": token_lines(catalogue, await tokens.tokens_of(actor, voen), voen, words, is_head=seen.is_head),
        "webhooks": hook_lines(catalogue, hooks, voen, words, is_head=seen.is_head),
        "acts": said,
        "deeds": await _deeds(request, seen),
    }
    return await page(request, "organisation.html", values, block="deeds")


async def _deeds(request: Asked, seen: Seen) -> dict[str, object]:
    """What the organisation's people did in its cases: of everybody, or of one of them, by pages."""
    people = {str(one.account): one.name for one in seen.held}
    who, place = str(request.query_params.get("who", "")), page_number(str(request.query_params.get("page", "1")))
    if who and who not in people:
        raise NotFound
    found = await deeds(need_actor(request), seen.power.voen, UUID(who) if who else None, place)
    return {
        "rows": deed_lines(site_of(request).catalogue, found.rows, words_of(request)),
        "people": people,
        "who": who,
        "newer": _address(seen.power.voen, who, place - 1) if place > 1 else "",
        "older": _address(seen.power.voen, who, place + 1) if found.more else "",
    }


def _address(voen: str, who: str, place: int) -> str:
    return f"/organisations/{voen}?" + urlencode({"who": who, "page": place})


@get("/organisations/{voen:str}/mandates/{mandate:uuid}/end", guards=[signed_in], include_in_schema=False)
async def ask_end(request: Asked, voen: FromPath[str], mandate: FromPath[UUID]) -> Response[str]:
    return await _ending(request, voen, mandate, None)


@post("/organisations/{voen:str}/mandates/{mandate:uuid}/end", guards=[signed_in], include_in_schema=False)
async def end(request: Asked, voen: FromPath[str], mandate: FromPath[UUID]) -> Response[str] | Redirect:
    await form_of(request)
    actor = need_actor(request)
    _power, held = await mandates.mandate_for(actor, voen, mandate)
    try:
        await mandates.end(actor, voen, mandate)
    except Refused as refused:
        return await _ending(request, voen, mandate, refused)
    site_of(request).wake.ring()
    own = held.account == actor.account
    return Redirect("/organisations" if own else f"/organisations/{voen}#mandates", status_code=303)


async def _ending(request: Asked, voen: str, mandate: UUID, refused: Refused | None) -> Response[str]:
    actor, words = need_actor(request), words_of(request)
    power, held = await mandates.mandate_for(actor, voen, mandate)
    lines = mandate_lines(site_of(request).catalogue, [held], actor.account, voen, words, is_head=True)
    refusal = refused and (words.text(refused.why), words.text(refused.mend))
    values = {
        "organisation": power,
        "line": lines[0],
        "own": held.account == actor.account,
        "ended": not lines[0].end,
        "programs": ", ".join(one.name for one in await tokens.resting_on(held.id)),
        "refusal": refusal,
    }
    return await page(request, "mandate_end.html", values, status=409 if refused else 200)


@post("/organisations/{voen:str}/offers/{offer:uuid}/withdraw", guards=[signed_in], include_in_schema=False)
async def withdraw(request: Asked, voen: FromPath[str], offer: FromPath[UUID]) -> Redirect:
    await form_of(request)
    await mandates.withdraw(need_actor(request), voen, offer)
    return Redirect(f"/organisations/{voen}#offers", status_code=303)


ROUTES = [show_mine, show, ask_end, end, withdraw]

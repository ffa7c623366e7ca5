"""A mandate that is offered to me; and asking for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import mandates
from xidmet.contract.answers import read
from xidmet.contract.fields import Choice, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import BadInput, Refused

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.mandates import ROLES, named, term
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, actor_of, form_of, need_actor, signed_in, site_of, value_in, words_of


class Request(Form):
    voen = Text(_("Tax number (VÖEN)"), format="voen", hint=_("Of the organisation for which you want to act."))
    role = Choice(_("Role"), {key: ROLES[key] for key in ("operator", "seal_holder")})


@get("/offers/{offer:uuid}", opt=PUBLIC, include_in_schema=False)
async def show(request: Asked, offer: FromPath[UUID]) -> Response[str]:
    """Who is not signed in learns nothing here but how to come to the offer; the letter leads them to this page."""
    actor, words = actor_of(request), words_of(request)
    if actor is None:
        return await page(request, "offer_sign_in.html", {"there": f"/offers/{offer}"})
    found = await mandates.offer_for(actor, offer)
    values = {
        "offer": found,
        "rows": [
            (words.text(_("Organisation")), found.organisation_name),
            ("VÖEN", found.voen),
            (words.text(_("Role")), words.text(ROLES[found.role])),
            (words.text(_("Services")), named(site_of(request).catalogue, found.services, words)),
            (words.text(_("Term")), term(found.starts, found.ends, words)),
            (words.text(_("Offered")), words.moment(found.offered_at)),
        ],
    }
    return await page(request, "offer.html", values)


@post("/offers/{offer:uuid}", guards=[signed_in], include_in_schema=False)
async def answer(request: Asked, offer: FromPath[UUID]) -> Redirect:
    pairs = await form_of(request)
    actor, given = need_actor(request), value_in(pairs, "answer")
    if given == "accept":
        await mandates.accept(actor, offer)
    elif given == "decline":
        await mandates.decline(actor, offer)
    else:
        await mandates.offer_for(actor, offer)
        raise BadInput
    site_of(request).wake.ring()
    return Redirect("/organisations#held", status_code=303)


@get("/organisations/ask", guards=[signed_in], include_in_schema=False)
async def ask(request: Asked) -> Response[str]:
    wanted = {name: str(request.query_params.get(name, ""))[:20] for name in ("voen", "role")}
    service = str(request.query_params.get("service", ""))[:80]
    return await _page(request, wanted, service, {}, None)


@post("/organisations/ask", guards=[signed_in], include_in_schema=False)
async def send(request: Asked) -> Response[str] | Redirect:
    """Also what one press beside a refusal sends: then nothing is left to be typed."""
    pairs = await form_of(request)
    service, typed = value_in(pairs, "service"), raw_of(Request.fields.values(), pairs)
    if service and service not in site_of(request).catalogue.services:
        raise BadInput
    answers = read(Request, typed, lambda ask: (), doubting=False)
    if answers.errors:
        return await _page(request, typed, service, answers.errors, None)
    try:
        asked = answers.so_far
        wanted = frozenset({service}) if service else frozenset[str]()
        await mandates.ask(need_actor(request), asked.voen, asked.role, wanted)
    except Refused as refused:
        return await _page(request, typed, service, {}, refused)
    site_of(request).wake.ring()
    return Redirect("/organisations?asked=1#requests", status_code=303)


async def _page(
    request: Asked, typed: Mapping[str, Any], service: str, errors: Mapping[str, Mistake], refused: Refused | None
) -> Response[str]:
    words, catalogue = words_of(request), site_of(request).catalogue
    so_far = read(Request, typed, lambda ask: (), doubting=False).so_far
    asked = questions(list(Request.fields.values()), Asking(words, so_far, typed, errors, {}, {}))
    values = {
        "questions": asked,
        "found": [(q.first, f"{q.label}: {q.error}") for q in asked if q.error],
        "refusal": refused and (words.text(refused.why), words.text(refused.mend)),
        "service": service if service in catalogue.services else "",
        "services": named(catalogue, [service] if service in catalogue.services else [], words),
    }
    status = 409 if refused else 422 if errors else 200
    return await page(request, "mandate_ask.html", values, status=status)


ROUTES = [show, answer, ask, send]

"""My account: who I am, and for whom I act."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.response import Redirect
from xidmet.auth import Actor, people, sessions
from xidmet.cases.remembered import forget, forget_all, memories
from xidmet.contract.texts import _
from xidmet.errors import BadInput
from xidmet.language import Translator, translator

from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, visit_of, words_of

ROLES = {"head": _("Head"), "seal_holder": _("Seal holder"), "operator": _("Operator")}


@get("/account", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    actor, words = need_actor(request), words_of(request)
    powers = await people.powers(actor)
    parties = [
        {
            "value": "",
            "label": actor.name,
            "about": words.text(_("For myself")),
            "chosen": not actor.acts_for_organisation,
        }
    ]
    parties += [
        {
            "value": str(p.organisation),
            "label": p.name,
            "about": f"{words.text(ROLES[p.role])}, VÖEN {p.voen}",
            "chosen": p.organisation == actor.organisation,
        }
        for p in powers
    ]
    kept = [
        {
            "name": one.name,
            "label": translator(words.language, one.domain).text(one.label),
            "value": one.value,
            "used_at": one.used_at,
        }
        for one in await memories(site_of(request), actor)
    ]
    values = {
        "details": _details(actor, words),
        "claimed_fin": await people.claimed_fin(actor),
        "has_email": bool(actor.email),
        "parties": parties,
        "remembered": kept,
    }
    return await page(request, "account.html", values)


def _details(actor: Actor, words: Translator) -> list[tuple[str, str]]:
    return [
        (words.text(_("Name")), actor.name),
        (words.text(_("FIN")), actor.fin or ""),
        (words.text(_("E-mail")), actor.email),
    ]


@post("/account/remembered/remove", guards=[signed_in], include_in_schema=False)
async def forget_one(request: Asked) -> Redirect:
    pairs = await form_of(request)
    await forget(need_actor(request), value_in(pairs, "name"), value_in(pairs, "value"))
    return Redirect("/account#remembered", status_code=303)


@post("/account/remembered/remove-all", guards=[signed_in], include_in_schema=False)
async def forget_everything(request: Asked) -> Redirect:
    await form_of(request)
    await forget_all(need_actor(request))
    return Redirect("/account#remembered", status_code=303)


@post("/acting", guards=[signed_in], include_in_schema=False)
async def act(request: Asked) -> Redirect:
    pairs = await form_of(request)
    visit, chosen = visit_of(request), value_in(pairs, "organisation")
    try:
        organisation = UUID(chosen) if chosen else None
    except ValueError:
        raise BadInput from None
    if visit.session:
        await sessions.act_for(visit.session, organisation)
    return Redirect("/my-cases", status_code=303)


ROUTES = [show, act, forget_one, forget_everything]

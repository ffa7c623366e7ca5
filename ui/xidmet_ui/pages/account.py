"""My account: who I am, and for whom I act."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, get, post
from litestar.response import Redirect
from xidmet.auth import Actor, people, sessions
from xidmet.cases.remembered import forget, forget_all, memories
from xidmet.contract.texts import _
from xidmet.errors import BadInput
from xidmet.language import Translator, translator

from xidmet_ui.build.mandates import ROLES
from xidmet_ui.rendering import BACK, page
from xidmet_ui.requests import Asked, form_of, local_path, need_actor, signed_in, site_of, value_in, visit_of, words_of

OF_ONE_PARTY = ("/cases/", "/attestations/")  # pages that another party does not see


@get("/account", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    actor, words = need_actor(request), words_of(request)
    claimed_fin, claimed_passport = await people.unproved(actor)
    values = {
        "details": _details(actor, words),
        "claimed_fin": claimed_fin,
        "claimed_passport": claimed_passport,
        "has_email": bool(actor.email),
        "sends_sms": site_of(request).catalogue.sms is not None,
        "parties": _parties(actor, words),
        "holds_office": bool(actor.offices or actor.unproved_offices),
        "remembered": await _remembered(request),
    }
    return await page(request, "account.html", values)


async def _remembered(request: Asked) -> list[dict[str, object]]:
    words = words_of(request)
    return [
        {
            "name": one.name,
            "label": translator(words.language, one.domain).text(one.label),
            "value": one.value,
            "used_at": one.used_at,
        }
        for one in await memories(site_of(request), need_actor(request))
    ]


def _details(actor: Actor, words: Translator) -> list[tuple[str, str]]:
    return [
        (words.text(_("Name")), actor.name),
        (words.text(_("FIN")), actor.fin or ""),
        (words.text(_("E-mail")), actor.email),
    ]


def _parties(actor: Actor, words: Translator) -> list[dict[str, object]]:
    parties: list[dict[str, object]] = [
        {
            "value": "",
            "label": actor.name,
            "about": words.text(_("For myself")),
            "chosen": not actor.acts_for_other,
        }
    ]
    parties += [
        {
            "value": str(p.organisation),
            "label": p.name,
            "about": f"{words.text(ROLES[p.role])}, VÖEN {p.voen}",
            "chosen": p.organisation == actor.organisation,
        }
        for p in actor.powers
    ]
    parties += [
        {
            "value": f"w:{ward.fin}",
            "label": ward.name,
            "about": words.text(_("Child or ward, by the register of guardianship")),
            "chosen": ward == actor.ward,
        }
        for ward in actor.wards
    ]
    return parties


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
    """party: an organisation's id, "w:" and the FIN of a ward, or "" for oneself. next: where one was; one stays there
    unless that page is one party's alone. back: the way back is taken, so that none is left.
    open: for the party before, the page was not there.
    """
    pairs = await form_of(request)
    visit, actor = visit_of(request), need_actor(request)
    wanted = value_in(pairs, "party") or value_in(pairs, "organisation")
    there, back = local_path(value_in(pairs, "next") or "/my-cases"), bool(value_in(pairs, "back"))
    if visit.session:
        organisation, ward = _party(wanted)
        await sessions.act_for(visit.session, organisation, ward)
        before = str(actor.organisation or (f"w:{actor.ward.fin}" if actor.ward else ""))
        if back or before == wanted:
            await sessions.unnote(visit.session, BACK)
        else:
            missing = bool(value_in(pairs, "open"))  # there for the other party alone: no place to go back to
            await sessions.note(visit.session, BACK, f"{before} {'/my-cases' if missing else there[:300]}")
    hidden = not (back or value_in(pairs, "open")) and urlsplit(there).path.startswith(OF_ONE_PARTY)
    return Redirect("/my-cases" if hidden else there, status_code=303)


def _party(wanted: str) -> tuple[UUID | None, str]:
    """The organisation, or the FIN of the ward."""
    if wanted.startswith("w:"):
        return None, wanted[2:9]
    try:
        return (UUID(wanted) if wanted else None), ""
    except ValueError:
        raise BadInput from None


ROUTES = [show, act, forget_one, forget_everything]

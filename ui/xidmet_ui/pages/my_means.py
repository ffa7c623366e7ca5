"""My ways to sign in, and what they proved about me."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import my_means
from xidmet.auth.my_means import title_of
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.pages.means import to_prove_first
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, visit_of, words_of

HERE = "/account/means"
LEVELS = {"low": _("Low"), "substantial": _("Substantial"), "high": _("High")}
PROVED = {
    "fin": _("FIN"),
    "passport": _("Passport"),
    "citizenship": _("Citizenship"),
    "surname": _("Surname"),
    "given_name": _("Name"),
    "patronymic": _("Father's name"),
    "voen": _("VÖEN"),
    "organisation": _("Organisation"),
    "email": _("E-mail"),
}


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    words, entrance, actor = words_of(request), site_of(request).entrance, need_actor(request)
    found = await my_means.mine(actor)
    kept = [
        {
            "title": title_of(entrance, one.name, words.language),
            "level_name": words.text(LEVELS[one.level]),
            **{name: getattr(one, name) for name in ("id", "label", "added_at", "used_at")},
        }
        for one in found.means
    ]
    addable = [
        {
            "name": one.name,
            "title": title_of(entrance, one.name, words.language),
            "about": _about(words, request, one.name),
        }
        for one in entrance.means.values()
        if "add" in one.purposes
    ]
    proved = [
        {"label": words.text(PROVED[one.name]), "value": one.value, "source": one.source, "proved_at": one.proved_at}
        for one in found.proved
    ]
    values = {
        "means": kept,
        "password": found.password,
        "addable": addable,
        "proved": proved,
        "claimed_fin": found.claimed_fin if not actor.fin else "",
        "done": str(request.query_params.get("done", "")),
    }
    return await page(request, "my_means.html", values)


def _about(words: Translator, request: Asked, name: str) -> str:
    return words.text(site_of(request).entrance.means_named(name).about)


@get(HERE + "/{wanted:uuid}", guards=[signed_in], include_in_schema=False)
async def show_one(request: Asked, wanted: FromPath[UUID]) -> Response[str]:
    words, entrance = words_of(request), site_of(request).entrance
    kept = await my_means.one_of_mine(need_actor(request), wanted)
    title = title_of(entrance, kept.name, words.language)
    return await page(request, "my_means_one.html", {"id": kept.id, "title": title, "label": kept.label})


@post(HERE + "/{wanted:uuid}/rename", guards=[signed_in], include_in_schema=False)
async def rename(request: Asked, wanted: FromPath[UUID]) -> Redirect:
    pairs = await form_of(request)
    await my_means.rename(need_actor(request), wanted, value_in(pairs, "label"))
    return Redirect(HERE, status_code=303)


@post(HERE + "/{wanted:uuid}/remove", guards=[signed_in], include_in_schema=False)
async def remove(request: Asked, wanted: FromPath[UUID]) -> Redirect:
    await form_of(request)
    actor, session = need_actor(request), visit_of(request).session
    await my_means.one_of_mine(actor, wanted)
    if surer := await to_prove_first(request, f"{HERE}/{wanted}"):
        return Redirect(surer, status_code=303)
    assert session is not None
    await my_means.remove(site_of(request).entrance, session, actor, wanted)
    site_of(request).wake.ring()
    return Redirect(f"{HERE}?done=removed", status_code=303)


ROUTES = [show, show_one, rename, remove]

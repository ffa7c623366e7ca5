"""Saved filters of the desk: save one, use it, rename it, share it with a role, remove it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth.offices import agencies
from xidmet.cases.desk.filters import LONGEST, change, remove, save, saved, shared_with
from xidmet.contract.mistake import Mistake
from xidmet.errors import WrongAnswers

from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, words_of

HERE = "/desk/filters"


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    return await _page(request, {}, "")


@post(HERE, guards=[signed_in], include_in_schema=False, status_code=200)
async def keep(request: Asked) -> Response[str] | Redirect:
    pairs = await form_of(request)
    query = value_in(pairs, "query")
    try:
        await save(site_of(request), need_actor(request), value_in(pairs, "name"), query)
    except WrongAnswers as wrong:
        return await _page(request, wrong.errors, "", value_in(pairs, "name"), query)
    return Redirect(HERE, status_code=303)


@post(f"{HERE}/{{wanted:uuid}}", guards=[signed_in], include_in_schema=False, status_code=200)
async def alter(request: Asked, wanted: FromPath[UUID]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    site, actor = site_of(request), need_actor(request)
    if value_in(pairs, "do") == "remove":
        await remove(site, actor, wanted)
        return Redirect(HERE, status_code=303)
    try:
        await change(site, actor, wanted, value_in(pairs, "name"), value_in(pairs, "role"))
    except WrongAnswers as wrong:
        return await _page(request, wrong.errors, str(wanted), value_in(pairs, "name"))
    return Redirect(HERE, status_code=303)


async def _page(
    request: Asked, errors: Mapping[str, Mistake], at: str, typed: str = "", query: str = ""
) -> Response[str]:
    """at: the filter that was not changed; "" for one that was not saved."""
    site, actor, words = site_of(request), need_actor(request), words_of(request)
    here, roles = agencies(site.catalogue), dict[str, str]()
    for key in shared_with(actor):
        agency = here.get(key.rpartition(":")[0])
        roles[key] = f"{agency.label(key, words.language)} — {agency.name(words.language)}" if agency else key
    found = await saved(site, actor)
    values = {
        "own": [one for one in found if one.account == actor.account],
        "others": [(one, roles.get(one.role, one.role)) for one in found if one.account != actor.account],
        "roles": list(roles.items()),
        "error": next((words.text(one.text, **one.values) for one in errors.values()), ""),
        "at": at,
        "typed": typed,
        "query": query,
        "most": LONGEST,
    }
    return await page(request, "desk_filters.html", values, here="desk", status=422 if errors else 200)


ROUTES = [show, keep, alter]

"""Remove a draft: asked once more, then gone for good."""

from __future__ import annotations

import secrets

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases.drafts import remove_draft, removed_at

from xidmet_ui.pages.step import draft
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, version_in, words_of


@get("/cases/{number:str}/remove", guards=[signed_in], include_in_schema=False)
async def ask(request: Asked, number: FromPath[str]) -> Response[str]:
    site = site_of(request)
    case = await draft(site, need_actor(request), number)
    words = words_of(request, case.service.slug)
    shown = {
        "number": case.number,
        "service": words.text(case.service.title),
        "changed": case.record.changed_at,
        "until": removed_at(site, case),
        "version": case.version,
        "token": secrets.token_urlsafe(24),
    }
    return await page(request, "remove.html", {"draft": shown}, here="cases")


@post("/cases/{number:str}/remove", guards=[signed_in], include_in_schema=False)
async def do(request: Asked, number: FromPath[str]) -> Redirect:
    pairs = await form_of(request)
    await remove_draft(site_of(request), need_actor(request), number, version_in(pairs), token_in(pairs))
    return Redirect("/my-cases?removed=1", status_code=303)


ROUTES = [ask, do]

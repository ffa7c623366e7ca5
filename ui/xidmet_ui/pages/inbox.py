"""The inbox: what was told to me, or to the organisation I act for."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.notifications.inbox import inbox, mark_read

from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in


@get("/inbox", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    actor = need_actor(request)
    return await page(request, "inbox.html", {"told": await inbox(actor.party, actor.scope)})


@post("/inbox/{message:uuid}/read", guards=[signed_in], include_in_schema=False)
async def read(request: Asked, message: FromPath[UUID]) -> Redirect:
    await form_of(request)
    actor = need_actor(request)
    await mark_read(message, actor.party, actor.scope)
    return Redirect("/inbox", status_code=303)


ROUTES = [show, read]

"""The inbox: what was told to me, or to the organisation I act for."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.errors import NotFound
from xidmet.notifications.inbox import inbox, mark_all_read, mark_read

from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, value_in


@get("/inbox", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    actor = need_actor(request)
    before = _id(str(request.query_params.get("before", "")))
    told, older = await inbox(actor.party, actor.scope, before)
    return await page(request, "inbox.html", {"told": told, "older": older, "later_page": before is not None})


@post("/inbox/read", guards=[signed_in], include_in_schema=False)
async def read_all(request: Asked) -> Redirect:
    """Up to the newest one that stood on the page; what came since is still new."""
    newest, actor = _id(value_in(await form_of(request), "newest")), need_actor(request)
    if newest:
        await mark_all_read(newest, actor.party, actor.scope)
    return Redirect("/inbox", status_code=303)


def _id(text: str) -> UUID | None:
    """Raises NotFound for what is no id."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


@post("/inbox/{message:uuid}/read", guards=[signed_in], include_in_schema=False)
async def read(request: Asked, message: FromPath[UUID]) -> Redirect:
    await form_of(request)
    actor = need_actor(request)
    await mark_read(message, actor.party, actor.scope)
    return Redirect("/inbox", status_code=303)


ROUTES = [show, read_all, read]

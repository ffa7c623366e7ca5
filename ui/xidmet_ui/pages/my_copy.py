"""Download my data: asked for after a fresh proof, made by a worker, taken while it is kept."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from xidmet.auth.sessions import Kept
from xidmet.cases import my_copy
from xidmet.errors import SignInNeeded

from xidmet_ui.handed_out import handed_out
from xidmet_ui.pages.means import to_prove_first
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, visit_of

HERE = "/account/data"


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    """What there is, and how far; a script asks for the list alone, while one is being made."""
    actor = need_actor(request)
    found = await my_copy.copies(actor)
    values = {
        "copies": found,
        "making": any(one.state == my_copy.MAKING for one in found),
        "days": my_copy.KEPT.days,
        "for": actor.name,
        "has_email": bool(actor.email),
    }
    return await page(request, "my_copy.html", values, block="copies")


@post(HERE, guards=[signed_in], include_in_schema=False)
async def ask(request: Asked) -> Redirect:
    await form_of(request)
    if surer := await to_prove_first(request, HERE):
        return Redirect(surer, status_code=303)
    await my_copy.ask(site_of(request), _session(request), need_actor(request), visit_of(request).language)
    return Redirect(HERE, status_code=303)


@post(HERE + "/{copy:uuid}/data.zip", guards=[signed_in], include_in_schema=False, status_code=200)
async def take(request: Asked, copy: FromPath[UUID]) -> Stream | Redirect:
    """A post, for it is written down that the file was taken; no other site can make a browser fetch it."""
    await form_of(request)
    if surer := await to_prove_first(request, HERE):
        return Redirect(surer, status_code=303)
    stored = await my_copy.take(_session(request), need_actor(request), copy)
    return handed_out(site_of(request).files, stored)


def _session(request: Asked) -> Kept:
    """The guard has seen to it that there is one."""
    session = visit_of(request).session
    if session is None:
        raise SignInNeeded
    return session


ROUTES = [show, ask, take]

"""Begin an application."""

from __future__ import annotations

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import open_case
from xidmet.cases.again import open_again

from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in


@post("/services/{slug:str}/start", guards=[signed_in], include_in_schema=False)
async def start(request: Asked, slug: FromPath[str]) -> Redirect:
    pairs = await form_of(request)
    case = await open_case(site_of(request), need_actor(request), slug, token_in(pairs))
    return Redirect(f"/cases/{case.number}/fill", status_code=303)


@post("/cases/{number:str}/again", guards=[signed_in], include_in_schema=False)
async def again(request: Asked, number: FromPath[str]) -> Redirect:
    """Apply again with the answers of a case that is over."""
    pairs = await form_of(request)
    case = await open_again(site_of(request), need_actor(request), number, token_in(pairs))
    return Redirect(f"/cases/{case.number}/fill", status_code=303)


ROUTES = [start, again]

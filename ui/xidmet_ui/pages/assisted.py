"""Help at a service centre, as the person sees it: asked for, going on, over; agreed to, or “this was not me”."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from xidmet.auth.assisting import end, seen
from xidmet.auth.assisting.seen import Seen

from xidmet_ui.build.assisting import VisitLine, visit_line
from xidmet_ui.handed_out import handed_out
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, visit_of, words_of

HERE = "/assisted/{visit:uuid}"


@get("/assisted", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    found = await seen.of_person(need_actor(request))
    return await page(request, "assisted.html", {"rows": [_line(request, one) for one in found]})


def _line(request: Asked, one: Seen) -> VisitLine:
    catalogue, language = site_of(request).catalogue, visit_of(request).language
    here = seen.agency_of_visit(catalogue, one.visit)
    agency = here.name(language) if here else words_of(request).text(one.visit.agency_name)
    return visit_line(catalogue, one, agency, language)


@get(HERE, guards=[signed_in], include_in_schema=False)
async def look(request: Asked, visit: FromPath[UUID]) -> Response[str]:
    found = await seen.one_of_person(need_actor(request), visit)
    return await page(request, "assisted_visit.html", {"r": _line(request, found)})


@post(f"{HERE}/agree", guards=[signed_in], include_in_schema=False)
async def agree(request: Asked, visit: FromPath[UUID]) -> Redirect:
    await form_of(request)
    await end.agree(need_actor(request), visit)
    return Redirect(f"/assisted/{visit}", status_code=303)


@post(f"{HERE}/object", guards=[signed_in], include_in_schema=False)
async def object_to(request: Asked, visit: FromPath[UUID]) -> Redirect:
    await form_of(request)
    await end.object_to(site_of(request).catalogue, need_actor(request), visit)
    site_of(request).wake.ring()
    return Redirect(f"/assisted/{visit}", status_code=303)


@get(f"{HERE}/consent", guards=[signed_in], include_in_schema=False)
async def consent(request: Asked, visit: FromPath[UUID]) -> Stream:
    stored = await seen.consent_for_person(need_actor(request), visit)
    return handed_out(site_of(request).files, stored)


ROUTES = [show, look, agree, object_to, consent]

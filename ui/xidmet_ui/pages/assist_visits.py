"""Who filled in for whom at the service centres of an agency, for its administrators."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream
from xidmet.auth.assisting import seen

from xidmet_ui.build.assisting import visit_line
from xidmet_ui.handed_out import handed_out
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, page_number, signed_in, site_of, visit_of

HERE = "/offices/{agency:str}/visits"


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, agency: FromPath[str]) -> Response[str]:
    catalogue, language = site_of(request).catalogue, visit_of(request).language
    place = page_number(str(request.query_params.get("page", "1")))
    here, found, more = await seen.of_agency(catalogue, need_actor(request), agency, place)
    name = here.name(language)
    values = {
        "code": here.code,
        "name": name,
        "rows": [visit_line(catalogue, one, name, language) for one in found],
        "newer": f"/offices/{here.code}/visits?page={place - 1}" if place > 1 else "",
        "older": f"/offices/{here.code}/visits?page={place + 1}" if more else "",
    }
    return await page(request, "offices_visits.html", values)


@get(f"{HERE}/{{visit:uuid}}/consent", guards=[signed_in], include_in_schema=False)
async def consent(request: Asked, agency: FromPath[str], visit: FromPath[UUID]) -> Stream:
    stored = await seen.consent_for_agency(site_of(request).catalogue, need_actor(request), agency, visit)
    return handed_out(site_of(request).files, stored)


ROUTES = [show, consent]

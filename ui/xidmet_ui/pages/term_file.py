"""A case's term as a file for somebody's own calendar."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath
from xidmet.cases import case_for
from xidmet.errors import NotFound

from xidmet_ui.build.terms import calendar_file
from xidmet_ui.pages.papers import HEADERS
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, words_of


@get("/cases/{number:str}/term.ics", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, number: FromPath[str]) -> Response[bytes]:
    """For whoever sees the case; there is none while no term runs."""
    site = site_of(request)
    case = await case_for(site, need_actor(request), number)
    if case.record.deadline is None:
        raise NotFound
    file = calendar_file(case, words_of(request, case.service.slug), site.settings.address)
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{case.number}.ics"'}
    return Response(file.encode(), media_type="text/calendar; charset=utf-8", headers=headers)


ROUTES = [download]
